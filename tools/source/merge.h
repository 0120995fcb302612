#ifndef GPU_MERGE_H
#define GPU_MERGE_H
/* Several sources as one: their columns by name, their rows in order of time
 * if all can give that, else in the order that all of them declare, as far as
 * it is the same; without any one source comes after another.  A part that
 * has ended is closed; one whose rows come later than the others' is not read
 * before they do. */

#include "source.h"

/* Takes the parts, also when it fails.  labels[i] is the value of the column
 * `source` in part i, p NULL for none; NULL: there is no such column. */
struct source *merge_open(const char *name, struct source **parts, size_t n,
    const struct str *labels, struct fault *f);
#endif
