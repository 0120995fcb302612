#include "aggregate.h"

#include <stdlib.h>
#include <string.h>

#include "../expr/parse.h"
#include "../rows/bounds.h"
#include "../rows/sort.h"
#include "../rows/spill.h"
#include "fold.h"
#include "ranks.h"

struct output {
	struct node *node;
	size_t column;        /* of the result */
};

struct aggregate {
	enum aggregate_kind kind;
	struct arena run, batch;
	const struct schema *in;
	struct schema schema; /* keys, then what is defined */
	size_t nkeys;
	struct node **keys;
	struct node **state_keys; /* the same in rows of states */
	bool closes;          /* the first key follows the input's order */
	size_t noutputs, cap;
	struct output *outputs;
	struct agg_calls calls;
	struct agg_calls folded;  /* those that the fold computes */
	ptrdiff_t *ranked;        /* by call: its number in ranks, or -1 */
	struct ranks *ranks;      /* quantiles of f32 over all rows, or NULL */
	const struct aggregate_again *again; /* the rows, for their passes; */
	struct spill *spool;      /* NULL: from here */
	struct fold *fold;
	struct partial_text text; /* what the states are of */
	struct partial_columns columns; /* merging: not yet taken */
	struct partial layout;    /* of the states */
	size_t budget;            /* of each: groups, states, results */
	struct sorter *states;    /* what didn't fit */
	struct schema results;    /* keys and values of the calls */
	struct sorter *held;      /* results that wait for facts */
	bool uses_facts;
};

/* Where the groups go that leave. */
struct way {
	struct aggregate *g;
	struct fold *fold;    /* that they leave */
	stage_sink *sink;
	void *ctx;
};

static void
note_variable(void *ctx, struct str name, struct str value)
{
	struct aggregate *g = ctx;
	struct partial_text *t = &g->text;
	struct str line = arena_fmt(&g->run, "%.*s=%.*s", (int)name.n, name.p,
	    (int)value.n, value.p);

	for (size_t i = 0; i < t->nvariables; i++)
		if (str_eq(t->variables[i], line))
			return;
	partial_text_add(&t->variables, &t->nvariables, &t->variables_cap,
	    line);
}

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
	if (g->kind == AGGREGATE_PARTIAL) {
		partial_text_add(&g->text.keys, &g->text.nkeys,
		    &g->text.keys_cap, arena_str(&g->run, item));
		expr_variables(n, note_variable, g);
	}
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

/* In rows of states the first columns are the keys. */
static struct node **
key_columns(struct aggregate *g, const struct column *columns, size_t n)
{
	struct node **keys = NEW(&g->run, struct node *, n + 1);

	for (size_t k = 0; k < n; k++) {
		keys[k] = NEW0(&g->run, struct node, 1);
		keys[k]->kind = NODE_COLUMN;
		keys[k]->column = k;
		keys[k]->type = columns[k].type;
		keys[k]->text = columns[k].name;
	}
	return keys;
}

/* Merging: the keys as they were made then. */
static int
take_keys(struct aggregate *g, struct fault *f)
{
	if (partial_get_text(g->in, &g->text, f) < 0)
		return -1;
	g->columns = (struct partial_columns){ g->in, g->text.nkeys };
	g->nkeys = g->schema.n = g->text.nkeys;
	g->schema.columns = NEW(&g->run, struct column, g->nkeys + 1);
	memcpy(g->schema.columns, g->in->columns, g->nkeys *
	    sizeof *g->in->columns);
	g->keys = key_columns(g, g->in->columns, g->nkeys);
	return 0;
}

static int
parse_keys(struct aggregate *g, const char *keys, struct fault *f)
{
	struct str list = str_of(keys), item;
	size_t most = 1;

	if (g->in->npartial > 0)
		return fault_usage(f, "the input has states, not rows: "
		    "--merge");
	for (size_t i = 0; i < list.n; i++)
		most += list.p[i] == ',';
	g->schema.columns = NEW(&g->run, struct column, most);
	g->keys = NEW(&g->run, struct node *, most);
	while (expr_next_item(&list, &item))
		if (add_key(g, item, f) < 0)
			return -1;
	return 0;
}

