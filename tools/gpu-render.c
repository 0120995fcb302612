/* gpu-render: streams of rows to text, pages, JSON and databases. */

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cli.h"
#include "base/io.h"
#include "base/num.h"
#include "common.h"
#include "group/calc.h"
#include "render/charts.h"
#include "render/chartsvg.h"
#include "render/compose.h"
#include "render/each.h"
#include "render/input.h"
#include "render/jsonout.h"
#include "render/layoutjson.h"
#include "render/mail.h"
#include "render/mdout.h"
#include "render/npyout.h"
#include "render/page.h"
#include "render/plain.h"
#include "render/prom.h"
#include "render/rowout.h"
#include "render/sqliteout.h"
#include "render/text.h"

enum format { F_TABLE, F_TEXT, F_CSV, F_TSV, F_LINE, F_JSON, F_JSONL, F_MD,
	F_HTML, F_SVG, F_MAIL, F_SQLITE, F_TYPES, F_PROM, F_NPY, F_N };

static const struct format_name {
	const char *name;
	bool is_drawn;   /* from tables held in memory */
	bool has_layout;
	bool takes_many; /* inputs */
} formats[F_N] = {
	[F_TABLE] = { "table", true, true, true },
	[F_TEXT] = { "text", true, true, true },
	[F_CSV] = { "csv", false, false, false },
	[F_TSV] = { "tsv", false, false, false },
	[F_LINE] = { "line", false, false, true },
	[F_JSON] = { "json", true, true, true },
	[F_JSONL] = { "jsonl", false, false, true },
	[F_MD] = { "md", true, true, true },
	[F_HTML] = { "html", true, true, true },
	[F_SVG] = { "svg", true, true, true },
	[F_MAIL] = { "mail", true, true, true },
	[F_SQLITE] = { "sqlite", false, false, true },
	[F_TYPES] = { "types", false, false, false },
	[F_PROM] = { "prom", true, false, true },
	[F_NPY] = { "npy", false, false, false },
};

enum { OPT_TABLE = 256, OPT_ADD_COLUMNS, OPT_EACH, OPT_CHART, OPT_FROM,
	OPT_TO, OPT_SUBJECT, OPT_PREFIX, OPT_IMAGE, OPT_BARE, TEXT_WIDTH = 80,
	BUSY_MS = 10000 };

struct opts {
	enum format format;
	struct selection selection;
	const char *layout_path, *chart, *output, *table, *each;
	struct sqliteout_wish sqlite;
	struct mail_wish mail;
	enum npy_type npy;
	bool is_verbose, is_bare;
	char **operands;
	int n;               /* of them; at least 1 */
	bool has_layout;     /* -l, or --chart alone */
	struct layout layout;
	struct arena a;
};

