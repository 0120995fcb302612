#ifndef GPU_COMPOSE_H
#define GPU_COMPOSE_H
/* A layout and the tables it is about, made into a page. */

#include "../expr/calc.h"
#include "doc.h"
#include "layout.h"

/* `format`: which sections there are (`only`).  Everything in `a`; texts may
 * point into the layout and the tables. */
int compose(struct doc *d, const struct layout *l, const char *format,
    const struct table *tables, size_t n, const struct calc *calc,
    struct arena *a, struct fault *f);

#endif
