#include "sqliteout.h"

#include <errno.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "../base/buffer.h"
#include "../base/civil.h"
#include "../base/io.h"
#include "input.h"

struct sqliteout {
	struct sqliteout_wish wish;
	sqlite3 *db;
	struct output file;   /* a new database, until it is committed */
	bool is_new;
	struct arena run;     /* names, for one table */
	struct str table;
	struct schema schema;
	const char **names;   /* the table's name of each column */
	struct str *keys;     /* -k: their names there, quoted */
	size_t nkeys;
	sqlite3_stmt *insert;
};

static int
fail(struct sqliteout *o, struct fault *f)
{
	int why = sqlite3_system_errno(o->db);

	if ((sqlite3_errcode(o->db) & 0xff) == SQLITE_IOERR && why != 0)
		fault_data(f, "write: %s", strerror(why));
	else
		fault_data(f, "%s", sqlite3_errmsg(o->db));
	if (o->table.n > 0)
		fault_at(f, "table %s", quoted(o->table));
	return fault_at(f, "%s", o->wish.path);
}

static int
run(struct sqliteout *o, const char *sql, struct fault *f)
{
	return sqlite3_exec(o->db, sql, NULL, NULL, NULL) == SQLITE_OK ? 0 :
	    fail(o, f);
}

/* A new database is built under another name.  It needs no journal: it is
 * taken whole or not at all. */
static int
open_new(struct sqliteout *o, struct fault *f)
{
	if (io_open_output(&o->file, o->wish.path, f) < 0)
		return -1;
	o->is_new = true;
	return 0;
}

struct sqliteout *
sqliteout_open(const struct sqliteout_wish *w, struct fault *f)
{
	struct sqliteout *o = mem_get(sizeof *o);
	const char *path = w->path;

	*o = (struct sqliteout){ .wish = *w };
	if (access(path, F_OK) < 0) {
		if (open_new(o, f) < 0) {
			free(o);
			return NULL;
		}
		path = o->file.temporary;
	}
	if (sqlite3_open_v2(path, &o->db, SQLITE_OPEN_READWRITE, NULL) !=
	    SQLITE_OK) {
		fail(o, f);
		sqliteout_close(o);
		return NULL;
	}
	sqlite3_busy_timeout(o->db, w->busy_ms);
	if ((o->is_new && run(o, "PRAGMA journal_mode=OFF", f) < 0) ||
	    run(o, "BEGIN IMMEDIATE", f) < 0) {
		sqliteout_close(o);
		return NULL;
	}
	return o;
}

static const char *
default_type(enum type t)
{
	switch (t) {
	case TYPE_INT: return "BIGINT";
	case TYPE_REAL: case TYPE_F32: return "FLOAT";
	case TYPE_TIME: return "DATETIME";
	case TYPE_DATE: return "DATE";
	case TYPE_BOOL: return "BOOLEAN";
	case TYPE_NULL: case TYPE_TEXT: case TYPE_JSON: break;
	}
	return "TEXT";
}

/* It goes into SQL as it is: letters, digits, blanks and (10,2) only. */
static bool
is_type_text(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!((s.p[i] >= 'a' && s.p[i] <= 'z') || s.p[i] == '_' ||
		    (s.p[i] >= 'A' && s.p[i] <= 'Z') || s.p[i] == ' ' ||
		    (s.p[i] >= '0' && s.p[i] <= '9') || s.p[i] == '(' ||
		    s.p[i] == ')' || s.p[i] == ','))
			return false;
	return s.n > 0;
}

/* Takes COL=TYPE off the list; a comma in parentheses or `quotes` is none. */
static bool
next_type(struct str *rest, struct str *col, struct str *type)
{
	size_t n = 0, eq = SIZE_MAX;
	int depth = 0;
	bool is_quoted = false;

	if (!rest->p || rest->n == 0)
		return false;
	for (; n < rest->n; n++) {
		char c = rest->p[n];

		if (c == '`')
			is_quoted = !is_quoted;
		else if (is_quoted)
			continue;
		else if (c == '=' && eq == SIZE_MAX)
			eq = n;
		else if (c == '(')
			depth++;
		else if (c == ')')
			depth--;
		else if (c == ',' && depth <= 0)
			break;
	}
	eq = eq == SIZE_MAX ? n : eq;
	*col = str_trim(str_sub(*rest, 0, eq));
	if (col->n > 2 && col->p[0] == '`')
		*col = str_sub(*col, 1, col->n - 2);
	*type = eq < n ? str_trim(str_sub(*rest, eq + 1, n - eq - 1)) :
	    (struct str){ "", 0 };
	*rest = str_sub(*rest, n + 1, rest->n);
	return true;
}

