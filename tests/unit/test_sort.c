/* rows: sorted rows are the same rows, in order, stable. */

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "random.h"
#include "rows/sort.h"

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

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_are_sorted),
	};

	return cmocka_run_group_tests_name("sort", tests, NULL, NULL);
}
