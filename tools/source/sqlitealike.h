#ifndef GPU_SQLITEALIKE_H
#define GPU_SQLITEALIKE_H
/* Rows like an earlier one.  A snapshot repeats the one before nearly row by
 * row, so after a row comes most often what came after it last time: a few
 * comparisons of bytes then tell that all columns lie where they lay there
 * and that some of them have the same values.  A row that comes out of turn
 * is looked up.  What is remembered has a limit; where rows don't repeat,
 * nothing is remembered any more.  alike_close when done. */

#include "../base/arena.h"

enum {
	ALIKE_MOST = 1 << 12,  /* rows remembered */
	ALIKE_LAYOUTS = 1 << 10, /* and ways in which they are laid out */
	ALIKE_BYTES = 1 << 9,  /* of a row's payload, at most */
	ALIKE_BLOCK = 32
};

/* Rows of the same header: their columns lie in the same places. */
struct alike_layout {
	uint8_t *header;
	uint32_t nheader;      /* its bytes */
	uint32_t payload;      /* bytes of the whole row */
	uint32_t *types, *at;  /* of its columns, see sqlitetable.h */
	uint8_t *bits;         /* those set are compared; NULL: too many */
	uint32_t blocks;       /* of bytes compared at once */
};

/* A row remembered. */
struct alike_row {
	const struct alike_layout *layout;
	uint8_t *bytes;        /* its payload, as far as it is compared */
	uint32_t room;         /* blocks there is room for */
	uint32_t next, other;  /* what came behind it, or may come */
	uint64_t mark;         /* the caller's, UINT64_MAX at first */
};

struct alike_span {
	size_t from, to;       /* columns from..to - 1, side by side */
};

struct alike {
	struct alike_row *rows;
	uint16_t *slots;       /* rows by hash, and one; see sqlitealike.c */
	uint32_t n, oldest;    /* rows remembered; the next to be forgotten */
	struct alike_layout *layouts;
	uint16_t *layout_slots; /* the same */
	uint32_t nlayouts;
	uint32_t at;           /* the row before, or ALIKE_MOST: not known */
	uint32_t missed;       /* the row that was expected, as `at` */
	size_t last;           /* columns that rows have */
	struct alike_span *spans;
	size_t nspans;
	uint32_t tries, hits;
	bool is_on;
	struct arena arena;
};

/* Compares the columns for which is[] is true, of the first `last`. */
void alike_open(struct alike *a, const bool *is, size_t last);
void alike_close(struct alike *a); /* a zeroed one too */
/* The row that this one, all of it at p, is like, if it is what was expected
 * behind the one before; else NULL.  Reads up to ALIKE_BLOCK bytes behind
 * it. */
struct alike_row *alike_find(struct alike *a, const uint8_t *p,
    uint32_t payload);
/* Then: how a row with that header is laid out, which lies whole at p; NULL
 * if it is not known. */
const struct alike_layout *alike_layout(const struct alike *a,
    const uint8_t *p, uint32_t nheader, uint32_t payload);
/* Remembers it; NULL if there is no room for more. */
const struct alike_layout *alike_lay_out(struct alike *a, const uint8_t *p,
    uint32_t nheader, uint32_t payload, const uint32_t *types,
    const uint32_t *at);
/* And the row that it is like; if there is none it is remembered, if that is
 * worth it, or NULL. */
struct alike_row *alike_add(struct alike *a, const uint8_t *p,
    const struct alike_layout *l);
/* Whatever comes next, it does not follow the row before. */
static inline void
alike_jump(struct alike *a)
{
	a->at = ALIKE_MOST;
}

#endif
