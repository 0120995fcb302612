#ifndef GPU_INTERN_H
#define GPU_INTERN_H
/* Values to small numbers: equal values get equal ids, in order of first
 * sight; id 0 is NULL.  Grows with the distinct values it has seen, which it
 * copies.  NaN equals NaN, 0.0 equals -0.0. */

#include "chunk.h"

struct intern {
	enum type type;
	uint32_t n;        /* ids in use, 0 (NULL) included */
	size_t cap;        /* room of the value arrays */
	union {
		int64_t *i;      /* also the bits of a double, and bools */
		struct str *s;
	};
	uint64_t *hashes;
	uint32_t *slots;   /* open addressing; 0 = free */
	size_t nslots;     /* a power of two */
	struct arena texts;
	size_t text_bytes; /* in it */
};

void intern_open(struct intern *t, enum type type);
void intern_close(struct intern *t);
void intern_clear(struct intern *t); /* forgets all values, keeps the room */
size_t intern_bytes(const struct intern *t); /* that it takes, nearly */
uint32_t intern_text(struct intern *t, struct str s);
uint32_t intern_bits(struct intern *t, int64_t bits);
uint32_t intern_value(struct intern *t, const struct value *v);
/* The id of a value that was seen before, else 0. */
uint32_t intern_find(const struct intern *t, const struct value *v);
/* ids[e] = id of the column's entry e. */
void intern_column(struct intern *t, const struct col *c, uint32_t *ids);
/* The same for entries that are to be copied: -0.0 stays itself. */
void intern_entries(struct intern *t, const struct col *c, uint32_t *ids);
void intern_get(const struct intern *t, uint32_t id, struct value *v);
/* A column whose entry k is the value with id k, copied to `a`; its domain is
 * the caller's to set. */
struct col intern_copy(const struct intern *t, struct arena *a);
/* The same of the values with these ids: entry k is that of ids[k]. */
struct col intern_pick(const struct intern *t, const uint32_t *ids,
    uint32_t n, struct arena *a);

#endif
