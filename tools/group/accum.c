#include "accum.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../expr/parse.h"
#include "accumstate.h"

bool
accum_sum_used(const struct agg_call *call, int sum)
{
	switch (call->kind) {
	case AGG_SUM: return sum == SUM_X && call->type == TYPE_REAL;
	case AGG_MEAN: return sum == SUM_X;
	case AGG_STDEV: return sum == SUM_X || sum == SUM_XX;
	case AGG_SLOPE: return sum != SUM_XX;
	case AGG_CORR: return true;
	default: return false;
	}
}

bool
accum_uses_sums(const struct agg_call *call)
{
	return accum_sum_used(call, SUM_X);
}

bool
accum_is_quantile(const struct agg_call *call)
{
	return call->kind == AGG_MEDIAN || call->kind == AGG_QUANTILE;
}

bool
accum_has_values(const struct agg_call *call)
{
	return call->kind == AGG_DISTINCT || call->kind == AGG_SUM_DISTINCT ||
	    call->kind == AGG_SET || call->kind == AGG_MODE ||
	    accum_is_quantile(call);
}

bool
accum_uses_pairs(const struct accum *a)
{
	return accum_has_values(&a->call) && a->puts != PUT_SORTED &&
	    (!accum_is_quantile(&a->call) || a->puts == PUT_STATES);
}

size_t
accum_kept_values(const struct agg_call *call)
{
	switch (call->kind) {
	case AGG_MIN:
	case AGG_MAX:
		return 1;
	case AGG_FIRST:
	case AGG_LAST:
		return call->n;
	default:
		return 0;
	}
}

struct accum *
accum_open(const struct agg_call *call, enum accum_puts puts)
{
	struct accum *a = mem_get(sizeof *a);

	*a = (struct accum){ .call = *call, .puts = puts,
		.x = call->n > 0 ? call->args[0]->type : TYPE_NULL };
	a->values = mem_get(mem_times(call->n, sizeof *a->values));
	for (size_t i = 0; i < call->n; i++)
		intern_open(&a->values[i], call->args[i]->type);
	intern_open(&a->tuples, TYPE_INT);
	if (accum_uses_pairs(a))
		pairs_open(&a->pairs);
	if (puts == PUT_SORTED)
		a->open.parts = mem_get(mem_times(call->n + 1,
		    sizeof *a->open.parts));
	return a;
}

void
accum_close(struct accum *a)
{
	if (!a)
		return;
	for (int k = 0; k < SUMS; k++) {
		for (size_t i = 0; a->sums[k] && i < a->exact_cap; i++)
			exact_free(&a->sums[k][i]);
		free(a->sums[k]);
	}
	for (size_t i = 0; i < a->call.n; i++)
		intern_close(&a->values[i]);
	for (size_t g = 0; g < a->digests_cap; g++)
		digest_free(&a->digests[g]);
	arena_free(&a->open.texts);
	intern_close(&a->tuples);
	pairs_close(&a->pairs);
	free(a->open.parts);
	free(a->digests);
	free(a->counts);
	free(a->high);
	free(a->flags);
	free(a->values);
	free(a->times);
	free(a->next);
	free(a->first);
	free(a->best);
	free(a->numbers);
	free(a);
}

void
accum_clear(struct accum *a)
{
	enum { MANY_VALUES = 1 << 16 };

	for (uint32_t g = 0; g < a->groups; g++) {
		for (int k = 0; k < SUMS; k++)
			if (a->sums[k])
				exact_clear(&a->sums[k][g]);
		if (a->digests)
			digest_free(&a->digests[g]);
	}
	a->groups = 0;
	a->nnumbers = a->nsorted = 0;
	a->open.is_open = false;
	if (accum_uses_pairs(a))
		pairs_clear(&a->pairs);
	for (size_t i = 0; i < a->call.n; i++)
		if (accum_kept_values(&a->call) > 0 || a->values[i].n >
		    MANY_VALUES || a->tuples.n > MANY_VALUES) {
			intern_clear(&a->values[i]);
			intern_clear(&a->tuples);
		}
}

void
accum_forget(struct accum *a)
{
	accum_clear(a);
	for (size_t i = 0; i < a->call.n; i++)
		intern_clear(&a->values[i]);
	intern_clear(&a->tuples);
}

