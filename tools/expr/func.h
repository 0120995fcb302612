#ifndef GPU_FUNC_H
#define GPU_FUNC_H
/* Functions and operators.  Each is a row of a table in funcs_*.c: a name, a
 * signature, and a kernel that computes it for an array of entries.  To add
 * one, add a row and its kernel; gpu-expr(7) lists them.
 *
 * A kernel sees values only: NULL in, NULL out is done before and after it
 * (unless the row is `lenient`), and where the values come from, entries or
 * rows, is not its business. */

#include "eval.h"
#include "node.h"

/* An argument: value k is at k * step (step 0: one value for all). */
struct vec {
	enum type type;
	uint32_t step;
	union {
		const int64_t *i;
		const double *d;
		const struct str *s;
		const uint8_t *b; /* B_FALSE, B_NULL, B_TRUE */
	};
	const uint8_t *null; /* not for texts and bools; may be NULL */
};

struct out {
	enum type type;
	uint32_t n;
	union {
		int64_t *i;
		double *d;
		struct str *s;
		uint8_t *b;
	};
	uint8_t *null; /* NULL: no value is */
};

typedef int kernel(struct run *r, const struct node *n, const struct vec *args,
    struct out *out);

struct func {
	const char *name;
	/* Letters for the argument types, `:`, the type of the result:
	 *   i int  r real (takes int)  t text  b bool  m time  d date  j json
	 *   a anything  ; `?` before a letter: optional from here on;
	 *   `*` after a letter: any number more of it.
	 * Several rows of one name are tried in turn. */
	const char *signature;
	kernel *run;
	bool lenient;  /* sees NULLs itself */
	bool by_row;   /* cheap enough to run once a row */
	bool pattern;  /* argument 2 is a constant regular expression */
	bool is_costly; /* finding arguments that are the same is cheaper */
};

extern const struct func funcs_number[], funcs_text[], funcs_time[],
    funcs_json[], funcs_file[];

/* The row that fits these types, NULL if none does; *is_known: the name is
 * there at all.  An int may stand where a real is wanted. */
const struct func *func_find(struct str name, const enum type *types, size_t n,
    bool *is_known);
/* The type letter of argument `i`, and of the result (':' -> after it). */
char func_letter(const struct func *x, size_t i);
enum type func_result(const struct func *x);
enum type func_letter_type(char letter); /* TYPE_NULL: anything */

/* The column's value in each row. */
struct vec vec_rows(struct run *r, const struct col *c);

/* Room for the values of n entries. */
void out_open(struct run *r, struct out *out, enum type type, uint32_t n);

/* For kernels. */
void out_null(struct run *r, struct out *out, uint32_t k);
static inline bool
vec_is_null(const struct vec *v, uint32_t k)
{
	if (v->type == TYPE_BOOL)
		return v->b[k * v->step] == B_NULL;
	if (type_is_text(v->type))
		return !v->s[k * v->step].p;
	return v->null && v->null[k * v->step];
}
void vec_value(const struct vec *v, uint32_t k, struct value *value);
void out_value(struct run *r, struct out *out, uint32_t k,
    const struct value *value);
/* Integer overflow at value k: a fault, unless no row has that value. */
int out_overflow(struct run *r, const struct node *n, struct out *out,
    uint32_t k);

#endif
