#ifndef GPU_ARRANGE_H
#define GPU_ARRANGE_H
/* The rows of one chunk in order: by the values of some columns, NULL first,
 * descending or not, rows that agree in the order in which they are. */

#include "chunk.h"

/* Row numbers in order, in `a`; NULL if the rows are in order as they are,
 * which is found out without much work. */
uint32_t *arrange_rows(const struct chunk *c, const size_t *columns,
    const bool *descending, size_t n, struct arena *a);

/* A number for each entry of a column, in `a`: a lesser value never has a
 * greater one, so that numbers that differ decide and others don't. */
uint64_t *arrange_words(const struct col *c, bool descending,
    struct arena *a);

/* -1, 0, 1: the order of two values, one of each column. */
int arrange_cmp(const struct col *c1, uint32_t e1, const struct col *c2,
    uint32_t e2);

#endif
