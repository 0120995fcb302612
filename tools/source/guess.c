#include "guess.h"

#include <string.h>

#include "../base/civil.h"
#include "../base/num.h"

void
guess_open(struct guess *g, const struct typed *given)
{
	*g = (struct guess){ .type = TYPE_TEXT, .ascends = true };
	if (given) {
		g->is_given = true;
		g->type = given->type;
	}
}

/* Numbers that would not come back as they were written are names: 007, +1. */
static bool
is_name(struct str s)
{
	size_t at = s.n > 0 && s.p[0] == '-';

	return (s.n > 0 && s.p[0] == '+') || (s.n > at + 1 &&
	    s.p[at] == '0' && s.p[at + 1] >= '0' && s.p[at + 1] <= '9');
}

/* A number as they mostly are, which leaves an int an int and a real a real:
 * anything else is looked at more closely. */
static bool
is_plain(enum type t, struct str s)
{
	size_t points = 0;

	if (s.n == 0 || s.n > 15 || s.p[0] < '0' || s.p[0] > '9' ||
	    (s.p[0] == '0' && s.n > 1 && s.p[1] != '.'))
		return false;
	for (size_t i = 1; i < s.n; i++) {
		points += s.p[i] == '.';
		if (s.p[i] != '.' && (s.p[i] < '0' || s.p[i] > '9'))
			return false;
	}
	return points == 0 || (points == 1 && t == TYPE_REAL);
}

/* Would the type found so far stay what it is? */
static bool
is_alike(const struct guess *g, struct str s)
{
	int64_t us;

	if (type_is_number(g->type))
		return is_plain(g->type, s);
	return g->type == TYPE_TIME && civil_parse_time(s, &us);
}

static enum type
type_of(struct str s)
{
	int64_t i;
	double d;

	if (!is_name(s) && num_int(s, &i))
		return TYPE_INT;
	if (!is_name(s) && num_real(s, &d))
		return TYPE_REAL;
	if (str_eq(s, S("true")) || str_eq(s, S("false")))
		return TYPE_BOOL;
	if (civil_parse_date(s, &i))
		return TYPE_DATE;
	if (civil_parse_time(s, &i))
		return TYPE_TIME;
	return TYPE_TEXT;
}

/* What both are; text if nothing else. */
static enum type
join(enum type a, enum type b)
{
	if (a == b)
		return a;
	if (type_is_number(a) && type_is_number(b))
		return TYPE_REAL;
	if ((a == TYPE_DATE && b == TYPE_TIME) ||
	    (a == TYPE_TIME && b == TYPE_DATE))
		return TYPE_TIME;
	return TYPE_TEXT;
}

static void
see_time(struct guess *g, struct str s)
{
	int64_t us;

	if (!cell_time(&g->known, s)) {
		g->any_null = true; /* if that is what it becomes */
		return;
	}
	us = g->known.us;
	if (g->any_time && us < g->last)
		g->ascends = false;
	if (!g->any_time || us > g->greatest)
		g->greatest = us;
	if (!g->any_time || us < g->least)
		g->least = us;
	g->any_time = true;
	g->last = us;
}

void
guess_see(struct guess *g, struct str s)
{
	if (!s.p) {
		g->any_null = true;
		return;
	}
	if (g->any && s.n == g->known.n && s.n > 0 &&
	    same_text(s.p, g->known.text, s.n))
		return; /* the time of the row before, in nearly all rows */
	if (!g->is_given && !g->any)
		g->type = type_of(s);
	else if (!g->is_given && g->type != TYPE_TEXT && !is_alike(g, s))
		g->type = join(g->type, type_of(s));
	g->any = true;
	if (g->type == TYPE_TIME || g->type == TYPE_DATE)
		see_time(g, s);
}

bool
guess_is_done(const struct guess *g)
{
	return g->is_given ? g->type != TYPE_TIME && g->type != TYPE_DATE :
	    g->any && g->type == TYPE_TEXT;
}
