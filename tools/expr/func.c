#include "func.h"

#include <string.h>

static const struct func *const tables[] = { funcs_number, funcs_text,
	funcs_time, funcs_json };

enum type
func_letter_type(char c)
{
	switch (c) {
	case 'i': return TYPE_INT;
	case 'r': return TYPE_REAL;
	case 't': return TYPE_TEXT;
	case 'b': return TYPE_BOOL;
	case 'm': return TYPE_TIME;
	case 'd': return TYPE_DATE;
	case 'j': return TYPE_JSON;
	default: return TYPE_NULL;
	}
}

static bool
letter_takes(char c, enum type t)
{
	if (c == 'a' || t == TYPE_NULL)
		return true;
	if (c == 'r')
		return type_is_number(t);
	return func_letter_type(c) == t;
}

char
func_letter(const struct func *x, size_t i)
{
	char last = 0;

	for (const char *s = x->signature; *s && *s != ':'; s++) {
		if (*s == '?')
			continue;
		if (*s == '*')
			return last;
		last = *s;
		if (i-- == 0)
			return last;
	}
	return 0;
}

enum type
func_result(const struct func *x)
{
	return func_letter_type(strchr(x->signature, ':')[1]);
}

static bool
takes(const struct func *x, const enum type *types, size_t n)
{
	size_t least = 0, i = 0;
	bool is_optional = false, is_open = false;

	for (const char *s = x->signature; *s != ':'; s++) {
		if (*s == '?')
			is_optional = true;
		else if (*s == '*')
			is_open = true;
		else
			i++, least += !is_optional;
	}
	if (n < least || (n > i && !is_open))
		return false;
	for (i = 0; i < n; i++)
		if (!letter_takes(func_letter(x, i), types[i]))
			return false;
	return true;
}

const struct func *
func_find(struct str name, const enum type *types, size_t n, bool *is_known)
{
	*is_known = false;
	for (size_t t = 0; t < sizeof tables / sizeof *tables; t++)
		for (const struct func *x = tables[t]; x->name; x++) {
			if (!str_eq(name, str_of(x->name)))
				continue;
			*is_known = true;
			if (takes(x, types, n))
				return x;
		}
	return NULL;
}
