#include "mdout.h"

#include <string.h>

#include "charttext.h"
#include "glyph.h"
#include "html.h"

/* Nothing of it may be taken for Markdown or HTML. */
static void
add_text(struct buffer *b, struct str s)
{
	while (s.n > 0) {
		int32_t c;
		struct str g = glyph_next(&s, &c);

		if (c == '\n')
			buffer_add(b, S("<br>"));
		else if (glyph_is_unsafe(c))
			buffer_add(b, c == '\t' ? S(" ") :
			    S("\xef\xbf\xbd"));
		else if (c == '<')
			buffer_add(b, S("&lt;"));
		else if (c == '&')
			buffer_add(b, S("&amp;"));
		else if (c < 128 && strchr("\\`*_[]|~#>", (char)c))
			buffer_fmt(b, "\\%c", (char)c);
		else
			buffer_add(b, g);
	}
}

static void
draw_cell(struct buffer *b, const struct doc_cell *c)
{
	bool leads = c->link.p && c->text.p && html_is_address(c->link);

	/* What would end the address or the cell, or be HTML. */
	for (size_t i = 0; leads && i < c->link.n; i++)
		leads = !strchr("()<>|`", c->link.p[i]);
	if (leads)
		buffer_char(b, '[');
	add_text(b, c->text);
	if (leads) {
		buffer_add(b, S("]("));
		buffer_add(b, c->link);
		buffer_char(b, ')');
	}
}

static void
draw_table(struct buffer *b, const struct doc_table *t)
{
	if (t->n == 0)
		return;
	for (size_t i = 0; i < t->n; i++) {
		buffer_add(b, S("| "));
		add_text(b, t->cols[i].title);
		buffer_char(b, ' ');
	}
	buffer_add(b, S("|\n"));
	for (size_t i = 0; i < t->n; i++)
		buffer_add(b, t->cols[i].is_right ? S("| ---: ") :
		    S("| --- "));
	buffer_add(b, S("|\n"));
	for (size_t r = 0; r < t->nrows; r++) {
		for (size_t i = 0; i < t->n; i++) {
			buffer_add(b, S("| "));
			draw_cell(b, &t->rows[r].cells[i]);
			buffer_char(b, ' ');
		}
		buffer_add(b, S("|\n"));
	}
}

/* As text, four blanks in front of each line: code, in which nothing is
 * markup. */
static void
draw_chart(struct buffer *b, const struct chart *c)
{
	struct buffer text = { 0 };
	struct str rest, line;

	chart_text(&text, c, 0);
	rest = str_sub(buffer_str(&text), 0, text.n > 0 ? text.n - 1 : 0);
	while (str_next(&rest, '\n', &line)) {
		buffer_add(b, S("    "));
		buffer_add(b, line);
		buffer_char(b, '\n');
	}
	buffer_free(&text);
}

void
mdout_draw(struct buffer *b, const struct doc *d)
{
	if (d->title.n > 0) {
		buffer_add(b, S("# "));
		add_text(b, d->title);
		buffer_add(b, S("\n\n"));
	}
	for (size_t i = 0; i < d->n; i++) {
		const struct doc_section *s = &d->sections[i];

		if (i > 0)
			buffer_char(b, '\n');
		if (s->heading.n > 0) {
			buffer_add(b, S("## "));
			add_text(b, s->heading);
			buffer_add(b, S("\n\n"));
		}
		for (size_t k = 0; k < s->n; k++) {
			const struct doc_block *x = &s->blocks[k];

			if (k > 0)
				buffer_char(b, '\n');
			if (x->kind == DOC_TABLE) {
				draw_table(b, &x->table);
				continue;
			}
			if (x->kind == DOC_CHART) {
				draw_chart(b, x->chart);
				continue;
			}
			if (x->kind == DOC_NOTE)
				add_text(b, x->text);
			else
				buffer_add(b, str_trim(x->text));
			buffer_char(b, '\n');
		}
	}
}
