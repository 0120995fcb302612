#include "page.h"

#include "chartcells.h"
#include "chartsvg.h"
#include "html.h"
#include "prose.h"

enum { CONTENTS_LEAST = 5 }; /* sections that make a list of contents useful */

/* Kept small: some mail programs drop a long style.  Colours by class, so
 * that the dark ones can replace them; bars and alignment also in the table
 * itself for those that drop all style. */
static const char style[] =
	"body{margin:0;background:#fff;color:#1d2733;"
	"font:15px/1.45 system-ui,-apple-system,\"Segoe UI\",Roboto,"
	"\"Helvetica Neue\",Arial,sans-serif;-webkit-text-size-adjust:100%}\n"
	"main{max-width:860px;margin:0 auto;padding:28px 20px 48px}\n"
	"h1{font-size:25px;line-height:1.2;font-weight:650;margin:0 0 4px;"
	"letter-spacing:-.01em}\n"
	"h2{font-size:17px;line-height:1.3;font-weight:650;margin:36px 0 8px}\n"
	"h3{font-size:15px;font-weight:650;margin:20px 0 4px}\n"
	"p,ul,ol{margin:6px 0;max-width:46em}\n"
	"h2 a{color:inherit;text-decoration:none}\n"
	"nav{font-size:13.5px;margin:10px 0 0}\n"
	"nav a{display:inline-block;margin:0 14px 2px 0;padding:3px 0}\n"
	"a{color:#1f5f99;text-decoration:none}a:hover{text-decoration:"
	"underline}\n"
	".note{color:#596775}.lead{color:#3c4855}"
	"h1+section .lead:first-child{font-size:17px;margin:8px 0}\n"
	".wrap{overflow-x:auto;margin:8px 0 4px}\n"
	"table{border-collapse:collapse;font-variant-numeric:tabular-nums}\n"
	".t{width:100%}\n"
	".t caption{position:absolute;width:1px;height:1px;overflow:hidden;"
	"clip:rect(0 0 0 0);clip-path:inset(50%);white-space:nowrap}\n"
	".t th,.t td{padding:4px 0 4px 18px;text-align:left;"
	"vertical-align:baseline}\n"
	".t th:first-child,.t td:first-child{padding-left:0}\n"
	".t thead th,.t thead td{font-size:12.5px;font-weight:500;"
	"color:#596775;vertical-align:bottom;"
	"border-bottom:1px solid #aab4be}\n"
	".t th:first-child{width:40%}.t tbody th{font-weight:400}\n"
	".t tbody td,.t tbody th{border-bottom:1px solid #e8ecf0}\n"
	".t .r{text-align:right;white-space:nowrap}.t .h{"
	"padding-right:8px}\n"
	".t .s th,.t .s td{font-weight:650}\n"
	".t .g>th,.t .g>td{font-weight:650;padding-top:18px;"
	"border-bottom-color:#aab4be}\n"
	".t thead+tbody .g>th,.t thead+tbody .g>td{padding-top:6px}\n"
	".t .b,.t .g>.b{padding:10px 0 0 10px;width:112px;"
	"vertical-align:top}.t .g>.b{padding-top:24px}"
	".t thead+tbody .g>.b{padding-top:12px}\n"
	".bar{width:112px}.t .bar td{padding:0;border:0;height:9px;"
	"line-height:9px;font-size:1px}\n"
	".on{background:#4a7fb5}.off{background:#e9eef3}\n"
	"pre,code{font-family:ui-monospace,Consolas,monospace;"
	"font-size:.92em}pre{overflow-x:auto}\n"
	"@media(max-width:560px){main{padding:18px 14px 36px}"
	"body{font-size:13.5px;line-height:1.4}h1{font-size:20px}"
	"h2{font-size:16px;margin-top:28px}nav{font-size:13px}"
	".t th,.t td{padding-left:8px}.t .b,.t .g>.b{padding-left:6px}"
	".t thead th,.t thead td{font-size:11.5px}.t .b,.bar{width:26px}"
	".t th:first-child{width:auto}"
	".t tbody th{overflow-wrap:anywhere;min-width:8em}"
	".i1{padding-left:9px!important}.i2{padding-left:18px!important}"
	".i3{padding-left:27px!important}.i4{padding-left:36px!important}}"
	"\n@media(max-width:380px){.t .b{display:none}}\n"
	"@media(prefers-color-scheme:dark){"
	"body{background:#14191f;color:#dde4ea}a{color:#8ab8e6}"
	".note,.t thead th{color:#97a4b1}.lead{color:#bcc7d1}"
	".t tbody td,.t tbody th{border-bottom-color:#28313a}"
	".t thead th,.t thead td,.t .g>th,.t .g>td{"
	"border-bottom-color:#56626e}"
	".on{background:#6d9fd1}.off{background:#27313b}}\n"
	"@media print{nav{display:none}main{max-width:none;padding:0}"
	".wrap{overflow:visible}}\n";

