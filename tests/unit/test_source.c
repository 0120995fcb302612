/* source: windows, types of texts, JSON in pieces, and the coder against the
 * values that went in. */

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/civil.h"
#include "random.h"
#include "source/coder.h"
#include "source/collect.h"
#include "source/guess.h"
#include "source/jsontext.h"
#include "source/range.h"

/* Wednesday; the newest time of all cases. */
#define NEWEST "2026-10-07 12:00:00.500000"

static const struct {
	const char *window, *from, *to; /* from NULL: refused */
} windows[] = {
	{ "24h", "2026-10-06 12:00:00.500000", NEWEST },
	{ "1.5h", "2026-10-07 10:30:00.500000", NEWEST },
	{ "0s", NEWEST, NEWEST },
	{ "2026", "2026-01-01 00:00:00", "2027-01-01 00:00:00" },
	{ "2026-12", "2026-12-01 00:00:00", "2027-01-01 00:00:00" },
	{ "2024-02-29", "2024-02-29 00:00:00", "2024-03-01 00:00:00" },
	{ "2026-10-01..2026-10-02T03:04", "2026-10-01 00:00:00",
	    "2026-10-02 03:04:00" },
	{ "2026-10-01..", "2026-10-01 00:00:00", NEWEST },
	{ "24h..newest-24h", "2026-10-05 12:00:00.500000",
	    "2026-10-06 12:00:00.500000" },
	{ "2026-09..2026-10", "2026-09-01 00:00:00", "2026-10-01 00:00:00" },
	{ "1h..2026-10-01", "2026-09-30 23:00:00", "2026-10-01 00:00:00" },
	{ "newest-2d..newest-1d", "2026-10-05 12:00:00.500000",
	    "2026-10-06 12:00:00.500000" },
	{ "2026-10-01 10:00~15m", "2026-10-01 09:45:00",
	    "2026-10-01 10:15:00" },
	{ "last-month", "2026-09-01 00:00:00", "2026-10-01 00:00:00" },
	{ "last-week", "2026-09-28 00:00:00", "2026-10-05 00:00:00" },
	{ "last-day", "2026-10-06 00:00:00", "2026-10-07 00:00:00" },
	{ "", NULL, NULL },
	{ "24", NULL, NULL },
	{ "24x", NULL, NULL },
	{ "2026-13", NULL, NULL },
	{ "2026-02-30", NULL, NULL },
	{ "last-year", NULL, NULL },
	{ "..x", NULL, NULL },
	{ "2026-10-01~", NULL, NULL },
	{ "99999999999w", NULL, NULL },
};

static void
windows_mean_what_is_said(void **state)
{
	int64_t newest = 0, from = 0, to = 0;

	(void)state;
	assert_true(civil_parse_time(S(NEWEST), &newest));
	for (size_t i = 0; i < sizeof windows / sizeof *windows; i++) {
		char a[CIVIL_MAX], b[CIVIL_MAX];
		struct range r;
		struct fault f;
		bool ok = range_parse(&r, str_of(windows[i].window), &f) == 0;

		if (ok != (windows[i].from != NULL))
			fail_msg("%s", windows[i].window);
		if (!ok) {
			assert_int_equal(f.status, STATUS_USAGE);
			continue;
		}
		assert_int_equal(range_resolve(&r, newest, &from, &to, &f), 0);
		civil_put_time(a, from, ' ', false);
		civil_put_time(b, to, ' ', false);
		if (strcmp(a, windows[i].from) || strcmp(b, windows[i].to))
			fail_msg("%s: %s to %s", windows[i].window, a, b);
	}
}

static const struct {
	const char *texts[4]; /* "-": NULL */
	enum type type;
} guesses[] = {
	{ { "1", "-", "-3" }, TYPE_INT },
	{ { "1", "2.5" }, TYPE_REAL },
	{ { "1", "x" }, TYPE_TEXT },
	{ { "007" }, TYPE_TEXT },
	{ { "-0.5", "0" }, TYPE_REAL },
	{ { "+1" }, TYPE_TEXT },
	{ { "true", "false" }, TYPE_BOOL },
	{ { "true", "1" }, TYPE_TEXT },
	{ { "2026-10-07" }, TYPE_DATE },
	{ { "2026-10-07", "2026-10-07 12:00", "-" }, TYPE_TIME },
	{ { "2026-10-07 12:00", "2026-10-07 12:00" }, TYPE_TIME },
	{ { "2026-10-07", "2026" }, TYPE_TEXT },
	{ { "", "1" }, TYPE_TEXT },
	{ { "-", "-" }, TYPE_TEXT },
};

