#include "charttidy.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../base/civil.h"

double
charttidy_time(int64_t v, bool is_date)
{
	const int64_t first = civil_days(1, 1, 1);
	const int64_t last = civil_days(9999, 12, 31);

	if (is_date)
		return v < first || v > last ? NAN : (double)(v * US_DAY);
	return v < first * US_DAY || v >= (last + 1) * US_DAY ? NAN :
	    (double)v;
}

static bool
has_rows(const struct chart *c)
{
	return c->kind == CHART_HEAT || c->kind == CHART_GANTT;
}

/* Bars and boxes of more names than a page holds. */
static void
limit_slots(struct chart *c)
{
	size_t n = 0;

	if (c->x_kind != X_NAMES || c->nslots <= CHART_ROWS ||
	    (c->kind != CHART_BAR && c->kind != CHART_BOX))
		return;
	for (size_t i = 0; i < c->npoints; i++)
		if (c->points[i].slot < CHART_ROWS)
			c->points[n++] = c->points[i];
	c->npoints = n;
	c->nleft_out += c->nslots - CHART_ROWS;
	c->nslots = CHART_ROWS;
}

/* The new number of each series: the greatest `most` keep their order, the
 * others have the number `most`. */
static uint32_t *
choose(const struct chart *c, uint32_t most, struct arena *a)
{
	uint32_t *to = NEW(a, uint32_t, c->nseries + 1), n = 0;
	struct chart_rank *w = NEW(a, struct chart_rank, c->nseries + 1);

	for (uint32_t i = 0; i < c->nseries; i++) {
		w[i] = (struct chart_rank){ 0, i };
		to[i] = most;
	}
	for (size_t i = 0; i < c->npoints; i++) {
		const struct chart_point *p = &c->points[i];
		double v = p->v[c->kind == CHART_BOX ? 2 : V_VALUE];

		w[p->series].v -= has_rows(c) || isnan(v) ? 0 : fabs(v);
	}
	chart_sort(w, c->nseries);
	for (uint32_t i = 0; i < most && i < c->nseries; i++)
		to[w[i].of] = 0;
	for (uint32_t i = 0; i < c->nseries; i++)
		if (to[i] == 0)
			to[i] = n++;
	return to;
}

/* More series than colours: the small ones of a stack become one, those of
 * other kinds are left out. */
static void
limit_series(struct chart *c, struct arena *a)
{
	uint32_t most = has_rows(c) ? CHART_ROWS :
	    c->kind == CHART_LINE ? CHART_LINES : CHART_COLORS, *to;
	uint32_t left = c->nseries > most ? c->nseries - most : 0;
	bool join = chart_is_stack(c) && left > 0;
	size_t n = 0;

	if (left == 0)
		return;
	to = choose(c, most, a);
	for (size_t i = 0; i < c->npoints; i++) {
		struct chart_point p = c->points[i];

		p.series = to[p.series];
		if (p.series < most || join)
			c->points[n++] = p;
	}
	c->npoints = n;
	for (uint32_t i = 0; i < c->nseries; i++)
		if (to[i] < most)
			c->series[to[i]] = c->series[i];
	c->nseries = most;
	if (join) {
		c->series[c->nseries++] = arena_fmt(a, "%u others", left);
		c->has_others = true;
	} else {
		c->nleft_out += left;
	}
}

/* By series, then slot; what is equal keeps its order. */
static void
sort_points(struct chart *c, struct arena *a)
{
	uint32_t keys = (c->nslots > c->nseries ? c->nslots : c->nseries) + 1;
	struct chart_point *other = NEW(a, struct chart_point,
	    c->npoints + 1), *swap;

	for (int pass = 0; pass < 2; pass++) {
		size_t *at = NEW0(a, size_t, (size_t)keys + 1);

		for (size_t i = 0; i < c->npoints; i++)
			at[1 + (pass ? c->points[i].series :
			    c->points[i].slot)]++;
		for (uint32_t k = 0; k < keys; k++)
			at[k + 1] += at[k];
		for (size_t i = 0; i < c->npoints; i++)
			other[at[pass ? c->points[i].series :
			    c->points[i].slot]++] = c->points[i];
		swap = other;
		other = c->points;
		c->points = swap;
	}
}

static int
span_cmp(const void *a, const void *b)
{
	const struct chart_point *p = a, *q = b;

	if (p->series != q->series)
		return p->series < q->series ? -1 : 1;
	for (int i = 0; i < 3; i++) {
		if (p->v[i] < q->v[i])
			return -1;
		if (p->v[i] > q->v[i])
			return 1;
		if (isnan(p->v[i]) != isnan(q->v[i]))
			return isnan(p->v[i]) ? 1 : -1;
	}
	return 0;
}

