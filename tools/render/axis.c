#include "axis.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "../base/civil.h"
#include "figure.h"

/* The least of 1, 2, 5 times a power of ten that isn't less. */
static double
round_step(double v)
{
	double p = pow(10, floor(log10(v)));
	double m = v / p;

	return (m <= 1 + 1e-9 ? 1 : m <= 2 + 1e-9 ? 2 : m <= 5 + 1e-9 ? 5 :
	    10) * p;
}

/* The next one below. */
static double
smaller_step(double v)
{
	double p = pow(10, floor(log10(v) + 1e-9));
	double m = v / p;

	return m > 4 ? 2 * p : m > 1.5 ? p : p / 2;
}

static void
keep_label(char *to, struct buffer *b)
{
	size_t n = b->n < AXIS_LABEL - 1 ? b->n : AXIS_LABEL - 1;

	memcpy(to, b->p ? b->p : "", n);
	to[n] = 0;
	b->n = 0;
}

void
axis_values(struct axis *x, const struct chart *c, unsigned most)
{
	double unit = chart_unit(c), from = c->y_from, to = c->y_to;
	struct buffer b = { 0 };
	double first, last;

	most = most < 1 ? 1 : most > AXIS_TICKS / 2 ? AXIS_TICKS / 2 : most;
	x->step = round_step((to - from) / unit / most);
	/* Rather a few steps more than a third of the plot empty. */
	if (ceil(to / unit / x->step - 1e-9) * x->step - to / unit >
	    0.25 * (to - from) / unit)
		x->step = smaller_step(x->step);
	if (c->is_int && x->step < 1 && unit <= 1)
		x->step = 1;
	x->step *= unit;
	first = floor(from / x->step + 1e-9);
	last = ceil(to / x->step - 1e-9);
	x->from = first * x->step;
	x->to = last * x->step;
	for (x->n = 0; x->n < AXIS_TICKS && first + (double)x->n <= last;
	    x->n++) {
		struct tick *t = &x->ticks[x->n];

		t->at = (first + (double)x->n) * x->step;
		t->under[0] = 0;
		chart_tick(&b, c, t->at, x->step);
		keep_label(t->label, &b);
	}
	buffer_free(&b);
}

static void
place_numbers(struct axis *x, const struct chart *c, double least,
    unsigned most)
{
	struct chart plain = { .form = &(struct form){ .decimals = -1 } };
	struct buffer b = { 0 };
	double first;

	x->step = round_step((x->to - x->from) / most);
	if (c->x_decimals == 0 && x->step < 1)
		x->step = 1;
	if (x->step < least && least <= x->to - x->from)
		x->step = round_step(least);
	first = ceil(x->from / x->step - 1e-9);
	for (x->n = 0; x->n < AXIS_TICKS && (first + (double)x->n) * x->step
	    <= x->to + 1e-9 * x->step; x->n++) {
		struct tick *t = &x->ticks[x->n];

		t->at = (first + (double)x->n) * x->step;
		t->under[0] = 0;
		chart_tick(&b, &plain, t->at, x->step);
		keep_label(t->label, &b);
	}
	buffer_free(&b);
}

enum unit { SECONDS, DAYS, WEEKS, MONTHS };

struct span {
	enum unit unit;
	int n;
};

static const struct span spans[] = { { SECONDS, 1 }, { SECONDS, 5 },
	{ SECONDS, 15 }, { SECONDS, 30 }, { SECONDS, 60 }, { SECONDS, 300 },
	{ SECONDS, 900 }, { SECONDS, 1800 }, { SECONDS, 3600 },
	{ SECONDS, 7200 }, { SECONDS, 10800 }, { SECONDS, 21600 },
	{ SECONDS, 43200 }, { DAYS, 1 }, { DAYS, 2 }, { WEEKS, 1 },
	{ WEEKS, 2 }, { MONTHS, 1 }, { MONTHS, 2 }, { MONTHS, 3 },
	{ MONTHS, 6 }, { MONTHS, 12 }, { MONTHS, 24 }, { MONTHS, 60 },
	{ MONTHS, 120 }, { MONTHS, 600 }, { MONTHS, 1200 },
	{ MONTHS, 12000 } };

