#include "check.h"

#include <stdlib.h>
#include <string.h>

#include "../rows/bounds.h"
#include "eval.h"
#include "files.h"
#include "func.h"
#include "lookup.h"
#include "parse.h"
#include "pattern.h"

static int check(struct node **n, struct scope *s, struct fault *f);

void
expr_retype(struct node *n, enum type t)
{
	if (n->type != TYPE_NULL)
		return;
	n->type = t;
	if (n->kind == NODE_CASE)
		for (size_t i = 0; i < n->n; i++)
			if (i % 2 == 1 || i + 1 == n->n)
				expr_retype(n->args[i], t);
}

/* An int where a real is wanted. */
static void
make_real(struct node **n, struct arena *a)
{
	enum type t = TYPE_INT;
	struct node *call;
	bool known;

	if ((*n)->type != TYPE_INT)
		return;
	call = NEW0(a, struct node, 1);
	call->kind = NODE_CALL;
	call->type = TYPE_REAL;
	call->at = (*n)->at;
	call->origin = (*n)->origin;
	call->text = S("real");
	call->n = 1;
	call->args = NEW(a, struct node *, 1);
	call->args[0] = *n;
	call->func = func_find(call->text, &t, 1, &known);
	*n = call;
}

static bool
is_real_wanted(enum type a, enum type b)
{
	return (type_is_real(a) && b == TYPE_INT) ||
	    (a == TYPE_INT && type_is_real(b));
}

static bool
has_columns(const struct node *n)
{
	if (n->kind == NODE_COLUMN || n->kind == NODE_AGG ||
	    n->kind == NODE_FACT)
		return true;
	for (size_t i = 0; i < n->n; i++)
		if (has_columns(n->args[i]))
			return true;
	return false;
}

static int
constant_text(const struct node *n, struct str *text, const char *what,
    struct scope *s, struct fault *f)
{
	struct value v;

	if (n->type != TYPE_TEXT || has_columns(n))
		return expr_fault(f, n->origin, n->at,
		    "%s must be a constant text", what);
	if (expr_constant(n, &v, s->a, f) < 0)
		return -1;
	if (v.is_null)
		return expr_fault(f, n->origin, n->at, "%s is null", what);
	*text = arena_str(s->a, v.s);
	return 0;
}

static int
compile_regex(struct node *n, struct scope *s, struct fault *f)
{
	struct str text;
	char why[160];

	if (constant_text(n->args[1], &text, "a regular expression", s, f) < 0)
		return -1;
	n->regex = pattern_compile(text, str_eq(n->text, S("~*")), s->a, why,
	    sizeof why);
	return n->regex ? 0 : expr_fault(f, n->origin, n->args[1]->at, "%s",
	    why);
}

/* The types of the arguments, for a message. */
static struct str
list_types(const struct node *n, struct arena *a)
{
	struct str all = S("");

	for (size_t i = 0; i < n->n; i++)
		all = arena_fmt(a, "%.*s%s%s", (int)all.n, all.p,
		    i > 0 ? ", " : "", type_name(n->args[i]->type));
	return all;
}

static int
check_search(struct node **np, struct scope *s, struct fault *f)
{
	struct node *n = *np;
	struct str flags = S("");

	if (n->n < 2 || n->n > 3 || n->args[1]->kind != NODE_FILE)
		return expr_fault(f, n->origin, n->at,
		    "search takes a text, @FILE and flags");
	if (check(&n->args[0], s, f) < 0)
		return -1;
	expr_retype(n->args[0], TYPE_TEXT);
	if (n->args[0]->type != TYPE_TEXT)
		return expr_fault(f, n->origin, n->args[0]->at,
		    "search looks into texts, this is %s",
		    type_name(n->args[0]->type));
	if (n->n == 3 && (check(&n->args[2], s, f) < 0 ||
	    constant_text(n->args[2], &flags, "flags", s, f) < 0))
		return -1;
	n->file = n->args[1]->file;
	n->file_column = n->args[1]->file_column;
	n->kind = NODE_SEARCH;
	n->n = 1;
	return search_open(n, flags, s->a, f);
}

static int
check_pick(struct node *n, struct scope *s, struct fault *f)
{
	if (n->n != 2 || n->args[1]->kind != NODE_FILE)
		return expr_fault(f, n->origin, n->at,
		    "pick takes a json and @FILE");
	if (check(&n->args[0], s, f) < 0)
		return -1;
	expr_retype(n->args[0], TYPE_JSON);
	if (n->args[0]->type != TYPE_JSON)
		return expr_fault(f, n->origin, n->args[0]->at,
		    "pick takes members of a json, this is %s",
		    type_name(n->args[0]->type));
	n->file = n->args[1]->file;
	n->file_column = n->args[1]->file_column;
	n->n = 1;
	return pick_open(n, s->a, f);
}

