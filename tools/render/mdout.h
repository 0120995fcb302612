#ifndef GPU_MDOUT_H
#define GPU_MDOUT_H
/* A page as Markdown: headings and pipe tables. */

#include "../base/buffer.h"
#include "doc.h"

void mdout_draw(struct buffer *b, const struct doc *d);

#endif
