#ifndef GPU_SOURCE_H
#define GPU_SOURCE_H
/* What every source of rows looks like to gpu-extract.  Reading has two
 * steps, because several inputs become one stream: opening tells which
 * columns there are, `start` says which of them are to come and as what type.
 * From then on all sources deliver the same columns in the same order.
 * One file a kind of source makes these; close frees it.
 *
 * Sources may be opened, asked for their newest time and started in several
 * threads at the same time, a source in one of them at a time.  What they are
 * given is shared then, and left as it is; the pool looks after itself. */

#include "../rows/chunk.h"
#include "../rows/facts.h"

/* Where the rows that don't fit go (--reject FILE). */
struct rejects {
	int fd;
	const char *path;
};

/* -T: a column and its type; the name "*" means all others. */
struct typed {
	struct str name;
	enum type type;
	bool is_lenient;        /* TYPE?: what doesn't fit is NULL */
};

/* What is known before an input is opened. */
struct opening {
	const char *name;       /* for messages */
	const char *path;       /* NULL: standard input */
	int fd;                 /* open for reading; the source closes it.  A
	                         * database goes by its path, -1 */
	const char *table;      /* --sql: a table or a query, or NULL */
	const struct typed *types;
	size_t ntypes;
	const struct rejects *rejects; /* or NULL */
	int busy_ms;            /* how long to wait for a locked database */
	struct keep_pool *pool; /* rows that must be looked at before they may
	                         * leave are kept in it; or NULL */
	const char *const *mentions; /* a column that is none of the times, and
	                         * whose name is in none of these texts,
	                         * won't be asked for */
	size_t nmentions;       /* 0: any may be */
	uint32_t chunk_rows;    /* as asked for, or 0 */
	const char *number;     /* a column of the numbers of rows, or NULL */
	unsigned jobs;          /* parts that may be opened side by side */
	bool asks_library;      /* no pages of a database are read directly */
	const char *cache;      /* a folder for what is learned of databases,
	                         * or NULL */
	/* --explain: told how an input is read, once each; or NULL. */
	void (*explain)(const char *name, const char *way, const char *why);
	bool drops_facts;       /* facts of rows read are not passed on, */
	struct str kept_fact;   /* but this one */
	bool drops_order;       /* orders of rows read are not relied on */
};

/* Which rows and columns are to come. */
struct request {
	const struct schema *schema; /* exactly these columns are delivered */
	const bool *want;       /* the others may come as NULL */
	const bool *is_lenient; /* what doesn't fit the type is NULL */
	ptrdiff_t time;         /* the column that orders the rows, or -1 */
	bool in_order;          /* by it, ascending */
	bool has_window;        /* on it */
	int64_t from, to;       /* both inclusive, microseconds */
	uint32_t chunk_rows;
	size_t memory;          /* bytes that rows held may take; 0: any */
	unsigned jobs;          /* parts that may be started side by side */
};

struct source {
	const char *name;       /* for messages */
	struct schema schema;   /* the columns there are, as found; orders that
	                         * hold; facts that the end will bring */
	bool *is_weak;          /* a column's type says little: no value was
	                         * seen, or a declaration that need not hold */
	bool can_sort;          /* rows can come in order of any time column */
	struct str by_request;  /* the time column that they come in order of if
	                         * asked (in_order); p NULL: see can_sort */
	size_t sorters;         /* inputs in it that may hold rows to sort */

	/* Leaves out what can't hold rows of these times; NULL: nothing can be
	 * left out.  First of all, and only once. */
	int (*narrow)(struct source *s, int64_t from, int64_t to,
	    struct fault *f);
	/* Status 2 if some input lacks this column; NULL: see the schema. */
	int (*require)(const struct source *s, struct str column,
	    struct fault *f);
	/* The greatest time of a column of `schema`; *known is false if there
	 * are no rows.  Before start, or after the end. */
	int (*newest)(struct source *s, size_t column, bool *known,
	    int64_t *us, struct fault *f);
	int (*start)(struct source *s, const struct request *r,
	    struct fault *f);
	/* 1 and a chunk valid until the next call; 0 at the end; -1. */
	int (*next)(struct source *s, struct chunk *c, struct fault *f);
	void (*close)(struct source *s);

	/* After start: no row has a time before this one, nor none. */
	bool has_least;
	int64_t least;
	/* After start with a time: the rows there are, in the window or not. */
	bool has_total;
	uint64_t total;

	/* After the end. */
	struct facts facts;
	uint64_t checksum;      /* names what was read, not where it lies */
	bool got_error_frame;   /* the fault was told upstream already */
};

/* The type that -T gives a column, if any. */
const struct typed *typed_find(const struct typed *types, size_t n,
    struct str name);

/* The rows of a chunk of so many columns, where rows become chunks and it
 * isn't said how many. */
uint32_t source_rows(size_t columns);
/* May a column with this name be asked for?  What orders the rows may be. */
bool opening_may_want(const struct opening *o, struct str name);

/* Status 2 naming the input, the column and the columns there are. */
int source_require(const struct source *s, struct str column,
    struct fault *f);
/* The first column of type time, or -1. */
ptrdiff_t source_time(const struct schema *s);
/* Can the rows come in order of this column? */
bool source_can_order(const struct source *s, struct str column);

#endif
