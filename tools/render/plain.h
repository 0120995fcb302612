#ifndef GPU_PLAIN_H
#define GPU_PLAIN_H
/* A page without a layout: each input is one table with all its columns. */

#include "../rows/table.h"
#include "doc.h"

/* Everything in `a`; texts may point into the tables. */
void plain_doc(struct doc *d, const struct table *tables, size_t n,
    struct arena *a);

#endif
