#include "sqlitevalue.h"

#include <string.h>

#include "../base/num.h"

int
datum_of(struct datum *d, sqlite3_value *v, struct fault *f)
{
	d->is = sqlite3_value_type(v);
	switch (d->is) {
	case SQLITE_INTEGER:
		d->i = sqlite3_value_int64(v);
		break;
	case SQLITE_FLOAT:
		d->d = sqlite3_value_double(v);
		break;
	case SQLITE_TEXT:
		d->s.p = (const char *)sqlite3_value_text(v);
		d->s.n = (size_t)sqlite3_value_bytes(v);
		if (!d->s.p)
			return fault_data(f, "no memory");
		break;
	case SQLITE_BLOB:
		d->s.p = sqlite3_value_blob(v);
		d->s.n = (size_t)sqlite3_value_bytes(v);
		break;
	default:
		break;
	}
	return 0;
}

const char *
datum_shown(const struct datum *d)
{
	char number[NUM_MAX];

	switch (d->is) {
	case SQLITE_NULL:
		return "NULL";
	case SQLITE_BLOB:
		return "a blob";
	case SQLITE_INTEGER:
		return quoted((struct str){ number,
		    num_put_int(number, d->i) });
	case SQLITE_FLOAT:
		return quoted((struct str){ number,
		    num_put_real(number, d->d) });
	default:
		return quoted((struct str){ d->s.p, strnlen(d->s.p,
		    d->s.n) });
	}
}
