#include "plain.h"

#include "figure.h"

static struct str
show(const struct col *c, uint32_t e, int decimals, struct arena *a)
{
	struct buffer b = { 0 };
	struct value v;
	struct str s;

	col_value(c, e, &v);
	if (v.is_null)
		return (struct str){ NULL, 0 };
	figure_plain(&b, &v, decimals);
	s = arena_str(a, buffer_str(&b));
	buffer_free(&b);
	return s;
}

static void
fill_column(struct doc_table *to, size_t i, const struct table *t,
    struct arena *a)
{
	const struct col *c = &t->rows.cols[i];
	const uint32_t *index = dom_index(c->dom, t->rows.rows, a);
	struct str *texts = NEW0(a, struct str, c->dom->n);
	int decimals = type_is_real(c->type) ? figure_decimals(c) : 0;

	to->cols[i].title = t->schema.columns[i].name;
	to->cols[i].is_right = type_is_number(c->type);
	for (uint32_t r = 0; r < t->rows.rows; r++) {
		struct str *s = &texts[index[r]];

		if (!s->p)
			*s = show(c, index[r], decimals, a);
		to->rows[r].cells[i] = (struct doc_cell){ .text = *s,
		    .bar = -1, .heat = -1 };
	}
}

static void
fill_table(struct doc_table *to, const struct table *t, struct arena *a)
{
	to->caption = t->name;
	to->n = t->schema.n;
	to->cols = NEW0(a, struct doc_col, to->n + 1);
	to->nrows = t->rows.rows;
	to->rows = NEW0(a, struct doc_row, to->nrows + 1);
	for (size_t r = 0; r < to->nrows; r++)
		to->rows[r].cells = NEW(a, struct doc_cell, to->n + 1);
	for (size_t i = 0; i < to->n; i++)
		fill_column(to, i, t, a);
}

void
plain_doc(struct doc *d, const struct table *tables, size_t n,
    struct arena *a)
{
	struct buffer title = { 0 };

	*d = (struct doc){ .n = n };
	d->sections = NEW0(a, struct doc_section, n + 1);
	for (size_t i = 0; i < n; i++) {
		struct doc_section *s = &d->sections[i];

		if (i > 0)
			buffer_add(&title, S(", "));
		buffer_add(&title, tables[i].name);
		s->id = tables[i].name;
		s->heading = n > 1 ? tables[i].name : S("");
		s->n = 1;
		s->blocks = NEW0(a, struct doc_block, 1);
		s->blocks[0].kind = DOC_TABLE;
		fill_table(&s->blocks[0].table, &tables[i], a);
	}
	d->title = arena_str(a, buffer_str(&title));
	buffer_free(&title);
}