static double
length_of(struct span s)
{
	static const double units[] = { 1e6, 8.64e10, 7 * 8.64e10,
		28 * 8.64e10 };

	return units[s.unit] * s.n;
}

/* Months since the year 0. */
static int64_t
month_of(int64_t us)
{
	struct civil c = civil_of_time(us);

	return (int64_t)c.year * 12 + c.month - 1;
}

static int64_t
month_start(int64_t month)
{
	return civil_days((int)(month / 12), (int)(month % 12) + 1, 1) *
	    US_DAY;
}

/* The first multiple of the span at or after a time. */
static int64_t
first_tick(struct span s, int64_t us)
{
	const int64_t monday = civil_days(1970, 1, 5) * US_DAY;
	int64_t step = (int64_t)length_of(s), off = 0, month;

	if (s.unit == MONTHS) {
		month = civil_floor(month_of(us) + s.n - 1, s.n);
		if (month - s.n >= 12 && month_start(month - s.n) >= us)
			month -= s.n;
		return month_start(month) >= us ? month_start(month) :
		    month_start(month + s.n);
	}
	if (s.unit == WEEKS)
		off = monday;
	return civil_floor(us - off + step - 1, step) + off;
}

static int64_t
next_tick(struct span s, int64_t us)
{
	return s.unit == MONTHS ? month_start(month_of(us) + s.n) :
	    us + (int64_t)length_of(s);
}

static void
label_time(struct tick *t, struct span s, const struct civil *before,
    const struct civil *now)
{
	const char *month = civil_month_name(now->month);
	bool new_year = !before || before->year != now->year;
	bool new_day = new_year || before->month != now->month ||
	    before->day != now->day;

	t->under[0] = 0;
	if (s.unit == SECONDS) {
		if (s.n < 60)
			snprintf(t->label, AXIS_LABEL, "%02d:%02d:%02d",
			    now->hour, now->minute, now->second);
		else
			snprintf(t->label, AXIS_LABEL, "%02d:%02d", now->hour,
			    now->minute);
		if (new_day)
			snprintf(t->under, AXIS_LABEL, "%.3s %d", month,
			    now->day);
		return;
	}
	if (s.unit == MONTHS && s.n >= 12) {
		snprintf(t->label, AXIS_LABEL, "%d", now->year);
		return;
	}
	if (s.unit == MONTHS)
		snprintf(t->label, AXIS_LABEL, "%.3s", month);
	else
		snprintf(t->label, AXIS_LABEL, "%.3s %d", month, now->day);
	if (new_year)
		snprintf(t->under, AXIS_LABEL, "%d", now->year);
}

static void
place_times(struct axis *x, const struct chart *c, double least,
    unsigned most)
{
	const size_t n = sizeof spans / sizeof *spans;
	struct civil before = { 0 }, now;
	size_t i = 0;
	int64_t us;

	if (c->x_is_date && least < 8.64e10)
		least = 8.64e10;
	while (i + 1 < n && (length_of(spans[i]) < least * 0.999 ||
	    (x->to - x->from) / length_of(spans[i]) > most))
		i++;
	x->step = length_of(spans[i]);
	us = first_tick(spans[i], (int64_t)x->from);
	for (x->n = 0; x->n < AXIS_TICKS && (double)us <= x->to; x->n++) {
		now = civil_of_time(us);
		if (now.year > 9999)
			break;
		x->ticks[x->n].at = (double)us;
		label_time(&x->ticks[x->n], spans[i], x->n > 0 ? &before :
		    NULL, &now);
		before = now;
		us = next_tick(spans[i], us);
	}
}

void
axis_places(struct axis *x, const struct chart *c, double from, double to,
    double least, unsigned most)
{
	*x = (struct axis){ .from = from, .to = to };
	most = most < 1 ? 1 : most > AXIS_TICKS - 2 ? AXIS_TICKS - 2 : most;
	if (c->x_kind == X_TIME)
		place_times(x, c, least, most);
	else if (c->x_kind == X_NUMBER)
		place_numbers(x, c, least, most);
}
