#include "stage.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "../base/cli.h"
#include "../expr/parse.h"
#include "accum.h"
#include "batches.h"
#include "generate.h"
#include "window.h"

enum step_kind { STEP_DEFINE, STEP_FILTER, STEP_EXPECT };

struct step {
	enum step_kind kind;
	struct node *node;
	const struct origin *origin;
	size_t column;           /* STEP_DEFINE: which it sets */
	bool generates;
	bool warns;              /* STEP_EXPECT */
	bool at_end;             /* STEP_EXPECT: aggregates of all rows */
	struct agg_calls calls;
	struct window **windows; /* by call; accums if at_end */
	bool *closes;            /* by call: its groups end with a batch */
	struct accum **accums;
	uint64_t failed;         /* STEP_EXPECT: rows that failed */
};

struct stage {
	struct arena run;
	const struct schema *in;
	struct schema schema;    /* after the steps so far */
	struct node **defined;   /* by column: its definition here, or NULL */
	size_t nsteps, cap;
	struct step *steps;
	struct batches *batches;
	struct arena batch;
	uint64_t rows;           /* that came so far */
	const struct facts *facts;
};

struct stage *
stage_open(const struct schema *in)
{
	struct stage *s = mem_get(sizeof *s);

	*s = (struct stage){ .in = in, .schema = *in,
		.batches = batches_open() };
	s->schema.columns = NEW(&s->run, struct column, in->n + 1);
	if (in->n > 0)
		memcpy(s->schema.columns, in->columns, in->n *
		    sizeof *in->columns);
	s->defined = NEW0(&s->run, struct node *, in->n + 1);
	return s;
}

void
stage_close(struct stage *s)
{
	if (!s)
		return;
	for (size_t i = 0; i < s->nsteps; i++) {
		struct step *step = &s->steps[i];

		for (size_t k = 0; k < step->calls.n; k++) {
			if (step->windows)
				window_close(step->windows[k]);
			if (step->accums)
				accum_close(step->accums[k]);
		}
		free(step->calls.list);
		free(step->windows);
		free(step->closes);
		free(step->accums);
	}
	free(s->steps);
	batches_close(s->batches);
	arena_free(&s->batch);
	arena_free(&s->run);
	free(s);
}

/* Stands for a definition that is no expression of the input's columns. */
static struct node not_of_input;

/* The expression with this stage's own definitions put in, so that only
 * columns of the input are left; NULL if that can't be. */
static struct node *
in_input_columns(struct stage *s, const struct node *n)
{
	struct node *copy;

	if (n == &not_of_input)
		return NULL;
	if (n->kind == NODE_COLUMN && s->defined[n->column])
		return in_input_columns(s, s->defined[n->column]);
	if (n->kind == NODE_COLUMN && n->column >= s->in->n)
		return NULL;
	copy = NEW(&s->run, struct node, 1);
	*copy = *n;
	copy->args = NEW(&s->run, struct node *, n->n + 1);
	for (size_t i = 0; i < n->n; i++) {
		copy->args[i] = in_input_columns(s, n->args[i]);
		if (!copy->args[i])
			return NULL;
	}
	return copy;
}

/* The key of a call that follows a declared order, as an expression of the
 * input; NULL if none does. */
static struct node *
closing_key(struct stage *s, const struct agg_call *c)
{
	for (size_t k = 0; k < c->nover; k++)
		for (size_t i = 0; i < s->in->norders; i++) {
			struct node *n = in_input_columns(s, c->over[k]);

			if (n && expr_keeps_order(n,
			    s->in->orders[i].columns[0]))
				return n;
		}
	return NULL;
}

static int
take_calls(struct stage *s, struct step *step)
{
	step->windows = mem_get(mem_times(step->calls.n,
	    sizeof *step->windows));
	step->closes = mem_get(mem_times(step->calls.n,
	    sizeof *step->closes));
	for (size_t k = 0; k < step->calls.n; k++) {
		const struct agg_call *c = &step->calls.list[k];
		const struct node *key = closing_key(s, c);

		step->closes[k] = key != NULL;
		step->windows[k] = window_open(c);
		if (key)
			batches_end_with(s->batches, key);
		else if (!window_streams(c))
			batches_hold_all(s->batches);
	}
	return 0;
}

static struct step *
new_step(struct stage *s, enum step_kind kind, const struct origin *o)
{
	struct step *step;

	mem_grow(&s->steps, &s->cap, s->nsteps + 1, sizeof *s->steps);
	step = &s->steps[s->nsteps++];
	*step = (struct step){ .kind = kind, .origin = o };
	return step;
}

