#ifndef GPU_SQLITEROWS_H
#define GPU_SQLITEROWS_H
/* Some columns of a table's or query's rows, in order of the row numbers:
 * from its pages or through the library, which gives the same.
 * sqliterows_close when done, before table and database. */

#include "sqlitetable.h"

struct sqliterows {
	struct sqlitedb *d;
	struct sqlitetable *table; /* NULL: through the library */
	sqlite3_stmt *q;
	size_t *columns;       /* of the table */
	int *at;               /* columns of the statement */
	size_t n;
	int64_t from, to;      /* row numbers */
	uint64_t row;          /* rows so far */
	bool is_ranged;        /* only rows from..to; seek first */
	struct arena arena;
};

/* `table` is NULL or one that was opened; it reads for one at a time. */
int sqliterows_open(struct sqliterows *r, struct sqlitedb *d,
    struct sqlitetable *table, const size_t *columns, size_t n,
    bool is_ranged, struct fault *f);
void sqliterows_close(struct sqliterows *r); /* a zeroed one too */
/* Before the first row from..to. */
int sqliterows_seek(struct sqliterows *r, int64_t from, int64_t to,
    struct fault *f);
/* The number of the row, for messages. */
int64_t sqliterows_number(struct sqliterows *r);
int sqliterows_step(struct sqliterows *r, struct fault *f);

/* The next row: 1, 0 at the end, -1. */
static inline int
sqliterows_next(struct sqliterows *r, struct fault *f)
{
	int got;

	r->row++;
	if (!r->table)
		return sqliterows_step(r, f);
	got = sqlitetable_next(r->table, f);
	return got > 0 && r->table->cell.rowid > r->to ? 0 : got;
}

/* Its column columns[k], valid until the next row. */
static inline int
sqliterows_value(struct sqliterows *r, size_t k, struct datum *v,
    struct fault *f)
{
	if (r->table)
		return sqlitetable_value(r->table, r->columns[k], v, f);
	return datum_of(v, sqlite3_column_value(r->q, r->at[k]), f);
}

#endif
