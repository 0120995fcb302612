#ifndef GPU_TEMPLATE_H
#define GPU_TEMPLATE_H
/* TEXT of a layout: words with {EXPR FORMAT} between them; {{ is a brace. */

#include "layout.h"

/* `text` is without its quotes.  Everything in `a`. */
int template_parse(struct template *t, struct str text, uint64_t line,
    struct arena *a, struct fault *f);

#endif
