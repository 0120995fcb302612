#include "eval.h"

#include <string.h>

#include "alike.h"
#include "equal.h"
#include "parse.h"

struct join {
	struct dom *x, *y, *both;
	const uint32_t *first, *second;
	struct join *older;
};

enum { DIRECT_JOIN = 1 << 17 }; /* pairs that are numbered by a plain table */

static uint32_t
next_pow2(uint32_t n)
{
	uint32_t p = 16;

	while (p < n)
		p *= 2;
	return p;
}

/* Numbers the pairs (x[r], y[r]) from 1 in order of first sight. */
static uint32_t
number_pairs(const uint32_t *x, const uint32_t *y, uint32_t rows, uint32_t nx,
    uint32_t ny, uint32_t *codes, uint32_t *first, uint32_t *second,
    struct arena *a)
{
	uint32_t n = 1;

	first[0] = second[0] = 0;
	if ((uint64_t)nx * ny <= DIRECT_JOIN) {
		uint32_t *table = NEW0(a, uint32_t, nx * ny);

		for (uint32_t r = 0; r < rows; r++) {
			uint32_t *t = &table[x[r] * ny + y[r]];

			if (*t == 0) {
				first[n] = x[r];
				second[n] = y[r];
				*t = n++;
			}
			codes[r] = *t;
		}
	} else {
		uint32_t size = next_pow2(rows * 2), mask = size - 1;
		uint32_t *table = NEW0(a, uint32_t, size);

		for (uint32_t r = 0; r < rows; r++) {
			uint64_t h = ((uint64_t)x[r] << 32 | y[r]) *
			    UINT64_C(0x9e3779b97f4a7c15);
			uint32_t k = (uint32_t)(h >> 32) & mask, id;

			while ((id = table[k]) && (first[id] != x[r] ||
			    second[id] != y[r]))
				k = (k + 1) & mask;
			if (id == 0) {
				first[n] = x[r];
				second[n] = y[r];
				table[k] = id = n++;
			}
			codes[r] = id;
		}
	}
	return n;
}

struct dom *
run_join(struct run *r, struct dom *x, struct dom *y, const uint32_t **first,
    const uint32_t **second)
{
	uint32_t rows = r->rows->rows, n;
	uint32_t *codes, *one, *two;
	struct join *j;

	for (j = r->joins; j; j = j->older)
		if (j->x == x && j->y == y)
			goto found;
	codes = NEW(r->a, uint32_t, rows);
	one = NEW(r->a, uint32_t, (size_t)rows + 1);
	two = NEW(r->a, uint32_t, (size_t)rows + 1);
	n = number_pairs(dom_index(x, rows, r->a), dom_index(y, rows, r->a),
	    rows, x->n, y->n, codes, one, two, r->a);
	j = NEW(r->a, struct join, 1);
	*j = (struct join){ x, y, dom_codes(codes, rows, n, r->a), one, two,
		r->joins };
	r->joins = j;
found:
	*first = j->first;
	*second = j->second;
	return j->both;
}

const uint8_t *
run_bytes(struct run *r, const struct col *c)
{
	uint32_t rows = r->rows->rows;
	const struct dom *d = c->dom;
	uint8_t *out;

	if (d->kind == DOM_CODES && d->width == 1 && d->n == 3 &&
	    c->b[0] == B_FALSE && c->b[1] == B_NULL && c->b[2] == B_TRUE)
		return d->codes;
	out = NEW(r->a, uint8_t, rows);
	if (d->kind == DOM_ONE) {
		memset(out, c->b[0], rows);
	} else if (d->kind == DOM_CODES && d->width == 1) {
		const uint8_t *codes = d->codes;

		for (uint32_t k = 0; k < rows; k++)
			out[k] = c->b[codes[k]];
	} else if (d->kind == DOM_CODES && d->width == 2) {
		const uint16_t *codes = d->codes;

		for (uint32_t k = 0; k < rows; k++)
			out[k] = c->b[codes[k]];
	} else {
		const uint32_t *index = dom_index(c->dom, rows, r->a);

		for (uint32_t k = 0; k < rows; k++)
			out[k] = c->b[index[k]];
	}
	return out;
}

/* The entries of a column as an argument. */
static struct vec
vec_entries(const struct col *c)
{
	struct vec v = { .type = c->type, .step = c->dom->kind != DOM_ONE };

	v.i = c->i;
	v.null = type_is_text(c->type) || c->type == TYPE_BOOL ? NULL :
	    c->null;
	return v;
}

/* The column's values at entries which[0..n). */
static struct vec
vec_picked(struct run *r, const struct col *c, const uint32_t *which,
    uint32_t n)
{
	struct col picked = *c;

	col_pick(&picked, which, n, r->a);
	return (struct vec){ .type = c->type, .step = 1, .i = picked.i,
		.null = picked.null };
}

