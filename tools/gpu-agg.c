/* gpu-agg: one row a group. */

#include "expr/files.h"
#include "group/aggregate.h"
#include "through.h"

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
define(void *ctx, struct str name, const struct origin *o, struct fault *f)
{
	return aggregate_define(ctx, name, o, f);
}

static int
open_groups(void *ctx, const struct schema *in, void **w, struct fault *f)
{
	struct opts *o = ctx;

	*w = aggregate_open(in, o->keys, f);
	if (!*w)
		return -1;
	return definitions_each(o->operands, o->n, define, *w, &o->a, f);
}

static const struct schema *
schema_of(const void *w)
{
	return aggregate_schema(w);
}

/* Every key makes the groups, whether it is written or not. */
static void
wants(const void *w, const bool *result, bool *input)
{
	(void)result;
	aggregate_wants(w, input);
}

static int
put(void *w, const struct chunk *c, stage_sink *sink, void *to,
    struct fault *f)
{
	return aggregate_put(w, c, sink, to, f);
}

static int
finish(void *w, const struct facts *facts, stage_sink *sink, void *to,
    struct fault *f)
{
	return aggregate_finish(w, facts, sink, to, f);
}

static void
close_groups(void *w)
{
	aggregate_close(w);
}

int
main(int argc, char **argv)
{
	static const struct worker groups = { open_groups, schema_of, wants,
		put, finish, close_groups };
	struct opts o = { 0 };
	struct fault f;
	int first, status;

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
	status = through_run(&o.common, &groups, &o);
	common_free(&o.common);
	arena_free(&o.a);
	return status;
}
