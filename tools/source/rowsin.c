#include "rowsin.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../base/io.h"
#include "../rows/bounds.h"
#include "../rows/reader.h"
#include "../rows/writer.h"
#include "cast.h"
#include "collect.h"

struct rowsin {
	struct source source;
	int fd;
	struct reader *reader; /* NULL: from its beginning, when it is needed */
	bool is_file;          /* it can be read twice */
	bool drops_facts;
	struct str kept_fact;  /* but not this one */
	bool drops_order;
	bool has_checksum;     /* kept from a first reading */
	bool is_over;          /* nothing is left to read */
	bool is_started, any_time; /* what next() has seen, for newest() */
	int64_t greatest;
	struct arena run, batch;
	struct request request;
	enum type *types;      /* of the stream's columns */
	struct str state;
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

/* Nothing is held until it is read again. */
static void
rewind_later(struct rowsin *s)
{
	reader_close(s->reader);
	s->reader = NULL;
}

static int
rewind_stream(struct rowsin *s, struct fault *f)
{
	rewind_later(s);
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
	while ((got = reader_next(s->reader, &c, f)) > 0) {
		if (cast_column(&c.cols[column], TYPE_TIME, true,
		    source->schema.columns[column].name, &s->batch, f) < 0)
			return fault_at(f, "%s", source->name);
		if (greatest_time(&c, column, &t) && (!*known || t > *us)) {
			*us = t;
			*known = true;
		}
		arena_reset(&s->batch);
	}
	if (reader_passed(s->reader, &t) && (!*known || t > *us)) {
		*us = t;
		*known = true;
	}
	if (got < 0)
		return failed(s);
	rewind_later(s);
	return 0;
}

/* Only heads are read, if chunks can be passed over by them. */
int
rowsin_survey(struct source *source, struct survey *v, struct fault *f)
{
	struct rowsin *s = of(source);
	const struct schema *in = &source->schema;
	bool *want = NEW0(&s->run, bool, in->n + 1);
	const struct fact *late;
	struct value sum;
	struct chunk c;
	int got;

	*v = (struct survey){ .time = -1 };
	if (!s->is_file)
		return fault_data(f, "%s: not a file", source->name);
	if (in->norders > 0 && in->columns[in->orders[0].columns[0]].type ==
	    TYPE_TIME)
		v->time = (ptrdiff_t)in->orders[0].columns[0];
	if (rewind_stream(s, f) < 0)
		return -1;
	reader_want(s->reader, want);
	if (v->time >= 0)
		reader_range(s->reader, (size_t)v->time, INT64_MAX, INT64_MIN);
	while ((got = reader_next(s->reader, &c, f)) > 0)
		v->any_read = true;
	if (got < 0)
		return failed(s);
	v->state = arena_str(&s->run, reader_state(s->reader));
	v->any = reader_passed(s->reader, &v->greatest);
	v->least = reader_passed_least(s->reader);
	v->is_one = reader_members(s->reader) == 1;
	reader_counts(s->reader, &v->rows, &v->chunks);
	late = facts_find(reader_facts(s->reader), S("late"));
	if (late && fact_value(late, &sum, &s->run, f) < 0)
		return -1;
	v->late = late ? sum.i : 0;
	rewind_later(s);
	return 0;
}

/* Tells the reader what is to come, from the beginning of the stream if it has
 * been read meanwhile. */
static int
prepare(struct rowsin *s, struct fault *f)
{
	const struct request *r = &s->request;

	if (!s->reader && rewind_stream(s, f) < 0)
		return -1;
	reader_want(s->reader, s->want);
	if (r->has_window && s->from[r->time] >= 0)
		reader_range(s->reader, (size_t)s->from[r->time], r->from,
		    r->to);
	if (s->drops_order)
		reader_ignore_order(s->reader);
	return 0;
}

/* The time of the first row there will be, so that a merge need not hold its
 * chunk until then. */
static int
find_least(struct rowsin *s, struct fault *f)
{
	struct source *source = &s->source;
	const struct request *r = &s->request;
	bool *want = s->want;
	struct chunk c;
	int got;

	if (!s->is_file || !r->in_order || r->time < 0 ||
	    s->from[r->time] < 0 || s->drops_order)
		return 0;
	s->want = NEW0(&s->run, bool, source->schema.n + 1);
	s->want[s->from[r->time]] = true;
	got = prepare(s, f);
	if (got == 0)
		got = source->next(source, &c, f);
	s->want = want;
	if (got < 0)
		return -1;
	if (got > 0) {
		const struct col *time = &c.cols[r->time];
		uint32_t first = *dom_index(time->dom, c.rows, &s->batch);

		source->has_least = !col_is_null(time, first);
		source->least = source->has_least ? time->i[first] : 0;
		s->any_time = false;
		rewind_later(s);
	} else {
		s->is_over = true; /* nothing of it is in the window */
	}
	return 0;
}

static int
start(struct source *source, const struct request *r, struct fault *f)
{
	struct rowsin *s = of(source);
	const struct schema *in = &source->schema, *out = r->schema;

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
		if (!cast_exists(s->types[k], out->columns[i].type))
			return fault_usage(f, "%s: column %s is %s, not %s",
			    source->name, quoted(out->columns[i].name),
			    type_name(s->types[k]),
			    type_name(out->columns[i].type));
		s->want[k] = true;
	}
	if (!s->is_file && prepare(s, f) < 0)
		return -1;
	s->is_started = true;
	return find_least(s, f);
}

