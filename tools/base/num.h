#ifndef GPU_NUM_H
#define GPU_NUM_H
/* Numbers as text, always in the C locale. */

#include "str.h"

/* Whole text or nothing: no blanks around, no trailing letters.  Integers are
 * decimal; reals are what strtod takes in decimal, also "inf" and "nan". */
bool num_int(struct str s, int64_t *v);
bool num_real(struct str s, double *v);

enum { NUM_MAX = 40 }; /* bytes that either of these may write, NUL included */
size_t num_put_int(char *out, int64_t v);
/* The shortest decimal that reads back to the same bits; always has one of
 * . e n i so that it can't be taken for an integer. */
size_t num_put_real(char *out, double v);
/* The same of a single, whose bits it reads back to. */
size_t num_put_single(char *out, float v);

#endif
