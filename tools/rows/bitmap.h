#ifndef GPU_BITMAP_H
#define GPU_BITMAP_H
/* Which values of a column are NULL: a byte a row in memory, a bit a row in a
 * frame, 1 where there is a value: gpu-rows(5), "Chunks".  Eight rows at a
 * time. */

#include <stddef.h>
#include <stdint.h>

/* Bytes of a bitmap in a frame; the bits behind the rows are 0. */
static inline size_t
bitmap_bytes(uint32_t rows)
{
	return ((size_t)rows + 63) / 64 * 8;
}

/* bitmap_bytes(rows) of them to p. */
void bitmap_put(unsigned char *p, const uint8_t *null, uint32_t rows);
/* To `null`, which has room for as many rows as there are bits. */
void bitmap_get(uint8_t *null, const unsigned char *p, uint32_t rows);

#endif
