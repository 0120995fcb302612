#include "window.h"

#include <stdlib.h>
#include <string.h>

#include "../expr/func.h"
#include "../expr/parse.h"
#include "accum.h"
#include "exact.h"
#include "groups.h"

struct window {
	struct agg_call call;
	struct accum *accum;     /* aggregates that don't look at order */
	struct groups groups;    /* prev, cum: groups met so far ... */
	bool has_groups;
	size_t cap;
	struct value *last;      /* ... and prev: their last value, */
	struct intern texts;     /* (texts live here) */
	int64_t *sums;           /* cum of ints */
	struct exact *exacts;    /* cum of reals */
	uint32_t n;              /* groups that have a state */
};

bool
window_streams(const struct agg_call *call)
{
	return call->kind == AGG_PREV || call->kind == AGG_CUM;
}

struct window *
window_open(const struct agg_call *call)
{
	struct window *w = mem_get(sizeof *w);

	*w = (struct window){ .call = *call };
	if (!agg_needs_stream_order(call->kind))
		w->accum = accum_open(call, PUT_ROWS);
	intern_open(&w->texts, TYPE_TEXT);
	return w;
}

static void
forget_states(struct window *w)
{
	for (uint32_t g = 0; g < w->n && w->exacts; g++)
		exact_free(&w->exacts[g]);
	w->n = 0;
}

void
window_close(struct window *w)
{
	if (!w)
		return;
	forget_states(w);
	accum_close(w->accum);
	if (w->has_groups)
		groups_close(&w->groups);
	intern_close(&w->texts);
	free(w->last);
	free(w->sums);
	free(w->exacts);
	free(w);
}

void
window_forget(struct window *w)
{
	forget_states(w);
	if (w->has_groups)
		groups_clear(&w->groups);
	intern_clear(&w->texts);
}

static int
eval_keys(struct window *w, struct run *r, struct col **keys)
{
	*keys = NEW(r->a, struct col, w->call.nover + 1);
	for (size_t k = 0; k < w->call.nover; k++)
		if (expr_eval(r, w->call.over[k], &(*keys)[k]) < 0)
			return -1;
	return 0;
}

/* Sum, count and the like: computed for each group of the batch. */
static int
run_accum(struct window *w, struct run *r, const struct col *keys,
    struct col *out)
{
	struct dom *d = w->call.over_all ? dom_one(r->a) :
	    groups_of_batch(r, keys, w->call.nover);
	uint32_t *which = NEW(r->a, uint32_t, d->n);

	accum_clear(w->accum);
	if (accum_add(w->accum, r, dom_index(d, r->rows->rows, r->a), d->n) <
	    0)
		return -1;
	for (uint32_t g = 0; g < d->n; g++)
		which[g] = g;
	if (accum_result(w->accum, which, d->n, out, r->a, r->f) < 0)
		return -1;
	if (out->type == TYPE_BOOL) { /* one code a group: make it entries */
		out->b = out->dom->codes;
		out->dom = d;
	} else {
		out->dom = d;
	}
	return 0;
}

/* Rows of a group in the stream's order, for best: the n greatest so far. */
struct top {
	uint32_t rows;    /* of the group among the best, <= most */
	uint32_t *list;   /* row numbers, best first */
};

/* Is the value of row x better than that of row y?  Ties: the earlier row,
 * which is the one there. */
static bool
is_better(const struct vec *v, uint32_t x, uint32_t y)
{
	struct value p, q;

	if (v->type == TYPE_INT && !v->null)
		return v->i[x * v->step] > v->i[y * v->step];
	vec_value(v, x, &p);
	vec_value(v, y, &q);
	return value_cmp(&p, &q) > 0;
}

static void
take_best(struct top *t, const struct vec *v, uint32_t row, uint32_t most)
{
	uint32_t at = t->rows;

	while (at > 0 && is_better(v, row, t->list[at - 1]))
		at--;
	if (at >= most)
		return;
	if (t->rows < most)
		t->rows++;
	memmove(t->list + at + 1, t->list + at, (t->rows - 1 - at) *
	    sizeof *t->list);
	t->list[at] = row;
}

