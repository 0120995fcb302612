#ifndef GPU_AGGS_H
#define GPU_AGGS_H
/* The aggregates' names and types: gpu-expr(7), "Aggregates".  How they are
 * computed is the business of the group layer. */

#include "../rows/type.h"

enum agg_kind {
	AGG_COUNT, AGG_SUM, AGG_MEAN, AGG_MIN, AGG_MAX, AGG_ANY, AGG_ALL,
	AGG_DISTINCT, AGG_SUM_DISTINCT, AGG_SET, AGG_MODE, AGG_FIRST,
	AGG_LAST, AGG_MEDIAN, AGG_QUANTILE, AGG_STDEV, AGG_SLOPE, AGG_CORR,
	AGG_CHECKSUM,
	/* only with over, by the order of the stream: */
	AGG_PREV, AGG_NEXT, AGG_CUM, AGG_BEST
};

struct agg_name {
	const char *name;
	enum agg_kind kind;
	size_t min, max; /* arguments */
};

const struct agg_name *agg_find(struct str name);
/* Its type for these argument types; false if they don't fit. */
bool agg_type(enum agg_kind kind, const enum type *args, size_t n,
    enum type *type);
bool agg_needs_stream_order(enum agg_kind kind);

#endif
