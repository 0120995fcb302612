/* rows: sorted rows are the same rows, in order, stable. */

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "random.h"
#include "rows/hold.h"
#include "rows/sort.h"
#include "rows/spill.h"

struct plain {
	const struct model *m;
	const size_t *columns;
	const bool *down;
	size_t n;
};

/* Insertion sort of row numbers: slow, plainly stable. */
static void
sort_plainly(const struct plain *p, size_t *order)
{
	for (size_t i = 0; i < p->m->rows; i++) {
		size_t k = i;

		for (; k > 0; k--) {
			int c = 0;

			for (size_t j = 0; j < p->n && c == 0; j++) {
				c = value_cmp(&p->m->values[order[k - 1] *
				    p->m->n + p->columns[j]],
				    &p->m->values[i * p->m->n +
				    p->columns[j]]);
				c = p->down[j] ? -c : c;
			}
			if (c <= 0)
				break;
			order[k] = order[k - 1];
		}
		order[k] = i;
	}
}

/* Rows that were put in pieces, and what comes out. */
struct putting {
	struct schema schema;
	size_t columns[3], keys;
	bool down[3];
	struct model all;      /* as they were put */
	struct arena a;
};

static struct putting
random_putting(struct random *r)
{
	struct putting p = { .keys = random_below(r, 4) };

	p.schema = random_schema(r, 4, &p.a);
	p.all = (struct model){ 0, 4, NEW(&p.a, struct value, 4) };
	for (size_t k = 0; k < 3; k++) {
		p.columns[k] = random_below(r, 4);
		p.down[k] = random_once_in(r, 2);
	}
	return p;
}

static struct sorter *
open_sorter(const struct putting *p, size_t budget)
{
	return sorter_open(&p->schema, p->columns, p->down, p->keys, budget);
}

static void
add_rows(struct putting *p, const struct chunk *c)
{
	struct model m = model_of(c, &p->a);
	struct value *v = NEW(&p->a, struct value, (p->all.rows + m.rows) *
	    4);

	memcpy(v, p->all.values, p->all.rows * 4 * sizeof *v);
	memcpy(v + p->all.rows * 4, m.values, m.rows * 4 * sizeof *v);
	p->all.values = v;
	p->all.rows += m.rows;
}

/* What comes out, by the numbers of what was put. */
static void
assert_comes(struct sorter *s, const struct putting *p, const size_t *order,
    uint32_t most)
{
	struct arena a = { 0 };
	struct chunk c;
	struct fault f;
	size_t at = 0;
	int got;

	while ((got = sorter_next(s, most, &c, &f)) > 0) {
		struct model m = model_of(&c, &a), want = { m.rows, 4,
			NEW(&a, struct value, m.rows * 4) };

		assert_true(c.rows <= most);
		assert_true(c.rows == most || at + c.rows == p->all.rows);
		assert_true(at + c.rows <= p->all.rows);
		for (size_t k = 0; k < m.rows; k++)
			memcpy(want.values + k * 4, p->all.values +
			    order[at + k] * 4, 4 * sizeof *want.values);
		assert_same(&want, &m);
		at += m.rows;
		arena_reset(&a);
	}
	assert_int_equal(got, 0);
	assert_int_equal(at, p->all.rows);
	arena_free(&a);
}

static void
rows_are_sorted(void **state)
{
	struct random r = random_of(50);

	(void)state;
	for (int i = 0; i < 200; i++) {
		struct putting p = random_putting(&r);
		struct sorter *sorter = open_sorter(&p, 0);
		struct arena part = { 0 };
		struct fault f;
		size_t order[1000];

		for (uint32_t k = random_below(&r, 5); k-- > 0;) {
			struct chunk c = random_chunk(&r, &p.schema,
			    1 + random_below(&r, 99), &part);

			add_rows(&p, &c);
			assert_int_equal(sorter_put(sorter, &c, &f), 0);
			arena_reset(&part); /* the sorter holds its own */
		}
		sort_plainly(&(struct plain){ &p.all, p.columns, p.down,
		    p.keys }, order);
		assert_comes(sorter, &p, order, 37);
		sorter_close(sorter);
		arena_free(&part);
		arena_free(&p.a);
	}
}

/* More rows than insertion sort likes: numbers of rows sorted by merging. */
static void
sort_by_merging(const struct plain *p, size_t *order, size_t *spare,
    size_t n)
{
	size_t half = n / 2, i = 0, k = half;

	if (n < 2)
		return;
	sort_by_merging(p, order, spare, half);
	sort_by_merging(p, order + half, spare, n - half);
	memcpy(spare, order, n * sizeof *order);
	for (size_t at = 0; at < n; at++) {
		int c = i == half ? 1 : k == n ? -1 : 0;

		for (size_t j = 0; j < p->n && c == 0 && i < half && k < n;
		    j++) {
			c = value_cmp(&p->m->values[spare[i] * p->m->n +
			    p->columns[j]], &p->m->values[spare[k] *
			    p->m->n + p->columns[j]]);
			c = p->down[j] ? -c : c;
		}
		order[at] = c <= 0 ? spare[i++] : spare[k++];
	}
}