static int
run_best(struct window *w, struct run *r, const struct col *keys,
    const struct col *x, const uint8_t *holds, struct col *out)
{
	struct dom *d = w->call.over_all ? dom_one(r->a) :
	    groups_of_batch(r, keys, w->call.nover);
	const uint32_t *group = dom_index(d, r->rows->rows, r->a);
	uint32_t most = w->call.most < (int64_t)r->rows->rows ?
	    (uint32_t)w->call.most : r->rows->rows;
	struct vec v = vec_rows(r, x);
	uint8_t *is_best = NEW(r->a, uint8_t, r->rows->rows);
	struct top *tops = NEW0(r->a, struct top, d->n);

	memset(is_best, B_FALSE, r->rows->rows);
	for (uint32_t row = 0; row < r->rows->rows; row++) {
		struct top *t = &tops[group[row]];

		if ((holds && holds[row] != B_TRUE) || vec_is_null(&v, row))
			continue;
		if (!t->list)
			t->list = NEW(r->a, uint32_t, most);
		take_best(t, &v, row, most);
	}
	for (uint32_t g = 0; g < d->n; g++)
		for (uint32_t k = 0; k < tops[g].rows; k++)
			is_best[tops[g].list[k]] = B_TRUE;
	*out = col_bools(is_best, r->a);
	return 0;
}

/* best of one row a group, the usual case: no lists. */
static int
run_best_one(struct window *w, struct run *r, const struct col *keys,
    const struct col *x, const uint8_t *holds, struct col *out)
{
	struct dom *d = w->call.over_all ? dom_one(r->a) :
	    groups_of_batch(r, keys, w->call.nover);
	const uint32_t *group = dom_index(d, r->rows->rows, r->a);
	struct vec v = vec_rows(r, x);
	uint8_t *is_best = NEW(r->a, uint8_t, r->rows->rows);
	uint32_t *best = NEW(r->a, uint32_t, d->n);

	memset(is_best, B_FALSE, r->rows->rows);
	memset(best, 0xff, d->n * sizeof *best);
	for (uint32_t row = 0; row < r->rows->rows; row++) {
		uint32_t *b = &best[group[row]];

		if ((holds && holds[row] != B_TRUE) || vec_is_null(&v, row))
			continue;
		if (*b == UINT32_MAX || is_better(&v, row, *b))
			*b = row;
	}
	for (uint32_t g = 0; g < d->n; g++)
		if (best[g] != UINT32_MAX)
			is_best[best[g]] = B_TRUE;
	*out = col_bools(is_best, r->a);
	return 0;
}

/* States for the groups met so far. */
static void
more_states(struct window *w, uint32_t n)
{
	size_t cap = w->cap;

	if (n > w->cap) {
		mem_grow(&w->last, &cap, n, sizeof *w->last);
		cap = w->cap;
		mem_grow(&w->sums, &cap, n, sizeof *w->sums);
		cap = w->cap;
		mem_grow(&w->exacts, &cap, n, sizeof *w->exacts);
		w->cap = cap;
	}
	for (; w->n < n; w->n++) {
		w->last[w->n] = (struct value){ .type = w->call.type,
			.is_null = true };
		w->sums[w->n] = 0;
		w->exacts[w->n] = (struct exact){ 0 };
	}
}

static void
groups_so_far(struct window *w, struct run *r, const struct col *keys,
    uint32_t *group)
{
	if (w->call.over_all) {
		memset(group, 0, r->rows->rows * sizeof *group);
		more_states(w, 1);
		return;
	}
	if (!w->has_groups) {
		enum type *types = NEW(r->a, enum type, w->call.nover);

		for (size_t k = 0; k < w->call.nover; k++)
			types[k] = keys[k].type;
		groups_open(&w->groups, types, w->call.nover);
		w->has_groups = true;
	}
	groups_of_rows(&w->groups, r, keys, group);
	more_states(w, w->groups.n);
}

/* An answer a row. */
static struct col
column_of(struct run *r, enum type type, const struct value *v)
{
	uint32_t rows = r->rows->rows;
	struct col c = { .type = type, .dom = dom_rows(rows, r->a) };
	uint8_t *null = NEW0(r->a, uint8_t, rows), *b;
	struct str *s;
	int64_t *i;

	if (type == TYPE_BOOL) {
		b = NEW(r->a, uint8_t, rows);
		for (uint32_t row = 0; row < rows; row++)
			b[row] = v[row].is_null ? B_NULL : v[row].i ? B_TRUE :
			    B_FALSE;
		return col_bools(b, r->a);
	}
	if (type_is_text(type)) {
		s = NEW(r->a, struct str, rows);
		for (uint32_t row = 0; row < rows; row++)
			s[row] = v[row].is_null ? (struct str){ NULL, 0 } :
			    arena_str(r->a, v[row].s);
		c.s = s;
		return c;
	}
	i = NEW(r->a, int64_t, rows);
	for (uint32_t row = 0; row < rows; row++) {
		i[row] = v[row].is_null ? 0 : v[row].i;
		null[row] = v[row].is_null;
	}
	c.i = i;
	c.null = null;
	return c;
}

