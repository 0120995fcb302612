#ifndef GPU_CSVPASS_H
#define GPU_CSVPASS_H
/* A pass over the records of a CSV or TSV file, or over its lines: its bytes
 * in pieces, so that the caller can look at what has come of them now and
 * then.  csvpass_close when done. */

#include "../base/buffer.h"
#include "../base/csvread.h"
#include "bytes.h"

struct csvpass {
	const char *name;      /* for messages */
	char separator;        /* 0: lines */
	struct bytes *bytes;
	struct csvread *records; /* NULL: lines */
	csvread_record *row;
	void *ctx;
	size_t piece;          /* bytes of a piece; they end where the offset
	                        * is a multiple of it */
	uint64_t offset;       /* bytes fed in this pass */
	struct str rest;       /* of the bytes that came last */
	struct buffer line;    /* the unfinished one */
	uint64_t nline;
};

/* From the first of the bytes on, which the caller has rewound. */
void csvpass_begin(struct csvpass *p, csvread_record *row, void *ctx);
/* The next piece, or a part of it: 1, 0 at the end, -1. */
int csvpass_feed(struct csvpass *p, struct fault *f);
/* Is there no piece of which a part was fed? */
static inline bool
csvpass_is_between(const struct csvpass *p)
{
	return p->offset % p->piece == 0;
}

/* It will go on later: gives back what reading takes until then. */
int csvpass_rest(struct csvpass *p, struct fault *f);
void csvpass_close(struct csvpass *p); /* twice too */

#endif
