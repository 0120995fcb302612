#ifndef GPU_NODE_H
#define GPU_NODE_H
/* An expression as a tree: made by parse.h, typed and bound by check.h,
 * computed by eval.h.  Everything lives in the arena given to the parser. */

#include <regex.h>

#include "../rows/type.h"

enum node_kind {
	NODE_CONST,  /* value; text: of which $NAME, if it is one */
	NODE_COLUMN, /* text: its name; column: its place */
	NODE_CALL,   /* text: operator or function; func */
	NODE_CASE,   /* args: condition, value, ..., [the value otherwise] */
	NODE_AGG,    /* text: an aggregate; over or not */
	NODE_FILE,   /* text: @FILE alone, not yet read (rules, a column) */
	NODE_LOOKUP, /* args: the key; the table's column */
	NODE_IN,     /* args: the key; member of a set or table */
	NODE_SEARCH, /* args: the text; entries whose key is found in it */
	NODE_FACT    /* text: its name */
};

/* Where an expression stands, for messages and for finding files. */
struct origin {
	const char *file; /* NULL: the command line */
	uint64_t line;
	struct str text;  /* of the whole expression */
	const struct str *variables; /* NAME=VALUE, before the environment's */
	size_t nvariables;
	struct str star;  /* the column that * is; p NULL: none */
};

struct func;
struct table_file;
struct set_file;
struct search_file;

struct node {
	enum node_kind kind;
	enum type type;          /* after the check */
	size_t at;               /* byte in origin->text */
	const struct origin *origin;
	struct str text;
	struct value value;
	size_t n;
	struct node **args;
	struct node *condition;  /* aggregates: if */
	bool has_over, over_all; /* aggregates: over KEYS, over all */
	size_t nover;
	struct node **over;
	struct str file, file_column; /* @FILE:COL; column.p NULL: none */
	/* Found by the check: */
	size_t column;           /* NODE_COLUMN */
	const struct func *func; /* NODE_CALL */
	size_t slot;             /* NODE_AGG: which of the aggregates */
	bool is_bound;           /* NODE_AGG: slot is set */
	regex_t *regex;          /* calls with a constant pattern */
	const struct table_file *table;
	const struct set_file *set;
	const struct search_file *search;
	ptrdiff_t value_column;  /* of the table */
};

#endif
