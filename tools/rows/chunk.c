#include "chunk.h"

#include <stdlib.h>
#include <string.h>

#include "intern.h"

const uint32_t *
dom_index(struct dom *d, uint32_t rows, struct arena *a)
{
	uint32_t *x;

	if (d->index)
		return d->index;
	if (d->kind == DOM_CODES && d->width == 4)
		return d->index = d->codes;
	x = NEW(a, uint32_t, rows);
	switch (d->kind) {
	case DOM_ONE:
		memset(x, 0, rows * sizeof *x);
		break;
	case DOM_ROWS:
		for (uint32_t r = 0; r < rows; r++)
			x[r] = r;
		break;
	case DOM_RUNS:
		for (uint32_t k = 0, r = 0; k < d->n; k++)
			for (; r < d->ends[k]; r++)
				x[r] = k;
		break;
	case DOM_CODES:
		if (d->width == 1) {
			const uint8_t *c = d->codes;

			for (uint32_t r = 0; r < rows; r++)
				x[r] = c[r];
		} else {
			const uint16_t *c = d->codes;

			for (uint32_t r = 0; r < rows; r++)
				x[r] = c[r];
		}
		break;
	}
	return d->index = x;
}

struct dom *
dom_one(struct arena *a)
{
	struct dom *d = NEW0(a, struct dom, 1);

	d->kind = DOM_ONE;
	d->n = 1;
	return d;
}

struct dom *
dom_rows(uint32_t rows, struct arena *a)
{
	struct dom *d = NEW0(a, struct dom, 1);

	d->kind = DOM_ROWS;
	d->n = rows;
	return d;
}

unsigned
dom_width(uint32_t n)
{
	return n <= 1 << 8 ? 1 : n <= 1 << 16 ? 2 : 4;
}

void *
dom_narrow(const uint32_t *codes, uint32_t rows, unsigned width,
    struct arena *a)
{
	void *to = arena_get(a, mem_times(rows, width));

	if (width == 4) {
		memcpy(to, codes, (size_t)rows * 4);
	} else if (width == 2) {
		uint16_t *c = to;

		for (uint32_t r = 0; r < rows; r++)
			c[r] = (uint16_t)codes[r];
	} else {
		uint8_t *c = to;

		for (uint32_t r = 0; r < rows; r++)
			c[r] = (uint8_t)codes[r];
	}
	return to;
}

struct dom *
dom_codes(const uint32_t *codes, uint32_t rows, uint32_t n, struct arena *a)
{
	struct dom *d = NEW0(a, struct dom, 1);

	d->kind = DOM_CODES;
	d->n = n;
	d->index = codes;
	d->width = dom_width(n);
	d->codes = d->width == 4 ? codes : dom_narrow(codes, rows, d->width,
	    a);
	return d;
}

void
col_value(const struct col *c, uint32_t e, struct value *v)
{
	v->type = c->type;
	v->is_null = col_is_null(c, e);
	if (v->is_null)
		v->i = 0;
	else if (c->type == TYPE_BOOL)
		v->i = c->b[e] == B_TRUE;
	else if (type_is_text(c->type))
		v->s = c->s[e];
	else if (type_is_real(c->type))
		v->d = c->d[e];
	else
		v->i = c->i[e];
}

struct col
col_const(const struct value *v, struct arena *a)
{
	struct col c = { .type = v->type, .dom = dom_one(a) };

	if (type_is_text(v->type)) {
		struct str *s = NEW(a, struct str, 1);

		*s = v->is_null ? (struct str){ NULL, 0 } : v->s;
		c.s = s;
	} else if (v->type == TYPE_BOOL) {
		uint8_t *b = NEW(a, uint8_t, 1);

		*b = v->is_null ? B_NULL : v->i ? B_TRUE : B_FALSE;
		c.b = b;
	} else {
		uint8_t *null = NEW(a, uint8_t, 1);
		int64_t *i = NEW(a, int64_t, 1);

		*null = v->is_null;
		c.null = v->is_null ? null : NULL;
		c.i = i;
		if (type_is_real(v->type)) {
			double d = v->is_null ? 0 : v->d;

			memcpy(i, &d, sizeof d);
		} else {
			*i = v->is_null ? 0 : v->i;
		}
	}
	return c;
}

struct col
col_null(enum type t, struct arena *a)
{
	return col_const(&(struct value){ .type = t, .is_null = true }, a);
}

