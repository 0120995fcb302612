#include "interleave.h"

#include <stdlib.h>
#include <string.h>

#include "../rows/arrange.h"
#include "../rows/blend.h"
#include "../rows/heap.h"

enum { PICKED = 1 << 10 }; /* rows that are blended at once */

/* A part, and what it has at hand. */
struct lane {
	struct chunk chunk;
	bool waits;             /* none yet: its rows have at least `word` */
	struct blend_from from; /* of it, made when rows are picked */
	bool is_prepared;
	const uint64_t *words;  /* of the first column's entries */
	uint32_t at;            /* the next row */
	uint64_t word;          /* its */
	struct arena a;         /* what goes with the chunk */
};

struct interleave {
	const struct schema *schema;
	size_t n;
	size_t *columns;
	uint32_t most;
	interleave_fill *fill;
	void *ctx;
	bool is_begun;
	struct lane *lanes;     /* in order of the parts */
	size_t nlanes;
	uint32_t *heap;         /* lanes that are not at their end, the one
	                         * with the least row first */
	size_t nheap;
	struct blend blend;
	bool *is_plain;         /* a bool a column, for the next blend */
	struct blend_row *picked;
	uint32_t npicked;
	struct arena slice;
};

struct interleave *
interleave_open(const struct schema *rows, const size_t *columns, size_t n,
    size_t parts, uint32_t most, interleave_fill *fill, void *ctx)
{
	struct interleave *m = mem_get(sizeof *m);

	*m = (struct interleave){ .schema = rows, .n = n, .most = most,
		.fill = fill, .ctx = ctx, .nlanes = parts };
	m->columns = mem_get(mem_times(n + 1, sizeof *m->columns));
	memcpy(m->columns, columns, n * sizeof *columns);
	m->lanes = mem_get(mem_times(parts + 1, sizeof *m->lanes));
	memset(m->lanes, 0, parts * sizeof *m->lanes);
	m->heap = mem_get(mem_times(parts + 1, sizeof *m->heap));
	m->is_plain = mem_get(rows->n + 1);
	memset(m->is_plain, 0, rows->n);
	m->picked = mem_get(mem_times(PICKED, sizeof *m->picked));
	blend_open(&m->blend, rows);
	return m;
}

void
interleave_from(struct interleave *m, size_t part, int64_t least)
{
	struct lane *l = &m->lanes[part];
	struct dom one = { .kind = DOM_ONE, .n = 1 };
	struct col c = { .type = TYPE_TIME, .dom = &one, .i = &least };

	l->waits = true;
	l->word = *arrange_words(&c, false, &m->slice);
}

void
interleave_close(struct interleave *m)
{
	if (!m)
		return;
	for (size_t i = 0; i < m->nlanes; i++)
		arena_free(&m->lanes[i].a);
	blend_close(&m->blend);
	arena_free(&m->slice);
	free(m->columns);
	free(m->lanes);
	free(m->heap);
	free(m->is_plain);
	free(m->picked);
	free(m);
}

static uint64_t
word_at(const struct interleave *m, const struct lane *l, uint32_t row)
{
	return l->words[dom_entry(l->chunk.cols[m->columns[0]].dom, row)];
}

/* Does a row of lane x come before the next one of lane y?  Of two that may be
 * equal one that still waits: it has to be looked at. */
static bool
comes_first(const struct interleave *m, uint32_t x, uint32_t row, uint32_t y)
{
	const struct lane *l = &m->lanes[x], *r = &m->lanes[y];
	uint64_t word = l->waits ? l->word : word_at(m, l, row);

	if (word != r->word)
		return word < r->word;
	if (l->waits || r->waits)
		return l->waits && (!r->waits || x < y);
	for (size_t k = 0; k < m->n; k++) {
		const struct col *c = &l->chunk.cols[m->columns[k]];
		const struct col *d = &r->chunk.cols[m->columns[k]];
		int is = arrange_cmp(c, dom_entry(c->dom, row), d,
		    dom_entry(d->dom, r->at));

		if (is != 0)
			return is < 0;
	}
	return x < y;
}

/* The same of their next rows. */
static bool
is_next(const void *of, uint32_t x, uint32_t y)
{
	const struct interleave *m = of;

	return comes_first(m, x, m->lanes[x].at, y);
}

static void
sift(struct interleave *m, size_t at)
{
	heap_sift(m->heap, m->nheap, at, is_next, m);
}

/* Numbers that mostly differ are not worth entries, here as in blend.c. */
static void
find_plain(struct interleave *m, const struct chunk *c)
{
	for (size_t i = 0; i < c->n; i++) {
		const struct dom *d = c->cols[i].dom;

		m->is_plain[i] = m->is_plain[i] || d->kind == DOM_ROWS ||
		    d->n > c->rows / 2 + 1;
	}
}

/* The next rows of a lane, whose last ones are no longer needed: 1, 0 at its
 * end, -1. */
