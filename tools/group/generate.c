#include "generate.h"

#include <stdlib.h>
#include <string.h>

#include "../base/civil.h"
#include "../expr/json.h"
#include "../expr/parse.h"
#include "../rows/bounds.h"

bool
generate_is(const struct node *n)
{
	return n->kind == NODE_CALL && (str_eq(n->text, S("split")) ||
	    str_eq(n->text, S("range")));
}

static bool
is_split(const struct node *n)
{
	return str_eq(n->text, S("split"));
}

int
generate_check(struct node *n, struct scope *s, struct fault *f)
{
	enum type t;

	for (size_t i = 0; i < n->n; i++)
		if (expr_check(&n->args[i], s, f) < 0)
			return -1;
	t = n->n > 0 ? n->args[0]->type : TYPE_NULL;
	if (is_split(n)) {
		n->type = TYPE_TEXT;
		if ((n->n == 1 && t == TYPE_JSON) || (n->n == 2 &&
		    (t == TYPE_TEXT || t == TYPE_JSON) &&
		    n->args[1]->type == TYPE_TEXT))
			return 0;
		return expr_fault(f, n->origin, n->at, "split takes a text and "
		    "a separator, or a JSON array");
	}
	n->type = t;
	if (n->n == 3 && (t == TYPE_INT || t == TYPE_TIME || t == TYPE_DATE) &&
	    n->args[1]->type == t && n->args[2]->type == TYPE_INT)
		return 0;
	return expr_fault(f, n->origin, n->at, "range takes from, to (ints, "
	    "times or dates alike) and a step (an int or a span)");
}

/* Rows made so far: which they repeat, and the value of each. */
struct made {
	uint32_t n;
	size_t cap;
	uint32_t *row;    /* malloc'ed */
	int64_t *value;   /* malloc'ed: a value, or an entry of a text */
	uint8_t *null;    /* malloc'ed: the value is NULL */
	const struct node *node; /* for messages */
	struct fault *f;
};

static int
make_row(struct made *m, uint32_t row, int64_t value, bool is_null)
{
	size_t cap = m->cap;

	if (m->n >= MAX_GENERATED) {
		expr_fault(m->f, m->node->origin, m->node->at,
		    "more than %d rows come of one batch", MAX_GENERATED);
		m->f->status = STATUS_DATA;
		return -1;
	}

	mem_grow(&m->row, &cap, (size_t)m->n + 1, sizeof *m->row);
	cap = m->cap;
	mem_grow(&m->value, &cap, (size_t)m->n + 1, sizeof *m->value);
	cap = m->cap;
	mem_grow(&m->null, &cap, (size_t)m->n + 1, sizeof *m->null);
	m->cap = cap;
	m->null[m->n] = is_null;
	m->row[m->n] = row;
	m->value[m->n++] = value;
	return 0;
}

/* The pieces of every entry, one entry after another. */
struct pieces {
	size_t n, cap;
	struct str *list;  /* malloc'ed; [0] is NULL */
};

static void
add_piece(struct pieces *p, struct str s)
{
	mem_grow(&p->list, &p->cap, p->n + 1, sizeof *p->list);
	p->list[p->n++] = s;
}

static void
split_text(struct pieces *p, struct str s, struct str sep)
{
	size_t at = 0;
	ptrdiff_t end;

	if (!s.p || sep.n == 0) {
		add_piece(p, s);
		return;
	}
	while ((end = str_find(s, sep, at)) >= 0) {
		add_piece(p, str_sub(s, at, (size_t)end - at));
		at = (size_t)end + sep.n;
	}
	add_piece(p, str_sub(s, at, s.n));
}

static void
split_array(struct pieces *p, struct str s, struct arena *a)
{
	struct str *items;
	size_t n;

	if (!json_elements(s, &items, &n, a) || n == 0) {
		add_piece(p, (struct str){ NULL, 0 });
		return;
	}
	for (size_t i = 0; i < n; i++)
		add_piece(p, items[i]);
}

