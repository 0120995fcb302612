#include "merge.h"

#include <stdlib.h>
#include <string.h>

#include "interleave.h"
#include "thread.h"

struct part {
	struct source *source; /* NULL: it has ended, its facts are known */
	struct str label;
	bool any_time;         /* what newest said then */
	int64_t newest;
	uint64_t checksum;
	struct arena arena;    /* the columns of its chunk */
};

struct merge {
	struct source source;
	struct part *parts;
	size_t n, current;     /* current: when one comes after another */
	ptrdiff_t label;       /* column `source`, or -1 */
	struct str time;       /* the column that orders the rows, or p NULL */
	bool has_window;
	uint64_t given;        /* rows so far */
	struct interleave *rows; /* or NULL: one comes after another */
	struct arena run;
	bool is_finished;
};

static struct merge *
of(struct source *s)
{
	return (struct merge *)s;
}

static int
failed(struct merge *m, const struct part *p)
{
	m->source.got_error_frame = p->source->got_error_frame;
	return -1;
}

static int
require(const struct source *source, struct str column, struct fault *f)
{
	const struct merge *m = (const struct merge *)source;

	if (m->label >= 0 && str_eq(column, S("source")))
		return 0;
	for (size_t i = 0; i < m->n; i++)
		if (source_require(m->parts[i].source, column, f) < 0)
			return -1;
	return 0;
}

static int
newest(struct source *source, size_t column, bool *known, int64_t *us,
    struct fault *f)
{
	struct merge *m = of(source);
	struct str name = source->schema.columns[column].name;

	*known = false;
	for (size_t i = 0; i < m->n; i++) {
		const struct part *p = &m->parts[i];
		struct source *s = p->source;
		ptrdiff_t k = s ? schema_find(&s->schema, name) : -1;
		bool any = p->any_time;
		int64_t t = p->newest;

		if (!s && !str_eq(name, m->time))
			continue;
		if (s && k < 0)
			continue;
		if (s && s->newest(s, (size_t)k, &any, &t, f) < 0)
			return failed(m, &m->parts[i]);
		if (any && (!*known || t > *us)) {
			*known = true;
			*us = t;
		}
	}
	return 0;
}

/* They outlive their source. */
static int
take_facts(struct merge *m, const struct facts *from, struct fault *f)
{
	for (size_t i = 0; i < from->n; i++) {
		struct fact_name name = from->list[i].name;

		if (facts_find(&m->source.facts, name.name))
			continue;
		name.name = arena_str(&m->run, name.name);
		if (!facts_get(&m->source.facts, &name, f))
			return -1;
	}
	return facts_merge(&m->source.facts, from, f);
}

/* What a part that has ended says, before it gives back what it holds. */
static int
end_part(struct merge *m, struct part *p, struct fault *f)
{
	struct source *s = p->source;
	ptrdiff_t time = m->time.p ? schema_find(&s->schema, m->time) : -1;

	/* Asked for only if the window turns out to be empty. */
	if (m->given == 0 && m->has_window && time >= 0 &&
	    s->newest(s, (size_t)time, &p->any_time, &p->newest, f) < 0)
		return failed(m, p);
	p->checksum = s->checksum;
	if (take_facts(m, &s->facts, f) < 0)
		return -1;
	s->close(s);
	p->source = NULL;
	return 0;
}

/* The next chunk of a part: 1, 0 at its end, -1. */
static int
fill(void *ctx, size_t part, struct chunk *c, struct fault *f)
{
	struct merge *m = ctx;
	struct part *p = &m->parts[part];
	int got = p->source ? p->source->next(p->source, c, f) : 0;

	if (got < 0)
		return failed(m, p);
	if (got == 0)
		return p->source ? end_part(m, p, f) : 0;
	m->given += c->rows;
	if (m->label >= 0) {
		struct value v = { .type = TYPE_TEXT,
			.is_null = !p->label.p, .s = p->label };
		struct col *cols;

		arena_reset(&p->arena);
		cols = NEW(&p->arena, struct col, c->n + 1);
		memcpy(cols, c->cols, c->n * sizeof *cols);
		cols[m->label] = col_const(&v, &p->arena);
		c->cols = cols;
	}
	return got;
}

