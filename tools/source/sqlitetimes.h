#ifndef GPU_SQLITETIMES_H
#define GPU_SQLITETIMES_H
/* The times of a SQLite table: whether its rows are in their order, and where
 * a window lies. */

#include "sqliterows.h"

/* What a pass over the time column tells. */
struct times {
	bool is_done, ascend, any, any_null;
	bool is_lenient;       /* what is no time is passed over */
	uint64_t rows;
	int64_t least, greatest, last;
	int64_t first_row, last_row;
	uint64_t hash;
	struct known_time known;
};

void times_begin(struct times *t, bool is_lenient);
/* The time of the next row, its value number `k`: 1, 0 if it has none,
 * -1. */
int times_row(struct times *t, struct sqliterows *rows, size_t k,
    struct fault *f);
/* The rows that follow, up to the first with a time from..to, which is not
 * noted yet: 1; 0 at the end; -1. */
int times_until(struct times *t, struct sqliterows *rows, size_t k,
    int64_t from, int64_t to, struct fault *f);
/* All rows have been seen. */
int times_end(struct times *t, struct sqlitedb *d, struct fault *f);

/* A pass over the column.  `table`: see sqliterows_open. */
int sqlite_times(struct times *t, struct sqlitedb *d,
    struct sqlitetable *table, size_t column, bool is_lenient,
    struct fault *f);
/* The first row whose time is at least `us`; the rows must ascend.  1, 0 if
 * there is none, -1. */
int sqlite_find_time(const struct times *t, struct sqlitedb *d,
    struct sqlitetable *table, size_t column, int64_t us, int64_t *row,
    struct fault *f);

#endif
