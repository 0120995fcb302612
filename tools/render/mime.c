#include "mime.h"

#include <string.h>
#include <time.h>

#include "../base/civil.h"
#include "glyph.h"

enum { LINE = 76, WORD = 75 }; /* bytes of a line, of an encoded word */

static const char hex[] = "0123456789ABCDEF";

static void
put_hex(struct buffer *b, char c)
{
	unsigned char x = (unsigned char)c;

	buffer_char(b, '=');
	buffer_char(b, hex[x >> 4]);
	buffer_char(b, hex[x & 15]);
}

/* Columns used of the last line. */
static size_t
column(const struct buffer *b, size_t line)
{
	return b->n - line;
}

/* Goes on in a new line of the same header field. */
static void
fold(struct buffer *b, size_t *line)
{
	buffer_char(b, '\n');
	*line = b->n;
}

/* What means itself in an encoded word, also in one of a name. */
static bool
is_plain_q(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') || memchr("!*+-/", c, 5);
}

/* Encoded words, each of whole characters; between two of them the blank
 * means nothing. */
static void
put_words(struct buffer *b, struct str s, size_t *line)
{
	const struct str begin = S("=?UTF-8?Q?"), end = S("?=");
	size_t word = 0;
	bool is_open = false;

	while (s.n > 0) {
		int32_t c;
		struct str g = glyph_next(&s, &c);
		bool is_plain = c == ' ' || (g.n == 1 && is_plain_q(g.p[0]));
		size_t n = is_plain ? 1 : 3 * g.n;

		if (is_open && (b->n - word + n + end.n > WORD ||
		    column(b, *line) + n + end.n > LINE)) {
			buffer_add(b, end);
			is_open = false;
		}
		if (!is_open) {
			if (word > 0 || column(b, *line) + begin.n + n +
			    end.n + 1 > LINE)
				fold(b, line);
			buffer_char(b, ' ');
			word = b->n;
			buffer_add(b, begin);
			is_open = true;
		}
		for (size_t i = 0; i < g.n; i++) {
			if (c == ' ')
				buffer_char(b, '_');
			else if (is_plain)
				buffer_char(b, g.p[i]);
			else
				put_hex(b, g.p[i]);
		}
	}
	if (is_open)
		buffer_add(b, end);
}

/* Can stand as it is: ASCII that folds at its blanks, and that no one reads
 * as encoded words. */
static bool
is_plain_text(struct str s)
{
	size_t word = 0;

	if (str_find(s, S("=?"), 0) >= 0)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		bool is_blank = s.p[i] == ' ';

		if (s.p[i] < ' ' || s.p[i] > '~' || (is_blank && word == 0) ||
		    word > LINE / 2)
			return false;
		word = is_blank ? 0 : word + 1;
	}
	return word > 0;
}

static void
put_plain(struct buffer *b, struct str s, size_t *line)
{
	struct str word;

	while (str_next(&s, ' ', &word)) {
		if (column(b, *line) + 1 + word.n > LINE)
			fold(b, line);
		buffer_char(b, ' ');
		buffer_add(b, word);
	}
}

void
mime_header(struct buffer *b, const char *name, struct str text)
{
	struct buffer shown = { 0 };
	size_t line = b->n;

	/* A newline of the data is seen as \n. */
	glyph_add_shown(&shown, text);
	text = buffer_str(&shown);
	buffer_fmt(b, "%s:", name);
	if (is_plain_text(text))
		put_plain(b, text, &line);
	else
		put_words(b, text, &line);
	buffer_char(b, '\n');
	buffer_free(&shown);
}

/* Letters, digits and blanks need no quotes. */
static bool
is_phrase(struct str s)
{
	if (!is_plain_text(s))
		return false;
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] != ' ' && s.p[i] != '_' && !is_plain_q(s.p[i]))
			return false;
	return true;
}

