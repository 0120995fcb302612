#include "csvin.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "../base/buffer.h"
#include "../base/csvread.h"
#include "../base/csvscan.h"
#include "../base/io.h"
#include "../rows/bounds.h"
#include "bytes.h"
#include "coder.h"
#include "collect.h"
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
	char separator;
	struct bytes *bytes;
	struct csvread *records;
	struct buffer line;    /* lines: the unfinished one */
	uint64_t nline;
	struct str rest;       /* of the bytes that came last */
	struct arena run, batch;
	struct guess *guesses; /* a column each */
	struct field *fields;
	size_t *looked;        /* columns that this pass looks at, ascending */
	size_t nlooked;
	const struct rejects *rejects;
	struct buffer rejected; /* the row as text */
	uint64_t nrejected;
	bool has_header;
	struct request request;
	struct coder coder;
	bool *want;            /* a bool a column of the chunk */
	size_t piece;          /* bytes between two looks at the chunk */
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
	s->nlooked = 0;
	for (size_t i = 0; i < s->source.schema.n; i++)
		if (!guess_is_done(&s->guesses[i]))
			s->looked[s->nlooked++] = i;
	if (s->records)
		csvread_want(s->records, s->looked, s->nlooked);
}

static int
set_columns(struct csvin *s, const struct str *names, size_t n,
    struct fault *f)
{
	struct schema *schema = &s->source.schema;

	schema->n = n;
	schema->columns = NEW(&s->run, struct column, n + 1);
	s->source.is_weak = NEW0(&s->run, bool, n + 1);
	s->guesses = NEW(&s->run, struct guess, n + 1);
	s->looked = NEW(&s->run, size_t, n + 1);
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
	look_for_types(s);
	return 0;
}

/* The first pass: a row's fields for the guesses. */
static int
see_row(void *ctx, const struct str *fields, size_t n, uint64_t line,
    struct fault *f)
{
	struct csvin *s = ctx;

	(void)line;
	if (!s->has_header)
		return set_columns(s, fields, n, f);
	if (n != s->source.schema.n)
		return 0; /* the second pass tells */
	for (size_t k = 0; k < s->nlooked; k++)
		guess_see(&s->guesses[s->looked[k]], fields[s->looked[k]]);
	return 0;
}

/* The letter that stands for a byte behind a backslash, or 0. */
static char
tsv_letter(char c)
{
	return c == '\t' ? 't' : c == '\n' ? 'n' : c == '\r' ? 'r' :
	    c == '\\' ? '\\' : 0;
}

/* A field as it may have stood in the file. */
static void
put_field(struct buffer *b, struct str v, char separator)
{
	bool quotes = v.p && separator == ',' && (v.n == 0 ||
	    memchr(v.p, ',', v.n) || memchr(v.p, '"', v.n) ||
	    memchr(v.p, '\n', v.n) || memchr(v.p, '\r', v.n));

	if (!v.p && separator == '\t')
		buffer_add(b, S("\\N"));
	if (quotes)
		buffer_char(b, '"');
	for (size_t i = 0; i < v.n; i++) {
		char letter = separator == '\t' ? tsv_letter(v.p[i]) : 0;

		if (letter) {
			buffer_char(b, '\\');
			buffer_char(b, letter);
			continue;
		}
		if (quotes && v.p[i] == '"')
			buffer_char(b, '"');
		buffer_char(b, v.p[i]);
	}
	if (quotes)
		buffer_char(b, '"');
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
	if (s->records)
		csvread_all(s->records);
	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			buffer_char(b, s->separator);
		put_field(b, fields[i], s->separator);
	}
	buffer_char(b, '\n');
	s->nrejected++;
	if (io_write(s->rejects->fd, b->p, b->n, f) < 0)
		return fault_at(f, "%s", s->rejects->path);
	return 0;
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
	if (x->type != TYPE_TIME && cell_parse(x->type, v, &x->bits))
		return true;
	x->is_null = x->is_lenient;
	return x->is_lenient;
}

static int
parse_row(struct csvin *s, const struct str *fields, size_t n, uint64_t line,
    struct fault *f)
{
	const struct schema *schema = &s->source.schema;

