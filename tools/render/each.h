#ifndef GPU_EACH_H
#define GPU_EACH_H
/* --each COL: one output for each value of a column. */

#include "../base/fault.h"
#include "../rows/table.h"

/* The different values as text, ascending; those tables that have the column
 * take part, NULL is no value (*nulls rows have it).  Status 2 if no table
 * has it. */
int each_values(const struct table *tables, size_t n, struct str column,
    struct str **values, size_t *nvalues, uint64_t *nulls, struct arena *a,
    struct fault *f);
/* The tables with only the rows of that value; a table without the column is
 * kept whole.  They share the rows of `tables`; `out` has room for n. */
void each_select(struct table *out, const struct table *tables, size_t n,
    struct str column, struct str value, struct arena *a);
/* dir/%s.txt with the value in it: letters, digits and . _ @ - as they are,
 * the others as %XX, also a leading dot; the empty value is %. */
int each_path(const char *pattern, struct str value, struct arena *a,
    struct str *path, struct fault *f);

#endif
