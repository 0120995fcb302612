#include <stdlib.h>

#include "bitmap.h"
#include "bounds.h"
#include "encode.h"
#include "frame.h"

/* What is needed while one frame is taken apart.  Everything in the frame is
 * hostile until it is checked here. */
struct taking {
	const struct schema *schema;
	const unsigned char *frame;
	struct frame_head head;
	uint32_t rows;
	struct chunk *chunk;
	struct entry *of_column;   /* by column of the schema */
	bool *has;
	uint64_t budget;           /* raw bytes that may still be asked for */
	struct zip *zip;
	struct arena *a;
	struct fault *f;
};

static int
bad(struct taking *t, size_t column, const char *what)
{
	return fault_data(t->f, "column %s: %s",
	    quoted(t->schema->columns[column].name), what);
}

/* The raw bytes of a block, checked to lie in the frame and to be unharmed. */
static const unsigned char *
block_bytes(struct taking *t, size_t column, const struct block *b)
{
	const struct entry *e = &t->of_column[column];
	bool is_packed = e->flags & (b == &e->data ? ENTRY_PACKED_DATA :
	    ENTRY_PACKED_DICT);
	unsigned char *raw;

	if (b->at % 8 != 0 || b->at < t->head.head ||
	    (b->stored != b->raw && !is_packed) ||
	    b->at > t->head.bytes || b->stored > t->head.bytes - b->at) {
		bad(t, column, "a block lies outside its frame");
		return NULL;
	}
	if (b->raw > t->budget) {
		bad(t, column, "blocks are too large");
		return NULL;
	}
	t->budget -= b->raw;
	if (frame_hash(t->frame + b->at, b->stored) != b->hash) {
		bad(t, column, "a block is damaged");
		return NULL;
	}
	if (!is_packed)
		return t->frame + b->at;
	raw = arena_get(t->a, (size_t)b->raw + 8);
	if (!(t->head.flags & FRAME_PACKED) || !zip_unpack(t->zip,
	    (struct str){ (const char *)t->frame + b->at, b->stored }, raw,
	    b->raw)) {
		bad(t, column, "a block can't be decompressed");
		return NULL;
	}
	return raw;
}

/* Are all `n` codes of `width` bytes less than `limit`? */
static bool
codes_below(const void *p, uint32_t n, unsigned width, uint32_t limit)
{
	uint32_t most = 0;

	if (width == 1) {
		const uint8_t *c = p;
		uint8_t m = 0;

		for (uint32_t k = 0; k < n; k++)
			m = c[k] > m ? c[k] : m;
		most = m;
	} else if (width == 2) {
		const uint16_t *c = p;
		uint16_t m = 0;

		for (uint32_t k = 0; k < n; k++)
			m = c[k] > m ? c[k] : m;
		most = m;
	} else {
		const uint32_t *c = p;

		for (uint32_t k = 0; k < n; k++)
			most = c[k] > most ? c[k] : most;
	}
	return n == 0 || most < limit;
}

static uint32_t
code_at(const unsigned char *p, unsigned width, uint32_t k)
{
	return width == 1 ? p[k] : width == 2 ? get_u16(p + (size_t)k * 2) :
	    get_u32(p + (size_t)k * 4);
}

/* A dictionary of texts; entry 0 of `n` is NULL, or the only one (CONST). */
static const struct str *
texts(struct taking *t, size_t column, const struct entry *e, uint32_t n,
    bool first_is_null)
{
	size_t width = e->flags & ENTRY_LONG_TEXTS ? 4 : 2, at;
	const unsigned char *p = block_bytes(t, column, &e->dictionary);
	struct str *s;

	if (!p)
		return NULL;
	at = width * n;
	if (at > e->dictionary.raw) {
		bad(t, column, "dictionary is too short");
		return NULL;
	}
	s = NEW(t->a, struct str, n);
	for (uint32_t k = 0; k < n; k++) {
		size_t length = width == 4 ? get_u32(p + (size_t)k * 4) :
		    get_u16(p + (size_t)k * 2);

		if (length > MAX_TEXT || length > e->dictionary.raw - at) {
			bad(t, column, "a text is too long");
			return NULL;
		}
		s[k] = (struct str){ (const char *)p + at, length };
		at += length;
	}
	if (at != e->dictionary.raw) {
		bad(t, column, "dictionary is too long");
		return NULL;
	}
	if (first_is_null)
		s[0] = (struct str){ NULL, 0 };
	return s;
}

