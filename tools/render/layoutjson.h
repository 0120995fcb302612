#ifndef GPU_LAYOUTJSON_H
#define GPU_LAYOUTJSON_H
/* The JSON that a layout's json lines ask for, in their order; without any,
 * all tables by name. */

#include "../base/buffer.h"
#include "../expr/calc.h"
#include "layout.h"
#include "scene.h"

/* The value of one key alone; status 2 if no line has it. */
int layoutjson_value(const struct scene *s, struct buffer *b, struct str key);
int layoutjson_draw(struct buffer *b, const struct layout *l,
    const struct table *tables, size_t n, const struct calc *calc,
    struct fault *f);

#endif
