#ifndef GPU_ACCUMSTATE_H
#define GPU_ACCUMSTATE_H
/* What accum.c keeps and accumvalue.c makes values of; nobody else's. */

#include "../rows/intern.h"
#include "accum.h"
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
	int64_t *high;          /* sum of ints: the upper half */
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

/* Does it keep exact sums, pairs of group and value? */
bool accum_uses_sums(const struct accum *a);
bool accum_uses_pairs(const struct accum *a);
/* min, max, first, last keep values; how many for each group. */
size_t accum_kept_values(const struct accum *a);
/* States for groups up to `n`. */
void accum_more_groups(struct accum *a, uint32_t n);

#endif
