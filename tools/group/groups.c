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

void
groups_forget(struct groups *g)
{
	groups_clear(g);
	for (size_t k = 0; k < g->nkeys; k++) {
		intern_clear(&g->values[k]);
		g->ranked[k] = 0;
	}
	if (g->nslots > FIRST_SLOTS)
		new_slots(g, FIRST_SLOTS);
}

size_t
groups_bytes(const struct groups *g)
{
	size_t n = g->n * (g->nkeys + 3) * sizeof *g->tuples;

	for (size_t k = 0; k < g->nkeys; k++)
		n += intern_bytes(&g->values[k]) + g->values[k].n *
		    sizeof *g->ranks[k];
	return n;
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

/* Numbers for pairs (code, value) beyond the first value of a code. */
struct splits {
	uint64_t *pairs;
	uint32_t *codes;
	size_t n, size; /* size: a power of two; codes 0 = free */
};

static uint32_t *
split_of(struct splits *s, uint64_t pair, struct arena *a)
{
	size_t k;

	if (s->n * 2 >= s->size) {
		struct splits more = { .size = s->size > 0 ? s->size * 4 :
		    1024 };

		more.pairs = NEW(a, uint64_t, more.size);
		more.codes = NEW0(a, uint32_t, more.size);
		for (size_t i = 0; i < s->size; i++)
			if (s->codes[i])
				*split_of(&more, s->pairs[i], a) =
				    s->codes[i], more.n++;
		*s = more;
	}
	k = (size_t)((pair * UINT64_C(0x9e3779b97f4a7c15)) >> 32) &
	    (s->size - 1);
	while (s->codes[k] && s->pairs[k] != pair)
		k = (k + 1) & (s->size - 1);
	s->pairs[k] = pair;
	return &s->codes[k];
}

/* Splits the rows of each code by one more value.  Rows with the first value
 * of a code keep it, so that a value that depends on the code costs one
 * comparison a row. */
static uint32_t
refine(uint32_t *code, uint32_t n, const uint32_t *value, uint32_t rows,
    struct arena *a)
{
	uint32_t *first = NEW(a, uint32_t, (size_t)n + 1), count = n;
	struct splits s = { 0 };

	memset(first, 0xff, n * sizeof *first);
	for (uint32_t row = 0; row < rows; row++) {
		uint32_t c = code[row], v = value[row], *split;

		if (first[c] == v)
			continue;
		if (first[c] == UINT32_MAX) {
			first[c] = v;
			continue;
		}
		split = split_of(&s, (uint64_t)c << 32 | v, a);
		if (*split == 0) {
			*split = count++;
			s.n++;
		}
		code[row] = *split;
	}
	return count;
}

/* One number for each entry of a domain that keys share, equal where the ids
 * of all of them are; how many there are. */
static uint32_t
join_entries(const struct col *keys, uint32_t *const *ids, size_t n,
    const struct dom *d, uint32_t *joint, struct arena *a)
{
	uint32_t count = 1;

	memset(joint, 0, d->n * sizeof *joint);
	for (size_t k = 0; k < n; k++)
		if (keys[k].dom == d)
			count = refine(joint, count, ids[k], d->n, a);
	return count;
}

/* Splits the rows of each code by a number of another domain's entries. */
static uint32_t
combine(uint32_t *code, uint32_t n, const uint32_t *joint, uint32_t m,
    const uint32_t *index, uint32_t rows, struct arena *a)
{
	enum { DENSE = 1 << 17 };
	uint32_t count = 0, *table;

	if ((uint64_t)n * m > DENSE) {
		uint32_t *values = NEW(a, uint32_t, rows);

		for (uint32_t row = 0; row < rows; row++)
			values[row] = joint[index[row]];
		return refine(code, n, values, rows, a);
	}
	table = NEW0(a, uint32_t, (size_t)n * m);
	for (uint32_t row = 0; row < rows; row++) {
		uint32_t *t = &table[code[row] * m + joint[index[row]]];

		if (*t == 0)
			*t = ++count;
		code[row] = *t - 1;
	}
	return count;
}

/* A number a row, equal where the keys are: ids[k] has an id for each entry of
 * key k.  How many there are. */
static uint32_t
number_rows(const struct col *keys, uint32_t *const *ids, size_t n,
    uint32_t rows, uint32_t *code, struct arena *a)
{
	uint32_t count = 1;

	memset(code, 0, rows * sizeof *code);
	for (size_t k = 0; k < n; k++) {
		struct dom *d = keys[k].dom;
		uint32_t *joint, m;
		bool known = d->kind == DOM_ONE;

		for (size_t i = 0; i < k; i++)
			known = known || keys[i].dom == d;
		if (known)
			continue;
		joint = NEW(a, uint32_t, d->n);
		m = join_entries(keys, ids, n, d, joint, a);
		count = combine(code, count, joint, m, dom_index(d, rows, a),
		    rows, a);
	}
	return count;
}

void
groups_of_rows(struct groups *g, struct run *r, const struct col *columns,
    uint32_t *group)
{
	uint32_t rows = r->rows->rows, n;
	struct col *keys = NEW(r->a, struct col, g->nkeys + 1);
	const uint32_t **index = NEW(r->a, const uint32_t *, g->nkeys + 1);
	uint32_t **ids = NEW(r->a, uint32_t *, g->nkeys + 1);
	uint32_t *tuple = NEW(r->a, uint32_t, g->nkeys + 1), *number;

	if (g->nkeys == 0) { /* one group, which is there even for no rows */
		memset(group, 0, rows * sizeof *group);
		g->n = 1;
		return;
	}
	memcpy(keys, columns, g->nkeys * sizeof *keys);
	for (size_t k = 0; k < g->nkeys; k++) {
		if (keys[k].dom->kind == DOM_ROWS)
			keys[k] = col_coded(&keys[k], rows, r->a);
		ids[k] = NEW(r->a, uint32_t, keys[k].dom->n);
		intern_column(&g->values[k], &keys[k], ids[k]);
		index[k] = dom_index(keys[k].dom, rows, r->a);
	}
	n = number_rows(keys, ids, g->nkeys, rows, group, r->a);
	number = NEW(r->a, uint32_t, n);
	memset(number, 0xff, n * sizeof *number);
	for (uint32_t row = 0; row < rows; row++) {
		uint32_t e = group[row];

		if (number[e] == UINT32_MAX) {
			for (size_t k = 0; k < g->nkeys; k++)
				tuple[k] = ids[k][index[k][row]];
			number[e] = group_of_tuple(g, tuple);
		}
		group[row] = number[e];
	}
}

struct dom *
groups_of_batch(struct run *r, const struct col *keys, size_t n)
{
	uint32_t rows = r->rows->rows, count;
	uint32_t **ids = NEW(r->a, uint32_t *, n + 1);
	uint32_t *code = NEW(r->a, uint32_t, rows);

	for (size_t k = 0; k < n; k++) {
		struct intern t;

		ids[k] = NEW(r->a, uint32_t, keys[k].dom->n);
		intern_open(&t, keys[k].type);
		intern_column(&t, &keys[k], ids[k]);
		intern_close(&t);
	}
	count = number_rows(keys, ids, n, rows, code, r->a);
	for (uint32_t row = 0; row < rows; row++)
		code[row]++;
	return dom_codes(code, rows, count + 1, r->a);
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

/* Did the values come in order, as times do? */
static bool
is_sorted(const uint32_t *ids, struct intern *t)
{
	for (uint32_t i = 1; i < t->n; i++)
		if (by_value(&ids[i - 1], &ids[i], t) > 0)
			return false;
	return true;
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
	if (!is_sorted(ids, t))
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
	uint32_t *codes = NEW(a, uint32_t, n);
	uint32_t *from = NEW(a, uint32_t, (size_t)n + 1), used = 1;
	uint32_t *to = t->n <= 4 * (size_t)n + 64 ? NEW0(a, uint32_t, t->n) :
	    NULL; /* many values, few groups: looking them up is less work */
	struct intern table;
	struct col c;

	if (!to)
		intern_open(&table, TYPE_INT);
	from[0] = 0;
	for (uint32_t i = 0; i < n; i++) {
		uint32_t id = g->tuples[(size_t)which[i] * g->nkeys + key];

		if (id == 0)
			codes[i] = 0;
		else if (!to)
			codes[i] = intern_bits(&table, id);
		else
			codes[i] = to[id] > 0 ? to[id] : (to[id] = used);
		if (codes[i] == used)
			from[used++] = id;
	}
	if (!to)
		intern_close(&table);
	c = intern_pick(t, from, used, a);
	c.dom = dom_codes(codes, n, used, a);
	return c;
}
