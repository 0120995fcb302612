#include "reader.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
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
};

static int
fail(struct reader *r, struct fault *f)
{
	return fault_at(f, "%s:byte %" PRIu64, r->name, r->offset);
}

static void
make_room(struct reader *r, size_t n)
{
	unsigned char *p;

	if (n + 64 <= r->room)
		return;
	n = (n + 64 + 4095) / 4096 * 4096;
	p = aligned_alloc(64, n);
	if (!p)
		p = mem_get(SIZE_MAX); /* exits */
	if (r->frame)
		memcpy(p, r->frame, FRAME_HEAD);
	free(r->frame);
	r->frame = p;
	r->room = n;
}

/* Reads a frame: 1, 0 at the end of input, -1. */
static int
read_frame(struct reader *r, struct frame_head *h, struct fault *f)
{
	ptrdiff_t n;

	make_room(r, FRAME_HEAD);
	n = io_read(r->fd, r->frame, FRAME_HEAD, f);
	if (n < 0)
		return fail(r, f);
	if (n == 0)
		return 0;
	if (n < FRAME_HEAD) {
		fault_data(f, frame_may_begin(r->frame, (size_t)n) ?
		    "input ended early: the stream is cut" :
		    "not a stream of rows");
		return fail(r, f);
	}
	if (frame_parse_head(h, r->frame, f) < 0)
		return fail(r, f);
	make_room(r, h->bytes);
	n = io_read(r->fd, r->frame + FRAME_HEAD, h->bytes - FRAME_HEAD, f);
	if (n < 0)
		return fail(r, f);
	if ((uint64_t)n < h->bytes - FRAME_HEAD) {
		fault_data(f, "input ended early: the stream is cut");
		return fail(r, f);
	}
	if (!frame_head_is_sound(h, r->frame)) {
		fault_data(f, "a frame's head is damaged");
		return fail(r, f);
	}
	if (h->number != r->number) {
		fault_data(f, "frame %" PRIu32 " where %" PRIu32
		    " should be: frames are lost or doubled", h->number,
		    r->number);
		return fail(r, f);
	}
	r->number++;
	return 1;
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
	if (decode_chunk(&own, &r->member, r->frame, want, &place, &r->batch,
	    f) < 0)
		return -1;
	if (place.first_row != r->rows)
		return fault_data(f, "rows are lost or doubled");
	r->rows += own.rows;
	r->chunks++;
	XXH3_64bits_update(r->chain, &h->hash, sizeof h->hash);
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

/* One frame, whichever: 1 a chunk, 2 another, 0 end of a whole stream. */
static int
step(struct reader *r, struct chunk *c, struct fault *f)
{
	struct frame_head h;
	int got = read_frame(r, &h, f), done;

	if (got < 0)
		return -1;
	if (got == 0) {
		if (!r->in_member && r->members > 0)
			return 0;
		fault_data(f, r->members == 0 ? "nothing came: no stream of "
		    "rows" : "input ended early: the stream is cut");
		return fail(r, f);
	}
	if (!r->in_member) {
		done = begin_member(r, &h, f);
		if (done == 0)
			XXH3_64bits_update(r->chain, &h.hash, sizeof h.hash);
		got = 2;
	} else if (h.kind == FRAME_CHUNK) {
		done = take_chunk(r, &h, c, f);
		got = 1;
	} else if (h.kind == FRAME_END) {
		done = end_member(r, &h, f);
		got = 2;
	} else if (h.kind == FRAME_ERROR) {
		return take_error(r, &h, f);
	} else if (h.kind >= 'a' && h.kind <= 'z') {
		XXH3_64bits_update(r->chain, &h.hash, sizeof h.hash);
		done = 0;
		got = 2;
	} else {
		done = fault_data(f, "unknown frame");
	}
	if (done < 0)
		return fail(r, f);
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

int
reader_next(struct reader *r, struct chunk *c, struct fault *f)
{
	int got;

	while ((got = step(r, c, f)) == 2)
		;
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

bool
reader_got_error_frame(const struct reader *r)
{
	return r->got_error;
}
