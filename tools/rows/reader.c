#include "reader.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

#include "../base/io.h"
#include "bounds.h"
#include "frame.h"
#include "ordered.h"

struct reader {
	int fd;
	const char *name;
	struct arena run;       /* schemas */
	struct arena batch;     /* the chunk handed out */
	struct schema schema;   /* of the first member, what callers see */
	struct str state;       /* that it had */
	struct schema member;   /* of this member */
	ptrdiff_t *from;        /* member column of each schema column, or -1 */
	bool same_columns;      /* from is the identity, types agree */
	const bool *want;
	bool *want_member;
	struct facts facts;
	unsigned char *frame;   /* 64-aligned */
	size_t room;
	uint64_t offset;        /* of the next frame in the input */
	unsigned members;       /* begun so far */
	bool in_member;
	uint32_t number;        /* frames of this member so far */
	uint64_t rows, chunks;  /* of this member */
	XXH3_state_t *chain;
	uint64_t checksum;
	struct ordered ordered;
	bool ignores_order, got_error;
	struct zip *zip;
	struct chunk whole;     /* a chunk that is handed out in slices */
	uint32_t at;            /* rows of it that have gone */
	uint32_t slice_rows;
	struct arena slices;
	bool has_range;         /* rows outside are not wanted */
	size_t range_column;
	int64_t range_from, range_to;
	struct raw_chunk *raw;  /* where the next chunk is wanted so */
	bool passed_any;        /* chunks that were passed over, */
	int64_t passed, passed_least; /* their greatest value, their least */
};

static int
fail(struct reader *r, struct fault *f)
{
	return fault_at(f, "%s:byte %" PRIu64, r->name, r->offset);
}

/* Room for n bytes; the first `had` are kept. */
static void
make_room(struct reader *r, size_t had, size_t n)
{
	unsigned char *p;

	if (n + 64 <= r->room)
		return;
	n = (n + 64 + 4095) / 4096 * 4096;
	p = aligned_alloc(64, n);
	if (!p)
		p = mem_get(SIZE_MAX); /* exits */
	if (had > 0)
		memcpy(p, r->frame, had);
	free(r->frame);
	r->frame = p;
	r->room = n;
}

/* Reads to offset `to` of the frame; `had` are there. */
static int
read_rest(struct reader *r, size_t had, size_t to, struct fault *f)
{
	ptrdiff_t n;

	if (had >= to)
		return 0;
	make_room(r, had, to);
	n = io_read(r->fd, r->frame + had, to - had, f);
	if (n < 0)
		return -1;
	return (size_t)n == to - had ? 0 : fault_data(f, "input ended early: "
	    "the stream is cut");
}

/* Reads the head of a frame: 1, 0 at the end of input, -1. */
static int
read_head(struct reader *r, struct frame_head *h, struct fault *f)
{
	ptrdiff_t n;

	make_room(r, 0, FRAME_HEAD);
	n = io_read(r->fd, r->frame, FRAME_HEAD, f);
	if (n <= 0)
		return (int)n;
	if (n < FRAME_HEAD)
		return fault_data(f, frame_may_begin(r->frame, (size_t)n) ?
		    "input ended early: the stream is cut" :
		    "not a stream of rows");
	if (frame_parse_head(h, r->frame, f) < 0 ||
	    read_rest(r, FRAME_HEAD, h->head, f) < 0)
		return -1;
	if (!frame_head_is_sound(h, r->frame))
		return fault_data(f, "a frame's head is damaged");
	if (h->number != r->number)
		return fault_data(f, "frame %" PRIu32 " where %" PRIu32
		    " should be: frames are lost or doubled", h->number,
		    r->number);
	r->number++;
	return 1;
}

/* Goes on to the next frame; what lies between is not looked at. */
static int
skip_rest(struct reader *r, const struct frame_head *h, struct fault *f)
{
	struct stat st;
	off_t at = lseek(r->fd, 0, SEEK_CUR);
	uint64_t left = h->bytes - h->head;

	if (at < 0 || fstat(r->fd, &st) < 0)
		return read_rest(r, h->head, h->bytes, f);
	if (S_ISREG(st.st_mode) && (at > st.st_size ||
	    (uint64_t)(st.st_size - at) < left))
		return fault_data(f, "input ended early: the stream is cut");
	if (lseek(r->fd, (off_t)left, SEEK_CUR) < 0)
		return read_rest(r, h->head, h->bytes, f);
	return 0;
}

