/* gpu-agg: one row a group. */

#include "expr/files.h"
#include "group/aggregate.h"
#include "through.h"

enum { OPT_PARTIAL = 300, OPT_MERGE };

struct opts {
	struct common common;
	enum aggregate_kind kind;
	const char *keys;
	char **operands;
	int n;
	struct arena a;
};

static const struct cli_option own[] = {
	{ 'k', "keys", "KEYS", "NAME or NAME=EXPR, a comma list; none: one "
	    "row" },
	{ OPT_PARTIAL, "partial", NULL, "write states, which --merge makes "
	    "results of" },
	{ OPT_MERGE, "merge", NULL, "the input is states; keys and "
	    "definitions came with them" },
	{ 0 }
};

static const struct cli cli = {
	"[-k KEYS] [--partial | --merge] [-c COLS] [-s COLS] [-n N] "
	"[-F NAME=AGG] [-o FILE] NAME=EXPR ... | @FILE ...",
	"Makes one row of each group of the rows of standard input.",
	own, common_options
};

static int
set(void *ctx, int letter, char *arg, struct fault *f)
{
	struct opts *o = ctx;

	switch (letter) {
	case 'k':
		o->keys = arg;
		return 0;
	case OPT_PARTIAL:
	case OPT_MERGE:
		if (o->kind != AGGREGATE_WHOLE)
			return fault_usage(f, "--partial and --merge: only one"
			    " of them, once");
		o->kind = letter == OPT_MERGE ? AGGREGATE_MERGE :
		    AGGREGATE_PARTIAL;
		return 0;
	}
	return common_set(&o->common, letter, arg, f) < 0 ? -1 : 0;
}

static int
define(void *ctx, struct str name, const struct origin *o, struct fault *f)
{
	if (o->star.p && aggregate_has_key(ctx, name))
		return 0;
	return aggregate_define(ctx, name, o, f);
}

static int
open_groups(void *ctx, const struct schema *in, void **w, struct fault *f)
{
	struct opts *o = ctx;

	*w = aggregate_open(in, o->kind, o->keys, o->common.memory, f);
	if (!*w || definitions_each(o->operands, o->n, in, define, *w, &o->a,
	    f) < 0)
		return -1;
	return aggregate_prepare(*w, f);
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

static void
rereads(void *w, const struct aggregate_again *again)
{
	aggregate_rereads(w, again);
}

/* Do the options go together? */
static int
check_options(const struct opts *o, struct fault *f)
{
	const struct common *c = &o->common;
	bool has_any = o->n > 0 || o->keys;

	if (o->kind == AGGREGATE_MERGE && has_any)
		return fault_usage(f, "--merge: keys and definitions come "
		    "with the states");
	if (o->kind == AGGREGATE_PARTIAL && (c->columns || c->sort ||
	    c->limit >= 0 || c->nfacts > 0))
		return fault_usage(f, "--partial: -c, -s, -n and -F are for "
		    "results, give them to --merge");
	if (o->kind != AGGREGATE_MERGE && !has_any)
		return fault_usage(f, "nothing to compute: NAME=EXPR or -k "
		    "KEYS; see --help");
	return 0;
}

int
main(int argc, char **argv)
{
	static const struct worker groups = { open_groups, schema_of, wants,
		put, finish, close_groups, rereads };
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
	if (check_options(&o, &f) < 0)
		return cli_fail(&f);
	status = through_run(&o.common, &groups, &o);
	common_free(&o.common);
	arena_free(&o.a);
	return status;
}
