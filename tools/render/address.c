#include "address.h"

#include <string.h>

#include "../base/buffer.h"
#include "../base/io.h"
#include "glyph.h"

enum { MAX_LOCAL = 64, MAX_DOMAIN = 253, MAX_LABEL = 63, MAX_NAME = 200,
	MAX_FILE = 1 << 20 };

static bool
is_alnum(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9');
}

/* Words between dots, none of them empty (RFC 5322, dot-atom). */
static bool
is_local(struct str s)
{
	char before = '.';

	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (c == '.' ? before == '.' :
		    !is_alnum(c) && !memchr("!#$%&'*+-/=?^_`{|}~", c, 19))
			return false;
		before = c;
	}
	return before != '.' && s.n <= MAX_LOCAL;
}

static bool
is_domain(struct str s)
{
	struct str label;

	if (s.n == 0 || s.n > MAX_DOMAIN || s.p[s.n - 1] == '.')
		return false;
	while (str_next(&s, '.', &label)) {
		if (label.n == 0 || label.n > MAX_LABEL ||
		    label.p[0] == '-' || label.p[label.n - 1] == '-')
			return false;
		for (size_t i = 0; i < label.n; i++)
			if (!is_alnum(label.p[i]) && label.p[i] != '-')
				return false;
	}
	return true;
}

struct str
address_domain(struct str address)
{
	return str_sub(address, (size_t)str_find(address, S("@"), 0) + 1,
	    address.n);
}

int
address_check(struct str s, struct fault *f)
{
	ptrdiff_t at = str_find(s, S("@"), 0);

	/* Some programs take a word with this in front for an option. */
	if (at <= 0 || s.p[0] == '-' || !is_local(str_sub(s, 0, (size_t)at)) ||
	    !is_domain(str_sub(s, (size_t)at + 1, s.n)))
		return fault_usage(f, "%s is not a mail address", quoted(s));
	return 0;
}

/* "NAME" with \ before what is to be taken as it is. */
static struct str
unquote(struct str s, struct arena *a)
{
	char *out;
	size_t n = 0;

	if (s.n < 2 || s.p[0] != '"' || s.p[s.n - 1] != '"')
		return s;
	out = arena_get(a, s.n);
	for (size_t i = 1; i + 1 < s.n; i++) {
		i += s.p[i] == '\\' && i + 2 < s.n;
		out[n++] = s.p[i];
	}
	return (struct str){ out, n };
}

static int
check_name(struct str name, struct fault *f)
{
	struct str rest = name;
	int32_t c;

	if (name.n > MAX_NAME)
		return fault_usage(f, "%s is too long for a name",
		    quoted(name));
	while (rest.n > 0) {
		glyph_next(&rest, &c);
		if (glyph_is_unsafe(c))
			return fault_usage(f, "%s has a character that no "
			    "name may have", quoted(name));
	}
	return 0;
}

int
address_parse(struct mailbox *m, struct str s, struct arena *a,
    struct fault *f)
{
	struct str name;
	size_t from;

	s = str_trim(s);
	*m = (struct mailbox){ .address = s };
	if (!str_ends(s, S(">")))
		return address_check(s, f);
	for (from = s.n; from > 0 && s.p[from - 1] != '<'; from--)
		;
	if (from == 0)
		return address_check(s, f);
	m->address = str_sub(s, from, s.n - from - 1);
	name = str_trim(str_sub(s, 0, from - 1));
	m->name = unquote(name, a);
	/* Without quotes it might be the rest of a list. */
	for (size_t i = 0; m->name.p == name.p && i < name.n; i++)
		if (memchr("<>()@,;:\"\\", name.p[i], 10))
			return address_check(s, f);
	if (m->name.n == 0)
		m->name.p = NULL;
	return address_check(m->address, f) < 0 ? -1 : check_name(m->name, f);
}

/* Up to the next comma that isn't in quotes. */
static bool
next_of(struct str *rest, struct str *part)
{
	bool in_quotes = false;
	size_t n = 0;

	if (!rest->p)
		return false;
	for (; n < rest->n && (in_quotes || rest->p[n] != ','); n++) {
		n += in_quotes && rest->p[n] == '\\' && n + 1 < rest->n;
		in_quotes ^= rest->p[n] == '"';
	}
	*part = str_sub(*rest, 0, n);
	*rest = n < rest->n ? str_sub(*rest, n + 1, rest->n) :
	    (struct str){ NULL, 0 };
	return true;
}

static bool
same_letters(struct str x, struct str y)
{
	for (size_t i = 0; i < x.n && x.n == y.n; i++) {
		char c = x.p[i], d = y.p[i];

		c = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
		d = (char)(d >= 'A' && d <= 'Z' ? d + 32 : d);
		if (c != d)
			return false;
	}
	return x.n == y.n;
}

static int
add(struct mailboxes *to, const struct mailbox *m, struct fault *f)
{
	for (size_t i = 0; i < to->n; i++)
		if (same_letters(to->list[i].address, m->address))
			return 0;
	if (to->n == MAX_RECIPIENTS)
		return fault_usage(f, "more than %d addresses; a mailing list "
		    "has one", (int)MAX_RECIPIENTS);
	to->list[to->n++] = *m;
	return 0;
}

static int
add_file(struct mailboxes *to, struct str path, struct arena *a,
    struct fault *f)
{
	const char *name = arena_str(a, path).p;
	unsigned long long at = 0;
	struct str text, line;
	struct mailbox m;

	if (io_slurp(name, MAX_FILE, a, &text, f) < 0) {
		f->status = STATUS_USAGE;
		return -1;
	}
	while (str_next(&text, '\n', &line)) {
		ptrdiff_t mark = str_find(line, S("#"), 0);

		at++;
		/* A # is a comment at the start or behind a blank. */
		while (mark > 0 && line.p[mark - 1] != ' ' &&
		    line.p[mark - 1] != '\t')
			mark = str_find(line, S("#"), (size_t)mark + 1);
		if (mark >= 0)
			line.n = (size_t)mark;
		line = str_trim(line);
		if (line.n > 0 && (address_parse(&m, line, a, f) < 0 ||
		    add(to, &m, f) < 0))
			return fault_at(f, "%s:line %llu", name, at);
	}
	return 0;
}

int
address_list(struct mailboxes *to, struct str s, struct arena *a,
    struct fault *f)
{
	struct str rest = s, part;
	struct mailbox m;
	size_t bytes = 0;

	*to = (struct mailboxes){ .list = NEW(a, struct mailbox,
	    MAX_RECIPIENTS) };
	if (str_starts(s, S("@"))) {
		if (add_file(to, str_sub(s, 1, s.n), a, f) < 0)
			return -1;
	} else {
		while (next_of(&rest, &part))
			if (str_trim(part).n > 0 &&
			    (address_parse(&m, part, a, f) < 0 ||
			    add(to, &m, f) < 0))
				return -1;
	}
	for (size_t i = 0; i < to->n; i++)
		bytes += to->list[i].name.n + to->list[i].address.n;
	if (bytes > MAX_RECIPIENT_BYTES)
		return fault_usage(f, "the addresses are longer than %d bytes",
		    (int)MAX_RECIPIENT_BYTES);
	return to->n > 0 ? 0 : fault_usage(f, "%s: no address",
	    quoted(s));
}
