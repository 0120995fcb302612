#ifndef GPU_PARTIAL_H
#define GPU_PARTIAL_H
/* Rows of states: what gpu-agg --partial writes, --merge reads, and what
 * waits in a file when groups outgrow their memory.  gpu-rows(5), "States".
 *
 * The columns are the keys, then each aggregate's (accum.h), named by its
 * number: "2.sum".  A row has the fixed states of a group; further rows of the
 * same keys have its values, one each. */

#include "accum.h"

struct partial {
	size_t nkeys;
	struct schema schema;   /* of the rows, ordered by the keys */
	size_t *first;          /* by call, and one more: its columns */
	size_t nsort;           /* keys, then columns of values: in this order */
	size_t *sort;           /* a group's states come before its values, */
	bool *descending;       /* each value beside its like */
};

/* The columns of these calls; everything in `a`. */
void partial_layout(struct partial *p, const struct column *keys,
    size_t nkeys, const struct agg_calls *calls, struct arena *a);

/* What the states are of, in the schema that travels. */
struct partial_text {
	struct str *keys;        /* NAME or NAME=EXPR */
	size_t nkeys, keys_cap;
	struct str *definitions; /* NAME=EXPR */
	size_t ndefinitions, definitions_cap;
	struct str *variables;   /* NAME=VALUE: $NAME as it was then */
	size_t nvariables, variables_cap;
};

void partial_text_free(struct partial_text *t);
/* One more text, to one of the three lists. */
void partial_text_add(struct str **list, size_t *n, size_t *cap,
    struct str text);

void partial_put_text(struct schema *s, const struct partial_text *t,
    struct arena *a);
/* The texts are those of the schema. */
int partial_get_text(const struct schema *s, struct partial_text *t,
    struct fault *f);

/* Takes the columns of one call after another off a schema of states: the ctx
 * and the function that a check of definitions needs (AGG_STATES). */
struct partial_columns {
	const struct schema *schema;
	size_t at;
};

int partial_argument_types(void *ctx, const struct agg_name *name, size_t n,
    enum type *types, struct fault *f);
/* Are these the rows of that layout?  Else what is wrong. */
int partial_check(const struct partial *p, const struct schema *s,
    struct fault *f);

#endif
