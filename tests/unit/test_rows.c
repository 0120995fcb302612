/* rows: chunks against a plain model, frames there and back. */

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "rows/bitmap.h"
#include "rows/bounds.h"
#include "rows/encode.h"
#include "rows/intern.h"
#include "rows/pack.h"
#include "stream.h"

/* The frame of a chunk as one piece, 64-aligned, as a reader has it. */
static unsigned char *
frame_of(const struct schema *s, const struct chunk *c, struct zip *zip,
    size_t *bytes, struct arena *a)
{
	struct chunk_place place = { .number = 1, .least = 1 };
	struct frame_out out;
	unsigned char *p, *frame;

	encode_chunk(&out, s, c, &place, zip, a);
	p = arena_get(a, out.bytes + 128);
	frame = p + (64 - (uintptr_t)p % 64) % 64;
	*bytes = 0;
	for (int i = 0; i < out.n; i++) {
		memcpy(frame + *bytes, out.pieces[i].iov_base,
		    out.pieces[i].iov_len);
		*bytes += out.pieces[i].iov_len;
	}
	assert_int_equal(*bytes, out.bytes);
	assert_int_equal(out.bytes % (zip ? 8 : 64), 0);
	return frame;
}

/* As a pipe has it, and as an archive does. */
static void
there_and_back(const struct schema *s, const struct chunk *c,
    struct arena *a)
{
	struct model want = model_of(c, a);
	struct chunk_place place;
	struct zip *zip = zip_open(ZIP_SMALL);
	struct chunk got;
	struct fault f;
	size_t bytes;

	for (int i = 0; i < 2; i++) {
		unsigned char *frame = frame_of(s, c, i ? zip : NULL, &bytes,
		    a);

		if (decode_chunk(&got, s, frame, NULL, &place, zip, a, &f) <
		    0)
			fail_msg("%s", f.text);
		assert_int_equal(place.number, 1);
		assert_holds(&want, &got);
	}
	zip_close(zip);
}

static void
chunks_come_back(void **state)
{
	struct random r = random_of(20);
	struct arena a = { 0 };

	(void)state;
	for (int i = 0; i < 1500; i++) {
		struct schema s = random_schema(&r, random_below(&r, 9), &a);
		struct chunk c = random_chunk(&r, &s,
		    1 + random_below(&r, random_once_in(&r, 10) ? 3000 : 90),
		    &a);

		there_and_back(&s, &c, &a);
		arena_reset(&a);
	}
	arena_free(&a);
}

/* What is not wanted is NULL; what is wanted is right, also when it hangs on
 * a column that is not. */
static void
only_wanted_columns_are_read(void **state)
{
	struct random r = random_of(21);
	struct arena a = { 0 };

	(void)state;
	for (int i = 0; i < 500; i++) {
		struct schema s = random_schema(&r, 1 + random_below(&r, 8),
		    &a);
		struct chunk c = random_chunk(&r, &s, 1 + random_below(&r,
		    200), &a), got;
		struct model want = model_of(&c, &a), m;
		struct chunk_place place;
		struct fault f;
		size_t bytes;
		struct zip *zip = zip_open(ZIP_SMALL);
		unsigned char *frame = frame_of(&s, &c, i % 2 ? zip : NULL,
		    &bytes, &a);
		bool wanted[16];

		for (size_t k = 0; k < s.n; k++)
			wanted[k] = random_once_in(&r, 2);
		assert_int_equal(decode_chunk(&got, &s, frame, wanted, &place,
		    zip, &a, &f), 0);
		zip_close(zip);
		m = model_of(&got, &a);
		for (size_t k = 0; k < want.rows * want.n; k++)
			assert_true(wanted[k % want.n] ?
			    same_value(&want.values[k], &m.values[k]) :
			    m.values[k].is_null);
		arena_reset(&a);
	}
	arena_free(&a);
}

