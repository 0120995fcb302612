#include "encode.h"

#include <stdlib.h>

#include "bounds.h"
#include "frame.h"
#include "intern.h"

/* What is needed while one frame is put together. */
struct making {
	const struct schema *schema;
	struct chunk chunk;     /* its columns may be replaced by coded ones */
	struct entry *entries;
	struct frame_out *out;
	struct arena *a;
};

static void
add_piece(struct making *m, const void *p, size_t n)
{
	m->out->pieces[m->out->n++] = (struct iovec){ (void *)(uintptr_t)p, n };
	m->out->bytes += n;
}

/* Adds a block and the zeros behind it; fills in where it lies. */
static void
add_block(struct making *m, struct block *b, const void *p, size_t n)
{
	static const char zeros[FRAME_ALIGN];
	size_t behind = -n % FRAME_ALIGN;

	b->at = (uint32_t)m->out->bytes;
	b->stored = b->raw = (uint32_t)n;
	b->hash = frame_hash(p, n);
	add_piece(m, p, n);
	if (behind > 0)
		add_piece(m, zeros, behind);
}

static void
add_texts(struct making *m, struct entry *e, const struct str *s, uint32_t n)
{
	size_t bytes = 0, longest = 0, width, at;
	char *p;

	for (uint32_t k = 0; k < n; k++) {
		bytes += s[k].n;
		if (s[k].n > longest)
			longest = s[k].n;
	}
	width = longest > UINT16_MAX ? 4 : 2;
	if (width == 4)
		e->flags |= ENTRY_LONG_TEXTS;
	at = width * n;
	p = arena_get(m->a, at + bytes);
	for (uint32_t k = 0; k < n; k++) {
		uint32_t length = (uint32_t)s[k].n;
		uint16_t length16 = (uint16_t)length;

		if (width == 4)
			memcpy(p + k * 4, &length, 4);
		else
			memcpy(p + k * 2, &length16, 2);
		if (length > 0)
			memcpy(p + at, s[k].p, length);
		at += length;
	}
	add_block(m, &e->dictionary, p, at);
}

/* Entries as a dictionary; entry 0 is NULL. */
static void
add_dictionary(struct making *m, struct entry *e, const struct col *c,
    uint32_t n)
{
	e->n = n;
	if (type_is_text(c->type)) {
		add_texts(m, e, c->s, n);
	} else if (c->type != TYPE_BOOL) {
		int64_t *v = NEW(m->a, int64_t, n);

		memcpy(v, c->i, n * sizeof *v);
		v[0] = 0;
		add_block(m, &e->dictionary, v, n * sizeof *v);
	}
}

static unsigned
width_of(uint64_t most)
{
	return most <= UINT8_MAX ? 1 : most <= UINT16_MAX ? 2 :
	    most <= UINT32_MAX ? 4 : 8;
}

/* Unsigned numbers in items of `width` bytes. */
static void *
narrow(const uint32_t *v, uint32_t n, unsigned width, size_t room,
    struct arena *a)
{
	unsigned char *p = arena_zero(a, room);

	for (uint32_t k = 0; k < n; k++)
		memcpy(p + (size_t)k * width, &v[k], width);
	return p;
}

/* A bool's code on the wire: 0 NULL, 1 false, 2 true. */
static uint8_t
bool_code(uint8_t b)
{
	return b == B_NULL ? 0 : b == B_FALSE ? 1 : 2;
}

static void
add_bool_codes(struct making *m, struct entry *e, const struct col *c)
{
	const struct dom *d = c->dom;
	uint8_t *codes, table[256];
	bool same = d->width == 1 && d->n <= 3;

	e->encoding = ENC_CODES;
	e->width = 1;
	e->n = 3;
	for (uint32_t k = 0; k < d->n && k < 256; k++) {
		table[k] = bool_code(c->b[k]);
		same = same && table[k] == k;
	}
	if (same) {
		add_block(m, &e->data, d->codes, m->chunk.rows);
		return;
	}
	codes = NEW(m->a, uint8_t, m->chunk.rows);
	if (d->width == 1) {
		const uint8_t *from = d->codes;

		for (uint32_t r = 0; r < m->chunk.rows; r++)
			codes[r] = table[from[r]];
	} else {
		const uint32_t *index = dom_index(c->dom, m->chunk.rows, m->a);

		for (uint32_t r = 0; r < m->chunk.rows; r++)
			codes[r] = bool_code(c->b[index[r]]);
	}
	add_block(m, &e->data, codes, m->chunk.rows);
}

