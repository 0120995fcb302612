#ifndef GPU_HTML_H
#define GPU_HTML_H
/* Text for HTML: as content, in a quoted attribute, as an anchor, as JSON in a
 * script; and which addresses a page may lead to. */

#include "../base/buffer.h"

/* Escapes & < > " '; what a page must not hold becomes U+FFFD. */
void html_text(struct buffer *b, struct str s);
/* An anchor: letters, digits, - and _; everything else becomes -. */
void html_anchor(struct buffer *b, struct str s);
/* JSON inside a script element: nothing in it ends the element. */
void html_json(struct buffer *b, struct str json);
/* http:, https:, mailto:, an #anchor, or a path beside or below the page's
 * site; not a script, not `//host`. */
bool html_is_address(struct str s);
/* The same, with a scheme: it leads there from anywhere. */
bool html_is_absolute(struct str s);

#endif
