#include "writer.h"

#include <stdlib.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

#include "../base/io.h"
#include "bounds.h"
#include "frame.h"
#include "ordered.h"
#include "pack.h"

struct writer {
	int fd;
	const char *name;
	uint32_t most_rows;
	struct arena run, batch, slices;
	struct schema schema;
	uint32_t number;
	uint64_t rows, chunks;
	XXH3_state_t *chain;
	struct ordered ordered;
	struct pack *pack;   /* an archive: rows that wait for more */
	struct zip *zip;
};

/* A frame that is a head only: `before` bytes, then a length and a text. */
static int
write_text_frame(struct writer *w, char kind, const void *before,
    size_t nbefore, struct str text, struct fault *f)
{
	size_t n = FRAME_HEAD + nbefore + 4 + text.n;
	size_t head = (n + 7) & ~(size_t)7;
	size_t bytes = (head + FRAME_ALIGN - 1) & ~(size_t)(FRAME_ALIGN - 1);
	struct frame_head h = { .kind = kind, .number = w->number++ };
	uint32_t length = (uint32_t)text.n;
	unsigned char *p;

	if (text.n > (kind == FRAME_SCHEMA ? MAX_HEAD : MAX_TEXT_HEAD) - 256)
		return fault_data(f, "%s of %zu bytes", kind == FRAME_SCHEMA ?
		    "schema" : "facts", text.n);
	p = arena_zero(&w->batch, bytes);
	if (nbefore > 0)
		memcpy(p + FRAME_HEAD, before, nbefore);
	memcpy(p + FRAME_HEAD + nbefore, &length, 4);
	if (text.n > 0)
		memcpy(p + FRAME_HEAD + nbefore + 4, text.p, text.n);
	h.head = (uint32_t)head;
	h.bytes = bytes;
	frame_seal(&h, p);
	if (kind == FRAME_SCHEMA)
		XXH3_64bits_update(w->chain, &h.hash, sizeof h.hash);
	return io_write(w->fd, p, bytes, f) < 0 ? fault_at(f, "%s", w->name) :
	    0;
}

struct writer *
writer_open(int fd, const char *name, const struct schema *s,
    uint32_t most_rows, struct fault *f)
{
	struct writer *w = mem_get(sizeof *w);
	struct str text;

	*w = (struct writer){ .fd = fd, .name = name, .most_rows = most_rows };
	w->chain = XXH3_createState();
	if (!w->chain)
		mem_get(SIZE_MAX); /* exits */
	XXH3_64bits_reset(w->chain);
	/* A copy by way of the text: nothing points into the caller's. */
	text = schema_text(s, &w->run);
	if (schema_parse(&w->schema, text, &w->run, f) < 0 ||
	    write_text_frame(w, FRAME_SCHEMA, NULL, 0, text, f) < 0) {
		writer_close(w);
		return NULL;
	}
	ordered_open(&w->ordered, &w->schema);
	return w;
}

static int
check_order(struct writer *w, const struct chunk *c, struct fault *f)
{
	struct ordered_break broken;

	if (ordered_holds(&w->ordered, c, NULL, true, &broken, &w->batch))
		return 0;
	return fault_data(f, "column %s goes back although its order is "
	    "declared: sort it (-s)",
	    quoted(w->schema.columns[broken.column].name));
}

/* Least and greatest of the first order's column: its first and last value
 * that isn't NULL, since it is in order. */
static void
find_span(const struct writer *w, const struct chunk *c,
    struct chunk_place *at, struct arena *a)
{
	const struct col *col;
	const uint32_t *index;
	uint32_t n, r = 0;

	at->least = 1;
	at->greatest = 0;
	if (w->schema.norders == 0)
		return;
	col = &c->cols[w->schema.orders[0].columns[0]];
	if (col->type == TYPE_BOOL || type_is_text(col->type) ||
	    type_is_real(col->type))
		return;
	index = col->dom->kind == DOM_CODES ?
	    dom_index(col->dom, c->rows, a) : NULL;
	n = index ? c->rows : col->dom->n;
	while (r < n && col_is_null(col, index ? index[r] : r))
		r++;
	if (r == n)
		return;
	at->least = col->i[index ? index[r] : r];
	at->greatest = col->i[index ? index[n - 1] : n - 1];
}

