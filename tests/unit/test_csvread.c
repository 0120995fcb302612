/* base: CSV and TSV as records, however the bytes come in. */

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buffer.h"
#include "base/csvread.h"
#include "base/csvscan.h"
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

/* How a text is read: by libcsv, in steps, and only some of its fields. */
struct reading {
	struct csvread *c;
	bool by_library;
	size_t step, nwant;
	size_t want[4];
	bool asks_for_all;     /* csvread_all after each record */
	struct buffer *to;
};

static int
dump_wanted(void *ctx, const struct str *fields, size_t n, uint64_t line,
    struct fault *f)
{
	struct reading *r = ctx;
	struct str some[4];
	size_t count = 0;

	for (size_t i = 0; i < r->nwant; i++)
		if (r->want[i] < n)
			some[count++] = fields[r->want[i]];
	buffer_fmt(r->to, "%zu of them ", n);
	dump(r->to, some, count, line, f);
	if (r->asks_for_all) {
		csvread_all(r->c);
		dump(r->to, fields, n, line, f);
	}
	return 0;
}

/* What was read, up to the fault if there is one. */
static struct buffer
read_so(struct reading r, struct str text)
{
	struct buffer b = { 0 };
	struct fault f;
	int done = 0;

	r.to = &b;
	r.c = r.nwant > 0 ? csvread_open(',', dump_wanted, &r) :
	    csvread_open(',', dump, &b);
	if (r.by_library)
		csvread_by_library(r.c);
	if (r.nwant > 0)
		csvread_want(r.c, r.want, r.nwant);
	for (size_t at = 0; done == 0 && at < text.n; at += r.step)
		done = csvread_feed(r.c, str_sub(text, at, r.step), &f);
	if (done == 0)
		done = csvread_finish(r.c, &f);
	if (done < 0)
		buffer_fmt(&b, "fault: %s", f.text);
	csvread_close(r.c);
	return b;
}

static void
same_by_both(struct reading r, struct str text, int seed)
{
	struct buffer scanned = read_so(r, text), by_library;

	r.by_library = true;
	by_library = read_so(r, text);
	if (!str_eq(buffer_str(&scanned), buffer_str(&by_library)))
		fail_msg("case %d, steps of %zu: %.*s\nscanned: %.*s\n"
		    "by libcsv: %.*s", seed, r.step, (int)text.n, text.p,
		    (int)scanned.n, scanned.p, (int)by_library.n,
		    by_library.p);
	buffer_free(&scanned);
	buffer_free(&by_library);
}

static void
add_field(struct buffer *b, struct random *r, size_t most)
{
	static const char plain[] = "ab0 .\r\xff;";
	static const char quoted[] = "ab,\n\r\"\"\n,;";
	bool quotes = random_once_in(r, 3);
	size_t n = random_below(r, (uint32_t)most + 1);

	if (quotes)
		buffer_char(b, '"');
	for (size_t i = 0; i < n; i++) {
		char c = quotes ? quoted[random_below(r, sizeof quoted)] :
		    plain[random_below(r, sizeof plain)];

		if (quotes && c == '"')
			buffer_char(b, c);
		buffer_char(b, c); /* NUL too */
	}
	if (quotes)
		buffer_char(b, '"');
}

/* Nearly always strict CSV; sometimes a byte of it is another. */
static void
make_csv(struct buffer *b, struct random *r)
{
	static const char odd[] = "\"\"\r\n,\0x";
	size_t columns = random_once_in(r, 9) ? 200 : 1 + random_below(r, 5);
	size_t rows = random_below(r, 12), most;
	bool crlf = random_once_in(r, 3);

	b->n = 0;
	if (random_once_in(r, 8))
		buffer_add(b, S("\xef\xbb\xbf"));
	most = random_once_in(r, 4) ? 200 : 6;
	for (size_t i = 0; i < rows; i++) {
		size_t n = random_once_in(r, 10) ? 0 : random_once_in(r, 9) ?
		    1 + random_below(r, 9) : columns;

		for (size_t k = 0; k < n; k++) {
			if (k > 0)
				buffer_char(b, ',');
			add_field(b, r, most);
		}
		if (i + 1 == rows && random_once_in(r, 2))
			break;
		if (crlf || random_once_in(r, 30))
			buffer_char(b, '\r');
		buffer_char(b, '\n');
	}
	if (b->n > 0 && random_once_in(r, 3))
		b->p[random_below(r, (uint32_t)b->n)] =
		    odd[random_below(r, sizeof odd - 1)];
}

