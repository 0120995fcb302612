#ifndef GPU_CSVSCAN_H
#define GPU_CSVSCAN_H
/* Where the fields and records of strict CSV end (RFC 4180): 64 bytes at a
 * time become masks of quotes, separators and newlines; which of them lie in
 * quotes is a prefix xor.  Nothing is copied, and fields that nobody wants
 * cost nothing more.  What isn't strict is not understood here: csvread hands
 * it to libcsv.
 *
 * Bytes lie in a buffer of the caller's; offsets are into that.  The arrays
 * belong to the scan; csvscan_close frees them. */

#include "str.h"

/* How masks are made; each gives the same. */
enum csvscan_way { SCAN_PLAIN, SCAN_SSE2, SCAN_AVX2 };

struct csvscan {
	enum csvscan_way way;
	char separator;
	size_t at;             /* bytes seen */
	uint32_t *ends;        /* offsets of separators and newlines that end
	                        * a field */
	size_t n;
	uint32_t *records;     /* of each record that is complete: how many
	                        * ends there are up to its newline, included */
	size_t nrecords;
	uint32_t *inner;       /* newlines in quotes: of which record each */
	size_t ninner;
	size_t begun_inner;    /* more of them, of the first record, that were
	                        * seen before the last csvscan_drop */
	bool in_quotes;
	bool may_open;         /* the byte before lets a quote begin */
	bool has_closed;       /* it is a quote that ended a field, or half */
	bool needs_newline;    /* it is the CR behind that */
};

enum {
	CSVSCAN_STEP = 1 << 14,   /* most bytes of a call */
	CSVSCAN_FIELDS = 1 << 13  /* most ends kept of a record begun */
};

void csvscan_open(struct csvscan *s, char separator);
void csvscan_close(struct csvscan *s);
/* Looks at the bytes from s->at up to `n`, at most CSVSCAN_STEP of them.
 * False: a quote stands where it mustn't; up to s->at all is well. */
bool csvscan_feed(struct csvscan *s, const char *p, size_t n);
/* Forgets the records that are complete; what follows them is now at 0.
 * Where that was. */
size_t csvscan_drop(struct csvscan *s);
enum csvscan_way csvscan_best(void); /* on this machine */

#endif
