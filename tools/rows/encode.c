#include "encode.h"

#include <math.h>
#include <stdlib.h>

#include "bitmap.h"
#include "bounds.h"
#include "frame.h"
#include "intern.h"

/* What is needed while one frame is put together. */
struct making {
	const struct schema *schema;
	struct chunk chunk;     /* its columns may be replaced by coded ones */
	struct entry *entries;
	struct frame_out *out;
	struct zip *zip;        /* NULL: blocks stay as they are */
	struct arena *a;        /* what is written lives here, */
	struct arena *scratch;  /* what it is made from here: with zip, until
	                         * the column is done */
	struct arena own;
};

static void
add_piece(struct making *m, const void *p, size_t n)
{
	m->out->pieces[m->out->n++] = (struct iovec){ (void *)(uintptr_t)p, n };
	m->out->bytes += n;
}

/* Adds a block and the zeros behind it; fills in where it lies. */
static void
add_block(struct making *m, struct entry *e, struct block *b, const void *p,
    size_t n)
{
	static const char zeros[FRAME_ALIGN];
	size_t align = m->zip ? PACKED_ALIGN : FRAME_ALIGN, behind;
	struct str packed;

	b->raw = (uint32_t)n;
	if (m->zip && zip_pack(m->zip, p, n, &packed, m->a)) {
		e->flags |= b == &e->data ? ENTRY_PACKED_DATA :
		    ENTRY_PACKED_DICT;
		p = packed.p;
		n = packed.n;
	} else if (m->zip && n > 0) {
		p = memcpy(arena_get(m->a, n), p, n);
	}
	behind = -n % align;
	b->at = (uint32_t)m->out->bytes;
	b->stored = (uint32_t)n;
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
	p = arena_get(m->scratch, at + bytes);
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
	add_block(m, e, &e->dictionary, p, at);
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
		int64_t *v = NEW(m->scratch, int64_t, n);

		memcpy(v, c->i, n * sizeof *v);
		v[0] = 0;
		add_block(m, e, &e->dictionary, v, n * sizeof *v);
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
		add_block(m, e, &e->data, d->codes, m->chunk.rows);
		return;
	}
	codes = NEW(m->scratch, uint8_t, m->chunk.rows);
	if (d->width == 1) {
		const uint8_t *from = d->codes;

		for (uint32_t r = 0; r < m->chunk.rows; r++)
			codes[r] = table[from[r]];
	} else {
		const uint32_t *index = dom_index(c->dom, m->chunk.rows, m->a);

		for (uint32_t r = 0; r < m->chunk.rows; r++)
			codes[r] = bool_code(c->b[index[r]]);
	}
	add_block(m, e, &e->data, codes, m->chunk.rows);
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
		add_block(m, e, &e->data, d->codes,
		    (size_t)m->chunk.rows * width);
	else
		add_block(m, e, &e->data, narrow(dom_index(c->dom, m->chunk.rows,
		    m->a), m->chunk.rows, width, (size_t)m->chunk.rows * width,
		    m->scratch), (size_t)m->chunk.rows * width);
	add_dictionary(m, e, c, d->n);
}

