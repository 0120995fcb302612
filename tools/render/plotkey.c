#include "plot.h"

#include <math.h>
#include <stdlib.h>

enum { SWATCH = 11, NAME_MOST = 220, ENDS_MOST = 150, SHADES = 6 };

static bool
is_shaded(const struct chart *c)
{
	return c->kind == CHART_HEAT && c->nstates == 0;
}

bool
plot_has_keys(const struct chart *c)
{
	const struct str *names;
	uint32_t n = chart_keys(c, &names);

	return is_shaded(c) || n > 1 || c->limit || c->shade || (n == 1 && names[0].n > 0);
}

struct flow {
	struct buffer *b; /* NULL: measure only */
	const struct chart *c;
	double x, y, width, font;
};

/* Begins a new row if the item doesn't fit into this one. */
static void
make_room(struct flow *k, double w)
{
	if (k->x > 0 && k->x + w > k->width) {
		k->x = 0;
		k->y += k->font + 7;
	}
}

static void
add_key(struct flow *k, const char *cls, bool is_line, struct str name)
{
	struct buffer text = { 0 };
	double w;

	svg_cut(&text, name, k->font, fmin(NAME_MOST, k->width - 20));
	w = svg_width(buffer_str(&text), k->font) + SWATCH + 20;
	make_room(k, w);
	if (k->b && is_line)
		svg_line(k->b, k->x, k->y + k->font / 2 + 1, k->x + SWATCH + 3,
		    k->y + k->font / 2 + 1, cls);
	else if (k->b)
		svg_rect(k->b, k->x, k->y + 1, SWATCH, SWATCH, cls, S(""));
	if (k->b)
		svg_text(k->b, k->x + SWATCH + (is_line ? 7 : 5),
		    k->y + k->font - 1, SVG_START, NULL, buffer_str(&text));
	k->x += w;
	buffer_free(&text);
}

/* The shades of a heat map between its least and greatest number. */
static void
add_shades(struct flow *k)
{
	struct buffer text = { 0 };
	double w;

	chart_value(&text, k->c, k->c->y_from);
	w = svg_width(buffer_str(&text), k->font);
	if (k->b)
		svg_text(k->b, 0, k->y + k->font - 1, SVG_START, NULL,
		    buffer_str(&text));
	for (int i = 0; i < SHADES && k->b; i++)
		svg_shade(k->b, w + 5 + 16 * i, k->y + 1, 16, SWATCH,
		    0.06 + 0.94 * i / (SHADES - 1), S(""));
	text.n = 0;
	chart_value(&text, k->c, k->c->y_to);
	if (k->c->unit.n > 0) {
		buffer_char(&text, ' ');
		buffer_add(&text, k->c->unit);
	}
	if (k->b)
		svg_text(k->b, w + 10 + 16 * SHADES, k->y + k->font - 1,
		    SVG_START, NULL, buffer_str(&text));
	k->x = 1;
	buffer_free(&text);
}

static const char *
key_class(const struct chart *c, uint32_t i)
{
	static const char dashed[CHART_COLORS][5] = { "l1 d", "l2 d", "l3 d",
		"l4 d", "l5 d", "l6 d", "l7 d", "l8 d" };

	if (c->kind != CHART_LINE)
		return plot_class('f', chart_color(c, i));
	return i < CHART_COLORS ? plot_class('l', chart_color(c, i)) :
	    dashed[chart_color(c, i)];
}

double
plot_keys(struct buffer *b, const struct chart *c, double y, double width,
    double font)
{
	struct flow k = { b, c, 0, y, width, font };
	const struct str *names;
	uint32_t n = chart_keys(c, &names);

	if (is_shaded(c))
		add_shades(&k);
	for (uint32_t i = 0; i < n; i++) {
		if (c->nstates > CHART_COLORS && i == CHART_COLORS) {
			add_key(&k, plot_class('f', CHART_OTHER), false,
			    S("others"));
			break;
		}
		if (names[i].n > 0)
			add_key(&k, key_class(c, i), c->kind == CHART_LINE,
			    names[i]);
	}
	if (c->limit)
		add_key(&k, "m", true, c->limit_name);
	if (c->shade)
		add_key(&k, "s", false, c->shade_name);
	return k.x > 0 ? k.y - y + font + 7 : 0;
}

double
plot_ends_width(const struct chart *c, double font)
{
	double w = 0;

	for (uint32_t i = 0; i < c->nseries; i++)
		w = fmax(w, svg_width(c->series[i], font));
	if (c->limit)
		w = fmax(w, svg_width(c->limit_name, font));
	if (c->shade)
		w = fmax(w, svg_width(c->shade_name, font));
	return fmin(w, ENDS_MOST) + 22;
}

/* Moves names, sorted by where their lines end, apart that would stand on one
 * another, the plot's height permitting. */
static void
spread(struct chart_rank *ends, size_t n, double from, double to, double least)
{
	double at = from;

	for (size_t i = 0; i < n; i++) {
		ends[i].v = fmax(ends[i].v, at);
		at = ends[i].v + least;
	}
	at = to;
	for (size_t i = n; i-- > 0;) {
		ends[i].v = fmin(ends[i].v, at);
		at = ends[i].v - least;
	}
}

static double
limit_end(const struct plot *p)
{
	const struct chart *c = p->c;

	for (uint32_t i = c->nslots; c->limit && i-- > 0;)
		if (!isnan(c->limit[i]))
			return plot_y(p, c->limit[i]);
	return NAN;
}

void
plot_ends(const struct plot *p)
{
	const struct chart *c = p->c;
	/* Those of series, of the limit, and of what is shaded, on top. */
	struct chart_rank *ends = NEW(p->a, struct chart_rank,
	    c->nseries + 2);
	double x = p->left + p->w + 6, y;
	struct buffer text = { 0 };
	size_t n = 0;

	for (uint32_t i = 0; i <= c->nseries; i++) {
		y = i < c->nseries ? plot_end(p, i) : limit_end(p);
		if (!isnan(y) && (i == c->nseries || c->series[i].n > 0))
			ends[n++] = (struct chart_rank){ y, i };
	}
	if (c->shade)
		ends[n++] = (struct chart_rank){ p->top + 4, c->nseries + 1 };
	chart_sort(ends, n);
	spread(ends, n, p->top + 4, p->top + p->h, p->font + 2);
	for (size_t i = 0; i < n; i++) {
		uint32_t k = ends[i].of;
		bool is_limit = k == c->nseries, is_shade = k > c->nseries;

		y = ends[i].v;
		if (is_shade)
			svg_rect(p->b, x, y - 4, 9, 9, "s", S(""));
		else if (is_limit || c->kind == CHART_LINE)
			svg_line(p->b, x, y, x + 10, y, is_limit ? "m" :
			    key_class(c, k));
		else
			svg_rect(p->b, x, y - 4, 9, 9, key_class(c, k),
			    S(""));
		text.n = 0;
		svg_cut(&text, is_shade ? c->shade_name : is_limit ?
		    c->limit_name : c->series[k], p->font, ENDS_MOST);
		svg_text(p->b, x + 14, y + p->font * 0.36, SVG_START, NULL,
		    buffer_str(&text));
	}
	buffer_free(&text);
}
