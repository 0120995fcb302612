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
	t->types = NEW(&t->run, uint32_t, d->n + 1);
	t->at = NEW(&t->run, uint32_t, d->n + 1);
	return 1;
}

void
sqlitetable_close(struct sqlitetable *t)
{
	btree_close(&t->tree);
	pages_close(&t->pages);
	arena_free(&t->run);
	arena_free(&t->row);
	free(t->joined);
	*t = (struct sqlitetable){ 0 };
}

void
sqlitetable_want(struct sqlitetable *t, const size_t *columns, size_t n)
{
	t->last = 0;
	for (size_t i = 0; i < n; i++)
		if (columns[i] >= t->last)
			t->last = columns[i] + 1;
}

int
sqlitetable_seek(struct sqlitetable *t, int64_t rowid, struct fault *f)
{
	return btree_seek(&t->tree, rowid, f);
}

/* Bytes of a value by its type in the row's header. */
static uint64_t
length_of(uint64_t type)
{
	static const uint8_t lengths[] = { 0, 1, 2, 3, 4, 6, 8, 8, 0, 0, 0,
		0 };

	return type < sizeof lengths ? lengths[type] : (type - 12) / 2;
}

/* Types and places of the columns, from a header that lies whole at p. */
static int
look_columns(struct sqlitetable *t, const uint8_t *p, uint64_t header,
    struct fault *f)
{
	const uint8_t *end = p + header;
	uint64_t at = header, type;
	size_t i = 0;

	p = btree_varint(p, &type);
	for (; i < t->last && p < end; i++) {
		type = *p++;
		if (type >= 0x80)
			p = btree_varint(p - 1, &type);
		if (type > UINT32_MAX)
			return btree_damaged(&t->tree, "a value is too long",
			    f);
		t->types[i] = (uint32_t)type;
		t->at[i] = (uint32_t)at;
		at += length_of(type);
		if (at > t->cell.payload)
			return btree_damaged(&t->tree,
			    "a value reaches out of its row", f);
	}
	if (p > end)
		return btree_damaged(&t->tree,
		    "a row's header is cut short", f);
	t->at[i] = (uint32_t)at;
	t->have = i;
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

int
sqlitetable_next(struct sqlitetable *t, struct fault *f)
{
	uint64_t header;
	int got = btree_next(&t->tree, &t->cell, f);

	if (got <= 0)
		return got;
	t->bytes = t->cell.p;
	t->whole = t->cell.local;
	btree_varint(t->bytes, &header);
	if (header == 0 || header > t->cell.payload || header > MOST_HEADER)
		return btree_damaged(&t->tree, "a row's header is wrong", f);
	if (t->cell.overflow)
		got = look_long_row(t, header, f);
	else
		got = look_columns(t, t->bytes, header, f);
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
sqlitetable_value(struct sqlitetable *t, size_t column, struct datum *v,
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
