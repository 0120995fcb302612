#include "input.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "../expr/files.h"
#include "../rows/bounds.h"

bool
input_next_name(struct str *rest, struct str *name)
{
	size_t n = 0;
	bool is_quoted = false;

	if (!rest->p)
		return false;
	while (n < rest->n && (is_quoted || rest->p[n] != ',')) {
		is_quoted ^= rest->p[n] == '`';
		n++;
	}
	*name = str_trim(str_sub(*rest, 0, n));
	if (name->n > 2 && name->p[0] == '`' && name->p[name->n - 1] == '`')
		*name = str_sub(*name, 1, name->n - 2);
	if (n == rest->n)
		*rest = (struct str){ NULL, 0 };
	else
		*rest = str_sub(*rest, n + 1, rest->n);
	return true;
}

static int
find_column(const struct schema *s, struct str name, size_t *at,
    struct fault *f)
{
	ptrdiff_t k = schema_find(s, name);

	if (k < 0)
		return fault_usage(f, "no column %s", quoted(name));
	*at = (size_t)k;
	return 0;
}

int
input_sort_keys(struct str list, const struct schema *s, size_t *n,
    size_t **columns, bool **descending, struct arena *a, struct fault *f)
{
	struct str name;

	*columns = NEW(a, size_t, list.n + 1);
	*descending = NEW0(a, bool, list.n + 1);
	for (*n = 0; input_next_name(&list, &name); ++*n) {
		if (name.n > 0 && name.p[0] == '-') {
			struct str rest = str_sub(name, 1, name.n);

			(*descending)[*n] = true;
			input_next_name(&rest, &name);
		}
		if (find_column(s, name, &(*columns)[*n], f) < 0)
			return -1;
	}
	return 0;
}

struct sorting {
	const struct chunk *c;
	const size_t *columns;
	const bool *descending;
	size_t n;
	struct arena *a;
};

static void
merge(const struct sorting *s, const uint32_t *a, uint32_t na,
    const uint32_t *b, uint32_t nb, uint32_t *to)
{
	while (na > 0 && nb > 0) {
		bool second = chunk_cmp_rows(s->c, s->columns, s->descending,
		    s->n, *b, *a, s->a) < 0;

		*to++ = second ? *b++ : *a++;
		if (second)
			nb--;
		else
			na--;
	}
	memcpy(to, na > 0 ? a : b, (na + nb) * sizeof *to);
}

/* By merging, bottom up: stable, and no recursion over input. */
uint32_t *
input_sort(const struct chunk *c, const size_t *columns,
    const bool *descending, size_t n, struct arena *a)
{
	struct sorting s = { c, columns, descending, n, a };
	uint32_t *at = NEW(a, uint32_t, c->rows + 1);
	uint32_t *other = NEW(a, uint32_t, c->rows + 1), *t;

	for (uint32_t r = 0; r < c->rows; r++)
		at[r] = r;
	for (uint64_t w = 1; w < c->rows; w *= 2) {
		for (uint64_t i = 0; i < c->rows; i += 2 * w) {
			uint64_t na = c->rows - i < w ? c->rows - i : w;
			uint64_t nb = c->rows - i - na;

			nb = nb < w ? nb : w;
			merge(&s, at + i, (uint32_t)na, at + i + na,
			    (uint32_t)nb, other + i);
		}
		t = at;
		at = other;
		other = t;
	}
	return at;
}

/* Splits [NAME=]FILE; NAME is letters, digits and _. */
static void
split_operand(struct input *in, const char *operand)
{
	const char *eq = strchr(operand, '='), *slash;
	struct str name = { operand, eq ? (size_t)(eq - operand) : 0 };

	in->label = operand;
	for (size_t i = 0; i < name.n; i++) {
		char c = name.p[i];

		if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		    c == '_' || (i > 0 && c >= '0' && c <= '9')))
			name.n = 0;
	}
	if (name.n > 0)
		in->label = eq + 1;
	in->name = name;
	if (name.n > 0 || strcmp(in->label, "-") == 0)
		return;
	slash = strrchr(in->label, '/');
	name = str_of(slash ? slash + 1 : in->label);
	for (size_t i = 1; i < name.n; i++)
		if (name.p[i] == '.')
			name.n = i;
	in->name = name;
}

