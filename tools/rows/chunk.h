#ifndef GPU_CHUNK_H
#define GPU_CHUNK_H
/* Rows in memory: columns, never row objects.
 *
 * A column is a small array of values, its entries, and a domain that says
 * which entry each row has.  Columns that depend on one another share a
 * domain: device, memory and owner of a slot are decided once for each slot
 * name.  An expression is computed once an entry, so "a string is looked at
 * once" is a property of the representation and not of each function.
 *
 *	DOM_ONE    one entry, which all rows have
 *	DOM_CODES  an entry number for each row; entry 0 is the NULL's
 *	DOM_RUNS   run k of the rows has entry k
 *	DOM_ROWS   row r has entry r
 *
 * Chunks own nothing: what they point at lives in the arena of whoever made
 * them, or in the reader's frame, until the next chunk is asked for. */

#include "../base/fault.h"
#include "schema.h"

enum dom_kind { DOM_ONE, DOM_CODES, DOM_RUNS, DOM_ROWS };

struct dom {
	enum dom_kind kind;
	unsigned width;       /* DOM_CODES: bytes of a code, 1 2 or 4 */
	uint32_t n;           /* entries */
	const void *codes;    /* DOM_CODES: rows of them, each < n */
	const uint32_t *ends; /* DOM_RUNS: row behind each run, ascending */
	const uint32_t *index; /* dom_index's answer, made when first asked */
};

/* Three-valued logic, so that AND is min, OR is max, NOT is 2 - x. */
enum { B_FALSE = 0, B_NULL = 1, B_TRUE = 2 };

struct col {
	enum type type;
	struct dom *dom;
	union { /* dom->n entries, by type */
		const int64_t *i;     /* int, time, date */
		const double *d;      /* real, f32 */
		const struct str *s;  /* text, json; p == NULL is NULL */
		const uint8_t *b;     /* bool, B_FALSE B_NULL B_TRUE */
	};
	const uint8_t *null; /* i and d: 1 where NULL; NULL pointer: none is */
};

struct chunk {
	uint32_t rows;
	size_t n;
	struct col *cols;
};

/* Entry number of each row. */
const uint32_t *dom_index(struct dom *d, uint32_t rows, struct arena *a);

struct dom *dom_one(struct arena *a);
struct dom *dom_rows(uint32_t rows, struct arena *a);
/* The bytes of a code among n, and a copy of codes at that width. */
unsigned dom_width(uint32_t n);
void *dom_narrow(const uint32_t *codes, uint32_t rows, unsigned width,
    struct arena *a);
/* Takes 4-byte codes and keeps them as narrow as `n` entries allow. */
struct dom *dom_codes(const uint32_t *codes, uint32_t rows, uint32_t n,
    struct arena *a);

/* The entry of a row; a domain of runs must have its index. */
static inline uint32_t
dom_entry(const struct dom *d, uint32_t row)
{
	switch (d->kind) {
	case DOM_ONE:
		return 0;
	case DOM_ROWS:
		return row;
	case DOM_RUNS:
		return d->index[row];
	case DOM_CODES:
		break;
	}
	return d->width == 1 ? ((const uint8_t *)d->codes)[row] :
	    d->width == 2 ? ((const uint16_t *)d->codes)[row] :
	    ((const uint32_t *)d->codes)[row];
}

static inline bool
col_is_null(const struct col *c, uint32_t entry)
{
	if (c->type == TYPE_BOOL)
		return c->b[entry] == B_NULL;
	if (type_is_text(c->type))
		return !c->s[entry].p;
	return c->type == TYPE_NULL || (c->null && c->null[entry]);
}

/* The value of an entry; texts still point into the column. */
void col_value(const struct col *c, uint32_t entry, struct value *v);
/* A column of one value, and of nothing but NULL. */
struct col col_const(const struct value *v, struct arena *a);
struct col col_null(enum type t, struct arena *a);
/* Entries from values of type `t`; the domain is the caller's to set.  Texts
 * stay where they are. */
struct col col_entries(enum type t, const struct value *v, uint32_t n,
    struct arena *a);
/* The same as a value a row. */
struct col col_values(enum type t, const struct value *v, uint32_t n,
    struct arena *a);
/* A bool a row, from `rows` bytes B_FALSE, B_NULL or B_TRUE. */
struct col col_bools(const uint8_t *bytes, struct arena *a);
/* The same column with a domain of codes: equal values, equal entry. */
struct col col_coded(const struct col *c, uint32_t rows, struct arena *a);

/* New entries: entry k is the old entry which[k].  The domain is the caller's
 * to set. */
void col_pick(struct col *c, const uint32_t *which, uint32_t n,
    struct arena *a);

/* Rows [from, from + rows) as a chunk that shares the entries. */
void chunk_slice(struct chunk *out, const struct chunk *c, uint32_t from,
    uint32_t rows, struct arena *a);
/* Rows c[at[0]], c[at[1]], ...; entries are shared. */
void chunk_gather(struct chunk *out, const struct chunk *c,
    const uint32_t *at, uint32_t rows, struct arena *a);
/* All rows of the parts, one after another, copied so that nothing of the
 * parts is needed any more.  The parts' columns agree in number and type. */
void chunk_concat(struct chunk *out, const struct chunk *parts, size_t n,
    struct arena *a);

/* -1, 0, 1: the order of two rows of a chunk by these columns, NULL first. */
int chunk_cmp_rows(const struct chunk *c, const size_t *columns,
    const bool *descending, size_t n, uint32_t r1, uint32_t r2,
    struct arena *a);

#endif
