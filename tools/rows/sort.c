#include "sort.h"

#include <stdlib.h>
#include <string.h>

#include "arrange.h"
#include "blend.h"
#include "heap.h"
#include "hold.h"
#include "spill.h"

enum {
	LEAST_BUDGET = 1 << 20,
	PART_ROWS = 1 << 13,   /* smaller chunks are put together */
	MOST_RUNS = 64,        /* merged at once */
	RUN_ROOM = 96 << 10,   /* bytes that reading a run takes */
	PICKED = 1 << 10       /* rows that are blended at once */
};

/* Rows in order that take part in a merge: held ones, or a run's. */
struct lane {
	struct blend_from from;
	const uint32_t *order; /* NULL: as they are */
	const uint64_t *words; /* of the first column's entries */
	uint32_t at, row;      /* the next one */
	uint64_t word;         /* its */
	struct spill *run;     /* NULL: held */
	struct arena a;        /* of a run: what its chunk needs */
};

/* Runs in order of input; as many of a level as can be merged at once become
 * one of the next. */
struct run {
	struct spill *spill;
	unsigned level;
};

struct sorter {
	const struct schema *schema;
	size_t n;
	size_t *columns;
	bool *descending;
	size_t budget;
	size_t run_room;       /* what reading a run takes */
	size_t most_runs;      /* that are merged at once */
	struct blend blend;
	struct arena fresh;    /* small chunks that will be one */
	struct chunk *small;
	size_t nsmall, small_cap;
	uint32_t small_rows;
	struct arena held;     /* parts */
	struct lane *parts;
	size_t nparts, parts_cap;
	uint64_t held_rows;
	struct run *runs;
	size_t nruns, runs_cap;
	uint32_t run_rows;     /* of a chunk of a run */
	bool is_sorted;
	struct lane *lanes;    /* of the merge that is going on */
	size_t nlanes;
	uint32_t *heap;        /* lanes with rows left, the least one first */
	size_t nheap;
	struct blend_row *picked;
};

struct sorter *
sorter_open(const struct schema *rows, const size_t *columns,
    const bool *descending, size_t n, size_t budget)
{
	struct sorter *s = mem_get(sizeof *s);

	*s = (struct sorter){ .schema = rows, .n = n, .budget = budget };
	if (budget > 0 && budget < LEAST_BUDGET)
		s->budget = LEAST_BUDGET;
	s->run_room = RUN_ROOM;
	s->columns = mem_get(mem_times(n, sizeof *columns));
	s->descending = mem_get(mem_times(n, sizeof *descending));
	for (size_t k = 0; k < n; k++) {
		s->columns[k] = columns[k];
		s->descending[k] = descending[k];
	}
	s->picked = mem_get(mem_times(PICKED, sizeof *s->picked));
	blend_open(&s->blend, rows);
	return s;
}

/* The merge is over; what it read stays where it is. */
static void
end_merge(struct sorter *s)
{
	for (size_t i = 0; i < s->nlanes; i++)
		arena_free(&s->lanes[i].a);
	free(s->lanes);
	free(s->heap);
	s->lanes = NULL;
	s->heap = NULL;
	s->nlanes = s->nheap = 0;
}

static void
drop_held(struct sorter *s)
{
	arena_free(&s->held);
	free(s->parts);
	s->parts = NULL;
	s->nparts = s->parts_cap = 0;
	s->held_rows = 0;
}

void
sorter_close(struct sorter *s)
{
	if (!s)
		return;
	end_merge(s);
	drop_held(s);
	for (size_t i = 0; i < s->nruns; i++)
		spill_close(s->runs[i].spill);
	free(s->runs);
	free(s->small);
	arena_free(&s->fresh);
	blend_close(&s->blend);
	free(s->picked);
	free(s->columns);
	free(s->descending);
	free(s);
}

/* Prepares a lane whose chunk lasts as long as `a`. */
static void
fill_lane(struct sorter *s, struct lane *l, const struct chunk *c,
    struct arena *a)
{
	blend_prepare(&l->from, c, a);
	l->words = s->n > 0 ? arrange_words(&c->cols[s->columns[0]],
	    s->descending[0], a) : NULL;
	l->at = 0;
}

static void
see_row(struct sorter *s, struct lane *l)
{
	l->row = l->order ? l->order[l->at] : l->at;
	l->word = s->n > 0 ? l->words[dom_entry(
	    l->from.chunk.cols[s->columns[0]].dom, l->row)] : 0;
}

/* Are two rows of a chunk the same to the sorting, as one sees without
 * comparing? */
static bool
has_same_entries(const struct sorter *s, const struct lane *l, uint32_t r1,
    uint32_t r2)
{
	for (size_t k = 0; k < s->n; k++) {
		const struct dom *d = l->from.chunk.cols[s->columns[k]].dom;

		if (dom_entry(d, r1) != dom_entry(d, r2))
			return false;
	}
	return true;
}

