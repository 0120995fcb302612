#ifndef GPU_ROWSIN_H
#define GPU_ROWSIN_H
/* A stream of rows, an archive or what another program writes, as a source.
 * Its facts pass unless the opening says that they are dropped. */

#include "source.h"

struct source *rowsin_open(const struct opening *o, struct fault *f);

#endif
