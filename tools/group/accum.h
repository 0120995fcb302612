#ifndef GPU_ACCUM_H
#define GPU_ACCUM_H
/* Accumulators: one aggregate call over many groups at once.  To add one:
 * its name and type in expr/aggs.c, its state and three cases here.
 * States grow with the groups; distinct, set and mode also with the different
 * values of each group, median and quantile with the values. */

#include "../expr/check.h"
#include "../expr/eval.h"

struct accum;

struct accum *accum_open(const struct agg_call *call);
void accum_close(struct accum *a);
void accum_clear(struct accum *a); /* no groups */
/* Adds all rows of a batch.  group[r] is row r's (NULL: all are of group 0),
 * less than `groups`. */
int accum_add(struct accum *a, struct run *r, const uint32_t *group,
    uint32_t groups);
/* The values of groups which[0..n) as a column of n rows.  Groups that no row
 * reached have the value of no rows. */
int accum_result(struct accum *a, const uint32_t *which, uint32_t n,
    struct col *out, struct arena *arena, struct fault *f);

#endif
