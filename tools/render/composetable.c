#include "composetable.h"

#include "figure.h"

/* A column of the layout over some rows. */
struct drawn {
	const struct layout_col *layout;
	struct str expr;
	/* As far as there are: */
	struct col values, names, strong, indent, link;
	double bar_most, heat_from, heat_to;
	int decimals;
};

static int
at_line(const struct scene *s, uint64_t line)
{
	return layout_fault(s->layout, line, s->f);
}

/* A name as an expression. */
static struct str
name_expr(const struct scene *s, struct str name)
{
	return arena_fmt(s->a, "`%.*s`", (int)name.n, name.p);
}

static int
eval(const struct scene *s, struct drawn *d, const struct table *t)
{
	const struct form *form = &d->layout->form;
	ptrdiff_t at = d->layout->expr.p ? -1 :
	    schema_find(&t->schema, d->layout->name);

	if (at >= 0 && form->kind != FORM_AGO)
		d->values = t->rows.cols[at];
	else if (scene_column(s, scene_expr(s, d->expr, form), t,
	    &d->values) < 0)
		return -1;
	if (form->lookup.p && scene_column(s, scene_lookup(s, d->expr, form),
	    t, &d->names) < 0)
		return -1;
	if (form->indent.p && scene_column(s, form->indent, t,
	    &d->indent) < 0)
		return -1;
	if (form->indent.p && d->indent.type != TYPE_INT)
		return fault_usage(s->f, "indent: an int is needed, not %s",
		    type_name(d->indent.type));
	if (form->strong.p && scene_column(s, form->strong, t,
	    &d->strong) < 0)
		return -1;
	if (form->link.p && scene_column(s, form->link, t, &d->link) < 0)
		return -1;
	if (form->link.p && !type_is_text(d->link.type))
		return fault_usage(s->f, "link: a text is needed, not %s",
		    type_name(d->link.type));
	if (form->strong.p && d->strong.type != TYPE_BOOL)
		return fault_usage(s->f, "strong: a bool is needed, not %s",
		    type_name(d->strong.type));
	return 0;
}

/* What is the same for all groups of a table. */
static int
set_up(const struct scene *s, struct drawn *d, const struct table *t)
{
	const struct form *form = &d->layout->form;

	d->expr = d->layout->expr;
	if (!d->expr.p) {
		if (schema_find(&t->schema, d->layout->name) < 0)
			return fault_usage(s->f, "input %s has no column %s",
			    quoted(t->name), quoted(d->layout->name));
		d->expr = name_expr(s, d->layout->name);
	}
	if (eval(s, d, t) < 0)
		return -1;
	d->decimals = type_is_real(d->values.type) ?
	    figure_decimals(&d->values) : 0;
	if ((form->bar.p || form->heat_from.p) &&
	    !type_is_number(d->values.type))
		return fault_usage(s->f, "bar and heat need a number, not %s",
		    type_name(d->values.type));
	if (form->bar.p && scene_number(s, form->bar, t, &d->bar_most) < 0)
		return -1;
	if (form->heat_from.p &&
	    (scene_number(s, form->heat_from, t, &d->heat_from) < 0 ||
	    scene_number(s, form->heat_to, t, &d->heat_to) < 0))
		return -1;
	return 0;
}

static double
clamp(double v)
{
	return v > 0 ? v < 1 ? v : 1 : 0;
}

static void
fill_cell(const struct scene *s, struct doc_cell *c, const struct drawn *d,
    const struct value *v)
{
	const struct form *form = &d->layout->form;
	struct buffer b = { 0 };
	double x;

	*c = (struct doc_cell){ .bar = -1, .heat = -1 };
	if (v->is_null)
		return;
	form_show(&b, form, v, d->decimals);
	c->text = scene_keep(s, &b);
	if (!type_is_number(v->type))
		return;
	x = type_is_real(v->type) ? v->d : (double)v->i;
	if (form->bar.p)
		c->bar = d->bar_most > 0 ? clamp(x / d->bar_most) : 0;
	if (form->heat_from.p && d->heat_to != d->heat_from)
		c->heat = clamp((x - d->heat_from) /
		    (d->heat_to - d->heat_from));
}

static void
value_at(const struct scene *s, const struct col *c, uint32_t rows,
    uint32_t r, struct value *v)
{
	col_value(c, dom_index(c->dom, rows, s->a)[r], v);
}