static const uint8_t bool_of_code[] = { B_NULL, B_FALSE, B_TRUE };

/* The dictionary of coded values as entries of `c`. */
static int
dictionary(struct taking *t, size_t column, const struct entry *e, uint32_t n,
    struct col *c)
{
	uint8_t *null;
	const unsigned char *p;

	if (c->type == TYPE_BOOL) {
		if (n != 3)
			return bad(t, column, "a bool has 3 codes");
		c->b = bool_of_code;
		return 0;
	}
	if (n < 1 || n > MAX_ENTRIES)
		return bad(t, column, "dictionary size is wrong");
	if (type_is_text(c->type)) {
		c->s = texts(t, column, e, n, true);
		return c->s ? 0 : -1;
	}
	p = block_bytes(t, column, &e->dictionary);
	if (!p)
		return -1;
	if (e->dictionary.raw != (uint64_t)n * 8)
		return bad(t, column, "dictionary size is wrong");
	null = NEW0(t->a, uint8_t, n);
	null[0] = 1;
	c->i = (const int64_t *)(const void *)p;
	c->null = null;
	return 0;
}

static int
take_const(struct taking *t, size_t i, const struct entry *e, struct col *c)
{
	struct value v = { .type = c->type, .is_null = true };
	const unsigned char *p;

	if (type_is_text(c->type) && e->n > 0) {
		const struct str *s = texts(t, i, e, 1, false);

		if (!s || e->n != 1)
			return s ? bad(t, i, "more than one constant") : -1;
		v.is_null = false;
		v.s = *s;
	} else if (!type_is_text(c->type) && e->data.stored > 0) {
		p = block_bytes(t, i, &e->data);
		if (!p)
			return -1;
		if (e->data.raw != 8)
			return bad(t, i, "a constant has 8 bytes");
		v.is_null = false;
		if (c->type == TYPE_BOOL) {
			if (get_u64(p) != 1 && get_u64(p) != 2)
				return bad(t, i, "not a bool");
			v.i = get_u64(p) == 2;
		} else {
			memcpy(&v.i, p, 8);
		}
	}
	*c = col_const(&v, t->a);
	return 0;
}

static int
take_codes(struct taking *t, size_t i, const struct entry *e, struct col *c)
{
	const unsigned char *p = block_bytes(t, i, &e->data);
	struct dom *d;

	if (!p || dictionary(t, i, e, e->n, c) < 0)
		return -1;
	if ((e->width != 1 && e->width != 2 && e->width != 4) ||
	    e->data.raw != (uint64_t)t->rows * e->width ||
	    !codes_below(p, t->rows, e->width, e->n))
		return bad(t, i, "codes are wrong");
	d = NEW0(t->a, struct dom, 1);
	d->kind = DOM_CODES;
	d->width = e->width;
	d->n = e->n;
	d->codes = p;
	c->dom = d;
	return 0;
}

/* Moves the entries behind a map so that they are the base's. */
static void
spread(struct col *c, const struct col *values, const unsigned char *map,
    unsigned width, uint32_t n, struct arena *a)
{
	uint32_t *which = NEW(a, uint32_t, n);

	for (uint32_t k = 0; k < n; k++)
		which[k] = code_at(map, width, k);
	c->i = values->i;
	c->null = values->null;
	col_pick(c, which, n, a);
}

static int
take_map(struct taking *t, size_t i, const struct entry *e, struct col *c)
{
	const struct entry *base;
	const struct dom *base_dom;
	const unsigned char *p;
	struct col values = { .type = c->type };

	if (e->base >= t->schema->n || !t->has[e->base] ||
	    t->of_column[e->base].encoding != ENC_CODES)
		return bad(t, i, "its base column is not coded");
	base = &t->of_column[e->base];
	base_dom = t->chunk->cols[e->base].dom;
	p = block_bytes(t, i, &e->data);
	if (!p || dictionary(t, i, e, e->n, &values) < 0)
		return -1;
	if ((e->width != 1 && e->width != 2 && e->width != 4) ||
	    e->data.raw != (uint64_t)base->n * e->width ||
	    !codes_below(p, base->n, e->width, e->n))
		return bad(t, i, "map is wrong");
	spread(c, &values, p, e->width, base->n, t->a);
	c->dom = (struct dom *)(uintptr_t)base_dom;
	return 0;
}