struct vec
vec_rows(struct run *r, const struct col *c)
{
	if (c->dom->kind == DOM_ONE || c->dom->kind == DOM_ROWS)
		return vec_entries(c);
	if (c->type == TYPE_BOOL)
		return (struct vec){ .type = TYPE_BOOL, .step = 1,
			.b = run_bytes(r, c) };
	return vec_picked(r, c, dom_index(c->dom, r->rows->rows, r->a),
	    r->rows->rows);
}

/* Where a computation takes place: a domain, and the arguments as values of
 * its entries. */
struct place {
	struct dom *dom;  /* NULL: one value a row, made into one by wrap */
	uint32_t n;
	struct vec *args;
};

/* Joins the domains of all columns; fills the arguments. */
static void
place_pairs(struct run *r, const struct col *cols, size_t n, struct place *p)
{
	const uint32_t **which = NEW0(r->a, const uint32_t *, n);
	const uint32_t *first, *second;

	p->dom = NULL;
	for (size_t i = 0; i < n; i++) {
		struct dom *d = cols[i].dom, *both;
		size_t k = 0;

		if (d->kind == DOM_ONE)
			continue;
		if (!p->dom || p->dom == d) {
			p->dom = d;
			continue;
		}
		while (k < i && cols[k].dom != d)
			k++;
		if (k < i) { /* joined before */
			which[i] = which[k];
			continue;
		}
		both = run_join(r, p->dom, d, &first, &second);
		for (k = 0; k < i; k++) {
			uint32_t *to;

			if (cols[k].dom->kind == DOM_ONE)
				continue;
			if (!which[k]) {
				which[k] = first;
				continue;
			}
			to = NEW(r->a, uint32_t, both->n);
			for (uint32_t e = 0; e < both->n; e++)
				to[e] = which[k][first[e]];
			which[k] = to;
		}
		which[i] = second;
		p->dom = both;
	}
	p->n = p->dom->n;
	for (size_t i = 0; i < n; i++)
		p->args[i] = cols[i].dom->kind == DOM_ONE || !which[i] ?
		    vec_entries(&cols[i]) :
		    vec_picked(r, &cols[i], which[i], p->n);
}

static void
place_of(struct run *r, const struct col *cols, size_t n, bool by_row,
    struct place *p)
{
	struct dom *shared = NULL;
	bool same = true;

	p->args = NEW(r->a, struct vec, n + 1);
	for (size_t i = 0; i < n; i++) {
		struct dom *d = cols[i].dom;

		if (d->kind == DOM_ONE)
			continue;
		if (!shared)
			shared = d;
		same = same && shared == d;
	}
	if (same) {
		p->dom = shared ? shared : dom_one(r->a);
		p->n = p->dom->n;
		for (size_t i = 0; i < n; i++)
			p->args[i] = vec_entries(&cols[i]);
	} else if (by_row) {
		p->dom = NULL;
		p->n = r->rows->rows;
		for (size_t i = 0; i < n; i++)
			p->args[i] = vec_rows(r, &cols[i]);
	} else {
		place_pairs(r, cols, n, p);
	}
}

void
out_open(struct run *r, struct out *out, enum type type, uint32_t n)
{
	out->type = type;
	out->n = n;
	out->null = NULL;
	if (type == TYPE_BOOL)
		out->b = NEW(r->a, uint8_t, n);
	else if (type_is_text(type))
		out->s = NEW(r->a, struct str, n);
	else
		out->i = NEW(r->a, int64_t, n);
}

static struct col
wrap(struct run *r, const struct place *p, const struct out *out)
{
	struct col c = { .type = out->type, .dom = p->dom };

	if (!c.dom && out->type == TYPE_BOOL)
		return col_bools(out->b, r->a);
	if (!c.dom)
		c.dom = dom_rows(r->rows->rows, r->a);
	c.i = out->i;
	c.null = type_is_text(out->type) || out->type == TYPE_BOOL ? NULL :
	    out->null;
	return c;
}

void
out_null(struct run *r, struct out *out, uint32_t k)
{
	if (out->type == TYPE_BOOL) {
		out->b[k] = B_NULL;
	} else if (type_is_text(out->type)) {
		out->s[k] = (struct str){ NULL, 0 };
	} else {
		if (!out->null)
			out->null = NEW0(r->a, uint8_t, out->n);
		out->null[k] = 1;
		out->i[k] = 0;
	}
}

void
vec_value(const struct vec *v, uint32_t k, struct value *value)
{
	value->type = v->type;
	value->is_null = v->type == TYPE_NULL || vec_is_null(v, k);
	if (value->is_null)
		value->i = 0;
	else if (v->type == TYPE_BOOL)
		value->i = v->b[k * v->step] == B_TRUE;
	else if (type_is_text(v->type))
		value->s = v->s[k * v->step];
	else
		value->i = v->i[k * v->step];
}

