#ifndef GPU_JSON_H
#define GPU_JSON_H
/* JSON values as text: compact, keys sorted, so that equal values are equal
 * texts.  Read by jansson. */

#include "../base/arena.h"

/* The canonical text of a JSON value, or a NULL text if it isn't one. */
struct str json_canonical(struct str text, struct arena *a);
/* The elements of an array as texts (a string's own text, anything else as
 * JSON); false if it is no array. */
bool json_elements(struct str array, struct str **items, size_t *n,
    struct arena *a);

#endif
