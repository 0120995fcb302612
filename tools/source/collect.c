#include "collect.h"

#include <stdlib.h>

int
collect_add(struct collect *c, const struct chunk *chunk, struct fault *f)
{
	if (chunk->rows == 0)
		return 0;
	c->rows += chunk->rows;
	if (c->rows > UINT32_MAX - 1)
		return fault_data(f, "too many rows to sort in memory");
	mem_grow(&c->parts, &c->cap, c->n + 1, sizeof *c->parts);
	chunk_concat(&c->parts[c->n++], chunk, 1, &c->arena);
	return 0;
}

static int64_t
time_of(const struct col *c, uint32_t entry)
{
	return c->null && c->null[entry] ? INT64_MIN : c->i[entry];
}

/* Stable merge of two neighbouring stretches of `at`. */
static void
merge_stretches(uint32_t *to, const uint32_t *at, size_t from, size_t middle,
    size_t end, const int64_t *times)
{
	size_t i = from, k = middle;

	for (size_t n = from; n < end; n++)
		if (k == end || (i < middle && times[at[i]] <= times[at[k]]))
			to[n] = at[i++];
		else
			to[n] = at[k++];
}

/* Natural merge sort: rows that nearly ascend cost little. */
static uint32_t *
sorted_rows(const int64_t *times, uint32_t rows, struct arena *a)
{
	uint32_t *at = NEW(a, uint32_t, rows), *to = NEW(a, uint32_t, rows);
	size_t runs;

	for (uint32_t r = 0; r < rows; r++)
		at[r] = r;
	do {
		size_t from = 0;

		runs = 0;
		while (from < rows) {
			size_t middle = from + 1, end;

			while (middle < rows && times[at[middle - 1]] <=
			    times[at[middle]])
				middle++;
			end = middle < rows ? middle + 1 : middle;
			while (end < rows && times[at[end - 1]] <=
			    times[at[end]])
				end++;
			merge_stretches(to, at, from, middle, end, times);
			from = end;
			runs++;
		}
		uint32_t *swap = at;

		at = to;
		to = swap;
	} while (runs > 1);
	return at;
}

void
collect_sort(struct collect *c, size_t time)
{
	const struct col *col;
	const uint32_t *index;
	int64_t *times, latest = INT64_MIN;

	c->next = 0;
	if (c->n == 0)
		return;
	chunk_concat(&c->all, c->parts, c->n, &c->arena);
	col = &c->all.cols[time];
	index = dom_index(col->dom, c->all.rows, &c->arena);
	times = NEW(&c->arena, int64_t, c->all.rows);
	for (uint32_t r = 0; r < c->all.rows; r++) {
		times[r] = time_of(col, index[r]);
		if (times[r] < latest)
			c->late++;
		else
			latest = times[r];
	}
	c->at = sorted_rows(times, c->all.rows, &c->arena);
}

int
collect_next(struct collect *c, struct chunk *out, uint32_t most,
    struct arena *a)
{
	uint32_t n = c->all.rows - c->next;

	if (n == 0)
		return 0;
	if (n > most)
		n = most;
	chunk_gather(out, &c->all, c->at + c->next, n, a);
	c->next += n;
	return 1;
}

void
collect_free(struct collect *c)
{
	free(c->parts);
	arena_free(&c->arena);
	*c = (struct collect){ 0 };
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
