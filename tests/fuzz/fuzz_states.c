/* Rows of states, as gpu-agg --merge takes them: the schema's lines, behind
 * the first empty line rows of texts that stand for its columns' values.  A
 * state may be damaged in any way; what comes of it does not depend on the
 * memory there is. */

#include "fuzz.h"

#include <stdlib.h>

#include "base/buffer.h"
#include "base/num.h"
#include "group/aggregate.h"

enum { ROWS = 16 };

static int
print(void *ctx, const struct chunk *c, struct fault *f)
{
	struct buffer *b = ctx;
	struct arena a = { 0 };

	(void)f;
	for (uint32_t row = 0; row < c->rows; row++)
		for (size_t i = 0; i < c->n; i++) {
			struct col *col = &c->cols[i];
			struct value v;

			col_value(col, dom_index(col->dom, c->rows, &a)[row],
			    &v);
			buffer_add(b, value_text(&v, ' ', &a));
			buffer_char(b, v.is_null ? '-' : ',');
		}
	arena_free(&a);
	return 0;
}

static struct value
value_of(enum type t, struct str text)
{
	struct value v = { .type = t, .is_null = text.n == 0 };

	if (type_is_text(t))
		v.s = text;
	else if (type_is_real(t))
		v.is_null = v.is_null || !num_real(text, &v.d);
	else
		v.is_null = v.is_null || !num_int(text, &v.i);
	return v;
}

static void
rows_of(struct str text, const struct schema *s, struct chunk *c,
    struct arena *a)
{
	struct value *v = NEW0(a, struct value, s->n * ROWS + 1);
	struct str line, cell;

	c->rows = 0;
	c->n = s->n;
	c->cols = NEW(a, struct col, s->n + 1);
	while (c->rows < ROWS && str_next(&text, '\n', &line)) {
		for (size_t i = 0; i < s->n; i++) {
			cell = (struct str){ NULL, 0 };
			(void)str_next(&line, ',', &cell);
			v[i * ROWS + c->rows] = value_of(s->columns[i].type,
			    cell);
		}
		c->rows++;
	}
	for (size_t i = 0; i < s->n; i++)
		c->cols[i] = col_values(s->columns[i].type, v + i * ROWS,
		    c->rows, a);
}

/* Merges with so much memory; false if that failed. */
static bool
merge(const struct schema *s, const struct chunk *c, size_t budget,
    struct buffer *out)
{
	struct fault f;
	struct aggregate *g = aggregate_open(s, AGGREGATE_MERGE, NULL, budget,
	    &f);
	struct arena a = { 0 };
	struct chunk own; /* what is found out about it goes with `a` */
	bool done;

	chunk_slice(&own, c, 0, c->rows, &a);
	done = g && aggregate_prepare(g, &f) == 0 &&
	    aggregate_put(g, &own, print, out, &f) == 0 &&
	    aggregate_finish(g, NULL, print, out, &f) == 0;
	aggregate_close(g);
	arena_free(&a);
	return done;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str all = { (const char *)data, size };
	ptrdiff_t cut = str_find(all, S("\n\n"), 0);
	size_t end = cut < 0 ? size : (size_t)cut + 1;
	struct buffer held = { 0 }, spilled = { 0 };
	struct arena a = { 0 };
	struct schema s;
	struct chunk c;
	struct fault f;
	bool done;

	if (schema_parse(&s, str_sub(all, 0, end), &a, &f) == 0) {
		s.norders = 0; /* the rows are in no order */
		rows_of(str_sub(all, end + 1, size), &s, &c, &a);
		done = merge(&s, &c, 3 << 20, &held);
		if (merge(&s, &c, 0, &spilled) != done || (done &&
		    !str_eq(buffer_str(&held), buffer_str(&spilled))))
			abort();
	}
	buffer_free(&held);
	buffer_free(&spilled);
	arena_free(&a);
	return 0;
}