/* The text in the head of a schema, end or error frame, from `at` on. */
static int
head_text(const struct frame_head *h, const unsigned char *p, size_t at,
    struct str *text, struct fault *f)
{
	uint32_t n;

	if (h->head < at + 4)
		return fault_data(f, "a frame's head is too short");
	n = get_u32(p + at);
	if (n > h->head - at - 4)
		return fault_data(f, "a frame's text is too long");
	*text = (struct str){ (const char *)p + at + 4, n };
	return 0;
}

/* How this member's columns stand to the first one's: by name. */
static int
match_columns(struct reader *r, struct fault *f)
{
	const struct schema *s = &r->schema, *m = &r->member;

	r->from = NEW(&r->run, ptrdiff_t, s->n + 1);
	r->want_member = NEW0(&r->run, bool, m->n + 1);
	r->same_columns = s->n == m->n;
	for (size_t i = 0; i < s->n; i++) {
		enum type is, was = s->columns[i].type;

		r->from[i] = schema_find(m, s->columns[i].name);
		r->same_columns = r->same_columns &&
		    r->from[i] == (ptrdiff_t)i;
		if (r->from[i] < 0)
			continue;
		is = m->columns[r->from[i]].type;
		if (is != was)
			return fault_data(f, "part %u: column %s is %s, it "
			    "was %s", r->members, quoted(s->columns[i].name),
			    type_name(is), type_name(was));
	}
	for (size_t i = 0; i < m->n; i++)
		if (schema_find(s, m->columns[i].name) < 0)
			return fault_data(f, "part %u has column %s, which the "
			    "first has not: name the files to gpu-extract",
			    r->members, quoted(m->columns[i].name));
	if (!schema_same_partial(s, m))
		return fault_data(f, "part %u has states of other "
		    "definitions than the first", r->members);
	for (size_t i = 0; i < s->nfacts; i++) {
		bool has = false;

		for (size_t k = 0; k < m->nfacts; k++)
			has = has || str_eq(s->facts[i].name,
			    m->facts[k].name);
		if (!has)
			return fault_data(f, "part %u lacks the fact %s",
			    r->members, quoted(s->facts[i].name));
	}
	return 0;
}

static int
begin_member(struct reader *r, const struct frame_head *h, struct fault *f)
{
	struct str text;

	if (h->kind != FRAME_SCHEMA)
		return fault_data(f, "a part must begin with its schema");
	r->members++;
	r->in_member = true;
	r->rows = r->chunks = 0;
	XXH3_64bits_reset(r->chain);
	if (head_text(h, r->frame, FRAME_HEAD, &text, f) < 0)
		return -1;
	text = arena_str(&r->run, text);
	if (schema_parse(&r->member, text, &r->run, f) < 0)
		return -1;
	if (r->members == 1) {
		r->schema = r->member;
		r->state = r->member.state;
		r->schema.state = (struct str){ NULL, 0 };
		ordered_open(&r->ordered, &r->schema);
	}
	return match_columns(r, f);
}

static int
end_member(struct reader *r, const struct frame_head *h, struct fault *f)
{
	struct facts facts = { 0 };
	struct str text;
	int done;

	if (h->head < FRAME_HEAD + 24 ||
	    head_text(h, r->frame, FRAME_HEAD + 24, &text, f) < 0)
		return fault_data(f, "the end frame is too short");
	if (get_u64(r->frame + FRAME_HEAD) != r->rows ||
	    get_u64(r->frame + FRAME_HEAD + 8) != r->chunks)
		return fault_data(f, "the end frame counts other rows than "
		    "came");
	if (get_u64(r->frame + FRAME_HEAD + 16) !=
	    XXH3_64bits_digest(r->chain))
		return fault_data(f, "the end frame's checksum is wrong");
	r->checksum = (r->checksum * 31) ^ XXH3_64bits_digest(r->chain);
	done = facts_parse(&facts, &r->member, text, f);
	if (done == 0)
		done = facts_merge(&r->facts, &facts, f);
	facts_free(&facts);
	r->in_member = false;
	r->number = 0;
	return done;
}

static const char *
shown(const struct value *v, struct arena *a)
{
	struct str text = value_text(v, ' ', a);

	return v->is_null ? "NULL" : type_is_text(v->type) ? quoted(text) :
	    arena_fmt(a, "%.*s", (int)text.n, text.p).p;
}