void
mime_mailboxes(struct buffer *b, const char *name, const struct mailbox *list,
    size_t n)
{
	size_t line = b->n;

	buffer_fmt(b, "%s:", name);
	for (size_t i = 0; i < n; i++) {
		const struct mailbox *m = &list[i];

		if (i > 0)
			fold(b, &line);
		if (!m->name.p) {
			buffer_char(b, ' ');
			buffer_add(b, m->address);
		} else {
			if (is_phrase(m->name))
				put_plain(b, m->name, &line);
			else
				put_words(b, m->name, &line);
			if (column(b, line) + m->address.n + 4 > LINE)
				fold(b, &line);
			buffer_add(b, S(" <"));
			buffer_add(b, m->address);
			buffer_char(b, '>');
		}
		if (i + 1 < n)
			buffer_char(b, ',');
	}
	buffer_char(b, '\n');
}

void
mime_date(struct buffer *b, const char *name, int64_t us)
{
	struct civil c = civil_of_time(us);
	struct tm tm = { .tm_year = c.year - 1900, .tm_mon = c.month - 1,
		.tm_mday = c.day, .tm_hour = c.hour, .tm_min = c.minute,
		.tm_sec = c.second, .tm_isdst = -1 };
	time_t t = mktime(&tm);
	long zone;

	if (t == (time_t)-1 || !localtime_r(&t, &tm))
		t = timegm(&tm); /* beyond what the zone knows: as UTC */
	zone = tm.tm_gmtoff / 60;
	buffer_fmt(b, "%s: %.3s, %02d %.3s %04d %02d:%02d:%02d %c%02ld%02ld\n",
	    name, civil_day_name(tm.tm_wday ? tm.tm_wday : 7), tm.tm_mday,
	    civil_month_name(tm.tm_mon + 1), tm.tm_year + 1900, tm.tm_hour,
	    tm.tm_min, tm.tm_sec,
	    zone < 0 ? '-' : '+', (zone < 0 ? -zone : zone) / 60,
	    (zone < 0 ? -zone : zone) % 60);
}

/* Must the byte be written as =XX?  `rest` begins with it. */
static bool
is_written_out(struct str rest, size_t used)
{
	char c = rest.p[0];

	if (c == ' ' || c == '\t') /* none at the end of a line */
		return rest.n == 1 || rest.p[1] == '\n';
	if (c < ' ' || c > '~' || c == '=')
		return true;
	/* What a mail server or a mailbox file would change. */
	return used == 0 && (c == '.' || str_starts(rest, S("From ")));
}

void
mime_quoted(struct buffer *b, struct str text)
{
	size_t line = b->n;

	while (text.n > 0) {
		char c = text.p[0];
		bool is_last = text.n > 1 && text.p[1] == '\n', is_out;
		size_t most = LINE - !is_last; /* room for a soft break */

		if (c == '\n') {
			fold(b, &line);
			text = str_sub(text, 1, text.n);
			continue;
		}
		is_out = is_written_out(text, column(b, line));
		if (column(b, line) + (is_out ? 3 : 1) > most) {
			buffer_char(b, '=');
			fold(b, &line);
			is_out = is_written_out(text, 0);
		}
		if (is_out)
			put_hex(b, c);
		else
			buffer_char(b, c);
		text = str_sub(text, 1, text.n);
	}
	if (column(b, line) > 0)
		buffer_add(b, S("=\n")); /* the text had no newline at its end */
}

void
mime_base64(struct buffer *b, struct str bytes)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "abcdefghijklmnopqrstuvwxyz0123456789+/";
	const unsigned char *p = (const unsigned char *)bytes.p;

	for (size_t i = 0; i < bytes.n; i += 3) {
		size_t n = bytes.n - i < 3 ? bytes.n - i : 3;
		unsigned x = (unsigned)p[i] << 16 |
		    (n > 1 ? (unsigned)p[i + 1] << 8 : 0) |
		    (n > 2 ? p[i + 2] : 0);

		for (size_t k = 0; k < 4; k++)
			buffer_char(b, k <= n ? digits[x >> (18 - 6 * k) & 63] :
			    '=');
		if (i % 57 == 54 || i + 3 >= bytes.n)
			buffer_char(b, '\n');
	}
}
