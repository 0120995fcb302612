#include "scene.h"

#include <string.h>

#include "../base/num.h"
#include "../expr/parse.h"
#include "input.h"

enum { DECIMALS = 2 }; /* of a real in running text without .N */

const struct table *
scene_table(const struct scene *s, struct str name)
{
	if (name.n == 0)
		return &s->tables[0];
	for (size_t i = 0; i < s->n; i++)
		if (str_eq(s->tables[i].name, name))
			return &s->tables[i];
	fault_usage(s->f, "input %s is not given", quoted(name));
	return NULL;
}

struct str
scene_keep(const struct scene *s, struct buffer *b)
{
	struct str r = arena_str(s->a, buffer_str(b));

	buffer_free(b);
	return r;
}

int
scene_column(const struct scene *s, struct str expr, const struct table *t,
    struct col *out)
{
	return s->calc->column(expr, t, s->tables, s->n, out, s->a, s->f);
}

static int
keep_rows(const struct scene *s, struct str condition, struct table *t)
{
	uint32_t *at = NEW(s->a, uint32_t, t->rows.rows + 1), n = 0;
	const uint32_t *index;
	struct chunk kept;
	struct col c;

	if (scene_column(s, condition, t, &c) < 0)
		return -1;
	if (c.type != TYPE_BOOL)
		return fault_usage(s->f, "if: a bool is needed, not %s",
		    type_name(c.type));
	index = dom_index(c.dom, t->rows.rows, s->a);
	for (uint32_t r = 0; r < t->rows.rows; r++)
		if (c.b[index[r]] == B_TRUE)
			at[n++] = r;
	chunk_gather(&kept, &t->rows, at, n, s->a);
	t->rows = kept;
	return 0;
}

/* A key is a column or an expression; those are added as columns behind. */
static int
sort_key(const struct scene *s, struct str key, struct table *t,
    struct chunk *with, size_t *column)
{
	ptrdiff_t at;

	if (key.n > 2 && key.p[0] == '`' && key.p[key.n - 1] == '`')
		at = schema_find(&t->schema, str_sub(key, 1, key.n - 2));
	else
		at = schema_find(&t->schema, key);
	*column = at >= 0 ? (size_t)at : with->n;
	return at >= 0 ? 0 : scene_column(s, key, t, &with->cols[with->n++]);
}

static int
sort_rows(const struct scene *s, struct str keys, struct table *t)
{
	size_t n = 0, *columns = NEW(s->a, size_t, keys.n + 1);
	bool *descending = NEW0(s->a, bool, keys.n + 1);
	struct chunk with = t->rows, sorted;
	struct str key;

	with.cols = NEW(s->a, struct col, with.n + keys.n + 1);
	memcpy(with.cols, t->rows.cols, with.n * sizeof *with.cols);
	while (expr_next_item(&keys, &key)) {
		key = str_trim(key);
		descending[n] = key.n > 0 && key.p[0] == '-';
		if (descending[n])
			key = str_sub(key, 1, key.n);
		if (sort_key(s, key, t, &with, &columns[n++]) < 0)
			return -1;
	}
	chunk_gather(&sorted, &t->rows, input_sort(&with, columns, descending,
	    n, s->a), t->rows.rows, s->a);
	t->rows = sorted;
	return 0;
}

int
scene_rows(const struct scene *s, const struct layout_from *from,
    struct table *out)
{
	const struct table *t = scene_table(s, from->input);

	if (!t)
		return -1;
	*out = *t;
	if ((from->condition.p && keep_rows(s, from->condition, out) < 0) ||
	    (from->sort.p && sort_rows(s, from->sort, out) < 0))
		return -1;
	if (from->first >= 0 && from->first < out->rows.rows) {
		struct chunk front;

		chunk_slice(&front, &out->rows, 0, (uint32_t)from->first,
		    s->a);
		out->rows = front;
	}
	return 0;
}

/* The table of a section or an input, or NULL. */
static const struct table *
table_or_section(const struct scene *s, struct str name)
{
	const struct layout *l = s->layout;

	for (size_t i = 0; i < l->n; i++) {
		const struct layout_section *x = &l->sections[i];

		for (size_t k = 0; k < x->n && str_eq(x->id, name); k++)
			if (x->blocks[k].kind == LAYOUT_TABLE)
				name = x->blocks[k].from.input;
	}
	for (size_t i = 0; i < s->n; i++)
		if (str_eq(s->tables[i].name, name))
			return &s->tables[i];
	return NULL;
}

