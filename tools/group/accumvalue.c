#include <math.h>
#include <stdlib.h>

#include "../expr/parse.h"
#include "accumstate.h"

enum { PARTS = 4 };

/* A sum as doubles, each the rest of those before it rounded: how many. */
static int
parts_of(struct exact *sum, double *parts)
{
	struct exact rest = { 0 };
	int n = 0;

	exact_add_exact(&rest, sum);
	while (n < PARTS) {
		parts[n] = exact_round(&rest);
		if (parts[n] == 0)
			break;
		if (!isfinite(parts[n++]))
			break;
		exact_add(&rest, -parts[n - 1]);
	}
	exact_free(&rest);
	return n;
}

static void
add_products(struct exact *to, struct exact *x, struct exact *y, double sign)
{
	double p[PARTS], q[PARTS];
	int n = parts_of(x, p), m = parts_of(y, q);

	for (int i = 0; i < n; i++)
		for (int k = 0; k < m; k++)
			exact_add_product(to, sign * p[i], q[k]);
}

/* n times the sum of (x - mean of x) * (y - mean of y) over n values, that is n
 * times the sum of the products - the sum of x * the sum of y; only the
 * difference is rounded, however far the values are from zero. */
static double
centred(struct exact *x, struct exact *y, struct exact *products, int64_t n)
{
	struct exact count = { 0 }, sum = { 0 };
	double v;

	exact_add(&count, (double)n);
	add_products(&sum, &count, products, 1);
	add_products(&sum, x, y, -1);
	v = exact_round(&sum);
	exact_free(&count);
	exact_free(&sum);
	return v;
}

/* The deviation of n values. */
static double
deviation(struct exact *sum, struct exact *squares, int64_t n)
{
	double v = centred(sum, sum, squares, n);

	return isnan(v) ? v : sqrt(v > 0 ? v / ((double)n * (double)(n - 1)) :
	    0);
}

/* Of the first argument over the second: the line of least squares, or how
 * well they go together, from -1 to 1.  NULL where one of them that is
 * divided by is always the same. */
static void
line_value(struct accum *a, uint32_t g, struct value *v)
{
	struct exact *x = &a->sums[SUM_X][g], *y = &a->sums[SUM_Y][g];
	int64_t n = a->counts[g];
	double both, down, up;

	v->is_null = n < 2;
	if (v->is_null)
		return;
	both = centred(x, y, &a->sums[SUM_XY][g], n);
	down = centred(y, y, &a->sums[SUM_YY][g], n);
	up = a->call.kind == AGG_CORR ?
	    centred(x, x, &a->sums[SUM_XX][g], n) : 1;
	v->is_null = down <= 0 || up <= 0;
	if (v->is_null)
		return;
	if (a->call.kind == AGG_CORR) {
		double area = down * up;

		down = isnormal(area) ? sqrt(area) : sqrt(down) * sqrt(up);
	}
	v->d = both / down;
	if (a->call.kind == AGG_CORR && fabs(v->d) > 1)
		v->d = v->d < 0 ? -1 : 1; /* by rounding */
}

struct counted {
	struct value v;
	int64_t times;
};

static int
by_value(const void *x, const void *y)
{
	return value_cmp(&((const struct counted *)x)->v,
	    &((const struct counted *)y)->v);
}

/* The values of a group, each once, ascending, into its answer. */
static void
pairs_value_of(struct accum *a, uint32_t g, struct value *v,
    struct arena *arena)
{
	struct digest d = { 0 };
	struct counted *list;
	size_t n = 0, i = 0;
	int64_t of = 0;

	for (uint32_t p = a->first[g]; p != UINT32_MAX; p = a->next[p])
		n++;
	list = mem_get(mem_times(n + 1, sizeof *list));
	for (uint32_t p = a->first[g]; p != UINT32_MAX; p = a->next[p]) {
		intern_get(&a->values[0], pairs_value(&a->pairs, p),
		    &list[i].v);
		of += list[i].times = a->times[p];
		i++;
	}
	qsort(list, n, sizeof *list, by_value);
	for (i = 0; i < n; i++)
		digest_value(&d, &a->call, &list[i].v, list[i].times, of);
	digest_result(&d, &a->call, v);
	if (type_is_text(v->type) && !v->is_null)
		v->s = arena_str(arena, v->s);
	digest_free(&d);
	free(list);
}

struct keyed {
	uint32_t key;    /* an id */
	struct value v;
};

static int
by_key(const void *x, const void *y)
{
	const struct keyed *p = x, *q = y;

	return p->key != q->key ? (p->key > q->key) - (p->key < q->key) :
	    value_cmp(&p->v, &q->v);
}

/* sum_distinct: the greatest number of each key. */
static double
sum_of_keys(const struct accum *a, uint32_t g)
{
	struct exact sum = { 0 };
	struct keyed *list;
	size_t n = 0, i = 0;
	double v;

	for (uint32_t p = a->first[g]; p != UINT32_MAX; p = a->next[p])
		n++;
	list = mem_get(mem_times(n + 1, sizeof *list));
	for (uint32_t p = a->first[g]; p != UINT32_MAX; p = a->next[p]) {
		uint64_t tuple = (uint64_t)a->tuples.i[
		    pairs_value(&a->pairs, p)];

		list[i].key = (uint32_t)(tuple >> 32);
		intern_get(&a->values[a->call.n - 1], (uint32_t)tuple,
		    &list[i++].v);
	}
	qsort(list, n, sizeof *list, by_key);
	for (i = 0; i < n; i++)
		if (i + 1 == n || list[i].key != list[i + 1].key)
			exact_add(&sum, list[i].v.d);
	v = exact_round(&sum);
	exact_free(&sum);
	free(list);
	return v;
}

