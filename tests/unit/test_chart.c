/* charts: ticks are round, thin paths keep peaks, cells for mail hold what is
 * drawn and nothing of the data that is markup. */

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/civil.h"
#include "render/axis.h"
#include "render/chartcells.h"
#include "render/chartsvg.h"
#include "render/charttext.h"
#include "render/charttidy.h"
#include "render/svg.h"

static struct form form = { .decimals = -1 };

/* All labels of an axis in one text, second lines behind a slash. */
static const char *
labels(const struct axis *x)
{
	static char text[AXIS_TICKS * AXIS_LABEL];
	char *to = text;

	*to = 0;
	for (size_t i = 0; i < x->n; i++)
		to += sprintf(to, "%s%s%s%s", i > 0 ? " " : "",
		    x->ticks[i].label, x->ticks[i].under[0] ? "/" : "",
		    x->ticks[i].under);
	return text;
}

static void
ticks_of_values(void **state)
{
	static const struct {
		double from, to;
		bool is_int;
		enum form_kind kind;
		bool percent;
		const char *want;
	} cases[] = {
		{ 0, 1, false, FORM_PLAIN, false, "0.0 0.2 0.4 0.6 0.8 1.0" },
		{ 0, 1, true, FORM_PLAIN, false, "0 1" },
		{ 0, 100, false, FORM_PLAIN, true, "0% 20% 40% 60% 80% 100%" },
		{ 0, 1234567, true, FORM_PLAIN, false,
		    "0 500,000 1,000,000 1,500,000" },
		{ -3, 4, false, FORM_PLAIN, false, "-4 -2 0 2 4" },
		{ 0, 0.00038, false, FORM_PLAIN, false,
		    "0.0000 0.0001 0.0002 0.0003 0.0004" },
		{ 0, 3e9, true, FORM_BYTES, false,
		    "0 B 1.0 GiB 2.0 GiB 3.0 GiB" },
		{ 0, 4.0 * 3600e6, true, FORM_HOURS, false, "0 1 2 3 4" },
		{ 0, 4.0 * 3600e6, true, FORM_SPAN, false,
		    "0 s 1 h 2 h 3 h 4 h" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct form f = { .decimals = -1, .kind = cases[i].kind,
			.percent = cases[i].percent };
		struct chart c = { .form = &f, .is_int = cases[i].is_int,
			.y_from = cases[i].from, .y_to = cases[i].to };
		struct axis x;

		axis_values(&x, &c, 5);
		assert_string_equal(labels(&x), cases[i].want);
		assert_true(x.from <= c.y_from && x.to >= c.y_to);
	}
}

static void
ticks_of_times(void **state)
{
	static const struct {
		const char *from, *to;
		bool is_date;
		double least;
		unsigned most;
		const char *want;
	} cases[] = {
		{ "2026-10-01 22:10", "2026-10-02 01:20", false, 0, 4,
		    "23:00/Oct 1 00:00/Oct 2 01:00" },
		{ "2026-10-01", "2026-10-03", false, 0, 5,
		    "00:00/Oct 1 12:00 00:00/Oct 2 12:00 00:00/Oct 3" },
		{ "2026-10-01", "2026-10-03", true, 0, 9,
		    "Oct 1/2026 Oct 2 Oct 3" },
		{ "2026-12-20", "2027-01-20", false, 0, 5,
		    "Dec 21/2026 Dec 28 Jan 4/2027 Jan 11 Jan 18" },
		{ "2026-10-15", "2027-02-02", true, 28 * 864e8, 9,
		    "Nov/2026 Dec Jan/2027 Feb" },
		{ "2020-01-01", "2030-01-01", true, 0, 6,
		    "2020 2022 2024 2026 2028 2030" },
		{ "0001-01-01", "9999-12-31", true, 0, 10,
		    "1000 2000 3000 4000 5000 6000 7000 8000 9000" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct chart c = { .form = &form, .x_kind = X_TIME,
			.x_is_date = cases[i].is_date };
		struct axis x;
		int64_t from, to;

		assert_true(civil_parse_time(str_of(cases[i].from), &from));
		assert_true(civil_parse_time(str_of(cases[i].to), &to));
		axis_places(&x, &c, (double)from, (double)to, cases[i].least,
		    cases[i].most);
		assert_string_equal(labels(&x), cases[i].want);
	}
}

static void
paths_keep_peaks(void **state)
{
	struct buffer b = { 0 };
	struct svg_path p;

	(void)state;
	svg_path_start(&p, &b, "l1", "");
	for (int i = 0; i < 10000; i++)
		svg_path_add(&p, i * 0.01, i == 5432 ? -500 : i == 5440 ?
		    700 : i % 2);
	svg_path_end(&p, S("<&>"));
	buffer_char(&b, '\0');
	assert_true(b.n < 4000);
	assert_non_null(strstr(b.p, "-501")); /* down from 1, */
	assert_non_null(strstr(b.p, " 1200")); /* up to the other peak */
	assert_non_null(strstr(b.p, "<title>&lt;&amp;&gt;</title>"));
	buffer_free(&b);
}

static void
numbers_are_short(void **state)
{
	static const struct {
		double v;
		const char *want;
	} cases[] = { { 0, "0" }, { 1.04, "1" }, { -0.04, "0" },
		{ -0.5, "-.5" }, { 12.36, "12.4" }, { 1e300, "10000000" },
		{ -INFINITY, "-10000000" }, { NAN, "-10000000" } };

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct buffer b = { 0 };

		svg_number(&b, cases[i].v);
		buffer_char(&b, '\0');
		assert_string_equal(b.p, cases[i].want);
		buffer_free(&b);
	}
}

/* A chart of each kind, three slots and two series. */
static void
make_chart(struct chart *c, enum chart_kind kind, struct arena *a)
{
	static struct str names[] = { { "<b>x</b>", 8 }, { "\"y\"", 3 } };
	static struct str slots[] = { { "one", 3 }, { "<two>", 5 },
		{ "t\xff", 2 } };
	struct charttidy_wish wish = { NAN, NAN };
	struct fault f;

	*c = (struct chart){ .kind = kind, .form = &form, .gap = INFINITY,
		.title = S("<script>"), .name = S("<script>"),
		.unit = S("&h"), .nothing = S("No data."),
		.x_kind = X_NAMES, .nslots = 3, .slots = slots,
		.nseries = 2, .series = names };
	c->x = NEW(a, double, 3);
	c->points = NEW0(a, struct chart_point, 6);
	for (uint32_t i = 0; i < 6; i++) {
		if (i < 3)
			c->x[i] = i;
		c->points[i] = (struct chart_point){ kind == CHART_GANTT ? 0 :
			i % 3, i / 3, { i + 1, i + 2, 0, i + 4, i + 5 } };
	}
	if (kind == CHART_BOX)
		for (uint32_t i = 0; i < 6; i++)
			c->points[i].v[2] = i + 3;
	if (kind == CHART_GANTT)
		c->x_kind = X_NUMBER;
	assert_int_equal(charttidy(c, &wish, a, &f), 0);
}

/* Each < is one of ours, tables are closed. */
static void
look_at_cells(struct str s)
{
	static const char *const tags[] = { "p ", "p>", "/p>", "b>", "/b>",
		"table ", "/table>", "tr>", "/tr>", "td>", "td ", "/td>",
		"th ", "/th>", "span ", "/span>", "br>" };
	int tables = 0, cells = 0;

	for (size_t i = 0; i < s.n; i++) {
		bool is_known = false;
		struct str rest = str_sub(s, i + 1, s.n);

		if (s.p[i] != '<')
			continue;
		for (size_t k = 0; k < sizeof tags / sizeof *tags; k++)
			is_known |= str_starts(rest, str_of(tags[k]));
		assert_true(is_known);
		tables += str_starts(rest, S("table ")) -
		    str_starts(rest, S("/table>"));
		cells += str_starts(rest, S("td")) -
		    str_starts(rest, S("/td>"));
		assert_true(tables >= 0 && cells >= 0);
	}
	assert_int_equal(tables, 0);
	assert_int_equal(cells, 0);
}

static void
all_forms(void **state)
{
	(void)state;
	for (int kind = 0; kind < CHART_KINDS; kind++) {
		struct arena a = { 0 };
		struct buffer b = { 0 };
		struct chart c;

		make_chart(&c, (enum chart_kind)kind, &a);
		chart_cells(&b, &c);
		look_at_cells(buffer_str(&b));
		assert_true(str_find(buffer_str(&b),
		    S("&lt;script&gt;"), 0) >= 0);
		b.n = 0;
		for (unsigned w = 0; w < 2000; w += 250) {
			chart_svg(&b, &c, w);
			assert_true(str_find(buffer_str(&b), S("nan"), 0) < 0);
			assert_true(str_find(buffer_str(&b), S("<b>"), 0) < 0);
			b.n = 0;
		}
		for (size_t w = 0; w < 200; w += 20) {
			chart_text(&b, &c, w);
			assert_true(b.n > 0);
			b.n = 0;
		}
		c.npoints = 0;
		chart_cells(&b, &c);
		look_at_cells(buffer_str(&b));
		assert_true(str_find(buffer_str(&b), S("No data."), 0) >= 0);
		buffer_free(&b);
		arena_free(&a);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ticks_of_values),
		cmocka_unit_test(ticks_of_times),
		cmocka_unit_test(paths_keep_peaks),
		cmocka_unit_test(numbers_are_short),
		cmocka_unit_test(all_forms),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
