#ifndef GPU_FILTERLIKE_H
#define GPU_FILTERLIKE_H
/* What gpu-bucket and gpu-filter share: a stage between standard input and
 * the outlet. */

#include "common.h"
#include "group/stage.h"

/* Runs the rows of standard input through a stage.  `prepare` adds the steps.
 * Returns the exit status. */
int filterlike_run(const struct common *c,
    int (*prepare)(void *ctx, struct stage *s, struct fault *f), void *ctx);

#endif