/* The state of a page that is drawn. */
struct drawing {
	bool is_message;
	size_t charts; /* so far */
};

static void
draw_bar(struct buffer *b, double part)
{
	int percent = (int)(part * 100 + 0.5);

	percent = percent < 0 ? 0 : percent > 100 ? 100 : percent;
	buffer_add(b, S("<table class=\"bar\" role=\"presentation\" "
	    "cellspacing=\"0\" cellpadding=\"0\" width=\"112\"><tr>"));
	if (percent > 0)
		buffer_fmt(b, "<td class=\"on\" bgcolor=\"#4a7fb5\" "
		    "width=\"%d%%\">&nbsp;</td>", percent);
	if (percent < 100)
		buffer_fmt(b, "<td class=\"off\" bgcolor=\"#e9eef3\" "
		    "width=\"%d%%\">&nbsp;</td>", 100 - percent);
	buffer_add(b, S("</tr></table>"));
}

/* A shaded figure keeps off the edge of its shade. */
static const char *
alignment(const struct doc_col *c)
{
	if (!c->is_right)
		return " align=\"left\"";
	return c->has_heat ? " class=\"r h\" align=\"right\"" :
	    " class=\"r\" align=\"right\"";
}

static void
draw_head(struct buffer *b, const struct doc_table *t)
{
	bool has_titles = false;

	for (size_t i = 0; i < t->n; i++)
		has_titles = has_titles || t->cols[i].title.n > 0;
	if (!has_titles)
		return;
	buffer_add(b, S("<thead><tr>"));
	for (size_t i = 0; i < t->n; i++) {
		const struct doc_col *c = &t->cols[i];

		buffer_fmt(b, "<th scope=\"col\"%s>", alignment(c));
		html_text(b, c->title);
		buffer_add(b, S("</th>"));
		/* An empty cell, not a wider heading: the heading stays
		 * above its figures. */
		if (c->has_bar)
			buffer_add(b, S("<td class=\"b\"></td>"));
	}
	buffer_add(b, S("</tr></thead>\n"));
}

static void
put_link(struct buffer *b, struct str address, struct str text)
{
	buffer_add(b, S("<a href=\""));
	html_text(b, address);
	buffer_add(b, S("\">"));
	html_text(b, text);
	buffer_add(b, S("</a>"));
}

/* On the same page. */
static void
put_link_to(struct buffer *b, const struct doc_section *s)
{
	buffer_add(b, S("<a href=\"#"));
	html_anchor(b, s->id);
	buffer_add(b, S("\">"));
	html_text(b, s->heading);
	buffer_add(b, S("</a>"));
}

/* From a message only what has a scheme leads anywhere. */
static void
draw_text(struct buffer *b, const struct doc_cell *c, bool is_message)
{
	bool leads = c->link.p && (is_message ? html_is_absolute(c->link) :
	    html_is_address(c->link));

	if (!c->text.p)
		return;
	if (leads)
		put_link(b, c->link, c->text);
	else
		html_text(b, c->text);
}

