#include "json.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "../base/buffer.h"
#include "../base/num.h"
#include "../rows/bounds.h"

enum { PLAIN_MEMBERS = 64 }; /* more are sorted by qsort */

static void dump(struct buffer *b, const json_t *v, struct arena *a);

static int
by_key(const void *x, const void *y)
{
	const char *const *a = x, *const *b = y;

	return strcmp(*a, *b);
}

/* jansson refuses keys that hold a NUL. */
static void
dump_object(struct buffer *b, const json_t *v, struct arena *a)
{
	size_t n = 0;
	const char **keys = NEW(a, const char *, json_object_size(v) + 1);
	const char *key;
	json_t *object = (json_t *)(uintptr_t)v, *member;

	json_object_foreach(object, key, member)
		keys[n++] = key;
	qsort(keys, n, sizeof *keys, by_key);
	buffer_char(b, '{');
	for (size_t i = 0; i < n; i++) {
		buffer_add(b, i > 0 ? S(",\"") : S("\""));
		buffer_add(b, json_escaped(str_of(keys[i]), a));
		buffer_add(b, S("\":"));
		dump(b, json_object_get(v, keys[i]), a);
	}
	buffer_char(b, '}');
}

/* As deep as jansson reads. */
static void
dump(struct buffer *b, const json_t *v, struct arena *a)
{
	char number[NUM_MAX];

	switch (json_typeof(v)) {
	case JSON_OBJECT:
		dump_object(b, v, a);
		break;
	case JSON_ARRAY:
		for (size_t i = 0; i < json_array_size(v); i++) {
			buffer_char(b, i > 0 ? ',' : '[');
			dump(b, json_array_get(v, i), a);
		}
		buffer_add(b, json_array_size(v) > 0 ? S("]") : S("[]"));
		break;
	case JSON_STRING:
		buffer_char(b, '"');
		buffer_add(b, json_escaped((struct str){ json_string_value(v),
		    json_string_length(v) }, a));
		buffer_char(b, '"');
		break;
	case JSON_INTEGER:
		num_put_int(number, json_integer_value(v));
		buffer_add(b, str_of(number));
		break;
	case JSON_REAL:
		num_put_real(number, json_real_value(v));
		buffer_add(b, str_of(number));
		break;
	case JSON_TRUE:
		buffer_add(b, S("true"));
		break;
	case JSON_FALSE:
		buffer_add(b, S("false"));
		break;
	case JSON_NULL:
		buffer_add(b, S("null"));
		break;
	}
}

static struct str
dumped(const json_t *v, struct arena *a)
{
	struct buffer b = { 0 };
	struct str r;

	dump(&b, v, a);
	r = arena_str(a, buffer_str(&b));
	buffer_free(&b);
	return r;
}

static json_t *
load(struct str text)
{
	if (!text.p || text.n > MAX_TEXT)
		return NULL;
	return json_loadb(text.p, text.n, JSON_DECODE_ANY | JSON_ALLOW_NUL,
	    NULL);
}

struct str
json_canonical(struct str text, struct arena *a)
{
	json_t *v = load(text);
	struct str r = { NULL, 0 };

	if (v)
		r = dumped(v, a);
	json_decref(v);
	return r;
}

bool
json_elements(struct str array, struct str **items, size_t *n,
    struct arena *a)
{
	json_t *v = load(array);
	bool ok = json_is_array(v);

	*n = ok ? json_array_size(v) : 0;
	*items = NEW(a, struct str, *n + 1);
	for (size_t i = 0; i < *n; i++) {
		const json_t *e = json_array_get(v, i);

		if (json_is_string(e))
			(*items)[i] = arena_str(a, (struct str){
			    json_string_value(e), json_string_length(e) });
		else if (json_is_null(e))
			(*items)[i] = (struct str){ NULL, 0 };
		else
			(*items)[i] = dumped(e, a);
	}
	json_decref(v);
	return ok;
}

static char
short_escape(unsigned char c)
{
	switch (c) {
	case '"': case '\\': return (char)c;
	case '\b': return 'b';
	case '\f': return 'f';
	case '\n': return 'n';
	case '\r': return 'r';
	case '\t': return 't';
	default: return 0;
	}
}

static bool
is_plain(unsigned char c)
{
	return c >= 32 && c < 128 && c != '"' && c != '\\';
}

struct str
json_escaped(struct str s, struct arena *a)
{
	struct buffer b = { 0 };
	struct str r;
	size_t i = 0;

	while (i < s.n && is_plain((unsigned char)s.p[i]))
		i++;
	if (i == s.n)
		return s;
	buffer_add(&b, str_sub(s, 0, i));
	while (i < s.n) {
		unsigned char c = (unsigned char)s.p[i];
		size_t n = str_utf8(str_sub(s, i, s.n));

		if (short_escape(c))
			buffer_fmt(&b, "\\%c", short_escape(c));
		else if (c < 32)
			buffer_fmt(&b, "\\u%04x", c);
		else if (n == 0) /* a stray byte: the replacement character */
			buffer_add(&b, S("\xef\xbf\xbd"));
		else
			buffer_add(&b, str_sub(s, i, n));
		i += n > 0 ? n : 1;
	}
	r = arena_str(a, buffer_str(&b));
	buffer_free(&b);
	return r;
}

