#include "chart.h"

#include <math.h>
#include <stdlib.h>

#include "../base/civil.h"
#include "figure.h"

static const char *const kinds[CHART_KINDS] = { "line", "area", "bar",
	"histogram", "box", "heat", "gantt" };

const char *
chart_kind_name(enum chart_kind k)
{
	return kinds[k];
}

bool
chart_kind_parse(struct str s, enum chart_kind *k)
{
	for (size_t i = 0; i < CHART_KINDS; i++)
		if (str_eq(s, str_of(kinds[i]))) {
			*k = (enum chart_kind)i;
			return true;
		}
	return false;
}

void
chart_value(struct buffer *b, const struct chart *c, double v)
{
	struct value x = { .type = TYPE_REAL, .d = v };
	struct form form = *c->form;

	form.thousands = true;
	form.cut = 0; /* that is for names */
	if (c->is_int && fabs(v) < 9e18)
		x = (struct value){ .type = TYPE_INT, .i = (int64_t)v };
	form_show(b, &form, &x, c->decimals);
}

/* Decimals that tell multiples of a step apart. */
static int
decimals_of(double step)
{
	int n = step > 0 ? (int)-floor(log10(step) + 1e-9) : 0;

	return n < 0 ? 0 : n > 12 ? 12 : n;
}

void
chart_tick(struct buffer *b, const struct chart *c, double v, double step)
{
	enum form_kind kind = c->form->kind;
	double unit = kind == FORM_HOURS ? chart_unit(c) : 1;

	if (kind == FORM_BYTES)
		figure_bytes(b, v);
	else if (kind == FORM_SPAN && c->is_int && fabs(v) < 9e18)
		figure_span(b, (int64_t)v);
	else
		figure_real(b, v / unit, decimals_of(step / unit), true);
	if (c->form->percent)
		buffer_char(b, '%');
}

double
chart_unit(const struct chart *c)
{
	static const double spans[] = { 1, 1e6, 6e7, 3.6e9, 8.64e10 };
	double most = fmax(fabs(c->y_from), fabs(c->y_to)), unit = 1;

	if (c->form->kind == FORM_HOURS && c->is_int)
		return 3.6e9;
	if (c->form->kind == FORM_BYTES)
		while (most / unit >= 1024 && unit < 1e18)
			unit *= 1024;
	if (c->form->kind == FORM_SPAN && c->is_int)
		for (size_t i = 0; i < 5; i++)
			if (most >= 2 * spans[i])
				unit = spans[i];
	return unit;
}

void
chart_x_text(struct buffer *b, const struct chart *c, double x)
{
	char buf[CIVIL_MAX];
	int64_t us;
	size_t n;

	if (c->x_kind == X_NUMBER) {
		figure_real(b, x, c->x_decimals, false);
		return;
	}
	us = (int64_t)x;
	n = c->x_is_date ? civil_put_date(buf, civil_floor(us, US_DAY) /
	    US_DAY) : civil_put_time(buf, us, ' ', false);
	if (!c->x_is_date && n > 16 && us % (60 * US_SECOND) == 0)
		n = 16;
	buffer_add(b, (struct str){ buf, n });
}

void
chart_slot_text(struct buffer *b, const struct chart *c, uint32_t slot)
{
	if (c->x_kind == X_NAMES)
		buffer_add(b, c->slots[slot]);
	else
		chart_x_text(b, c, c->x[slot]);
}

static int
rank_cmp(const void *a, const void *b)
{
	const struct chart_rank *p = a, *q = b;

	return p->v != q->v ? (p->v < q->v ? -1 : 1) :
	    (p->of > q->of) - (p->of < q->of);
}

void
chart_sort(struct chart_rank *list, size_t n)
{
	qsort(list, n, sizeof *list, rank_cmp);
}

const struct chart_point **
chart_by_slot(const struct chart *c, struct arena *a)
{
	const struct chart_point **at = NEW0(a, const struct chart_point *,
	    mem_times(c->nslots, c->nseries) + 1);

	for (size_t i = 0; i < c->npoints; i++)
		at[(size_t)c->points[i].slot * c->nseries +
		    c->points[i].series] = &c->points[i];
	return at;
}

bool
chart_is_stack(const struct chart *c)
{
	return c->kind == CHART_AREA || c->kind == CHART_HISTOGRAM ||
	    c->is_stacked;
}