static int
run_prev(struct window *w, struct run *r, const struct col *keys,
    const struct col *x, const uint8_t *holds, struct col *out)
{
	uint32_t rows = r->rows->rows, *group = NEW(r->a, uint32_t, rows);
	struct value *v = NEW(r->a, struct value, rows);
	const uint32_t *index = dom_index(x->dom, rows, r->a);

	groups_so_far(w, r, keys, group);
	for (uint32_t row = 0; row < rows; row++) {
		struct value *last = &w->last[group[row]];

		v[row] = *last;
		if (!holds || holds[row] == B_TRUE)
			col_value(x, index[row], last);
	}
	*out = column_of(r, w->call.type, v);
	/* Texts of the states move from the batch to where they stay. */
	for (uint32_t g = 0; g < w->n && type_is_text(x->type); g++)
		if (!w->last[g].is_null) {
			intern_get(&w->texts, intern_text(&w->texts,
			    w->last[g].s), &w->last[g]);
			w->last[g].type = w->call.type;
		}
	return 0;
}

static int
run_next(struct window *w, struct run *r, const struct col *keys,
    const struct col *x, const uint8_t *holds, struct col *out)
{
	uint32_t rows = r->rows->rows;
	struct dom *d = w->call.over_all ? dom_one(r->a) :
	    groups_of_batch(r, keys, w->call.nover);
	const uint32_t *group = dom_index(d, rows, r->a);
	const uint32_t *index = dom_index(x->dom, rows, r->a);
	struct value *v = NEW(r->a, struct value, rows);
	struct value *after = NEW(r->a, struct value, d->n);

	for (uint32_t g = 0; g < d->n; g++)
		after[g] = (struct value){ .type = w->call.type,
			.is_null = true };
	for (uint32_t row = rows; row-- > 0;) {
		v[row] = after[group[row]];
		if (!holds || holds[row] == B_TRUE)
			col_value(x, index[row], &after[group[row]]);
	}
	*out = column_of(r, w->call.type, v);
	return 0;
}

static int
run_cum(struct window *w, struct run *r, const struct col *keys,
    const struct col *x, const uint8_t *holds, struct col *out)
{
	uint32_t rows = r->rows->rows, *group = NEW(r->a, uint32_t, rows);
	const uint32_t *index = dom_index(x->dom, rows, r->a);
	bool is_real = w->call.type == TYPE_REAL;
	int64_t *sums = NEW(r->a, int64_t, rows);

	groups_so_far(w, r, keys, group);
	for (uint32_t row = 0; row < rows; row++) {
		uint32_t g = group[row], e = index[row];
		bool counts = (!holds || holds[row] == B_TRUE) &&
		    !col_is_null(x, e);
		double d;
		int64_t i;

		if (is_real) {
			if (counts)
				exact_add(&w->exacts[g], x->d[e]);
			d = exact_round(&w->exacts[g]);
			memcpy(&sums[row], &d, sizeof d);
			continue;
		}
		i = !counts || x->type == TYPE_NULL ? 0 :
		    x->type == TYPE_BOOL ? x->b[e] == B_TRUE : x->i[e];
		if (__builtin_add_overflow(w->sums[g], i, &w->sums[g])) {
			expr_fault(r->f, w->call.node->origin,
			    w->call.node->at, "integer overflow");
			r->f->status = STATUS_DATA;
			return -1;
		}
		sums[row] = w->sums[g];
	}
	*out = (struct col){ .type = w->call.type,
		.dom = dom_rows(rows, r->a), .i = sums };
	return 0;
}

int
window_run(struct window *w, struct run *r, struct col *out)
{
	struct col *keys, x, c;
	const uint8_t *holds = NULL;

	if (eval_keys(w, r, &keys) < 0)
		return -1;
	if (w->accum)
		return run_accum(w, r, keys, out);
	if (expr_eval(r, w->call.args[0], &x) < 0)
		return -1;
	if (w->call.condition) {
		if (expr_eval(r, w->call.condition, &c) < 0)
			return -1;
		holds = run_bytes(r, &c);
	}
	switch (w->call.kind) {
	case AGG_PREV: return run_prev(w, r, keys, &x, holds, out);
	case AGG_NEXT: return run_next(w, r, keys, &x, holds, out);
	case AGG_CUM: return run_cum(w, r, keys, &x, holds, out);
	default:
		return w->call.most == 1 ?
		    run_best_one(w, r, keys, &x, holds, out) :
		    run_best(w, r, keys, &x, holds, out);
	}
}
