#define _GNU_SOURCE /* qsort_r */
#include "accum.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../base/buffer.h"
#include "../expr/parse.h"
#include "../rows/intern.h"
#include "exact.h"
#include "pairs.h"

/* What a group keeps, by aggregate. */
struct accum {
	struct agg_call call;
	enum type x;            /* type of the first argument */
	uint32_t groups;        /* with a state */
	size_t cap;
	int64_t *counts;        /* count, sum of ints, distinct, checksum,
	                         * and the rows behind mean and stdev */
	struct exact *sums;     /* sum of reals, mean, stdev */
	struct exact *squares;  /* stdev */
	size_t exact_cap;       /* of both: cleared ones are kept */
	uint8_t *flags;         /* any, all; min, max: there is a value */
	struct intern *values;  /* distinct, set, mode, and texts of others:
	                         * by argument */
	struct intern tuples;   /* distinct of several arguments */
	struct pairs pairs;     /* (group, value id), with a number each */
	int64_t *times;         /* mode: how often, by pair */
	uint32_t *next, *first; /* set, mode: the pairs of a group, linked */
	size_t pairs_cap;
	struct value *best;     /* min, max, first, last: by group, n each */
	double *numbers;        /* median, quantile: values ... */
	uint32_t *of;           /* ... and their groups */
	size_t nnumbers, numbers_cap;
};

static bool
uses_sums(const struct accum *a)
{
	return a->call.kind == AGG_MEAN || a->call.kind == AGG_STDEV ||
	    (a->call.kind == AGG_SUM && a->call.type == TYPE_REAL);
}

static bool
uses_pairs(const struct accum *a)
{
	return a->call.kind == AGG_DISTINCT || a->call.kind == AGG_SET ||
	    a->call.kind == AGG_MODE;
}

/* min, max, first, last keep values; how many for each group. */
static size_t
kept_values(const struct accum *a)
{
	switch (a->call.kind) {
	case AGG_MIN:
	case AGG_MAX:
		return 1;
	case AGG_FIRST:
	case AGG_LAST:
		return a->call.n;
	default:
		return 0;
	}
}

static bool
is_linked(const struct accum *a)
{
	return a->call.kind == AGG_SET || a->call.kind == AGG_MODE;
}

struct accum *
accum_open(const struct agg_call *call)
{
	struct accum *a = mem_get(sizeof *a);

	*a = (struct accum){ .call = *call,
		.x = call->n > 0 ? call->args[0]->type : TYPE_NULL };
	a->values = mem_get(mem_times(call->n, sizeof *a->values));
	for (size_t i = 0; i < call->n; i++)
		intern_open(&a->values[i], call->args[i]->type);
	intern_open(&a->tuples, TYPE_INT);
	if (uses_pairs(a))
		pairs_open(&a->pairs);
	return a;
}

void
accum_close(struct accum *a)
{
	if (!a)
		return;
	for (size_t i = 0; i < a->exact_cap; i++) {
		exact_free(&a->sums[i]);
		if (a->squares)
			exact_free(&a->squares[i]);
	}
	for (size_t i = 0; i < a->call.n; i++)
		intern_close(&a->values[i]);
	intern_close(&a->tuples);
	pairs_close(&a->pairs);
	free(a->counts);
	free(a->sums);
	free(a->squares);
	free(a->flags);
	free(a->values);
	free(a->times);
	free(a->next);
	free(a->first);
	free(a->best);
	free(a->numbers);
	free(a->of);
	free(a);
}

void
accum_clear(struct accum *a)
{
	enum { MANY_VALUES = 1 << 16 };

	for (uint32_t g = 0; g < a->groups && uses_sums(a); g++) {
		exact_clear(&a->sums[g]);
		if (a->squares)
			exact_clear(&a->squares[g]);
	}
	a->groups = 0;
	a->nnumbers = 0;
	if (uses_pairs(a))
		pairs_clear(&a->pairs);
	for (size_t i = 0; i < a->call.n; i++)
		if (kept_values(a) > 0 || a->values[i].n > MANY_VALUES ||
		    a->tuples.n > MANY_VALUES) {
			intern_clear(&a->values[i]);
			intern_clear(&a->tuples);
		}
}

const struct agg_call *
accum_call(const struct accum *a)
{
	return &a->call;
}