/* Wide masks see what libcsv sees, whatever it is and however it comes. */
static void
scanned_as_by_libcsv(void **state)
{
	struct random r = random_of(61);
	struct buffer b = { 0 };

	(void)state;
	for (int i = 0; i < 20000; i++) {
		struct reading how = { .step = random_once_in(&r, 2) ? 1 << 20 :
		    1 + random_below(&r, 150) };

		make_csv(&b, &r);
		if (random_once_in(&r, 2)) {
			how.nwant = 1 + random_below(&r, 4);
			for (size_t k = 0; k < how.nwant; k++)
				how.want[k] = 2 * k + random_below(&r, 2);
			how.asks_for_all = random_once_in(&r, 2);
		}
		same_by_both(how, buffer_str(&b), i);
	}
	buffer_free(&b);
}

/* Each kind of end at each place of a block, and cut at each place. */
static void
at_every_offset(void **state)
{
	static const char *const ends[] = { "\"\"", "\"b\"\"\",c", "\"\n\"\r\n",
		"b\r\n\r\nc", "\"a,\n,\"\"\"\n", "\"a\"b\n", "\"a\"\rb\n",
		"\r\"a\"\n", "b\"\n", "\"\"\"", "\"a\"\r\r\n", ",,\n,\"\"\n" };
	char text[256];

	(void)state;
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
		for (size_t at = 0; at < 128; at++) {
			size_t n = strlen(ends[i]);
			struct str s = { text, at + n + 4 };

			memset(text, 'x', at);
			if (at > 0)
				text[at - 1] = ',';
			memcpy(text + at, ends[i], n);
			memcpy(text + at + n, "\nd,e", 4);
			for (size_t step = 1; step < 140; step++)
				same_by_both((struct reading){ .step = step },
				    s, (int)i);
		}
}

/* Records so long that libcsv takes over, and those just short of it. */
static void
long_fields(void **state)
{
	static const size_t lengths[] = { 16383, 16384, 16385, (1 << 20) - 64,
		(1 << 20) + 1, 3 << 20 };

	(void)state;
	for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++)
		for (int quotes = 0; quotes < 2; quotes++) {
			struct buffer b = { 0 };

			buffer_add(&b, S("a,b\n1,"));
			if (quotes)
				buffer_add(&b, S("\"\"\"\n,"));
			for (size_t k = 0; k < lengths[i]; k++)
				buffer_char(&b, quotes && k % 5 == 0 ? '\n' :
				    'x');
			buffer_add(&b, quotes ? S("\"\r\nc,d\n") :
			    S("\nc,d\n"));
			same_by_both((struct reading){ .step = 1 << 16 },
			    buffer_str(&b), (int)i);
			same_by_both((struct reading){ .step = 9999 },
			    buffer_str(&b), (int)i);
			buffer_free(&b);
		}
}

/* All ways to make masks find the same. */
static void
all_ways_find_the_same(void **state)
{
	struct random r = random_of(62);
	struct buffer b = { 0 };

	(void)state;
	for (int i = 0; i < 5000; i++) {
		struct csvscan want, got;
		bool is_strict;

		make_csv(&b, &r);
		if (b.n > CSVSCAN_STEP)
			continue;
		csvscan_open(&want, ',');
		want.way = SCAN_PLAIN;
		is_strict = csvscan_feed(&want, b.p, b.n);
		for (int way = SCAN_SSE2; way <= (int)csvscan_best(); way++) {
			csvscan_open(&got, ',');
			got.way = (enum csvscan_way)way;
			assert_int_equal(csvscan_feed(&got, b.p, b.n),
			    is_strict);
			assert_int_equal(got.n, want.n);
			assert_int_equal(got.nrecords, want.nrecords);
			assert_int_equal(got.at, want.at);
			assert_memory_equal(got.ends, want.ends,
			    want.n * sizeof *want.ends);
			assert_memory_equal(got.records, want.records,
			    want.nrecords * sizeof *want.records);
			csvscan_close(&got);
		}
		csvscan_close(&want);
	}
	buffer_free(&b);
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
		cmocka_unit_test(scanned_as_by_libcsv),
		cmocka_unit_test(at_every_offset),
		cmocka_unit_test(long_fields),
		cmocka_unit_test(all_ways_find_the_same),
		cmocka_unit_test(endless_fields_are_refused),
	};

	return cmocka_run_group_tests_name("csvread", tests, NULL, NULL);
}
