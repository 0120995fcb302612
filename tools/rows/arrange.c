#define _GNU_SOURCE /* qsort_r */
#include "arrange.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A row with the first word of its keys. */
struct keyed {
	uint64_t word;
	uint32_t row;
};

/* The keys of all rows, packed into as few words as they fit in. */
struct keys {
	size_t n;         /* words a row */
	uint64_t **words; /* words[k][row] */
	uint64_t room;    /* how often the last word's span may still grow */
};

enum { SHORT = 12 };      /* stretches shorter than this are inserted */

int
arrange_cmp(const struct col *c1, uint32_t e1, const struct col *c2,
    uint32_t e2)
{
	struct value v1, v2;

	col_value(c1, e1, &v1);
	col_value(c2, e2, &v2);
	return value_cmp(&v1, &v2);
}

static uint64_t
word_of_real(double d)
{
	uint64_t bits;

	d = isnan(d) ? (double)NAN : d == 0 ? 0 : d;
	memcpy(&bits, &d, sizeof bits);
	if (isnan(d))
		return UINT64_MAX - 1;
	return bits >> 63 ? ~bits : bits | UINT64_C(1) << 63;
}

static uint64_t
word_of_text(struct str s)
{
	uint64_t w = 0;

	for (size_t i = 0; i < 8; i++)
		w = w << 8 | (i < s.n ? (unsigned char)s.p[i] : 0);
	return w;
}

/* Ascends as the values do; NULL has the least, which others may have too. */
static uint64_t
word_of(const struct col *c, uint32_t e)
{
	if (col_is_null(c, e))
		return 0;
	if (c->type == TYPE_BOOL)
		return c->b[e];
	if (type_is_text(c->type))
		return word_of_text(c->s[e]);
	if (type_is_real(c->type))
		return word_of_real(c->d[e]);
	return (uint64_t)c->i[e] ^ UINT64_C(1) << 63;
}

uint64_t *
arrange_words(const struct col *c, bool descending, struct arena *a)
{
	uint64_t *w = NEW(a, uint64_t, c->dom->n);

	for (uint32_t e = 0; e < c->dom->n; e++) {
		w[e] = word_of(c, e);
		if (descending)
			w[e] = ~w[e];
	}
	return w;
}

static int
by_value(const void *x, const void *y, void *of)
{
	return arrange_cmp(of, *(const uint32_t *)x, of,
	    *(const uint32_t *)y);
}

/* A key an entry from its rank among all; their span. */
static uint64_t
rank_entries(struct col *c, uint64_t *keys, struct arena *a)
{
	uint32_t n = c->dom->n, *sorted = NEW(a, uint32_t, n);
	uint64_t rank = 0;

	for (uint32_t e = 0; e < n; e++)
		sorted[e] = e;
	qsort_r(sorted, n, sizeof *sorted, by_value, c);
	for (uint32_t k = 0; k < n; k++) {
		if (k > 0 && arrange_cmp(c, sorted[k - 1], c, sorted[k]) != 0)
			rank++;
		keys[sorted[k]] = rank;
	}
	return rank + 1;
}

/* A key an entry and their span: keys are less than it. */
static uint64_t
key_entries(struct col *c, uint64_t *keys, struct arena *a)
{
	uint64_t least = UINT64_MAX, greatest = 0;

	if (type_is_text(c->type))
		return rank_entries(c, keys, a);
	for (uint32_t e = 0; e < c->dom->n; e++) {
		if (col_is_null(c, e))
			continue;
		keys[e] = word_of(c, e);
		least = keys[e] < least ? keys[e] : least;
		greatest = keys[e] > greatest ? keys[e] : greatest;
	}
	if (least > greatest)
		least = greatest = 0;
	if (greatest - least >= UINT64_MAX - 1)
		return rank_entries(c, keys, a);
	for (uint32_t e = 0; e < c->dom->n; e++)
		keys[e] = col_is_null(c, e) ? 0 : keys[e] - least + 1;
	return greatest - least + 2;
}

