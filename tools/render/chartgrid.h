#ifndef GPU_CHARTGRID_H
#define GPU_CHARTGRID_H
/* A chart as a small grid, for characters and table cells: a row for each
 * series of lines and areas, for each row of heat and gantt; columns along
 * x. */

#include "chart.h"

struct chartgrid {
	uint32_t rows, columns;
	double *v;        /* rows x columns: a value, a state, or NaN */
	double from, to;  /* what of the values there is */
};

/* `most` columns at most; the greatest value in each, the first state. */
void chartgrid_make(struct chartgrid *g, const struct chart *c,
    uint32_t most, struct arena *a);
/* Is it better shown so than as a bar for each slot? */
bool chartgrid_suits(const struct chart *c);

#endif
