#include "aggs.h"

static const struct agg_name names[] = {
	{ "count", AGG_COUNT, 0, 1 },
	{ "sum", AGG_SUM, 1, 1 },
	{ "mean", AGG_MEAN, 1, 1 },
	{ "min", AGG_MIN, 1, 1 },
	{ "max", AGG_MAX, 1, 1 },
	{ "any", AGG_ANY, 1, 1 },
	{ "all", AGG_ALL, 1, 1 },
	{ "distinct", AGG_DISTINCT, 1, 16 },
	{ "sum_distinct", AGG_SUM_DISTINCT, 2, 16 },
	{ "set", AGG_SET, 1, 1 },
	{ "mode", AGG_MODE, 1, 1 },
	{ "first", AGG_FIRST, 2, 2 },
	{ "last", AGG_LAST, 2, 2 },
	{ "median", AGG_MEDIAN, 1, 1 },
	{ "quantile", AGG_QUANTILE, 2, 2 },
	{ "stdev", AGG_STDEV, 1, 1 },
	{ "slope", AGG_SLOPE, 2, 2 },
	{ "corr", AGG_CORR, 2, 2 },
	{ "checksum", AGG_CHECKSUM, 1, 1 },
	{ "prev", AGG_PREV, 1, 1 },
	{ "next", AGG_NEXT, 1, 1 },
	{ "cum", AGG_CUM, 1, 1 },
	{ "best", AGG_BEST, 1, 2 },
};

const struct agg_name *
agg_find(struct str name)
{
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (str_eq(name, str_of(names[i].name)))
			return &names[i];
	return NULL;
}

static bool
counts_as_number(enum type t)
{
	return type_is_number(t) || t == TYPE_BOOL || t == TYPE_NULL;
}

bool
agg_type(enum agg_kind kind, const enum type *args, size_t n, enum type *type)
{
	enum type x = n > 0 ? args[0] : TYPE_NULL;

	switch (kind) {
	case AGG_COUNT:
	case AGG_DISTINCT:
	case AGG_CHECKSUM:
		*type = TYPE_INT;
		return true;
	case AGG_SUM:
	case AGG_CUM:
		*type = type_is_real(x) ? TYPE_REAL : TYPE_INT;
		return counts_as_number(x);
	case AGG_SUM_DISTINCT:
		*type = TYPE_REAL;
		return type_is_real(x) || x == TYPE_NULL;
	case AGG_MEAN:
	case AGG_STDEV:
		*type = TYPE_REAL;
		return counts_as_number(x);
	case AGG_SLOPE:
	case AGG_CORR:
		*type = TYPE_REAL;
		return counts_as_number(x) && counts_as_number(args[1]);
	case AGG_MEDIAN:
	case AGG_QUANTILE:
		*type = TYPE_REAL;
		return counts_as_number(x) && x != TYPE_BOOL &&
		    (n < 2 || type_is_number(args[1]));
	case AGG_ANY:
	case AGG_ALL:
		*type = TYPE_BOOL;
		return x == TYPE_BOOL || x == TYPE_NULL;
	case AGG_SET:
		*type = TYPE_JSON;
		return true;
	case AGG_BEST:
		*type = TYPE_BOOL;
		return n < 2 || args[1] == TYPE_INT;
	case AGG_MIN:
	case AGG_MAX:
	case AGG_MODE:
	case AGG_FIRST:
	case AGG_LAST:
	case AGG_PREV:
	case AGG_NEXT:
		*type = x == TYPE_F32 ? TYPE_REAL : x;
		return true;
	}
	return false;
}

bool
agg_needs_stream_order(enum agg_kind kind)
{
	return kind == AGG_PREV || kind == AGG_NEXT || kind == AGG_CUM ||
	    kind == AGG_BEST;
}