/* Puts some 40,000 rows into each sorter, in chunks of any size. */
static void
put_many(struct putting *p, struct random *r, struct sorter **sorters,
    size_t n)
{
	struct arena a = { 0 };
	struct fault f;

	p->all.values = NEW(&p->a, struct value, 4 * 100000);
	while (p->all.rows < 40000) {
		struct chunk c = random_chunk(r, &p->schema, 1 +
		    random_below(r, random_once_in(r, 2) ? 30 : 20000), &a);
		struct model m = model_of(&c, &p->a);

		memcpy(p->all.values + p->all.rows * 4, m.values,
		    m.rows * 4 * sizeof *m.values);
		p->all.rows += m.rows;
		for (size_t i = 0; i < n; i++)
			assert_int_equal(sorter_put(sorters[i], &c, &f), 0);
		arena_reset(&a);
	}
	arena_free(&a);
}

/* Whatever the budget: the same rows.  The least one makes many runs. */
static void
budget_changes_nothing(void **state)
{
	static const size_t budgets[] = { 1, 3 << 20, 0 };
	struct random r = random_of(51);

	(void)state;
	for (int i = 0; i < 12; i++) {
		struct putting p = random_putting(&r);
		struct sorter *sorters[3];
		size_t *order, *spare;

		for (size_t k = 0; k < 3; k++)
			sorters[k] = open_sorter(&p, budgets[k]);
		put_many(&p, &r, sorters, 3);
		order = NEW(&p.a, size_t, p.all.rows);
		spare = NEW(&p.a, size_t, p.all.rows);
		for (size_t k = 0; k < p.all.rows; k++)
			order[k] = k;
		sort_by_merging(&(struct plain){ &p.all, p.columns, p.down,
		    p.keys }, order, spare, p.all.rows);
		for (size_t k = 0; k < 3; k++) {
			assert_comes(sorters[k], &p, order, k == 0 ? 16384 :
			    1 + random_below(&r, 20000));
			sorter_close(sorters[k]);
		}
		arena_free(&p.a);
	}
}

/* Rows whose first column is the place where they must come out. */
static struct chunk
numbered(const struct schema *s, uint64_t from, uint32_t rows, struct arena *a)
{
	struct chunk c = { .rows = rows, .n = s->n,
		.cols = NEW(a, struct col, s->n) };
	int64_t *key = NEW(a, int64_t, rows);
	struct str *text = NEW(a, struct str, rows);

	for (uint32_t r = 0; r < rows; r++) {
		/* An odd multiplier: each number once in 2^20. */
		key[r] = (int64_t)((from + r) * 2654435761 % (1 << 20));
		text[r] = arena_fmt(a, "%lld", (long long)key[r]);
	}
	c.cols[0] = (struct col){ .type = TYPE_INT, .i = key,
		.dom = dom_rows(rows, a) };
	c.cols[1] = (struct col){ .type = TYPE_TEXT, .s = text,
		.dom = c.cols[0].dom };
	return c;
}

static size_t
open_files(void)
{
	size_t n = 0;

	for (int fd = 0; fd < 1024; fd++)
		n += fcntl(fd, F_GETFD) >= 0;
	return n;
}

/* A million rows in the least budget: runs of runs, few files at once, and
 * memory that stays small. */
static void
many_runs_are_merged(void **state)
{
	struct column columns[] = { { S("n"), TYPE_INT },
		{ S("text"), TYPE_TEXT } };
	struct schema s = { .n = 2, .columns = columns };
	size_t column = 0, before = open_files();
	bool down = false;
	struct sorter *sorter = sorter_open(&s, &column, &down, 1, 1);
	struct arena a = { 0 };
	struct chunk c;
	struct fault f;
	int64_t at = 0;

	(void)state;
	for (uint64_t from = 0; from < 1 << 20; from += 8192) {
		c = numbered(&s, from, 8192, &a);
		assert_int_equal(sorter_put(sorter, &c, &f), 0);
		assert_true(open_files() < before + 40);
		arena_reset(&a);
	}
	while (sorter_next(sorter, 10000, &c, &f) > 0)
		for (uint32_t r = 0; r < c.rows; r++, at++) {
			struct value v;

			col_value(&c.cols[0], r, &v);
			assert_int_equal(v.i, at);
			col_value(&c.cols[1], dom_index(c.cols[1].dom, c.rows,
			    &a)[r], &v);
			assert_true(str_eq(v.s, arena_fmt(&a, "%lld",
			    (long long)at)));
		}
	assert_int_equal(at, 1 << 20);
	sorter_close(sorter);
	assert_int_equal(open_files(), before);
	arena_free(&a);
}

