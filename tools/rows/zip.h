#ifndef GPU_ZIP_H
#define GPU_ZIP_H
/* Blocks of a frame, compressed with zstd: gpu-rows(5), "Blocks".  Its working
 * memory is kept from block to block. */

#include "../base/arena.h"

struct zip;

/* Of zstd's levels 1 is for files that are read a few times, 6 for those that
 * are kept: 3 is up to a third larger, 9 saves 2 % for twice the work. */
enum { ZIP_QUICK = 1, ZIP_SMALL = 6 };

struct zip *zip_open(int level);
void zip_close(struct zip *z); /* may be NULL */
/* Compresses; the result is in `a`.  False if it would not be smaller. */
bool zip_pack(struct zip *z, const void *p, size_t n, struct str *packed,
    struct arena *a);
/* `packed` must be one frame that says it holds `n` bytes, and hold them;
 * false if not.  `to` has room for n. */
bool zip_unpack(struct zip *z, struct str packed, void *to, size_t n);

/* The bytes of `n` items of `width` bytes each: all lowest bytes, then all
 * second ones, ...; and back, as numbers above the least. */
void planes_put(unsigned char *to, const uint64_t *v, size_t n,
    unsigned width);
void planes_get(int64_t *v, uint64_t least, const unsigned char *from,
    size_t n, unsigned width);

#endif