/* Codes that fit `width` bytes though the domain keeps them wider. */
static void
add_codes(struct making *m, struct entry *e, const struct col *c)
{
	const struct dom *d = c->dom;
	unsigned width = d->n <= 1 << 8 ? 1 : d->n <= 1 << 16 ? 2 : 4;

	e->encoding = ENC_CODES;
	e->width = width;
	if (width == d->width)
		add_block(m, &e->data, d->codes,
		    (size_t)m->chunk.rows * width);
	else
		add_block(m, &e->data, narrow(dom_index(c->dom, m->chunk.rows,
		    m->a), m->chunk.rows, width, (size_t)m->chunk.rows * width,
		    m->a), (size_t)m->chunk.rows * width);
	add_dictionary(m, e, c, d->n);
}

static void
add_map(struct making *m, struct entry *e, const struct col *c, size_t base)
{
	uint32_t n = c->dom->n, *ids = NEW(m->a, uint32_t, n);
	struct intern t;
	struct col dictionary;

	e->encoding = ENC_MAP;
	e->base = (unsigned)base;
	if (c->type == TYPE_BOOL) {
		for (uint32_t k = 0; k < n; k++)
			ids[k] = bool_code(c->b[k]);
		e->width = 1;
		e->n = 3;
		add_block(m, &e->data, narrow(ids, n, 1, n, m->a), n);
		return;
	}
	intern_open(&t, c->type);
	intern_column(&t, c, ids);
	dictionary = intern_copy(&t, m->a);
	e->width = width_of(t.n - 1);
	add_block(m, &e->data, narrow(ids, n, e->width, (size_t)n * e->width,
	    m->a), (size_t)n * e->width);
	add_dictionary(m, e, &dictionary, t.n);
	intern_close(&t);
}

static void
add_const(struct making *m, struct entry *e, const struct col *c)
{
	e->encoding = ENC_CONST;
	e->width = 8;
	if (col_is_null(c, 0))
		return;
	if (type_is_text(c->type)) {
		e->n = 1;
		add_texts(m, e, c->s, 1);
	} else {
		int64_t *v = NEW(m->a, int64_t, 1);

		*v = c->type == TYPE_BOOL ? bool_code(c->b[0]) : c->i[0];
		add_block(m, &e->data, v, sizeof *v);
	}
}

static void
add_runs(struct making *m, struct entry *e, const struct col *c)
{
	const struct dom *d = c->dom;
	uint32_t n = d->n;
	size_t items, room;
	unsigned char *p;

	e->encoding = ENC_RUNS;
	e->n = n;
	if (c->type != TYPE_BOOL && !type_is_text(c->type) && !c->null) {
		e->width = 8;
		p = arena_get(m->a, (size_t)n * 12);
		memcpy(p, c->i, (size_t)n * 8);
		memcpy(p + (size_t)n * 8, d->ends, (size_t)n * 4);
		add_block(m, &e->data, p, (size_t)n * 12);
	} else {
		struct intern t;
		struct col dictionary;
		uint32_t *ids = NEW(m->a, uint32_t, n);

		intern_open(&t, c->type);
		intern_column(&t, c, ids);
		if (c->type == TYPE_BOOL)
			for (uint32_t k = 0; k < n; k++)
				ids[k] = bool_code(c->b[k]);
		dictionary = intern_copy(&t, m->a);
		e->width = c->type == TYPE_BOOL ? 1 : width_of(t.n - 1);
		items = ((size_t)n * e->width + 3) & ~(size_t)3;
		room = items + (size_t)n * 4;
		p = narrow(ids, n, e->width, room, m->a);
		memcpy(p + items, d->ends, (size_t)n * 4);
		add_block(m, &e->data, p, room);
		add_dictionary(m, e, &dictionary, t.n);
		e->entries = c->type == TYPE_BOOL ? 3 : t.n;
		e->n = n;
		intern_close(&t);
	}
}

/* The null bitmap of a column with an entry a row; its bytes. */
static size_t
put_bitmap(unsigned char *p, const uint8_t *null, uint32_t rows)
{
	size_t bytes = ((size_t)rows + 63) / 64 * 8;

	memset(p, 0, bytes);
	for (uint32_t r = 0; r < rows; r++)
		if (!null[r])
			p[r / 8] |= (unsigned char)(1u << r % 8);
	return bytes;
}

