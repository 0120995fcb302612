#ifndef GPU_FACTSUM_H
#define GPU_FACTSUM_H
/* Facts of a stage (-F NAME=AGG): aggregates over all rows that leave it.
 * gpu-rows(5), "Facts". */

#include "../expr/check.h"
#include "../expr/eval.h"
#include "../rows/facts.h"

struct factsums;

/* `rows` is the schema of the rows that leave. */
struct factsums *factsums_open(const struct schema *rows);
void factsums_close(struct factsums *s);
/* `text` is NAME=AGG: count or sum of ints, min, max, distinct of an int,
 * time or date, set of texts. */
int factsums_add(struct factsums *s, struct str text, struct fault *f);
/* Their names, for the schema that is written; a name that is taken is a
 * fault. */
int factsums_declare(const struct factsums *s, struct schema *to,
    struct arena *a, struct fault *f);
int factsums_put(struct factsums *s, const struct chunk *c, struct fault *f);
/* Adds them to `to`.  `part` names what was counted. */
int factsums_end(struct factsums *s, uint64_t part, struct facts *to,
    struct fault *f);

#endif
