#ifndef GPU_CALC_H
#define GPU_CALC_H
/* Expressions over a table in memory, aggregates included, as a renderer
 * needs them.  The renderers get a calc from their program, so that they need
 * not know how groups are computed. */

#include "../rows/table.h"

struct calc {
	/* The expression for each row; an aggregate is that of all rows.
	 * `others` (n of them) lend their columns as INPUT.COL if they have
	 * one row.  The answer lives in `a`. */
	int (*column)(struct str expr, const struct table *t,
	    const struct table *others, size_t n, struct col *out,
	    struct arena *a, struct fault *f);
	/* One value: outside of aggregates only constants, fact() and
	 * INPUT.COL may stand. */
	int (*value)(struct str expr, const struct table *t,
	    const struct table *others, size_t n, struct value *out,
	    struct arena *a, struct fault *f);
};

#endif
