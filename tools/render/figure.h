#ifndef GPU_FIGURE_H
#define GPU_FIGURE_H
/* Values as people read them. */

#include "../base/buffer.h"
#include "../rows/chunk.h"

/* A real with so many decimals; never "-0.0".  `thousands`: a comma between
 * groups of three digits. */
void figure_real(struct buffer *b, double v, int decimals, bool thousands);
void figure_int(struct buffer *b, int64_t v, bool thousands);
/* How many decimals a column of reals is shown with: two, fewer if none of
 * its values needs them, more if all of them are small. */
int figure_decimals(const struct col *c);
/* 12.3 MiB */
void figure_bytes(struct buffer *b, double v);
/* 3 h 20 min, 5 d 4 h: the two greatest units. */
void figure_span(struct buffer *b, int64_t us);
/* A JSON array's elements with commas; anything else as it is. */
void figure_list(struct buffer *b, struct str json);
/* A value without any wish for its form; `decimals` is for reals. */
void figure_plain(struct buffer *b, const struct value *v, int decimals);

#endif
