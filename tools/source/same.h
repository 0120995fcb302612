#ifndef GPU_SAME_H
#define GPU_SAME_H
/* Are two texts of the same length equal?  Most are a few words long: two
 * loads of each, which may overlap, tell without a call. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

static inline uint64_t
same_words(const char *p, const char *q)
{
	uint64_t x, y;

	memcpy(&x, p, sizeof x);
	memcpy(&y, q, sizeof y);
	return x ^ y;
}

static inline bool
same_text(const char *p, const char *q, size_t n)
{
	uint32_t x, y, v, w;

	if (n >= 16 && n <= 32)
		return (same_words(p, q) | same_words(p + 8, q + 8) |
		    same_words(p + n - 16, q + n - 16) |
		    same_words(p + n - 8, q + n - 8)) == 0;
	if (n >= 8 && n < 16)
		return (same_words(p, q) |
		    same_words(p + n - 8, q + n - 8)) == 0;
	if (n < 4 || n > 32)
		return n == 0 || memcmp(p, q, n) == 0;
	memcpy(&x, p, sizeof x);
	memcpy(&y, q, sizeof y);
	memcpy(&v, p + n - 4, sizeof v);
	memcpy(&w, q + n - 4, sizeof w);
	return ((x ^ y) | (v ^ w)) == 0;
}

#endif
