#include "lookup.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "../base/civil.h"
#include "../base/csvread.h"
#include "../base/num.h"
#include "../rows/intern.h"
#include "../rows/table.h"
#include "exclusions.h"
#include "files.h"
#include "kernel.h"
#include "parse.h"

/* A table whose first columns are a key. */
struct table_file {
	struct str path;
	bool is_text;           /* CSV: every field a text until it is asked */
	struct table table;
	size_t nkeys;
	struct intern *keys;    /* values of each key column */
	struct intern pairs;    /* (id so far, id of the next) */
	uint32_t *rows;         /* by last id: row + 1 */
	struct col value;       /* converted; entries are rows */
};

struct set_file {
	struct intern values;
};

struct search_file {
	size_t n;
	struct pattern *list;
	bool folds;
	regex_t **regexes;      /* flag e; else NULL */
};

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

static struct table_file *
open_table(const struct node *n, struct arena *a, struct fault *f)
{
	struct table_file *t = NEW0(a, struct table_file, 1);
	char magic[4] = { 0 };
	int fd;

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

/* A text as a value of a type; NULL stays NULL. */
static bool
convert(struct str s, enum type type, struct value *v)
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
			fits = convert(c->s[k], types[t], &v);
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
		return convert(c->s[row], type, v);
	index = dom_index(c->dom, t->table.rows.rows, (struct arena *)
	    (uintptr_t)&t->table.arena);
	col_value(c, index[row], v);
	if (v->type == TYPE_INT && type == TYPE_REAL) {
		v->d = (double)v->i;
		v->type = TYPE_REAL;
	}
	return true;
}

static int
index_keys(const struct node *n, struct table_file *t, const enum type *types,
    struct arena *a, struct fault *f)
{
	uint32_t rows = t->table.rows.rows;

