#include "exact.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../base/arena.h"
#include "../base/num.h"

enum {
	LIMB = 32,
	LOWEST = -1074,
	HIGHEST = 1200,       /* of a text's bits; of doubles 1024 */
	MOST_LIMBS = 80,      /* from LOWEST to 2^64 times 2^HIGHEST */
	CARRY_AFTER = 1 << 29
};

/* A fixed-point number that has room for every double. */
struct wide {
	int64_t *limbs; /* limb k is worth 2^(32 * (first + k) - 1074) */
	int first, n, cap;
	uint32_t adds;  /* since carries were last propagated */
	double special; /* sum of the infinities and NaNs; 0: there were none */
};

/* Makes limbs [from, to) exist. */
static void
widen(struct wide *x, int from, int to)
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
propagate(struct wide *x)
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

static void
wide_add(struct wide *x, double v)
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

static void
wide_add_wide(struct wide *x, const struct wide *y)
{
	struct wide copy = *y;

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

/* The number without its sign in plain limbs; the place of its highest bit, -1
 * for zero. */
static int
magnitude(struct wide *x, uint32_t limbs[MOST_LIMBS], bool *is_negative)
{
	int top;

	*is_negative = false;
	if (x->n == 0)
		return -1;
	propagate(x);
	top = x->n * LIMB - 1;
	*is_negative = x->limbs[x->n - 1] < 0;
	for (int k = 0; k < x->n; k++)
		limbs[k] = (uint32_t)x->limbs[k];
	if (*is_negative) { /* two's complement */
		uint64_t carry = 1;

		for (int k = 0; k < x->n; k++) {
			carry += (uint32_t)~limbs[k];
			limbs[k] = (uint32_t)carry;
			carry >>= LIMB;
		}
	}
	while (top >= 0 && !bit(limbs, top))
		top--;
	return top;
}

static double
wide_round(struct wide *x)
{
	uint32_t limbs[MOST_LIMBS];
	bool is_negative;
	int top;
	uint64_t m = 0;
	double r;

	if (isnan(x->special))
		return NAN; /* one of the many, whatever was added */
	if (x->special != 0)
		return x->special;
	top = magnitude(x, limbs, &is_negative);
	if (top < 0)
		return 0;
	for (int k = 0; k < 53; k++)
		m = m << 1 | (uint64_t)bit(limbs, top - k);
	if (bit(limbs, top - 53)) { /* half or more of the last place */
		bool more = m & 1;

		for (int k = 0; !more && k < top - 53; k++)
			more = bit(limbs, k);
		m += more;
	}
	r = ldexp((double)m, x->first * LIMB + top - 52 + LOWEST);
	return is_negative ? -r : r;
}

static int
hex_at(const uint32_t *limbs, int digit)
{
	return (int)(limbs[digit / 8] >> digit % 8 * 4 & 15);
}

static size_t
wide_put(struct wide *x, char *out)
{
	static const char digits[] = "0123456789abcdef";
	uint32_t limbs[MOST_LIMBS];
	bool is_negative;
	int top, low = 0;
	size_t n = 0;

	if (isnan(x->special) || x->special != 0)
		return (size_t)snprintf(out, EXACT_MAX, "%s",
		    isnan(x->special) ? "nan" : x->special < 0 ? "-inf" :
		    "inf");
	top = magnitude(x, limbs, &is_negative);
	if (top < 0)
		return (size_t)snprintf(out, EXACT_MAX, "0x0p+0");
	top /= 4;
	while (hex_at(limbs, low) == 0)
		low++;
	n += (size_t)snprintf(out, EXACT_MAX, "%s0x", is_negative ? "-" : "");
	for (int k = top; k >= low; k--)
		out[n++] = digits[hex_at(limbs, k)];
	return n + (size_t)snprintf(out + n, EXACT_MAX - n, "p%+d", x->first *
	    LIMB + low * 4 + LOWEST);
}

static int
hex_value(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ?
	    c - 'a' + 10 : -1;
}

/* Adds one digit's worth: v * 2^at above the lowest bit. */
static void
add_digit(struct wide *x, int at, int v, bool is_negative)
{
	int64_t piece = (int64_t)v << at % LIMB;
	int k = at / LIMB;

	if (x->n == 0 || k < x->first || k + 2 > x->first + x->n)
		widen(x, k, k + 2);
	k -= x->first;
	x->limbs[k] += is_negative ? -(piece & 0xffffffff) :
	    piece & 0xffffffff;
	x->limbs[k + 1] += is_negative ? -(piece >> LIMB) : piece >> LIMB;
	if (++x->adds >= CARRY_AFTER)
		propagate(x);
}

static struct wide *
more_of(struct exact *x)
{
	if (!x->more) {
		x->more = mem_get(sizeof *x->more);
		*x->more = (struct wide){ 0 };
	}
	return x->more;
}

/* All of the sum in its wide part. */
static struct wide *
fold(struct exact *x)
{
	wide_add(more_of(x), x->sum);
	wide_add(x->more, x->rest);
	x->sum = x->rest = 0;
	return x->more;
}

/* Is it more than two doubles? */
static bool
is_wide(const struct exact *x)
{
	return x->more && (x->more->n > 0 || x->more->special != 0);
}

void
exact_add_rest(struct exact *x, double v, double s, double rest)
{
	double r = x->rest + rest, b = r - x->rest;
	double lost = (x->rest - (r - b)) + (rest - b);

	if (!isfinite(s)) {
		wide_add(fold(x), v);
		return;
	}
	x->sum = s;
	x->rest = r;
	if (lost != 0)
		wide_add(more_of(x), lost);
}

void
exact_add_product(struct exact *x, double v, double w)
{
	double h = v * w;

	exact_add(x, h);
	if (isfinite(h))
		exact_add(x, fma(v, w, -h)); /* what h has lost */
}

void
exact_add_exact(struct exact *x, const struct exact *y)
{
	if (is_wide(y))
		wide_add_wide(more_of(x), y->more);
	exact_add(x, y->sum);
	exact_add(x, y->rest);
}

double
exact_round(struct exact *x)
{
	return is_wide(x) ? wide_round(fold(x)) : x->sum + x->rest;
}

size_t
exact_put(struct exact *x, char *out)
{
	int64_t limbs[4]; /* of a double, and one for what is carried */
	struct wide w = { .limbs = limbs, .cap = 4 };

	if (is_wide(x) || x->rest != 0)
		return wide_put(fold(x), out);
	wide_add(&w, x->sum);
	return wide_put(&w, out);
}

/* The digits of a text; false if it is none.  It begins at `from`, behind its
 * sign and 0x. */
static bool
read_digits(struct str s, size_t from, size_t *end, int64_t *exponent)
{
	struct str places;
	size_t p = from;

	if (s.n > EXACT_MAX || !str_starts(str_sub(s, from - 2, 2), S("0x")))
		return false;
	while (p < s.n && hex_value(s.p[p]) >= 0)
		p++;
	if (p == from || p == s.n || s.p[p] != 'p')
		return false;
	places = str_sub(s, p + 1, s.n);
	if (places.n > 0 && places.p[0] == '+')
		places = str_sub(places, 1, places.n);
	*end = p;
	return num_int(places, exponent) && *exponent >= LOWEST &&
	    *exponent + 4 * (int64_t)(p - from) <= HIGHEST;
}

/* So many digits are a double, unless it is near one of its ends. */
static bool
add_few(struct exact *x, struct str digits, int64_t exponent,
    bool is_negative)
{
	uint64_t m = 0;
	double v;

	if (digits.n > 13 || exponent < -1000 || exponent > 900)
		return false;
	for (size_t k = 0; k < digits.n; k++)
		m = m << 4 | (uint64_t)hex_value(digits.p[k]);
	v = ldexp((double)m, (int)exponent);
	exact_add(x, is_negative ? -v : v);
	return true;
}

bool
exact_add_text(struct exact *x, struct str s)
{
	bool is_negative = s.n > 0 && s.p[0] == '-';
	size_t from = is_negative ? 3 : 2, end;
	int64_t exponent;

	if (str_eq(s, S("nan")) || str_eq(s, S("inf")) ||
	    str_eq(s, S("-inf"))) {
		more_of(x)->special += s.p[0] == 'n' ? NAN : is_negative ?
		    -INFINITY : INFINITY;
		return true;
	}
	if (!read_digits(s, from, &end, &exponent))
		return false;
	if (add_few(x, str_sub(s, from, end - from), exponent, is_negative))
		return true;
	for (size_t k = from; k < end; k++) {
		int v = hex_value(s.p[k]);

		if (v > 0)
			add_digit(more_of(x), (int)exponent - LOWEST + 4 *
			    (int)(end - 1 - k), v, is_negative);
	}
	return true;
}

void
exact_clear(struct exact *x)
{
	x->sum = x->rest = 0;
	if (x->more) {
		x->more->n = 0;
		x->more->adds = 0;
		x->more->special = 0;
	}
}

void
exact_free(struct exact *x)
{
	if (x->more)
		free(x->more->limbs);
	free(x->more);
	*x = (struct exact){ 0 };
}
