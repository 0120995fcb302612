#ifndef GPU_GENERATE_H
#define GPU_GENERATE_H
/* Generators, which repeat a row with each of several values:
 * split(x, sep) and range(from, to, step).  gpu-expr(7), "Generators". */

#include "../expr/check.h"
#include "../expr/eval.h"

/* Is this definition a generator call? */
bool generate_is(const struct node *n);
int generate_check(struct node *n, struct scope *s, struct fault *f);
/* The rows repeated: out has their old columns, `values` the new one. */
int generate_run(const struct node *n, struct run *r, struct chunk *out,
    struct col *values);

#endif
