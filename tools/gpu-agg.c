/* gpu-agg: one row a group. */

#include <stdlib.h>
#include <unistd.h>

#include "common.h"
#include "expr/files.h"
#include "group/aggregate.h"

struct opts {
	struct common common;
	const char *keys;
	char **operands;
	int n;
	struct arena a;
};

static const struct cli_option own[] = {
	{ 'k', "keys", "KEYS", "NAME or NAME=EXPR, a comma list; none: one "
	    "row" },
	{ 0 }
};

static const struct cli cli = {
	"[-k KEYS] [-c COLS] [-s COLS] [-n N] [-F NAME=AGG] [-o FILE] "
	"NAME=EXPR ... | @FILE ...",
	"Makes one row of each group of the rows of standard input.",
	own, common_options
};

static int
set(void *ctx, int letter, char *arg, struct fault *f)
{
	struct opts *o = ctx;

	if (letter == 'k') {
		o->keys = arg;
		return 0;
	}
	return common_set(&o->common, letter, arg, f) < 0 ? -1 : 0;
}

static int
define_all(struct opts *o, struct aggregate *g, struct fault *f)
{
	struct definitions d = { 0 };
	int done = 0;

	for (int i = 0; i < o->n && done == 0; i++)
		done = definitions_add(&d, str_of(o->operands[i]), &o->a, f);
	for (size_t i = 0; i < d.n && done == 0; i++) {
		struct origin *origin = NEW(&o->a, struct origin, 1);

		*origin = d.list[i].origin;
		done = aggregate_define(g, d.list[i].name, origin, f);
	}
	free(d.list);
	return done;
}

struct flow {
	struct reader *reader;
	struct aggregate *groups;
	struct outlet *outlet;
};

static int
to_outlet(void *ctx, const struct chunk *c, struct fault *f)
{
	struct flow *w = ctx;

	return outlet_put(w->outlet, c, f) < 0 ? -1 : 0;
}

static int
run(struct flow *w, struct opts *o, struct fault *f)
{
	struct chunk rows;
	bool *want;
	int got;

	w->reader = reader_open(STDIN_FILENO, "standard input", f);
	if (!w->reader)
		return -1;
	w->groups = aggregate_open(reader_schema(w->reader), o->keys, f);
	if (!w->groups || define_all(o, w->groups, f) < 0)
		return -1;
	w->outlet = outlet_open(&o->common, aggregate_schema(w->groups), f);
	if (!w->outlet)
		return -1;
	want = NEW0(&o->a, bool, reader_schema(w->reader)->n + 1);
	aggregate_wants(w->groups, want);
	reader_want(w->reader, want);
	while ((got = reader_next(w->reader, &rows, f)) > 0)
		if (aggregate_put(w->groups, &rows, to_outlet, w, f) < 0)
			return -1;
	if (got < 0 || aggregate_finish(w->groups, reader_facts(w->reader),
	    to_outlet, w, f) < 0)
		return -1;
	got = outlet_end(w->outlet, reader_facts(w->reader),
	    reader_checksum(w->reader), f);
	w->outlet = NULL;
	return got;
}

int
main(int argc, char **argv)
{
	struct opts o = { 0 };
	struct flow w = { 0 };
	struct fault f = { 0 };
	int first, status = STATUS_DONE;

	cli_start(argv);
	common_init(&o.common);
	first = cli_parse(&cli, argc, argv, set, &o, &f);
	if (first < 0)
		return cli_fail(&f);
	o.operands = argv + first;
	o.n = argc - first;
	if (o.n == 0 && !o.keys) {
		fault_usage(&f, "nothing to compute: NAME=EXPR or -k KEYS; "
		    "see --help");
		return cli_fail(&f);
	}
	if (run(&w, &o, &f) < 0)
		status = outlet_fail_status(w.outlet, w.reader, &f);
	aggregate_close(w.groups);
	reader_close(w.reader);
	arena_free(&o.a);
	return status;
}
