#include "sqlitetable.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "../rows/bounds.h"
#include "sqlitevouch.h"

enum { MOST_HEADER = 98307 }; /* bytes; no row of the library has more */

int
sqlitetable_open(struct sqlitetable *t, struct sqlitedb *d, const char **why,
    struct fault *f)
{
	struct vouched v;
	int got;

	*t = (struct sqlitetable){ .d = d, .n = d->n };
	t->columns = NEW0(&t->run, struct stored, d->n + 1);
	got = sqlite_vouch(&v, d, t->columns, f);
	*why = v.why;
	if (got <= 0)
		return got;
	pages_open(&t->pages, v.file, d->name, v.page_size, v.pages);
	btree_open(&t->tree, &t->pages, v.root);
	t->own = NEW(&t->run, uint32_t, 2 * d->n + 2);
	return 1;
}

void
sqlitetable_close(struct sqlitetable *t)
{
	alike_close(&t->alike);
	btree_close(&t->tree);
	pages_close(&t->pages);
	arena_free(&t->run);
	arena_free(&t->row);
	free(t->joined);
	*t = (struct sqlitetable){ 0 };
}

void
sqlitetable_rest(struct sqlitetable *t)
{
	alike_close(&t->alike);
	pages_rest(&t->pages);
	t->tree.leaf = NULL;
	t->tree.n = t->tree.at = 0;
}

void
sqlitetable_want(struct sqlitetable *t, const size_t *columns, size_t n)
{
	alike_close(&t->alike);
	t->last = 0;
	t->wants_last = n == 1 && columns[0] + 1 == t->n;
	for (size_t i = 0; i < n; i++)
		if (columns[i] >= t->last)
			t->last = columns[i] + 1;
}

void
sqlitetable_compare(struct sqlitetable *t, bool *is)
{
	for (size_t i = 0; i < t->n; i++)
		is[i] = is[i] && !t->columns[i].is_rowid;
	alike_close(&t->alike);
	alike_open(&t->alike, is, t->last);
}

int
sqlitetable_seek(struct sqlitetable *t, int64_t rowid, struct fault *f)
{
	alike_jump(&t->alike);
	return btree_seek(&t->tree, rowid, f);
}

void
sqlitetable_again(struct sqlitetable *t)
{
	t->tree.at--;
	t->tree.any = false; /* it ascended then */
	alike_jump(&t->alike);
}

/* Bytes of a value by its type in the row's header. */
static const uint8_t lengths[128] = { 0, 1, 2, 3, 4, 6, 8, 8, 0, 0, 0, 0,
	0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10,
	11, 11, 12, 12, 13, 13, 14, 14, 15, 15, 16, 16, 17, 17, 18, 18, 19,
	19, 20, 20, 21, 21, 22, 22, 23, 23, 24, 24, 25, 25, 26, 26, 27, 27,
	28, 28, 29, 29, 30, 30, 31, 31, 32, 32, 33, 33, 34, 34, 35, 35, 36,
	36, 37, 37, 38, 38, 39, 39, 40, 40, 41, 41, 42, 42, 43, 43, 44, 44,
	45, 45, 46, 46, 47, 47, 48, 48, 49, 49, 50, 50, 51, 51, 52, 52, 53,
	53, 54, 54, 55, 55, 56, 56, 57, 57 };

static inline uint64_t
length_of(uint64_t type)
{
	return type < sizeof lengths ? lengths[type] : (type - 12) / 2;
}

/* Types and places of the columns, from a header that lies whole at p. */
static int
look_columns(struct sqlitetable *t, const uint8_t *p, uint64_t header,
    struct fault *f)
{
	const uint8_t *end = p + header;
	const size_t last = t->last;
	uint32_t *types = t->own, *places = t->own + last;
	uint64_t at = header, type;
	size_t i = 0;

