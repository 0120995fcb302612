#include "extract.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/civil.h"
#include "base/num.h"
#include "append.h"
#include "group/stage.h"
#include "inputs.h"
#include "join.h"
#include "names.h"
#include "progress.h"
#include "source/dbstate.h"

struct flow {
	struct extract *o;
	struct arena a;
	struct inputs inputs;  /* until they are merged */
	struct source *in;
	struct schema schema;  /* of its rows, and what -c adds */
	struct names names;    /* what -c says of them */
	struct request request;
	struct stage *stage;   /* --if */
	struct outlet *outlet;
	int held;              /* the database of an archive, or -1 */
	struct append append;  /* --append */
	bool adds;             /* only what is new is read */
	bool joins;            /* --as-is, and it can be done */
	bool is_stale;         /* it has turned out that this can't be */
	struct facts facts;
	bool wants_no_more;
	uint64_t rows;
	struct progress progress;
};

/* The window in times; a folder leaves out the files that can't matter. */
static int
find_window(struct flow *w, struct fault *f)
{
	struct request *r = &w->request;
	int64_t newest = 0;
	bool known = true;

	r->from = INT64_MIN;
	r->to = INT64_MAX;
	r->has_window = w->o->window != NULL;
	if (r->has_window) {
		if (range_needs_newest(&w->o->range) &&
		    inputs_newest(&w->inputs, &known, &newest, f) < 0)
			return -1;
		if (range_resolve(&w->o->range, newest, &r->from, &r->to,
		    f) < 0)
			return -1;
		if (!known) /* nothing lies in it */
			r->from = INT64_MAX;
	}
	return inputs_narrow(&w->inputs, r->from, r->to, f);
}

static void
add_fact(struct schema *s, const char *name, enum rule rule)
{
	s->facts[s->nfacts++] = (struct fact_name){ str_of(name), rule,
		TYPE_TIME };
}

static struct str
source_text(const struct extract *o, struct arena *a)
{
	struct buffer b = { 0 };
	struct str r;

	for (int i = 0; i < o->noperands; i++) {
		const char *slash = strrchr(o->operands[i], '/');
		struct str s = str_of(slash && slash[1] ? slash + 1 :
		    o->operands[i]);

		if (i > 0)
			buffer_char(&b, ' ');
		for (size_t k = 0; k < s.n && b.n < 4000; k++)
			buffer_char(&b, (unsigned char)s.p[k] < 32 ? '?' :
			    s.p[k]);
	}
	r = arena_str(a, buffer_str(&b));
	buffer_free(&b);
	return r;
}

/* Whatever is written are all rows there are, as they are. */
static bool
takes_all(const struct extract *o)
{
	return o->common.output && !o->window && o->nconditions == 0 &&
	    o->common.limit < 0 && !o->common.columns && !o->common.sort &&
	    o->ntypes == 0 && !o->number;
}

/* And they are those of one database. */
static bool
is_archive(const struct extract *o)
{
	return takes_all(o) && o->noperands == 1;
}

/* The schema of all rows, and whether they come in order of time. */
static int
find_schema(struct flow *w, struct fault *f)
{
	struct schema *s = &w->schema;
	struct request *r = &w->request;
	const char *why;

	*s = w->in->schema;
	s->facts = NEW(&w->a, struct fact_name, s->nfacts + 2);
	if (s->nfacts > 0)
		memcpy(s->facts, w->in->schema.facts,
		    s->nfacts * sizeof *s->facts);
	if (r->has_window) {
		add_fact(s, "start", RULE_MIN);
		add_fact(s, "end", RULE_MAX);
	}
	if (w->o->noperands > 0)
		s->source = source_text(w->o, &w->a);
	/* Its transaction has begun: a writer can't change what is noted
	 * here until all is read. */
	if (is_archive(w->o))
		s->state = dbstate(w->o->operands[0], w->o->table, &w->held,
		    &why, &w->a);
	r->time = source_time(s);
	if (r->has_window && r->time < 0)
		return fault_usage(f, "-w: %s: no column is a time; say which "
		    "(-T NAME=time)", w->in->name);
	if (r->has_window && source_require(w->in, s->columns[r->time].name,
	    f) < 0)
		return -1;
	if (r->time >= 0 && source_can_order(w->in,
	    s->columns[r->time].name)) {
		r->in_order = true;
		schema_add_order(s, (size_t)r->time, &w->a);
	}
	w->names = (struct names){ .in = w->in, .schema = s,
		.may_lack = NEW0(&w->a, bool, s->n + 1),
		.all = w->o->common.columns == NULL, .types = w->o->types,
		.ntypes = w->o->ntypes, .a = &w->a };
	return w->names.all ? 0 : names_read(&w->names,
	    str_of(w->o->common.columns), f);
}