struct col
col_entries(enum type t, const struct value *v, uint32_t n, struct arena *a)
{
	struct col c = { .type = t };
	bool any_null = false;

	if (t == TYPE_BOOL) {
		uint8_t *b = NEW(a, uint8_t, n);

		for (uint32_t k = 0; k < n; k++)
			b[k] = v[k].is_null ? B_NULL : v[k].i ? B_TRUE :
			    B_FALSE;
		c.b = b;
	} else if (type_is_text(t)) {
		struct str *s = NEW(a, struct str, n);

		for (uint32_t k = 0; k < n; k++)
			s[k] = v[k].is_null ? (struct str){ NULL, 0 } :
			    v[k].s;
		c.s = s;
	} else {
		int64_t *i = NEW(a, int64_t, n);
		uint8_t *null = NEW(a, uint8_t, n);

		for (uint32_t k = 0; k < n; k++) {
			null[k] = v[k].is_null;
			any_null = any_null || v[k].is_null;
			i[k] = v[k].is_null ? 0 : v[k].i;
		}
		c.i = i;
		c.null = any_null ? null : NULL;
	}
	return c;
}

struct col
col_values(enum type t, const struct value *v, uint32_t n, struct arena *a)
{
	struct col c = col_entries(t, v, n, a);

	if (t == TYPE_BOOL)
		return col_bools(c.b, a);
	c.dom = dom_rows(n, a);
	return c;
}

struct col
col_bools(const uint8_t *bytes, struct arena *a)
{
	static const uint8_t values[] = { B_FALSE, B_NULL, B_TRUE };
	struct dom *d = NEW0(a, struct dom, 1);

	d->kind = DOM_CODES;
	d->width = 1;
	d->n = 3;
	d->codes = bytes;
	return (struct col){ .type = TYPE_BOOL, .dom = d, .b = values };
}

struct col
col_coded(const struct col *c, uint32_t rows, struct arena *a)
{
	struct intern t = { 0 };
	uint32_t *map = NEW(a, uint32_t, c->dom->n), *codes;
	const uint32_t *index = dom_index(c->dom, rows, a);
	struct col out;

	intern_open(&t, c->type);
	intern_column(&t, c, map);
	codes = NEW(a, uint32_t, rows);
	for (uint32_t r = 0; r < rows; r++)
		codes[r] = map[index[r]];
	out = intern_copy(&t, a);
	out.dom = dom_codes(codes, rows, t.n, a);
	intern_close(&t);
	return out;
}

/* A domain cut to some rows.  Domains that columns share must stay shared,
 * so each is cut once: the list remembers. */
struct cut {
	struct dom *from, *to;
};

static struct dom *
known_cut(const struct cut *cuts, size_t n, const struct dom *from)
{
	for (size_t i = n; i-- > 0;)
		if (cuts[i].from == from)
			return cuts[i].to;
	return NULL;
}

static void
slice_runs(struct dom *to, const struct dom *from, uint32_t at, uint32_t rows,
    uint32_t *first, struct arena *a)
{
	uint32_t lo = 0, hi = from->n, k;
	uint32_t *ends;

	while (lo < hi) { /* the run that row `at` is in */
		uint32_t mid = lo + (hi - lo) / 2;

		if (from->ends[mid] <= at)
			lo = mid + 1;
		else
			hi = mid;
	}
	*first = lo;
	for (k = lo; k < from->n && from->ends[k] < at + rows; k++)
		;
	to->n = k - lo + 1;
	ends = NEW(a, uint32_t, to->n);
	for (uint32_t i = 0; i < to->n; i++)
		ends[i] = from->ends[lo + i] - at;
	ends[to->n - 1] = rows;
	to->ends = ends;
}

static struct dom *
slice_dom(const struct dom *from, uint32_t at, uint32_t rows, struct arena *a)
{
	struct dom *d = NEW(a, struct dom, 1);
	uint32_t first;

	*d = *from;
	d->index = from->index && from->kind != DOM_RUNS &&
	    from->kind != DOM_ROWS ? from->index + at : NULL;
	switch (from->kind) {
	case DOM_ONE:
		break;
	case DOM_CODES:
		d->codes = (const char *)from->codes + (size_t)at * d->width;
		break;
	case DOM_RUNS:
		slice_runs(d, from, at, rows, &first, a);
		break;
	case DOM_ROWS:
		d->n = rows;
		break;
	}
	return d;
}

/* Entries from `first` on; DOM_RUNS and DOM_ROWS lose the ones in front. */
static void
skip_entries(struct col *c, uint32_t first)
{
	if (c->type == TYPE_BOOL)
		c->b += first;
	else if (type_is_text(c->type))
		c->s += first;
	else
		c->i += first;
	if (c->null)
		c->null += first;
}

