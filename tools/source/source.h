#ifndef GPU_SOURCE_H
#define GPU_SOURCE_H
/* What every source of rows looks like to gpu-extract: a schema, and chunks
 * until there are no more.  One file a source makes one of these. */

#include "../rows/chunk.h"
#include "../rows/facts.h"

/* Which rows and columns are wanted; a source may deliver no others. */
struct request {
	const char *name;       /* of the input, for messages */
	size_t n;               /* columns asked for; 0: all there are */
	struct str *columns;    /* their names */
	bool *may_lack;         /* written NAME?: NULL where it is missing */
	struct str time_column; /* p NULL: the first column of type time */
	bool has_window;
	int64_t from, to;       /* both inclusive, microseconds */
	uint32_t chunk_rows;
	size_t ntypes;          /* -T: names and types, "*" for all others */
	struct typed {
		struct str name;
		enum type type;
		bool lenient;   /* TYPE?: what doesn't fit is NULL */
	} *types;
	const char *table;      /* --sql: a table or a query, or NULL */
	const char *reject;     /* --reject FILE, or NULL */
};

struct source {
	struct schema schema;   /* of what it delivers, orders proved */
	/* 1 and a chunk valid until the next call; 0 at the end; -1. */
	int (*next)(struct source *s, struct chunk *c, struct fault *f);
	void (*close)(struct source *s);
	struct facts facts;     /* complete after the end: late, rejected … */
	bool (*has_stopped)(const struct source *s); /* error frame read */
};

#endif
