#ifndef GPU_SCENE_H
#define GPU_SCENE_H
/* What a layout is drawn from: the tables and how expressions are computed;
 * and the questions about them that a page asks.  Everything lives in the
 * arena of the scene. */

#include "../expr/calc.h"
#include "layout.h"

struct scene {
	const struct layout *layout;
	const struct table *tables;
	size_t n;
	const struct calc *calc;
	struct arena *a;
	struct fault *f;
	bool is_page; /* for a browser */
};

/* The table of that name; status 2 if none is. */
const struct table *scene_table(const struct scene *s, struct str name);
/* The rows that a `from` line means, in its order. */
int scene_rows(const struct scene *s, const struct layout_from *from,
    struct table *out);
int scene_column(const struct scene *s, struct str expr,
    const struct table *t, struct col *out);
/* One value; INPUT.KEY.COL is that column of the row whose first column is
 * KEY, INPUT also being a section's ID. */
int scene_value(const struct scene *s, struct str expr,
    const struct table *t, struct value *out);
/* True if it is; NULL is not. */
int scene_is_true(const struct scene *s, struct str expr,
    const struct table *t, bool *is);
/* A number, written as one or computed. */
int scene_number(const struct scene *s, struct str expr,
    const struct table *t, double *v);
/* The expression that a FORMAT shows in place of this one: its age. */
struct str scene_expr(const struct scene *s, struct str expr,
    const struct form *form);
/* Its display name: (EXPR)@LOOKUP. */
struct str scene_lookup(const struct scene *s, struct str expr,
    const struct form *form);
/* TEXT with the values of its expressions. */
int scene_text(const struct scene *s, const struct template *t,
    const struct table *about, struct str *out);
/* What a block's buffer holds, copied; the buffer is freed. */
struct str scene_keep(const struct scene *s, struct buffer *b);

#endif
