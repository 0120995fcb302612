#ifndef GPU_NPYOUT_H
#define GPU_NPYOUT_H
/* Rows as a dense array of numbers, row by row: numpy's .npy, version 1.0.
 * Its header has the number of rows in front; it is written last.  Where that
 * can't be, on a pipe, rows wait in a temporary file.  npyout_close frees. */

#include "../rows/chunk.h"

enum npy_type { NPY_F2, NPY_F4, NPY_F8 };

struct npyout;

bool npy_type_parse(struct str s, enum npy_type *t);
/* For rows of these columns, all of them numbers, on `fd`; `name` is for
 * messages. */
struct npyout *npyout_open(const struct schema *s, enum npy_type t, int fd,
    const char *name, struct fault *f);
void npyout_close(struct npyout *o); /* may be NULL */
/* A NULL is NaN; numbers are rounded to the nearest, ties to even. */
int npyout_put(struct npyout *o, const struct chunk *c, struct fault *f);
/* All is put. */
int npyout_end(struct npyout *o, struct fault *f);
/* Finite values that were too large for the type and are infinite now. */
uint64_t npyout_overflows(const struct npyout *o);

#endif
