#define _GNU_SOURCE /* qsort_r */
#include "groups.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_SLOTS = 1024, MANY_VALUES = 1 << 16 };

static void
new_slots(struct groups *g, size_t n)
{
	free(g->slots);
	g->nslots = n;
	g->slots = mem_get(mem_times(n, sizeof *g->slots));
	memset(g->slots, 0, n * sizeof *g->slots);
}

void
groups_open(struct groups *g, const enum type *types, size_t nkeys)
{
	*g = (struct groups){ .nkeys = nkeys };
	g->values = mem_get(mem_times(nkeys, sizeof *g->values));
	g->ranks = mem_get(mem_times(nkeys, sizeof *g->ranks));
	g->ranked = mem_get(mem_times(nkeys, sizeof *g->ranked));
	for (size_t k = 0; k < nkeys; k++) {
		intern_open(&g->values[k], types[k]);
		g->ranks[k] = NULL;
		g->ranked[k] = 0;
	}
	new_slots(g, FIRST_SLOTS);
}

void
groups_close(struct groups *g)
{
	for (size_t k = 0; k < g->nkeys; k++) {
		intern_close(&g->values[k]);
		free(g->ranks[k]);
	}
	free(g->values);
	free(g->ranks);
	free(g->ranked);
	free(g->tuples);
	free(g->slots);
	*g = (struct groups){ 0 };
}

void
groups_clear(struct groups *g)
{
	memset(g->slots, 0, g->nslots * sizeof *g->slots);
	g->n = 0;
	/* Values stay known, they tend to come back; unless they pile up. */
	for (size_t k = 0; k < g->nkeys; k++)
		if (g->values[k].n > MANY_VALUES) {
			intern_clear(&g->values[k]);
			g->ranked[k] = 0;
		}
}

static uint64_t
hash_tuple(const uint32_t *t, size_t n)
{
	uint64_t h = 0;

	for (size_t k = 0; k < n; k++)
		h = (h ^ t[k]) * UINT64_C(0x9e3779b97f4a7c15);
	return h ^ h >> 29;
}

static void
more_slots(struct groups *g)
{
	new_slots(g, mem_times(g->nslots, 2));
	for (uint32_t i = 0; i < g->n; i++) {
		size_t k = hash_tuple(g->tuples + (size_t)i * g->nkeys,
		    g->nkeys) & (g->nslots - 1);

		while (g->slots[k])
			k = (k + 1) & (g->nslots - 1);
		g->slots[k] = i + 1;
	}
}

static uint32_t
group_of_tuple(struct groups *g, const uint32_t *t)
{
	size_t bytes = g->nkeys * sizeof *t;
	size_t k = hash_tuple(t, g->nkeys) & (g->nslots - 1);
	uint32_t i;

	for (; (i = g->slots[k]); k = (k + 1) & (g->nslots - 1))
		if (memcmp(g->tuples + (size_t)(i - 1) * g->nkeys, t, bytes) ==
		    0)
			return i - 1;
	mem_grow(&g->tuples, &g->cap, ((size_t)g->n + 1) * g->nkeys,
	    sizeof *t);
	memcpy(g->tuples + (size_t)g->n * g->nkeys, t, bytes);
	g->slots[k] = ++g->n;
	if ((size_t)g->n * 2 > g->nslots)
		more_slots(g);
	return g->n - 1;
}

/* Joins the keys' domains: which[k][j] is the entry of key k in pair j. */
static struct dom *
join_keys(struct run *r, struct col *keys, size_t n, const uint32_t **which)
{
	struct dom *all = NULL;

	for (size_t k = 0; k < n; k++) {
		const uint32_t *first, *second;
		struct dom *d, *both;

		which[k] = NULL;
		if (keys[k].dom->kind == DOM_ROWS)
			keys[k] = col_coded(&keys[k], r->rows->rows, r->a);
		d = keys[k].dom;
		if (d->kind == DOM_ONE)
			continue;
		if (!all || all == d) {
			all = d;
			continue;
		}
		for (size_t i = 0; i < k && !which[k]; i++)
			if (keys[i].dom == d)
				which[k] = which[i];
		if (which[k])
			continue;
		both = run_join(r, all, d, &first, &second);
		for (size_t i = 0; i < k; i++) {
			uint32_t *to;

			if (keys[i].dom->kind == DOM_ONE)
				continue;
			if (!which[i]) {
				which[i] = first;
				continue;
			}
			to = NEW(r->a, uint32_t, both->n);
			for (uint32_t e = 0; e < both->n; e++)
				to[e] = which[i][first[e]];
			which[i] = to;
		}
		which[k] = second;
		all = both;
	}
	return all;
}

void
groups_of_rows(struct groups *g, struct run *r, const struct col *columns,
    uint32_t *group)
{
	uint32_t rows = r->rows->rows;
	struct col *keys = NEW(r->a, struct col, g->nkeys + 1);
	const uint32_t **which = NEW(r->a, const uint32_t *, g->nkeys + 1);
	uint32_t **ids = NEW(r->a, uint32_t *, g->nkeys + 1);
	uint32_t *tuple = NEW(r->a, uint32_t, g->nkeys + 1);
	uint32_t *number, n;
	const uint32_t *index;
	struct dom *d;

	memcpy(keys, columns, g->nkeys * sizeof *keys);
	d = join_keys(r, keys, g->nkeys, which);
	for (size_t k = 0; k < g->nkeys; k++) {
		ids[k] = NEW(r->a, uint32_t, keys[k].dom->n);
		intern_column(&g->values[k], &keys[k], ids[k]);
	}
	n = d ? d->n : 1;
	index = d ? dom_index(d, rows, r->a) : NULL;
	number = NEW(r->a, uint32_t, n);
	memset(number, 0xff, n * sizeof *number);
	for (uint32_t row = 0; row < rows; row++) {
		uint32_t e = index ? index[row] : 0;

		if (number[e] == UINT32_MAX) {
			for (size_t k = 0; k < g->nkeys; k++)
				tuple[k] = ids[k][keys[k].dom->kind ==
				    DOM_ONE ? 0 : which[k] ? which[k][e] : e];
			number[e] = group_of_tuple(g, tuple);
		}
		group[row] = number[e];
	}
}

