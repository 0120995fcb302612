#ifndef GPU_CHARTTEXT_H
#define GPU_CHARTTEXT_H
/* A chart as lines of ASCII: bars of characters, a row of levels for each
 * line, boxes, grids. */

#include "../base/buffer.h"
#include "chart.h"

/* `width` columns at most; 0: as usual. */
void chart_text(struct buffer *b, const struct chart *c, size_t width);

#endif
