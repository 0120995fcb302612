/* Layouts: read, and drawn as page, text, Markdown, JSON, and cells of charts,
 * over a table `t` of a few rows. */

#include "fuzz.h"

#include <unistd.h>

#include "group/calc.h"
#include "render/chartcells.h"
#include "render/chartsvg.h"
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

/* Charts by themselves: as a message and a file have them. */
static void
as_charts(struct buffer *b, const struct doc *d)
{
	for (size_t i = 0; i < d->n; i++)
		for (size_t k = 0; k < d->sections[i].n; k++) {
			const struct doc_block *x = &d->sections[i].blocks[k];

			if (x->kind != DOC_CHART)
				continue;
			chart_cells(b, x->chart);
			chart_svg(b, x->chart, 200 + 100 * (unsigned)k);
		}
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
		draw(&l, "html", as_charts);
		fuzz_table(&t);
		(void)layoutjson_draw(&b, &l, &t, 1, &group_calc, &f);
		table_free(&t);
	}
	buffer_free(&b);
	arena_free(&a);
	close(fd);
	return 0;
}
