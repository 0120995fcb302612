#include "inputs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/num.h"
#include "expr/parse.h"
#include "source/keep.h"
#include "source/merge.h"
#include "source/thread.h"

enum {
	BUSY_MS = 10000,
	USUAL_JOBS = 4,        /* at most */
	KEPT = 4 << 20         /* bytes of rows that are not read twice */
};

/* How long to wait for a locked database. */
static int
busy_ms(void)
{
	const char *text = getenv("GPUTALLY_BUSY_MS");
	int64_t ms;

	return text && num_int(str_of(text), &ms) && ms >= 0 &&
	    ms <= INT32_MAX ? (int)ms : BUSY_MS;
}

static bool
asks_library(void)
{
	const char *way = getenv("GPUTALLY_SQLITE");

	return way && strcmp(way, "step") == 0;
}

/* The folder for what is learned of databases, or NULL. */
static const char *
cache(void)
{
	const char *folder = getenv("GPUTALLY_CACHE");

	return folder && *folder ? folder : NULL;
}

void
inputs_explain(const char *name, const char *way, const char *why)
{
	struct fault line; /* which has no control characters */

	fault_data(&line, "%s: %s%s%s", name, way, why ? ": " : "",
	    why ? why : "");
	fprintf(stderr, "%s: %s\n", cli_name(), line.text);
}

static int
names_stdin(const struct extract *o)
{
	int n = 0;

	for (int i = 0; i < o->noperands; i++)
		n += strcmp(o->operands[i], "-") == 0;
	return n;
}

/* How many sources are looked at side by side.  What is told of them, and the
 * rows that are rejected, comes in their order. */
static unsigned
jobs_of(const struct extract *o)
{
	long n = sysconf(_SC_NPROCESSORS_ONLN);

	if (o->explains || o->reject || names_stdin(o) > 1)
		return 1;
	return o->jobs > 0 ? o->jobs : n < 1 ? 1 : n > USUAL_JOBS ?
	    USUAL_JOBS : (unsigned)n;
}

/* What all operands are opened with. */
static struct opening
opening_of(const struct extract *o, struct inputs *in)
{
	return (struct opening){ .fd = -1, .table = o->table,
		.types = o->types, .ntypes = o->ntypes, .busy_ms = busy_ms(),
		.asks_library = asks_library(), .cache = cache(),
		.explain = o->explains ? inputs_explain : NULL,
		.mentions = in->mentions, .nmentions = in->nmentions,
		.jobs = in->jobs, .pool = in->pool,
		.chunk_rows = o->common.chunk_given ? o->common.chunk_rows : 0,
		.rejects = o->reject ? &o->rejects : NULL,
		.number = o->number,
		.drops_facts = o->window || o->nconditions > 0 ||
		o->common.limit >= 0, .drops_order = o->common.sort != NULL };
}

/* Where the columns are named that are asked for, if it can be told. */
static void
find_mentions(struct inputs *in, const struct extract *o)
{
	const char *columns = o->common.columns;

	if (!columns || strpbrk(columns, "*@"))
		return;
	in->mentions = NEW(&in->a, const char *, o->nconditions + 1);
	in->mentions[in->nmentions++] = columns;
	for (size_t i = 0; i < o->nconditions; i++)
		in->mentions[in->nmentions++] = o->conditions[i];
}

struct opening_all {
	struct inputs *in;
	enum kind kind;
	struct opening opening;
};

static int
open_one(void *ctx, size_t i, struct fault *f)
{
	const struct opening_all *all = ctx;
	struct input *x = &all->in->list[i];

	x->source = operand_open(x->path, all->kind, &all->opening, &x->a, f);
	return x->source ? 0 : -1;
}

int
inputs_open(struct inputs *in, const struct extract *o, struct fault *f)
{
	struct opening_all all = { .in = in, .kind = o->kind };
	size_t n = o->noperands > 0 ? (size_t)o->noperands : 1;

	*in = (struct inputs){ .n = n, .jobs = jobs_of(o),
		.pool = keep_pool_open(KEPT) };
	find_mentions(in, o);
	in->list = NEW0(&in->a, struct input, n);
	for (size_t i = 0; i < n; i++) {
		struct input *x = &in->list[i];

		x->path = o->noperands > 0 ? o->operands[i] : "-";
		x->label = operand_label(&x->path);
		in->is_labelled = in->is_labelled || x->label.p;
	}
	all.opening = opening_of(o, in);
	return threads_each(n, in->jobs, open_one, &all, f) < n ? -1 : 0;
}

