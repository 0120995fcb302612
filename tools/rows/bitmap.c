#include "bitmap.h"

#include <string.h>

static const uint64_t ones = UINT64_C(0x0101010101010101);

/* 1 in each byte that is not 0. */
static inline uint64_t
not_zero(uint64_t bytes)
{
	const uint64_t low = UINT64_C(0x7f7f7f7f7f7f7f7f);

	return (((bytes & low) + low) | bytes) >> 7 & ones;
}

void
bitmap_put(unsigned char *p, const uint8_t *null, uint32_t rows)
{
	uint32_t r = 0;

	memset(p, 0, bitmap_bytes(rows));
	for (; rows - r >= 8; r += 8) {
		uint64_t bytes;

		memcpy(&bytes, null + r, sizeof bytes);
		/* The lowest bit of each byte, the first row's lowest. */
		p[r / 8] = (unsigned char)((not_zero(bytes) ^ ones) *
		    UINT64_C(0x0102040810204080) >> 56);
	}
	for (; r < rows; r++)
		if (!null[r])
			p[r / 8] |= (unsigned char)(1u << r % 8);
}

void
bitmap_get(uint8_t *null, const unsigned char *p, uint32_t rows)
{
	for (uint32_t k = 0; k < (rows + 7) / 8; k++) {
		/* Bit i of the byte, in byte i. */
		uint64_t bits = p[k] * ones & UINT64_C(0x8040201008040201);
		uint64_t bytes = not_zero(bits) ^ ones;

		memcpy(null + (size_t)k * 8, &bytes, sizeof bytes);
	}
}
