#ifndef GPU_INTERLEAVE_H
#define GPU_INTERLEAVE_H
/* Rows of several parts, each in order by the same columns, as one in that
 * order; rows that agree: those of the earlier part first.  Where many rows
 * in turn come from one part they are handed on as they are, nothing is
 * copied; where parts alternate, new chunks are made of them (blend.h). */

#include "../rows/chunk.h"

struct interleave;

/* The next chunk of a part, valid until that part is asked again: 1, 0 at its
 * end, -1. */
typedef int interleave_fill(void *ctx, size_t part, struct chunk *c,
    struct fault *f);

/* The order is that of `n` columns of `rows`, ascending, NULL first.  `most`
 * rows are put together in a chunk.  The schema must outlive it;
 * interleave_close frees the rest. */
struct interleave *interleave_open(const struct schema *rows,
    const size_t *columns, size_t n, size_t parts, uint32_t most,
    interleave_fill *fill, void *ctx);
void interleave_close(struct interleave *m); /* may be NULL */
/* Before the first row: no row of this part has less than `least` in the
 * first column, of times, nor NULL.  It is asked for rows when those of other
 * parts have come that far. */
void interleave_from(struct interleave *m, size_t part, int64_t least);
/* 1 and a chunk valid until the next call; 0 at the end of all; -1. */
int interleave_next(struct interleave *m, struct chunk *c, struct fault *f);

#endif
