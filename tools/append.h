#ifndef GPU_APPEND_H
#define GPU_APPEND_H
/* An archive that is brought up to date: its rows stay as they are, those that
 * its database has got since come behind them.  Whatever the archive is not
 * sure to be the beginning of is made anew.  append_close when done. */

#include "rows/reader.h"
#include "source/rowsin.h"

struct append {
	const char *path;
	int fd;                /* of the old archive; -1: there is none */
	struct source *old;    /* for what it says of itself */
	struct survey survey;
	struct str columns;    /* its schema as text, but for the state */
	struct arena arena;
};

/* An old archive that is damaged is a fault. */
int append_open(struct append *a, const char *path, struct fault *f);
void append_close(struct append *a);
/* Is it of just this state? */
bool append_is_done(const struct append *a, struct str state);
/* NULL if rows can be put behind its own; else why it is made anew. */
const char *append_reason(struct append *a, const struct schema *now);
/* Its rows as a stream, from the first one on; NULL: a fault. */
struct reader *append_reader(const struct append *a, struct fault *f);

#endif
