#ifndef GPU_CHARTCELLS_H
#define GPU_CHARTCELLS_H
/* A chart as HTML tables whose cells have colours, for mail programs, which
 * show no SVG and drop style sheets: attributes and inline style only, a few
 * kilobytes.  chart_svg makes the picture that can be sent along. */

#include "../base/buffer.h"
#include "chart.h"

/* Title, key, and the chart: blocks to stand in a body or a cell. */
void chart_cells(struct buffer *b, const struct chart *c);

#endif
