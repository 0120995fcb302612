#ifndef GPU_PAIRS_H
#define GPU_PAIRS_H
/* A set of (group, value id) pairs, each with a number in order of first
 * sight: what distinct, set and mode are made of. */

#include "../base/arena.h"

struct pairs {
	uint64_t *list;  /* by number */
	uint32_t n;
	size_t cap;
	uint32_t *slots; /* number + 1; 0 = free */
	size_t nslots;
};

void pairs_open(struct pairs *p);
void pairs_close(struct pairs *p);
void pairs_clear(struct pairs *p);
uint32_t pairs_add(struct pairs *p, uint32_t group, uint32_t value,
    bool *is_new);
uint32_t pairs_value(const struct pairs *p, uint32_t number);

#endif
