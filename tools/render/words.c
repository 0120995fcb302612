#include "words.h"

#include <string.h>

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

/* Does a `/` behind this begin a regular expression?  `before` is the last
 * character that is not blank. */
static bool
begins_regex(char before)
{
	return before == '~' || before == '*' || before == ',' ||
	    before == '(';
}

/* Length of what is quoted at the front, 0 if nothing is, SIZE_MAX if it has
 * no end. */
static size_t
quoted_length(struct str s, char before)
{
	char q = s.p[0];
	size_t n = 1;

	if (q != '"' && q != '`' && (q != '/' || !begins_regex(before)))
		return 0;
	for (; n < s.n && s.p[n] != q; n++)
		if (s.p[n] == '\\' && q != '`')
			n++;
	return n < s.n ? n + 1 : SIZE_MAX;
}

int
words_line(struct str *line, struct fault *f)
{
	int depth = 0;
	char before = 0;

	for (size_t i = 0; i < line->n; i++) {
		char c = line->p[i];
		size_t n;

		if (c == '#' && (i == 0 || is_blank(line->p[i - 1]))) {
			*line = str_sub(*line, 0, i);
			break;
		}
		n = quoted_length(str_sub(*line, i, line->n), before);
		if (n == SIZE_MAX && c != '/')
			return fault_usage(f, "%c without its end", c);
		if (n > 0 && n != SIZE_MAX)
			i += n - 1;
		depth += (c == '(') - (c == ')');
		if (!is_blank(c))
			before = c;
	}
	if (depth != 0)
		return fault_usage(f, "parentheses don't match");
	*line = str_trim(*line);
	return 0;
}

bool
words_next(struct str *rest, struct str *word)
{
	int depth = 0;
	char before = 0;
	size_t i = 0;

	*rest = str_trim(*rest);
	if (rest->n == 0)
		return false;
	while (i < rest->n && (depth > 0 || !is_blank(rest->p[i]))) {
		char c = rest->p[i];
		size_t n = quoted_length(str_sub(*rest, i, rest->n), before);

		depth += (c == '(') - (c == ')');
		if (!is_blank(c))
			before = c;
		i += n > 0 && n != SIZE_MAX ? n : 1;
	}
	*word = str_sub(*rest, 0, i);
	*rest = str_sub(*rest, i, rest->n);
	return true;
}

struct str
words_peek(struct str rest)
{
	struct str word = { "", 0 };

	words_next(&rest, &word);
	return word;
}

struct str
words_until(struct str *rest, const char *const *stops, size_t n)
{
	const char *from, *to;
	struct str word;

	*rest = str_trim(*rest);
	from = to = rest->p;
	for (;;) {
		word = words_peek(*rest);
		if (word.n == 0)
			break;
		for (size_t i = 0; i < n; i++)
			if (str_eq(word, str_of(stops[i])))
				return (struct str){ from,
				    (size_t)(to - from) };
		words_next(rest, &word);
		to = word.p + word.n;
	}
	return (struct str){ from, (size_t)(to - from) };
}

int
words_text(struct str word, struct arena *a, struct str *text,
    struct fault *f)
{
	char *out;
	size_t n = 0;

	if (word.n < 2 || word.p[0] != '"' || word.p[word.n - 1] != '"') {
		*text = word;
		return 0;
	}
	out = arena_get(a, word.n);
	for (size_t i = 1; i + 1 < word.n; i++) {
		char c = word.p[i];

		if (c == '\\') {
			static const char from[] = "\"\\nt", to[] =
			    "\"\\\n\t";
			const char *k = strchr(from, word.p[++i]);

			if (!k || !*k)
				return fault_usage(f, "unknown escape in %s",
				    quoted(word));
			c = to[k - from];
		}
		out[n++] = c;
	}
	*text = (struct str){ out, n };
	return 0;
}

void
words_definition(struct str word, struct str *name, struct str *expr)
{
	size_t n = 0;
	bool is_quoted = false;

	while (n < word.n && (is_quoted || word.p[n] != '=')) {
		is_quoted ^= word.p[n] == '`';
		n++;
	}
	*name = str_sub(word, 0, n);
	if (name->n > 2 && name->p[0] == '`')
		*name = str_sub(*name, 1, name->n - 2);
	*expr = n < word.n ? str_sub(word, n + 1, word.n) :
	    (struct str){ NULL, 0 };
}
