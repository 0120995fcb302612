#include "csvpass.h"

#include <inttypes.h>
#include <string.h>

#include "../rows/bounds.h"

/* Lines have no header and no quotes. */
static int
feed_lines(struct csvpass *p, struct str piece, bool is_last,
    struct fault *f)
{
	while (piece.n > 0) {
		const char *end = memchr(piece.p, '\n', piece.n);
		size_t n = end ? (size_t)(end - piece.p) : piece.n;
		struct str line = { piece.p, n };

		if (p->line.n + n > MAX_TEXT)
			return fault_data(f, "line %" PRIu64 ": is too long",
			    p->nline + 1);
		piece = str_sub(piece, n + (end != NULL), piece.n);
		if (!end || p->line.n > 0) {
			buffer_add(&p->line, line);
			line = buffer_str(&p->line);
		}
		if (!end)
			break;
		if (p->row(p->ctx, &line, 1, ++p->nline, f) < 0)
			return -1;
		p->line.n = 0;
	}
	if (is_last && p->line.n > 0) {
		struct str line = buffer_str(&p->line);

		p->line.n = 0;
		return p->row(p->ctx, &line, 1, ++p->nline, f);
	}
	return 0;
}

void
csvpass_begin(struct csvpass *p, csvread_record *row, void *ctx)
{
	p->row = row;
	p->ctx = ctx;
	csvread_close(p->records);
	p->records = p->separator ? csvread_open(p->separator, row, ctx) :
	    NULL;
	p->rest = (struct str){ NULL, 0 };
	p->line.n = 0;
	p->nline = 0;
	p->offset = 0;
}

int
csvpass_feed(struct csvpass *p, struct fault *f)
{
	struct str piece;
	int done, got = 1;

	if (p->rest.n == 0) {
		got = bytes_next(p->bytes, &p->rest, f);
		if (got < 0)
			return -1;
	}
	piece = str_sub(p->rest, 0, p->piece - p->offset % p->piece);
	p->offset += piece.n;
	p->rest = str_sub(p->rest, piece.n, p->rest.n);
	if (p->separator == 0)
		done = feed_lines(p, piece, got == 0, f);
	else if (got == 0)
		done = csvread_finish(p->records, f);
	else
		done = csvread_feed(p->records, piece, f);
	if (done < 0)
		return fault_at(f, "%s", p->name);
	return got;
}

int
csvpass_rest(struct csvpass *p, struct fault *f)
{
	size_t left = p->rest.n;

	p->rest.n = 0;
	return bytes_rest(p->bytes, left, f);
}

void
csvpass_close(struct csvpass *p)
{
	csvread_close(p->records);
	bytes_close(p->bytes);
	buffer_free(&p->line);
	p->records = NULL;
	p->bytes = NULL;
	p->rest = (struct str){ NULL, 0 };
}
