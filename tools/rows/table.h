#ifndef GPU_TABLE_H
#define GPU_TABLE_H
/* A small set of rows held in memory whole, with its facts, which are sealed
 * (facts.h): a table is never written as a stream again. */

#include "facts.h"
#include "reader.h"

struct table {
	struct str name;
	struct schema schema;
	struct chunk rows;    /* one chunk; rows.rows may be 0 */
	struct facts facts;
	struct arena arena;   /* everything above */
};

/* Reads a whole stream. */
int table_read(struct table *t, struct reader *r, struct fault *f);
void table_free(struct table *t);

#endif
