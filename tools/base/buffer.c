#include "buffer.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void
buffer_add(struct buffer *b, struct str s)
{
	if (b->cap - b->n <= s.n)
		mem_grow(&b->p, &b->cap, b->n + s.n + 1, 1);
	if (s.n > 0)
		memcpy(b->p + b->n, s.p, s.n);
	b->n += s.n;
}

void
buffer_char(struct buffer *b, char c)
{
	buffer_add(b, (struct str){ &c, 1 });
}

void
buffer_times(struct buffer *b, char c, size_t n)
{
	while (n-- > 0)
		buffer_char(b, c);
}

void
buffer_line(struct buffer *b)
{
	while (b->n > 0 && b->p[b->n - 1] == ' ')
		b->n--;
	buffer_char(b, '\n');
}

void
buffer_fmt(struct buffer *b, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	mem_grow(&b->p, &b->cap, b->n + (size_t)n + 1, 1);
	va_start(ap, fmt);
	vsnprintf(b->p + b->n, (size_t)n + 1, fmt, ap);
	va_end(ap);
	b->n += (size_t)n;
}

void
buffer_json(struct buffer *b, struct str s)
{
	buffer_char(b, '"');
	while (s.n > 0) {
		unsigned char c = (unsigned char)s.p[0];
		size_t n = str_utf8(s);

		if (c == '"' || c == '\\')
			buffer_fmt(b, "\\%c", c);
		else if (c == '\n')
			buffer_add(b, S("\\n"));
		else if (c == '\t')
			buffer_add(b, S("\\t"));
		else if (c < 32 || c == 127)
			buffer_fmt(b, "\\u%04x", c);
		else if (n == 0) /* a stray byte: the replacement character */
			buffer_add(b, S("\\ufffd"));
		else
			buffer_add(b, (struct str){ s.p, n });
		n = n > 0 ? n : 1;
		s.p += n;
		s.n -= n;
	}
	buffer_char(b, '"');
}

struct str
buffer_str(const struct buffer *b)
{
	return (struct str){ b->p ? b->p : "", b->n };
}

void
buffer_free(struct buffer *b)
{
	free(b->p);
	*b = (struct buffer){ 0 };
}
