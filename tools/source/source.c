#include "source.h"

#include <string.h>

#include "../base/buffer.h"
#include "../rows/bounds.h"

const struct typed *
typed_find(const struct typed *types, size_t n, struct str name)
{
	const struct typed *others = NULL;

	for (size_t i = 0; i < n; i++) {
		if (str_eq(types[i].name, name))
			return &types[i];
		if (str_eq(types[i].name, S("*")))
			others = &types[i];
	}
	return others;
}

uint32_t
source_rows(size_t columns)
{
	enum { MOST = 1 << 15 }; /* a coder and its caches grow with them */
	uint32_t rows = pipe_rows(columns);

	return rows < MOST ? rows : MOST;
}

bool
opening_may_want(const struct opening *o, struct str name)
{
	const struct typed *t = typed_find(o->types, o->ntypes, name);

	if ((t && t->type == TYPE_TIME) || o->nmentions == 0)
		return true;
	for (size_t i = 0; i < o->nmentions; i++)
		if (strstr(o->mentions[i], name.p))
			return true;
	return false;
}

int
source_require(const struct source *s, struct str column, struct fault *f)
{
	struct buffer b = { 0 };

	if (s->require)
		return s->require(s, column, f);
	if (schema_find(&s->schema, column) >= 0)
		return 0;
	for (size_t i = 0; i < s->schema.n && b.n < 600; i++) {
		buffer_char(&b, ' ');
		buffer_add(&b, str_sub(s->schema.columns[i].name, 0, 80));
	}
	buffer_char(&b, 0);
	fault_usage(f, "%s: has no column %s; it has"
	    "%s", s->name, quoted(column), b.p);
	buffer_free(&b);
	return -1;
}

ptrdiff_t
source_time(const struct schema *s)
{
	for (size_t i = 0; i < s->n; i++)
		if (s->columns[i].type == TYPE_TIME)
			return (ptrdiff_t)i;
	return -1;
}

bool
source_can_order(const struct source *s, struct str column)
{
	ptrdiff_t i = schema_find(&s->schema, column);

	return i >= 0 && s->schema.columns[i].type == TYPE_TIME &&
	    (s->can_sort || (s->by_request.p &&
	    str_eq(s->by_request, column)) || schema_order(&s->schema, (size_t)i));
}