/* Whatever chunks the rows came in, and a column by which others are known. */
static void
packed_chunks_are_the_rows(void **state)
{
	struct random r = random_of(27);
	struct arena a = { 0 };

	(void)state;
	for (int i = 0; i < 800; i++) {
		struct schema s = random_schema(&r, random_below(&r, 9), &a);
		struct chunk parts[8], whole, got;
		uint32_t n = 1 + random_below(&r, 8);
		struct pack *pack = pack_open(&s, 1 << 20, i % 2);
		struct model want;

		for (int again = 0; again < 2; again++) {
			for (uint32_t k = 0; k < n; k++) {
				parts[k] = random_chunk(&r, &s, 1 +
				    random_below(&r, 300), &a);
				/* Shared domains may not fit the others. */
				if (pack_is_full(pack, &parts[k])) {
					assert_true(i % 2 && k > 0);
					n = k;
					break;
				}
				pack_add(pack, &parts[k], &a);
			}
			chunk_concat(&whole, parts, n, &a);
			want = model_of(&whole, &a);
			pack_take(pack, &got, &a);
			assert_holds(&want, &got);
			there_and_back(&s, &got, &a);
		}
		pack_close(pack);
		arena_reset(&a);
	}
	arena_free(&a);
}

/* Numbers that differ are not looked up, from some row on. */
static void
numbers_that_differ(void **state)
{
	enum { ROWS = 5000, PARTS = 5 };
	struct column columns[2] = { { S("i"), TYPE_INT },
		{ S("x"), TYPE_REAL } };
	struct schema s = { .n = 2, .columns = columns };
	struct random r = random_of(29);
	struct pack *pack = pack_open(&s, 1 << 20, false);
	struct arena a = { 0 };
	struct chunk parts[PARTS], whole, got;
	struct model want;

	(void)state;
	for (int nulls = 0; nulls < 3; nulls++) {
		for (int k = 0; k < PARTS; k++) {
			struct value *v = NEW0(&a, struct value, ROWS);

			parts[k] = (struct chunk){ ROWS, 2,
				NEW(&a, struct col, 2) };
			for (int c = 0; c < 2; c++) {
				for (uint32_t row = 0; row < ROWS; row++) {
					v[row].i = (int64_t)random_bits(&r);
					v[row].is_null = nulls > 0 &&
					    random_once_in(&r, 3);
					if (c > 0)
						v[row].d = (double)
						    (v[row].i % 1000) / 7;
				}
				parts[k].cols[c] = col_values(columns[c].type,
				    v, ROWS, &a);
			}
			pack_add(pack, &parts[k], &a);
		}
		chunk_concat(&whole, parts, PARTS, &a);
		want = model_of(&whole, &a);
		pack_take(pack, &got, &a);
		assert_holds(&want, &got);
		there_and_back(&s, &got, &a);
		arena_reset(&a);
	}
	pack_close(pack);
	arena_free(&a);
}

