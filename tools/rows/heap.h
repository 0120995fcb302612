#ifndef GPU_HEAP_H
#define GPU_HEAP_H
/* A heap of numbers, the one that comes first on top: of what is merged, which
 * has the next row.  The comparison is inlined. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Moves heap[at] down to where it belongs. */
static inline void
heap_sift(uint32_t *heap, size_t n, size_t at,
    bool (*comes_first)(const void *of, uint32_t x, uint32_t y),
    const void *of)
{
	uint32_t moved = heap[at];

	for (;;) {
		size_t child = 2 * at + 1;

		if (child >= n)
			break;
		if (child + 1 < n && comes_first(of, heap[child + 1],
		    heap[child]))
			child++;
		if (!comes_first(of, heap[child], moved))
			break;
		heap[at] = heap[child];
		at = child;
	}
	heap[at] = moved;
}

#endif
