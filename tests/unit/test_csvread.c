/* base: CSV and TSV as records, however the bytes come in. */

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buffer.h"
#include "base/csvread.h"
#include "random.h"

/* A record as `line: [a][b]NULL` and a newline. */
static int
dump(void *ctx, const struct str *fields, size_t n, uint64_t line,
    struct fault *f)
{
	struct buffer *b = ctx;

	(void)f; /* nothing here can fail */
	buffer_fmt(b, "%d:", (int)line);
	for (size_t i = 0; i < n; i++) {
		if (fields[i].p) {
			buffer_char(b, '[');
			buffer_add(b, fields[i]);
			buffer_char(b, ']');
		} else {
			buffer_add(b, S("NULL"));
		}
	}
	buffer_char(b, '\n');
	return 0;
}

/* The records, or "fault: message", in pieces of `step` bytes. */
static void
read_in_steps(struct buffer *b, char separator, struct str text, size_t step)
{
	struct csvread *c = csvread_open(separator, dump, b);
	struct fault f;
	int done = 0;

	for (size_t at = 0; done == 0 && at < text.n; at += step)
		done = csvread_feed(c, str_sub(text, at, step), &f);
	if (done == 0)
		done = csvread_finish(c, &f);
	if (done < 0) {
		b->n = 0;
		buffer_fmt(b, "fault: %s", f.text);
	}
	buffer_char(b, 0);
	csvread_close(c);
}

static const struct {
	char separator;
	const char *text, *want;
} cases[] = {
	{ ',', "", "" },
	{ ',', "a,b\n", "1:[a][b]\n" },
	{ ',', "a,b", "1:[a][b]\n" },
	{ ',', "a,b\r\nc,d\r\n", "1:[a][b]\n2:[c][d]\n" },
	{ ',', "a,,\"\"\n", "1:[a]NULL[]\n" },
	{ ',', ",\n", "1:NULLNULL\n" },
	{ ',', "a,b\n\n\nc,d\n", "1:[a][b]\n4:[c][d]\n" },
	{ ',', "a\n\nb\n", "1:[a]\n2:NULL\n3:[b]\n" },
	{ ',', "\"a,b\",\"c\"\"d\"\n", "1:[a,b][c\"d]\n" },
	{ ',', "\"a\nb\",c\nd,e\n", "1:[a\nb][c]\n3:[d][e]\n" },
	{ ',', " a , b \n", "1:[ a ][ b ]\n" },
	{ ',', "a;b\n", "1:[a;b]\n" },
	{ ';', "a;b\n", "1:[a][b]\n" },
	{ ',', "\xef\xbb\xbf" "a,b\n", "1:[a][b]\n" },
	{ ',', "\xef\xbb" "a\n", "1:[\xef\xbb" "a]\n" },
	{ ',', "a\"b\n", "fault: line 1: quote in the wrong place" },
	{ ',', "x\n\"a\"b\n", "fault: line 2: quote in the wrong place" },
	{ ',', "x\n\"a\n", "fault: line 2: quote isn't closed" },
	{ '\t', "", "" },
	{ '\t', "a\tb\n", "1:[a][b]\n" },
	{ '\t', "a\tb", "1:[a][b]\n" },
	{ '\t', "a\tb\r\n", "1:[a][b]\n" },
	{ '\t', "a\t\t\\N\n", "1:[a][]NULL\n" },
	{ '\t', "\\t\\n\\r\\\\\ta\n", "1:[\t\n\r\\][a]\n" },
	{ '\t', "a\tb\n\nc\td\n", "1:[a][b]\n3:[c][d]\n" },
	{ '\t', "a\n\nb\n", "1:[a]\n2:[]\n3:[b]\n" },
	{ '\t', "\"a\"\tb\"\n", "1:[\"a\"][b\"]\n" },
	{ '\t', "a\n\\x\n", "fault: line 2: backslash before something other "
	    "than t n r \\ N" },
	{ '\t', "a\\", "fault: line 1: backslash before something other "
	    "than t n r \\ N" },
};

static void
records(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		for (size_t step = 1; step < 12; step++) {
			struct buffer b = { 0 };

			read_in_steps(&b, cases[i].separator,
			    str_of(cases[i].text), step);
			if (strcmp(b.p, cases[i].want) != 0)
				fail_msg("%s in steps of %zu: %s",
				    cases[i].text, step, b.p);
			buffer_free(&b);
		}
}

/* Random bytes in any steps: the same answer as all at once. */
static void
any_steps_give_the_same_records(void **state)
{
	static const char letters[] = "ab,\"\n\r\t\\N\xef\xbb\xbf";
	struct random r = random_of(60);

	(void)state;
	for (int i = 0; i < 20000; i++) {
		char text[24];
		size_t n = random_below(&r, sizeof text);
		char separator = random_once_in(&r, 2) ? ',' : '\t';
		struct buffer whole = { 0 }, parts = { 0 };

		for (size_t k = 0; k < n; k++)
			text[k] = letters[random_below(&r, sizeof letters)];
		read_in_steps(&whole, separator, (struct str){ text, n }, 99);
		read_in_steps(&parts, separator, (struct str){ text, n },
		    1 + random_below(&r, 5));
		if (whole.n != parts.n || memcmp(whole.p, parts.p, whole.n))
			fail_msg("%s, not %s", parts.p, whole.p);
		buffer_free(&whole);
		buffer_free(&parts);
	}
}

/* What has no end is refused before it fills the memory. */
static void
endless_fields_are_refused(void **state)
{
	static const char *const starts[] = { "\"", "a", "" };
	char *block = mem_get(1 << 20);

	(void)state;
	memset(block, 'x', 1 << 20);
	for (size_t i = 0; i < 6; i++) {
		struct buffer b = { 0 };
		struct csvread *c = csvread_open(i % 2 ? ',' : '\t', dump, &b);
		struct fault f;
		int done = csvread_feed(c, str_of(starts[i / 2]), &f);

		for (size_t k = 0; done == 0 && k < 200; k++)
			done = csvread_feed(c, (struct str){ block, 1 << 20 },
			    &f);
		assert_int_equal(done, -1);
		assert_non_null(strstr(f.text, "too long"));
		csvread_close(c);
		buffer_free(&b);
	}
	memset(block, ',', 1 << 20);
	{
		struct buffer b = { 0 };
		struct csvread *c = csvread_open(',', dump, &b);
		struct fault f;

		assert_int_equal(csvread_feed(c, (struct str){ block,
		    1 << 20 }, &f), -1);
		assert_non_null(strstr(f.text, "more than 4096 fields"));
		csvread_close(c);
		buffer_free(&b);
	}
	free(block);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(records),
		cmocka_unit_test(any_steps_give_the_same_records),
		cmocka_unit_test(endless_fields_are_refused),
	};

	return cmocka_run_group_tests_name("csvread", tests, NULL, NULL);
}
