#include "filterlike.h"

#include <unistd.h>

struct flow {
	struct reader *reader;
	struct stage *stage;
	struct outlet *outlet;
};

static int
to_outlet(void *ctx, const struct chunk *c, struct fault *f)
{
	struct flow *w = ctx;

	return outlet_put(w->outlet, c, f) < 0 ? -1 : 0;
}

static int
run(struct flow *w, const struct common *c,
    int (*prepare)(void *ctx, struct stage *s, struct fault *f), void *ctx,
    struct arena *a, struct fault *f)
{
	struct chunk rows;
	bool *want;
	int got;

	w->reader = reader_open(STDIN_FILENO, "standard input", f);
	if (!w->reader)
		return -1;
	w->stage = stage_open(reader_schema(w->reader));
	if (prepare(ctx, w->stage, f) < 0)
		return -1;
	w->outlet = outlet_open(c, stage_schema(w->stage), f);
	if (!w->outlet)
		return -1;
	want = NEW0(a, bool, reader_schema(w->reader)->n + 1);
	stage_wants(w->stage, outlet_wants(w->outlet), want);
	reader_want(w->reader, want);
	while ((got = reader_next(w->reader, &rows, f)) > 0)
		if (stage_put(w->stage, &rows, to_outlet, w, f) < 0)
			return -1;
	if (got < 0 || stage_finish(w->stage, reader_facts(w->reader),
	    to_outlet, w, f) < 0)
		return -1;
	got = outlet_end(w->outlet, reader_facts(w->reader),
	    reader_checksum(w->reader), f);
	w->outlet = NULL;
	return got;
}

int
filterlike_run(const struct common *c,
    int (*prepare)(void *ctx, struct stage *s, struct fault *f), void *ctx)
{
	struct flow w = { 0 };
	struct arena a = { 0 };
	struct fault f = { 0 };
	int status = STATUS_DONE;

	if (run(&w, c, prepare, ctx, &a, &f) < 0)
		status = outlet_fail_status(w.outlet, w.reader, &f);
	stage_close(w.stage);
	reader_close(w.reader);
	arena_free(&a);
	return status;
}