unsigned
chart_color(const struct chart *c, uint32_t which)
{
	if (c->nstates > 0)
		return which < CHART_COLORS ? which : CHART_OTHER;
	if (c->has_others && which + 1 == c->nseries)
		return CHART_OTHER;
	return which % CHART_COLORS;
}

bool
chart_breaks(const struct chart *c, uint32_t slot, uint32_t next)
{
	return c->x[next] - c->x[slot] > c->gap;
}

uint32_t
chart_keys(const struct chart *c, const struct str **names)
{
	bool has_states = c->kind == CHART_HEAT || c->kind == CHART_GANTT;

	*names = has_states ? c->states : c->series;
	return has_states ? c->nstates : c->nseries;
}

static void
describe_value(struct buffer *b, const struct chart *c, const char *word,
    double v)
{
	buffer_fmt(b, "%s ", word);
	chart_value(b, c, v);
}

/* Bars have holes where lines would go on. */
static bool
parts_shade(const struct chart *c, uint32_t slot)
{
	return chart_breaks(c, slot, slot + 1) || ((c->kind == CHART_BAR ||
	    c->kind == CHART_HISTOGRAM) &&
	    c->x[slot + 1] - c->x[slot] > 1.5 * c->x_step);
}

bool
chart_next_shade(const struct chart *c, uint32_t *from, uint32_t *last)
{
	while (c->shade && *from < c->nslots && !c->shade[*from])
		++*from;
	if (!c->shade || *from >= c->nslots)
		return false;
	*last = *from;
	while (*last + 1 < c->nslots && c->shade[*last + 1] &&
	    !parts_shade(c, *last))
		++*last;
	return true;
}

void
chart_shade_text(struct buffer *b, const struct chart *c)
{
	enum { TOLD = 5 };
	uint32_t from = 0, last, n = 0;

	for (; chart_next_shade(c, &from, &last); from = last + 1)
		if (n++ < TOLD) {
			buffer_add(b, n > 1 ? S(", ") : S(" "));
			chart_slot_text(b, c, from);
			if (last > from) {
				buffer_add(b, S(" to "));
				chart_slot_text(b, c, last);
			}
		}
	if (n == 0)
		buffer_add(b, S(" nowhere"));
	else if (n > TOLD)
		buffer_fmt(b, " and %u more", n - TOLD);
}

/* Least, greatest and last value of a series. */
static void
describe_series(struct buffer *b, const struct chart *c, size_t *at)
{
	uint32_t series = c->points[*at].series;
	double least = INFINITY, most = -INFINITY, last = NAN;
	int v = c->kind == CHART_BOX ? 2 : V_VALUE;

	for (; *at < c->npoints && c->points[*at].series == series; ++*at) {
		double x = c->points[*at].v[v];

		if (isnan(x))
			continue;
		last = x;
		least = fmin(least, x);
		most = fmax(most, x);
	}
	if (c->series[series].n > 0)
		buffer_fmt(b, " %.*s:", (int)c->series[series].n,
		    c->series[series].p);
	if (isnan(last)) {
		buffer_add(b, S(" nothing."));
		return;
	}
	buffer_char(b, ' ');
	describe_value(b, c, "least", least);
	describe_value(b, c, ", greatest", most);
	if (c->x_kind != X_NAMES)
		describe_value(b, c, ", last", last);
	buffer_char(b, '.');
}

static void
describe_extent(struct buffer *b, const struct chart *c)
{
	if (c->x_kind == X_NAMES) {
		buffer_fmt(b, " of %u", c->nslots);
		return;
	}
	buffer_add(b, S(" from "));
	chart_x_text(b, c, c->x_from);
	buffer_add(b, S(" to "));
	chart_x_text(b, c, c->x_to);
}

void
chart_describe(struct buffer *b, const struct chart *c)
{
	static const char *const words[CHART_KINDS] = { "Lines",
		"Stacked areas", "Bars", "Histogram", "Boxes, medians",
		"Heat map", "Bars along time" };
	size_t at = 0;

	buffer_add(b, str_of(words[c->kind]));
	describe_extent(b, c);
	if (c->kind == CHART_HEAT || c->kind == CHART_GANTT) {
		buffer_fmt(b, ", %u rows.", c->nseries);
		return;
	}
	buffer_char(b, '.');
	while (at < c->npoints)
		describe_series(b, c, &at);
	if (c->shade) {
		buffer_fmt(b, " Shaded, %.*s:", (int)c->shade_name.n,
		    c->shade_name.p);
		chart_shade_text(b, c);
		buffer_char(b, '.');
	}
}
