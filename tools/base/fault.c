#include "fault.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Keeps the message one line: a newline in a name must not forge a second. */
static void
make_printable(char *s)
{
	for (; *s; s++)
		if ((unsigned char)*s < 32 || *s == 127)
			*s = '?';
}

static int
fill(struct fault *f, enum status status, const char *fmt, va_list ap)
{
	f->status = status;
	vsnprintf(f->text, sizeof f->text, fmt, ap);
	make_printable(f->text);
	return -1;
}

int
fault_data(struct fault *f, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	fill(f, STATUS_DATA, fmt, ap);
	va_end(ap);
	return -1;
}

int
fault_usage(struct fault *f, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	fill(f, STATUS_USAGE, fmt, ap);
	va_end(ap);
	return -1;
}

int
fault_at(struct fault *f, const char *fmt, ...)
{
	char rest[sizeof f->text];
	va_list ap;
	size_t n;

	memcpy(rest, f->text, sizeof rest);
	va_start(ap, fmt);
	vsnprintf(f->text, sizeof f->text, fmt, ap);
	va_end(ap);
	n = strlen(f->text);
	snprintf(f->text + n, sizeof f->text - n, ": %s", rest);
	make_printable(f->text);
	return -1;
}

const char *
quoted(struct str s)
{
	enum { RING = 4, MOST = 80 };
	static _Thread_local char ring[RING][1 + MOST + 8];
	static _Thread_local unsigned next;
	char *out = ring[next++ % RING];
	size_t n = s.n < MOST ? s.n : MOST;

	out[0] = '"';
	if (n > 0)
		memcpy(out + 1, s.p, n);
	for (size_t i = 1; i <= n; i++)
		if (out[i] == 0)
			out[i] = '?';
	snprintf(out + 1 + n, 8, "%s", s.n > MOST ? "\"..." : "\"");
	return out;
}
