#include "plot.h"

#include <math.h>

/* Points [from, to) of one series without a hole between them. */
static size_t
run_end(const struct chart *c, size_t from)
{
	const struct chart_point *p = &c->points[from];
	size_t to = from + 1;

	while (to < c->npoints && c->points[to].series == p->series &&
	    !isnan(c->points[to].v[V_VALUE]) &&
	    !chart_breaks(c, c->points[to - 1].slot, c->points[to].slot))
		to++;
	return to;
}

static double
point_x(const struct plot *p, size_t i)
{
	return plot_x(p, p->c->x[p->c->points[i].slot]);
}

static double
point_y(const struct plot *p, size_t i, int v)
{
	return plot_y(p, p->c->points[i].v[v]);
}

/* Between low and high, where both are. */
static void
draw_bands(const struct plot *p)
{
	const struct chart *c = p->c;
	struct svg_path path;
	double wide;
	size_t to;

	for (size_t i = 0; i < c->npoints; i = to) {
		to = i + 1;
		if (isnan(c->points[i].v[V_LOW]) ||
		    isnan(c->points[i].v[V_HIGH]))
			continue;
		while (to < c->npoints && c->points[to].series ==
		    c->points[i].series && !isnan(c->points[to].v[V_LOW]) &&
		    !isnan(c->points[to].v[V_HIGH]) && !chart_breaks(c,
		    c->points[to - 1].slot, c->points[to].slot))
			to++;
		svg_path_start(&path, p->b, plot_class('f', chart_color(c,
		    c->points[i].series)), "v");
		/* One by itself is a narrow strip. */
		wide = to == i + 1 ? 1.5 : 0;
		for (size_t k = i; k < to; k++)
			svg_path_add(&path, point_x(p, k) - wide,
			    point_y(p, k, V_HIGH));
		if (wide > 0)
			svg_path_to(&path, point_x(p, i) + wide,
			    point_y(p, i, V_HIGH));
		for (size_t k = to; k-- > i;)
			svg_path_add(&path, point_x(p, k) + wide,
			    point_y(p, k, V_LOW));
		svg_path_rest(&path);
		if (wide > 0)
			svg_path_to(&path, point_x(p, i) - wide,
			    point_y(p, i, V_LOW));
		svg_path_close(&path);
		svg_path_end(&path, S(""));
	}
}

/* The runs of a series as one path; those of one point as dots. */
static size_t
draw_line(const struct plot *p, size_t i)
{
	const struct chart *c = p->c;
	uint32_t series = c->points[i].series;
	unsigned color = chart_color(c, series);
	struct svg_path path;
	size_t to, first = i, start = p->b->n;

	svg_path_start(&path, p->b, plot_class('l', color),
	    series >= CHART_COLORS ? "d" : "");
	for (; i < c->npoints && c->points[i].series == series; i = to) {
		to = i + 1;
		if (isnan(c->points[i].v[V_VALUE]))
			continue;
		to = run_end(c, i);
		if (to == i + 1)
			continue;
		svg_path_move(&path, point_x(p, i), point_y(p, i, V_VALUE));
		for (size_t k = i + 1; k < to; k++)
			svg_path_add(&path, point_x(p, k),
			    point_y(p, k, V_VALUE));
	}
	if (path.is_open)
		svg_path_end(&path, c->series[series]);
	else
		p->b->n = start; /* there are only dots */
	for (i = first; i < c->npoints && c->points[i].series == series;
	    i = to) {
		to = i + 1;
		if (isnan(c->points[i].v[V_VALUE]))
			continue;
		to = run_end(c, i);
		if (to == i + 1)
			svg_dot(p->b, point_x(p, i), point_y(p, i, V_VALUE),
			    2.5, plot_class('f', color), plot_tip(p,
			    &c->points[i], c->points[i].v[V_VALUE]));
	}
	return i;
}

void
plot_lines(const struct plot *p)
{
	draw_bands(p);
	for (size_t i = 0; i < p->c->npoints;)
		i = draw_line(p, i);
}

/* The upper edge of each series of a stack at each slot. */
struct stack {
	bool *has;     /* has the slot a value at all? */
	double **tops; /* [series][slot] */
};

static void
pile(const struct plot *p, struct stack *s)
{
	const struct chart *c = p->c;
	double *top = NEW0(p->a, double, c->nslots + 1);
	size_t i = 0;

	s->has = NEW0(p->a, bool, c->nslots + 1);
	s->tops = NEW0(p->a, double *, c->nseries + 1);
	for (uint32_t k = 0; k < c->nseries; k++) {
		for (; i < c->npoints && c->points[i].series == k; i++) {
			const struct chart_point *x = &c->points[i];

			if (isnan(x->v[V_VALUE]))
				continue;
			s->has[x->slot] = true;
			top[x->slot] += x->v[V_VALUE];
		}
		s->tops[k] = NEW(p->a, double, c->nslots + 1);
		for (uint32_t x = 0; x < c->nslots; x++)
			s->tops[k][x] = top[x];
	}
}

static void
draw_area(const struct plot *p, const struct stack *s, uint32_t series)
{
	const struct chart *c = p->c;
	const double *top = s->tops[series], zero = plot_y(p, 0);
	struct svg_path path;
	uint32_t to;

	svg_path_start(&path, p->b, plot_class('f', chart_color(c, series)),
	    "e");
	for (uint32_t i = 0; i < c->nslots; i = to) {
		to = i + 1;
		if (!s->has[i])
			continue;
		while (to < c->nslots && s->has[to] &&
		    !chart_breaks(c, to - 1, to))
			to++;
		if (to == i + 1) { /* a slot by itself: a narrow strip */
			double x = plot_x(p, c->x[i]);

			svg_path_move(&path, x - 1.5, zero);
			svg_path_to(&path, x - 1.5, plot_y(p, top[i]));
			svg_path_to(&path, x + 1.5, plot_y(p, top[i]));
			svg_path_to(&path, x + 1.5, zero);
			svg_path_close(&path);
			continue;
		}
		svg_path_move(&path, plot_x(p, c->x[i]), zero);
		svg_path_to(&path, plot_x(p, c->x[i]), plot_y(p, top[i]));
		for (uint32_t k = i + 1; k < to; k++)
			svg_path_add(&path, plot_x(p, c->x[k]),
			    plot_y(p, top[k]));
		svg_path_rest(&path);
		svg_path_to(&path, plot_x(p, c->x[to - 1]), zero);
		svg_path_close(&path);
	}
	svg_path_end(&path, c->series[series]);
}

/* From the top down: each covers what belongs to those below it. */
void
plot_areas(const struct plot *p)
{
	struct stack s;

	pile(p, &s);
	for (uint32_t k = p->c->nseries; k-- > 0;)
		draw_area(p, &s, k);
}

double
plot_end(const struct plot *p, uint32_t series)
{
	const struct chart *c = p->c;
	double end = NAN, under = 0, over = 0;
	bool is_area = c->kind == CHART_AREA;

	for (size_t i = 0; i < c->npoints; i++) {
		const struct chart_point *x = &c->points[i];
		double v = x->v[V_VALUE];

		if (isnan(v))
			continue;
		if (!is_area && x->series == series)
			end = v;
		if (!is_area || x->slot + 1 != c->nslots)
			continue;
		if (x->series < series)
			under += v;
		if (x->series <= series)
			over += v;
	}
	return plot_y(p, is_area ? (under + over) / 2 : end);
}
