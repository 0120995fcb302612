#include "num.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool
num_int(struct str s, int64_t *v)
{
	size_t i = 0;
	bool neg = false;
	int64_t r = 0;

	if (s.n > 0 && (s.p[0] == '-' || s.p[0] == '+'))
		neg = s.p[i++] == '-';
	if (i == s.n)
		return false;
	for (; i < s.n; i++) {
		int d = s.p[i] - '0';

		if (d < 0 || d > 9 || __builtin_mul_overflow(r, 10, &r) ||
		    __builtin_add_overflow(r, neg ? -d : d, &r))
			return false;
	}
	*v = r;
	return true;
}

bool
num_real(struct str s, double *v)
{
	char buf[400], *end;

	if (num_plain(s, v))
		return true;
	if (s.n == 0 || s.n >= sizeof buf || memchr(s.p, 0, s.n) ||
	    memchr(s.p, 'x', s.n) || memchr(s.p, 'X', s.n) ||
	    memchr(s.p, '(', s.n) || strchr(" \t\n\v\f\r", s.p[0]))
		return false;
	memcpy(buf, s.p, s.n);
	buf[s.n] = 0;
	*v = strtod(buf, &end);
	/* Too large for a double is no number; "inf" is one. */
	return *end == 0 && (!isinf(*v) || strpbrk(buf, "iI"));
}

size_t
num_put_int(char *out, int64_t v)
{
	char rev[24];
	size_t n = 0, m = 0;
	uint64_t u = v < 0 ? -(uint64_t)v : (uint64_t)v;

	do
		rev[n++] = (char)('0' + u % 10);
	while ((u /= 10) > 0);
	if (v < 0)
		out[m++] = '-';
	while (n > 0)
		out[m++] = rev[--n];
	out[m] = 0;
	return m;
}

/* The digits of a number with so many places behind the point. */
static size_t
put_places(char *out, uint64_t digits, size_t places, bool is_negative)
{
	char text[24];
	size_t whole = num_put_int(text, (int64_t)digits), n = 0;

	if (is_negative)
		out[n++] = '-';
	if (whole <= places) { /* 0.00ddd */
		out[n++] = '0';
		out[n++] = '.';
		for (size_t i = whole; i < places; i++)
			out[n++] = '0';
		memcpy(out + n, text, whole);
		n += whole;
	} else {
		memcpy(out + n, text, whole - places);
		n += whole - places;
		out[n++] = '.';
		memcpy(out + n, text + whole - places, places);
		n += places;
		if (places == 0)
			out[n++] = '0';
	}
	out[n] = 0;
	return n;
}

/* A number that is a decimal of at most 15 digits, a single of at most 9, as
 * most are that came from a text: no other so short has its bits.  Its
 * length, 0 if it isn't one. */
static size_t
put_decimal(char *out, double v, bool is_single)
{
	static const double ten[] = { 1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7,
		1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17,
		1e18 };
	double size = fabs(v), digits, most = is_single ? 1e9 : 1e15;
	size_t places = 0;

	if (!(size >= 1e-4 && size < 1e15))
		return 0;
	for (;; places++) {
		if (places == sizeof ten / sizeof *ten)
			return 0;
		digits = nearbyint(size * ten[places]);
		if (digits >= most)
			return 0;
		if (digits / ten[places] == size || (is_single &&
		    (float)(digits / ten[places]) == (float)size))
			break;
	}
	return put_places(out, (uint64_t)digits, places, v < 0);
}

#ifdef __SIZEOF_INT128__
__extension__ typedef unsigned __int128 u128;

/* A double of 15 to 17 digits, what %.15g, %.16g or %.17g gives, the first that
 * reads back.  A double is m * 2^e; times 10^p, so that the digits wanted stand
 * before the point, it is m * 5^p in units of 2^(e+p), all of it in 100 bits:
 * what is cut off is known exactly, and so is whether it is less than half of
 * the distance to the next double, 5^p.  Its length, 0 if it isn't one of the
 * usual size. */
static size_t
put_long(char *out, double v)
{
	static const double powers[] = { 1e-4, 1e-3, 1e-2, 1e-1, 1e0, 1e1, 1e2,
		1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13,
		1e14, 1e15 };
	static const uint64_t tens[] = { 1000000000000000,
		10000000000000000, 100000000000000000 };
	double size = fabs(v);
	uint64_t bits, m, five = 1, digits;
	int e, x = -4, p, shift;

	memcpy(&bits, &size, sizeof bits);
	m = bits & ((UINT64_C(1) << 52) - 1);
	/* At a power of two the doubles below are nearer. */
	if (!(size >= 1e-4 && size < 1e15) || m == 0)
		return 0;
	m |= UINT64_C(1) << 52;
	e = (int)(bits >> 52) - 1075;
	while (size >= powers[x + 5])
		x++;
	p = 15 - 1 - x;
	for (int k = 0; k < p; k++)
		five *= 5;
	for (int d = 0; d < 3; d++, p++, five *= 5) {
		u128 n = (u128)m * five, cut, off;

		shift = -(e + p);
		if (shift < 1)
			return 0;
		digits = (uint64_t)(n >> shift);
		cut = n & (((u128)1 << shift) - 1);
		off = (u128)1 << (shift - 1);
		if (cut > off || (cut == off && digits & 1)) {
			digits++;
			cut = ((u128)1 << shift) - cut;
		}
		if (digits >= tens[d])
			return 0;
		if (p > 0 && 2 * cut < five)
			return put_places(out, digits, (size_t)p, v < 0);
	}
	return 0;
}
#else
static size_t
put_long(char *out, double v)
{
	(void)out, (void)v;
	return 0; /* printf can, only slower */
}
#endif

static size_t
put_real(char *out, double v, bool is_single)
{
	int n = 0, digits = is_single ? 1 : 15, most = is_single ? 9 : 17;
	size_t short_one = put_decimal(out, v, is_single);

	if (short_one == 0 && !is_single)
		short_one = put_long(out, v);
	if (short_one > 0)
		return short_one;
	if (isnan(v))
		return (size_t)snprintf(out, NUM_MAX, "nan");
	if (isinf(v))
		return (size_t)snprintf(out, NUM_MAX, v < 0 ? "-inf" : "inf");
	/* 15 digits would be too few to do without an exponent there. */
	if (!is_single && fabs(v) >= 1e15 && fabs(v) < 1e16)
		digits = 16;
	for (; digits <= most; digits++) {
		n = snprintf(out, NUM_MAX, "%.*g", digits, v);
		if (digits == most || (is_single ? strtof(out, NULL) ==
		    (float)v : strtod(out, NULL) == v))
			break;
	}
	if (!strpbrk(out, ".e"))
		n += snprintf(out + n, NUM_MAX - (size_t)n, ".0");
	return (size_t)n;
}

size_t
num_put_real(char *out, double v)
{
	return put_real(out, v, false);
}

size_t
num_put_single(char *out, float v)
{
	return put_real(out, v, true);
}
