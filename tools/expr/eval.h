#ifndef GPU_EVAL_H
#define GPU_EVAL_H
/* Computes checked expressions over a chunk: once an entry where the inputs
 * share a domain, once a row only where cheap numbers of several domains
 * meet, and once a pair of entries otherwise. */

#include "../rows/chunk.h"
#include "../rows/facts.h"
#include "node.h"

struct join;

/* One batch of rows under evaluation.  Answers live in `a`. */
struct run {
	const struct chunk *rows;
	const struct col *aggs;     /* by slot: values of the aggregates */
	const struct facts *facts;  /* for fact(); complete */
	struct arena *a;
	struct join *joins;         /* pairs of domains met so far */
	const struct dom *at;       /* whose entries a kernel works on */
	const struct node *condition; /* the last of run_condition, */
	const uint8_t *holds;       /* and its answer */
	struct fault *f;
};

int expr_eval(struct run *r, const struct node *n, struct col *out);
/* The rows for which a condition is true, as run_bytes; *holds is NULL if
 * there is none.  Calls side by side often have the same. */
int run_condition(struct run *r, const struct node *condition,
    const uint8_t **holds);
/* The value of an expression without columns. */
int expr_constant(const struct node *n, struct value *v, struct arena *a,
    struct fault *f);
/* The domain of pairs of entries that rows have: entry k is the pair
 * (*first)[k], (*second)[k]; entry 0 is no row's. */
struct dom *run_join(struct run *r, struct dom *x, struct dom *y,
    const uint32_t **first, const uint32_t **second);
/* A bool column as a byte a row. */
const uint8_t *run_bytes(struct run *r, const struct col *c);

#endif
