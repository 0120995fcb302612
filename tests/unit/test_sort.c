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

static void
rows_are_sorted(void **state)
{
	struct random r = random_of(50);

	(void)state;
	for (int i = 0; i < 200; i++) {
		struct arena a = { 0 }, part = { 0 };
		struct schema s = random_schema(&r, 4, &a);
		size_t columns[2] = { random_below(&r, 4), random_below(&r,
		    4) }, keys = random_below(&r, 3), at = 0;
		bool down[2] = { random_once_in(&r, 2), random_once_in(&r, 2) };
		struct sorter *sorter = sorter_open(columns, down, keys);
		struct model all = { 0, 4, NEW(&a, struct value, 4000) };
		struct chunk c;
		struct fault f;
		size_t order[1000];
		int got;

		for (uint32_t k = random_below(&r, 5); k-- > 0;) {
			struct model m;

			c = random_chunk(&r, &s, 1 + random_below(&r, 99),
			    &part);
			m = model_of(&c, &a);
			memcpy(all.values + all.rows * 4, m.values,
			    m.rows * 4 * sizeof *m.values);
			all.rows += m.rows;
			sorter_put(sorter, &c);
			arena_reset(&part); /* the sorter holds its own */
		}
		sort_plainly(&(struct plain){ &all, columns, down, keys },
		    order);
		while ((got = sorter_next(sorter, 37, &c, &f)) > 0) {
			struct model m = model_of(&c, &a), want = { m.rows, 4,
				NEW(&a, struct value, m.rows * 4) };

			assert_true(c.rows <= 37);
			for (size_t k = 0; k < m.rows; k++)
				memcpy(want.values + k * 4, all.values +
				    order[at + k] * 4,
				    4 * sizeof *want.values);
			assert_same(&want, &m);
			at += m.rows;
		}
		assert_int_equal(got, 0);
		assert_int_equal(at, all.rows);
		sorter_close(sorter);
		arena_free(&part);
		arena_free(&a);
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
