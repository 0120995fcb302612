#include "pattern.h"

#include <stdio.h>
#include <string.h>

#include "../rows/bounds.h"

/* A group that is open: its size without its last atom, and that. */
struct group {
	uint64_t size, last;
};

/* Behind a bracket expression that begins at `at`. */
static size_t
skip_bracket(struct str s, size_t at)
{
	at++;
	if (at < s.n && s.p[at] == '^')
		at++;
	if (at < s.n && s.p[at] == ']')
		at++;
	for (; at < s.n && s.p[at] != ']'; at++) {
		char kind = at + 1 < s.n && s.p[at] == '[' ? s.p[at + 1] : 0;

		if (kind != ':' && kind != '.' && kind != '=')
			continue;
		for (at += 2; at + 1 < s.n && (s.p[at] != kind ||
		    s.p[at + 1] != ']'); at++)
			;
		at++;
	}
	return at + 1;
}

/* The greatest number in the braces that begin at `at`; at least 1. */
static uint64_t
times(struct str s, size_t at)
{
	uint64_t most = 1, n = 0;

	for (at++; at < s.n && s.p[at] != '}'; at++) {
		if (s.p[at] < '0' || s.p[at] > '9')
			n = 0;
		else if (n <= MAX_PATTERN)
			n = n * 10 + (uint64_t)(s.p[at] - '0');
		most = n > most ? n : most;
	}
	return most;
}

bool
pattern_is_bounded(struct str s)
{
	struct group groups[MAX_DEPTH], *g = groups;

	*g = (struct group){ 0, 0 };
	for (size_t at = 0; at < s.n; at++) {
		char c = s.p[at];

		if (c == '{') {
			g->last *= times(s, at);
		} else if (c == '(') {
			if (g + 1 == groups + MAX_DEPTH)
				return false;
			*++g = (struct group){ 0, 1 };
		} else if (c == ')' && g > groups) {
			g--;
			g->size += g->last;
			g->last = g[1].size + g[1].last;
		} else {
			g->size += g->last;
			g->last = 1;
			if (c == '[')
				at = skip_bracket(s, at) - 1;
			else if (c == '\\')
				at++;
		}
		if (g->size + g->last > MAX_PATTERN)
			return false;
	}
	return true;
}

static void
close_regex(void *p)
{
	regfree(p);
}

regex_t *
pattern_compile(struct str text, bool folds, struct arena *a, char *why,
    size_t size)
{
	regex_t *regex = NEW0(a, regex_t, 1);
	char detail[128];
	int code;

	if (text.n > 0 && memchr(text.p, 0, text.n)) {
		snprintf(why, size, "a regular expression with a NUL");
		return NULL;
	}
	if (!pattern_is_bounded(text)) {
		snprintf(why, size, "a regular expression that is too large");
		return NULL;
	}
	/* The empty expression, which POSIX leaves open, matches all. */
	code = regcomp(regex, text.n > 0 ? arena_str(a, text).p : "()",
	    REG_EXTENDED | (folds ? REG_ICASE : 0));
	if (code == REG_ESPACE)
		mem_get(SIZE_MAX); /* exits */
	if (code != 0) {
		regerror(code, regex, detail, sizeof detail);
		snprintf(why, size, "regular expression: %s", detail);
		return NULL;
	}
	arena_at_end(a, close_regex, regex);
	return regex;
}

bool
pattern_search(const regex_t *regex, const char *text, regmatch_t *m,
    size_t nm, int flags)
{
	int code = regexec(regex, text, nm, m, REG_STARTEND | flags);

	if (code != 0 && code != REG_NOMATCH)
		mem_get(SIZE_MAX); /* exits */
	return code == 0;
}
