#include "lex.h"

#include <string.h>

#include "../base/civil.h"
#include "../base/num.h"
#include "parse.h"

bool
is_name_letter(char c, bool first)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
	    (unsigned char)c >= 0x80 || (!first && c >= '0' && c <= '9');
}

static char
peek(const struct lexer *l, size_t ahead)
{
	struct str s = l->origin->text;

	return l->at + ahead < s.n ? s.p[l->at + ahead] : 0;
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static struct str
taken(const struct lexer *l, size_t from)
{
	return str_sub(l->origin->text, from, l->at - from);
}

static int
lex_number(struct lexer *l, struct token *t, struct fault *f)
{
	size_t from = l->at;
	bool is_real = false;

	while (is_digit(peek(l, 0)) || (peek(l, 0) == '.' &&
	    is_digit(peek(l, 1)))) {
		is_real = is_real || peek(l, 0) == '.';
		l->at++;
	}
	if ((peek(l, 0) == 'e' || peek(l, 0) == 'E') && (is_digit(peek(l, 1)) ||
	    ((peek(l, 1) == '-' || peek(l, 1) == '+') &&
	    is_digit(peek(l, 2))))) {
		is_real = true;
		for (l->at += 2; is_digit(peek(l, 0)); l->at++)
			;
	}
	if (is_name_letter(peek(l, 0), true)) {
		while (is_name_letter(peek(l, 0), false))
			l->at++;
		t->kind = TOKEN_INT;
		if (civil_parse_span(taken(l, from), &t->i))
			return 0;
		return expr_fault(f, l->origin, from, "%s is not a number or "
		    "a span (units: us ms s m h d w)", quoted(taken(l, from)));
	}
	t->kind = is_real ? TOKEN_REAL : TOKEN_INT;
	if (is_real ? num_real(taken(l, from), &t->d) :
	    num_int(taken(l, from), &t->i))
		return 0;
	return expr_fault(f, l->origin, from, "number out of range");
}

/* "..." with \" \\ \n \t \r \/ and nothing else behind a backslash. */
static int
lex_text(struct lexer *l, struct str *text, struct fault *f)
{
	size_t from = l->at++, n = 0;
	char *out = arena_get(l->a, l->origin->text.n - from + 1);

	for (;;) {
		char c = peek(l, 0);

		if (l->at >= l->origin->text.n)
			return expr_fault(f, l->origin, from,
			    "text without closing quote");
		l->at++;
		if (c == '"')
			break;
		if (c == '\\') {
			static const char from_[] = "\"\\ntr", to[] =
			    "\"\\\n\t\r";
			const char *k = strchr(from_, peek(l, 0));

			if (!k || !*k)
				return expr_fault(f, l->origin, l->at - 1,
				    "unknown escape in a text");
			c = to[k - from_];
			l->at++;
		}
		out[n++] = c;
	}
	out[n] = 0;
	*text = (struct str){ out, n };
	return 0;
}

static int
lex_quoted_name(struct lexer *l, struct token *t, struct fault *f)
{
	size_t from = ++l->at;

	while (l->at < l->origin->text.n && peek(l, 0) != '`')
		l->at++;
	if (l->at >= l->origin->text.n || l->at == from)
		return expr_fault(f, l->origin, from - 1,
		    "`name` without closing quote");
	t->kind = TOKEN_NAME;
	t->is_quoted = true;
	t->text = taken(l, from);
	l->at++;
	return 0;
}

static bool
is_path_letter(char c)
{
	return is_name_letter(c, false) || c == '.' || c == '/' || c == '-';
}

static int
lex_file(struct lexer *l, struct token *t, struct fault *f)
{
	size_t from = ++l->at;

	t->kind = TOKEN_FILE;
	if (peek(l, 0) == '"') {
		if (lex_text(l, &t->text, f) < 0)
			return -1;
	} else {
		while (is_path_letter(peek(l, 0)))
			l->at++;
		t->text = taken(l, from);
	}
	if (t->text.n == 0)
		return expr_fault(f, l->origin, from - 1,
		    "a file's name must follow @");
	/* `? @a : @b` has blanks around its colon; `@a:col` has none. */
	if (peek(l, 0) == ':' && (is_name_letter(peek(l, 1), true) ||
	    peek(l, 1) == '*')) {
		from = ++l->at;
		if (peek(l, 0) == '*')
			l->at++;
		else
			while (is_name_letter(peek(l, 0), false))
				l->at++;
		t->column = taken(l, from);
	} else if (peek(l, 0) == ':' && peek(l, 1) == '`') {
		struct token name = { 0 };

		l->at++;
		if (lex_quoted_name(l, &name, f) < 0)
			return -1;
		t->column = name.text;
	}
	return 0;
}

static int
lex_sign(struct lexer *l, struct token *t, struct fault *f)
{
	static const char *const signs[] = { "!~*", "&&", "||", "==", "!=",
		"<=", ">=", "!~", "~*", "+", "-", "*", "/", "%", "<", ">",
		"~", "!", "?", ":", "(", ")", ",", "=" };
	struct str rest = str_sub(l->origin->text, l->at, SIZE_MAX);

	for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
		if (str_starts(rest, str_of(signs[i]))) {
			t->kind = TOKEN_SIGN;
			t->text = str_of(signs[i]);
			l->at += t->text.n;
			return 0;
		}
	return expr_fault(f, l->origin, l->at, "unexpected %s",
	    quoted(str_sub(rest, 0, 1)));
}

/* A name; `input.column` is one too, for layouts. */
static void
lex_name(struct lexer *l, struct token *t)
{
	size_t from = l->at;

	while (is_name_letter(peek(l, 0), false) ||
	    (peek(l, 0) == '.' && is_name_letter(peek(l, 1), true)))
		l->at++;
	t->kind = TOKEN_NAME;
	t->text = taken(l, from);
}

int
lex_next(struct lexer *l, struct token *t, struct fault *f)
{
	char c;

	while ((c = peek(l, 0)) == ' ' || c == '\t' || c == '\n' || c == '\r')
		l->at++;
	*t = (struct token){ .at = l->at };
	if (l->at >= l->origin->text.n) {
		t->kind = TOKEN_END;
		return 0;
	}
	if (is_digit(c))
		return lex_number(l, t, f);
	if (c == '"') {
		t->kind = TOKEN_TEXT;
		return lex_text(l, &t->text, f);
	}
	if (c == '`')
		return lex_quoted_name(l, t, f);
	if (c == '@')
		return lex_file(l, t, f);
	if (c == '$') {
		size_t from = ++l->at;

		while (is_name_letter(peek(l, 0), false))
			l->at++;
		t->kind = TOKEN_VARIABLE;
		t->text = taken(l, from);
		return t->text.n > 0 ? 0 : expr_fault(f, l->origin, from - 1,
		    "a variable's name must follow $");
	}
	if (is_name_letter(c, true)) {
		lex_name(l, t);
		return 0;
	}
	return lex_sign(l, t, f);
}

int
lex_regex(struct lexer *l, struct token *t, struct fault *f)
{
	size_t n = 0;
	char *out = arena_get(l->a, l->origin->text.n + 1);

	l->at = t->at + 1;
	for (;; l->at++) {
		if (l->at >= l->origin->text.n)
			return expr_fault(f, l->origin, t->at,
			    "regular expression without closing /");
		if (peek(l, 0) == '/')
			break;
		if (peek(l, 0) == '\\' && peek(l, 1) == '/')
			l->at++;
		else if (peek(l, 0) == '\\' && peek(l, 1) != 0)
			out[n++] = l->origin->text.p[l->at++];
		out[n++] = l->origin->text.p[l->at];
	}
	l->at++;
	out[n] = 0;
	t->kind = TOKEN_TEXT;
	t->text = (struct str){ out, n };
	return 0;
}
