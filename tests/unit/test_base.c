/* base: numbers, civil time, text, memory, messages. */

#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/buffer.h"
#include "base/civil.h"
#include "base/io.h"
#include "base/num.h"
#include "random.h"

/* As Python has them: without an exponent from 1e-4 to 1e16. */
static void
reals_are_written_plainly(void **state)
{
	static const struct { double v; const char *text; } t[] = {
		{ 1e15, "1000000000000000.0" }, { 1e16, "1e+16" },
		{ 1234567890123456.0, "1234567890123456.0" },
		{ -2251799813685249.5, "-2251799813685249.5" },
		{ 1e-4, "0.0001" }, { 1e-5, "1e-05" }, { 0.1, "0.1" },
	};
	char text[NUM_MAX];

	(void)state;
	for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
		num_put_real(text, t[i].v);
		assert_string_equal(text, t[i].text);
	}
}

static void
check_real(double v)
{
	char text[NUM_MAX];
	size_t n = num_put_real(text, v);
	double back = 0;
	int64_t i;

	assert_true(n < NUM_MAX && strlen(text) == n);
	assert_true(num_real((struct str){ text, n }, &back));
	if (memcmp(&v, &back, sizeof v) != 0)
		fail_msg("%a comes back as %a from %s", v, back, text);
	assert_false(num_int((struct str){ text, n }, &i));
}

/* What printf gives with the fewest of 15, 16 or 17 digits that come back. */
static void
check_digits(double v)
{
	char text[NUM_MAX], want[64];

	for (int digits = 15; digits <= 17; digits++) {
		snprintf(want, sizeof want, "%.*g", digits, v);
		if (strtod(want, NULL) == v)
			break;
	}
	num_put_real(text, v);
	if (strcmp(text, want) != 0 && (strpbrk(want, ".e") ||
	    strncmp(text, want, strlen(want)) != 0))
		fail_msg("%a is %s, not %s", v, text, want);
}

static void
long_reals_are_printfs(void **state)
{
	struct random r = random_of(7);

	(void)state;
	for (int i = 0; i < 200000; i++) {
		double v = (double)(random_bits(&r) >> 11) *
		    pow(10, (int)(random_bits(&r) % 18) - 20);

		check_digits(v);
		check_digits(nextafter(v, 0));
		check_digits(-(double)(random_bits(&r) % 1000000007) / 3.6e6);
		check_digits(ldexp(1, (int)(random_bits(&r) % 60) - 13));
		check_digits((double)(random_bits(&r) % 100000) / 1000);
	}
}

static void
reals_come_back_bit_for_bit(void **state)
{
	struct random r = random_of(1);
	static const double odd[] = { 0.0, -0.0, 5e-324, -5e-324, 2.2e-308,
		1.7976931348623157e308, 0.1, 1.0 / 3, 1e22, 1e23, 1e15, 1e16,
		123456789012345678.0, INFINITY, -INFINITY, 9007199254740993.0,
		0.30000000000000004, 4.35, 100, 1e-5 };

	(void)state; /* cmocka's, unused in all of these */
	for (size_t i = 0; i < sizeof odd / sizeof *odd; i++)
		check_real(odd[i]);
	for (int i = 0; i < 300000; i++) {
		uint64_t bits = random_bits(&r);
		double d;

		if (i % 3 == 0)
			bits &= UINT64_C(0x800fffffffffffff); /* denormal */
		memcpy(&d, &bits, sizeof d);
		if (i % 3 == 1)
			d = (double)(int64_t)random_below(&r, 1u << 31) /
			    pow(10, random_below(&r, 9));
		if (!isnan(d))
			check_real(d);
	}
}

/* The fast path for short decimals answers as strtod does. */
static void
reals_are_read_as_strtod_reads_them(void **state)
{
	struct random r = random_of(2);
	char text[64];
	double got;

	(void)state;
	for (int i = 0; i < 300000; i++) {
		int n = snprintf(text, sizeof text, "%s%.*f",
		    random_once_in(&r, 4) ? "-" : "",
		    (int)random_below(&r, 12),
		    (double)random_below(&r, 1u << 30) /
		    (1 + random_below(&r, 999)));

		assert_true(num_real((struct str){ text, (size_t)n }, &got));
		if (got != strtod(text, NULL))
			fail_msg("%s: %a", text, got);
	}
}

