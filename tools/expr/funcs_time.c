/* Times and dates: gpu-expr(7), "Times". */

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "../base/civil.h"
#include "../base/buffer.h"
#include "kernel.h"
#include "parse.h"

static int64_t
day_of(int64_t us)
{
	return civil_floor(us, US_DAY) / US_DAY;
}

KERNEL(time_of_text)
{
	UNUSED;
	EACH
		if (!civil_parse_time(AT(&args[0], s, k), &out->i[k]))
			out_null(r, out, k);
	return 0;
}

KERNEL(time_of_date)
{
	EACH
		if (__builtin_mul_overflow(AT(&args[0], i, k), US_DAY,
		    &out->i[k]) && out_overflow(r, n, out, k) < 0)
			return -1;
	return 0;
}

KERNEL(same_time)
{
	UNUSED;
	EACH
		out->i[k] = AT(&args[0], i, k);
	return 0;
}

KERNEL(date_of_text)
{
	UNUSED;
	EACH {
		int64_t us;

		if (civil_parse_time(AT(&args[0], s, k), &us))
			out->i[k] = day_of(us);
		else
			out_null(r, out, k);
	}
	return 0;
}

KERNEL(date_of_time)
{
	UNUSED;
	EACH
		out->i[k] = day_of(AT(&args[0], i, k));
	return 0;
}

KERNEL(week_of_time)
{
	UNUSED;
	EACH
		out->i[k] = civil_week_start(day_of(AT(&args[0], i, k)));
	return 0;
}

KERNEL(week_of_date)
{
	UNUSED;
	EACH
		out->i[k] = civil_week_start(AT(&args[0], i, k));
	return 0;
}

KERNEL(month_of_time)
{
	UNUSED;
	EACH
		out->i[k] = civil_month_start(day_of(AT(&args[0], i, k)));
	return 0;
}

KERNEL(month_of_date)
{
	UNUSED;
	EACH
		out->i[k] = civil_month_start(AT(&args[0], i, k));
	return 0;
}

KERNEL(hour_of_time)
{
	UNUSED;
	EACH
		out->i[k] = civil_of_time(AT(&args[0], i, k)).hour;
	return 0;
}

KERNEL(days_in_month)
{
	UNUSED;
	EACH {
		int64_t first = civil_month_start(AT(&args[0], i, k));

		out->i[k] = civil_month_start(first + 31) - first;
	}
	return 0;
}

/* Text of a time by strftime's letters, names in English. */
static bool
put_format(struct buffer *b, struct str format, int64_t us)
{
	struct civil c = civil_of_time(us);
	char date[CIVIL_MAX], clock[CIVIL_MAX];
	int weekday = (int)(day_of(us) - civil_week_start(day_of(us))) + 1;
	struct str day = str_of(civil_day_name(weekday)),
	    month = str_of(civil_month_name(c.month));

	civil_put_date(date, day_of(us));
	civil_put_time(clock, us, ' ', true);
	for (size_t i = 0; i < format.n; i++) {
		if (format.p[i] != '%' || i + 1 == format.n) {
			buffer_char(b, format.p[i]);
			continue;
		}
		switch (format.p[++i]) {
		case 'Y': buffer_fmt(b, "%04d", c.year); break;
		case 'm': buffer_fmt(b, "%02d", c.month); break;
		case 'd': buffer_fmt(b, "%02d", c.day); break;
		case 'H': buffer_fmt(b, "%02d", c.hour); break;
		case 'M': buffer_fmt(b, "%02d", c.minute); break;
		case 'S': buffer_fmt(b, "%02d", c.second); break;
		case 'f': buffer_fmt(b, "%06d", c.micro); break;
		case 'F': buffer_add(b, str_of(date)); break;
		case 'T': buffer_add(b, str_sub(str_of(clock), 11, 8)); break;
		case 'u': buffer_fmt(b, "%d", weekday); break;
		case 'A': buffer_add(b, day); break;
		case 'a': buffer_add(b, str_sub(day, 0, 3)); break;
		case 'B': buffer_add(b, month); break;
		case 'b': buffer_add(b, str_sub(month, 0, 3)); break;
		case '%': buffer_char(b, '%'); break;
		default: return false;
		}
	}
	return true;
}

KERNEL(text_of_time)
{
	struct buffer b = { 0 };
	int done = 0;

	EACH {
		char plain[CIVIL_MAX];

		b.n = 0;
		if (n->n == 1) {
			civil_put_time(plain, AT(&args[0], i, k), ' ', false);
			buffer_add(&b, str_of(plain));
		} else if (!put_format(&b, AT(&args[1], s, k),
		    AT(&args[0], i, k))) {
			done = expr_fault(r->f, n->origin, n->at,
			    "formats know %%Y %%m %%d %%H %%M %%S %%f %%F %%T "
			    "%%u %%A %%a %%B %%b %%%%");
			break;
		}
		out->s[k] = arena_str(r->a, buffer_str(&b));
	}
	buffer_free(&b);
	return done;
}

