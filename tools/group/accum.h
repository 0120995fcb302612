#ifndef GPU_ACCUM_H
#define GPU_ACCUM_H
/* Accumulators: one aggregate call over many groups at once.  To add one:
 * its name and type in expr/aggs.c, its state and its cases in accum.c,
 * accumcols.c and accumvalue.c.  States grow with the groups; distinct,
 * sum_distinct, set and mode also with the different values of each group,
 * median and quantile with the values. */

#include "../expr/check.h"
#include "../expr/eval.h"

struct accum;

/* What it will be given. */
enum accum_puts {
	PUT_ROWS,   /* rows, which it evaluates its arguments on */
	PUT_STATES, /* rows of states, in any order */
	PUT_SORTED  /* rows of states, sorted by group, then by the columns of
	             * values: the values are looked at and not kept */
};

struct accum *accum_open(const struct agg_call *call, enum accum_puts puts);
void accum_close(struct accum *a);
void accum_clear(struct accum *a);  /* no groups; values stay known */
void accum_forget(struct accum *a); /* nor those */
/* Bytes that the states take, nearly. */
size_t accum_bytes(const struct accum *a);
/* Adds all rows of a batch.  group[r] is row r's (NULL: all are of group 0),
 * less than `groups`. */
int accum_add(struct accum *a, struct run *r, const uint32_t *group,
    uint32_t groups);
/* The values of groups which[0..n) as a column of n rows.  Groups that no row
 * reached have the value of no rows. */
int accum_result(struct accum *a, const uint32_t *which, uint32_t n,
    struct col *out, struct arena *arena, struct fault *f);

/* States as rows of their own, to travel or to wait in a file: gpu-rows(5),
 * "States".  A row has the state of one group, and one more row each of its
 * different values, for aggregates that need them; columns that say nothing
 * are NULL. */

/* The columns of a call; `columns` (NULL: only count them) gets their names
 * and types.  *first of them on, *values are those that hold values. */
size_t accum_columns(const struct agg_call *call, struct column *columns,
    size_t *first, size_t *values, struct arena *arena);
/* The types of the arguments of a call whose states are in these columns;
 * how many it has, 0 if they can't be its. */
size_t accum_argument_types(enum agg_kind kind, size_t n,
    const struct column *columns, size_t ncolumns, enum type *types);
/* The states of groups which[0..n), without values. */
void accum_fixed(struct accum *a, const uint32_t *which, uint32_t n,
    struct col *cols, struct arena *arena);
/* The next values, at most `most`, with their groups, as rows; how many, 0
 * when there are no more.  *at begins as 0. */
uint32_t accum_values(struct accum *a, size_t *at, uint32_t most,
    uint32_t *group, struct col *cols, struct arena *arena);
/* Adds rows of states. */
int accum_absorb(struct accum *a, struct run *r, const struct col *cols,
    const uint32_t *group, uint32_t groups);

#endif
