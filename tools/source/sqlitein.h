#ifndef GPU_SQLITEIN_H
#define GPU_SQLITEIN_H
/* A table or a query of a SQLite database as a source.  Before the first row
 * a pass over the time column proves that the rows ascend; rows that don't
 * are sorted, and counted in the fact `late`. */

#include "source.h"

struct source *sqlitein_open(const struct opening *o, struct fault *f);

#endif