static int
run_split(const struct node *n, struct run *r, struct made *m,
    struct pieces *p)
{
	struct col x, sep;
	uint32_t rows = r->rows->rows, pairs;
	const uint32_t *first, *second, *index;
	size_t *start;
	struct dom *d;

	if (expr_eval(r, n->args[0], &x) < 0)
		return -1;
	if (n->n == 2) {
		if (expr_eval(r, n->args[1], &sep) < 0)
			return -1;
	} else {
		sep = col_null(TYPE_TEXT, r->a);
	}
	d = run_join(r, x.dom, sep.dom, &first, &second);
	pairs = d->n;
	start = NEW(r->a, size_t, (size_t)pairs + 1);
	add_piece(p, (struct str){ NULL, 0 });
	start[0] = p->n;
	for (uint32_t k = 0; k < pairs; k++) {
		if (k > 0 && x.type == TYPE_JSON)
			split_array(p, x.s[first[k]], r->a);
		else if (k > 0)
			split_text(p, x.s[first[k]], sep.s[second[k]]);
		start[k + 1] = p->n;
	}
	index = dom_index(d, rows, r->a);
	for (uint32_t row = 0; row < rows; row++)
		for (size_t k = start[index[row]]; k < start[index[row] + 1];
		    k++)
			if (make_row(m, row, (int64_t)k, false) < 0)
				return -1;
	return 0;
}

static int
run_range(const struct node *n, struct run *r, struct made *m)
{
	struct col c[3];
	const uint32_t *index[3];
	int64_t unit = n->type == TYPE_DATE ? US_DAY : 1;

	for (int i = 0; i < 3; i++) {
		if (expr_eval(r, n->args[i], &c[i]) < 0)
			return -1;
		index[i] = dom_index(c[i].dom, r->rows->rows, r->a);
	}
	for (uint32_t row = 0; row < r->rows->rows; row++) {
		struct value v[3];
		int64_t step, at;

		for (int i = 0; i < 3; i++)
			col_value(&c[i], index[i][row], &v[i]);
		if (v[0].is_null || v[1].is_null || v[2].is_null) {
			if (make_row(m, row, 0, true) < 0)
				return -1;
			continue;
		}
		step = v[2].i / unit;
		if (step <= 0) {
			expr_fault(r->f, n->origin, n->at,
			    "range with a step that is not positive");
			r->f->status = STATUS_DATA;
			return -1;
		}
		at = civil_floor(v[0].i, step);
		do
			if (make_row(m, row, at, false) < 0)
				return -1;
		while (!__builtin_add_overflow(at, step, &at) && at < v[1].i);
	}
	return 0;
}

int
generate_run(const struct node *n, struct run *r, struct chunk *out,
    struct col *values)
{
	struct made m = { .node = n, .f = r->f };
	struct pieces p = { 0 };
	int done = is_split(n) ? run_split(n, r, &m, &p) : run_range(n, r,
	    &m);

	if (done == 0) {
		uint32_t *at = NEW(r->a, uint32_t, (size_t)m.n + 1);

		memcpy(at, m.row, m.n * sizeof *at);
		chunk_gather(out, r->rows, at, m.n, r->a);
		*values = (struct col){ .type = n->type };
		if (is_split(n)) {
			uint32_t *codes = NEW(r->a, uint32_t, m.n);
			struct str *s = NEW(r->a, struct str, p.n);

			memcpy(s, p.list, p.n * sizeof *s);
			for (uint32_t k = 0; k < m.n; k++)
				codes[k] = (uint32_t)m.value[k];
			values->s = s;
			values->dom = dom_codes(codes, m.n, (uint32_t)p.n,
			    r->a);
		} else {
			int64_t *i = NEW(r->a, int64_t, m.n);
			uint8_t *null = NEW(r->a, uint8_t, m.n);

			memcpy(i, m.value, m.n * sizeof *i);
			memcpy(null, m.null, m.n * sizeof *null);
			values->i = i;
			values->null = null;
			values->dom = dom_rows(m.n, r->a);
		}
	}
	free(m.row);
	free(m.value);
	free(m.null);
	free(p.list);
	return done;
}
