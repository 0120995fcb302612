#ifndef GPU_CHARTDATA_H
#define GPU_CHARTDATA_H
/* What a `chart` line of a layout draws: the rows of its table as a chart.
 * Everything in the arena of the scene. */

#include "scene.h"

/* Status 2 and the line's number if a column isn't there or is of no use. */
int chartdata_make(const struct scene *s, const struct layout_chart *c,
    const struct table *t, struct str nothing, struct chart *out);
/* The columns that it uses, as rows. */
int chartdata_table(const struct scene *s, const struct layout_chart *c,
    const struct table *t, struct table *out);

#endif
