#ifndef GPU_LAYOUTJSON_H
#define GPU_LAYOUTJSON_H
/* The JSON that a layout's json lines ask for, in their order; without any,
 * all tables by name. */

#include "../base/buffer.h"
#include "../expr/calc.h"
#include "layout.h"

int layoutjson_draw(struct buffer *b, const struct layout *l,
    const struct table *tables, size_t n, const struct calc *calc,
    struct fault *f);

#endif
