#include "sqlitedb.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "../base/buffer.h"
#include "../rows/bounds.h"

enum { LOOK_INSIDE = 1000 }; /* rows that tell a type nobody declared */

int
sqlitedb_fault(const struct sqlitedb *d, struct fault *f)
{
	int code = sqlite3_extended_errcode(d->db);

	switch (code & 0xff) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return fault_data(f, "%s: a writer holds the database "
		    "(waited %d ms)", d->name, d->busy_ms);
	case SQLITE_NOTADB:
	case SQLITE_CORRUPT:
		return fault_data(f, "%s: damaged, or no database: %s",
		    d->name, sqlite3_errmsg(d->db));
	case SQLITE_READONLY:
		if (code != SQLITE_READONLY_ROLLBACK)
			break;
		return fault_data(f, "%s: its last writer died while writing; "
		    "open it once with the right to write, to roll that back",
		    d->name);
	default:
		break;
	}
	return fault_data(f, "%s: %s", d->name, sqlite3_errmsg(d->db));
}

/* A path as a URI: what has a meaning there is escaped. */
static struct str
path_uri(const char *path, const char *options, struct arena *a)
{
	struct buffer b = { 0 };
	struct str r;

	buffer_add(&b, S("file:"));
	for (const char *p = path; *p; p++) {
		if (strchr("%?#", *p))
			buffer_fmt(&b, "%%%02x", (unsigned)(unsigned char)*p);
		else
			buffer_char(&b, *p);
	}
	buffer_fmt(&b, "?%s", options);
	r = arena_str(a, buffer_str(&b));
	buffer_free(&b);
	return r;
}

/* What a query may do: only read; no other file may be attached, no extension loaded. */
static int
allow(void *ctx, int action, const char *a, const char *b, const char *c,
    const char *d)
{
	(void)ctx, (void)a, (void)c, (void)d;
	switch (action) {
	case SQLITE_SELECT:
	case SQLITE_READ:
	case SQLITE_RECURSIVE:
		return SQLITE_OK;
	case SQLITE_FUNCTION:
		return b && sqlite3_stricmp(b, "load_extension") == 0 ?
		    SQLITE_DENY : SQLITE_OK;
	default:
		return SQLITE_DENY;
	}
}