static int
keep_fact(struct rowsin *s, struct fault *f)
{
	struct fact *kept = facts_find(reader_facts(s->reader), s->kept_fact);
	struct facts one = { .n = 1, .list = kept };

	return kept ? facts_merge(&s->source.facts, &one, f) : 0;
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
	if (s->source.facts.n > 0)
		return 0;
	return s->drops_facts ? keep_fact(s, f) :
	    facts_merge(&s->source.facts, reader_facts(s->reader), f);
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

	if (s->is_over)
		return 0;
	if (!s->reader && prepare(s, f) < 0)
		return -1;
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
			if (cast_column(&c->cols[i], t, r->is_lenient[i],
			    out->columns[i].name, &s->batch, f) < 0)
				return fault_at(f, "%s", source->name);
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
 * the columns behind is over; as texts they have another order. */
static void
end_orders(struct schema *s, size_t column, bool ascends)
{
	for (size_t i = 0; i < s->norders; i++) {
		struct order *o = &s->orders[i];

		for (size_t k = 0; k < o->n; k++)
			if (o->columns[k] == column)
				o->n = k + ascends;
	}
	while (s->norders > 0 && s->orders[s->norders - 1].n == 0)
		s->norders--;
	for (size_t i = 0; i < s->norders; i++)
		if (s->orders[i].n == 0)
			s->orders[i] = s->orders[--s->norders];
}

/* Only what is known of all rows, whichever come. */
static void
keep_facts(struct rowsin *s, const struct opening *o)
{
	struct schema *schema = &s->source.schema;
	size_t n = 0;

	s->kept_fact = o->kept_fact;
	for (size_t i = 0; i < schema->nfacts; i++)
		if (str_eq(schema->facts[i].name, o->kept_fact))
			schema->facts[n++] = schema->facts[i];
	schema->nfacts = n;
}

struct str
rowsin_state(const struct source *source)
{
	return ((const struct rowsin *)source)->state;
}

bool
rowsin_is_file(const struct source *source)
{
	return source->next == next &&
	    ((const struct rowsin *)source)->is_file;
}

bool
rowsin_fits(const struct source *source)
{
	const struct rowsin *s = (const struct rowsin *)source;

	for (size_t i = 0; i < source->schema.n; i++)
		if (!cast_exists(s->types[i], source->schema.columns[i].type))
			return false;
	return true;
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
	s->state = arena_str(&s->run, reader_state(s->reader));
	source->is_weak = NEW0(&s->run, bool, source->schema.n + 1);
	s->types = NEW(&s->run, enum type, source->schema.n + 1);
	for (size_t i = 0; i < source->schema.n; i++) {
		struct column *c = &source->schema.columns[i];
		const struct typed *t = typed_find(o->types, o->ntypes,
		    c->name);

		s->types[i] = c->type;
		if (!t || t->type == c->type)
			continue;
		end_orders(&source->schema, i, cast_ascends(c->type,
		    t->type));
		c->type = t->type;
	}
	if (o->drops_facts)
		keep_facts(s, o);
	if (o->drops_order)
		source->schema.norders = 0;
	return source;
}
