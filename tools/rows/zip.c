#include "zip.h"

#include <stdlib.h>
#include <zstd.h>
#include <zstd_errors.h>

enum { SMALLEST = 64 }; /* bytes that are worth the trouble */

struct zip {
	int level;
	char *to;          /* where blocks are packed */
	size_t room;
	ZSTD_CCtx *packs;
	ZSTD_DCtx *unpacks;
};

struct zip *
zip_open(int level)
{
	struct zip *z = mem_get(sizeof *z);

	*z = (struct zip){ .level = level };
	return z;
}

void
zip_close(struct zip *z)
{
	if (!z)
		return;
	ZSTD_freeCCtx(z->packs);
	ZSTD_freeDCtx(z->unpacks);
	free(z->to);
	free(z);
}

bool
zip_pack(struct zip *z, const void *p, size_t n, struct str *packed,
    struct arena *a)
{
	size_t room = ZSTD_compressBound(n), got;

	if (n < SMALLEST)
		return false;
	if (!z->packs && !(z->packs = ZSTD_createCCtx()))
		mem_get(SIZE_MAX); /* exits */
	if (room > z->room) {
		free(z->to);
		z->to = mem_get(room);
		z->room = room;
	}
	got = ZSTD_compressCCtx(z->packs, z->to, room, p, n, z->level);
	if (ZSTD_isError(got) && ZSTD_getErrorCode(got) ==
	    ZSTD_error_memory_allocation)
		mem_get(SIZE_MAX); /* exits */
	if (ZSTD_isError(got) || got >= n)
		return false;
	*packed = arena_str(a, (struct str){ z->to, got });
	return true;
}

bool
zip_unpack(struct zip *z, struct str packed, void *to, size_t n)
{
	size_t got;

	if (ZSTD_getFrameContentSize(packed.p, packed.n) != n)
		return false;
	if (!z->unpacks && !(z->unpacks = ZSTD_createDCtx()))
		mem_get(SIZE_MAX); /* exits */
	got = ZSTD_decompressDCtx(z->unpacks, to, n, packed.p, packed.n);
	return !ZSTD_isError(got) && got == n;
}

void
planes_put(unsigned char *to, const uint64_t *v, size_t n, unsigned width)
{
	for (unsigned b = 0; b < width; b++)
		for (size_t k = 0; k < n; k++)
			to[b * n + k] = (unsigned char)(v[k] >> 8 * b);
}

void
planes_get(int64_t *v, uint64_t least, const unsigned char *from, size_t n,
    unsigned width)
{
	for (size_t k = 0; k < n; k++) {
		uint64_t above = 0;

		for (unsigned b = 0; b < width; b++)
			above |= (uint64_t)from[b * n + k] << 8 * b;
		v[k] = (int64_t)(least + above);
	}
}
