/* rows: whole streams, their schemas and facts. */

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "rows/bounds.h"
#include "rows/frame.h"
#include "rows/reader.h"
#include "rows/table.h"
#include "rows/writer.h"
#include "stream.h"

/* Nine rows: a column of each encoding, two that share a domain. */
static struct chunk
nine_rows(struct arena *a)
{
	static const uint32_t ends[] = { 2, 5, 9 };
	static const uint32_t codes[] = { 1, 2, 1, 0, 3, 3, 2, 1, 1 };
	static const int64_t times[] = { 10, 20, 30 };
	static const int64_t small[] = { -3, 0, 300 };
	static const uint8_t middle[] = { 0, 1, 0 };
	static const double usage[] = { 0.5, 1e-9, 0, 1, 2, 3, 4, 5, 6 };
	static const uint8_t unused[] = { 0, 0, 1, 0, 0, 0, 0, 0, 1 };
	static const uint8_t truth[] = { 0, 1, 2, 2, 2, 0, 0, 1, 1 };
	static const struct str names[] = { { NULL, 0 }, { "slot1", 5 },
		{ "", 0 }, { "slot3@host", 10 } };
	static const struct str devices[] = { { NULL, 0 }, { "L40S", 4 },
		{ NULL, 0 }, { "L40S", 4 } };
	struct col *c = NEW0(a, struct col, 7);
	struct dom *runs = NEW0(a, struct dom, 1);
	struct dom *coded = dom_codes(codes, 9, 4, a);

	*runs = (struct dom){ .kind = DOM_RUNS, .n = 3, .ends = ends };
	c[0] = (struct col){ .type = TYPE_TIME, .dom = runs, .i = times };
	c[1] = (struct col){ .type = TYPE_TEXT, .dom = coded, .s = names };
	c[2] = (struct col){ .type = TYPE_TEXT, .dom = coded, .s = devices };
	c[3] = (struct col){ .type = TYPE_REAL, .dom = dom_rows(9, a),
		.d = usage, .null = unused };
	c[4] = (struct col){ .type = TYPE_INT, .dom = runs, .i = small,
		.null = middle };
	c[5] = col_bools(truth, a);
	c[6] = (struct col){ .type = TYPE_INT, .dom = dom_rows(9, a),
		.i = NEW0(a, int64_t, 9) };
	return (struct chunk){ 9, 7, c };
}

/* A small stream with every encoding, and facts of every rule. */
static struct str
small_stream(struct model *rows, struct str *facts_as_text, struct arena *a)
{
	struct schema s = schema_from("column \"t\" time\n"
	    "column \"name\" text\ncolumn \"device\" text\n"
	    "column \"usage\" real\ncolumn \"n\" int\ncolumn \"ok\" bool\n"
	    "column \"m\" int\norder \"t\" asc\nfact \"rows\" sum int\n"
	    "fact \"last\" max time\nfact \"buckets\" ranges int\n"
	    "fact \"missing\" set json\n", a);
	static const int64_t buckets[] = { -5, 1, 2, 3, 900, 1800, 2700, 9000 };
	struct chunk c[2] = { nine_rows(a), nine_rows(a) };
	struct facts facts = { 0 };
	struct fault f;
	struct str bytes;

	/* The second chunk does not go back. */
	c[1].cols[0] = col_const(&(struct value){ .type = TYPE_TIME,
	    .i = 40 }, a);
	for (size_t i = 0; i < s.nfacts; i++)
		assert_non_null(facts_get(&facts, &s.facts[i], &f));
	fact_add_sum(facts_find(&facts, S("rows")), 77, 18, &f);
	fact_add_extreme(facts_find(&facts, S("last")),
	    &(struct value){ .type = TYPE_TIME, .i = 40 }, &facts.arena);
	fact_add_values(facts_find(&facts, S("buckets")), buckets,
	    sizeof buckets / sizeof *buckets, &f);
	fact_add_text(facts_find(&facts, S("missing")), S("2026-\"10\xff"),
	    &facts.arena, &f);
	bytes = stream_of(&s, c, 2, 5, &facts, a);
	facts_free(&facts);
	if (rows || facts_as_text) {
		struct str why;

		if (stream_read(bytes, rows, facts_as_text, NULL, &why, a) !=
		    STREAM_WHOLE)
			fail_msg("%s", why.p);
	}
	return bytes;
}

