#ifndef GPU_SORT_H
#define GPU_SORT_H
/* Rows in order: held until all are there, then handed out sorted, stable,
 * NULL first.  Held are as many as a budget allows; when there are more, they
 * are sorted and written to a temporary file (spill.h), and what the files
 * have is merged at the end.  Memory grows with the rows up to the budget. */

#include "chunk.h"

struct sorter;

/* Sorts by `n` of these columns; descending[k] turns columns[k] around.  No
 * column: the rows come as they were put.  `budget` in bytes, 0: no limit;
 * less than 1 MiB counts as that.  The schema must outlive the sorter. */
struct sorter *sorter_open(const struct schema *rows, const size_t *columns,
    const bool *descending, size_t n, size_t budget);
void sorter_close(struct sorter *s); /* may be NULL */
/* Copies the rows. */
int sorter_put(struct sorter *s, const struct chunk *c, struct fault *f);
/* The first call ends the input.  1 and at most `most` rows, valid until the
 * next call; 0 at the end; -1. */
int sorter_next(struct sorter *s, uint32_t most, struct chunk *c,
    struct fault *f);

#endif
