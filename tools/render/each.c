#include "each.h"

#include <stdlib.h>
#include <string.h>

#include "../base/buffer.h"

/* The text of each entry of a column. */
static struct str *
entry_texts(const struct col *c, struct arena *a)
{
	struct str *s = NEW(a, struct str, c->dom->n + 1);

	for (uint32_t e = 0; e < c->dom->n; e++) {
		struct value v;

		col_value(c, e, &v);
		s[e] = value_text(&v, ' ', a);
	}
	return s;
}

static int
compare(const void *a, const void *b)
{
	return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

static void
add_column(const struct table *t, size_t column, struct str **list,
    size_t *n, size_t *cap, uint64_t *nulls, struct arena *a)
{
	const struct col *c = &t->rows.cols[column];
	const uint32_t *index = dom_index(c->dom, t->rows.rows, a);
	struct str *texts = entry_texts(c, a);
	bool *seen = NEW0(a, bool, c->dom->n + 1);

	for (uint32_t r = 0; r < t->rows.rows; r++) {
		uint32_t e = index[r];

		*nulls += !texts[e].p;
		if (!texts[e].p || seen[e])
			continue;
		seen[e] = true;
		mem_grow(list, cap, *n + 1, sizeof **list);
		(*list)[(*n)++] = texts[e];
	}
}

/* What is selected shares its columns' domains with the tables: their rows'
 * entries are looked up here, where they live as long as these. */
static void
keep_indexes(const struct table *tables, size_t n, struct arena *a)
{
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < tables[i].rows.n; k++)
			dom_index(tables[i].rows.cols[k].dom,
			    tables[i].rows.rows, a);
}

int
each_values(const struct table *tables, size_t n, struct str column,
    struct str **values, size_t *nvalues, uint64_t *nulls, struct arena *a,
    struct fault *f)
{
	struct str *list = NULL;
	size_t nlist = 0, cap = 0, k = 0;
	bool has = false;

	*nulls = 0;
	keep_indexes(tables, n, a);
	for (size_t i = 0; i < n; i++) {
		ptrdiff_t at = schema_find(&tables[i].schema, column);

		if (at < 0)
			continue;
		has = true;
		add_column(&tables[i], (size_t)at, &list, &nlist, &cap, nulls,
		    a);
	}
	if (!has)
		return fault_usage(f, "--each: no input has a column %s",
		    quoted(column));
	if (nlist > 0)
		qsort(list, nlist, sizeof *list, compare);
	*values = NEW(a, struct str, nlist + 1);
	for (size_t i = 0; i < nlist; i++)
		if (i == 0 || !str_eq(list[i], list[i - 1]))
			(*values)[k++] = list[i];
	*nvalues = k;
	free(list);
	return 0;
}

void
each_select(struct table *out, const struct table *tables, size_t n,
    struct str column, struct str value, struct arena *a)
{
	for (size_t i = 0; i < n; i++) {
		const struct table *t = &tables[i];
		ptrdiff_t at = schema_find(&t->schema, column);
		const uint32_t *index;
		struct str *texts;
		uint32_t *rows, k = 0;

		out[i] = *t;
		if (at < 0)
			continue;
		index = dom_index(t->rows.cols[at].dom, t->rows.rows, a);
		texts = entry_texts(&t->rows.cols[at], a);
		rows = NEW(a, uint32_t, t->rows.rows + 1);
		for (uint32_t r = 0; r < t->rows.rows; r++)
			if (str_eq(texts[index[r]], value))
				rows[k++] = r;
		chunk_gather(&out[i].rows, &t->rows, rows, k, a);
	}
}

static void
add_safe(struct buffer *b, struct str s)
{
	if (s.n == 0)
		buffer_char(b, '%');
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		    (c >= '0' && c <= '9') || c == '_' || c == '@' ||
		    c == '-' || (c == '.' && i > 0))
			buffer_char(b, c);
		else
			buffer_fmt(b, "%%%02X", (unsigned char)c);
	}
}

int
each_path(const char *pattern, struct str value, struct arena *a,
    struct str *path, struct fault *f)
{
	const char *at = pattern ? strstr(pattern, "%s") : NULL;
	struct buffer b = { 0 };

	if (!at || strstr(at + 2, "%s"))
		return fault_usage(f, "--each needs an output with one %%s, as "
		    "in -o 'dir/%%s.txt'");
	buffer_add(&b, (struct str){ pattern, (size_t)(at - pattern) });
	add_safe(&b, value);
	buffer_add(&b, str_of(at + 2));
	*path = arena_str(a, buffer_str(&b));
	buffer_free(&b);
	return 0;
}