/* Columns that share a domain go on sharing one, over several chunks. */
static void
domains_stay_shared(void **state)
{
	enum { ROWS = 3000, PARTS = 4, COMBOS = 50 };
	struct column columns[4] = { { S("t"), TYPE_TIME },
		{ S("host"), TYPE_TEXT }, { S("claimed"), TYPE_BOOL },
		{ S("n"), TYPE_INT } };
	struct schema s = { .n = 4, .columns = columns };
	struct random r = random_of(31);
	struct arena a = { 0 };
	struct chunk parts[PARTS], whole, got;
	struct pack *pack = pack_open(&s, ROWS * PARTS, true);
	struct model want;

	(void)state;
	for (int p = 0; p < PARTS; p++) {
		struct value v[4][COMBOS] = { 0 };
		uint32_t *codes = NEW(&a, uint32_t, ROWS);
		struct value *t = NEW0(&a, struct value, ROWS);

		parts[p] = (struct chunk){ ROWS, 4, NEW(&a, struct col, 4) };
		for (uint32_t e = 0; e < COMBOS; e++) {
			v[1][e].s = arena_fmt(&a, "host%u", e % 13);
			v[2][e].i = random_once_in(&r, 2);
			v[3][e].i = 7;
			for (int k = 1; k < 4; k++)
				v[k][e].is_null = e == 0;
		}
		for (uint32_t row = 0; row < ROWS; row++) {
			codes[row] = 1 + random_below(&r, COMBOS - 1);
			t[row].i = (int64_t)row + p * ROWS;
		}
		parts[p].cols[0] = col_values(TYPE_TIME, t, ROWS, &a);
		for (int k = 1; k < 4; k++) {
			parts[p].cols[k] = col_entries(columns[k].type, v[k],
			    COMBOS, &a);
			parts[p].cols[k].dom = k > 1 ? parts[p].cols[1].dom :
			    dom_codes(codes, ROWS, COMBOS, &a);
		}
		assert_false(pack_is_full(pack, &parts[p]));
		pack_add(pack, &parts[p], &a);
	}
	chunk_concat(&whole, parts, PARTS, &a);
	want = model_of(&whole, &a);
	pack_take(pack, &got, &a);
	assert_holds(&want, &got);
	assert_ptr_equal(got.cols[1].dom, got.cols[2].dom);
	assert_true(got.cols[1].dom->n <= 2 * 13 + 1);
	assert_int_equal(got.cols[3].dom->kind, DOM_ONE);
	there_and_back(&s, &got, &a);
	pack_close(pack);
	arena_free(&a);
}

static void
pairs_become_maps(void **state)
{
	enum { ROWS = 5000, SLOTS = 90 };
	struct column columns[3] = { { S("slot"), TYPE_TEXT },
		{ S("device"), TYPE_TEXT }, { S("memory"), TYPE_REAL } };
	struct schema s = { .n = 3, .columns = columns };
	struct arena a = { 0 };
	struct value *v[3];
	struct col cols[3];
	struct chunk c = { ROWS, 3, cols }, got;
	struct pack *pack = pack_open(&s, ROWS, false);

	(void)state;
	for (int k = 0; k < 3; k++)
		v[k] = NEW0(&a, struct value, ROWS);
	for (uint32_t row = 0; row < ROWS; row++) {
		uint32_t slot = row * 7919 % SLOTS;

		v[0][row].s = arena_fmt(&a, "slot%u", slot);
		v[1][row].s = arena_fmt(&a, "device%u", slot % 7);
		v[1][row].is_null = slot == 5;
		v[2][row].d = slot % 3 * 1.5;
	}
	for (int k = 0; k < 3; k++)
		cols[k] = col_values(columns[k].type, v[k], ROWS, &a);
	pack_add(pack, &c, &a);
	pack_take(pack, &got, &a);
	assert_ptr_equal(got.cols[1].dom, got.cols[0].dom);
	assert_ptr_equal(got.cols[2].dom, got.cols[0].dom);
	there_and_back(&s, &got, &a);
	pack_close(pack);
	arena_free(&a);
}

/* Decimals travel as integers, only where that loses nothing. */
static void
decimals_come_back(void **state)
{
	static const double odd[] = { 0.1, 0.3, 1e300, -0.0, 5e-324, 1e15,
		123456.789, 9007199254740993.0, 1.0 / 3, 1e-15, -77.125 };
	struct column columns[1] = { { S("x"), TYPE_REAL } };
	struct schema s = { .n = 1, .columns = columns };
	struct random r = random_of(28);
	struct arena a = { 0 };

	(void)state;
	for (int i = 0; i < 300; i++) {
		uint32_t rows = 1 + random_below(&r, 400);
		struct value *v = NEW0(&a, struct value, rows);
		double scale = odd[i % 2] * (i % 5 ? 0.001 : 1);
		struct col col;
		struct chunk c = { rows, 1, &col };

		for (uint32_t k = 0; k < rows; k++) {
			v[k].d = random_below(&r, 100000) * scale;
			if (i % 3 == 0 && random_once_in(&r, 30))
				v[k].d = odd[random_below(&r, 11)];
			v[k].is_null = i % 4 == 0 && random_once_in(&r, 3);
		}
		col = col_values(TYPE_REAL, v, rows, &a);
		there_and_back(&s, &c, &a);
		arena_reset(&a);
	}
	arena_free(&a);
}

