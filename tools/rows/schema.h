#ifndef GPU_SCHEMA_H
#define GPU_SCHEMA_H
/* What a stream's rows are: names and types of the columns, the orders that
 * the rows are promised to have, the facts that the end will bring. */

#include "../base/fault.h"
#include "type.h"

struct column {
	struct str name;
	enum type type;
};

/* A promise: the rows ascend by these columns, each within the one before. */
struct order {
	size_t n;
	size_t *columns;
};

enum rule { RULE_SUM, RULE_MIN, RULE_MAX, RULE_RANGES, RULE_SET, RULE_SAME };

struct fact_name {
	struct str name;
	enum rule rule;
	enum type type; /* what fact(name) is in an expression */
};

struct schema {
	size_t n;
	struct column *columns;
	size_t norders;
	struct order *orders;
	size_t nfacts;
	struct fact_name *facts;
	struct str source; /* where the rows come from; may be empty */
	struct str state;  /* of a database, all of whose rows these are; empty
	                    * in what readers hand on */
	size_t npartial;   /* rows of states: what they are the states of, */
	struct str *partial; /* as gpu-agg wrote it */
};

/* Do the rows of both have the same meaning, as far as states go? */
bool schema_same_partial(const struct schema *a, const struct schema *b);

/* Position of a column, or -1. */
ptrdiff_t schema_find(const struct schema *s, struct str name);
/* The promise that begins with this column, or NULL. */
const struct order *schema_order(const struct schema *s, size_t column);
/* Adds the promise of one column, if it isn't there. */
void schema_add_order(struct schema *s, size_t column, struct arena *a);
/* A copy with these columns only (`from[i]` = position in `s`, or -1 for a
 * new one); orders keep their longest prefix that is still there. */
void schema_project(struct schema *out, const struct schema *s,
    const struct column *columns, const ptrdiff_t *from, size_t n,
    struct arena *a);

const char *rule_name(enum rule r);
bool rule_parse(struct str s, enum rule *r);

/* The text form of gpu-rows(5), "Schema frame".  Everything in `a`. */
struct str schema_text(const struct schema *s, struct arena *a);
int schema_parse(struct schema *s, struct str text, struct arena *a,
    struct fault *f);

/* Takes a name written as a JSON string off the front. */
bool name_unquote(struct str *rest, struct str *name, struct arena *a);

#endif