static int
two_in_one(const struct chart *c, const struct chart_point *p,
    struct fault *f)
{
	struct buffer b = { 0 };

	chart_slot_text(&b, c, p->slot);
	if (c->series[p->series].n > 0)
		buffer_fmt(&b, ", %.*s", (int)c->series[p->series].n,
		    c->series[p->series].p);
	fault_data(f, "two rows for one place, %s: by= or gpu-agg is missing",
	    quoted(buffer_str(&b)));
	buffer_free(&b);
	return -1;
}

/* Only the sum of small series may have several points in a slot, and a line
 * goes up and down. */
static int
join_points(struct chart *c, struct fault *f)
{
	size_t n = 0;

	if (c->kind == CHART_LINE)
		return 0;
	for (size_t i = 0; i < c->npoints; i++) {
		const struct chart_point *p = &c->points[i];
		struct chart_point *q = &c->points[n > 0 ? n - 1 : 0];

		if (n == 0 || q->series != p->series || q->slot != p->slot) {
			c->points[n++] = *p;
			continue;
		}
		if (!c->has_others || p->series + 1 != c->nseries)
			return two_in_one(c, p, f);
		if (isnan(q->v[V_VALUE]))
			q->v[V_VALUE] = p->v[V_VALUE];
		else if (!isnan(p->v[V_VALUE]))
			q->v[V_VALUE] += p->v[V_VALUE];
	}
	c->npoints = n;
	return 0;
}

static bool
is_drawn(const struct chart *c, const struct chart_point *p)
{
	if (c->kind == CHART_BOX)
		for (int i = 0; i < V_BOX; i++)
			if (isnan(p->v[i]))
				return false;
	return !isnan(p->v[V_VALUE]);
}

static void
extend(struct chart *c, double v)
{
	if (isnan(v))
		return;
	c->y_from = fmin(c->y_from, v);
	c->y_to = fmax(c->y_to, v);
}

/* The heights of stacks, up and down. */
static void
extend_stacks(struct chart *c, struct arena *a)
{
	double *up = NEW0(a, double, c->nslots + 1);
	double *down = NEW0(a, double, c->nslots + 1);

	for (size_t i = 0; i < c->npoints; i++) {
		const struct chart_point *p = &c->points[i];
		double v = p->v[V_VALUE];

		if (!isnan(v) && (v > 0 || c->kind == CHART_AREA))
			up[p->slot] += v;
		else if (!isnan(v))
			down[p->slot] += v;
		extend(c, up[p->slot]);
		extend(c, down[p->slot]);
	}
}

static void
find_y(struct chart *c, const struct charttidy_wish *w, struct arena *a)
{
	c->y_from = isnan(w->least) ? 0 : INFINITY;
	c->y_to = isnan(w->least) ? 0 : -INFINITY;
	extend(c, w->least);
	extend(c, w->most);
	for (uint32_t i = 0; c->limit && i < c->nslots; i++)
		extend(c, c->limit[i]);
	if (chart_is_stack(c)) {
		extend_stacks(c, a);
	} else {
		for (size_t i = 0; i < c->npoints; i++)
			for (int k = 0; k < V_BOX; k++)
				extend(c, c->points[i].v[k]);
	}
	if (!(c->y_to > c->y_from))
		c->y_to = c->y_from + fmax(1, fabs(c->y_from) * 0.01);
}

static void
find_x(struct chart *c)
{
	c->x_step = INFINITY;
	for (uint32_t i = 1; i < c->nslots; i++)
		c->x_step = fmin(c->x_step, c->x[i] - c->x[i - 1]);
	if (!(c->x_step > 0 && isfinite(c->x_step)))
		c->x_step = c->x_kind != X_TIME ? 1 :
		    c->x_is_date ? (double)US_DAY : 3.6e9;
	c->x_from = c->nslots > 0 ? c->x[0] : 0;
	c->x_to = c->nslots > 0 ? c->x[c->nslots - 1] : 1;
	for (size_t i = 0; c->kind == CHART_GANTT && i < c->npoints; i++)
		c->x_to = fmax(c->x_to, c->points[i].v[V_TO]);
}

int
charttidy(struct chart *c, const struct charttidy_wish *w, struct arena *a,
    struct fault *f)
{
	bool has_any = false;

	limit_slots(c);
	limit_series(c, a);
	if (c->kind == CHART_GANTT) {
		qsort(c->points, c->npoints, sizeof *c->points, span_cmp);
	} else {
		sort_points(c, a);
		if (join_points(c, f) < 0)
			return -1;
	}
	for (size_t i = 0; i < c->npoints && !has_any; i++)
		has_any = is_drawn(c, &c->points[i]);
	if (!has_any)
		c->npoints = 0;
	find_y(c, w, a);
	find_x(c);
	return 0;
}
