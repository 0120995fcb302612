#ifndef GPU_HOLD_H
#define GPU_HOLD_H
/* A copy of a chunk that lasts, as small as may be: entries that no row has
 * are left out, texts are there once, columns that share a domain go on
 * sharing it. */

#include "chunk.h"

/* Nothing of `c` is needed any more; its domains are left untouched.  The
 * copy has no runs: their domains become codes, whose entry 0 is none in
 * particular. */
void chunk_hold(struct chunk *out, const struct chunk *c, struct arena *a);

#endif