static int
check_fact(struct node *n, struct scope *s, struct fault *f)
{
	const struct schema *facts = s->inner ? s->inner : s->schema;

	if (n->n != 1 || n->args[0]->kind != NODE_COLUMN)
		return expr_fault(f, n->origin, n->at, "fact takes a name");
	for (size_t i = 0; i < facts->nfacts; i++)
		if (str_eq(facts->facts[i].name, n->args[0]->text)) {
			n->kind = NODE_FACT;
			n->text = n->args[0]->text;
			n->type = facts->facts[i].type;
			n->n = 0;
			s->uses_facts = true;
			return 0;
		}
	return expr_fault(f, n->origin, n->at, "the input has no fact %s",
	    quoted(n->args[0]->text));
}

/* Is its argument a bare `*`? */
static bool
is_star(const struct node *n)
{
	return n->n == 1 && n->args[0]->kind == NODE_COLUMN &&
	    str_eq(n->args[0]->text, S("*"));
}

/* checksum(*), nulls(*): every column is an argument. */
static void
all_columns(struct node *n, struct scope *s)
{
	const struct schema *columns = s->schema;
	struct node **args = NEW(s->a, struct node *, columns->n + 1);

	for (size_t i = 0; i < columns->n; i++) {
		args[i] = NEW0(s->a, struct node, 1);
		args[i]->kind = NODE_COLUMN;
		args[i]->at = n->at;
		args[i]->origin = n->origin;
		args[i]->text = columns->columns[i].name;
	}
	n->args = args;
	n->n = columns->n;
}

/* One of its arguments is the value, and all of them are f32. */
static bool
keeps_f32(const struct node *n)
{
	if (!str_eq(n->text, S("coalesce")) && !str_eq(n->text, S("least")) &&
	    !str_eq(n->text, S("greatest")))
		return false;
	for (size_t i = 0; i < n->n; i++)
		if (n->args[i]->type != TYPE_F32)
			return false;
	return true;
}

static int
check_call(struct node **np, struct scope *s, struct fault *f)
{
	struct node *n = *np;
	enum type *types;
	bool known;

	if (str_eq(n->text, S("search")))
		return check_search(np, s, f);
	if (str_eq(n->text, S("pick")))
		return check_pick(n, s, f);
	if (str_eq(n->text, S("fact")))
		return check_fact(n, s, f);
	if (str_eq(n->text, S("nulls")) && is_star(n))
		all_columns(n, s);
	types = NEW(s->a, enum type, n->n + 1);
	for (size_t i = 0; i < n->n; i++) {
		if (check(&n->args[i], s, f) < 0)
			return -1;
		types[i] = n->args[i]->type;
	}
	n->func = func_find(n->text, types, n->n, &known);
	if (str_eq(n->text, S("(,)")))
		return expr_fault(f, n->origin, n->at, "a tuple stands only "
		    "before @FILE and \"in\", and in first and last");
	if (!n->func && !known)
		return expr_fault(f, n->origin, n->at, "no function %s",
		    quoted(n->text));
	if (!n->func)
		return expr_fault(f, n->origin, n->at, "%.*s does not take "
		    "(%s)", (int)n->text.n, n->text.p,
		    list_types(n, s->a).p);
	for (size_t i = 0; i < n->n; i++) {
		char c = func_letter(n->func, i);

		expr_retype(n->args[i], func_letter_type(c));
		if (c == 'r')
			make_real(&n->args[i], s->a);
	}
	n->type = func_result(n->func);
	if (str_eq(n->text, S("f32")) || keeps_f32(n))
		n->type = TYPE_F32;
	return n->func->pattern ? compile_regex(n, s, f) : 0;
}

static int
check_case(struct node *n, struct scope *s, struct fault *f)
{
	enum type t = TYPE_NULL;

	for (size_t i = 0; i < n->n; i++) {
		struct node *x;

		if (check(&n->args[i], s, f) < 0)
			return -1;
		x = n->args[i];
		if (i % 2 == 0 && i + 1 < n->n) {
			expr_retype(x, TYPE_BOOL);
			if (x->type != TYPE_BOOL)
				return expr_fault(f, x->origin, x->at,
				    "a condition is bool, this is %s",
				    type_name(x->type));
			continue;
		}
		if (x->type == TYPE_NULL || x->type == t)
			continue;
		if (t != TYPE_NULL && !is_real_wanted(t, x->type) &&
		    !(type_is_real(t) && type_is_real(x->type)))
			return expr_fault(f, x->origin, x->at, "the values "
			    "are %s and %s", type_name(t), type_name(x->type));
		t = t == TYPE_NULL ? x->type : TYPE_REAL;
	}
	n->type = TYPE_NULL;
	expr_retype(n, t);
	for (size_t i = 0; i < n->n && t == TYPE_REAL; i++)
		if (i % 2 == 1 || i + 1 == n->n)
			make_real(&n->args[i], s->a);
	return 0;
}