void
chunk_slice(struct chunk *out, const struct chunk *c, uint32_t from,
    uint32_t rows, struct arena *a)
{
	struct cut *cuts = NEW(a, struct cut, c->n + 1);
	size_t n = 0;

	out->rows = rows;
	out->n = c->n;
	out->cols = NEW(a, struct col, c->n + 1);
	for (size_t i = 0; i < c->n; i++) {
		struct col *o = &out->cols[i];
		struct dom *d = c->cols[i].dom;

		*o = c->cols[i];
		o->dom = known_cut(cuts, n, d);
		if (!o->dom) {
			o->dom = slice_dom(d, from, rows, a);
			cuts[n++] = (struct cut){ d, o->dom };
		}
		if (d->kind == DOM_ROWS) {
			skip_entries(o, from);
		} else if (d->kind == DOM_RUNS) {
			uint32_t k = 0;

			while (d->ends[k] <= from)
				k++;
			skip_entries(o, k);
		}
	}
}

/* The rows `at` of a domain; those of runs ascend. */
static struct dom *
gather_dom(struct dom *from, uint32_t of, const uint32_t *at, uint32_t rows,
    struct arena *a)
{
	struct dom *d = NEW(a, struct dom, 1);

	*d = *from;
	if (from->kind == DOM_ONE || from->kind == DOM_ROWS) {
		d->index = NULL;
		if (from->kind == DOM_ROWS)
			d->n = rows;
	} else if (from->kind == DOM_RUNS) {
		/* Ascending rows keep their runs; empty ones go. */
		const uint32_t *index = dom_index(from, of, a);
		uint32_t *ends = NEW(a, uint32_t, from->n < rows ?
		    from->n : rows);
		uint32_t n = 0;

		for (uint32_t r = 0; r < rows; r++)
			if (r + 1 == rows || index[at[r]] != index[at[r + 1]])
				ends[n++] = r + 1;
		d->ends = ends;
		d->n = n;
		d->index = NULL;
	} else if (from->width == 1) {
		const uint8_t *c = from->codes;
		uint8_t *o = NEW(a, uint8_t, rows);

		for (uint32_t r = 0; r < rows; r++)
			o[r] = c[at[r]];
		d->codes = o;
		d->index = NULL;
	} else if (from->width == 2) {
		const uint16_t *c = from->codes;
		uint16_t *o = NEW(a, uint16_t, rows);

		for (uint32_t r = 0; r < rows; r++)
			o[r] = c[at[r]];
		d->codes = o;
		d->index = NULL;
	} else {
		const uint32_t *c = from->codes;
		uint32_t *o = NEW(a, uint32_t, rows);

		for (uint32_t r = 0; r < rows; r++)
			o[r] = c[at[r]];
		d->codes = d->index = o;
	}
	return d;
}

void
col_pick(struct col *c, const uint32_t *which, uint32_t n, struct arena *a)
{
	if (c->type == TYPE_BOOL) {
		uint8_t *b = NEW(a, uint8_t, n);

		for (uint32_t k = 0; k < n; k++)
			b[k] = c->b[which[k]];
		c->b = b;
	} else if (type_is_text(c->type)) {
		struct str *s = NEW(a, struct str, n);

		for (uint32_t k = 0; k < n; k++)
			s[k] = c->s[which[k]];
		c->s = s;
	} else {
		int64_t *i = NEW(a, int64_t, n);

		for (uint32_t k = 0; k < n; k++)
			i[k] = c->i[which[k]];
		c->i = i;
	}
	if (c->null) {
		uint8_t *null = NEW(a, uint8_t, n);

		for (uint32_t k = 0; k < n; k++)
			null[k] = c->null[which[k]];
		c->null = null;
	}
}

static bool
is_ascending(const uint32_t *at, uint32_t rows)
{
	for (uint32_t r = 1; r < rows; r++)
		if (at[r - 1] > at[r])
			return false;
	return true;
}

/* Runs for rows in any order: codes, entry 0 left unused. */
static struct dom *
runs_to_codes(struct dom *from, uint32_t of, const uint32_t *at,
    uint32_t rows, struct arena *a)
{
	const uint32_t *index = dom_index(from, of, a);
	uint32_t *codes = NEW(a, uint32_t, rows);

	for (uint32_t r = 0; r < rows; r++)
		codes[r] = index[at[r]] + 1;
	return dom_codes(codes, rows, from->n + 1, a);
}

