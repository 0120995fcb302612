#ifndef GPU_IO_H
#define GPU_IO_H
/* Checked input and output.  Every short read or write is continued or is a
 * fault; an output file appears whole, under its name, or not at all. */

#include <sys/uio.h>

#include "arena.h"
#include "fault.h"

/* Reads until `n` bytes or the end; the count, or -1. */
ptrdiff_t io_read(int fd, void *to, size_t n, struct fault *f);
int io_write(int fd, const void *from, size_t n, struct fault *f);
/* Writes all; the vector is used up. */
int io_writev(int fd, struct iovec *v, int n, struct fault *f);
/* A whole file of at most `most` bytes, in `a`, a NUL behind it. */
int io_slurp(const char *path, size_t most, struct arena *a, struct str *text,
    struct fault *f);
/* A file without a name, in $TMPDIR or else in /tmp, that is gone when its
 * descriptor is closed.  The descriptor, or -1. */
int io_temporary(struct fault *f);
const char *io_temporary_folder(void); /* for messages */
/* Is it a regular file, which stays? */
bool io_is_file(int fd);
/* Asks for a large pipe; nothing happens if `fd` is none. */
void io_widen_pipe(int fd);

/* An output: standard output, or a file that io_commit renames into place
 * and io_discard (or exit) leaves out. */
struct output {
	int fd;
	const char *path; /* NULL: standard output */
	char *temporary;
};

int io_open_output(struct output *o, const char *path, struct fault *f);
int io_commit(struct output *o, struct fault *f); /* closes, checked */
void io_discard(struct output *o);

#endif
