#include "batches.h"

#include <stdlib.h>

#include "../expr/check.h"
#include "../rows/hold.h"

struct batches {
	size_t nends, ends_cap;
	const struct node **ends;  /* malloc'ed */
	bool holds_all;
	struct chunk *parts;       /* rows that wait, in `held` */
	size_t nparts, parts_cap;
	struct value *last;        /* the ends' values in the last row held */
	struct arena held, scratch, lasts;
};

struct batches *
batches_open(void)
{
	struct batches *b = mem_get(sizeof *b);

	*b = (struct batches){ 0 };
	return b;
}

void
batches_close(struct batches *b)
{
	if (!b)
		return;
	free(b->ends);
	free(b->parts);
	arena_free(&b->held);
	arena_free(&b->scratch);
	arena_free(&b->lasts);
	free(b);
}

void
batches_end_with(struct batches *b, const struct node *n)
{
	mem_grow(&b->ends, &b->ends_cap, b->nends + 1, sizeof *b->ends);
	b->ends[b->nends++] = n;
}

void
batches_hold_all(struct batches *b)
{
	b->holds_all = true;
}

void
batches_columns(const struct batches *b, bool *used)
{
	for (size_t i = 0; i < b->nends; i++)
		expr_columns(b->ends[i], used);
}

static void
hold(struct batches *b, const struct chunk *c, uint32_t from, uint32_t n)
{
	struct chunk part;

	if (n == 0)
		return;
	chunk_slice(&part, c, from, n, &b->scratch);
	mem_grow(&b->parts, &b->parts_cap, b->nparts + 1, sizeof *b->parts);
	chunk_hold(&b->parts[b->nparts++], &part, &b->held);
}

static int
work_held(struct batches *b, batch_work *work, void *ctx, struct fault *f)
{
	struct chunk all;
	int done;

	if (b->nparts == 0)
		return 0;
	if (b->nparts == 1)
		all = b->parts[0];
	else
		chunk_concat(&all, b->parts, b->nparts, &b->scratch);
	done = work(ctx, &all, f);
	b->nparts = 0;
	arena_reset(&b->held);
	return done;
}

/* The ends' values over a chunk. */
static int
end_values(struct batches *b, const struct chunk *c, struct col *values,
    struct fault *f)
{
	struct run r = { .rows = c, .a = &b->scratch, .f = f };

	for (size_t i = 0; i < b->nends; i++)
		if (expr_eval(&r, b->ends[i], &values[i]) < 0)
			return -1;
	return 0;
}

static bool
same_values(const struct col *c, uint32_t rows, uint32_t r1, uint32_t r2,
    struct arena *a)
{
	const uint32_t *index = dom_index(c->dom, rows, a);
	struct value v, w;

	if (index[r1] == index[r2])
		return true;
	col_value(c, index[r1], &v);
	col_value(c, index[r2], &w);
	return value_cmp(&v, &w) == 0;
}

/* Do all values change before this row? */
static bool
is_boundary(struct batches *b, const struct col *values, uint32_t rows,
    uint32_t row)
{
	for (size_t i = 0; i < b->nends; i++) {
		struct value v;

		if (row > 0) {
			if (same_values(&values[i], rows, row - 1, row,
			    &b->scratch))
				return false;
			continue;
		}
		col_value(&values[i], dom_index(values[i].dom, rows,
		    &b->scratch)[0], &v);
		if (value_cmp(&v, &b->last[i]) == 0)
			return false;
	}
	return true;
}

static void
remember_last(struct batches *b, const struct col *values, uint32_t rows)
{
	arena_reset(&b->lasts);
	b->last = NEW(&b->lasts, struct value, b->nends);
	for (size_t i = 0; i < b->nends; i++) {
		col_value(&values[i], dom_index(values[i].dom, rows,
		    &b->scratch)[rows - 1], &b->last[i]);
		if (type_is_text(b->last[i].type) && !b->last[i].is_null)
			b->last[i].s = arena_str(&b->lasts, b->last[i].s);
	}
}

int
batches_put(struct batches *b, const struct chunk *c, batch_work *work,
    void *ctx, struct fault *f)
{
	struct col *values;
	uint32_t first = 0, last = c->rows;
	struct chunk part;
	int done = 0;

	arena_reset(&b->scratch);
	if (c->rows == 0)
		return 0;
	if (b->holds_all) {
		hold(b, c, 0, c->rows);
		return 0;
	}
	if (b->nends == 0)
		return work(ctx, c, f);
	values = NEW(&b->scratch, struct col, b->nends);
	if (end_values(b, c, values, f) < 0)
		return -1;
	/* The rows held end at the first boundary, new ones are held from
	 * the last one on; what lies between is whole. */
	if (b->nparts > 0)
		while (first < c->rows && !is_boundary(b, values, c->rows,
		    first))
			first++;
	do
		last--;
	while (last > first && !is_boundary(b, values, c->rows, last));
	remember_last(b, values, c->rows);
	if (first == c->rows) {
		hold(b, c, 0, c->rows);
		return 0;
	}
	if (b->nparts > 0) {
		hold(b, c, 0, first);
		done = work_held(b, work, ctx, f);
	}
	if (done == 0 && last > first) {
		chunk_slice(&part, c, first, last - first, &b->scratch);
		done = work(ctx, &part, f);
	}
	if (done == 0)
		hold(b, c, last, c->rows - last);
	return done;
}

int
batches_finish(struct batches *b, batch_work *work, void *ctx,
    struct fault *f)
{
	arena_reset(&b->scratch);
	return work_held(b, work, ctx, f);
}
