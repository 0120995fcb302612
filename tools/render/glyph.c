#include "glyph.h"

/* Length of the character that begins with this byte, 0 if none does. */
static size_t
length_of(unsigned char c)
{
	if (c < 0x80)
		return 1;
	if (c < 0xc2 || c > 0xf4)
		return 0;
	return c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
}

struct str
glyph_next(struct str *rest, int32_t *code)
{
	static const int32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	struct str s = *rest;
	unsigned char first = (unsigned char)s.p[0];
	size_t n = length_of(first), i;
	int32_t c = n < 2 ? first : first & (0x7f >> n);

	for (i = 1; i < n && i < s.n; i++) {
		if (((unsigned char)s.p[i] & 0xc0) != 0x80)
			break;
		c = (c << 6) | (s.p[i] & 0x3f);
	}
	if (n == 0 || i < n || c < least[n] || c > 0x10ffff ||
	    (c >= 0xd800 && c <= 0xdfff)) {
		n = 1;
		c = -1;
	}
	*code = c;
	*rest = str_sub(s, n, s.n);
	return str_sub(s, 0, n);
}

struct range {
	int32_t from, to;
};

static bool
is_among(const struct range *r, size_t n, int32_t c)
{
	for (size_t i = 0; i < n; i++)
		if (c >= r[i].from && c <= r[i].to)
			return true;
	return false;
}

/* Marks that stand on the character before them. */
static const struct range narrow[] = { { 0x300, 0x36f }, { 0x483, 0x489 },
	{ 0x591, 0x5bd }, { 0x610, 0x61a }, { 0x64b, 0x65f },
	{ 0x1ab0, 0x1aff }, { 0x1dc0, 0x1dff }, { 0x200b, 0x200d },
	{ 0x20d0, 0x20ff }, { 0xfe00, 0xfe0f }, { 0xfe20, 0xfe2f },
	{ 0xfeff, 0xfeff } };
static const struct range wide[] = { { 0x1100, 0x115f }, { 0x2e80, 0x303e },
	{ 0x3041, 0xa4cf }, { 0xac00, 0xd7a3 }, { 0xf900, 0xfaff },
	{ 0xfe30, 0xfe6f }, { 0xff00, 0xff60 }, { 0xffe0, 0xffe6 },
	{ 0x1f300, 0x1f64f }, { 0x1f680, 0x1f6ff }, { 0x1f900, 0x1faff },
	{ 0x20000, 0x3fffd } };

static size_t
width_of(int32_t c)
{
	if (c < 0x300)
		return 1;
	if (is_among(narrow, sizeof narrow / sizeof *narrow, c))
		return 0;
	return is_among(wide, sizeof wide / sizeof *wide, c) ? 2 : 1;
}

size_t
glyph_width(struct str s)
{
	size_t n = 0;
	int32_t c;

	while (s.n > 0) {
		glyph_next(&s, &c);
		n += width_of(c);
	}
	return n;
}

bool
glyph_is_unsafe(int32_t c)
{
	return c < 32 || (c >= 127 && c < 160) ||
	    (c >= 0x200e && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) ||
	    (c >= 0x2066 && c <= 0x2069) || (c & 0xfffe) == 0xfffe ||
	    (c >= 0xfdd0 && c <= 0xfdef);
}

void
glyph_add_shown(struct buffer *b, struct str s)
{
	while (s.n > 0) {
		int32_t c;
		struct str g = glyph_next(&s, &c);

		if (!glyph_is_unsafe(c))
			buffer_add(b, g);
		else if (c == '\n')
			buffer_add(b, S("\\n"));
		else if (c == '\t')
			buffer_add(b, S("\\t"));
		else if (c < 128)
			buffer_fmt(b, "\\x%02x", (unsigned char)g.p[0]);
		else
			buffer_fmt(b, "\\u%04x", (unsigned)c);
	}
}

struct str
glyph_cut(struct str s, size_t width)
{
	struct str rest = s;
	size_t n = 0, used = 0;

	while (rest.n > 0) {
		int32_t c;
		struct str g = glyph_next(&rest, &c);

		used += width_of(c);
		if (used > width)
			break;
		n += g.n;
	}
	return str_sub(s, 0, n);
}
