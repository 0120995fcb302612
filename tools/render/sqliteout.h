#ifndef GPU_SQLITEOUT_H
#define GPU_SQLITEOUT_H
/* Rows into tables of an SQLite database, all of them in one transaction.
 * The database is kept as it is until sqliteout_commit; one that wasn't there
 * before appears whole or not at all. */

#include "../rows/chunk.h"

struct sqliteout;

struct sqliteout_wish {
	const char *path;
	const char *types;  /* COL=SQLTYPE,... or NULL */
	const char *keys;   /* rows with keys that are written go first */
	bool add_columns;
	int busy_ms;
};

struct sqliteout *sqliteout_open(const struct sqliteout_wish *w,
    struct fault *f);
/* The rows that follow go there: the table is made if it is missing. */
int sqliteout_begin(struct sqliteout *o, struct str table,
    const struct schema *s, struct fault *f);
int sqliteout_put(struct sqliteout *o, const struct chunk *c,
    struct fault *f);
int sqliteout_end(struct sqliteout *o, struct fault *f);
int sqliteout_commit(struct sqliteout *o, struct fault *f);
/* Frees; what isn't committed is undone. */
void sqliteout_close(struct sqliteout *o);

#endif
