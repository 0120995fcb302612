#ifndef GPU_SQLITEVOUCH_H
#define GPU_SQLITEVOUCH_H
/* Whether the pages of a table may be read directly: what the library and
 * the file's header say must agree, and nothing unusual may be there. */

#include "sqlitetable.h"

struct vouched {
	const char *why;       /* they may not be read; NULL: they may */
	sqlite3_file *file;    /* the library's */
	uint32_t page_size, pages, root;
};

/* `columns`, one for each of the table, are filled.  1, 0 and a reason,
 * -1. */
int sqlite_vouch(struct vouched *v, struct sqlitedb *d,
    struct stored *columns, struct fault *f);

#endif
