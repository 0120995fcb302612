#define _GNU_SOURCE /* memfd_create */
#include "fuzz.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/io.h"
#include "source/source.h"

int
fuzz_file(const void *data, size_t size)
{
	int fd = memfd_create("fuzz", MFD_CLOEXEC);
	struct fault f;

	if (fd < 0 || io_write(fd, data, size, &f) < 0 ||
	    lseek(fd, 0, SEEK_SET) < 0)
		abort();
	return fd;
}

const char *
fuzz_path(int fd)
{
	static char path[64];

	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	return path;
}

static const int64_t ints[] = { 0, 1, -1, INT64_MAX, INT64_MIN, 48 };
static const int64_t times[] = { INT64_C(1790000000000000),
	INT64_C(1790000300000000), INT64_C(1790000600000000),
	INT64_MIN, INT64_MAX, 0 };
static const double reals[] = { 0, -1.5, INFINITY, -INFINITY, NAN, 1e308 };
static const struct str texts[] = { { "slot1@a.b", 9 }, { "", 0 },
	{ NULL, 0 }, { "<script>\n\x80", 10 }, { "\\N,\"", 4 },
	{ "slot1@a.b", 9 } };
static const struct str jsons[] = { { "[1,\"a\",null]", 12 },
	{ "{\"a\":{\"b\":2}}", 13 }, { NULL, 0 }, { "[]", 2 }, { "\"x\"", 3 },
	{ "7", 1 } };
static const uint8_t bools[] = { B_FALSE, B_NULL, B_TRUE, B_TRUE, B_FALSE,
	B_NULL };
static const uint8_t nulls[] = { 0, 0, 0, 0, 0, 1 };

void
fuzz_table(struct table *t)
{
	static const char schema[] = "column \"i\" int\ncolumn \"r\" real\n"
	    "column \"s\" text\ncolumn \"j\" json\ncolumn \"b\" bool\n"
	    "column \"t\" time\ncolumn \"d\" date\n"
	    "order \"i\" asc\n"
	    "fact \"rows\" sum int\nfact \"missing\" set json\n";
	enum { ROWS = sizeof ints / sizeof *ints };
	struct fault f;
	struct dom *d;

	*t = (struct table){ .name = S("t") };
	if (schema_parse(&t->schema, str_of(schema),
	    &t->arena, &f) < 0)
		abort();
	t->schema.norders = 0;
	for (size_t i = 0; i < t->schema.nfacts; i++)
		if (!facts_get(&t->facts, &t->schema.facts[i], &f))
			abort();
	d = dom_rows(ROWS, &t->arena);
	t->rows = (struct chunk){ .rows = ROWS, .n = t->schema.n };
	t->rows.cols = NEW(&t->arena, struct col, t->schema.n);
	t->rows.cols[0] = (struct col){ TYPE_INT, d, { .i = ints }, nulls };
	t->rows.cols[1] = (struct col){ TYPE_REAL, d, { .d = reals }, nulls };
	t->rows.cols[2] = (struct col){ TYPE_TEXT, d, { .s = texts }, NULL };
	t->rows.cols[3] = (struct col){ TYPE_JSON, d, { .s = jsons }, NULL };
	t->rows.cols[4] = (struct col){ TYPE_BOOL, d, { .b = bools }, NULL };
	t->rows.cols[5] = (struct col){ TYPE_TIME, d, { .i = times }, nulls };
	t->rows.cols[6] = (struct col){ TYPE_DATE, d, { .i = ints }, nulls };
}

void
fuzz_look(const struct schema *s, const struct chunk *c)
{
	struct arena a = { 0 };

	if (c->n != s->n)
		abort();
	for (size_t i = 0; i < c->n; i++) {
		struct col *col = &c->cols[i];
		struct dom own = *col->dom; /* its index lives here */
		const uint32_t *at = dom_index(&own, c->rows, &a);

		if (col->type != s->columns[i].type)
			abort();
		for (uint32_t r = 0; r < c->rows; r++) {
			struct value v;

			col_value(col, at[r], &v);
			if (r < 1000)
				(void)value_text(&v, ' ', &a);
		}
	}
	arena_free(&a);
}

/* The values of the rows, however they lie in chunks. */
static uint64_t
hash_rows(uint64_t hash, const struct chunk *c)
{
	struct arena a = { 0 };
	const uint32_t **at = NEW(&a, const uint32_t *, c->n + 1);
	struct value v;

	for (size_t i = 0; i < c->n; i++) {
		struct dom *own = NEW(&a, struct dom, 1);

		*own = *c->cols[i].dom;
		at[i] = dom_index(own, c->rows, &a);
	}
	for (uint32_t r = 0; r < c->rows; r++) {
		for (size_t i = 0; i < c->n; i++) {
			col_value(&c->cols[i], at[i][r], &v);
			hash = hash * 31 + (v.is_null ? 7 :
			    str_hash(value_text(&v, ' ', &a)));
		}
		hash = hash * 31 + 1;
	}
	arena_free(&a);
	return hash;
}

uint64_t
fuzz_source_all(struct source *s)
{
	bool *flags = mem_get(s->schema.n * 2 + 1);
	struct request r = { .schema = &s->schema, .want = flags,
		.is_lenient = flags + s->schema.n,
		.time = source_time(&s->schema), .chunk_rows = 64 };
	uint64_t hash = 0;
	struct chunk c;
	struct fault f;
	int got;

	for (size_t i = 0; i < s->schema.n; i++) {
		flags[i] = true;
		flags[s->schema.n + i] = i % 2 == 0;
	}
	r.in_order = r.time >= 0 && s->can_sort;
	got = s->start(s, &r, &f);
	if (got == 0) {
		while ((got = s->next(s, &c, &f)) > 0) {
			fuzz_look(&s->schema, &c);
			hash = hash_rows(hash, &c);
		}
	}
	free(flags);
	return got == 0 ? hash : str_hash(str_of(f.text)) ^ hash;
}