static void
add_rows(struct making *m, struct entry *e, const struct col *c)
{
	uint32_t rows = m->chunk.rows;
	size_t at = 0, room;
	int64_t least = INT64_MAX, greatest = INT64_MIN;
	unsigned char *p;

	e->n = rows;
	room = (size_t)rows / 8 + 64 + 8 + (size_t)rows * 8;
	p = arena_get(m->a, room);
	if (c->null) {
		e->flags |= ENTRY_BITMAP;
		at = put_bitmap(p, c->null, rows);
	}
	if (type_is_real(c->type)) {
		e->encoding = ENC_REAL;
		e->width = c->type == TYPE_F32 ? 4 : 8;
		for (uint32_t r = 0; r < rows; r++) {
			double d = c->null && c->null[r] ? 0 : c->d[r];
			float s = (float)d;

			if (e->width == 4)
				memcpy(p + at + (size_t)r * 4, &s, 4);
			else
				memcpy(p + at + (size_t)r * 8, &d, 8);
		}
		add_block(m, &e->data, p, at + (size_t)rows * e->width);
		return;
	}
	for (uint32_t r = 0; r < rows; r++) {
		if (c->null && c->null[r])
			continue;
		least = c->i[r] < least ? c->i[r] : least;
		greatest = c->i[r] > greatest ? c->i[r] : greatest;
	}
	if (least > greatest)
		least = greatest = 0;
	e->encoding = ENC_INT;
	e->width = width_of((uint64_t)greatest - (uint64_t)least);
	memcpy(p + at, &least, 8);
	at += 8;
	for (uint32_t r = 0; r < rows; r++) {
		uint64_t v = c->null && c->null[r] ? 0 :
		    (uint64_t)c->i[r] - (uint64_t)least;

		switch (e->width) {
		case 1: p[at + r] = (unsigned char)v; break;
		case 2: memcpy(p + at + (size_t)r * 2, &v, 2); break;
		case 4: memcpy(p + at + (size_t)r * 4, &v, 4); break;
		default: memcpy(p + at + (size_t)r * 8, &v, 8); break;
		}
	}
	add_block(m, &e->data, p, at + (size_t)rows * e->width);
}

static bool
entries_are_distinct(const struct col *c)
{
	uint32_t *ids = mem_get(mem_times(c->dom->n, sizeof *ids));
	struct intern t;
	bool all;

	intern_open(&t, c->type);
	intern_column(&t, c, ids);
	all = t.n == c->dom->n;
	intern_close(&t);
	free(ids);
	return all;
}

/* Can its entries be the dictionary that the domain's codes refer to?  Only
 * entry 0 of a dictionary is NULL. */
static bool
can_be_base(const struct col *c, const struct dom *d)
{
	if (c->dom != d || c->type == TYPE_BOOL || !col_is_null(c, 0))
		return false;
	for (uint32_t e = 1; e < d->n; e++)
		if (col_is_null(c, e))
			return false;
	return true;
}

/* The column whose dictionary a shared domain of codes uses: one with
 * distinct entries if there is one.  -1: none will do. */
static ptrdiff_t
base_of(const struct making *m, const struct dom *d)
{
	ptrdiff_t any = -1, alone = -1;
	size_t columns = 0;

	for (size_t i = 0; i < m->chunk.n; i++) {
		columns += m->chunk.cols[i].dom == d;
		if (can_be_base(&m->chunk.cols[i], d) && any < 0)
			any = alone = (ptrdiff_t)i;
	}
	if (columns < 2)
		return alone;
	for (size_t i = 0; i < m->chunk.n; i++)
		if (can_be_base(&m->chunk.cols[i], d) &&
		    entries_are_distinct(&m->chunk.cols[i]))
			return (ptrdiff_t)i;
	return any;
}

/* More entries than half the rows: the dictionary is worth being cut down to
 * what the rows use. */
static bool
is_mostly_unused(const struct col *c, uint32_t rows)
{
	return c->dom->kind == DOM_CODES && c->type != TYPE_BOOL &&
	    c->dom->n > 16 && c->dom->n > rows / 2;
}

