#include "template.h"

#include "words.h"

/* {EXPR FORMAT}: the FORMAT is what can be read as one from some word on. */
static int
parse_braces(struct piece *p, struct str in, struct fault *f)
{
	struct str rest = in, word;
	const char *end;

	*p = (struct piece){ .form.decimals = -1 };
	if (!words_next(&rest, &word))
		return fault_usage(f, "{} without an expression");
	for (end = word.p + word.n; rest.n > 0; end = word.p + word.n) {
		struct fault ignored;

		if (form_parse(&p->form, rest, &ignored) == 0)
			break;
		p->form = (struct form){ .decimals = -1 };
		words_next(&rest, &word);
		rest = str_trim(rest);
	}
	in = str_trim(in);
	p->expr = (struct str){ in.p, (size_t)(end - in.p) };
	return 0;
}

/* The offset of the brace that ends it; `s` begins behind the first. */
static ptrdiff_t
find_end(struct str s)
{
	char quote = 0;

	for (size_t i = 0; i < s.n; i++) {
		if (quote && s.p[i] == '\\' && quote == '"')
			i++;
		else if (quote)
			quote = s.p[i] == quote ? 0 : quote;
		else if (s.p[i] == '"' || s.p[i] == '`')
			quote = s.p[i];
		else if (s.p[i] == '}')
			return (ptrdiff_t)i;
	}
	return -1;
}

static void
add_literal(struct template *t, struct str s)
{
	if (s.n > 0)
		t->pieces[t->n++] = (struct piece){ .text = s };
}

int
template_parse(struct template *t, struct str text, uint64_t line,
    struct arena *a, struct fault *f)
{
	size_t most = 1;

	for (size_t i = 0; i < text.n; i++)
		most += text.p[i] == '{';
	*t = (struct template){ .line = line };
	t->pieces = NEW(a, struct piece, 2 * most);
	while (text.n > 0) {
		ptrdiff_t at = str_find(text, S("{"), 0), end;

		if (at < 0) {
			add_literal(t, text);
			break;
		}
		if (str_starts(str_sub(text, (size_t)at + 1, 1), S("{"))) {
			add_literal(t, str_sub(text, 0, (size_t)at + 1));
			text = str_sub(text, (size_t)at + 2, text.n);
			continue;
		}
		add_literal(t, str_sub(text, 0, (size_t)at));
		text = str_sub(text, (size_t)at + 1, text.n);
		end = find_end(text);
		if (end < 0)
			return fault_usage(f, "{ without }");
		if (parse_braces(&t->pieces[t->n++], str_sub(text, 0,
		    (size_t)end), f) < 0)
			return -1;
		text = str_sub(text, (size_t)end + 1, text.n);
	}
	return 0;
}