	t->keys = NEW0(a, struct intern, t->nkeys);
	intern_open(&t->pairs, TYPE_INT);
	t->rows = NEW0(a, uint32_t, (size_t)rows * t->nkeys + 2);
	for (size_t i = 0; i < t->nkeys; i++) {
		enum type is = t->table.schema.columns[i].type;

		if (!t->is_text && is != types[i] && types[i] != TYPE_NULL &&
		    !(type_is_number(is) && type_is_number(types[i])))
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

/* The value column, converted once. */
static int
convert_values(const struct node *n, struct table_file *t, size_t column,
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

		if (!convert(c->s[k], *type, &v))
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

static int
value_column(const struct node *n, const struct table_file *t,
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

int
lookup_open(struct node *n, const enum type *types, struct arena *a,
    struct fault *f)
{
	struct table_file *t = open_table(n, a, f);
	size_t column;

	if (!t || value_column(n, t, n->n, &column, f) < 0)
		return -1;
	t->nkeys = n->n;
	if (index_keys(n, t, types, a, f) < 0 ||
	    convert_values(n, t, column, &n->type, a, f) < 0)
		return -1;
	n->table = t;
	n->func = &lookup_func;
	return 0;
}

int
lookup_single(const struct node *n, struct value *v, struct arena *a,
    struct fault *f)
{
	struct table_file *t = open_table(n, a, f);
	enum type type;
	size_t column;

	if (!t || value_column(n, t, 0, &column, f) < 0 ||
	    convert_values(n, t, column, &type, a, f) < 0)
		return -1;
	if (t->table.rows.rows != 1)
		return expr_fault(f, n->origin, n->at, "%s has %u rows, not "
		    "one", t->path.p, t->table.rows.rows);
	col_value(&t->value, dom_index(t->value.dom, 1, a)[0], v);
	v->type = type;
	return 0;
}

static int
open_set(struct node *n, struct str path, enum type type, struct arena *a,
    struct fault *f)
{
	struct set_file *s = NEW0(a, struct set_file, 1);
	struct str text, line;
	uint64_t number = 0;

	if (files_text(path, a, &text, f) < 0)
		return -1;
	intern_open(&s->values, type == TYPE_NULL ? TYPE_TEXT : type);
	while (files_next_line(&text, &line, &number)) {
		struct value v;

		if (!convert(files_unquote(line, a), s->values.type, &v))
			return fault_data(f, "%s:line %llu: %s is no %s",
			    path.p, (unsigned long long)number, quoted(line),
			    type_name(type));
		intern_value(&s->values, &v);
	}
	n->set = s;
	return 0;
}

int
member_open(struct node *n, const enum type *types, struct arena *a,
    struct fault *f)
{
	struct str path;
	struct table_file *t;

	n->type = TYPE_BOOL;
	n->func = &member_func;
	if (files_find(n->file, n->origin->file, a, &path, f) < 0)
		return -1;
	if (!str_ends(path, S(".csv")) && !str_ends(path, S(".rows"))) {
		if (n->n != 1)
			return expr_fault(f, n->origin, n->at, "%s is a set, "
			    "the key has %zu parts", path.p, n->n);
		return open_set(n, path, types[0], a, f);
	}
	t = open_table(n, a, f);
	if (!t)
		return -1;
	t->nkeys = n->n;
	if (t->nkeys > t->table.schema.n)
		return expr_fault(f, n->origin, n->at, "%s has %zu columns, "
		    "the key %zu parts", path.p, t->table.schema.n, n->n);
	n->table = t;
	return index_keys(n, t, types, a, f);
}

static int
search_lines(struct search_file *s, struct str path, struct arena *a,
    struct fault *f)
{
	struct str text, line;
	uint64_t number = 0;
	size_t lines = 1;

	if (files_text(path, a, &text, f) < 0)
		return -1;
	for (size_t i = 0; i < text.n; i++)
		lines += text.p[i] == '\n';
	s->list = NEW(a, struct pattern, lines);
	while (files_next_line(&text, &line, &number)) {
		struct str v = files_unquote(line, a);

		s->list[s->n++] = (struct pattern){ v, v };
	}
	return 0;
}

static int
search_table(const struct node *n, struct search_file *s, struct arena *a,
    struct fault *f)
{
	struct table_file *t = open_table(n, a, f);
	size_t column;

	if (!t || value_column(n, t, t->table.schema.n > 1, &column, f) < 0)
		return -1;
	if (!t->is_text)
		return expr_fault(f, n->origin, n->at, "search takes a CSV, a "
		    "set or exclusions, not rows");
	s->list = NEW(a, struct pattern, t->table.rows.rows + 1);
	for (uint32_t k = 0; k < t->table.rows.rows; k++)
		s->list[s->n++] = (struct pattern){
			t->table.rows.cols[0].s[k],
			t->table.rows.cols[column].s[k] };
	return 0;
}

int
search_open(struct node *n, struct str flags, struct arena *a,
    struct fault *f)
{
	struct search_file *s = NEW0(a, struct search_file, 1);
	struct str path, text;
	bool is_regex = false;
	int done;

	for (size_t i = 0; i < flags.n; i++) {
		if (flags.p[i] != 'i' && flags.p[i] != 'e')
			return expr_fault(f, n->origin, n->at,
			    "flags of search are i and e");
		s->folds = s->folds || flags.p[i] == 'i';
		is_regex = is_regex || flags.p[i] == 'e';
	}
	if (files_find(n->file, n->origin->file, a, &path, f) < 0)
		return -1;
	if (str_ends(path, S(".yaml")) || str_ends(path, S(".yml")))
		done = files_text(path, a, &text, f) < 0 ? -1 :
		    exclusions_parse(text, path.p, &s->list, &s->n, a, f);
	else if (str_ends(path, S(".csv")) || str_ends(path, S(".rows")))
		done = search_table(n, s, a, f);
	else
		done = search_lines(s, path, a, f);
	if (done < 0)
		return -1;
	if (is_regex) {
		s->regexes = NEW0(a, regex_t *, s->n + 1);
		for (size_t i = 0; i < s->n; i++) {
			s->regexes[i] = NEW0(a, regex_t, 1);
			if (!s->list[i].key.p || regcomp(s->regexes[i],
			    arena_str(a, s->list[i].key).p, REG_EXTENDED |
			    (s->folds ? REG_ICASE : 0)) != 0)
				return fault_data(f, "%s: not a regular "
				    "expression: %s", path.p,
				    quoted(s->list[i].key));
		}
	}
	n->search = s;
	n->type = TYPE_TEXT;
	n->func = &search_func;
	return 0;
}

/* The row of the key at entry k: its number + 1, 0 if there is none.
 * *is_null: a part of the key is. */
static uint32_t
find_row(const struct table_file *t, const struct vec *args, uint32_t k,
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

KERNEL(lookup)
{
	const struct table_file *t = n->table;
	const uint32_t *index = t->value.dom->kind == DOM_ROWS ? NULL :
	    dom_index(t->value.dom, t->table.rows.rows, r->a);

	EACH {
		bool is_null;
		uint32_t row = find_row(t, args, k, &is_null);
		struct value v = { .is_null = true };

		if (row > 0)
			col_value(&t->value, index ? index[row - 1] : row - 1,
			    &v);
		out_value(r, out, k, &v);
	}
	return 0;
}

KERNEL(member)
{
	EACH {
		struct value v;
		bool is_null, is_in;

		if (n->table) {
			is_in = find_row(n->table, args, k, &is_null) > 0;
		} else {
			vec_value(&args[0], k, &v);
			is_null = v.is_null;
			is_in = intern_find(&n->set->values, &v) > 0;
		}
		out->b[k] = is_null ? B_NULL : is_in ? B_TRUE : B_FALSE;
	}
	(void)r;
	return 0;
}

static bool
is_found(const struct search_file *s, size_t i, struct str text)
{
	struct str key = s->list[i].key;
	regmatch_t m[1] = { { 0, (regoff_t)text.n } };

	if (s->regexes)
		return regexec(s->regexes[i], text.p, 1, m, REG_STARTEND) ==
		    0;
	if (!s->folds)
		return str_find(text, key, 0) >= 0;
	for (size_t at = 0; at + key.n <= text.n; at++)
		if (strncasecmp(text.p + at, key.p, key.n) == 0)
			return true;
	return false;
}

KERNEL(search)
{
	const struct search_file *s = n->search;

	EACH {
		struct str text = AT(&args[0], s, k);
		size_t i = 0;

		while (text.p && i < s->n && !is_found(s, i, text))
			i++;
		if (!text.p || i == s->n)
			out_null(r, out, k);
		else
			out->s[k] = s->list[i].value;
	}
	return 0;
}

const struct func lookup_func = { "lookup", "a*:a", lookup,
	.lenient = true };
const struct func member_func = { "in", "a*:b", member, .lenient = true };
const struct func search_func = { "search", "t:t", search, .lenient = true };
