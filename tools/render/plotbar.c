#include "plot.h"

#include <math.h>

enum {
	TIPS_MOST = 800,     /* bars that say what they are when pointed at */
	BAR_WIDTH = 72, BOX_WIDTH = 36
};

static const double thinnest = 1.5;

/* Which slots are drawn: of those that fall into one column of pixels the one
 * that goes furthest. */
static bool *
choose_slots(const struct plot *p, double width)
{
	const struct chart *c = p->c;
	bool *keep = NEW0(p->a, bool, c->nslots + 1);
	double *sum = NEW0(p->a, double, c->nslots + 1);
	uint32_t best = 0;
	double column = -1;

	for (size_t i = 0; i < c->npoints; i++)
		sum[c->points[i].slot] += isnan(c->points[i].v[V_VALUE]) ? 0 :
		    fabs(c->points[i].v[V_VALUE]);
	for (uint32_t i = 0; i < c->nslots; i++) {
		double at = floor(plot_x(p, c->x[i]) / width);

		if (plot_step(p) < width && at == column) {
			if (sum[i] <= sum[best])
				continue;
			keep[best] = false;
		}
		column = at;
		best = i;
		keep[i] = true;
	}
	return keep;
}

/* How much of the room between two slots a bar takes. */
static double
bar_part(const struct chart *c, double step)
{
	if (c->kind == CHART_HISTOGRAM)
		return step > 4 ? (step - 1) / step : 1;
	return step < 4 ? 1 : fmin(c->x_kind == X_NAMES ? 0.74 : 0.82,
	    BAR_WIDTH / step);
}

/* A bar between two values, at `at` pixels across, `width` wide. */
static void
draw_bar(const struct plot *p, double at, double width, double v1, double v2,
    const char *cls, struct str tip)
{
	double a = plot_y(p, v1), b = plot_y(p, v2);

	if (a == b)
		return;
	if (p->is_horizontal)
		svg_rect(p->b, fmin(a, b), at, fabs(a - b), width, cls, tip);
	else
		svg_rect(p->b, at, fmin(a, b), width, fabs(a - b), cls, tip);
}

/* A value beside the end of its bar, where there is room for it. */
static void
draw_figure(const struct plot *p, double at, double width, double v)
{
	double end = plot_y(p, v);
	struct buffer b = { 0 };

	chart_value(&b, p->c, v);
	if (p->is_horizontal)
		svg_text(p->b, end + (v < 0 ? -4 : 4), at + width / 2 +
		    p->font * 0.36, v < 0 ? SVG_END : SVG_START, "n",
		    buffer_str(&b));
	else
		svg_text(p->b, at + width / 2, v < 0 ? end + p->font :
		    end - 4, SVG_MIDDLE, "n", buffer_str(&b));
	buffer_free(&b);
}

/* Figures are written if there is one bar a slot and all of them fit. */
static bool
has_figures(const struct plot *p, double width)
{
	const struct chart *c = p->c;

	if (c->nseries > 1 || c->kind != CHART_BAR || c->limit)
		return false;
	if (p->is_horizontal)
		return true;
	if (c->nslots > 31)
		return false;
	return plot_figure_width(p) < width * 1.25;
}

/* The room that a slot takes, and where it begins. */
static double
slot_room(const struct plot *p, uint32_t slot, double *at)
{
	const struct chart *c = p->c;
	double step = p->is_horizontal ? p->h / c->nslots : plot_step(p);

	if (p->is_horizontal)
		*at = p->top + step * slot;
	else if (c->kind == CHART_HISTOGRAM)
		*at = plot_x(p, c->x[slot]);
	else
		*at = plot_x(p, c->x[slot]) - step / 2;
	return step;
}

