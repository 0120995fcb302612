#include "sqlitein.h"

#include <stdlib.h>
#include <string.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

#include "../base/num.h"
#include "../rows/bounds.h"
#include "cell.h"
#include "coder.h"
#include "collect.h"
#include "sqlitetimes.h"

/* Of the first chunk: few, as long as other sources come before. */
enum { FIRST_ROWS = 256 };

struct wanted {
	size_t out;            /* column of the chunk */
	enum type type;
	bool is_lenient;
	size_t column;         /* of the table */
	bool is_compared;      /* it is the same in rows that are alike */
	struct known_time known;
};

struct sqlitein {
	struct source source;
	struct sqlitedb d;
	struct sqlitetable table;
	struct sqlitetable *pages; /* it, or NULL: the library reads */
	struct arena run, batch;
	struct request request;
	bool *is_lenient;      /* a bool a column of the table */
	size_t time;           /* table column that orders the rows, or n */
	struct times times;
	size_t nwanted;
	struct wanted *wanted; /* in the order of the coder */
	ptrdiff_t *of_out;     /* wanted column of each output column, or -1 */
	struct coder coder;    /* for few rows at first */
	bool *want;            /* a bool a column of the chunk */
	size_t *compared;      /* columns of the chunk */
	size_t ncompared;
	size_t *all, *rest;    /* wanted columns, and those not compared, in
	                        * the order of the coder */
	size_t nrest;
	uint64_t coded, chunk_from; /* rows put so far, before this chunk */
	struct sqliterows rows; /* the wanted columns; behind them the time of
	                        * rows whose window it alone tells */
	bool has_range, has_filter;
	int64_t from_row, to_row;
	struct known_time window_known;
	struct collect collect;
	bool collects, at_end;
};

static struct sqlitein *
of(struct source *s)
{
	return (struct sqlitein *)s;
}

static int
look_at_times(struct sqlitein *s, size_t column, struct fault *f)
{
	if (s->time != column)
		s->times.is_done = false;
	s->time = column;
	return sqlite_times(&s->times, &s->d, s->pages, column,
	    s->is_lenient[column], f);
}

static int
newest(struct source *source, size_t column, bool *known, int64_t *us,
    struct fault *f)
{
	struct sqlitein *s = of(source);

	if (look_at_times(s, column, f) < 0)
		return -1;
	*known = s->times.any;
	*us = s->times.greatest;
	return 0;
}

/* The row numbers of the window.  False if it has none. */
static int
window_rows(struct sqlitein *s, struct fault *f)
{
	const struct request *r = &s->request;
	int64_t behind;
	int found;

	s->has_range = true;
	found = sqlite_find_time(&s->times, &s->d, s->pages, s->time,
	    r->from, &s->from_row, f);
	if (found <= 0)
		return found;
	s->to_row = s->times.last_row;
	if (r->to >= s->times.greatest)
		return 1;
	found = sqlite_find_time(&s->times, &s->d, s->pages, s->time,
	    r->to + 1, &behind, f);
	if (found > 0)
		s->to_row = behind - 1;
	return found < 0 ? -1 : s->to_row >= s->from_row;
}

static size_t
table_column(const struct sqlitein *s, size_t out)
{
	return (size_t)schema_find(&s->source.schema,
	    s->request.schema->columns[out].name);
}

/* The wanted columns, in the order in which the coder takes them. */
static void
map_columns(struct sqlitein *s)
{
	const struct request *r = &s->request;
	const struct schema *out = r->schema;

	s->wanted = NEW0(&s->run, struct wanted, out->n + 1);
	s->of_out = NEW(&s->run, ptrdiff_t, out->n + 1);
	for (size_t i = 0; i < out->n; i++) {
		struct wanted *w = &s->wanted[s->nwanted];

		s->of_out[i] = -1;
		if ((!r->want[i] &&
		    !(s->collects && (ptrdiff_t)i == r->time)) ||
		    schema_find(&s->source.schema, out->columns[i].name) < 0)
			continue;
		w->out = i;
		w->type = out->columns[i].type;
		w->column = table_column(s, i);
		w->is_lenient = r->is_lenient[i];
		s->of_out[i] = (ptrdiff_t)s->nwanted++;
	}
}

