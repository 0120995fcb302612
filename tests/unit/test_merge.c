/* source: several inputs, each in order, come out as a stable sort of all
 * their rows would. */

#define _GNU_SOURCE /* memfd_create, qsort_r */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

#include "rows/arrange.h"
#include "rows/hold.h"
#include "source/interleave.h"
#include "source/merge.h"
#include "source/rowsin.h"
#include "stream.h"

enum { MOST_PARTS = 9, COLUMNS = 5 };

/* Rows of all parts, and what they are to be sorted by. */
struct whole {
	struct model m;
	size_t columns[COLUMNS], n;
};

static int
by_columns(const void *x, const void *y, void *ctx)
{
	const struct whole *w = ctx;
	size_t i = *(const size_t *)x, k = *(const size_t *)y;
	const struct value *v = w->m.values;

	for (size_t c = 0; c < w->n; c++) {
		int r = value_cmp(&v[i * w->m.n + w->columns[c]],
		    &v[k * w->m.n + w->columns[c]]);

		if (r != 0)
			return r;
	}
	return (i > k) - (i < k);
}

static struct model
sorted(struct whole *w, struct arena *a)
{
	size_t *order = NEW(a, size_t, w->m.rows + 1);
	struct model m = { w->m.rows, w->m.n, NEW(a, struct value,
	    w->m.rows * w->m.n + 1) };

	for (size_t i = 0; i < m.rows; i++)
		order[i] = i;
	qsort_r(order, m.rows, sizeof *order, by_columns, w);
	for (size_t i = 0; i < m.rows; i++)
		memcpy(&m.values[i * m.n], &w->m.values[order[i] * m.n],
		    m.n * sizeof *m.values);
	return m;
}

/* Some different columns out of the first `of`. */
static size_t
random_columns(struct random *r, size_t of, size_t columns[3])
{
	size_t n = 1 + random_below(r, 3);

	for (size_t k = 0; k < n; k++) {
		bool is_new;

		do {
			columns[k] = random_below(r, (uint32_t)of);
			is_new = true;
			for (size_t i = 0; i < k; i++)
				is_new = is_new && columns[i] != columns[k];
		} while (!is_new);
	}
	return n;
}

/* Rows in order of these columns. */
static struct chunk
random_rows(struct random *r, const struct schema *s, uint32_t rows,
    const size_t *columns, size_t n, struct arena *a)
{
	static const bool down[3];
	struct chunk c = random_chunk(r, s, rows, a), out;
	const uint32_t *order = arrange_rows(&c, columns, down, n, a);

	if (!order)
		return c;
	chunk_gather(&out, &c, order, rows, a);
	return out;
}

/* Parts that hand out a chunk at a time and forget the one before. */
struct giving {
	struct chunk all[MOST_PARTS];
	uint32_t at[MOST_PARTS];
	struct arena a[MOST_PARTS];
	struct random *random;
	size_t fails;          /* part that fails at its end, or MOST_PARTS */
};

static int
give(void *ctx, size_t part, struct chunk *c, struct fault *f)
{
	struct giving *g = ctx;
	struct arena *a = &g->a[part];
	uint32_t left = g->all[part].rows - g->at[part], n;
	struct chunk slice;

	if (left == 0 && part == g->fails)
		return fault_data(f, "part %zu failed", part);
	if (left == 0)
		return 0;
	n = random_once_in(g->random, 2) ? left :
	    random_below(g->random, left + 1);
	arena_free(a);
	chunk_slice(&slice, &g->all[part], g->at[part], n, a);
	chunk_hold(c, &slice, a);
	g->at[part] += n;
	return 1;
}

static void
append(struct model *all, const struct model *m, struct arena *a)
{
	struct value *v = NEW(a, struct value, (all->rows + m->rows) * m->n +
	    1);

	if (all->rows > 0)
		memcpy(v, all->values, all->rows * m->n * sizeof *v);
	if (m->rows > 0)
		memcpy(v + all->rows * m->n, m->values,
		    m->rows * m->n * sizeof *v);
	*all = (struct model){ all->rows + m->rows, m->n, v };
}

/* All rows, as they come. */
static struct model
read_parts(struct giving *g, const struct schema *s, const size_t *columns,
    size_t n, size_t parts, uint32_t most, struct arena *a)
{
	struct interleave *m = interleave_open(s, columns, n, parts, most,
	    give, g);
	struct model got = { .n = s->n };
	struct chunk c;
	struct fault f;
	int is;

	while ((is = interleave_next(m, &c, &f)) > 0) {
		struct model part = model_of(&c, a);

		assert_true(c.rows > 0);
		append(&got, &part, a);
	}
	assert_int_equal(is, 0);
	assert_int_equal(interleave_next(m, &c, &f), 0);
	interleave_close(m);
	for (size_t i = 0; i < MOST_PARTS; i++)
		arena_free(&g->a[i]);
	return got;
}

