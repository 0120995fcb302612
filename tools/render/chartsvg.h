#ifndef GPU_CHARTSVG_H
#define GPU_CHARTSVG_H
/* A chart as an SVG picture. */

#include "../base/buffer.h"
#include "doc.h"

enum { CHARTSVG_WIDE = 820, CHARTSVG_NARROW = 360 };

/* A file by itself, for a browser, rsvg-convert, or to be sent along with a
 * message: with its title, its own style, and a light ground.  `width` in
 * pixels, CHARTSVG_WIDE as a rule; height follows from what is drawn. */
void chart_svg(struct buffer *b, const struct chart *c, unsigned width);
/* The same of a page's first chart, or of that in the section `id`, if it isn't
 * empty; status 2 if there is none, `path` being the layout's. */
int chartsvg_draw(struct buffer *b, const struct doc *d, struct str id,
    const char *path, struct fault *f);
/* A part of a page whose style has chartsvg_style in it: a figure that is
 * drawn twice, for wide and for narrow windows.  `id` tells the charts of a
 * page apart. */
void chartsvg_figure(struct buffer *b, const struct chart *c, size_t id);
void chartsvg_style(struct buffer *b);

#endif
