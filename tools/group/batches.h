#ifndef GPU_BATCHES_H
#define GPU_BATCHES_H
/* Rows in batches that hold whole groups.  Rows wait only until the values
 * that close a group move on; without such values, to the end of the input.
 * Most of a chunk is handed on as it came; only the rows around its two ends
 * are copied. */

#include "../expr/eval.h"

struct batches;

/* What is done with a batch. */
typedef int batch_work(void *ctx, const struct chunk *rows, struct fault *f);

struct batches *batches_open(void);
void batches_close(struct batches *b);
/* A batch ends only where the values of all these expressions, which must
 * follow a declared order, change.  None: every chunk is a batch. */
void batches_end_with(struct batches *b, const struct node *n);
/* One batch: everything. */
void batches_hold_all(struct batches *b);
/* The columns that the ends of the batches depend on. */
void batches_columns(const struct batches *b, bool *used);
int batches_put(struct batches *b, const struct chunk *c, batch_work *work,
    void *ctx, struct fault *f);
int batches_finish(struct batches *b, batch_work *work, void *ctx,
    struct fault *f);

#endif
