#include "bytes.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#define XXH_INLINE_ALL
#include <xxhash.h>
#include <zlib.h>
#include <zstd.h>

#include "../base/io.h"

enum { ROOM = 1 << 17, MOST_WINDOW_LOG = 27 };

enum pack { PACK_UNKNOWN, PACK_NONE, PACK_ZSTD, PACK_GZIP };

struct bytes {
	const char *name;
	int fd, kept;          /* kept: a pipe's bytes for the next time, -1 */
	bool is_file;
	enum pack pack;
	ZSTD_DStream *zstd;
	z_stream gzip;
	bool has_gzip;
	char in[ROOM], out[ROOM];
	size_t at, n;          /* what is left of `in` */
	bool at_end;           /* of the descriptor */
	bool in_frame;         /* compressed data isn't complete */
	XXH3_state_t *hash;
};

struct bytes *
bytes_open(const char *name, int fd, struct fault *f)
{
	struct bytes *b = mem_get(sizeof *b);

	(void)f; /* nothing is read yet */
	memset(b, 0, offsetof(struct bytes, in));
	b->name = name;
	b->fd = fd;
	b->kept = -1;
	b->at = b->n = 0;
	b->at_end = b->in_frame = false;
	b->is_file = lseek(fd, 0, SEEK_CUR) >= 0;
	b->hash = XXH3_createState();
	if (!b->hash)
		mem_get(SIZE_MAX); /* exits */
	XXH3_64bits_reset(b->hash);
	return b;
}

void
bytes_close(struct bytes *b)
{
	if (!b)
		return;
	close(b->fd);
	if (b->kept >= 0)
		close(b->kept);
	ZSTD_freeDStream(b->zstd);
	if (b->has_gzip)
		inflateEnd(&b->gzip);
	XXH3_freeState(b->hash);
	free(b);
}

int
bytes_keep(struct bytes *b, struct fault *f)
{
	if (b->is_file)
		return 0;
	b->kept = io_temporary(f);
	return b->kept < 0 ? fault_at(f, "%s", b->name) : 0;
}

int
bytes_rewind(struct bytes *b, struct fault *f)
{
	if (!b->is_file) {
		close(b->fd);
		b->fd = b->kept;
		b->kept = -1;
		b->is_file = true;
	}
	if (lseek(b->fd, 0, SEEK_SET) < 0)
		return fault_data(f, "%s: %s", b->name, strerror(errno));
	b->pack = PACK_UNKNOWN;
	b->at = b->n = 0;
	b->at_end = b->in_frame = false;
	XXH3_64bits_reset(b->hash);
	return 0;
}

static int
no_room(const struct bytes *b, struct fault *f)
{
	return fault_data(f, "%s: no memory to decompress", b->name);
}

/* What the first bytes of `in` say. */
static int
find_pack(struct bytes *b, struct fault *f)
{
	const char *p = b->in;

	b->pack = PACK_NONE;
	if (b->n >= 4 && memcmp(p, "\x28\xb5\x2f\xfd", 4) == 0) {
		b->pack = PACK_ZSTD;
		if (!b->zstd && !(b->zstd = ZSTD_createDStream()))
			return no_room(b, f);
		ZSTD_DCtx_reset(b->zstd, ZSTD_reset_session_only);
		ZSTD_DCtx_setParameter(b->zstd, ZSTD_d_windowLogMax,
		    MOST_WINDOW_LOG);
	} else if (b->n >= 2 && memcmp(p, "\x1f\x8b", 2) == 0) {
		b->pack = PACK_GZIP;
		if (b->has_gzip)
			inflateEnd(&b->gzip);
		memset(&b->gzip, 0, sizeof b->gzip);
		b->has_gzip = inflateInit2(&b->gzip, 16 + MAX_WBITS) == Z_OK;
		if (!b->has_gzip)
			return no_room(b, f);
	}
	return 0;
}

static int
fill(struct bytes *b, struct fault *f)
{
	ssize_t n;

	if (b->at < b->n || b->at_end)
		return 0;
	/* One read, so that a slow pipe's rows are not waited for; only the
	 * first must be long enough to tell the kind. */
	b->at = b->n = 0;
	do {
		n = read(b->fd, b->in + b->n, ROOM - b->n);
		if (n < 0 && errno != EINTR)
			return fault_data(f, "%s: %s", b->name,
			    strerror(errno));
		b->n += n > 0 ? (size_t)n : 0;
	} while (n < 0 || (n > 0 && b->pack == PACK_UNKNOWN && b->n < 4));
	b->at_end = b->n == 0;
	if (b->n > 0 && b->kept >= 0 &&
	    io_write(b->kept, b->in, b->n, f) < 0)
		return fault_at(f, "%s: temporary file in %s", b->name,
		    io_temporary_folder());
	return b->pack == PACK_UNKNOWN ? find_pack(b, f) : 0;
}

static int
unpack_zstd(struct bytes *b, struct str *some, struct fault *f)
{
	ZSTD_inBuffer in = { b->in, b->n, b->at };
	ZSTD_outBuffer out = { b->out, ROOM, 0 };
	size_t left = ZSTD_decompressStream(b->zstd, &out, &in);

	if (ZSTD_isError(left))
		return fault_data(f, "%s: %s", b->name,
		    ZSTD_getErrorName(left));
	b->in_frame = left != 0;
	b->at = in.pos;
	*some = (struct str){ b->out, out.pos };
	return 0;
}

static int
unpack_gzip(struct bytes *b, struct str *some, struct fault *f)
{
	int code;

	if (!b->in_frame && inflateReset(&b->gzip) != Z_OK)
		return no_room(b, f);
	b->gzip.next_in = (unsigned char *)b->in + b->at;
	b->gzip.avail_in = (unsigned)(b->n - b->at);
	b->gzip.next_out = (unsigned char *)b->out;
	b->gzip.avail_out = ROOM;
	code = inflate(&b->gzip, Z_NO_FLUSH);
	if (code != Z_OK && code != Z_STREAM_END && code != Z_BUF_ERROR)
		return fault_data(f, "%s: compressed data is damaged",
		    b->name);
	b->in_frame = code != Z_STREAM_END;
	b->at = b->n - b->gzip.avail_in;
	*some = (struct str){ b->out, ROOM - b->gzip.avail_out };
	return 0;
}

int
bytes_next(struct bytes *b, struct str *some, struct fault *f)
{
	int done;

	for (;;) {
		if (fill(b, f) < 0)
			return -1;
		if (b->pack == PACK_NONE || b->pack == PACK_UNKNOWN) {
			*some = (struct str){ b->in + b->at, b->n - b->at };
			b->at = b->n;
			break;
		}
		if (b->at_end && !b->in_frame) {
			some->n = 0;
			break;
		}
		done = b->pack == PACK_ZSTD ? unpack_zstd(b, some, f) :
		    unpack_gzip(b, some, f);
		if (done < 0)
			return -1;
		if (some->n > 0)
			break;
		if (b->at_end && b->in_frame)
			return fault_data(f, "%s: ended early: compressed "
			    "data is cut", b->name);
	}
	if (some->n == 0)
		return 0;
	XXH3_64bits_update(b->hash, some->p, some->n);
	return 1;
}

uint64_t
bytes_checksum(const struct bytes *b)
{
	return XXH3_64bits_digest(b->hash);
}
