#ifndef GPU_SQLITETIMES_H
#define GPU_SQLITETIMES_H
/* The times of a SQLite table: whether its rows are in their order, and where
 * a window lies. */

#include "cell.h"
#include "sqlitedb.h"

/* What a pass over the time column tells. */
struct times {
	bool is_done, ascend, any, any_null;
	uint64_t rows;
	int64_t least, greatest, last;
	sqlite3_int64 first_row, last_row;
	uint64_t hash;
};

/* The time of a value, as cell_time; only texts are times. */
bool sqlite_time(struct known_time *k, sqlite3_value *v);
/* A pass over the column.  `is_lenient`: what is no time is passed over. */
int sqlite_times(struct times *t, struct sqlitedb *d, size_t column,
    bool is_lenient, struct fault *f);
/* The first row whose time is at least `us`; the rows must ascend.  1, 0 if
 * there is none, -1. */
int sqlite_find_time(const struct times *t, struct sqlitedb *d, size_t column,
    int64_t us, sqlite3_int64 *row, struct fault *f);

#endif
