#ifndef GPU_THROUGH_H
#define GPU_THROUGH_H
/* The middle programs' common course: rows of standard input go through a
 * worker to the outlet. */

#include "outlet.h"
#include "group/aggregate.h"

/* What a program does with the rows; `w` is what its open made. */
struct worker {
	/* Checks everything against the input's schema, before the first row.
	 * On failure too *w, if it isn't NULL, is closed. */
	int (*open)(void *ctx, const struct schema *in, void **w,
	    struct fault *f);
	const struct schema *(*schema)(const void *w);
	/* The input columns it needs for these of the result. */
	void (*wants)(const void *w, const bool *result, bool *input);
	int (*put)(void *w, const struct chunk *c, stage_sink *sink, void *to,
	    struct fault *f);
	int (*finish)(void *w, const struct facts *facts, stage_sink *sink,
	    void *to, struct fault *f);
	void (*close)(void *w);
	/* May be NULL: told where the rows can be had again, if they can. */
	void (*rereads)(void *w, const struct aggregate_again *again);
};

/* Returns the exit status. */
int through_run(const struct common *c, const struct worker *kind, void *ctx);

/* A worker that is a stage; `prepare` adds the steps. */
int through_stage(const struct common *c, int (*prepare)(void *ctx,
    struct stage *s, struct fault *f), void *ctx);

#endif
