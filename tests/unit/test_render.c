/* render: what is written reads back, nothing of the data escapes its place,
 * and a layout's mistakes are told with their line. */

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <jansson.h>

#include "base/csvread.h"
#include "base/num.h"
#include "random.h"
#include "render/each.h"
#include "render/figure.h"
#include "render/form.h"
#include "render/glyph.h"
#include "render/html.h"
#include "render/input.h"
#include "render/layout.h"
#include "render/prose.h"
#include "render/rowout.h"

/* The rows of a file as texts, as the reader sees them. */
struct reading {
	struct arena *a;
	size_t n, rows, cap;
	struct str *texts;
};

static int
take_record(void *ctx, const struct str *fields, size_t n, uint64_t line,
    struct fault *f)
{
	struct reading *r = ctx;

	(void)f; /* nothing here can fail */
	assert_true(line >= 1);
	if (r->n == 0)
		r->n = n;
	assert_int_equal(n, r->n);
	mem_grow(&r->texts, &r->cap, (r->rows + 1) * n, sizeof *r->texts);
	for (size_t i = 0; i < n; i++)
		r->texts[r->rows * n + i] = fields[i].p ?
		    arena_str(r->a, fields[i]) : fields[i];
	r->rows++;
	return 0;
}

static void
write_rows(enum rowout_kind kind, const struct schema *s,
    const struct chunk *c, struct buffer *to)
{
	FILE *file = tmpfile();
	struct out out = { .fd = fileno(file), .name = "test" };
	struct rowout *r;
	struct fault f;
	char piece[4096];
	ssize_t n;

	r = rowout_open(kind, s, &out, &f);
	assert_non_null(r);
	assert_int_equal(rowout_put(r, c, &f), 0);
	rowout_close(r);
	assert_int_equal(out_flush(&out, &f), 0);
	out_free(&out);
	lseek(fileno(file), 0, SEEK_SET);
	while ((n = read(fileno(file), piece, sizeof piece)) > 0)
		buffer_add(to, (struct str){ piece, (size_t)n });
	fclose(file);
}

static void
check_reads_back(char separator, struct random *r, struct arena *a)
{
	struct schema s = random_schema(r, 1 + random_below(r, 5), a);
	struct chunk c = random_chunk(r, &s, 1 + random_below(r, 200), a);
	struct model want = model_of(&c, a);
	struct reading got = { .a = a };
	struct csvread *reader = csvread_open(separator, take_record, &got);
	struct buffer b = { 0 };
	struct fault f;

	write_rows(separator == ',' ? ROWOUT_CSV : ROWOUT_TSV, &s, &c, &b);
	assert_int_equal(csvread_feed(reader, buffer_str(&b), &f), 0);
	assert_int_equal(csvread_finish(reader, &f), 0);
	csvread_close(reader);
	assert_int_equal(got.rows, want.rows + 1);
	for (size_t i = 0; i < want.rows * want.n; i++) {
		struct value v = want.values[i];
		struct str text = got.texts[want.n + i];
		double d;

		assert_int_equal(v.is_null, text.p == NULL);
		if (v.is_null)
			continue;
		if (type_is_real(v.type)) {
			assert_true(num_real(text, &d));
			if (v.type == TYPE_F32)
				d = (float)d;
			assert_true(d == v.d || (d != d && v.d != v.d));
		} else {
			assert_true(str_eq(text, value_text(&v, ' ', a)));
		}
	}
	free(got.texts);
	buffer_free(&b);
}

static void
test_reads_back(void **state)
{
	(void)state;
	for (uint64_t i = 0; i < 60; i++) {
		struct random r = random_of(700 + i);
		struct arena a = { 0 };

		check_reads_back(i % 2 ? ',' : '\t', &r, &a);
		arena_free(&a);
	}
}

/* Each line of jsonl is an object with all columns. */
static void
test_jsonl(void **state)
{
	(void)state;
	for (uint64_t i = 0; i < 40; i++) {
		struct random r = random_of(800 + i);
		struct arena a = { 0 };
		struct schema s = random_schema(&r, 1 + random_below(&r, 5),
		    &a);
		struct chunk c = random_chunk(&r, &s, 50, &a);
		struct buffer b = { 0 };
		struct str rest, line;
		size_t rows = 0;

		write_rows(ROWOUT_JSONL, &s, &c, &b);
		rest = buffer_str(&b);
		while (str_next(&rest, '\n', &line)) {
			json_t *j;

			if (line.n == 0)
				continue;
			j = json_loadb(line.p, line.n, JSON_ALLOW_NUL |
			    JSON_REJECT_DUPLICATES, NULL);
			assert_non_null(j);
			assert_int_equal(json_object_size(j), s.n);
			json_decref(j);
			rows++;
		}
		assert_int_equal(rows, 50);
		buffer_free(&b);
		arena_free(&a);
	}
}

