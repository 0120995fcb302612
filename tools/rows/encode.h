#ifndef GPU_ENCODE_H
#define GPU_ENCODE_H
/* Chunks to frames and back: gpu-rows(5), "Chunks". */

#include <sys/uio.h>

#include "chunk.h"
#include "zip.h"

/* A frame as pieces to write; pieces point into the chunk and into `a`. */
struct frame_out {
	struct iovec *pieces;
	int n;
	size_t bytes;
	uint64_t hash; /* of its head */
};

struct chunk_place {
	uint32_t number;    /* of the frame in its member */
	uint64_t first_row; /* of the chunk in its member */
	int64_t least, greatest; /* of the first order column; least >
	                          * greatest where there is none */
};

/* `zip` (NULL: none) compresses the blocks. */
void encode_chunk(struct frame_out *out, const struct schema *s,
    const struct chunk *c, const struct chunk_place *place, struct zip *zip,
    struct arena *a);

/* `frame` holds a whole chunk frame whose head is sound.  Only columns with
 * want[i] (all if NULL) are decoded; the others come as NULL.  The chunk
 * points into the frame and into `a`. */
int decode_chunk(struct chunk *c, const struct schema *s, const void *frame,
    const bool *want, struct chunk_place *place, struct zip *zip,
    struct arena *a, struct fault *f);
/* Its place and rows only, from its head. */
int decode_place(const void *head, uint32_t *rows, struct chunk_place *place,
    struct fault *f);

#endif