/* States for groups up to `n`. */
static void
more_groups(struct accum *a, uint32_t n)
{
	size_t kept = kept_values(a), cap = a->cap;

	if (n <= a->groups)
		return;
	if (n > cap) {
		size_t c = cap;

		mem_grow(&a->counts, &c, n, sizeof *a->counts);
		c = cap;
		mem_grow(&a->flags, &c, n, sizeof *a->flags);
		c = cap;
		mem_grow(&a->first, &c, n, sizeof *a->first);
		a->cap = c;
		if (kept > 0)
			a->best = mem_resize(a->best, mem_times(a->cap * kept,
			    sizeof *a->best));
	}
	if (uses_sums(a) && n > a->exact_cap) {
		a->sums = mem_resize(a->sums, mem_times(a->cap,
		    sizeof *a->sums));
		memset(a->sums + a->exact_cap, 0, (a->cap - a->exact_cap) *
		    sizeof *a->sums);
		if (a->call.kind == AGG_STDEV) {
			a->squares = mem_resize(a->squares, mem_times(a->cap,
			    sizeof *a->squares));
			memset(a->squares + a->exact_cap, 0, (a->cap -
			    a->exact_cap) * sizeof *a->squares);
		}
		a->exact_cap = a->cap;
	}
	for (uint32_t g = a->groups; g < n; g++) {
		a->counts[g] = 0;
		a->flags[g] = a->call.kind == AGG_ALL ? B_TRUE : B_FALSE;
		a->first[g] = UINT32_MAX;
	}
	a->groups = n;
}

/* The batch's rows as an accumulator sees them. */
struct adding {
	struct accum *a;
	struct run *r;
	const struct col *args;
	const uint8_t *holds;    /* NULL: every row counts */
	const uint32_t *group;   /* NULL: all of group 0 */
	uint32_t rows;
};

#define EACH_ROW(s) \
	for (uint32_t row = 0; row < (s)->rows; row++) \
		if (!(s)->holds || (s)->holds[row] == B_TRUE)
#define GROUP(s) ((s)->group ? (s)->group[row] : 0)

static void
add_count(const struct adding *s)
{
	int64_t *n = s->a->counts;
	const uint32_t *index;
	const struct col *x = s->args;

	if (s->a->call.n == 0) {
		EACH_ROW(s)
			n[GROUP(s)]++;
		return;
	}
	index = dom_index(x->dom, s->rows, s->r->a);
	EACH_ROW(s)
		n[GROUP(s)] += !col_is_null(x, index[row]);
}

/* An entry's number: bools count as 0 and 1. */
static int64_t
int_of(const struct col *x, uint32_t e)
{
	return x->type == TYPE_BOOL ? x->b[e] == B_TRUE :
	    x->type == TYPE_NULL ? 0 : x->i[e];
}

static double
real_of(const struct col *x, uint32_t e)
{
	return type_is_real(x->type) ? x->d[e] : (double)int_of(x, e);
}

static int
add_sum(const struct adding *s)
{
	const struct col *x = s->args;
	const uint32_t *index = dom_index(x->dom, s->rows, s->r->a);
	struct accum *a = s->a;

	EACH_ROW(s) {
		uint32_t g = GROUP(s), e = index[row];

		if (col_is_null(x, e))
			continue;
		if (!uses_sums(a)) {
			if (__builtin_add_overflow(a->counts[g], int_of(x, e),
			    &a->counts[g])) {
				expr_fault(s->r->f, a->call.node->origin,
				    a->call.node->at, "integer overflow");
				s->r->f->status = STATUS_DATA;
				return -1;
			}
			continue;
		}
		if (a->call.kind != AGG_SUM)
			a->counts[g]++;
		exact_add(&a->sums[g], real_of(x, e));
		if (a->squares) {
			/* The square in two parts, exactly: v*v = h + l. */
			double v = real_of(x, e), h = v * v;

			exact_add(&a->squares[g], h);
			if (isfinite(h))
				exact_add(&a->squares[g], fma(v, v, -h));
		}
	}
	return 0;
}

static void
add_flags(const struct adding *s)
{
	const uint8_t *x = run_bytes(s->r, s->args);
	uint8_t *flags = s->a->flags;

	if (s->a->call.kind == AGG_ANY) {
		EACH_ROW(s)
			if (x[row] == B_TRUE)
				flags[GROUP(s)] = B_TRUE;
	} else {
		EACH_ROW(s)
			if (x[row] == B_FALSE)
				flags[GROUP(s)] = B_FALSE;
	}
}

