#ifndef GPU_SPILL_H
#define GPU_SPILL_H
/* Rows that memory has no room for: written to a temporary file, read again
 * in the order in which they were put.  First all is put, then spill_done,
 * then spill_next until the end.  A spill that rests between the two costs
 * its descriptor only, so there must not be too many of them at once.
 *
 * The file has no name: it is gone when the spill is closed, and when the
 * program ends, however it ends.  What it holds is gpu-rows, so that a
 * damaged file or a full disk is a fault, which names the folder. */

#include "chunk.h"

struct spill;

/* For rows of these columns; orders and facts of the schema are left out.
 * Chunks are cut to at most `most_rows`: a reader holds one of them. */
struct spill *spill_open(const struct schema *rows, uint32_t most_rows,
    struct fault *f);
void spill_close(struct spill *s); /* may be NULL */
int spill_put(struct spill *s, const struct chunk *c, struct fault *f);
/* All is put; frees what writing needed. */
int spill_done(struct spill *s, struct fault *f);
/* 1 and a chunk that is valid until the next call; 0 at the end; -1. */
int spill_next(struct spill *s, struct chunk *c, struct fault *f);

/* The next spill_next begins again at the first row. */
void spill_rewind(struct spill *s);

/* How many rows a chunk should have for a reader of it to cost at most some
 * `room` bytes, if a row of `columns` columns has `bytes` bytes. */
uint32_t spill_chunk_rows(size_t room, size_t bytes, size_t columns);
/* What a reader of chunks of so many rows costs: more than the room if that
 * is little for rows so large. */
size_t spill_room(uint32_t rows, size_t bytes, size_t columns);

#endif
