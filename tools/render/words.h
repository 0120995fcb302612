#ifndef GPU_WORDS_H
#define GPU_WORDS_H
/* The words of a layout's line: blanks separate them, except in "text",
 * `names`, parentheses and regular expressions. */

#include "../base/arena.h"
#include "../base/fault.h"

/* Cuts a comment off and checks that quotes and parentheses are closed. */
int words_line(struct str *line, struct fault *f);
/* Takes the next word off, as it is written; false at the end. */
bool words_next(struct str *rest, struct str *word);
/* What the next word would be. */
struct str words_peek(struct str rest);
/* Takes words off until one of `stops` (n of them) comes: an expression. */
struct str words_until(struct str *rest, const char *const *stops, size_t n);
/* Splits NAME or NAME=EXPR at the first =; expr: p NULL if there is none.  A
 * name in `quotes` loses them. */
void words_definition(struct str word, struct str *name, struct str *expr);
/* A word's text: without its quotes, \" \\ \n \t being one character. */
int words_text(struct str word, struct arena *a, struct str *text,
    struct fault *f);

#endif
