#define _GNU_SOURCE /* qsort_r */
#include "groups.h"

#include <stdlib.h>
#include <string.h>

enum {
	MANY_VALUES = 1 << 16, /* too many to keep when groups are cleared */
	MANY_FIRST = 1 << 12   /* of the first key, whose values don't come back */
};

/* The values of a key in order, as far as they were known when it was asked
 * for last. */
struct ranking {
	uint32_t *sorted; /* ids */
	uint32_t *ranks;  /* by id */
	uint32_t n;
	size_t cap;
};

void
groups_open(struct groups *g, const enum type *types, size_t nkeys)
{
	*g = (struct groups){ .nkeys = nkeys };
	g->values = mem_get(mem_times(nkeys, sizeof *g->values));
	g->ranks = mem_get(mem_times(nkeys, sizeof *g->ranks));
	for (size_t k = 0; k < nkeys; k++) {
		intern_open(&g->values[k], types[k]);
		g->ranks[k] = (struct ranking){ 0 };
	}
	tuples_open(&g->rests, nkeys > 0 ? nkeys - 1 : 0);
	tuples_open(&g->pairs, 2);
}

void
groups_close(struct groups *g)
{
	for (size_t k = 0; k < g->nkeys; k++) {
		intern_close(&g->values[k]);
		free(g->ranks[k].sorted);
		free(g->ranks[k].ranks);
	}
	free(g->values);
	free(g->ranks);
	tuples_close(&g->rests);
	tuples_close(&g->pairs);
	*g = (struct groups){ 0 };
}

static void
forget_values(struct groups *g, size_t key)
{
	intern_clear(&g->values[key]);
	g->ranks[key].n = 0;
}

void
groups_clear(struct groups *g)
{
	bool many = g->rests.n > MANY_VALUES;

	tuples_clear(&g->pairs);
	g->n = g->last_first = 0;
	/* Values of the others tend to come back and stay known, unless they
	 * pile up. */
	for (size_t k = 1; k < g->nkeys; k++)
		many = many || g->values[k].n > MANY_VALUES;
	for (size_t k = 0; k < g->nkeys; k++)
		if (k == 0 ? g->values[0].n > MANY_FIRST : many)
			forget_values(g, k);
	if (many)
		tuples_clear(&g->rests);
}

void
groups_forget(struct groups *g)
{
	tuples_forget(&g->pairs);
	tuples_forget(&g->rests);
	g->n = g->last_first = 0;
	for (size_t k = 0; k < g->nkeys; k++)
		forget_values(g, k);
}

