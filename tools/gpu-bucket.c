/* gpu-bucket: adds columns to rows. */

#include "expr/files.h"
#include "through.h"

struct opts {
	struct common common;
	const char *step;   /* -t */
	char **operands;
	int n;
	struct arena a;
};

static const struct cli_option own[] = {
	{ 't', "time", "STEP", "bucket = floor(TIME, STEP) of the time column" },
	{ 0 }
};

static const struct cli cli = {
	"[-t STEP] [-c COLS] [-s COLS] [-S SIZE] [-n N] [-F NAME=AGG] "
	"[-o FILE] NAME=EXPR ... | @FILE ...",
	"Adds columns to the rows of standard input: expressions, aggregates "
	"over keys.",
	own, common_options
};

static int
set(void *ctx, int letter, char *arg, struct fault *f)
{
	struct opts *o = ctx;

	if (letter == 't') {
		o->step = arg;
		return 0;
	}
	return common_set(&o->common, letter, arg, f) < 0 ? -1 : 0;
}

/* -t STEP, as the definition it stands for. */
static int
define_bucket(struct opts *o, struct stage *s, struct fault *f)
{
	const struct schema *in = stage_schema(s);
	struct origin *origin = NEW0(&o->a, struct origin, 1);

	for (size_t i = 0; i < in->n; i++) {
		if (in->columns[i].type != TYPE_TIME)
			continue;
		origin->text = arena_fmt(&o->a, "floor(`%.*s`, %s)",
		    (int)in->columns[i].name.n, in->columns[i].name.p,
		    o->step);
		return stage_define(s, S("bucket"), origin, f);
	}
	return fault_usage(f, "-t: the input has no column of type time");
}

static int
define(void *ctx, struct str name, const struct origin *o, struct fault *f)
{
	return stage_define(ctx, name, o, f);
}

static int
prepare(void *ctx, struct stage *s, struct fault *f)
{
	struct opts *o = ctx;

	if (o->step && define_bucket(o, s, f) < 0)
		return -1;
	return definitions_each(o->operands, o->n, stage_schema(s), define, s,
	    &o->a, f);
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
	o.n = argc - first;
	if (o.n == 0 && !o.step && !o.common.columns && !o.common.sort &&
	    o.common.nfacts == 0) {
		fault_usage(&f, "nothing to add: NAME=EXPR or @FILE; see "
		    "--help");
		return cli_fail(&f);
	}
	status = through_stage(&o.common, prepare, &o);
	common_free(&o.common);
	arena_free(&o.a);
	return status;
}
