#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../base/buffer.h"
#include "../expr/parse.h"
#include "accumstate.h"

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

static int
by_bytes(const void *x, const void *y)
{
	return str_cmp(*(const struct str *)x, *(const struct str *)y);
}

/* The values of a group as a JSON array, sorted, each once. */
static struct str
set_text(struct accum *a, uint32_t g, struct arena *arena)
{
	size_t n = (size_t)a->counts[g], i = 0;
	struct value *v = NEW(arena, struct value, n + 1);
	struct str *texts = NEW(arena, struct str, n + 1), r;
	struct buffer b = { 0 };

	for (uint32_t p = a->first[g]; p != UINT32_MAX; p = a->next[p]) {
		intern_get(&a->values[0], pairs_value(&a->pairs, p), &v[i]);
		texts[i] = value_text(&v[i], 'T', arena);
		i++;
	}
	if (type_is_number(a->x)) {
		for (size_t k = 1; k < n; k++) /* insertion: sets are small */
			for (size_t m = k; m > 0 && value_cmp(&v[m - 1],
			    &v[m]) > 0; m--) {
				struct value t = v[m];
				struct str s = texts[m];

				v[m] = v[m - 1];
				texts[m] = texts[m - 1];
				v[m - 1] = t;
				texts[m - 1] = s;
			}
	} else {
		qsort(texts, n, sizeof *texts, by_bytes);
	}
	buffer_char(&b, '[');
	for (i = 0; i < n; i++) {
		if (i > 0)
			buffer_char(&b, ',');
		if (type_is_number(a->x) || a->x == TYPE_BOOL ||
		    a->x == TYPE_JSON)
			buffer_add(&b, texts[i]);
		else
			buffer_json(&b, texts[i]);
	}
	buffer_char(&b, ']');
	r = arena_str(arena, buffer_str(&b));
	buffer_free(&b);
	return r;
}

static void
mode_value(struct accum *a, uint32_t g, struct value *best)
{
	int64_t times = 0;

	best->is_null = true;
	for (uint32_t p = a->first[g]; p != UINT32_MAX; p = a->next[p]) {
		struct value v;

		intern_get(&a->values[0], pairs_value(&a->pairs, p), &v);
		if (a->times[p] > times || (a->times[p] == times &&
		    value_cmp(&v, best) < 0)) {
			*best = v;
			times = a->times[p];
		}
	}
}

static int
by_number(const void *x, const void *y)
{
	double p = *(const double *)x, q = *(const double *)y;

	if (isnan(p) || isnan(q))
		return !!isnan(p) - !!isnan(q);
	return (p > q) - (p < q);
}

/* Values gathered by group, so that a quantile is one sort of its own. */
static double *
numbers_by_group(const struct accum *a, size_t *start, struct arena *arena)
{
	double *sorted = NEW(arena, double, a->nnumbers + 1);

	memset(start, 0, ((size_t)a->groups + 2) * sizeof *start);
	for (size_t i = 0; i < a->nnumbers; i++)
		start[a->of[i] + 2]++;
	for (uint32_t g = 0; g < a->groups; g++)
		start[g + 2] += start[g + 1];
	for (size_t i = 0; i < a->nnumbers; i++)
		sorted[start[a->of[i] + 1]++] = a->numbers[i];
	for (uint32_t g = 0; g < a->groups; g++)
		qsort(sorted + start[g], start[g + 1] - start[g],
		    sizeof *sorted, by_number);
	return sorted;
}

static double
quantile(const double *v, size_t n, double p)
{
	double at = p * (double)(n - 1), part;
	size_t k = (size_t)at;

	part = at - (double)k;
	if (part == 0 || k + 1 == n)
		return v[k];
	if (part == 0.5)
		return (v[k] + v[k + 1]) / 2;
	return v[k] + part * (v[k + 1] - v[k]);
}

/* What group g came to; `sorted` and `start` for medians. */
static void
group_value(struct accum *a, uint32_t g, const double *sorted,
    const size_t *start, struct value *v, struct arena *arena)
{
	int64_t n = a->counts[g];

	switch (a->call.kind) {
	case AGG_SUM:
		if (accum_uses_sums(a)) {
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
			*v = a->best[(size_t)g * accum_kept_values(a)];
		return;
	case AGG_ANY:
	case AGG_ALL:
		v->i = a->flags[g] == B_TRUE;
		return;
	case AGG_SET:
		v->s = set_text(a, g, arena);
		return;
	case AGG_MODE:
		mode_value(a, g, v);
		return;
	case AGG_MEDIAN:
	case AGG_QUANTILE:
		v->is_null = start[g + 1] == start[g];
		if (!v->is_null)
			v->d = quantile(sorted + start[g], start[g + 1] -
			    start[g], a->call.kind == AGG_MEDIAN ? 0.5 :
			    a->call.p);
		return;
	default: /* count, distinct, checksum */
		v->i = n;
		return;
	}
}

int
accum_result(struct accum *a, const uint32_t *which, uint32_t n,
    struct col *out, struct arena *arena, struct fault *f)
{
	size_t *start = NULL;
	double *sorted = NULL;
	bool is_text = type_is_text(a->call.type);
	struct str *s = is_text ? NEW(arena, struct str, n) : NULL;
	int64_t *i = is_text ? NULL : NEW(arena, int64_t, n);
	uint8_t *null = NEW0(arena, uint8_t, n), *b = NEW(arena, uint8_t, n);
	bool any_null = false;

	for (uint32_t k = 0; k < n; k++)
		if (which[k] >= a->groups)
			accum_more_groups(a, which[k] + 1);
	for (uint32_t k = 0; k < n && a->call.kind == AGG_SUM; k++)
		if (a->high[which[k]] != (a->counts[which[k]] < 0 ? -1 : 0)) {
			expr_fault(f, a->call.node->origin, a->call.node->at,
			    "integer overflow");
			f->status = STATUS_DATA;
			return -1;
		}
	if (a->call.kind == AGG_MEDIAN || a->call.kind == AGG_QUANTILE) {
		start = NEW(arena, size_t, (size_t)a->groups + 2);
		sorted = numbers_by_group(a, start, arena);
	}
	for (uint32_t k = 0; k < n; k++) {
		struct value v = { .type = a->call.type };

		group_value(a, which[k], sorted, start, &v, arena);
		null[k] = v.is_null;
		any_null = any_null || v.is_null;
		if (is_text)
			s[k] = v.is_null ? (struct str){ NULL, 0 } :
			    arena_str(arena, v.s);
		else
			i[k] = v.is_null ? 0 : v.i;
		b[k] = v.is_null ? B_NULL : v.i ? B_TRUE : B_FALSE;
	}
	if (a->call.type == TYPE_BOOL) {
		*out = col_bools(b, arena);
		return 0;
	}
	*out = (struct col){ .type = a->call.type,
		.dom = dom_rows(n, arena) };
	if (is_text) {
		out->s = s;
	} else {
		out->i = i;
		out->null = any_null ? null : NULL;
	}
	return 0;
}