static void
add_map(struct making *m, struct entry *e, const struct col *c, size_t base)
{
	uint32_t n = c->dom->n, *ids = NEW(m->scratch, uint32_t, n);
	struct intern t;
	struct col dictionary;

	e->encoding = ENC_MAP;
	e->base = (unsigned)base;
	if (c->type == TYPE_BOOL) {
		for (uint32_t k = 0; k < n; k++)
			ids[k] = bool_code(c->b[k]);
		e->width = 1;
		e->n = 3;
		add_block(m, e, &e->data, narrow(ids, n, 1, n, m->scratch), n);
		return;
	}
	intern_open(&t, c->type);
	intern_entries(&t, c, ids);
	dictionary = intern_copy(&t, m->scratch);
	e->width = width_of(t.n - 1);
	add_block(m, e, &e->data, narrow(ids, n, e->width, (size_t)n * e->width,
	    m->scratch), (size_t)n * e->width);
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
		int64_t *v = NEW(m->scratch, int64_t, 1);

		*v = c->type == TYPE_BOOL ? bool_code(c->b[0]) : c->i[0];
		add_block(m, e, &e->data, v, sizeof *v);
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
		p = arena_get(m->scratch, (size_t)n * 12);
		memcpy(p, c->i, (size_t)n * 8);
		memcpy(p + (size_t)n * 8, d->ends, (size_t)n * 4);
		add_block(m, e, &e->data, p, (size_t)n * 12);
	} else {
		struct intern t;
		struct col dictionary;
		uint32_t *ids = NEW(m->scratch, uint32_t, n);

		intern_open(&t, c->type);
		intern_entries(&t, c, ids);
		if (c->type == TYPE_BOOL)
			for (uint32_t k = 0; k < n; k++)
				ids[k] = bool_code(c->b[k]);
		dictionary = intern_copy(&t, m->scratch);
		e->width = c->type == TYPE_BOOL ? 1 : width_of(t.n - 1);
		items = ((size_t)n * e->width + 3) & ~(size_t)3;
		room = items + (size_t)n * 4;
		p = narrow(ids, n, e->width, room, m->scratch);
		memcpy(p + items, d->ends, (size_t)n * 4);
		add_block(m, e, &e->data, p, room);
		add_dictionary(m, e, &dictionary, t.n);
		e->entries = c->type == TYPE_BOOL ? 3 : t.n;
		e->n = n;
		intern_close(&t);
	}
}

/* The values of a column with an entry a row, as they are written: a bitmap of
 * NULLs in front, and with zip no values for those. */
struct values {
	unsigned char *p; /* room for all, the bitmap put */
	size_t at;
	uint32_t n;
};

static struct values
begin_values(struct making *m, struct entry *e, const uint8_t *null)
{
	uint32_t rows = m->chunk.rows;
	struct values v = { .n = rows };

	v.p = arena_get(m->scratch, (size_t)rows / 8 + 80 + (size_t)rows * 8);
	if (!null)
		return v;
	e->flags |= ENTRY_BITMAP;
	bitmap_put(v.p, null, rows);
	v.at = bitmap_bytes(rows);
	if (m->zip) {
		e->flags |= ENTRY_DENSE;
		for (uint32_t r = 0; r < rows; r++)
			v.n -= null[r];
	}
	return v;
}

/* Numbers above the least of them, in as few bytes as all need. */
static void
add_offsets(struct making *m, struct entry *e, const int64_t *v,
    const uint8_t *null)
{
	struct values to = begin_values(m, e, null);
	int64_t least = INT64_MAX, greatest = INT64_MIN;
	uint64_t span, *above = NEW(m->scratch, uint64_t, m->chunk.rows);
	uint32_t n = 0;

	for (uint32_t r = 0; r < m->chunk.rows; r++) {
		if (null && null[r])
			continue;
		least = v[r] < least ? v[r] : least;
		greatest = v[r] > greatest ? v[r] : greatest;
	}
	if (least > greatest)
		least = greatest = 0;
	span = (uint64_t)greatest - (uint64_t)least;
	e->n = to.n;
	e->width = width_of(span);
	memcpy(to.p + to.at, &least, 8);
	to.at += 8;
	for (uint32_t r = 0; r < m->chunk.rows; r++) {
		bool is_null = null && null[r];

		if (is_null && e->flags & ENTRY_DENSE)
			continue;
		above[n++] = is_null ? 0 : (uint64_t)v[r] - (uint64_t)least;
	}
	if (m->zip) {
		e->flags |= ENTRY_PLANES;
		if (span <= 0xffffff && e->width == 4)
			e->width = 3;
		planes_put(to.p + to.at, above, n, e->width);
	} else {
		for (uint32_t k = 0; k < n; k++)
			memcpy(to.p + to.at + (size_t)k * e->width, &above[k],
			    e->width);
	}
	add_block(m, e, &e->data, to.p, to.at + (size_t)n * e->width);
}

/* Are all values decimals of few places?  Then as integers, 10^places times
 * as large; each must come back bit for bit. */
