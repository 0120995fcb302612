#ifndef GPU_STR_H
#define GPU_STR_H
/* Text as pointer and length.  Never assumes a NUL; bytes, not characters.
 * p == NULL means NULL (no text), which is not the empty text. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct str {
	const char *p;
	size_t n;
};

/* A text literal. */
#define S(lit) ((struct str){ "" lit, sizeof(lit) - 1 })

struct str str_of(const char *c_string);
bool str_eq(struct str a, struct str b);
int str_cmp(struct str a, struct str b); /* by bytes; NULL first */
uint64_t str_hash(struct str s);
bool str_starts(struct str s, struct str with);
bool str_ends(struct str s, struct str with);
/* Offset of the first `needle` in `s` at or after `from`, or -1. */
ptrdiff_t str_find(struct str s, struct str needle, size_t from);
struct str str_sub(struct str s, size_t from, size_t n); /* clamped */
struct str str_trim(struct str s); /* without blanks, tabs, newlines */
/* Length of the UTF-8 character at the front, 0 if it is none. */
size_t str_utf8(struct str s);
/* Takes the text up to `sep` off the front of `*rest`; false at its end. */
bool str_next(struct str *rest, char sep, struct str *part);

#endif
