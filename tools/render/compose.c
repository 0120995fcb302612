#include "compose.h"

#include "../expr/files.h"
#include "chartdata.h"
#include "composetable.h"
#include "html.h"
#include "layoutjson.h"
#include "scene.h"

static int
at_line(const struct scene *s, uint64_t line)
{
	return layout_fault(s->layout, line, s->f);
}

/* Rows as a table, or what stands for none. */
static int
add_table(const struct scene *s, struct doc_section *to,
    const struct layout_block *b, const struct table *about)
{
	struct doc_block *x = &to->blocks[to->n++];

	*x = (struct doc_block){ .kind = DOC_TABLE,
		.table.caption = to->heading };
	/* A mistake in its lines shows without rows too. */
	if (compose_table(s, &x->table, b, about) < 0)
		return -1;
	if (about->rows.rows > 0)
		return 0;
	x->kind = DOC_NOTE;
	x->text = S("None.");
	return b->has_empty ? scene_text(s, &b->empty, about, &x->text) : 0;
}

static int
add_charts(const struct scene *s, struct doc_section *to,
    const struct layout_block *b, const struct table *about, bool below)
{
	struct str nothing = S("No data.");

	if (b->has_empty && scene_text(s, &b->empty, about, &nothing) < 0)
		return -1;
	for (size_t i = 0; i < b->ncharts; i++) {
		struct chart *c;

		if (b->charts[i].is_below != below)
			continue;
		c = NEW0(s->a, struct chart, 1);
		if (chartdata_make(s, &b->charts[i], about, nothing, c) < 0)
			return -1;
		c->name = c->title.n > 0 ? c->title : to->heading;
		to->blocks[to->n++] = (struct doc_block){ .kind = DOC_CHART,
			.chart = c };
	}
	return 0;
}

/* The charts of some rows; without a chart, or with col lines, a table. */
static int
add_rows_of(const struct scene *s, struct doc_section *to,
    const struct layout_block *b, const struct table *about)
{
	if (add_charts(s, to, b, about, false) < 0)
		return -1;
	if ((b->ncharts == 0 || b->ncols > 0) &&
	    add_table(s, to, b, about) < 0)
		return -1;
	return add_charts(s, to, b, about, true);
}

static int
add_note(const struct scene *s, struct doc_section *to,
    const struct layout_block *b, const struct table *about)
{
	struct doc_block x = { .kind = DOC_NOTE };
	bool has = true;

	if (b->condition.p && scene_is_true(s, b->condition, about, &has) < 0)
		return at_line(s, b->line);
	if (has && scene_text(s, &b->text, about, &x.text) < 0)
		return -1;
	if (has)
		to->blocks[to->n++] = x;
	return 0;
}

/* The text of the file that a block names. */
static int
file_text(const struct scene *s, const struct layout_block *b,
    struct str *text)
{
	struct str path;

	if (files_find(b->path, layout_path(s->layout, b->line), s->a, &path,
	    s->f) < 0 || files_text(path, s->a, text, s->f) < 0)
		return at_line(s, b->line);
	return 0;
}

static int
add_prose(const struct scene *s, struct doc_section *to,
    const struct layout_block *b)
{
	struct doc_block *x = &to->blocks[to->n++];

	*x = (struct doc_block){ .kind = DOC_PROSE };
	return file_text(s, b, &x->text);
}

/* The file as it is, behind the values of json lines that it works with. */
static int
add_html(const struct scene *s, struct doc_section *to,
    const struct layout_block *b)
{
	struct doc_block *x = &to->blocks[to->n++];
	struct buffer html = { 0 };
	struct str text;

	*x = (struct doc_block){ .kind = DOC_HTML };
	if (file_text(s, b, &text) < 0)
		return -1;
	for (size_t i = 0; i < b->nkeys; i++) {
		struct buffer json = { 0 };

		if (layoutjson_value(s, &json, b->keys[i]) < 0) {
			buffer_free(&json);
			buffer_free(&html);
			return at_line(s, b->line);
		}
		buffer_add(&html, S("<script type=\"application/json\" id=\"data-"));
		html_anchor(&html, b->keys[i]);
		buffer_add(&html, S("\">"));
		html_json(&html, buffer_str(&json));
		buffer_add(&html, S("</script>\n"));
		buffer_free(&json);
	}
	buffer_add(&html, text);
	x->text = scene_keep(s, &html);
	return 0;
}

