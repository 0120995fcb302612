#ifndef GPU_FOLD_H
#define GPU_FOLD_H
/* Rows folded into groups.  If the input ascends by the first keys, groups
 * leave as soon as those move on; the rest leaves at the end. */

#include "accum.h"
#include "groups.h"
#include "partial.h"

struct fold;

/* What happens when groups are whole: fold_results or fold_states, and then
 * fold_clear. */
typedef int fold_leave(void *ctx, struct fault *f);

/* `keys` and `calls` must outlive it.  `closing` of the keys ascend. */
struct fold *fold_open(struct node *const *keys, size_t nkeys,
    const struct agg_calls *calls, enum accum_puts puts, size_t closing);
void fold_close(struct fold *o);
int fold_put(struct fold *o, const struct chunk *c, fold_leave *leave,
    void *ctx, struct fault *f);
/* The rest.  Without keys there is a group even of no rows. */
int fold_finish(struct fold *o, fold_leave *leave, void *ctx,
    struct fault *f);

/* Keys, then the results of the calls, a row a group, in order of the keys:
 * some rows, of which the first is group `at` in that order.  1: there are
 * more, behind them; 0; -1.  All of them are asked for in turn. */
int fold_results(struct fold *o, uint32_t at, struct chunk *c, struct arena *a,
    struct fault *f);
/* The groups as rows of states, in no order. */
int fold_states(struct fold *o, const struct partial *p,
    int (*put)(void *ctx, const struct chunk *c, struct fault *f), void *ctx,
    struct fault *f);
void fold_clear(struct fold *o);  /* no groups */
void fold_forget(struct fold *o); /* and nothing of their values either */
/* Bytes that the groups take, nearly. */
size_t fold_bytes(const struct fold *o);

#endif
