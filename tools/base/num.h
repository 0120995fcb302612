#ifndef GPU_NUM_H
#define GPU_NUM_H
/* Numbers as text, always in the C locale. */

#include <string.h>

#include "str.h"

/* Whole text or nothing: no blanks around, no trailing letters.  Integers are
 * decimal; reals are what strtod takes in decimal, also "inf" and "nan". */
bool num_int(struct str s, int64_t *v);
bool num_real(struct str s, double *v);

/* Eight digits, the first one lowest, as bytes from 0 to 9: their number. */
static inline uint64_t
num_eight(uint64_t digits)
{
	digits = digits * 10 + (digits >> 8);
	return ((digits & UINT64_C(0x000000ff000000ff)) *
	    UINT64_C(0x000f424000000064) + ((digits >> 16) &
	    UINT64_C(0x000000ff000000ff)) * UINT64_C(0x0000271000000001)) >>
	    32;
}

/* Are all bytes of digits - '0', taken from each, from 0 to 9? */
static inline bool
num_are_digits(uint64_t digits)
{
	return !(((digits + UINT64_C(0x7676767676767676)) | digits) &
	    UINT64_C(0x8080808080808080));
}

/* Most reals are decimals of up to 15 digits, without exponent: an exact whole
 * number, divided by an exact power of ten and so rounded once.  False for
 * anything else. */
static inline bool
num_plain(struct str s, double *v)
{
	static const double ten[] = { 1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7,
		1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15 };
	static const uint64_t power[] = { 1, 10, 100, 1000, 10000, 100000,
		1000000, 10000000, 100000000 };
	const char *p = s.p, *end = s.p + s.n, *begin;
	uint64_t m = 0, bytes;
	size_t places = 0;
	bool neg = p < end && *p == '-';

	begin = p += neg;
	while (p < end && (unsigned)(*p - '0') < 10)
		m = m * 10 + (uint64_t)(*p++ - '0');
	if (end - begin > 16)
		return false;
	if (p < end && *p == '.') {
		places = (size_t)(end - ++p);
		if (places - 1 < 8 && s.n >= 8) {
			/* Zeros for what stands before them. */
			uint64_t before = (UINT64_C(1) << (64 - 8 * places) %
			    64) - 1;

			memcpy(&bytes, end - 8, 8);
			bytes = (bytes & ~before) |
			    (UINT64_C(0x3030303030303030) & before);
			bytes -= UINT64_C(0x3030303030303030);
			if (!num_are_digits(bytes))
				return false;
			m = m * power[places] + num_eight(bytes);
			p = end;
		}
		while (p < end && (unsigned)(*p - '0') < 10)
			m = m * 10 + (uint64_t)(*p++ - '0');
	}
	if (p != end || (size_t)(end - begin) - (places > 0 || (begin < end &&
	    end[-1] == '.')) - 1 > 14)
		return false;
	*v = (double)m / ten[places];
	memcpy(&bytes, v, sizeof bytes);
	bytes ^= (uint64_t)neg << 63; /* no branch: signs are as they like */
	memcpy(v, &bytes, sizeof bytes);
	return true;
}

enum { NUM_MAX = 40 }; /* bytes that either of these may write, NUL included */
size_t num_put_int(char *out, int64_t v);
/* The shortest decimal that reads back to the same bits; always has one of
 * . e n i so that it can't be taken for an integer. */
size_t num_put_real(char *out, double v);
/* The same of a single, whose bits it reads back to. */
size_t num_put_single(char *out, float v);

#endif
