#include "random.h"

#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct random
random_of(uint64_t number)
{
	const char *seed = getenv("SEED");
	struct random r = { number * 1000003 + 1 };

	if (seed) {
		r.state += strtoull(seed, NULL, 10);
		fprintf(stderr, "# SEED=%s\n", seed);
	}
	return r;
}

/* splitmix64 */
uint64_t
random_bits(struct random *r)
{
	uint64_t z = r->state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return z ^ z >> 31;
}

uint32_t
random_below(struct random *r, uint32_t n)
{
	return n > 0 ? (uint32_t)((random_bits(r) >> 32) * n >> 32) : 0;
}

bool
random_once_in(struct random *r, uint32_t n)
{
	return random_below(r, n) == 0;
}

static int64_t
random_int(struct random *r)
{
	static const int64_t odd[] = { 0, 1, -1, INT64_MAX, INT64_MIN, 255,
		256, 65535, 65536, -32769, INT64_C(4294967295),
		INT64_C(4294967296), INT64_MIN + 1 };

	switch (random_below(r, 4)) {
	case 0:
		return odd[random_below(r, sizeof odd / sizeof *odd)];
	case 1:
		return (int64_t)random_bits(r);
	default:
		return (int64_t)random_below(r, 300) - 20;
	}
}

static double
random_real(struct random *r)
{
	static const double odd[] = { 0.0, -0.0, 0.1, 1.0 / 3, INFINITY,
		-INFINITY, DBL_MAX, DBL_MIN, 5e-324, -2.2e-310, 1e15, 1e300 };
	double d;
	uint64_t bits;

	switch (random_below(r, 4)) {
	case 0:
		return odd[random_below(r, sizeof odd / sizeof *odd)];
	case 1:
		bits = random_bits(r);
		memcpy(&d, &bits, sizeof d);
		return isnan(d) ? NAN : d;
	case 2:
		return NAN;
	default:
		return random_below(r, 1000) / 100.0;
	}
}

static struct str
random_text(struct random *r, struct arena *a)
{
	size_t n = random_below(r, 9);
	char *p;

	if (random_once_in(r, 400))
		n = 65530 + random_below(r, 5000);
	p = arena_get(a, n + 1);
	for (size_t i = 0; i < n; i++)
		p[i] = random_once_in(r, 8) ? (char)random_bits(r) :
		    (char)('a' + random_below(r, 4));
	return (struct str){ p, n };
}

struct value
random_value(struct random *r, enum type t, struct arena *a)
{
	struct value v = { .type = t, .is_null = random_once_in(r, 6) };

	if (v.is_null)
		return v;
	if (t == TYPE_BOOL)
		v.i = random_below(r, 2);
	else if (type_is_text(t))
		v.s = random_text(r, a);
	else if (t == TYPE_F32)
		v.d = (float)random_below(r, 100000) / 7;
	else if (type_is_real(t))
		v.d = random_real(r);
	else
		v.i = random_int(r);
	if (t == TYPE_F32)
		v.d = (float)v.d;
	return v;
}

struct schema
random_schema(struct random *r, size_t n, struct arena *a)
{
	static const enum type types[] = { TYPE_BOOL, TYPE_INT, TYPE_REAL,
		TYPE_F32, TYPE_TEXT, TYPE_TEXT, TYPE_TIME, TYPE_DATE,
		TYPE_JSON };
	struct schema s = { .n = n, .columns = NEW(a, struct column, n + 1) };

	for (size_t i = 0; i < n; i++) {
		s.columns[i].name = arena_fmt(a, "c%zu", i);
		s.columns[i].type = types[random_below(r,
		    sizeof types / sizeof *types)];
	}
	return s;
}

static struct dom *
random_runs(struct random *r, uint32_t rows, struct arena *a)
{
	struct dom *d = NEW0(a, struct dom, 1);
	uint32_t *ends = NEW(a, uint32_t, rows), n = 0;
	uint32_t longest = 1 + random_below(r, 20);

	for (uint32_t at = 0; at < rows;) {
		at += 1 + random_below(r, longest);
		ends[n++] = at < rows ? at : rows;
	}
	d->kind = DOM_RUNS;
	d->n = n;
	d->ends = ends;
	return d;
}

static struct dom *
random_codes(struct random *r, uint32_t rows, uint32_t n, struct arena *a)
{
	uint32_t *codes = NEW(a, uint32_t, rows);

	for (uint32_t i = 0; i < rows; i++)
		codes[i] = random_below(r, n);
	return dom_codes(codes, rows, n, a);
}

