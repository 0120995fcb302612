#ifndef GPU_DIGEST_H
#define GPU_DIGEST_H
/* What a group's different values come to: distinct, sum_distinct, set, mode,
 * median and quantile, from each value once, ascending, with the number of
 * times it was there.  Nothing is held but what the answer needs. */

#include "../base/buffer.h"
#include "../expr/check.h"
#include "exact.h"

struct digest {
	int64_t distinct, seen;  /* values; with the times of each */
	int64_t most;            /* mode: times of the best */
	struct value best;
	double low, high;        /* quantile: the two it lies between */
	struct exact sum;        /* sum_distinct */
	struct buffer text;      /* set */
	struct arena best_text;  /* mode of texts */
};

/* Ready when zeroed.  `v` has the parts of the value, `of` is how often values
 * were there in all; only quantiles need to know it beforehand. */
void digest_value(struct digest *d, const struct agg_call *call,
    const struct value *v, int64_t times, int64_t of);
/* The answer, valid until the digest is freed. */
void digest_result(struct digest *d, const struct agg_call *call,
    struct value *v);
void digest_free(struct digest *d);

/* Which of n > 0 sorted values, from 0, is the lesser of the two neighbours
 * that a quantile lies between, and the quantile from both. */
uint64_t digest_rank(const struct agg_call *call, uint64_t n);
double digest_between(const struct agg_call *call, uint64_t n, double low,
    double high);

/* The quantile of n numbers that are sorted; n > 0. */
struct number;
double digest_quantile(const struct agg_call *call,
    const struct number *sorted, size_t n);

#endif
