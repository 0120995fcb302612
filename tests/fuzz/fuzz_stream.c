/* The stream: frames, schema, chunks, facts.  The checksums are made right
 * first, or nothing behind them would ever be reached. */

#include "fuzz.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "rows/frame.h"
#include "rows/reader.h"

/* The hashes of the blocks of a chunk whose head is `p`. */
static void
mend_blocks(unsigned char *p, const struct frame_head *h)
{
	for (size_t at = CHUNK_HEAD; at + ENTRY <= h->head; at += ENTRY) {
		struct entry e;
		struct block *blocks[2] = { &e.data, &e.dictionary };

		entry_get(&e, p + at);
		for (int i = 0; i < 2; i++)
			if ((uint64_t)blocks[i]->at + blocks[i]->stored <=
			    h->bytes)
				blocks[i]->hash = frame_hash(p +
				    blocks[i]->at, blocks[i]->stored);
		memcpy(p + at + 24, &e.data.hash, 8);
		memcpy(p + at + 48, &e.dictionary.hash, 8);
	}
}

/* Heads, and blocks of chunks.  The chain of an end frame stays as it is:
 * nothing follows it but a comparison that the facts need, so it is left to
 * the seeds. */
static void
mend(unsigned char *p, size_t n)
{
	struct frame_head h;
	struct fault f;

	while (n >= FRAME_HEAD && frame_parse_head(&h, p, &f) == 0 &&
	    h.bytes <= n) {
		if (h.kind == FRAME_CHUNK)
			mend_blocks(p, &h);
		frame_seal(&h, p);
		p += h.bytes;
		n -= h.bytes;
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	unsigned char *p = mem_get(size);
	struct reader *r;
	struct chunk c;
	struct fault f;
	int fd;

	if (size > 0)
		memcpy(p, data, size);
	mend(p, size);
	fd = fuzz_file(p, size);
	r = reader_open(fd, "fuzz", &f);
	while (r && reader_next(r, &c, &f) > 0)
		fuzz_look(reader_schema(r), &c);
	reader_close(r);
	close(fd);
	free(p);
	return 0;
}
