/* The language: constants against what gpu-expr(7) says, and messages. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../../tools/expr/check.h"
#include "../../tools/expr/eval.h"
#include "../../tools/expr/parse.h"
#include "../../tools/group/exact.h"

/* The value of an expression without columns as text, `null`, or the message
 * of its fault. */
static const char *
value_of(const char *text)
{
	static char out[1200];
	static const struct schema none;
	struct arena a = { 0 };
	struct fault f = { 0 };
	struct origin o = { .text = str_of(text) };
	struct agg_calls calls = { 0 };
	struct scope s = { .schema = &none, .aggs_are = AGG_NOWHERE,
		.calls = &calls, .a = &a };
	struct node *n = expr_parse(&o, &a, &f);
	struct value v;
	struct str r;

	if (!n || expr_check(&n, &s, &f) < 0 ||
	    expr_constant(n, &v, &a, &f) < 0) {
		snprintf(out, sizeof out, "! %s", f.text);
	} else {
		r = value_text(&v, ' ', &a);
		snprintf(out, sizeof out, "%.*s", v.is_null ? 4 : (int)r.n,
		    v.is_null ? "null" : r.p);
	}
	free(calls.list);
	arena_free(&a);
	return out;
}

static void
check_table(const char *const (*rows)[2], size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(value_of(rows[i][0]), rows[i][1]) != 0)
			fail_msg("%s: %s, not %s", rows[i][0],
			    value_of(rows[i][0]), rows[i][1]);
}

#define TABLE(...) \
	static const char *const rows[][2] = { __VA_ARGS__ }; \
	(void)state; \
	check_table(rows, sizeof rows / sizeof *rows)

static void
test_arithmetic(void **state)
{
	TABLE(
	    { "1 + 2 * 3", "7" }, { "(1 + 2) * 3", "9" },
	    { "7 / 2", "3.5" }, { "6 / 2", "3.0" }, { "7 % 3", "1" },
	    { "-7 % 3", "-1" }, { "1 / 0", "null" }, { "1 % 0", "null" },
	    { "-3 - -4", "1" }, { "1.5 + 1", "2.5" }, { "2 * 0.5", "1.0" },
	    { "abs(-3)", "3" }, { "abs(-2.5)", "2.5" }, { "sqrt(9)", "3.0" },
	    { "sqrt(-1)", "null" }, { "log(0)", "null" },
	    { "floor(7, 5)", "5" }, { "floor(-7, 5)", "-10" },
	    { "ceil(7, 5)", "10" }, { "ceil(10, 5)", "10" },
	    { "floor(7, 0)", "null" }, { "floor(2.7)", "2.0" },
	    { "round(2.345, 2)", "2.35" }, { "round(-0.5)", "-1.0" },
	    { "least(3, 1, 2)", "1" }, { "greatest(1, 2.5)", "2.5" },
	    { "least(1, null)", "null" }, { "int(\"12\")", "12" },
	    { "int(\"x\")", "null" }, { "int(2.9)", "2" },
	    { "int(1e30)", "null" }, { "real(\"1e3\")", "1000.0" },
	    { "real(\" 5 \")", "5.0" }, { "tdist(0.0, 5)", "1.0" },
	    { "1h", "3600000000" }, { "1.5h", "5400000000" },
	    { "9223372036854775807", "9223372036854775807" });
}

static void
test_nulls(void **state)
{
	TABLE(
	    { "null + 1", "null" }, { "false && null", "false" },
	    { "null && false", "false" }, { "true && null", "null" },
	    { "true || null", "true" }, { "false || null", "null" },
	    { "!null", "null" }, { "null is null", "true" },
	    { "1 is not null", "true" }, { "null ? 1 : 2", "2" },
	    { "true ? null : 2", "null" }, { "coalesce(null, null, 3)", "3" },
	    { "coalesce(null, 2.5, 3)", "2.5" }, { "null == null", "null" },
	    { "null in (1, 2)", "null" }, { "1 in (1, null)", "true" },
	    { "concat(\"a\", null)", "null" }, { "length(null)", "null" });
}