/* The run ends, and the domain of an earlier column that has the same. */
static struct dom *
run_dom(struct taking *t, size_t i, const unsigned char *p, uint32_t n)
{
	const uint32_t *ends = (const uint32_t *)(const void *)p;
	struct dom *d;

	for (uint32_t k = 0; k < n; k++)
		if (ends[k] <= (k > 0 ? ends[k - 1] : 0) || ends[k] > t->rows) {
			bad(t, i, "run ends are wrong");
			return NULL;
		}
	if (ends[n - 1] != t->rows) {
		bad(t, i, "runs end too early");
		return NULL;
	}
	for (size_t k = 0; k < i; k++) {
		d = t->chunk->cols[k].dom;
		if (d->kind == DOM_RUNS && d->n == n &&
		    memcmp(d->ends, ends, n * sizeof *ends) == 0)
			return d;
	}
	d = NEW0(t->a, struct dom, 1);
	d->kind = DOM_RUNS;
	d->n = n;
	d->ends = ends;
	return d;
}

static int
take_runs(struct taking *t, size_t i, const struct entry *e, struct col *c)
{
	const unsigned char *p = block_bytes(t, i, &e->data);
	struct col values = { .type = c->type };
	size_t items = ((size_t)e->n * e->width + 3) & ~(size_t)3;

	if (!p)
		return -1;
	if (e->n < 1 || e->n > t->rows ||
	    (e->width != 1 && e->width != 2 && e->width != 4 &&
	    e->width != 8) || e->data.raw != items + (uint64_t)e->n * 4)
		return bad(t, i, "runs are wrong");
	c->dom = run_dom(t, i, p + items, e->n);
	if (!c->dom)
		return -1;
	if (e->width == 8) {
		if (c->type == TYPE_BOOL || type_is_text(c->type))
			return bad(t, i, "runs of texts have codes");
		c->i = (const int64_t *)(const void *)p;
		return 0;
	}
	if (dictionary(t, i, e, e->entries, &values) < 0)
		return -1;
	if (!codes_below(p, e->n, e->width, e->entries))
		return bad(t, i, "codes are wrong");
	spread(c, &values, p, e->width, e->n, t->a);
	return 0;
}

/* The least number, then how far each of n is above it. */
static int64_t *
offsets(struct taking *t, const struct entry *e, const unsigned char *p)
{
	int64_t *v = NEW(t->a, int64_t, t->rows);
	uint64_t least = get_u64(p);

	p += 8;
	if (e->flags & ENTRY_PLANES) {
		planes_get(v, least, p, e->n, e->width);
		return v;
	}
	for (uint32_t k = 0; k < e->n; k++) {
		uint64_t at = e->width == 8 ? get_u64(p + (size_t)k * 8) :
		    code_at(p, e->width, k);

		v[k] = (int64_t)(least + at);
	}
	return v;
}

/* Values that are there only where `null` is 0, moved to their rows. */
static void
spread_dense(void *values, uint32_t n, const uint8_t *null, uint32_t rows)
{
	unsigned char *v = values;

	for (uint32_t r = rows; r-- > 0;)
		if (null[r])
			memset(v + (size_t)r * 8, 0, 8);
		else
			memmove(v + (size_t)r * 8, v + (size_t)--n * 8, 8);
}

static int
take_ints(struct taking *t, size_t i, const struct entry *e, struct col *c,
    const unsigned char *p)
{
	int64_t *v;

	if (c->type == TYPE_BOOL || type_is_text(c->type) ||
	    type_is_real(c->type))
		return bad(t, i, "integers in a column of another type");
	v = offsets(t, e, p);
	if (e->flags & ENTRY_DENSE)
		spread_dense(v, e->n, c->null, t->rows);
	c->i = v;
	return 0;
}

