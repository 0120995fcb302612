#ifndef GPU_AGGREGATE_H
#define GPU_AGGREGATE_H
/* One row a group: what gpu-agg does.  Groups leave in the order of their
 * keys.  If the first key follows an order that the input declares, the
 * groups of one value of it leave as soon as it moves on; else all groups are
 * held to the end.  What is held beyond the budget waits in temporary files,
 * as rows of states (partial.h). */

#include "../expr/check.h"
#include "../expr/eval.h"
#include "stage.h"

struct aggregate;

enum aggregate_kind {
	AGGREGATE_WHOLE,   /* rows to results */
	AGGREGATE_PARTIAL, /* rows to states */
	AGGREGATE_MERGE    /* states to results */
};

/* The rows that were put, once more from the first; rows live until the next
 * are asked for. */
struct aggregate_again {
	int (*begin)(void *ctx, struct fault *f);
	/* 1, 0 at the end, -1. */
	int (*next)(void *ctx, struct chunk *c, struct fault *f);
	void *ctx;
};

/* `keys`: NAME or NAME=EXPR, a comma list; NULL: one group, one row.  Merging
 * has keys and definitions from its input and takes none.  `in` must outlive
 * it.  `budget` in bytes. */
struct aggregate *aggregate_open(const struct schema *in,
    enum aggregate_kind kind, const char *keys, size_t budget,
    struct fault *f);
void aggregate_close(struct aggregate *g);
bool aggregate_has_key(const struct aggregate *g, struct str name);
int aggregate_define(struct aggregate *g, struct str name,
    const struct origin *o, struct fault *f);
/* Once, after the last definition. */
int aggregate_prepare(struct aggregate *g, struct fault *f);
/* Where the rows can be had again; else those that may be needed again wait
 * in a temporary file.  It must outlive it. */
void aggregate_rereads(struct aggregate *g,
    const struct aggregate_again *again);
const struct schema *aggregate_schema(const struct aggregate *g);
void aggregate_wants(const struct aggregate *g, bool *input);
int aggregate_put(struct aggregate *g, const struct chunk *c,
    stage_sink *sink, void *ctx, struct fault *f);
int aggregate_finish(struct aggregate *g, const struct facts *facts,
    stage_sink *sink, void *ctx, struct fault *f);

#endif