/* Does lane x come before lane y?  Lanes are in order of input. */
static bool
comes_first(const void *of, uint32_t x, uint32_t y)
{
	const struct sorter *s = of;
	const struct lane *l = &s->lanes[x], *m = &s->lanes[y];

	if (l->word != m->word)
		return l->word < m->word;
	for (size_t k = 0; k < s->n; k++) {
		const struct col *c = &l->from.chunk.cols[s->columns[k]];
		const struct col *d = &m->from.chunk.cols[s->columns[k]];
		int r = arrange_cmp(c, dom_entry(c->dom, l->row), d,
		    dom_entry(d->dom, m->row));

		if (r != 0)
			return s->descending[k] ? r > 0 : r < 0;
	}
	return x < y;
}

static void
sift(struct sorter *s, size_t at)
{
	heap_sift(s->heap, s->nheap, at, comes_first, s);
}

/* The next chunk of a run: 1, 0 at its end, -1. */
static int
read_run(struct sorter *s, struct lane *l, struct fault *f)
{
	struct chunk c;
	int got = spill_next(l->run, &c, f);

	arena_reset(&l->a);
	if (got <= 0)
		return got;
	fill_lane(s, l, &c, &l->a);
	see_row(s, l);
	return 1;
}

/* Begins to merge some runs and, behind them, what is held. */
static int
begin_merge(struct sorter *s, const struct run *runs, size_t nruns,
    bool with_held, struct fault *f)
{
	size_t n = nruns + (with_held ? s->nparts : 0);

	s->lanes = mem_get(mem_times(n, sizeof *s->lanes));
	s->heap = mem_get(mem_times(n, sizeof *s->heap));
	s->nlanes = n;
	memset(s->lanes, 0, n * sizeof *s->lanes);
	for (size_t i = 0; i < n; i++) {
		struct lane *l = &s->lanes[i];
		int got = 1;

		if (i < nruns) {
			l->run = runs[i].spill;
			got = read_run(s, l, f);
		} else {
			*l = s->parts[i - nruns];
			see_row(s, l);
		}
		if (got < 0)
			return -1;
		if (got > 0)
			s->heap[s->nheap++] = (uint32_t)i;
	}
	for (size_t i = s->nheap / 2; i-- > 0;)
		sift(s, i);
	return 0;
}

/* Goes on to the next row of the lane that comes first.  1; 0: it has to read
 * on for that, nothing has changed. */
static int
step_lane(struct sorter *s, struct lane *l)
{
	uint32_t row = l->row;

	if (l->at + 1 == l->from.chunk.rows)
		return 0;
	l->at++;
	l->row = l->order ? l->order[l->at] : l->at;
	if (has_same_entries(s, l, row, l->row))
		return 1;
	see_row(s, l);
	sift(s, 0);
	return 1;
}

/* The lane that comes first has no row left of this chunk. */
static int
refill_lane(struct sorter *s, struct lane *l, struct fault *f)
{
	int got = l->run ? read_run(s, l, f) : 0;

	if (got < 0)
		return -1;
	if (got == 0)
		s->heap[0] = s->heap[--s->nheap];
	if (s->nheap > 0)
		sift(s, 0);
	return 0;
}

static int
merge_next(struct sorter *s, uint32_t most, struct chunk *c, struct fault *f)
{
	uint32_t n = 0;

	if (s->nheap == 0)
		return 0;
	blend_begin(&s->blend, most);
	while (s->nheap > 0 && s->blend.rows + n < most) {
		struct lane *l = &s->lanes[s->heap[0]];
		int stepped;

		s->picked[n++] = (struct blend_row){ &l->from, l->row };
		stepped = step_lane(s, l);
		if (stepped > 0 && n < PICKED)
			continue;
		blend_add(&s->blend, s->picked, n);
		n = 0;
		if (stepped == 0 && refill_lane(s, l, f) < 0)
			return -1;
	}
	if (n > 0)
		blend_add(&s->blend, s->picked, n);
	blend_finish(&s->blend, c);
	return 1;
}

/* A run of what a merge brings. */
static struct spill *
write_run(struct sorter *s, struct fault *f)
{
	struct spill *spill = spill_open(s->schema, s->run_rows, f);
	struct chunk c;
	int got = 0;

	if (!spill)
		return NULL;
	while ((got = merge_next(s, s->run_rows, &c, f)) > 0)
		if (spill_put(spill, &c, f) < 0) {
			got = -1;
			break;
		}
	if (got < 0 || spill_done(spill, f) < 0) {
		spill_close(spill);
		return NULL;
	}
	return spill;
}

