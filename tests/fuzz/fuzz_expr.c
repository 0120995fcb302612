/* Expressions: parsed, checked and computed over a few rows, once as a column
 * and once as a value, aggregates included. */

#include "fuzz.h"

#include "group/calc.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str text = { (const char *)data, size };
	struct arena a = { 0 };
	struct table t;
	struct col c;
	struct value v;
	struct fault f;

	fuzz_table(&t);
	if (group_calc.column(text, &t, &t, 1, &c, &a, &f) == 0) {
		const uint32_t *at = dom_index(c.dom, t.rows.rows, &a);

		for (uint32_t r = 0; r < t.rows.rows; r++) {
			col_value(&c, at[r], &v);
			(void)value_text(&v, ' ', &a);
		}
	}
	(void)group_calc.value(text, &t, &t, 1, &v, &a, &f);
	arena_free(&a);
	table_free(&t);
	return 0;
}