static void
types_are_guessed(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof guesses / sizeof *guesses; i++) {
		struct guess g;

		guess_open(&g, NULL);
		for (size_t k = 0; k < 4 && guesses[i].texts[k]; k++) {
			struct str s = str_of(guesses[i].texts[k]);

			if (str_eq(s, S("-")))
				s = (struct str){ NULL, 0 };
			guess_see(&g, s);
		}
		if (g.type != guesses[i].type)
			fail_msg("case %zu: %s", i, type_name(g.type));
	}
}

static const struct {
	bool is_lines;
	const char *text, *want;
} texts[] = {
	{ false, "[]", "" },
	{ false, " [ ]\n", "" },
	{ false, "[{\"a\":1}\n,\n{}]", "{\"a\":1}|{}|" },
	{ false, "[{\"a\":\"}\\\"]\"}]", "{\"a\":\"}\\\"]\"}|" },
	{ false, "[{\"a\":\"\xff\"}]", "{\"a\":\"\xef\xbf\xbd\"}|" },
	{ false, "[{\"a\":\"\xc3\xa9\"}]", "{\"a\":\"\xc3\xa9\"}|" },
	{ true, "{\"a\":1}\n{}\n", "{\"a\":1}|{}|" },
	{ false, "", "is empty" },
	{ false, "[{}", "line 1: ended early: the JSON is cut" },
	{ false, "[{},", "line 1: ended early: the JSON is cut" },
	{ false, "[{\n", "line 2: ended early: the JSON is cut" },
	{ false, "[{}{}]", "line 1: " },
	{ false, "[1]", "line 1: " },
	{ false, "[]x", "line 1: " },
	{ false, "[{},]", "line 1: " },
	{ false, "All", "line 1: " },
	{ true, "[{}]", "line 1: " },
	{ true, "{", "line 1: ended early: the JSON is cut" },
};

static void
cut_objects(const char *text, bool is_lines, size_t step, struct buffer *b)
{
	struct jsontext t = { 0 };
	struct str all = str_of(text), object;
	struct fault f;
	int got = 0;

	jsontext_open(&t, is_lines);
	for (size_t at = 0; got >= 0 && at < all.n; at += step) {
		struct str rest = str_sub(all, at, step);

		while ((got = jsontext_next(&t, &rest, &object, &f)) > 0) {
			buffer_add(b, object);
			buffer_char(b, '|');
		}
	}
	if (got < 0 || jsontext_end(&t, &f) < 0) {
		b->n = 0;
		buffer_add(b, str_of(f.text));
	}
	buffer_char(b, 0);
	jsontext_free(&t);
}

static void
objects_are_found_in_pieces(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		for (size_t step = 1; step < 9; step++) {
			struct buffer b = { 0 };

			cut_objects(texts[i].text, texts[i].is_lines, step,
			    &b);
			/* A message shows what is left of the piece. */
			if (strcmp(b.p, texts[i].want) != 0 &&
			    (strcmp(texts[i].want, "line 1: ") != 0 ||
			    strncmp(b.p, texts[i].want, 8) != 0))
				fail_msg("%s: %s", texts[i].text, b.p);
			buffer_free(&b);
		}
	}
}

/* Rows that look like snapshots: few names, what depends on them, noise. */
static struct value
snapshot_value(struct random *r, enum type t, uint32_t row, size_t column,
    struct arena *a)
{
	uint32_t name = row % 37;

	if (random_once_in(r, 50))
		return random_value(r, t, a);
	if (t == TYPE_TEXT)
		return (struct value){ .type = t, .s = arena_fmt(a, "v%u",
		    column == 0 ? name : name % (unsigned)(column * 3)) };
	return random_value(r, t, a);
}

static void
put(struct coder *c, size_t column, const struct value *v)
{
	int64_t bits = v->i;

	if (v->is_null) {
		coder_null(c, column);
	} else if (type_is_text(v->type)) {
		coder_text(c, column, v->s);
	} else {
		if (type_is_real(v->type))
			memcpy(&bits, &v->d, sizeof bits);
		coder_bits(c, column, bits);
	}
}

