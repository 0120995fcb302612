#ifndef GPU_FILES_H
#define GPU_FILES_H
/* Policy files: finding them, and reading their kinds.  gpu-policy(5).
 * Everything lives in the arena given. */

#include "../base/fault.h"
#include "../rows/schema.h"
#include "node.h"

/* Where NAME, NAME.csv, NAME.yaml or NAME.rows is.  Looked for in the folders
 * of GPUPATH first, so that a site's files come before a policy's, then
 * beside the file that names it (`beside`, NULL: the current folder). */
int files_find(struct str name, const char *beside, struct arena *a,
    struct str *path, struct fault *f);
/* The file's text. */
int files_text(struct str path, struct arena *a, struct str *text,
    struct fault *f);
/* Lines without comments and blank ones; `number` is that of the line. */
bool files_next_line(struct str *rest, struct str *line, uint64_t *number);
/* @FILE in a list of names, as -c takes it: `take` gets each line of the file,
 * a list again, and calls this for a file that it names, one deeper.  Status 2
 * if files insert one another. */
int files_lists(struct str name, int depth, int (*take)(void *ctx,
    struct str list, int depth, struct fault *f), void *ctx,
    struct arena *a, struct fault *f);
/* A value that is quoted because it holds # or outer blanks. */
struct str files_unquote(struct str s, struct arena *a);

struct definition {
	struct str name;
	struct str expr;
	struct origin origin; /* of expr */
};

struct definitions {
	size_t n, cap;
	struct definition *list; /* malloc'ed */
};

/* Adds `NAME=EXPR` or, for `@FILE`, the definitions of a file; a later line
 * of a file replaces an earlier one of that name. */
int definitions_add(struct definitions *d, struct str operand, struct arena *a,
    struct fault *f);
/* Gives the definitions of all operands, in turn, to `define`; *=EXPR once for
 * each of the columns that no other of them defines (origin->star is that
 * column). */
int definitions_each(char **operands, int n, const struct schema *columns,
    int (*define)(void *ctx, struct str name, const struct origin *o,
    struct fault *f), void *ctx, struct arena *a, struct fault *f);

/* The rules of a file as one expression, not yet checked. */
struct node *rules_read(const struct node *at, struct arena *a,
    struct fault *f);

#endif
