#ifndef GPU_SQLITEALIKE_H
#define GPU_SQLITEALIKE_H
/* Rows like an earlier one.  A snapshot repeats the one before nearly row by
 * row, so after a row comes most often what came after it last time: a few
 * comparisons of bytes then tell that all columns lie where they lay there
 * and that some of them have the same values.  What is remembered has a
 * limit; where rows don't repeat, nothing is remembered any more. */

#include "../base/arena.h"

enum {
	ALIKE_MOST = 1 << 12,  /* rows remembered */
	ALIKE_BYTES = 1 << 9,  /* of a row's payload, at most */
	ALIKE_BLOCK = 32
};

/* A row remembered. */
struct alike_row {
	uint8_t *bytes;        /* its payload, as far as it is compared; then
	                        * a bit for each of these that is */
	uint32_t *types, *at;  /* of its columns, see sqlitetable.h */
	uint32_t blocks, room; /* of bytes compared at once; room for them */
	uint32_t payload;      /* bytes of the whole row */
	uint32_t next, other;  /* what came behind it, or may come */
	uint64_t mark;         /* the caller's, UINT64_MAX at first */
};

struct alike_span {
	size_t from, to;       /* columns from..to - 1, side by side */
};

struct alike {
	struct alike_row *rows;
	uint16_t *slots;       /* the last row for each hash of its first
	                        * column, and one */
	uint32_t n, oldest;    /* rows remembered; the next to be forgotten */
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
/* The row that this one, all of it at p, is like; NULL if none is known.
 * Reads up to ALIKE_BLOCK bytes behind it. */
struct alike_row *alike_find(struct alike *a, const uint8_t *p,
    uint32_t payload);
/* The row that was looked for and not found is remembered, or it is one that
 * has come out of turn. */
struct alike_row *alike_add(struct alike *a, const uint8_t *p,
    uint32_t payload, const uint32_t *types, const uint32_t *at);
/* Whatever comes next, it does not follow the row before. */
static inline void
alike_jump(struct alike *a)
{
	a->at = ALIKE_MOST;
}

#endif
