#include "pairs.h"

#include <stdlib.h>
#include <string.h>

enum {
	FIRST_SLOTS = 1024,
	MOST_BITS = 1 << 22  /* half a MiB */
};

void
pairs_open(struct pairs *p)
{
	*p = (struct pairs){ .nslots = FIRST_SLOTS };
	p->slots = mem_get(p->nslots * sizeof *p->slots);
	memset(p->slots, 0, p->nslots * sizeof *p->slots);
}

void
pairs_close(struct pairs *p)
{
	free(p->list);
	free(p->slots);
	free(p->bits);
	*p = (struct pairs){ 0 };
}

static size_t
place(const struct pairs *p, uint64_t pair)
{
	/* The upper half of the product depends on group and value both. */
	return (size_t)((pair * UINT64_C(0x9e3779b97f4a7c15)) >> 32) &
	    (p->nslots - 1);
}

static void
rebuild(struct pairs *p, size_t nslots)
{
	p->nslots = nslots;
	free(p->slots);
	p->slots = mem_get(mem_times(nslots, sizeof *p->slots));
	memset(p->slots, 0, nslots * sizeof *p->slots);
	for (uint32_t i = 0; i < p->n; i++) {
		size_t k = place(p, p->list[i]);

		while (p->slots[k])
			k = (k + 1) & (p->nslots - 1);
		p->slots[k] = i + 1;
	}
}

void
pairs_clear(struct pairs *p)
{
	size_t much = (size_t)p->n * 16;

	if (p->bits)
		memset(p->bits, 0, (size_t)p->used * p->stride / 8);
	p->used = 0;
	p->is_sparse = false;
	p->n = 0;
	if (p->nslots > FIRST_SLOTS && p->nslots > much)
		rebuild(p, FIRST_SLOTS); /* clearing would cost more */
	else
		memset(p->slots, 0, p->nslots * sizeof *p->slots);
}

uint32_t
pairs_add(struct pairs *p, uint32_t group, uint32_t value, bool *is_new)
{
	uint64_t pair = (uint64_t)group << 32 | value;
	size_t k = place(p, pair);
	uint32_t i;

	for (; (i = p->slots[k]); k = (k + 1) & (p->nslots - 1))
		if (p->list[i - 1] == pair) {
			*is_new = false;
			return i - 1;
		}
	mem_grow(&p->list, &p->cap, (size_t)p->n + 1, sizeof *p->list);
	p->list[p->n++] = pair;
	p->slots[k] = p->n;
	if ((size_t)p->n * 2 > p->nslots)
		rebuild(p, mem_times(p->nslots, 4));
	*is_new = true;
	return p->n - 1;
}

void
pairs_settle(struct pairs *p)
{
	bool is_new;

	for (uint32_t g = 0; g < p->used; g++)
		for (uint32_t w = 0; w < p->stride / 64; w++) {
			uint64_t bits = p->bits[((size_t)g * p->stride >> 6) +
			    w];

			for (; bits; bits &= bits - 1)
				pairs_add(p, g, w * 64 +
				    (uint32_t)__builtin_ctzll(bits), &is_new);
		}
	if (p->bits)
		memset(p->bits, 0, (size_t)p->used * p->stride / 8);
	p->used = 0;
	p->is_sparse = true;
}

/* Room for this pair; what is set stays so.  False: there would be too much. */
static bool
widen(struct pairs *p, uint32_t group, uint32_t value)
{
	uint64_t stride = p->stride > 0 ? p->stride : 64, room = p->room;
	uint64_t *bits;

	while (stride <= value)
		stride *= 2;
	if (room <= group)
		room = ((uint64_t)group + 1) * 2;
	if (stride * room > MOST_BITS)
		room = (uint64_t)group + 1 > p->used ? (uint64_t)group + 1 :
		    p->used;
	if (stride * room > MOST_BITS)
		return false;
	bits = mem_get(stride * room / 8);
	memset(bits, 0, stride * room / 8);
	for (uint32_t g = 0; g < p->used; g++)
		memcpy(bits + (g * stride >> 6), p->bits +
		    ((size_t)g * p->stride >> 6), p->stride / 8);
	free(p->bits);
	p->bits = bits;
	p->stride = (uint32_t)stride;
	p->room = (uint32_t)room;
	return true;
}

bool
pairs_see_more(struct pairs *p, uint32_t group, uint32_t value)
{
	bool is_new;

	if (!p->is_sparse && (group >= p->room || value >= p->stride) &&
	    !widen(p, group, value))
		pairs_settle(p);
	if (p->is_sparse) {
		pairs_add(p, group, value, &is_new);
		return is_new;
	}
	if (group >= p->used)
		p->used = group + 1;
	return pairs_see(p, group, value);
}

uint32_t
pairs_value(const struct pairs *p, uint32_t number)
{
	return (uint32_t)p->list[number];
}
