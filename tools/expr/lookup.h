#ifndef GPU_LOOKUP_H
#define GPU_LOOKUP_H
/* Files that expressions look into: tables (CSV with a header, or rows), sets
 * (a value a line), and lists that are searched (YAML exclusions, CSV, sets).
 * gpu-policy(5).  They live until the end of the run. */

#include "node.h"
#include "../base/fault.h"

/* Opens the table that a lookup or a membership test names and indexes its
 * first columns as the key; `types` are those of the n key expressions.
 * Finds the value column (n->file_column, or the next one) and its type. */
int lookup_open(struct node *n, const enum type *types, struct arena *a,
    struct fault *f);
/* A column of a table of one row, as a constant. */
int lookup_single(const struct node *n, struct value *v, struct arena *a,
    struct fault *f);
/* `x in @FILE`: a set, or a table if the file is one. */
int member_open(struct node *n, const enum type *types, struct arena *a,
    struct fault *f);
/* pick(j, @FILE): the same, of the keys of an object. */
int pick_open(struct node *n, struct arena *a, struct fault *f);
int search_open(struct node *n, struct str flags, struct arena *a,
    struct fault *f);

struct func;
extern const struct func lookup_func, member_func, pick_func, search_func;

#endif