void
chunk_gather(struct chunk *out, const struct chunk *c, const uint32_t *at,
    uint32_t rows, struct arena *a)
{
	struct cut *cuts = NEW(a, struct cut, c->n + 1);
	bool ascending = is_ascending(at, rows);
	size_t n = 0;

	out->rows = rows;
	out->n = c->n;
	out->cols = NEW(a, struct col, c->n + 1);
	for (size_t i = 0; i < c->n; i++) {
		struct col *o = &out->cols[i];
		struct dom *d = c->cols[i].dom;

		*o = c->cols[i];
		o->dom = known_cut(cuts, n, d);
		if (!o->dom) {
			o->dom = d->kind == DOM_RUNS && !ascending ?
			    runs_to_codes(d, c->rows, at, rows, a) :
			    gather_dom(d, c->rows, at, rows, a);
			cuts[n++] = (struct cut){ d, o->dom };
		}
		if (d->kind == DOM_ROWS) {
			col_pick(o, at, rows, a);
		} else if (d->kind == DOM_RUNS && ascending) {
			const uint32_t *index = dom_index(d, c->rows, a);
			uint32_t *which = NEW(a, uint32_t, o->dom->n);

			for (uint32_t k = 0; k < o->dom->n; k++)
				which[k] = index[at[o->dom->ends[k] - 1]];
			col_pick(o, which, o->dom->n, a);
		} else if (d->kind == DOM_RUNS) {
			uint32_t *which = NEW(a, uint32_t, o->dom->n);

			which[0] = 0;
			for (uint32_t k = 1; k < o->dom->n; k++)
				which[k] = k - 1;
			col_pick(o, which, o->dom->n, a);
		}
	}
}

/* Copies the entries of one column into `to` from position `at` on. */
struct filling {
	int64_t *i;
	uint8_t *null;
	bool any_null;
};

static void
fill_rows(struct filling *to, uint32_t at, const struct col *c, uint32_t rows,
    struct arena *scratch)
{
	const uint32_t *index = c->dom->kind == DOM_ROWS ? NULL :
	    dom_index(c->dom, rows, scratch);

	for (uint32_t r = 0; r < rows; r++)
		to->i[at + r] = c->i[index ? index[r] : r];
	if (!c->null) {
		memset(to->null + at, 0, rows);
		return;
	}
	for (uint32_t r = 0; r < rows; r++)
		to->null[at + r] = c->null[index ? index[r] : r];
	to->any_null = true;
}

/* One column of all parts by interning: texts, bools, whatever is coded. */
static void
concat_coded(struct col *out, const struct chunk *parts, size_t n,
    size_t column, uint32_t rows, struct arena *a)
{
	struct intern t = { 0 };
	uint32_t *codes = NEW(a, uint32_t, rows), at = 0;

	intern_open(&t, out->type);
	for (size_t p = 0; p < n; p++) {
		const struct col *c = &parts[p].cols[column];
		struct arena tmp = { 0 };
		uint32_t *map = NEW(&tmp, uint32_t, c->dom->n);
		const uint32_t *index = dom_index(c->dom, parts[p].rows, a);

		intern_entries(&t, c, map);
		for (uint32_t r = 0; r < parts[p].rows; r++)
			codes[at++] = map[index[r]];
		arena_free(&tmp);
	}
	*out = intern_copy(&t, a);
	out->dom = dom_codes(codes, rows, t.n, a);
	intern_close(&t);
}

static bool
is_plain(const struct chunk *parts, size_t n, size_t column)
{
	for (size_t p = 0; p < n; p++)
		if (parts[p].cols[column].dom->kind == DOM_ROWS)
			return true;
	return false;
}

void
chunk_concat(struct chunk *out, const struct chunk *parts, size_t n,
    struct arena *a)
{
	struct chunk r = { .n = n > 0 ? parts[0].n : 0 };

	for (size_t p = 0; p < n; p++)
		r.rows += parts[p].rows;
	r.cols = NEW(a, struct col, r.n + 1);
	for (size_t i = 0; i < r.n; i++) {
		struct col *o = &r.cols[i];
		struct filling to = { 0 };
		uint32_t at = 0;

		o->type = parts[0].cols[i].type;
		if (o->type == TYPE_BOOL || type_is_text(o->type) ||
		    !is_plain(parts, n, i)) {
			concat_coded(o, parts, n, i, r.rows, a);
			continue;
		}
		to.i = NEW(a, int64_t, r.rows);
		to.null = NEW(a, uint8_t, r.rows);
		for (size_t p = 0; p < n; at += parts[p++].rows)
			fill_rows(&to, at, &parts[p].cols[i], parts[p].rows, a);
		o->i = to.i;
		o->null = to.any_null ? to.null : NULL;
		o->dom = dom_rows(r.rows, a);
	}
	*out = r;
}

int
chunk_cmp_rows(const struct chunk *c, const size_t *columns,
    const bool *descending, size_t n, uint32_t r1, uint32_t r2,
    struct arena *a)
{
	for (size_t k = 0; k < n; k++) {
		const struct col *col = &c->cols[columns[k]];
		const uint32_t *index = dom_index(col->dom, c->rows, a);
		struct value v1, v2;
		int r;

		if (index[r1] == index[r2])
			continue;
		col_value(col, index[r1], &v1);
		col_value(col, index[r2], &v2);
		r = value_cmp(&v1, &v2);
		if (r != 0)
			return descending && descending[k] ? -r : r;
	}
	return 0;
}