/* The columns that -c names, in order; each at most once. */
struct naming {
	struct input *in;
	const struct schema *schema;
	ptrdiff_t *from, star;
	bool *named;
	size_t n;
};

static int
name_list(void *ctx, struct str rest, int depth, struct fault *f)
{
	struct naming *w = ctx;
	struct str name;
	size_t at = 0;

	while (input_next_name(&rest, &name)) {
		if (str_eq(name, S("*")) && w->star >= 0)
			return fault_usage(f, "-c has two *");
		if (str_eq(name, S("*"))) {
			w->star = (ptrdiff_t)w->n;
			continue;
		}
		if (name.n > 1 && name.p[0] == '@' &&
		    schema_find(w->schema, name) < 0) {
			if (files_lists(str_sub(name, 1, name.n), depth,
			    name_list, w, &w->in->run, f) < 0)
				return -1;
			continue;
		}
		if (find_column(w->schema, name, &at, f) < 0)
			return -1;
		if (w->named[at])
			return fault_usage(f, "-c names %s twice",
			    quoted(name));
		w->named[at] = true;
		w->from[w->n++] = (ptrdiff_t)at;
	}
	return 0;
}

/* -c: which columns leave. */
static int
select_columns(struct input *in, const char *list, const struct schema *s,
    struct fault *f)
{
	size_t n;
	struct column *cols = NEW(&in->run, struct column, s->n + 1);
	ptrdiff_t *from = NEW(&in->run, ptrdiff_t, s->n + 1), star;
	bool *named = NEW0(&in->run, bool, s->n + 1);
	struct naming w = { in, s, from, -1, named, 0 };

	if (name_list(&w, str_of(list ? list : "*"), 0, f) < 0)
		return -1;
	n = w.n;
	star = w.star;
	if (star >= 0) {
		size_t others = 0, k = (size_t)star;

		for (size_t i = 0; i < s->n; i++)
			others += !named[i];
		memmove(from + k + others, from + k,
		    (n - k) * sizeof *from);
		for (size_t i = 0; i < s->n; i++)
			if (!named[i])
				from[k++] = (ptrdiff_t)i;
		n += others;
	}
	in->from = NEW(&in->run, size_t, n + 1);
	for (size_t i = 0; i < n; i++) {
		in->from[i] = (size_t)from[i];
		cols[i] = s->columns[from[i]];
		in->want[from[i]] = true;
	}
	schema_project(&in->schema, s, cols, from, n, &in->run);
	return 0;
}

static int
set_up(struct input *in, const struct selection *s, struct fault *f)
{
	const struct schema *is = reader_schema(in->reader);

	in->want = NEW0(&in->run, bool, is->n + 1);
	if (select_columns(in, s->columns, is, f) < 0)
		return -1;
	if (s->sort && input_sort_keys(str_of(s->sort), is, &in->nsort,
	    &in->sort, &in->descending, &in->run, f) < 0)
		return -1;
	for (size_t i = 0; i < in->nsort; i++)
		in->want[in->sort[i]] = true;
	in->limit = in->left = s->limit;
	in->memory = s->memory;
	reader_want(in->reader, in->want);
	reader_ignore_order(in->reader);
	return 0;
}

static int
failed(const struct input *in, struct fault *f)
{
	if (in->reader && reader_got_error_frame(in->reader))
		return fault_at(f, "stopped by");
	return -1;
}

