#ifndef GPU_GROUPS_H
#define GPU_GROUPS_H
/* Rows to groups: equal keys, equal number.  Holds the keys of the groups it
 * knows until it is cleared. */

#include "../expr/eval.h"
#include "../rows/intern.h"

struct groups {
	size_t nkeys;
	uint32_t n;             /* groups, numbered from 0 */
	struct intern *values;  /* by key */
	uint32_t *tuples;       /* n * nkeys value ids */
	size_t cap;
	uint32_t *slots;        /* group + 1 by hash; 0 = free */
	size_t nslots;
	uint32_t **ranks;       /* by key: rank of each id, when sorted last */
	uint32_t *ranked;       /* by key: how many ids that was */
};

void groups_open(struct groups *g, const enum type *types, size_t nkeys);
void groups_close(struct groups *g);
void groups_clear(struct groups *g);  /* no groups; values stay known */
void groups_forget(struct groups *g); /* nor those */
size_t groups_bytes(const struct groups *g); /* that it takes, nearly */
/* The group of each row; without keys all rows are group 0. */
void groups_of_rows(struct groups *g, struct run *r, const struct col *keys,
    uint32_t *group);
/* The same within one batch only: a domain of codes, group k + 1 for rows of
 * one key; no state is kept. */
struct dom *groups_of_batch(struct run *r, const struct col *keys, size_t n);
/* The groups in the order of their keys, NULL first. */
void groups_sorted(struct groups *g, uint32_t *order);
/* Key k of these groups as a column of n rows. */
struct col groups_column(const struct groups *g, size_t key,
    const uint32_t *which, uint32_t n, struct arena *a);

#endif
