#ifndef GPU_CHECK_H
#define GPU_CHECK_H
/* Names, types and files of an expression, before the first row. */

#include "../rows/schema.h"
#include "../rows/table.h"
#include "aggs.h"
#include "node.h"

/* An aggregate call, as the group layer computes it. */
struct agg_call {
	enum agg_kind kind;
	enum type type;          /* of its value */
	size_t n;
	struct node **args;      /* first, last: x, then the parts of `by`;
	                          * sum_distinct: the keys, then x */
	struct node *condition;  /* NULL: all rows */
	bool over_all;
	size_t nover;
	struct node **over;
	double p;                /* quantile */
	int64_t most;            /* best */
	const struct node *node; /* for messages */
};

struct agg_calls {
	size_t n, cap;
	struct agg_call *list;   /* malloc'ed */
};

enum agg_place {
	AGG_NOWHERE,  /* no aggregates here */
	AGG_OVER,     /* each names its group: gpu-bucket, gpu-filter */
	AGG_GROUP,    /* of the group: gpu-agg; arguments see `inner` */
	AGG_STATES,   /* the same from states: arguments are not looked at */
	AGG_ALL_ROWS  /* of all rows, with or without over: layouts, -e */
};

/* AGG_STATES: the types that the arguments of the next aggregate had. */
typedef int agg_argument_types(void *ctx, const struct agg_name *name,
    size_t n, enum type *types, struct fault *f);

struct scope {
	const struct schema *schema; /* columns that may be named */
	const struct schema *inner;  /* AGG_GROUP: those inside aggregates;
	                              * AGG_STATES: those of the states */
	agg_argument_types *argument_types;
	void *states;                /* its ctx */
	enum agg_place aggs_are;
	struct agg_calls *calls;     /* aggregates are added here */
	const struct table *others;  /* lend INPUT.COL if they have one row */
	size_t nothers;
	bool uses_facts;             /* set if fact() occurs */
	unsigned depth, rules;       /* of the check: how deep it is, how many
	                              * files of rules it has read */
	struct arena *a;
};

/* Fills types and bindings; -1 with status 2 and the place. */
int expr_check(struct node **n, struct scope *s, struct fault *f);
/* Gives an expression that is only null the type it is wanted as. */
void expr_retype(struct node *n, enum type t);
/* Marks the columns that an expression looks at, and those of a call's
 * arguments, condition and keys; neither looks into calls inside. */
void expr_columns(const struct node *n, bool *used);
void agg_columns(const struct agg_call *c, bool *used);
/* Gives each $NAME of an expression and its value to `found`. */
void expr_variables(const struct node *n, void (*found)(void *ctx,
    struct str name, struct str value), void *ctx);
/* Does it keep the order of column `ordered`?  True of the column and of
 * floor, day, date, week, month and text of it. */
bool expr_keeps_order(const struct node *n, size_t ordered);

#endif
