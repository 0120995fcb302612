#ifndef GPU_TABLEFILE_H
#define GPU_TABLEFILE_H
/* Tables in files, CSV with a header or rows, whose first columns are a key.
 * Read once, before the first row; everything lives in the arena given and
 * stays to the end of the run. */

#include "../rows/intern.h"
#include "../rows/table.h"
#include "func.h"

/* A table whose first columns are a key. */
struct table_file {
	struct str path;
	bool is_text;           /* CSV: every field a text until it is asked */
	struct table table;
	size_t nkeys;
	struct intern *keys;    /* values of each key column */
	struct intern pairs;    /* (id so far, id of the next) */
	uint32_t *rows;         /* by last id: row + 1 */
	struct col value;       /* converted; entries are rows */
};

/* Finds and reads the file that a node names. */
struct table_file *tablefile_open(const struct node *n, struct arena *a,
    struct fault *f);
/* The column a node names, else column `otherwise`. */
int tablefile_column(const struct node *n, const struct table_file *t,
    size_t otherwise, size_t *column, struct fault *f);
/* Indexes the first t->nkeys columns as keys of these types.  A key twice is
 * a fault; one with a NULL part is never found. */
int tablefile_index(const struct node *n, struct table_file *t,
    const enum type *types, struct arena *a, struct fault *f);
/* Makes a column t->value; texts of CSV become what all of them are. */
int tablefile_values(const struct node *n, struct table_file *t,
    size_t column, enum type *type, struct arena *a, struct fault *f);
/* The row of the key at entry k: its number + 1, 0 if there is none.
 * *is_null: a part of the key is. */
uint32_t tablefile_find(const struct table_file *t, const struct vec *args,
    uint32_t k, bool *is_null);
/* A text as a value of a type; NULL stays NULL.  False if it is none. */
bool tablefile_convert(struct str s, enum type type, struct value *v);

#endif
