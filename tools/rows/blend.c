#include "blend.h"

#include <stdlib.h>
#include <string.h>

struct blend_known {
	uint32_t batch, id;    /* of no use unless the batch is this one */
};

struct blend_col {
	enum type type;
	bool is_plain;
	int64_t *i;            /* plain numbers, bits of reals */
	uint8_t *null;
	bool any_null;
	uint8_t *b;            /* bools */
	uint32_t *ids;         /* all others, from the table */
	struct intern table;
	bool differ;           /* ids: not all the same */
};

static bool
is_coded(const struct blend_col *c)
{
	return c->type != TYPE_BOOL && !c->is_plain;
}

void
blend_open(struct blend *b, const struct schema *s)
{
	*b = (struct blend){ .n = s->n };
	b->cols = mem_get(mem_times(s->n, sizeof *b->cols));
	for (size_t i = 0; i < s->n; i++) {
		b->cols[i] = (struct blend_col){ .type = s->columns[i].type };
		intern_open(&b->cols[i].table, b->cols[i].type);
	}
}

void
blend_close(struct blend *b)
{
	for (size_t i = 0; i < b->n; i++)
		intern_close(&b->cols[i].table);
	free(b->cols);
	arena_free(&b->a);
	*b = (struct blend){ 0 };
}

void
blend_plain(struct blend *b, size_t column)
{
	struct blend_col *c = &b->cols[column];

	c->is_plain = c->is_plain || (c->type != TYPE_BOOL &&
	    !type_is_text(c->type));
}

void
blend_prepare(struct blend_from *from, const struct chunk *c,
    struct arena *a)
{
	from->chunk = *c;
	from->known = NEW0(a, struct blend_known *, c->n + 1);
	for (size_t i = 0; i < c->n; i++) {
		struct dom *d = c->cols[i].dom;

		if (d->kind == DOM_RUNS)
			dom_index(d, c->rows, a);
		if (c->cols[i].type != TYPE_BOOL && d->kind != DOM_ROWS &&
		    d->n <= c->rows / 2 + 1)
			from->known[i] = NEW0(a, struct blend_known, d->n);
	}
}

void
blend_begin(struct blend *b, uint32_t most)
{
	arena_reset(&b->a);
	b->rows = 0;
	b->most = most;
	b->batch++; /* 0 is none; 2^32 of them are more rows than there are */
	for (size_t i = 0; i < b->n; i++) {
		struct blend_col *c = &b->cols[i];

		c->any_null = c->differ = false;
		c->i = NULL;
		if (c->type == TYPE_BOOL) {
			c->b = NEW(&b->a, uint8_t, most);
		} else if (c->is_plain) {
			c->i = NEW(&b->a, int64_t, most);
			c->null = NEW(&b->a, uint8_t, most);
		} else {
			c->ids = NEW(&b->a, uint32_t, most);
			intern_clear(&c->table);
		}
	}
}

static uint32_t
id_of(struct blend_col *c, const struct col *from, uint32_t e)
{
	if (col_is_null(from, e))
		return 0;
	if (type_is_text(c->type))
		return intern_text(&c->table, from->s[e]);
	return intern_bits(&c->table, from->i[e]); /* -0.0 stays itself */
}

static void
add_coded(struct blend *b, size_t column, const struct blend_row *rows,
    uint32_t n)
{
	struct blend_col *c = &b->cols[column];
	uint32_t *ids = c->ids + b->rows;

	for (uint32_t r = 0; r < n; r++) {
		const struct blend_from *from = rows[r].from;
		const struct col *col = &from->chunk.cols[column];
		struct blend_known *known = from->known[column];
		uint32_t e = dom_entry(col->dom, rows[r].row);

		if (!known) {
			ids[r] = id_of(c, col, e);
			continue;
		}
		if (known[e].batch != b->batch)
			known[e] = (struct blend_known){ b->batch,
				id_of(c, col, e) };
		ids[r] = known[e].id;
	}
	for (uint32_t r = 0; r < n && !c->differ; r++)
		c->differ = ids[r] != c->ids[0];
}

static void
add_plain(struct blend *b, size_t column, const struct blend_row *rows,
    uint32_t n)
{
	struct blend_col *c = &b->cols[column];

	for (uint32_t r = 0; r < n; r++) {
		const struct col *col = &rows[r].from->chunk.cols[column];
		uint32_t e = dom_entry(col->dom, rows[r].row);
		bool is_null = col->null && col->null[e];

		c->i[b->rows + r] = is_null ? 0 : col->i[e];
		c->null[b->rows + r] = is_null;
		c->any_null = c->any_null || is_null;
	}
}

static void
add_bools(struct blend *b, size_t column, const struct blend_row *rows,
    uint32_t n)
{
	uint8_t *to = b->cols[column].b + b->rows;

	for (uint32_t r = 0; r < n; r++) {
		const struct col *col = &rows[r].from->chunk.cols[column];

		to[r] = col->b[dom_entry(col->dom, rows[r].row)];
	}
}

void
blend_add(struct blend *b, const struct blend_row *rows, uint32_t n)
{
	for (size_t i = 0; i < b->n; i++) {
		if (b->cols[i].type == TYPE_BOOL)
			add_bools(b, i, rows, n);
		else if (b->cols[i].is_plain)
			add_plain(b, i, rows, n);
		else
			add_coded(b, i, rows, n);
	}
	b->rows += n;
}

/* The entries stay in the table until the next chunk is begun. */
static struct col
finish_coded(struct blend *b, struct blend_col *c)
{
	struct intern *t = &c->table;
	struct col out = { .type = c->type };
	struct value v;

	if (!c->differ) {
		intern_get(t, c->ids[0], &v);
		return col_const(&v, &b->a);
	}
	if (type_is_text(c->type)) {
		t->s[0] = (struct str){ NULL, 0 };
		out.s = t->s;
	} else {
		uint8_t *null = NEW0(&b->a, uint8_t, t->n);

		null[0] = 1;
		t->i[0] = 0;
		out.null = null;
		out.i = t->i;
	}
	out.dom = dom_codes(c->ids, b->rows, t->n, &b->a);
	return out;
}

void
blend_finish(struct blend *b, struct chunk *c)
{
	*c = (struct chunk){ .rows = b->rows, .n = b->n };
	c->cols = NEW(&b->a, struct col, b->n + 1);
	for (size_t i = 0; i < b->n && b->rows > 0; i++) {
		struct blend_col *from = &b->cols[i];

		if (is_coded(from)) {
			c->cols[i] = finish_coded(b, from);
		} else if (from->type == TYPE_BOOL) {
			c->cols[i] = col_bools(from->b, &b->a);
		} else {
			c->cols[i] = (struct col){ .type = from->type,
				.dom = dom_rows(b->rows, &b->a), .i = from->i,
				.null = from->any_null ? from->null : NULL };
		}
	}
}