/* The declared type of a column: -T's, or that of its values. */
static struct str
declared(const struct sqliteout *o, const struct column *c)
{
	struct str rest = str_of(o->wish.types), col, type;

	while (next_type(&rest, &col, &type))
		if (str_eq(col, c->name))
			return type;
	return str_of(default_type(c->type));
}

static int
check_types(const struct sqliteout *o, const struct schema *s,
    struct fault *f)
{
	struct str rest = str_of(o->wish.types), col, type;

	while (next_type(&rest, &col, &type)) {
		if (!is_type_text(type))
			return fault_usage(f, "-T: %s: %s is not an SQL type",
			    quoted(col), quoted(type));
		if (schema_find(s, col) < 0)
			return fault_usage(f, "-T: no column %s", quoted(col));
	}
	return 0;
}

static struct str
quote_name(struct sqliteout *o, const char *name)
{
	char *p = sqlite3_mprintf("\"%w\"", name);
	struct str s;

	if (!p)
		mem_get(SIZE_MAX); /* exits */
	s = arena_str(&o->run, str_of(p));
	sqlite3_free(p);
	return s;
}

/* An SQL text from a buffer that is freed here. */
static int
run_buffer(struct sqliteout *o, struct buffer *b, struct fault *f)
{
	int done;

	buffer_char(b, 0);
	done = run(o, b->p, f);
	buffer_free(b);
	return done;
}

static int
create(struct sqliteout *o, struct fault *f)
{
	struct buffer b = { 0 };

	buffer_add(&b, S("CREATE TABLE "));
	buffer_add(&b, quote_name(o, o->table.p));
	for (size_t i = 0; i < o->schema.n; i++) {
		struct column *c = &o->schema.columns[i];

		buffer_add(&b, i > 0 ? S(",\n\t") : S(" (\n\t"));
		buffer_add(&b, quote_name(o, c->name.p));
		buffer_char(&b, ' ');
		buffer_add(&b, declared(o, c));
		o->names[i] = c->name.p;
	}
	buffer_add(&b, S("\n)"));
	return run_buffer(o, &b, f);
}

static int
add_column(struct sqliteout *o, size_t i, struct fault *f)
{
	struct column *c = &o->schema.columns[i];
	struct buffer b = { 0 };

	if (!o->wish.add_columns) {
		fault_data(f, "table %s has no column %s (--add-columns adds "
		    "it)", quoted(o->table), quoted(c->name));
		return fault_at(f, "%s", o->wish.path);
	}
	o->names[i] = c->name.p;
	buffer_add(&b, S("ALTER TABLE "));
	buffer_add(&b, quote_name(o, o->table.p));
	buffer_add(&b, S(" ADD COLUMN "));
	buffer_add(&b, quote_name(o, c->name.p));
	buffer_char(&b, ' ');
	buffer_add(&b, declared(o, c));
	return run_buffer(o, &b, f);
}

/* SQLite's names know no case: A and a are one column. */
static int
check_once(struct sqliteout *o, struct fault *f)
{
	for (size_t i = 0; i < o->schema.n; i++)
		for (size_t k = 0; k < i; k++)
			if (strcasecmp(o->names[i], o->names[k]) == 0) {
				fault_data(f, "table %s: two columns of the "
				    "rows are its column %s",
				    quoted(o->table),
				    quoted(str_of(o->names[i])));
				return fault_at(f, "%s", o->wish.path);
			}
	return 0;
}

/* Which columns the table has; *n is their number, 0: there is no table. */
static int
match_columns(struct sqliteout *o, size_t *n, struct fault *f)
{
	sqlite3_stmt *st;
	int got;

	*n = 0;
	if (sqlite3_prepare_v2(o->db, "SELECT name FROM pragma_table_info(?)",
	    -1, &st, NULL) != SQLITE_OK)
		return fail(o, f);
	sqlite3_bind_text(st, 1, o->table.p, (int)o->table.n, SQLITE_STATIC);
	while ((got = sqlite3_step(st)) == SQLITE_ROW) {
		const char *name = (const char *)sqlite3_column_text(st, 0);

		++*n;
		for (size_t i = 0; name && i < o->schema.n; i++)
			if (strcasecmp(name, o->schema.columns[i].name.p) == 0)
				o->names[i] = arena_str(&o->run,
				    str_of(name)).p;
	}
	sqlite3_finalize(st);
	return got == SQLITE_DONE ? 0 : fail(o, f);
}