/* The numbers of group g among the sorted ones. */
static const struct number *
numbers_of(const struct accum *a, uint32_t g, size_t *n)
{
	size_t low = 0, high = a->nnumbers, from;

	*n = (size_t)a->counts[g];
	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (a->numbers[mid].group < g)
			low = mid + 1;
		else
			high = mid;
	}
	from = low;
	return a->numbers + from;
}

/* What group g came to. */
static void
group_value(struct accum *a, uint32_t g, struct value *v,
    struct arena *arena)
{
	int64_t n = a->counts ? a->counts[g] : 0;
	const struct number *numbers;
	size_t count;

	if (a->puts == PUT_SORTED && accum_has_values(&a->call)) {
		digest_result(&a->digests[g], &a->call, v);
		return;
	}
	switch (a->call.kind) {
	case AGG_SUM:
		if (accum_uses_sums(&a->call)) {
			v->d = exact_round(&a->sums[SUM_X][g]);
			return;
		}
		v->i = n;
		return;
	case AGG_MEAN:
		v->is_null = n == 0;
		v->d = n == 0 ? 0 : exact_round(&a->sums[SUM_X][g]) / (double)n;
		return;
	case AGG_STDEV:
		v->is_null = n < 2;
		v->d = n < 2 ? 0 : deviation(&a->sums[SUM_X][g],
		    &a->sums[SUM_XX][g], n);
		return;
	case AGG_SLOPE:
	case AGG_CORR:
		line_value(a, g, v);
		return;
	case AGG_MIN:
	case AGG_MAX:
	case AGG_FIRST:
	case AGG_LAST:
		v->is_null = a->flags[g] != B_TRUE;
		if (!v->is_null)
			*v = a->best[(size_t)g * accum_kept_values(&a->call)];
		return;
	case AGG_ANY:
	case AGG_ALL:
		v->i = a->flags[g] == B_TRUE;
		return;
	case AGG_MEDIAN:
	case AGG_QUANTILE:
		if (!accum_uses_pairs(a)) {
			v->is_null = n == 0;
			numbers = numbers_of(a, g, &count);
			if (n > 0)
				v->d = digest_quantile(&a->call, numbers,
				    count);
			return;
		}
		pairs_value_of(a, g, v, arena);
		return;
	case AGG_SUM_DISTINCT:
		v->d = sum_of_keys(a, g);
		return;
	case AGG_SET:
	case AGG_MODE:
		pairs_value_of(a, g, v, arena);
		return;
	default: /* count, distinct, checksum */
		v->i = n;
		return;
	}
}

static int
check_values(struct accum *a, const uint32_t *which, uint32_t n,
    struct fault *f)
{
	for (uint32_t k = 0; k < n; k++) {
		uint32_t g = which[k];

		if (a->call.kind == AGG_SUM && a->high && a->high[g] !=
		    (a->counts[g] < 0 ? -1 : 0)) {
			expr_fault(f, a->call.node->origin, a->call.node->at,
			    "integer overflow");
			f->status = STATUS_DATA;
			return -1;
		}
		if (a->puts != PUT_ROWS && accum_is_quantile(&a->call) &&
		    a->high[g] != a->counts[g])
			return fault_data(f, "the state of %s is damaged: "
			    "values are lost or doubled",
			    quoted(a->call.node->text));
	}
	return 0;
}

/* Does a group's count say it all? */
static bool
is_count(const struct accum *a)
{
	enum agg_kind k = a->call.kind;

	return !(a->puts == PUT_SORTED && accum_has_values(&a->call)) &&
	    (k == AGG_COUNT || k == AGG_DISTINCT || k == AGG_CHECKSUM ||
	    (k == AGG_SUM && !accum_uses_sums(&a->call)));
}

int
accum_result(struct accum *a, const uint32_t *which, uint32_t n,
    struct col *out, struct arena *arena, struct fault *f)
{
	struct value *v;

	for (uint32_t k = 0; k < n; k++)
		accum_more_groups(a, which[k] + 1);
	accum_end_value(a);
	if (check_values(a, which, n, f) < 0)
		return -1;
	if (is_count(a)) {
		int64_t *counts = NEW(arena, int64_t, (size_t)n + 1);

		for (uint32_t k = 0; k < n; k++)
			counts[k] = a->counts[which[k]];
		*out = (struct col){ .type = a->call.type, .i = counts,
			.dom = dom_rows(n, arena) };
		return 0;
	}
	accum_sort_numbers(a);
	v = NEW(arena, struct value, (size_t)n + 1);
	for (uint32_t k = 0; k < n; k++) {
		v[k] = (struct value){ .type = a->call.type };
		group_value(a, which[k], &v[k], arena);
		if (type_is_text(v[k].type) && !v[k].is_null)
			v[k].s = arena_str(arena, v[k].s);
	}
	*out = col_values(a->call.type, v, n, arena);
	return 0;
}