static void
coded_rows_are_the_rows(void **state)
{
	static const uint32_t sizes[] = { 1, 2, 100, 3000, 9000, 50 };
	struct random r = random_of(11);
	struct arena a = { 0 };
	struct schema s = random_schema(&r, 9, &a);
	bool want[9];
	struct coder c;

	(void)state;
	for (size_t i = 0; i < 9; i++) {
		want[i] = i != 7;
		if (i < 4)
			s.columns[i].type = TYPE_TEXT;
	}
	coder_open(&c, &s, want, 10000);
	for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++) {
		struct model m = { sizes[k], 9, NEW(&a, struct value,
		    (size_t)sizes[k] * 9) };
		struct chunk out;

		coder_begin(&c);
		for (uint32_t row = 0; row < sizes[k]; row++) {
			struct value *v = &m.values[(size_t)row * 9];

			for (size_t i = 0; i < 9; i++)
				v[i] = i == 7 ? (struct value){
				    .type = s.columns[i].type,
				    .is_null = true } : snapshot_value(&r,
				    s.columns[i].type, row, i, &a);
			for (size_t i = 0; i < c.norder; i++)
				put(&c, c.order[i], &v[c.order[i]]);
			coder_row(&c);
		}
		coder_finish(&c, &out, &a);
		assert_holds(&m, &out);
	}
	coder_close(&c);
	arena_free(&a);
}

/* Columns that follow from another share its domain. */
static void
dependent_columns_share(void **state)
{
	struct column columns[] = { { S("State"), TYPE_TEXT },
		{ S("Name"), TYPE_TEXT }, { S("Machine"), TYPE_TEXT },
		{ S("memory"), TYPE_INT } };
	struct schema s = { .n = 4, .columns = columns };
	bool want[] = { true, true, true, true };
	struct arena a = { 0 };
	struct chunk out;
	struct coder c;

	(void)state;
	coder_open(&c, &s, want, 5000);
	for (int k = 0; k < 2; k++) {
		coder_begin(&c);
		for (uint32_t row = 0; row < 5000; row++) {
			for (size_t i = 0; i < c.norder; i++) {
				size_t col = c.order[i];
				uint32_t name = row % 100;

				if (col == 3)
					coder_bits(&c, col, name / 20 * 1000);
				else
					coder_text(&c, col, arena_fmt(&a,
					    "%zu-%u", col, col == 0 ?
					    row / 7 % 3 : col == 1 ? name :
					    name / 10));
			}
			coder_row(&c);
		}
		coder_finish(&c, &out, &a);
		assert_ptr_equal(out.cols[1].dom, out.cols[2].dom);
		assert_ptr_equal(out.cols[1].dom, out.cols[3].dom);
		assert_ptr_not_equal(out.cols[0].dom, out.cols[1].dom);
	}
	coder_close(&c);
	arena_free(&a);
}

static void
collected_rows_ascend(void **state)
{
	struct column columns[] = { { S("t"), TYPE_TIME },
		{ S("n"), TYPE_INT } };
	struct schema s = { .n = 2, .columns = columns };
	bool want[] = { true, true };
	struct random r = random_of(12);
	struct arena a = { 0 };
	struct request request = { .schema = &s, .time = 0 };
	struct collect all;
	struct chunk out;
	struct coder c;
	struct fault f;
	int64_t last = INT64_MIN, lastn = -1, rows = 0;

	(void)state;
	collect_open(&all, &request, 0);
	coder_open(&c, &s, want, 1000);
	for (int64_t k = 0; k < 5; k++) {
		coder_begin(&c);
		for (int64_t row = 0; row < 1000; row++) {
			coder_bits(&c, c.order[0], c.order[0] == 0 ?
			    random_below(&r, 300) : k * 1000 + row);
			coder_bits(&c, c.order[1], c.order[1] == 0 ?
			    random_below(&r, 300) : k * 1000 + row);
			coder_row(&c);
		}
		coder_finish(&c, &out, &a);
		assert_int_equal(collect_add(&all, &out, &f), 0);
	}
	while (sorter_next(all.sorter, 777, &out, &f) > 0) {
		for (uint32_t row = 0; row < out.rows; row++) {
			struct value t, n;

			col_value(&out.cols[0], dom_index(out.cols[0].dom,
			    out.rows, &a)[row], &t);
			col_value(&out.cols[1], dom_index(out.cols[1].dom,
			    out.rows, &a)[row], &n);
			assert_true(t.i > last || (t.i == last &&
			    n.i > lastn));
			last = t.i;
			lastn = n.i;
			rows++;
		}
	}
	assert_int_equal(rows, 5000);
	coder_close(&c);
	collect_close(&all);
	arena_free(&a);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(windows_mean_what_is_said),
		cmocka_unit_test(types_are_guessed),
		cmocka_unit_test(objects_are_found_in_pieces),
		cmocka_unit_test(coded_rows_are_the_rows),
		cmocka_unit_test(dependent_columns_share),
		cmocka_unit_test(collected_rows_ascend),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
