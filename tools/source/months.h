#ifndef GPU_MONTHS_H
#define GPU_MONTHS_H
/* A folder as a source: its month files PREFIX_YYYY-MM.db, those of the
 * window and the month after it, since a snapshot of a month's last minute
 * may lie in the next file.  An archive PREFIX_YYYY-MM.rows that says it is of
 * the present state of its database stands for it, as does one without a
 * database.  Months that have no file are named in the fact `missing`, which
 * is known after narrow. */

#include "source.h"

/* The path is a folder, FOLDER/PREFIX where there are several, or one month,
 * FOLDER/PREFIX_YYYY-MM; a folder alone means gpu_state or its only prefix. */
struct source *months_open(const struct opening *o, struct fault *f);

#endif