/* The last `n` runs become one. */
static int
join_runs(struct sorter *s, size_t n, struct fault *f)
{
	struct run *runs = s->runs + s->nruns - n;
	struct spill *joined = NULL;

	if (begin_merge(s, runs, n, false, f) == 0)
		joined = write_run(s, f);
	end_merge(s);
	if (!joined)
		return -1;
	for (size_t i = 0; i < n; i++)
		spill_close(runs[i].spill);
	runs[0] = (struct run){ joined, runs[0].level + 1 };
	s->nruns -= n - 1;
	return 0;
}

/* How the rows that are held will be read again. */
static void
find_room(struct sorter *s)
{
	size_t each = arena_bytes(&s->held) / s->held_rows, room;

	s->run_rows = spill_chunk_rows(RUN_ROOM, each, s->schema->n);
	room = spill_room(s->run_rows, each, s->schema->n);
	s->run_room = room > s->run_room ? room : s->run_room;
	s->most_runs = s->budget / 2 / s->run_room;
	if (s->most_runs > MOST_RUNS)
		s->most_runs = MOST_RUNS;
	if (s->most_runs < 2)
		s->most_runs = 2;
}

/* What is held becomes a run. */
static int
spill_held(struct sorter *s, struct fault *f)
{
	struct spill *spill = NULL;
	size_t same = 0;

	find_room(s);
	if (begin_merge(s, NULL, 0, true, f) == 0)
		spill = write_run(s, f);
	end_merge(s);
	if (!spill)
		return -1;
	drop_held(s);
	mem_grow(&s->runs, &s->runs_cap, s->nruns + 1, sizeof *s->runs);
	s->runs[s->nruns++] = (struct run){ spill, 0 };
	for (;;) {
		while (same < s->nruns && s->runs[s->nruns - 1 - same].level ==
		    s->runs[s->nruns - 1].level)
			same++;
		if (same < s->most_runs)
			return 0;
		if (join_runs(s, same, f) < 0)
			return -1;
		same = 0;
	}
}

/* Holds a part: sorted by itself. */
static int
hold_part(struct sorter *s, const struct chunk *c, struct fault *f)
{
	struct lane *l;
	struct chunk own;

	mem_grow(&s->parts, &s->parts_cap, s->nparts + 1, sizeof *s->parts);
	l = &s->parts[s->nparts++];
	*l = (struct lane){ 0 };
	chunk_hold(&own, c, &s->held);
	for (size_t i = 0; i < own.n; i++)
		if (own.cols[i].dom->kind == DOM_ROWS)
			blend_plain(&s->blend, i);
	l->order = arrange_rows(&own, s->columns, s->descending, s->n,
	    &s->held);
	fill_lane(s, l, &own, &s->held);
	s->held_rows += own.rows;
	if (s->budget > 0 && arena_bytes(&s->held) > s->budget)
		return spill_held(s, f);
	return 0;
}

static int
hold_small(struct sorter *s, struct fault *f)
{
	struct chunk c;
	int done;

	if (s->nsmall == 0)
		return 0;
	chunk_concat(&c, s->small, s->nsmall, &s->fresh);
	done = hold_part(s, &c, f);
	s->nsmall = 0;
	s->small_rows = 0;
	arena_reset(&s->fresh);
	return done;
}

int
sorter_put(struct sorter *s, const struct chunk *c, struct fault *f)
{
	if (c->rows == 0)
		return 0;
	if (c->rows >= PART_ROWS)
		return hold_small(s, f) < 0 ? -1 : hold_part(s, c, f);
	mem_grow(&s->small, &s->small_cap, s->nsmall + 1, sizeof *s->small);
	chunk_hold(&s->small[s->nsmall++], c, &s->fresh);
	s->small_rows += c->rows;
	if (s->small_rows < PART_ROWS && (s->budget == 0 ||
	    arena_bytes(&s->fresh) < s->budget / 4))
		return 0;
	return hold_small(s, f);
}

/* All is put. */
static int
sort_all(struct sorter *s, struct fault *f)
{
	s->is_sorted = true;
	if (hold_small(s, f) < 0)
		return -1;
	arena_free(&s->fresh);
	if (s->nruns > 0 && s->nparts > 0 && arena_bytes(&s->held) +
	    s->nruns * s->run_room > s->budget && spill_held(s, f) < 0)
		return -1;
	while (s->nruns > s->most_runs) {
		size_t more = s->nruns - s->most_runs + 1;

		if (join_runs(s, more < s->most_runs ? more : s->most_runs,
		    f) < 0)
			return -1;
	}
	return begin_merge(s, s->runs, s->nruns, true, f);
}

int
sorter_next(struct sorter *s, uint32_t most, struct chunk *c,
    struct fault *f)
{
	if (!s->is_sorted && sort_all(s, f) < 0)
		return -1;
	return merge_next(s, most, c, f);
}