static int
open_stage(struct flow *w, struct fault *f)
{
	w->stage = stage_open(&w->schema);
	for (size_t i = 0; i < w->o->nconditions; i++) {
		struct origin *origin = NEW0(&w->a, struct origin, 1);

		origin->text = str_of(w->o->conditions[i]);
		if (stage_filter(w->stage, origin, f) < 0)
			return fault_at(f, "--if");
	}
	return 0;
}

/* Which columns are read, and as what. */
static int
find_wanted(struct flow *w, struct fault *f)
{
	const struct schema *s = &w->schema;
	struct request *r = &w->request;
	bool *want = NEW0(&w->a, bool, s->n + 1);
	bool *is_lenient = NEW0(&w->a, bool, s->n + 1);

	if (w->stage)
		stage_wants(w->stage, outlet_wants(w->outlet), want);
	else
		memcpy(want, outlet_wants(w->outlet), s->n * sizeof *want);
	for (size_t i = 0; i < s->n; i++) {
		struct str name = s->columns[i].name;
		const struct typed *t = typed_find(w->o->types, w->o->ntypes,
		    name);

		is_lenient[i] = t && t->is_lenient;
		if (want[i] && !w->names.all &&
		    !w->names.may_lack[i] &&
		    source_require(w->in, name, f) < 0)
			return -1;
	}
	r->schema = s;
	r->want = want;
	r->is_lenient = is_lenient;
	r->chunk_rows = w->o->common.chunk_rows;
	r->memory = w->o->common.memory;
	r->jobs = w->inputs.jobs;
	return 0;
}

static int
to_outlet(void *ctx, const struct chunk *c, struct fault *f)
{
	struct flow *w = ctx;
	int got = outlet_put(w->outlet, c, f);

	w->wants_no_more = got == 0;
	return got < 0 ? -1 : 0;
}

static int
warn_empty(struct flow *w, struct fault *f)
{
	char from[CIVIL_MAX], to[CIVIL_MAX], at[CIVIL_MAX];
	const struct request *r = &w->request;
	struct source *in = w->in;
	ptrdiff_t time = source_time(&in->schema);
	bool known = false;
	int64_t us;

	if (!w->o->window || w->rows > 0 || w->wants_no_more)
		return 0;
	if (time >= 0 && in->newest(in, (size_t)time, &known, &us, f) < 0)
		return -1;
	if (!known) {
		cli_warn("%s: no rows", in->name);
		return 0;
	}
	civil_put_time(from, r->from, ' ', false);
	civil_put_time(to, r->to, ' ', false);
	civil_put_time(at, us, ' ', false);
	if (r->from == INT64_MIN)
		cli_warn("%s: no rows up to %s; the newest is of %s",
		    in->name, to, at);
	else
		cli_warn("%s: no rows from %s to %s; the newest is of %s",
		    in->name, from, to, at);
	return 0;
}

