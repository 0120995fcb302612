#ifndef GPU_ARENA_H
#define GPU_ARENA_H
/* Memory.  An arena hands out memory that is freed all at once: one arena
 * lives for the run, one is reset for each batch of rows.  Running out of
 * memory is the one failure that exits here: a message, status 1. */

#include "str.h"

struct arena {
	struct block *head; /* the block in use, older ones behind it */
	size_t used;        /* bytes used of it */
	size_t kept;        /* size of the next block */
	struct arena_end *ends;
};

/* An arena is ready when zeroed. */
void *arena_get(struct arena *a, size_t bytes);  /* 16-aligned, not cleared */
void *arena_zero(struct arena *a, size_t bytes); /* cleared */
struct str arena_str(struct arena *a, struct str s); /* copy, NUL behind it */
struct str arena_fmt(struct arena *a, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
void arena_reset(struct arena *a); /* keeps up to 32 MiB for the next round */
void arena_free(struct arena *a);
size_t arena_bytes(const struct arena *a); /* handed out, gaps included */
/* Calls done(p) when the arena is reset or freed, the latest first: for what
 * lives as long as the arena but has memory of its own. */
void arena_at_end(struct arena *a, void (*done)(void *p), void *p);

#define NEW(a, type, count) \
	((type *)arena_get(a, mem_times(sizeof(type), count)))
#define NEW0(a, type, count) \
	((type *)arena_zero(a, mem_times(sizeof(type), count)))

/* Product, or exit with the message for "no memory" if it overflows. */
size_t mem_times(size_t size, size_t count);
/* malloc and realloc that exit when there is no memory.  Freed by free(). */
void *mem_get(size_t bytes);
void *mem_resize(void *p, size_t bytes);
/* Makes room for `need` items in a malloc'ed array, doubling it. */
void mem_grow(void *array, size_t *cap, size_t need, size_t size);

#endif
