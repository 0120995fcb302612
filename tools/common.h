#ifndef GPU_COMMON_H
#define GPU_COMMON_H
/* What the programs have in common: their common options, and the outlet,
 * through which rows leave: -c, -s, -n, -F, -o. */

#include "base/cli.h"
#include "base/io.h"
#include "rows/reader.h"
#include "rows/writer.h"

struct common {
	const char *columns;  /* -c */
	const char *sort;     /* -s */
	int64_t limit;        /* -n, or -1 */
	const char **facts;   /* -F, each NAME=AGG */
	size_t nfacts;
	const char *output;   /* -o, or NULL */
	uint32_t chunk_rows;  /* --chunk */
};

/* The rows of cli_option for these. */
extern const struct cli_option common_options[];
void common_init(struct common *c);
/* 1: it was one of the common options; 0: it wasn't; -1. */
int common_set(struct common *c, int letter, char *arg, struct fault *f);

struct outlet;

/* Prepares what leaves: checks -c, -s and -F against `in`, the schema of the
 * rows that will be put.  Opens the output and writes its schema. */
struct outlet *outlet_open(const struct common *c, const struct schema *in,
    struct fault *f);
/* Which columns of `in` the outlet will look at, a bool each. */
const bool *outlet_wants(const struct outlet *o);
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
