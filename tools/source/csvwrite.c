#include "csvwrite.h"

#include <string.h>

/* The letter that stands for a byte behind a backslash, or 0. */
static char
tsv_letter(char c)
{
	return c == '\t' ? 't' : c == '\n' ? 'n' : c == '\r' ? 'r' :
	    c == '\\' ? '\\' : 0;
}

/* A field as it may have stood in the file. */
static void
put_field(struct buffer *b, struct str v, char separator)
{
	bool quotes = v.p && separator == ',' && (v.n == 0 ||
	    memchr(v.p, ',', v.n) || memchr(v.p, '"', v.n) ||
	    memchr(v.p, '\n', v.n) || memchr(v.p, '\r', v.n));

	if (!v.p && separator == '\t')
		buffer_add(b, S("\\N"));
	if (quotes)
		buffer_char(b, '"');
	for (size_t i = 0; i < v.n; i++) {
		char letter = separator == '\t' ? tsv_letter(v.p[i]) : 0;

		if (letter) {
			buffer_char(b, '\\');
			buffer_char(b, letter);
			continue;
		}
		if (quotes && v.p[i] == '"')
			buffer_char(b, '"');
		buffer_char(b, v.p[i]);
	}
	if (quotes)
		buffer_char(b, '"');
}

void
csvwrite_row(struct buffer *b, const struct str *fields, size_t n,
    char separator)
{
	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			buffer_char(b, separator);
		put_field(b, fields[i], separator);
	}
	buffer_char(b, '\n');
}