void
out_value(struct run *r, struct out *out, uint32_t k,
    const struct value *value)
{
	if (value->is_null)
		out_null(r, out, k);
	else if (out->type == TYPE_BOOL)
		out->b[k] = value->i ? B_TRUE : B_FALSE;
	else if (type_is_text(out->type))
		out->s[k] = value->s;
	else if (type_is_real(out->type) && value->type == TYPE_INT)
		out->d[k] = (double)value->i;
	else
		out->i[k] = value->i;
}

int
out_overflow(struct run *r, const struct node *n, struct out *out, uint32_t k)
{
	if (r->at && r->at->kind == DOM_CODES) {
		const uint32_t *index = dom_index((struct dom *)(uintptr_t)
		    r->at, r->rows->rows, r->a);
		uint32_t row = 0;

		while (row < r->rows->rows && index[row] != k)
			row++;
		if (row == r->rows->rows) {
			out_null(r, out, k);
			return 0;
		}
	}
	expr_fault(r->f, n->origin, n->at, "integer overflow");
	r->f->status = STATUS_DATA;
	return -1;
}

/* NULL in, NULL out. */
static void
spread_nulls(struct run *r, const struct vec *args, size_t n, struct out *out)
{
	for (size_t i = 0; i < n; i++) {
		const struct vec *v = &args[i];

		if (v->type != TYPE_BOOL && !type_is_text(v->type) &&
		    v->type != TYPE_NULL && !v->null)
			continue;
		for (uint32_t k = 0; k < out->n; k++)
			if (v->type == TYPE_NULL || vec_is_null(v, k))
				out_null(r, out, k);
	}
}

static int
eval_call(struct run *r, const struct node *n, struct col *result)
{
	struct col *cols = NEW(r->a, struct col, n->n + 1);
	const struct dom *outer = r->at;
	struct place p;
	struct out out;
	int done;

	for (size_t i = 0; i < n->n; i++)
		if (expr_eval(r, n->args[i], &cols[i]) < 0)
			return -1;
	place_of(r, cols, n->n, n->func->by_row, &p);
	out_open(r, &out, n->type, p.n);
	r->at = p.dom;
	done = alike_call(r, n, p.args, &out);
	r->at = outer;
	if (done < 0)
		return -1;
	if (!n->func->lenient)
		spread_nulls(r, p.args, n->n, &out);
	*result = wrap(r, &p, &out);
	return 0;
}

/* The first value whose condition holds, as texts of several domains: the
 * entries of all values one behind another, and a code a row. */
static void
case_texts(struct run *r, const struct node *n, const struct col *cols,
    struct col *result)
{
	uint32_t rows = r->rows->rows, total = 1;
	uint32_t *codes = NEW0(r->a, uint32_t, rows), *at;
	size_t arms = n->n / 2;
	struct str *s;

	at = NEW(r->a, uint32_t, n->n + 1);
	for (size_t i = 0; i < n->n; i++) {
		if (i % 2 == 0 && i + 1 < n->n)
			continue;
		at[i] = total;
		total += cols[i].dom->n;
	}
	s = NEW(r->a, struct str, total);
	s[0] = (struct str){ NULL, 0 };
	for (size_t i = 0; i < n->n; i++)
		if (i % 2 == 1 || i + 1 == n->n)
			memcpy(s + at[i], cols[i].s, cols[i].dom->n *
			    sizeof *s);
	if (n->n % 2 == 1) {
		const struct col *c = &cols[n->n - 1];
		const uint32_t *index = dom_index(c->dom, rows, r->a);

		for (uint32_t k = 0; k < rows; k++)
			codes[k] = at[n->n - 1] + index[k];
	}
	for (size_t arm = arms; arm-- > 0;) {
		const uint8_t *holds = run_bytes(r, &cols[arm * 2]);
		const struct col *c = &cols[arm * 2 + 1];
		uint32_t base = at[arm * 2 + 1];

		if (c->dom->kind == DOM_ONE) {
			for (uint32_t k = 0; k < rows; k++)
				codes[k] = holds[k] == B_TRUE ? base :
				    codes[k];
		} else {
			const uint32_t *index = dom_index(c->dom, rows, r->a);

			for (uint32_t k = 0; k < rows; k++)
				codes[k] = holds[k] == B_TRUE ?
				    base + index[k] : codes[k];
		}
	}
	*result = (struct col){ .type = n->type, .s = s,
		.dom = dom_codes(codes, rows, total, r->a) };
}

static bool
share_domain(const struct col *cols, size_t n)
{
	const struct dom *shared = NULL;

	for (size_t i = 0; i < n; i++) {
		if (cols[i].dom->kind == DOM_ONE)
			continue;
		if (shared && shared != cols[i].dom)
			return false;
		shared = cols[i].dom;
	}
	return true;
}