static int
check_step(struct stage *s, struct step *step, enum agg_place place,
    struct fault *f)
{
	struct scope scope = { .schema = &s->schema, .aggs_are = place,
		.calls = &step->calls, .a = &s->run };
	int done;

	step->node = expr_parse(step->origin, &s->run, f);
	if (!step->node)
		return -1;
	step->generates = step->kind == STEP_DEFINE && generate_is(step->node);
	done = step->generates ? generate_check(step->node, &scope, f) :
	    expr_check(&step->node, &scope, f);
	if (scope.uses_facts) /* known only at the end */
		batches_hold_all(s->batches);
	return done;
}

/* A replaced column is no longer what an order was promised of. */
static void
drop_orders(struct stage *s, size_t column)
{
	struct order *kept = NEW(&s->run, struct order, s->schema.norders + 1);
	size_t n = 0;

	for (size_t i = 0; i < s->schema.norders; i++) {
		struct order o = s->schema.orders[i];

		for (size_t k = 0; k < o.n; k++)
			if (o.columns[k] == column)
				o.n = k;
		if (o.n > 0)
			kept[n++] = o;
	}
	s->schema.orders = kept;
	s->schema.norders = n;
}

static size_t
set_column(struct stage *s, struct str name, enum type type,
    struct node *node, bool *is_new)
{
	ptrdiff_t at = schema_find(&s->schema, name);
	size_t n = s->schema.n;
	struct column *columns;
	struct node **defined;

	*is_new = at < 0;
	if (at >= 0) {
		s->schema.columns[at].type = type;
		s->defined[at] = node;
		return (size_t)at;
	}
	columns = NEW(&s->run, struct column, n + 2);
	defined = NEW0(&s->run, struct node *, n + 2);
	memcpy(columns, s->schema.columns, n * sizeof *columns);
	memcpy(defined, s->defined, n * sizeof *defined);
	columns[n] = (struct column){ arena_str(&s->run, name), type };
	defined[n] = node;
	s->schema.columns = columns;
	s->defined = defined;
	return s->schema.n++;
}

int
stage_define(struct stage *s, struct str name, const struct origin *o,
    struct fault *f)
{
	struct step *step = new_step(s, STEP_DEFINE, o);
	bool ordered = false, is_new;
	enum type type;
	ptrdiff_t was;

	if (check_step(s, step, AGG_OVER, f) < 0 || take_calls(s, step) < 0)
		return -1;
	expr_retype(step->node, TYPE_TEXT);
	type = step->node->type;
	for (size_t i = 0; i < s->schema.norders && !step->generates; i++)
		ordered = ordered || expr_keeps_order(step->node,
		    s->schema.orders[i].columns[0]);
	was = schema_find(&s->schema, name);
	if (was >= 0 && !(step->node->kind == NODE_COLUMN &&
	    step->node->column == (size_t)was))
		drop_orders(s, (size_t)was);
	step->column = set_column(s, name, type, step->generates ?
	    &not_of_input : step->node, &is_new);
	/* A definition that uses the column it replaces can't be put in the
	 * place of the column: it is no longer an expression of the input. */
	if (!is_new) {
		bool *used = NEW0(&s->run, bool, s->schema.n + 1);

		expr_columns(step->node, used);
		if (used[step->column])
			s->defined[step->column] = &not_of_input;
	}
	if (ordered)
		schema_add_order(&s->schema, step->column, &s->run);
	return 0;
}

int
stage_filter(struct stage *s, const struct origin *o, struct fault *f)
{
	struct step *step = new_step(s, STEP_FILTER, o);

	if (check_step(s, step, AGG_OVER, f) < 0)
		return -1;
	if (step->node->type != TYPE_BOOL && step->node->type != TYPE_NULL)
		return expr_fault(f, o, 0, "a condition is bool, this is %s",
		    type_name(step->node->type));
	return take_calls(s, step);
}

int
stage_expect(struct stage *s, const struct origin *o, bool warns,
    struct fault *f)
{
	struct step *step = new_step(s, STEP_EXPECT, o);

