#define _GNU_SOURCE /* memmem */
#include "str.h"

#include <string.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

struct str
str_of(const char *c_string)
{
	return (struct str){ c_string, c_string ? strlen(c_string) : 0 };
}

bool
str_eq(struct str a, struct str b)
{
	if (a.n != b.n || !a.p != !b.p)
		return false;
	return a.n == 0 || memcmp(a.p, b.p, a.n) == 0;
}

int
str_cmp(struct str a, struct str b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int r;

	if (!a.p || !b.p)
		return (a.p != NULL) - (b.p != NULL);
	r = n > 0 ? memcmp(a.p, b.p, n) : 0;
	if (r != 0)
		return r < 0 ? -1 : 1;
	return (a.n > b.n) - (a.n < b.n);
}

uint64_t
str_hash(struct str s)
{
	return XXH3_64bits(s.n > 0 ? s.p : "", s.n);
}

bool
str_starts(struct str s, struct str with)
{
	return s.n >= with.n &&
	    (with.n == 0 || memcmp(s.p, with.p, with.n) == 0);
}

bool
str_ends(struct str s, struct str with)
{
	return s.n >= with.n && (with.n == 0 ||
	    memcmp(s.p + s.n - with.n, with.p, with.n) == 0);
}

ptrdiff_t
str_find(struct str s, struct str needle, size_t from)
{
	const char *at;

	if (from > s.n)
		return -1;
	if (needle.n == 0)
		return (ptrdiff_t)from;
	if (needle.n > s.n - from)
		return -1;
	at = memmem(s.p + from, s.n - from, needle.p, needle.n);
	return at ? at - s.p : -1;
}

struct str
str_sub(struct str s, size_t from, size_t n)
{
	if (from > s.n)
		from = s.n;
	if (n > s.n - from)
		n = s.n - from;
	return (struct str){ s.p ? s.p + from : NULL, n };
}

struct str
str_trim(struct str s)
{
	static const char blank[] = " \t\r\n\v\f";

	while (s.n > 0 && memchr(blank, s.p[0], sizeof blank - 1))
		s.p++, s.n--;
	while (s.n > 0 && memchr(blank, s.p[s.n - 1], sizeof blank - 1))
		s.n--;
	return s;
}

size_t
str_utf8(struct str s)
{
	unsigned char c = (unsigned char)s.p[0], d;
	size_t n = c < 0x80 ? 1 : c < 0xc2 ? 0 : c < 0xe0 ? 2 : c < 0xf0 ? 3 :
	    c < 0xf5 ? 4 : 0;

	if (n == 0 || s.n < n)
		return 0;
	for (size_t i = 1; i < n; i++)
		if (((unsigned char)s.p[i] & 0xc0) != 0x80)
			return 0;
	if (n >= 3) { /* no overlong forms, no surrogates, nothing above */
		d = (unsigned char)s.p[1];
		if ((c == 0xe0 && d < 0xa0) || (c == 0xed && d > 0x9f) ||
		    (c == 0xf0 && d < 0x90) || (c == 0xf4 && d > 0x8f))
			return 0;
	}
	return n;
}

bool
str_next(struct str *rest, char sep, struct str *part)
{
	const char *at;

	if (!rest->p)
		return false;
	at = rest->n > 0 ? memchr(rest->p, sep, rest->n) : NULL;
	if (at) {
		*part = (struct str){ rest->p, (size_t)(at - rest->p) };
		rest->n -= part->n + 1;
		rest->p = at + 1;
	} else {
		*part = *rest;
		*rest = (struct str){ NULL, 0 };
	}
	return true;
}
