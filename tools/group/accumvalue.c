#include <math.h>
#include <stdlib.h>

#include "../expr/parse.h"
#include "accumstate.h"

/* The square root of the variance of n values. */
static double
variance_root(struct exact *sum, struct exact *squares, int64_t n)
{
	/* sum of squares - sum^2/n, the second in two parts. */
	double total = exact_round(sum), mean = total / (double)n;
	struct exact x = { 0 };
	double v;

	exact_add_exact(&x, squares);
	exact_add(&x, -(mean * total));
	if (isfinite(mean * total))
		exact_add(&x, -fma(mean, total, -(mean * total)));
	v = exact_round(&x);
	exact_free(&x);
	return isnan(v) ? v : sqrt(v > 0 ? v / (double)(n - 1) : 0);
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
	int64_t n = a->counts[g];
	const struct number *numbers;
	size_t count;

	if (a->puts == PUT_SORTED && accum_has_values(&a->call)) {
		digest_result(&a->digests[g], &a->call, v);
		return;
	}
	switch (a->call.kind) {
	case AGG_SUM:
		if (accum_uses_sums(&a->call)) {
			v->d = exact_round(&a->sums[g]);
			return;
		}
		v->i = n;
		return;
	case AGG_MEAN:
		v->is_null = n == 0;
		v->d = n == 0 ? 0 : exact_round(&a->sums[g]) / (double)n;
		return;
	case AGG_STDEV:
		v->is_null = n < 2;
		v->d = n < 2 ? 0 : variance_root(&a->sums[g], &a->squares[g],
		    n);
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
