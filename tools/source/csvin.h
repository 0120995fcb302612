#ifndef GPU_CSVIN_H
#define GPU_CSVIN_H
/* CSV, TSV or plain lines as a source, from a file or a pipe, plain or
 * compressed.  All is read twice: first for the types of the columns and the
 * order of the times, then for the rows.  What doesn't fit then is a fault,
 * or goes to the rejects. */

#include "source.h"

/* separator ',' or '\t'; 0: lines, as one text column `line`. */
struct source *csvin_open(const struct opening *o, char separator,
    struct fault *f);

#endif
