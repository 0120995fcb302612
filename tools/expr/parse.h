#ifndef GPU_PARSE_H
#define GPU_PARSE_H
/* Text to tree: gpu-expr(7), "Grammar". */

#include "../base/fault.h"
#include "node.h"

/* One expression, the whole text.  `origin` is kept by the nodes. */
struct node *expr_parse(const struct origin *origin, struct arena *a,
    struct fault *f);
/* `NAME = EXPR` or `NAME=EXPR`: splits at the first `=` behind a name (or a
 * `quoted` one, or `*`); false if it isn't that form. */
bool expr_split_definition(struct str text, struct str *name,
    struct str *expr);
/* A comma list whose items may hold commas in parentheses, quotes and
 * regular expressions: takes the first item off. */
bool expr_next_item(struct str *rest, struct str *item);
/* Fills the message of a wrong expression with its place; returns -1. */
int expr_fault(struct fault *f, const struct origin *o, size_t at,
    const char *fmt, ...) __attribute__((format(printf, 4, 5)));
bool is_name_letter(char c, bool first);

#endif