static bool
as_decimals(const struct col *c, uint32_t rows, int64_t *v, unsigned *places)
{
	static const double ten[] = { 1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7,
		1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15 };
	const double most = 9007199254740992.0; /* 2^53 */
	unsigned k = 0;

	for (uint32_t r = 0; r < rows; r++) {
		double d = c->d[r];

		if (c->null && c->null[r])
			continue;
		if (d == 0 && signbit(d))
			return false;
		for (;; k++) {
			double n = k < 16 ? nearbyint(d * ten[k]) : INFINITY;

			if (!(fabs(n) < most))
				return false;
			if (n / ten[k] == d)
				break;
		}
	}
	for (uint32_t r = 0; r < rows; r++) {
		bool is_null = c->null && c->null[r];
		double n = is_null ? 0 : nearbyint(c->d[r] * ten[k]);

		if (!(fabs(n) < most) || (!is_null && n / ten[k] != c->d[r]))
			return false;
		v[r] = (int64_t)n;
	}
	*places = k;
	return true;
}

/* A value a row, 0 for NULL. */
static void
put_singles(unsigned char *restrict p, const double *restrict d,
    const uint8_t *restrict null, uint32_t rows)
{
	for (uint32_t r = 0; r < rows; r++) {
		float s = (float)d[r];

		memcpy(p + (size_t)r * sizeof s, &s, sizeof s);
	}
	for (uint32_t r = 0; null && r < rows; r++) {
		uint32_t bits;

		memcpy(&bits, p + (size_t)r * sizeof bits, sizeof bits);
		bits = null[r] ? 0 : bits;
		memcpy(p + (size_t)r * sizeof bits, &bits, sizeof bits);
	}
}

static void
put_doubles(unsigned char *restrict p, const double *restrict d,
    const uint8_t *restrict null, uint32_t rows)
{
	memcpy(p, d, rows * sizeof *d);
	for (uint32_t r = 0; null && r < rows; r++)
		if (null[r])
			memset(p + (size_t)r * sizeof *d, 0, sizeof *d);
}

/* Only those that are there. */
static void
put_dense(unsigned char *p, const struct col *c, unsigned width, uint32_t rows)
{
	for (uint32_t r = 0; r < rows; r++) {
		float s = (float)c->d[r];

		if (c->null[r])
			continue;
		memcpy(p, width == 4 ? (const void *)&s : &c->d[r], width);
		p += width;
	}
}

static void
add_reals(struct making *m, struct entry *e, const struct col *c)
{
	struct values to = begin_values(m, e, c->null);

	e->encoding = ENC_REAL;
	e->width = c->type == TYPE_F32 ? 4 : 8;
	e->n = to.n;
	if (e->flags & ENTRY_DENSE)
		put_dense(to.p + to.at, c, e->width, m->chunk.rows);
	else if (e->width == 4)
		put_singles(to.p + to.at, c->d, c->null, m->chunk.rows);
	else
		put_doubles(to.p + to.at, c->d, c->null, m->chunk.rows);
	add_block(m, e, &e->data, to.p, to.at + (size_t)to.n * e->width);
}

static void
add_rows(struct making *m, struct entry *e, const struct col *c)
{
	int64_t *v;

	if (!type_is_real(c->type)) {
		e->encoding = ENC_INT;
		add_offsets(m, e, c->i, c->null);
		return;
	}
	v = m->zip ? NEW(m->scratch, int64_t, m->chunk.rows) : NULL;
	if (v && as_decimals(c, m->chunk.rows, v, &e->places)) {
		e->encoding = ENC_DEC;
		add_offsets(m, e, v, c->null);
		return;
	}
	add_reals(m, e, c);
}

