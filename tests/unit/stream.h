#ifndef GPU_TEST_STREAM_H
#define GPU_TEST_STREAM_H
/* Whole streams in memory, for the unit tests. */

#include "random.h"
#include "rows/facts.h"

/* A schema from its text form; the test fails if it is none. */
struct schema schema_from(const char *text, struct arena *a);
/* The bytes of a stream of these chunks, in `a`.  `facts` may be NULL. */
struct str stream_of(const struct schema *s, const struct chunk *chunks,
    size_t n, uint32_t most_rows, const struct facts *facts,
    struct arena *a);

enum stream_result { STREAM_WHOLE, STREAM_REFUSED };

/* Reads a stream: all its rows as a model, its facts as text (NULL: not
 * asked for).  If it is refused, *why has the message. */
enum stream_result stream_read(struct str bytes, struct model *rows,
    struct str *facts, const bool *want, struct str *why, struct arena *a);

#endif