static void
a_stream_cut_anywhere_is_refused(void **state)
{
	struct arena a = { 0 }, tmp = { 0 };
	struct str bytes = small_stream(NULL, NULL, &a), why;

	(void)state;
	for (size_t n = 0; n < bytes.n; n++) {
		if (stream_read(str_sub(bytes, 0, n), NULL, NULL, NULL, &why,
		    &tmp) != STREAM_REFUSED)
			fail_msg("%zu of %zu bytes pass", n, bytes.n);
		assert_true(str_starts(why, S("test:byte ")));
		arena_reset(&tmp);
	}
	arena_free(&tmp);
	arena_free(&a);
}

static void
a_flipped_bit_is_refused_or_padding(void **state)
{
	struct arena a = { 0 }, tmp = { 0 };
	struct model want, got;
	struct str facts, facts2, bytes = small_stream(&want, &facts, &a);
	char *p = (char *)(uintptr_t)bytes.p;
	size_t passed = 0;

	(void)state;
	for (size_t bit = 0; bit < bytes.n * 8; bit++) {
		p[bit / 8] ^= (char)(1 << bit % 8);
		if (stream_read(bytes, &got, &facts2, NULL, NULL, &tmp) ==
		    STREAM_WHOLE) {
			unsigned was = (unsigned char)p[bit / 8] ^
			    1u << bit % 8;

			if (was != 0)
				fail_msg("bit %zu passes", bit);
			assert_same(&want, &got);
			assert_true(str_eq(facts, facts2));
			passed++;
		}
		p[bit / 8] ^= (char)(1 << bit % 8);
		arena_reset(&tmp);
	}
	assert_true(passed < bytes.n * 8);
	arena_free(&tmp);
	arena_free(&a);
}

/* Any number of flipped bits with the hashes made right again: hostile, not
 * damaged.  It may be refused or not, but it must be handled soundly (the
 * sanitizers watch). */
static void
hostile_frames_are_handled(void **state)
{
	struct random r = random_of(41);
	struct arena a = { 0 }, tmp = { 0 };
	struct str bytes = small_stream(NULL, NULL, &a);
	unsigned char *p = mem_get(bytes.n);

	(void)state;
	for (int i = 0; i < 20000; i++) {
		memcpy(p, bytes.p, bytes.n);
		for (uint32_t k = 0; k <= random_below(&r, 3); k++) {
			size_t at = random_below(&r, (uint32_t)bytes.n);

			p[at] = random_once_in(&r, 2) ?
			    (unsigned char)random_bits(&r) :
			    (unsigned char)(p[at] + random_below(&r, 5) - 2);
		}
		for (size_t at = 0; at + FRAME_HEAD <= bytes.n;) {
			struct frame_head h;
			struct fault f;

			if (frame_parse_head(&h, p + at, &f) < 0 ||
			    h.bytes > bytes.n - at)
				break;
			for (size_t e = at + CHUNK_HEAD; h.kind ==
			    FRAME_CHUNK && e + ENTRY <= at + h.head;
			    e += ENTRY) {
				struct entry x;

				entry_get(&x, p + e);
				if (x.data.at <= h.bytes && x.data.stored <=
				    h.bytes - x.data.at)
					x.data.hash = frame_hash(p + at +
					    x.data.at, x.data.stored);
				if (x.dictionary.at <= h.bytes &&
				    x.dictionary.stored <= h.bytes -
				    x.dictionary.at)
					x.dictionary.hash = frame_hash(p +
					    at + x.dictionary.at,
					    x.dictionary.stored);
				entry_put(&x, p + e);
			}
			frame_seal(&h, p + at);
			at += h.bytes;
		}
		(void)stream_read((struct str){ (char *)p, bytes.n }, NULL,
		    NULL, NULL, NULL, &tmp); /* either answer is right */
		arena_reset(&tmp);
	}
	free(p);
	arena_free(&tmp);
	arena_free(&a);
}