static void
sorter_may_be_left(void **state)
{
	struct random r = random_of(52);

	(void)state;
	for (int i = 0; i < 3; i++) {
		struct putting p = random_putting(&r);
		struct sorter *sorter = open_sorter(&p, 1);
		size_t before = open_files();
		struct chunk c;
		struct fault f;

		put_many(&p, &r, &sorter, 1);
		for (int k = 0; k < i; k++)
			assert_int_equal(sorter_next(sorter, 100, &c, &f), 1);
		sorter_close(sorter);
		assert_true(open_files() <= before);
		arena_free(&p.a);
	}
	sorter_close(NULL);
}

static void
spilled_rows_come_back(void **state)
{
	struct random r = random_of(53);

	(void)state;
	for (int i = 0; i < 50; i++) {
		struct putting p = random_putting(&r);
		uint32_t most = 1 + random_below(&r, 99);
		struct arena a = { 0 };
		struct fault f;
		struct spill *s = spill_open(&p.schema, most, &f);
		struct chunk c;
		size_t at = 0;

		for (uint32_t k = random_below(&r, 6); k-- > 0;) {
			c = random_chunk(&r, &p.schema, 1 + random_below(&r,
			    300), &a);
			add_rows(&p, &c);
			assert_int_equal(spill_put(s, &c, &f), 0);
			arena_reset(&a);
		}
		assert_int_equal(spill_done(s, &f), 0);
		while (spill_next(s, &c, &f) > 0) {
			struct model want = model_slice(&p.all, at, c.rows);

			assert_true(c.rows <= most);
			assert_holds(&want, &c);
			at += c.rows;
		}
		assert_int_equal(at, p.all.rows);
		spill_close(s);
		arena_free(&a);
		arena_free(&p.a);
	}
}

static void
copies_hold_the_same(void **state)
{
	struct random r = random_of(54);

	(void)state;
	for (int i = 0; i < 300; i++) {
		struct arena a = { 0 }, b = { 0 };
		struct schema s = random_schema(&r, 5, &a);
		struct chunk c = random_chunk(&r, &s, 1 + random_below(&r,
		    200), &a), held;
		struct model m = model_of(&c, &b);

		chunk_hold(&held, &c, &b);
		arena_free(&a);
		assert_holds(&m, &held);
		arena_free(&b);
	}
}

/* The number that the next file will have. */
static int
next_file(void)
{
	int fd = open("/dev/null", O_RDONLY);

	assert_true(fd >= 0);
	close(fd);
	return fd;
}

static void
damage_is_found(void **state)
{
	struct column columns[] = { { S("n"), TYPE_INT },
		{ S("text"), TYPE_TEXT } };
	struct schema s = { .n = 2, .columns = columns };
	struct random r = random_of(55);

	(void)state;
	for (int i = 0; i < 40; i++) {
		struct arena a = { 0 };
		struct chunk c = numbered(&s, 0, 5000, &a);
		struct fault f = { 0 };
		int fd = next_file(), got = 1;
		struct spill *spill = spill_open(&s, 1000, &f);
		off_t size;

		assert_int_equal(spill_put(spill, &c, &f), 0);
		assert_int_equal(spill_done(spill, &f), 0);
		size = lseek(fd, 0, SEEK_END);
		if (i % 2 == 0)
			assert_int_equal(ftruncate(fd, random_below(&r,
			    (uint32_t)size)), 0);
		else
			for (int k = 0; k < 200; k++)
				assert_int_equal(pwrite(fd, "damaged", 7,
				    random_below(&r, (uint32_t)size - 7)), 7);
		while (got > 0)
			got = spill_next(spill, &c, &f);
		assert_int_equal(got, -1);
		assert_int_equal(f.status, STATUS_DATA);
		assert_true(strncmp(f.text, "temporary file in /", 19) == 0);
		spill_close(spill);
		arena_free(&a);
	}
}

static void
folder_is_named(void **state)
{
	struct column column = { S("n"), TYPE_INT };
	struct schema s = { .n = 1, .columns = &column };
	struct fault f;

	(void)state;
	setenv("TMPDIR", "/nonexistent/folder", 1);
	assert_null(spill_open(&s, 10, &f));
	assert_int_equal(f.status, STATUS_DATA);
	assert_string_equal(f.text, "temporary file in /nonexistent/folder: "
	    "No such file or directory");
	unsetenv("TMPDIR");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_are_sorted),
		cmocka_unit_test(budget_changes_nothing),
		cmocka_unit_test(many_runs_are_merged),
		cmocka_unit_test(sorter_may_be_left),
		cmocka_unit_test(spilled_rows_come_back),
		cmocka_unit_test(copies_hold_the_same),
		cmocka_unit_test(damage_is_found),
		cmocka_unit_test(folder_is_named),
	};

	return cmocka_run_group_tests_name("sort", tests, NULL, NULL);
}
