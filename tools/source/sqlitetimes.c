#include "sqlitetimes.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

void
times_begin(struct times *t, bool is_lenient)
{
	*t = (struct times){ .ascend = true, .is_lenient = is_lenient };
}

static void
see_time(struct times *t, int64_t us)
{
	if (t->any && us == t->last)
		return; /* a snapshot has one */
	t->hash = XXH3_64bits_withSeed(&us, sizeof us, t->hash + t->rows);
	if (t->any && us < t->last)
		t->ascend = false;
	if (!t->any || us < t->least)
		t->least = us;
	if (!t->any || us > t->greatest)
		t->greatest = us;
	t->last = us;
	t->any = true;
}

int
times_row(struct times *t, struct sqliterows *rows, size_t k, struct fault *f)
{
	struct datum v;

	if (sqliterows_value(rows, k, &v, f) < 0)
		return -1;
	t->rows++;
	if (datum_time(&t->known, &v)) {
		see_time(t, t->known.us);
		return 1;
	}
	t->any_null = true;
	return t->is_lenient ? 0 : sqlitedb_bad_value(rows->d,
	    rows->columns[k], &v, "is not a time", sqliterows_number(rows),
	    f);
}

/* Lowest or highest row number; the table isn't empty. */
static int
edge_row(struct sqlitedb *d, const char *function, int64_t *row,
    struct fault *f)
{
	char *sql = sqlite3_mprintf("SELECT %s(%s) FROM \"%w\"", function,
	    d->rowid, d->table.p);
	sqlite3_stmt *q = NULL;
	int code;

	if (!sql)
		return fault_data(f, "no memory");
	code = sqlite3_prepare_v2(d->db, sql, -1, &q, NULL);
	sqlite3_free(sql);
	if (code == SQLITE_OK)
		code = sqlite3_step(q);
	if (code == SQLITE_ROW)
		*row = sqlite3_column_int64(q, 0);
	else
		sqlitedb_fault(d, f);
	sqlite3_finalize(q);
	return code == SQLITE_ROW ? 0 : -1;
}

int
times_end(struct times *t, struct sqlitedb *d, struct fault *f)
{
	if (d->rowid && t->rows > 0 &&
	    (edge_row(d, "min", &t->first_row, f) < 0 ||
	    edge_row(d, "max", &t->last_row, f) < 0))
		return -1;
	t->is_done = true;
	return 0;
}

int
sqlite_times(struct times *t, struct sqlitedb *d, struct sqlitetable *table,
    size_t column, bool is_lenient, struct fault *f)
{
	struct sqliterows rows;
	int got;

	times_begin(t, is_lenient);
	got = sqliterows_open(&rows, d, table, &column, 1, false, f);
	while (got >= 0 && (got = sqliterows_next(&rows, f)) > 0)
		got = times_row(t, &rows, 0, f);
	sqliterows_close(&rows);
	return got < 0 ? -1 : times_end(t, d, f);
}

int
times_until(struct times *t, struct sqliterows *rows, size_t k, int64_t from,
    int64_t to, struct fault *f)
{
	struct datum v;
	int got;

	while ((got = sqliterows_next(rows, f)) > 0) {
		if (sqliterows_value(rows, k, &v, f) < 0)
			return -1;
		if (datum_time(&t->known, &v) && t->known.us >= from &&
		    t->known.us <= to)
			return 1;
		if (times_row(t, rows, k, f) < 0)
			return -1;
	}
	return got;
}

/* Has the first row from `from` on a time of at least `us`?  1, 0, -1. */
static int
is_behind(struct sqliterows *rows, int64_t from, int64_t to, int64_t us,
    struct fault *f)
{
	struct known_time known = { .n = 0 };
	struct datum v;
	int got;

	if (sqliterows_seek(rows, from, to, f) < 0)
		return -1;
	got = sqliterows_next(rows, f);
	if (got > 0 && sqliterows_value(rows, 0, &v, f) < 0)
		return -1;
	return got > 0 ? datum_time(&known, &v) && known.us >= us : got;
}

/* By halving. */
int
sqlite_find_time(const struct times *t, struct sqlitedb *d,
    struct sqlitetable *table, size_t column, int64_t us, int64_t *row,
    struct fault *f)
{
	int64_t lo = t->first_row, hi = t->last_row;
	struct sqliterows rows;
	bool found = false;
	int got = sqliterows_open(&rows, d, table, &column, 1, true, f);

	*row = hi;
	while (got >= 0 && lo <= hi) {
		int64_t mid = (int64_t)(((uint64_t)hi - (uint64_t)lo) / 2 +
		    (uint64_t)lo);

		got = is_behind(&rows, mid, t->last_row, us, f);
		if (got > 0) {
			*row = mid;
			found = true;
			if (mid == INT64_MIN)
				break;
			hi = mid - 1;
		} else if (mid == INT64_MAX) {
			break;
		} else {
			lo = mid + 1;
		}
	}
	sqliterows_close(&rows);
	return got < 0 ? -1 : found;
}