static void
dictionaries_of_any_size(void **state)
{
	static const uint32_t sizes[] = { 1, 2, 255, 256, 257, 65535, 65536,
		65537 };
	struct column columns[2] = { { S("a"), TYPE_TEXT },
		{ S("b"), TYPE_INT } };
	struct schema s = { .n = 2, .columns = columns };
	struct random r = random_of(22);
	struct arena a = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
		for (uint32_t rows = 1; rows < 200000; rows *= 70) {
			struct chunk c = { .rows = rows, .n = 2,
				.cols = NEW(&a, struct col, 2) };
			int64_t *v = NEW(&a, int64_t, sizes[i]);

			for (uint32_t k = 0; k < sizes[i]; k++)
				v[k] = k % 1000 * INT64_C(1000000007);
			c.cols[0] = random_dictionary(&r, sizes[i], rows, &a);
			c.cols[1] = (struct col){ .type = TYPE_INT,
				.dom = c.cols[0].dom, .i = v };
			there_and_back(&s, &c, &a);
			arena_reset(&a);
		}
	arena_free(&a);
}

static void
texts_of_any_length(void **state)
{
	static const uint32_t sizes[] = { 0, 1, 65535, 65536, 1 << 20 };
	struct column columns[1] = { { S("a"), TYPE_TEXT } };
	struct schema s = { .n = 1, .columns = columns };
	struct arena a = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		char *p = arena_zero(&a, sizes[i] + 1);
		struct str texts[3] = { { NULL, 0 }, { p, sizes[i] },
			S("x") };
		struct col col = { .type = TYPE_TEXT, .dom = dom_rows(3, &a),
			.s = texts };
		struct chunk c = { 3, 1, &col };

		there_and_back(&s, &c, &a);
		col.dom = dom_one(&a);
		col.s = texts + 1;
		there_and_back(&s, &c, &a);
		arena_reset(&a);
	}
	arena_free(&a);
}

static void
slices_are_the_rows(void **state)
{
	struct random r = random_of(23);
	struct arena a = { 0 };

	(void)state;
	for (int i = 0; i < 1500; i++) {
		struct schema s = random_schema(&r, 6, &a);
		uint32_t rows = 1 + random_below(&r, 300);
		uint32_t from = random_below(&r, rows);
		uint32_t n = 1 + random_below(&r, rows - from), from2, n2;
		struct chunk c = random_chunk(&r, &s, rows, &a), cut, twice;
		struct model m = model_of(&c, &a), want, want2;

		if (random_once_in(&r, 2)) /* indexes asked for before */
			for (size_t k = 0; k < s.n; k++)
				c.cols[k].dom->index = NULL;
		chunk_slice(&cut, &c, from, n, &a);
		want = model_slice(&m, from, n);
		assert_holds(&want, &cut);
		from2 = random_below(&r, n);
		n2 = 1 + random_below(&r, n - from2);
		chunk_slice(&twice, &cut, from2, n2, &a);
		want2 = model_slice(&want, from2, n2);
		assert_holds(&want2, &twice);
		there_and_back(&s, &twice, &a);
		arena_reset(&a);
	}
	arena_free(&a);
}

/* Which columns share a domain, as the number of the first one that has it. */
static size_t
sharer(const struct chunk *c, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (c->cols[k].dom == c->cols[i].dom)
			return k;
	return i;
}