static int
open_as(struct sqlitedb *d, const char *path, const char *options)
{
	struct str uri = path_uri(path, options, &d->arena);

	sqlite3_close(d->db);
	d->db = NULL;
	if (sqlite3_open_v2(uri.p, &d->db, SQLITE_OPEN_READONLY |
	    SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK)
		return -1;
	sqlite3_extended_result_codes(d->db, 1);
	sqlite3_busy_timeout(d->db, d->busy_ms);
	sqlite3_db_config(d->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(d->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	sqlite3_db_config(d->db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
	sqlite3_limit(d->db, SQLITE_LIMIT_LENGTH, MAX_FRAME);
	/* The first look at the file takes the snapshot that all reading
	 * stays in. */
	if (sqlite3_exec(d->db, "BEGIN; SELECT 1 FROM sqlite_schema LIMIT 1",
	    NULL, NULL, NULL) != SQLITE_OK)
		return -1;
	return 0;
}

/* In a folder that may not be written, a database in WAL mode can't be opened
 * the usual way.  If its log is empty, the file alone is the whole truth. */
static bool
has_empty_log(const char *path, struct arena *a)
{
	struct stat st;
	char *real = realpath(path, NULL); /* the log lies beside the file */
	struct str log;

	if (!real)
		return false;
	log = arena_fmt(a, "%s-wal", real);
	free(real);
	return stat(log.p, &st) < 0 ? errno == ENOENT : st.st_size == 0;
}

static int
open_file(struct sqlitedb *d, const char *path, struct fault *f)
{
	struct stat st;
	int code;

	if (stat(path, &st) < 0)
		return fault_data(f, "%s: %s", d->name, strerror(errno));
	if (S_ISREG(st.st_mode) && st.st_size == 0)
		return fault_data(f, "%s: is empty", d->name);
	if (open_as(d, path, "mode=ro") == 0)
		return 0;
	code = sqlite3_extended_errcode(d->db);
	if ((code & 0xff) != SQLITE_CANTOPEN &&
	    ((code & 0xff) != SQLITE_READONLY ||
	    code == SQLITE_READONLY_ROLLBACK))
		return sqlitedb_fault(d, f);
	if (!has_empty_log(path, &d->arena))
		return fault_data(f, "%s: has a write-ahead log with rows, "
		    "which can only be read where the folder may be written",
		    d->name);
	if (open_as(d, path, "mode=ro&immutable=1") < 0)
		return sqlitedb_fault(d, f);
	return 0;
}

int
sqlitedb_each(struct sqlitedb *d, const char *sql, struct str bound,
    void (*row)(void *ctx, sqlite3_stmt *q), void *ctx, struct fault *f)
{
	sqlite3_stmt *q;
	int code;

	if (sqlite3_prepare_v2(d->db, sql, -1, &q, NULL) != SQLITE_OK)
		return sqlitedb_fault(d, f);
	if (bound.p)
		sqlite3_bind_text(q, 1, bound.p, (int)bound.n, SQLITE_STATIC);
	while ((code = sqlite3_step(q)) == SQLITE_ROW)
		row(ctx, q);
	if (code != SQLITE_DONE)
		sqlitedb_fault(d, f);
	sqlite3_finalize(q);
	return code == SQLITE_DONE ? 0 : -1;
}

struct tables {
	struct sqlitedb *d;
	struct str file;       /* its name without folder */
	struct str fitting;    /* a table whose name the file's begins with */
	size_t n, nfitting;
	struct buffer names;
};

static void
see_table(void *ctx, sqlite3_stmt *q)
{
	struct tables *t = ctx;
	struct str name = { (const char *)sqlite3_column_text(q, 0),
		(size_t)sqlite3_column_bytes(q, 0) };

	if (!name.p)
		return;
	if (t->n++ < 20)
		buffer_fmt(&t->names, " %.*s", (int)(name.n < 80 ? name.n :
		    80), name.p);
	if (t->n == 1)
		t->d->table = arena_str(&t->d->arena, name);
	if (str_starts(t->file, name) && name.n < t->file.n &&
	    strchr("._-", t->file.p[name.n])) {
		t->fitting = arena_str(&t->d->arena, name);
		t->nfitting++;
	}
}

/* The only table; or of several the one that the file is named after. */
static int
default_table(struct sqlitedb *d, const char *path, struct fault *f)
{
	const char *slash = strrchr(path, '/');
	struct tables t = { .d = d, .file = str_of(slash ? slash + 1 : path) };
	int done = sqlitedb_each(d, "SELECT name FROM sqlite_schema WHERE "
	    "type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'",
	    (struct str){ NULL, 0 }, see_table, &t, f);

	if (done == 0 && t.n == 0)
		done = fault_data(f, "%s: has no table", d->name);
	if (done == 0 && t.n > 1 && t.nfitting != 1)
		done = fault_usage(f, "%s: which table? (--sql)%.*s", d->name,
		    (int)t.names.n, t.names.p);
	if (done == 0 && t.n > 1)
		d->table = t.fitting;
	buffer_free(&t.names);
	return done;
}

struct kind {
	bool is_there, is_table, has_rowid;
};

static void
see_kind(void *ctx, sqlite3_stmt *q)
{
	struct kind *k = ctx;

	k->is_there = true;
	k->is_table = strcmp((const char *)sqlite3_column_text(q, 0),
	    "table") == 0;
	k->has_rowid = k->is_table && sqlite3_column_int(q, 1) == 0;
}

static enum type
declared_type(const char *decl, bool *is_told)
{
	static const struct { const char *part; enum type type; } parts[] = {
		{ "DATETIME", TYPE_TIME }, { "TIMESTAMP", TYPE_TIME },
		{ "DATE", TYPE_DATE }, { "BOOL", TYPE_BOOL },
		{ "INT", TYPE_INT }, { "CHAR", TYPE_TEXT },
		{ "CLOB", TYPE_TEXT }, { "TEXT", TYPE_TEXT },
		{ "REAL", TYPE_REAL }, { "FLOA", TYPE_REAL },
		{ "DOUB", TYPE_REAL }, { "NUMERIC", TYPE_REAL },
		{ "DECIMAL", TYPE_REAL },
	};
	char upper[64];
	size_t n = 0;

	for (; decl && decl[n] && n + 1 < sizeof upper; n++)
		upper[n] = (char)toupper((unsigned char)decl[n]);
	upper[n] = 0;
	*is_told = true;
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		if (strstr(upper, parts[i].part))
			return parts[i].type;
	*is_told = false;
	return TYPE_TEXT;
}

/* Types of columns without declaration, from the values of the first rows:
 * all numbers, or else text. */
static int
look_inside(struct sqlitedb *d, sqlite3_stmt *q, const bool *is_told,
    struct fault *f)
{
	bool *seen = NEW0(&d->arena, bool, d->n + 1);
	int code = SQLITE_DONE;

	for (int r = 0; r < LOOK_INSIDE &&
	    (code = sqlite3_step(q)) == SQLITE_ROW; r++) {
		for (size_t i = 0; i < d->n; i++) {
			int is = sqlite3_column_type(q, (int)i);
			enum type t = is == SQLITE_INTEGER ? TYPE_INT :
			    is == SQLITE_FLOAT ? TYPE_REAL : TYPE_TEXT;
			enum type was = d->columns[i].type;

			if (is_told[i] || is == SQLITE_NULL)
				continue;
			d->is_weak[i] = false;
			if (!seen[i])
				d->columns[i].type = t;
			else if (t == TYPE_TEXT || was == TYPE_TEXT)
				d->columns[i].type = TYPE_TEXT;
			else if (t != was)
				d->columns[i].type = TYPE_REAL;
			seen[i] = true;
		}
	}
	return code == SQLITE_DONE || code == SQLITE_ROW ? 0 :
	    sqlitedb_fault(d, f);
}

/* Names and types of the columns that a statement gives. */
static int
describe(struct sqlitedb *d, sqlite3_stmt *q, struct fault *f)
{
	int n = sqlite3_column_count(q);
	bool *is_told = NEW0(&d->arena, bool, (size_t)n + 1), all = true;

	if (n > MAX_COLUMNS)
		return fault_data(f, "%s: more than %d columns", d->name,
		    MAX_COLUMNS);
	d->n = (size_t)n;
	d->columns = NEW(&d->arena, struct column, d->n + 1);
	d->is_weak = NEW0(&d->arena, bool, d->n + 1);
	for (int i = 0; i < n; i++) {
		struct column *c = &d->columns[i];

		c->name = arena_str(&d->arena, str_of(
		    sqlite3_column_name(q, i)));
		c->type = declared_type(sqlite3_column_decltype(q, i),
		    &is_told[i]);
		d->is_weak[i] = c->type == TYPE_TEXT;
		all = all && is_told[i];
		for (int k = 0; k < i; k++)
			if (str_eq(d->columns[k].name, c->name))
				return fault_usage(f, "%s: two columns %s",
				    d->name, quoted(c->name));
	}
	return all ? 0 : look_inside(d, q, is_told, f);
}

/* An SQL name in double quotes. */
static void
put_name(struct buffer *b, struct str name)
{
	buffer_char(b, '"');
	for (size_t i = 0; i < name.n; i++) {
		if (name.p[i] == '"')
			buffer_char(b, '"');
		buffer_char(b, name.p[i]);
	}
	buffer_char(b, '"');
}

static const char *
rowid_name(const struct sqlitedb *d)
{
	static const char *const names[] = { "rowid", "_rowid_", "oid" };

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		bool taken = false;

		for (size_t k = 0; k < d->n; k++)
			taken = taken || sqlite3_stricmp(d->columns[k].name.p,
			    names[i]) == 0;
		if (!taken)
			return names[i];
	}
	return NULL;
}

static int
open_query(struct sqlitedb *d, const char *sql, struct fault *f)
{
	const char *tail;
	sqlite3_stmt *q;
	int done;

	if (!strpbrk(sql, " \t\r\n("))
		return fault_usage(f, "%s: --sql: no table %s", d->name,
		    quoted(str_of(sql)));
	sqlite3_set_authorizer(d->db, allow, NULL);
	if (sqlite3_prepare_v2(d->db, sql, -1, &q, &tail) != SQLITE_OK)
		return fault_usage(f, "%s: --sql: %s", d->name,
		    sqlite3_errmsg(d->db));
	while (*tail && strchr(" \t\r\n;", *tail))
		tail++;
	if (!q || *tail || !sqlite3_stmt_readonly(q) ||
	    sqlite3_column_count(q) == 0) {
		sqlite3_finalize(q);
		return fault_usage(f, "%s: --sql: neither a table nor a "
		    "single statement that only reads", d->name);
	}
	d->table = S("query");
	d->query = arena_str(&d->arena, str_of(sql));
	done = describe(d, q, f);
	sqlite3_finalize(q);
	return done;
}

static int
open_table(struct sqlitedb *d, const struct kind *kind, struct fault *f)
{
	struct buffer sql = { 0 };
	sqlite3_stmt *q = NULL;
	int code, done;

	buffer_add(&sql, S("SELECT * FROM "));
	put_name(&sql, d->table);
	code = sqlite3_prepare_v2(d->db, sql.p, (int)sql.n, &q, NULL);
	buffer_free(&sql);
	done = code == SQLITE_OK ? describe(d, q, f) : sqlitedb_fault(d, f);
	sqlite3_finalize(q);
	if (done == 0 && kind->has_rowid)
		d->rowid = rowid_name(d);
	return done;
}

int
sqlitedb_open(struct sqlitedb *d, const struct opening *o, struct fault *f)
{
	struct kind kind = { 0 };

	*d = (struct sqlitedb){ .name = o->name, .busy_ms = o->busy_ms };
	if (open_file(d, o->path, f) < 0)
		return -1;
	if (o->table)
		d->table = str_of(o->table);
	else if (default_table(d, o->path, f) < 0)
		return -1;
	if (sqlitedb_each(d, "SELECT type, wr FROM pragma_table_list "
	    "WHERE schema = 'main' AND name = ?", d->table, see_kind, &kind,
	    f) < 0)
		return -1;
	if (!kind.is_there && !o->table)
		return fault_data(f, "%s: damaged: its table %s has another "
		    "name", d->name, quoted(d->table));
	if (!kind.is_there)
		return open_query(d, o->table, f);
	return open_table(d, &kind, f);
}

void
sqlitedb_close(struct sqlitedb *d)
{
	sqlite3_close(d->db);
	arena_free(&d->arena);
	*d = (struct sqlitedb){ 0 };
}

sqlite3_stmt *
sqlitedb_select(struct sqlitedb *d, const size_t *columns, size_t n,
    const char *where, int *at, struct fault *f)
{
	struct buffer sql = { 0 };
	sqlite3_stmt *q = NULL;

	for (size_t i = 0; i < n; i++)
		at[i] = d->query.p ? (int)columns[i] : (int)i;
	if (d->query.p) {
		buffer_add(&sql, d->query);
	} else {
		buffer_add(&sql, S("SELECT "));
		for (size_t i = 0; i < n; i++) {
			if (i > 0)
				buffer_char(&sql, ',');
			put_name(&sql, d->columns[columns[i]].name);
		}
		if (n == 0)
			buffer_char(&sql, '1');
		buffer_add(&sql, S(" FROM "));
		put_name(&sql, d->table);
		if (where)
			buffer_fmt(&sql, " WHERE %s", where);
		if (d->rowid)
			buffer_fmt(&sql, " ORDER BY %s", d->rowid);
	}
	if (sqlite3_prepare_v2(d->db, sql.p, (int)sql.n, &q, NULL) !=
	    SQLITE_OK)
		sqlitedb_fault(d, f);
	buffer_free(&sql);
	return q;
}

int64_t
sqlitedb_row_number(struct sqlitedb *d, uint64_t row, int64_t from)
{
	struct str sql;
	sqlite3_stmt *q = NULL;
	int64_t id = (int64_t)row + 1;
	char *name;

	if (!d->rowid)
		return id;
	name = sqlite3_mprintf("%w", d->table.p);
	sql = arena_fmt(&d->arena, "SELECT %s FROM \"%s\" WHERE %s >= ?1 "
	    "ORDER BY %s LIMIT 1 OFFSET ?2", d->rowid, name ? name : "",
	    d->rowid, d->rowid);
	sqlite3_free(name);
	if (sqlite3_prepare_v2(d->db, sql.p, (int)sql.n, &q, NULL) ==
	    SQLITE_OK) {
		sqlite3_bind_int64(q, 1, from);
		sqlite3_bind_int64(q, 2, (sqlite3_int64)row);
		if (sqlite3_step(q) == SQLITE_ROW)
			id = sqlite3_column_int64(q, 0);
	}
	sqlite3_finalize(q);
	return id;
}

int
sqlitedb_value(struct sqlitedb *d, size_t column, int64_t rowid,
    struct datum *v, struct arena *a, struct fault *f)
{
	struct arena scratch = { 0 };
	struct str where = arena_fmt(&scratch, "%s = ?1", d->rowid);
	sqlite3_stmt *q;
	int at, done = -1;

	q = sqlitedb_select(d, &column, 1, where.p, &at, f);
	arena_free(&scratch);
	if (!q)
		return -1;
	sqlite3_bind_int64(q, 1, rowid);
	if (sqlite3_step(q) != SQLITE_ROW)
		sqlitedb_fault(d, f);
	else
		done = datum_of(v, sqlite3_column_value(q, at), f);
	if (done == 0 && (v->is == SQLITE_TEXT || v->is == SQLITE_BLOB))
		v->s = arena_str(a, v->s);
	sqlite3_finalize(q);
	return done;
}

int
sqlitedb_bad_value(struct sqlitedb *d, size_t column, const struct datum *v,
    const char *what, int64_t row, struct fault *f)
{
	const struct str name = d->columns[column].name;

	return fault_data(f, "%s: %s%s, row %" PRId64 ": column %.*s: %s %s",
	    d->name, d->query.p ? "" : "table ",
	    d->query.p ? "query" : quoted(d->table), row,
	    (int)(name.n < 80 ? name.n : 80), name.p, datum_shown(v), what);
}
