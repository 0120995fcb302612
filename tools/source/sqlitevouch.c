#include "sqlitevouch.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

enum { HEADER = 100, LEAST_PAGE = 512, MOST_PAGE = 65536 };

static uint32_t
get32(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
	    (uint32_t)p[2] << 8 | p[3];
}

/* What the library says. */
struct said {
	int64_t page_size, pages, schema, root, keys, key_indexes;
	bool is_utf8, is_wal, is_generated, is_integer_key;
	struct stored *columns;
	size_t n, seen, key;
};

static void
see_file(void *ctx, sqlite3_stmt *q)
{
	struct said *s = ctx;
	const char *encoding = (const char *)sqlite3_column_text(q, 3);
	const char *journal = (const char *)sqlite3_column_text(q, 4);

	s->page_size = sqlite3_column_int64(q, 0);
	s->pages = sqlite3_column_int64(q, 1);
	s->schema = sqlite3_column_int64(q, 2);
	s->is_utf8 = encoding && strcmp(encoding, "UTF-8") == 0;
	s->is_wal = !journal || strcmp(journal, "wal") == 0;
}

static void
see_root(void *ctx, sqlite3_stmt *q)
{
	struct said *s = ctx;

	s->root = sqlite3_column_int64(q, 0);
	s->key_indexes = sqlite3_column_int64(q, 1);
}

/* The affinity REAL of a declared type, by the library's rules. */
static bool
is_real(const char *decl)
{
	static const char *const before[] = { "int", "char", "clob", "text",
		"blob" };
	static const char *const parts[] = { "real", "floa", "doub" };
	char like[16];

	if (!decl)
		return false;
	for (size_t i = 0; i < sizeof before / sizeof *before; i++) {
		sqlite3_snprintf(sizeof like, like, "%%%s%%", before[i]);
		if (sqlite3_strlike(like, decl, 0) == 0)
			return false;
	}
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		sqlite3_snprintf(sizeof like, like, "%%%s%%", parts[i]);
		if (sqlite3_strlike(like, decl, 0) == 0)
			return true;
	}
	return false;
}

static void
see_column(void *ctx, sqlite3_stmt *q)
{
	struct said *s = ctx;
	const char *decl = (const char *)sqlite3_column_text(q, 0);
	struct stored *c;

	if (s->seen++ >= s->n)
		return;
	c = &s->columns[s->seen - 1];
	c->is_real = is_real(decl);
	c->has_other = sqlite3_column_type(q, 1) != SQLITE_NULL;
	if (sqlite3_column_int(q, 2) > 0) {
		s->keys++;
		s->key = s->seen - 1;
		s->is_integer_key = decl && sqlite3_stricmp(decl, "INTEGER") ==
		    0;
	}
	s->is_generated = s->is_generated || sqlite3_column_int(q, 3) != 0;
}

static int
ask(struct said *s, struct sqlitedb *d, struct fault *f)
{
	static const char file[] = "SELECT page_size, page_count, "
	    "schema_version, encoding, journal_mode FROM pragma_page_size, "
	    "pragma_page_count, pragma_schema_version, pragma_encoding, "
	    "pragma_journal_mode";
	static const char root[] = "SELECT rootpage, (SELECT count(*) FROM "
	    "pragma_index_list(?1) WHERE origin = 'pk') FROM sqlite_schema "
	    "WHERE type = 'table' AND name = ?1";
	static const char columns[] = "SELECT type, dflt_value, pk, hidden "
	    "FROM pragma_table_xinfo(?1)";
	const struct str none = { NULL, 0 };

	if (sqlitedb_each(d, file, none, see_file, s, f) < 0 ||
	    sqlitedb_each(d, root, d->table, see_root, s, f) < 0 ||
	    sqlitedb_each(d, columns, d->table, see_column, s, f) < 0)
		return -1;
	return 0;
}

/* In WAL mode the file alone is what the transaction sees if the log has
 * nothing: the library holds the lock then that keeps others from moving
 * their log into it.  A log that is written to meanwhile only looks as if it
 * had been in use. */
static bool
has_log(struct sqlitedb *d)
{
	const char *name = sqlite3_db_filename(d->db, "main");
	const char *log = name ? sqlite3_filename_wal(name) : NULL;
	struct stat st;

	if (!log)
		return true;
	return stat(log, &st) < 0 ? errno != ENOENT : st.st_size != 0;
}

static const char *
table_reason(struct said *s, const struct sqlitedb *d)
{
	if (!d->rowid)
		return "no table with row numbers";
	if (s->root < 2 || s->seen != s->n)
		return "not kept as an ordinary table";
	if (s->is_generated)
		return "generated columns";
	/* A key without an index is the row number, if it may be one. */
	if (s->keys == 1 && s->key_indexes == 0 && !s->is_integer_key)
		return "an unknown key";
	if (s->keys == 1 && s->key_indexes == 0)
		s->columns[s->key].is_rowid = true;
	return NULL;
}

/* The header of the file against what the library says. */
static const char *
header_reason(struct vouched *v, const struct said *s)
{
	const sqlite3_io_methods *io = v->file->pMethods;
	sqlite3_int64 size = 0;
	uint8_t h[HEADER];
	uint32_t page;

	if (io->xRead(v->file, h, HEADER, 0) != SQLITE_OK ||
	    io->xFileSize(v->file, &size) != SQLITE_OK)
		return "a file that can't be read";
	page = (uint32_t)h[16] << 8 | h[17];
	if (page == 1)
		page = MOST_PAGE;
	if (memcmp(h, "SQLite format 3", 16) != 0 || h[21] != 64 ||
	    h[22] != 32 || h[23] != 32 || h[18] > 2 || h[19] > 2)
		return "an unknown format";
	if (h[20] != 0)
		return "reserved bytes in its pages";
	if (get32(h + 56) != 1 || !s->is_utf8)
		return "an encoding other than UTF-8";
	if (page < LEAST_PAGE || page > MOST_PAGE || (page & (page - 1)) ||
	    page != s->page_size)
		return "pages of an unknown size";
	if (get32(h + 24) != get32(h + 92) || get32(h + 28) != s->pages ||
	    size != (sqlite3_int64)page * s->pages || s->root > s->pages)
		return "a number of pages that is not the file's";
	if (get32(h + 40) != (uint32_t)s->schema)
		return "a schema that is not the file's";
	v->page_size = page;
	v->pages = (uint32_t)s->pages;
	v->root = (uint32_t)s->root;
	return NULL;
}

int
sqlite_vouch(struct vouched *v, struct sqlitedb *d, struct stored *columns,
    struct fault *f)
{
	struct said said = { .columns = columns, .n = d->n };

	*v = (struct vouched){ .why = "a query" };
	if (d->query.p)
		return 0;
	if (ask(&said, d, f) < 0)
		return -1;
	v->why = table_reason(&said, d);
	if (!v->why && sqlite3_txn_state(d->db, "main") != SQLITE_TXN_READ)
		v->why = "no transaction";
	if (!v->why && said.is_wal && has_log(d))
		v->why = "a write-ahead log";
	if (!v->why && (sqlite3_file_control(d->db, "main",
	    SQLITE_FCNTL_FILE_POINTER, &v->file) != SQLITE_OK || !v->file ||
	    !v->file->pMethods))
		v->why = "no file";
	if (!v->why)
		v->why = header_reason(v, &said);
	return v->why == NULL;
}
