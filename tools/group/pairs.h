#ifndef GPU_PAIRS_H
#define GPU_PAIRS_H
/* A set of (group, value id) pairs, each with a number in order of first
 * sight: what distinct, sum_distinct, set and mode are made of. */

#include "../base/arena.h"

struct pairs {
	uint64_t *list;  /* by number */
	uint32_t n;
	size_t cap;
	uint32_t *slots; /* number + 1; 0 = free */
	size_t nslots;
	uint64_t *bits;  /* pairs_see: a bit for each group and value, */
	uint32_t stride; /* values a group, a power of two of at least 64 */
	uint32_t room;   /* groups */
	uint32_t used;   /* groups that may have bits set */
	bool is_sparse;  /* too many: they are in the list */
};

void pairs_open(struct pairs *p);
void pairs_close(struct pairs *p);
void pairs_clear(struct pairs *p);
uint32_t pairs_add(struct pairs *p, uint32_t group, uint32_t value,
    bool *is_new);
/* Is it new?  For those who need no numbers: few groups of few values are bits
 * until pairs_settle puts them into the list. */
bool pairs_see_more(struct pairs *p, uint32_t group, uint32_t value);
void pairs_settle(struct pairs *p);
uint32_t pairs_value(const struct pairs *p, uint32_t number);

static inline bool
pairs_see(struct pairs *p, uint32_t group, uint32_t value)
{
	uint64_t *word, bit = UINT64_C(1) << (value & 63);

	if (group >= p->used || value >= p->stride)
		return pairs_see_more(p, group, value);
	word = &p->bits[((size_t)group * p->stride + value) >> 6];
	if (*word & bit)
		return false;
	*word |= bit;
	return true;
}

#endif
