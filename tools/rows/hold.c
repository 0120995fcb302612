#include "hold.h"

#include <stdlib.h>
#include <string.h>

#include "intern.h"

/* A domain and what becomes of it. */
struct held {
	const struct dom *from;
	struct dom *to;
	uint32_t *which; /* old entry of each new one; NULL: the same */
};

/* Codes of the entries that rows have, numbered as they come. */
static void
hold_codes(struct held *h, uint32_t rows, struct arena *a,
    struct arena *scratch)
{
	struct dom own = *h->from, *d = h->to;
	const uint32_t *index = dom_index(&own, rows, scratch);
	uint32_t *codes = NEW(scratch, uint32_t, rows);
	uint32_t *to = NEW0(scratch, uint32_t, own.n), n = 0;

	h->which = NEW(scratch, uint32_t, own.n);
	for (uint32_t r = 0; r < rows; r++) {
		uint32_t e = index[r];

		if (to[e] == 0) {
			h->which[n++] = e;
			to[e] = n;
		}
		codes[r] = to[e] - 1;
	}
	d->kind = DOM_CODES;
	d->n = n;
	d->width = dom_width(n);
	d->codes = dom_narrow(codes, rows, d->width, a);
}

static struct held *
hold_dom(struct held *list, size_t *n, const struct dom *from, uint32_t rows,
    struct arena *a, struct arena *scratch)
{
	struct held *h;

	for (size_t i = *n; i-- > 0;)
		if (list[i].from == from)
			return &list[i];
	h = &list[(*n)++];
	*h = (struct held){ .from = from, .to = NEW0(a, struct dom, 1) };
	if (from->kind == DOM_ONE || from->kind == DOM_ROWS) {
		h->to->kind = from->kind;
		h->to->n = from->kind == DOM_ONE ? 1 : rows;
	} else {
		hold_codes(h, rows, a, scratch);
	}
	return h;
}

/* Each text once, however many entries have it. */
static const struct str *
hold_texts(const struct col *c, uint32_t n, struct arena *a,
    struct arena *scratch)
{
	struct str *s = NEW(a, struct str, n);
	uint32_t *ids = NEW(scratch, uint32_t, n);
	struct str *copies;
	struct intern t;
	size_t bytes = 0;
	char *p;

	intern_open(&t, c->type);
	for (uint32_t e = 0; e < n; e++)
		ids[e] = intern_text(&t, c->s[e]);
	copies = NEW(scratch, struct str, t.n);
	copies[0] = (struct str){ NULL, 0 };
	for (uint32_t k = 1; k < t.n; k++)
		bytes += t.s[k].n;
	p = arena_get(a, bytes);
	for (uint32_t k = 1; k < t.n; k++) {
		copies[k] = (struct str){ p, t.s[k].n };
		if (t.s[k].n > 0)
			memcpy(p, t.s[k].p, t.s[k].n);
		p += t.s[k].n;
	}
	for (uint32_t e = 0; e < n; e++)
		s[e] = copies[ids[e]];
	intern_close(&t);
	return s;
}

static void
hold_entries(struct col *c, const struct held *h, struct arena *a,
    struct arena *scratch)
{
	uint32_t n = h->to->n;
	bool any_null = false;

	if (h->which)
		col_pick(c, h->which, n, type_is_text(c->type) ? scratch : a);
	if (type_is_text(c->type)) {
		c->s = hold_texts(c, n, a, scratch);
		return;
	}
	for (uint32_t e = 0; c->null && e < n; e++)
		any_null = any_null || c->null[e];
	if (!any_null && c->type != TYPE_NULL)
		c->null = NULL;
	if (h->which)
		return; /* col_pick has copied */
	if (c->type == TYPE_BOOL)
		c->b = memcpy(arena_get(a, n), c->b, n);
	else
		c->i = memcpy(NEW(a, int64_t, n), c->i, n * sizeof *c->i);
	if (c->null)
		c->null = memcpy(arena_get(a, n), c->null, n);
}

void
chunk_hold(struct chunk *out, const struct chunk *c, struct arena *a)
{
	struct arena scratch = { 0 };
	struct held *list = NEW(&scratch, struct held, c->n + 1);
	size_t n = 0;

	*out = (struct chunk){ .rows = c->rows, .n = c->n };
	out->cols = NEW(a, struct col, c->n + 1);
	for (size_t i = 0; i < c->n; i++) {
		struct held *h = hold_dom(list, &n, c->cols[i].dom, c->rows, a,
		    &scratch);

		out->cols[i] = c->cols[i];
		out->cols[i].dom = h->to;
		hold_entries(&out->cols[i], h, a, &scratch);
	}
	arena_free(&scratch);
}
