#ifndef GPU_CSVKEEP_H
#define GPU_CSVKEEP_H
/* Rows of CSV that are kept while their types are still being guessed: as
 * texts, which become values when they are handed out.  Kept are rows up to
 * the first for which there is no room, or which may be refused.
 * csvkeep_close when done. */

#include "coder.h"
#include "keep.h"

struct csvkeep {
	struct keep *keep;     /* NULL: nothing is kept */
	bool is_whole;         /* all rows are */
	bool takes;            /* more rows, still */
	struct schema texts;   /* columns of the file */
	bool *want;            /* those kept */
	struct coder coder;
	struct arena run, batch;
};

/* The columns of the file, of which those are kept for which want[] is
 * true. */
void csvkeep_open(struct csvkeep *k, struct keep_pool *pool,
    const struct schema *s, const bool *want);
void csvkeep_close(struct csvkeep *k); /* a zeroed one too */
/* Begins a chunk of at most `most` rows. */
void csvkeep_begin(struct csvkeep *k, uint32_t most);
/* The next row, if rows are still taken. */
void csvkeep_row(struct csvkeep *k, const struct str *fields, size_t n);
/* Ends the chunk. */
void csvkeep_end(struct csvkeep *k);
/* All rows have been seen. */
void csvkeep_done(struct csvkeep *k);

#endif
