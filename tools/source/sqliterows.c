#include "sqliterows.h"

#include <string.h>

int
sqliterows_open(struct sqliterows *r, struct sqlitedb *d,
    struct sqlitetable *table, const size_t *columns, size_t n,
    bool is_ranged, struct fault *f)
{
	struct str where = { NULL, 0 };

	*r = (struct sqliterows){ .d = d, .table = table, .n = n,
	    .from = INT64_MIN, .to = INT64_MAX, .is_ranged = is_ranged };
	r->columns = NEW(&r->arena, size_t, n + 1);
	r->at = NEW(&r->arena, int, n + 1);
	memcpy(r->columns, columns, n * sizeof *columns);
	if (table) {
		sqlitetable_want(table, columns, n);
		return is_ranged ? 0 : sqlitetable_seek(table, INT64_MIN, f);
	}
	if (is_ranged)
		where = arena_fmt(&r->arena, "%s BETWEEN ?1 AND ?2",
		    d->rowid);
	r->q = sqlitedb_select(d, columns, n, where.p, r->at, f);
	return r->q ? 0 : -1;
}

void
sqliterows_close(struct sqliterows *r)
{
	if (r->table)
		sqlitetable_rest(r->table);
	sqlite3_finalize(r->q);
	arena_free(&r->arena);
	*r = (struct sqliterows){ 0 };
}

int
sqliterows_seek(struct sqliterows *r, int64_t from, int64_t to,
    struct fault *f)
{
	r->row = 0;
	r->from = from;
	r->to = to;
	if (r->table)
		return sqlitetable_seek(r->table, from, f);
	sqlite3_reset(r->q);
	sqlite3_bind_int64(r->q, 1, from);
	sqlite3_bind_int64(r->q, 2, to);
	return 0;
}

int64_t
sqliterows_number(struct sqliterows *r)
{
	return r->table ? r->table->cell.rowid :
	    sqlitedb_row_number(r->d, r->row - 1, r->from);
}

int
sqliterows_step(struct sqliterows *r, struct fault *f)
{
	int code = sqlite3_step(r->q);

	if (code == SQLITE_ROW)
		return 1;
	return code == SQLITE_DONE ? 0 : sqlitedb_fault(r->d, f);
}
