#ifndef GPU_FRAME_H
#define GPU_FRAME_H
/* The bytes of a frame: gpu-rows(5), "Frames".  Little-endian throughout. */

#include <string.h>

#include "../base/fault.h"

#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "the stream is used where it lies; this needs a little-endian machine"
#endif

enum {
	FRAME_HEAD = 32,   /* bytes every frame begins with */
	FRAME_ALIGN = 64,  /* of blocks and frames */
	CHUNK_HEAD = 64,   /* bytes before the column entries */
	ENTRY = 56         /* bytes of a column entry */
};

enum frame_kind {
	FRAME_SCHEMA = 'S',
	FRAME_CHUNK = 'C',
	FRAME_END = 'E',
	FRAME_ERROR = 'X'
};

enum {
	FRAME_PACKED = 1 << 0,   /* compressed blocks may occur */
	PACKED_ALIGN = 8         /* of blocks and frames then */
};

enum encoding { ENC_CONST, ENC_CODES, ENC_MAP, ENC_RUNS, ENC_INT, ENC_DEC,
	ENC_REAL, ENC_TEXT };

enum entry_flag {
	ENTRY_PACKED_DATA = 1 << 0, /* the data block is compressed */
	ENTRY_PACKED_DICT = 1 << 1, /* the dictionary is */
	ENTRY_PLANES = 1 << 2,      /* values as byte planes */
	ENTRY_BITMAP = 1 << 3,      /* a null bitmap in front of the values */
	ENTRY_DENSE = 1 << 4,       /* values only where there are some */
	ENTRY_LONG_TEXTS = 1 << 5   /* lengths of 4 bytes in the dictionary */
};

/* What any frame's first 32 bytes say. */
struct frame_head {
	char kind;
	uint32_t head;    /* bytes of the head, these 32 included */
	uint32_t number;  /* of the frame in its member */
	uint64_t bytes;   /* of the whole frame */
	unsigned flags;
	uint64_t hash;    /* XXH3 of the head, this field taken as 0 */
};

/* A column entry of a chunk's head. */
struct entry {
	unsigned column, encoding, width, base, places, flags;
	uint32_t n;       /* dictionary entries; runs; values */
	uint32_t entries; /* of the dictionary, where n counts runs */
	struct block {
		uint32_t at, stored, raw;
		uint64_t hash;
	} data, dictionary;
};

static inline uint16_t
get_u16(const void *p)
{
	uint16_t v;

	memcpy(&v, p, sizeof v);
	return v;
}

static inline uint32_t
get_u32(const void *p)
{
	uint32_t v;

	memcpy(&v, p, sizeof v);
	return v;
}

static inline uint64_t
get_u64(const void *p)
{
	uint64_t v;

	memcpy(&v, p, sizeof v);
	return v;
}

uint64_t frame_hash(const void *p, size_t n);
/* Could these first `n` bytes be the beginning of a frame? */
bool frame_may_begin(const void *bytes, size_t n);
/* Checks magic, version, kind and lengths of the first 32 bytes. */
int frame_parse_head(struct frame_head *h, const void *bytes, struct fault *f);
/* Writes the 32 bytes, hash included; `p` holds all h->head bytes. */
void frame_seal(struct frame_head *h, void *p);
/* Does the stored hash agree with these h->head bytes? */
bool frame_head_is_sound(const struct frame_head *h, const void *p);

/* Sets the number of its first row in a chunk's head. */
void chunk_head_move(void *head, uint64_t first_row);

void entry_put(const struct entry *e, void *p);
void entry_get(struct entry *e, const void *p);

#endif
