#include "sqlitetimes.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

bool
sqlite_time(struct known_time *k, sqlite3_value *v)
{
	struct str s;

	if (sqlite3_value_type(v) != SQLITE_TEXT)
		return false;
	s.p = (const char *)sqlite3_value_text(v);
	s.n = (size_t)sqlite3_value_bytes(v);
	return s.p && cell_time(k, s);
}

static void
see_time(struct times *t, int64_t us)
{
	if (!t->any || us != t->last)
		t->hash = XXH3_64bits_withSeed(&us, sizeof us, t->hash +
		    t->rows);
	if (t->any && us < t->last)
		t->ascend = false;
	if (!t->any || us < t->least)
		t->least = us;
	if (!t->any || us > t->greatest)
		t->greatest = us;
	t->last = us;
	t->any = true;
}

/* Lowest or highest row number; the table isn't empty. */
static int
edge_row(struct sqlitedb *d, const char *function, sqlite3_int64 *row,
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
sqlite_times(struct times *t, struct sqlitedb *d, size_t column,
    bool is_lenient, struct fault *f)
{
	struct known_time known = { .n = 0 };
	sqlite3_stmt *q;
	int code, at;

	if (t->is_done)
		return 0;
	*t = (struct times){ .ascend = true };
	q = sqlitedb_select(d, &column, 1, NULL, &at, f);
	if (!q)
		return -1;
	while ((code = sqlite3_step(q)) == SQLITE_ROW) {
		sqlite3_value *v = sqlite3_column_value(q, at);

		if (sqlite_time(&known, v)) {
			see_time(t, known.us);
		} else if (is_lenient) {
			t->any_null = true;
		} else {
			sqlitedb_bad_value(d, column, v, "is not a time",
			    t->rows, INT64_MIN, f);
			break;
		}
		t->rows++;
	}
	sqlite3_finalize(q);
	if (code == SQLITE_ROW)
		return -1;
	if (code != SQLITE_DONE)
		return sqlitedb_fault(d, f);
	if (d->rowid && t->rows > 0 &&
	    (edge_row(d, "min", &t->first_row, f) < 0 ||
	    edge_row(d, "max", &t->last_row, f) < 0))
		return -1;
	t->is_done = true;
	return 0;
}

/* By halving. */
int
sqlite_find_time(const struct times *t, struct sqlitedb *d, size_t column,
    int64_t us, sqlite3_int64 *row, struct fault *f)
{
	sqlite3_int64 lo = t->first_row, hi = t->last_row;
	struct known_time known = { .n = 0 };
	struct str where = arena_fmt(&d->arena, "%s >= ?1", d->rowid);
	sqlite3_stmt *q;
	bool found = false;
	int at, code = SQLITE_ROW;

	q = sqlitedb_select(d, &column, 1, where.p, &at, f);
	if (!q)
		return -1;
	*row = hi;
	while (lo <= hi && code == SQLITE_ROW) {
		sqlite3_int64 mid = (sqlite3_int64)(((uint64_t)hi -
		    (uint64_t)lo) / 2 + (uint64_t)lo);

		sqlite3_bind_int64(q, 1, mid);
		code = sqlite3_step(q);
		if (code == SQLITE_ROW &&
		    sqlite_time(&known, sqlite3_column_value(q, at)) &&
		    known.us >= us) {
			*row = mid;
			found = true;
			if (mid == INT64_MIN)
				break;
			hi = mid - 1;
		} else {
			lo = mid + 1;
		}
		sqlite3_reset(q);
	}
	sqlite3_finalize(q);
	if (code != SQLITE_ROW)
		return sqlitedb_fault(d, f);
	return found;
}