struct aggregate *
aggregate_open(const struct schema *in, enum aggregate_kind kind,
    const char *keys, size_t budget, struct fault *f)
{
	struct aggregate *g = mem_get(sizeof *g);

	*g = (struct aggregate){ .in = in, .kind = kind,
		.budget = budget / 3 };
	g->schema.facts = in->facts;
	g->schema.nfacts = in->nfacts;
	g->schema.source = in->source;
	if ((kind == AGGREGATE_MERGE ? take_keys(g, f) :
	    parse_keys(g, keys, f)) < 0) {
		aggregate_close(g);
		return NULL;
	}
	declare_order(g);
	return g;
}

void
aggregate_close(struct aggregate *g)
{
	if (!g)
		return;
	fold_close(g->fold);
	ranks_close(g->ranks);
	spill_close(g->spool);
	free(g->folded.list);
	sorter_close(g->states);
	sorter_close(g->held);
	partial_text_free(&g->text);
	free(g->calls.list);
	free(g->outputs);
	arena_free(&g->batch);
	arena_free(&g->run);
	free(g);
}

bool
aggregate_has_key(const struct aggregate *g, struct str name)
{
	for (size_t k = 0; k < g->nkeys; k++)
		if (str_eq(g->schema.columns[k].name, name))
			return true;
	return false;
}

int
aggregate_define(struct aggregate *g, struct str name,
    const struct origin *o, struct fault *f)
{
	struct scope scope = { .schema = &g->schema, .inner = g->in,
		.aggs_are = g->kind == AGGREGATE_MERGE ? AGG_STATES :
		AGG_GROUP, .argument_types = partial_argument_types,
		.states = &g->columns, .calls = &g->calls, .a = &g->run };
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
	if (g->kind == AGGREGATE_PARTIAL) {
		partial_text_add(&g->text.definitions, &g->text.ndefinitions,
		    &g->text.definitions_cap, arena_fmt(&g->run,
		    "%s`%.*s`=%.*s", o->star.p ? "*" : "", (int)name.n,
		    name.p, (int)o->text.n, o->text.p));
		expr_variables(n, note_variable, g);
	}
	mem_grow(&g->outputs, &g->cap, g->noutputs + 1, sizeof *g->outputs);
	g->outputs[g->noutputs++] = (struct output){ n, (size_t)at };
	return 0;
}

/* The definitions that came with the states. */
static int
define_merged(struct aggregate *g, struct fault *f)
{
	const struct partial_text *t = &g->text;

	for (size_t i = 0; i < t->ndefinitions; i++) {
		struct origin *o = NEW0(&g->run, struct origin, 1);
		struct str name, text = t->definitions[i];
		bool is_star = str_starts(text, S("*"));

		o->variables = t->variables;
		o->nvariables = t->nvariables;
		if (!expr_split_definition(str_sub(text, is_star, text.n),
		    &name, &o->text))
			return fault_data(f, "not a definition: %s",
			    quoted(t->definitions[i]));
		if (is_star)
			o->star = name;
		if (aggregate_define(g, name, o, f) < 0)
			return -1;
	}
	return 0;
}

/* Parts the calls: quantiles of singles over all rows have a way of their
 * own. */
static void
part_calls(struct aggregate *g)
{
	bool may_rank = g->kind == AGGREGATE_WHOLE && g->nkeys == 0;
	size_t nranked = 0;

	g->ranked = NEW(&g->run, ptrdiff_t, g->calls.n + 1);
	for (size_t i = 0; i < g->calls.n; i++) {
		const struct agg_call *c = &g->calls.list[i];
		struct agg_calls *to = &g->folded;

		g->ranked[i] = -1;
		if (may_rank && ranks_fits(c)) {
			if (!g->ranks)
				g->ranks = ranks_open(g->budget);
			ranks_take(g->ranks, c);
			g->ranked[i] = (ptrdiff_t)nranked++;
			continue;
		}
		mem_grow(&to->list, &to->cap, to->n + 1, sizeof *to->list);
		to->list[to->n++] = *c;
	}
}