static void
what_is_a_number(void **state)
{
	static const struct { const char *text; bool is_int, is_real; } t[] = {
		{ "0", true, true }, { "-0", true, true }, { "+5", true, true },
		{ "9223372036854775807", true, true },
		{ "-9223372036854775808", true, true },
		{ "9223372036854775808", false, true },
		{ "-9223372036854775809", false, true },
		{ "00000000000000000000000000000000000000000001", true, true },
		{ "", false, false }, { "-", false, false },
		{ "+", false, false }, { " 1", false, false },
		{ "1 ", false, false }, { "1e3", false, true },
		{ "1.", false, true }, { ".5", false, true },
		{ ".", false, false }, { "1.2.3", false, false },
		{ "0x10", false, false }, { "inf", false, true },
		{ "-inf", false, true }, { "nan", false, true },
		{ "nan(1)", false, false }, { "n/a", false, false },
		{ "1,5", false, false }, { "--1", false, false },
		{ "1e", false, false }, { "\t1", false, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
		int64_t n;
		double d;

		if (num_int(str_of(t[i].text), &n) != t[i].is_int ||
		    num_real(str_of(t[i].text), &d) != t[i].is_real)
			fail_msg("\"%s\"", t[i].text);
	}
}

static void
integers_come_back(void **state)
{
	struct random r = random_of(3);
	char text[NUM_MAX], want[NUM_MAX];

	(void)state;
	for (int i = 0; i < 100000; i++) {
		int64_t v = (int64_t)random_bits(&r) >> random_below(&r, 64);
		int64_t back;
		size_t n;

		if (i < 2)
			v = i ? INT64_MIN : INT64_MAX;
		n = num_put_int(text, v);
		snprintf(want, sizeof want, "%lld", (long long)v);
		assert_string_equal(text, want);
		assert_true(num_int((struct str){ text, n }, &back));
		assert_true(back == v);
	}
}

static void
known_days(void **state)
{
	static const struct { int y, m, d; int64_t days; } t[] = {
		{ 1970, 1, 1, 0 }, { 1969, 12, 31, -1 }, { 2000, 2, 29, 11016 },
		{ 2000, 3, 1, 11017 }, { 1900, 3, 1, -25508 },
		{ 2026, 11, 21, 20778 }, { 1, 1, 1, -719162 },
		{ 9999, 12, 31, 2932896 }, { 2100, 3, 1, 47541 },
	};
	char text[CIVIL_MAX];

	(void)state;
	for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
		char want[40];
		int64_t days;

		assert_int_equal(civil_days(t[i].y, t[i].m, t[i].d),
		    t[i].days);
		civil_put_date(text, t[i].days);
		snprintf(want, sizeof want, "%04d-%02d-%02d", t[i].y, t[i].m,
		    t[i].d);
		assert_string_equal(text, want);
		assert_true(civil_parse_date(str_of(text), &days));
		assert_int_equal(days, t[i].days);
	}
	assert_int_equal(civil_month_length(2024, 2), 29);
	assert_int_equal(civil_month_length(1900, 2), 28);
	assert_int_equal(civil_month_length(2000, 2), 29);
	assert_int_equal(civil_month_length(2026, 12), 31);
}

static void
times_agree_with_the_c_library(void **state)
{
	struct random r = random_of(4);
	char want[64], text[CIVIL_MAX];

	(void)state;
	for (int i = 0; i < 100000; i++) {
		/* From year 1 to 9999. */
		time_t s = (time_t)(-INT64_C(62135596800) + (int64_t)(
		    random_bits(&r) % UINT64_C(315537897600)));
		int64_t us = (int64_t)s * US_SECOND, back;
		struct tm tm;

		gmtime_r(&s, &tm);
		snprintf(want, sizeof want, "%04d-%02d-%02d %02d:%02d:%02d",
		    tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour,
		    tm.tm_min, tm.tm_sec);
		civil_put_time(text, us, ' ', false);
		assert_string_equal(text, want);
		us += random_below(&r, 1000000);
		civil_put_time(text, us, i % 2 ? 'T' : ' ', i % 3 == 0);
		assert_true(civil_parse_time(str_of(text), &back));
		assert_true(back == us);
		assert_int_equal(civil_week_start(civil_floor(us, US_DAY) /
		    US_DAY), civil_floor(us, US_DAY) / US_DAY -
		    (tm.tm_wday + 6) % 7);
		assert_int_equal(civil_month_start(civil_floor(us, US_DAY) /
		    US_DAY), civil_floor(us, US_DAY) / US_DAY - tm.tm_mday + 1);
	}
}

