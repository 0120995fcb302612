#include "through.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/io.h"
#include "progress.h"

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
	off_t start;            /* of the input, if it is a file */
	bool *want;
	struct reader *rereader; /* once more over it */
	struct aggregate_again again;
	const struct common *common;
	struct progress progress;
};

static int
begin_again(void *ctx, struct fault *f)
{
	struct flow *w = ctx;

	reader_close(w->rereader);
	w->rereader = NULL;
	progress_end(&w->progress);
	if (lseek(STDIN_FILENO, w->start, SEEK_SET) < 0)
		return fault_data(f, "standard input: %s", strerror(errno));
	progress_begin(&w->progress, w->common->progress,
	    progress_size(STDIN_FILENO));
	w->rereader = reader_open(STDIN_FILENO, "standard input", f);
	if (!w->rereader)
		return -1;
	reader_want(w->rereader, w->want);
	return 0;
}

/* The rows of the first pass, or a fault. */
static int
next_again(void *ctx, struct chunk *c, struct fault *f)
{
	struct flow *w = ctx;
	int got = reader_next(w->rereader, c, f);

	if (got == 0 && reader_checksum(w->rereader) !=
	    reader_checksum(w->reader))
		return fault_data(f, "standard input: has changed while it "
		    "was read");
	if (got > 0)
		progress_rows(&w->progress, c->rows);
	return got;
}

static void
offer_again(struct flow *w)
{
	w->start = lseek(STDIN_FILENO, 0, SEEK_CUR);
	if (!w->kind->rereads || w->start < 0 || !io_is_file(STDIN_FILENO))
		return;
	w->again = (struct aggregate_again){ begin_again, next_again, w };
}

static int
run(struct flow *w, const struct common *c, void *ctx, struct fault *f)
{
	const struct worker *kind = w->kind;
	struct chunk rows;
	uint64_t size = progress_size(STDIN_FILENO);
	int got;

	offer_again(w);
	w->reader = reader_open(STDIN_FILENO, "standard input", f);
	if (!w->reader || kind->open(ctx, reader_schema(w->reader),
	    &w->worker, f) < 0)
		return -1;
	w->outlet = outlet_open(c, kind->schema(w->worker), f);
	if (!w->outlet)
		return -1;
	w->want = NEW0(&w->a, bool, reader_schema(w->reader)->n + 1);
	kind->wants(w->worker, outlet_wants(w->outlet), w->want);
	reader_want(w->reader, w->want);
	if (w->again.begin)
		kind->rereads(w->worker, &w->again);
	progress_begin(&w->progress, c->progress, size);
	while ((got = reader_next(w->reader, &rows, f)) > 0) {
		if (kind->put(w->worker, &rows, to_outlet, w->outlet, f) < 0)
			return -1;
		progress_rows(&w->progress, rows.rows);
	}
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
	struct flow w = { .kind = kind, .common = c };
	struct fault f = { 0 };
	int status = STATUS_DONE;
	int done = run(&w, c, ctx, &f);

	progress_end(&w.progress);
	if (done < 0)
		status = outlet_fail_status(w.outlet, w.reader, &f);
	if (w.worker)
		kind->close(w.worker);
	reader_close(w.rereader);
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
		finish, close_stage, NULL };
	struct preparing p = { prepare, ctx };

	return through_run(c, &stage, &p);
}