/* A value that outlives the batch: texts are kept by their intern table. */
static struct value
keep(struct accum *a, size_t arg, const struct value *v)
{
	struct value kept = *v;

	if (!v->is_null && type_is_text(v->type))
		intern_get(&a->values[arg], intern_text(&a->values[arg], v->s),
		    &kept);
	return kept;
}

static void
add_extreme(const struct adding *s)
{
	const struct col *x = s->args;
	const uint32_t *index = dom_index(x->dom, s->rows, s->r->a);
	int sign = s->a->call.kind == AGG_MIN ? -1 : 1;

	EACH_ROW(s) {
		uint32_t g = GROUP(s), e = index[row];
		struct value v;

		if (col_is_null(x, e))
			continue;
		col_value(x, e, &v);
		if (s->a->flags[g] == B_TRUE &&
		    value_cmp(&v, &s->a->best[g]) * sign <= 0)
			continue;
		s->a->best[g] = keep(s->a, 0, &v);
		s->a->flags[g] = B_TRUE;
	}
}

/* first, last: -1 or 1 if the row of `v` comes before or after the kept one
 * by its keys; ties go to the least x. */
static int
cmp_kept(const struct accum *a, const struct value *v,
    const struct value *kept)
{
	int sign = a->call.kind == AGG_FIRST ? 1 : -1;

	for (size_t k = 1; k < a->call.n; k++) {
		int c = value_cmp(&v[k], &kept[k]);

		if (c != 0)
			return c * sign;
	}
	return value_cmp(&v[0], &kept[0]);
}

static void
add_first(const struct adding *s)
{
	struct accum *a = s->a;
	size_t n = a->call.n;
	const uint32_t **index = NEW(s->r->a, const uint32_t *, n);
	struct value *v = NEW(s->r->a, struct value, n);

	for (size_t k = 0; k < n; k++)
		index[k] = dom_index(s->args[k].dom, s->rows, s->r->a);
	EACH_ROW(s) {
		uint32_t g = GROUP(s);
		struct value *kept = &a->best[(size_t)g * n];

		for (size_t k = 0; k < n; k++)
			col_value(&s->args[k], index[k][row], &v[k]);
		if (a->flags[g] == B_TRUE && cmp_kept(a, v, kept) >= 0)
			continue;
		for (size_t k = 0; k < n; k++)
			kept[k] = keep(a, k, &v[k]);
		a->flags[g] = B_TRUE;
	}
}

/* The value id of each row, 0 where a part is NULL.  `distinct` of several
 * arguments numbers their tuples. */
static const uint32_t *
value_ids(const struct adding *s, const uint32_t **index)
{
	struct accum *a = s->a;
	uint32_t *ids, *rows;

	ids = NEW(s->r->a, uint32_t, s->args[0].dom->n);
	intern_column(&a->values[0], &s->args[0], ids);
	*index = dom_index(s->args[0].dom, s->rows, s->r->a);
	if (a->call.n == 1)
		return ids;
	rows = NEW(s->r->a, uint32_t, s->rows);
	for (uint32_t row = 0; row < s->rows; row++)
		rows[row] = ids[(*index)[row]];
	for (size_t k = 1; k < a->call.n; k++) {
		const struct col *x = &s->args[k];
		const uint32_t *at = dom_index(x->dom, s->rows, s->r->a);

		ids = NEW(s->r->a, uint32_t, x->dom->n);
		intern_column(&a->values[k], x, ids);
		for (uint32_t row = 0; row < s->rows; row++)
			rows[row] = rows[row] == 0 || ids[at[row]] == 0 ? 0 :
			    intern_bits(&a->tuples, (int64_t)((uint64_t)
			    rows[row] << 32 | ids[at[row]]));
	}
	*index = NULL;
	return rows;
}

static void
link_pair(struct accum *a, uint32_t g, uint32_t pair)
{
	size_t cap = a->pairs_cap;

	mem_grow(&a->next, &cap, (size_t)pair + 1, sizeof *a->next);
	cap = a->pairs_cap;
	mem_grow(&a->times, &cap, (size_t)pair + 1, sizeof *a->times);
	a->pairs_cap = cap;
	a->next[pair] = a->first[g];
	a->times[pair] = 0;
	a->first[g] = pair;
}

