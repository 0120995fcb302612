/* source: chunks that are kept come back as they were, or are refused; and
 * threads, whose faults come in order. */

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "random.h"
#include "rows/encode.h"
#include "source/keep.h"
#include "source/thread.h"

static const uint32_t sizes[] = { 1, 2, 256, 5000, 16384, 70000 };
enum { SIZES = sizeof sizes / sizeof *sizes };

/* The bytes that it is written as: its domains are the same too. */
static struct str
bytes_of(const struct schema *s, const struct chunk *c, struct arena *a)
{
	const struct chunk_place place = { .least = 1 };
	struct frame_out out;
	struct str r = { NULL, 0 };
	char *p;

	encode_chunk(&out, s, c, &place, NULL, a);
	p = arena_get(a, out.bytes);
	r.p = p;
	for (int i = 0; i < out.n; i++) {
		memcpy(p + r.n, out.pieces[i].iov_base,
		    out.pieces[i].iov_len);
		r.n += out.pieces[i].iov_len;
	}
	return r;
}

static void
kept_chunks_come_back(void **state)
{
	struct random r = random_of(31);
	struct arena a = { 0 }, batch = { 0 };
	struct schema s = random_schema(&r, 14, &a);
	struct keep_pool *pool = keep_pool_open(1 << 30);
	struct model models[SIZES];
	struct str bytes[SIZES];
	uint64_t left = 0;
	struct chunk c;
	struct keep *k;

	(void)state;
	k = keep_open(pool);
	for (size_t i = 0; i < SIZES; i++) {
		c = random_chunk(&r, &s, sizes[i], &batch);
		models[i] = model_of(&c, &a);
		bytes[i] = bytes_of(&s, &c, &a);
		assert_true(keep_put(k, &c));
		arena_reset(&batch);
		left += sizes[i];
	}
	keep_done(k);
	for (size_t i = 0; i < SIZES; i++) {
		assert_int_equal(keep_rows_left(k), left);
		assert_int_equal(keep_next(k, &c, &batch), 1);
		assert_holds(&models[i], &c);
		assert_true(str_eq(bytes[i], bytes_of(&s, &c, &batch)));
		arena_reset(&batch);
		left -= sizes[i];
	}
	assert_int_equal(keep_next(k, &c, &batch), 0);
	keep_close(k);
	keep_pool_close(pool);
	arena_free(&batch);
	arena_free(&a);
}

/* Rows that repeat take little; a full pool refuses, whoever asks. */
static void
a_pool_has_an_end(void **state)
{
	enum { ROWS = 16384, NAMES = 900 };
	struct arena a = { 0 };
	uint32_t *codes = NEW(&a, uint32_t, ROWS), chunks = 0;
	struct str *names = NEW(&a, struct str, NAMES);
	struct keep_pool *pool = keep_pool_open(1 << 18);
	struct keep *k = keep_open(pool), *other = keep_open(pool);
	struct col col = { .type = TYPE_TEXT, .s = names };
	struct chunk c = { ROWS, 1, &col };
	struct model m;

	(void)state;
	names[0] = (struct str){ NULL, 0 };
	for (uint32_t n = 1; n < NAMES; n++)
		names[n] = arena_fmt(&a, "slot%u@machine", n);
	for (uint32_t r = 0; r < ROWS; r++)
		codes[r] = r % NAMES;
	col.dom = dom_codes(codes, ROWS, NAMES, &a);
	m = model_of(&c, &a);
	while (keep_put(k, &c))
		chunks++;
	assert_in_range(chunks, 10, 30);
	assert_false(keep_put(k, &c));
	assert_false(keep_put(other, &c));
	assert_int_equal(keep_rows_left(other), 0);
	keep_done(k);
	for (; chunks > 0; chunks--) {
		struct arena batch = { 0 };
		struct chunk back;

		assert_int_equal(keep_next(k, &back, &batch), 1);
		assert_holds(&m, &back);
		arena_free(&batch);
	}
	assert_int_equal(keep_rows_left(k), 0);
	keep_close(other);
	keep_close(k);
	keep_pool_close(pool);
	arena_free(&a);
}

struct tasks {
	bool done[100];
	size_t bad, worse;
};

static int
task(void *ctx, size_t i, struct fault *f)
{
	struct tasks *t = ctx;

	t->done[i] = true;
	return i == t->bad || i == t->worse ? fault_data(f, "task %zu", i) :
	    0;
}

static void
the_first_fault_is_told(void **state)
{
	(void)state;
	for (unsigned most = 0; most < 10; most++) {
		for (size_t bad = 0; bad <= 100; bad += 20) {
			struct tasks t = { .bad = bad, .worse = bad + 1 };
			struct fault f = { .text = "" };
			char want[20];

			assert_int_equal(threads_each(100, most, task, &t,
			    &f), bad);
			for (size_t i = 0; i < bad; i++)
				assert_true(t.done[i]);
			snprintf(want, sizeof want, "task %zu", bad);
			if (bad < 100)
				assert_string_equal(f.text, want);
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(kept_chunks_come_back),
		cmocka_unit_test(a_pool_has_an_end),
		cmocka_unit_test(the_first_fault_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
