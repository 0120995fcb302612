#include "csvin.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "../base/buffer.h"
#include "../base/csvscan.h"
#include "../base/io.h"
#include "../base/num.h"
#include "../rows/bounds.h"
#include "coder.h"
#include "collect.h"
#include "csvkeep.h"
#include "csvpass.h"
#include "csvwrite.h"
#include "guess.h"

enum {
	PIECE = CSVSCAN_STEP,  /* bytes between two looks at the chunk */
	FIRST_PIECE = 1 << 10  /* of the first chunk: few, as long as other
	                        * sources come before */
};

struct field {
	size_t out;            /* column of the chunk */
	bool is_wanted, is_lenient;
	enum type type;
	int64_t bits;          /* of this row's value */
	bool is_null;
	struct known_time known;
};

struct csvin {
	struct source source;
	struct csvpass pass;
	struct arena run, batch;
	size_t nfields;        /* of a row; a column more: the number */
	struct guess *guesses; /* a column each */
	struct field *fields;
	size_t *looked;        /* columns that this pass looks at, ascending */
	size_t nlooked;
	const struct rejects *rejects;
	struct buffer rejected; /* the row as text */
	uint64_t nrejected;
	uint64_t number;       /* of the row, rejected ones counted */
	bool has_header;
	struct request request;
	struct coder coder;
	size_t *others;        /* columns of it that are no singles, the base
	                        * first */
	size_t nothers;
	bool *want;            /* a bool a column of the chunk */
	uint32_t chunk_rows;
	const struct opening *opening; /* until it is opened */
	struct csvkeep kept;
	uint64_t restored;     /* rows taken from it, */
	uint64_t skip;         /* and of these still to be passed over */
	bool is_reading;       /* the second pass has begun */
	size_t *filled;        /* columns that fields are told of, ascending */
	ptrdiff_t *of_out;     /* file column of each column, or -1 */
	struct collect collect;
	bool collects, at_end, is_finished;
	const struct typed *types;
	size_t ntypes;
};

static struct csvin *
of(struct source *s)
{
	return (struct csvin *)s;
}

/* What the first pass need not look at any more, it won't. */
static void
look_for_types(struct csvin *s)
{
	size_t n = 0;

	s->nlooked = 0;
	for (size_t i = 0; i < s->source.schema.n; i++) {
		bool looks = !guess_is_done(&s->guesses[i]);

		if (looks)
			s->looked[s->nlooked++] = i;
		if (looks || (s->kept.takes && s->kept.want[i]))
			s->filled[n++] = i;
	}
	if (s->pass.records)
		csvread_want(s->pass.records, s->filled, n);
}

/* A row of a piece has a byte for each column at least, a newline included. */
static uint32_t
chunk_room(const struct csvin *s)
{
	size_t columns = s->source.schema.n > 0 ? s->source.schema.n : 1;
	uint32_t piece = (uint32_t)(s->pass.piece / columns + 2);

	return (s->pass.piece < PIECE ? 1 : s->chunk_rows) + piece;
}

/* What may be asked for is kept.  Rejects are told of in the second pass. */
static void
begin_keeping(struct csvin *s)
{
	const struct opening *o = s->opening;
	const struct schema *schema = &s->source.schema;
	bool *want = NEW(&s->run, bool, schema->n + 1);
	size_t n = 0;

	for (size_t i = 0; i < schema->n; i++) {
		want[i] = opening_may_want(o, schema->columns[i].name);
		n += want[i];
	}
	s->chunk_rows = o->chunk_rows > 0 ? o->chunk_rows : source_rows(n);
	if (!o->pool || o->rejects)
		return;
	csvkeep_open(&s->kept, o->pool, schema, want);
	csvkeep_begin(&s->kept, chunk_room(s));
}

static int
set_columns(struct csvin *s, const struct str *names, size_t n,
    struct fault *f)
{
	struct schema *schema = &s->source.schema;

