#ifndef GPU_GLYPH_H
#define GPU_GLYPH_H
/* Characters of UTF-8 text: how wide they are on a terminal, and which of
 * them may be shown at all.  Asks no locale, so that it changes no byte. */

#include "../base/buffer.h"

/* Takes the first character off; *code is -1 if it is a stray byte. */
struct str glyph_next(struct str *rest, int32_t *code);
/* Columns of a terminal that the text takes. */
size_t glyph_width(struct str s);
/* Controls, stray bytes and marks that turn the direction of text: what data
 * must not send to a terminal or a page. */
bool glyph_is_unsafe(int32_t code);
/* Adds the text with such characters written as \n, \t, \x1b or \u202e. */
void glyph_add_shown(struct buffer *b, struct str s);
/* The longest front part of at most `width` columns. */
struct str glyph_cut(struct str s, size_t width);

#endif
