#define _GNU_SOURCE /* qsort_r */
#include "sort.h"

#include <stdlib.h>
#include <string.h>

#include "intern.h"

struct sorter {
	size_t n;
	size_t *columns;
	bool *descending;
	struct arena held, batch;
	struct chunk *parts;
	size_t nparts, cap;
	uint64_t rows;
	bool is_sorted;
	struct chunk all;
	uint32_t *order;
	uint32_t at;
};

struct sorter *
sorter_open(const size_t *columns, const bool *descending, size_t n)
{
	struct sorter *s = mem_get(sizeof *s);

	*s = (struct sorter){ .n = n };
	s->columns = mem_get(mem_times(n, sizeof *columns));
	s->descending = mem_get(mem_times(n, sizeof *descending));
	memcpy(s->columns, columns, n * sizeof *columns);
	memcpy(s->descending, descending, n * sizeof *descending);
	return s;
}

void
sorter_close(struct sorter *s)
{
	if (!s)
		return;
	free(s->columns);
	free(s->descending);
	free(s->parts);
	free(s->order);
	arena_free(&s->held);
	arena_free(&s->batch);
	free(s);
}

void
sorter_put(struct sorter *s, const struct chunk *c)
{
	if (c->rows == 0)
		return;
	mem_grow(&s->parts, &s->cap, s->nparts + 1, sizeof *s->parts);
	chunk_concat(&s->parts[s->nparts++], c, 1, &s->held);
	s->rows += c->rows;
}

static int
by_value(const void *x, const void *y, void *of)
{
	struct value v, w;

	intern_get(of, *(const uint32_t *)x, &v);
	intern_get(of, *(const uint32_t *)y, &w);
	return value_cmp(&v, &w);
}

/* The rank of each row's value in a column: ranks compare as values do. */
static uint32_t *
rank_rows(const struct chunk *c, size_t column, bool descending,
    struct arena *a)
{
	const struct col *col = &c->cols[column];
	const uint32_t *index = dom_index(col->dom, c->rows, a);
	uint32_t *ids = mem_get(mem_times(col->dom->n, sizeof *ids));
	uint32_t *ranks = mem_get(mem_times(c->rows, sizeof *ranks));
	uint32_t *sorted, *rank;
	struct intern t;

	intern_open(&t, col->type);
	intern_column(&t, col, ids);
	sorted = mem_get(mem_times(t.n, sizeof *sorted));
	rank = mem_get(mem_times(t.n, sizeof *rank));
	for (uint32_t i = 0; i < t.n; i++)
		sorted[i] = i;
	qsort_r(sorted, t.n, sizeof *sorted, by_value, &t);
	for (uint32_t i = 0; i < t.n; i++)
		rank[sorted[i]] = descending ? t.n - i : i;
	for (uint32_t r = 0; r < c->rows; r++)
		ranks[r] = rank[ids[index[r]]];
	intern_close(&t);
	free(ids);
	free(sorted);
	free(rank);
	return ranks;
}

struct ranked {
	size_t n;
	uint32_t **ranks;
};

static int
by_ranks(const void *x, const void *y, void *of)
{
	const struct ranked *k = of;
	uint32_t p = *(const uint32_t *)x, q = *(const uint32_t *)y;

	for (size_t i = 0; i < k->n; i++)
		if (k->ranks[i][p] != k->ranks[i][q])
			return k->ranks[i][p] < k->ranks[i][q] ? -1 : 1;
	return p < q ? -1 : p > q; /* stable */
}

static int
sort_rows(struct sorter *s, struct fault *f)
{
	struct ranked k = { .n = s->n };

	s->is_sorted = true;
	if (s->rows > UINT32_MAX - 1)
		return fault_data(f, "more rows than can be sorted at once");
	if (s->nparts == 0)
		return 0;
	chunk_concat(&s->all, s->parts, s->nparts, &s->held);
	k.ranks = mem_get(mem_times(s->n, sizeof *k.ranks));
	for (size_t i = 0; i < s->n; i++)
		k.ranks[i] = rank_rows(&s->all, s->columns[i],
		    s->descending[i], &s->held);
	s->order = mem_get(mem_times(s->all.rows, sizeof *s->order));
	for (uint32_t r = 0; r < s->all.rows; r++)
		s->order[r] = r;
	qsort_r(s->order, s->all.rows, sizeof *s->order, by_ranks, &k);
	for (size_t i = 0; i < s->n; i++)
		free(k.ranks[i]);
	free(k.ranks);
	return 0;
}

int
sorter_next(struct sorter *s, uint32_t most, struct chunk *c,
    struct fault *f)
{
	uint32_t n;

	if (!s->is_sorted && sort_rows(s, f) < 0)
		return -1;
	if (s->at == s->all.rows)
		return 0;
	n = s->all.rows - s->at < most ? s->all.rows - s->at : most;
	arena_reset(&s->batch);
	chunk_gather(c, &s->all, s->order + s->at, n, &s->batch);
	s->at += n;
	return 1;
}
