#ifndef GPU_CIVIL_H
#define GPU_CIVIL_H
/* Calendar arithmetic on naive local clocks.  A time is int64 microseconds
 * since 1970-01-01 00:00 of that clock, a date int64 days.  Proleptic
 * Gregorian calendar, years 0001 to 9999; no zone is ever asked for. */

#include "str.h"

#define US_SECOND INT64_C(1000000)
#define US_DAY (INT64_C(86400) * US_SECOND)

struct civil {
	int year, month, day, hour, minute, second, micro;
};

int64_t civil_days(int year, int month, int day);
int civil_month_length(int year, int month);
struct civil civil_of_time(int64_t us);
int64_t civil_time(const struct civil *c); /* microseconds */

/* `YYYY-MM-DD` alone or with ` ` or `T`, `HH:MM`, `:SS`, and a fraction of 1
 * to 9 digits (cut to microseconds).  ` +0000 UTC` may follow the clock: it is
 * that of the four digits, which are not looked at.  False if it is anything
 * else. */
bool civil_parse_time(struct str s, int64_t *us);
bool civil_parse_date(struct str s, int64_t *days); /* `YYYY-MM-DD` */
/* `15m`, `24h`, `7d`, `4w`, `90s`, `1.5h`, `250ms`, `10us`: microseconds. */
bool civil_parse_span(struct str s, int64_t *us);

enum { CIVIL_MAX = 40 }; /* bytes these may write, NUL included */
/* `YYYY-MM-DD HH:MM:SS`, `sep` in the middle; a fraction of six digits if it
 * isn't zero or `always_fraction` asks for it. */
size_t civil_put_time(char *out, int64_t us, char sep, bool always_fraction);
size_t civil_put_date(char *out, int64_t days);

/* Cut down to a multiple of `step`; the multiple may be negative. step > 0. */
int64_t civil_floor(int64_t v, int64_t step);
int64_t civil_month_start(int64_t days); /* first day of its month */
int64_t civil_week_start(int64_t days);  /* its Monday */

/* In English, whatever the locale; the first three letters are the usual
 * abbreviation.  A month from 1 to 12, a weekday from 1, Monday, to 7. */
const char *civil_month_name(int month);
const char *civil_day_name(int weekday);

#endif
