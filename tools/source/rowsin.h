#ifndef GPU_ROWSIN_H
#define GPU_ROWSIN_H
/* A stream of rows, an archive or what another program writes, as a source.
 * Its facts pass unless the opening says that they are dropped. */

#include "source.h"

struct source *rowsin_open(const struct opening *o, struct fault *f);
/* The state of a database that it was made from (dbstate.h), as its beginning
 * says; p NULL or empty: none. */
struct str rowsin_state(const struct source *s);

/* Can all columns have the types that the opening asked for? */
bool rowsin_fits(const struct source *s);

/* Is it rows in a file, which can be read twice? */
bool rowsin_is_file(const struct source *s);

/* What a file of rows says of itself. */
struct survey {
	struct str state;      /* empty too if other rows were joined to it */
	uint64_t rows, chunks;
	ptrdiff_t time;        /* the column its rows are in order of, or -1 */
	bool any;              /* they have times, */
	int64_t least, greatest; /* the first and the last of them */
	bool is_one;           /* not several streams that were joined */
	bool any_read;         /* some chunk's head didn't tell its times */
	int64_t late;          /* the fact */
};

/* Before start.  Reads the heads of its frames, which are checked, and no
 * rows unless it must. */
int rowsin_survey(struct source *s, struct survey *v, struct fault *f);

#endif
