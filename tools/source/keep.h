#ifndef GPU_KEEP_H
#define GPU_KEEP_H
/* Chunks set aside in little memory, and handed out again as they were.  A
 * source must look at all its rows before the first may leave; what it codes
 * meanwhile need not be read twice.
 *
 * A row that has the codes of an earlier one is kept as a reference to it,
 * several that follow one another as one; texts are there once for all keeps
 * that share a pool.  The pool has an end: what finds no room is refused, and
 * has to be read again.  keep_pool_close after the last keep of it. */

#include "../rows/chunk.h"

struct keep_pool;
struct keep;

/* For so many bytes; keeps in several threads may share it, until the first
 * of them is read. */
struct keep_pool *keep_pool_open(size_t bytes);
void keep_pool_close(struct keep_pool *p); /* may be NULL */

struct keep *keep_open(struct keep_pool *p);
void keep_close(struct keep *k); /* may be NULL */
/* Copies a chunk; false if there is no room, from then on for none. */
bool keep_put(struct keep *k, const struct chunk *c);
/* Gives back what putting took. */
void keep_done(struct keep *k);
/* The next one, in `a` and the pool: 1, or 0 if there are no more. */
int keep_next(struct keep *k, struct chunk *c, struct arena *a);
/* Rows of the chunks that keep_next has not given yet. */
uint64_t keep_rows_left(const struct keep *k);

#endif