static int
put_one(struct writer *w, const struct chunk *c, struct fault *f)
{
	struct chunk_place place = { .number = w->number,
		.first_row = w->rows };
	struct frame_out out;

	find_span(w, c, &place, &w->batch);
	encode_chunk(&out, &w->schema, c, &place, w->zip, &w->batch);
	if (out.bytes > MAX_FRAME) {
		struct chunk half;

		if (c->rows == 1)
			return fault_data(f, "a row of %zu bytes", out.bytes);
		chunk_slice(&half, c, 0, c->rows / 2, &w->batch);
		if (put_one(w, &half, f) < 0)
			return -1;
		chunk_slice(&half, c, c->rows / 2, c->rows - c->rows / 2,
		    &w->batch);
		return put_one(w, &half, f);
	}
	w->number++;
	w->chunks++;
	w->rows += c->rows;
	XXH3_64bits_update(w->chain, &out.hash, sizeof out.hash);
	return io_writev(w->fd, out.pieces, out.n, f) < 0 ?
	    fault_at(f, "%s", w->name) : 0;
}

int
writer_copy(struct writer *w, void *frame, size_t bytes, uint32_t rows,
    struct fault *f)
{
	struct frame_head h;

	if (frame_parse_head(&h, frame, f) < 0)
		return -1;
	h.number = w->number++;
	chunk_head_move(frame, w->rows);
	frame_seal(&h, frame);
	w->chunks++;
	w->rows += rows;
	XXH3_64bits_update(w->chain, &h.hash, sizeof h.hash);
	return io_write(w->fd, frame, bytes, f) < 0 ?
	    fault_at(f, "%s", w->name) : 0;
}

void
writer_archives(struct writer *w, uint32_t most_rows)
{
	w->zip = zip_open(most_rows > PIPE_MOST ? ZIP_SMALL : ZIP_QUICK);
	w->pack = pack_open(&w->schema, most_rows, most_rows <= PIPE_MOST);
	if (w->most_rows > most_rows)
		w->most_rows = most_rows;
}

static int
flush(struct writer *w, struct fault *f)
{
	struct chunk c;
	int done;

	if (!w->pack || pack_rows(w->pack) == 0)
		return 0;
	pack_take(w->pack, &c, &w->batch);
	done = put_one(w, &c, f);
	arena_reset(&w->batch);
	return done;
}

int
writer_put(struct writer *w, const struct chunk *c, struct fault *f)
{
	for (uint32_t at = 0, n; at < c->rows; at += n) {
		struct chunk part;
		int done;

		n = c->rows - at < w->most_rows ? c->rows - at : w->most_rows;
		/* A slice even of all rows: what is found out about its
		 * domains goes with the batch. */
		chunk_slice(&part, c, at, n, &w->slices);
		if (w->pack && pack_is_full(w->pack, &part) && flush(w, f) < 0)
			return -1;
		done = check_order(w, &part, f);
		if (done == 0 && w->pack)
			pack_add(w->pack, &part, &w->batch);
		else if (done == 0)
			done = put_one(w, &part, f);
		arena_reset(&w->batch);
		arena_reset(&w->slices);
		if (done < 0)
			return -1;
	}
	return 0;
}

int
writer_end(struct writer *w, const struct facts *facts, struct fault *f)
{
	uint64_t counts[3];
	static const struct facts none;

	if (flush(w, f) < 0)
		return -1;
	counts[0] = w->rows;
	counts[1] = w->chunks;
	counts[2] = XXH3_64bits_digest(w->chain);
	return write_text_frame(w, FRAME_END, counts, sizeof counts,
	    facts_text(facts ? facts : &none, &w->batch), f);
}

int
writer_error(struct writer *w, const char *message, struct fault *f)
{
	return write_text_frame(w, FRAME_ERROR, NULL, 0, str_of(message), f);
}

void
writer_close(struct writer *w)
{
	if (!w)
		return;
	ordered_close(&w->ordered);
	pack_close(w->pack);
	zip_close(w->zip);
	arena_free(&w->batch);
	arena_free(&w->slices);
	arena_free(&w->run);
	XXH3_freeState(w->chain);
	free(w);
}