static int
fill_lane(struct interleave *m, uint32_t x, struct fault *f)
{
	struct lane *l = &m->lanes[x];
	int got;

	l->waits = false;
	do {
		got = m->fill(m->ctx, x, &l->chunk, f);
	} while (got > 0 && l->chunk.rows == 0);
	arena_reset(&l->a);
	l->at = 0;
	l->is_prepared = false;
	if (got <= 0)
		return got;
	for (size_t k = 0; k < m->n; k++) {
		struct dom *d = l->chunk.cols[m->columns[k]].dom;

		if (d->kind == DOM_RUNS)
			dom_index(d, l->chunk.rows, &l->a);
	}
	l->words = arrange_words(&l->chunk.cols[m->columns[0]], false, &l->a);
	l->word = word_at(m, l, 0);
	find_plain(m, &l->chunk);
	return 1;
}

static int
begin(struct interleave *m, struct fault *f)
{
	m->is_begun = true;
	for (uint32_t x = 0; x < m->nlanes; x++) {
		int got = m->lanes[x].waits ? 1 : fill_lane(m, x, f);

		if (got < 0)
			return -1;
		if (got > 0)
			m->heap[m->nheap++] = x;
	}
	for (size_t i = m->nheap / 2; i-- > 0;)
		sift(m, i);
	return 0;
}

/* The lane that comes first has given all its rows. */
static int
refill(struct interleave *m, struct fault *f)
{
	int got = fill_lane(m, m->heap[0], f);

	if (got < 0)
		return -1;
	if (got == 0)
		m->heap[0] = m->heap[--m->nheap];
	if (m->nheap > 0)
		sift(m, 0);
	return 0;
}

/* How many rows of the first lane come before those of all others: looked for
 * in strides that grow, so that a few cost little and many not much more. */
static uint32_t
run_length(const struct interleave *m)
{
	uint32_t x = m->heap[0], rival, lo, hi, stride = 1;
	const struct lane *l = &m->lanes[x];

	if (m->nheap == 1)
		return l->chunk.rows - l->at;
	rival = m->heap[1];
	if (m->nheap > 2 && is_next(m, m->heap[2], rival))
		rival = m->heap[2];
	lo = l->at;
	while (l->chunk.rows - lo > stride &&
	    comes_first(m, x, lo + stride, rival)) {
		lo += stride;
		stride *= 2;
	}
	hi = l->chunk.rows - lo > stride ? lo + stride : l->chunk.rows;
	for (lo++; lo < hi;) {
		uint32_t mid = lo + (hi - lo) / 2;

		if (comes_first(m, x, mid, rival))
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo - l->at;
}

/* The first lane has given rows; if it has none left it stays where it is. */
static void
advance(struct interleave *m, uint32_t rows)
{
	struct lane *l = &m->lanes[m->heap[0]];

	l->at += rows;
	if (l->at == l->chunk.rows)
		return;
	l->word = word_at(m, l, l->at);
	sift(m, 0);
}

static void
hand_on(struct interleave *m, uint32_t rows, struct chunk *c)
{
	const struct lane *l = &m->lanes[m->heap[0]];

	if (rows == l->chunk.rows)
		*c = l->chunk;
	else
		chunk_slice(c, &l->chunk, l->at, rows, &m->slice);
	advance(m, rows);
}

static void
begin_blend(struct interleave *m)
{
	for (size_t i = 0; i < m->schema->n; i++)
		if (m->is_plain[i])
			blend_plain(&m->blend, i);
	blend_begin(&m->blend, m->most);
}

static void
add_picked(struct interleave *m)
{
	if (m->npicked > 0)
		blend_add(&m->blend, m->picked, m->npicked);
	m->npicked = 0;
}

static void
pick(struct interleave *m, uint32_t rows)
{
	struct lane *l = &m->lanes[m->heap[0]];

	if (!l->is_prepared)
		blend_prepare(&l->from, &l->chunk, &l->a);
	l->is_prepared = true;
	for (uint32_t k = 0; k < rows; k++) {
		m->picked[m->npicked++] = (struct blend_row){ &l->from,
			l->at + k };
		if (m->npicked == PICKED)
			add_picked(m);
	}
	advance(m, rows);
}

int
interleave_next(struct interleave *m, struct chunk *c, struct fault *f)
{
	bool blends = false;
	uint32_t left = m->most;

	arena_reset(&m->slice);
	if (!m->is_begun && begin(m, f) < 0)
		return -1;
	while (m->nheap > 0 && left > 0) {
		const struct lane *l = &m->lanes[m->heap[0]];
		uint32_t rows;

		if (l->waits || l->at == l->chunk.rows) {
			add_picked(m);
			if (refill(m, f) < 0)
				return -1;
			continue;
		}
		rows = run_length(m);
		if (rows > m->most / 4) {
			if (blends)
				break;
			hand_on(m, rows, c);
			return 1;
		}
		if (!blends)
			begin_blend(m);
		blends = true;
		rows = rows < left ? rows : left;
		pick(m, rows);
		left -= rows;
	}
	if (!blends)
		return 0;
	add_picked(m);
	blend_finish(&m->blend, c);
	return 1;
}
