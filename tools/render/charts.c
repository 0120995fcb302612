#include "charts.h"

#include "../base/io.h"
#include "../base/num.h"
#include "chartsvg.h"
#include "each.h"

/* Which chart of the section, from 1; 0: not a name in it. */
static int64_t
number_in(struct str name, struct str id)
{
	int64_t n;

	if (str_eq(name, id))
		return 1;
	if (!str_starts(name, id) || name.p[id.n] != '.' ||
	    !num_int(str_sub(name, id.n + 1, name.n), &n) || n < 1)
		return 0;
	return n;
}

bool
charts_is_name(struct str name, struct str id)
{
	return number_in(name, id) > 0;
}

struct doc_block *
charts_find(const struct doc *d, struct str name)
{
	for (size_t i = 0; i < d->n; i++) {
		const struct doc_section *s = &d->sections[i];
		int64_t left = number_in(name, s->id);

		for (size_t k = 0; left > 0 && k < s->n; k++)
			if (s->blocks[k].kind == DOC_CHART && --left == 0)
				return &s->blocks[k];
	}
	return NULL;
}

static int
write_one(const struct chart *c, const char *path, struct fault *f)
{
	struct buffer b = { 0 };
	struct output out;
	int done = io_open_output(&out, path, f);

	if (done < 0)
		return -1;
	chart_svg(&b, c, CHARTSVG_WIDE);
	if (io_write(out.fd, b.p, b.n, f) < 0) {
		fault_at(f, "%s", path);
		io_discard(&out);
		done = -1;
	} else {
		done = io_commit(&out, f);
	}
	buffer_free(&b);
	return done;
}

int
charts_write(const struct doc *d, const char *pattern, struct fault *f)
{
	struct arena a = { 0 };
	int done = 0;

	for (size_t i = 0; i < d->n; i++) {
		const struct doc_section *s = &d->sections[i];
		unsigned n = 0;

		for (size_t k = 0; k < s->n && done == 0; k++) {
			struct str name = s->id, path;

			if (s->blocks[k].kind != DOC_CHART)
				continue;
			if (++n > 1)
				name = arena_fmt(&a, "%.*s.%u", (int)s->id.n,
				    s->id.p, n);
			if (s->blocks[k].chart->npoints == 0)
				continue;
			done = each_path(pattern, name, &a, &path, f);
			if (done == 0)
				done = write_one(s->blocks[k].chart, path.p,
				    f);
		}
	}
	arena_free(&a);
	return done;
}
