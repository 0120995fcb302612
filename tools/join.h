#ifndef GPU_JOIN_H
#define GPU_JOIN_H
/* Files of rows put one behind another, their chunks copied as they are:
 * gpu-extract --as-is.  For files whose rows follow one another, as those of
 * months do: nothing is decoded. */

#include "outlet.h"
#include "source/source.h"

/* Have all parts the same columns, and does each file's first chunk begin
 * behind the last of the one before?  Before the parts are merged; 1, 0, -1.
 * *why: what is in the way, if 0. */
int join_fits(char *const *paths, struct source *const *parts, size_t n,
    const char **why, struct fault *f);
/* Copies the files; their facts are merged into `facts`. */
int join_copy(char *const *paths, size_t n, struct outlet *o,
    struct facts *facts, struct fault *f);

#endif