static void
test_comparison(void **state)
{
	TABLE(
	    { "1 < 2", "true" }, { "1 == 1.0", "true" },
	    { "\"b\" > \"a\"", "true" }, { "\"B\" < \"a\"", "true" },
	    { "\"\" == \"\"", "true" }, { "2 in (1, 2)", "true" },
	    { "2 not in (1, 2)", "false" }, { "true == false", "false" },
	    { "\"slot1@x\" ~ /^slot[0-9]+@/", "true" },
	    { "\"Slot1\" ~ \"slot\"", "false" },
	    { "\"Slot1\" ~* \"slot\"", "true" },
	    { "\"abc\" !~ /b/", "false" }, { "\"abc\" ~ \"\"", "true" },
	    { "\"a/b\" ~ /a\\/b/", "true" },
	    { "1 == 1 ? \"y\" : \"n\"", "y" },
	    { "1 == 2 ? 1 : 2 == 2 ? 5 : 6", "5" },
	    { "!(1 == 1) || 2 > 1", "true" });
}

static void
test_texts(void **state)
{
	TABLE(
	    { "lower(\"AbC\")", "abc" }, { "upper(\"x1\")", "X1" },
	    { "trim(\"  a b \")", "a b" }, { "length(\"abc\")", "3" },
	    { "contains(\"abc\", \"bc\")", "true" },
	    { "startswith(\"abc\", \"ab\")", "true" },
	    { "endswith(\"abc\", \"ab\")", "false" },
	    { "sub(\"Backfill-X\", 10)", "X" }, { "sub(\"abc\", 2, 1)", "b" },
	    { "sub(\"abc\", 9)", "" }, { "sub(\"abc\", 0, 2)", "a" },
	    { "field(\"a,b,c\", \",\", 2)", "b" },
	    { "field(\"a,b,c\", \",\", -1)", "c" },
	    { "field(\"a\", \",\", 2)", "null" },
	    { "field(\"\", \",\", 1)", "" },
	    { "replace(\"GPUs_a_b\", /_/, \"-\")", "GPUs-a-b" },
	    { "replace(\"aaa\", /a/, \"aa\")", "aaaaaa" },
	    { "replace(\"abc\", /x*/, \"-\")", "-a-b-c-" },
	    { "match(\"t=12;\", /t=([0-9]+)/, 1)", "12" },
	    { "match(\"t\", /u/, 0)", "null" },
	    { "concat(\"a\", \"b\", \"c\")", "abc" },
	    { "text(1.5)", "1.5" }, { "text(true)", "true" },
	    { "\"\\t\\\"\\\\\"", "\t\"\\" },
	    { "hash(\"user\", \"salt\") == hash(\"user\", \"salt\")", "true" },
	    { "hash(\"user\", \"a\") == hash(\"user\", \"b\")", "false" });
}

static void
test_times(void **state)
{
	TABLE(
	    { "time(\"2026-10-01T10:14:59.9999999\")",
	      "2026-10-01 10:14:59.999999" },
	    { "floor(time(\"2026-10-01 10:14:59.999999\"), 15m)",
	      "2026-10-01 10:00:00" },
	    { "floor(time(\"2026-10-01 10:22:00\"), 7m)",
	      "2026-10-01 10:16:00" },
	    { "ceil(time(\"2026-10-01 10:01:00\"), 1h)",
	      "2026-10-01 11:00:00" },
	    { "time(\"2026-10-02\") - time(\"2026-10-01\")", "86400000000" },
	    { "time(\"2026-10-01\") + 90m", "2026-10-01 01:30:00" },
	    { "day(time(\"2026-10-01 23:59:59\"))", "2026-10-01" },
	    { "week(date(\"2026-11-21\"))", "2026-11-16" },
	    { "month(date(\"2024-02-29\"))", "2024-02-01" },
	    { "days_in_month(date(\"2024-02-03\"))", "29" },
	    { "date(\"2026-10-01\") + 7d", "2026-10-08" },
	    { "(date(\"2026-10-08\") - date(\"2026-10-01\")) / 1d", "7.0" },
	    { "hour(time(\"2026-10-01 23:10:00\"))", "23" },
	    { "text(time(\"2026-10-01 23:10:00\"), \"%a %b %A %B %u\")",
	    "Thu Oct Thursday October 4" },
    { "text(time(\"2026-10-01 23:10:00\"), \"%H:%M on %d.%m.\")",
	      "23:10 on 01.10." },
	    { "time(\"2026-02-30\")", "null" }, { "time(\"\")", "null" },
	    { "time(0, \"UTC\")", "1970-01-01 00:00:00" },
	    { "time(1764000000, \"America/Chicago\")",
	      "2025-11-24 10:00:00" });
}

