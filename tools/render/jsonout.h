#ifndef GPU_JSONOUT_H
#define GPU_JSONOUT_H
/* Tables as one JSON document. */

#include "../base/buffer.h"
#include "../rows/table.h"

/* One table: an array of objects; several: an object of such arrays by name. */
void jsonout_draw(struct buffer *b, const struct table *tables, size_t n);
/* An array of row objects, its lines `indent` deep. */
void jsonout_rows(struct buffer *b, const struct table *t, int indent);

#endif
