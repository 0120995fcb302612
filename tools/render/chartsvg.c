#include "chartsvg.h"

#include <math.h>
#include <stdio.h>

#include "charts.h"
#include "plot.h"

enum {
	HEIGHT = 220, NARROW_HEIGHT = 190,
	ROW = 20, LOW_ROW = 14, ROWS_HIGH = 40,  /* so many are high */
	TITLE = 15,        /* size of its letters */
	MARGIN = 14,       /* of a picture by itself */
	SMALLEST = 160
};

/* Colours that stand apart for people with any kind of colour vision, three to
 * one against the ground. */
static const char style[] =
	".c{display:block;width:100%;height:auto}"
	".c text{font:12px system-ui,-apple-system,\"Segoe UI\",Roboto,"
	"\"Helvetica Neue\",Arial,sans-serif;fill:#3c4855}"
	".c.p text{font-size:11px}.c .n{fill:#596775}"
	".c .t{font-size:15px;font-weight:600;fill:#1d2733}"
	".c .i{fill:#fff}.c .j{fill:#1d2733}\n"
	".c .f1{fill:#2f58ae}.c .f2{fill:#bd8318}.c .f3{fill:#00a5b8}"
	".c .f4{fill:#8b2c7d}.c .f5{fill:#dc3774}.c .f6{fill:#1682b2}"
	".c .f7{fill:#595624}.c .f8{fill:#42144b}.c .fo{fill:#8a949e}\n"
	".c .l1{stroke:#2f58ae}.c .l2{stroke:#bd8318}.c .l3{stroke:#00a5b8}"
	".c .l4{stroke:#8b2c7d}.c .l5{stroke:#dc3774}.c .l6{stroke:#1682b2}"
	".c .l7{stroke:#595624}.c .l8{stroke:#42144b}"
	".c .lo{stroke:#8a949e}\n"
	".c path,.c line{fill:none;stroke-width:1.8;stroke-linejoin:round}"
	".c .d{stroke-dasharray:7 3}.c .v{fill-opacity:.2}"
	".c .e,.c .k{stroke:#fff}.c .e{stroke-width:.7}.c .k{stroke-width:2}"
	".c .m{stroke:#1d2733;stroke-width:1.4;stroke-dasharray:5 3}"
	".c .s{fill:#8a949e;fill-opacity:.22}"
	".c .g{stroke:#e2e7ec;stroke-width:1}"
	".c .z{stroke:#97a4b1;stroke-width:1}\n";
static const char page_style[] =
	"figure{margin:16px 0 6px}figcaption{font-weight:600;"
	"margin:0 0 6px}\n.c.p{display:none;max-width:480px}"
	"@media(max-width:640px){.c.w{display:none}.c.p{display:block}}\n"
	"@media(prefers-color-scheme:dark){.c text{fill:#bcc7d1}"
	".c .n{fill:#97a4b1}.c .i{fill:#14191f}.c .j{fill:#dde4ea}"
	".c .f1{fill:#5691fb}.c .f2{fill:#e79b15}.c .f3{fill:#6adca8}"
	".c .f4{fill:#af97bf}.c .f5{fill:#ef5560}.c .f6{fill:#b9f1ff}"
	".c .f7{fill:#f0d74a}.c .f8{fill:#6479aa}"
	".c .l1{stroke:#5691fb}.c .l2{stroke:#e79b15}.c .l3{stroke:#6adca8}"
	".c .l4{stroke:#af97bf}.c .l5{stroke:#ef5560}.c .l6{stroke:#b9f1ff}"
	".c .l7{stroke:#f0d74a}.c .l8{stroke:#6479aa}"
	".c .e,.c .k{stroke:#14191f}.c .m{stroke:#dde4ea}"
	".c .g{stroke:#28313a}.c .z{stroke:#56626e}}\n";

struct frame {
	struct plot p;
	struct axis x;      /* of places, where there is one */
	double width, height;
	double inset;       /* left of everything */
	double keys;        /* where they begin */
	double names;       /* room for the names of rows */
	bool is_small, is_alone;
	bool has_rows;      /* names stand at the left, one a row */
	bool has_ends, has_keys, has_figures;
};

