#include "sqlitealike.h"

#include <stdlib.h>
#include <string.h>

/* After so many rows, fewer hits than a part of them are too few. */
enum { TRIES = 1 << 13, PART = 4 };

/* A row has two slots, that of its hash and the one behind it: what comes
 * later takes the first and moves the other on. */
enum { SLOTS = 4 * ALIKE_MOST, LAYOUT_SLOTS = 2 * ALIKE_LAYOUTS };

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
	a->slots = NEW0(&a->arena, uint16_t, SLOTS + 1);
	a->layouts = mem_get(ALIKE_LAYOUTS * sizeof *a->layouts);
	a->layout_slots = NEW0(&a->arena, uint16_t, LAYOUT_SLOTS);
}

void
alike_close(struct alike *a)
{
	free(a->rows);
	free(a->layouts);
	arena_free(&a->arena);
	*a = (struct alike){ 0 };
}

/* As much as any processor compares at once; two make a block. */
typedef uint64_t half __attribute__((vector_size(ALIKE_BLOCK / 2)));

static inline half
difference(const uint8_t *p, const uint8_t *q, const uint8_t *bits)
{
	half x, y, m;

	memcpy(&x, p, sizeof x);
	memcpy(&y, q, sizeof y);
	memcpy(&m, bits, sizeof m);
	return (x ^ y) & m;
}

/* All that is to be compared at once: lengths differ from row to row, and a
 * branch for each column would be guessed wrong more often than not. */
