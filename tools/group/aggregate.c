#include "aggregate.h"

#include <stdlib.h>
#include <string.h>

#include "../expr/parse.h"
#include "accum.h"
#include "groups.h"

struct output {
	struct node *node;
	size_t column;        /* of the result */
};

struct aggregate {
	struct arena run, batch;
	const struct schema *in;
	struct schema schema; /* keys, then what is defined */
	size_t nkeys;
	struct node **keys;
	bool closes;          /* the first key follows the input's order */
	size_t noutputs, cap;
	struct output *outputs;
	struct agg_calls calls;
	struct accum **accums; /* by call, made with the first rows */
	struct groups groups;
	bool has_groups, uses_facts;
	struct value last;    /* of the first key, in the open groups */
	struct arena lasts;
	struct chunk *held;   /* keys and results that wait for facts */
	size_t nheld, held_cap;
	struct arena holding;
};

static int
add_key(struct aggregate *g, struct str item, struct fault *f)
{
	struct origin *o = NEW0(&g->run, struct origin, 1);
	struct scope scope = { .schema = g->in, .aggs_are = AGG_NOWHERE,
		.calls = &g->calls, .a = &g->run };
	struct column *c = &g->schema.columns[g->nkeys];
	struct node *n;
	struct str name;

	if (!expr_split_definition(item, &name, &o->text)) {
		name = item;
		if (item.n > 1 && item.p[0] == '`' &&
		    item.p[item.n - 1] == '`')
			name = str_sub(item, 1, item.n - 2);
		o->text = item;
		n = NEW0(&g->run, struct node, 1);
		n->kind = NODE_COLUMN;
		n->text = name;
		n->origin = o;
	} else {
		n = expr_parse(o, &g->run, f);
	}
	if (!n || expr_check(&n, &scope, f) < 0)
		return -1;
	if (schema_find(&g->schema, name) >= 0)
		return fault_usage(f, "-k: key %s twice", quoted(name));
	expr_retype(n, TYPE_TEXT);
	*c = (struct column){ arena_str(&g->run, name), n->type };
	g->keys[g->nkeys++] = n;
	g->schema.n = g->nkeys;
	return 0;
}

/* The result is ordered by its keys. */
static void
declare_order(struct aggregate *g)
{
	struct order *o = NEW(&g->run, struct order, 1);

	o->n = g->nkeys;
	o->columns = NEW(&g->run, size_t, g->nkeys + 1);
	for (size_t k = 0; k < g->nkeys; k++)
		o->columns[k] = k;
	g->schema.orders = o;
	g->schema.norders = g->nkeys > 0;
	for (size_t i = 0; i < g->in->norders && g->nkeys > 0; i++)
		g->closes = g->closes || expr_keeps_order(g->keys[0],
		    g->in->orders[i].columns[0]);
}

struct aggregate *
aggregate_open(const struct schema *in, const char *keys, struct fault *f)
{
	struct aggregate *g = mem_get(sizeof *g);
	struct str list = str_of(keys), item;
	size_t most = 1;
	enum type *types;

	*g = (struct aggregate){ .in = in };
	for (size_t i = 0; i < list.n; i++)
		most += list.p[i] == ',';
	g->schema.columns = NEW(&g->run, struct column, most);
	g->schema.facts = in->facts;
	g->schema.nfacts = in->nfacts;
	g->schema.source = in->source;
	g->keys = NEW(&g->run, struct node *, most);
	while (expr_next_item(&list, &item))
		if (add_key(g, item, f) < 0) {
			aggregate_close(g);
			return NULL;
		}
	declare_order(g);
	types = NEW(&g->run, enum type, most);
	for (size_t k = 0; k < g->nkeys; k++)
		types[k] = g->keys[k]->type;
	groups_open(&g->groups, types, g->nkeys);
	g->has_groups = true;
	return g;
}