static int
take_decimals(struct taking *t, size_t i, const struct entry *e,
    struct col *c, const unsigned char *p)
{
	int64_t *v = offsets(t, e, p);
	double ten = 1;

	if (!type_is_real(c->type) || e->places > 15)
		return bad(t, i, "decimals in a column of another type");
	for (unsigned k = 0; k < e->places; k++)
		ten *= 10; /* exact up to 1e22 */
	for (uint32_t k = 0; k < e->n; k++) {
		double d = (double)v[k] / ten;

		if (c->type == TYPE_F32)
			d = (float)d;
		memcpy(&v[k], &d, sizeof d);
	}
	if (e->flags & ENTRY_DENSE)
		spread_dense(v, e->n, c->null, t->rows);
	c->i = v; /* the bits of doubles */
	return 0;
}

static int
take_reals(struct taking *t, size_t i, const struct entry *e, struct col *c,
    const unsigned char *p)
{
	double *v;

	if (!type_is_real(c->type) ||
	    e->width != (c->type == TYPE_F32 ? 4u : 8u))
		return bad(t, i, "reals in a column of another type");
	if (e->width == 8 && !(e->flags & ENTRY_DENSE)) {
		c->d = (const double *)(const void *)p;
		return 0;
	}
	v = NEW(t->a, double, t->rows);
	if (e->width == 8)
		memcpy(v, p, (size_t)e->n * sizeof *v);
	for (uint32_t k = 0; e->width == 4 && k < e->n; k++) {
		float s;

		memcpy(&s, p + (size_t)k * sizeof s, sizeof s);
		v[k] = s;
	}
	if (e->flags & ENTRY_DENSE)
		spread_dense(v, e->n, c->null, t->rows);
	c->d = v;
	return 0;
}

/* How many values a column has that is written a value a row. */
static uint32_t
count_values(const struct taking *t, const struct entry *e,
    const uint8_t *null)
{
	uint32_t n = t->rows;

	for (uint32_t r = 0; e->flags & ENTRY_DENSE && r < t->rows; r++)
		n -= null[r];
	return n;
}

static int
take_rows(struct taking *t, size_t i, const struct entry *e, struct col *c)
{
	const unsigned char *p = block_bytes(t, i, &e->data);
	size_t before = e->flags & ENTRY_BITMAP ? bitmap_bytes(t->rows) : 0;
	bool is_offset = e->encoding != ENC_REAL;
	bool has_planes = e->flags & ENTRY_PLANES;

	if (!p)
		return -1;
	if ((e->width != 1 && e->width != 2 && e->width != 4 &&
	    e->width != 8 && (e->width != 3 || !has_planes)) ||
	    (has_planes && !is_offset) ||
	    (e->flags & ENTRY_DENSE && before == 0) || e->n > t->rows ||
	    e->data.raw != before + (is_offset ? 8u : 0u) +
	    (uint64_t)e->n * e->width)
		return bad(t, i, "values are wrong");
	if (before > 0) {
		uint8_t *null = NEW(t->a, uint8_t, before * 8);

		bitmap_get(null, p, t->rows);
		c->null = null;
	}
	if (e->n != count_values(t, e, c->null))
		return bad(t, i, "values are lost or doubled");
	c->dom = dom_rows(t->rows, t->a);
	p += before;
	return e->encoding == ENC_INT ? take_ints(t, i, e, c, p) :
	    e->encoding == ENC_DEC ? take_decimals(t, i, e, c, p) :
	    take_reals(t, i, e, c, p);
}

/* A text for each row, behind the dictionary's entry 0. */
static int
take_texts(struct taking *t, size_t i, const struct entry *e, struct col *c)
{
	const struct str *s;

	if (!type_is_text(c->type) || e->n != t->rows + 1)
		return bad(t, i, "not a text for each row");
	s = texts(t, i, e, e->n, true);
	if (!s)
		return -1;
	c->s = s + 1;
	c->dom = dom_rows(t->rows, t->a);
	return 0;
}

