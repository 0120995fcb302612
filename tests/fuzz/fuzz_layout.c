/* Layouts: read, and drawn as page, text, Markdown and JSON over a table `t`
 * of a few rows. */

#include "fuzz.h"

#include <unistd.h>

#include "group/calc.h"
#include "render/compose.h"
#include "render/layoutjson.h"
#include "render/mdout.h"
#include "render/page.h"
#include "render/text.h"

static void
draw(const struct layout *l, const char *format,
    void (*to)(struct buffer *b, const struct doc *d))
{
	struct arena a = { 0 };
	struct buffer b = { 0 };
	struct table t;
	struct fault f;
	struct doc d = { 0 };

	fuzz_table(&t);
	if (compose(&d, l, format, &t, 1, &group_calc, &a, &f) == 0)
		to(&b, &d);
	buffer_free(&b);
	table_free(&t);
	arena_free(&a);
}

static void
as_text(struct buffer *b, const struct doc *d)
{
	text_draw(b, d, 80);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int fd = fuzz_file(data, size);
	struct layout l = { 0 };
	struct arena a = { 0 };
	struct buffer b = { 0 };
	struct table t;
	struct fault f;

	if (layout_read(&l, fuzz_path(fd), &a, &f) == 0) {
		draw(&l, "html", page_draw);
		draw(&l, "table", as_text);
		draw(&l, "md", mdout_draw);
		fuzz_table(&t);
		(void)layoutjson_draw(&b, &l, &t, 1, &group_calc, &f);
		table_free(&t);
	}
	buffer_free(&b);
	arena_free(&a);
	close(fd);
	return 0;
}