	p = *p < 0x80 ? p + 1 : btree_varint(p, &type);
	for (; i < last && p < end; i++) {
		type = *p++;
		places[i] = (uint32_t)at;
		if (type < 0x80) {
			types[i] = (uint32_t)type;
			at += lengths[type];
			continue;
		}
		p = btree_varint(p - 1, &type);
		types[i] = (uint32_t)type;
		at += length_of(type);
		if (type > UINT32_MAX || at > t->cell.payload)
			break; /* it is damaged */
	}
	places[i] = (uint32_t)at;
	t->types = types;
	t->at = places;
	t->have = i;
	if (p > end)
		return btree_damaged(&t->tree,
		    "a row's header is cut short", f);
	if (at > t->cell.payload || (p == end && at != t->cell.payload) ||
	    (i < last && p < end))
		return btree_damaged(&t->tree,
		    "a value reaches out of its row", f);
	return 0;
}

/* The first bytes of a row that goes on elsewhere, together. */
static int
join(struct sqlitetable *t, size_t n, struct fault *f)
{
	mem_grow(&t->joined, &t->room, n + PAGES_SLACK, 1);
	if (btree_payload(&t->tree, &t->cell, n, t->joined, f) < 0)
		return -1;
	memset(t->joined + n, 0, PAGES_SLACK);
	t->bytes = t->joined;
	t->whole = n;
	return 0;
}

static int
look_long_row(struct sqlitetable *t, uint64_t header, struct fault *f)
{
	const uint64_t all = (uint64_t)t->pages.n * t->pages.size;
	size_t need;

	if (t->cell.payload > all)
		return btree_damaged(&t->tree, "a row is too long", f);
	if (header > t->cell.local && join(t, header, f) < 0)
		return -1;
	if (look_columns(t, t->bytes, header, f) < 0)
		return -1;
	/* What is longer the library is asked for. */
	need = t->at[t->have];
	if (need > MAX_FRAME)
		need = header;
	return need > t->whole ? join(t, need, f) : 0;
}

/* How many numbers end in these bytes: those below 0x80 end one. */
static size_t
count_ends(const uint8_t *p, size_t n)
{
	size_t ends = n;
	uint64_t v;

	for (; n >= sizeof v; n -= sizeof v, p += sizeof v) {
		memcpy(&v, p, sizeof v);
		v = v >> 7 & UINT64_C(0x0101010101010101);
		ends -= v * UINT64_C(0x0101010101010101) >> 56;
	}
	while (n-- > 0)
		ends -= *p++ >> 7;
	return ends;
}

static void
set_layout(struct sqlitetable *t, const struct alike_layout *l)
{
	t->types = l->types;
	t->at = l->at;
	t->have = t->last;
}

/* The last column alone, which ends where the row ends: 1, 0 if its place
 * can't be told so. */
static int
look_last(struct sqlitetable *t, uint64_t header)
{
	const struct cell *c = &t->cell;
	const uint8_t *end = c->p + header;
	uint32_t length;

	if (header < 3 || header > 127 || end[-1] > 127 || end[-2] > 127 ||
	    count_ends(c->p, header) != t->n + 1)
		return 0;
	length = lengths[end[-1]];
	if (length > c->local - header)
		return 0;
	t->own[t->last - 1] = end[-1];
	t->own[2 * t->last - 1] = c->local - length;
	t->own[2 * t->last] = c->local;
	t->types = t->own;
	t->at = t->own + t->last;
	t->have = t->last;
	return 1;
}

/* A row that lies whole in its leaf, its header too. */
static int
look_row(struct sqlitetable *t, uint64_t header, struct fault *f)
{
	const struct cell *c = &t->cell;
	const struct alike_layout *l = NULL;
	const uint32_t n = (uint32_t)header;

	if (t->wants_last && look_last(t, header))
		return 0;
	if (t->alike.is_on)
		l = alike_layout(&t->alike, c->p, n, c->local);
	if (!l) {
		if (look_columns(t, c->p, header, f) < 0)
			return -1;
		if (!t->alike.is_on || t->have < t->last)
			return 0;
		l = alike_lay_out(&t->alike, c->p, n, c->local, t->types,
		    t->at);
		if (!l)
			return 0;
	}
	set_layout(t, l);
	t->again = alike_add(&t->alike, c->p, l);
	return 0;
}

