#include "civil.h"

#include <math.h>
#include <stdio.h>

#include "num.h"

/* Days from civil and back: the well-known era arithmetic, 400 years of
 * 146,097 days, years beginning in March. */
int64_t
civil_days(int year, int month, int day)
{
	int64_t y = month <= 2 ? year - 1 : year;
	int64_t era = (y >= 0 ? y : y - 399) / 400;
	int64_t yoe = y - era * 400;
	int64_t doy = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 +
	    day - 1;
	int64_t doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;

	return era * 146097 + doe - 719468;
}

/* A stream may hold any number as a date.  Those that no calendar has are
 * taken as the last day that arithmetic can bear, so that they print. */
static int64_t
bearable(int64_t days)
{
	const int64_t most = INT64_MAX / US_DAY;

	return days > most ? most : days < -most ? -most : days;
}

static void
civil_of_days(int64_t days, struct civil *c)
{
	days = bearable(days);
	int64_t z = days + 719468;
	int64_t era = (z >= 0 ? z : z - 146096) / 146097;
	int64_t doe = z - era * 146097;
	int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	int64_t mp = (5 * doy + 2) / 153;

	c->day = (int)(doy - (153 * mp + 2) / 5 + 1);
	c->month = (int)(mp < 10 ? mp + 3 : mp - 9);
	c->year = (int)(yoe + era * 400 + (c->month <= 2));
}

int
civil_month_length(int year, int month)
{
	return (int)(month == 12 ? 31 :
	    civil_days(year, month + 1, 1) - civil_days(year, month, 1));
}

int64_t
civil_floor(int64_t v, int64_t step)
{
	int64_t r = v % step;

	if (r < 0)
		r += step;
	return v < INT64_MIN + r ? INT64_MIN : v - r;
}

struct civil
civil_of_time(int64_t us)
{
	struct civil c;
	int64_t start = civil_floor(us, US_DAY);
	int64_t in_day = us - start;

	civil_of_days(start / US_DAY, &c);
	c.micro = (int)(in_day % US_SECOND);
	in_day /= US_SECOND;
	c.second = (int)(in_day % 60);
	c.minute = (int)(in_day / 60 % 60);
	c.hour = (int)(in_day / 3600);
	return c;
}

int64_t
civil_time(const struct civil *c)
{
	int64_t s = civil_days(c->year, c->month, c->day) * 86400 +
	    c->hour * 3600 + c->minute * 60 + c->second;

	return s * US_SECOND + c->micro;
}

/* `n` digits at the front of *s, then taken off. */
static bool
digits(struct str *s, size_t n, int *v)
{
	if (s->n < n)
		return false;
	*v = 0;
	for (size_t i = 0; i < n; i++) {
		if (s->p[i] < '0' || s->p[i] > '9')
			return false;
		*v = *v * 10 + (s->p[i] - '0');
	}
	s->p += n;
	s->n -= n;
	return true;
}

static bool
letter(struct str *s, char c)
{
	if (s->n == 0 || s->p[0] != c)
		return false;
	s->p++;
	s->n--;
	return true;
}

static bool
take_date(struct str *s, struct civil *c)
{
	return digits(s, 4, &c->year) && letter(s, '-') &&
	    digits(s, 2, &c->month) && letter(s, '-') &&
	    digits(s, 2, &c->day) && c->year >= 1 && c->month >= 1 &&
	    c->month <= 12 && c->day >= 1 &&
	    c->day <= civil_month_length(c->year, c->month);
}

bool
civil_parse_date(struct str s, int64_t *days)
{
	struct civil c;

	if (!take_date(&s, &c) || s.n > 0)
		return false;
	*days = civil_days(c.year, c.month, c.day);
	return true;
}

/* ` +0000 UTC`, as Go prints times: what stands before it is the clock. */
static bool
is_utc_mark(struct str s)
{
	int digit;

	if (!letter(&s, ' ') || !letter(&s, '+'))
		return false;
	for (int i = 0; i < 4; i++)
		if (!digits(&s, 1, &digit))
			return false;
	return str_eq(s, S(" UTC"));
}