static int
collect_facts(struct flow *w, struct fault *f)
{
	const struct request *r = &w->request;
	int64_t ends[2] = { r->from, r->to };

	if (facts_merge(&w->facts, &w->in->facts, f) < 0)
		return -1;
	for (size_t i = 0; i < w->schema.nfacts; i++) {
		const struct fact_name *name = &w->schema.facts[i];
		struct fact *x = facts_get(&w->facts, name, f);
		struct value v = { .type = TYPE_TIME };

		if (!x)
			return -1;
		if (!w->o->window || i + 2 < w->schema.nfacts)
			continue;
		v.i = ends[i + 2 - w->schema.nfacts];
		if (v.i != INT64_MIN && v.i != INT64_MAX)
			fact_add_extreme(x, &v, &w->facts.arena);
	}
	return 0;
}

static int
copy_rows(struct flow *w, struct fault *f)
{
	struct source *in = w->in;
	struct chunk c;
	int got = 1;

	progress_begin(&w->progress, w->o->common.progress,
	    progress_sizes(w->o->operands, w->o->noperands));
	while (!w->wants_no_more && (got = in->next(in, &c, f)) > 0) {
		w->rows += c.rows;
		progress_rows(&w->progress, c.rows);
		got = w->stage ? stage_put(w->stage, &c, to_outlet, w, f) :
		    to_outlet(w, &c, f);
		if (got < 0)
			break;
	}
	progress_end(&w->progress);
	if (got < 0 || collect_facts(w, f) < 0)
		return -1;
	if (w->stage && stage_finish(w->stage, &w->facts, to_outlet, w,
	    f) < 0)
		return -1;
	return warn_empty(w, f);
}

static void
tell(const struct flow *w, const char *way, const char *why)
{
	if (w->o->explains)
		inputs_explain(w->o->common.output, way, why);
}

/* --append: what there is to do with the archive that is there.  1: nothing,
 * it is up to date. */
static int
find_appendix(struct flow *w)
{
	struct request *r = &w->request;
	const char *why;

	if (!w->o->appends || !w->append.old)
		return 0;
	if (append_is_done(&w->append, w->schema.state)) {
		tell(w, "up to date", NULL);
		return 1;
	}
	why = append_reason(&w->append, &w->schema);
	if (why) {
		tell(w, "made anew", why);
		return 0;
	}
	w->adds = true;
	r->has_window = true;
	r->from = w->append.survey.greatest + 1;
	return 0;
}

/* The old rows; the last chunk is filled up with new ones. */
static int
copy_old(struct flow *w, struct fault *f)
{
	uint64_t chunks = w->append.survey.chunks;
	struct reader *old;
	int done;

	if (!w->adds)
		return 0;
	if (!w->in->has_total || w->in->total < w->append.survey.rows) {
		w->is_stale = true;
		return 0;
	}
	old = append_reader(&w->append, f);
	done = old ? outlet_copy(w->outlet, old, chunks - 1, f) : -1;
	reader_close(old);
	return done;
}

/* Rows that came late, or that are gone, are not among the new ones: the
 * numbers tell. */
static bool
adds_up(const struct flow *w)
{
	return w->in->total == w->append.survey.rows + w->rows;
}

/* All there is to do, once it is known what. */
static int
write_rows(struct flow *w, struct fault *f)
{
	int done;

	if (w->joins) {
		if (join_copy(w->o->operands, (size_t)w->o->noperands,
		    w->outlet, &w->facts, f) < 0 || collect_facts(w, f) < 0)
			return -1;
		tell(w, "joined as they are", NULL);
		done = outlet_end(w->outlet, &w->facts, 0, f);
		w->outlet = NULL;
		return done;
	}
	/* -n 0: only the facts are wanted, the rows need not be read. */
	w->wants_no_more = w->o->common.limit == 0;
	if (!w->wants_no_more && w->in->start(w->in, &w->request, f) < 0)
		return -1;
	if (copy_old(w, f) < 0)
		return -1;
	if (w->is_stale)
		return 0;
	if (copy_rows(w, f) < 0)
		return -1;
	w->is_stale = w->adds && !adds_up(w);
	if (w->is_stale)
		return 0;
	if (w->adds)
		tell(w, "appended to", NULL);
	done = outlet_end(w->outlet, &w->facts, w->in->checksum, f);
	w->outlet = NULL;
	return done;
}

