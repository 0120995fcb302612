#include "cell.h"

#include <math.h>
#include <string.h>

#include "../base/civil.h"
#include "../base/num.h"

bool
cell_int_of_real(double d, int64_t *v)
{
	if (!(d >= -0x1p63 && d < 0x1p63) || d != floor(d))
		return false;
	*v = (int64_t)d;
	return true;
}

bool
cell_of_real(enum type t, double d, int64_t *bits)
{
	double fits = t == TYPE_F32 ? (float)d : d;

	memcpy(bits, &fits, sizeof *bits);
	return isfinite(fits) || !isfinite(d);
}

bool
cell_parse(enum type t, struct str s, int64_t *bits)
{
	double d;

	switch (t) {
	case TYPE_INT:
		return num_int(s, bits) ||
		    (num_real(s, &d) && cell_int_of_real(d, bits));
	case TYPE_REAL:
	case TYPE_F32:
		return num_real(s, &d) && cell_of_real(t, d, bits);
	case TYPE_TIME:
		return civil_parse_time(s, bits);
	case TYPE_DATE:
		return civil_parse_date(s, bits);
	case TYPE_BOOL:
		*bits = str_eq(s, S("true"));
		return *bits || str_eq(s, S("false"));
	case TYPE_NULL:
	case TYPE_TEXT:
	case TYPE_JSON:
		break;
	}
	return false;
}

bool
cell_other_time(struct known_time *k, struct str s)
{
	k->n = 0;
	if (s.n > sizeof k->text || !civil_parse_time(s, &k->us))
		return false;
	memcpy(k->text, s.p, s.n);
	k->n = s.n;
	return true;
}

const char *
cell_not(enum type t)
{
	switch (t) {
	case TYPE_INT:
		return "is not an integer";
	case TYPE_TIME:
		return "is not a time";
	case TYPE_DATE:
		return "is not a date";
	case TYPE_BOOL:
		return "is not true or false";
	default:
		return "is not a number";
	}
}
