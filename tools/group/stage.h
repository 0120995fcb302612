#ifndef GPU_STAGE_H
#define GPU_STAGE_H
/* A stage: columns added and rows kept, one step after another.
 *
 * A step with an aggregate over KEYS needs its groups whole.  If one of the
 * keys follows an order that the input declares, rows are held only until
 * that key moves on; if none does, to the end of the input. */

#include "../expr/check.h"
#include "../expr/eval.h"

struct stage;

/* What a stage does with the rows it is done with. */
typedef int stage_sink(void *ctx, const struct chunk *c, struct fault *f);

/* `in` must outlive the stage. */
struct stage *stage_open(const struct schema *in);
void stage_close(struct stage *s);

/* Each is checked against the columns there are by then. */
int stage_define(struct stage *s, struct str name, const struct origin *o,
    struct fault *f);
int stage_filter(struct stage *s, const struct origin *o, struct fault *f);
/* Expectations: every row must hold; an expression with aggregates without
 * `over` is tested once, at the end.  `warns`: a failure is only told. */
int stage_expect(struct stage *s, const struct origin *o, bool warns,
    struct fault *f);

/* The columns after all steps. */
const struct schema *stage_schema(const struct stage *s);
/* Which input columns the steps look at, given which of the result are
 * wanted (NULL: all). */
void stage_wants(const struct stage *s, const bool *result, bool *input);

int stage_put(struct stage *s, const struct chunk *c, stage_sink *sink,
    void *ctx, struct fault *f);
/* The rest of the rows; `facts` are those of the whole input. */
int stage_finish(struct stage *s, const struct facts *facts,
    stage_sink *sink, void *ctx, struct fault *f);

#endif
