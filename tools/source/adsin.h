#ifndef GPU_ADSIN_H
#define GPU_ADSIN_H
/* JSON objects as rows: an array of them, as HTCondor prints its ads, or one
 * a line.  An attribute that an object lacks is NULL; lists and objects are
 * json. */

#include "source.h"

struct source *adsin_open(const struct opening *o, bool is_lines,
    struct fault *f);

#endif