	s->nfields = schema->n = n;
	schema->columns = NEW(&s->run, struct column, n + 1);
	s->source.is_weak = NEW0(&s->run, bool, n + 1);
	s->guesses = NEW(&s->run, struct guess, n + 1);
	s->looked = NEW(&s->run, size_t, n + 1);
	s->filled = NEW(&s->run, size_t, n + 1);
	for (size_t i = 0; i < n; i++) {
		if (names[i].n == 0)
			return fault_data(f, "line 1: column %zu has no name",
			    i + 1);
		for (size_t k = 0; k < i; k++)
			if (str_eq(names[i], schema->columns[k].name))
				return fault_data(f, "line 1: two columns %s",
				    quoted(names[i]));
		schema->columns[i].name = arena_str(&s->run, names[i]);
		guess_open(&s->guesses[i], typed_find(s->types, s->ntypes,
		    names[i]));
	}
	s->has_header = true;
	begin_keeping(s);
	look_for_types(s);
	return 0;
}

/* The first pass: a row's fields for the guesses, and to be kept. */
static int
see_row(void *ctx, const struct str *fields, size_t n, uint64_t line,
    struct fault *f)
{
	struct csvin *s = ctx;

	(void)line;
	if (!s->has_header)
		return set_columns(s, fields, n, f);
	csvkeep_row(&s->kept, fields, n);
	if (n != s->source.schema.n)
		return 0; /* the second pass tells */
	for (size_t k = 0; k < s->nlooked; k++)
		guess_see(&s->guesses[s->looked[k]], fields[s->looked[k]]);
	return 0;
}

/* A row that can't be read goes to the rejects, if there are any; the rows go
 * on behind it. */
static int
reject(struct csvin *s, const struct str *fields, size_t n,
    const struct fault *why, struct fault *f)
{
	struct buffer *b = &s->rejected;

	if (!s->rejects) {
		*f = *why;
		return -1;
	}
	b->n = 0;
	if (s->pass.records)
		csvread_all(s->pass.records);
	csvwrite_row(b, fields, n, s->pass.separator);
	s->nrejected++;
	if (io_write(s->rejects->fd, b->p, b->n, f) < 0)
		return fault_at(f, "%s", s->rejects->path);
	return 0;
}

/* A number as nearly all are. */
static inline bool
parse_plain(struct field *x, struct str v)
{
	double d;

	if (!type_is_real(x->type) || !v.p || !num_plain(v, &d))
		return false;
	d = x->type == TYPE_F32 ? (float)d : d;
	memcpy(&x->bits, &d, sizeof d);
	x->is_null = false;
	return true;
}

static bool
parse_field(struct field *x, struct str v)
{
	x->is_null = v.p == NULL;
	if (x->is_null || type_is_text(x->type))
		return v.n <= MAX_TEXT;
	if (x->type == TYPE_TIME && cell_time(&x->known, v)) {
		x->bits = x->known.us;
		return true;
	}
	if (x->type != TYPE_TIME && cell_parse(x->type, v, &x->bits) &&
	    (!x->is_lenient || cell_is_finite(x->type, x->bits)))
		return true;
	x->is_null = x->is_lenient;
	return x->is_lenient;
}

static int
parse_row(struct csvin *s, const struct str *fields, size_t n, uint64_t line,
    struct fault *f)
{
	const struct schema *schema = &s->source.schema;

	if (n != s->nfields)
		return fault_data(f, "line %" PRIu64 ": %zu fields, the header "
		    "has %zu", line, n, s->nfields);
	for (size_t k = 0; k < s->nlooked; k++) {
		size_t i = s->looked[k];
		struct field *x = &s->fields[i];

		if (parse_plain(x, fields[i]) || parse_field(x, fields[i])) {
			if (x->type == TYPE_F32)
				coder_single(&s->coder, x->out, x->bits,
				    x->is_null);
			continue;
		}
		return fault_data(f, "line %" PRIu64 ": column %.*s: "
		    "%s %s", line,
		    (int)(schema->columns[i].name.n < 80 ?
		    schema->columns[i].name.n : 80),
		    schema->columns[i].name.p, quoted(fields[i]),
		    cell_not(x->type));
	}
	return 0;
}

/* The second pass: a row for the chunk. */
static int
take_row(void *ctx, const struct str *fields, size_t n, uint64_t line,
    struct fault *f)
{
	struct csvin *s = ctx;
	struct coder *c = &s->coder;
	struct fault why;