/* One more column, behind those that are there. */
static void
add_key(struct keys *k, const struct chunk *c, size_t column, bool descending,
    struct arena *a)
{
	struct col col = c->cols[column];
	struct dom own = *col.dom; /* its index lives in `a` only */
	uint64_t *keys = NEW(a, uint64_t, own.n), span, *word;
	const uint32_t *index = dom_index(&own, c->rows, a);

	span = key_entries(&col, keys, a);
	for (uint32_t e = 0; descending && e < own.n; e++)
		keys[e] = span - 1 - keys[e];
	if (k->n == 0 || k->room < span) {
		k->words[k->n++] = NEW0(a, uint64_t, c->rows);
		k->room = UINT64_MAX;
	}
	k->room /= span;
	word = k->words[k->n - 1];
	for (uint32_t r = 0; r < c->rows; r++)
		word[r] = word[r] * span + keys[index[r]];
}

/* Does row y come before row x, which is in front of it? */
static bool
is_before(const struct keys *k, const struct keyed *y, const struct keyed *x)
{
	if (y->word != x->word)
		return y->word < x->word;
	for (size_t i = 1; i < k->n; i++)
		if (k->words[i][y->row] != k->words[i][x->row])
			return k->words[i][y->row] < k->words[i][x->row];
	return false;
}

/* Where the stretch that begins at `from` ends: one that ascends by itself,
 * or a short one that is made to. */
static uint32_t
find_stretch(const struct keys *k, struct keyed *x, uint32_t from,
    uint32_t rows)
{
	uint32_t end = from + 1;

	while (end < rows && !is_before(k, &x[end], &x[end - 1]))
		end++;
	for (; end < rows && end - from < SHORT; end++) {
		struct keyed moved = x[end];
		uint32_t at = end;

		for (; at > from && is_before(k, &moved, &x[at - 1]); at--)
			x[at] = x[at - 1];
		x[at] = moved;
	}
	return end;
}

static void
merge_stretches(const struct keys *k, struct keyed *to, const struct keyed *x,
    uint32_t from, uint32_t middle, uint32_t end)
{
	uint32_t i = from, j = middle;

	for (uint32_t n = from; n < end; n++)
		to[n] = j == end || (i < middle && !is_before(k, &x[j],
		    &x[i])) ? x[i++] : x[j++];
}

/* Natural merge sort: rows that nearly ascend cost little. */
static struct keyed *
sort_keyed(const struct keys *k, struct keyed *x, uint32_t rows,
    struct arena *a)
{
	struct keyed *to = NEW(a, struct keyed, rows), *swap;
	uint32_t *ends = NEW(a, uint32_t, rows), n = 0;

	for (uint32_t at = 0; at < rows; at = ends[n++])
		ends[n] = find_stretch(k, x, at, rows);
	while (n > 1) {
		uint32_t left = 0, from = 0;

		for (uint32_t i = 0; i < n; i += 2) {
			uint32_t end = ends[i + 1 < n ? i + 1 : i];

			merge_stretches(k, to, x, from, ends[i], end);
			ends[left++] = from = end;
		}
		n = left;
		swap = x;
		x = to;
		to = swap;
	}
	return x;
}

uint32_t *
arrange_rows(const struct chunk *c, const size_t *columns,
    const bool *descending, size_t n, struct arena *a)
{
	struct arena scratch = { 0 };
	struct keys k = { .words = NEW(&scratch, uint64_t *, n + 1) };
	struct keyed *x = NEW(&scratch, struct keyed, c->rows);
	uint32_t *order = NULL;
	bool in_order = true;

	for (size_t i = 0; i < n; i++)
		add_key(&k, c, columns[i], descending[i], &scratch);
	for (uint32_t r = 0; r < c->rows && k.n > 0; r++) {
		x[r] = (struct keyed){ k.words[0][r], r };
		in_order = in_order && (r == 0 || !is_before(&k, &x[r],
		    &x[r - 1]));
	}
	if (!in_order) {
		x = sort_keyed(&k, x, c->rows, &scratch);
		order = NEW(a, uint32_t, c->rows);
		for (uint32_t r = 0; r < c->rows; r++)
			order[r] = x[r].row;
	}
	arena_free(&scratch);
	return order;
}