/* The widest of some texts. */
static double
widest(const struct str *s, uint32_t n, double font)
{
	double w = 0;

	for (uint32_t i = 0; i < n; i++)
		w = fmax(w, svg_width(s[i], font));
	return w;
}

static bool
lies(const struct chart *c, double width, double font)
{
	if (c->kind != CHART_BAR || c->x_kind != X_NAMES)
		return false;
	return c->is_horizontal || (c->x_is_text && c->nslots > 1 &&
	    widest(c->slots, c->nslots, font) > (width - 60) / c->nslots - 6);
}

static double
row_height(const struct frame *f)
{
	const struct chart *c = f->p.c;
	uint32_t beside = c->kind == CHART_BAR && !chart_is_stack(c) ?
	    c->nseries : 1;
	uint32_t n = c->kind == CHART_BAR ? c->nslots : c->nseries;

	if (beside > 1)
		return 10 + 11.0 * beside;
	return n > ROWS_HIGH ? LOW_ROW : ROW + (c->kind == CHART_BAR ? 3 : 0);
}

static double
plot_height(const struct frame *f)
{
	const struct chart *c = f->p.c;
	uint32_t n = c->kind == CHART_BAR ? c->nslots : c->nseries;

	if (c->height > 0)
		return c->height;
	if (f->has_rows)
		return fmax(row_height(f) * n, ROW);
	return f->is_small ? NARROW_HEIGHT : HEIGHT;
}

/* Figures at the ends of bars need room. */
static double
figures_width(const struct frame *f)
{
	const struct chart *c = f->p.c;
	struct buffer b = { 0 };
	double w = 0;

	for (size_t i = 0; i < c->npoints; i++) {
		b.n = 0;
		if (!isnan(c->points[i].v[V_VALUE]))
			chart_value(&b, c, c->points[i].v[V_VALUE]);
		w = fmax(w, svg_width(buffer_str(&b), f->p.font));
	}
	buffer_free(&b);
	return w + 8;
}

/* What of x is to be seen. */
static void
set_domain(struct frame *f)
{
	const struct chart *c = f->p.c;
	double half = c->x_step / 2;

	f->p.x_from = c->x_from;
	f->p.x_to = c->x_to;
	if (c->kind == CHART_BAR || c->kind == CHART_BOX ||
	    c->kind == CHART_HEAT || c->x_kind == X_NAMES) {
		f->p.x_from -= half;
		f->p.x_to += half;
	} else if (c->kind == CHART_HISTOGRAM) {
		f->p.x_to += c->x_step;
	} else if (!(c->x_to > c->x_from)) {
		f->p.x_from -= half;
		f->p.x_to += half;
	}
	/* A step that is lost in a great number is no width. */
	if (!(f->p.x_to > f->p.x_from))
		f->p.x_to = f->p.x_from + fmax(1, fabs(f->p.x_from) * 1e-9);
}

/* Left of the plot: names of rows, or the labels of values. */
static double
left_width(struct frame *f)
{
	const struct chart *c = f->p.c;
	double w = 0;

	if (f->has_rows) {
		w = c->kind == CHART_BAR ?
		    widest(c->slots, c->nslots, f->p.font) :
		    widest(c->series, c->nseries, f->p.font);
		f->names = fmin(w, f->width * (f->is_small ? 0.4 : 0.3));
		return f->names + 8;
	}
	for (size_t i = 0; i < f->p.y.n; i++)
		w = fmax(w, svg_width(str_of(f->p.y.ticks[i].label),
		    f->p.font));
	/* The first label of a time stands half to the left of the plot. */
	if (c->x_kind == X_TIME)
		w = fmax(w, svg_width(S("Oct 30"), f->p.font) / 2 - 6);
	return w + 8;
}

