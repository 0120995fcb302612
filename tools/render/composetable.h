#ifndef GPU_COMPOSETABLE_H
#define GPU_COMPOSETABLE_H
/* Rows as a table of a page: its columns, groups and totals. */

#include "doc.h"
#include "scene.h"

/* The rows of `t` by the col and total lines of a block; everything lives in
 * the scene's arena.  Status 2 for a line that is wrong, also where there are
 * no rows. */
int compose_table(const struct scene *s, struct doc_table *to,
    const struct layout_block *b, const struct table *t);

#endif