/* A constant in the place of n. */
static void
become_constant(struct node *n, const struct value *v)
{
	n->kind = NODE_CONST;
	n->text = (struct str){ NULL, 0 };
	n->n = 0;
	n->value = *v;
	n->type = v->type;
}

/* INPUT.COL: a column of a one-row table that is at hand. */
static int
check_lent(struct node *n, struct scope *s, struct fault *f)
{
	ptrdiff_t dot = str_find(n->text, S("."), 0);

	for (size_t i = 0; i < s->nothers; i++) {
		const struct table *t = &s->others[i];
		ptrdiff_t column;
		struct value v;

		if (!str_eq(t->name, str_sub(n->text, 0, (size_t)dot)))
			continue;
		column = schema_find(&t->schema, str_sub(n->text,
		    (size_t)dot + 1, n->text.n));
		if (column < 0 || t->rows.rows != 1)
			return expr_fault(f, n->origin, n->at, column < 0 ?
			    "%s is no column there" :
			    "%s: its input has not one row", quoted(n->text));
		{
			struct col *c = &t->rows.cols[column];

			col_value(c, dom_index(c->dom, 1, s->a)[0], &v);
		}
		become_constant(n, &v);
		return 0;
	}
	return expr_fault(f, n->origin, n->at, "no input for %s",
	    quoted(n->text));
}

static int
check_column(struct node *n, struct scope *s, struct fault *f)
{
	ptrdiff_t at = schema_find(s->schema, n->text);
	struct str names = S("");

	if (at < 0 && str_find(n->text, S("."), 0) > 0 && s->nothers > 0)
		return check_lent(n, s, f);
	if (at < 0) {
		for (size_t i = 0; i < s->schema->n && names.n < 300; i++)
			names = arena_fmt(s->a, "%.*s %.*s", (int)names.n,
			    names.p, (int)s->schema->columns[i].name.n,
			    s->schema->columns[i].name.p);
		return expr_fault(f, n->origin, n->at, "no column %s (there "
		    "are:%s)", quoted(n->text), names.p);
	}
	n->column = (size_t)at;
	n->type = s->schema->columns[at].type;
	return 0;
}

/* first(x, (a, b)): the parts of the tuple are arguments. */
static void
spread_tuple(struct node *n, struct arena *a)
{
	if (n->n == 2 && n->args[1]->kind == NODE_CALL &&
	    str_eq(n->args[1]->text, S("(,)"))) {
		struct node *tuple = n->args[1];
		struct node **args = NEW(a, struct node *, tuple->n + 1);

		args[0] = n->args[0];
		memcpy(args + 1, tuple->args, tuple->n * sizeof *args);
		n->args = args;
		n->n = tuple->n + 1;
	}
}

/* Arguments of an aggregate, in the scope that they see. */
static int
check_inside(struct node *n, struct scope *s, struct fault *f)
{
	struct scope in = *s;
	int done = 0;

	if (s->aggs_are == AGG_GROUP) {
		in.schema = s->inner;
		in.inner = NULL;
		in.aggs_are = AGG_NOWHERE;
	}
	if (is_star(n))
		all_columns(n, &in);
	spread_tuple(n, s->a);
	for (size_t i = 0; done == 0 && i < n->n; i++)
		done = check(&n->args[i], &in, f);
	if (done == 0 && n->condition) {
		done = check(&n->condition, &in, f);
		if (done == 0)
			expr_retype(n->condition, TYPE_BOOL);
		if (done == 0 && n->condition->type != TYPE_BOOL)
			done = expr_fault(f, n->origin, n->condition->at,
			    "a condition is bool, this is %s",
			    type_name(n->condition->type));
	}
	for (size_t i = 0; done == 0 && i < n->nover; i++)
		done = check(&n->over[i], &in, f);
	s->uses_facts = s->uses_facts || in.uses_facts;
	return done;
}

/* The constant numbers that some aggregates take. */
static int
take_constants(struct node *n, struct agg_call *c, struct scope *s,
    struct fault *f)
{
	struct value v;