static void
measure_across(struct frame *f)
{
	const struct chart *c = f->p.c;
	struct plot *p = &f->p;
	double right = f->is_small ? 18 : 24, inset = f->inset;
	double room = f->width - 2 * inset;

	p->is_horizontal = lies(c, room, p->font);
	f->has_rows = p->is_horizontal || c->kind == CHART_HEAT ||
	    c->kind == CHART_GANTT;
	f->has_figures = p->is_horizontal && c->nseries == 1 && !c->limit;
	p->h = plot_height(f);
	f->has_keys = plot_has_keys(c);
	f->has_ends = f->has_keys && !f->is_small &&
	    (c->kind == CHART_LINE || c->kind == CHART_AREA) &&
	    (p->font + 2) * (c->nseries + 1) < p->h;
	if (f->has_ends)
		right = plot_ends_width(c, p->font);
	else if (f->has_figures)
		right = figures_width(f);
	axis_values(&p->y, c, (unsigned)(p->is_horizontal ?
	    room / (f->is_small ? 100 : 110) : p->h / 42));
	if (p->is_horizontal && p->y.n > 0)
		right = fmax(right, 4 + svg_width(str_of(
		    p->y.ticks[p->y.n - 1].label), p->font) / 2);
	p->left = inset + left_width(f);
	p->w = fmax(f->width - inset - right - p->left, 40);
	set_domain(f);
	axis_places(&f->x, c, p->x_from, p->x_to,
	    c->kind == CHART_BAR || c->kind == CHART_BOX ||
	    c->kind == CHART_HISTOGRAM ? c->x_step : 0,
	    (unsigned)(p->w / (c->x_kind == X_TIME && !c->x_is_date &&
	    c->x_to - c->x_from < 1.2e8 ? 76 : 62)));
}

static bool
has_under(const struct axis *x)
{
	for (size_t i = 0; i < x->n; i++)
		if (x->ticks[i].under[0])
			return true;
	return false;
}

/* Title, keys, unit, plot, labels, note: from the top down. */
static void
measure_down(struct frame *f)
{
	const struct chart *c = f->p.c;
	struct plot *p = &f->p;
	double y = f->inset;

	if (f->is_alone && c->name.n > 0)
		y += TITLE + 11;
	f->keys = y;
	if (f->has_keys && !f->has_ends)
		y += plot_keys(NULL, c, y, f->width - 2 * f->inset, p->font);
	if (c->unit.n > 0 && c->kind != CHART_HEAT && c->kind != CHART_GANTT)
		y += p->font + 8;
	/* A bar that reaches the top has its figure above it. */
	p->top = y + (f->has_rows ? 2 : p->font / 2) +
	    (c->kind == CHART_BAR && c->nseries == 1 && !p->is_horizontal ?
	    p->font / 2 + 2 : 0);
	y = p->top + p->h;
	if (!f->has_figures)
		y += p->font + 9;
	if (has_under(&f->x) && !p->is_horizontal)
		y += p->font + 2;
	if (c->nleft_out > 0)
		y += p->font + 8;
	f->height = ceil(y + f->inset + 2);
}

static void
draw_values(const struct frame *f)
{
	const struct plot *p = &f->p;

	for (size_t i = 0; i < p->y.n && !f->has_figures; i++) {
		const struct tick *t = &p->y.ticks[i];
		double at = plot_y(p, t->at);
		const char *cls = t->at == 0 ? "z" : "g";

		if (p->is_horizontal) {
			svg_line(p->b, at, p->top, at, p->top + p->h, cls);
			svg_text(p->b, at, p->top + p->h + p->font + 5,
			    SVG_MIDDLE, NULL, str_of(t->label));
		} else {
			svg_line(p->b, p->left, at, p->left + p->w, at, cls);
			svg_text(p->b, p->left - 6, at + p->font * 0.36,
			    SVG_END, NULL, str_of(t->label));
		}
	}
}

/* Names along x: each, or as many as fit. */
static void
draw_names(const struct frame *f)
{
	const struct plot *p = &f->p;
	const struct chart *c = p->c;
	double step = plot_step(p), w = widest(c->slots, c->nslots, p->font);
	double each = fmin(w, 110) + 8;
	uint32_t skip = step > 0 && each > step ? (uint32_t)ceil(each / step) :
	    1;
	struct buffer b = { 0 };

	/* Cut rather than left out, if all fit nearly. */
	if (skip == 2 && step > 40)
		skip = 1;
	for (uint32_t i = 0; i < c->nslots; i += skip) {
		b.n = 0;
		svg_cut(&b, c->slots[i], p->font, skip == 1 ? step - 4 : 110);
		svg_text(p->b, plot_x(p, c->x[i]), p->top + p->h + p->font +
		    5, SVG_MIDDLE, NULL, buffer_str(&b));
	}
	buffer_free(&b);
}

