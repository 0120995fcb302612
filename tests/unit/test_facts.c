/* rows: schemas and facts as text and back, facts merged. */

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "stream.h"

static void
what_is_a_schema(void **state)
{
	static const struct { const char *text; bool ok; } t[] = {
		{ "", true }, { "column \"a\" int\n", true },
		{ "column \"a\" int unit=MiB\n", true },
		{ "column \"a b\\\"\\\\\\n\\t\\u0001\" text", true },
		{ "column \"\\u00e9\\ufffd\" text", true },
		{ "column a int\n", false }, { "column \"a\"\n", false },
		{ "column \"\" int\n", false },
		{ "column \"a\" int\ncolumn \"a\" int\n", false },
		{ "column \"a\" quux\n", false },
		{ "column \"a int\n", false },
		{ "column \"a\\u12\" int\n", false },
		{ "column \"a\\u12", false }, { "column \"\\", false },
		{ "column \"a\" int\norder \"a\" asc\n", true },
		{ "column \"a\" int\norder \"b\" asc\n", false },
		{ "column \"a\" int\norder \"a\" desc\n", false },
		{ "column \"a\" int\norder\n", false },
		{ "column \"a\" int\norder \"a\" asc, \"a\" asc\n", false },
		{ "fact \"x\" sum int\n", true },
		{ "fact \"x\" product int\n", false },
		{ "fact \"x\" sum\n", false },
		{ "fact \"x\" sum int\nfact \"x\" sum int\n", false },
		{ "banana\n", false }, { "writer gpu-extract 1\n", true },
		{ "source \"a.db\"\n", true },
	};
	struct arena a = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
		struct schema s;
		struct fault f;

		if ((schema_parse(&s, str_of(t[i].text), &a, &f) == 0) !=
		    t[i].ok)
			fail_msg("%s", t[i].text);
	}
	arena_free(&a);
}

static void
schemas_come_back(void **state)
{
	struct random r = random_of(44);
	struct arena a = { 0 };

	(void)state;
	for (int i = 0; i < 300; i++) {
		struct schema s = random_schema(&r, 1 + random_below(&r, 9),
		    &a), back;
		struct str text, again;
		struct fault f;

		for (size_t k = 0; k < s.n; k++)
			s.columns[k].name = arena_fmt(&a, "%zu%c\n\" \\%s", k,
			    (int)(1 + random_below(&r, 126)), i % 2 ? "é" :
			    "");
		schema_add_order(&s, random_below(&r, (uint32_t)s.n), &a);
		s.source = S("a \"b\"\n.db");
		text = schema_text(&s, &a);
		if (schema_parse(&back, text, &a, &f) < 0)
			fail_msg("%s: %s", f.text, text.p);
		again = schema_text(&back, &a);
		assert_string_equal(text.p, again.p);
		for (size_t k = 0; k < s.n; k++)
			assert_int_equal(schema_find(&back,
			    s.columns[k].name), k);
		arena_reset(&a);
	}
	arena_free(&a);
}

static void
orders_survive_projection(void **state)
{
	struct arena a = { 0 };
	struct schema s = schema_from("column \"a\" int\ncolumn \"b\" int\n"
	    "column \"c\" int\norder \"b\" asc, \"a\" asc, \"c\" asc\n"
	    "order \"c\" asc\n", &a), out;
	static const ptrdiff_t from[] = { -1, 1, 2 };

	(void)state;
	schema_project(&out, &s, s.columns, from, 3, &a);
	assert_int_equal(out.norders, 2);
	assert_int_equal(out.orders[0].n, 1); /* a is gone */
	assert_int_equal(out.orders[0].columns[0], 1);
	assert_non_null(schema_order(&out, 2));
	assert_null(schema_order(&out, 0));
	arena_free(&a);
}

static const char *const fact_schema = "fact \"n\" sum int\n"
    "fact \"from\" min time\nfact \"to\" max text\n"
    "fact \"b\" ranges int\nfact \"miss\" set json\n";

static void
random_facts(struct random *r, const struct schema *s, struct facts *fs,
    struct arena *a)
{
	struct fault f;
	struct value v;
	int64_t values[60];
	size_t n = 0;

	for (size_t i = 0; i < s->nfacts; i++)
		assert_non_null(facts_get(fs, &s->facts[i], &f));
	for (uint32_t k = random_below(r, 4); k-- > 0;) {
		uint64_t part = random_below(r, 6);

		/* The same part always says the same. */
		assert_int_equal(fact_add_sum(facts_find(fs, S("n")), part,
		    (int64_t)part * 10 - 3, &f), 0);
	}
	v = random_value(r, TYPE_TIME, a);
	fact_add_extreme(facts_find(fs, S("from")), &v, &fs->arena);
	v = random_value(r, TYPE_TEXT, a);
	fact_add_extreme(facts_find(fs, S("to")), &v, &fs->arena);
	for (int64_t at = -100; n < random_below(r, 60); n++)
		values[n] = at += random_once_in(r, 4) ?
		    1 + random_below(r, 50) : 15;
	assert_int_equal(fact_add_values(facts_find(fs, S("b")), values, n,
	    &f), 0);
	for (uint32_t k = random_below(r, 5); k-- > 0;)
		assert_int_equal(fact_add_text(facts_find(fs, S("miss")),
		    arena_fmt(a, "2026-%02u \"\\\n", random_below(r, 12)),
		    &fs->arena, &f), 0);
}