void
aggregate_close(struct aggregate *g)
{
	if (!g)
		return;
	for (size_t i = 0; g->accums && i < g->calls.n; i++)
		accum_close(g->accums[i]);
	if (g->has_groups)
		groups_close(&g->groups);
	free(g->accums);
	free(g->calls.list);
	free(g->outputs);
	free(g->held);
	arena_free(&g->holding);
	arena_free(&g->lasts);
	arena_free(&g->batch);
	arena_free(&g->run);
	free(g);
}

int
aggregate_define(struct aggregate *g, struct str name,
    const struct origin *o, struct fault *f)
{
	struct scope scope = { .schema = &g->schema, .inner = g->in,
		.aggs_are = AGG_GROUP, .calls = &g->calls, .a = &g->run };
	struct node *n = expr_parse(o, &g->run, f);
	ptrdiff_t at;
	struct column *columns;

	if (!n || expr_check(&n, &scope, f) < 0)
		return -1;
	g->uses_facts = g->uses_facts || scope.uses_facts;
	expr_retype(n, TYPE_TEXT);
	at = schema_find(&g->schema, name);
	if (at >= 0 && (size_t)at < g->nkeys)
		return fault_usage(f, "%s is a key", quoted(name));
	if (at < 0) {
		columns = NEW(&g->run, struct column, g->schema.n + 1);
		memcpy(columns, g->schema.columns, g->schema.n *
		    sizeof *columns);
		at = (ptrdiff_t)g->schema.n++;
		g->schema.columns = columns;
	}
	g->schema.columns[at] = (struct column){ arena_str(&g->run, name),
		n->type };
	mem_grow(&g->outputs, &g->cap, g->noutputs + 1, sizeof *g->outputs);
	g->outputs[g->noutputs++] = (struct output){ n, (size_t)at };
	return 0;
}

const struct schema *
aggregate_schema(const struct aggregate *g)
{
	return &g->schema;
}

void
aggregate_wants(const struct aggregate *g, bool *input)
{
	for (size_t k = 0; k < g->nkeys; k++)
		expr_columns(g->keys[k], input);
	for (size_t i = 0; i < g->calls.n; i++)
		agg_columns(&g->calls.list[i], input);
}

/* Keys, then the results of the calls, as one chunk of groups. */
static int
collect(struct aggregate *g, struct chunk *c, struct fault *f)
{
	uint32_t n = g->groups.n;
	uint32_t *order = NEW(&g->batch, uint32_t, (size_t)n + 1);

	c->rows = n;
	c->n = g->nkeys + g->calls.n;
	c->cols = NEW(&g->batch, struct col, c->n + 1);
	groups_sorted(&g->groups, order);
	for (size_t k = 0; k < g->nkeys; k++)
		c->cols[k] = groups_column(&g->groups, k, order, n,
		    &g->batch);
	for (size_t i = 0; i < g->calls.n; i++)
		if (accum_result(g->accums[i], order, n,
		    &c->cols[g->nkeys + i], &g->batch, f) < 0)
			return -1;
	return 0;
}

/* Computes what is defined and hands the rows on. */
static int
deliver(struct aggregate *g, const struct chunk *groups,
    const struct facts *facts, stage_sink *sink, void *ctx, struct fault *f)
{
	struct chunk c = { .rows = groups->rows, .n = g->nkeys };
	struct run r = { .rows = &c, .aggs = groups->cols + g->nkeys,
		.a = &g->batch, .facts = facts, .f = f };

	c.cols = NEW(&g->batch, struct col, g->schema.n + 1);
	memcpy(c.cols, groups->cols, g->nkeys * sizeof *c.cols);
	for (size_t i = 0; i < g->noutputs; i++) {
		struct col value;

		if (expr_eval(&r, g->outputs[i].node, &value) < 0)
			return -1;
		c.cols[g->outputs[i].column] = value;
		if (g->outputs[i].column >= c.n)
			c.n = g->outputs[i].column + 1;
	}
	return sink(ctx, &c, f);
}