/* Texts that rows often have in common with the ones of the last snapshot. */
static void
compare_texts(struct sqlitein *s)
{
	bool *is = NEW0(&s->run, bool, s->d.n + 1);

	s->compared = NEW(&s->run, size_t, s->nwanted + 1);
	for (size_t i = 0; i < s->nwanted; i++)
		is[s->wanted[i].column] = type_is_text(s->wanted[i].type);
	sqlitetable_compare(s->pages, is);
	for (size_t i = 0; i < s->nwanted; i++) {
		struct wanted *w = &s->wanted[i];

		w->is_compared = is[w->column];
		if (w->is_compared)
			s->compared[s->ncompared++] = w->out;
	}
}

static int
open_rows(struct sqlitein *s, struct fault *f)
{
	size_t *columns = NEW(&s->run, size_t, s->nwanted + 1);
	size_t n = s->nwanted;

	for (size_t i = 0; i < n; i++)
		columns[i] = s->wanted[i].column;
	s->has_filter = s->request.has_window && !s->has_range;
	if (s->has_filter)
		columns[n++] = s->time;
	if (sqliterows_open(&s->rows, &s->d, s->pages, columns, n,
	    s->has_range, f) < 0)
		return -1;
	s->all = NEW(&s->run, size_t, s->nwanted + 1);
	s->rest = NEW(&s->run, size_t, s->nwanted + 1);
	if (s->pages)
		compare_texts(s);
	return s->has_range ? sqliterows_seek(&s->rows, s->from_row,
	    s->to_row, f) : 0;
}

/* Names this table's rows, whichever folder the file is in. */
static void
make_checksum(struct sqlitein *s)
{
	const char *slash = strrchr(s->d.name, '/');
	struct str file = str_of(slash ? slash + 1 : s->d.name);

	s->source.checksum = XXH3_64bits_withSeed(file.p, file.n,
	    s->times.hash ^ s->times.rows * 31 ^ str_hash(s->d.table));
}

static int
start(struct source *source, const struct request *r, struct fault *f)
{
	struct sqlitein *s = of(source);
	uint32_t most = r->chunk_rows < FIRST_ROWS ? r->chunk_rows :
	    FIRST_ROWS;
	int some = 1;

	s->request = *r;
	if (r->time >= 0) {
		size_t column = table_column(s, (size_t)r->time);

		if (look_at_times(s, column, f) < 0)
			return -1;
		s->collects = r->in_order &&
		    (!s->times.ascend || s->times.any_null);
		if (r->has_window && s->d.rowid && s->times.ascend &&
		    !s->times.any_null)
			some = s->times.any ? window_rows(s, f) : 0;
	}
	if (some < 0)
		return -1;
	if (r->time >= 0) {
		source->has_total = true;
		source->total = s->times.rows;
		source->has_least = s->times.any && !s->times.any_null;
		source->least = s->times.least;
	}
	make_checksum(s);
	map_columns(s);
	if (s->collects)
		collect_open(&s->collect, r, r->memory);
	s->want = NEW0(&s->run, bool, r->schema->n + 1);
	for (size_t i = 0; i < s->nwanted; i++)
		s->want[s->wanted[i].out] = true;
	coder_open(&s->coder, r->schema, s->want, most);
	if (some == 0) {
		s->at_end = true;
		return 0;
	}
	return open_rows(s, f);
}

static int
misfit(struct sqlitein *s, struct wanted *w, const struct datum *v,
    const char *what, struct fault *f)
{
	if (w->is_lenient) {
		coder_null(&s->coder, w->out);
		return 0;
	}
	return sqlitedb_bad_value(&s->d, w->column, v, what,
	    sqliterows_number(&s->rows), f);
}

static int
put_text(struct sqlitein *s, struct wanted *w, const struct datum *v,
    struct fault *f)
{
	struct str text = v->s;
	char number[NUM_MAX];

	if (v->is == SQLITE_BLOB)
		return misfit(s, w, v, "is not a text", f);
	if (v->is == SQLITE_FLOAT)
		text = (struct str){ number, num_put_real(number, v->d) };
	else if (v->is == SQLITE_INTEGER)
		text = (struct str){ number, num_put_int(number, v->i) };
	if (text.n > MAX_TEXT)
		return misfit(s, w, v, "is too long", f);
	coder_text(&s->coder, w->out, text);
	return 0;
}

