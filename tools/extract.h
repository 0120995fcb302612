#ifndef GPU_EXTRACT_H
#define GPU_EXTRACT_H
/* gpu-extract's course: sources are opened, their columns and windows agreed
 * on, their rows merged and handed to the outlet. */

#include "outlet.h"
#include "source/operand.h"
#include "source/range.h"

/* What was asked for on the command line. */
struct extract {
	struct common common;
	const char *window, *types_text, *table, *reject, *number;
	const char *ordered;     /* --ordered */
	const char **conditions; /* --if */
	size_t nconditions;
	enum kind kind;
	struct typed *types;
	size_t ntypes;
	struct rejects rejects;
	bool explains, appends;
	bool as_is;              /* --as-is */
	unsigned jobs;           /* 0: not said */
	struct range range;
	char **operands;
	int noperands;
	struct arena a;
};

/* Returns the exit status. */
int extract_run(struct extract *o, struct fault *f);

#endif