static void
test_json(void **state)
{
	TABLE(
	    { "json(\"{\\\"b\\\": 1, \\\"a\\\": [1, 2]}\")",
	      "{\"a\":[1,2],\"b\":1}" },
	    { "json(\"[1,\")", "null" }, { "object(\"[1]\")", "null" },
	    { "join(json(\"[\\\"a\\\",\\\"b\\\"]\"), \",\")", "a,b" },
	    { "join(json(\"[]\"), \",\")", "" },
	    { "get(json(\"{\\\"k\\\":\\\"v\\\"}\"), \"k\")", "v" },
	    { "get(json(\"{}\"), \"k\")", "null" },
	    { "json(\"{\\\"a\\\":1,\\\"a\\\":0.10}\")", "{\"a\":0.1}" },
	    { "json(\"1e15\")", "1000000000000000.0" },
	    { "object(\" {\\\"b\\\" : \\\"x\\\" , \\\"a\\\":\\\"y\\\"} \")",
	      "{\"a\":\"y\",\"b\":\"x\"}" },
	    { "object(\"{\\\"a\\\":\\\"x\\\",\\\"a\\\":\\\"y\\\"}\")",
	      "{\"a\":\"y\"}" },
	    { "object(\"{\\\"a\\\":\\\"x\\\",}\")", "null" },
	    { "object(\"{} {}\")", "null" }, { "object(\"\")", "null" },
	    { "kv(\" a : 1|b|l_c:x:y|:e|a:2\", \"|\", \":\", \"l_\")",
	      "{\"\":\"e\",\"a\":\"2\",\"c\":\"x:y\"}" },
	    { "kv(\"a\", \"\", \":\")", "{}" },
	    { "kv(\"a:\\\"\", \"|\", \":\")", "{\"a\":\"\\\"\"}" },
	    { "merge(object(\"{\\\"a\\\":1,\\\"c\\\":[{}]}\"),"
	      "object(\"{\\\"b\\\":{\\\"x\\\":\\\"}\\\"},"
	      "\\\"a\\\":null}\"))",
	      "{\"a\":null,\"b\":{\"x\":\"}\"},\"c\":[{}]}" },
	    { "merge(json(\"{}\"), json(\"[]\"))", "null" },
	    { "merge(kv(\"\\\":1|!:2|#:3\", \"|\", \":\"), json(\"{}\"))",
	      "{\"!\":\"2\",\"\\\"\":\"1\",\"#\":\"3\"}" });
}