/* Which columns the rows are merged by, as positions in what is asked for;
 * 0: none, one part comes after another. */
static size_t
merged_by(struct merge *m, const struct request *r, size_t **columns)
{
	const struct schema *s = &m->source.schema;
	size_t n;

	if (m->n < 2)
		return 0;
	if (s->norders == 0) {
		*columns = NEW(&m->run, size_t, 1);
		(*columns)[0] = (size_t)r->time;
		return r->in_order && r->time >= 0 &&
		    m->source.by_request.p && str_eq(m->source.by_request,
		    r->schema->columns[r->time].name);
	}
	n = s->orders[0].n;
	*columns = NEW(&m->run, size_t, n);
	for (size_t k = 0; k < n; k++)
		(*columns)[k] = (size_t)schema_find(r->schema,
		    s->columns[s->orders[0].columns[k]].name);
	return n;
}

/* Each part that may sort has its share of the memory. */
static size_t
share_of(const struct merge *m, const struct source *s, size_t memory)
{
	size_t share;

	if (memory == 0 || s->sorters == 0)
		return memory;
	share = memory / m->source.sorters * s->sorters;
	return share > 0 ? share : 1;
}

struct starting {
	const struct merge *m;
	struct request request;
};

static int
start_part(void *ctx, size_t i, struct fault *f)
{
	const struct starting *all = ctx;
	const struct merge *m = all->m;
	struct source *s = m->parts[i].source;
	struct request own = all->request;

	own.memory = share_of(m, s, own.memory);
	return s->start(s, &own, f);
}

static int
start_parts(struct merge *m, const struct request *r, const bool *want,
    struct fault *f)
{
	struct starting all = { .m = m, .request = *r };
	size_t i;

	all.request.want = want;
	all.request.jobs = m->n > 1 ? 1 : r->jobs;
	i = threads_each(m->n, r->jobs, start_part, &all, f);
	return i < m->n ? failed(m, &m->parts[i]) : 0;
}

static int
start(struct source *source, const struct request *r, struct fault *f)
{
	struct merge *m = of(source);
	bool *want = NEW0(&m->run, bool, r->schema->n + 1);
	size_t *columns = NULL, n = merged_by(m, r, &columns);

	m->has_window = r->has_window;
	if (r->time >= 0)
		m->time = r->schema->columns[r->time].name;
	memcpy(want, r->want, r->schema->n * sizeof *want);
	for (size_t k = 0; k < n; k++)
		want[columns[k]] = true;
	if (m->label >= 0)
		m->label = schema_find(r->schema, S("source"));
	if (start_parts(m, r, want, f) < 0)
		return -1;
	if (m->n == 1) {
		source->has_total = m->parts[0].source->has_total;
		source->total = m->parts[0].source->total;
	}
	if (n > 0)
		m->rows = interleave_open(r->schema, columns, n, m->n,
		    r->chunk_rows, fill, m);
	for (size_t i = 0; n > 0 && i < m->n; i++) {
		const struct source *s = m->parts[i].source;

		if (s->has_least && r->time == (ptrdiff_t)columns[0])
			interleave_from(m->rows, i, s->least);
	}
	return 0;
}

static int
next_in_turn(struct merge *m, struct chunk *c, struct fault *f)
{
	for (; m->current < m->n; m->current++) {
		int got = fill(m, m->current, c, f);

		if (got != 0)
			return got;
	}
	return 0;
}

static int
finish(struct merge *m, struct fault *f)
{
	if (m->is_finished)
		return 0;
	m->is_finished = true;
	for (size_t i = 0; i < m->n; i++) {
		struct part *p = &m->parts[i];

		if (p->source && end_part(m, p, f) < 0)
			return -1;
		m->source.checksum = m->source.checksum * 31 ^ p->checksum;
	}
	return 0;
}

static int
next(struct source *source, struct chunk *c, struct fault *f)
{
	struct merge *m = of(source);
	int got = m->rows ? interleave_next(m->rows, c, f) :
	    next_in_turn(m, c, f);

	return got == 0 ? finish(m, f) : got;
}

