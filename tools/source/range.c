#include "range.h"

#include "../base/civil.h"
#include "../base/num.h"

/* 2026, 2026-10 or 2026-10-07. */
static bool
parse_period(struct str s, int64_t *from, int64_t *to)
{
	char text[] = "0000-01-01";
	int64_t day, year;
	struct civil c;

	if ((s.n != 4 && s.n != 7 && s.n != 10) ||
	    !num_int(str_sub(s, 0, 4), &year))
		return false;
	for (size_t i = 0; i < s.n; i++)
		text[i] = s.p[i];
	if (!civil_parse_date(str_of(text), &day))
		return false;
	*from = day * US_DAY;
	c = civil_of_time(*from);
	if (s.n == 4)
		*to = civil_days(c.year + 1, 1, 1) * US_DAY;
	else if (s.n == 7)
		*to = (day + civil_month_length(c.year, c.month)) * US_DAY;
	else
		*to = (day + 1) * US_DAY;
	return true;
}

static bool
parse_last(struct str s, enum range_unit *last)
{
	*last = str_eq(s, S("last-month")) ? UNIT_MONTH :
	    str_eq(s, S("last-week")) ? UNIT_WEEK :
	    str_eq(s, S("last-day")) ? UNIT_DAY : UNIT_NONE;
	return *last != UNIT_NONE;
}

/* A time, a period's first instant, `newest` or `newest-24h`. */
static bool
parse_end(struct str s, enum range_end *is, int64_t *v)
{
	int64_t behind;

	*is = END_NEWEST;
	*v = 0;
	if (str_eq(s, S("newest")))
		return true;
	if (str_starts(s, S("newest-")))
		return civil_parse_span(str_sub(s, 7, s.n), v);
	*is = END_TIME;
	return civil_parse_time(s, v) || parse_period(s, v, &behind);
}

static bool
parse_range(struct range *w, struct str from, struct str to)
{
	if (to.n == 0)
		to = S("newest");
	if (!parse_end(to, &w->to_is, &w->to))
		return false;
	if (from.n == 0) {
		w->from_is = END_OPEN;
		return true;
	}
	if (civil_parse_span(from, &w->from)) {
		w->from_is = END_SPAN;
		return true;
	}
	return parse_end(from, &w->from_is, &w->from);
}

static bool
parse_around(struct range *w, struct str time, struct str span)
{
	int64_t at, by;

	return civil_parse_time(time, &at) && civil_parse_span(span, &by) &&
	    !__builtin_sub_overflow(at, by, &w->from) &&
	    !__builtin_add_overflow(at, by, &w->to);
}

int
range_parse(struct range *w, struct str text, struct fault *f)
{
	ptrdiff_t dots, tilde;
	bool ok;

	*w = (struct range){ .from_is = END_TIME, .to_is = END_TIME };
	text = str_trim(text);
	dots = str_find(text, S(".."), 0);
	tilde = str_find(text, S("~"), 0);
	if (dots >= 0) {
		ok = parse_range(w, str_trim(str_sub(text, 0, (size_t)dots)),
		    str_trim(str_sub(text, (size_t)dots + 2, text.n)));
	} else if (tilde >= 0) {
		ok = parse_around(w, str_trim(str_sub(text, 0,
		    (size_t)tilde)), str_trim(str_sub(text, (size_t)tilde + 1,
		    text.n)));
	} else if (civil_parse_span(text, &w->from)) {
		w->from_is = END_SPAN;
		w->to_is = END_NEWEST;
		ok = true;
	} else {
		ok = parse_period(text, &w->from, &w->to) ||
		    parse_last(text, &w->last);
	}
	if (ok)
		return 0;
	return fault_usage(f, "-w: %s is no window such as 24h, FROM..TO, "
	    "2026-10, last-month or TIME~15m", quoted(text));
}

bool
range_needs_newest(const struct range *w)
{
	return w->last != UNIT_NONE || w->from_is == END_NEWEST ||
	    w->to_is == END_NEWEST;
}

static void
resolve_last(enum range_unit unit, int64_t newest, int64_t *from,
    int64_t *to)
{
	int64_t day = civil_floor(newest, US_DAY) / US_DAY;
	int64_t begin = unit == UNIT_MONTH ? civil_month_start(day) :
	    unit == UNIT_WEEK ? civil_week_start(day) : day;

	*to = begin * US_DAY;
	*from = US_DAY * (unit == UNIT_MONTH ? civil_month_start(begin - 1) :
	    unit == UNIT_WEEK ? begin - 7 : begin - 1);
}

int
range_resolve(const struct range *w, int64_t newest, int64_t *from,
    int64_t *to, struct fault *f)
{
	bool over = false;

	if (w->last != UNIT_NONE) {
		resolve_last(w->last, newest, from, to);
		return 0;
	}
	*to = w->to;
	if (w->to_is == END_NEWEST)
		over = __builtin_sub_overflow(newest, w->to, to);
	*from = w->from;
	if (w->from_is == END_NEWEST)
		over |= __builtin_sub_overflow(newest, w->from, from);
	else if (w->from_is == END_SPAN)
		over |= __builtin_sub_overflow(*to, w->from, from);
	else if (w->from_is == END_OPEN)
		*from = INT64_MIN;
	return over ? fault_usage(f, "-w: the span is too long") : 0;
}