/* Wrong expressions: what the message must hold. */
static void
test_messages(void **state)
{
	static const char *const rows[][2] = {
		{ "1 +", "an operand is missing, at the end" },
		{ "a > 1", "no column \"a\"" },
		{ "nosuch(1)", "no function \"nosuch\"" },
		{ "1 + \"a\"", "does not take (int, text)" },
		{ "1 ? 2 : 3", "a condition is bool, this is int" },
		{ "true ? 1 : \"a\"", "the values are int and text" },
		{ "\"abc", "without closing quote" },
		{ "1 = 2", "written ==" },
		{ "\"a\" ~ /(/", "regular expression" },
		{ "9223372036854775807 + 1", "integer overflow" },
		{ "99999999999999999999", "out of range" },
		{ "1e400", "out of range" }, { "neg(1)", "no function" },
		{ "5 parsecs", "unexpected" }, { "5x", "not a number or a span" },
		{ "sum(1)", "no aggregate may stand here" },
		{ "fact(x)", "no fact \"x\"" },
		{ "$NO_SUCH_VARIABLE_SET", "is not set" },
		{ "(1, 2)", "a tuple stands only" },
		{ "1 in ()", "the set is empty" },
		{ "@no/such/file", "no file" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const char *got = value_of(rows[i][0]);

		if (got[0] != '!' || !strstr(got, rows[i][1]))
			fail_msg("%s: %s lacks %s", rows[i][0], got,
			    rows[i][1]);
	}
}

static void
test_depth(void **state)
{
	char deep[4001];

	(void)state;
	memset(deep, '(', sizeof deep - 1);
	deep[sizeof deep - 1] = 0;
	assert_non_null(strstr(value_of(deep), "nested too deeply"));
	memset(deep, '-', sizeof deep - 1);
	assert_non_null(strstr(value_of(deep), "nested too deeply"));
	memset(deep, '!', sizeof deep - 1);
	assert_non_null(strstr(value_of(deep), "nested too deeply"));
}

static void
test_splitting(void **state)
{
	struct str name, expr, list = S("a,b=f(x, \",\"),`c,d`"), item;
	int n = 0;

	(void)state;
	assert_true(expr_split_definition(S("x = y == 1"), &name, &expr));
	assert_true(str_eq(name, S("x")) && str_eq(expr, S("y == 1")));
	assert_false(expr_split_definition(S("x == 1"), &name, &expr));
	assert_false(expr_split_definition(S("f(x)=1"), &name, &expr));
	while (expr_next_item(&list, &item))
		n++;
	assert_int_equal(n, 3);
}

/* Sums that rounding at every step gets wrong. */
static void
test_exact_sums(void **state)
{
	static const struct { double v[6]; int n; double sum; } rows[] = {
		{ { 1e100, 1, -1e100 }, 3, 1 },
		{ { 0.1, 0.2, 0.3, -0.6 }, 4, 2.7755575615628914e-17 },
		{ { 1e308, 1e308, -1e308 }, 3, 1e308 },
		{ { 5e-324, 5e-324, -5e-324 }, 3, 5e-324 },
		{ { 9007199254740992.0, 1, 1 }, 3, 9007199254740994.0 },
		{ { 9007199254740992.0, 1 }, 2, 9007199254740992.0 },
		{ { 9007199254740994.0, 1 }, 2, 9007199254740996.0 },
		{ { 9007199254740992.0, 1, 5e-324 }, 3, 9007199254740994.0 },
		{ { -1.5, -2.5 }, 2, -4 },
		{ { 3, -3 }, 2, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct exact up = { 0 }, down = { 0 }, both = { 0 };

		for (int k = 0; k < rows[i].n; k++) {
			exact_add(&up, rows[i].v[k]);
			exact_add(&down, rows[i].v[rows[i].n - 1 - k]);
		}
		assert_true(exact_round(&up) == rows[i].sum);
		assert_true(exact_round(&down) == rows[i].sum);
		exact_add_exact(&both, &up);
		exact_add_exact(&both, &down);
		assert_true(exact_round(&both) == 2 * rows[i].sum ||
		    rows[i].sum == 1e308);
		exact_free(&up);
		exact_free(&down);
		exact_free(&both);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_arithmetic),
		cmocka_unit_test(test_nulls),
		cmocka_unit_test(test_comparison),
		cmocka_unit_test(test_texts),
		cmocka_unit_test(test_times),
		cmocka_unit_test(test_json),
		cmocka_unit_test(test_messages),
		cmocka_unit_test(test_depth),
		cmocka_unit_test(test_splitting),
		cmocka_unit_test(test_exact_sums),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