static void
draw_cell(struct buffer *b, const struct doc_col *col,
    const struct doc_cell *c, bool is_first, bool is_message)
{
	const char *tag = is_first ? "th" : "td";

	buffer_fmt(b, "<%s%s", tag, is_first ? " scope=\"row\"" : "");
	if (c->indent > 0 && !col->is_right) /* a phone makes it less */
		buffer_fmt(b, " class=\"i%u\" align=\"left\"", c->indent);
	else if (is_first || col->is_right)
		buffer_add(b, str_of(alignment(col)));
	/* The blue of a bar, let through as much as the heat says: it is
	 * right on a light ground and on a dark one. */
	if (c->indent > 0 || c->heat >= 0) {
		buffer_add(b, S(" style=\""));
		if (c->indent > 0)
			buffer_fmt(b, "padding-left:%upx", 18 * c->indent);
		if (c->heat >= 0)
			buffer_fmt(b, "%sbackground:rgba(74,127,181,%.2f)",
			    c->indent > 0 ? ";" : "", 0.45 * c->heat);
		buffer_char(b, '"');
	}
	buffer_char(b, '>');
	draw_text(b, c, is_message);
	buffer_fmt(b, "</%s>", tag);
	if (!col->has_bar)
		return;
	buffer_add(b, S("<td class=\"b\">"));
	if (c->bar >= 0)
		draw_bar(b, c->bar);
	buffer_add(b, S("</td>"));
}

/* A group's heading covers the cells up to the first figure or bar: a phone
 * leaves bars out, and the columns must still agree.  Returns the first column
 * that it leaves. */
static size_t
draw_heading(struct buffer *b, const struct doc_table *t,
    const struct doc_row *r)
{
	size_t n = 0;
	bool at_bar = false;

	while (n < t->n && !at_bar && (n == 0 || !r->cells[n].text.p))
		at_bar = t->cols[n++].has_bar;
	buffer_fmt(b, "<tr class=\"g\"><th scope=\"rowgroup\" "
	    "align=\"left\" colspan=\"%zu\">", n);
	html_text(b, r->cells[0].text);
	buffer_add(b, S("</th>"));
	if (at_bar)
		buffer_add(b, S("<td class=\"b\"></td>"));
	return n;
}

static void
draw_row(struct buffer *b, const struct doc_table *t, const struct doc_row *r,
    bool is_message)
{
	size_t i = 0;

	if (r->kind == DOC_GROUP)
		i = draw_heading(b, t, r);
	else
		buffer_add(b, r->is_strong || r->kind == DOC_TOTAL ?
		    S("<tr class=\"s\">") : S("<tr>"));
	for (; i < t->n; i++)
		draw_cell(b, &t->cols[i], &r->cells[i], i == 0, is_message);
	buffer_add(b, S("</tr>\n"));
}

static void
draw_table(struct buffer *b, const struct doc_table *t, bool is_message)
{
	if (t->n == 0)
		return;
	buffer_add(b, S("<div class=\"wrap\" style=\"overflow-x:auto\">"
	    "<table class=\"t\" width=\"100%\" cellspacing=\"0\" "
	    "cellpadding=\"4\">"));
	/* Mail programs would show it, below the same heading. */
	if (!is_message) {
		buffer_add(b, S("<caption>"));
		html_text(b, t->caption);
		buffer_add(b, S("</caption>\n"));
	}
	draw_head(b, t);
	buffer_add(b, S("<tbody>\n"));
	for (size_t r = 0; r < t->nrows; r++) {
		/* Each group is a body of its own, for scope="rowgroup". */
		if (r > 0 && t->rows[r].kind == DOC_GROUP)
			buffer_add(b, S("</tbody><tbody>\n"));
		draw_row(b, t, &t->rows[r], is_message);
	}
	buffer_add(b, S("</tbody></table></div>\n"));
}

static void
draw_image(struct buffer *b, const struct doc_block *x)
{
	buffer_add(b, S("<p><img src=\""));
	html_text(b, x->image);
	buffer_char(b, '"');
	if (x->width > 0)
		buffer_fmt(b, " width=\"%u\"", x->width);
	buffer_add(b, S(" style=\"max-width:100%;height:auto\" alt=\""));
	html_text(b, x->text);
	buffer_add(b, S("\"></p>\n"));
}

