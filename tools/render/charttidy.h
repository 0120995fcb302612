#ifndef GPU_CHARTTIDY_H
#define GPU_CHARTTIDY_H
/* The second half of chartdata.h: points in the order in which they are
 * drawn, no more series and rows than can be told apart, and how far the axes
 * go. */

#include "../base/fault.h"
#include "chart.h"

struct charttidy_wish {
	double least, most; /* the axis goes at least there; NaN: no wish */
};

/* Status 1 if two rows are for one place. */
int charttidy(struct chart *c, const struct charttidy_wish *w,
    struct arena *a, struct fault *f);
/* A time or date as microseconds; NaN where no calendar has it. */
double charttidy_time(int64_t v, bool is_date);

#endif