size_t
groups_bytes(const struct groups *g)
{
	size_t n = (g->n * 5 + (size_t)g->rests.n * (g->nkeys + 3)) *
	    sizeof *g->pairs.list;

	for (size_t k = 0; k < g->nkeys; k++)
		n += intern_bytes(&g->values[k]) + g->values[k].n *
		    2 * sizeof *g->ranks[k].ranks;
	return n;
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
	enum { DENSE = 1 << 15 };
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

/* The group of a pair, which `is_new` says is none of those there are. */
static uint32_t
group_of(struct groups *g, uint32_t first, uint32_t rest, bool is_new)
{
	uint32_t pair[2] = { first, rest };
	uint32_t number = is_new ? tuples_append(&g->pairs, pair) :
	    tuples_number(&g->pairs, pair);

	if (first > g->last_first)
		g->last_first = first;
	g->n = g->pairs.n;
	return number;
}

/* From numbers of the other keys to groups: run by run of the first key. */
static void
join_runs(struct groups *g, const struct dom *d, const uint32_t *ids,
    const uint32_t *rest, uint32_t n, uint32_t rows, uint32_t *code,
    struct arena *a)
{
	uint64_t *known = NEW0(a, uint64_t, n); /* run + 1, group */
	uint32_t runs = d->kind == DOM_ONE ? 1 : d->n, row = 0;

	for (uint32_t k = 0; k < runs; k++) {
		uint32_t end = d->kind == DOM_ONE ? rows : d->ends[k];
		bool is_new = g->n == 0 || ids[k] > g->last_first;

		for (; row < end; row++) {
			uint64_t *x = &known[code[row]];

			if (*x >> 32 != k + 1)
				*x = (uint64_t)(k + 1) << 32 | group_of(g,
				    ids[k], rest[code[row]], is_new);
			code[row] = (uint32_t)*x;
		}
	}
}

/* The same for any domain of the first key. */
static void
join_codes(struct groups *g, const struct col *key, uint32_t *ids,
    const uint32_t *rest, uint32_t n, uint32_t rows, uint32_t *code,
    struct arena *a)
{
	struct dom *d = key->dom;
	const uint32_t *index = dom_index(d, rows, a);
	uint32_t *joint = NEW(a, uint32_t, d->n);
	uint32_t *both = NEW(a, uint32_t, rows), *number, count;

	memcpy(both, code, rows * sizeof *both);
	count = join_entries(key, &ids, 1, d, joint, a);
	count = combine(both, n, joint, count, index, rows, a);
	number = NEW(a, uint32_t, count);
	memset(number, 0xff, count * sizeof *number);
	for (uint32_t row = 0; row < rows; row++) {
		uint32_t *to = &number[both[row]];

		if (*to == UINT32_MAX)
			*to = group_of(g, ids[index[row]], rest[code[row]],
			    false);
		code[row] = *to;
	}
}

/* The numbers of the tuples that rows of each code have. */
static const uint32_t *
rests_of_codes(struct groups *g, struct run *r, const struct col *keys,
    uint32_t *const *ids, const uint32_t *code, uint32_t n)
{
	uint32_t rows = r->rows->rows;
	uint32_t *rest = NEW(r->a, uint32_t, n);
	const uint32_t **index = NEW(r->a, const uint32_t *, g->nkeys);
	uint32_t *tuple = NEW(r->a, uint32_t, g->nkeys);

	memset(rest, 0xff, n * sizeof *rest);
	for (size_t k = 1; k < g->nkeys; k++)
		index[k] = dom_index(keys[k].dom, rows, r->a);
	for (uint32_t row = 0; row < rows; row++) {
		if (rest[code[row]] != UINT32_MAX)
			continue;
		for (size_t k = 1; k < g->nkeys; k++)
			tuple[k - 1] = ids[k][index[k][row]];
		rest[code[row]] = tuples_number(&g->rests, tuple);
	}
	return rest;
}

void
groups_of_rows(struct groups *g, struct run *r, const struct col *columns,
    uint32_t *group)
{
	uint32_t rows = r->rows->rows, n;
	struct col *keys = NEW(r->a, struct col, g->nkeys + 1);
	uint32_t **ids = NEW(r->a, uint32_t *, g->nkeys + 1);
	const uint32_t *rest;

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
	}
	n = number_rows(keys + 1, ids + 1, g->nkeys - 1, rows, group, r->a);
	rest = rests_of_codes(g, r, keys, ids, group, n);
	if (keys[0].dom->kind == DOM_CODES)
		join_codes(g, &keys[0], ids[0], rest, n, rows, group, r->a);
	else
		join_runs(g, keys[0].dom, ids[0], rest, n, rows, group, r->a);
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

/* Puts ids from `from` on, which are in order by themselves, among those in
 * front of them. */
static void
merge_new(uint32_t *sorted, uint32_t from, uint32_t n, struct intern *t)
{
	uint32_t *fresh = mem_get(mem_times(n - from, sizeof *fresh));
	uint32_t i = from, k = n - from, to = n;

	memcpy(fresh, sorted + from, k * sizeof *fresh);
	while (k > 0)
		if (i > 0 && by_value(&sorted[i - 1], &fresh[k - 1], t) > 0)
			sorted[--to] = sorted[--i];
		else
			sorted[--to] = fresh[--k];
	free(fresh);
}

/* Ranks of all values of a key; those that it had keep their order, so only
 * new ones are work, and little if they follow the others, as times do. */
static void
rank_values(struct groups *g, size_t key)
{
	struct intern *t = &g->values[key];
	struct ranking *r = &g->ranks[key];
	uint32_t *sorted, from = r->n, old = r->n;
	size_t cap = r->cap;

	if (from == t->n)
		return;
	mem_grow(&r->sorted, &cap, t->n, sizeof *r->sorted);
	cap = r->cap;
	mem_grow(&r->ranks, &cap, t->n, sizeof *r->ranks);
	r->cap = cap;
	sorted = r->sorted;
	for (r->n = t->n; from < t->n; from++)
		sorted[from] = from;
	from = old > 0 ? old : 1;
	while (from < t->n && by_value(&sorted[from - 1], &sorted[from], t) <
	    0)
		from++;
	if (from < t->n) {
		qsort_r(sorted + old, t->n - old, sizeof *sorted, by_value, t);
		merge_new(sorted, old, t->n, t);
		old = 0;
	}
	for (uint32_t i = old; i < t->n; i++)
		r->ranks[sorted[i]] = i;
}

struct ranked {
	const uint32_t *ranks; /* by tuple, `width` each */
	size_t width;
};

static int
by_ranks(const void *x, const void *y, void *of)
{
	const struct ranked *r = of;
	const uint32_t *p = r->ranks + *(const uint32_t *)x * r->width;
	const uint32_t *q = r->ranks + *(const uint32_t *)y * r->width;

	for (size_t k = 0; k < r->width; k++)
		if (p[k] != q[k])
			return p[k] < q[k] ? -1 : 1;
	return 0;
}

/* Numbers the values of one half of the pairs, in order of first sight:
 * number[value], and values[number].  How many there are. */
static uint32_t
number_half(const struct groups *g, size_t half, uint32_t *number,
    uint32_t most, uint32_t *values)
{
	uint32_t n = 0;

	memset(number, 0xff, most * sizeof *number);
	for (uint32_t i = 0; i < g->n; i++) {
		uint32_t v = tuples_at(&g->pairs, i)[half];

		if (number[v] != UINT32_MAX)
			continue;
		number[v] = n;
		values[n++] = v;
	}
	return n;
}

/* Moves groups into the order of numbers that they have, stable. */
static void
sort_by(const uint32_t *number, uint32_t numbers, const uint32_t *from,
    uint32_t *to, uint32_t n)
{
	uint32_t *at = mem_get(mem_times((size_t)numbers + 1, sizeof *at));

	memset(at, 0, ((size_t)numbers + 1) * sizeof *at);
	for (uint32_t i = 0; i < n; i++)
		at[number[i] + 1]++;
	for (uint32_t k = 1; k <= numbers; k++)
		at[k] += at[k - 1];
	for (uint32_t i = 0; i < n; i++)
		to[at[number[from[i]]]++] = from[i];
	free(at);
}

/* By group: its place among the values of one half of the pairs that groups
 * have.  How many those are. */
static uint32_t
rank_half(struct groups *g, size_t half, uint32_t *rank)
{
	size_t first = half, width = half == 0 ? 1 : g->nkeys - 1;
	uint32_t most = half == 0 ? g->values[0].n : g->rests.n, n;
	uint32_t *number = mem_get(mem_times(most, sizeof *number));
	uint32_t *values = mem_get(mem_times(g->n, sizeof *values));
	uint32_t *order = mem_get(mem_times(g->n, sizeof *order)), *ranks;
	bool sorted = true;
	struct ranked r;

	for (size_t k = 0; k < width; k++)
		rank_values(g, first + k);
	n = number_half(g, half, number, most, values);
	ranks = mem_get(mem_times(n, width * sizeof *ranks));
	r = (struct ranked){ ranks, width };
	for (uint32_t i = 0; i < n; i++) {
		const uint32_t *ids = half == 0 ? &values[i] :
		    tuples_at(&g->rests, values[i]);

		for (size_t k = 0; k < width; k++)
			ranks[i * width + k] =
			    g->ranks[first + k].ranks[ids[k]];
		order[i] = i;
		sorted = sorted && (i == 0 || by_ranks(&order[i - 1],
		    &order[i], &r) < 0);
	}
	if (!sorted)
		qsort_r(order, n, sizeof *order, by_ranks, &r);
	for (uint32_t i = 0; i < n; i++)
		number[values[order[i]]] = i;
	for (uint32_t i = 0; i < g->n; i++)
		rank[i] = number[tuples_at(&g->pairs, i)[half]];
	free(number);
	free(values);
	free(order);
	free(ranks);
	return n;
}

void
groups_sorted(struct groups *g, uint32_t *order)
{
	uint32_t *rank = mem_get(mem_times(g->n, sizeof *rank)), n;
	uint32_t *by_rest = mem_get(mem_times(g->n, sizeof *by_rest));

	for (uint32_t i = 0; i < g->n; i++)
		order[i] = by_rest[i] = i;
	if (g->nkeys > 1) {
		n = rank_half(g, 1, rank);
		sort_by(rank, n, order, by_rest, g->n);
	}
	if (g->nkeys > 0) {
		n = rank_half(g, 0, rank);
		sort_by(rank, n, by_rest, order, g->n);
	}
	free(rank);
	free(by_rest);
}

/* The first key: runs, if groups are in order. */
static struct col
first_column(const struct groups *g, const uint32_t *which, uint32_t n,
    struct arena *a)
{
	uint32_t *ids = NEW(a, uint32_t, n), *ends = NEW(a, uint32_t, n);
	struct dom *d = NEW0(a, struct dom, 1);
	struct col c;

	for (uint32_t i = 0; i < n; i++) {
		uint32_t id = tuples_at(&g->pairs, which[i])[0];

		if (d->n == 0 || ids[d->n - 1] != id)
			ids[d->n++] = id;
		ends[d->n - 1] = i + 1;
	}
	c = intern_pick(&g->values[0], ids, d->n, a);
	d->kind = d->n < n ? DOM_RUNS : DOM_ROWS;
	d->ends = ends;
	c.dom = d;
	return c.type == TYPE_BOOL || type_is_text(c.type) ?
	    col_coded(&c, n, a) : c;
}

/* The tuples that groups have, behind entry 0, and a domain of them. */
static struct dom *
rest_entries(const struct groups *g, const uint32_t *which, uint32_t n,
    uint32_t *entries, struct arena *a)
{
	uint32_t *codes = NEW(a, uint32_t, n), used = 1;
	uint32_t *to = g->rests.n <= 16 * (size_t)n + 4096 ?
	    NEW0(a, uint32_t, g->rests.n) : NULL;
	struct intern table; /* where there are far more than groups */

	if (!to)
		intern_open(&table, TYPE_INT);
	entries[0] = tuples_at(&g->pairs, which[0])[1];
	for (uint32_t i = 0; i < n; i++) {
		uint32_t rest = tuples_at(&g->pairs, which[i])[1];

		codes[i] = !to ? intern_bits(&table, rest) : to[rest] > 0 ?
		    to[rest] : (to[rest] = used);
		if (codes[i] == used)
			entries[used++] = rest;
	}
	if (!to)
		intern_close(&table);
	return dom_codes(codes, n, used, a);
}

void
groups_columns(const struct groups *g, const uint32_t *which, uint32_t n,
    struct col *keys, struct arena *a)
{
	uint32_t *entries = NEW(a, uint32_t, (size_t)n + 1);
	uint32_t *ids = NEW(a, uint32_t, (size_t)n + 1);
	struct dom *d;

	if (g->nkeys == 0 || n == 0) {
		for (size_t k = 0; k < g->nkeys; k++)
			keys[k] = col_null(g->values[k].type, a);
		return;
	}
	keys[0] = first_column(g, which, n, a);
	if (g->nkeys == 1)
		return;
	d = rest_entries(g, which, n, entries, a);
	for (size_t k = 1; k < g->nkeys; k++) {
		bool same = true;

		ids[0] = 0;
		for (uint32_t e = 1; e < d->n; e++) {
			ids[e] = tuples_at(&g->rests, entries[e])[k - 1];
			same = same && ids[e] == ids[1];
		}
		keys[k] = intern_pick(&g->values[k], same ? ids + 1 : ids,
		    same ? 1 : d->n, a);
		keys[k].dom = same ? dom_one(a) : d;
	}
}
