#ifndef GPU_HTML_H
#define GPU_HTML_H
/* Text for HTML: as content, in a quoted attribute, as an anchor. */

#include "../base/buffer.h"

/* Escapes & < > " '; what a page must not hold becomes U+FFFD. */
void html_text(struct buffer *b, struct str s);
/* An anchor: letters, digits, - and _; everything else becomes -. */
void html_anchor(struct buffer *b, struct str s);

#endif
