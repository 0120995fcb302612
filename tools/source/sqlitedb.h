#ifndef GPU_SQLITEDB_H
#define GPU_SQLITEDB_H
/* A SQLite database opened for reading only, and one table or query of it.
 * Everything that is read belongs to one read transaction, so a writer may go
 * on meanwhile.  sqlitedb_close when done. */

#include <sqlite3.h>

#include "sqlitevalue.h"

struct sqlitedb {
	sqlite3 *db;
	const char *name;      /* for messages */
	int busy_ms;
	struct arena arena;    /* what follows */
	struct str table;      /* its name, or "query" */
	struct str query;      /* p NULL: a table */
	const char *rowid;     /* what the table's row number is called; NULL:
	                        * it has none */
	size_t n;
	struct column *columns; /* types by declaration, or by a look inside */
	bool *is_weak;         /* declared as text: may be all NULL or numbers */
};

/* `table`: a table, a query, or NULL for the only table there is. */
int sqlitedb_open(struct sqlitedb *d, const struct opening *o,
    struct fault *f);
void sqlitedb_close(struct sqlitedb *d);
/* The statement that reads these columns (their numbers) of the rows in
 * order; `where` is NULL or a condition on the row number.  A query comes as
 * it was written: at[i] is where column `columns[i]` stands in the result. */
sqlite3_stmt *sqlitedb_select(struct sqlitedb *d, const size_t *columns,
    size_t n, const char *where, int *at, struct fault *f);
/* Runs `sql` with at most one text bound (p NULL: none); calls `row` for each
 * row. */
int sqlitedb_each(struct sqlitedb *d, const char *sql, struct str bound,
    void (*row)(void *ctx, sqlite3_stmt *q), void *ctx, struct fault *f);
/* A column of the row with that number, by the library; kept in `a`. */
int sqlitedb_value(struct sqlitedb *d, size_t column, int64_t rowid,
    struct datum *v, struct arena *a, struct fault *f);
/* The number of the row that comes `row` rows after the first one with at
 * least the number `from`: asked for only when a row is wrong, since reading
 * it with every row costs time. */
int64_t sqlitedb_row_number(struct sqlitedb *d, uint64_t row, int64_t from);
/* The message for a value that can't be used, in that row. */
int sqlitedb_bad_value(struct sqlitedb *d, size_t column,
    const struct datum *v, const char *what, int64_t row, struct fault *f);
/* The library's last failure as a message. */
int sqlitedb_fault(const struct sqlitedb *d, struct fault *f);

#endif
