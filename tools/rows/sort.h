#ifndef GPU_SORT_H
#define GPU_SORT_H
/* Rows in order: held until all are there, then handed out sorted, stable,
 * NULL first.  Memory grows with the rows. */

#include "chunk.h"

struct sorter;

/* Sorts by these columns; descending[k] turns column k around. */
struct sorter *sorter_open(const size_t *columns, const bool *descending,
    size_t n);
void sorter_close(struct sorter *s);
void sorter_put(struct sorter *s, const struct chunk *c);
/* The first call ends the input.  1 and at most `most` rows, valid until the
 * next call; 0 at the end. */
int sorter_next(struct sorter *s, uint32_t most, struct chunk *c,
    struct fault *f);

#endif
