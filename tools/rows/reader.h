#ifndef GPU_READER_H
#define GPU_READER_H
/* A stream of rows from a file descriptor: members one after another, each
 * checked to be whole.  The caller closes the descriptor. */

#include "encode.h"
#include "facts.h"

struct reader;

/* Reads the first schema.  `name` is for messages and must outlive it. */
struct reader *reader_open(int fd, const char *name, struct fault *f);
void reader_close(struct reader *r);
const struct schema *reader_schema(const struct reader *r);
/* The state that its schema names (schema.h); it is not in reader_schema, so
 * that nobody hands it on with other rows. */
struct str reader_state(const struct reader *r);
/* Decode only these columns of the schema (a bool each); the others read as
 * NULL.  The array must outlive the reader. */
void reader_want(struct reader *r, const bool *want);
/* The order of the rows doesn't matter: joined streams may overlap. */
void reader_ignore_order(struct reader *r);
/* Rows whose int, time or date `column` is outside [from, to] are not wanted:
 * chunks that lie outside are passed over without being read.  Others still
 * hold rows of both kinds. */
void reader_range(struct reader *r, size_t column, int64_t from, int64_t to);
/* The greatest value in chunks that were passed over; false if none were. */
bool reader_passed(const struct reader *r, int64_t *greatest);
int64_t reader_passed_least(const struct reader *r); /* if there are any */
/* 1 and a chunk of at most PIPE_MOST rows, valid until the next call; 0 at the end of a whole
 * stream; -1. */
int reader_next(struct reader *r, struct chunk *c, struct fault *f);
/* A chunk as it lies in the stream. */
struct raw_chunk {
	void *frame;    /* the reader's, until the next is asked for */
	size_t bytes;
	uint32_t rows;
};

/* In place of reader_next: the next chunk, not decoded.  Its head is checked,
 * its blocks are by whoever decodes them. */
int reader_raw(struct reader *r, struct raw_chunk *raw, struct fault *f);
/* So far: of how many streams, joined by cat, this one is made. */
unsigned reader_members(const struct reader *r);
/* After the end: the facts of all members, merged. */
const struct facts *reader_facts(const struct reader *r);
/* A checksum over all that was read, after the end: names this input. */
uint64_t reader_checksum(const struct reader *r);
/* So far, of the last part. */
void reader_counts(const struct reader *r, uint64_t *rows, uint64_t *chunks);
/* Was the fault an error frame, whose message is already told? */
bool reader_got_error_frame(const struct reader *r);

#endif