static void
joined_streams_read_as_one(void **state)
{
	struct random r = random_of(42);
	struct arena a = { 0 };

	(void)state;
	for (int i = 0; i < 100; i++) {
		struct schema s = random_schema(&r, 4, &a);
		struct chunk c1 = random_chunk(&r, &s, 1 + random_below(&r,
		    60), &a), c2 = random_chunk(&r, &s, 1 + random_below(&r,
		    60), &a);
		struct model m1 = model_of(&c1, &a), m2 = model_of(&c2, &a);
		struct model got, part;
		struct str b1 = stream_of(&s, &c1, 1, 25, NULL, &a);
		struct str b2 = stream_of(&s, &c2, 1, 25, NULL, &a);
		struct str none = stream_of(&s, NULL, 0, 25, NULL, &a);
		char *all = arena_get(&a, b1.n + none.n + b2.n);

		memcpy(all, b1.p, b1.n);
		memcpy(all + b1.n, none.p, none.n);
		memcpy(all + b1.n + none.n, b2.p, b2.n);
		assert_int_equal(stream_read((struct str){ all, b1.n +
		    none.n + b2.n }, &got, NULL, NULL, NULL, &a),
		    STREAM_WHOLE);
		assert_int_equal(got.rows, m1.rows + m2.rows);
		part = model_slice(&got, 0, m1.rows);
		assert_same(&m1, &part);
		part = model_slice(&got, m1.rows, m2.rows);
		assert_same(&m2, &part);
		arena_reset(&a);
	}
	arena_free(&a);
}

static struct str
joined(struct str a, struct str b, struct arena *arena)
{
	char *p = arena_get(arena, a.n + b.n);

	memcpy(p, a.p, a.n);
	memcpy(p + a.n, b.p, b.n);
	return (struct str){ p, a.n + b.n };
}

static void
columns_are_matched_by_name(void **state)
{
	struct random r = random_of(43);
	struct arena a = { 0 };
	struct schema all = schema_from("column \"a\" int\n"
	    "column \"b\" text\ncolumn \"c\" real\n", &a);
	struct schema some = schema_from("column \"c\" real\n"
	    "column \"a\" int\n", &a);
	struct schema clash = schema_from("column \"a\" text\n"
	    "column \"b\" text\n", &a);
	struct chunk c1 = random_chunk(&r, &all, 20, &a);
	struct chunk c2 = random_chunk(&r, &some, 30, &a);
	struct chunk c3 = random_chunk(&r, &clash, 5, &a);
	struct str b1 = stream_of(&all, &c1, 1, 100, NULL, &a), why;
	struct str b2 = stream_of(&some, &c2, 1, 100, NULL, &a);
	struct str b3 = stream_of(&clash, &c3, 1, 100, NULL, &a);
	struct model m2 = model_of(&c2, &a), got;
	bool want[] = { false, true, true };

	(void)state;
	for (int wants = 0; wants < 2; wants++) {
		assert_int_equal(stream_read(joined(b1, b2, &a), &got, NULL,
		    wants ? want : NULL, &why, &a), STREAM_WHOLE);
		assert_int_equal(got.rows, 50);
		for (size_t k = 0; k < 30; k++) {
			struct value *row = &got.values[(20 + k) * 3];

			assert_true(row[1].is_null);
			assert_true(same_value(&row[2], &m2.values[k * 2]));
			assert_true(wants ? row[0].is_null :
			    same_value(&row[0], &m2.values[k * 2 + 1]));
		}
	}
	assert_int_equal(stream_read(joined(b1, b3, &a), &got, NULL, NULL,
	    &why, &a), STREAM_REFUSED);
	assert_true(str_find(why, S("column \"a\" is text, it was int"), 0) >=
	    0);
	arena_free(&a);
}

