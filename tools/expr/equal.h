#ifndef GPU_EQUAL_H
#define GPU_EQUAL_H
/* Do two checked expressions say the same of every row, as one sees without
 * computing them?  False where that takes more than a look. */

#include "node.h"

bool expr_equal(const struct node *x, const struct node *y);

#endif
