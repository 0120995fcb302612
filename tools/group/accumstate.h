#ifndef GPU_ACCUMSTATE_H
#define GPU_ACCUMSTATE_H
/* What accum.c keeps, accumvalue.c makes values of and accumcols.c makes
 * columns of; nobody else's. */

#include "../rows/intern.h"
#include "accum.h"
#include "digest.h"
#include "exact.h"
#include "pairs.h"

struct number {
	double x;
	uint32_t group;
};

/* The value that the rows of PUT_SORTED are at. */
struct open_value {
	bool is_open;
	uint32_t group;
	int64_t times;
	struct value *parts;    /* by argument */
	struct arena texts;
};

/* Exact sums: of the first argument, of its squares; of the second one, of
 * its squares; of the products of both. */
enum { SUM_X, SUM_XX, SUM_Y, SUM_YY, SUM_XY, SUMS };

/* What a group keeps, by aggregate. */
struct accum {
	struct agg_call call;
	enum accum_puts puts;
	enum type x;            /* type of the first argument */
	uint32_t groups;        /* with a state */
	size_t cap;
	int64_t *counts;        /* count, sum of ints, distinct, checksum;
	                         * rows behind mean, stdev and quantiles;
	                         * NULL for what needs none */
	int64_t *high;          /* sum of ints: the upper half; quantiles of
	                         * states: the times that came */
	struct exact *sums[SUMS]; /* those that it uses, accum_sum_used() */
	size_t exact_cap;       /* of each: cleared ones are kept */
	uint8_t *flags;         /* any, all; min, max: there is a value */
	struct intern *values;  /* distinct, set, mode, and texts of others:
	                         * by argument */
	struct intern tuples;   /* of several arguments */
	struct pairs pairs;     /* (group, value id), with a number each */
	int64_t *times;         /* how often, by pair */
	uint32_t *next, *first; /* the pairs of a group, linked */
	size_t pairs_cap;
	struct value *best;     /* min, max, first, last: by group, n each */
	struct number *numbers; /* median, quantile of rows */
	size_t nnumbers, numbers_cap;
	size_t nsorted;         /* were sorted last, with none since */
	struct digest *digests; /* PUT_SORTED: by group */
	size_t digests_cap;
	struct open_value open;
};

/* Does its state have a row for each different value? */
bool accum_has_values(const struct agg_call *call);
bool accum_is_quantile(const struct agg_call *call);
/* Does it keep exact sums, and this one? */
bool accum_uses_sums(const struct agg_call *call);
bool accum_sum_used(const struct agg_call *call, int sum);
/* Does it keep pairs of group and value? */
bool accum_uses_pairs(const struct accum *a);
/* min, max, first, last keep values; how many for each group. */
size_t accum_kept_values(const struct agg_call *call);
/* States for groups up to `n`. */
void accum_more_groups(struct accum *a, uint32_t n);
/* The pair of a group and a value: its number of times, NULL where nobody
 * asks for it (distinct). */
int64_t *accum_pair(struct accum *a, uint32_t g, uint32_t value);
/* The id of a tuple: the id of what comes before, and one more value's. */
uint32_t accum_tuple(struct accum *a, uint32_t before, uint32_t value);
/* min, max, first, last: keeps v, of as many parts as are kept, if it is
 * better than what is kept for the group. */
void accum_offer(struct accum *a, uint32_t g, const struct value *v);
/* Sums of ints have 128 bits, so that the order of great ints doesn't matter:
 * only the whole sum may be too large. */
void accum_add_wide(struct accum *a, uint32_t g, uint64_t low, int64_t high);
/* PUT_ROWS: the numbers of quantiles by group, then by size. */
void accum_sort_numbers(struct accum *a);
/* A value as it is kept: one zero, one NaN. */
void accum_plain(struct value *v);
/* PUT_SORTED: there is no more of the value that is open. */
void accum_end_value(struct accum *a);

#endif