int
sqlitetable_next(struct sqlitetable *t, struct fault *f)
{
	struct cell *c = &t->cell;
	uint64_t header;
	int got = btree_next(&t->tree, c, f);

	if (got <= 0)
		return got;
	t->bytes = c->p;
	t->whole = c->local;
	t->again = NULL;
	if (t->alike.is_on && !c->overflow) {
		t->again = alike_find(&t->alike, c->p, c->local);
		if (t->again) {
			set_layout(t, t->again->layout);
			return 1;
		}
	}
	btree_varint(t->bytes, &header);
	if (header == 0 || header > c->payload || header > MOST_HEADER)
		return btree_damaged(&t->tree, "a row's header is wrong", f);
	got = c->overflow ? look_long_row(t, header, f) :
	    look_row(t, header, f);
	return got < 0 ? -1 : 1;
}

static int64_t
get_int(const uint8_t *p, uint64_t n)
{
	uint64_t v = *p & 0x80 ? UINT64_MAX : 0;

	while (n-- > 0)
		v = v << 8 | *p++;
	return (int64_t)v;
}

static int
other_value(struct sqlitetable *t, size_t column, struct datum *v,
    struct fault *f)
{
	struct stored *s = &t->columns[column];

	if (!s->has_other) {
		v->is = SQLITE_NULL;
		return 0;
	}
	if (!s->knows_other && sqlitedb_value(t->d, column, t->cell.rowid,
	    &s->other, &t->run, f) < 0)
		return -1;
	s->knows_other = true;
	*v = s->other;
	return 0;
}

/* The value of a column that the row has. */
static int
kept_value(struct sqlitetable *t, size_t column, struct datum *v,
    struct fault *f)
{
	const uint32_t type = t->types[column];
	const uint64_t n = length_of(type);
	const uint8_t *p = t->bytes + t->at[column];
	uint64_t bits;

	v->is = SQLITE_INTEGER;
	switch (type) {
	case 0:
		v->is = SQLITE_NULL;
		return 0;
	case 1: case 2: case 3: case 4: case 5: case 6:
		v->i = get_int(p, n);
		return 0;
	case 7:
		bits = (uint64_t)get_int(p, n);
		memcpy(&v->d, &bits, sizeof bits);
		v->is = v->d == v->d ? SQLITE_FLOAT : SQLITE_NULL;
		return 0;
	case 8: case 9:
		v->i = type - 8;
		return 0;
	case 10: case 11:
		return btree_damaged(&t->tree, "a value has no type", f);
	default:
		v->is = type % 2 ? SQLITE_TEXT : SQLITE_BLOB;
		v->s = (struct str){ (const char *)p, n };
		return 0;
	}
}

int
sqlitetable_rare_value(struct sqlitetable *t, size_t column, struct datum *v,
    struct fault *f)
{
	const struct stored *s = &t->columns[column];

	if (s->is_rowid) {
		v->is = SQLITE_INTEGER;
		v->i = t->cell.rowid;
		return 0;
	}
	if (column >= t->have)
		return other_value(t, column, v, f);
	if (t->at[column + 1] > t->whole) {
		arena_reset(&t->row);
		return sqlitedb_value(t->d, column, t->cell.rowid, v, &t->row,
		    f);
	}
	if (kept_value(t, column, v, f) < 0)
		return -1;
	if (s->is_real && v->is == SQLITE_INTEGER) {
		v->is = SQLITE_FLOAT;
		v->d = (double)v->i;
	}
	return 0;
}