	if (!s->has_header) {
		s->has_header = true;
		return 0;
	}
	s->number++;
	if (s->skip > 0) {
		s->skip--;
		return 0;
	}
	if (parse_row(s, fields, n, line, &why) < 0) {
		coder_forget_row(c);
		return reject(s, fields, n, &why, f);
	}
	s->fields[s->nfields].bits = (int64_t)s->number;
	for (size_t k = 0; k < s->nothers; k++) {
		size_t out = s->others[k];
		size_t i = (size_t)s->of_out[out];
		const struct field *x = &s->fields[i];

		if (x->is_null)
			coder_null(c, out);
		else if (type_is_text(x->type))
			coder_text(c, out, fields[i]);
		else
			coder_bits(c, out, x->bits);
	}
	coder_row(c);
	return 0;
}

/* The rows of a chunk after which it may end. */
static uint32_t
enough_rows(const struct csvin *s)
{
	return s->pass.piece < PIECE ? 1 : s->chunk_rows - s->chunk_rows / 16;
}

/* Behind a piece of the first pass. */
static void
keep_piece(struct csvin *s)
{
	if (!csvpass_is_between(&s->pass) || (s->kept.takes &&
	    s->kept.coder.rows < enough_rows(s)))
		return;
	csvkeep_end(&s->kept);
	s->pass.piece = PIECE;
	if (s->kept.takes)
		csvkeep_begin(&s->kept, chunk_room(s));
}

/* Nothing is to be learned from the rows of a file whose types are said. */
static bool
all_given(const struct csvin *s)
{
	for (size_t i = 0; i < s->source.schema.n; i++)
		if (!s->guesses[i].is_given)
			return false;
	return bytes_is_file(s->pass.bytes);
}

static int
first_pass(struct csvin *s, struct fault *f)
{
	struct schema *schema = &s->source.schema;
	static const struct str line = { "line", 4 };
	int got;

	csvpass_begin(&s->pass, see_row, s);
	s->pass.piece = FIRST_PIECE;
	if (s->pass.separator == 0 && set_columns(s, &line, 1, f) < 0)
		return -1;
	if (s->pass.separator == 0 && !s->guesses[0].is_given)
		s->guesses[0].is_given = true; /* text, whatever it holds */
	while ((got = csvpass_feed(&s->pass, f)) > 0)
		if (s->has_header) {
			keep_piece(s);
			look_for_types(s);
			if (s->nlooked == 0 && all_given(s)) {
				csvkeep_close(&s->kept);
				break;
			}
		}
	if (got < 0)
		return -1;
	if (s->kept.keep) {
		csvkeep_end(&s->kept);
		csvkeep_done(&s->kept);
	}
	if (!s->has_header)
		return fault_data(f, "%s: is empty", s->source.name);
	for (size_t i = 0; i < schema->n; i++) {
		schema->columns[i].type = s->guesses[i].type;
		s->source.is_weak[i] = !s->guesses[i].any &&
		    !s->guesses[i].is_given;
	}
	return 0;
}

static int
newest(struct source *source, size_t column, bool *known, int64_t *us,
    struct fault *f)
{
	const struct guess *g = &of(source)->guesses[column];

	(void)f;
	*known = g->any_time;
	*us = g->greatest;
	return 0;
}

static void
ready_coder(struct csvin *s)
{
	uint32_t room = chunk_room(s);

	if (s->coder.most != room)
		coder_close(&s->coder);
	if (!s->coder.cols)
		coder_open(&s->coder, s->request.schema, s->want, room);
	coder_begin(&s->coder);
	s->nothers = 0;
	for (size_t k = 0; k < s->coder.norder; k++)
		if (s->coder.cols[s->coder.order[k]].type != TYPE_F32)
			s->others[s->nothers++] = s->coder.order[k];
}

static void
use_times(struct csvin *s, const struct guess *g)
{
	s->collects = s->request.in_order && (!g->ascends || g->any_null);
	s->source.has_least = g->any_time && !g->any_null;
	s->source.least = g->least;
}

