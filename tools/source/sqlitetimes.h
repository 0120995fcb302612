#ifndef GPU_SQLITETIMES_H
#define GPU_SQLITETIMES_H
/* The times of a SQLite table: whether its rows are in their order, and where
 * a window lies. */

#include "sqliterows.h"

/* What a pass over the time column tells. */
struct times {
	bool is_done, ascend, any, any_null;
	uint64_t rows;
	int64_t least, greatest, last;
	int64_t first_row, last_row;
	uint64_t hash;
};

/* A pass over the column.  `table`: see sqliterows_open.  `is_lenient`: what
 * is no time is passed over. */
int sqlite_times(struct times *t, struct sqlitedb *d,
    struct sqlitetable *table, size_t column, bool is_lenient,
    struct fault *f);
/* The first row whose time is at least `us`; the rows must ascend.  1, 0 if
 * there is none, -1. */
int sqlite_find_time(const struct times *t, struct sqlitedb *d,
    struct sqlitetable *table, size_t column, int64_t us, int64_t *row,
    struct fault *f);

#endif
