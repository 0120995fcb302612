#include "plot.h"

#include <math.h>
#include <string.h>

#include "glyph.h"

/* Cells and bars that say what they are when pointed at. */
enum { TIPS_MOST = 1500 };

static const double thinnest = 1.5;
/* A shade that bears dark text no longer. */
static const double dark = 0.7;

static double
shade_of(const struct plot *p, double v)
{
	const struct chart *c = p->c;
	double part = (v - c->y_from) / (c->y_to - c->y_from);

	return 0.06 + 0.94 * fmin(fmax(part, 0), 1);
}

/* A cell, or several that became one. */
struct cell {
	double x, w, v;
	size_t point;
};

static struct str
cell_tip(const struct plot *p, const struct cell *k)
{
	const struct chart *c = p->c;
	const struct chart_point *x = &c->points[k->point];
	struct buffer b = { 0 };
	struct str s;

	buffer_add(&b, c->series[x->series]);
	buffer_add(&b, S(", "));
	chart_slot_text(&b, c, x->slot);
	buffer_add(&b, S(": "));
	if (c->nstates > 0)
		buffer_add(&b, c->states[(size_t)k->v]);
	else
		chart_value(&b, c, k->v);
	s = arena_str(p->a, buffer_str(&b));
	buffer_free(&b);
	return s;
}

static void
draw_cell(const struct plot *p, const struct cell *k, bool has_tip,
    bool has_figure)
{
	const struct chart *c = p->c;
	double row = p->h / c->nseries, gap = row > 6 ? 1 : 0;
	double y = p->top + row * c->points[k->point].series;
	double w = k->w > 6 ? k->w - 1 : k->w, shade;
	struct str tip = has_tip ? cell_tip(p, k) : S("");
	struct buffer b = { 0 };

	if (c->nstates > 0) {
		svg_rect(p->b, k->x, y, w, row - gap, plot_class('f',
		    chart_color(c, (uint32_t)k->v)), tip);
		return;
	}
	shade = shade_of(p, k->v);
	svg_shade(p->b, k->x, y, w, row - gap, shade, tip);
	if (!has_figure)
		return;
	chart_value(&b, c, k->v);
	svg_text(p->b, k->x + w / 2, y + row / 2 + p->font * 0.34,
	    SVG_MIDDLE, shade > dark ? "i" : "j", buffer_str(&b));
	buffer_free(&b);
}

static bool
figures_fit(const struct plot *p, double width)
{
	const struct chart *c = p->c;

	if (c->nstates > 0 || c->npoints > 400 ||
	    p->h / c->nseries < p->font + 4)
		return false;
	return plot_figure_width(p) + 4 < width;
}

/* Cells of one column of pixels become one: the greatest number, the most
 * frequent state. */
static size_t
merge_cells(const struct plot *p, size_t from, struct cell *k)
{
	const struct chart *c = p->c;
	size_t counts[CHART_COLORS + 1] = { 0 }, i = from, best = 0;
	double at = plot_x(p, c->x[c->points[from].slot]);
	double column = floor(at / thinnest);

	for (; i < c->npoints && c->points[i].series ==
	    c->points[from].series; i++) {
		double v = c->points[i].v[V_VALUE], x;
		unsigned color;

		x = plot_x(p, c->x[c->points[i].slot]);
		if (floor(x / thinnest) != column)
			break;
		if (isnan(v))
			continue;
		if (c->nstates == 0) {
			k->v = isnan(k->v) ? v : fmax(k->v, v);
			continue;
		}
		color = chart_color(c, (uint32_t)v);
		if (++counts[color] > best) {
			best = counts[color];
			k->v = v;
		}
	}
	k->x = column * thinnest;
	k->w = thinnest;
	return i;
}

