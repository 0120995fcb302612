#include "jsonout.h"

#include "rowout.h"

void
jsonout_rows(struct buffer *b, const struct table *t, int indent)
{
	struct buffer between = { 0 };

	if (t->rows.rows == 0) {
		buffer_add(b, S("[]"));
		return;
	}
	buffer_fmt(&between, ",\n%*s", indent, "");
	buffer_fmt(b, "[\n%*s", indent, "");
	rowout_objects(b, &t->schema, &t->rows, buffer_str(&between));
	buffer_fmt(b, "\n%*s]", indent > 1 ? indent - 1 : 0, "");
	buffer_free(&between);
}

void
jsonout_draw(struct buffer *b, const struct table *tables, size_t n)
{
	if (n == 1) {
		jsonout_rows(b, &tables[0], 1);
		buffer_char(b, '\n');
		return;
	}
	buffer_add(b, S("{"));
	for (size_t i = 0; i < n; i++) {
		buffer_add(b, i > 0 ? S(",\n ") : S("\n "));
		buffer_json(b, tables[i].name);
		buffer_add(b, S(": "));
		jsonout_rows(b, &tables[i], 2);
	}
	buffer_add(b, S("\n}\n"));
}
