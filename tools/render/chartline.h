#ifndef GPU_CHARTLINE_H
#define GPU_CHARTLINE_H
/* The `chart` line of a layout.  gpu-policy(5), "Layouts". */

#include "layout.h"

/* `rest`: what stands behind the word.  Everything in `a`. */
int chartline_parse(struct layout_chart *c, struct str rest, uint64_t line,
    struct arena *a, struct fault *f);

#endif
