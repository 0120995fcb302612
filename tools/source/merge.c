#include "merge.h"

#include <stdlib.h>
#include <string.h>

#include "collect.h"

struct part {
	struct source *source;
	struct str label;
	struct arena arena;    /* the index of its chunk */
	struct chunk chunk;
	uint32_t at;           /* rows of it that have gone */
	const struct col *time;
	const uint32_t *index;
	bool at_end;
};

struct merge {
	struct source source;
	struct part *parts;
	size_t n, current;     /* current: when one comes after another */
	ptrdiff_t label;       /* column `source`, or -1 */
	struct request request;
	bool *want;
	bool by_time;
	struct chunk *pieces;  /* rows that wait to become a chunk */
	size_t npieces, cap;
	uint32_t waiting;      /* rows in them */
	struct arena run, slices, batch;
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
		struct source *s = m->parts[i].source;
		ptrdiff_t k = schema_find(&s->schema, name);
		bool any;
		int64_t t;

		if (k < 0)
			continue;
		if (s->newest(s, (size_t)k, &any, &t, f) < 0)
			return failed(m, &m->parts[i]);
		if (any && (!*known || t > *us)) {
			*known = true;
			*us = t;
		}
	}
	return 0;
}

static int
start(struct source *source, const struct request *r, struct fault *f)
{
	struct merge *m = of(source);
	struct request own = *r;

	m->want = NEW0(&m->run, bool, r->schema->n + 1);
	memcpy(m->want, r->want, r->schema->n * sizeof *m->want);
	m->by_time = r->in_order && r->time >= 0 && m->n > 1;
	if (m->by_time)
		m->want[r->time] = true;
	if (m->label >= 0)
		m->label = schema_find(r->schema, S("source"));
	own.want = m->want;
	m->request = own;
	for (size_t i = 0; i < m->n; i++) {
		struct source *s = m->parts[i].source;

		if (s->start(s, &own, f) < 0)
			return failed(m, &m->parts[i]);
	}
	return 0;
}

/* The next chunk of a part: 1, 0 at its end, -1. */
static int
fill(struct merge *m, struct part *p, struct fault *f)
{
	int got;

	if (p->at_end)
		return 0;
	arena_reset(&p->arena);
	got = p->source->next(p->source, &p->chunk, f);
	p->at = 0;
	if (got < 0)
		return failed(m, p);
	if (got == 0) {
		p->at_end = true;
		p->chunk.rows = 0;
		return 0;
	}
	if (m->label >= 0) {
		struct value v = { .type = TYPE_TEXT,
			.is_null = !p->label.p, .s = p->label };
		struct col *cols = NEW(&p->arena, struct col, p->chunk.n + 1);

		memcpy(cols, p->chunk.cols, p->chunk.n * sizeof *cols);
		cols[m->label] = col_const(&v, &p->arena);
		p->chunk.cols = cols;
	}
	if (m->by_time) {
		p->time = &p->chunk.cols[m->request.time];
		p->index = dom_index(p->time->dom, p->chunk.rows, &p->arena);
	}
	return 1;
}

static int64_t
time_at(const struct part *p, uint32_t row)
{
	uint32_t e = p->index[row];

	return p->time->null && p->time->null[e] ? INT64_MIN : p->time->i[e];
}

/* How many rows of `p` come before all rows of the others. */
static uint32_t
rows_before_others(const struct merge *m, const struct part *p)
{
	uint32_t lo = p->at + 1, hi = p->chunk.rows;
	int64_t limit = INT64_MAX;
	bool with_limit = true; /* a row at the limit still comes first */

	for (size_t i = 0; i < m->n; i++) {
		const struct part *q = &m->parts[i];

		if (q == p || q->at == q->chunk.rows)
			continue;
		if (time_at(q, q->at) < limit) {
			limit = time_at(q, q->at);
			with_limit = p < q;
		} else if (time_at(q, q->at) == limit && q < p) {
			with_limit = false;
		}
	}
	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;
		int64_t t = time_at(p, mid);

		if (t < limit || (t == limit && with_limit))
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo - p->at;
}

