#ifndef GPU_GROUPS_H
#define GPU_GROUPS_H
/* Rows to groups: equal keys, equal number.  Holds the keys of the groups it
 * knows until it is cleared.
 *
 * A group is a pair: the value of the first key, and a tuple of the values of
 * all others.  The first one is mostly a time, which moves on, while the
 * tuples come back with each of its values: they are looked up, ordered and
 * written once for many groups. */

#include "../expr/eval.h"
#include "../rows/intern.h"
#include "../rows/tuples.h"

struct groups {
	size_t nkeys;
	uint32_t n;             /* groups, numbered from 0 */
	struct intern *values;  /* by key */
	struct tuples rests;    /* ids of all keys but the first */
	struct tuples pairs;    /* id of the first, number of the rest */
	uint32_t last_first;    /* greatest id of the first key in a group */
	struct ranking *ranks;  /* by key */
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
/* The keys of these groups as columns of n rows. */
void groups_columns(const struct groups *g, const uint32_t *which, uint32_t n,
    struct col *keys, struct arena *a);

#endif