/* out[k] = value[k] where the condition holds. */
static void
blend(struct run *r, struct out *out, const struct vec *holds,
    const struct vec *value)
{
	bool is_text = type_is_text(out->type);

	if (out->type != TYPE_BOOL && !is_text && !value->null && !out->null) {
		for (uint32_t k = 0; k < out->n; k++)
			out->i[k] = holds->b[k * holds->step] == B_TRUE ?
			    value->i[k * value->step] : out->i[k];
		return;
	}
	if (out->type == TYPE_BOOL) {
		for (uint32_t k = 0; k < out->n; k++)
			out->b[k] = holds->b[k * holds->step] == B_TRUE ?
			    value->b[k * value->step] : out->b[k];
		return;
	}
	for (uint32_t k = 0; k < out->n; k++) {
		struct value v;

		if (holds->b[k * holds->step] != B_TRUE)
			continue;
		vec_value(value, k, &v);
		if (out->null)
			out->null[k] = 0;
		out_value(r, out, k, &v);
	}
}

static int
eval_case(struct run *r, const struct node *n, struct col *result)
{
	struct col *cols = NEW(r->a, struct col, n->n + 1);
	struct vec otherwise;
	struct place p;
	struct out out;

	for (size_t i = 0; i < n->n; i++)
		if (expr_eval(r, n->args[i], &cols[i]) < 0)
			return -1;
	if (type_is_text(n->type) && !share_domain(cols, n->n)) {
		case_texts(r, n, cols, result);
		return 0;
	}
	place_of(r, cols, n->n, true, &p);
	out_open(r, &out, n->type, p.n);
	if (n->n % 2 == 1) {
		otherwise = p.args[n->n - 1];
	} else {
		struct value none = { .type = n->type, .is_null = true };
		struct col c = col_const(&none, r->a);

		otherwise = vec_entries(&c);
	}
	if (type_is_text(n->type) || n->type == TYPE_BOOL ||
	    otherwise.null) {
		for (uint32_t k = 0; k < out.n; k++) {
			struct value v;

			vec_value(&otherwise, k, &v);
			out_value(r, &out, k, &v);
		}
	} else {
		for (uint32_t k = 0; k < out.n; k++)
			out.i[k] = otherwise.i[k * otherwise.step];
	}
	for (size_t arm = n->n / 2; arm-- > 0;)
		blend(r, &out, &p.args[arm * 2], &p.args[arm * 2 + 1]);
	*result = wrap(r, &p, &out);
	return 0;
}

static int
eval_fact(struct run *r, const struct node *n, struct col *result)
{
	const struct fact *x = r->facts ? facts_find(r->facts, n->text) : NULL;
	struct value v;

	if (!x) {
		expr_fault(r->f, n->origin, n->at, "no fact %s came",
		    quoted(n->text));
		r->f->status = STATUS_DATA;
		return -1;
	}
	if (fact_value(x, &v, r->a, r->f) < 0)
		return -1;
	*result = col_const(&v, r->a);
	return 0;
}

int
expr_eval(struct run *r, const struct node *n, struct col *out)
{
	struct value v;

	switch (n->kind) {
	case NODE_CONST:
		v = n->value;
		v.type = n->type;
		*out = col_const(&v, r->a);
		return 0;
	case NODE_COLUMN:
		*out = r->rows->cols[n->column];
		return 0;
	case NODE_AGG:
		*out = r->aggs[n->slot];
		return 0;
	case NODE_FACT:
		return eval_fact(r, n, out);
	case NODE_CASE:
		return eval_case(r, n, out);
	case NODE_CALL:
	case NODE_LOOKUP:
	case NODE_IN:
	case NODE_SEARCH:
		return eval_call(r, n, out);
	case NODE_FILE: /* replaced by the check */
		break;
	}
	return fault_data(r->f, "expression was not checked");
}

int
run_condition(struct run *r, const struct node *condition,
    const uint8_t **holds)
{
	struct col c;

	*holds = NULL;
	if (!condition)
		return 0;
	if (!r->condition || !expr_equal(r->condition, condition)) {
		if (expr_eval(r, condition, &c) < 0)
			return -1;
		r->condition = condition;
		r->holds = run_bytes(r, &c);
	}
	*holds = r->holds;
	return 0;
}

int
expr_constant(const struct node *n, struct value *v, struct arena *a,
    struct fault *f)
{
	static const struct chunk no_rows = { .rows = 1 };
	struct run r = { .rows = &no_rows, .a = a, .f = f };
	struct col c;

	if (expr_eval(&r, n, &c) < 0)
		return -1;
	col_value(&c, 0, v);
	return 0;
}