static void
interleave_once(struct random *r, struct arena *a)
{
	static const uint32_t sizes[] = { 0, 1, 3, 50, 700 };
	struct schema s = random_schema(r, COLUMNS, a);
	struct giving g = { .random = r, .fails = MOST_PARTS };
	struct whole w = { .m = { .n = COLUMNS } };
	size_t parts = 1 + random_below(r, MOST_PARTS);
	struct model got, want;

	w.n = random_columns(r, COLUMNS, w.columns);
	for (size_t i = 0; i < parts; i++) {
		uint32_t rows = random_below(r, 1 + sizes[random_below(r, 5)]);
		struct model part;

		if (rows == 0)
			continue;
		g.all[i] = random_rows(r, &s, rows, w.columns, w.n, a);
		part = model_of(&g.all[i], a);
		append(&w.m, &part, a);
	}
	got = read_parts(&g, &s, w.columns, w.n, parts,
	    1 + random_below(r, 900), a);
	want = sorted(&w, a);
	assert_same(&want, &got);
}

static void
interleaved_rows_are_sorted(void **state)
{
	struct random r = random_of(31);

	(void)state;
	for (int i = 0; i < 400; i++) {
		struct arena a = { 0 };

		interleave_once(&r, &a);
		arena_free(&a);
	}
}

/* A reader sees the first column of an order and the seams: what lies within
 * may be wrong.  Then the order is, but every row is there once. */
static void
rows_out_of_order_are_all_there(void **state)
{
	struct random r = random_of(34);

	(void)state;
	for (int i = 0; i < 100; i++) {
		struct arena a = { 0 };
		struct schema s = random_schema(&r, COLUMNS, &a);
		struct giving g = { .random = &r, .fails = MOST_PARTS };
		struct whole w = { .m = { .n = COLUMNS } }, by_all;
		size_t columns[3], n = random_columns(&r, COLUMNS, columns);

		for (size_t k = 0; k < MOST_PARTS; k++) {
			struct model part;

			g.all[k] = random_chunk(&r, &s, 1 + random_below(&r,
			    200), &a);
			part = model_of(&g.all[k], &a);
			append(&w.m, &part, &a);
		}
		for (; w.n < COLUMNS; w.n++)
			w.columns[w.n] = w.n;
		by_all = w;
		by_all.m = read_parts(&g, &s, columns, n, MOST_PARTS,
		    1 + random_below(&r, 300), &a);
		by_all.m = sorted(&by_all, &a);
		w.m = sorted(&w, &a);
		assert_same(&w.m, &by_all.m);
		arena_free(&a);
	}
}

static void
a_part_that_fails_ends_all(void **state)
{
	struct random r = random_of(32);
	struct arena a = { 0 };
	struct schema s = random_schema(&r, 2, &a);
	size_t column = 0;

	(void)state;
	for (size_t part = 0; part < 3; part++) {
		struct giving g = { .random = &r, .fails = part };
		struct interleave *m;
		struct chunk c;
		struct fault f;
		int is;

		for (size_t i = 0; i < 3; i++)
			g.all[i] = random_rows(&r, &s, 100, &column, 1, &a);
		m = interleave_open(&s, &column, 1, 3, 50, give, &g);
		while ((is = interleave_next(m, &c, &f)) > 0)
			;
		assert_int_equal(is, -1);
		assert_non_null(strstr(f.text, " failed"));
		interleave_close(m);
		for (size_t i = 0; i < 3; i++)
			arena_free(&g.a[i]);
	}
	arena_free(&a);
}

/* A part as a source: a stream of rows of some of the columns. */
struct made {
	struct schema schema;  /* of the part */
	struct model rows;
	struct source *source;
};

/* Which columns, in any order; now and then a real where others have an
 * int, and an order that ends earlier. */
static struct schema
part_schema(struct random *r, const struct schema *all, const size_t *by,
    size_t n, struct arena *a)
{
	struct schema s = { .columns = NEW(a, struct column, all->n + 1) };
	size_t first = random_below(r, (uint32_t)all->n);
	size_t keeps = random_once_in(r, 3) ? random_below(r,
	    (uint32_t)n + 1) : n;

	for (size_t k = 0; k < all->n; k++) {
		const struct column *c = &all->columns[(first + k) % all->n];
		struct column *own = &s.columns[s.n];

		if (random_once_in(r, 12))
			continue;
		*own = *c;
		if (c->type == TYPE_INT && random_once_in(r, 4))
			own->type = TYPE_REAL;
		s.n++;
	}
	s.orders = NEW0(a, struct order, 1);
	s.orders[0].columns = NEW(a, size_t, n + 1);
	for (size_t k = 0; k < keeps; k++) {
		ptrdiff_t at = schema_find(&s, all->columns[by[k]].name);

		if (at < 0)
			break;
		s.orders[0].columns[s.orders[0].n++] = (size_t)at;
	}
	s.norders = s.orders[0].n > 0;
	return s;
}