static struct doc_row *
add_row(const struct scene *s, struct doc_table *t, enum doc_row_kind kind)
{
	struct doc_row *r;

	if (t->nrows == t->cap) {
		size_t cap = t->cap > 0 ? 2 * t->cap : 16;
		struct doc_row *rows = NEW(s->a, struct doc_row, cap);

		for (size_t i = 0; i < t->nrows; i++)
			rows[i] = t->rows[i];
		t->rows = rows;
		t->cap = cap;
	}
	r = &t->rows[t->nrows++];
	*r = (struct doc_row){ .kind = kind };
	r->cells = NEW(s->a, struct doc_cell, t->n + 1);
	for (size_t i = 0; i < t->n + 1; i++)
		r->cells[i] = (struct doc_cell){ .bar = -1, .heat = -1 };
	return r;
}

/* A total may be of a column that isn't shown now. */
static bool
has_col(const struct layout_block *b, struct str name)
{
	for (size_t i = 0; i < b->ncols; i++)
		if (str_eq(b->cols[i].name, name))
			return true;
	return false;
}

static int
add_total(const struct scene *s, struct doc_table *to,
    const struct layout_block *b, const struct layout_total *total,
    const struct drawn *ds, const struct table *t)
{
	struct doc_row *row = add_row(s, to, DOC_TOTAL);
	struct str text;
	size_t i, k;

	for (k = 0; k < total->n; k++) {
		struct value v;

		for (i = 0; i < to->n; i++)
			if (str_eq(ds[i].layout->name, total->names[k]))
				break;
		if (i == to->n && has_col(b, total->names[k]))
			continue;
		if (i == to->n)
			return fault_usage(s->f, "total: no col %s above",
			    quoted(total->names[k]));
		if (scene_value(s, total->exprs[k], t, &v) < 0)
			return -1;
		fill_cell(s, &row->cells[i], &ds[i], &v);
	}
	if (scene_text(s, &total->text, t, &text) < 0)
		return -1;
	/* The text stands in the first column without a total. */
	for (i = 0; i < to->n; i++) {
		for (k = 0; k < total->n; k++)
			if (str_eq(ds[i].layout->name, total->names[k]))
				break;
		if (k == total->n) {
			row->cells[i].text = text;
			break;
		}
	}
	return 0;
}

/* A first total without a text stands in its group's heading line. */
static bool
is_joined(const struct layout_block *b)
{
	return b->from.by.p && b->ntotals > 0 && b->totals[0].is_top &&
	    b->totals[0].text.n == 0;
}

static int
add_totals(const struct scene *s, struct doc_table *to,
    const struct layout_block *b, const struct drawn *ds,
    const struct table *t, bool top)
{
	for (size_t i = is_joined(b); i < b->ntotals; i++)
		if (b->totals[i].is_top == top &&
		    add_total(s, to, b, &b->totals[i], ds, t) < 0)
			return at_line(s, b->totals[i].line);
	return 0;
}

/* The rows of a table or of one of its groups, with their totals. */
static int
add_rows(const struct scene *s, struct doc_table *to,
    const struct layout_block *b, const struct drawn *ds,
    const struct table *t)
{
	if (add_totals(s, to, b, ds, t, true) < 0)
		return -1;
	for (uint32_t r = 0; r < t->rows.rows; r++) {
		struct doc_row *row = add_row(s, to, DOC_ROW);

		for (size_t i = 0; i < to->n; i++) {
			const struct form *form = &ds[i].layout->form;
			struct value v, x;

			value_at(s, &ds[i].values, t->rows.rows, r, &v);
			if (form->lookup.p) {
				value_at(s, &ds[i].names, t->rows.rows, r, &x);
				v = x.is_null ? v : x;
			}
			fill_cell(s, &row->cells[i], &ds[i], &v);
			row->cells[i].indent = b->from.by.p && i == 0;
			if (form->indent.p) {
				value_at(s, &ds[i].indent, t->rows.rows, r,
				    &x);
				row->cells[i].indent += x.is_null || x.i < 0 ?
				    0 : x.i > 16 ? 16 : (unsigned)x.i;
			}
			if (form->strong.p) {
				value_at(s, &ds[i].strong, t->rows.rows, r,
				    &x);
				row->is_strong |= !x.is_null && x.i;
			}
			if (form->link.p) {
				value_at(s, &ds[i].link, t->rows.rows, r, &x);
				if (!x.is_null)
					row->cells[i].link = x.s;
			}
		}
	}
	return add_totals(s, to, b, ds, t, false);
}

static int
join_heading(const struct scene *s, const struct layout_block *b,
    const struct drawn *ds, const struct table *t, struct doc_table *to,
    size_t heading)
{
	struct doc_row total;
	struct doc_cell *cells = to->rows[heading].cells;

	if (add_total(s, to, b, &b->totals[0], ds, t) < 0)
		return at_line(s, b->totals[0].line);
	total = to->rows[--to->nrows];
	for (size_t i = 1; i < to->n; i++)
		cells[i] = total.cells[i];
	return 0;
}

