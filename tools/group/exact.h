#ifndef GPU_EXACT_H
#define GPU_EXACT_H
/* Sums of doubles without rounding: a fixed-point number wide enough for
 * every double, of which only the limbs in use are kept.  The order of the
 * additions does not matter.  After R. Neal, "Fast exact summation using
 * small and large superaccumulators" (2015), reduced to what is used. */

#include "../base/str.h"

struct exact {
	int64_t *limbs; /* limb k is worth 2^(32 * (first + k) - 1074) */
	int first, n, cap;
	uint32_t adds;  /* since carries were last propagated */
	double special; /* sum of the infinities and NaNs; 0: there were none */
};

/* Ready when zeroed. */
void exact_add(struct exact *x, double v);
void exact_add_exact(struct exact *x, const struct exact *y);
/* The sum, rounded once, to nearest, ties to even. */
double exact_round(struct exact *x);
/* The sum as it is, as a hexadecimal number ("-0x1f3p-42") of as many digits
 * as it has, or inf, -inf, nan: equal sums, equal text.  At most EXACT_MAX
 * bytes and a NUL; the length. */
enum { EXACT_MAX = 640 };
size_t exact_put(struct exact *x, char *out);
/* Adds such a text; false if it is none. */
bool exact_add_text(struct exact *x, struct str s);
void exact_clear(struct exact *x); /* zero again, the room is kept */
void exact_free(struct exact *x);

#endif