static void
draw_places(const struct frame *f)
{
	const struct plot *p = &f->p;
	double y = p->top + p->h;

	if (p->c->x_kind == X_NAMES) {
		draw_names(f);
		return;
	}
	for (size_t i = 0; i < f->x.n; i++) {
		const struct tick *t = &f->x.ticks[i];
		double at = plot_x(p, t->at);

		if (f->has_rows)
			svg_line(p->b, at, p->top, at, y + 4, "g");
		else
			svg_line(p->b, at, y, at, y + 4, "z");
		svg_text(p->b, at, y + p->font + 5, SVG_MIDDLE, NULL,
		    str_of(t->label));
		if (t->under[0])
			svg_text(p->b, at, y + 2 * p->font + 7, SVG_MIDDLE,
			    "n", str_of(t->under));
	}
}

static void
draw_rows(const struct frame *f)
{
	const struct plot *p = &f->p;
	const struct chart *c = p->c;
	bool bars = c->kind == CHART_BAR;
	uint32_t n = bars ? c->nslots : c->nseries;
	double row = p->h / (n > 0 ? n : 1);
	uint32_t skip = row < p->font ? (uint32_t)ceil(p->font / row) : 1;
	struct buffer b = { 0 };

	for (uint32_t i = 0; i < n; i += skip) {
		b.n = 0;
		svg_cut(&b, bars ? c->slots[i] : c->series[i], p->font,
		    f->names);
		svg_text(p->b, p->left - 7, p->top + row * (i + 0.5) +
		    p->font * 0.36, SVG_END, NULL, buffer_str(&b));
	}
	if (f->has_figures && n > 0)
		svg_line(p->b, plot_y(p, 0), p->top, plot_y(p, 0),
		    p->top + p->h, "z");
	buffer_free(&b);
}

static void
draw_inner(const struct frame *f)
{
	static void (*const kinds[CHART_KINDS])(const struct plot *p) = {
		plot_lines, plot_areas, plot_bars, plot_bars, plot_boxes,
		plot_heat, plot_gantt };
	const struct plot *p = &f->p;

	plot_shades(p);
	if (f->has_rows && p->c->kind != CHART_HEAT)
		draw_rows(f);
	if (p->c->kind != CHART_HEAT && p->c->kind != CHART_GANTT)
		draw_values(f);
	if (!p->is_horizontal)
		draw_places(f);
	if (p->c->kind == CHART_HEAT)
		draw_rows(f);
	kinds[p->c->kind](p);
	plot_limit(p);
	if (f->has_ends)
		plot_ends(p);
}

static void
draw_frame(const struct frame *f)
{
	const struct plot *p = &f->p;
	const struct chart *c = p->c;
	struct buffer b = { 0 };

	if (f->is_alone && c->name.n > 0) {
		svg_cut(&b, c->name, TITLE, f->width - 2 * f->inset);
		svg_text(p->b, f->inset, f->inset + TITLE - 2, SVG_START,
		    "t", buffer_str(&b));
	}
	if (c->npoints == 0) {
		svg_text(p->b, f->inset, f->height - f->inset - 4, SVG_START,
		    "n", c->nothing);
		buffer_free(&b);
		return;
	}
	if (f->has_keys && !f->has_ends) {
		buffer_fmt(p->b, "<g transform=\"translate(%d 0)\">\n",
		    (int)f->inset);
		plot_keys(p->b, c, f->keys, f->width - 2 * f->inset, p->font);
		buffer_add(p->b, S("</g>\n"));
	}
	if (c->unit.n > 0 && c->kind != CHART_HEAT && c->kind != CHART_GANTT)
		svg_text(p->b, f->inset, p->top - p->font / 2 - 6, SVG_START,
		    "n", c->unit);
	draw_inner(f);
	if (c->nleft_out > 0) {
		b.n = 0;
		buffer_fmt(&b, "%u more are not drawn.", c->nleft_out);
		svg_text(p->b, f->inset, f->height - f->inset - 5, SVG_START,
		    "n", buffer_str(&b));
	}
	buffer_free(&b);
}