/* What a block becomes is added to the section. */
static int
compose_block(const struct scene *s, struct doc_section *to,
    const struct layout_block *b, const struct table *about)
{
	switch (b->kind) {
	case LAYOUT_TABLE:
		return add_rows_of(s, to, b, about);
	case LAYOUT_NOTE:
		return add_note(s, to, b, about);
	case LAYOUT_PROSE:
		return add_prose(s, to, b);
	case LAYOUT_HTML:
		return s->is_page ? add_html(s, to, b) : 0;
	}
	return 0;
}

/* What expressions of a section are about: its first table, else the first
 * input. */
static int
first_table(const struct scene *s, const struct layout_section *x,
    struct table *t)
{
	for (size_t i = 0; i < x->n; i++)
		if (x->blocks[i].kind == LAYOUT_TABLE)
			return scene_rows(s, &x->blocks[i].from, t) < 0 ?
			    at_line(s, x->blocks[i].line) : 0;
	*t = s->tables[0];
	return 0;
}

/* 1: it is there; 0: it isn't; -1. */
static int
compose_section(const struct scene *s, struct doc_section *to,
    const struct layout_section *x)
{
	struct table about;
	size_t most = x->n + 1;
	bool is;

	if (first_table(s, x, &about) < 0)
		return -1;
	if (x->show.p) {
		if (scene_is_true(s, x->show, &about, &is) < 0)
			return at_line(s, x->show_line);
		if (!is)
			return 0;
	}
	to->id = x->id;
	if (scene_text(s, &x->heading, &about, &to->heading) < 0)
		return -1;
	for (size_t i = 0; i < x->n; i++)
		most += x->blocks[i].ncharts;
	to->blocks = NEW0(s->a, struct doc_block, most);
	for (size_t i = 0; i < x->n; i++) {
		if (x->blocks[i].kind == LAYOUT_TABLE &&
		    scene_rows(s, &x->blocks[i].from, &about) < 0)
			return at_line(s, x->blocks[i].line);
		if (compose_block(s, to, &x->blocks[i], &about) < 0)
			return -1;
	}
	return 1;
}

static bool
is_wanted(const struct layout_section *x, struct str format)
{
	for (size_t i = 0; i < x->nonly; i++)
		if (str_eq(x->only[i], format))
			return true;
	return x->nonly == 0;
}

static int
compose_head(const struct scene *s, struct doc *d)
{
	const struct layout *l = s->layout;
	struct table about = s->tables[0];

	if (l->has_from && scene_rows(s, &l->from, &about) < 0)
		return at_line(s, l->from.line);
	if (l->title.n > 0 && scene_text(s, &l->title, &about, &d->title) < 0)
		return -1;
	d->nav = NEW(s->a, struct doc_link, l->nnav + 1);
	for (; d->nnav < l->nnav; d->nnav++) {
		struct doc_link *x = &d->nav[d->nnav];

		x->address = l->nav[d->nnav].address;
		if (scene_text(s, &l->nav[d->nnav].text, &about, &x->text) < 0)
			return -1;
	}
	if (l->to.n > 0 && scene_text(s, &l->to, &about, &d->to) < 0)
		return -1;
	if (l->subject.n > 0)
		return scene_text(s, &l->subject, &about, &d->subject);
	return 0;
}

int
compose(struct doc *d, const struct layout *l, const char *format,
    const struct table *tables, size_t n, const struct calc *calc,
    struct arena *a, struct fault *f)
{
	struct scene s = { l, tables, n, calc, a, f,
		str_eq(str_of(format), S("html")) };

	*d = (struct doc){ .sections = NEW0(a, struct doc_section, l->n + 1) };
	if (compose_head(&s, d) < 0)
		return -1;
	for (size_t i = 0; i < l->n; i++) {
		int got;

		if (!is_wanted(&l->sections[i], str_of(format)))
			continue;
		got = compose_section(&s, &d->sections[d->n],
		    &l->sections[i]);
		if (got < 0)
			return -1;
		d->n += got > 0;
	}
	return 0;
}
