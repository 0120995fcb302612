#ifndef GPU_PATTERN_H
#define GPU_PATTERN_H
/* How large a regular expression is before it is compiled: regcomp copies
 * what is repeated, so that a dozen letters like (a{255}){255} can ask for
 * all memory, and it recurses into parentheses. */

#include "../base/str.h"

/* Is it short, flat and seldom enough repeated to be compiled? */
bool pattern_is_bounded(struct str text);

#endif
