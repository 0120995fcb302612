#ifndef GPU_BTREE_H
#define GPU_BTREE_H
/* The rows of a table as the file format of SQLite keeps them: a B-tree whose
 * leaves hold the rows by ascending row number.  Nothing in a page is
 * trusted: page numbers, depths, counts, offsets and lengths are checked, and
 * row numbers must ascend and agree with the pages above, so that no walk
 * goes round in a circle or leaves rows out.  btree_close when done. */

#include "pages.h"

enum { BTREE_DEPTH = 20 }; /* more no file that fits a page number needs */

/* A row as it lies in its leaf. */
struct cell {
	int64_t rowid;
	uint64_t payload;      /* bytes of it */
	uint32_t local;        /* of these in the leaf, from p on */
	const uint8_t *p;
	uint32_t overflow;     /* the page with the rest, or 0 */
};

/* A page above the leaves. */
struct above {
	uint8_t *bytes;
	uint32_t page, n;      /* its number; keys in it, a child more */
	uint32_t at;           /* child that the walk is in */
	int64_t most;          /* greatest row number below it */
};

struct btree {
	struct pages *pages;
	uint32_t root;
	uint32_t most_local;   /* bytes of a row that has no other page */
	uint32_t least_local;
	struct above above[BTREE_DEPTH];
	int depth;             /* pages above the leaves; -1: not known */
	const uint8_t *leaf;   /* where the walk is; NULL: behind the end */
	uint32_t page, n, at;  /* its number, its rows, the next of them */
	int64_t before;        /* the row number before */
	int64_t most;          /* the greatest the leaf may have */
	bool any;              /* there was one before */
};

void btree_open(struct btree *b, struct pages *p, uint32_t root);
void btree_close(struct btree *b); /* a zeroed one too */
/* Before the first row whose number is at least `rowid`. */
int btree_seek(struct btree *b, int64_t rowid, struct fault *f);
/* The greatest row number; 0 if there is no row. */
int btree_last(struct btree *b, int64_t *rowid, struct fault *f);
/* The next leaf that has a row: 1, 0 at the end, -1. */
int btree_next_leaf(struct btree *b, struct fault *f);
int btree_damaged(const struct btree *b, const char *what, struct fault *f);
/* The first `n` bytes of a row that goes on elsewhere. */
int btree_payload(struct btree *b, const struct cell *c, size_t n,
    uint8_t *to, struct fault *f);

/* A number of 1 to 9 bytes, most significant first; the place behind it. */
static inline const uint8_t *
btree_varint(const uint8_t *p, uint64_t *v)
{
	uint64_t x = *p & 0x7f;

	if (p[0] < 0x80) {
		*v = x;
		return p + 1;
	}
	if (p[1] < 0x80) {
		*v = x << 7 | p[1];
		return p + 2;
	}
	for (int i = 1; *p++ & 0x80; i++) {
		if (i == 8) {
			x = x << 8 | *p++;
			break;
		}
		x = x << 7 | (*p & 0x7f);
	}
	*v = x;
	return p;
}

/* Where a row's bytes end in the leaf, if it has more than fit. */
static inline uint32_t
btree_local(const struct btree *b, uint64_t payload)
{
	uint32_t k = b->least_local + (uint32_t)((payload - b->least_local) %
	    (b->pages->size - 4));

	return k <= b->most_local ? k : b->least_local;
}

/* The next row: 1, 0 at the end, -1. */
static inline int
btree_next(struct btree *b, struct cell *c, struct fault *f)
{
	const uint8_t *p, *end;
	uint64_t rowid;
	uint32_t at;
	int got;

	if (b->at == b->n && (got = btree_next_leaf(b, f)) <= 0)
		return got;
	p = b->leaf + 8 + 2 * (size_t)b->at++;
	at = (uint32_t)p[0] << 8 | p[1];
	if (at < 8 + 2 * b->n || at > b->pages->size - 4)
		return btree_damaged(b, "a row lies outside", f);
	end = b->leaf + b->pages->size;
	p = btree_varint(b->leaf + at, &c->payload);
	p = btree_varint(p, &rowid);
	c->p = p;
	c->rowid = (int64_t)rowid;
	c->overflow = 0;
	if (c->payload <= b->most_local) {
		c->local = (uint32_t)c->payload;
	} else {
		if (c->payload > INT32_MAX)
			return btree_damaged(b, "a row is too long", f);
		c->local = btree_local(b, c->payload);
		p += c->local;
		if (p + 4 > end)
			return btree_damaged(b, "a row is cut short", f);
		c->overflow = (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
		    (uint32_t)p[2] << 8 | p[3];
	}
	if (c->p > end || (size_t)(end - c->p) < c->local)
		return btree_damaged(b, "a row is cut short", f);
	if ((b->any && c->rowid <= b->before) || c->rowid > b->most)
		return btree_damaged(b, "its row numbers do not ascend", f);
	b->before = c->rowid;
	b->any = true;
	return 1;
}

#endif
