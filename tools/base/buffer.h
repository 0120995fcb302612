#ifndef GPU_BUFFER_H
#define GPU_BUFFER_H
/* A growing piece of text or bytes.  buffer_free when done. */

#include "arena.h"

struct buffer {
	char *p;
	size_t n, cap;
};

void buffer_add(struct buffer *b, struct str s);
void buffer_char(struct buffer *b, char c);
void buffer_times(struct buffer *b, char c, size_t n);
/* Ends a line of text, without the blanks at its end. */
void buffer_line(struct buffer *b);
void buffer_fmt(struct buffer *b, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
/* A JSON string with its quotes: gpu-rows(5) names, JSON output. */
void buffer_json(struct buffer *b, struct str s);
struct str buffer_str(const struct buffer *b); /* valid until it grows */
void buffer_free(struct buffer *b);

#endif
