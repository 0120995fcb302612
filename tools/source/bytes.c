#include "bytes.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#define XXH_INLINE_ALL
#include <xxhash.h>
#include <zlib.h>
#include <zstd.h>

#include "../base/io.h"
#include "ahead.h"

enum {
	ROOM = 1 << 17,
	MOST_WINDOW_LOG = 27,
	WORTH_A_THREAD = 1 << 16 /* compressed bytes */
};

enum pack { PACK_UNKNOWN, PACK_NONE, PACK_ZSTD, PACK_GZIP };

struct bytes {
	const char *name;
	int fd, kept;          /* kept: a pipe's bytes for the next time, -1 */
	bool is_file;
	enum pack pack;
	ZSTD_DStream *zstd;
	z_stream gzip;
	bool has_gzip;
	char *in;              /* ROOM bytes, once needed */
	char *out;             /* the same, if no thread decompresses */
	size_t at, n;          /* what is left of `in` */
	bool at_end;           /* of the descriptor */
	bool in_frame;         /* compressed data isn't complete */
	uint64_t made;         /* bytes, decompressed, since the first */
	uint64_t hashed;       /* of them; may be more when they are made
	                        * again */
	XXH3_state_t *hash;
	struct ahead *ahead;   /* decompresses: all above is its own then */
	bool has_begun;
	uint64_t given;        /* bytes handed out since the first */
	uint64_t skip;         /* bytes to leave out first: given before a rest */
};

struct bytes *
bytes_open(const char *name, int fd, struct fault *f)
{
	struct bytes *b = mem_get(sizeof *b);

	(void)f; /* nothing is read yet */
	*b = (struct bytes){ .name = name, .fd = fd, .kept = -1,
	    .is_file = lseek(fd, 0, SEEK_CUR) >= 0,
	    .hash = XXH3_createState() };
	if (!b->hash)
		mem_get(SIZE_MAX); /* exits */
	XXH3_64bits_reset(b->hash);
	return b;
}

/* Gives back what reading takes. */
static void
let_go(struct bytes *b)
{
	ahead_close(b->ahead);
	b->ahead = NULL;
	ZSTD_freeDStream(b->zstd);
	b->zstd = NULL;
	if (b->has_gzip)
		inflateEnd(&b->gzip);
	b->has_gzip = false;
	free(b->in);
	free(b->out);
	b->in = b->out = NULL;
	b->pack = PACK_UNKNOWN;
	b->at = b->n = 0;
	b->at_end = b->in_frame = b->has_begun = false;
}

void
bytes_close(struct bytes *b)
{
	if (!b)
		return;
	let_go(b);
	close(b->fd);
	if (b->kept >= 0)
		close(b->kept);
	XXH3_freeState(b->hash);
	free(b);
}

bool
bytes_is_file(const struct bytes *b)
{
	return b->is_file;
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
	let_go(b);
	if (!b->is_file) {
		close(b->fd);
		b->fd = b->kept;
		b->kept = -1;
		b->is_file = true;
	}
	if (lseek(b->fd, 0, SEEK_SET) < 0)
		return fault_data(f, "%s: %s", b->name, strerror(errno));
	b->made = b->given = b->skip = 0;
	return 0;
}