static inline bool
is_like(const struct alike_row *r, const uint8_t *p, uint32_t payload)
{
	const struct alike_layout *l = r->layout;
	const uint8_t *q = r->bytes, *bits = l->bits;
	const uint8_t *end = q + (size_t)l->blocks * ALIKE_BLOCK;
	half first = { 0 }, second = { 0 };

	if (l->payload != payload)
		return false;
	for (; q < end; q += ALIKE_BLOCK) {
		first |= difference(p, q, bits);
		second |= difference(p + sizeof first, q + sizeof first,
		    bits + sizeof first);
		p += ALIKE_BLOCK;
		bits += ALIKE_BLOCK;
	}
	first |= second;
	return (first[0] | first[1]) == 0;
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

static uint16_t *
layout_slot(const struct alike *a, const uint8_t *p, uint32_t nheader)
{
	return &a->layout_slots[str_hash((struct str){ (const char *)p,
	    nheader }) % LAYOUT_SLOTS];
}

const struct alike_layout *
alike_layout(const struct alike *a, const uint8_t *p, uint32_t nheader,
    uint32_t payload)
{
	const uint16_t *slot = layout_slot(a, p, nheader);

	for (; *slot > 0; slot = slot + 1 < a->layout_slots + LAYOUT_SLOTS ?
	    slot + 1 : a->layout_slots) {
		const struct alike_layout *l = &a->layouts[*slot - 1];

		if (l->nheader == nheader && l->payload == payload &&
		    memcmp(l->header, p, nheader) == 0)
			return l;
	}
	return NULL;
}

/* The header and the columns compared. */
static void
set_bits(struct alike *a, struct alike_layout *l)
{
	uint32_t n = l->at[a->spans[a->nspans - 1].to];

	l->blocks = (n + ALIKE_BLOCK - 1) / ALIKE_BLOCK;
	l->bits = NULL;
	if (n > ALIKE_BYTES)
		return;
	l->bits = arena_zero(&a->arena, (size_t)l->blocks * ALIKE_BLOCK);
	memset(l->bits, 0xff, l->at[0]);
	for (size_t k = 0; k < a->nspans; k++) {
		uint32_t from = l->at[a->spans[k].from];

		memset(l->bits + from, 0xff, l->at[a->spans[k].to] - from);
	}
}

const struct alike_layout *
alike_lay_out(struct alike *a, const uint8_t *p, uint32_t nheader,
    uint32_t payload, const uint32_t *types, const uint32_t *at)
{
	uint16_t *slot = layout_slot(a, p, nheader);
	struct alike_layout *l;
	uint32_t *numbers;

	if (a->nlayouts == ALIKE_LAYOUTS) {
		count(a, false);
		return NULL;
	}
	l = &a->layouts[a->nlayouts++];
	numbers = NEW(&a->arena, uint32_t, 2 * a->last + 2);
	*l = (struct alike_layout){ .nheader = nheader, .payload = payload,
	    .types = numbers, .at = numbers + a->last + 1 };
	l->header = memcpy(arena_get(&a->arena, nheader), p, nheader);
	memcpy(l->types, types, a->last * sizeof *types);
	memcpy(l->at, at, (a->last + 1) * sizeof *at);
	set_bits(a, l);
	while (*slot > 0)
		slot = slot + 1 < a->layout_slots + LAYOUT_SLOTS ? slot + 1 :
		    a->layout_slots;
	*slot = (uint16_t)a->nlayouts;
	return l;
}

/* Of what is compared. */
static size_t
slot_of(const struct alike_layout *l, const uint8_t *p)
{
	const uint64_t odd = UINT64_C(0x9e3779b97f4a7c15);
	uint64_t x = 0, y = 0, u, v, m, n;

	for (uint32_t k = 0; k < l->blocks * ALIKE_BLOCK; k += 16) {
		memcpy(&u, p + k, sizeof u);
		memcpy(&m, l->bits + k, sizeof m);
		memcpy(&v, p + k + 8, sizeof v);
		memcpy(&n, l->bits + k + 8, sizeof n);
		x = (x ^ (u & m)) * odd;
		y = (y ^ (v & n)) * odd;
		x ^= x >> 32;
		y ^= y >> 32;
	}
	return ((x ^ y * odd) * odd >> 32) % SLOTS;
}

/* Room for one more: that of the oldest if there are too many. */
static uint32_t
new_row(struct alike *a)
{
	uint32_t k;

	if (a->n == ALIKE_MOST) {
		k = a->oldest;
		a->oldest = (a->oldest + 1) % ALIKE_MOST;
		return k;
	}
	k = a->n++;
	a->rows[k].room = 0;
	return k;
}

static void
keep_row(struct alike *a, struct alike_row *r, const uint8_t *p,
    const struct alike_layout *l)
{
	const uint32_t most = ALIKE_BYTES / ALIKE_BLOCK;

	/* If it came between others, the one expected is next. */
	*r = (struct alike_row){ .layout = l, .bytes = r->bytes,
	    .room = r->room, .next = a->missed, .other = ALIKE_MOST,
	    .mark = UINT64_MAX };
	if (l->blocks > r->room) {
		r->room = r->room > 0 ? most : l->blocks;
		r->bytes = arena_get(&a->arena, (size_t)r->room *
		    ALIKE_BLOCK);
	}
	memcpy(r->bytes, p, (size_t)l->blocks * ALIKE_BLOCK);
}

/* The row of these slots that is like this one, or ALIKE_MOST. */
static uint32_t
look_up(const struct alike *a, const uint16_t *slots, const uint8_t *p,
    uint32_t payload)
{
	for (int k = 0; k < 2; k++)
		if (slots[k] > 0 && is_like(&a->rows[slots[k] - 1], p,
		    payload))
			return slots[k] - 1u;
	return ALIKE_MOST;
}

static void
follow(struct alike *a, uint32_t k)
{
	struct alike_row *before;

	if (a->at < ALIKE_MOST) {
		before = &a->rows[a->at];
		if (before->next != k)
			before->other = before->next;
		before->next = k;
	}
	a->at = k;
}

struct alike_row *
alike_add(struct alike *a, const uint8_t *p, const struct alike_layout *l)
{
	uint16_t *slots;
	uint32_t k;

	if (!l->bits) {
		count(a, false);
		return NULL;
	}
	slots = &a->slots[slot_of(l, p)];
	k = look_up(a, slots, p, l->payload);
	count(a, k < ALIKE_MOST);
	if (k == ALIKE_MOST) {
		if (!a->is_on)
			return NULL;
		k = new_row(a);
		keep_row(a, &a->rows[k], p, l);
		slots[1] = slots[0];
		slots[0] = (uint16_t)(k + 1);
	}
	follow(a, k);
	return &a->rows[k];
}