static int
put_number(struct sqlitein *s, struct wanted *w, const struct datum *v,
    struct fault *f)
{
	int64_t bits;
	bool ok = false;

	if (v->is == SQLITE_INTEGER) {
		bits = v->i;
		if (type_is_real(w->type))
			bits = cell_bits_of_real(w->type, (double)bits);
		ok = w->type != TYPE_DATE &&
		    (w->type != TYPE_BOOL || bits == 0 || bits == 1);
	} else if (v->is == SQLITE_FLOAT && type_is_real(w->type)) {
		bits = cell_bits_of_real(w->type, v->d);
		ok = true;
	} else if (v->is == SQLITE_FLOAT && w->type == TYPE_INT) {
		ok = cell_int_of_real(v->d, &bits);
	} else if (v->is == SQLITE_TEXT) {
		ok = cell_parse(w->type, v->s, &bits);
	}
	if (!ok)
		return misfit(s, w, v, cell_not(w->type), f);
	coder_bits(&s->coder, w->out, bits);
	return 0;
}

static inline int
put_value(struct sqlitein *s, struct wanted *w, const struct datum *v,
    struct fault *f)
{
	if (v->is == SQLITE_NULL) {
		coder_null(&s->coder, w->out);
		return 0;
	}
	if (v->is == SQLITE_TEXT && w->type == TYPE_TEXT &&
	    v->s.n <= MAX_TEXT) {
		coder_text(&s->coder, w->out, v->s);
		return 0;
	}
	if (type_is_text(w->type))
		return put_text(s, w, v, f);
	if (w->type == TYPE_TIME) {
		if (!datum_time(&w->known, v))
			return misfit(s, w, v, "is not a time", f);
		coder_bits(&s->coder, w->out, w->known.us);
		return 0;
	}
	return put_number(s, w, v, f);
}

/* 1, 0, -1. */
static int
is_in_window(struct sqlitein *s, struct fault *f)
{
	struct datum v;

	if (!s->has_filter)
		return 1;
	if (sqliterows_value(&s->rows, s->nwanted, &v, f) < 0)
		return -1;
	return datum_time(&s->window_known, &v) &&
	    s->window_known.us >= s->request.from &&
	    s->window_known.us <= s->request.to;
}

static int
put_columns(struct sqlitein *s, const size_t *which, size_t n,
    struct fault *f)
{
	for (size_t i = 0; i < n; i++) {
		struct datum v;

		if (sqliterows_value(&s->rows, which[i], &v, f) < 0 ||
		    put_value(s, &s->wanted[which[i]], &v, f) < 0)
			return -1;
	}
	return 0;
}

static int
put_row(struct sqlitein *s, struct fault *f)
{
	struct alike_row *like = s->pages ? s->pages->again : NULL;
	int done;

	if (like && like->mark >= s->chunk_from && like->mark < s->coded) {
		coder_again(&s->coder, s->compared, s->ncompared,
		    (uint32_t)(like->mark - s->chunk_from));
		done = put_columns(s, s->rest, s->nrest, f);
	} else {
		done = put_columns(s, s->all, s->nwanted, f);
	}
	if (like)
		like->mark = s->coded;
	s->coded++;
	return done;
}

/* The wanted columns in the order that the coder has chosen. */
static void
begin_chunk(struct sqlitein *s)
{
	if (s->coded > 0 && s->coder.most < s->request.chunk_rows) {
		coder_close(&s->coder);
		coder_open(&s->coder, s->request.schema, s->want,
		    s->request.chunk_rows);
	}
	coder_begin(&s->coder);
	s->chunk_from = s->coded;
	s->nrest = 0;
	for (size_t i = 0; i < s->nwanted; i++) {
		s->all[i] = (size_t)s->of_out[s->coder.order[i]];
		if (!s->wanted[s->all[i]].is_compared)
			s->rest[s->nrest++] = s->all[i];
	}
}

/* Other sources may go on for long: what this one needs no more it gives
 * back.  Its facts and its transaction stay. */
static void
release(struct sqlitein *s)
{
	sqliterows_close(&s->rows);
	sqlitetable_close(&s->table);
	coder_close(&s->coder);
	arena_free(&s->batch);
	s->pages = NULL;
}

