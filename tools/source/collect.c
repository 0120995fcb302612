#include "collect.h"

void
collect_open(struct collect *c, const struct request *r, size_t budget)
{
	bool down = false;

	*c = (struct collect){ .time = (size_t)r->time, .latest = INT64_MIN,
		.sorter = sorter_open(r->schema, &(size_t){ (size_t)r->time },
		    &down, 1, budget) };
}

void
collect_close(struct collect *c)
{
	sorter_close(c->sorter);
	*c = (struct collect){ 0 };
}

static int64_t
time_of(const struct col *c, uint32_t entry)
{
	return c->null && c->null[entry] ? INT64_MIN : c->i[entry];
}

static void
count_late(struct collect *c, const struct chunk *chunk)
{
	const struct col *col = &chunk->cols[c->time];
	struct arena scratch = { 0 };
	struct dom own = *col->dom; /* its index is of no use later */
	const uint32_t *index = dom_index(&own, chunk->rows, &scratch);

	for (uint32_t r = 0; r < chunk->rows; r++) {
		int64_t t = time_of(col, index[r]);

		if (t < c->latest)
			c->late++;
		else
			c->latest = t;
	}
	arena_free(&scratch);
}

int
collect_add(struct collect *c, const struct chunk *chunk, struct fault *f)
{
	count_late(c, chunk);
	return sorter_put(c->sorter, chunk, f);
}

static bool
is_inside(const struct col *c, uint32_t entry, int64_t from, int64_t to)
{
	return !(c->null && c->null[entry]) && c->i[entry] >= from &&
	    c->i[entry] <= to;
}

void
cut_times(struct chunk *c, size_t time, int64_t from, int64_t to,
    struct arena *a)
{
	const struct col *col = &c->cols[time];
	const uint32_t *index;
	uint32_t *at, n = 0;
	struct chunk out;
	bool all = true;

	for (uint32_t e = 0; e < col->dom->n && all; e++)
		all = is_inside(col, e, from, to);
	if (all)
		return;
	index = dom_index(col->dom, c->rows, a);
	at = NEW(a, uint32_t, c->rows);
	for (uint32_t r = 0; r < c->rows; r++)
		if (is_inside(col, index[r], from, to))
			at[n++] = r;
	if (n == c->rows)
		return;
	if (n == 0) {
		c->rows = 0;
		return;
	}
	if (at[n - 1] - at[0] + 1 == n)
		chunk_slice(&out, c, at[0], n, a);
	else
		chunk_gather(&out, c, at, n, a);
	*c = out;
}

bool
greatest_time(const struct chunk *c, size_t time, int64_t *us)
{
	const struct col *col = &c->cols[time];
	const uint32_t *index;
	struct arena scratch = { 0 };
	bool known = false;

	index = col->dom->kind == DOM_CODES ?
	    dom_index(col->dom, c->rows, &scratch) : NULL;
	for (uint32_t r = 0; r < (index ? c->rows : col->dom->n); r++) {
		uint32_t e = index ? index[r] : r;

		if (col->null && col->null[e])
			continue;
		if (!known || col->i[e] > *us)
			*us = col->i[e];
		known = true;
	}
	arena_free(&scratch);
	return known;
}