static int
promise(struct source *s, struct str list, struct arena *a, struct fault *f)
{
	struct order *o = NEW0(a, struct order, 1);
	struct str item;

	o->columns = NEW(a, size_t, s->schema.n + 1);
	while (expr_next_item(&list, &item)) {
		ptrdiff_t at = schema_find(&s->schema, item);

		if (at < 0)
			return source_require(s, item, f);
		if (o->n == s->schema.n)
			return fault_usage(f, "more columns than there are");
		o->columns[o->n++] = (size_t)at;
	}
	s->schema.orders = o;
	s->schema.norders = 1;
	return 0;
}

int
inputs_promise(struct inputs *in, struct str columns, struct fault *f)
{
	for (size_t i = 0; i < in->n; i++)
		if (promise(in->list[i].source, columns, &in->a, f) < 0)
			return fault_at(f, "--ordered");
	return 0;
}

static int
find_newest(void *ctx, size_t i, struct fault *f)
{
	struct input *x = &((struct inputs *)ctx)->list[i];
	ptrdiff_t time = source_time(&x->source->schema);

	return time < 0 ? 0 : x->source->newest(x->source, (size_t)time,
	    &x->any, &x->newest, f);
}

int
inputs_newest(struct inputs *in, bool *known, int64_t *us, struct fault *f)
{
	*known = false;
	if (threads_each(in->n, in->jobs, find_newest, in, f) < in->n)
		return -1;
	for (size_t i = 0; i < in->n; i++) {
		const struct input *x = &in->list[i];

		if (x->any && (!*known || x->newest > *us)) {
			*known = true;
			*us = x->newest;
		}
	}
	return 0;
}

int
inputs_narrow(struct inputs *in, int64_t from, int64_t to, struct fault *f)
{
	for (size_t i = 0; i < in->n; i++) {
		struct source *s = in->list[i].source;

		if (s->narrow && s->narrow(s, from, to, f) < 0)
			return -1;
	}
	return 0;
}

void
inputs_warn(const struct inputs *in)
{
	for (size_t i = 0; i < in->n; i++) {
		const struct source *s = in->list[i].source;
		const struct fact *x = facts_find(&s->facts, S("missing"));

		if (x && x->n == 1)
			cli_warn("%s: no file for the month %.*s", s->name,
			    (int)x->texts[0].n, x->texts[0].p);
		else if (x && x->n > 1)
			cli_warn("%s: no file for %zu months, %.*s to %.*s",
			    s->name, x->n, (int)x->texts[0].n, x->texts[0].p,
			    (int)x->texts[x->n - 1].n,
			    x->texts[x->n - 1].p);
	}
}

struct source **
inputs_sources(struct inputs *in)
{
	struct source **sources = NEW(&in->a, struct source *, in->n);

	for (size_t i = 0; i < in->n; i++)
		sources[i] = in->list[i].source;
	return sources;
}

struct source *
inputs_merge(struct inputs *in, struct fault *f)
{
	struct source **sources = inputs_sources(in);
	struct str *labels = NEW(&in->a, struct str, in->n);

	for (size_t i = 0; i < in->n; i++) {
		labels[i] = in->list[i].label;
		in->list[i].source = NULL; /* merge_open takes them */
	}
	return merge_open(in->n == 1 ? sources[0]->name : "inputs", sources,
	    in->n, in->is_labelled ? labels : NULL, f);
}

void
inputs_close(struct inputs *in)
{
	for (size_t i = 0; i < in->n; i++) {
		struct source *s = in->list[i].source;

		if (s)
			s->close(s);
		arena_free(&in->list[i].a);
	}
	keep_pool_close(in->pool);
	arena_free(&in->a);
	*in = (struct inputs){ 0 };
}
