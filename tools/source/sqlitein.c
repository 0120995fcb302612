#include "sqlitein.h"

#include <stdlib.h>
#include <string.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

#include "collect.h"
#include "keep.h"
#include "sqlitecode.h"
#include "sqliteproof.h"

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
	struct proof proof;    /* what earlier runs know of these */
	uint32_t chunk_rows;   /* as asked for, or 0 */
	struct keep_pool *pool; /* or NULL */
	struct keep *keep;     /* the first rows, coded while times were looked
	                        * at; or NULL */
	bool keeps_all;        /* there are no others */
	int64_t kept_row;      /* number of the last one */
	struct sqlitecode code; /* the rows as they are read: of the wanted
	                         * columns; behind them the time of those whose
	                         * window it alone tells */
	bool has_rows;         /* that are not kept: they are open */
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

/* Have the times of the rows been looked at, now or by an earlier run? */
static bool
knows_times(struct sqlitein *s, size_t column)
{
	if (s->time == column && s->times.is_done)
		return true;
	s->time = column;
	s->times.is_done = false;
	return proof_find(&s->proof, s->d.columns[column].name,
	    s->is_lenient[column], &s->times);
}

static int
look_at_times(struct sqlitein *s, size_t column, struct fault *f)
{
	if (knows_times(s, column))
		return 0;
	if (sqlite_times(&s->times, &s->d, s->pages, column,
	    s->is_lenient[column], f) < 0)
		return -1;
	proof_keep(&s->proof, s->d.columns[column].name, &s->times);
	return 0;
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

/* The rows that are not kept. */
static int
open_rows(struct sqlitein *s, struct fault *f)
{
	int64_t from = s->has_range ? s->from_row : INT64_MIN;
	int64_t to = s->has_range ? s->to_row : INT64_MAX;
	bool goes_on = s->code.is_begun, is_ranged = s->has_range || goes_on;

	s->has_rows = true;
	s->has_filter = s->request.has_window && !s->has_range;
	if (sqlitecode_open(&s->code, s->has_filter ? s->time : s->d.n,
	    is_ranged, f) < 0)
		return -1;
	if (goes_on && s->kept_row == INT64_MAX)
		to = INT64_MIN;
	else if (goes_on && from <= s->kept_row)
		from = s->kept_row + 1;
	return is_ranged ? sqliterows_seek(&s->code.rows, from, to, f) : 0;
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

/* 1, 0, -1. */
static int
is_in_window(struct sqlitein *s, struct fault *f)
{
	struct datum v;

	if (!s->has_filter)
		return 1;
	if (sqliterows_value(&s->code.rows, s->code.nwanted, &v, f) < 0)
		return -1;
	return datum_time(&s->window_known, &v) &&
	    s->window_known.us >= s->request.from &&
	    s->window_known.us <= s->request.to;
}

/* Codes rows and keeps them, while there is room and they are in the window;
 * notes the times of all that it reads.  1; 0 if that was the last one; -1. */
static int
keep_chunks(struct sqlitein *s, struct fault *f)
{
	const struct request *r = &s->request;
	struct sqlitecode *code = &s->code;
	struct fault why; /* told when it is read again */
	struct chunk c;
	int got;

	for (;;) {
		bool full = false;

		sqlitecode_begin(code);
		while (!full && (got = sqliterows_next(&code->rows, f)) > 0) {
			got = times_row(&s->times, &code->rows, code->nwanted,
			    f);
			if (got < 0)
				return -1;
			if (r->has_window && (got == 0 ||
			    s->times.last < r->from || s->times.last > r->to))
				return 1;
			if (sqlitecode_put(code, &why) < 0) {
				coder_begin(&code->coder); /* forgets it */
				s->keeps_all = false;
				return 1;
			}
			full = coder_row(&code->coder);
		}
		if (!full || got < 0)
			return got;
		arena_reset(&s->batch);
		coder_finish(&code->coder, &c, &s->batch);
		if (!keep_put(s->keep, &c)) {
			code->coder.rows = 0;
			s->keeps_all = false;
			return 1;
		}
		s->kept_row = sqliterows_number(&code->rows);
	}
}

/* The rows that a chunk was begun with when the window ended, or the table. */
static void
keep_last(struct sqlitein *s)
{
	struct chunk c;

	if (!s->keeps_all || s->code.coder.rows == 0)
		return;
	arena_reset(&s->batch);
	coder_finish(&s->code.coder, &c, &s->batch);
	s->keeps_all = keep_put(s->keep, &c);
}

/* All rows in turn: those before the window, those in it, of which as many as
 * can be are kept, and the others. */
static int
look_and_keep(struct sqlitein *s, struct fault *f)
{
	const struct request *r = &s->request;
	struct sqliterows *rows = &s->code.rows;
	const size_t at = s->code.nwanted;
	int got = 1;

	if (sqlitecode_open(&s->code, s->time, true, f) < 0 ||
	    sqliterows_seek(rows, INT64_MIN, INT64_MAX, f) < 0)
		return -1;
	if (r->has_window) {
		sqlitetable_want(s->pages, &s->time, 1);
		got = times_until(&s->times, rows, at, r->from, r->to, f);
		if (got > 0) {
			sqlitetable_again(s->pages);
			sqlitecode_look(&s->code);
		}
	}
	if (got > 0)
		got = keep_chunks(s, f);
	sqlitetable_want(s->pages, &s->time, 1);
	if (got > 0 && r->has_window && s->keeps_all) {
		got = times_until(&s->times, rows, at, r->from, r->to, f);
		s->keeps_all = got == 0; /* no more of them came later */
		if (got > 0)
			sqlitetable_again(s->pages);
	}
	return got > 0 ? times_until(&s->times, rows, at, INT64_MAX,
	    INT64_MIN, f) : got;
}

/* Looks at the times of all rows, as look_at_times, and keeps rows.  What is
 * damaged where only the wanted columns are is told when they are read. */
static int
keep_rows(struct sqlitein *s, struct fault *f)
{
	int got;

	times_begin(&s->times, s->is_lenient[s->time]);
	s->keep = keep_open(s->pool);
	s->keeps_all = true;
	got = look_and_keep(s, f);
	if (got == 0)
		keep_last(s);
	keep_done(s->keep);
	sqlitecode_rest(&s->code);
	arena_free(&s->batch);
	sqlite3_db_release_memory(s->d.db);
	s->code.is_begun = got == 0 && keep_rows_left(s->keep) > 0;
	if (got == 0) {
		if (times_end(&s->times, &s->d, f) < 0)
			return -1;
		proof_keep(&s->proof, s->d.columns[s->time].name, &s->times);
		return 0;
	}
	keep_close(s->keep);
	s->keep = NULL;
	s->keeps_all = false;
	return look_at_times(s, s->time, f);
}

/* The times of the rows, and what can be kept of these. */
static int
look_at_rows(struct sqlitein *s, struct fault *f)
{
	const struct request *r = &s->request;
	size_t column = (size_t)schema_find(&s->source.schema,
	    r->schema->columns[r->time].name);

	if (!s->pages || !s->pool || knows_times(s, column))
		return look_at_times(s, column, f);
	return keep_rows(s, f);
}

static void
use_times(struct sqlitein *s)
{
	const struct request *r = &s->request;
	struct source *source = &s->source;

	s->collects = r->in_order && (!s->times.ascend || s->times.any_null);
	source->has_total = true;
	source->total = s->times.rows;
	source->has_least = s->times.any && !s->times.any_null;
	source->least = s->times.least;
	if (!s->collects)
		return;
	collect_open(&s->collect, r, r->memory);
	if (s->code.want[r->time])
		return;
	sqlitecode_map(&s->code, true); /* what is kept lacks the time */
	keep_close(s->keep);
	s->keep = NULL;
	s->keeps_all = s->code.is_begun = false;
}

static int
start(struct source *source, const struct request *r, struct fault *f)
{
	struct sqlitein *s = of(source);
	int some = 1;

	s->request = *r;
	s->code.d = &s->d;
	s->code.pages = s->pages;
	s->code.request = &s->request;
	sqlitecode_map(&s->code, false);
	s->request.chunk_rows = s->chunk_rows > 0 ? s->chunk_rows :
	    source_rows(s->code.nwanted);
	if (r->time >= 0) {
		if (look_at_rows(s, f) < 0)
			return -1;
		use_times(s);
		if (!s->keeps_all && r->has_window && s->d.rowid &&
		    s->times.ascend && !s->times.any_null)
			some = s->times.any ? window_rows(s, f) : 0;
	}
	make_checksum(s);
	s->at_end = some == 0;
	return some < 0 ? -1 : 0;
}

/* Other sources may go on for long: what this one needs no more it gives
 * back.  Its facts and its transaction stay. */
static void
release(struct sqlitein *s)
{
	keep_close(s->keep);
	s->keep = NULL;
	sqlitecode_rest(&s->code);
	sqlitetable_close(&s->table);
	arena_free(&s->batch);
	s->pages = NULL;
}

/* The rows up to a full chunk, in the order of the table. */
static int
read_chunk(struct sqlitein *s, struct chunk *c, struct fault *f)
{
	bool full = false;
	int got = 1;

	if (s->keep && keep_next(s->keep, c, &s->batch) > 0)
		return 1;
	s->at_end = s->at_end || s->keeps_all;
	if (s->at_end) {
		release(s);
		return 0;
	}
	if (!s->has_rows && open_rows(s, f) < 0)
		return -1;
	sqlitecode_begin(&s->code);
	while (!full && (got = sqliterows_next(&s->code.rows, f)) > 0) {
		got = is_in_window(s, f);
		if (got < 0 || (got > 0 && sqlitecode_put(&s->code, f) < 0))
			return -1;
		if (got > 0)
			full = coder_row(&s->code.coder);
	}
	if (got < 0)
		return -1;
	s->at_end = !full;
	if (s->code.coder.rows == 0)
		return 0;
	coder_finish(&s->code.coder, c, &s->batch);
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
	sqlitecode_close(&s->code);
	sqlitedb_close(&s->d);
	proof_close(&s->proof);
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
	    .close = close_source }, .pool = o->pool,
	    .chunk_rows = o->chunk_rows };
	if (sqlitedb_open(&s->d, o, f) < 0 || choose_way(s, o, f) < 0) {
		close_source(&s->source);
		return NULL;
	}
	s->time = s->d.n;
	proof_open(&s->proof, o->cache, o->path, &s->d);
	describe(s, o);
	return &s->source;
}
