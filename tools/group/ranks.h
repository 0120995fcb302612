#ifndef GPU_RANKS_H
#define GPU_RANKS_H
/* Exact medians and quantiles of f32 columns over all rows, in memory that
 * doesn't depend on the rows.  A single's bits, turned so that they ascend as
 * the numbers do, are counted by their upper half; in a second pass over the
 * rows those of the one upper half that the answer lies in by their lower.
 * Columns that the budget has no room for take further passes.  ranks_close
 * frees. */

#include "../expr/check.h"
#include "../expr/eval.h"

struct ranks;

/* `budget` in bytes: a column takes 256 KiB, there is room for one at least. */
struct ranks *ranks_open(size_t budget);
void ranks_close(struct ranks *r); /* may be NULL */
/* Can this call be computed so? */
bool ranks_fits(const struct agg_call *call);
/* One more; the call must outlive it.  Its number is that of those before. */
void ranks_take(struct ranks *r, const struct agg_call *call);
/* The rows of a batch. */
int ranks_add(struct ranks *r, struct run *run);
/* A pass is over.  True: all rows are to be added once more. */
bool ranks_again(struct ranks *r);
void ranks_value(const struct ranks *r, size_t number, struct value *v);

#endif
