#ifndef GPU_TEXT_H
#define GPU_TEXT_H
/* A page as text for a terminal or a plain mail. */

#include "../base/buffer.h"
#include "doc.h"

/* `width`: columns wider than that are cut, the widest texts first; 0: never.
 * Without a title only the tables. */
void text_draw(struct buffer *b, const struct doc *d, size_t width);

#endif