static struct dom *
random_dom(struct random *r, uint32_t rows, struct arena *a)
{
	switch (random_below(r, 5)) {
	case 0:
		return dom_one(a);
	case 1:
		return dom_rows(rows, a);
	case 2:
		return random_runs(r, rows, a);
	default:
		return random_codes(r, rows, 1 + random_below(r,
		    random_once_in(r, 4) ? 600 : 12), a);
	}
}

/* Entries for a domain; entry 0 of codes is NULL, mostly. */
static struct col
random_entries(struct random *r, enum type t, struct dom *d, struct arena *a)
{
	struct col c = { .type = t, .dom = d };
	struct str *s = NEW(a, struct str, d->n);
	int64_t *i = NEW(a, int64_t, d->n);
	uint8_t *b = NEW(a, uint8_t, d->n), *null = NEW(a, uint8_t, d->n);
	bool any_null = false, distinct = random_once_in(r, 2);

	for (uint32_t e = 0; e < d->n; e++) {
		struct value v = random_value(r, t, a);

		if (distinct && type_is_text(t) && !v.is_null)
			v.s = arena_fmt(a, "text %u", e);
		if (e == 0 && d->kind == DOM_CODES && !random_once_in(r, 5))
			v.is_null = true;
		any_null = any_null || v.is_null;
		null[e] = v.is_null;
		b[e] = v.is_null ? B_NULL : v.i ? B_TRUE : B_FALSE;
		s[e] = v.is_null ? (struct str){ NULL, 0 } : v.s;
		if (type_is_real(t))
			memcpy(&i[e], &v.d, sizeof i[e]);
		else
			i[e] = v.i;
	}
	if (t == TYPE_BOOL)
		c.b = b;
	else if (type_is_text(t))
		c.s = s;
	else
		c.i = i;
	if (t != TYPE_BOOL && !type_is_text(t) && any_null)
		c.null = null;
	return c;
}

struct chunk
random_chunk(struct random *r, const struct schema *s, uint32_t rows,
    struct arena *a)
{
	struct chunk c = { .rows = rows, .n = s->n };

	c.cols = NEW(a, struct col, s->n + 1);
	for (size_t i = 0; i < s->n; i++) {
		struct dom *d = i > 0 && random_once_in(r, 2) ?
		    c.cols[random_below(r, (uint32_t)i)].dom :
		    random_dom(r, rows, a);

		c.cols[i] = random_entries(r, s->columns[i].type, d, a);
	}
	return c;
}

struct col
random_dictionary(struct random *r, uint32_t n, uint32_t rows,
    struct arena *a)
{
	struct str *s = NEW(a, struct str, n);
	uint32_t *codes = NEW(a, uint32_t, rows);

	s[0] = (struct str){ NULL, 0 };
	for (uint32_t k = 1; k < n; k++)
		s[k] = arena_fmt(a, "%x", k);
	for (uint32_t k = 0; k < rows; k++)
		codes[k] = k < n ? k : random_below(r, n);
	return (struct col){ .type = TYPE_TEXT,
		.dom = dom_codes(codes, rows, n, a), .s = s };
}

struct model
model_of(const struct chunk *c, struct arena *a)
{
	struct model m = { .rows = c->rows, .n = c->n };

	m.values = NEW(a, struct value, m.rows * m.n + 1);
	for (size_t i = 0; i < c->n; i++) {
		struct dom *d = c->cols[i].dom;
		const uint32_t *had = d->index;
		const uint32_t *index = dom_index(d, c->rows, a);

		d->index = had; /* `a` may not live as long as the chunk */
		for (size_t r = 0; r < m.rows; r++) {
			struct value *v = &m.values[r * m.n + i];

			col_value(&c->cols[i], index[r], v);
			if (!v->is_null && type_is_text(v->type))
				v->s = arena_str(a, v->s);
		}
	}
	return m;
}

struct model
model_slice(const struct model *m, size_t from, size_t rows)
{
	return (struct model){ rows, m->n, m->values + from * m->n };
}

bool
same_value(const struct value *a, const struct value *b)
{
	return a->type == b->type && a->is_null == b->is_null &&
	    value_cmp(a, b) == 0;
}

void
assert_same(const struct model *want, const struct model *got)
{
	struct arena a = { 0 };

	assert_int_equal(want->rows, got->rows);
	assert_int_equal(want->n, got->n);
	for (size_t k = 0; k < want->rows * want->n; k++) {
		if (same_value(&want->values[k], &got->values[k]))
			continue;
		fail_msg("row %zu column %zu: %s, not %s", k / want->n,
		    k % want->n,
		    value_text(&got->values[k], ' ', &a).p,
		    value_text(&want->values[k], ' ', &a).p);
	}
}

void
assert_holds(const struct model *want, const struct chunk *got)
{
	struct arena a = { 0 };
	struct model m = model_of(got, &a);

	assert_same(want, &m);
	arena_free(&a);
}