static const struct cli_option own[] = {
	{ 'f', "format", "FORMAT", "table csv tsv line json jsonl md html "
	    "svg mail sqlite types prom npy; text with a layout" },
	{ 'l', "layout", "FILE", "page layout: for text, html, md, svg, "
	    "mail, json" },
	{ OPT_CHART, "chart", "CHART", "a chart: 'bar x=COL y=COL ...'; with "
	    "-l and svg: the section that has it" },
	{ 'o', "output", "FILE", "write FILE, whole or not at all; sqlite: "
	    "the database" },
	{ 'c', "columns", "COLS", "columns to write: NAME,... (* = all "
	    "others)" },
	{ 's', "sort", "[-]COL,...", "order of the rows; - descending" },
	{ 'n', "rows", "N", "only the first N rows of that" },
	{ 'S', "memory", "SIZE", "what rows that are sorted may take: bytes, "
	    "K, M or G; 256M" },
	{ OPT_BARE, "bare", NULL, "csv: whole numbers without .0, no quotes "
	    "for the empty text" },
	{ 'k', "keys", "COLS", "sqlite: rows with keys that are written go "
	    "first" },
	{ OPT_TABLE, "table", "NAME", "sqlite: the table; else the input's "
	    "name" },
	{ OPT_ADD_COLUMNS, "add-columns", NULL, "sqlite: add columns that the "
	    "table lacks" },
	{ 'T', "types", "COL=SQLTYPE,...", "sqlite: declared types; npy: f2 "
	    "f4 f8" },
	{ OPT_EACH, "each", "COL", "one output a value: -o 'dir/%s.txt'" },
	{ OPT_FROM, "from", "ADDR", "mail: who it is from: a@b or 'NAME "
	    "<a@b>'" },
	{ OPT_TO, "to", "ADDR,...|@FILE", "mail: who it is for; else the "
	    "layout's to" },
	{ OPT_SUBJECT, "subject", "TEXT", "mail: in place of the layout's" },
	{ OPT_PREFIX, "prefix", "TEXT", "mail: in front of the subject" },
	{ OPT_IMAGE, "image", "CHART=FILE", "mail: a PNG or SVG for a "
	    "section's chart" },
	{ 'q', "quiet", NULL, "no warnings" },
	{ 'v', "verbose", NULL, "tell what is done" },
	{ CLI_HELP, "help", NULL, "this text" },
	{ CLI_VERSION, "version", NULL, "version of program and stream" },
	{ 0 }
};

static const struct cli cli = {
	"[-f FORMAT] [-l LAYOUT] [--chart CHART] [-o FILE] [-c COLS]\n"
	"       [-s COLS] [-S SIZE] [-n N] [--bare] [-k KEYS] [--table NAME]\n"
	"       [--add-columns] [-T COL=SQLTYPE,...] [--each COL]\n"
	"       [--from ADDR] [--to ADDR,...] [--subject TEXT]\n"
	"       [--prefix TEXT] [--image CHART=FILE]\n"
	"       [[NAME=]INPUT ...]",
	"Writes streams of rows as text, pages, JSON or database tables.",
	own, NULL
};

static int
set_format(struct opts *o, const char *name, struct fault *f)
{
	struct str list = S("");

	for (size_t i = 0; i < F_N; i++) {
		if (strcmp(formats[i].name, name) == 0) {
			o->format = (enum format)i;
			return 0;
		}
		list = arena_fmt(&o->a, "%.*s %s", (int)list.n, list.p,
		    formats[i].name);
	}
	return fault_usage(f, "-f: unknown format %s; there are%s",
	    quoted(str_of(name)), list.p);
}

static int
set(void *ctx, int letter, char *arg, struct fault *f)
{
	struct opts *o = ctx;

	switch (letter) {
	case 'f': return set_format(o, arg, f);
	case 'l': o->layout_path = arg; break;
	case 'o': o->output = arg; break;
	case 'c': o->selection.columns = arg; break;
	case 's': o->selection.sort = arg; break;
	case 'S':
		return common_memory(arg, &o->selection.memory, f) < 0 ? -1 : 0;
	case 'k': o->sqlite.keys = arg; break;
	case 'T': o->sqlite.types = arg; break;
	case OPT_TABLE: o->table = arg; break;
	case OPT_BARE: o->is_bare = true; break;
	case OPT_ADD_COLUMNS: o->sqlite.add_columns = true; break;
	case OPT_EACH: o->each = arg; break;
	case OPT_CHART: o->chart = arg; break;
	case OPT_SUBJECT: o->mail.subject = str_of(arg); break;
	case OPT_PREFIX: o->mail.prefix = str_of(arg); break;
	case OPT_IMAGE:
		return mail_add_picture(&o->mail, arg, &o->a, f);
	case OPT_FROM:
		return address_parse(&o->mail.from, str_of(arg), &o->a,
		    f) < 0 ? fault_at(f, "--from") : 0;
	case OPT_TO:
		return address_list(&o->mail.to, str_of(arg), &o->a, f) < 0 ?
		    fault_at(f, "--to") : 0;
	case 'q': cli_quiet(true); break;
	case 'v': o->is_verbose = true; break;
	case 'n':
		if (!num_int(str_of(arg), &o->selection.limit) ||
		    o->selection.limit < 0)
			return fault_usage(f, "-n: %s is not a number of rows",
			    quoted(str_of(arg)));
	}
	return 0;
}

