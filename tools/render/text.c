#include "text.h"

#include <stdlib.h>
#include <string.h>

#include "charttext.h"
#include "glyph.h"

enum { GAP = 2, CUT_LEAST = 12, PROSE_WIDTH = 78 };

/* A cell as it stands there; in `b`, from its start. */
static struct str
shown(struct buffer *b, const struct doc_cell *c)
{
	b->n = 0;
	buffer_times(b, ' ', (size_t)c->indent * 2);
	if (c->text.p)
		glyph_add_shown(b, c->text);
	return buffer_str(b);
}

/* A group's heading without figures may be as long as it is. */
static bool
is_heading(const struct doc_table *t, const struct doc_row *r)
{
	if (r->kind != DOC_GROUP)
		return false;
	for (size_t i = 1; i < t->n; i++)
		if (r->cells[i].text.p)
			return false;
	return true;
}

static void
measure(const struct doc_table *t, size_t *width)
{
	struct buffer b = { 0 };

	for (size_t i = 0; i < t->n; i++) {
		struct doc_cell title = { .text = t->cols[i].title };

		width[i] = glyph_width(shown(&b, &title));
		for (size_t r = 0; r < t->nrows; r++) {
			size_t w;

			if (is_heading(t, &t->rows[r]))
				continue;
			w = glyph_width(shown(&b, &t->rows[r].cells[i]));
			if (w > width[i])
				width[i] = w;
		}
	}
	buffer_free(&b);
}

/* Takes from the widest text column until the line fits. */
static void
narrow(const struct doc_table *t, size_t *width, size_t most)
{
	for (size_t i = 0; i < t->n; i++)
		if (!t->cols[i].is_right && width[i] > most)
			width[i] = most;
	for (;;) {
		size_t all = 0, widest = t->n;

		for (size_t i = 0; i < t->n; i++) {
			all += width[i] + (i > 0 ? GAP : 0);
			if (!t->cols[i].is_right && width[i] > CUT_LEAST &&
			    (widest == t->n || width[i] > width[widest]))
				widest = i;
		}
		if (all <= most || widest == t->n)
			return;
		width[widest]--;
	}
}

static void
put_cell(struct buffer *b, struct str s, size_t width, bool is_right)
{
	size_t w = glyph_width(s);

	if (is_right && w < width)
		buffer_times(b, ' ', width - w);
	if (w <= width) {
		buffer_add(b, s);
	} else {
		struct str front = glyph_cut(s, width - 2);

		buffer_add(b, front);
		buffer_add(b, S(".."));
		w = glyph_width(front) + 2;
	}
	if (!is_right && w < width)
		buffer_times(b, ' ', width - w);
}

static void
put_row(struct buffer *b, const struct doc_table *t, const size_t *width,
    const struct doc_cell *cells, struct buffer *tmp)
{
	for (size_t i = 0; i < t->n; i++) {
		if (i > 0)
			buffer_times(b, ' ', GAP);
		put_cell(b, shown(tmp, &cells[i]), width[i],
		    t->cols[i].is_right);
	}
	buffer_line(b);
}

static void
put_rule(struct buffer *b, const struct doc_table *t, const size_t *width)
{
	for (size_t i = 0; i < t->n; i++) {
		if (i > 0)
			buffer_times(b, ' ', GAP);
		buffer_times(b, '-', width[i]);
	}
	buffer_line(b);
}

/* A rule goes under the heading and between rows and a total. */
static bool
needs_rule(const struct doc_table *t, size_t r)
{
	if (r == 0 || t->rows[r].kind == DOC_GROUP ||
	    t->rows[r - 1].kind == DOC_GROUP)
		return false;
	return (t->rows[r].kind == DOC_TOTAL) !=
	    (t->rows[r - 1].kind == DOC_TOTAL);
}

static void
draw_table(struct buffer *b, const struct doc_table *t, size_t most)
{
	struct arena a = { 0 };
	size_t *width = NEW0(&a, size_t, t->n + 1);
	struct doc_cell *titles = NEW0(&a, struct doc_cell, t->n + 1);
	struct buffer tmp = { 0 };
	bool has_titles = false;

	measure(t, width);
	if (most > 0)
		narrow(t, width, most);
	for (size_t i = 0; i < t->n; i++) {
		titles[i].text = t->cols[i].title;
		has_titles = has_titles || titles[i].text.n > 0;
	}
	if (has_titles) {
		put_row(b, t, width, titles, &tmp);
		put_rule(b, t, width);
	}
	for (size_t r = 0; r < t->nrows; r++) {
		if (needs_rule(t, r))
			put_rule(b, t, width);
		if (t->rows[r].kind == DOC_GROUP && r > 0)
			buffer_line(b);
		if (is_heading(t, &t->rows[r])) {
			buffer_add(b, shown(&tmp, &t->rows[r].cells[0]));
			buffer_line(b);
			continue;
		}
		put_row(b, t, width, t->rows[r].cells, &tmp);
	}
	buffer_free(&tmp);
	arena_free(&a);
}

/* A paragraph, broken at blanks. */
static void
draw_paragraph(struct buffer *b, struct str s)
{
	struct buffer tmp = { 0 };
	struct str rest, word;
	size_t used = 0;

	glyph_add_shown(&tmp, s);
	rest = buffer_str(&tmp);
	while (str_next(&rest, ' ', &word)) {
		size_t w = glyph_width(word);

		if (word.n == 0)
			continue;
		if (used > 0 && used + 1 + w > PROSE_WIDTH) {
			buffer_char(b, '\n');
			used = 0;
		}
		if (used > 0)
			buffer_char(b, ' ');
		used += w + (used > 0);
		buffer_add(b, word);
	}
	buffer_line(b);
	buffer_free(&tmp);
}

/* Markdown reads well as it is. */
static void
draw_prose(struct buffer *b, struct str s)
{
	struct str line;

	s = str_trim(s);
	while (str_next(&s, '\n', &line)) {
		if (str_ends(line, S("\r")))
			line.n--;
		glyph_add_shown(b, line);
		buffer_line(b);
	}
}

static void
draw_heading(struct buffer *b, struct str s, char under)
{
	size_t from = b->n;

	glyph_add_shown(b, s);
	from = glyph_width((struct str){ b->p + from, b->n - from });
	buffer_line(b);
	buffer_times(b, under, from);
	buffer_line(b);
}

void
text_draw(struct buffer *b, const struct doc *d, size_t width)
{
	bool is_first = true;

	if (d->title.n > 0 && width > 0) {
		draw_heading(b, d->title, '=');
		is_first = false;
	}
	for (size_t i = 0; i < d->n; i++) {
		const struct doc_section *s = &d->sections[i];

		if (s->heading.n > 0) {
			if (!is_first)
				buffer_add(b, S("\n"));
			draw_heading(b, s->heading, '-');
			is_first = s->n > 0;
		}
		for (size_t k = 0; k < s->n; k++) {
			const struct doc_block *x = &s->blocks[k];

			if (!is_first)
				buffer_add(b, S("\n"));
			is_first = false;
			if (x->kind == DOC_TABLE)
				draw_table(b, &x->table, width);
			else if (x->kind == DOC_CHART)
				chart_text(b, x->chart, width);
			else if (x->kind == DOC_NOTE)
				draw_paragraph(b, x->text);
			else
				draw_prose(b, x->text);
		}
	}
}