int
input_open(struct input *in, const char *operand, const struct selection *s,
    struct fault *f)
{
	*in = (struct input){ .fd = STDIN_FILENO };
	split_operand(in, operand ? operand : "-");
	if (strcmp(in->label, "-") == 0) {
		in->label = "standard input";
		if (in->name.n == 0)
			in->name = S("rows");
	} else {
		in->fd = open(in->label, O_RDONLY | O_CLOEXEC);
		if (in->fd < 0)
			return fault_data(f, "%s: %s", in->label,
			    strerror(errno));
	}
	in->reader = reader_open(in->fd, in->label, f);
	if (!in->reader) {
		input_close(in);
		return -1;
	}
	if (set_up(in, s, f) < 0) {
		fault_at(f, "%s", in->label);
		input_close(in);
		return -1;
	}
	return 0;
}

void
input_close(struct input *in)
{
	reader_close(in->reader);
	if (in->fd > STDIN_FILENO)
		close(in->fd);
	sorter_close(in->sorter);
	arena_free(&in->batch);
	arena_free(&in->run);
	*in = (struct input){ .fd = -1 };
}

static void
project(const struct input *in, struct chunk *c, struct arena *a)
{
	struct col *cols = NEW(a, struct col, in->schema.n + 1);

	for (size_t i = 0; i < in->schema.n; i++)
		cols[i] = c->cols[in->from[i]];
	c->cols = cols;
	c->n = in->schema.n;
}

int
input_table(struct input *in, struct table *t, struct fault *f)
{
	struct str text;

	*t = (struct table){ .name = in->name };
	if (table_read(t, in->reader, f) < 0) {
		table_free(t);
		return failed(in, f);
	}
	if (in->nsort > 0) {
		uint32_t *at = input_sort(&t->rows, in->sort, in->descending,
		    in->nsort, &t->arena);
		struct chunk c;

		chunk_gather(&c, &t->rows, at, t->rows.rows, &t->arena);
		t->rows = c;
	}
	if (in->limit >= 0 && in->limit < t->rows.rows) {
		struct chunk c;

		chunk_slice(&c, &t->rows, 0, (uint32_t)in->limit, &t->arena);
		t->rows = c;
	}
	project(in, &t->rows, &t->arena);
	text = schema_text(&in->schema, &t->arena);
	return schema_parse(&t->schema, text, &t->arena, f);
}

/* All rows go into the sorter before the first comes out. */
static int
sort_rows(struct input *in, struct fault *f)
{
	struct chunk c;
	int got;

	in->sorter = sorter_open(reader_schema(in->reader), in->sort,
	    in->descending, in->nsort, in->memory);
	while ((got = reader_next(in->reader, &c, f)) > 0)
		if (sorter_put(in->sorter, &c, f) < 0)
			return -1;
	return got < 0 ? failed(in, f) : 0;
}

static int
next_chunk(struct input *in, struct chunk *c, struct fault *f)
{
	int got;

	if (in->sorter)
		return sorter_next(in->sorter, PIPE_ROWS, c, f);
	got = reader_next(in->reader, c, f);
	return got < 0 ? failed(in, f) : got;
}

int
input_next(struct input *in, struct chunk *c, struct fault *f)
{
	int got;

	if (in->nsort > 0 && !in->sorter && sort_rows(in, f) < 0)
		return -1;
	while ((got = next_chunk(in, c, f)) > 0) {
		if (in->left == 0 && in->sorter)
			return 0; /* everything has been read */
		/* What isn't asked for is still read: the stream may turn out
		 * not to be whole. */
		if (in->left == 0)
			continue;
		arena_reset(&in->batch);
		if (in->left > 0 && c->rows > in->left) {
			struct chunk part;

			chunk_slice(&part, c, 0, (uint32_t)in->left,
			    &in->batch);
			*c = part;
		}
		if (in->left > 0 && (in->left -= c->rows) == 0)
			memset(in->want, 0, reader_schema(in->reader)->n);
		project(in, c, &in->batch);
		return 1;
	}
	return got;
}