	if (c->kind != AGG_QUANTILE && !(c->kind == AGG_BEST && n->n == 2))
		return 0;
	if (has_columns(n->args[1]))
		return expr_fault(f, n->origin, n->args[1]->at,
		    "the second argument must be a constant");
	if (c->kind == AGG_QUANTILE)
		make_real(&n->args[1], s->a);
	if (expr_constant(n->args[1], &v, s->a, f) < 0)
		return -1;
	c->n = 1;
	if (c->kind == AGG_BEST) {
		c->most = v.is_null ? 0 : v.i;
		return c->most >= 1 ? 0 : expr_fault(f, n->origin, n->at,
		    "best keeps at least 1 row");
	}
	c->p = v.d;
	return !v.is_null && c->p >= 0 && c->p <= 1 ? 0 : expr_fault(f,
	    n->origin, n->at, "a quantile lies between 0 and 1");
}

static int
check_place(const struct node *n, const struct agg_name *name,
    const struct scope *s, struct fault *f)
{
	if (s->aggs_are == AGG_NOWHERE)
		return expr_fault(f, n->origin, n->at,
		    "no aggregate may stand here");
	if (s->aggs_are >= AGG_GROUP && s->aggs_are <= AGG_STATES &&
	    n->has_over)
		return expr_fault(f, n->origin, n->at, "\"over\" is for "
		    "gpu-bucket and gpu-filter; here the group is that of -k");
	if (s->aggs_are >= AGG_GROUP && s->aggs_are <= AGG_STATES &&
	    agg_needs_stream_order(name->kind))
		return expr_fault(f, n->origin, n->at, "%s is for gpu-bucket "
		    "and gpu-filter: it depends on the order of the rows",
		    name->name);
	if (s->aggs_are == AGG_OVER && !n->has_over)
		return expr_fault(f, n->origin, n->at, "%s needs \"over "
		    "KEYS\" (or \"over all\") here", name->name);
	return 0;
}

/* An aggregate whose states are there already: its arguments have types, and
 * only a constant is looked at. */
static int
take_states(struct node *n, const struct agg_name *name, struct scope *s,
    struct fault *f)
{
	enum type *types;

	spread_tuple(n, s->a);
	types = NEW0(s->a, enum type, n->n + 1);
	if (s->argument_types(s->states, name, n->n, types, f) < 0)
		return -1;
	for (size_t i = 0; i < n->n; i++)
		n->args[i]->type = types[i];
	return name->kind == AGG_QUANTILE ? check(&n->args[1], s, f) : 0;
}

/* The arguments as accumulators take them: sum_distinct's number behind its
 * keys, so that what is sorted by them has the same keys together. */
static struct node **
call_args(const struct node *n, enum agg_kind kind, struct arena *a)
{
	struct node **args;

	if (kind != AGG_SUM_DISTINCT)
		return n->args;
	args = NEW(a, struct node *, n->n);
	memcpy(args, n->args + 1, (n->n - 1) * sizeof *args);
	args[n->n - 1] = n->args[0];
	return args;
}

static int
check_agg(struct node *n, struct scope *s, struct fault *f)
{
	const struct agg_name *name = agg_find(n->text);
	struct agg_call c = { .kind = name->kind, .node = n, .most = 1 };
	enum type *types;

	if (check_place(n, name, s, f) < 0)
		return -1;
	if (n->n < name->min || n->n > name->max)
		return expr_fault(f, n->origin, n->at, "%s takes %zu to %zu "
		    "arguments", name->name, name->min, name->max);
	if ((s->aggs_are == AGG_STATES ? take_states(n, name, s, f) :
	    check_inside(n, s, f)) < 0)
		return -1;
	types = NEW(s->a, enum type, n->n + 1);
	for (size_t i = 0; i < n->n; i++) {
		expr_retype(n->args[i], TYPE_INT);
		if (c.kind == AGG_SUM_DISTINCT && i == 0 &&
		    s->aggs_are != AGG_STATES)
			make_real(&n->args[i], s->a);
		types[i] = n->args[i]->type;
	}
	if (!agg_type(c.kind, types, n->n, &c.type))
		return expr_fault(f, n->origin, n->at, "%s does not take (%s)",
		    name->name, list_types(n, s->a).p);
	c.n = n->n;
	if (take_constants(n, &c, s, f) < 0)
		return -1;
	c.args = call_args(n, c.kind, s->a);
	c.condition = n->condition;
	c.over_all = n->over_all || !n->has_over;
	c.nover = n->nover;
	c.over = n->over;
	n->type = c.type;
	n->is_bound = true;
	n->slot = s->calls->n;
	mem_grow(&s->calls->list, &s->calls->cap, s->calls->n + 1, sizeof c);
	s->calls->list[s->calls->n++] = c;
	return 0;
}