static bool
looks_same(const struct plot *p, const struct cell *a, const struct cell *b)
{
	const struct chart *c = p->c;

	if (c->points[a->point].series != c->points[b->point].series ||
	    b->x > a->x + a->w + 0.1)
		return false;
	if (c->nstates > 0)
		return chart_color(c, (uint32_t)a->v) ==
		    chart_color(c, (uint32_t)b->v);
	return fabs(shade_of(p, a->v) - shade_of(p, b->v)) < 0.01;
}

void
plot_heat(const struct plot *p)
{
	const struct chart *c = p->c;
	double step = plot_step(p);
	bool tips = p->has_tips && c->npoints <= TIPS_MOST &&
	    step >= thinnest;
	bool figures = figures_fit(p, step);
	struct cell now, before = { .w = 0 };

	for (size_t i = 0; i < c->npoints;) {
		now = (struct cell){ .v = NAN, .point = i };
		if (step < thinnest) {
			i = merge_cells(p, i, &now);
		} else {
			now.x = plot_x(p, c->x[c->points[i].slot]) - step / 2;
			now.w = step;
			now.v = c->points[i++].v[V_VALUE];
		}
		if (isnan(now.v))
			continue;
		/* Without tips neighbours that look the same are one. */
		if (before.w > 0 && !tips && !figures &&
		    looks_same(p, &before, &now)) {
			before.w = now.x + now.w - before.x;
			continue;
		}
		if (before.w > 0)
			draw_cell(p, &before, tips, figures);
		before = now;
	}
	if (before.w > 0)
		draw_cell(p, &before, tips, figures);
}

/* An interval in pixels. */
struct piece_of_row {
	double from, to;
	size_t point, n;
};

static void
draw_interval(const struct plot *p, const struct piece_of_row *k, bool tips)
{
	const struct chart *c = p->c;
	const struct chart_point *x = &c->points[k->point];
	double row = p->h / c->nseries, gap = row > 8 ? 3 : row > 4 ? 1 : 0;
	struct buffer b = { 0 };

	if (tips && k->n == 1) {
		buffer_add(&b, c->series[x->series]);
		buffer_add(&b, S(", "));
		chart_x_text(&b, c, x->v[V_FROM]);
		buffer_add(&b, S(" to "));
		if (isnan(x->v[V_TO]))
			buffer_add(&b, S("now"));
		else
			chart_x_text(&b, c, x->v[V_TO]);
		if (c->nstates > 0) {
			buffer_add(&b, S(": "));
			buffer_add(&b, c->states[(size_t)x->v[V_STATE]]);
		}
	}
	svg_rect(p->b, k->from, p->top + row * x->series + gap / 2,
	    fmax(k->to - k->from, thinnest), row - gap, plot_class('f',
	    c->nstates > 0 ? chart_color(c, (uint32_t)x->v[V_STATE]) : 0),
	    buffer_str(&b));
	buffer_free(&b);
}

void
plot_gantt(const struct plot *p)
{
	const struct chart *c = p->c;
	bool tips = p->has_tips && c->npoints <= TIPS_MOST;
	struct piece_of_row now, before = { .n = 0 };

	for (size_t i = 0; i < c->npoints; i++) {
		const struct chart_point *x = &c->points[i];
		const struct chart_point *y = &c->points[before.point];

		if (isnan(x->v[V_FROM]))
			continue;
		now = (struct piece_of_row){ plot_x(p, x->v[V_FROM]),
			isnan(x->v[V_TO]) ? p->left + p->w :
			plot_x(p, x->v[V_TO]), i, 1 };
		/* What can't be seen apart is drawn once. */
		if (before.n > 0 && x->series == y->series &&
		    x->v[V_STATE] == y->v[V_STATE] &&
		    now.from - before.to < 0.2 &&
		    now.to - before.from < 2 * thinnest) {
			before.to = fmax(before.to, now.to);
			before.n++;
			continue;
		}
		if (before.n > 0)
			draw_interval(p, &before, tips);
		before = now;
	}
	if (before.n > 0)
		draw_interval(p, &before, tips);
}