size_t
accum_bytes(const struct accum *a)
{
	enum { LIMBS = 80 }; /* what a sum takes that is no double */
	size_t group = sizeof *a->flags +
	    accum_kept_values(&a->call) * sizeof(struct value), n = 0;

	if (a->counts)
		group += sizeof *a->counts;
	if (a->high)
		group += sizeof *a->high;
	if (a->first)
		group += sizeof *a->first;
	for (int k = 0; k < SUMS; k++)
		if (a->sums[k])
			group += sizeof *a->sums[k] + LIMBS;
	if (accum_uses_pairs(a))
		n += a->pairs.n * (sizeof *a->pairs.list + 12) +
		    (size_t)a->pairs.room * a->pairs.stride / 8;
	if (a->times)
		n += a->pairs.n * (sizeof *a->times + sizeof *a->next);
	for (size_t i = 0; i < a->call.n; i++)
		n += intern_bytes(&a->values[i]);
	return n + intern_bytes(&a->tuples) + a->groups * group +
	    a->nnumbers * sizeof *a->numbers;
}

/* Sums of ints have an upper half, quantiles of states count what came. */
static bool
uses_high(const struct accum *a)
{
	return accum_is_quantile(&a->call) || (a->call.kind == AGG_SUM &&
	    !accum_uses_sums(&a->call));
}

/* Is there a count of each group?  What is kept, and exact sums, need none. */
static bool
uses_counts(const struct accum *a)
{
	return accum_kept_values(&a->call) == 0 &&
	    !(a->call.kind == AGG_SUM && accum_uses_sums(&a->call));
}

/* Makes the array as long as all others, the new items zero. */
static void
lengthen(void *array, size_t had, size_t cap, size_t size)
{
	char *p;

	memcpy(&p, array, sizeof p);
	p = mem_resize(p, mem_times(cap, size));
	memset(p + had * size, 0, (cap - had) * size);
	memcpy(array, &p, sizeof p);
}

