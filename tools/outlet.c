#include "outlet.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "expr/files.h"
#include "expr/parse.h"
#include "rows/arrange.h"
#include "rows/bounds.h"
#include "group/batches.h"
#include "group/factsum.h"
#include "group/stage.h"
#include "rows/sort.h"

struct outlet {
	const struct common *common;
	struct arena run, batch;
	struct stage *stage;     /* -c NAME=EXPR */
	struct schema schema;    /* of what leaves */
	size_t *from;            /* by column: that of the stage */
	bool *wants;             /* by column of the input */
	struct sorter *sorter;
	struct batches *segments; /* -s of rows that are in order by its first
	                         * column: each of its values by itself */
	size_t nsort, *sort;     /* then: columns of what leaves */
	bool *descending;
	struct factsums *facts;
	struct output output;
	bool is_open;
	struct writer *writer;
	int64_t left;            /* rows that may still leave; -1: all */
};

/* The columns that -c names, in order. */
struct selection {
	struct outlet *o;
	size_t n, cap;
	size_t *from;            /* malloc'ed */
	struct column *columns;  /* malloc'ed */
	ptrdiff_t star;          /* where * stands, or -1 */
};

static int
select_column(struct selection *s, struct str name, struct fault *f)
{
	const struct schema *all = stage_schema(s->o->stage);
	ptrdiff_t at = schema_find(all, name);
	size_t cap = s->cap;

	if (at < 0)
		return fault_usage(f, "-c: no column %s", quoted(name));
	for (size_t i = 0; i < s->n; i++)
		if (str_eq(s->columns[i].name, name))
			return fault_usage(f, "-c: column %s twice",
			    quoted(name));
	mem_grow(&s->from, &cap, s->n + 1, sizeof *s->from);
	cap = s->cap;
	mem_grow(&s->columns, &cap, s->n + 1, sizeof *s->columns);
	s->cap = cap;
	s->from[s->n] = (size_t)at;
	s->columns[s->n++] = all->columns[at];
	return 0;
}

static int select_list(void *ctx, struct str list, int depth, struct fault *f);

static int
select_item(struct selection *s, struct str item, int depth, struct fault *f)
{
	struct str name, expr;
	struct origin *o;

	if (str_eq(item, S("*"))) {
		if (s->star >= 0)
			return fault_usage(f, "-c: * twice");
		s->star = (ptrdiff_t)s->n;
		return 0;
	}
	if (item.n > 0 && item.p[0] == '@')
		return files_lists(str_sub(item, 1, item.n), depth,
		    select_list, s, &s->o->run, f);
	if (expr_split_definition(item, &name, &expr)) {
		o = NEW0(&s->o->run, struct origin, 1);
		o->text = expr;
		if (stage_define(s->o->stage, name, o, f) < 0)
			return -1;
		return select_column(s, name, f);
	}
	if (item.n > 1 && item.p[0] == '`' && item.p[item.n - 1] == '`')
		item = str_sub(item, 1, item.n - 2);
	if (item.n > 1 && item.p[item.n - 1] == '?')
		item.n--; /* gpu-extract has seen to it */
	return select_column(s, item, f);
}

static int
select_list(void *ctx, struct str list, int depth, struct fault *f)
{
	struct selection *s = ctx;
	struct str item;

	while (expr_next_item(&list, &item))
		if (select_item(s, item, depth, f) < 0)
			return -1;
	return 0;
}

/* All columns that are not named take the place of the star. */
static int
fill_star(struct selection *s, size_t in, struct fault *f)
{
	const struct schema *all = stage_schema(s->o->stage);
	size_t named = s->n, at = (size_t)s->star;
	size_t *from = mem_get(mem_times(named + 1, sizeof *from));
	struct column *columns = mem_get(mem_times(named + 1,
	    sizeof *columns));
	int done = 0;

	for (size_t i = 0; i < named; i++) {
		from[i] = s->from[i];
		columns[i] = s->columns[i];
	}
	s->n = 0;
	for (size_t i = 0; i < at && done == 0; i++)
		done = select_column(s, columns[i].name, f);
	for (size_t i = 0; i < in && done == 0; i++) {
		bool is_named = false;

		for (size_t k = 0; k < named; k++)
			is_named = is_named || from[k] == i;
		if (!is_named)
			done = select_column(s, all->columns[i].name, f);
	}
	for (size_t i = at; i < named && done == 0; i++)
		done = select_column(s, columns[i].name, f);
	free(from);
	free(columns);
	return done;
}