/* One byte of an escaped text, which is moved on; only what json_escaped
 * writes is understood. */
static unsigned char
next_byte(struct str *s)
{
	static const char names[] = "bfnrt", bytes[] = "\b\f\n\r\t";
	unsigned char c = (unsigned char)*s->p;
	size_t used = 1;

	if (c == '\\' && s->n > 1) {
		const char *name;

		c = (unsigned char)s->p[1];
		used = 2;
		if (c == 'u' && s->n > 5) {
			char digits[3] = { s->p[4], s->p[5], 0 };

			c = (unsigned char)strtol(digits, NULL, 16);
			used = 6;
		} else if ((name = memchr(names, c, sizeof names - 1))) {
			c = (unsigned char)bytes[name - names];
		}
	}
	s->p += used;
	s->n -= used;
	return c;
}

struct str
json_unescaped(struct str s, struct arena *a)
{
	size_t n = 0;
	char *p;

	if (s.n == 0 || !memchr(s.p, '\\', s.n))
		return s;
	p = arena_get(a, s.n + 1);
	while (s.n > 0)
		p[n++] = (char)next_byte(&s);
	p[n] = 0;
	return (struct str){ p, n };
}

/* In the order of the bytes that they stand for. */
static int
key_cmp(struct str x, struct str y)
{
	if ((x.n == 0 || !memchr(x.p, '\\', x.n)) &&
	    (y.n == 0 || !memchr(y.p, '\\', y.n)))
		return str_cmp(x, y);
	while (x.n > 0 && y.n > 0) {
		unsigned char a = next_byte(&x), b = next_byte(&y);

		if (a != b)
			return a < b ? -1 : 1;
	}
	return x.n > 0 ? 1 : y.n > 0 ? -1 : 0;
}

void
json_members_add(struct json_members *m, struct str key, struct str value)
{
	mem_grow(&m->list, &m->cap, m->n + 1, sizeof *m->list);
	m->list[m->n++] = (struct json_member){ key, value };
}

void
json_members_free(struct json_members *m)
{
	free(m->list);
	*m = (struct json_members){ 0 };
}

static int
by_member(const void *x, const void *y)
{
	const struct json_member *const *a = x, *const *b = y;
	int order = key_cmp((*a)->key, (*b)->key);

	return order != 0 ? order : *a < *b ? -1 : *a > *b;
}

/* Where they lie in the list says which of equal ones is the last. */
static void
sort_many(struct json_members *m)
{
	struct json_member **at = mem_get(mem_times(m->n, sizeof *at));
	struct json_member *sorted = mem_get(mem_times(m->n, sizeof *sorted));

	for (size_t i = 0; i < m->n; i++)
		at[i] = &m->list[i];
	qsort(at, m->n, sizeof *at, by_member);
	for (size_t i = 0; i < m->n; i++)
		sorted[i] = *at[i];
	memcpy(m->list, sorted, m->n * sizeof *sorted);
	free(sorted);
	free(at);
}

static void
sort_few(struct json_members *m)
{
	for (size_t i = 1; i < m->n; i++) {
		struct json_member x = m->list[i];
		size_t k = i;

		for (; k > 0 && key_cmp(m->list[k - 1].key, x.key) > 0; k--)
			m->list[k] = m->list[k - 1];
		m->list[k] = x;
	}
}

void
json_members_sort(struct json_members *m)
{
	size_t n = 0;

	if (m->n > PLAIN_MEMBERS)
		sort_many(m);
	else
		sort_few(m);
	for (size_t i = 0; i < m->n; i++)
		if (i + 1 == m->n ||
		    !str_eq(m->list[i].key, m->list[i + 1].key))
			m->list[n++] = m->list[i];
	m->n = n;
}

void
json_members_merge(const struct json_members *x, const struct json_members *y,
    struct json_members *out)
{
	size_t i = 0, k = 0;

	out->n = 0;
	while (i < x->n || k < y->n) {
		int order = i == x->n ? 1 : k == y->n ? -1 :
		    key_cmp(x->list[i].key, y->list[k].key);
		const struct json_member *m = order < 0 ? &x->list[i] :
		    &y->list[k];

		i += order <= 0;
		k += order >= 0;
		json_members_add(out, m->key, m->value);
	}
}

static char *
put(char *to, struct str s)
{
	if (s.n > 0)
		memcpy(to, s.p, s.n);
	return to + s.n;
}

