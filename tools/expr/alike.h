#ifndef GPU_ALIKE_H
#define GPU_ALIKE_H
/* Functions that are costly see arguments that are the same only once, even
 * where the domain has more entries than its column has values: texts that
 * another column depends on, pairs of columns of which one is constant. */

#include "func.h"

/* Runs the kernel of a call for out->n entries; all in r->a. */
int alike_call(struct run *r, const struct node *n, const struct vec *args,
    struct out *out);

#endif
