#ifndef GPU_CELL_H
#define GPU_CELL_H
/* One value from text, as CSV, JSON and text columns of databases have it. */

#include "same.h"
#include "source.h"

/* int, time, date: the number; real, f32: the bits of the double; bool: 0 or
 * 1.  False if the text isn't one. */
bool cell_parse(enum type t, struct str s, int64_t *bits);
bool cell_int_of_real(double d, int64_t *v); /* if it is whole and fits */
/* The bits of a real or f32; false if it is finite and too large for that. */
bool cell_of_real(enum type t, double d, int64_t *bits);
/* TYPE?: what doesn't fit is NULL, and so is a real that is not finite. */
static inline bool
cell_is_finite(enum type t, int64_t bits)
{
	return !type_is_real(t) || (bits >> 52 & 0x7ff) != 0x7ff;
}

/* The text of the last time and what it says: a snapshot has one. */
struct known_time {
	char text[40];
	size_t n;
	int64_t us;
};

/* A time in k->us; parsed only if the text isn't that of the call before. */
bool cell_other_time(struct known_time *k, struct str s);

static inline bool
cell_time(struct known_time *k, struct str s)
{
	return (s.n == k->n && s.n > 0 && same_text(s.p, k->text, s.n)) ||
	    cell_other_time(k, s);
}

/* "is not a number", for messages. */
const char *cell_not(enum type t);

#endif