/* Whatever bytes there are: no tag, no quote, no control on a page; no
 * control on a terminal. */
static void
test_escapes(void **state)
{
	struct random r = random_of(900);

	(void)state;
	for (int i = 0; i < 3000; i++) {
		char bytes[64];
		size_t n = random_below(&r, sizeof bytes);
		struct buffer page = { 0 }, line = { 0 };

		for (size_t k = 0; k < n; k++)
			bytes[k] = (char)random_bits(&r);
		html_text(&page, (struct str){ bytes, n });
		glyph_add_shown(&line, (struct str){ bytes, n });
		for (size_t k = 0; k < page.n; k++)
			assert_false(strchr("<>\"'", page.p[k]) ||
			    ((unsigned char)page.p[k] < 32 &&
			    page.p[k] != '\n' && page.p[k] != '\t'));
		for (size_t k = 0; k < line.n; k++)
			assert_true((unsigned char)line.p[k] >= 32 &&
			    line.p[k] != 127);
		buffer_free(&page);
		buffer_free(&line);
	}
}

static void
test_widths(void **state)
{
	static const struct { const char *text; size_t width; } cases[] = {
		{ "", 0 }, { "abc", 3 }, { "\xc3\xbcn\xc3\xaf", 3 },
		{ "\xe6\x97\xa5\xe6\x9c\xac", 4 }, { "e\xcc\x81", 1 },
		{ "\xff", 1 }, { "\xf0\x9f\x98\x80", 2 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_int_equal(glyph_width(str_of(cases[i].text)),
		    cases[i].width);
	assert_int_equal(glyph_cut(S("\xe6\x97\xa5\xe6\x9c\xac"), 3).n, 3);
}

static void
test_forms(void **state)
{
	static const struct {
		const char *form;
		struct value v;
		const char *shown; /* NULL: the form is wrong */
	} cases[] = {
		{ ".1 %", { TYPE_REAL, .d = 96.55 }, "96.5%" },
		{ ".1", { TYPE_REAL, .d = -0.01 }, "0.0" },
		{ ",", { TYPE_INT, .i = -1234567 }, "-1,234,567" },
		{ ", .2", { TYPE_REAL, .d = 999999.999 }, "1,000,000.00" },
		{ "dash 0.05 .1", { TYPE_REAL, .d = 0.04 }, "\xe2\x80\x93" },
		{ "bytes", { TYPE_INT, .i = 1536 }, "1.5 KiB" },
		{ "span", { TYPE_INT, .i = INT64_C(12000000000) },
		    "3 h 20 min" },
		{ "hours", { TYPE_INT, .i = INT64_C(5400000000) }, "1.5" },
		{ "time", { TYPE_TIME, .i = 0 }, "1970-01-01 00:00" },
		{ "minute", { TYPE_TIME, .i = 60000000 }, "00:01" },
		{ "day", { TYPE_TIME, .i = 0 }, "1970-01-01" },
		{ "cut 4", { TYPE_TEXT, .s = { "abcdef", 6 } },
		    "abc\xe2\x80\xa6" },
		{ "list", { TYPE_JSON, .s = { "[\"a\",1]", 7 } }, "a, 1" },
		{ "list", { TYPE_JSON, .s = { "{", 1 } }, "{" },
		{ ".99", { TYPE_INT, .i = 1 }, NULL },
		{ "bar", { TYPE_INT, .i = 1 }, NULL },
		{ "name x", { TYPE_INT, .i = 1 }, NULL },
		{ "nonsense 1", { TYPE_INT, .i = 1 }, NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct buffer b = { 0 };
		struct form form;
		struct fault f;
		int done = form_parse(&form, str_of(cases[i].form), &f);

		assert_int_equal(done, cases[i].shown ? 0 : -1);
		if (done == 0) {
			form_show(&b, &form, &cases[i].v, 2);
			buffer_char(&b, 0);
			assert_string_equal(b.p, cases[i].shown);
		}
		buffer_free(&b);
	}
}

static void
test_prose(void **state)
{
	struct buffer b = { 0 };

	(void)state;
	prose_html(&b, S("## A & B\n\ntwo\nlines **x** <b>\n\n- one\n- `two`\n"
	    "\n[bad](javascript:x) [good](https://x/?\"y)\n"), 3, false);
	buffer_char(&b, 0);
	assert_string_equal(b.p, "<h3>A &amp; B</h3>\n<p>two lines "
	    "<strong>x</strong> &lt;b&gt;</p>\n<ul>\n<li>one</li>\n"
	    "<li><code>two</code></li>\n</ul>\n<p>[bad](javascript:x) "
	    "<a href=\"https://x/?&quot;y\">good</a></p>\n");
	buffer_free(&b);
}

static void
test_file_names(void **state)
{
	static const struct { const char *value, *path; } cases[] = {
		{ "a@b.c", "d/a@b.c.x" }, { "../../etc", "d/%2E.%2F..%2Fetc.x" },
		{ "", "d/%.x" }, { "%", "d/%25.x" }, { "a\n", "d/a%0A.x" },
	};
	struct arena a = { 0 };
	struct fault f;
	struct str path;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		assert_int_equal(each_path("d/%s.x", str_of(cases[i].value),
		    &a, &path, &f), 0);
		assert_string_equal(path.p, cases[i].path);
	}
	assert_int_equal(each_path("d/x", S("a"), &a, &path, &f), -1);
	assert_int_equal(each_path("%s%s", S("a"), &a, &path, &f), -1);
	assert_int_equal(each_path(NULL, S("a"), &a, &path, &f), -1);
	arena_free(&a);
}

/* The mistakes of a layout. */
static void
test_layouts(void **state)
{
	static const struct { const char *text, *fault; } cases[] = {
		{ "title \"x", "line 1: \" without its end" },
		{ "\n\npicture line", "line 3: unknown word \"picture\"" },
		{ "section", "line 1: section: an ID is missing" },
		{ "col a b", "line 1: col: needs a from above it" },
		{ "section a A\nfrom t first 0", "line 2: from: first: \"0\" "
		    "is not a number of rows" },
		{ "section a A\nfrom t\ncol =x T", "line 3: col: NAME or "
		    "NAME=EXPR must follow" },
		{ "section a A\nnote \"{x\"", "line 2: note: { without }" },
		{ "section a (", "line 1: parentheses don't match" },
		{ "section a A\nsection a B", "line 2: section: section \"a\" "
		    "is there already" },
		{ "json k one a b", "line 1: json: only one input must "
		    "follow" },
		{ "# nothing\n  title T # this\n", NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char path[] = "/tmp/gputally-layout-XXXXXX";
		int fd = mkstemp(path);
		struct layout l;
		struct arena a = { 0 };
		struct fault f;
		size_t n = strlen(cases[i].text);

		assert_true(fd >= 0);
		assert_int_equal(write(fd, cases[i].text, n), (ssize_t)n);
		close(fd);
		if (layout_read(&l, path, &a, &f) < 0) {
			assert_non_null(cases[i].fault);
			assert_int_equal(f.status, STATUS_USAGE);
			assert_string_equal(f.text + strlen(path) + 1,
			    cases[i].fault);
		} else {
			assert_null(cases[i].fault);
		}
		unlink(path);
		arena_free(&a);
	}
}

/* Sorting is stable, NULL first, and descending turns it around. */
static void
test_sort(void **state)
{
	struct random r = random_of(1000);
	struct arena a = { 0 };
	struct schema s = random_schema(&r, 3, &a);
	struct chunk c = random_chunk(&r, &s, 500, &a);
	size_t keys[] = { 1, 0 };
	bool down[] = { true, false };
	uint32_t *at = input_sort(&c, keys, down, 2, &a);

	(void)state;
	for (uint32_t i = 1; i < c.rows; i++) {
		int cmp = chunk_cmp_rows(&c, keys, down, 2, at[i - 1], at[i],
		    &a);

		assert_true(cmp < 0 || (cmp == 0 && at[i - 1] < at[i]));
	}
	arena_free(&a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_reads_back),
		cmocka_unit_test(test_jsonl),
		cmocka_unit_test(test_escapes),
		cmocka_unit_test(test_widths),
		cmocka_unit_test(test_forms),
		cmocka_unit_test(test_prose),
		cmocka_unit_test(test_file_names),
		cmocka_unit_test(test_layouts),
		cmocka_unit_test(test_sort),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
