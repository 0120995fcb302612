#define _GNU_SOURCE /* memrchr */
/* gpu-extract: rows from any source. */

#include <malloc.h>
#include <stdlib.h>
#include <string.h>

#include "base/num.h"
#include "expr/parse.h"
#include "extract.h"
#include "rows/bounds.h"

enum { OPT_IF = 512, OPT_SQL, OPT_REJECT, OPT_EXPLAIN,
	OPT_APPEND, OPT_AS_IS, OPT_ORDERED, OPT_NUMBER };

enum { MOST_JOBS = 64 };

static const struct cli_option own[] = {
	{ 'w', "window", "WINDOW", "24h, FROM..TO, 2026-10, last-month, "
	    "TIME~15m: both ends inclusive" },
	{ OPT_IF, "if", "EXPR", "keep rows for which it is true" },
	{ 'f', "format", "KIND", "sqlite csv tsv json jsonl lines rows; "
	    "default: by content" },
	{ OPT_SQL, "sql", "TABLE|QUERY", "what to read of a database" },
	{ 'T', "types", "COL=TYPE,...", "types; *=TYPE all others, TYPE?: "
	    "what doesn't fit is NULL" },
	{ OPT_REJECT, "reject", "FILE", "rows that don't fit go there" },
	{ OPT_NUMBER, "number", "NAME", "a column more: the number of each "
	    "row in its source" },
	{ 'j', "jobs", "N", "sources looked at side by side; default: "
	    "processors, at most 4" },
	{ OPT_APPEND, "append", NULL, "the archive of -o gets only the rows "
	    "that are new" },
	{ OPT_ORDERED, "ordered", "COL,...", "the rows of each source come in "
	    "this order; it is checked" },
	{ OPT_AS_IS, "as-is", NULL, "copy the chunks of files of rows that "
	    "follow one another" },
	{ OPT_EXPLAIN, "explain", NULL, "tell how each database is read" },
	{ 0 }
};

static const struct cli cli = {
	"[-w WINDOW] [-c COLS] [--if EXPR] [-f KIND] [--sql TABLE|QUERY] "
	"[-T TYPES] [--ordered COLS] [--reject FILE] [--number NAME] [-j N] "
	"[--append] [--as-is] [--explain] [-s COLS] [-S SIZE] [-n N] "
	"[-F NAME=AGG] [-o FILE] [[NAME=]SOURCE ...]",
	"Any source to rows: SQLite, CSV, JSON, rows, a folder of month files.",
	own, common_options
};

static int
set_jobs(struct extract *o, const char *text, struct fault *f)
{
	int64_t n;

	if (!num_int(str_of(text), &n) || n < 1 || n > MOST_JOBS)
		return fault_usage(f, "-j: %s is no number from 1 to %d",
		    quoted(str_of(text)), MOST_JOBS);
	o->jobs = (unsigned)n;
	return 0;
}

static int
set(void *ctx, int letter, char *arg, struct fault *f)
{
	struct extract *o = ctx;

	switch (letter) {
	case 'w':
		o->window = arg;
		return range_parse(&o->range, str_of(arg), f);
	case 'f':
		if (kind_parse(str_of(arg), &o->kind))
			return 0;
		return fault_usage(f, "-f: %s is none of sqlite csv tsv json "
		    "jsonl lines rows", quoted(str_of(arg)));
	case 'T':
		o->types_text = arg;
		return 0;
	case 'j':
		return set_jobs(o, arg, f);
	case OPT_IF:
		o->conditions = mem_resize(o->conditions,
		    (o->nconditions + 1) * sizeof *o->conditions);
		o->conditions[o->nconditions++] = arg;
		return 0;
	case OPT_SQL:
		o->table = arg;
		return 0;
	case OPT_REJECT:
		o->reject = arg;
		return 0;
	case OPT_NUMBER:
		if (!*arg)
			return fault_usage(f, "--number: no name");
		o->number = arg;
		return 0;
	case OPT_APPEND:
		o->appends = true;
		return 0;
	case OPT_ORDERED:
		o->ordered = arg;
		return 0;
	case OPT_AS_IS:
		o->as_is = true;
		return 0;
	case OPT_EXPLAIN:
		o->explains = true;
		return 0;
	default:
		return common_set(&o->common, letter, arg, f) < 0 ? -1 : 0;
	}
}

static int
parse_types(struct extract *o, struct fault *f)
{
	struct str list = str_of(o->types_text), item, name;
	size_t cap = 0;

	while (list.n > 0 && expr_next_item(&list, &item)) {
		struct typed t = { 0 };
		const char *eq = item.n > 0 ? memrchr(item.p, '=', item.n) :
		    NULL;

		name = item;
		if (eq) {
			name.n = (size_t)(eq - item.p);
			item = str_trim(str_sub(item, name.n + 1, item.n));
			t.is_lenient = str_ends(item, S("?"));
			item.n -= t.is_lenient;
		}
		t.name = str_trim(name);
		if (!eq || t.name.n == 0 || !type_parse(item, &t.type))
			return fault_usage(f, "-T: %s is no COL=TYPE with a "
			    "type of int real f32 text time bool date json",
			    quoted(name));
		mem_grow(&o->types, &cap, o->ntypes + 1, sizeof *o->types);
		o->types[o->ntypes++] = t;
	}
	return 0;
}

int
main(int argc, char **argv)
{
	struct extract o = { 0 };
	struct fault f;
	int first, status;

	cli_start(argv);
#ifdef M_MMAP_THRESHOLD
	/* What a source gives back when it is read goes back to the system,
	 * or the memory held would grow with the number of sources. */
	(void)mallopt(M_MMAP_THRESHOLD, 1 << 16);
#endif
#ifdef M_ARENA_MAX
	(void)mallopt(M_ARENA_MAX, 1); /* threads ask seldom, and for much */
#endif
	common_init(&o.common);
	o.common.kept_rows = ARCHIVE_ROWS;
	first = cli_parse(&cli, argc, argv, set, &o, &f);
	if (first < 0)
		return cli_fail(&f);
	o.operands = argv + first;
	o.noperands = argc - first;
	if (o.types_text && parse_types(&o, &f) < 0)
		return cli_fail(&f);
	status = extract_run(&o, &f);
	common_free(&o.common);
	free(o.conditions);
	free(o.types);
	arena_free(&o.a);
	return status;
}
