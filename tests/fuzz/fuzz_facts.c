/* The texts of heads: the schema, and behind the first empty line the facts
 * of an end frame. */

#include "fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str all = { (const char *)data, size };
	ptrdiff_t cut = str_find(all, S("\n\n"), 0);
	size_t end = cut < 0 ? size : (size_t)cut + 1;
	struct arena a = { 0 };
	struct facts facts = { 0 }, twice = { 0 };
	struct schema s;
	struct value v;
	struct fault f;

	if (schema_parse(&s, str_sub(all, 0, end), &a, &f) == 0 &&
	    facts_parse(&facts, &s, str_sub(all, end + 1, size), &f) == 0 &&
	    facts_merge(&twice, &facts, &f) == 0 &&
	    facts_merge(&twice, &facts, &f) == 0) {
		for (size_t i = 0; i < twice.n; i++)
			(void)fact_value(&twice.list[i], &v, &a, &f);
		(void)schema_text(&s, &a);
		(void)facts_text(&twice, &a);
	}
	facts_free(&facts);
	facts_free(&twice);
	arena_free(&a);
	return 0;
}
