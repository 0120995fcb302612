#include "btree.h"

#include <stdlib.h>
#include <string.h>

#include "../base/arena.h"

/* First bytes of the pages of a table. */
enum { LEAF = 13, ABOVE = 5 };

static uint32_t
get16(const uint8_t *p)
{
	return (uint32_t)p[0] << 8 | p[1];
}

static uint32_t
get32(const uint8_t *p)
{
	return get16(p) << 16 | get16(p + 2);
}

void
btree_open(struct btree *b, struct pages *p, uint32_t root)
{
	*b = (struct btree){ .pages = p, .root = root, .depth = -1 };
	b->most_local = p->size - 35;
	b->least_local = (p->size - 12) * 32 / 255 - 23;
}

void
btree_close(struct btree *b)
{
	for (int i = 0; i < BTREE_DEPTH; i++)
		free(b->above[i].bytes);
	*b = (struct btree){ 0 };
}

int
btree_damaged(const struct btree *b, const char *what, struct fault *f)
{
	return pages_damaged(b->pages, b->page, what, f);
}

/* Reads a page above the leaves; its kind must be known to be that. */
static int
look_above(struct btree *b, struct above *a, uint32_t page, struct fault *f)
{
	uint32_t size = b->pages->size;

	if (!a->bytes) {
		a->bytes = mem_get((size_t)size + PAGES_SLACK);
		memset(a->bytes + size, 0, PAGES_SLACK);
	}
	a->page = b->page = page;
	a->at = 0;
	if (pages_copy(b->pages, page, 0, size, a->bytes, f) < 0)
		return -1;
	if (a->bytes[0] == LEAF && b->depth < 0)
		return 0;
	a->n = get16(a->bytes + 3);
	if (a->bytes[0] != ABOVE)
		return btree_damaged(b, "is no page of the table", f);
	if (a->n == 0 || 12 + 2 * a->n > size)
		return btree_damaged(b, "its number of entries is wrong", f);
	return 0;
}

/* Key k of a page and the child before it. */
static int
look_key(struct btree *b, const struct above *a, uint32_t k, uint32_t *child,
    int64_t *key, struct fault *f)
{
	uint32_t at = get16(a->bytes + 12 + 2 * (size_t)k);
	const uint8_t *end;
	uint64_t v;

	b->page = a->page;
	if (at < 12 + 2 * a->n || at > b->pages->size - 5)
		return btree_damaged(b, "an entry lies outside", f);
	end = btree_varint(a->bytes + at + 4, &v);
	if (end > a->bytes + b->pages->size)
		return btree_damaged(b, "an entry is cut short", f);
	*child = get32(a->bytes + at);
	*key = (int64_t)v;
	return 0;
}

static int
look_leaf(struct btree *b, uint32_t page, int64_t most, struct fault *f)
{
	b->leaf = pages_get(b->pages, page, f);
	if (!b->leaf)
		return -1;
	b->page = page;
	b->at = 0;
	b->n = get16(b->leaf + 3);
	b->most = most;
	if (b->leaf[0] != LEAF)
		b->n = 0;
	if (b->leaf[0] != LEAF)
		return btree_damaged(b, "is no page of the table", f);
	if (8 + 2 * b->n > b->pages->size || (b->n == 0 && b->depth > 0)) {
		b->n = 0;
		return btree_damaged(b, "its number of rows is wrong", f);
	}
	return 0;
}

/* Goes to child `at` of a page; its number, and what it may hold. */
static int
enter(struct btree *b, struct above *a, uint32_t at, uint32_t *child,
    int64_t *most, struct fault *f)
{
	a->at = at;
	*most = a->most;
	if (at == a->n) {
		*child = get32(a->bytes + 8);
		return 0;
	}
	if (look_key(b, a, at, child, most, f) < 0)
		return -1;
	if (*most > a->most || (b->any && *most <= b->before))
		return btree_damaged(b, "its entries do not ascend", f);
	return 0;
}

/* The child that has the first row of at least `rowid`: the first whose key
 * is.  Rows before it are passed over. */
static int
enter_for(struct btree *b, struct above *a, int64_t rowid, uint32_t *child,
    int64_t *most, struct fault *f)
{
	for (uint32_t k = 0; k <= a->n; k++) {
		if (enter(b, a, k, child, most, f) < 0)
			return -1;
		if (k == a->n || *most >= rowid)
			return 0;
		b->before = *most;
		b->any = true;
	}
	return 0;
}

/* From page `page` at depth `d` down to a leaf. */
static int
go_down(struct btree *b, int d, uint32_t page, int64_t most, int64_t rowid,
    struct fault *f)
{
	for (; d != b->depth; d++) {
		struct above *a = &b->above[d];

		if (d == BTREE_DEPTH)
			return btree_damaged(b, "lies too deep", f);
		if (look_above(b, a, page, f) < 0)
			return -1;
		if (a->bytes[0] == LEAF) {
			b->depth = d;
			break;
		}
		a->most = most;
		if (enter_for(b, a, rowid, &page, &most, f) < 0)
			return -1;
	}
	return look_leaf(b, page, most, f);
}

int
btree_seek(struct btree *b, int64_t rowid, struct fault *f)
{
	struct cell c = { 0 };
	int64_t before;
	bool any;
	int got;

	b->any = false;
	b->leaf = NULL;
	b->n = b->at = 0;
	if (go_down(b, 0, b->root, INT64_MAX, rowid, f) < 0)
		return -1;
	for (;;) {
		before = b->before;
		any = b->any;
		if (b->at == b->n && b->n > 0)
			return 0; /* all of them are less: the next leaf */
		got = b->n > 0 ? btree_next(b, &c, f) : 0;
		if (got <= 0 || c.rowid >= rowid)
			break;
	}
	if (got > 0) {
		b->at--;
		b->before = before;
		b->any = any;
	}
	return got < 0 ? -1 : 0;
}

int
btree_last(struct btree *b, int64_t *rowid, struct fault *f)
{
	struct cell c = { 0 };
	int got;

	if (btree_seek(b, INT64_MAX, f) < 0)
		return -1;
	*rowid = 0;
	if (b->n == 0)
		return 0;
	if (b->at == b->n) {
		*rowid = b->before;
		return 1;
	}
	got = btree_next(b, &c, f);
	*rowid = c.rowid;
	return got;
}

int
btree_next_leaf(struct btree *b, struct fault *f)
{
	int d = b->depth - 1;
	uint32_t page = 0;
	int64_t most = 0;

	if (!b->leaf)
		return 0;
	if (b->most != INT64_MAX) {
		b->before = b->most;
		b->any = true;
	}
	while (d >= 0 && b->above[d].at == b->above[d].n)
		d--;
	if (d < 0) {
		b->leaf = NULL;
		return 0;
	}
	if (enter(b, &b->above[d], b->above[d].at + 1, &page, &most, f) < 0 ||
	    go_down(b, d + 1, page, most, INT64_MIN, f) < 0)
		return -1;
	return b->n > 0;
}

int
btree_payload(struct btree *b, const struct cell *c, size_t n, uint8_t *to,
    struct fault *f)
{
	uint32_t page = c->overflow, most = b->pages->size - 4;
	size_t have = n < c->local ? n : c->local;

	memcpy(to, c->p, have);
	while (have < n) {
		size_t part = n - have < most ? n - have : most;
		uint8_t next[4];

		if (pages_copy(b->pages, page, 4, part, to + have, f) < 0 ||
		    pages_copy(b->pages, page, 0, sizeof next, next, f) < 0)
			return -1;
		page = get32(next);
		have += part;
	}
	return 0;
}