static int
select_columns(struct outlet *o, const struct schema *in, struct fault *f)
{
	struct selection s = { .o = o, .star = -1 };
	ptrdiff_t *from;
	int done = 0;

	done = select_list(&s, o->common->columns ?
	    str_of(o->common->columns) : S("*"), 0, f);
	if (done == 0 && s.star >= 0)
		done = fill_star(&s, in->n, f);
	if (done == 0) {
		from = NEW(&o->run, ptrdiff_t, s.n + 1);
		o->from = NEW(&o->run, size_t, s.n + 1);
		for (size_t i = 0; i < s.n; i++)
			from[i] = (ptrdiff_t)(o->from[i] = s.from[i]);
		schema_project(&o->schema, stage_schema(o->stage), s.columns,
		    from, s.n, &o->run);
	}
	free(s.from);
	free(s.columns);
	return done;
}

/* By how many of these columns the rows are in order as they come. */
static size_t
declared(const struct schema *s, const size_t *columns,
    const bool *descending, size_t n)
{
	size_t most = 0;

	for (size_t i = 0; i < s->norders; i++) {
		size_t k = 0;

		while (k < n && k < s->orders[i].n && !descending[k] &&
		    s->orders[i].columns[k] == columns[k])
			k++;
		most = k > most ? k : most;
	}
	return most;
}

/* Rows that go on ascending by the first column are sorted value by value of
 * it. */
static void
open_segments(struct outlet *o, size_t first)
{
	struct node *n = NEW0(&o->run, struct node, 1);

	n->kind = NODE_COLUMN;
	n->column = first;
	n->type = o->schema.columns[first].type;
	o->segments = batches_open();
	batches_end_with(o->segments, n);
}

/* -s: columns of what leaves. */
static int
prepare_sort(struct outlet *o, struct fault *f)
{
	struct str list = str_of(o->common->sort), item;
	size_t *columns = NEW(&o->run, size_t, o->schema.n + 1), n = 0, have;
	bool *descending = NEW0(&o->run, bool, o->schema.n + 1);
	bool ascends = true;

	while (expr_next_item(&list, &item)) {
		ptrdiff_t at;

		if (n >= o->schema.n)
			return fault_usage(f, "-s: more columns than there "
			    "are");
		descending[n] = item.n > 0 && item.p[0] == '-';
		ascends = ascends && !descending[n];
		if (descending[n])
			item = str_sub(item, 1, item.n);
		at = schema_find(&o->schema, item);
		if (at < 0)
			return fault_usage(f, "-s: no column %s",
			    quoted(item));
		columns[n++] = (size_t)at;
	}
	have = declared(&o->schema, columns, descending, n);
	if (have == n)
		return 0;
	o->nsort = n;
	o->sort = columns;
	o->descending = descending;
	if (have > 0)
		open_segments(o, columns[0]);
	else
		o->sorter = sorter_open(&o->schema, columns, descending, n,
		    o->common->memory);
	o->schema.norders = 0;
	if (ascends) {
		o->schema.orders = NEW(&o->run, struct order, 1);
		o->schema.orders[0] = (struct order){ n, columns };
		o->schema.norders = 1;
	}
	return 0;
}

static int
prepare_facts(struct outlet *o, struct fault *f)
{
	o->facts = factsums_open(&o->schema);
	for (size_t i = 0; i < o->common->nfacts; i++)
		if (factsums_add(o->facts, str_of(o->common->facts[i]), f) < 0)
			return -1;
	return factsums_declare(o->facts, &o->schema, &o->run, f);
}

struct outlet *
outlet_open(const struct common *c, const struct schema *in, struct fault *f)
{
	struct outlet *o = mem_get(sizeof *o);
	bool *kept;

	*o = (struct outlet){ .common = c, .left = c->limit,
		.stage = stage_open(in) };
	o->wants = NEW0(&o->run, bool, in->n + 1);
	if (select_columns(o, in, f) < 0 ||
	    (c->sort && prepare_sort(o, f) < 0) || prepare_facts(o, f) < 0 ||
	    (!c->output && cli_refuse_terminal(f) < 0) ||
	    io_open_output(&o->output, c->output, f) < 0)
		goto fail;
	o->is_open = true;
	kept = NEW0(&o->run, bool, stage_schema(o->stage)->n + 1);
	for (size_t i = 0; i < o->schema.n; i++)
		kept[o->from[i]] = true;
	stage_wants(o->stage, kept, o->wants);
	o->writer = writer_open(o->output.fd, c->output ? c->output :
	    "standard output", &o->schema, c->chunk_given ?
	    c->chunk_rows : pipe_rows(o->schema.n), f);
	if (!o->writer)
		goto fail;
	if (io_is_file(o->output.fd))
		writer_archives(o->writer, c->kept_rows);
	return o;
fail:
	outlet_fail(o, f, false);
	return NULL;
}

const bool *
outlet_wants(const struct outlet *o)
{
	return o->wants;
}