struct str
json_members_text(const struct json_members *m, struct arena *a)
{
	size_t bytes = 2;
	char *p, *to;

	for (size_t i = 0; i < m->n; i++)
		bytes += m->list[i].key.n + m->list[i].value.n + 4;
	p = to = arena_get(a, bytes);
	*to++ = '{';
	for (size_t i = 0; i < m->n; i++) {
		if (i > 0)
			*to++ = ',';
		*to++ = '"';
		to = put(to, m->list[i].key);
		*to++ = '"';
		*to++ = ':';
		to = put(to, m->list[i].value);
	}
	*to++ = '}';
	return (struct str){ p, (size_t)(to - p) };
}

static void
skip_blanks(struct str *s)
{
	while (s->n > 0 && (*s->p == ' ' || *s->p == '\n' || *s->p == '\t' ||
	    *s->p == '\r')) {
		s->p++;
		s->n--;
	}
}

static bool
take(struct str *s, char c)
{
	skip_blanks(s);
	if (s->n == 0 || *s->p != c)
		return false;
	s->p++;
	s->n--;
	return true;
}

/* A string in which nothing is escaped and all is ASCII, behind its first
 * quote. */
static bool
take_plain(struct str *s, struct str *text)
{
	size_t n = 0;

	while (n < s->n && is_plain((unsigned char)s->p[n]))
		n++;
	*text = str_sub(*s, 0, n);
	if (n == s->n || s->p[n] != '"')
		return false;
	s->p += n + 1;
	s->n -= n + 1;
	return true;
}

/* An object of such strings: its members, as they stand.  False if it is
 * anything else. */
static bool
read_plain(struct str s, struct json_members *m)
{
	struct str key, value;

	m->n = 0;
	if (!take(&s, '{'))
		return false;
	if (take(&s, '}')) {
		skip_blanks(&s);
		return s.n == 0;
	}
	do {
		if (!take(&s, '"') || !take_plain(&s, &key) || !take(&s, ':') ||
		    !take(&s, '"') || !take_plain(&s, &value))
			return false;
		json_members_add(m, key, (struct str){ value.p - 1,
		    value.n + 2 }); /* with its quotes */
	} while (take(&s, ','));
	if (!take(&s, '}'))
		return false;
	skip_blanks(&s);
	return s.n == 0;
}

struct str
json_object_canonical(struct str text, struct json_members *scratch,
    struct arena *a)
{
	static const struct str none = { NULL, 0 };
	struct str rest = text;

	if (!text.p || text.n > MAX_TEXT || !take(&rest, '{'))
		return none;
	if (!read_plain(text, scratch))
		return json_canonical(text, a);
	json_members_sort(scratch);
	return json_members_text(scratch, a);
}

/* The length of the JSON string at the front, quotes included; 0: it does not
 * end. */
static size_t
string_length(struct str s)
{
	for (size_t i = 1; i < s.n; i++)
		if (s.p[i] == '\\')
			i++;
		else if (s.p[i] == '"')
			return i + 1;
	return 0;
}

/* The length of the value at the front, up to what ends it. */
static size_t
value_length(struct str s)
{
	size_t depth = 0, i = 0;

	while (i < s.n) {
		char c = s.p[i];

		if (depth == 0 && (c == ',' || c == '}'))
			return i;
		if (c == '"') {
			size_t n = string_length(str_sub(s, i, s.n));

			if (n == 0)
				return 0;
			i += n;
			continue;
		}
		depth += c == '{' || c == '[';
		depth -= depth > 0 && (c == '}' || c == ']');
		i++;
	}
	return 0;
}

/* The members of what is canonical already. */
static bool
read_canonical(struct str s, struct json_members *m)
{
	m->n = 0;
	if (s.n < 2 || s.p[0] != '{' || s.p[s.n - 1] != '}')
		return false;
	if (s.n == 2)
		return true;
	do {
		struct str key, value;
		size_t n;

		s = str_sub(s, 1, s.n);
		n = s.n > 0 && *s.p == '"' ? string_length(s) : 0;
		if (n == 0 || n == s.n || s.p[n] != ':')
			return false;
		key = str_sub(s, 1, n - 2);
		s = str_sub(s, n + 1, s.n);
		n = value_length(s);
		if (n == 0)
			return false;
		value = str_sub(s, 0, n);
		s = str_sub(s, n, s.n);
		if (m->n > 0 && key_cmp(m->list[m->n - 1].key, key) >= 0)
			return false;
		json_members_add(m, key, value);
	} while (*s.p == ',');
	return s.n == 1;
}

bool
json_members_of(struct str object, struct json_members *m, struct arena *a)
{
	struct str s;

	if (object.p && read_canonical(object, m))
		return true;
	s = json_object_canonical(object, m, a);
	return s.p && read_canonical(s, m);
}
