#ifndef GPU_ROWOUT_H
#define GPU_ROWOUT_H
/* Rows as lines of text, written as they come: csv, tsv, jsonl, line.  Each
 * dictionary entry is turned into text once a chunk.  Bare is csv as programs
 * write it that know no types: no .0 behind whole numbers, and nothing for the
 * empty text.  rowout_close frees. */

#include "../rows/chunk.h"
#include "out.h"

enum rowout_kind { ROWOUT_CSV, ROWOUT_BARE, ROWOUT_TSV, ROWOUT_JSONL,
	ROWOUT_LINE };

struct rowout;

/* Writes the header, where there is one.  `s` and `o` must outlive it. */
struct rowout *rowout_open(enum rowout_kind kind, const struct schema *s,
    struct out *o, struct fault *f);
int rowout_put(struct rowout *r, const struct chunk *c, struct fault *f);
void rowout_close(struct rowout *r);

/* The rows of a chunk as JSON objects with `between` between them; a name
 * stands for each column. */
void rowout_objects(struct buffer *b, const struct schema *s,
    const struct chunk *c, struct str between);
/* A column's name as expressions and -T take it: in `quotes` if need be. */
void rowout_name(struct buffer *b, struct str name);

#endif
