#ifndef GPU_PROSE_H
#define GPU_PROSE_H
/* The part of Markdown that explanations are written in, as HTML: headings,
 * paragraphs, lists, code, **strong**, *emphasis*, `code`, [links](https:).
 * Whatever else stands there is text; nothing becomes a tag by itself. */

#include "../base/buffer.h"

/* Headings begin at <h`level`>.  A message has links with a scheme only. */
void prose_html(struct buffer *b, struct str markdown, int level,
    bool is_message);

#endif
