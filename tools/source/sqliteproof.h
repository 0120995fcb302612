#ifndef GPU_SQLITEPROOF_H
#define GPU_SQLITEPROOF_H
/* What a pass over the times of a table found, kept from one run to the next
 * in a folder of the caller's, so that a report of a day doesn't read a month
 * for each of its tables.  It holds for the state of the database in which it
 * was found (dbstate); for any other, or a file that isn't as it was written,
 * there is none.  The folder is trusted as the database is. */

#include "sqlitetimes.h"

struct proof {
	const char *folder;    /* NULL: nothing is kept */
	struct str path;       /* of the database, without links */
	struct str state;      /* p NULL: it is being written to */
	int held;              /* the file, or -1 */
};

/* A transaction of `d` has begun; `path` is its file. */
void proof_open(struct proof *p, const char *folder, const char *path,
    struct sqlitedb *d);
/* After the end of the transaction: it gives back a descriptor of the file,
 * which ends all locks on it. */
void proof_close(struct proof *p);
/* What is known of the times in this column, read as `is_lenient` says. */
bool proof_find(const struct proof *p, struct str column, bool is_lenient,
    struct times *t);
/* They are done.  What can't be kept isn't: it only takes longer then. */
void proof_keep(const struct proof *p, struct str column,
    const struct times *t);

#endif
