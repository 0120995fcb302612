#include "tablefile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../base/civil.h"
#include "../base/csvread.h"
#include "../base/num.h"
#include "files.h"
#include "parse.h"

/* CSV into texts. */
struct csv_table {
	struct table *t;
	const char *path;
	size_t columns, rows, cap;
	struct str *fields;     /* malloc'ed: rows * columns */
};

static int
take_record(void *ctx, const struct str *fields, size_t n, uint64_t line,
    struct fault *f)
{
	struct csv_table *c = ctx;
	struct arena *a = &c->t->arena;

	if (c->columns == 0) {
		c->columns = n;
		c->t->schema.columns = NEW0(a, struct column, n);
		for (size_t i = 0; i < n; i++) {
			struct str name = arena_str(a, str_trim(fields[i]));

			if (name.n == 0 || schema_find(&c->t->schema, name) >=
			    0)
				return fault_data(f, "%s: an empty or repeated "
				    "name in the header", c->path);
			c->t->schema.columns[i] = (struct column){ name,
				TYPE_TEXT };
			c->t->schema.n = i + 1;
		}
		return 0;
	}
	if (n != c->columns)
		return fault_data(f, "%s:line %llu: %zu fields, the header has "
		    "%zu", c->path, (unsigned long long)line, n, c->columns);
	mem_grow(&c->fields, &c->cap, (c->rows + 1) * n, sizeof *c->fields);
	for (size_t i = 0; i < n; i++)
		c->fields[c->rows * n + i] = arena_str(a, fields[i]);
	c->rows++;
	return 0;
}

static int
read_csv(struct table_file *t, struct arena *a, struct fault *f)
{
	struct csv_table c = { .t = &t->table, .path = t->path.p };
	struct csvread *r = csvread_open(',', take_record, &c);
	struct str text;
	int done = files_text(t->path, a, &text, f);

	if (done == 0)
		done = csvread_feed(r, text, f);
	if (done == 0)
		done = csvread_finish(r, f);
	if (done < 0 && !strstr(f->text, t->path.p))
		fault_at(f, "%s", t->path.p);
	csvread_close(r);
	if (done == 0 && c.columns == 0)
		done = fault_data(f, "%s: no header line", t->path.p);
	if (done == 0) {
		struct chunk *rows = &t->table.rows;

		rows->rows = (uint32_t)c.rows;
		rows->n = c.columns;
		rows->cols = NEW0(a, struct col, c.columns);
		for (size_t i = 0; i < c.columns; i++) {
			struct str *s = NEW(a, struct str, c.rows + 1);

			for (size_t k = 0; k < c.rows; k++)
				s[k] = c.fields[k * c.columns + i];
			rows->cols[i] = (struct col){ .type = TYPE_TEXT,
				.dom = dom_rows((uint32_t)c.rows, a), .s = s };
		}
	}
	free(c.fields);
	return done;
}

static int
read_rows(struct table_file *t, struct fault *f)
{
	int fd = open(t->path.p, O_RDONLY | O_CLOEXEC), done;
	struct reader *r;

	if (fd < 0)
		return fault_data(f, "%s: %s", t->path.p, strerror(errno));
	r = reader_open(fd, t->path.p, f);
	done = r ? table_read(&t->table, r, f) : -1;
	reader_close(r);
	close(fd);
	return done;
}

static void
close_table(void *p)
{
	struct table_file *t = p;

	for (size_t i = 0; t->keys && i < t->nkeys; i++)
		intern_close(&t->keys[i]);
	if (t->keys)
		intern_close(&t->pairs);
	table_free(&t->table);
}

struct table_file *
tablefile_open(const struct node *n, struct arena *a, struct fault *f)
{
	struct table_file *t = NEW0(a, struct table_file, 1);
	char magic[4] = { 0 };
	int fd;

	arena_at_end(a, close_table, t);
	if (files_find(n->file, n->origin->file, a, &t->path, f) < 0)
		return NULL;
	fd = open(t->path.p, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || read(fd, magic, sizeof magic) < 0) {
		fault_data(f, "%s: %s", t->path.p, strerror(errno));
		if (fd >= 0)
			close(fd);
		return NULL;
	}
	close(fd);
	t->is_text = memcmp(magic, "\x93GRW", 4) != 0;
	return (t->is_text ? read_csv(t, a, f) : read_rows(t, f)) < 0 ?
	    NULL : t;
}

bool
tablefile_convert(struct str s, enum type type, struct value *v)
{
	*v = (struct value){ .type = type, .is_null = !s.p };
	if (!s.p)
		return true;
	switch (type) {
	case TYPE_INT: return num_int(s, &v->i);
	case TYPE_REAL:
	case TYPE_F32: return num_real(s, &v->d);
	case TYPE_TIME: return civil_parse_time(s, &v->i);
	case TYPE_DATE: return civil_parse_date(s, &v->i);
	case TYPE_BOOL:
		v->i = str_eq(s, S("true"));
		return v->i || str_eq(s, S("false"));
	default:
		v->s = s;
		return true;
	}
}

/* The narrowest type that all texts of a column have. */
static enum type
infer(const struct col *c, uint32_t rows)
{
	static const enum type types[] = { TYPE_INT, TYPE_REAL, TYPE_DATE,
		TYPE_TIME, TYPE_BOOL };

	for (size_t t = 0; t < sizeof types / sizeof *types; t++) {
		bool fits = true, any = false;
		struct value v;

		for (uint32_t k = 0; k < rows && fits; k++) {
			any = any || c->s[k].p;
			fits = tablefile_convert(c->s[k], types[t], &v);
		}
		if (fits && any)
			return types[t];
	}
	return TYPE_TEXT;
}