/* What waits, as one chunk that doesn't need the parts any more. */
static int
flush(struct merge *m, struct chunk *c)
{
	chunk_concat(c, m->pieces, m->npieces, &m->batch);
	m->npieces = 0;
	m->waiting = 0;
	arena_reset(&m->slices);
	return 1;
}

static struct part *
least_part(struct merge *m)
{
	struct part *least = NULL;

	for (size_t i = 0; i < m->n; i++) {
		struct part *p = &m->parts[i];

		if (p->at < p->chunk.rows && (!least ||
		    time_at(p, p->at) < time_at(least, least->at)))
			least = p;
	}
	return least;
}

static int
next_by_time(struct merge *m, struct chunk *c, struct fault *f)
{
	for (;;) {
		struct part *p;
		uint32_t n;

		for (size_t i = 0; i < m->n; i++) {
			p = &m->parts[i];
			if (p->at < p->chunk.rows || p->at_end)
				continue;
			if (m->npieces > 0)
				return flush(m, c);
			if (fill(m, p, f) < 0)
				return -1;
		}
		p = least_part(m);
		if (!p)
			return m->npieces > 0 ? flush(m, c) : 0;
		n = rows_before_others(m, p);
		if (n > m->request.chunk_rows / 4) {
			if (m->npieces > 0)
				return flush(m, c);
			chunk_slice(c, &p->chunk, p->at, n, &m->batch);
			if (n == p->chunk.rows)
				*c = p->chunk;
			p->at += n;
			return 1;
		}
		mem_grow(&m->pieces, &m->cap, m->npieces + 1,
		    sizeof *m->pieces);
		chunk_slice(&m->pieces[m->npieces++], &p->chunk, p->at, n,
		    &m->slices);
		p->at += n;
		m->waiting += n;
		if (m->waiting >= m->request.chunk_rows)
			return flush(m, c);
	}
}

static int
next_in_turn(struct merge *m, struct chunk *c, struct fault *f)
{
	for (; m->current < m->n; m->current++) {
		struct part *p = &m->parts[m->current];
		int got = fill(m, p, f);

		if (got < 0)
			return -1;
		if (got > 0) {
			*c = p->chunk;
			return 1;
		}
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
		const struct source *s = m->parts[i].source;

		if (facts_merge(&m->source.facts, &s->facts, f) < 0)
			return -1;
		m->source.checksum = m->source.checksum * 31 ^ s->checksum;
	}
	return 0;
}

static int
next(struct source *source, struct chunk *c, struct fault *f)
{
	struct merge *m = of(source);
	int got;

	arena_reset(&m->batch);
	got = m->by_time ? next_by_time(m, c, f) : next_in_turn(m, c, f);
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
	free(m->parts);
	free(m->pieces);
	facts_free(&source->facts);
	arena_free(&m->run);
	arena_free(&m->slices);
	arena_free(&m->batch);
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
		if (!is_there)
			s->facts[s->nfacts++] = from->facts[i];
	}
}

/* One input keeps all its orders; several have one by time, if all can. */
static void
find_orders(struct merge *m)
{
	struct schema *s = &m->source.schema;
	ptrdiff_t time = source_time(s);

	m->source.can_sort = true;
	for (size_t i = 0; i < m->n; i++)
		m->source.can_sort = m->source.can_sort &&
		    m->parts[i].source->can_sort;
	if (m->n == 1) {
		/* Its columns are the first ones, in its order. */
		s->norders = m->parts[0].source->schema.norders;
		s->orders = m->parts[0].source->schema.orders;
		return;
	}
	if (time < 0)
		return;
	for (size_t i = 0; i < m->n; i++)
		if (!source_can_order(m->parts[i].source,
		    s->columns[time].name))
			return;
	schema_add_order(s, (size_t)time, &m->run);
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
			s->source = p->source->schema.source;
	}
	s->npartial = m->parts[0].source->schema.npartial;
	s->partial = m->parts[0].source->schema.partial;
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
