#ifndef GPU_TUPLES_H
#define GPU_TUPLES_H
/* Tuples of small numbers, each with a number of its own in order of first
 * sight.  Grows with the different tuples; tuples_close frees. */

#include "../base/arena.h"

struct tuples {
	size_t width;
	uint32_t n;
	uint32_t *list;  /* n * width */
	size_t cap;
	uint32_t indexed; /* so many can be found */
	uint32_t *slots; /* number + 1 by hash; 0 = free */
	size_t nslots;   /* a power of two */
};

void tuples_open(struct tuples *t, size_t width);
void tuples_close(struct tuples *t);
void tuples_clear(struct tuples *t);  /* none; the room is kept */
void tuples_forget(struct tuples *t); /* nor that */
uint32_t tuples_number(struct tuples *t, const uint32_t *tuple);
/* The number of one that is not among those there are; finding it again costs
 * only if someone asks for a number. */
uint32_t tuples_append(struct tuples *t, const uint32_t *tuple);

static inline const uint32_t *
tuples_at(const struct tuples *t, uint32_t number)
{
	return t->list + (size_t)number * t->width;
}

#endif
