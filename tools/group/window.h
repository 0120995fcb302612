#ifndef GPU_WINDOW_H
#define GPU_WINDOW_H
/* Aggregates over KEYS, given to each row: gpu-expr(7), "Over".  A batch
 * holds whole groups, except for prev and cum, which remember a value a group
 * between batches. */

#include "../expr/check.h"
#include "../expr/eval.h"

struct window;

struct window *window_open(const struct agg_call *call);
void window_close(struct window *w);
int window_run(struct window *w, struct run *r, struct col *out);
/* The groups of earlier batches will not come again. */
void window_forget(struct window *w);
/* Can it be computed without seeing its group whole? */
bool window_streams(const struct agg_call *call);

#endif
