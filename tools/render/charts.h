#ifndef GPU_CHARTS_H
#define GPU_CHARTS_H
/* The charts of a page by name: SECTION is its first one, SECTION.2 the next,
 * and so on. */

#include "../base/buffer.h"
#include "../base/fault.h"
#include "doc.h"

/* The chart's block; NULL if the page has none of that name. */
struct doc_block *charts_find(const struct doc *d, struct str name);
/* Could it be one's name in a section of that id? */
bool charts_is_name(struct str name, struct str id);
/* An SVG of each that shows something, dir/%s.svg with its name in it. */
int charts_write(const struct doc *d, const char *pattern, struct fault *f);

#endif
