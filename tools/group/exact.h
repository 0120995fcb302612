#ifndef GPU_EXACT_H
#define GPU_EXACT_H
/* Sums of doubles without rounding.  The order of the additions does not
 * matter.  Mostly the sum so far is a double, or two: what an addition rounds
 * off is known exactly, is nothing where measures have few digits, and sums up
 * in a second double.  What that would round off is kept in a fixed-point
 * number wide enough for every double, of which only the limbs in use exist.
 * After R. Neal, "Fast exact summation using small and large
 * superaccumulators" (2015), reduced to what is used, and D. Knuth's two-sum. */

#include <math.h>

#include "../base/str.h"

struct exact {
	double sum, rest;  /* to be added */
	struct wide *more; /* to be added too; or NULL */
};

/* An addition whose sum `s` is not finite, or rounded `rest` off. */
void exact_add_rest(struct exact *x, double v, double s, double rest);

/* Ready when zeroed. */
static inline void
exact_add(struct exact *x, double v)
{
	double s = x->sum + v, b = s - x->sum;
	double rest = (x->sum - (s - b)) + (v - b);

	if (rest == 0)
		x->sum = s;
	else
		exact_add_rest(x, v, s, rest);
}

void exact_add_product(struct exact *x, double v, double w);
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