/* --as-is: can it be done? */
static int
find_joins(struct flow *w, struct fault *f)
{
	const char *why;
	int fits = join_fits(w->o->operands, inputs_sources(&w->inputs),
	    w->inputs.n, &why, f);

	w->joins = fits > 0;
	if (fits == 0)
		tell(w, "merged", why);
	return fits;
}

static int
run(struct flow *w, struct fault *f)
{
	struct extract *o = w->o;

	if (o->appends && append_open(&w->append, o->common.output, f) < 0)
		return -1;
	if (inputs_open(&w->inputs, o, f) < 0 || (o->ordered &&
	    inputs_promise(&w->inputs, str_of(o->ordered), f) < 0) ||
	    find_window(w, f) < 0)
		return -1;
	inputs_warn(&w->inputs);
	/* Known before the first row, so also where none or few are read. */
	for (size_t i = 0; i < w->inputs.n; i++)
		if (facts_merge(&w->facts, &w->inputs.list[i].source->facts,
		    f) < 0)
			return -1;
	if (o->as_is && find_joins(w, f) < 0)
		return -1;
	w->in = inputs_merge(&w->inputs, f);
	if (!w->in || find_schema(w, f) < 0 ||
	    (o->nconditions > 0 && open_stage(w, f) < 0))
		return -1;
	if (find_appendix(w) > 0)
		return 0;
	w->outlet = outlet_open(&o->common, w->stage ?
	    stage_schema(w->stage) : &w->schema, f);
	if (!w->outlet || find_wanted(w, f) < 0)
		return -1;
	return write_rows(w, f);
}

static void
flow_free(struct flow *w)
{
	if (w->in)
		w->in->close(w->in);
	inputs_close(&w->inputs);
	if (w->held >= 0)
		close(w->held);
	stage_close(w->stage);
	append_close(&w->append);
	facts_free(&w->facts);
	arena_free(&w->a);
}

/* --append that turns out to be more than that begins again, without. */
static int
run_again(struct flow *w, struct fault *f)
{
	struct extract *o = w->o;

	tell(w, "made anew", "rows came late or are gone");
	outlet_fail(w->outlet, f, true); /* leaves nothing behind */
	flow_free(w);
	o->appends = false;
	*w = (struct flow){ .o = o, .held = -1 };
	return run(w, f);
}

int
extract_run(struct extract *o, struct fault *f)
{
	struct output rejected = { .fd = -1 };
	struct flow w = { .o = o, .held = -1 };
	int status = STATUS_DONE, done;

	if (o->appends && (!is_archive(o) || o->common.nfacts > 0 ||
	    o->reject)) {
		fault_usage(f, "--append: needs -o FILE and one database of "
		    "which all is taken, without -w -c --if -n -s -F -T "
		    "--reject");
		return cli_fail(f);
	}
	if (o->as_is && (!takes_all(o) || o->appends || o->reject ||
	    o->common.nfacts > 0 || o->noperands == 0 || o->table)) {
		fault_usage(f, "--as-is: needs -o FILE and files of rows of "
		    "which all is taken, without -w -c --if -n -s -F -T "
		    "--sql --reject --append");
		return cli_fail(f);
	}
	if (o->reject) {
		if (io_open_output(&rejected, o->reject, f) < 0)
			return cli_fail(f);
		o->rejects = (struct rejects){ rejected.fd, o->reject };
	}
	done = run(&w, f);
	if (done == 0 && w.is_stale)
		done = run_again(&w, f);
	if (done < 0) {
		/* An error frame was told by the program that wrote it. */
		bool is_told = w.in && w.in->got_error_frame;

		status = is_told ? STATUS_DATA : cli_fail(f);
		outlet_fail(w.outlet, f, is_told);
	}
	if (o->reject && io_commit(&rejected, f) < 0)
		status = cli_fail(f);
	flow_free(&w);
	return status;
}
