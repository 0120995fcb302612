#include "digest.h"

#include "accumstate.h"

/* Where the quantile lies among n values: between the k-th (from 0) and the
 * next, this part of the way. */
static double
place(const struct agg_call *call, int64_t n, int64_t *k)
{
	double at = (call->kind == AGG_MEDIAN ? 0.5 : call->p) *
	    (double)(n - 1);

	*k = (int64_t)at;
	return *k + 1 >= n ? 0 : at - (double)*k;
}

static double
between(double low, double high, double part)
{
	if (part == 0)
		return low;
	if (part == 0.5)
		return (low + high) / 2;
	return low + part * (high - low);
}

uint64_t
digest_rank(const struct agg_call *call, uint64_t n)
{
	int64_t k;

	place(call, (int64_t)n, &k);
	return (uint64_t)k;
}

double
digest_between(const struct agg_call *call, uint64_t n, double low,
    double high)
{
	int64_t k;

	return between(low, high, place(call, (int64_t)n, &k));
}

double
digest_quantile(const struct agg_call *call, const struct number *sorted,
    size_t n)
{
	int64_t k;
	double part = place(call, (int64_t)n, &k);

	return part == 0 ? sorted[k].x : between(sorted[k].x, sorted[k + 1].x,
	    part);
}

static void
add_to_set(struct digest *d, const struct value *v)
{
	struct arena scratch = { 0 };
	struct str s = value_text(v, 'T', &scratch);

	buffer_char(&d->text, d->distinct == 0 ? '[' : ',');
	if (type_is_number(v->type) || v->type == TYPE_BOOL ||
	    v->type == TYPE_JSON)
		buffer_add(&d->text, s);
	else
		buffer_json(&d->text, s);
	arena_free(&scratch);
}

/* More often than any before; on a tie the least value. */
static void
compete(struct digest *d, const struct value *v, int64_t times)
{
	if (times < d->most || (times == d->most && value_cmp(v, &d->best) >=
	    0))
		return;
	d->most = times;
	d->best = *v;
	if (type_is_text(v->type)) {
		arena_reset(&d->best_text);
		d->best.s = arena_str(&d->best_text, v->s);
	}
}

void
digest_value(struct digest *d, const struct agg_call *call,
    const struct value *v, int64_t times, int64_t of)
{
	int64_t k;

	switch (call->kind) {
	case AGG_SUM_DISTINCT:
		exact_add(&d->sum, v[call->n - 1].d);
		break;
	case AGG_SET:
		add_to_set(d, v);
		break;
	case AGG_MODE:
		compete(d, v, times);
		break;
	case AGG_MEDIAN:
	case AGG_QUANTILE:
		place(call, of, &k);
		if (d->seen <= k && k < d->seen + times)
			d->low = v->d;
		if (d->seen <= k + 1 && k + 1 < d->seen + times)
			d->high = v->d;
		break;
	default:
		break;
	}
	d->distinct++;
	d->seen += times;
}

void
digest_result(struct digest *d, const struct agg_call *call, struct value *v)
{
	int64_t k;
	double part;

	*v = (struct value){ .type = call->type };
	switch (call->kind) {
	case AGG_SUM_DISTINCT:
		v->d = exact_round(&d->sum);
		break;
	case AGG_SET:
		if (d->distinct == 0 && d->text.n == 0)
			buffer_char(&d->text, '[');
		buffer_char(&d->text, ']');
		v->s = buffer_str(&d->text);
		break;
	case AGG_MODE:
		*v = d->best;
		v->type = call->type;
		v->is_null = d->most == 0;
		break;
	case AGG_MEDIAN:
	case AGG_QUANTILE:
		v->is_null = d->seen == 0;
		part = v->is_null ? 0 : place(call, d->seen, &k);
		v->d = between(d->low, d->high, part);
		break;
	default:
		v->i = d->distinct;
		break;
	}
}

void
digest_free(struct digest *d)
{
	buffer_free(&d->text);
	arena_free(&d->best_text);
	exact_free(&d->sum);
	*d = (struct digest){ 0 };
}