static void
add_pairs(const struct adding *s)
{
	struct accum *a = s->a;
	const uint32_t *index, *ids = value_ids(s, &index);
	bool linked = is_linked(a);

	EACH_ROW(s) {
		uint32_t g = GROUP(s), id = ids[index ? index[row] : row];
		uint32_t pair;
		bool is_new;

		if (id == 0)
			continue;
		pair = pairs_add(&a->pairs, g, id, &is_new);
		a->counts[g] += is_new;
		if (!linked)
			continue;
		if (is_new)
			link_pair(a, g, pair);
		a->times[pair]++;
	}
}

static void
add_numbers(const struct adding *s)
{
	struct accum *a = s->a;
	const struct col *x = s->args;
	const uint32_t *index = dom_index(x->dom, s->rows, s->r->a);

	EACH_ROW(s) {
		size_t cap = a->numbers_cap;

		if (col_is_null(x, index[row]))
			continue;
		mem_grow(&a->numbers, &cap, a->nnumbers + 1,
		    sizeof *a->numbers);
		cap = a->numbers_cap;
		mem_grow(&a->of, &cap, a->nnumbers + 1, sizeof *a->of);
		a->numbers_cap = cap;
		a->numbers[a->nnumbers] = real_of(x, index[row]);
		a->of[a->nnumbers++] = GROUP(s);
	}
}

static void
add_checksum(const struct adding *s)
{
	size_t n = s->a->call.n;
	uint64_t *hashes = NEW0(s->r->a, uint64_t, s->rows);

	for (size_t k = 0; k < n; k++) {
		const struct col *x = &s->args[k];
		const uint32_t *index = dom_index(x->dom, s->rows, s->r->a);
		uint64_t *h = NEW(s->r->a, uint64_t, x->dom->n);

		for (uint32_t e = 0; e < x->dom->n; e++) {
			struct value v;

			col_value(x, e, &v);
			h[e] = str_hash(value_text(&v, ' ', s->r->a)) ^
			    (v.is_null ? 1 : 0);
		}
		for (uint32_t row = 0; row < s->rows; row++)
			hashes[row] = (hashes[row] ^ h[index[row]]) *
			    UINT64_C(0x9e3779b97f4a7c15) + k;
	}
	EACH_ROW(s)
		s->a->counts[GROUP(s)] = (int64_t)((uint64_t)
		    s->a->counts[GROUP(s)] + hashes[row]);
}

int
accum_add(struct accum *a, struct run *r, const uint32_t *group,
    uint32_t groups)
{
	struct col *args = NEW(r->a, struct col, a->call.n + 1);
	struct adding s = { .a = a, .r = r, .args = args, .group = group,
		.rows = r->rows->rows };

	for (size_t i = 0; i < a->call.n; i++)
		if (expr_eval(r, a->call.args[i], &args[i]) < 0)
			return -1;
	if (a->call.condition) {
		struct col c;

		if (expr_eval(r, a->call.condition, &c) < 0)
			return -1;
		s.holds = run_bytes(r, &c);
	}
	more_groups(a, groups);
	switch (a->call.kind) {
	case AGG_COUNT: add_count(&s); break;
	case AGG_SUM:
	case AGG_MEAN:
	case AGG_STDEV: return add_sum(&s);
	case AGG_MIN:
	case AGG_MAX: add_extreme(&s); break;
	case AGG_ANY:
	case AGG_ALL:
		if (a->x == TYPE_BOOL)
			add_flags(&s);
		break;
	case AGG_DISTINCT:
	case AGG_SET:
	case AGG_MODE: add_pairs(&s); break;
	case AGG_FIRST:
	case AGG_LAST: add_first(&s); break;
	case AGG_MEDIAN:
	case AGG_QUANTILE: add_numbers(&s); break;
	case AGG_CHECKSUM: add_checksum(&s); break;
	case AGG_PREV:
	case AGG_NEXT:
	case AGG_CUM:
	case AGG_BEST:
		return fault_data(r->f, "%s is computed in the order of the "
		    "rows", quoted(a->call.node->text));
	}
	return 0;
}

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
	return sqrt(v > 0 ? v / (double)(n - 1) : 0);
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
		if (uses_sums(a)) {
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
			*v = a->best[(size_t)g * kept_values(a)];
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

	(void)f;
	for (uint32_t k = 0; k < n; k++)
		if (which[k] >= a->groups)
			more_groups(a, which[k] + 1);
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