static void
lost_or_doubled_frames_are_refused(void **state)
{
	struct arena a = { 0 };
	struct str bytes = small_stream(NULL, NULL, &a);
	size_t at[16], n = 0, from = 0;
	struct fault f;

	(void)state;
	while (from < bytes.n) {
		struct frame_head h;

		assert_int_equal(frame_parse_head(&h, bytes.p + from, &f), 0);
		at[n++] = from;
		from += h.bytes;
	}
	at[n] = bytes.n;
	assert_int_equal(n, 6); /* schema, four chunks, end */
	for (size_t k = 0; k < n; k++) {
		struct str before = str_sub(bytes, 0, at[k]);
		struct str frame = str_sub(bytes, at[k], at[k + 1] - at[k]);
		struct str after = str_sub(bytes, at[k + 1], bytes.n);

		assert_int_equal(stream_read(joined(before, after, &a), NULL,
		    NULL, NULL, NULL, &a), STREAM_REFUSED);
		assert_int_equal(stream_read(joined(joined(before, frame, &a),
		    joined(frame, after, &a), &a), NULL, NULL, NULL, NULL,
		    &a), STREAM_REFUSED);
	}
	arena_free(&a);
}

static void
an_error_frame_is_passed_on(void **state)
{
	static const char told[] = "gpu-extract: x.db:7: what: detail";
	struct arena a = { 0 };
	struct schema s = schema_from("column \"a\" int\n", &a);
	struct fault f;
	struct chunk c;
	struct reader *r;
	struct writer *w;
	int fds[2];

	(void)state;
	assert_int_equal(pipe(fds), 0);
	w = writer_open(fds[1], "out", &s, 100, &f);
	assert_non_null(w);
	assert_int_equal(writer_error(w, told, &f), 0);
	writer_close(w);
	close(fds[1]);
	r = reader_open(fds[0], "test", &f);
	assert_non_null(r);
	assert_int_equal(reader_next(r, &c, &f), -1);
	assert_true(reader_got_error_frame(r));
	assert_string_equal(f.text, told);
	assert_int_equal(f.status, STATUS_DATA);
	reader_close(r);
	close(fds[0]);
	arena_free(&a);
}

static bool
is_taken(const struct schema *s, const struct chunk *c, struct fault *f)
{
	int fd = open("/dev/null", O_WRONLY);
	struct writer *w = writer_open(fd, "out", s, 1000, f);
	bool taken;

	assert_non_null(w);
	taken = writer_put(w, c, f) == 0;
	writer_close(w);
	close(fd);
	return taken;
}

/* Does a writer take these rows, and does a reader take them if they come
 * from two streams joined behind row `cut`? */
static void
check_promise(const struct schema *s, const struct chunk *c, uint32_t cut,
    bool holds)
{
	struct arena a = { 0 };
	struct chunk parts[2];
	struct str why = S("");
	struct fault f;

	assert_int_equal(is_taken(s, c, &f), holds);
	assert_true(holds || strstr(f.text, "goes back"));
	if (cut > 0 && cut < c->rows) {
		struct str bytes[2];

		chunk_slice(&parts[0], c, 0, cut, &a);
		chunk_slice(&parts[1], c, cut, c->rows - cut, &a);
		for (int i = 0; i < 2; i++) {
			if (!is_taken(s, &parts[i], &f)) {
				arena_free(&a);
				return;
			}
			bytes[i] = stream_of(s, &parts[i], 1, 3, NULL, &a);
		}
		assert_int_equal(stream_read(joined(bytes[0], bytes[1], &a),
		    NULL, NULL, NULL, &why, &a), holds ? STREAM_WHOLE :
		    STREAM_REFUSED);
		assert_true(holds || str_find(why, S("part 2 goes back from "),
		    0) >= 0);
	}
	arena_free(&a);
}