/* Options that don't go together. */
static int
check_sqlite(struct opts *o, struct fault *f)
{
	const char *busy = getenv("GPUTALLY_BUSY_MS");
	int64_t ms = BUSY_MS;

	if (o->is_bare && o->format != F_CSV)
		return fault_usage(f, "--bare goes with -f csv");
	if (o->format == F_NPY && o->sqlite.types) {
		if (!npy_type_parse(str_of(o->sqlite.types), &o->npy))
			return fault_usage(f, "-T: %s is none of f2 f4 f8",
			    quoted(str_of(o->sqlite.types)));
		o->sqlite.types = NULL;
	}
	if (o->format != F_SQLITE) {
		if (o->sqlite.keys || o->sqlite.types || o->table ||
		    o->sqlite.add_columns)
			return fault_usage(f, "-k, -T, --table and "
			    "--add-columns go with -f sqlite");
		return 0;
	}
	if (!o->output)
		return fault_usage(f, "-f sqlite needs -o DATABASE");
	if (o->table && (o->n > 1 || !*o->table))
		return fault_usage(f, "--table is the name of one input's "
		    "table");
	if (busy && (!num_int(str_of(busy), &ms) || ms < 0 ||
	    ms > INT32_MAX))
		return fault_usage(f, "GPUTALLY_BUSY_MS: %s is not a number "
		    "of milliseconds", quoted(str_of(busy)));
	o->sqlite.busy_ms = (int)ms;
	o->sqlite.path = o->output;
	return 0;
}

static int
check(struct opts *o, struct fault *f)
{
	const struct format_name *format;
	int dashes = 0;

	o->has_layout = o->layout_path || o->chart;
	if (o->has_layout && o->format == F_TABLE)
		o->format = F_TEXT;
	format = &formats[o->format];
	if (o->has_layout && !format->has_layout)
		return fault_usage(f, "%s goes with text, html, md, svg, "
		    "mail and json, not with %s", o->layout_path ? "-l" : "--chart",
		    format->name);
	if (o->format == F_SVG && !o->has_layout)
		return fault_usage(f, "-f svg needs --chart or a layout with "
		    "a chart");
	if (o->chart && o->layout_path && o->format != F_SVG)
		return fault_usage(f, "--chart beside -l goes with svg");
	if (o->n > 1 && !format->takes_many)
		return fault_usage(f, "-f %s takes one input; gpu-extract "
		    "joins several", format->name);
	if (o->each && (o->format == F_SQLITE || o->format == F_TYPES ||
	    o->format == F_NPY))
		return fault_usage(f, "--each does not go with -f %s",
		    format->name);
	if (o->format != F_MAIL && (o->mail.from.address.p || o->mail.to.n ||
	    o->mail.subject.p || o->mail.prefix.p || o->mail.npictures))
		return fault_usage(f, "--from, --to, --subject, --prefix and "
		    "--image go with -f mail");
	for (int i = 0; i < o->n; i++) {
		const char *x = o->operands[i], *eq = strchr(x, '=');

		dashes += strcmp(eq ? eq + 1 : x, "-") == 0;
	}
	if (dashes > 1)
		return fault_usage(f, "standard input is named twice");
	return check_sqlite(o, f);
}

static int
draw_mail(struct buffer *b, const struct doc *doc, const struct opts *o,
    const struct table *tables, size_t n, struct arena *a, struct fault *f)
{
	struct value now;

	if (group_calc.value(S("now()"), &tables[0], tables, n, &now, a,
	    f) < 0)
		return -1;
	return mail_draw(b, doc, &o->mail, now.i, a, f);
}