	if (n != schema->n)
		return fault_data(f, "line %" PRIu64 ": %zu fields, the header "
		    "has %zu", line, n, schema->n);
	for (size_t k = 0; k < s->nlooked; k++) {
		size_t i = s->looked[k];

		if (!parse_field(&s->fields[i], fields[i]))
			return fault_data(f, "line %" PRIu64 ": column %.*s: "
			    "%s %s", line,
			    (int)(schema->columns[i].name.n < 80 ?
			    schema->columns[i].name.n : 80),
			    schema->columns[i].name.p, quoted(fields[i]),
			    cell_not(s->fields[i].type));
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
	if (parse_row(s, fields, n, line, &why) < 0)
		return reject(s, fields, n, &why, f);
	for (size_t k = 0; k < c->norder; k++) {
		size_t out = c->order[k];
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

/* Lines have no header and no quotes. */
static int
feed_lines(struct csvin *s, struct str piece, bool is_last,
    csvread_record *row, struct fault *f)
{
	while (piece.n > 0) {
		const char *end = memchr(piece.p, '\n', piece.n);
		size_t n = end ? (size_t)(end - piece.p) : piece.n;
		struct str line = { piece.p, n };

		if (s->line.n + n > MAX_TEXT)
			return fault_data(f, "line %" PRIu64 ": is too long",
			    s->nline + 1);
		piece = str_sub(piece, n + (end != NULL), piece.n);
		if (!end || s->line.n > 0) {
			buffer_add(&s->line, line);
			line = buffer_str(&s->line);
		}
		if (!end)
			break;
		if (row(s, &line, 1, ++s->nline, f) < 0)
			return -1;
		s->line.n = 0;
	}
	if (is_last && s->line.n > 0) {
		struct str line = buffer_str(&s->line);

		s->line.n = 0;
		return row(s, &line, 1, ++s->nline, f);
	}
	return 0;
}

/* Feeds one piece to whichever pass it is: 1, 0 at the end, -1. */
static int
feed_piece(struct csvin *s, csvread_record *row, struct fault *f)
{
	struct str piece;
	int done, got = 1;

	if (s->rest.n == 0) {
		got = bytes_next(s->bytes, &s->rest, f);
		if (got < 0)
			return -1;
	}
	piece = str_sub(s->rest, 0, s->piece);
	s->rest = str_sub(s->rest, piece.n, s->rest.n);
	if (s->separator == 0)
		done = feed_lines(s, piece, got == 0, row, f);
	else if (got == 0)
		done = csvread_finish(s->records, f);
	else
		done = csvread_feed(s->records, piece, f);
	if (done < 0)
		return fault_at(f, "%s", s->source.name);
	return got;
}

static void
begin_pass(struct csvin *s, csvread_record *row)
{
	csvread_close(s->records);
	s->records = s->separator ? csvread_open(s->separator, row, s) : NULL;
	s->rest = (struct str){ NULL, 0 };
	s->line.n = 0;
	s->nline = 0;
	s->piece = PIECE;
}

static int
first_pass(struct csvin *s, struct fault *f)
{
	struct schema *schema = &s->source.schema;
	static const struct str line = { "line", 4 };
	int got;

	begin_pass(s, see_row);
	if (s->separator == 0 && set_columns(s, &line, 1, f) < 0)
		return -1;
	if (s->separator == 0 && !s->guesses[0].is_given)
		s->guesses[0].is_given = true; /* text, whatever it holds */
	while ((got = feed_piece(s, see_row, f)) > 0)
		if (s->has_header)
			look_for_types(s);
	if (got < 0)
		return -1;
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
open_coder(struct csvin *s, uint32_t piece)
{
	uint32_t rows = piece < PIECE ? 1 : s->request.chunk_rows;

	s->piece = piece;
	coder_close(&s->coder);
	coder_open(&s->coder, s->request.schema, s->want, rows + piece);
}

/* A first chunk is there: others may come before the next, for long. */
static int
rest(struct csvin *s, struct fault *f)
{
	size_t left = s->rest.n;

	s->rest.n = 0;
	return bytes_rest(s->bytes, left, f);
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
	s->has_header = s->separator == 0;
	begin_pass(s, take_row);
	s->nlooked = 0;
	for (size_t i = 0; i < source->schema.n; i++)
		if (s->fields[i].is_wanted)
			s->looked[s->nlooked++] = i;
	if (s->records)
		csvread_want(s->records, s->looked, s->nlooked);
	return 0;
}

static int
fill_coder(struct csvin *s, struct fault *f)
{
	uint32_t rows = s->request.chunk_rows;
	uint32_t enough = s->piece < PIECE ? 1 : rows - rows / 16;
	int got = 1;

	coder_begin(&s->coder);
	while (s->coder.rows < enough && s->coder.bytes < MAX_TEXT &&
	    (got = feed_piece(s, take_row, f)) > 0)
		;
	s->at_end = got == 0;
	return got;
}

/* The next rows, in the order of the file. */
static int
read_chunk(struct csvin *s, struct chunk *c, struct fault *f)
{
	const struct request *r = &s->request;
	bool is_first = !s->coder.cols && !s->collects;
	int got;

	do {
		if (s->at_end)
			return 0;
		if (!s->coder.cols || s->piece < PIECE)
			open_coder(s, is_first ? FIRST_PIECE : PIECE);
		is_first = false;
		if (fill_coder(s, f) < 0)
			return -1;
		if (s->coder.rows == 0)
			continue;
		coder_finish(&s->coder, c, &s->batch);
		if (r->has_window)
			cut_times(c, (size_t)r->time, r->from, r->to,
			    &s->batch);
	} while (s->coder.rows == 0 || c->rows == 0);
	got = s->piece < PIECE ? rest(s, f) : 0;
	return got < 0 ? -1 : 1;
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
	csvread_close(s->records);
	s->records = NULL;
	bytes_close(s->bytes);
	s->bytes = NULL;
	buffer_free(&s->line);
	coder_close(&s->coder);
	collect_close(&s->collect);
	arena_free(&s->batch);
}

static int
finish(struct csvin *s, struct fault *f)
{
	uint64_t late;

	s->is_finished = true;
	s->source.checksum = bytes_checksum(s->bytes);
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
	    .close = close_source }, .separator = separator,
	    .rejects = o->rejects, .types = o->types, .ntypes = o->ntypes };
	s->bytes = bytes_open(o->name, o->fd, f);
	if (bytes_keep(s->bytes, f) < 0 || first_pass(s, f) < 0 ||
	    bytes_rewind(s->bytes, f) < 0) {
		close_source(&s->source);
		return NULL;
	}
	declare_facts(s);
	return &s->source;
}
