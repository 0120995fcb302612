#include "partial.h"

#include <stdlib.h>
#include <string.h>

void
partial_layout(struct partial *p, const struct column *keys, size_t nkeys,
    const struct agg_calls *calls, struct arena *a)
{
	size_t n = nkeys, first, values, k;
	struct column *columns;

	for (size_t i = 0; i < calls->n; i++)
		n += accum_columns(&calls->list[i], NULL, &first, &values, a);
	*p = (struct partial){ .nkeys = nkeys };
	p->schema.n = n;
	p->schema.columns = columns = NEW(a, struct column, n + 1);
	p->first = NEW(a, size_t, calls->n + 1);
	p->sort = NEW(a, size_t, n + 1);
	p->descending = NEW0(a, bool, n + 1);
	if (nkeys > 0)
		memcpy(columns, keys, nkeys * sizeof *keys);
	for (k = 0; k < nkeys; k++)
		p->sort[p->nsort++] = k;
	for (size_t i = 0; i < calls->n; i++) {
		n = accum_columns(&calls->list[i], columns + k, &first,
		    &values, a);
		p->first[i] = k;
		for (size_t c = 0; c < n; c++)
			columns[k + c].name = arena_fmt(a, "%zu.%.*s", i + 1,
			    (int)columns[k + c].name.n,
			    columns[k + c].name.p);
		for (size_t c = 0; c < values; c++)
			p->sort[p->nsort++] = k + first + c;
		k += n;
	}
	p->first[calls->n] = k;
	if (nkeys > 0) {
		p->schema.orders = NEW(a, struct order, 1);
		p->schema.orders[0] = (struct order){ nkeys, p->sort };
		p->schema.norders = 1;
	}
}

void
partial_text_free(struct partial_text *t)
{
	free(t->keys);
	free(t->definitions);
	free(t->variables);
	*t = (struct partial_text){ 0 };
}

void
partial_text_add(struct str **list, size_t *n, size_t *cap, struct str text)
{
	mem_grow(list, cap, *n + 1, sizeof **list);
	(*list)[(*n)++] = text;
}

static void
put_lines(struct schema *s, const char *word, const struct str *list,
    size_t n, struct arena *a)
{
	for (size_t i = 0; i < n; i++)
		s->partial[s->npartial++] = arena_fmt(a, "%s %.*s", word,
		    (int)list[i].n, list[i].p);
}

void
partial_put_text(struct schema *s, const struct partial_text *t,
    struct arena *a)
{
	s->partial = NEW(a, struct str, t->nkeys + t->ndefinitions +
	    t->nvariables + 1);
	s->npartial = 0;
	put_lines(s, "key", t->keys, t->nkeys, a);
	put_lines(s, "define", t->definitions, t->ndefinitions, a);
	put_lines(s, "set", t->variables, t->nvariables, a);
}

int
partial_get_text(const struct schema *s, struct partial_text *t,
    struct fault *f)
{
	if (s->npartial == 0)
		return fault_usage(f, "--merge: the input has no states; "
		    "gpu-agg --partial makes them");
	for (size_t i = 0; i < s->npartial; i++) {
		struct str rest = s->partial[i], word = { NULL, 0 };

		str_next(&rest, ' ', &word);
		if (str_eq(word, S("key")))
			partial_text_add(&t->keys, &t->nkeys, &t->keys_cap,
			    rest);
		else if (str_eq(word, S("define")))
			partial_text_add(&t->definitions, &t->ndefinitions,
			    &t->definitions_cap, rest);
		else if (str_eq(word, S("set")))
			partial_text_add(&t->variables, &t->nvariables,
			    &t->variables_cap, rest);
		else
			return fault_data(f, "not understood: partial %s",
			    quoted(s->partial[i]));
	}
	if (t->nkeys > s->n)
		return fault_data(f, "more keys than columns");
	return 0;
}

static int
wrong_columns(struct fault *f)
{
	return fault_data(f, "the columns are not the states of the "
	    "definitions that came with them");
}

int
partial_argument_types(void *ctx, const struct agg_name *name, size_t n,
    enum type *types, struct fault *f)
{
	struct partial_columns *c = ctx;
	struct agg_call call = { .kind = name->kind, .n = n };
	struct node *args = NULL, **list = NULL;
	struct arena scratch = { 0 };
	size_t first, values;

	if (accum_argument_types(name->kind, n, c->schema->columns + c->at,
	    c->schema->n - c->at, types) < n)
		return wrong_columns(f);
	args = NEW0(&scratch, struct node, n + 1);
	list = NEW(&scratch, struct node *, n + 1);
	for (size_t i = 0; i < n; i++) {
		args[i].type = types[i];
		list[i] = &args[i];
	}
	call.args = list;
	call.n = name->kind == AGG_QUANTILE ? 1 : n;
	if (!agg_type(call.kind, types, n, &call.type)) {
		arena_free(&scratch);
		return wrong_columns(f);
	}
	c->at += accum_columns(&call, NULL, &first, &values, &scratch);
	arena_free(&scratch);
	return c->at <= c->schema->n ? 0 : wrong_columns(f);
}

int
partial_check(const struct partial *p, const struct schema *s,
    struct fault *f)
{
	bool fits = s->n == p->schema.n;

	for (size_t i = 0; fits && i < s->n; i++)
		fits = s->columns[i].type == p->schema.columns[i].type &&
		    (i < p->nkeys || str_eq(s->columns[i].name,
		    p->schema.columns[i].name));
	return fits ? 0 : wrong_columns(f);
}