/* A cell of the table as a value of `type`. */
static bool
cell(const struct table_file *t, size_t column, uint32_t row, enum type type,
    struct value *v)
{
	struct col *c = &t->table.rows.cols[column];
	const uint32_t *index;

	if (t->is_text)
		return tablefile_convert(c->s[row], type, v);
	index = dom_index(c->dom, t->table.rows.rows, (struct arena *)
	    (uintptr_t)&t->table.arena);
	col_value(c, index[row], v);
	if (v->type == TYPE_INT && type == TYPE_REAL) {
		v->d = (double)v->i;
		v->type = TYPE_REAL;
	}
	return true;
}

int
tablefile_index(const struct node *n, struct table_file *t, const enum type *types,
    struct arena *a, struct fault *f)
{
	uint32_t rows = t->table.rows.rows;

	t->keys = NEW0(a, struct intern, t->nkeys);
	intern_open(&t->pairs, TYPE_INT);
	t->rows = NEW0(a, uint32_t, (size_t)rows * t->nkeys + 2);
	for (size_t i = 0; i < t->nkeys; i++) {
		enum type is = t->table.schema.columns[i].type;

		if (!t->is_text && is != types[i] && types[i] != TYPE_NULL &&
		    !(type_is_number(is) && type_is_real(types[i])))
			return expr_fault(f, n->origin, n->at, "the key is %s, "
			    "column %s of %s is %s", type_name(types[i]),
			    quoted(t->table.schema.columns[i].name),
			    t->path.p, type_name(is));
		intern_open(&t->keys[i], types[i] == TYPE_NULL ? TYPE_TEXT :
		    types[i]);
	}
	for (uint32_t row = 0; row < rows; row++) {
		uint32_t id = 0;

		for (size_t i = 0; i < t->nkeys; i++) {
			struct value v;
			uint32_t part;

			if (!cell(t, i, row, t->keys[i].type, &v))
				return fault_data(f, "%s: %s in column %s is "
				    "no %s", t->path.p, quoted(t->table.rows
				    .cols[i].s[row]), quoted(t->table.schema
				    .columns[i].name), type_name(types[i]));
			part = intern_value(&t->keys[i], &v);
			if (part == 0) {
				id = 0;
				break;
			}
			id = intern_bits(&t->pairs, (int64_t)((uint64_t)id <<
			    32 | part));
		}
		if (id == 0)
			continue; /* a NULL part is never found */
		if (t->rows[id])
			return fault_data(f, "%s: the key of row %u is that of "
			    "row %u", t->path.p, row + 1, t->rows[id]);
		t->rows[id] = row + 1;
	}
	return 0;
}

int
tablefile_values(const struct node *n, struct table_file *t, size_t column,
    enum type *type, struct arena *a, struct fault *f)
{
	struct chunk *rows = &t->table.rows;
	struct col *c = &rows->cols[column];
	int64_t *i;
	uint8_t *null, *b;

	if (!t->is_text || (*type = infer(c, rows->rows)) == TYPE_TEXT) {
		t->value = *c;
		*type = c->type;
		return 0;
	}
	i = NEW(a, int64_t, rows->rows + 1);
	null = NEW(a, uint8_t, rows->rows + 1);
	b = NEW(a, uint8_t, rows->rows + 1);
	for (uint32_t k = 0; k < rows->rows; k++) {
		struct value v;

		if (!tablefile_convert(c->s[k], *type, &v))
			return expr_fault(f, n->origin, n->at,
			    "a value of %s is wrong", t->path.p);
		i[k] = v.i;
		null[k] = v.is_null;
		b[k] = v.is_null ? B_NULL : v.i ? B_TRUE : B_FALSE;
	}
	t->value = (struct col){ .type = *type, .dom = c->dom, .i = i,
		.null = null };
	if (*type == TYPE_BOOL) {
		t->value.b = b;
		t->value.null = NULL;
	}
	return 0;
}

int
tablefile_column(const struct node *n, const struct table_file *t,
    size_t otherwise, size_t *column, struct fault *f)
{
	ptrdiff_t at = (ptrdiff_t)otherwise;

	if (n->file_column.p)
		at = schema_find(&t->table.schema, n->file_column);
	if (at < 0 || (size_t)at >= t->table.schema.n)
		return expr_fault(f, n->origin, n->at, "%s has no column %s",
		    t->path.p, n->file_column.p ? quoted(n->file_column) :
		    "behind its key");
	*column = (size_t)at;
	return 0;
}

uint32_t
tablefile_find(const struct table_file *t, const struct vec *args, uint32_t k,
    bool *is_null)
{
	uint32_t id = 0;

	*is_null = false;
	for (size_t i = 0; i < t->nkeys; i++) {
		struct value v;

		vec_value(&args[i], k, &v);
		*is_null = *is_null || v.is_null;
	}
	for (size_t i = 0; i < t->nkeys && !*is_null; i++) {
		struct value v, pair = { .type = TYPE_INT };
		uint32_t part;

		vec_value(&args[i], k, &v);
		part = intern_find(&t->keys[i], &v);
		if (part == 0)
			return 0;
		pair.i = (int64_t)((uint64_t)id << 32 | part);
		id = intern_find(&t->pairs, &pair);
		if (id == 0)
			return 0;
	}
	return *is_null ? 0 : t->rows[id];
}