static int
start(struct source *source, const struct request *r, struct fault *f)
{
	struct csvin *s = of(source);
	const struct schema *out = r->schema;
	bool *want = NEW0(&s->run, bool, out->n + 1);

	(void)f; /* all was rewound before */
	s->request = *r;
	s->want = want;
	s->fields = NEW0(&s->run, struct field, source->schema.n + 1);
	s->of_out = NEW(&s->run, ptrdiff_t, out->n + 1);
	s->others = NEW(&s->run, size_t, out->n + 1);
	for (size_t i = 0; i < out->n; i++) {
		ptrdiff_t k = schema_find(&source->schema,
		    out->columns[i].name);
		struct field *x;
		bool is_time = (ptrdiff_t)i == r->time &&
		    (r->has_window || r->in_order);

		s->of_out[i] = k;
		want[i] = k >= 0 && (r->want[i] || is_time);
		if (!want[i])
			continue;
		x = &s->fields[k];
		x->out = i;
		x->is_wanted = true;
		x->is_lenient = r->is_lenient[i];
		x->type = out->columns[i].type;
		if (is_time)
			use_times(s, &s->guesses[k]);
	}
	if (s->collects)
		collect_open(&s->collect, r, r->memory);
	s->nlooked = 0;
	for (size_t i = 0; i < s->nfields; i++)
		if (s->fields[i].is_wanted)
			s->looked[s->nlooked++] = i;
	for (size_t k = 0; s->kept.keep && k < s->nlooked; k++)
		if (!s->kept.want[s->looked[k]])
			csvkeep_close(&s->kept);
	s->pass.piece = s->collects ? PIECE : FIRST_PIECE;
	return 0;
}

/* From the first row on that is not kept. */
static void
begin_reading(struct csvin *s)
{
	s->is_reading = true;
	s->has_header = s->pass.separator == 0;
	s->skip = s->restored;
	csvpass_begin(&s->pass, take_row, s);
	if (s->pass.records)
		csvread_want(s->pass.records, s->looked, s->nlooked);
}

static int
fill_coder(struct csvin *s, struct fault *f)
{
	uint32_t enough = enough_rows(s);
	int got = 1;

	if (!s->is_reading)
		begin_reading(s);
	ready_coder(s);
	while (!csvpass_is_between(&s->pass) || (s->coder.rows < enough &&
	    s->coder.bytes < MAX_TEXT))
		if ((got = csvpass_feed(&s->pass, f)) <= 0)
			break;
	s->at_end = got == 0;
	return got;
}

/* The values of kept texts; false if one of them is refused. */
static bool
restore_values(struct csvin *s, struct field *x, const struct col *texts,
    uint32_t rows, struct arena *a)
{
	const struct dom *d = texts->dom;
	int64_t *bits = NEW(a, int64_t, (size_t)d->n + 1);
	bool *is_null = NEW(a, bool, (size_t)d->n + 1);

	for (uint32_t e = 0; e < d->n; e++) {
		if (!parse_field(x, texts->s[e]))
			return false;
		bits[e] = x->bits;
		is_null[e] = x->is_null;
	}
	for (uint32_t r = 0; r < rows; r++) {
		uint32_t e = dom_entry(d, r);

		s->coder.rows = r;
		if (is_null[e])
			coder_null(&s->coder, x->out);
		else
			coder_bits(&s->coder, x->out, bits[e]);
	}
	return true;
}

static void
restore_numbers(struct csvin *s, uint32_t rows)
{
	const struct field *x = &s->fields[s->nfields];

	for (uint32_t r = 0; x->is_wanted && r < rows; r++) {
		s->coder.rows = r;
		coder_bits(&s->coder, x->out, (int64_t)(s->restored + r + 1));
	}
}

/* The next rows that were kept: 1; 0 if they must be read. */
static int
restore_chunk(struct csvin *s)
{
	struct chunk c;

	if (!s->kept.keep)
		return 0;
	if (keep_next(s->kept.keep, &c, &s->batch) == 0) {
		s->at_end = s->kept.is_whole;
		csvkeep_close(&s->kept);
		return s->at_end;
	}
	ready_coder(s);
	for (size_t k = 0; k < s->nlooked; k++) {
		struct field *x = &s->fields[s->looked[k]];
		const struct col *texts = &c.cols[s->looked[k]];

		if (type_is_text(x->type)) {
			coder_restore(&s->coder, x->out, texts, c.rows);
		} else if (!restore_values(s, x, texts, c.rows, &s->batch)) {
			csvkeep_close(&s->kept);
			return 0;
		}
	}
	restore_numbers(s, c.rows);
	s->coder.rows = c.rows;
	s->restored += c.rows;
	s->pass.piece = PIECE;
	return 1;
}

