#include "names.h"

#include <string.h>

#include "expr/files.h"
#include "expr/parse.h"

/* A column that no source has: NULL in all rows. */
static void
add_column(struct names *x, struct str name)
{
	const struct typed *t = typed_find(x->types, x->ntypes, name);
	struct schema *s = x->schema;
	struct column *columns = NEW(x->a, struct column, s->n + 1);
	bool *may_lack = NEW0(x->a, bool, s->n + 1);

	memcpy(columns, s->columns, s->n * sizeof *columns);
	memcpy(may_lack, x->may_lack, s->n * sizeof *may_lack);
	columns[s->n] = (struct column){ arena_str(x->a, name),
		t ? t->type : TYPE_TEXT };
	may_lack[s->n] = true;
	s->columns = columns;
	x->may_lack = may_lack;
	s->n++;
}

/* -c, as far as it is about what the sources have: NAME must be in all of
 * them, NAME? need not be in any. */
static int
read_list(void *ctx, struct str list, int depth, struct fault *f)
{
	struct names *x = ctx;
	struct str item, name, expr;

	while (expr_next_item(&list, &item)) {
		bool optional;
		ptrdiff_t at;

		if (str_eq(item, S("*"))) {
			x->all = true;
			continue;
		}
		if (item.n > 0 && item.p[0] == '@') {
			if (files_lists(str_sub(item, 1, item.n), depth,
			    read_list, x, x->a, f) < 0)
				return -1;
			continue;
		}
		if (expr_split_definition(item, &name, &expr))
			continue; /* the outlet tells what it uses */
		optional = item.n > 1 && item.p[item.n - 1] == '?';
		item.n -= optional;
		if (item.n > 1 && item.p[0] == '`')
			item = str_sub(item, 1, item.n - 2);
		if (!optional && source_require(x->in, item, f) < 0)
			return -1;
		at = schema_find(x->schema, item);
		if (at < 0)
			add_column(x, item);
		else if (optional)
			x->may_lack[at] = true;
	}
	return 0;
}

int
names_read(struct names *x, struct str list, struct fault *f)
{
	return read_list(x, list, 0, f);
}