/* A text of its own for each row. */
static bool
add_row_texts(struct making *m, struct entry *e, const struct col *c)
{
	uint32_t rows = m->chunk.rows;
	struct str *s;

	for (uint32_t r = 0; r < rows; r++)
		if (!c->s[r].p)
			return false;
	s = NEW(m->scratch, struct str, (size_t)rows + 1);
	s[0] = (struct str){ NULL, 0 };
	memcpy(s + 1, c->s, rows * sizeof *s);
	e->encoding = ENC_TEXT;
	e->n = rows + 1;
	add_texts(m, e, s, rows + 1);
	return true;
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
	enum { MANY = 1 << 10 }; /* too much work for a smaller dictionary */
	ptrdiff_t any = -1;
	size_t columns = 0;

	for (size_t i = 0; i < m->chunk.n; i++) {
		columns += m->chunk.cols[i].dom == d;
		if (can_be_base(&m->chunk.cols[i], d) && any < 0)
			any = (ptrdiff_t)i;
	}
	if (columns < 2 || d->n > MANY)
		return any;
	for (size_t i = 0; i < m->chunk.n; i++)
		if (can_be_base(&m->chunk.cols[i], d) &&
		    entries_are_distinct(&m->chunk.cols[i]))
			return (ptrdiff_t)i;
	return any;
}

/* Is the dictionary worth being cut down to what the rows use?  So it is in
 * pieces of a chunk that was large. */
static bool
is_mostly_unused(const struct col *c, uint32_t rows)
{
	enum { FEW = 1 << 10 };
	const struct dom *d = c->dom;
	const uint16_t *narrow = d->codes;
	uint32_t used = 0;
	uint8_t *seen;

	if (d->kind != DOM_CODES || c->type == TYPE_BOOL)
		return false;
	if (d->n <= FEW || d->n > rows / 2 || d->width != 2)
		return d->n > 16 && d->n > rows / 2;
	seen = mem_get(d->n);
	memset(seen, 0, d->n);
	for (uint32_t r = 0; r < rows; r++)
		seen[narrow[r]] = 1;
	for (uint32_t k = 0; k < d->n; k++)
		used += seen[k];
	free(seen);
	return used < d->n / 2;
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
		if (m->zip && type_is_text(c->type) &&
		    add_row_texts(m, e, c))
			return;
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
	(void)dom_index(c->dom, m->chunk.rows, m->a); /* lives on with c */
	coded = col_coded(c, m->chunk.rows, m->scratch);
	if (c->type == TYPE_BOOL)
		add_bool_codes(m, e, &coded);
	else
		add_codes(m, e, &coded);
}

void
encode_chunk(struct frame_out *out, const struct schema *s,
    const struct chunk *c, const struct chunk_place *place, struct zip *zip,
    struct arena *a)
{
	struct making m = { .schema = s, .out = out, .a = a, .chunk = *c,
		.zip = zip };
	size_t align = zip ? PACKED_ALIGN : FRAME_ALIGN;
	size_t head = CHUNK_HEAD + ENTRY * c->n;
	size_t padded = (head + align - 1) / align * align;
	unsigned char *p = arena_zero(a, padded);
	ptrdiff_t *bases = NEW(a, ptrdiff_t, c->n + 1);
	uint16_t columns = (uint16_t)c->n;
	struct frame_head h = { .kind = FRAME_CHUNK, .number = place->number,
		.flags = zip ? FRAME_PACKED : 0 };

	m.chunk.cols = NEW(a, struct col, c->n + 1);
	memcpy(m.chunk.cols, c->cols, c->n * sizeof *c->cols);
	m.entries = NEW(a, struct entry, c->n + 1);
	out->pieces = NEW(a, struct iovec, 2 + 4 * c->n);
	out->n = 0;
	out->bytes = 0;
	add_piece(&m, p, padded);
	for (size_t i = 0; i < c->n; i++) {
		struct dom *d = m.chunk.cols[i].dom;
		bool known = false;

		for (size_t k = 0; k < i; k++)
			known = known || c->cols[k].dom == c->cols[i].dom;
		if (!known && is_mostly_unused(&m.chunk.cols[i], c->rows))
			drop_unused(&m, d);
	}
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
	m.scratch = zip ? &m.own : a;
	for (size_t i = 0; i < c->n; i++) {
		add_column(&m, i, bases);
		arena_reset(&m.own);
	}
	arena_free(&m.own);
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