/* The next rows, in the order of the file. */
static int
read_chunk(struct csvin *s, struct chunk *c, struct fault *f)
{
	const struct request *r = &s->request;
	bool is_first;

	do {
		if (s->at_end)
			return 0;
		s->coder.rows = 0;
		is_first = s->pass.piece < PIECE;
		if (restore_chunk(s) == 0 && fill_coder(s, f) < 0)
			return -1;
		if (is_first && s->is_reading && s->coder.rows > 0 &&
		    csvpass_rest(&s->pass, f) < 0)
			return -1;
		if (s->coder.rows == 0)
			continue;
		s->pass.piece = PIECE;
		coder_finish(&s->coder, c, &s->batch);
		if (r->has_window)
			cut_times(c, (size_t)r->time, r->from, r->to,
			    &s->batch);
	} while (s->coder.rows == 0 || c->rows == 0);
	return 1;
}

static int
add_sum(struct csvin *s, struct str name, uint64_t v, struct fault *f)
{
	struct fact_name fact = { name, RULE_SUM, TYPE_INT };
	struct fact *x = facts_get(&s->source.facts, &fact, f);

	return x ? fact_add_sum(x, s->source.checksum, (int64_t)v, f) : -1;
}

/* Other sources may go on for long: what this one needs no more it gives
 * back. */
static void
release(struct csvin *s)
{
	csvkeep_close(&s->kept);
	csvpass_close(&s->pass);
	coder_close(&s->coder);
	collect_close(&s->collect);
	arena_free(&s->batch);
}

static int
finish(struct csvin *s, struct fault *f)
{
	uint64_t late;

	s->is_finished = true;
	s->source.checksum = bytes_checksum(s->pass.bytes);
	late = s->collect.late;
	release(s);
	if (source_time(&s->source.schema) >= 0 &&
	    add_sum(s, S("late"), late, f) < 0)
		return -1;
	return s->rejects ? add_sum(s, S("rejected"), s->nrejected, f) : 0;
}

static int
next(struct source *source, struct chunk *c, struct fault *f)
{
	struct csvin *s = of(source);
	int got;

	if (s->is_finished)
		return 0;
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
	return got == 0 ? finish(s, f) : got;
}

static void
close_source(struct source *source)
{
	struct csvin *s = of(source);

	release(s);
	buffer_free(&s->rejected);
	facts_free(&source->facts);
	arena_free(&s->run);
	free(s);
}

/* The number of each row, a column that no row has. */
static int
add_number(struct csvin *s, const char *name, struct fault *f)
{
	struct schema *schema = &s->source.schema;

	if (!name)
		return 0;
	if (schema_find(schema, str_of(name)) >= 0)
		return fault_usage(f, "%s: has a column %s", s->source.name,
		    quoted(str_of(name)));
	schema->columns[schema->n++] = (struct column){ str_of(name),
		TYPE_INT };
	return 0;
}

static void
declare_facts(struct csvin *s)
{
	struct schema *schema = &s->source.schema;

	schema->facts = NEW(&s->run, struct fact_name, 2);
	if (source_time(schema) >= 0)
		schema->facts[schema->nfacts++] = (struct fact_name){
		    S("late"), RULE_SUM, TYPE_INT };
	if (s->rejects)
		schema->facts[schema->nfacts++] = (struct fact_name){
		    S("rejected"), RULE_SUM, TYPE_INT };
}

struct source *
csvin_open(const struct opening *o, char separator, struct fault *f)
{
	struct csvin *s = mem_get(sizeof *s);

	*s = (struct csvin){ .source = { .name = o->name, .can_sort = true,
	    .sorters = 1, .newest = newest, .start = start, .next = next,
	    .close = close_source }, .pass = { .name = o->name,
	    .separator = separator },
	    .rejects = o->rejects, .types = o->types, .ntypes = o->ntypes,
	    .opening = o };
	s->pass.bytes = bytes_open(o->name, o->fd, f);
	if (bytes_keep(s->pass.bytes, f) < 0 || first_pass(s, f) < 0 ||
	    bytes_rewind(s->pass.bytes, f) < 0 ||
	    add_number(s, o->number, f) < 0) {
		close_source(&s->source);
		return NULL;
	}
	s->opening = NULL;
	declare_facts(s);
	return &s->source;
}
