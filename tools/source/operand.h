#ifndef GPU_OPERAND_H
#define GPU_OPERAND_H
/* An operand of gpu-extract, [NAME=]SOURCE, as a source. */

#include "kind.h"

/* Takes NAME= off the front, unless a file is called so; p NULL: no label. */
struct str operand_label(const char **operand);
/* A file, a folder of month files, `-` for standard input, or @NAME found in
 * GPUPATH.  `like` has what all operands share; names live in `a`. */
struct source *operand_open(const char *operand, enum kind k,
    const struct opening *like, struct arena *a, struct fault *f);

#endif