/* Drops the entries of a domain that no row has, for all its columns. */
static void
drop_unused(struct making *m, struct dom *d)
{
	const uint32_t *index = dom_index(d, m->chunk.rows, m->a);
	uint32_t *to = NEW0(m->a, uint32_t, d->n), n = 1;
	uint32_t *from = NEW(m->a, uint32_t, d->n);
	uint32_t *codes = NEW(m->a, uint32_t, m->chunk.rows);
	struct dom *fresh;

	from[0] = 0;
	for (uint32_t r = 0; r < m->chunk.rows; r++) {
		uint32_t k = index[r];

		if (k > 0 && to[k] == 0) {
			to[k] = n;
			from[n++] = k;
		}
		codes[r] = to[k];
	}
	if (n == d->n)
		return;
	fresh = dom_codes(codes, m->chunk.rows, n, m->a);
	for (size_t i = 0; i < m->chunk.n; i++) {
		struct col *c = &m->chunk.cols[i];

		if (c->dom != d)
			continue;
		c->dom = fresh;
		col_pick(c, from, n, m->a);
	}
}

static void
add_column(struct making *m, size_t i, const ptrdiff_t *bases)
{
	struct col *c = &m->chunk.cols[i];
	struct entry *e = &m->entries[i];
	struct col coded;

	*e = (struct entry){ .column = (unsigned)i, .width = 1,
		.base = UINT16_MAX };
	switch (c->dom->kind) {
	case DOM_ONE:
		add_const(m, e, c);
		return;
	case DOM_RUNS:
		add_runs(m, e, c);
		return;
	case DOM_ROWS:
		if (c->type != TYPE_BOOL && !type_is_text(c->type)) {
			add_rows(m, e, c);
			return;
		}
		break;
	case DOM_CODES:
		if (bases[i] >= 0 && bases[i] != (ptrdiff_t)i) {
			add_map(m, e, c, (size_t)bases[i]);
			return;
		}
		if (bases[i] >= 0) {
			add_codes(m, e, c);
			return;
		}
		break;
	}
	if (c->type == TYPE_BOOL && c->dom->kind == DOM_CODES) {
		add_bool_codes(m, e, c);
		return;
	}
	coded = col_coded(c, m->chunk.rows, m->a);
	if (c->type == TYPE_BOOL)
		add_bool_codes(m, e, &coded);
	else
		add_codes(m, e, &coded);
}

void
encode_chunk(struct frame_out *out, const struct schema *s,
    const struct chunk *c, const struct chunk_place *place, struct arena *a)
{
	struct making m = { .schema = s, .out = out, .a = a, .chunk = *c };
	size_t head = CHUNK_HEAD + ENTRY * c->n;
	size_t padded = (head + FRAME_ALIGN - 1) / FRAME_ALIGN * FRAME_ALIGN;
	unsigned char *p = arena_zero(a, padded);
	ptrdiff_t *bases = NEW(a, ptrdiff_t, c->n + 1);
	uint16_t columns = (uint16_t)c->n;
	struct frame_head h = { .kind = FRAME_CHUNK, .number = place->number };

	m.chunk.cols = NEW(a, struct col, c->n + 1);
	memcpy(m.chunk.cols, c->cols, c->n * sizeof *c->cols);
	m.entries = NEW(a, struct entry, c->n + 1);
	out->pieces = NEW(a, struct iovec, 2 + 4 * c->n);
	out->n = 0;
	out->bytes = 0;
	add_piece(&m, p, padded);
	for (size_t i = 0; i < c->n; i++)
		if (is_mostly_unused(&m.chunk.cols[i], c->rows))
			drop_unused(&m, m.chunk.cols[i].dom);
	for (size_t i = 0; i < c->n; i++) {
		bases[i] = -1;
		if (m.chunk.cols[i].dom->kind != DOM_CODES)
			continue;
		for (size_t k = 0; k < i && bases[i] < 0; k++)
			if (m.chunk.cols[k].dom == m.chunk.cols[i].dom)
				bases[i] = bases[k];
		if (bases[i] < 0)
			bases[i] = base_of(&m, m.chunk.cols[i].dom);
	}
	for (size_t i = 0; i < c->n; i++)
		add_column(&m, i, bases);
	memcpy(p + 32, &c->rows, 4);
	memcpy(p + 36, &columns, 2);
	memcpy(p + 40, &place->least, 8);
	memcpy(p + 48, &place->greatest, 8);
	memcpy(p + 56, &place->first_row, 8);
	for (size_t i = 0; i < c->n; i++)
		entry_put(&m.entries[i], p + CHUNK_HEAD + ENTRY * i);
	h.head = (uint32_t)((head + 7) & ~(size_t)7);
	h.bytes = out->bytes;
	frame_seal(&h, p);
	out->hash = h.hash;
}
