#ifndef GPU_WRITER_H
#define GPU_WRITER_H
/* Rows to a stream on a file descriptor.  A stream that isn't ended with
 * writer_end is refused by whoever reads it. */

#include "facts.h"
#include "encode.h"

struct writer;

/* Writes the schema.  `name` is what messages call the output.  Chunks are cut to at most `most_rows`. */
struct writer *writer_open(int fd, const char *name, const struct schema *s,
    uint32_t most_rows, struct fault *f);
/* From here on for a file: chunks of up to `most_rows` and some 16 bytes a
 * row, compressed.  Such a chunk is held several times over. */
void writer_archives(struct writer *w, uint32_t most_rows);
/* Checks that the rows keep the order that the schema promises. */
int writer_put(struct writer *w, const struct chunk *c, struct fault *f);
/* A chunk's frame as it is but for its place in the stream, which is set.  It
 * has these columns, and its rows keep the order that is promised.  Before any
 * rows are put. */
int writer_copy(struct writer *w, void *frame, size_t bytes, uint32_t rows,
    struct fault *f);
/* The end frame.  `facts` may be NULL. */
int writer_end(struct writer *w, const struct facts *facts, struct fault *f);
/* Instead of the end: the message that every later stage passes on. */
int writer_error(struct writer *w, const char *message, struct fault *f);
void writer_close(struct writer *w); /* frees; the descriptor stays open */

#endif
