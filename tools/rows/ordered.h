#ifndef GPU_ORDERED_H
#define GPU_ORDERED_H
/* Holds a stream to the orders that its schema promises.  The writer looks at
 * every row; a reader, which trusts what a writer has looked at, at the first
 * column of each order and at the seams, where `cat` may have joined streams
 * that overlap.  The schema must outlive it; ordered_close frees the rest. */

#include "chunk.h"

struct ordered {
	const struct schema *schema;
	struct ordered_last *last; /* of each order, the row before */
	struct arena run;
};

/* Where a promise was broken; the values live as long as the chunk. */
struct ordered_break {
	size_t column;
	struct value from, to;
};

void ordered_open(struct ordered *o, const struct schema *s);
void ordered_close(struct ordered *o);
/* Are these rows in order, and behind those checked before?  Columns that
 * are not wanted (want[i] false; NULL: all are) can't be looked at, nor those
 * that come after one in an order.  `a` lives as long as the chunk. */
bool ordered_holds(struct ordered *o, const struct chunk *c, const bool *want,
    bool every_row, struct ordered_break *broken, struct arena *a);

#endif
