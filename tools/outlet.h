#ifndef GPU_OUTLET_H
#define GPU_OUTLET_H
/* Where rows leave a program: the columns of -c, the order of -s, the rows of
 * -n, the facts of -F, to the stream or the file of -o. */

#include "base/io.h"
#include "common.h"
#include "rows/reader.h"
#include "rows/writer.h"

struct outlet;

/* Prepares what leaves: checks -c, -s and -F against `in`, the schema of the
 * rows that will be put.  Opens the output and writes its schema. */
struct outlet *outlet_open(const struct common *c, const struct schema *in,
    struct fault *f);
/* Which columns of `in` the outlet will look at, a bool each. */
const bool *outlet_wants(const struct outlet *o);
/* Before any rows are put: those of a file that has exactly the columns that
 * leave, its first `chunks` chunks as they are, the others like rows put. */
int outlet_copy(struct outlet *o, struct reader *r, uint64_t chunks,
    struct fault *f);
/* 1: more rows may come; 0: enough (-n); -1. */
int outlet_put(struct outlet *o, const struct chunk *c, struct fault *f);
/* Everything went well: `passed` are the facts of earlier stages, `part`
 * names the input (reader_checksum). */
int outlet_end(struct outlet *o, const struct facts *passed, uint64_t part,
    struct fault *f);
/* Something failed: writes the message as an error frame and leaves no file
 * behind.  `passes_on`: the message came as one and names its program.
 * Frees the outlet, as outlet_end does; `o` may be NULL. */
void outlet_fail(struct outlet *o, const struct fault *f, bool passes_on);
/* The end of a program that failed: tells why, unless `r` (may be NULL) got
 * the message from upstream, which told it.  The exit status. */
int outlet_fail_status(struct outlet *o, const struct reader *r,
    const struct fault *f);

#endif