static int
take_column(struct taking *t, size_t i)
{
	const struct entry *e = &t->of_column[i];
	struct col c = { .type = t->schema->columns[i].type };
	unsigned known = ENTRY_PACKED_DATA | ENTRY_PACKED_DICT |
	    ENTRY_PLANES | ENTRY_BITMAP | ENTRY_DENSE | ENTRY_LONG_TEXTS;
	int r;

	if (e->flags & ~known)
		return bad(t, i, "unknown flags");
	switch (e->encoding) {
	case ENC_CONST: r = take_const(t, i, e, &c); break;
	case ENC_CODES: r = take_codes(t, i, e, &c); break;
	case ENC_MAP: r = take_map(t, i, e, &c); break;
	case ENC_RUNS: r = take_runs(t, i, e, &c); break;
	case ENC_TEXT: r = take_texts(t, i, e, &c); break;
	case ENC_INT:
	case ENC_DEC:
	case ENC_REAL: r = take_rows(t, i, e, &c); break;
	default: return bad(t, i, "unknown encoding");
	}
	t->chunk->cols[i] = c;
	return r;
}

static int
take_entries(struct taking *t)
{
	unsigned n = get_u16(t->frame + 36);
	ptrdiff_t last = -1;

	if (get_u16(t->frame + 38) != 0 ||
	    CHUNK_HEAD + (size_t)ENTRY * n > t->head.head)
		return fault_data(t->f, "a chunk's head is too short");
	for (unsigned k = 0; k < n; k++) {
		struct entry e;

		entry_get(&e, t->frame + CHUNK_HEAD + (size_t)ENTRY * k);
		if (e.column >= t->schema->n || (ptrdiff_t)e.column <= last)
			return fault_data(t->f, "a chunk's columns are wrong");
		last = (ptrdiff_t)e.column;
		t->of_column[e.column] = e;
		t->has[e.column] = true;
	}
	return 0;
}

int
decode_place(const void *head, uint32_t *rows, struct chunk_place *place,
    struct fault *f)
{
	const unsigned char *p = head;
	struct frame_head h;

	if (frame_parse_head(&h, p, f) < 0)
		return -1;
	if (h.head < CHUNK_HEAD)
		return fault_data(f, "a chunk's head is too short");
	*rows = get_u32(p + 32);
	memcpy(&place->least, p + 40, 8);
	memcpy(&place->greatest, p + 48, 8);
	place->first_row = get_u64(p + 56);
	place->number = h.number;
	return *rows >= 1 && *rows <= MAX_ROWS ? 0 :
	    fault_data(f, "a chunk of %u rows", *rows);
}

int
decode_chunk(struct chunk *c, const struct schema *s, const void *frame,
    const bool *want, struct chunk_place *place, struct zip *zip,
    struct arena *a, struct fault *f)
{
	struct taking t = { .schema = s, .frame = frame, .chunk = c, .a = a,
		.f = f, .budget = MAX_FRAME, .zip = zip };
	bool *done = NEW0(a, bool, s->n + 1);

	if (frame_parse_head(&t.head, frame, f) < 0 ||
	    decode_place(frame, &t.rows, place, f) < 0)
		return -1;
	c->rows = t.rows;
	c->n = s->n;
	c->cols = NEW(a, struct col, s->n + 1);
	t.of_column = NEW0(a, struct entry, s->n + 1);
	t.has = NEW0(a, bool, s->n + 1);
	if (take_entries(&t) < 0)
		return -1;
	for (size_t i = 0; i < s->n; i++)
		c->cols[i] = col_null(s->columns[i].type, a);
	/* Bases before the columns that map to them. */
	for (size_t i = 0; i < s->n; i++) {
		size_t base = t.of_column[i].base;

		if (!t.has[i] || (want && !want[i]))
			continue;
		if (t.of_column[i].encoding == ENC_MAP && base < s->n &&
		    t.has[base] && !done[base] &&
		    t.of_column[base].encoding == ENC_CODES) {
			if (take_column(&t, base) < 0)
				return -1;
			done[base] = true;
		}
		if (!done[i] && take_column(&t, i) < 0)
			return -1;
		done[i] = true;
	}
	/* A base that was only needed by others. */
	for (size_t i = 0; i < s->n; i++)
		if (want && !want[i] && done[i])
			c->cols[i] = col_null(s->columns[i].type, a);
	return 0;
}
