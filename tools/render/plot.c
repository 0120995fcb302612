#include "plot.h"

#include <math.h>

double
plot_x(const struct plot *p, double x)
{
	return p->left + (x - p->x_from) / (p->x_to - p->x_from) * p->w;
}

double
plot_y(const struct plot *p, double y)
{
	double part = (y - p->y.from) / (p->y.to - p->y.from);

	return p->is_horizontal ? p->left + part * p->w :
	    p->top + (1 - part) * p->h;
}

double
plot_step(const struct plot *p)
{
	return p->c->x_step / (p->x_to - p->x_from) * p->w;
}

const char *
plot_class(char kind, unsigned color)
{
	static const char fills[][3] = { "f1", "f2", "f3", "f4", "f5", "f6",
		"f7", "f8", "fo" };
	static const char lines[][3] = { "l1", "l2", "l3", "l4", "l5", "l6",
		"l7", "l8", "lo" };

	return kind == 'f' ? fills[color] : lines[color];
}

struct str
plot_tip(const struct plot *p, const struct chart_point *point, double v)
{
	const struct chart *c = p->c;
	struct buffer b = { 0 };
	struct str s;

	chart_slot_text(&b, c, point->slot);
	if (c->series[point->series].n > 0) {
		buffer_add(&b, S(", "));
		buffer_add(&b, c->series[point->series]);
	}
	buffer_add(&b, S(": "));
	chart_value(&b, c, v);
	if (c->unit.n > 0) {
		buffer_char(&b, ' ');
		buffer_add(&b, c->unit);
	}
	s = arena_str(p->a, buffer_str(&b));
	buffer_free(&b);
	return s;
}

/* Across a slot's bars, or from slot to slot. */
static void
limit_marks(const struct plot *p)
{
	const struct chart *c = p->c;
	double half = plot_step(p) / 2;

	for (uint32_t i = 0; i < c->nslots; i++) {
		double at = plot_y(p, c->limit[i]);
		double row = p->h / (c->nslots > 0 ? c->nslots : 1);

		if (isnan(at))
			continue;
		if (p->is_horizontal)
			svg_line(p->b, at, p->top + row * i, at,
			    p->top + row * (i + 1), "m");
		else
			svg_line(p->b, plot_x(p, c->x[i]) - half, at,
			    plot_x(p, c->x[i]) + half, at, "m");
	}
}

/* Is it the same everywhere? */
static bool
is_level(const struct chart *c)
{
	for (uint32_t i = 0; i < c->nslots; i++)
		if (!(c->limit[i] == c->limit[0]))
			return false;
	return c->nslots > 0;
}

double
plot_figure_width(const struct plot *p)
{
	const struct chart *c = p->c;
	struct buffer b = { 0 };
	double most = 0;

	for (size_t i = 0; i < c->npoints; i++) {
		b.n = 0;
		if (!isnan(c->points[i].v[V_VALUE]))
			chart_value(&b, c, c->points[i].v[V_VALUE]);
		most = fmax(most, svg_width(buffer_str(&b), p->font));
	}
	buffer_free(&b);
	return most;
}

/* A slot stands for the time or number up to the next one, a name for its
 * room. */
void
plot_shades(const struct plot *p)
{
	const struct chart *c = p->c;
	double step = plot_step(p), right = p->left + p->w;
	double row = p->h / (c->nslots > 0 ? c->nslots : 1);
	bool is_mid = c->kind == CHART_BAR || c->kind == CHART_BOX;
	uint32_t from = 0, last;

	for (; chart_next_shade(c, &from, &last); from = last + 1) {
		double x1 = plot_x(p, c->x[from]) - (is_mid ? step / 2 : 0);
		double x2 = plot_x(p, c->x[last]) + (is_mid ? step / 2 : step);

		if (p->is_horizontal) {
			svg_rect(p->b, p->left, p->top + row * from, p->w,
			    row * (last + 1 - from), "s", S(""));
			continue;
		}
		x1 = fmax(fmin(x1, right - 2), p->left);
		svg_rect(p->b, x1, p->top, fmax(fmin(x2, right) - x1, 2),
		    p->h, "s", S(""));
	}
}

void
plot_limit(const struct plot *p)
{
	const struct chart *c = p->c;
	struct svg_path path;
	bool has_pen = false;

	if (!c->limit)
		return;
	if (is_level(c)) {
		double at = plot_y(p, c->limit[0]);

		if (p->is_horizontal)
			svg_line(p->b, at, p->top, at, p->top + p->h, "m");
		else
			svg_line(p->b, p->left, at, p->left + p->w, at, "m");
		return;
	}
	if (p->is_horizontal || c->x_kind == X_NAMES) {
		limit_marks(p);
		return;
	}
	svg_path_start(&path, p->b, "m", "");
	for (uint32_t i = 0; i < c->nslots; i++) {
		if (isnan(c->limit[i])) {
			has_pen = false;
			continue;
		}
		if (!has_pen || chart_breaks(c, i - 1, i))
			svg_path_move(&path, plot_x(p, c->x[i]),
			    plot_y(p, c->limit[i]));
		else
			svg_path_add(&path, plot_x(p, c->x[i]),
			    plot_y(p, c->limit[i]));
		has_pen = true;
	}
	svg_path_end(&path, c->limit_name);
}