struct dom *
groups_of_batch(struct run *r, const struct col *columns, size_t n)
{
	struct col *keys = NEW(r->a, struct col, n + 1);
	const uint32_t **which = NEW(r->a, const uint32_t *, n + 1);
	struct groups g;
	enum type *types = NEW(r->a, enum type, n + 1);
	uint32_t *group;
	struct dom *d;
	bool is_distinct = true;

	memcpy(keys, columns, n * sizeof *keys);
	/* Entries of shared domains may repeat a value, so that a pair of
	 * entries isn't a pair of values: each key by its values first. */
	for (size_t k = 0; k < n; k++) {
		uint32_t *ids = NEW(r->a, uint32_t, keys[k].dom->n);
		struct intern t;
		uint32_t nulls = 0;

		if (keys[k].dom->kind == DOM_ONE)
			continue;
		intern_open(&t, keys[k].type);
		intern_column(&t, &keys[k], ids);
		for (uint32_t e = 0; e < keys[k].dom->n; e++)
			nulls += ids[e] == 0;
		if (nulls > 1 || t.n - 1 + nulls < keys[k].dom->n)
			is_distinct = false;
		intern_close(&t);
	}
	if (is_distinct) {
		d = join_keys(r, keys, n, which);
		return d ? d : dom_one(r->a);
	}
	for (size_t k = 0; k < n; k++)
		types[k] = columns[k].type;
	groups_open(&g, types, n);
	group = NEW(r->a, uint32_t, r->rows->rows);
	groups_of_rows(&g, r, columns, group);
	for (uint32_t row = 0; row < r->rows->rows; row++)
		group[row]++;
	d = dom_codes(group, r->rows->rows, g.n + 1, r->a);
	groups_close(&g);
	return d;
}

static int
by_value(const void *x, const void *y, void *of)
{
	const uint32_t *p = x, *q = y;
	struct value v, w;

	intern_get(of, *p, &v);
	intern_get(of, *q, &w);
	return value_cmp(&v, &w);
}

static void
rank_values(struct groups *g, size_t key)
{
	struct intern *t = &g->values[key];
	uint32_t *ids;

	if (g->ranked[key] == t->n)
		return;
	ids = mem_get(mem_times(t->n, sizeof *ids));
	for (uint32_t i = 0; i < t->n; i++)
		ids[i] = i;
	qsort_r(ids, t->n, sizeof *ids, by_value, t);
	free(g->ranks[key]);
	g->ranks[key] = mem_get(mem_times(t->n, sizeof *ids));
	for (uint32_t i = 0; i < t->n; i++)
		g->ranks[key][ids[i]] = i;
	g->ranked[key] = t->n;
	free(ids);
}

struct ranked {
	const uint32_t *tuples;
	size_t nkeys;
};

static int
by_ranks(const void *x, const void *y, void *of)
{
	const struct ranked *r = of;
	const uint32_t *p = r->tuples + (size_t)*(const uint32_t *)x *
	    r->nkeys;
	const uint32_t *q = r->tuples + (size_t)*(const uint32_t *)y *
	    r->nkeys;

	for (size_t k = 0; k < r->nkeys; k++)
		if (p[k] != q[k])
			return p[k] < q[k] ? -1 : 1;
	return 0;
}

void
groups_sorted(struct groups *g, uint32_t *order)
{
	uint32_t *tuples = mem_get(mem_times((size_t)g->n * g->nkeys,
	    sizeof *tuples));
	struct ranked r = { tuples, g->nkeys };

	for (size_t k = 0; k < g->nkeys; k++) {
		rank_values(g, k);
		for (uint32_t i = 0; i < g->n; i++)
			tuples[(size_t)i * g->nkeys + k] = g->ranks[k][
			    g->tuples[(size_t)i * g->nkeys + k]];
	}
	for (uint32_t i = 0; i < g->n; i++)
		order[i] = i;
	qsort_r(order, g->n, sizeof *order, by_ranks, &r);
	free(tuples);
}

struct col
groups_column(const struct groups *g, size_t key, const uint32_t *which,
    uint32_t n, struct arena *a)
{
	const struct intern *t = &g->values[key];
	uint32_t *to = NEW0(a, uint32_t, t->n), *codes = NEW(a, uint32_t, n);
	uint32_t used = 1, *from = NEW(a, uint32_t, t->n);
	struct intern own;
	struct value v;
	struct col c;

	from[0] = 0;
	for (uint32_t i = 0; i < n; i++) {
		uint32_t id = g->tuples[(size_t)which[i] * g->nkeys + key];

		if (id > 0 && to[id] == 0) {
			to[id] = used;
			from[used++] = id;
		}
		codes[i] = to[id];
	}
	/* Only the values these groups have. */
	intern_open(&own, t->type);
	for (uint32_t k = 1; k < used; k++) {
		intern_get(t, from[k], &v);
		intern_value(&own, &v);
	}
	c = intern_copy(&own, a);
	c.dom = dom_codes(codes, n, used, a);
	intern_close(&own);
	return c;
}