void
plot_bars(const struct plot *p)
{
	const struct chart *c = p->c;
	bool stack = chart_is_stack(c), figures;
	uint32_t beside = stack ? 1 : c->nseries;
	double *up = NEW0(p->a, double, c->nslots + 1), at, step, part;
	double *down = NEW0(p->a, double, c->nslots + 1), width;
	bool *keep = NULL;

	if (!p->is_horizontal)
		keep = choose_slots(p, thinnest * beside);
	step = slot_room(p, 0, &at);
	part = bar_part(c, step);
	width = fmax(step * part / beside, thinnest);
	figures = has_figures(p, step);
	for (size_t i = 0; i < c->npoints; i++) {
		const struct chart_point *x = &c->points[i];
		double v = x->v[V_VALUE], base = 0;

		if (isnan(v) || (keep && !keep[x->slot]))
			continue;
		slot_room(p, x->slot, &at);
		at += step * (1 - part) / 2 + (stack ? 0 :
		    width * x->series);
		if (stack) {
			double *pile = v < 0 ? down : up;

			base = pile[x->slot];
			pile[x->slot] += v;
		}
		draw_bar(p, at, width > 4 && beside > 1 ? width - 1 : width,
		    base, base + v, plot_class('f', chart_color(c,
		    x->series)), p->has_tips && c->npoints <= TIPS_MOST ?
		    plot_tip(p, x, v) : S(""));
		if (figures)
			draw_figure(p, at, width, v);
	}
}

static struct str
box_tip(const struct plot *p, const struct chart_point *x)
{
	static const char *const names[] = { "least", "quartile", "median",
		"quartile", "greatest" };
	struct buffer b = { 0 };
	struct str s;

	chart_slot_text(&b, p->c, x->slot);
	if (p->c->series[x->series].n > 0) {
		buffer_add(&b, S(", "));
		buffer_add(&b, p->c->series[x->series]);
	}
	for (int i = 0; i < V_BOX; i++) {
		buffer_fmt(&b, "%s %s ", i > 0 ? "," : ":", names[i]);
		chart_value(&b, p->c, x->v[i]);
	}
	s = arena_str(p->a, buffer_str(&b));
	buffer_free(&b);
	return s;
}

static void
draw_box(const struct plot *p, double at, double width,
    const struct chart_point *x, bool has_tip)
{
	double mid = at + width / 2, y[V_BOX];
	unsigned color = chart_color(p->c, x->series);

	for (int i = 0; i < V_BOX; i++)
		y[i] = plot_y(p, x->v[i]);
	svg_line(p->b, mid, y[0], mid, y[1], plot_class('l', color));
	svg_line(p->b, mid, y[3], mid, y[4], plot_class('l', color));
	if (width > 6) {
		svg_line(p->b, mid - width / 4, y[0], mid + width / 4, y[0],
		    plot_class('l', color));
		svg_line(p->b, mid - width / 4, y[4], mid + width / 4, y[4],
		    plot_class('l', color));
	}
	svg_rect(p->b, at, fmin(y[1], y[3]), width, fabs(y[1] - y[3]),
	    plot_class('f', color), has_tip ? box_tip(p, x) : S(""));
	svg_line(p->b, at, y[2], at + width, y[2], "k");
}

void
plot_boxes(const struct plot *p)
{
	const struct chart *c = p->c;
	bool *keep = choose_slots(p, 4.0 * c->nseries);
	double at, step = slot_room(p, 0, &at);
	double each = step * (step < 8 ? 1 : 0.74) / c->nseries;
	double width = fmin(fmax(each - 1, 3), BOX_WIDTH);

	for (size_t i = 0; i < c->npoints; i++) {
		const struct chart_point *x = &c->points[i];
		bool is_whole = keep[x->slot];

		for (int k = 0; k < V_BOX; k++)
			is_whole = is_whole && !isnan(x->v[k]);
		if (!is_whole)
			continue;
		slot_room(p, x->slot, &at);
		at += step / 2 + each * (x->series - (c->nseries - 1) / 2.0) -
		    width / 2;
		draw_box(p, at, width, x, p->has_tips &&
		    c->npoints <= TIPS_MOST);
	}
}
