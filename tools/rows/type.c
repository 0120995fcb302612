#include "type.h"

#include <math.h>

#include "../base/civil.h"
#include "../base/num.h"

static const char *const names[] = { "null", "bool", "int", "real", "f32",
	"text", "time", "date", "json" };

const char *
type_name(enum type t)
{
	return names[t];
}

bool
type_parse(struct str s, enum type *t)
{
	for (size_t i = 1; i < sizeof names / sizeof *names; i++)
		if (str_eq(s, str_of(names[i]))) {
			*t = (enum type)i;
			return true;
		}
	return false;
}

struct str
value_text(const struct value *v, char sep, struct arena *a)
{
	char buf[NUM_MAX + CIVIL_MAX];
	size_t n = 0;

	if (v->is_null)
		return (struct str){ NULL, 0 };
	switch (v->type) {
	case TYPE_NULL:
		return (struct str){ NULL, 0 };
	case TYPE_BOOL:
		return v->i ? S("true") : S("false");
	case TYPE_INT:
		n = num_put_int(buf, v->i);
		break;
	case TYPE_REAL:
	case TYPE_F32:
		n = v->type == TYPE_F32 ? num_put_single(buf,
		    (float)v->d) : num_put_real(buf, v->d);
		break;
	case TYPE_TEXT:
	case TYPE_JSON:
		return v->s;
	case TYPE_TIME:
		n = civil_put_time(buf, v->i, sep, false);
		break;
	case TYPE_DATE:
		n = civil_put_date(buf, v->i);
		break;
	}
	return arena_str(a, (struct str){ buf, n });
}

int
value_cmp(const struct value *a, const struct value *b)
{
	if (a->is_null || b->is_null)
		return !a->is_null - !b->is_null;
	if (type_is_text(a->type))
		return str_cmp(a->s, b->s);
	if (!type_is_real(a->type))
		return (a->i > b->i) - (a->i < b->i);
	if (isnan(a->d) || isnan(b->d))
		return !!isnan(a->d) - !!isnan(b->d);
	return (a->d > b->d) - (a->d < b->d);
}