/* The table's names of the keys. */
static int
key_names(struct sqliteout *o, struct str *keys, size_t *n, struct fault *f)
{
	struct str rest = str_of(o->wish.keys), name;

	for (*n = 0; input_next_name(&rest, &name); ++*n) {
		ptrdiff_t i = schema_find(&o->schema, name);

		if (i < 0)
			return fault_usage(f, "-k: no column %s",
			    quoted(name));
		keys[*n] = quote_name(o, o->names[i]);
	}
	return 0;
}

/* The list of the columns, in parentheses. */
static void
add_columns(struct sqliteout *o, struct buffer *b)
{
	for (size_t i = 0; i < o->schema.n; i++) {
		buffer_add(b, i > 0 ? S(", ") : S(" ("));
		buffer_add(b, quote_name(o, o->names[i]));
	}
	buffer_char(b, ')');
}

/* Rows that replace others are collected first: which ones go is known when
 * all have come. */
static int
make_waiting(struct sqliteout *o, struct fault *f)
{
	struct buffer b = { 0 };

	buffer_add(&b, S("CREATE TEMP TABLE gpu_render_new AS SELECT "));
	for (size_t i = 0; i < o->schema.n; i++) {
		buffer_add(&b, i > 0 ? S(", ") : S(""));
		buffer_add(&b, quote_name(o, o->names[i]));
	}
	buffer_add(&b, S(" FROM main."));
	buffer_add(&b, quote_name(o, o->table.p));
	buffer_add(&b, S(" LIMIT 0"));
	return run_buffer(o, &b, f);
}

static int
prepare_insert(struct sqliteout *o, struct fault *f)
{
	struct buffer b = { 0 };
	int done;

	buffer_add(&b, S("INSERT INTO "));
	if (o->wish.keys) {
		buffer_add(&b, S("temp.gpu_render_new"));
	} else {
		buffer_add(&b, S("main."));
		buffer_add(&b, quote_name(o, o->table.p));
	}
	add_columns(o, &b);
	buffer_add(&b, S(" VALUES ("));
	for (size_t i = 0; i < o->schema.n; i++)
		buffer_add(&b, i > 0 ? S(", ?") : S("?"));
	buffer_char(&b, ')');
	done = sqlite3_prepare_v2(o->db, b.p, (int)b.n, &o->insert, NULL) ==
	    SQLITE_OK ? 0 : fail(o, f);
	buffer_free(&b);
	return done;
}

/* No name may hold a NUL byte: SQL text ends there. */
static int
check_names(const struct sqliteout *o, struct fault *f)
{
	if (o->schema.n == 0)
		return fault_data(f, "%s: the rows have no columns",
		    o->wish.path);
	for (size_t i = 0; i < o->schema.n; i++)
		if (memchr(o->schema.columns[i].name.p, 0,
		    o->schema.columns[i].name.n))
			return fault_data(f, "%s: a column's name has a NUL "
			    "byte", o->wish.path);
	return 0;
}

int
sqliteout_begin(struct sqliteout *o, struct str table, const struct schema *s,
    struct fault *f)
{
	size_t has;

	o->table = arena_str(&o->run, table);
	schema_parse(&o->schema, schema_text(s, &o->run), &o->run, f);
	o->names = NEW0(&o->run, const char *, o->schema.n + 1);
	for (size_t i = 0; i < o->schema.n; i++)
		o->schema.columns[i].name = arena_str(&o->run,
		    o->schema.columns[i].name);
	if (check_names(o, f) < 0 || check_types(o, &o->schema, f) < 0 ||
	    match_columns(o, &has, f) < 0)
		return -1;
	if (has == 0 && create(o, f) < 0)
		return -1;
	for (size_t i = 0; i < o->schema.n; i++)
		if (!o->names[i] && add_column(o, i, f) < 0)
			return -1;
	if (check_once(o, f) < 0)
		return -1;
	if (o->wish.keys) {
		o->keys = NEW(&o->run, struct str, strlen(o->wish.keys) + 1);
		if (key_names(o, o->keys, &o->nkeys, f) < 0 ||
		    make_waiting(o, f) < 0)
			return -1;
	}
	return prepare_insert(o, f);
}

