#include "through.h"

#include <unistd.h>

static int
to_outlet(void *ctx, const struct chunk *c, struct fault *f)
{
	return outlet_put(ctx, c, f) < 0 ? -1 : 0;
}

struct flow {
	const struct worker *kind;
	void *worker;
	struct reader *reader;
	struct outlet *outlet;
	struct arena a;
};

static int
run(struct flow *w, const struct common *c, void *ctx, struct fault *f)
{
	const struct worker *kind = w->kind;
	struct chunk rows;
	bool *want;
	int got;

	w->reader = reader_open(STDIN_FILENO, "standard input", f);
	if (!w->reader || kind->open(ctx, reader_schema(w->reader),
	    &w->worker, f) < 0)
		return -1;
	w->outlet = outlet_open(c, kind->schema(w->worker), f);
	if (!w->outlet)
		return -1;
	want = NEW0(&w->a, bool, reader_schema(w->reader)->n + 1);
	kind->wants(w->worker, outlet_wants(w->outlet), want);
	reader_want(w->reader, want);
	while ((got = reader_next(w->reader, &rows, f)) > 0)
		if (kind->put(w->worker, &rows, to_outlet, w->outlet, f) < 0)
			return -1;
	if (got < 0 || kind->finish(w->worker, reader_facts(w->reader),
	    to_outlet, w->outlet, f) < 0)
		return -1;
	got = outlet_end(w->outlet, reader_facts(w->reader),
	    reader_checksum(w->reader), f);
	w->outlet = NULL;
	return got;
}

int
through_run(const struct common *c, const struct worker *kind, void *ctx)
{
	struct flow w = { .kind = kind };
	struct fault f = { 0 };
	int status = STATUS_DONE;

	if (run(&w, c, ctx, &f) < 0)
		status = outlet_fail_status(w.outlet, w.reader, &f);
	if (w.worker)
		kind->close(w.worker);
	reader_close(w.reader);
	arena_free(&w.a);
	return status;
}

struct preparing {
	int (*prepare)(void *ctx, struct stage *s, struct fault *f);
	void *ctx;
};

static int
open_stage(void *ctx, const struct schema *in, void **w, struct fault *f)
{
	const struct preparing *p = ctx;

	*w = stage_open(in);
	return p->prepare(p->ctx, *w, f);
}

static const struct schema *
schema_of(const void *w)
{
	return stage_schema(w);
}

static void
wants(const void *w, const bool *result, bool *input)
{
	stage_wants(w, result, input);
}

static int
put(void *w, const struct chunk *c, stage_sink *sink, void *to,
    struct fault *f)
{
	return stage_put(w, c, sink, to, f);
}

static int
finish(void *w, const struct facts *facts, stage_sink *sink, void *to,
    struct fault *f)
{
	return stage_finish(w, facts, sink, to, f);
}

static void
close_stage(void *w)
{
	stage_close(w);
}

int
through_stage(const struct common *c, int (*prepare)(void *ctx,
    struct stage *s, struct fault *f), void *ctx)
{
	static const struct worker stage = { open_stage, schema_of, wants, put,
		finish, close_stage };
	struct preparing p = { prepare, ctx };

	return through_run(c, &stage, &p);
}