/* The rows up to a full chunk, in the order of the table. */
static int
read_chunk(struct sqlitein *s, struct chunk *c, struct fault *f)
{
	bool full = false;
	int got = 1;

	if (s->at_end) {
		release(s);
		return 0;
	}
	begin_chunk(s);
	while (!full && (got = sqliterows_next(&s->rows, f)) > 0) {
		got = is_in_window(s, f);
		if (got < 0 || (got > 0 && put_row(s, f) < 0))
			return -1;
		if (got > 0)
			full = coder_row(&s->coder);
	}
	if (got < 0)
		return -1;
	s->at_end = !full;
	if (s->coder.rows == 0)
		return 0;
	coder_finish(&s->coder, c, &s->batch);
	return 1;
}

static int
finish(struct sqlitein *s, struct fault *f)
{
	struct fact *late;

	if (s->source.schema.nfacts == 0)
		return 0;
	late = facts_get(&s->source.facts, &s->source.schema.facts[0], f);
	if (!late || fact_add_sum(late, s->source.checksum,
	    (int64_t)s->collect.late, f) < 0)
		return -1;
	return 0;
}

static int
next(struct source *source, struct chunk *c, struct fault *f)
{
	struct sqlitein *s = of(source);
	int got;

	arena_reset(&s->batch);
	while (s->collects && !s->at_end) {
		got = read_chunk(s, c, f);
		if (got < 0 || (got > 0 &&
		    collect_add(&s->collect, c, f) < 0))
			return -1;
		arena_reset(&s->batch);
	}
	got = s->collects ? sorter_next(s->collect.sorter,
	    s->request.chunk_rows, c, f) : read_chunk(s, c, f);
	if (got == 0 && !facts_find(&s->source.facts, S("late")) &&
	    finish(s, f) < 0)
		return -1;
	return got;
}

static void
close_source(struct source *source)
{
	struct sqlitein *s = of(source);

	release(s);
	sqlitedb_close(&s->d);
	collect_close(&s->collect);
	facts_free(&source->facts);
	arena_free(&s->run);
	free(s);
}

/* The schema, with the types that -T gives; `late` where there are times. */
static void
describe(struct sqlitein *s, const struct opening *o)
{
	struct source *source = &s->source;
	bool has_time = false;

	s->is_lenient = NEW0(&s->run, bool, s->d.n + 1);

	source->schema.n = s->d.n;
	source->schema.columns = s->d.columns;
	source->is_weak = s->d.is_weak;
	for (size_t i = 0; i < s->d.n; i++) {
		const struct typed *t = typed_find(o->types, o->ntypes,
		    s->d.columns[i].name);

		if (t) {
			s->d.columns[i].type = t->type;
			s->d.is_weak[i] = false;
			s->is_lenient[i] = t->is_lenient;
		}
		has_time = has_time || s->d.columns[i].type == TYPE_TIME;
	}
	if (!has_time)
		return;
	source->schema.facts = NEW(&s->run, struct fact_name, 1);
	source->schema.facts[0] = (struct fact_name){ S("late"), RULE_SUM,
	    TYPE_INT };
	source->schema.nfacts = 1;
}

/* Whether its pages are read, or the library is asked for rows. */
static int
choose_way(struct sqlitein *s, const struct opening *o, struct fault *f)
{
	const char *why = "as asked for";
	int got = 0;

	if (!o->asks_library) {
		got = sqlitetable_open(&s->table, &s->d, &why, f);
		if (got > 0)
			s->pages = &s->table;
	}
	if (got >= 0 && o->explain)
		o->explain(o->name, got > 0 ? "pages" : "sqlite3_step",
		    got > 0 ? NULL : why);
	return got < 0 ? -1 : 0;
}

struct source *
sqlitein_open(const struct opening *o, struct fault *f)
{
	struct sqlitein *s = mem_get(sizeof *s);

	*s = (struct sqlitein){ .source = { .name = o->name, .can_sort = true,
	    .newest = newest, .start = start, .next = next,
	    .close = close_source } };
	if (sqlitedb_open(&s->d, o, f) < 0 || choose_way(s, o, f) < 0) {
		close_source(&s->source);
		return NULL;
	}
	s->time = s->d.n;
	describe(s, o);
	return &s->source;
}
