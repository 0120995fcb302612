#include "arena.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"

struct block {
	struct block *older;
	size_t size;
	_Alignas(64) char data[];
};

struct arena_end {
	void (*done)(void *p);
	void *p;
	struct arena_end *next;
};

enum { FIRST_BLOCK = 1 << 16, LARGEST_BLOCK = 1 << 22,
	LARGEST_KEPT = 1 << 25 };

static void *
no_memory(size_t bytes)
{
	fprintf(stderr, "%s: no memory for %zu bytes\n", cli_name(), bytes);
	exit(1);
}

void *
mem_get(size_t bytes)
{
	void *p = malloc(bytes > 0 ? bytes : 1);

	return p ? p : no_memory(bytes);
}

void *
mem_resize(void *p, size_t bytes)
{
	void *q = realloc(p, bytes > 0 ? bytes : 1);

	return q ? q : no_memory(bytes);
}

size_t
mem_times(size_t size, size_t count)
{
	size_t bytes;

	if (__builtin_mul_overflow(size, count, &bytes))
		no_memory(SIZE_MAX);
	return bytes;
}

void
mem_grow(void *array, size_t *cap, size_t need, size_t size)
{
	void **p = array;
	size_t n = *cap > 0 ? *cap : 16;

	if (need <= *cap)
		return;
	while (n < need)
		n = mem_times(n, 2);
	*p = mem_resize(*p, mem_times(n, size));
	*cap = n;
}

static void
add_block(struct arena *a, size_t bytes)
{
	size_t size = a->kept > 0 ? a->kept : FIRST_BLOCK;
	struct block *b;

	while (size < bytes)
		size = mem_times(size, 2);
	b = aligned_alloc(64, sizeof *b + size);
	if (!b)
		no_memory(size);
	b->older = a->head;
	b->size = size;
	a->head = b;
	a->used = 0;
	if (size < LARGEST_BLOCK)
		a->kept = size * 2;
}

void *
arena_get(struct arena *a, size_t bytes)
{
	size_t at = (a->used + 15) & ~(size_t)15;

	/* Leaves 64 bytes behind every piece, so that vector code may read
	 * a little past its end. */
	if (bytes > SIZE_MAX - 256)
		no_memory(bytes);
	if (!a->head || at > a->head->size ||
	    bytes + 64 > a->head->size - at) {
		add_block(a, bytes + 64);
		at = 0;
	}
	a->used = at + bytes;
	return a->head->data + at;
}

void *
arena_zero(struct arena *a, size_t bytes)
{
	return memset(arena_get(a, bytes), 0, bytes);
}

struct str
arena_str(struct arena *a, struct str s)
{
	char *p;

	if (!s.p)
		return s;
	p = arena_get(a, s.n + 1);
	if (s.n > 0)
		memcpy(p, s.p, s.n);
	p[s.n] = 0;
	return (struct str){ p, s.n };
}

struct str
arena_fmt(struct arena *a, const char *fmt, ...)
{
	va_list ap;
	int n;
	char *p;

	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	p = arena_get(a, (size_t)n + 1);
	va_start(ap, fmt);
	vsnprintf(p, (size_t)n + 1, fmt, ap);
	va_end(ap);
	return (struct str){ p, (size_t)n };
}

void
arena_at_end(struct arena *a, void (*done)(void *p), void *p)
{
	struct arena_end *e = arena_get(a, sizeof *e);

	*e = (struct arena_end){ done, p, a->ends };
	a->ends = e;
}

static void
run_ends(struct arena *a)
{
	while (a->ends) {
		struct arena_end *e = a->ends;

		a->ends = e->next;
		e->done(e->p);
	}
}

/* Several blocks become one as large as all: the next round of the same work
 * then needs no new memory from the system. */
void
arena_reset(struct arena *a)
{
	size_t total = 0;

	run_ends(a);
	a->used = 0;
	if (!a->head || !a->head->older)
		return;
	for (struct block *b = a->head, *older; b; b = older) {
		older = b->older;
		total += b->size;
		free(b);
	}
	a->head = NULL;
	a->kept = total < LARGEST_KEPT ? total : LARGEST_KEPT;
	add_block(a, 1);
	a->used = 0;
}

size_t
arena_bytes(const struct arena *a)
{
	size_t bytes = a->head ? a->used : 0;

	for (const struct block *b = a->head; b && b->older; b = b->older)
		bytes += b->older->size;
	return bytes;
}

void
arena_free(struct arena *a)
{
	run_ends(a);
	for (struct block *b = a->head, *older; b; b = older) {
		older = b->older;
		free(b);
	}
	*a = (struct arena){ 0 };
}