	step->warns = warns;
	if (check_step(s, step, AGG_ALL_ROWS, f) < 0)
		return -1;
	if (step->node->type != TYPE_BOOL)
		return expr_fault(f, o, 0, "a condition is bool, this is %s",
		    type_name(step->node->type));
	for (size_t k = 0; k < step->calls.n; k++)
		step->at_end = step->at_end ||
		    !step->calls.list[k].node->has_over;
	if (!step->at_end)
		return take_calls(s, step);
	step->accums = mem_get(mem_times(step->calls.n,
	    sizeof *step->accums));
	for (size_t k = 0; k < step->calls.n; k++) {
		const struct agg_call *c = &step->calls.list[k];

		step->accums[k] = NULL;
		if (c->node->has_over || agg_needs_stream_order(c->kind))
			return expr_fault(f, o, c->node->at, "aggregates over "
			    "KEYS and of the whole input don't mix here");
		step->accums[k] = accum_open(c, PUT_ROWS);
	}
	return 0;
}

const struct schema *
stage_schema(const struct stage *s)
{
	return &s->schema;
}

void
stage_wants(const struct stage *s, const bool *result, bool *input)
{
	bool *used = mem_get(s->schema.n + 1);

	for (size_t i = 0; i < s->schema.n; i++)
		used[i] = result ? result[i] : true;
	for (size_t i = s->nsteps; i-- > 0;) {
		const struct step *step = &s->steps[i];

		/* Its old value isn't needed, unless it is used below. */
		if (step->kind == STEP_DEFINE)
			used[step->column] = false;
		expr_columns(step->node, used);
		for (size_t k = 0; k < step->calls.n; k++)
			agg_columns(&step->calls.list[k], used);
	}
	batches_columns(s->batches, used);
	memcpy(input, used, s->in->n);
	free(used);
}

static int
run_calls(struct step *step, struct run *r, struct fault *f)
{
	struct col *values = NEW(r->a, struct col, step->calls.n + 1);

	(void)f;
	r->aggs = values;
	for (size_t k = 0; k < step->calls.n; k++)
		if (window_run(step->windows[k], r, &values[k]) < 0)
			return -1;
	return 0;
}

static int
keep_rows(struct chunk *c, const uint8_t *holds, struct arena *a)
{
	uint32_t *at = NEW(a, uint32_t, (size_t)c->rows + 1), n = 0;
	struct chunk kept;

	for (uint32_t row = 0; row < c->rows; row++) {
		at[n] = row;
		n += holds[row] == B_TRUE;
	}
	if (n == c->rows)
		return 0;
	if (n == 0) {
		c->rows = 0;
		return 0;
	}
	chunk_gather(&kept, c, at, n, a);
	*c = kept;
	return 0;
}

/* The expectation's text and a row that fails it, as a fault. */
static int
expectation_failed(const struct step *step, const struct stage *s,
    const struct chunk *c, uint32_t row, uint64_t number, struct fault *f)
{
	struct arena a = { 0 };
	struct str shown = S("");
	bool *used = NEW0(&a, bool, s->schema.n + 1);

	expr_columns(step->node, used);
	for (size_t i = 0; c && i < c->n; i++) {
		struct value v;

		if (!used[i])
			continue;
		col_value(&c->cols[i], dom_index(c->cols[i].dom, c->rows,
		    &a)[row], &v);
		shown = arena_fmt(&a, "%.*s%s%.*s=%s", (int)shown.n, shown.p,
		    shown.n > 0 ? " " : "", (int)s->schema.columns[i].name.n,
		    s->schema.columns[i].name.p, v.is_null ? "null" :
		    quoted(value_text(&v, ' ', &a)));
	}
	if (c)
		fault_data(f, "row %" PRIu64 ": expected %.*s, got %.*s",
		    number, (int)step->origin->text.n, step->origin->text.p,
		    (int)shown.n, shown.p);
	else
		fault_data(f, "expected of the input: %.*s",
		    (int)step->origin->text.n, step->origin->text.p);
	arena_free(&a);
	if (!step->warns)
		return -1;
	cli_warn("%s", f->text);
	return 0;
}

static int
test_rows(struct stage *s, struct step *step, struct run *r,
    const struct chunk *c, struct fault *f)
{
	struct col holds;
	const uint8_t *bytes;

	if (step->at_end) {
		for (size_t k = 0; k < step->calls.n; k++)
			if (accum_add(step->accums[k], r, NULL, 1) < 0)
				return -1;
		return 0;
	}
	if (run_calls(step, r, f) < 0 || expr_eval(r, step->node, &holds) < 0)
		return -1;
	bytes = run_bytes(r, &holds);
	for (uint32_t row = 0; row < c->rows; row++) {
		if (bytes[row] == B_TRUE)
			continue;
		if (step->failed++ == 0 && expectation_failed(step, s, c, row,
		    s->rows + row + 1, f) < 0)
			return -1;
	}
	return 0;
}