/* -f svg -o 'dir/%s.svg': a file for each chart. */
static bool
is_file_a_chart(const struct opts *o)
{
	return o->format == F_SVG && !o->each && !o->chart && o->output &&
	    strstr(o->output, "%s");
}

/* The tables as one text. */
static int
draw(struct opts *o, const struct table *tables, size_t n, struct buffer *b,
    struct fault *f)
{
	struct arena a = { 0 };
	struct doc doc = { 0 };
	int done = 0;

	if (o->format == F_PROM) {
		done = prom_draw(b, tables, n, f);
	} else if (o->format == F_JSON && o->has_layout) {
		done = layoutjson_draw(b, &o->layout, tables, n, &group_calc,
		    f);
	} else if (o->format == F_JSON) {
		jsonout_draw(b, tables, n);
	} else if (o->has_layout) {
		done = compose(&doc, &o->layout, o->format == F_SVG ?
		    "html" : formats[o->format].name, tables, n, &group_calc,
		    &a, f);
	} else {
		plain_doc(&doc, tables, n, &a);
		if (o->format == F_MD) /* to be put into another text */
			doc.title = S("");
	}
	if (done == 0 && o->format == F_HTML)
		page_draw(b, &doc);
	else if (done == 0 && is_file_a_chart(o))
		done = charts_write(&doc, o->output, f);
	else if (done == 0 && o->format == F_SVG)
		done = chartsvg_draw(b, &doc, o->layout_path && o->chart ?
		    str_of(o->chart) : S(""), layout_path(&o->layout, 0), f);
	else if (done == 0 && o->format == F_MAIL)
		done = draw_mail(b, &doc, o, tables, n, &a, f);
	else if (done == 0 && o->format == F_MD)
		mdout_draw(b, &doc);
	else if (done == 0 && (o->format == F_TEXT || o->format == F_TABLE))
		text_draw(b, &doc, o->has_layout ? TEXT_WIDTH : 0);
	arena_free(&a);
	return done;
}

static const char *
shown_name(const char *path)
{
	return path ? path : "standard output";
}

static int
put_text(const char *path, struct str text, struct fault *f)
{
	struct output out;

	if (io_open_output(&out, path, f) < 0)
		return -1;
	if (io_write(out.fd, text.p, text.n, f) < 0) {
		fault_at(f, "%s", shown_name(path));
		io_discard(&out);
		return -1;
	}
	return io_commit(&out, f);
}

static enum rowout_kind
rowout_kind(const struct opts *o)
{
	switch (o->format) {
	case F_CSV: return o->is_bare ? ROWOUT_BARE : ROWOUT_CSV;
	case F_TSV: return ROWOUT_TSV;
	case F_JSONL: return ROWOUT_JSONL;
	default: return ROWOUT_LINE;
	}
}

/* Tables in a format that is made row by row. */
static int
rows_as_text(struct opts *o, const struct table *tables, size_t n,
    struct out *out, struct fault *f)
{
	int done = 0;

	for (size_t i = 0; i < n && done == 0; i++) {
		struct rowout *r = rowout_open(rowout_kind(o),
		    &tables[i].schema, out, f);

		if (!r)
			return -1;
		done = rowout_put(r, &tables[i].rows, f);
		rowout_close(r);
	}
	return done;
}

/* One output of --each, or the only one. */
static int
draw_to(struct opts *o, const struct table *tables, size_t n,
    const char *path, struct fault *f)
{
	struct buffer b = { 0 };
	struct output file;
	struct out out = { .name = shown_name(path) };
	int done;

	if (formats[o->format].is_drawn) {
		done = draw(o, tables, n, &b, f);
		if (done == 0 && !is_file_a_chart(o))
			done = put_text(path, buffer_str(&b), f);
		buffer_free(&b);
		return done;
	}
	if (io_open_output(&file, path, f) < 0)
		return -1;
	out.fd = file.fd;
	done = rows_as_text(o, tables, n, &out, f);
	if (done == 0)
		done = out_flush(&out, f);
	out_free(&out);
	if (done < 0) {
		io_discard(&file);
		return -1;
	}
	return io_commit(&file, f);
}