static void
gathered_rows(void **state)
{
	struct random r = random_of(24);
	struct arena a = { 0 };

	(void)state;
	for (int i = 0; i < 1500; i++) {
		struct schema s = random_schema(&r, 6, &a);
		struct chunk c = random_chunk(&r, &s, 1 + random_below(&r,
		    300), &a), got;
		struct model m = model_of(&c, &a), want;
		uint32_t n = 1 + random_below(&r, 400), at[400];
		bool ascends = random_once_in(&r, 2);

		for (uint32_t k = 0; k < n; k++)
			at[k] = ascends ? (uint32_t)((uint64_t)k * c.rows /
			    n) : random_below(&r, c.rows);
		chunk_gather(&got, &c, at, n, &a);
		want = (struct model){ n, m.n,
			NEW(&a, struct value, n * m.n + 1) };
		for (uint32_t k = 0; k < n; k++)
			memcpy(want.values + k * m.n,
			    m.values + at[k] * m.n,
			    m.n * sizeof *want.values);
		assert_holds(&want, &got);
		for (size_t k = 0; k < s.n; k++)
			assert_int_equal(sharer(&got, k), sharer(&c, k));
		there_and_back(&s, &got, &a);
		arena_reset(&a);
	}
	arena_free(&a);
}

static void
chunks_are_joined(void **state)
{
	struct random r = random_of(25);
	struct arena a = { 0 }, parts_arena = { 0 };

	(void)state;
	for (int i = 0; i < 600; i++) {
		struct schema s = random_schema(&r, 5, &parts_arena);
		size_t n = 1 + random_below(&r, 5), at = 0;
		struct chunk parts[5], got;
		struct model want = { 0, s.n, NULL };

		for (size_t k = 0; k < n; k++) {
			parts[k] = random_chunk(&r, &s, 1 + random_below(&r,
			    100), &parts_arena);
			want.rows += parts[k].rows;
		}
		want.values = NEW(&a, struct value, want.rows * s.n + 1);
		for (size_t k = 0; k < n; k++) {
			struct model m = model_of(&parts[k], &a);

			memcpy(want.values + at, m.values,
			    m.rows * m.n * sizeof *m.values);
			at += m.rows * m.n;
		}
		chunk_concat(&got, parts, n, &a);
		arena_free(&parts_arena); /* nothing of it is needed */
		assert_holds(&want, &got);
		arena_reset(&a);
	}
	arena_free(&a);
}

static void
coded_columns_say_the_same(void **state)
{
	struct random r = random_of(26);
	struct arena a = { 0 };

	(void)state;
	for (int i = 0; i < 500; i++) {
		struct schema s = random_schema(&r, 1, &a);
		struct chunk c = random_chunk(&r, &s, 1 + random_below(&r,
		    300), &a);
		struct model want = model_of(&c, &a);
		struct col coded = col_coded(&c.cols[0], c.rows, &a);
		struct chunk got = { c.rows, 1, &coded };

		assert_holds(&want, &got);
		for (uint32_t e = 0; e < coded.dom->n; e++)
			assert_int_equal(col_is_null(&coded, e), e == 0);
		arena_reset(&a);
	}
	arena_free(&a);
}

static void
rows_are_compared(void **state)
{
	struct random r = random_of(27);
	struct arena a = { 0 };

	(void)state;
	for (int i = 0; i < 300; i++) {
		struct schema s = random_schema(&r, 3, &a);
		struct chunk c = random_chunk(&r, &s, 2 + random_below(&r,
		    50), &a);
		struct model m = model_of(&c, &a);
		size_t columns[2] = { random_below(&r, 3), random_below(&r,
		    3) };
		bool down[2] = { random_once_in(&r, 2), random_once_in(&r, 2) };

		for (int k = 0; k < 20; k++) {
			uint32_t x = random_below(&r, c.rows);
			uint32_t y = random_below(&r, c.rows);
			int want = 0;

			for (int j = 0; j < 2 && want == 0; j++) {
				want = value_cmp(&m.values[x * 3 + columns[j]],
				    &m.values[y * 3 + columns[j]]);
				want = down[j] ? -want : want;
			}
			assert_int_equal(chunk_cmp_rows(&c, columns, down, 2,
			    x, y, &a), want);
		}
		arena_reset(&a);
	}
	arena_free(&a);
}

