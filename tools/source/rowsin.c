#include "rowsin.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../base/io.h"
#include "../rows/bounds.h"
#include "../rows/reader.h"
#include "../rows/writer.h"
#include "collect.h"

struct rowsin {
	struct source source;
	int fd;
	struct reader *reader;
	bool is_file;          /* it can be read twice */
	bool drops_facts;
	bool drops_order;
	bool has_checksum;     /* kept from a first reading */
	bool is_started, any_time; /* what next() has seen, for newest() */
	int64_t greatest;
	struct arena run, batch;
	struct request request;
	ptrdiff_t *from;       /* stream column of each column asked for */
	bool *want;            /* a bool a stream column */
};

static struct rowsin *
of(struct source *s)
{
	return (struct rowsin *)s;
}

static int
failed(struct rowsin *s)
{
	if (s->reader)
		s->source.got_error_frame = reader_got_error_frame(s->reader);
	return -1;
}

/* Copies a stream that can be read once only into a file, and goes on with
 * that. */
static int
spool(struct rowsin *s, struct fault *f)
{
	struct writer *w;
	struct chunk c;
	int got = -1, fd = io_temporary(f);

	if (fd < 0)
		return fault_at(f, "%s", s->source.name);
	w = writer_open(fd, "its copy", reader_schema(s->reader), PIPE_ROWS,
	    f);
	while (w && (got = reader_next(s->reader, &c, f)) > 0)
		if (writer_put(w, &c, f) < 0)
			break;
	if (got < 0 && w)
		failed(s);
	else if (!w || got > 0 || writer_end(w, reader_facts(s->reader),
	    f) < 0)
		got = fault_at(f, "%s: temporary file in %s", s->source.name,
		    io_temporary_folder());
	writer_close(w);
	if (got < 0) {
		close(fd);
		return -1;
	}
	s->source.checksum = reader_checksum(s->reader);
	s->has_checksum = true;
	close(s->fd);
	s->fd = fd;
	s->is_file = true;
	return 0;
}

static int
rewind_stream(struct rowsin *s, struct fault *f)
{
	reader_close(s->reader);
	s->reader = NULL;
	if (lseek(s->fd, 0, SEEK_SET) < 0)
		return fault_data(f, "%s: %s", s->source.name,
		    strerror(errno));
	s->reader = reader_open(s->fd, s->source.name, f);
	return s->reader ? 0 : -1;
}

static int
newest(struct source *source, size_t column, bool *known, int64_t *us,
    struct fault *f)
{
	struct rowsin *s = of(source);
	bool *want = NEW0(&s->run, bool, source->schema.n + 1);
	struct chunk c;
	int64_t t;
	int got;

	*known = s->any_time;
	*us = s->greatest;
	if (s->is_started)
		return 0;
	if (!s->is_file && spool(s, f) < 0)
		return -1;
	if (rewind_stream(s, f) < 0)
		return -1;
	want[column] = true;
	reader_want(s->reader, want);
	reader_ignore_order(s->reader);
	reader_range(s->reader, column, INT64_MAX, INT64_MIN); /* heads do */
	while ((got = reader_next(s->reader, &c, f)) > 0)
		if (greatest_time(&c, column, &t) && (!*known || t > *us)) {
			*us = t;
			*known = true;
		}
	if (reader_passed(s->reader, &t) && (!*known || t > *us)) {
		*us = t;
		*known = true;
	}
	return got < 0 ? failed(s) : rewind_stream(s, f);
}

static bool
can_cast(enum type from, enum type to)
{
	return from == to || (type_is_number(from) && type_is_real(to));
}

static int
start(struct source *source, const struct request *r, struct fault *f)
{
	struct rowsin *s = of(source);
	const struct schema *in = reader_schema(s->reader), *out = r->schema;

	s->request = *r;
	s->from = NEW(&s->run, ptrdiff_t, out->n + 1);
	s->want = NEW0(&s->run, bool, in->n + 1);
	for (size_t i = 0; i < out->n; i++) {
		ptrdiff_t k = schema_find(in, out->columns[i].name);
		bool needed = r->want[i] ||
		    (r->has_window && (ptrdiff_t)i == r->time);

		s->from[i] = needed ? k : -1;
		if (!needed || k < 0)
			continue;
		if (!can_cast(in->columns[k].type, out->columns[i].type))
			return fault_usage(f, "%s: column %s is %s, not %s",
			    source->name, quoted(out->columns[i].name),
			    type_name(in->columns[k].type),
			    type_name(out->columns[i].type));
		s->want[k] = true;
	}
	reader_want(s->reader, s->want);
	if (r->has_window && s->from[r->time] >= 0)
		reader_range(s->reader, (size_t)s->from[r->time], r->from,
		    r->to);
	if (s->drops_order)
		reader_ignore_order(s->reader);
	s->is_started = true;
	return 0;
}