static int
draw_each(struct opts *o, const struct table *tables, size_t n,
    struct fault *f)
{
	struct table *some = NEW(&o->a, struct table, n);
	struct str column = str_of(o->each), *values, path;
	struct arena a = { 0 };
	size_t nvalues;
	uint64_t nulls;
	int done = 0;

	if (each_path(o->output, S(""), &a, &path, f) < 0 ||
	    each_values(tables, n, column, &values, &nvalues, &nulls, &o->a,
	    f) < 0)
		done = -1;
	for (size_t i = 0; done == 0 && i < nvalues; i++) {
		arena_reset(&a);
		each_select(some, tables, n, column, values[i], &a);
		done = each_path(o->output, values[i], &a, &path, f);
		if (done == 0)
			done = draw_to(o, some, n, path.p, f);
		if (done == 0 && o->is_verbose)
			fprintf(stderr, "%s: wrote %s\n", cli_name(), path.p);
	}
	if (done == 0 && nulls > 0)
		cli_warn("--each: %llu rows without %s went nowhere",
		    (unsigned long long)nulls, quoted(column));
	arena_free(&a);
	return done;
}

/* Formats that need the whole tables. */
static int
run_held(struct opts *o, struct fault *f)
{
	struct table *tables = NEW0(&o->a, struct table, (size_t)o->n);
	int done = 0;
	size_t n = 0;

	for (int i = 0; i < o->n && done == 0; i++) {
		struct input in;

		done = input_open(&in, o->operands[i], &o->selection, f);
		if (done < 0)
			break;
		done = input_table(&in, &tables[n], f);
		n += done == 0;
		input_close(&in);
		for (size_t k = 0; done == 0 && k + 1 < n; k++)
			if (str_eq(tables[k].name, tables[n - 1].name))
				done = fault_usage(f, "two inputs are named "
				    "%s: write NAME=FILE",
				    quoted(tables[k].name));
	}
	if (done == 0)
		done = o->each ? draw_each(o, tables, n, f) :
		    draw_to(o, tables, n, o->output, f);
	for (size_t i = 0; i < n; i++)
		table_free(&tables[i]);
	return done;
}

static int
stream_one(struct opts *o, struct input *in, struct out *out,
    struct fault *f)
{
	struct rowout *r = NULL;
	struct chunk c;
	int got;

	if (o->format == F_TYPES) {
		for (size_t i = 0; i < in->schema.n; i++) {
			if (i > 0)
				buffer_char(&out->text, ',');
			rowout_name(&out->text, in->schema.columns[i].name);
			buffer_fmt(&out->text, "=%s",
			    type_name(in->schema.columns[i].type));
		}
		buffer_char(&out->text, '\n');
		memset(in->want, 0, reader_schema(in->reader)->n);
	} else {
		r = rowout_open(rowout_kind(o), &in->schema, out, f);
		if (!r)
			return -1;
	}
	while ((got = input_next(in, &c, f)) > 0)
		if (r && rowout_put(r, &c, f) < 0) {
			got = -1;
			break;
		}
	rowout_close(r);
	return got;
}

static int
write_npy(struct npyout *array, struct input *in, struct fault *f)
{
	struct chunk c;
	uint64_t n;
	int got;

	while ((got = input_next(in, &c, f)) > 0)
		if (npyout_put(array, &c, f) < 0)
			return -1;
	n = npyout_overflows(array);
	if (got < 0 || npyout_end(array, f) < 0)
		return -1;
	if (n > 0)
		cli_warn("-f npy: too large for the type, infinite now: %"
		    PRIu64 " of the values", n);
	return 0;
}

