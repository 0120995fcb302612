#include "chartgrid.h"

#include <math.h>

enum { BARS_MOST = 62 };

bool
chartgrid_suits(const struct chart *c)
{
	if (c->kind == CHART_BAR || c->kind == CHART_HISTOGRAM)
		return c->x_kind != X_NAMES && c->nslots > BARS_MOST;
	return c->kind != CHART_BOX;
}

static void
put(struct chartgrid *g, const struct chart *c, uint32_t row, uint32_t column,
    double v)
{
	double *at = &g->v[(size_t)row * g->columns + column];

	if (isnan(v))
		return;
	if (isnan(*at) || (c->nstates == 0 && v > *at))
		*at = v;
	g->from = fmin(g->from, v);
	g->to = fmax(g->to, v);
}

/* Columns are slots, if they are few and nearly without holes; else equal
 * parts of x. */
static bool
by_slots(const struct chart *c, uint32_t most)
{
	double places = (c->x_to - c->x_from) / c->x_step + 1;

	return c->kind != CHART_GANTT && c->nslots <= most &&
	    (c->x_kind == X_NAMES || places < 1.25 * c->nslots);
}

static uint32_t
column_of(const struct chartgrid *g, const struct chart *c, double x)
{
	double to = c->x_to + (c->kind == CHART_GANTT ? 0 : c->x_step);
	double part = to > c->x_from ? (x - c->x_from) / (to - c->x_from) : 0;
	double at = floor(part * g->columns + 1e-6);

	return at < 0 ? 0 : at < g->columns ? (uint32_t)at : g->columns - 1;
}

static void
put_interval(struct chartgrid *g, const struct chart *c,
    const struct chart_point *p)
{
	uint32_t to = isnan(p->v[V_TO]) ? g->columns - 1 :
	    column_of(g, c, p->v[V_TO]);
	uint32_t from = column_of(g, c, p->v[V_FROM]);

	/* Its end is not part of the next column. */
	if (to > from && !isnan(p->v[V_TO]) && column_of(g, c, p->v[V_TO] -
	    (c->x_to - c->x_from) / g->columns / 8) < to)
		to--;
	for (uint32_t k = from; k <= to; k++)
		put(g, c, p->series, k, p->v[V_STATE]);
}

void
chartgrid_make(struct chartgrid *g, const struct chart *c, uint32_t most,
    struct arena *a)
{
	double places = (c->x_to - c->x_from) / c->x_step + 1;
	bool slots = by_slots(c, most);
	size_t n;

	*g = (struct chartgrid){ .rows = c->nseries, .columns = most,
		.from = fmin(c->y_from, 0), .to = -INFINITY };
	if (slots)
		g->columns = c->nslots;
	else if (c->kind != CHART_GANTT && places < most)
		g->columns = (uint32_t)(places + 0.5);
	n = (size_t)g->rows * g->columns;
	g->v = NEW(a, double, n + 1);
	for (size_t i = 0; i < n; i++)
		g->v[i] = NAN;
	for (size_t i = 0; i < c->npoints; i++) {
		const struct chart_point *p = &c->points[i];

		if (c->kind == CHART_GANTT)
			put_interval(g, c, p);
		else
			put(g, c, p->series, slots ? p->slot :
			    column_of(g, c, c->x[p->slot]), p->v[V_VALUE]);
	}
	if (!chart_is_stack(c) || c->nseries == 1)
		g->to = fmax(g->to, c->y_to);
	if (!(g->to > g->from))
		g->to = g->from + 1;
}