/* The groups there are leave. */
static int
flush(struct aggregate *g, stage_sink *sink, void *ctx, struct fault *f)
{
	struct chunk c;
	int done = 0;

	if (g->groups.n == 0)
		return 0;
	if (collect(g, &c, f) < 0)
		return -1;
	if (g->uses_facts) {
		mem_grow(&g->held, &g->held_cap, g->nheld + 1,
		    sizeof *g->held);
		chunk_concat(&g->held[g->nheld++], &c, 1, &g->holding);
	} else {
		done = deliver(g, &c, NULL, sink, ctx, f);
	}
	groups_clear(&g->groups);
	for (size_t i = 0; i < g->calls.n; i++)
		accum_clear(g->accums[i]);
	return done;
}

static int
add_rows(struct aggregate *g, const struct chunk *c, struct fault *f)
{
	struct run r = { .rows = c, .a = &g->batch, .f = f };
	struct col *keys = NEW(&g->batch, struct col, g->nkeys + 1);
	uint32_t *group = NEW(&g->batch, uint32_t, (size_t)c->rows + 1);

	for (size_t k = 0; k < g->nkeys; k++)
		if (expr_eval(&r, g->keys[k], &keys[k]) < 0)
			return -1;
	groups_of_rows(&g->groups, &r, keys, group);
	for (size_t i = 0; i < g->calls.n; i++)
		if (accum_add(g->accums[i], &r, group, g->groups.n) < 0)
			return -1;
	return 0;
}

/* The first row of the last value of the first key; *moved: its first row's
 * value is not that of the open groups. */
static int
last_value(struct aggregate *g, const struct chunk *c, uint32_t *from,
    bool *moved, struct fault *f)
{
	struct run r = { .rows = c, .a = &g->batch, .f = f };
	struct col key;
	const uint32_t *index;
	struct value v, w;
	uint32_t row = c->rows - 1;

	if (expr_eval(&r, g->keys[0], &key) < 0)
		return -1;
	index = dom_index(key.dom, c->rows, &g->batch);
	col_value(&key, index[row], &v);
	while (row > 0) {
		if (index[row - 1] != index[row]) {
			col_value(&key, index[row - 1], &w);
			if (value_cmp(&v, &w) != 0)
				break;
		}
		row--;
	}
	*from = row;
	col_value(&key, index[0], &w);
	*moved = g->groups.n > 0 && value_cmp(&w, &g->last) != 0;
	arena_reset(&g->lasts);
	g->last = v;
	if (type_is_text(v.type) && !v.is_null)
		g->last.s = arena_str(&g->lasts, v.s);
	return 0;
}

static void
open_accums(struct aggregate *g)
{
	if (g->accums)
		return;
	g->accums = mem_get(mem_times(g->calls.n, sizeof *g->accums));
	for (size_t i = 0; i < g->calls.n; i++)
		g->accums[i] = accum_open(&g->calls.list[i]);
}

int
aggregate_put(struct aggregate *g, const struct chunk *c, stage_sink *sink,
    void *ctx, struct fault *f)
{
	uint32_t from;
	bool moved;
	struct chunk part;

	arena_reset(&g->batch);
	open_accums(g);
	if (c->rows == 0)
		return 0;
	if (!g->closes)
		return add_rows(g, c, f);
	if (last_value(g, c, &from, &moved, f) < 0)
		return -1;
	if (moved && flush(g, sink, ctx, f) < 0)
		return -1;
	if (from > 0) {
		chunk_slice(&part, c, 0, from, &g->batch);
		if (add_rows(g, &part, f) < 0 || flush(g, sink, ctx, f) < 0)
			return -1;
	}
	chunk_slice(&part, c, from, c->rows - from, &g->batch);
	return add_rows(g, &part, f);
}

int
aggregate_finish(struct aggregate *g, const struct facts *facts,
    stage_sink *sink, void *ctx, struct fault *f)
{
	arena_reset(&g->batch);
	open_accums(g);
	if (g->nkeys == 0)
		g->groups.n = 1;
	if (flush(g, sink, ctx, f) < 0)
		return -1;
	for (size_t i = 0; i < g->nheld; i++) {
		arena_reset(&g->batch);
		if (deliver(g, &g->held[i], facts, sink, ctx, f) < 0)
			return -1;
	}
	return 0;
}
