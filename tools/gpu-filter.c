/* gpu-filter: keeps the rows for which expressions are true. */

#include <stdlib.h>

#include "through.h"

struct expectation {
	const char *text;
	bool warns;
};

struct opts {
	struct common common;
	struct expectation *list;
	size_t n, cap;
	char **operands;
	int noperands;
	struct arena a;
};

static const struct cli_option own[] = {
	{ 'e', "expect", "EXPR", "every row, or the whole input, must "
	    "satisfy it" },
	{ 'E', "expect-warn", "EXPR", "the same, but only warns" },
	{ 0 }
};

static const struct cli cli = {
	"[-e EXPR] [-E EXPR] [-c COLS] [-s COLS] [-S SIZE] [-n N] "
	"[-F NAME=AGG] [-o FILE] EXPR ...",
	"Keeps the rows of standard input for which each EXPR in turn is true.",
	own, common_options
};

static int
set(void *ctx, int letter, char *arg, struct fault *f)
{
	struct opts *o = ctx;

	if (letter == 'e' || letter == 'E') {
		mem_grow(&o->list, &o->cap, o->n + 1, sizeof *o->list);
		o->list[o->n++] = (struct expectation){ arg, letter == 'E' };
		return 0;
	}
	return common_set(&o->common, letter, arg, f) < 0 ? -1 : 0;
}

static const struct origin *
origin_of(struct opts *o, const char *text)
{
	struct origin *origin = NEW0(&o->a, struct origin, 1);

	origin->text = str_of(text);
	return origin;
}

static int
prepare(void *ctx, struct stage *s, struct fault *f)
{
	struct opts *o = ctx;

	for (size_t i = 0; i < o->n; i++)
		if (stage_expect(s, origin_of(o, o->list[i].text),
		    o->list[i].warns, f) < 0)
			return -1;
	for (int i = 0; i < o->noperands; i++)
		if (stage_filter(s, origin_of(o, o->operands[i]), f) < 0)
			return -1;
	return 0;
}

int
main(int argc, char **argv)
{
	struct opts o = { 0 };
	struct fault f;
	int first, status;

	cli_start(argv);
	common_init(&o.common);
	first = cli_parse(&cli, argc, argv, set, &o, &f);
	if (first < 0)
		return cli_fail(&f);
	o.operands = argv + first;
	o.noperands = argc - first;
	if (o.noperands == 0 && o.n == 0 && !o.common.columns &&
	    !o.common.sort && o.common.nfacts == 0 && o.common.limit < 0) {
		fault_usage(&f, "no condition: EXPR; see --help");
		return cli_fail(&f);
	}
	status = through_stage(&o.common, prepare, &o);
	free(o.list);
	common_free(&o.common);
	arena_free(&o.a);
	return status;
}