/* Orders of any columns, over any domains, against the plain model. */
static void
orders_are_kept_or_refused(void **state)
{
	struct random r = random_of(47);

	(void)state;
	for (int i = 0; i < 3000; i++) {
		struct arena a = { 0 };
		struct schema s = random_schema(&r, 3, &a);
		struct chunk c = random_chunk(&r, &s, 1 + random_below(&r, 6),
		    &a);
		struct model m = model_of(&c, &a);
		size_t columns[2] = { random_below(&r, 3), 0 };
		struct order order = { 1 + random_below(&r, 2), columns };
		bool holds = true;

		columns[1] = (columns[0] + 1) % 3;
		for (size_t row = 1; row < m.rows && holds; row++)
			for (size_t k = 0; k < order.n; k++) {
				int is = value_cmp(&m.values[(row - 1) * 3 +
				    columns[k]], &m.values[row * 3 +
				    columns[k]]);

				holds = is <= 0;
				if (is != 0)
					break;
			}
		s.orders = &order;
		s.norders = 1;
		check_promise(&s, &c, c.rows / 2, holds);
		arena_free(&a);
	}
}

static void
the_place_where_it_goes_back_is_told(void **state)
{
	struct arena a = { 0 };
	struct schema s = schema_from("column \"t\" int\norder \"t\" asc\n",
	    &a);
	static const int64_t up[] = { 1, 2, 2, 5 };
	struct col col = { .type = TYPE_INT, .dom = dom_rows(4, &a),
		.i = up };
	struct chunk c = { 4, 1, &col };
	struct str good = stream_of(&s, &c, 1, 2, NULL, &a), why;

	(void)state;
	assert_int_equal(stream_read(good, NULL, NULL, NULL, &why, &a),
	    STREAM_WHOLE);
	assert_int_equal(stream_read(joined(good, good, &a), NULL, NULL, NULL,
	    &why, &a), STREAM_REFUSED);
	assert_true(str_find(why, S("part 2 goes back from 5 to 1"), 0) >= 0);
	arena_free(&a);
}

static void
a_table_holds_the_rows(void **state)
{
	struct arena a = { 0 };
	struct model want;
	struct str bytes = small_stream(&want, NULL, &a);
	struct table t = { 0 };
	struct fault f;
	struct reader *r;
	int fds[2];

	(void)state;
	assert_true(bytes.n < 65536); /* fits a pipe */
	assert_int_equal(pipe(fds), 0);
	assert_int_equal(write(fds[1], bytes.p, bytes.n), bytes.n);
	close(fds[1]);
	r = reader_open(fds[0], "test", &f);
	assert_non_null(r);
	assert_int_equal(table_read(&t, r, &f), 0);
	reader_close(r);
	assert_holds(&want, &t.rows);
	assert_non_null(facts_find(&t.facts, S("rows")));
	table_free(&t);
	close(fds[0]);
	arena_free(&a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_stream_cut_anywhere_is_refused),
		cmocka_unit_test(a_flipped_bit_is_refused_or_padding),
		cmocka_unit_test(hostile_frames_are_handled),
		cmocka_unit_test(joined_streams_read_as_one),
		cmocka_unit_test(columns_are_matched_by_name),
		cmocka_unit_test(lost_or_doubled_frames_are_refused),
		cmocka_unit_test(an_error_frame_is_passed_on),
		cmocka_unit_test(orders_are_kept_or_refused),
		cmocka_unit_test(the_place_where_it_goes_back_is_told),
		cmocka_unit_test(a_table_holds_the_rows),
	};

	return cmocka_run_group_tests_name("stream", tests, NULL, NULL);
}