static void
make_part(struct random *r, struct made *p, struct arena *a)
{
	uint32_t rows = random_below(r, 300);
	struct chunk c;
	int fd = memfd_create("part", MFD_CLOEXEC);
	struct opening o = { .name = "part", .path = "part", .fd = fd };
	struct str bytes;
	struct fault f;

	p->rows = (struct model){ .n = p->schema.n };
	if (rows > 0) {
		c = random_rows(r, &p->schema, rows,
		    p->schema.orders[0].columns, p->schema.orders[0].n, a);
		p->rows = model_of(&c, a);
	}
	bytes = stream_of(&p->schema, &c, rows > 0,
	    1 + random_below(r, 200), NULL, a);
	assert_int_equal(write(fd, bytes.p, bytes.n), bytes.n);
	assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
	p->source = rowsin_open(&o, &f);
	if (!p->source)
		fail_msg("%s", f.text);
}

/* A part's rows as the merged schema has them. */
static struct model
widened(const struct made *p, const struct schema *to, struct arena *a)
{
	struct model m = { p->rows.rows, to->n, NEW(a, struct value,
	    p->rows.rows * to->n + 1) };

	for (size_t i = 0; i < to->n; i++) {
		ptrdiff_t k = schema_find(&p->schema, to->columns[i].name);

		for (size_t r = 0; r < m.rows; r++) {
			struct value *v = &m.values[r * m.n + i];

			*v = (struct value){ .is_null = true };
			if (k >= 0)
				*v = p->rows.values[r * p->rows.n + (size_t)k];
			if (v->type == TYPE_INT &&
			    to->columns[i].type == TYPE_REAL && !v->is_null)
				v->d = (double)v->i;
			v->type = to->columns[i].type;
		}
	}
	return m;
}

/* How far the parts' orders are the same. */
static size_t
common_order(const struct made *parts, size_t n)
{
	const struct schema *s = &parts[0].schema;

	for (size_t k = 0;; k++) {
		for (size_t i = 0; i < n; i++) {
			const struct schema *q = &parts[i].schema;
			const struct column *c, *d;

			if (k == s->orders[0].n || k == q->orders[0].n)
				return k;
			c = &s->columns[s->orders[0].columns[k]];
			d = &q->columns[q->orders[0].columns[k]];
			if (!str_eq(c->name, d->name) || c->type != d->type)
				return k;
		}
	}
}

static struct model
read_all(struct source *s, struct arena *a)
{
	bool *all = NEW(a, bool, s->schema.n), *none = NEW0(a, bool,
	    s->schema.n);
	ptrdiff_t time = source_time(&s->schema);
	struct request q = { .schema = &s->schema, .want = all,
		.is_lenient = none, .time = time, .chunk_rows = 100,
		.in_order = time >= 0 && source_can_order(s,
		    s->schema.columns[time].name) };
	struct model got = { .n = s->schema.n };
	struct chunk c;
	struct fault f;
	int is = s->schema.n > 0 ? 1 : 0;

	memset(all, 1, s->schema.n);
	if (s->start(s, &q, &f) < 0)
		fail_msg("%s", f.text);
	while (is > 0 && (is = s->next(s, &c, &f)) > 0) {
		struct model part = model_of(&c, a);

		append(&got, &part, a);
	}
	if (is < 0)
		fail_msg("%s", f.text);
	return got;
}

static void
merge_once(struct random *r, struct arena *a)
{
	struct schema all = random_schema(r, 6, a);
	size_t n = 2 + random_below(r, 4), by[3], nby, common;
	struct source *sources[6], *s;
	struct whole w = { 0 };
	struct made parts[6];
	struct model got, want;
	struct fault f;

	nby = random_columns(r, all.n, by);
	for (size_t i = 0; i < n; i++) {
		parts[i].schema = part_schema(r, &all, by, nby, a);
		make_part(r, &parts[i], a);
		sources[i] = parts[i].source;
	}
	s = merge_open("inputs", sources, n, NULL, &f);
	if (!s)
		fail_msg("%s", f.text);
	common = common_order(parts, n);
	assert_int_equal(s->schema.norders, common > 0);
	if (common > 0)
		assert_int_equal(s->schema.orders[0].n, common);
	w.m.n = s->schema.n;
	for (size_t i = 0; i < n; i++) {
		struct model part = widened(&parts[i], &s->schema, a);

		append(&w.m, &part, a);
	}
	for (; w.n < common; w.n++)
		w.columns[w.n] = (size_t)schema_find(&s->schema,
		    all.columns[by[w.n]].name);
	got = read_all(s, a);
	want = sorted(&w, a);
	assert_same(&want, &got);
	s->close(s);
}

static void
parts_are_merged_by_their_common_order(void **state)
{
	struct random r = random_of(33);

	(void)state;
	for (int i = 0; i < 300; i++) {
		struct arena a = { 0 };

		merge_once(&r, &a);
		arena_free(&a);
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(interleaved_rows_are_sorted),
		cmocka_unit_test(rows_out_of_order_are_all_there),
		cmocka_unit_test(a_part_that_fails_ends_all),
		cmocka_unit_test(parts_are_merged_by_their_common_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