static void
what_is_a_time(void **state)
{
	static const struct { const char *text; int64_t us; } t[] = {
		{ "1970-01-01", 0 }, { "1970-01-01 00:01", 60000000 },
		{ "1970-01-01T00:00:01", 1000000 },
		{ "1970-01-01 00:00:00.5", 500000 },
		{ "1970-01-01 00:00:00.000001", 1 },
		{ "1970-01-01 00:00:00.123456789", 123456 },
		{ "1969-12-31 23:59:59.999999", -1 },
		{ "1970-1-1", -7 }, { "1970-02-29", -7 },
		{ "1970-01-01 24:00:00", -7 }, { "1970-01-01 00:60:00", -7 },
		{ "1970-01-01 00:00:60", -7 }, { "1970-01-01 00:00:00.", -7 },
		{ "1970-01-01 00:00:00.1234567890", -7 },
		{ "1970-01-01 00:00:00 ", -7 }, { "", -7 },
		{ "1970-01-01 ", -7 }, { "0000-01-01", -7 },
		{ "1970-01-01 00:00:00Z", -7 }, { "1970-13-01", -7 },
		{ "1970-01-01\n00:00:00", -7 },
		{ "1970-01-01 00:00:01 +0000 UTC", 1000000 },
		{ "1970-01-01 00:00:00.5 +0100 UTC", 500000 },
		{ "1970-01-01 00:00:01 +000 UTC", -7 },
		{ "1970-01-01 00:00:01 +0000", -7 },
		{ "1970-01-01 00:00:01 +0000 UTC ", -7 },
		{ "1970-01-01 +0000 UTC", -7 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
		int64_t us = -7;

		if (!civil_parse_time(str_of(t[i].text), &us))
			us = -7;
		if (us != t[i].us)
			fail_msg("\"%s\"", t[i].text);
	}
}

static void
spans(void **state)
{
	static const struct { const char *text; int64_t us; } t[] = {
		{ "15m", 900000000 }, { "24h", US_DAY }, { "7d", 7 * US_DAY },
		{ "4w", 28 * US_DAY }, { "90s", 90000000 },
		{ "1.5h", INT64_C(5400000000) }, { "250ms", 250000 },
		{ "10us", 10 }, { "0s", 0 }, { "1", -1 }, { "h", -1 },
		{ "-1h", -1 }, { "1y", -1 }, { "99999999999999w", -1 },
		{ "9.9e9w", -1 }, { "1.2.3h", -1 }, { "", -1 },
		{ "999999999.5w", -1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
		int64_t us = -1;

		if (!civil_parse_span(str_of(t[i].text), &us))
			us = -1;
		if (us != t[i].us)
			fail_msg("\"%s\"", t[i].text);
	}
}

/* A stream can hold any 64 bits as a time or date: printing one that no
 * calendar has must still be sound. */
static void
absurd_times_are_printed(void **state)
{
	static const int64_t odd[] = { INT64_MAX, INT64_MIN, INT64_MAX - 1,
		INT64_MIN + 1, INT64_MAX / 2, INT64_MIN / 2 };
	char text[CIVIL_MAX];

	(void)state;
	for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
		assert_true(civil_put_time(text, odd[i], ' ', true) <
		    CIVIL_MAX);
		assert_true(civil_put_date(text, odd[i]) < CIVIL_MAX);
		(void)civil_month_start(odd[i]); /* defined, whatever it is */
		(void)civil_week_start(odd[i]);
		(void)civil_floor(odd[i], US_DAY);
	}
}

static void
floors(void **state)
{
	(void)state;
	assert_int_equal(civil_floor(7, 5), 5);
	assert_int_equal(civil_floor(-1, 5), -5);
	assert_int_equal(civil_floor(-5, 5), -5);
	assert_int_equal(civil_floor(0, 5), 0);
}

static void
texts(void **state)
{
	struct str rest = S("a,,b,"), part, null = { NULL, 0 };
	static const char *const parts[] = { "a", "", "b", "" };

	(void)state;
	assert_false(str_eq(null, S("")));
	assert_true(str_eq(S(""), S("")));
	assert_true(str_cmp(null, S("")) < 0);
	assert_true(str_cmp(S("a"), S("ab")) < 0);
	assert_true(str_cmp(S("b"), S("ab")) > 0);
	assert_true(str_cmp(S("\xff"), S("a")) > 0);
	assert_true(str_starts(S("abc"), S("ab")));
	assert_false(str_starts(S("a"), S("ab")));
	assert_true(str_ends(S("abc"), S("bc")));
	assert_int_equal(str_find(S("abcabc"), S("c"), 3), 5);
	assert_int_equal(str_find(S("abc"), S("d"), 0), -1);
	assert_int_equal(str_find(S("abc"), S(""), 3), 3);
	assert_int_equal(str_find(S("abc"), S("a"), 4), -1);
	assert_true(str_eq(str_sub(S("abc"), 1, 99), S("bc")));
	assert_true(str_eq(str_sub(S("abc"), 9, 9), S("")));
	assert_true(str_eq(str_trim(S(" \t a b\r\n")), S("a b")));
	assert_true(str_eq(str_trim(S("  ")), S("")));
	for (size_t i = 0; i < 4; i++) {
		assert_true(str_next(&rest, ',', &part));
		assert_true(str_eq(part, str_of(parts[i])));
	}
	assert_false(str_next(&rest, ',', &part));
}

static void
memory_is_aligned_and_not_shared(void **state)
{
	struct random r = random_of(5);
	struct arena a = { 0 };
	unsigned char *pieces[300];
	size_t sizes[300];

	(void)state;
	for (int round = 0; round < 3; round++) {
		for (unsigned i = 0; i < 300; i++) {
			sizes[i] = random_below(&r, random_once_in(&r, 20) ?
			    200000 : 100);
			pieces[i] = arena_get(&a, sizes[i]);
			assert_int_equal((uintptr_t)pieces[i] % 16, 0);
			memset(pieces[i], (int)(i & 255), sizes[i]);
		}
		for (unsigned i = 0; i < 300; i++)
			for (size_t k = 0; k < sizes[i]; k++)
				assert_int_equal(pieces[i][k], i & 255);
		arena_reset(&a);
	}
	arena_free(&a);
}

static void
json_strings(void **state)
{
	struct buffer b = { 0 };

	(void)state;
	buffer_json(&b, S("a\"\\\n\t\x01\x7f\xc3\xa9\xff\xed\xa0\x80"));
	buffer_char(&b, 0);
	assert_string_equal(b.p, "\"a\\\"\\\\\\n\\t\\u0001\\u007f\xc3\xa9"
	    "\\ufffd\\ufffd\\ufffd\\ufffd\"");
	buffer_free(&b);
}

static void
messages_are_one_line(void **state)
{
	struct fault f;
	char longest[3000];

	(void)state;
	memset(longest, 'x', sizeof longest - 1);
	longest[sizeof longest - 1] = 0;
	assert_int_equal(fault_data(&f, "no %s", "a\nb\x1b[m"), -1);
	assert_string_equal(f.text, "no a?b?[m");
	fault_at(&f, "in\nput:%d", 7);
	assert_string_equal(f.text, "in?put:7: no a?b?[m");
	fault_usage(&f, "%s", longest);
	assert_int_equal(f.status, STATUS_USAGE);
	fault_at(&f, "%s", longest);
	assert_true(strlen(f.text) < sizeof f.text);
	assert_string_equal(quoted((struct str){ "a\0b", 3 }), "\"a?b\"");
	assert_true(strlen(quoted(str_of(longest))) < 90);
}

static void
output_is_whole_or_absent(void **state)
{
	char folder[] = "/tmp/gputally-test.XXXXXX", path[64], two[3] = "";
	struct output o;
	struct fault f;
	struct arena a = { 0 };
	struct str text;

	(void)state;
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof path, "%s/out", folder);
	assert_int_equal(io_open_output(&o, path, &f), 0);
	assert_int_equal(io_write(o.fd, "hello", 5, &f), 0);
	assert_int_equal(access(path, F_OK), -1);
	io_discard(&o);
	assert_int_equal(access(path, F_OK), -1);
	assert_int_equal(io_open_output(&o, path, &f), 0);
	assert_int_equal(io_write(o.fd, "hello", 5, &f), 0);
	assert_int_equal(io_commit(&o, &f), 0);
	assert_int_equal(io_slurp(path, 5, &a, &text, &f), 0);
	assert_true(str_eq(text, S("hello")));
	assert_int_equal(io_slurp(path, 4, &a, &text, &f), -1);
	assert_int_equal(io_slurp(folder, 4, &a, &text, &f), -1);
	assert_int_equal(io_slurp("/nowhere/at/all", 4, &a, &text, &f), -1);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(rmdir(folder), 0); /* no temporary file is left */
	assert_int_equal(io_open_output(&o, path, &f), -1);
	assert_int_equal(io_open_output(&o, "/dev/full", &f), 0);
	assert_int_equal(io_write(o.fd, two, 2, &f), -1);
	close(o.fd);
	arena_free(&a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reals_are_written_plainly),
		cmocka_unit_test(reals_come_back_bit_for_bit),
		cmocka_unit_test(long_reals_are_printfs),
		cmocka_unit_test(reals_are_read_as_strtod_reads_them),
		cmocka_unit_test(what_is_a_number),
		cmocka_unit_test(integers_come_back),
		cmocka_unit_test(known_days),
		cmocka_unit_test(times_agree_with_the_c_library),
		cmocka_unit_test(what_is_a_time),
		cmocka_unit_test(spans),
		cmocka_unit_test(absurd_times_are_printed),
		cmocka_unit_test(floors),
		cmocka_unit_test(texts),
		cmocka_unit_test(memory_is_aligned_and_not_shared),
		cmocka_unit_test(json_strings),
		cmocka_unit_test(messages_are_one_line),
		cmocka_unit_test(output_is_whole_or_absent),
	};

	return cmocka_run_group_tests_name("base", tests, NULL, NULL);
}
