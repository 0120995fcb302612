#include "exact.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../base/arena.h"

enum { LIMB = 32, LOWEST = -1074, CARRY_AFTER = 1 << 29 };

/* Makes limbs [from, to) exist. */
static void
widen(struct exact *x, int from, int to)
{
	int first = x->n > 0 && x->first < from ? x->first : from;
	int last = x->n > 0 && x->first + x->n > to ? x->first + x->n : to;
	int n = last - first;

	if (x->n > 0 && first == x->first && n == x->n)
		return;
	if (n > x->cap) {
		x->limbs = mem_resize(x->limbs, (size_t)n * sizeof *x->limbs);
		x->cap = n;
	}
	if (x->n > 0 && first < x->first)
		memmove(x->limbs + (x->first - first), x->limbs,
		    (size_t)x->n * sizeof *x->limbs);
	for (int k = 0; k < n; k++)
		if (x->n == 0 || first + k < x->first ||
		    first + k >= x->first + x->n)
			x->limbs[k] = 0;
	x->first = first;
	x->n = n;
}

/* Leaves 0 <= limb < 2^32 but for the highest, which has the sign. */
static void
propagate(struct exact *x)
{
	int64_t carry = 0;

	for (int k = 0; k < x->n; k++) {
		int64_t v = x->limbs[k] + carry;

		if (k == x->n - 1) {
			x->limbs[k] = v;
			break;
		}
		x->limbs[k] = v & 0xffffffff;
		carry = v >> LIMB;
	}
	x->adds = 0;
	if (x->n > 0 && (x->limbs[x->n - 1] > INT32_MAX ||
	    x->limbs[x->n - 1] < INT32_MIN)) {
		int64_t top = x->limbs[x->n - 1];

		widen(x, x->first, x->first + x->n + 1);
		x->limbs[x->n - 2] = top & 0xffffffff;
		x->limbs[x->n - 1] = top >> LIMB;
	}
}

void
exact_add(struct exact *x, double v)
{
	uint64_t bits, m, low, high;
	int exponent, at, shift;
	int64_t sign;

	memcpy(&bits, &v, sizeof bits);
	exponent = (int)(bits >> 52 & 0x7ff);
	m = bits & ((UINT64_C(1) << 52) - 1);
	if (exponent == 0x7ff) {
		x->special += v;
		return;
	}
	if (exponent == 0 && m == 0)
		return;
	if (exponent > 0)
		m |= UINT64_C(1) << 52;
	else
		exponent = 1;
	at = exponent - 1; /* in bits above 2^-1074 */
	shift = at % LIMB;
	at /= LIMB;
	if (x->n == 0 || at < x->first || at + 3 > x->first + x->n)
		widen(x, at, at + 3);
	sign = v < 0 ? -1 : 1;
	low = m << shift;
	high = shift > 0 ? m >> (64 - shift) : 0;
	x->limbs[at - x->first] += sign * (int64_t)(uint32_t)low;
	x->limbs[at - x->first + 1] += sign *
	    (int64_t)(low >> LIMB);
	x->limbs[at - x->first + 2] += sign *
	    (int64_t)high;
	if (++x->adds >= CARRY_AFTER)
		propagate(x);
}

void
exact_add_exact(struct exact *x, const struct exact *y)
{
	struct exact copy = *y;

	x->special += y->special;
	if (y->n == 0)
		return;
	copy.limbs = mem_get((size_t)(y->n + 1) * sizeof *copy.limbs);
	copy.cap = y->n + 1;
	memcpy(copy.limbs, y->limbs, (size_t)y->n * sizeof *copy.limbs);
	propagate(&copy);
	widen(x, copy.first, copy.first + copy.n);
	for (int k = 0; k < copy.n; k++)
		x->limbs[copy.first - x->first + k] += copy.limbs[k];
	if (++x->adds >= CARRY_AFTER)
		propagate(x);
	free(copy.limbs);
}

/* Bit `at` above the lowest limb of a number in plain limbs. */
static int
bit(const uint32_t *limbs, int at)
{
	return at < 0 ? 0 : (int)(limbs[at / LIMB] >> at % LIMB & 1);
}

double
exact_round(struct exact *x)
{
	uint32_t *limbs;
	bool is_negative;
	int top, n;
	uint64_t m = 0;
	double r;

	if (x->special != 0 || isnan(x->special))
		return x->special;
	if (x->n == 0)
		return 0;
	propagate(x);
	n = x->n;
	is_negative = x->limbs[n - 1] < 0;
	limbs = mem_get((size_t)n * sizeof *limbs);
	for (int k = 0; k < n; k++)
		limbs[k] = (uint32_t)x->limbs[k];
	if (is_negative) { /* two's complement: the magnitude */
		uint64_t carry = 1;

		for (int k = 0; k < n; k++) {
			carry += (uint32_t)~limbs[k];
			limbs[k] = (uint32_t)carry;
			carry >>= LIMB;
		}
	}
	top = n * LIMB - 1;
	while (top >= 0 && !bit(limbs, top))
		top--;
	if (top < 0) {
		free(limbs);
		return 0;
	}
	for (int k = 0; k < 53; k++)
		m = m << 1 | (uint64_t)bit(limbs, top - k);
	if (bit(limbs, top - 53)) { /* half or more of the last place */
		bool more = m & 1;

		for (int k = 0; !more && k < top - 53; k++)
			more = bit(limbs, k);
		m += more;
	}
	free(limbs);
	r = ldexp((double)m, x->first * LIMB + top - 52 + LOWEST);
	return is_negative ? -r : r;
}

void
exact_clear(struct exact *x)
{
	x->n = 0;
	x->adds = 0;
	x->special = 0;
}

void
exact_free(struct exact *x)
{
	free(x->limbs);
	*x = (struct exact){ 0 };
}