static void
draw_section(struct buffer *b, const struct doc_section *s, bool is_first,
    struct drawing *d)
{
	buffer_add(b, S("<section>\n"));
	if (s->heading.n > 0 && d->is_message) {
		buffer_add(b, S("<h2>"));
		html_text(b, s->heading);
		buffer_add(b, S("</h2>\n"));
	} else if (s->heading.n > 0) {
		buffer_add(b, S("<h2 id=\""));
		html_anchor(b, s->id);
		buffer_add(b, S("\">"));
		put_link_to(b, s);
		buffer_add(b, S("</h2>\n"));
	}
	for (size_t i = 0; i < s->n; i++) {
		const struct doc_block *x = &s->blocks[i];

		if (x->kind == DOC_TABLE) {
			draw_table(b, &x->table, d->is_message);
		} else if (x->kind == DOC_CHART) {
			if (d->is_message) /* where there is no picture */
				chart_cells(b, x->chart);
			else
				chartsvg_figure(b, x->chart, ++d->charts);
		} else if (x->kind == DOC_PROSE) {
			prose_html(b, x->text, 3, d->is_message);
		} else if (x->kind == DOC_HTML) {
			buffer_add(b, x->text);
		} else if (x->kind == DOC_IMAGE) {
			draw_image(b, x);
		} else {
			buffer_add(b, is_first ? S("<p class=\"lead\">") :
			    S("<p class=\"note\">"));
			html_text(b, x->text);
			buffer_add(b, S("</p>\n"));
		}
	}
	buffer_add(b, S("</section>\n"));
}

/* The pages beside this one. */
static void
draw_nav(struct buffer *b, const struct doc *d)
{
	if (d->nnav == 0)
		return;
	buffer_add(b, S("<nav aria-label=\"Pages\">\n"));
	for (size_t i = 0; i < d->nnav; i++) {
		put_link(b, d->nav[i].address, d->nav[i].text);
		buffer_char(b, '\n');
	}
	buffer_add(b, S("</nav>\n"));
}

static void
draw_contents(struct buffer *b, const struct doc *d)
{
	size_t n = 0;

	for (size_t i = 0; i < d->n; i++)
		n += d->sections[i].heading.n > 0;
	if (n < CONTENTS_LEAST)
		return;
	buffer_add(b, S("<nav aria-label=\"Contents\">\n"));
	for (size_t i = 0; i < d->n; i++) {
		if (d->sections[i].heading.n == 0)
			continue;
		put_link_to(b, &d->sections[i]);
		buffer_char(b, '\n');
	}
	buffer_add(b, S("</nav>\n"));
}

static bool
has_charts(const struct doc *d)
{
	for (size_t i = 0; i < d->n; i++)
		for (size_t k = 0; k < d->sections[i].n; k++)
			if (d->sections[i].blocks[k].kind == DOC_CHART)
				return true;
	return false;
}

void
page_draw(struct buffer *b, const struct doc *d)
{
	struct drawing state = { d->is_message, 0 };
	bool has_lead = d->n > 0 && d->sections[0].heading.n == 0;

	buffer_add(b, S("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n"
	    "<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
	    "content=\"width=device-width,initial-scale=1\">\n"
	    "<meta name=\"color-scheme\" content=\"light dark\">\n<title>"));
	html_text(b, d->title.n > 0 ? d->title : S("Report"));
	buffer_add(b, S("</title>\n<style>\n"));
	buffer_add(b, str_of(style));
	if (!d->is_message && has_charts(d))
		chartsvg_style(b);
	buffer_add(b, S("</style>\n</head>\n<body>\n<main>\n"));
	if (!d->is_message)
		draw_nav(b, d);
	if (d->title.n > 0) {
		buffer_add(b, S("<h1>"));
		html_text(b, d->title);
		buffer_add(b, S("</h1>\n"));
	}
	if (has_lead)
		draw_section(b, &d->sections[0], true, &state);
	if (!d->is_message)
		draw_contents(b, d);
	for (size_t i = has_lead; i < d->n; i++)
		draw_section(b, &d->sections[i], false, &state);
	buffer_add(b, S("</main>\n</body>\n</html>\n"));
}
