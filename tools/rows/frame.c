#include "frame.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "../base/version.h"
#include "bounds.h"

static const unsigned char magic[4] = { 0x93, 'G', 'R', 'W' };

enum { AT_KIND = 4, AT_VERSION = 5, AT_FLAGS = 6, AT_HEAD = 8, AT_NUMBER = 12,
	AT_BYTES = 16, AT_HASH = 24 };

uint64_t
frame_hash(const void *p, size_t n)
{
	return XXH3_64bits(p, n);
}

/* The head with its hash field taken as 0. */
static uint64_t
head_hash(const void *p, size_t n)
{
	static const uint64_t none;
	const char *c = p;
	XXH3_state_t s;

	XXH3_INITSTATE(&s);
	XXH3_64bits_reset(&s);
	XXH3_64bits_update(&s, c, AT_HASH);
	XXH3_64bits_update(&s, &none, sizeof none);
	XXH3_64bits_update(&s, c + FRAME_HEAD, n - FRAME_HEAD);
	return XXH3_64bits_digest(&s);
}

static bool
is_text_kind(char kind)
{
	return kind == FRAME_END || kind == FRAME_ERROR;
}

bool
frame_may_begin(const void *bytes, size_t n)
{
	return memcmp(bytes, magic, n < sizeof magic ? n : sizeof magic) == 0;
}

int
frame_parse_head(struct frame_head *h, const void *bytes, struct fault *f)
{
	const unsigned char *p = bytes;

	if (!frame_may_begin(p, sizeof magic))
		return fault_data(f, "not a stream of rows");
	if (p[AT_VERSION] != GPUTALLY_STREAM)
		return fault_data(f, "stream format %d; this program reads %d",
		    p[AT_VERSION], GPUTALLY_STREAM);
	h->kind = (char)p[AT_KIND];
	h->head = get_u32(p + AT_HEAD);
	h->number = get_u32(p + AT_NUMBER);
	h->bytes = get_u64(p + AT_BYTES);
	h->hash = get_u64(p + AT_HASH);
	h->flags = get_u16(p + AT_FLAGS);
	if ((h->flags & ~(unsigned)FRAME_PACKED) != 0)
		return fault_data(f, "unknown flags in a frame");
	if (h->head < FRAME_HEAD || h->head % 8 != 0 || h->head > h->bytes ||
	    h->head > (is_text_kind(h->kind) ? MAX_TEXT_HEAD : MAX_HEAD) ||
	    h->bytes > MAX_FRAME)
		return fault_data(f, "lengths of a frame are wrong");
	return 0;
}

void
frame_seal(struct frame_head *h, void *p)
{
	unsigned char *c = p;

	memcpy(c, magic, sizeof magic);
	c[AT_KIND] = (unsigned char)h->kind;
	c[AT_VERSION] = GPUTALLY_STREAM;
	c[AT_FLAGS] = (unsigned char)h->flags;
	c[AT_FLAGS + 1] = 0;
	memcpy(c + AT_HEAD, &h->head, 4);
	memcpy(c + AT_NUMBER, &h->number, 4);
	memcpy(c + AT_BYTES, &h->bytes, 8);
	h->hash = head_hash(p, h->head);
	memcpy(c + AT_HASH, &h->hash, 8);
}

bool
frame_head_is_sound(const struct frame_head *h, const void *p)
{
	return head_hash(p, h->head) == h->hash;
}

void
chunk_head_move(void *head, uint64_t first_row)
{
	memcpy((unsigned char *)head + 56, &first_row, sizeof first_row);
}

static void
put_block(const struct block *b, unsigned char *p)
{
	memcpy(p, &b->at, 4);
	memcpy(p + 4, &b->stored, 4);
	memcpy(p + 8, &b->raw, 4);
}

void
entry_put(const struct entry *e, void *to)
{
	unsigned char *p = to;
	uint16_t column = (uint16_t)e->column, base = (uint16_t)e->base;

	memset(p, 0, ENTRY);
	memcpy(p, &column, 2);
	p[2] = (unsigned char)e->encoding;
	p[3] = (unsigned char)e->width;
	memcpy(p + 4, &base, 2);
	p[6] = (unsigned char)e->places;
	p[7] = (unsigned char)e->flags;
	memcpy(p + 8, &e->n, 4);
	put_block(&e->data, p + 12);
	memcpy(p + 24, &e->data.hash, 8);
	put_block(&e->dictionary, p + 32);
	memcpy(p + 44, &e->entries, 4);
	memcpy(p + 48, &e->dictionary.hash, 8);
}

static void
get_block(struct block *b, const unsigned char *p)
{
	b->at = get_u32(p);
	b->stored = get_u32(p + 4);
	b->raw = get_u32(p + 8);
}

void
entry_get(struct entry *e, const void *from)
{
	const unsigned char *p = from;

	e->column = get_u16(p);
	e->encoding = p[2];
	e->width = p[3];
	e->base = get_u16(p + 4);
	e->places = p[6];
	e->flags = p[7];
	e->n = get_u32(p + 8);
	get_block(&e->data, p + 12);
	e->data.hash = get_u64(p + 24);
	get_block(&e->dictionary, p + 32);
	e->entries = get_u32(p + 44);
	e->dictionary.hash = get_u64(p + 48);
}
