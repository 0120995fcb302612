/* The YAML of exclusions. */

#include "fuzz.h"

#include "expr/exclusions.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str text = { (const char *)data, size };
	struct arena a = { 0 };
	struct pattern *list;
	struct fault f;
	size_t n;

	if (exclusions_parse(text, "fuzz", &list, &n, &a, &f) == 0)
		for (size_t i = 0; i < n; i++)
			(void)arena_fmt(&a, "%.*s %.*s", (int)list[i].key.n,
			    list[i].key.p, (int)list[i].value.n,
			    list[i].value.p);
	arena_free(&a);
	return 0;
}
