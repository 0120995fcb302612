#ifndef GPU_SQLITEVALUE_H
#define GPU_SQLITEVALUE_H
/* A value of a database, whether the library gave it or a page.  Texts stay
 * where they are. */

#include <sqlite3.h>

#include "cell.h"

struct datum {
	int is;                /* SQLITE_INTEGER, _FLOAT, _TEXT, _BLOB, _NULL */
	union {
		int64_t i;
		double d;
		struct str s;  /* of a blob too */
	};
};

/* Valid until the next step of the statement. */
int datum_of(struct datum *d, sqlite3_value *v, struct fault *f);
/* What it is called in messages; valid as `quoted`. */
const char *datum_shown(const struct datum *d);

/* The time of a value, as cell_time; only texts are times. */
static inline bool
datum_time(struct known_time *k, const struct datum *d)
{
	return d->is == SQLITE_TEXT && cell_time(k, d->s);
}

#endif
