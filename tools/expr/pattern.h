#ifndef GPU_PATTERN_H
#define GPU_PATTERN_H
/* Regular expressions, measured before they are compiled: regcomp copies
 * what is repeated, so that a dozen letters like (a{255}){255} can ask for
 * all memory, and it recurses into parentheses. */

#include <regex.h>

#include "../base/arena.h"

/* Is it short, flat and seldom enough repeated to be compiled? */
bool pattern_is_bounded(struct str text);
/* Compiles it; freed with the arena.  NULL, and `why` says what is wrong. */
regex_t *pattern_compile(struct str text, bool folds, struct arena *a,
    char *why, size_t size);
/* Searches `text` from m[0].rm_so to m[0].rm_eo, and says there where the
 * match is.  No memory for that is not the same as no match: it exits. */
bool pattern_search(const regex_t *regex, const char *text, regmatch_t *m,
    size_t nm, int flags);

#endif
