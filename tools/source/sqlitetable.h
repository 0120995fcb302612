#ifndef GPU_SQLITETABLE_H
#define GPU_SQLITETABLE_H
/* A table whose pages are read directly, while the library holds the lock of
 * the transaction that `sqlitedb` began and vouches for the file: no log, no
 * journal, a known format.  Whatever is unusual is left to the library, which
 * reads the same rows.  sqlitetable_close when done, before the database. */

#include "btree.h"
#include "sqlitealike.h"
#include "sqlitedb.h"
#include "sqlitevalue.h"

/* How a column is kept. */
struct stored {
	bool is_rowid;         /* it is the row number */
	bool is_real;          /* whole numbers in it are reals */
	bool has_other;        /* rows without it have a value, not NULL */
	bool knows_other;
	struct datum other;    /* that value, the library's */
};

struct sqlitetable {
	struct sqlitedb *d;
	struct pages pages;
	struct btree tree;
	size_t n;              /* columns */
	struct stored *columns;
	struct arena run, row; /* row: what the library said of this row */
	/* The row. */
	struct cell cell;
	const uint8_t *bytes;  /* its payload, as far as it is wanted */
	size_t whole;          /* bytes of it there are in `bytes` */
	const uint32_t *types; /* of its columns up to the last wanted one */
	const uint32_t *at;    /* and where they begin */
	uint32_t *own;         /* room for both */
	size_t have, last;     /* columns it has of these, columns looked at */
	bool wants_last;       /* nothing but the table's last column */
	uint8_t *joined;       /* a payload in parts */
	size_t room;
	struct alike alike;
	struct alike_row *again; /* what is remembered of rows like it, or
	                          * NULL; its mark is the caller's */
};

/* 1; 0 if the library must read it, and why; -1. */
int sqlitetable_open(struct sqlitetable *t, struct sqlitedb *d,
    const char **why, struct fault *f);
void sqlitetable_close(struct sqlitetable *t); /* a zeroed one too */
/* Gives back memory until the next seek. */
void sqlitetable_rest(struct sqlitetable *t);
/* Which columns will be asked for, from the next row on. */
void sqlitetable_want(struct sqlitetable *t, const size_t *columns, size_t n);
/* Finds rows that are like earlier ones in these of the wanted columns; a
 * bool a column of the table.  Until the next sqlitetable_want. */
void sqlitetable_compare(struct sqlitetable *t, bool *is);
/* Before the first row whose number is at least `rowid`. */
int sqlitetable_seek(struct sqlitetable *t, int64_t rowid, struct fault *f);
/* The row that was read last comes once more, as the next one. */
void sqlitetable_again(struct sqlitetable *t);
/* The next row, t->cell.rowid: 1, 0 at the end, -1. */
int sqlitetable_next(struct sqlitetable *t, struct fault *f);
int sqlitetable_rare_value(struct sqlitetable *t, size_t column,
    struct datum *v, struct fault *f);

/* A wanted column of it, valid until the next row. */
static inline int
sqlitetable_value(struct sqlitetable *t, size_t column, struct datum *v,
    struct fault *f)
{
	uint32_t type;

	if (column >= t->have || t->at[column + 1] > t->whole ||
	    t->columns[column].is_rowid)
		return sqlitetable_rare_value(t, column, v, f);
	type = t->types[column];
	if (type == 0) {
		v->is = SQLITE_NULL;
		return 0;
	}
	if (type < 13 || type % 2 == 0)
		return sqlitetable_rare_value(t, column, v, f);
	v->is = SQLITE_TEXT;
	v->s.p = (const char *)t->bytes + t->at[column];
	v->s.n = t->at[column + 1] - t->at[column];
	return 0;
}

#endif