/* INPUT.KEY.COL: 1 and the value if it is that, else 0. */
static int
row_value(const struct scene *s, struct str expr, struct value *out)
{
	ptrdiff_t first = str_find(expr, S("."), 0), last = first, column, k;
	const struct table *t;
	const struct col *c;
	const uint32_t *index;
	struct str key;

	while ((k = str_find(expr, S("."), (size_t)last + 1)) > 0 &&
	    first >= 0)
		last = k;
	if (first < 1 || last == first || str_find(expr, S(" "), 0) >= 0)
		return 0;
	t = table_or_section(s, str_sub(expr, 0, (size_t)first));
	column = !t || t->schema.n == 0 ? -1 : schema_find(&t->schema,
	    str_sub(expr, (size_t)last + 1, expr.n));
	if (column < 0)
		return 0;
	key = str_sub(expr, (size_t)first + 1, (size_t)(last - first) - 1);
	c = &t->rows.cols[0];
	index = dom_index(c->dom, t->rows.rows, s->a);
	for (uint32_t r = 0; r < t->rows.rows; r++) {
		struct value v;

		col_value(c, index[r], &v);
		if (!str_eq(value_text(&v, ' ', s->a), key))
			continue;
		c = &t->rows.cols[column];
		col_value(c, dom_index(c->dom, t->rows.rows, s->a)[r], out);
		return 1;
	}
	*out = (struct value){ .type = t->schema.columns[column].type,
		.is_null = true };
	return 1;
}

int
scene_value(const struct scene *s, struct str expr, const struct table *t,
    struct value *out)
{
	if (row_value(s, expr, out))
		return 0;
	return s->calc->value(expr, t, s->tables, s->n, out, s->a, s->f);
}

int
scene_is_true(const struct scene *s, struct str expr, const struct table *t,
    bool *is)
{
	struct value v;

	if (scene_value(s, expr, t, &v) < 0)
		return -1;
	if (v.type != TYPE_BOOL && v.type != TYPE_NULL)
		return fault_usage(s->f, "a bool is needed, not %s",
		    type_name(v.type));
	*is = !v.is_null && v.i;
	return 0;
}

int
scene_number(const struct scene *s, struct str expr, const struct table *t,
    double *v)
{
	struct value x;

	if (num_real(expr, v))
		return 0;
	if (scene_value(s, expr, t, &x) < 0)
		return -1;
	if (!type_is_number(x.type))
		return fault_usage(s->f, "a number is needed, not %s",
		    type_name(x.type));
	*v = x.is_null ? 0 : type_is_real(x.type) ? x.d : (double)x.i;
	return 0;
}

struct str
scene_expr(const struct scene *s, struct str expr, const struct form *form)
{
	return form->kind == FORM_AGO ? arena_fmt(s->a, "now() - (%.*s)",
	    (int)expr.n, expr.p) : expr;
}

struct str
scene_lookup(const struct scene *s, struct str expr, const struct form *form)
{
	return arena_fmt(s->a, "(%.*s)%.*s", (int)expr.n, expr.p,
	    (int)form->lookup.n, form->lookup.p);
}

static int
add_value(const struct scene *s, struct buffer *b, const struct piece *p,
    const struct table *about)
{
	struct value v, name;

	if (scene_value(s, scene_expr(s, p->expr, &p->form), about, &v) < 0)
		return -1;
	if (p->form.lookup.p) {
		if (scene_value(s, scene_lookup(s, p->expr, &p->form), about,
		    &name) < 0)
			return -1;
		if (!name.is_null)
			v = name;
	}
	if (v.is_null)
		buffer_add(b, S("\xe2\x80\x93"));
	else
		form_show(b, &p->form, &v, DECIMALS);
	return 0;
}

int
scene_text(const struct scene *s, const struct template *t,
    const struct table *about, struct str *out)
{
	struct buffer b = { 0 };

	for (size_t i = 0; i < t->n; i++) {
		if (!t->pieces[i].expr.p) {
			buffer_add(&b, t->pieces[i].text);
		} else if (add_value(s, &b, &t->pieces[i], about) < 0) {
			buffer_free(&b);
			return layout_fault(s->layout, t->line, s->f);
		}
	}
	*out = scene_keep(s, &b);
	return 0;
}