/* What a reader that shows nothing says. */
static void
draw_words(struct buffer *b, const struct chart *c, const char *id)
{
	struct buffer text = { 0 };

	buffer_fmt(b, "<title id=\"%st\">", id);
	html_text(b, c->name.n > 0 ? c->name : S("Chart"));
	buffer_fmt(b, "</title>\n<desc id=\"%sd\">", id);
	if (c->npoints > 0)
		chart_describe(&text, c);
	else
		buffer_add(&text, c->nothing);
	html_text(b, buffer_str(&text));
	buffer_add(b, S("</desc>\n"));
	buffer_free(&text);
}

static void
draw(struct buffer *b, const struct chart *c, double width, const char *id,
    bool is_alone)
{
	struct arena a = { 0 };
	struct frame f = { .width = fmax(width, SMALLEST),
		.is_alone = is_alone, .is_small = width < 500,
		.inset = is_alone ? MARGIN : 0 };

	f.p = (struct plot){ .b = b, .c = c, .a = &a,
		.font = f.is_small ? 11 : 12, .has_tips = !f.is_small };
	if (c->npoints > 0) {
		measure_across(&f);
		measure_down(&f);
	} else {
		f.height = f.inset * 2 + 20 + (c->name.n > 0 ? TITLE + 8 : 0);
	}
	buffer_fmt(b, "<svg class=\"c %s\" role=\"img\" aria-labelledby="
	    "\"%st %sd\"%s viewBox=\"0 0 %.0f %.0f\"",
	    f.is_small ? "p" : "w", id, id, is_alone ?
	    " xmlns=\"http://www.w3.org/2000/svg\"" : "", f.width, f.height);
	buffer_fmt(b, " width=\"%.0f\" height=\"%.0f\">\n", f.width,
	    f.height);
	draw_words(b, c, id);
	if (is_alone) {
		buffer_add(b, S("<style>\n"));
		buffer_add(b, str_of(style));
		buffer_fmt(b, "</style>\n<rect width=\"%.0f\" height=\"%.0f\" "
		    "fill=\"#fff\"/>\n", f.width, f.height);
	}
	draw_frame(&f);
	buffer_add(b, S("</svg>\n"));
	arena_free(&a);
}

void
chart_svg(struct buffer *b, const struct chart *c, unsigned width)
{
	draw(b, c, width, "", true);
}

int
chartsvg_draw(struct buffer *b, const struct doc *d, struct str id,
    const char *path, struct fault *f)
{
	const struct doc_block *x = id.n > 0 ? charts_find(d, id) : NULL;

	for (size_t i = 0; i < d->n && id.n == 0 && !x; i++)
		x = charts_find(d, d->sections[i].id);
	if (x) {
		chart_svg(b, x->chart, CHARTSVG_WIDE);
		return 0;
	}
	if (id.n == 0)
		return fault_usage(f, "%s: no chart is drawn", path);
	return fault_usage(f, "%s: no section %s draws a chart", path,
	    quoted(id));
}

void
chartsvg_figure(struct buffer *b, const struct chart *c, size_t id)
{
	char name[32];

	buffer_add(b, S("<figure>\n"));
	if (c->title.n > 0) {
		buffer_add(b, S("<figcaption>"));
		html_text(b, c->title);
		buffer_add(b, S("</figcaption>\n"));
	}
	if (c->npoints == 0) {
		buffer_add(b, S("<p class=\"note\">"));
		html_text(b, c->nothing);
		buffer_add(b, S("</p>\n"));
	} else {
		snprintf(name, sizeof name, "c%zuw", id);
		draw(b, c, CHARTSVG_WIDE, name, false);
		snprintf(name, sizeof name, "c%zup", id);
		draw(b, c, CHARTSVG_NARROW, name, false);
	}
	buffer_add(b, S("</figure>\n"));
}

void
chartsvg_style(struct buffer *b)
{
	buffer_add(b, str_of(style));
	buffer_add(b, str_of(page_style));
}
