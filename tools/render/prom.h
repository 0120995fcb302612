#ifndef GPU_PROM_H
#define GPU_PROM_H
/* Tables as Prometheus' text format: each number is a gauge INPUT_COL, the
 * texts of its row are labels.  Times, dates and json are left out: a naive
 * clock has no epoch, and a list is no label. */

#include "../base/buffer.h"
#include "../base/fault.h"
#include "../rows/table.h"

int prom_draw(struct buffer *b, const struct table *tables, size_t n,
    struct fault *f);

#endif
