#ifndef GPU_BLEND_H
#define GPU_BLEND_H
/* One chunk from rows of several, in any order: each entry that is used is
 * looked at once, however many rows have it.  blend_close frees. */

#include "intern.h"

/* A chunk that rows are taken from, and which of its entries are known by
 * which number in the chunk that is made: by column, or NULL where that is
 * not worth the room. */
struct blend_from {
	struct chunk chunk;
	struct blend_known **known;
};

struct blend_row {
	const struct blend_from *from;
	uint32_t row;
};

struct blend_col;

struct blend {
	size_t n;
	struct blend_col *cols;
	uint32_t rows, most, batch;
	struct arena a;        /* the chunk that is made */
};

/* As many columns, of these types, as the schema has. */
void blend_open(struct blend *b, const struct schema *s);
void blend_close(struct blend *b);
/* A number column whose rows mostly differ: no entries are made of them. */
void blend_plain(struct blend *b, size_t column);
/* Prepares a chunk to be taken from; what that needs lives in `a`. */
void blend_prepare(struct blend_from *from, const struct chunk *c,
    struct arena *a);
/* Begins a chunk of at most `most` rows; the one before is gone. */
void blend_begin(struct blend *b, uint32_t most);
/* The next rows.  What they come from is not needed any longer. */
void blend_add(struct blend *b, const struct blend_row *rows, uint32_t n);
void blend_finish(struct blend *b, struct chunk *c);

#endif