/* by COL: the numbers of the rows of each value, in order of appearance. */
static int
add_groups(const struct scene *s, struct doc_table *to,
    const struct layout_block *b, struct drawn *ds, const struct table *t)
{
	struct layout_col by_col = { .line = b->line, .name = b->from.by,
		.expr = b->from.by_expr, .form = b->from.by_form };
	struct drawn by = { .layout = &by_col };
	uint32_t rows = t->rows.rows, *at = NEW(s->a, uint32_t, rows + 1);
	bool *done = NEW0(s->a, bool, rows + 1);

	if (set_up(s, &by, t) < 0)
		return -1;
	for (uint32_t first = 0, n; first < rows; first++) {
		struct table group = *t;
		size_t heading;
		struct value v, x;

		if (done[first])
			continue;
		value_at(s, &by.values, rows, first, &v);
		n = 0;
		for (uint32_t r = first; r < rows; r++) {
			value_at(s, &by.values, rows, r, &x);
			if (value_cmp(&v, &x) != 0)
				continue;
			at[n++] = r;
			done[r] = true;
		}
		if (by_col.form.lookup.p) {
			value_at(s, &by.names, rows, first, &x);
			v = x.is_null ? v : x;
		}
		heading = to->nrows;
		fill_cell(s, &add_row(s, to, DOC_GROUP)->cells[0], &by, &v);
		chunk_gather(&group.rows, &t->rows, at, n, s->a);
		for (size_t i = 0; i < to->n; i++)
			if (eval(s, &ds[i], &group) < 0)
				return at_line(s, ds[i].layout->line);
		if ((is_joined(b) && join_heading(s, b, ds, &group, to,
		    heading) < 0) || add_rows(s, to, b, ds, &group) < 0)
			return -1;
	}
	return 0;
}

/* Without col lines a table has all columns of its input. */
static const struct layout_col *
all_columns(const struct scene *s, const struct layout_block *b,
    const struct table *t, size_t *n)
{
	struct layout_col *cols;

	*n = t->schema.n;
	cols = NEW0(s->a, struct layout_col, *n + 1);
	for (size_t i = 0; i < *n; i++) {
		cols[i].line = b->line;
		cols[i].name = t->schema.columns[i].name;
		cols[i].form.decimals = -1;
		cols[i].title.pieces = NEW0(s->a, struct piece, 1);
		cols[i].title.pieces[0].text = cols[i].name;
		cols[i].title.n = 1;
	}
	return cols;
}

/* The col lines without those whose `show` isn't true. */
static const struct layout_col *
shown_columns(const struct scene *s, const struct layout_block *b,
    const struct table *t, size_t *n)
{
	struct layout_col *cols = NEW(s->a, struct layout_col, b->ncols + 1);

	*n = 0;
	for (size_t i = 0; i < b->ncols; i++) {
		const struct layout_col *c = &b->cols[i];
		bool is = true;

		if (c->form.show.p && scene_is_true(s, c->form.show, t,
		    &is) < 0) {
			at_line(s, c->line);
			return NULL;
		}
		if (is)
			cols[(*n)++] = *c;
	}
	return cols;
}

int
compose_table(const struct scene *s, struct doc_table *to,
    const struct layout_block *b, const struct table *t)
{
	const struct layout_col *cols = b->ncols > 0 ?
	    shown_columns(s, b, t, &to->n) : all_columns(s, b, t, &to->n);
	struct drawn *ds;

	if (!cols)
		return -1;
	ds = NEW0(s->a, struct drawn, to->n + 1);
	to->cols = NEW0(s->a, struct doc_col, to->n + 1);
	for (size_t i = 0; i < to->n; i++) {
		ds[i].layout = &cols[i];
		if (set_up(s, &ds[i], t) < 0)
			return at_line(s, cols[i].line);
		if (scene_text(s, &cols[i].title, t, &to->cols[i].title) < 0)
			return -1;
		to->cols[i].is_right = type_is_number(ds[i].values.type) &&
		    !cols[i].form.left && !cols[i].form.lookup.p;
		to->cols[i].has_bar = cols[i].form.bar.p != NULL;
		to->cols[i].has_heat = cols[i].form.heat_from.p != NULL;
	}
	if (!b->from.by.p)
		return add_rows(s, to, b, ds, t);
	return add_groups(s, to, b, ds, t);
}