/* The schema's promises, as far as the columns are decoded. */
static int
check_order(struct reader *r, const struct chunk *c, struct fault *f)
{
	struct ordered_break broken;

	if (r->ignores_order || ordered_holds(&r->ordered, c, r->want, false,
	    &broken, &r->batch))
		return 0;
	return fault_data(f, "part %u goes back from %s to %s: name the files "
	    "to gpu-extract, or sort there (-s)", r->members,
	    shown(&broken.from, &r->batch), shown(&broken.to, &r->batch));
}

/* The chunk's rows are those that should follow. */
static int
count_chunk(struct reader *r, const struct frame_head *h, uint32_t rows,
    const struct chunk_place *place, struct fault *f)
{
	if (place->first_row != r->rows)
		return fault_data(f, "rows are lost or doubled");
	r->rows += rows;
	r->chunks++;
	XXH3_64bits_update(r->chain, &h->hash, sizeof h->hash);
	return 0;
}

static int
take_chunk(struct reader *r, const struct frame_head *h, struct chunk *c,
    struct fault *f)
{
	struct chunk_place place;
	struct chunk own;
	const bool *want = r->want;

	arena_reset(&r->batch);
	if (want && !r->same_columns) {
		memset(r->want_member, 0, r->member.n);
		for (size_t i = 0; i < r->schema.n; i++)
			if (r->from[i] >= 0)
				r->want_member[r->from[i]] = want[i];
		want = r->want_member;
	}
	if (decode_chunk(&own, &r->member, r->frame, want, &place, r->zip,
	    &r->batch, f) < 0 || count_chunk(r, h, own.rows, &place, f) < 0)
		return -1;
	*c = own;
	if (!r->same_columns) {
		c->n = r->schema.n;
		c->cols = NEW(&r->batch, struct col, c->n + 1);
		for (size_t i = 0; i < c->n; i++)
			c->cols[i] = r->from[i] >= 0 ?
			    own.cols[r->from[i]] :
			    col_null(r->schema.columns[i].type, &r->batch);
	}
	return check_order(r, c, f);
}

/* Do all rows of the chunk lie outside the range that is wanted? */
static bool
is_outside(const struct reader *r, const struct chunk_place *place)
{
	const struct schema *m = &r->member;

	return r->has_range && m->norders > 0 && r->from[r->range_column] ==
	    (ptrdiff_t)m->orders[0].columns[0] &&
	    place->least <= place->greatest &&
	    (place->greatest < r->range_from || place->least > r->range_to);
}

/* A chunk frame: 1, or 2 if nobody wants its rows. */
static int
read_chunk(struct reader *r, const struct frame_head *h, struct chunk *c,
    struct fault *f)
{
	struct chunk_place place;
	uint32_t rows;

	if (decode_place(r->frame, &rows, &place, f) < 0)
		return -1;
	if (r->raw) {
		if (read_rest(r, h->head, h->bytes, f) < 0)
			return -1;
		*r->raw = (struct raw_chunk){ r->frame, h->bytes, rows };
		return count_chunk(r, h, rows, &place, f) < 0 ? -1 : 1;
	}
	if (is_outside(r, &place)) {
		if (!r->passed_any || place.greatest > r->passed)
			r->passed = place.greatest;
		if (!r->passed_any || place.least < r->passed_least)
			r->passed_least = place.least;
		r->passed_any = true;
		return count_chunk(r, h, rows, &place, f) < 0 ||
		    skip_rest(r, h, f) < 0 ? -1 : 2;
	}
	return read_rest(r, h->head, h->bytes, f) < 0 ||
	    take_chunk(r, h, c, f) < 0 ? -1 : 1;
}

static int
take_error(struct reader *r, const struct frame_head *h, struct fault *f)
{
	struct str text = { NULL, 0 };

	if (head_text(h, r->frame, FRAME_HEAD, &text, f) < 0)
		return -1;
	r->got_error = true;
	return fault_data(f, "%.*s", (int)(text.n < 900 ? text.n : 900),
	    text.p);
}

/* The frame whose head has come: 1 a chunk, 2 another, -1. */
static int
take_frame(struct reader *r, const struct frame_head *h, struct chunk *c,
    struct fault *f)
{
	if (r->in_member && h->kind == FRAME_CHUNK)
		return read_chunk(r, h, c, f);
	if (read_rest(r, h->head, h->bytes, f) < 0)
		return -1;
	if (!r->in_member) {
		if (begin_member(r, h, f) < 0)
			return -1;
	} else if (h->kind == FRAME_END) {
		return end_member(r, h, f) < 0 ? -1 : 2;
	} else if (h->kind == FRAME_ERROR) {
		return take_error(r, h, f);
	} else if (h->kind < 'a' || h->kind > 'z') {
		return fault_data(f, "unknown frame");
	}
	XXH3_64bits_update(r->chain, &h->hash, sizeof h->hash);
	return 2;
}