int
bytes_rest(struct bytes *b, size_t left, struct fault *f)
{
	bool is_packed = b->pack == PACK_ZSTD || b->pack == PACK_GZIP;

	let_go(b);
	b->given -= left;
	b->skip = is_packed ? b->given : 0;
	b->made = b->given - b->skip;
	if (lseek(b->fd, is_packed ? 0 : (off_t)b->given, SEEK_SET) < 0)
		return fault_data(f, "%s: %s", b->name, strerror(errno));
	if (!is_packed && b->given > 0)
		b->pack = PACK_NONE; /* the first bytes have told */
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

/* One read, so that a slow pipe's rows are not waited for. */
static int
read_some(struct bytes *b, char *to, size_t room, size_t *got,
    struct fault *f)
{
	ssize_t n;

	do
		n = read(b->fd, to, room);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return fault_data(f, "%s: %s", b->name, strerror(errno));
	*got = (size_t)n;
	return 0;
}

static int
fill(struct bytes *b, struct fault *f)
{
	size_t n = 0;

	if (b->at < b->n || b->at_end)
		return 0;
	if (!b->in)
		b->in = mem_get(ROOM);
	/* Only the first must be long enough to tell the kind. */
	b->at = b->n = 0;
	do {
		if (read_some(b, b->in + b->n, ROOM - b->n, &n, f) < 0)
			return -1;
		b->n += n;
	} while (n > 0 && b->pack == PACK_UNKNOWN && b->n < 4);
	b->at_end = b->n == 0;
	if (b->n > 0 && b->kept >= 0 &&
	    io_write(b->kept, b->in, b->n, f) < 0)
		return fault_at(f, "%s: temporary file in %s", b->name,
		    io_temporary_folder());
	return b->pack == PACK_UNKNOWN ? find_pack(b, f) : 0;
}

static int
unpack_zstd(struct bytes *b, char *to, size_t room, size_t *n,
    struct fault *f)
{
	ZSTD_inBuffer in = { b->in, b->n, b->at };
	ZSTD_outBuffer out = { to, room, 0 };
	size_t left = ZSTD_decompressStream(b->zstd, &out, &in);

	if (ZSTD_isError(left))
		return fault_data(f, "%s: %s", b->name,
		    ZSTD_getErrorName(left));
	b->in_frame = left != 0;
	b->at = in.pos;
	*n = out.pos;
	return 0;
}

static int
unpack_gzip(struct bytes *b, char *to, size_t room, size_t *n,
    struct fault *f)
{
	int code;

	if (!b->in_frame && inflateReset(&b->gzip) != Z_OK)
		return no_room(b, f);
	b->gzip.next_in = (unsigned char *)b->in + b->at;
	b->gzip.avail_in = (unsigned)(b->n - b->at);
	b->gzip.next_out = (unsigned char *)to;
	b->gzip.avail_out = (unsigned)room;
	code = inflate(&b->gzip, Z_NO_FLUSH);
	if (code != Z_OK && code != Z_STREAM_END && code != Z_BUF_ERROR)
		return fault_data(f, "%s: compressed data is damaged",
		    b->name);
	b->in_frame = code != Z_STREAM_END;
	b->at = b->n - b->gzip.avail_in;
	*n = room - b->gzip.avail_out;
	return 0;
}

static int
copy_plain(struct bytes *b, char *to, size_t room, size_t *n)
{
	*n = b->n - b->at < room ? b->n - b->at : room;
	memcpy(to, b->in + b->at, *n);
	b->at += *n;
	return 0;
}

/* Bytes made again are in the checksum already. */
static void
hash_new(struct bytes *b, const char *p, size_t n)
{
	uint64_t known = b->hashed - b->made;

	b->made += n;
	if (known >= n)
		return;
	XXH3_64bits_update(b->hash, p + known, n - known);
	b->hashed = b->made;
}

/* Decompressed bytes, or none yet: 1, 0 at the end, -1. */
static int
unpack(struct bytes *b, char *to, size_t room, size_t *n, struct fault *f)
{
	int done;

	if (fill(b, f) < 0)
		return -1;
	if (b->at_end && !b->in_frame)
		return 0;
	done = b->pack == PACK_ZSTD ? unpack_zstd(b, to, room, n, f) :
	    b->pack == PACK_GZIP ? unpack_gzip(b, to, room, n, f) :
	    copy_plain(b, to, room, n);
	if (done < 0)
		return -1;
	if (*n == 0 && b->at_end && b->in_frame)
		return fault_data(f, "%s: ended early: compressed data is cut",
		    b->name);
	return 1;
}

/* The next bytes; may be in a thread of its own. */
static int
make(void *ctx, char *to, size_t room, size_t *n, struct fault *f)
{
	struct bytes *b = ctx;
	int got = 1;

	*n = 0;
	if (b->pack == PACK_NONE && b->at == b->n && b->kept < 0)
		got = read_some(b, to, room, n, f) < 0 ? -1 : *n > 0;
	while (got > 0 && *n == 0)
		got = unpack(b, to, room, n, f);
	if (got > 0)
		hash_new(b, to, *n);
	return got;
}

/* Is another thread of use?  Handing over what is only read costs more than
 * it saves; and it may have to be waited for, when a pipe's writer is slow. */
static bool
is_much_to_unpack(const struct bytes *b)
{
	struct stat st;

	return (b->pack == PACK_ZSTD || b->pack == PACK_GZIP) &&
	    fstat(b->fd, &st) == 0 && S_ISREG(st.st_mode) &&
	    st.st_size >= WORTH_A_THREAD;
}

static int
next_bytes(struct bytes *b, struct str *some, struct fault *f)
{
	if (!b->has_begun && fill(b, f) < 0) /* tells the kind */
		return -1;
	if (!b->has_begun && is_much_to_unpack(b))
		b->ahead = ahead_open(make, b);
	b->has_begun = true;
	if (b->ahead)
		return ahead_next(b->ahead, some, f);
	if (!b->out)
		b->out = mem_get(ROOM);
	some->p = b->out;
	return make(b, b->out, ROOM, &some->n, f);
}

int
bytes_next(struct bytes *b, struct str *some, struct fault *f)
{
	size_t n;
	int got;

	do {
		some->n = 0;
		got = next_bytes(b, some, f);
		if (got <= 0)
			return got;
		n = b->skip < some->n ? (size_t)b->skip : some->n;
		b->skip -= n;
		*some = str_sub(*some, n, some->n);
	} while (some->n == 0);
	b->given += some->n;
	return 1;
}

uint64_t
bytes_checksum(const struct bytes *b)
{
	return XXH3_64bits_digest(b->hash);
}