static void
facts_come_back(void **state)
{
	struct random r = random_of(45);
	struct arena a = { 0 };
	struct schema s = schema_from(fact_schema, &a);

	(void)state;
	for (int i = 0; i < 1000; i++) {
		struct facts fs = { 0 }, back = { 0 }, back2 = { 0 };
		struct arena tmp = { 0 };
		struct fault f;
		struct str text, again;

		random_facts(&r, &s, &fs, &tmp);
		text = facts_text(&fs, &tmp);
		/* A text that isn't UTF-8 changes once, then no more. */
		if (facts_parse(&back, &s, text, &f) < 0)
			fail_msg("%s in %s", f.text, text.p);
		text = facts_text(&back, &tmp);
		assert_int_equal(facts_parse(&back2, &s, text, &f), 0);
		again = facts_text(&back2, &tmp);
		assert_string_equal(text.p, again.p);
		facts_free(&fs);
		facts_free(&back);
		facts_free(&back2);
		arena_free(&tmp);
	}
	arena_free(&a);
}

static void
facts_merge_in_any_order(void **state)
{
	struct random r = random_of(46);
	struct arena a = { 0 };
	struct schema s = schema_from(fact_schema, &a);

	(void)state;
	for (int i = 0; i < 500; i++) {
		enum { PARTS = 4 };
		struct facts parts[PARTS] = { 0 }, left = { 0 }, right = { 0 };
		struct facts pair = { 0 };
		struct arena tmp = { 0 };
		struct str x, y;
		struct fault f;

		for (size_t k = 0; k < PARTS; k++)
			random_facts(&r, &s, &parts[k], &tmp);
		for (size_t k = 0; k < PARTS; k++)
			assert_int_equal(facts_merge(&left, &parts[k], &f), 0);
		assert_int_equal(facts_merge(&pair, &parts[3], &f), 0);
		assert_int_equal(facts_merge(&pair, &parts[1], &f), 0);
		assert_int_equal(facts_merge(&right, &pair, &f), 0);
		assert_int_equal(facts_merge(&right, &parts[2], &f), 0);
		assert_int_equal(facts_merge(&right, &parts[0], &f), 0);
		assert_int_equal(facts_merge(&right, &pair, &f), 0);
		x = facts_text(&left, &tmp);
		y = facts_text(&right, &tmp);
		assert_string_equal(x.p, y.p);
		for (size_t k = 0; k < PARTS; k++)
			facts_free(&parts[k]);
		facts_free(&left);
		facts_free(&right);
		facts_free(&pair);
		arena_free(&tmp);
	}
	arena_free(&a);
}

static void
facts_that_disagree_are_refused(void **state)
{
	struct arena a = { 0 };
	struct schema s = schema_from(fact_schema, &a);
	static const struct { const char *text; bool ok; } t[] = {
		{ "\"n\" 0000000000000001:5 0000000000000002:-5", true },
		{ "\"n\" 0000000000000001:5 0000000000000001:6", false },
		{ "\"n\" 1:5", false }, { "\"n\" x", false },
		{ "\"n\" 0000000000000001:", false }, { "\"n\"", true },
		{ "\"b\" 1,2,3+5*4", true }, { "\"b\" 2,1", false },
		{ "\"b\" 1+0*3", false }, { "\"b\" 1+5*-1", false },
		{ "\"b\" 1+1*99999999999", false }, { "\"b\" 1,,2", false },
		{ "\"b\" 9223372036854775807+1*1", false },
		{ "\"from\" 5", true }, { "\"from\" five", false },
		{ "\"to\" \"a\"", true }, { "\"to\" a", false },
		{ "\"miss\" \"a\" \"b\"", true },
		{ "\"miss\" \"a\"\"b\"", false }, { "\"miss\" a", false },
		{ "\"nobody\" 1", false }, { "n 1", false },
		{ "\"from\" 5\n\"from\" 5", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
		struct facts fs = { 0 };
		struct fault f;

		if ((facts_parse(&fs, &s, str_of(t[i].text), &f) == 0) !=
		    t[i].ok)
			fail_msg("%s", t[i].text);
		facts_free(&fs);
	}
	arena_free(&a);
}

/* A megabyte of a hostile end frame must not cost gigabytes. */
static void
hostile_facts_cost_little(void **state)
{
	struct arena a = { 0 };
	struct schema s = schema_from(fact_schema, &a);
	struct facts fs = { 0 };
	struct fault f;
	char *p = arena_get(&a, 1 << 20);
	size_t n = 6;

	(void)state;
	memcpy(p, "\"miss\"", n);
	while (n + 3 < 1 << 20) {
		memcpy(p + n, " \"\"", 3);
		n += 3;
	}
	assert_int_equal(facts_parse(&fs, &s, (struct str){ p, n }, &f), 0);
	assert_int_equal(facts_find(&fs, S("miss"))->n, 1);
	facts_free(&fs);
	arena_free(&a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_a_schema),
		cmocka_unit_test(schemas_come_back),
		cmocka_unit_test(orders_survive_projection),
		cmocka_unit_test(facts_come_back),
		cmocka_unit_test(facts_merge_in_any_order),
		cmocka_unit_test(facts_that_disagree_are_refused),
		cmocka_unit_test(hostile_facts_cost_little),
	};

	return cmocka_run_group_tests_name("facts", tests, NULL, NULL);
}