static int
write_rows(struct outlet *o, const struct chunk *c, struct fault *f)
{
	struct chunk part;

	if (o->left == 0)
		return 0;
	if (o->left > 0 && o->left < (int64_t)c->rows) {
		chunk_slice(&part, c, 0, (uint32_t)o->left, &o->batch);
		c = &part;
	}
	if (o->left > 0)
		o->left -= c->rows;
	if (factsums_put(o->facts, c, f) < 0)
		return -1;
	return writer_put(o->writer, c, f);
}

/* All rows of some values of the first column of -s. */
static int
write_segment(void *ctx, const struct chunk *c, struct fault *f)
{
	struct outlet *o = ctx;
	uint32_t *at = arrange_rows(c, o->sort, o->descending, o->nsort,
	    &o->batch);
	struct chunk sorted;

	if (!at)
		return write_rows(o, c, f);
	chunk_gather(&sorted, c, at, c->rows, &o->batch);
	return write_rows(o, &sorted, f);
}

/* What comes out of the stage: the columns that leave. */
static int
take_rows(void *ctx, const struct chunk *c, struct fault *f)
{
	struct outlet *o = ctx;
	struct chunk out = { .rows = c->rows, .n = o->schema.n };

	out.cols = NEW(&o->batch, struct col, out.n + 1);
	for (size_t i = 0; i < out.n; i++)
		out.cols[i] = c->cols[o->from[i]];
	if (o->sorter)
		return sorter_put(o->sorter, &out, f);
	if (o->segments)
		return batches_put(o->segments, &out, write_segment, o, f);
	return write_rows(o, &out, f);
}

int
outlet_put(struct outlet *o, const struct chunk *c, struct fault *f)
{
	arena_reset(&o->batch);
	if (stage_put(o->stage, c, take_rows, o, f) < 0)
		return -1;
	return o->left == 0 && !o->sorter ? 0 : 1;
}

int
outlet_copy(struct outlet *o, struct reader *r, uint64_t chunks,
    struct fault *f)
{
	struct raw_chunk raw;
	struct chunk c;
	int got = 1;

	for (uint64_t i = 0; i < chunks && (got = reader_raw(r, &raw, f)) > 0;
	    i++)
		if (writer_copy(o->writer, raw.frame, raw.bytes, raw.rows,
		    f) < 0)
			return -1;
	while (got > 0 && (got = reader_next(r, &c, f)) > 0)
		if (writer_put(o->writer, &c, f) < 0)
			return -1;
	return got;
}

static int
finish(struct outlet *o, const struct facts *passed, uint64_t part,
    struct fault *f)
{
	struct facts all = { 0 };
	struct chunk c;
	int got = 1, done;

	done = stage_finish(o->stage, passed, take_rows, o, f);
	if (done == 0 && o->segments)
		done = batches_finish(o->segments, write_segment, o, f);
	while (done == 0 && o->sorter && (got = sorter_next(o->sorter,
	    o->common->chunk_rows, &c, f)) > 0) {
		arena_reset(&o->batch);
		done = write_rows(o, &c, f);
	}
	if (done < 0 || got < 0)
		return -1;
	done = passed ? facts_merge(&all, passed, f) : 0;
	if (done == 0)
		done = factsums_end(o->facts, part, &all, f);
	if (done == 0)
		done = writer_end(o->writer, &all, f);
	facts_free(&all);
	return done;
}

static void
outlet_free(struct outlet *o)
{
	writer_close(o->writer);
	sorter_close(o->sorter);
	if (o->segments)
		batches_close(o->segments);
	factsums_close(o->facts);
	stage_close(o->stage);
	arena_free(&o->batch);
	arena_free(&o->run);
	free(o);
}

int
outlet_end(struct outlet *o, const struct facts *passed, uint64_t part,
    struct fault *f)
{
	if (finish(o, passed, part, f) < 0 || io_commit(&o->output, f) < 0) {
		outlet_fail(o, f, false);
		return -1;
	}
	outlet_free(o);
	return 0;
}

void
outlet_fail(struct outlet *o, const struct fault *f, bool passes_on)
{
	struct fault ignored;
	char line[sizeof f->text + 64];

	if (!o)
		return;
	if (o->is_open && o->writer && !o->output.temporary) {
		snprintf(line, sizeof line, "%s%s%s", passes_on ? "" :
		    cli_name(), passes_on ? "" : ": ", f->text);
		/* The reader may be gone too; there is nothing more to do. */
		(void)writer_error(o->writer, line, &ignored);
	}
	if (o->is_open)
		io_discard(&o->output);
	outlet_free(o);
}

int
outlet_fail_status(struct outlet *o, const struct reader *r,
    const struct fault *f)
{
	bool passes_on = r && reader_got_error_frame(r);
	int status = passes_on ? STATUS_DATA : cli_fail(f);

	outlet_fail(o, f, passes_on);
	return status;
}
