#include "factsum.h"

#include <stdlib.h>
#include <string.h>

#include "../expr/json.h"
#include "../expr/parse.h"
#include "../rows/intern.h"
#include "accum.h"

struct factsum {
	struct fact_name name;
	struct origin origin;
	struct agg_calls calls;
	struct accum *accum;   /* all but distinct */
	struct intern values;  /* distinct */
};

struct factsums {
	const struct schema *rows;
	size_t n;
	struct factsum **list;
	struct arena run, batch;
	uint64_t definitions;  /* a checksum of all names and expressions */
};

struct factsums *
factsums_open(const struct schema *rows)
{
	struct factsums *s = mem_get(sizeof *s);

	*s = (struct factsums){ .rows = rows };
	return s;
}

void
factsums_close(struct factsums *s)
{
	if (!s)
		return;
	for (size_t i = 0; i < s->n; i++) {
		accum_close(s->list[i]->accum);
		intern_close(&s->list[i]->values);
		free(s->list[i]->calls.list);
		free(s->list[i]);
	}
	free(s->list);
	arena_free(&s->run);
	arena_free(&s->batch);
	free(s);
}

/* The rule by which an aggregate merges. */
static bool
rule_of(const struct agg_call *c, enum rule *rule, enum type *type)
{
	enum type x = c->n > 0 ? c->args[0]->type : TYPE_NULL;

	*type = c->type;
	switch (c->kind) {
	case AGG_COUNT:
		*rule = RULE_SUM;
		return true;
	case AGG_SUM:
		*rule = RULE_SUM;
		return c->type == TYPE_INT;
	case AGG_MIN:
	case AGG_MAX:
		*rule = c->kind == AGG_MIN ? RULE_MIN : RULE_MAX;
		return !type_is_real(x) && x != TYPE_BOOL;
	case AGG_DISTINCT:
		*rule = RULE_RANGES;
		return c->n == 1 && (x == TYPE_INT || x == TYPE_TIME ||
		    x == TYPE_DATE);
	case AGG_SET:
		*rule = RULE_SET;
		return x == TYPE_TEXT;
	default:
		return false;
	}
}

int
factsums_add(struct factsums *s, struct str text, struct fault *f)
{
	struct factsum *x = mem_get(sizeof *x);
	struct scope scope = { .schema = s->rows, .inner = s->rows,
		.aggs_are = AGG_GROUP, .a = &s->run };
	struct node *n;

	*x = (struct factsum){ 0 };
	scope.calls = &x->calls;
	s->list = mem_resize(s->list, (s->n + 1) * sizeof *s->list);
	s->list[s->n++] = x;
	if (!expr_split_definition(text, &x->name.name, &x->origin.text))
		return fault_usage(f, "-F takes NAME=AGGREGATE, not %s",
		    quoted(text));
	s->definitions = s->definitions * 31 + str_hash(text);
	n = expr_parse(&x->origin, &s->run, f);
	if (!n || expr_check(&n, &scope, f) < 0)
		return -1;
	if (n->kind != NODE_AGG || !rule_of(&x->calls.list[0], &x->name.rule,
	    &x->name.type))
		return expr_fault(f, &x->origin, n->at, "a fact is count, sum "
		    "of ints, min, max, distinct of an int, time or date, or "
		    "set of a text");
	if (x->name.rule == RULE_RANGES)
		intern_open(&x->values, x->calls.list[0].args[0]->type);
	else
		x->accum = accum_open(&x->calls.list[0], PUT_ROWS);
	return 0;
}

int
factsums_declare(const struct factsums *s, struct schema *to,
    struct arena *a, struct fault *f)
{
	struct fact_name *facts = NEW(a, struct fact_name,
	    to->nfacts + s->n + 1);
	size_t n = to->nfacts;

	if (n > 0)
		memcpy(facts, to->facts, n * sizeof *facts);
	for (size_t i = 0; i < s->n; i++) {
		for (size_t k = 0; k < n; k++)
			if (str_eq(facts[k].name, s->list[i]->name.name))
				return fault_usage(f, "-F: there is a fact %s "
				    "already", quoted(facts[k].name));
		facts[n++] = s->list[i]->name;
	}
	to->facts = facts;
	to->nfacts = n;
	return 0;
}

/* The different values of the rows that count. */
static int
put_distinct(struct factsum *x, struct run *r)
{
	const struct agg_call *call = &x->calls.list[0];
	const uint8_t *holds = NULL;
	const uint32_t *index;
	uint8_t *used;
	struct col c, condition;

	if (expr_eval(r, call->args[0], &c) < 0)
		return -1;
	if (call->condition) {
		if (expr_eval(r, call->condition, &condition) < 0)
			return -1;
		holds = run_bytes(r, &condition);
	}
	index = dom_index(c.dom, r->rows->rows, r->a);
	used = NEW0(r->a, uint8_t, c.dom->n);
	for (uint32_t row = 0; row < r->rows->rows; row++)
		used[index[row]] |= !holds || holds[row] == B_TRUE;
	for (uint32_t e = 0; e < c.dom->n; e++)
		if (used[e] && !col_is_null(&c, e))
			intern_bits(&x->values, c.i[e]);
	return 0;
}

int
factsums_put(struct factsums *s, const struct chunk *c, struct fault *f)
{
	struct run r = { .rows = c, .a = &s->batch, .f = f };

	arena_reset(&s->batch);
	for (size_t i = 0; i < s->n; i++) {
		struct factsum *x = s->list[i];

		if ((x->accum ? accum_add(x->accum, &r, NULL, 1) :
		    put_distinct(x, &r)) < 0)
			return -1;
	}
	return 0;
}

static int
by_int(const void *x, const void *y)
{
	int64_t p = *(const int64_t *)x, q = *(const int64_t *)y;

	return (p > q) - (p < q);
}

static int
end_set(struct fact *to, struct str array, struct arena *a, struct fault *f)
{
	struct str *items;
	size_t n;

	if (!json_elements(array, &items, &n, a))
		return fault_data(f, "fact %s: not a set",
		    quoted(to->name.name));
	for (size_t i = 0; i < n; i++)
		if (fact_add_text(to, items[i], a, f) < 0)
			return -1;
	return 0;
}

int
factsums_end(struct factsums *s, uint64_t part, struct facts *to,
    struct fault *f)
{
	static const uint32_t first = 0;

	for (size_t i = 0; i < s->n; i++) {
		struct factsum *x = s->list[i];
		struct fact *fact = facts_get(to, &x->name, f);
		struct value v;
		struct col c;
		int done = 0;

		if (!fact)
			return -1;
		if (x->name.rule == RULE_RANGES) {
			qsort(x->values.i + 1, x->values.n - 1,
			    sizeof *x->values.i, by_int);
			if (x->values.n > 1 && fact_add_values(fact,
			    x->values.i + 1, x->values.n - 1, f) < 0)
				return -1;
			continue;
		}
		if (accum_result(x->accum, &first, 1, &c, &s->batch, f) < 0)
			return -1;
		col_value(&c, dom_index(c.dom, 1, &s->batch)[0], &v);
		if (x->name.rule == RULE_SUM)
			done = fact_add_sum(fact, part * 31 + s->definitions,
			    v.i, f);
		else if (x->name.rule == RULE_SET)
			done = end_set(fact, v.s, &to->arena, f);
		else
			fact_add_extreme(fact, &v, &to->arena);
		if (done < 0)
			return -1;
	}
	return 0;
}