/* The clock of this process, one value for all: $NOW, or local time. */
KERNEL(now)
{
	static int64_t us;
	static bool is_known;

	if (!is_known) {
		const char *set = getenv("NOW");

		if (set && !civil_parse_time(str_of(set), &us)) {
			expr_fault(r->f, n->origin, n->at, "$NOW is %s: not a "
			    "time", quoted(str_of(set)));
			return -1;
		}
		if (!set) {
			struct timespec t;
			struct tm tm;
			struct civil c;

			clock_gettime(CLOCK_REALTIME, &t);
			localtime_r(&t.tv_sec, &tm);
			c = (struct civil){ tm.tm_year + 1900, tm.tm_mon + 1,
				tm.tm_mday, tm.tm_hour, tm.tm_min,
				tm.tm_sec > 59 ? 59 : tm.tm_sec,
				(int)(t.tv_nsec / 1000) };
			us = civil_time(&c);
		}
		is_known = true;
	}
	EACH
		out->i[k] = us;
	(void)args;
	return 0;
}

/* A name under the system's zones; UTC needs none.  Names of other files, and
 * what libc would take for UTC without a word, are no zones. */
static bool
is_zone(struct str name, struct arena *a)
{
	const char *dir = getenv("TZDIR");
	struct buffer path = { 0 };
	struct stat file;
	bool is_known;

	if (str_eq(name, str_of("UTC")))
		return true;
	if (name.n == 0 || name.n > 64 || name.p[0] == '/')
		return false;
	for (size_t i = 0; i < name.n; i++)
		if (!strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVW"
			"XYZ0123456789_+-/", name.p[i]))
			return false;
	buffer_add(&path, str_of(dir ? dir : "/usr/share/zoneinfo"));
	buffer_char(&path, '/');
	buffer_add(&path, name);
	is_known = stat(arena_str(a, buffer_str(&path)).p, &file) == 0 &&
	    S_ISREG(file.st_mode);
	buffer_free(&path);
	return is_known;
}

/* time(x, zone): epoch seconds to that zone's clock.  libc knows one zone a
 * process at a time, so TZ is set for the call and put back. */
KERNEL(time_of_epoch)
{
	const char *tz = getenv("TZ");
	struct str was = arena_str(r->a, str_of(tz)), is_set = { 0 };
	int done = 0;

	EACH {
		struct str zone = AT(&args[1], s, k);
		time_t t = (time_t)AT(&args[0], i, k);
		struct tm tm;
		struct civil c;

		out->i[k] = 0;
		if (!zone.p)
			continue;
		if (!str_eq(zone, is_set)) {
			if (!is_zone(zone, r->a)) {
				done = expr_fault(r->f, n->origin, n->at,
				    "%s is no time zone", quoted(zone));
				break;
			}
			is_set = arena_str(r->a, zone);
			setenv("TZ", is_set.p, 1);
			tzset();
		}
		if (!localtime_r(&t, &tm) || tm.tm_year < -1899 ||
		    tm.tm_year > 8099) {
			out_null(r, out, k);
			continue;
		}
		c = (struct civil){ tm.tm_year + 1900, tm.tm_mon + 1,
			tm.tm_mday, tm.tm_hour, tm.tm_min,
			tm.tm_sec > 59 ? 59 : tm.tm_sec, 0 };
		out->i[k] = civil_time(&c);
	}
	if (was.p)
		setenv("TZ", was.p, 1);
	else
		unsetenv("TZ");
	tzset();
	return done;
}

const struct func funcs_time[] = {
	{ "time", "t:m", time_of_text },
	{ "time", "d:m", time_of_date, .by_row = true },
	{ "time", "m:m", same_time, .by_row = true },
	{ "time", "it:m", time_of_epoch },
	{ "date", "t:d", date_of_text },
	{ "date", "m:d", date_of_time, .by_row = true },
	{ "date", "d:d", same_time, .by_row = true },
	{ "day", "m:d", date_of_time, .by_row = true },
	{ "day", "d:d", same_time, .by_row = true },
	{ "week", "m:d", week_of_time, .by_row = true },
	{ "week", "d:d", week_of_date, .by_row = true },
	{ "month", "m:d", month_of_time, .by_row = true },
	{ "month", "d:d", month_of_date, .by_row = true },
	{ "hour", "m:i", hour_of_time, .by_row = true },
	{ "days_in_month", "d:i", days_in_month, .by_row = true },
	{ "text", "m?t:t", text_of_time },
	{ "now", ":m", now },
	{ 0 }
};
