#include "jsontext.h"

#include <inttypes.h>
#include <string.h>

#include "../rows/bounds.h"

void
jsontext_open(struct jsontext *t, bool is_lines)
{
	struct buffer kept = t->object;

	kept.n = 0;
	*t = (struct jsontext){ .is_lines = is_lines, .object = kept,
	    .line = 1 };
}

void
jsontext_free(struct jsontext *t)
{
	buffer_free(&t->object);
}

static int
not_here(const struct jsontext *t, struct str rest, const char *wanted,
    struct fault *f)
{
	return fault_data(f, "line %" PRIu64 ": %s where %s should be",
	    t->line, quoted(str_sub(rest, 0, 24)), wanted);
}

/* Bytes of the sound UTF-8 character at the front, or 0. */
static size_t
character(const unsigned char *p, size_t n)
{
	unsigned char c = p[0];
	size_t k = c < 0x80 ? 1 : c >= 0xc2 && c < 0xe0 ? 2 :
	    c >= 0xe0 && c < 0xf0 ? 3 : c >= 0xf0 && c < 0xf5 ? 4 : 0;

	if (k == 0 || k > n)
		return 0;
	for (size_t i = 1; i < k; i++)
		if ((p[i] & 0xc0) != 0x80)
			return 0;
	if ((c == 0xe0 && p[1] < 0xa0) || (c == 0xed && p[1] >= 0xa0) ||
	    (c == 0xf0 && p[1] < 0x90) || (c == 0xf4 && p[1] >= 0x90))
		return 0;
	return k;
}

/* HTCondor prints the bytes of a string as they are.  One host with a broken
 * name must not cost the whole snapshot. */
static void
mend_utf8(struct buffer *b)
{
	struct buffer out = { 0 };
	size_t i = 0;

	for (size_t k; i < b->n && (k = character(
	    (const unsigned char *)b->p + i, b->n - i)) > 0; i += k)
		;
	if (i == b->n)
		return;
	for (size_t k, at = 0; at < b->n; at += k > 0 ? k : 1) {
		k = character((const unsigned char *)b->p + at, b->n - at);
		if (k > 0)
			buffer_add(&out, (struct str){ b->p + at, k });
		else
			buffer_add(&out, S("\xef\xbf\xbd"));
	}
	buffer_free(b);
	*b = out;
}

/* The bytes up to the end of the object: how many; *whole if it ends. */
static size_t
scan_object(struct jsontext *t, struct str s, bool *whole)
{
	size_t i;

	*whole = false;
	for (i = 0; i < s.n && !*whole; i++) {
		char c = s.p[i];

		t->line += c == '\n';
		if (t->behind_backslash) {
			t->behind_backslash = false;
		} else if (t->in_string) {
			t->behind_backslash = c == '\\';
			t->in_string = c != '"';
		} else if (c == '"') {
			t->in_string = true;
		} else if (c == '{' || c == '[') {
			t->depth++;
		} else if (c == '}' || c == ']') {
			*whole = --t->depth == 0;
		}
	}
	return i;
}

static int
take_object(struct jsontext *t, struct str *rest, struct str *object,
    struct fault *f)
{
	bool whole;
	size_t n = scan_object(t, *rest, &whole);

	buffer_add(&t->object, str_sub(*rest, 0, n));
	*rest = str_sub(*rest, n, rest->n);
	if (t->object.n > MAX_TEXT)
		return fault_data(f, "line %" PRIu64 ": an object larger than "
		    "%d bytes", t->object_line, MAX_TEXT);
	if (t->depth > MAX_DEPTH)
		return fault_data(f, "line %" PRIu64 ": nested deeper than %d",
		    t->line, MAX_DEPTH);
	if (!whole)
		return 0;
	mend_utf8(&t->object);
	*object = buffer_str(&t->object);
	t->objects++;
	t->state = t->is_lines ? TEXT_START : TEXT_COMMA;
	return 1;
}

/* One byte between the objects. */
static int
take_byte(struct jsontext *t, struct str rest, struct fault *f)
{
	char c = rest.p[0];
	bool begins = c == '{' && (t->state == TEXT_FIRST ||
	    t->state == TEXT_NEXT || (t->state == TEXT_START && t->is_lines));

	if (begins) {
		t->state = TEXT_OBJECT;
		t->object.n = 0;
		t->object_line = t->line;
		t->depth = 0;
	} else if (t->state == TEXT_START && c == '[' && !t->is_lines) {
		t->state = TEXT_FIRST;
	} else if (t->state == TEXT_COMMA && c == ',') {
		t->state = TEXT_NEXT;
	} else if (c == ']' && (t->state == TEXT_FIRST ||
	    t->state == TEXT_COMMA)) {
		t->state = TEXT_END;
	} else {
		return not_here(t, rest, t->state == TEXT_END ? "the end" :
		    t->state == TEXT_COMMA ? "a comma or ]" :
		    t->state == TEXT_START && !t->is_lines ?
		    "[ of a JSON array" : "a JSON object", f);
	}
	return begins;
}

int
jsontext_next(struct jsontext *t, struct str *rest, struct str *object,
    struct fault *f)
{
	while (rest->n > 0) {
		char c = rest->p[0];
		int got;

		if (t->state == TEXT_OBJECT) {
			got = take_object(t, rest, object, f);
			if (got != 0)
				return got;
			continue;
		}
		if (c != ' ' && c != '\t' && c != '\n' && c != '\r') {
			t->any = true;
			got = take_byte(t, *rest, f);
			if (got < 0)
				return -1;
			if (got > 0)
				continue; /* { belongs to the object */
		}
		t->line += c == '\n';
		*rest = str_sub(*rest, 1, rest->n);
	}
	return 0;
}

int
jsontext_end(const struct jsontext *t, struct fault *f)
{
	if (!t->any)
		return fault_data(f, "is empty");
	if (t->state != TEXT_END && !(t->is_lines && t->state == TEXT_START))
		return fault_data(f, "line %" PRIu64 ": ended early: the JSON "
		    "is cut", t->line);
	return 0;
}