static void
equal_values_have_equal_ids(void **state)
{
	struct random r = random_of(28);
	struct arena a = { 0 };
	static const enum type types[] = { TYPE_INT, TYPE_REAL, TYPE_TEXT,
		TYPE_BOOL };

	(void)state;
	for (int i = 0; i < 40; i++) {
		enum type type = types[i % 4];
		struct value v[400], back;
		uint32_t ids[400];
		struct intern t;

		intern_open(&t, type);
		for (int round = 0; round < 2; round++) {
			for (size_t k = 0; k < 400; k++) {
				v[k] = random_value(&r, type, &a);
				ids[k] = intern_value(&t, &v[k]);
				assert_true(ids[k] < t.n);
				intern_get(&t, ids[k], &back);
				assert_true(same_value(&v[k], &back));
			}
			for (size_t k = 0; k < 400; k++)
				for (size_t j = 0; j < k; j++)
					assert_int_equal(ids[k] == ids[j],
					    value_cmp(&v[k], &v[j]) == 0);
			intern_clear(&t);
			arena_reset(&a);
		}
		intern_close(&t);
	}
	arena_free(&a);
}

/* The same rows, however they were cut into chunks. */
static void
any_cutting_gives_the_same_rows(void **state)
{
	struct random r = random_of(29);
	struct arena a = { 0 };

	(void)state;
	for (int i = 0; i < 150; i++) {
		struct schema s = random_schema(&r, 5, &a);
		struct chunk c = random_chunk(&r, &s, 1 + random_below(&r,
		    500), &a);
		struct model want = model_of(&c, &a), got;
		uint32_t most = 1 + random_below(&r, 600);
		struct str bytes = stream_of(&s, &c, 1, most, NULL, &a), why;

		if (stream_read(bytes, &got, NULL, NULL, &why, &a) !=
		    STREAM_WHOLE)
			fail_msg("%s", why.p);
		assert_same(&want, &got);
		arena_reset(&a);
	}
	arena_free(&a);
}

static void
nulls_are_bits(void **state)
{
	enum { MOST = 200 };
	struct random r = random_of(17);

	(void)state;
	for (uint32_t rows = 1; rows <= MOST; rows++) {
		uint8_t null[MOST], back[MOST + 64];
		unsigned char p[MOST / 8 + 16];

		for (uint32_t k = 0; k < rows; k++)
			null[k] = random_once_in(&r, 3);
		bitmap_put(p, null, rows);
		for (size_t k = 0; k < bitmap_bytes(rows) * 8; k++)
			assert_int_equal(p[k / 8] >> k % 8 & 1,
			    k < rows && !null[k]);
		bitmap_get(back, p, rows);
		assert_memory_equal(back, null, rows);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(chunks_come_back),
		cmocka_unit_test(only_wanted_columns_are_read),
		cmocka_unit_test(packed_chunks_are_the_rows),
		cmocka_unit_test(numbers_that_differ),
		cmocka_unit_test(pairs_become_maps),
		cmocka_unit_test(domains_stay_shared),
		cmocka_unit_test(decimals_come_back),
		cmocka_unit_test(dictionaries_of_any_size),
		cmocka_unit_test(texts_of_any_length),
		cmocka_unit_test(slices_are_the_rows),
		cmocka_unit_test(gathered_rows),
		cmocka_unit_test(chunks_are_joined),
		cmocka_unit_test(coded_columns_say_the_same),
		cmocka_unit_test(rows_are_compared),
		cmocka_unit_test(equal_values_have_equal_ids),
		cmocka_unit_test(any_cutting_gives_the_same_rows),
		cmocka_unit_test(nulls_are_bits),
	};

	return cmocka_run_group_tests_name("rows", tests, NULL, NULL);
}
