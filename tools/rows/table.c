#include "table.h"

#include <stdlib.h>

int
table_read(struct table *t, struct reader *r, struct fault *f)
{
	struct chunk c, *parts = NULL;
	struct arena hold = { 0 };
	size_t n = 0, cap = 0;
	uint64_t rows = 0;
	int got;

	reader_ignore_order(r);
	while ((got = reader_next(r, &c, f)) > 0) {
		rows += c.rows;
		if (rows > UINT32_MAX) {
			got = fault_data(f, "more rows than a table can hold");
			break;
		}
		mem_grow(&parts, &cap, n + 1, sizeof *parts);
		chunk_concat(&parts[n++], &c, 1, &hold);
	}
	if (got == 0) {
		struct str text = schema_text(reader_schema(r), &t->arena);

		got = schema_parse(&t->schema, text, &t->arena, f);
	}
	if (got == 0 && n > 0) {
		chunk_concat(&t->rows, parts, n, &t->arena);
	} else if (got == 0) {
		t->rows = (struct chunk){ .n = t->schema.n };
		t->rows.cols = NEW(&t->arena, struct col, t->schema.n + 1);
		for (size_t i = 0; i < t->schema.n; i++)
			t->rows.cols[i] = col_null(t->schema.columns[i].type,
			    &t->arena);
	}
	if (got == 0)
		got = facts_merge(&t->facts, reader_facts(r), f);
	facts_seal(&t->facts);
	free(parts);
	arena_free(&hold);
	return got;
}

void
table_free(struct table *t)
{
	facts_free(&t->facts);
	arena_free(&t->arena);
}