bool
civil_parse_time(struct str s, int64_t *us)
{
	struct civil c = { 0 };

	if (!take_date(&s, &c))
		return false;
	if (s.n > 0) {
		if (!letter(&s, ' ') && !letter(&s, 'T'))
			return false;
		if (!digits(&s, 2, &c.hour) || !letter(&s, ':') ||
		    !digits(&s, 2, &c.minute) || c.hour > 23 || c.minute > 59)
			return false;
		if (letter(&s, ':') &&
		    (!digits(&s, 2, &c.second) || c.second > 59))
			return false;
		if (letter(&s, '.')) {
			size_t n = 0;
			int d;

			while (n < s.n && s.p[n] >= '0' && s.p[n] <= '9')
				n++;
			if (n < 1 || n > 9)
				return false;
			for (size_t i = 0; i < n || i < 6; i++) {
				d = 0;
				if (i < n && !digits(&s, 1, &d))
					return false;
				if (i < 6)
					c.micro = c.micro * 10 + d;
			}
		}
	}
	if (s.n > 0 && !is_utc_mark(s))
		return false;
	*us = civil_time(&c);
	return true;
}

bool
civil_parse_span(struct str s, int64_t *us)
{
	static const struct { const char *unit; int64_t us; } units[] = {
		{ "us", 1 }, { "ms", 1000 }, { "s", US_SECOND },
		{ "m", 60 * US_SECOND }, { "h", 3600 * US_SECOND },
		{ "d", US_DAY }, { "w", 7 * US_DAY },
	};
	size_t n = 0;
	double v;
	int64_t whole;

	while (n < s.n && ((s.p[n] >= '0' && s.p[n] <= '9') || s.p[n] == '.'))
		n++;
	if (n == 0)
		return false;
	for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
		if (!str_eq(str_sub(s, n, s.n), str_of(units[i].unit)))
			continue;
		if (num_int(str_sub(s, 0, n), &whole))
			return !__builtin_mul_overflow(whole, units[i].us, us);
		if (!num_real(str_sub(s, 0, n), &v) ||
		    v * (double)units[i].us >= 9e18)
			return false;
		*us = (int64_t)llround(v * (double)units[i].us);
		return true;
	}
	return false;
}

size_t
civil_put_date(char *out, int64_t days)
{
	struct civil c;

	civil_of_days(days, &c);
	return (size_t)snprintf(out, CIVIL_MAX, "%04d-%02d-%02d", c.year,
	    c.month, c.day);
}

size_t
civil_put_time(char *out, int64_t us, char sep, bool always_fraction)
{
	struct civil c = civil_of_time(us);
	int n = snprintf(out, CIVIL_MAX, "%04d-%02d-%02d%c%02d:%02d:%02d",
	    c.year, c.month, c.day, sep, c.hour, c.minute, c.second);

	if (c.micro != 0 || always_fraction)
		n += snprintf(out + n, CIVIL_MAX - (size_t)n, ".%06d", c.micro);
	return (size_t)n;
}

int64_t
civil_month_start(int64_t days)
{
	struct civil c;

	civil_of_days(days, &c);
	return civil_days(c.year, c.month, 1);
}

int64_t
civil_week_start(int64_t days)
{
	/* 1970-01-01 was a Thursday, three days after a Monday. */
	return civil_floor(bearable(days) + 3, 7) - 3;
}

const char *
civil_month_name(int month)
{
	static const char *const names[] = { "January", "February", "March",
		"April", "May", "June", "July", "August", "September",
		"October", "November", "December" };

	return names[month - 1];
}

const char *
civil_day_name(int weekday)
{
	static const char *const names[] = { "Monday", "Tuesday", "Wednesday",
		"Thursday", "Friday", "Saturday", "Sunday" };

	return names[weekday - 1];
}
