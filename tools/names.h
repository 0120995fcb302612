#ifndef GPU_NAMES_H
#define GPU_NAMES_H
/* -c of gpu-extract, as far as it is about what the sources have: NAME must be
 * in all of them, NAME? need not be in any. */

#include "source/source.h"

struct names {
	const struct source *in;
	struct schema *schema; /* gets the columns that no source has */
	bool *may_lack;        /* a bool a column: written NAME? */
	bool all;              /* there is a star, or no -c */
	const struct typed *types;
	size_t ntypes;
	struct arena *a;       /* of what is added */
};

int names_read(struct names *x, struct str list, struct fault *f);

#endif
