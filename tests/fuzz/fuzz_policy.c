/* Policy files: the first letter says which.  `r` rules, `d` definitions,
 * `s` a set, `l` a table to look into, `x` a list to search. */

#include "fuzz.h"

#include <stdlib.h>
#include <unistd.h>

#include "expr/files.h"
#include "group/calc.h"

static void
compute(const char *expr)
{
	struct str text = str_of(expr);
	struct arena a = { 0 };
	struct table t;
	struct col c;
	struct fault f;

	fuzz_table(&t);
	(void)group_calc.column(text, &t, &t, 1, &c, &a, &f);
	arena_free(&a);
	table_free(&t);
}

static void
define(struct arena *a, const char *path)
{
	struct definitions d = { 0 };
	struct fault f;

	if (definitions_add(&d, arena_fmt(a, "@%s", path), a, &f) == 0)
		for (size_t i = 0; i < d.n; i++)
			compute(arena_str(a, d.list[i].expr).p);
	free(d.list);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena a = { 0 };
	const char *path;
	int fd;

	if (size == 0)
		return 0;
	fd = fuzz_file(data + 1, size - 1);
	path = fuzz_path(fd);
	switch (data[0]) {
	case 'r':
		compute(arena_fmt(&a, "@\"%s\"", path).p);
		break;
	case 'd':
		define(&a, path);
		break;
	case 's':
		compute(arena_fmt(&a, "s in @\"%s\"", path).p);
		break;
	case 'l':
		compute(arena_fmt(&a, "s@\"%s\"", path).p);
		break;
	default:
		compute(arena_fmt(&a, "search(s, @\"%s\", \"i\")", path).p);
	}
	close(fd);
	arena_free(&a);
	return 0;
}