/* Numbers as the type that was asked for. */
static void
cast(struct col *c, enum type to, struct arena *a)
{
	double *d;

	if (c->type == to)
		return;
	if (c->type != TYPE_REAL || to != TYPE_REAL) {
		d = NEW(a, double, c->dom->n);
		for (uint32_t k = 0; k < c->dom->n; k++) {
			d[k] = c->type == TYPE_INT ? (double)c->i[k] : c->d[k];
			if (to == TYPE_F32)
				d[k] = (float)d[k];
		}
		c->d = d;
	}
	c->type = to;
}

static int
finish(struct rowsin *s, struct fault *f)
{
	int64_t us;

	if (reader_passed(s->reader, &us) && (!s->any_time ||
	    us > s->greatest)) {
		s->any_time = true;
		s->greatest = us;
	}
	if (!s->has_checksum)
		s->source.checksum = reader_checksum(s->reader);
	if (s->drops_facts || s->source.facts.n > 0)
		return 0;
	return facts_merge(&s->source.facts, reader_facts(s->reader), f);
}

/* Outside of the window too: an empty one is told what the newest time is. */
static void
see_times(struct rowsin *s, const struct chunk *c)
{
	int64_t us;

	if (greatest_time(c, (size_t)s->request.time, &us) &&
	    (!s->any_time || us > s->greatest)) {
		s->any_time = true;
		s->greatest = us;
	}
}

static int
next(struct source *source, struct chunk *c, struct fault *f)
{
	struct rowsin *s = of(source);
	const struct request *r = &s->request;
	const struct schema *out = r->schema;
	struct chunk in;
	int got;

	do {
		arena_reset(&s->batch);
		got = reader_next(s->reader, &in, f);
		if (got < 0)
			return failed(s);
		if (got == 0)
			return finish(s, f);
		c->rows = in.rows;
		c->n = out->n;
		c->cols = NEW(&s->batch, struct col, out->n + 1);
		for (size_t i = 0; i < out->n; i++) {
			enum type t = out->columns[i].type;

			if (s->from[i] < 0) {
				c->cols[i] = col_null(t, &s->batch);
				continue;
			}
			c->cols[i] = in.cols[s->from[i]];
			cast(&c->cols[i], t, &s->batch);
		}
		if (!r->has_window)
			continue;
		see_times(s, c);
		cut_times(c, (size_t)r->time, r->from, r->to, &s->batch);
	} while (c->rows == 0);
	return 1;
}

static void
close_source(struct source *source)
{
	struct rowsin *s = of(source);

	reader_close(s->reader);
	close(s->fd);
	facts_free(&source->facts);
	arena_free(&s->batch);
	arena_free(&s->run);
	free(s);
}

/* Values that differed may be equal in another type: what an order says of
 * the columns behind is over. */
static void
end_orders(struct schema *s, size_t column)
{
	for (size_t i = 0; i < s->norders; i++) {
		struct order *o = &s->orders[i];

		for (size_t k = 0; k < o->n; k++)
			if (o->columns[k] == column)
				o->n = k + 1;
	}
}

struct source *
rowsin_open(const struct opening *o, struct fault *f)
{
	struct rowsin *s = mem_get(sizeof *s);
	struct source *source = &s->source;
	struct str text;

	*s = (struct rowsin){ .source = { .name = o->name, .newest = newest,
	    .start = start, .next = next, .close = close_source },
	    .fd = o->fd, .drops_facts = o->drops_facts,
	    .drops_order = o->drops_order };
	s->reader = reader_open(s->fd, o->name, f);
	if (!s->reader) {
		close_source(source);
		return NULL;
	}
	s->is_file = lseek(s->fd, 0, SEEK_CUR) >= 0;
	text = schema_text(reader_schema(s->reader), &s->run);
	if (schema_parse(&source->schema, text, &s->run, f) < 0) {
		close_source(source);
		return NULL;
	}
	source->is_weak = NEW0(&s->run, bool, source->schema.n + 1);
	for (size_t i = 0; i < source->schema.n; i++) {
		struct column *c = &source->schema.columns[i];
		const struct typed *t = typed_find(o->types, o->ntypes,
		    c->name);

		if (!t || t->type == c->type)
			continue;
		c->type = t->type;
		end_orders(&source->schema, i);
	}
	if (o->drops_facts)
		source->schema.nfacts = 0;
	if (o->drops_order)
		source->schema.norders = 0;
	return source;
}
