#include "sqlitealike.h"

#include <stdlib.h>
#include <string.h>

/* After so many rows, fewer hits than a part of them are too few. */
enum { TRIES = 1 << 13, PART = 4 };

enum { SLOTS = 2 * ALIKE_MOST };

void
alike_open(struct alike *a, const bool *is, size_t last)
{
	struct alike_span *span;

	*a = (struct alike){ .last = last, .at = ALIKE_MOST };
	a->spans = NEW(&a->arena, struct alike_span, last + 1);
	for (size_t i = 0; i < last; i++) {
		span = a->nspans > 0 ? &a->spans[a->nspans - 1] : NULL;
		if (is[i] && span && span->to == i)
			span->to++;
		else if (is[i])
			a->spans[a->nspans++] = (struct alike_span){ i,
				i + 1 };
	}
	a->is_on = a->nspans > 0;
	if (!a->is_on)
		return;
	a->rows = mem_get(ALIKE_MOST * sizeof *a->rows);
	a->slots = NEW0(&a->arena, uint16_t, SLOTS);
}

void
alike_close(struct alike *a)
{
	free(a->rows);
	arena_free(&a->arena);
	*a = (struct alike){ 0 };
}

typedef uint64_t block __attribute__((vector_size(ALIKE_BLOCK)));

static inline uint8_t *
bits_of(const struct alike_row *r)
{
	return r->bytes + (size_t)r->room * ALIKE_BLOCK;
}

/* All that is to be compared at once: lengths differ from row to row, and a
 * branch for each column would be guessed wrong more often than not. */
static inline bool
is_like(const struct alike_row *r, const uint8_t *p, uint32_t payload)
{
	const uint8_t *q = r->bytes, *bits = bits_of(r);
	block x, y, m, differs = { 0 };

	if (r->payload != payload)
		return false;
	for (uint32_t k = 0; k < r->blocks; k++) {
		memcpy(&x, p + k * ALIKE_BLOCK, sizeof x);
		memcpy(&y, q + k * ALIKE_BLOCK, sizeof y);
		memcpy(&m, bits + k * ALIKE_BLOCK, sizeof m);
		differs |= (x ^ y) & m;
	}
	return (differs[0] | differs[1] | differs[2] | differs[3]) == 0;
}

/* The header and the columns compared. */
static void
set_bits(const struct alike *a, struct alike_row *r)
{
	uint8_t *bits = bits_of(r);

	memset(bits, 0, (size_t)r->blocks * ALIKE_BLOCK);
	memset(bits, 0xff, r->at[0]);
	for (size_t k = 0; k < a->nspans; k++) {
		uint32_t from = r->at[a->spans[k].from];

		memset(bits + from, 0xff, r->at[a->spans[k].to] - from);
	}
}

static void
count(struct alike *a, bool hit)
{
	a->hits += hit;
	if (++a->tries < TRIES)
		return;
	a->is_on = a->hits >= a->tries / PART;
	a->tries = a->hits = 0;
}

struct alike_row *
alike_find(struct alike *a, const uint8_t *p, uint32_t payload)
{
	uint32_t guess[2], at = a->at;

	a->missed = ALIKE_MOST;
	if (at == ALIKE_MOST)
		return NULL;
	guess[0] = a->rows[at].next;
	guess[1] = a->rows[at].other;
	if (guess[1] == ALIKE_MOST && guess[0] < ALIKE_MOST)
		guess[1] = a->rows[guess[0]].next;
	for (int k = 0; k < 2; k++) {
		if (guess[k] == ALIKE_MOST || !is_like(&a->rows[guess[k]], p,
		    payload))
			continue;
		a->rows[at].next = guess[k];
		a->rows[at].other = ALIKE_MOST;
		a->at = guess[k];
		count(a, true);
		return &a->rows[a->at];
	}
	a->missed = guess[0];
	return NULL;
}

/* A row of the same first column: it stands for that row from now on. */
static bool
is_successor(const struct alike *a, const struct alike_row *r,
    const uint8_t *p, const uint32_t *types, const uint32_t *at)
{
	size_t i = a->spans[0].from;

	return r->types[i] == types[i] && memcmp(r->bytes + r->at[i],
	    p + at[i], at[i + 1] - at[i]) == 0;
}

static uint16_t *
slot_of(const struct alike *a, const uint8_t *p, const uint32_t *at)
{
	size_t i = a->spans[0].from;
	struct str first = { (const char *)p + at[i], at[i + 1] - at[i] };

	return &a->slots[str_hash(first) % SLOTS];
}

/* Room for one more: that of the oldest if there are too many. */
static uint32_t
new_row(struct alike *a)
{
	struct alike_row *r;
	uint32_t k;

	if (a->n == ALIKE_MOST) {
		k = a->oldest;
		a->oldest = (a->oldest + 1) % ALIKE_MOST;
		return k;
	}
	k = a->n++;
	r = &a->rows[k];
	r->room = 0;
	r->types = NEW(&a->arena, uint32_t, 2 * a->last + 2);
	r->at = r->types + a->last + 1;
	return k;
}

static void
keep_bytes(struct alike *a, struct alike_row *r, const uint8_t *p, uint32_t n)
{
	r->blocks = (n + ALIKE_BLOCK - 1) / ALIKE_BLOCK;
	if (r->blocks > r->room) {
		r->room = r->room > 0 ? ALIKE_BYTES / ALIKE_BLOCK : r->blocks;
		r->bytes = arena_get(&a->arena, (size_t)r->room * 2 *
		    ALIKE_BLOCK);
	}
	memcpy(r->bytes, p, (size_t)r->blocks * ALIKE_BLOCK);
}

/* Which row this one is kept as. */
static uint32_t
place(struct alike *a, const uint8_t *p, const uint32_t *types,
    const uint32_t *at)
{
	uint32_t k = a->missed;

	if (k < ALIKE_MOST && is_successor(a, &a->rows[k], p, types, at))
		return k;
	/* If it came between others, the one expected is next. */
	k = new_row(a);
	a->rows[k].next = a->missed;
	a->rows[k].other = ALIKE_MOST;
	return k;
}

struct alike_row *
alike_add(struct alike *a, const uint8_t *p, uint32_t payload,
    const uint32_t *types, const uint32_t *at)
{
	size_t to = a->spans[a->nspans - 1].to;
	uint16_t *slot = slot_of(a, p, at);
	struct alike_row *r;
	uint32_t k;

	if (*slot > 0 && is_like(&a->rows[*slot - 1], p, payload)) {
		k = *slot - 1u;
		count(a, true);
	} else {
		count(a, false);
		if (!a->is_on || at[to] > ALIKE_BYTES)
			return NULL;
		k = place(a, p, types, at);
		r = &a->rows[k];
		r->payload = payload;
		r->mark = UINT64_MAX;
		keep_bytes(a, r, p, at[to]);
		memcpy(r->types, types, a->last * sizeof *types);
		memcpy(r->at, at, (a->last + 1) * sizeof *at);
		set_bits(a, r);
		*slot = (uint16_t)(k + 1);
	}
	if (a->at < ALIKE_MOST) {
		if (a->rows[a->at].next != k)
			a->rows[a->at].other = a->rows[a->at].next;
		a->rows[a->at].next = k;
	}
	a->at = k;
	return &a->rows[k];
}