static int
bind(sqlite3_stmt *st, int at, const struct value *v)
{
	char buf[CIVIL_MAX];
	size_t n;

	if (v->is_null)
		return sqlite3_bind_null(st, at);
	switch (v->type) {
	case TYPE_NULL:
		return sqlite3_bind_null(st, at);
	case TYPE_BOOL:
	case TYPE_INT:
		return sqlite3_bind_int64(st, at, v->i);
	case TYPE_REAL:
	case TYPE_F32:
		return sqlite3_bind_double(st, at, v->d);
	case TYPE_TEXT:
	case TYPE_JSON:
		return sqlite3_bind_text(st, at, v->s.n > 0 ? v->s.p : "",
		    (int)v->s.n, SQLITE_STATIC);
	case TYPE_TIME:
		n = civil_put_time(buf, v->i, ' ', true);
		return sqlite3_bind_text(st, at, buf, (int)n,
		    SQLITE_TRANSIENT);
	case TYPE_DATE:
		n = civil_put_date(buf, v->i);
		return sqlite3_bind_text(st, at, buf, (int)n,
		    SQLITE_TRANSIENT);
	}
	return SQLITE_MISUSE;
}

int
sqliteout_put(struct sqliteout *o, const struct chunk *c, struct fault *f)
{
	struct arena a = { 0 };
	const uint32_t **index = NEW(&a, const uint32_t *, c->n + 1);
	int done = 0;

	for (size_t i = 0; i < c->n; i++)
		index[i] = dom_index(c->cols[i].dom, c->rows, &a);
	for (uint32_t r = 0; r < c->rows && done == 0; r++) {
		bool is_bound = true;

		for (size_t i = 0; i < c->n; i++) {
			struct value v;

			col_value(&c->cols[i], index[i][r], &v);
			is_bound = is_bound &&
			    bind(o->insert, (int)i + 1, &v) == SQLITE_OK;
		}
		if (!is_bound || sqlite3_step(o->insert) != SQLITE_DONE)
			done = fail(o, f);
		sqlite3_reset(o->insert);
	}
	arena_free(&a);
	return done;
}

static int
replace_rows(struct sqliteout *o, struct fault *f)
{
	struct str table = quote_name(o, o->table.p), *keys = o->keys;
	struct buffer b = { 0 };
	size_t n = o->nkeys;

	buffer_add(&b, S("CREATE INDEX temp.gpu_render_keys "
	    "ON gpu_render_new ("));
	for (size_t i = 0; i < n; i++) {
		buffer_add(&b, i > 0 ? S(", ") : S(""));
		buffer_add(&b, keys[i]);
	}
	buffer_add(&b, S("); DELETE FROM main."));
	buffer_add(&b, table);
	buffer_add(&b, S(" AS old WHERE EXISTS (SELECT 1 FROM "
	    "temp.gpu_render_new AS new WHERE "));
	for (size_t i = 0; i < n; i++) {
		buffer_add(&b, i > 0 ? S(" AND new.") : S("new."));
		buffer_add(&b, keys[i]);
		buffer_add(&b, S(" IS old."));
		buffer_add(&b, keys[i]);
	}
	buffer_add(&b, S("); INSERT INTO main."));
	buffer_add(&b, table);
	add_columns(o, &b);
	buffer_add(&b, S(" SELECT * FROM temp.gpu_render_new ORDER BY rowid; "
	    "DROP TABLE temp.gpu_render_new"));
	return run_buffer(o, &b, f);
}

int
sqliteout_end(struct sqliteout *o, struct fault *f)
{
	sqlite3_finalize(o->insert);
	o->insert = NULL;
	if (o->wish.keys && replace_rows(o, f) < 0)
		return -1;
	o->table = (struct str){ NULL, 0 };
	return 0;
}

/* A database that appeared meanwhile is not overwritten, where the file
 * system can tell. */
static int
put_in_place(struct sqliteout *o, struct fault *f)
{
	int done = 0;

	if (fsync(o->file.fd) < 0 ||
	    (link(o->file.temporary, o->wish.path) < 0 && errno != EPERM))
		done = fault_data(f, "%s: %s", o->wish.path, strerror(errno));
	else if (access(o->wish.path, F_OK) < 0)
		done = io_commit(&o->file, f);
	io_discard(&o->file);
	o->is_new = false;
	return done;
}

int
sqliteout_commit(struct sqliteout *o, struct fault *f)
{
	if (run(o, "COMMIT", f) < 0)
		return -1;
	if (sqlite3_close(o->db) != SQLITE_OK)
		return fail(o, f);
	o->db = NULL;
	return o->is_new ? put_in_place(o, f) : 0;
}

void
sqliteout_close(struct sqliteout *o)
{
	if (!o)
		return;
	sqlite3_finalize(o->insert);
	if (o->db) /* the journal undoes what isn't committed */
		sqlite3_close(o->db);
	if (o->is_new)
		io_discard(&o->file);
	arena_free(&o->run);
	free(o);
}
