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

static int read_list(struct names *x, struct str list, int depth,
    struct fault *f);

static int
read_file(struct names *x, struct str name, int depth, struct fault *f)
{
	struct str path, text, line;
	uint64_t number = 0;

	if (depth > 8)
		return fault_usage(f, "-c: files insert one another");
	if (files_find(name, NULL, x->a, &path, f) < 0 ||
	    files_text(path, x->a, &text, f) < 0)
		return -1;
	while (files_next_line(&text, &line, &number))
		if (read_list(x, files_unquote(line, x->a), depth + 1,
		    f) < 0)
			return -1;
	return 0;
}

/* -c, as far as it is about what the sources have: NAME must be in all of
 * them, NAME? need not be in any. */
static int
read_list(struct names *x, struct str list, int depth, struct fault *f)
{
	struct str item, name, expr;

	while (expr_next_item(&list, &item)) {
		bool optional;
		ptrdiff_t at;

		if (str_eq(item, S("*"))) {
			x->all = true;
			continue;
		}
		if (item.n > 0 && item.p[0] == '@') {
			if (read_file(x, str_sub(item, 1, item.n), depth,
			    f) < 0)
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
