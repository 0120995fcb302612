#ifndef GPU_AXIS_H
#define GPU_AXIS_H
/* Where an axis has its ticks and what stands at them: multiples of 1, 2 or 5
 * for numbers; round hours, days, Mondays, months for times. */

#include "chart.h"

enum { AXIS_TICKS = 48, AXIS_LABEL = 40 };

struct tick {
	double at;
	char label[AXIS_LABEL], under[AXIS_LABEL]; /* under: a second line */
};

struct axis {
	double from, to;
	double step;
	size_t n;
	struct tick ticks[AXIS_TICKS];
};

/* Of the chart's values, about `most` steps; it begins and ends at a tick. */
void axis_values(struct axis *x, const struct chart *c, unsigned most);
/* Along x, between `from` and `to`; steps are not less than `least`. */
void axis_places(struct axis *x, const struct chart *c, double from,
    double to, double least, unsigned most);

#endif