/* One frame, whichever: 1 a chunk, 2 another, 0 end of a whole stream. */
static int
step(struct reader *r, struct chunk *c, struct fault *f)
{
	struct frame_head h;
	int got = read_head(r, &h, f);

	if (got == 0) {
		if (!r->in_member && r->members > 0)
			return 0;
		got = fault_data(f, r->members == 0 ?
		    "nothing came: no stream of rows" :
		    "input ended early: the stream is cut");
	} else if (got > 0) {
		got = take_frame(r, &h, c, f);
	}
	if (got < 0)
		return r->got_error ? -1 : fail(r, f);
	r->offset += h.bytes;
	return got;
}

struct reader *
reader_open(int fd, const char *name, struct fault *f)
{
	struct reader *r = mem_get(sizeof *r);

	*r = (struct reader){ .fd = fd, .name = name };
	r->chain = XXH3_createState();
	if (!r->chain)
		mem_get(SIZE_MAX); /* exits */
	r->zip = zip_open(ZIP_QUICK);
	io_widen_pipe(fd);
	if (step(r, NULL, f) < 0) {
		reader_close(r);
		return NULL;
	}
	return r;
}

void
reader_close(struct reader *r)
{
	if (!r)
		return;
	facts_free(&r->facts);
	ordered_close(&r->ordered);
	zip_close(r->zip);
	arena_free(&r->slices);
	arena_free(&r->batch);
	arena_free(&r->run);
	XXH3_freeState(r->chain);
	free(r->frame);
	free(r);
}

const struct schema *
reader_schema(const struct reader *r)
{
	return &r->schema;
}

struct str
reader_state(const struct reader *r)
{
	return r->members == 1 ? r->state : (struct str){ NULL, 0 };
}

void
reader_want(struct reader *r, const bool *want)
{
	r->want = want;
}

void
reader_ignore_order(struct reader *r)
{
	r->ignores_order = true;
}

void
reader_range(struct reader *r, size_t column, int64_t from, int64_t to)
{
	r->has_range = true;
	r->range_column = column;
	r->range_from = from;
	r->range_to = to;
}

bool
reader_passed(const struct reader *r, int64_t *greatest)
{
	*greatest = r->passed;
	return r->passed_any;
}

int64_t
reader_passed_least(const struct reader *r)
{
	return r->passed_least;
}

unsigned
reader_members(const struct reader *r)
{
	return r->members;
}

static size_t
wanted_columns(const struct reader *r)
{
	size_t n = 0;

	for (size_t i = 0; i < r->schema.n; i++)
		n += !r->want || r->want[i];
	return n;
}

/* The next rows of a chunk that is too large for a pipe. */
static void
slice(struct reader *r, struct chunk *c)
{
	uint32_t left = r->whole.rows - r->at;
	uint32_t n = left < r->slice_rows ? left : r->slice_rows;

	arena_reset(&r->slices);
	chunk_slice(c, &r->whole, r->at, n, &r->slices);
	r->at += n;
}

int
reader_next(struct reader *r, struct chunk *c, struct fault *f)
{
	int got;

	if (r->at < r->whole.rows) {
		slice(r, c);
		return 1;
	}
	r->whole.rows = r->at = 0;
	while ((got = step(r, c, f)) == 2)
		;
	r->slice_rows = pipe_rows(wanted_columns(r));
	if (got > 0 && c->rows > r->slice_rows) {
		r->whole = *c;
		slice(r, c);
	}
	return got;
}

int
reader_raw(struct reader *r, struct raw_chunk *raw, struct fault *f)
{
	int got;

	r->raw = raw;
	while ((got = step(r, NULL, f)) == 2)
		;
	r->raw = NULL;
	return got;
}

const struct facts *
reader_facts(const struct reader *r)
{
	return &r->facts;
}

uint64_t
reader_checksum(const struct reader *r)
{
	return r->checksum;
}

void
reader_counts(const struct reader *r, uint64_t *rows, uint64_t *chunks)
{
	*rows = r->rows;
	*chunks = r->chunks;
}

bool
reader_got_error_frame(const struct reader *r)
{
	return r->got_error;
}
