#ifndef GPU_JSONVAL_H
#define GPU_JSONVAL_H
/* Values as JSON. */

#include "../base/buffer.h"
#include "../rows/type.h"

/* Times as YYYY-MM-DDTHH:MM:SS with a fraction only if there is one, reals in
 * full precision, NaN and the infinities as null; a json value goes as it is,
 * or as a string if it is no JSON. */
void jsonval_add(struct buffer *b, const struct value *v);

#endif
