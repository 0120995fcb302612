#include "calc.h"

#include <stdlib.h>

#include "../expr/parse.h"
#include "window.h"

/* Parses, checks and computes; aggregates are those of all rows. */
static int
compute(struct str expr, const struct table *t, const struct table *others,
    size_t n, struct run *r, struct col *out, struct arena *a,
    struct fault *f)
{
	struct origin *o = NEW0(a, struct origin, 1);
	struct agg_calls calls = { 0 };
	struct scope scope = { .schema = &t->schema, .calls = &calls,
		.aggs_are = AGG_ALL_ROWS, .others = others, .nothers = n,
		.a = a };
	struct node *node;
	struct col *values;
	int done = -1;

	o->text = expr;
	node = expr_parse(o, a, f);
	if (!node || expr_check(&node, &scope, f) < 0)
		goto out;
	values = NEW(a, struct col, calls.n + 1);
	r->aggs = values;
	done = 0;
	for (size_t i = 0; i < calls.n && done == 0; i++) {
		struct window *w = window_open(&calls.list[i]);

		done = window_run(w, r, &values[i]);
		window_close(w);
	}
	if (done == 0)
		done = expr_eval(r, node, out);
out:
	free(calls.list);
	return done;
}

static int
calc_column(struct str expr, const struct table *t,
    const struct table *others, size_t n, struct col *out, struct arena *a,
    struct fault *f)
{
	struct run r = { .rows = &t->rows, .facts = &t->facts, .a = a,
		.f = f };

	return compute(expr, t, others, n, &r, out, a, f);
}

static int
calc_value(struct str expr, const struct table *t,
    const struct table *others, size_t n, struct value *out, struct arena *a,
    struct fault *f)
{
	struct run r = { .rows = &t->rows, .facts = &t->facts, .a = a,
		.f = f };
	struct col c;

	if (compute(expr, t, others, n, &r, &c, a, f) < 0)
		return -1;
	/* Of a column, the first row's; of no rows, only what holds for all. */
	if (t->rows.rows == 0 && c.dom->kind != DOM_ONE) {
		*out = (struct value){ .type = c.type, .is_null = true };
		return 0;
	}
	col_value(&c, t->rows.rows == 0 ? 0 : dom_index(c.dom, t->rows.rows,
	    a)[0], out);
	return 0;
}

const struct calc group_calc = { calc_column, calc_value };