static void
close_source(struct source *source)
{
	struct merge *m = of(source);

	for (size_t i = 0; i < m->n; i++) {
		struct part *p = &m->parts[i];

		if (p->source)
			p->source->close(p->source);
		arena_free(&p->arena);
	}
	interleave_close(m->rows);
	free(m->parts);
	facts_free(&source->facts);
	arena_free(&m->run);
	free(m);
}

/* The type of a column that two inputs see differently.  A weak type gives
 * way; int and real are real; a date among times is its midnight. */
static bool
common_type(enum type *t, bool *is_weak, enum type other, bool other_is_weak)
{
	if (*t == other) {
		*is_weak = *is_weak && other_is_weak;
		return true;
	}
	if (*is_weak || other_is_weak) {
		*t = *is_weak ? other : *t;
		*is_weak = *is_weak && other_is_weak;
		return true;
	}
	if (type_is_number(*t) && type_is_number(other)) {
		*t = TYPE_REAL;
		return true;
	}
	return false;
}

static int
add_column(struct merge *m, const struct part *p, size_t k, struct fault *f)
{
	struct schema *s = &m->source.schema;
	const struct column *c = &p->source->schema.columns[k];
	bool is_weak = p->source->is_weak && p->source->is_weak[k];
	ptrdiff_t i = schema_find(s, c->name);
	enum type was;

	if (i < 0) {
		s->columns[s->n] = (struct column){ arena_str(&m->run,
		    c->name), c->type };
		m->source.is_weak[s->n++] = is_weak;
		return 0;
	}
	was = s->columns[i].type;
	if (common_type(&s->columns[i].type, &m->source.is_weak[i], c->type,
	    is_weak))
		return 0;
	return fault_usage(f, "%s: column %s is %s, elsewhere %s: say which "
	    "(-T)", p->source->name, quoted(c->name), type_name(c->type),
	    type_name(was));
}

static void
add_facts(struct merge *m, const struct schema *from)
{
	struct schema *s = &m->source.schema;

	for (size_t i = 0; i < from->nfacts; i++) {
		bool is_there = false;

		for (size_t k = 0; k < s->nfacts; k++)
			is_there = is_there || str_eq(s->facts[k].name,
			    from->facts[i].name);
		if (is_there)
			continue;
		s->facts[s->nfacts] = from->facts[i];
		s->facts[s->nfacts++].name = arena_str(&m->run,
		    from->facts[i].name);
	}
}

static bool
is_same_column(const struct column *a, const struct column *b)
{
	return a->type == b->type && str_eq(a->name, b->name);
}

/* How many of the first part's columns `o` some order of `s` begins with. */
static size_t
common_columns(const struct schema *first, const struct order *o,
    const struct schema *s)
{
	size_t most = 0;

	for (size_t i = 0; i < s->norders; i++) {
		const struct order *q = &s->orders[i];
		size_t k = 0;

		while (k < o->n && k < q->n && is_same_column(
		    &first->columns[o->columns[k]],
		    &s->columns[q->columns[k]]))
			k++;
		most = k > most ? k : most;
	}
	return most;
}

static struct order
copy_order(struct merge *m, const struct order *o, size_t n)
{
	struct order r = { n, NEW(&m->run, size_t, n + 1) };

	memcpy(r.columns, o->columns, n * sizeof *r.columns);
	return r;
}

/* The first order of the first part whose beginning all parts have; one that
 * begins with `time`, unless that is -1. */
static void
find_common_order(struct merge *m, ptrdiff_t time)
{
	/* Its columns are the first ones, in its order. */
	const struct schema *first = &m->parts[0].source->schema;
	struct schema *s = &m->source.schema;

	for (size_t i = 0; i < first->norders && s->norders == 0; i++) {
		const struct order *o = &first->orders[i];
		size_t n = o->n;

		if (n == 0 || (time >= 0 && o->columns[0] != (size_t)time))
			continue;
		for (size_t k = 1; k < m->n && n > 0; k++) {
			size_t has = common_columns(first, o,
			    &m->parts[k].source->schema);

			n = has < n ? has : n;
		}
		if (n == 0)
			continue;
		s->orders = NEW(&m->run, struct order, 1);
		s->orders[0] = copy_order(m, o, n);
		s->norders = 1;
	}
}

