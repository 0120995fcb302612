#include "prom.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../base/num.h"
#include "glyph.h"

/* Letters, digits and _; the first no digit. */
static void
add_name(struct buffer *b, struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		bool is_digit = c >= '0' && c <= '9';

		if (is_digit && i == 0)
			buffer_char(b, '_');
		buffer_char(b, is_digit || (c >= 'a' && c <= 'z') ||
		    (c >= 'A' && c <= 'Z') ? c : '_');
	}
}

static void
add_label_text(struct buffer *b, struct str s)
{
	while (s.n > 0) {
		int32_t c;
		struct str g = glyph_next(&s, &c);

		if (c == '\\' || c == '"')
			buffer_fmt(b, "\\%c", (char)c);
		else if (c == '\n')
			buffer_add(b, S("\\n"));
		else
			buffer_add(b, c < 0 ? S("\xef\xbf\xbd") : g);
	}
}

static void
cell(const struct table *t, size_t i, uint32_t row, struct arena *a,
    struct value *v)
{
	const struct col *c = &t->rows.cols[i];

	col_value(c, dom_index(c->dom, t->rows.rows, a)[row], v);
}

/* {device="A100",class="Shared"}; a NULL is a label that isn't there. */
static struct str
labels(const struct table *t, uint32_t row, struct arena *a)
{
	struct buffer b = { 0 };
	struct str s;

	for (size_t i = 0; i < t->schema.n; i++) {
		struct value v;

		if (t->schema.columns[i].type != TYPE_TEXT)
			continue;
		cell(t, i, row, a, &v);
		if (v.is_null)
			continue;
		buffer_char(&b, b.n == 0 ? '{' : ',');
		add_name(&b, t->schema.columns[i].name);
		buffer_add(&b, S("=\""));
		add_label_text(&b, v.s);
		buffer_char(&b, '"');
	}
	if (b.n > 0)
		buffer_char(&b, '}');
	s = arena_str(a, buffer_str(&b));
	buffer_free(&b);
	return s;
}

static int
compare(const void *a, const void *b)
{
	return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

/* A scrape with one series twice is refused as a whole, so it is here. */
static int
check_once(const struct table *t, const struct str *ls, struct arena *a,
    struct fault *f)
{
	struct str *sorted = NEW(a, struct str, t->rows.rows + 1);

	if (t->rows.rows == 0)
		return 0;
	memcpy(sorted, ls, t->rows.rows * sizeof *ls);
	qsort(sorted, t->rows.rows, sizeof *sorted, compare);
	for (uint32_t r = 1; r < t->rows.rows; r++)
		if (str_eq(sorted[r - 1], sorted[r]))
			return fault_data(f, "%.*s: two rows have the same "
			    "labels: %.*s", (int)t->name.n, t->name.p,
			    (int)(sorted[r].n < 200 ? sorted[r].n : 200),
			    sorted[r].p);
	return 0;
}

static void
add_number(struct buffer *b, const struct value *v)
{
	char buf[NUM_MAX];

	if (v->type == TYPE_BOOL || v->type == TYPE_INT)
		buffer_add(b, (struct str){ buf, num_put_int(buf, v->i) });
	else if (isnan(v->d))
		buffer_add(b, S("NaN"));
	else if (isinf(v->d))
		buffer_add(b, v->d < 0 ? S("-Inf") : S("+Inf"));
	else
		buffer_add(b, (struct str){ buf, num_put_real(buf, v->d) });
}

static void
draw_metric(struct buffer *b, const struct table *t, size_t i,
    const struct str *ls, struct str name, struct arena *a)
{
	buffer_add(b, S("# TYPE "));
	buffer_add(b, name);
	buffer_add(b, S(" gauge\n"));
	for (uint32_t r = 0; r < t->rows.rows; r++) {
		struct value v;

		cell(t, i, r, a, &v);
		if (v.is_null)
			continue;
		buffer_add(b, name);
		buffer_add(b, ls[r]);
		buffer_char(b, ' ');
		add_number(b, &v);
		buffer_char(b, '\n');
	}
}

/* Two columns must not become one name: class-a and class_a. */
static int
check_names(const struct str *names, size_t n, struct fault *f)
{
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < i; k++)
			if (str_eq(names[i], names[k]))
				return fault_usage(f, "two columns would be "
				    "the metric or label %s",
				    quoted(names[i]));
	return 0;
}

static int
draw_table(struct buffer *b, const struct table *t, struct str *names,
    size_t *nnames, struct arena *a, struct fault *f)
{
	struct str *ls = NEW(a, struct str, t->rows.rows + 1);
	struct str *label_names = NEW(a, struct str, t->schema.n + 1);
	size_t nlabels = 0;

	for (uint32_t r = 0; r < t->rows.rows; r++)
		ls[r] = labels(t, r, a);
	if (check_once(t, ls, a, f) < 0)
		return -1;
	for (size_t i = 0; i < t->schema.n; i++) {
		enum type type = t->schema.columns[i].type;
		struct buffer name = { 0 };

		if (type != TYPE_TEXT) {
			add_name(&name, t->name);
			buffer_char(&name, '_');
		}
		add_name(&name, t->schema.columns[i].name);
		if (type == TYPE_TEXT) {
			label_names[nlabels++] = arena_str(a,
			    buffer_str(&name));
		} else if (type == TYPE_BOOL || type_is_number(type)) {
			names[*nnames] = arena_str(a, buffer_str(&name));
			draw_metric(b, t, i, ls, names[*nnames], a);
			++*nnames;
		}
		buffer_free(&name);
	}
	return check_names(label_names, nlabels, f);
}

int
prom_draw(struct buffer *b, const struct table *tables, size_t n,
    struct fault *f)
{
	struct arena a = { 0 };
	struct str *names;
	size_t most = 1, used = 0;
	int done = 0;

	for (size_t i = 0; i < n; i++)
		most += tables[i].schema.n;
	names = NEW(&a, struct str, most);
	for (size_t i = 0; i < n && done == 0; i++)
		done = draw_table(b, &tables[i], names, &used, &a, f);
	if (done == 0)
		done = check_names(names, used, f);
	arena_free(&a);
	return done;
}