void
accum_more_groups(struct accum *a, uint32_t n)
{
	size_t kept = accum_kept_values(&a->call);

	if (n <= a->groups)
		return;
	if (n > a->cap) {
		a->cap = n + a->cap / 2;
		a->flags = mem_resize(a->flags, a->cap);
		if (uses_counts(a))
			a->counts = mem_resize(a->counts, mem_times(a->cap,
			    sizeof *a->counts));
		if (uses_high(a))
			a->high = mem_resize(a->high, mem_times(a->cap,
			    sizeof *a->high));
		if (accum_uses_pairs(a))
			a->first = mem_resize(a->first, mem_times(a->cap,
			    sizeof *a->first));
		if (kept > 0)
			a->best = mem_resize(a->best, mem_times(a->cap * kept,
			    sizeof *a->best));
	}
	if (accum_uses_sums(&a->call) && n > a->exact_cap) {
		for (int k = 0; k < SUMS; k++)
			if (accum_sum_used(&a->call, k))
				lengthen(&a->sums[k], a->exact_cap, a->cap,
				    sizeof *a->sums[k]);
		a->exact_cap = a->cap;
	}
	if (a->puts == PUT_SORTED && accum_has_values(&a->call) &&
	    n > a->digests_cap) {
		lengthen(&a->digests, a->digests_cap, a->cap,
		    sizeof *a->digests);
		a->digests_cap = a->cap;
	}
	for (uint32_t g = a->groups; g < n; g++) {
		if (a->counts)
			a->counts[g] = 0;
		if (a->high)
			a->high[g] = 0;
		a->flags[g] = a->call.kind == AGG_ALL ? B_TRUE : B_FALSE;
		if (a->first)
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

/* Of a value a row, as matrices have them. */
static uint32_t
count_numbers(const struct adding *s, const uint8_t *null)
{
	uint32_t n = 0;

	if (!s->holds) {
		for (uint32_t row = 0; null && row < s->rows; row++)
			n += null[row];
		return s->rows - n;
	}
	for (uint32_t row = 0; row < s->rows; row++)
		n += (s->holds[row] == B_TRUE) & !(null && null[row]);
	return n;
}

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
	if (!s->group && x->dom->kind == DOM_ROWS && x->type != TYPE_BOOL &&
	    !type_is_text(x->type)) {
		n[0] += count_numbers(s, x->null);
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

/* An int in two parts, each of which a double holds exactly. */
static void
exact_add_int(struct exact *sum, int64_t v)
{
	int64_t low = v % (INT64_C(1) << 32);

	exact_add(sum, (double)(v - low));
	exact_add(sum, (double)low);
}

void
accum_add_wide(struct accum *a, uint32_t g, uint64_t low, int64_t high)
{
	uint64_t sum = (uint64_t)a->counts[g] + low;

	a->high[g] += high + (sum < low);
	a->counts[g] = (int64_t)sum;
}

static void
add_sum(const struct adding *s)
{
	const struct col *x = s->args;
	const uint32_t *index = dom_index(x->dom, s->rows, s->r->a);
	struct accum *a = s->a;

	EACH_ROW(s) {
		uint32_t g = GROUP(s), e = index[row];

		if (col_is_null(x, e))
			continue;
		if (!accum_uses_sums(&a->call)) {
			int64_t v = int_of(x, e);

			accum_add_wide(a, g, (uint64_t)v, v < 0 ? -1 : 0);
			continue;
		}
		if (a->call.kind != AGG_SUM)
			a->counts[g]++;
		if (type_is_real(x->type))
			exact_add(&a->sums[SUM_X][g], x->d[e]);
		else
			exact_add_int(&a->sums[SUM_X][g], int_of(x, e));
		if (a->sums[SUM_XX])
			exact_add_product(&a->sums[SUM_XX][g], real_of(x, e),
			    real_of(x, e));
	}
}

/* Rows that have both values. */
static void
add_two(const struct adding *s)
{
	const struct col *x = &s->args[0], *y = &s->args[1];
	const uint32_t *x_at = dom_index(x->dom, s->rows, s->r->a);
	const uint32_t *y_at = dom_index(y->dom, s->rows, s->r->a);
	struct accum *a = s->a;

	EACH_ROW(s) {
		uint32_t g = GROUP(s);
		double u, v;

		if (col_is_null(x, x_at[row]) || col_is_null(y, y_at[row]))
			continue;
		u = real_of(x, x_at[row]);
		v = real_of(y, y_at[row]);
		a->counts[g]++;
		exact_add(&a->sums[SUM_X][g], u);
		exact_add(&a->sums[SUM_Y][g], v);
		if (a->sums[SUM_XX])
			exact_add_product(&a->sums[SUM_XX][g], u, u);
		exact_add_product(&a->sums[SUM_YY][g], v, v);
		exact_add_product(&a->sums[SUM_XY][g], u, v);
	}
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

void
accum_plain(struct value *v)
{
	if (!v->is_null && type_is_real(v->type))
		v->d = isnan(v->d) ? NAN : v->d == 0 ? 0 : v->d;
}

/* A value that outlives the batch: texts are kept by their intern table. */
static struct value
keep(struct accum *a, size_t arg, const struct value *v)
{
	struct value kept = *v;

	if (!v->is_null && type_is_text(v->type))
		intern_get(&a->values[arg], intern_text(&a->values[arg], v->s),
		    &kept);
	accum_plain(&kept);
	return kept;
}

/* first, last: -1 or 1 if the row of `v` comes before or after the kept one
 * by its keys; ties go to the least x. */
static int
cmp_kept(const struct accum *a, const struct value *v,
    const struct value *kept)
{
	int sign = a->call.kind == AGG_LAST ? -1 : 1;

	if (a->call.kind == AGG_MAX)
		return -value_cmp(v, kept);
	for (size_t k = 1; k < a->call.n; k++) {
		int c = value_cmp(&v[k], &kept[k]);

		if (c != 0)
			return c * sign;
	}
	return value_cmp(&v[0], &kept[0]);
}

/* A row that is NULL in what it is ranked by has no place. */
static bool
is_ranked(const struct accum *a, const struct value *v)
{
	size_t kept = accum_kept_values(&a->call);

	for (size_t k = kept > 1 ? 1 : 0; k < kept; k++)
		if (v[k].is_null)
			return false;
	return true;
}

void
accum_offer(struct accum *a, uint32_t g, const struct value *v)
{
	size_t n = accum_kept_values(&a->call);
	struct value *kept = &a->best[(size_t)g * n];

	if (!is_ranked(a, v) || (a->flags[g] == B_TRUE &&
	    cmp_kept(a, v, kept) >= 0))
		return;
	for (size_t k = 0; k < n; k++)
		kept[k] = keep(a, k, &v[k]);
	a->flags[g] = B_TRUE;
}

/* The same of numbers that are compared as they are. */
static void
add_extreme_int(const struct adding *s, const uint32_t *index)
{
	const struct col *x = s->args;
	struct accum *a = s->a;
	bool least = a->call.kind == AGG_MIN;

	EACH_ROW(s) {
		uint32_t g = GROUP(s), e = index[row];
		struct value *v = &a->best[g];

		if (x->null && x->null[e])
			continue;
		if (a->flags[g] == B_TRUE && (least ? x->i[e] >= v->i :
		    x->i[e] <= v->i))
			continue;
		*v = (struct value){ .type = x->type, .i = x->i[e] };
		a->flags[g] = B_TRUE;
	}
}

static void
add_extreme(const struct adding *s)
{
	const struct col *x = s->args;
	const uint32_t *index = dom_index(x->dom, s->rows, s->r->a);
	struct accum *a = s->a;
	int sign = a->call.kind == AGG_MIN ? -1 : 1;

	if (x->type == TYPE_INT || x->type == TYPE_TIME ||
	    x->type == TYPE_DATE) {
		add_extreme_int(s, index);
		return;
	}
	EACH_ROW(s) {
		uint32_t g = GROUP(s), e = index[row];
		struct value v;

		if (col_is_null(x, e))
			continue;
		col_value(x, e, &v);
		if (a->flags[g] != B_TRUE ||
		    value_cmp(&v, &a->best[g]) * sign > 0)
			accum_offer(a, g, &v);
	}
}

static void
add_first(const struct adding *s)
{
	size_t n = s->a->call.n;
	const uint32_t **index = NEW(s->r->a, const uint32_t *, n);
	struct value *v = NEW(s->r->a, struct value, n);

	for (size_t k = 0; k < n; k++)
		index[k] = dom_index(s->args[k].dom, s->rows, s->r->a);
	EACH_ROW(s) {
		for (size_t k = 0; k < n; k++)
			col_value(&s->args[k], index[k][row], &v[k]);
		accum_offer(s->a, GROUP(s), v);
	}
}

uint32_t
accum_tuple(struct accum *a, uint32_t before, uint32_t value)
{
	return intern_bits(&a->tuples, (int64_t)((uint64_t)before << 32 |
	    value));
}

/* The value id of each row, 0 where a part is NULL.  Several arguments, of
 * distinct and sum_distinct, are numbered as tuples. */
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
			    accum_tuple(a, rows[row], ids[at[row]]);
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

int64_t *
accum_pair(struct accum *a, uint32_t g, uint32_t value)
{
	bool is_new;
	uint32_t pair;

	if (a->call.kind == AGG_DISTINCT) {
		a->counts[g] += pairs_see(&a->pairs, g, value);
		return NULL;
	}
	pair = pairs_add(&a->pairs, g, value, &is_new);
	if (is_new)
		link_pair(a, g, pair);
	return &a->times[pair];
}

static void
add_pairs(const struct adding *s)
{
	const uint32_t *index, *ids = value_ids(s, &index);

	if (s->a->call.kind == AGG_DISTINCT) {
		EACH_ROW(s) {
			uint32_t id = ids[index ? index[row] : row];

			if (id > 0)
				s->a->counts[GROUP(s)] += pairs_see(
				    &s->a->pairs, GROUP(s), id);
		}
		return;
	}
	EACH_ROW(s) {
		uint32_t id = ids[index ? index[row] : row];
		int64_t *times = id > 0 ? accum_pair(s->a, GROUP(s), id) :
		    NULL;

		if (times)
			++*times;
	}
}

static void
add_numbers(const struct adding *s)
{
	struct accum *a = s->a;
	const struct col *x = s->args;
	const uint32_t *index = dom_index(x->dom, s->rows, s->r->a);

	mem_grow(&a->numbers, &a->numbers_cap, a->nnumbers + s->rows,
	    sizeof *a->numbers);
	EACH_ROW(s) {
		struct value v = { .type = TYPE_REAL };
		uint32_t g = GROUP(s);

		if (col_is_null(x, index[row]))
			continue;
		v.d = real_of(x, index[row]);
		accum_plain(&v);
		a->numbers[a->nnumbers++] = (struct number){ v.d, g };
		a->counts[g]++;
	}
}

static int
by_group_and_number(const void *x, const void *y)
{
	const struct number *p = x, *q = y;

	if (p->group != q->group)
		return p->group < q->group ? -1 : 1;
	if (isnan(p->x) || isnan(q->x))
		return !!isnan(p->x) - !!isnan(q->x);
	return (p->x > q->x) - (p->x < q->x);
}

void
accum_sort_numbers(struct accum *a)
{
	if (a->nnumbers > a->nsorted)
		qsort(a->numbers, a->nnumbers, sizeof *a->numbers,
		    by_group_and_number);
	a->nsorted = a->nnumbers;
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
	if (run_condition(r, a->call.condition, &s.holds) < 0)
		return -1;
	accum_more_groups(a, groups);
	switch (a->call.kind) {
	case AGG_COUNT: add_count(&s); break;
	case AGG_SUM:
	case AGG_MEAN:
	case AGG_STDEV: add_sum(&s); break;
	case AGG_SLOPE:
	case AGG_CORR: add_two(&s); break;
	case AGG_MIN:
	case AGG_MAX: add_extreme(&s); break;
	case AGG_ANY:
	case AGG_ALL:
		if (a->x == TYPE_BOOL)
			add_flags(&s);
		break;
	case AGG_DISTINCT:
	case AGG_SUM_DISTINCT:
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