/* An array of numbers. */
static int
run_npy(struct opts *o, struct fault *f)
{
	struct output file;
	struct input in;
	struct npyout *array = NULL;
	int done = input_open(&in, o->operands[0], &o->selection, f);

	if (done < 0)
		return -1;
	done = o->output ? 0 : cli_refuse_terminal(f);
	if (done == 0)
		done = io_open_output(&file, o->output, f);
	if (done == 0) {
		array = npyout_open(&in.schema, o->npy, file.fd,
		    shown_name(o->output), f);
		done = array ? write_npy(array, &in, f) : -1;
		npyout_close(array);
		if (done < 0)
			io_discard(&file);
		else
			done = io_commit(&file, f);
	}
	input_close(&in);
	return done;
}

static int
run_stream(struct opts *o, struct fault *f)
{
	struct output file;
	struct out out = { .name = shown_name(o->output) };
	int done = io_open_output(&file, o->output, f);

	if (done < 0)
		return -1;
	out.fd = file.fd;
	for (int i = 0; i < o->n && done == 0; i++) {
		struct input in;

		done = input_open(&in, o->operands[i], &o->selection, f);
		if (done < 0)
			break;
		done = stream_one(o, &in, &out, f);
		if (done == 0 && i + 1 < o->n && o->format == F_LINE)
			buffer_char(&out.text, '\n');
		input_close(&in);
	}
	if (done == 0)
		done = out_flush(&out, f);
	out_free(&out);
	if (done < 0) {
		io_discard(&file);
		return -1;
	}
	return io_commit(&file, f);
}

static int
sqlite_one(struct opts *o, struct sqliteout *db, struct input *in,
    struct fault *f)
{
	struct str table = o->table ? str_of(o->table) : in->name;
	struct chunk c;
	int got;

	if (sqliteout_begin(db, table, &in->schema, f) < 0)
		return -1;
	while ((got = input_next(in, &c, f)) > 0)
		if (sqliteout_put(db, &c, f) < 0)
			return -1;
	return got < 0 ? -1 : sqliteout_end(db, f);
}

static int
run_sqlite(struct opts *o, struct fault *f)
{
	struct sqliteout *db = sqliteout_open(&o->sqlite, f);
	int done = db ? 0 : -1;

	for (int i = 0; i < o->n && done == 0; i++) {
		struct input in;

		done = input_open(&in, o->operands[i], &o->selection, f);
		if (done < 0)
			break;
		done = sqlite_one(o, db, &in, f);
		input_close(&in);
	}
	if (done == 0)
		done = sqliteout_commit(db, f);
	sqliteout_close(db);
	return done;
}

static int
run(struct opts *o, struct fault *f)
{
	if (check(o, f) < 0)
		return -1;
	if (o->layout_path &&
	    layout_read(&o->layout, o->layout_path, &o->a, f) < 0)
		return -1;
	if (o->chart && !o->layout_path &&
	    layout_of_chart(&o->layout, str_of(o->chart), &o->a, f) < 0)
		return -1;
	if (o->format == F_MAIL && mail_check(&o->mail, o->layout_path ?
	    &o->layout : NULL, f) < 0)
		return -1;
	if (o->format == F_SQLITE)
		return run_sqlite(o, f);
	if (o->format == F_NPY)
		return run_npy(o, f);
	if (formats[o->format].is_drawn || o->each)
		return run_held(o, f);
	return run_stream(o, f);
}

int
main(int argc, char **argv)
{
	static char dash[] = "-";
	char *standard_input[] = { dash, NULL };
	struct opts o = { .npy = NPY_F4, .selection = { .limit = -1,
	    .memory = USUAL_MEMORY } };
	struct fault f = { 0 };
	int first, status = STATUS_DONE;

	cli_start(argv);
	first = cli_parse(&cli, argc, argv, set, &o, &f);
	if (first < 0) {
		arena_free(&o.a);
		return cli_fail(&f);
	}
	o.operands = argv + first;
	o.n = argc - first;
	if (o.n == 0) {
		o.operands = standard_input;
		o.n = 1;
	}
	if (run(&o, &f) < 0)
		status = cli_fail(&f);
	arena_free(&o.a);
	return status;
}
