#ifndef GPU_CAST_H
#define GPU_CAST_H
/* A column of rows as the type that was asked for: what a database or a CSV
 * would have given, had it been read as that. */

#include "source.h"

/* Can any value of a column of type `from` be asked for as `to`? */
bool cast_exists(enum type from, enum type to);
/* Do values in order stay in order? */
bool cast_ascends(enum type from, enum type to);
/* An entry at a time; new ones in `a`.  `is_lenient`: what doesn't fit is
 * NULL.  `name` is the column's, for messages. */
int cast_column(struct col *c, enum type to, bool is_lenient, struct str name,
    struct arena *a, struct fault *f);

#endif
