#ifndef GPU_PAGE_H
#define GPU_PAGE_H
/* A page as HTML, complete in itself: nothing is loaded, nothing runs.  Made
 * for a browser, a phone and a mail program alike. */

#include "../base/buffer.h"
#include "doc.h"

void page_draw(struct buffer *b, const struct doc *d);

#endif