/* All steps over one batch. */
static int
run_batch(struct stage *s, const struct chunk *rows, stage_sink *sink,
    void *ctx, struct fault *f)
{
	struct chunk c = { .rows = rows->rows, .n = rows->n };
	struct arena *a = &s->batch;
	struct run r = { .rows = &c, .a = a, .facts = s->facts, .f = f };

	c.cols = NEW(a, struct col, s->schema.n + 1);
	memcpy(c.cols, rows->cols, rows->n * sizeof *c.cols);
	for (size_t i = 0; i < s->nsteps && c.rows > 0; i++) {
		struct step *step = &s->steps[i];
		struct col value, *cols;
		struct chunk more;

		r.condition = NULL; /* was that of other rows or columns */
		if (step->kind == STEP_EXPECT) {
			if (test_rows(s, step, &r, &c, f) < 0)
				return -1;
			continue;
		}
		if (run_calls(step, &r, f) < 0)
			return -1;
		if (step->kind == STEP_FILTER) {
			if (expr_eval(&r, step->node, &value) < 0)
				return -1;
			if (value.type == TYPE_NULL) {
				c.rows = 0;
				break;
			}
			keep_rows(&c, run_bytes(&r, &value), a);
			r.joins = NULL;
		} else if (step->generates) {
			if (generate_run(step->node, &r, &more, &value) < 0)
				return -1;
			c = more;
			r.joins = NULL;
		} else if (expr_eval(&r, step->node, &value) < 0) {
			return -1;
		}
		if (step->kind == STEP_FILTER)
			continue;
		if (step->column >= c.n) {
			cols = NEW(a, struct col, s->schema.n + 1);
			memcpy(cols, c.cols, c.n * sizeof *cols);
			c.cols = cols;
			c.n = step->column + 1;
		} else { /* the joins may know the old column's entries */
			cols = NEW(a, struct col, s->schema.n + 1);
			memcpy(cols, c.cols, c.n * sizeof *cols);
			c.cols = cols;
		}
		c.cols[step->column] = value;
	}
	s->rows += rows->rows;
	for (size_t i = 0; i < s->nsteps; i++)
		for (size_t k = 0; k < s->steps[i].calls.n &&
		    s->steps[i].windows; k++)
			if (s->steps[i].closes[k])
				window_forget(s->steps[i].windows[k]);
	return c.rows > 0 ? sink(ctx, &c, f) : 0;
}

/* Where a batch goes once the steps are done with it. */
struct working {
	struct stage *stage;
	stage_sink *sink;
	void *ctx;
};

static int
work_batch(void *ctx, const struct chunk *rows, struct fault *f)
{
	const struct working *w = ctx;

	return run_batch(w->stage, rows, w->sink, w->ctx, f);
}

int
stage_put(struct stage *s, const struct chunk *c, stage_sink *sink,
    void *ctx, struct fault *f)
{
	struct working w = { s, sink, ctx };

	arena_reset(&s->batch);
	return batches_put(s->batches, c, work_batch, &w, f);
}

static int
test_end(struct stage *s, struct step *step, struct fault *f)
{
	static const struct chunk no_rows = { .rows = 1 };
	static const uint32_t first = 0;
	struct arena *a = &s->batch;
	struct col *values = NEW(a, struct col, step->calls.n + 1), c;
	struct run r = { .rows = &no_rows, .aggs = values, .a = a,
		.facts = s->facts, .f = f };
	struct value v;

	for (size_t k = 0; k < step->calls.n; k++)
		if (accum_result(step->accums[k], &first, 1, &values[k], a,
		    f) < 0)
			return -1;
	if (expr_eval(&r, step->node, &c) < 0)
		return -1;
	col_value(&c, dom_index(c.dom, 1, a)[0], &v);
	if (!v.is_null && v.i)
		return 0;
	return expectation_failed(step, s, NULL, 0, 0, f);
}

int
stage_finish(struct stage *s, const struct facts *facts, stage_sink *sink,
    void *ctx, struct fault *f)
{
	struct working w = { s, sink, ctx };

	arena_reset(&s->batch);
	s->facts = facts;
	if (batches_finish(s->batches, work_batch, &w, f) < 0)
		return -1;
	for (size_t i = 0; i < s->nsteps; i++)
		if (s->steps[i].at_end && test_end(s, &s->steps[i], f) < 0)
			return -1;
	return 0;
}
