#ifndef GPU_DBSTATE_H
#define GPU_DBSTATE_H
/* Which state of a SQLite database a file holds: what an archive notes of the
 * database it is made from, so that it is known later whether the two still
 * tell the same. */

#include <time.h>

#include "../base/arena.h"

/* From the file's header and what the system says of it: the format's count of
 * changes, pages, schema and the time of the last change to the nanosecond.
 * No two states of one database agree in all of these, nor do a database and
 * another one put in its place.  `table`, what is read of it, or NULL, is
 * part of the text.  p NULL, and why: it is being written to, or there is
 * none.
 *
 * `held`, or NULL: a transaction of this process has begun, so that nobody
 * changes the file although he may prepare to.  The descriptor, or -1, is the
 * caller's to close after the transaction: to close it ends its lock. */
struct str dbstate(const char *path, const char *table, int *held,
    const char **why, struct arena *a);

#endif