int
aggregate_prepare(struct aggregate *g, struct fault *f)
{
	bool merges = g->kind == AGGREGATE_MERGE;
	struct column *columns;

	if (merges && define_merged(g, f) < 0)
		return -1;
	part_calls(g);
	partial_layout(&g->layout, g->schema.columns, g->nkeys, &g->folded,
	    &g->run);
	if (merges && partial_check(&g->layout, g->in, f) < 0)
		return -1;
	g->state_keys = key_columns(g, g->layout.schema.columns, g->nkeys);
	g->layout.schema.facts = g->in->facts;
	g->layout.schema.nfacts = g->in->nfacts;
	g->layout.schema.source = g->in->source;
	partial_put_text(&g->layout.schema, &g->text, &g->run);
	columns = NEW(&g->run, struct column, g->nkeys + g->calls.n + 1);
	memcpy(columns, g->schema.columns, g->nkeys * sizeof *columns);
	for (size_t i = 0; i < g->calls.n; i++)
		columns[g->nkeys + i] = (struct column){
			arena_fmt(&g->run, "%zu", i), g->calls.list[i].type };
	g->results.columns = columns;
	g->results.n = g->nkeys + g->calls.n;
	g->fold = fold_open(g->keys, g->nkeys, &g->folded, merges ?
	    PUT_STATES : PUT_ROWS, g->closes ? 1 : 0);
	return 0;
}

const struct schema *
aggregate_schema(const struct aggregate *g)
{
	return g->kind == AGGREGATE_PARTIAL ? &g->layout.schema : &g->schema;
}

void
aggregate_wants(const struct aggregate *g, bool *input)
{
	if (g->kind == AGGREGATE_MERGE) {
		for (size_t i = 0; i < g->in->n; i++)
			input[i] = true;
		return;
	}
	for (size_t k = 0; k < g->nkeys; k++)
		expr_columns(g->keys[k], input);
	for (size_t i = 0; i < g->calls.n; i++)
		agg_columns(&g->calls.list[i], input);
}

/* Computes what is defined and hands the rows on. */
static int
deliver(struct way *w, const struct chunk *groups, const struct facts *facts,
    struct fault *f)
{
	struct aggregate *g = w->g;
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
	return w->sink(w->ctx, &c, f);
}

/* The values of all calls: those of the fold and, without keys, ranks. */
static void
join_calls(struct aggregate *g, struct chunk *c)
{
	struct col *cols = NEW(&g->batch, struct col, g->nkeys + g->calls.n +
	    1);
	size_t from = g->nkeys;

	memcpy(cols, c->cols, g->nkeys * sizeof *cols);
	for (size_t i = 0; i < g->calls.n; i++) {
		struct value v;

		if (g->ranked[i] < 0) {
			cols[g->nkeys + i] = c->cols[from++];
			continue;
		}
		ranks_value(g->ranks, (size_t)g->ranked[i], &v);
		cols[g->nkeys + i] = col_const(&v, &g->batch);
	}
	c->cols = cols;
	c->n = g->nkeys + g->calls.n;
}

/* The groups there are have their results. */
static int
leave_results(void *ctx, struct fault *f)
{
	struct way *w = ctx;
	struct aggregate *g = w->g;
	struct chunk c;
	uint32_t at = 0;
	int more = 1, done = 0;

	if (g->uses_facts && !g->held)
		g->held = sorter_open(&g->results, NULL, NULL, 0, g->budget);
	for (; more > 0 && done == 0; at += c.rows) {
		arena_reset(&g->batch);
		more = fold_results(w->fold, at, &c, &g->batch, f);
		if (more < 0)
			return -1;
		join_calls(g, &c);
		done = g->uses_facts ? sorter_put(g->held, &c, f) :
		    deliver(w, &c, NULL, f);
	}
	fold_clear(w->fold);
	return done;
}

static int
to_sorter(void *ctx, const struct chunk *c, struct fault *f)
{
	return sorter_put(ctx, c, f);
}

/* The groups there are become rows of states. */
static int
put_states(struct aggregate *g, struct fault *f)
{
	const struct partial *p = &g->layout;

	if (!g->states)
		g->states = sorter_open(&p->schema, p->sort, p->descending,
		    p->nsort, g->budget);
	if (fold_states(g->fold, p, to_sorter, g->states, f) < 0)
		return -1;
	fold_forget(g->fold);
	return 0;
}