/* One input keeps all its orders; several have one by time, if all can, else
 * what they declare in common. */
static void
find_orders(struct merge *m)
{
	struct source *source = &m->source;
	struct schema *s = &source->schema;
	ptrdiff_t time = source_time(s);
	bool can_order = time >= 0, declare = true;

	source->can_sort = true;
	for (size_t i = 0; i < m->n; i++) {
		const struct source *p = m->parts[i].source;

		source->can_sort = source->can_sort && p->can_sort;
		source->sorters += p->sorters;
	}
	if (m->n == 1) {
		const struct source *p = m->parts[0].source;

		s->norders = p->schema.norders;
		s->orders = NEW(&m->run, struct order, s->norders + 1);
		for (size_t i = 0; i < s->norders; i++)
			s->orders[i] = copy_order(m, &p->schema.orders[i],
			    p->schema.orders[i].n);
		if (p->by_request.p)
			source->by_request = arena_str(&m->run, p->by_request);
		return;
	}
	for (size_t i = 0; i < m->n && can_order; i++) {
		const struct source *p = m->parts[i].source;
		struct str name = s->columns[time].name;

		can_order = source_can_order(p, name);
		declare = declare && can_order && schema_order(&p->schema,
		    (size_t)schema_find(&p->schema, name));
	}
	if (can_order && !declare)
		source->by_request = s->columns[time].name;
	else
		find_common_order(m, can_order ? time : -1);
}

static void
copy_partial(struct merge *m, const struct schema *from)
{
	struct schema *s = &m->source.schema;

	s->npartial = from->npartial;
	s->partial = NEW(&m->run, struct str, from->npartial + 1);
	for (size_t i = 0; i < from->npartial; i++)
		s->partial[i] = arena_str(&m->run, from->partial[i]);
}

static int
join(struct merge *m, const struct str *labels, struct fault *f)
{
	struct schema *s = &m->source.schema;
	size_t columns = 1, facts = 1;

	for (size_t i = 0; i < m->n; i++) {
		columns += m->parts[i].source->schema.n;
		facts += m->parts[i].source->schema.nfacts;
	}
	s->columns = NEW(&m->run, struct column, columns);
	s->facts = NEW(&m->run, struct fact_name, facts);
	m->source.is_weak = NEW0(&m->run, bool, columns);
	for (size_t i = 0; i < m->n; i++) {
		const struct part *p = &m->parts[i];

		if (!schema_same_partial(&p->source->schema,
		    &m->parts[0].source->schema))
			return fault_data(f, "%s: states of other definitions "
			    "than %s", p->source->name,
			    m->parts[0].source->name);
		for (size_t k = 0; k < p->source->schema.n; k++)
			if (add_column(m, p, k, f) < 0)
				return -1;
		add_facts(m, &p->source->schema);
		if (i == 0 && m->n == 1)
			s->source = arena_str(&m->run,
			    p->source->schema.source);
	}
	copy_partial(m, &m->parts[0].source->schema);
	if (labels) {
		if (schema_find(s, S("source")) >= 0)
			return fault_usage(f, "%s: has a column source of its "
			    "own, NAME= can't add one", m->source.name);
		m->label = (ptrdiff_t)s->n;
		s->columns[s->n++] = (struct column){ S("source"), TYPE_TEXT };
	}
	find_orders(m);
	return 0;
}

struct source *
merge_open(const char *name, struct source **parts, size_t n,
    const struct str *labels, struct fault *f)
{
	struct merge *m = mem_get(sizeof *m);

	*m = (struct merge){ .source = { .name = name, .newest = newest,
	    .require = require, .start = start, .next = next,
	    .close = close_source }, .n = n, .label = -1 };
	m->parts = mem_get(mem_times(n + 1, sizeof *m->parts));
	for (size_t i = 0; i < n; i++) {
		m->parts[i] = (struct part){ .source = parts[i] };
		if (labels)
			m->parts[i].label = arena_str(&m->run, labels[i]);
	}
	if (join(m, labels, f) < 0) {
		close_source(&m->source);
		return NULL;
	}
	return &m->source;
}
