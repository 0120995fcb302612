#include "tuples.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_SLOTS = 1024 };

static void
new_slots(struct tuples *t, size_t n)
{
	free(t->slots);
	t->nslots = n;
	t->slots = mem_get(mem_times(n, sizeof *t->slots));
	memset(t->slots, 0, n * sizeof *t->slots);
}

void
tuples_open(struct tuples *t, size_t width)
{
	*t = (struct tuples){ .width = width };
	new_slots(t, FIRST_SLOTS);
}

void
tuples_close(struct tuples *t)
{
	free(t->list);
	free(t->slots);
	*t = (struct tuples){ 0 };
}

void
tuples_clear(struct tuples *t)
{
	memset(t->slots, 0, t->nslots * sizeof *t->slots);
	t->n = t->indexed = 0;
}

void
tuples_forget(struct tuples *t)
{
	tuples_clear(t);
	if (t->nslots > FIRST_SLOTS)
		new_slots(t, FIRST_SLOTS);
}

static size_t
place(const struct tuples *t, const uint32_t *tuple)
{
	uint64_t h = 0;

	for (size_t k = 0; k < t->width; k++)
		h = (h ^ tuple[k]) * UINT64_C(0x9e3779b97f4a7c15);
	return (size_t)(h ^ h >> 29) & (t->nslots - 1);
}

/* All that there are, with room for one more. */
static void
index_all(struct tuples *t)
{
	size_t nslots = t->nslots;

	while (((size_t)t->n + 1) * 2 > nslots)
		nslots = mem_times(nslots, 2);
	if (nslots > t->nslots) {
		new_slots(t, nslots);
		t->indexed = 0;
	}
	for (; t->indexed < t->n; t->indexed++) {
		size_t k = place(t, tuples_at(t, t->indexed));

		while (t->slots[k])
			k = (k + 1) & (t->nslots - 1);
		t->slots[k] = t->indexed + 1;
	}
}

static bool
is_same(const struct tuples *t, uint32_t number, const uint32_t *tuple)
{
	const uint32_t *known = tuples_at(t, number);

	for (size_t k = 0; k < t->width; k++)
		if (known[k] != tuple[k])
			return false;
	return true;
}

uint32_t
tuples_append(struct tuples *t, const uint32_t *tuple)
{
	mem_grow(&t->list, &t->cap, ((size_t)t->n + 1) * t->width + 1,
	    sizeof *t->list);
	memcpy(t->list + (size_t)t->n * t->width, tuple, t->width *
	    sizeof *tuple);
	return t->n++;
}

uint32_t
tuples_number(struct tuples *t, const uint32_t *tuple)
{
	size_t k;
	uint32_t i;

	if (t->indexed < t->n || ((size_t)t->n + 1) * 2 > t->nslots)
		index_all(t);
	k = place(t, tuple);
	for (; (i = t->slots[k]); k = (k + 1) & (t->nslots - 1))
		if (is_same(t, i - 1, tuple))
			return i - 1;
	i = tuples_append(t, tuple);
	t->slots[k] = i + 1;
	t->indexed = t->n;
	return i;
}
