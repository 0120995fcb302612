#ifndef GPU_BYTES_H
#define GPU_BYTES_H
/* The bytes of an input: a file or standard input, plain or compressed with
 * zstd or gzip, which their first bytes tell.  A compressed file is
 * decompressed by a second thread, ahead of what is asked for.  bytes_close
 * when done. */

#include "../base/arena.h"
#include "../base/fault.h"

struct bytes;

/* Takes the descriptor; bytes_close closes it. */
struct bytes *bytes_open(const char *name, int fd, struct fault *f);
void bytes_close(struct bytes *b);
/* Begins again at the first byte; a pipe must have been kept. */
int bytes_rewind(struct bytes *b, struct fault *f);
/* Gives back what reading takes until the next call of bytes_next, which goes
 * on `left` bytes before the end of those that it gave last.  Only for what
 * was rewound. */
int bytes_rest(struct bytes *b, size_t left, struct fault *f);
/* Is it a file, which can be read again? */
bool bytes_is_file(const struct bytes *b);
/* All may be read twice: a pipe's bytes are kept in a temporary file. */
int bytes_keep(struct bytes *b, struct fault *f);
/* The next bytes, valid until the next call: 1, 0 at the end, -1. */
int bytes_next(struct bytes *b, struct str *some, struct fault *f);
/* A checksum of the bytes seen, once each however often they were. */
uint64_t bytes_checksum(const struct bytes *b);

#endif