/* A group's states are side by side now, and so are its values. */
static int
merge_sorted(struct way *w, struct fault *f)
{
	struct aggregate *g = w->g;
	struct way final = *w;
	struct chunk c;
	int got;

	final.fold = fold_open(g->state_keys, g->nkeys, &g->folded, PUT_SORTED,
	    g->nkeys);
	while ((got = sorter_next(g->states, PIPE_ROWS, &c, f)) > 0)
		if (fold_put(final.fold, &c, leave_results, &final, f) < 0) {
			got = -1;
			break;
		}
	if (got == 0)
		got = fold_finish(final.fold, leave_results, &final, f);
	fold_close(final.fold);
	return got;
}

static int
write_states(struct way *w, struct fault *f)
{
	struct chunk c;
	int got;

	while ((got = sorter_next(w->g->states, PIPE_ROWS, &c, f)) > 0)
		if (w->sink(w->ctx, &c, f) < 0)
			return -1;
	return got;
}

static int
leave(void *ctx, struct fault *f)
{
	struct way *w = ctx;
	struct aggregate *g = w->g;
	bool is_partial = g->kind == AGGREGATE_PARTIAL;
	int done;

	if (!g->states && !is_partial)
		return leave_results(w, f);
	if (put_states(g, f) < 0)
		return -1;
	done = is_partial ? write_states(w, f) : merge_sorted(w, f);
	sorter_close(g->states);
	g->states = NULL;
	return done;
}

void
aggregate_rereads(struct aggregate *g, const struct aggregate_again *again)
{
	g->again = again;
}

static int
rank_rows(struct aggregate *g, const struct chunk *c, struct fault *f)
{
	struct run r = { .rows = c, .a = &g->batch, .f = f };

	arena_reset(&g->batch);
	return ranks_add(g->ranks, &r);
}

/* Rows that can't be had again wait for the next pass. */
static int
spool_rows(struct aggregate *g, const struct chunk *c, struct fault *f)
{
	if (g->again)
		return 0;
	if (!g->spool)
		g->spool = spill_open(g->in, PIPE_MOST, f);
	return g->spool ? spill_put(g->spool, c, f) : -1;
}

static int
next_again(struct aggregate *g, struct chunk *c, struct fault *f)
{
	return g->again ? g->again->next(g->again->ctx, c, f) :
	    g->spool ? spill_next(g->spool, c, f) : 0;
}

/* The passes that ranks need after the first. */
static int
finish_ranks(struct aggregate *g, struct fault *f)
{
	struct chunk c;
	int got = g->spool ? spill_done(g->spool, f) : 0;

	while (got == 0 && ranks_again(g->ranks)) {
		if (g->again)
			got = g->again->begin(g->again->ctx, f);
		else if (g->spool)
			spill_rewind(g->spool);
		while (got == 0 && (got = next_again(g, &c, f)) > 0)
			got = rank_rows(g, &c, f);
	}
	return got;
}

int
aggregate_put(struct aggregate *g, const struct chunk *c, stage_sink *sink,
    void *ctx, struct fault *f)
{
	struct way w = { g, g->fold, sink, ctx };

	if (g->ranks && (rank_rows(g, c, f) < 0 || spool_rows(g, c, f) < 0))
		return -1;

	if (fold_put(g->fold, c, leave, &w, f) < 0)
		return -1;
	return fold_bytes(g->fold) > g->budget ? put_states(g, f) : 0;
}

int
aggregate_finish(struct aggregate *g, const struct facts *facts,
    stage_sink *sink, void *ctx, struct fault *f)
{
	struct way w = { g, g->fold, sink, ctx };
	struct chunk c;
	int got = g->ranks ? finish_ranks(g, f) : 0;

	if (got == 0)
		got = fold_finish(g->fold, leave, &w, f);

	if (got == 0 && g->states) /* all groups went there */
		got = leave(&w, f);
	while (got == 0 && g->held && (got = sorter_next(g->held, PIPE_ROWS,
	    &c, f)) > 0) {
		arena_reset(&g->batch);
		got = deliver(&w, &c, facts, f);
	}
	return got;
}
