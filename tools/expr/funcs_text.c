/* Texts: gpu-expr(7), "Texts". */

#include <string.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

#include "../base/buffer.h"
#include "../base/civil.h"
#include "../base/num.h"
#include "kernel.h"
#include "parse.h"
#include "pattern.h"

#define COMPARE_TEXT(name, sign) \
	KERNEL(name) \
	{ \
		UNUSED; \
		EACH \
			out->b[k] = str_cmp(AT(&args[0], s, k), \
			    AT(&args[1], s, k)) sign 0 ? B_TRUE : B_FALSE; \
		return 0; \
	}

COMPARE_TEXT(eq_text, ==)
COMPARE_TEXT(ne_text, !=)
COMPARE_TEXT(lt_text, <)
COMPARE_TEXT(le_text, <=)
COMPARE_TEXT(gt_text, >)
COMPARE_TEXT(ge_text, >=)

static char
fold(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static char
rise(char c)
{
	return c >= 'a' && c <= 'z' ? (char)(c - 32) : c;
}

static struct str
each_letter(struct str s, char (*change)(char), struct arena *a)
{
	char *p = arena_get(a, s.n + 1);

	for (size_t i = 0; i < s.n; i++)
		p[i] = change(s.p[i]);
	p[s.n] = 0;
	return (struct str){ p, s.n };
}

KERNEL(lower)
{
	UNUSED;
	EACH
		out->s[k] = each_letter(AT(&args[0], s, k), fold, r->a);
	return 0;
}

KERNEL(upper)
{
	UNUSED;
	EACH
		out->s[k] = each_letter(AT(&args[0], s, k), rise, r->a);
	return 0;
}

KERNEL(trim)
{
	UNUSED;
	EACH
		out->s[k] = str_trim(AT(&args[0], s, k));
	return 0;
}

KERNEL(length)
{
	UNUSED;
	EACH
		out->i[k] = (int64_t)AT(&args[0], s, k).n;
	return 0;
}

static bool
contains(struct str s, struct str what)
{
	return str_find(s, what, 0) >= 0;
}

static int
tell(const struct vec *args, struct out *out,
    bool (*is)(struct str, struct str))
{
	EACH {
		struct str s = AT(&args[0], s, k), w = AT(&args[1], s, k);

		out->b[k] = s.p && w.p && is(s, w) ? B_TRUE : B_FALSE;
	}
	return 0;
}

KERNEL(contains_text)
{
	UNUSED;
	return tell(args, out, contains);
}

KERNEL(starts_text)
{
	UNUSED;
	return tell(args, out, str_starts);
}

KERNEL(ends_text)
{
	UNUSED;
	return tell(args, out, str_ends);
}

/* sub(x, from[, n]): from 1; a part that isn't there is empty. */
KERNEL(sub)
{
	EACH {
		int64_t from = AT(&args[1], i, k);
		int64_t most = n->n > 2 ? AT(&args[2], i, k) : INT64_MAX;

		if (from < 1) {
			most = most > 0 && from > -most ? most + from - 1 : 0;
			from = 1;
		}
		out->s[k] = str_sub(AT(&args[0], s, k), (size_t)from - 1,
		    most > 0 ? (size_t)most : 0);
	}
	(void)r;
	return 0;
}

/* Does the expression match from `at` on?  Not for NULL texts. */
static bool
search_from(const regex_t *re, struct str s, size_t at, regmatch_t *m,
    size_t nm)
{
	m[0].rm_so = (regoff_t)at;
	m[0].rm_eo = (regoff_t)s.n;
	return pattern_search(re, s.p, m, nm, at > 0 ? REG_NOTBOL : 0);
}

KERNEL(match_regex)
{
	UNUSED;
	EACH {
		struct str s = AT(&args[0], s, k);
		regmatch_t m[1];

		out->b[k] = s.p && search_from(n->regex, s, 0, m, 1) ?
		    B_TRUE : B_FALSE;
	}
	return 0;
}

/* match(x, /re/, n): group n, 0 the whole; NULL without a match. */
KERNEL(match_part)
{
	EACH {
		struct str s = AT(&args[0], s, k);
		int64_t g = AT(&args[2], i, k);
		regmatch_t m[10];

		if (!s.p || g < 0 || g > 9 ||
		    !search_from(n->regex, s, 0, m, 10) || m[g].rm_so < 0)
			out_null(r, out, k);
		else
			out->s[k] = str_sub(s, (size_t)m[g].rm_so,
			    (size_t)(m[g].rm_eo - m[g].rm_so));
	}
	return 0;
}

KERNEL(replace_regex)
{
	struct buffer b = { 0 };

	EACH {
		struct str s = AT(&args[0], s, k);
		size_t at = 0;
		regmatch_t m[1];

		b.n = 0;
		while (s.p && at <= s.n &&
		    search_from(n->regex, s, at, m, 1)) {
			size_t from = (size_t)m[0].rm_so;
			size_t to = (size_t)m[0].rm_eo;

			buffer_add(&b, str_sub(s, at, from - at));
			buffer_add(&b, AT(&args[2], s, k));
			if (to == from && from < s.n)
				buffer_add(&b, str_sub(s, from, 1));
			at = to == from ? to + 1 : to;
		}
		if (at < s.n)
			buffer_add(&b, str_sub(s, at, s.n));
		out->s[k] = arena_str(r->a, buffer_str(&b));
	}
	buffer_free(&b);
	return 0;
}

/* The pieces of x between separators, counted. */
static int64_t
count_pieces(struct str s, struct str sep)
{
	int64_t pieces = 1;
	ptrdiff_t at = 0;

	if (sep.n == 0)
		return 1;
	while ((at = str_find(s, sep, (size_t)at)) >= 0) {
		pieces++;
		at += (ptrdiff_t)sep.n;
	}
	return pieces;
}

/* field(x, sep, n): piece n, from 1; -1 is the last; NULL if there is none. */
KERNEL(field)
{
	EACH {
		struct str s = AT(&args[0], s, k), sep = AT(&args[1], s, k);
		int64_t want = AT(&args[2], i, k);
		ptrdiff_t end;
		size_t at = 0;

		if (want < 0)
			want += count_pieces(s, sep) + 1;
		if (!s.p || want < 1) {
			out_null(r, out, k);
			continue;
		}
		end = sep.n > 0 ? str_find(s, sep, 0) : -1;
		while (--want > 0 && end >= 0) {
			at = (size_t)end + sep.n;
			end = str_find(s, sep, at);
		}
		if (want > 0)
			out_null(r, out, k);
		else
			out->s[k] = str_sub(s, at, end < 0 ? s.n :
			    (size_t)end - at);
	}
	(void)n;
	return 0;
}

KERNEL(concat)
{
	EACH {
		size_t bytes = 0;
		char *p;

		for (size_t i = 0; i < n->n; i++)
			bytes += AT(&args[i], s, k).n;
		p = arena_get(r->a, bytes + 1);
		out->s[k] = (struct str){ p, bytes };
		for (size_t i = 0; i < n->n; i++) {
			struct str s = AT(&args[i], s, k);

			if (s.n > 0)
				memcpy(p, s.p, s.n);
			p += s.n;
		}
	}
	return 0;
}

KERNEL(text_of)
{
	(void)n;
	EACH {
		struct value v;

		vec_value(&args[0], k, &v);
		out->s[k] = value_text(&v, ' ', r->a);
	}
	return 0;
}

/* hash(x, salt): 16 hexadecimal digits, to hide a name.  No signature: who
 * knows the salt can try names. */
KERNEL(hash)
{
	UNUSED;
	EACH {
		struct str x = AT(&args[0], s, k), salt = AT(&args[1], s, k);
		uint64_t seed = XXH3_64bits(salt.n > 0 ? salt.p : "", salt.n);

		out->s[k] = arena_fmt(r->a, "%016llx", (unsigned long long)
		    XXH3_64bits_withSeed(x.n > 0 ? x.p : "", x.n, seed));
	}
	return 0;
}

const struct func funcs_text[] = {
	{ "==", "tt:b", eq_text },
	{ "!=", "tt:b", ne_text },
	{ "<", "tt:b", lt_text },
	{ "<=", "tt:b", le_text },
	{ ">", "tt:b", gt_text },
	{ ">=", "tt:b", ge_text },
	{ "==", "jj:b", eq_text },
	{ "!=", "jj:b", ne_text },
	{ "~", "tt:b", match_regex, .pattern = true,
	    .is_costly = true },
	{ "~*", "tt:b", match_regex, .pattern = true,
	    .is_costly = true },
	{ "match", "tti:t", match_part, .pattern = true,
	    .is_costly = true },
	{ "replace", "ttt:t", replace_regex, .pattern = true,
	    .is_costly = true },
	{ "lower", "t:t", lower },
	{ "upper", "t:t", upper },
	{ "trim", "t:t", trim },
	{ "length", "t:i", length },
	{ "contains", "tt:b", contains_text },
	{ "startswith", "tt:b", starts_text },
	{ "endswith", "tt:b", ends_text },
	{ "sub", "ti?i:t", sub },
	{ "field", "tti:t", field },
	{ "concat", "tt*:t", concat },
	{ "hash", "tt:t", hash },
	{ "text", "t:t", text_of },
	{ "text", "i:t", text_of },
	{ "text", "r:t", text_of },
	{ "text", "b:t", text_of },
	{ "text", "d:t", text_of },
	{ "text", "j:t", text_of },
	{ 0 }
};