/* @FILE alone: rules, or :COL, a column of a one-row table. */
static int
check_file(struct node **np, struct scope *s, struct fault *f)
{
	struct node *n = *np;
	struct value v;

	if (!n->file_column.p) {
		if (++s->rules > MAX_RULES)
			return expr_fault(f, n->origin, n->at,
			    "too many files of rules");
		n = rules_read(n, s->a, f);
		if (!n)
			return -1;
		*np = n;
		return check_case(n, s, f);
	}
	if (lookup_single(n, &v, s->a, f) < 0)
		return -1;
	if (type_is_text(v.type) && !v.is_null)
		v.s = arena_str(s->a, v.s);
	become_constant(n, &v);
	return 0;
}

static int
check_key(struct node *n, struct scope *s, struct fault *f)
{
	enum type *types = NEW(s->a, enum type, n->n + 1);

	for (size_t i = 0; i < n->n; i++) {
		if (check(&n->args[i], s, f) < 0)
			return -1;
		types[i] = n->args[i]->type;
	}
	return n->kind == NODE_IN ? member_open(n, types, s->a, f) :
	    lookup_open(n, types, s->a, f);
}

static int
check_kind(struct node **np, struct scope *s, struct fault *f)
{
	struct node *n = *np;

	switch (n->kind) {
	case NODE_CONST:
		n->type = n->value.type;
		return 0;
	case NODE_COLUMN:
		return check_column(n, s, f);
	case NODE_CALL:
		/* Bound already: `x in (a, b)` has x in two places. */
		return n->func ? 0 : check_call(np, s, f);
	case NODE_CASE:
		return check_case(n, s, f);
	case NODE_AGG:
		return n->is_bound ? 0 : check_agg(n, s, f);
	case NODE_FILE:
		return check_file(np, s, f);
	case NODE_LOOKUP:
	case NODE_IN:
		return n->func ? 0 : check_key(n, s, f);
	case NODE_SEARCH:
	case NODE_FACT:
		return 0;
	}
	return 0;
}

/* The parser bounds what is nested; a + b + c ... and rules that need rules
 * are as deep as they are long. */
static int
check(struct node **np, struct scope *s, struct fault *f)
{
	int done;

	if (s->depth == MAX_CHAIN)
		return expr_fault(f, (*np)->origin, (*np)->at,
		    "too long, or rules that need themselves");
	s->depth++;
	done = check_kind(np, s, f);
	s->depth--;
	return done;
}

int
expr_check(struct node **n, struct scope *s, struct fault *f)
{
	return check(n, s, f);
}

void
expr_columns(const struct node *n, bool *used)
{
	if (n->kind == NODE_COLUMN)
		used[n->column] = true;
	if (n->kind == NODE_AGG)
		return;
	for (size_t i = 0; i < n->n; i++)
		expr_columns(n->args[i], used);
}

void
expr_variables(const struct node *n, void (*found)(void *ctx, struct str name,
    struct str value), void *ctx)
{
	if (n->kind == NODE_CONST && n->text.n > 0)
		found(ctx, n->text, n->value.s);
	for (size_t i = 0; i < n->n; i++)
		expr_variables(n->args[i], found, ctx);
	for (size_t i = 0; i < n->nover; i++)
		expr_variables(n->over[i], found, ctx);
	if (n->condition)
		expr_variables(n->condition, found, ctx);
}

void
agg_columns(const struct agg_call *c, bool *used)
{
	for (size_t i = 0; i < c->n; i++)
		expr_columns(c->args[i], used);
	if (c->condition)
		expr_columns(c->condition, used);
	for (size_t i = 0; i < c->nover; i++)
		expr_columns(c->over[i], used);
}

bool
expr_keeps_order(const struct node *n, size_t ordered)
{
	static const char *const keepers[] = { "floor", "day", "date", "week",
		"month", "text" };

	if (n->kind == NODE_COLUMN)
		return n->column == ordered;
	if (n->kind != NODE_CALL || n->n < 1 || (n->n > 1 &&
	    n->args[1]->kind != NODE_CONST))
		return false;
	if (str_eq(n->text, S("text")) && (n->n > 1 ||
	    (n->args[0]->type != TYPE_TIME && n->args[0]->type != TYPE_DATE)))
		return false;
	for (size_t i = 0; i < sizeof keepers / sizeof *keepers; i++)
		if (str_eq(n->text, str_of(keepers[i])))
			return expr_keeps_order(n->args[0], ordered);
	return false;
}
