#include "csvread.h"

#include <csv.h>
#include <stdlib.h>
#include <string.h>

#include "buffer.h"
#include "csvscan.h"

enum {
	FIELD_MAX = 1 << 24,   /* bytes of a field */
	RECORD_MAX = 1 << 26,  /* bytes of a record */
	FIELDS_MAX = 4096,
	STEP = CSVSCAN_STEP,   /* bytes between two checks of the limits */
	SCAN_MAX = 1 << 20     /* bytes of a record that csvscan may have */
};

struct csvread {
	bool is_tsv;
	csvread_record *record;
	void *ctx;
	struct csv_parser csv;
	struct buffer text;    /* of the record; TSV: the unfinished line too */
	size_t n, cap;
	struct piece {
		size_t at, n;
		bool is_null;
	} *pieces;             /* its fields, in `text` */
	struct str *fields;    /* the same as texts, when it is complete */
	size_t nfields_room;
	uint64_t line;         /* where the record began */
	uint64_t newlines;     /* in its fields */
	bool has_record;       /* a first one has been seen */
	bool has_one_field;    /* and it had one field: blank lines count */
	bool scans;            /* csvscan reads, not yet libcsv */
	struct csvscan scan;
	struct buffer window;  /* what it looks at: the record that has begun,
	                        * and what was fed */
	const uint32_t *ends;  /* of this record's fields, in it; NULL: all
	                        * fields are filled in anyway */
	size_t at;             /* where the record begins in it */
	const size_t *want;    /* fields to be filled in; NULL: all */
	size_t nwant;
	struct str bom;        /* bytes of a mark that may still come */
	bool has_stopped;      /* a fault is in *fault: nothing is told any more */
	struct fault *fault;
};

static const char bom[] = "\xef\xbb\xbf";

static void
stop(struct csvread *c, const char *what)
{
	if (!c->has_stopped)
		fault_data(c->fault, "line %llu: %s",
		    (unsigned long long)c->line, what);
	c->has_stopped = true;
}

static void
add_piece(struct csvread *c, size_t at, size_t n, bool is_null)
{
	if (c->n == FIELDS_MAX) {
		stop(c, "more than 4096 fields");
		return;
	}
	mem_grow(&c->pieces, &c->cap, c->n + 1, sizeof *c->pieces);
	c->pieces[c->n++] = (struct piece){ at, n, is_null };
}

/* A blank line is a record only where a record is one field. */
static bool
is_blank(const struct csvread *c)
{
	return c->n == 0 || (c->is_tsv && c->n == 1 && c->pieces[0].n == 0 &&
	    !c->pieces[0].is_null);
}

static void
pass_on(struct csvread *c, size_t n)
{
	if (!c->has_record) {
		c->has_record = true;
		c->has_one_field = n == 1;
	}
	if (c->record(c->ctx, c->fields, n, c->line, c->fault) < 0)
		c->has_stopped = true;
}

static void
tell_record(struct csvread *c)
{
	if (c->has_stopped || (is_blank(c) && !c->has_one_field))
		return;
	if (c->n == 0)
		add_piece(c, 0, 0, true);
	mem_grow(&c->fields, &c->nfields_room, c->n, sizeof *c->fields);
	for (size_t i = 0; i < c->n; i++) {
		const struct piece *p = &c->pieces[i];
		const char *text = c->text.p ? c->text.p : "";

		c->fields[i].p = p->is_null ? NULL : text + p->at;
		c->fields[i].n = p->n;
	}
	pass_on(c, c->n);
}

/* libcsv ends a record at '\n' only (see csvread_open), so lines are counted
 * by records and by the newlines inside quoted fields. */
static void
csv_field(void *p, size_t n, void *ctx)
{
	struct csvread *c = ctx;
	const char *s = p, *end = s ? s + n : s;

	if (c->has_stopped)
		return;
	if (n > FIELD_MAX || c->text.n + n > RECORD_MAX) {
		stop(c, "field or record is too long");
		return;
	}
	add_piece(c, c->text.n, n, s == NULL);
	if (n > 0)
		buffer_add(&c->text, (struct str){ s, n });
	while (s < end && (s = memchr(s, '\n', (size_t)(end - s)))) {
		c->newlines++;
		s++;
	}
}

static void
csv_record(int terminator, void *ctx)
{
	struct csvread *c = ctx;

	(void)terminator; /* '\n', or -1 at the end */
	tell_record(c);
	c->line += 1 + c->newlines;
	c->newlines = 0;
	c->n = 0;
	c->text.n = 0;
}

/* A carriage return is what stands before a newline and no part of a field
 * that isn't quoted; blanks are kept, unlike libcsv's habit. */
static int
is_skipped(unsigned char b)
{
	return b == '\r';
}

static int
is_end(unsigned char b)
{
	return b == '\n';
}

struct csvread *
csvread_open(char separator, csvread_record *record, void *ctx)
{
	struct csvread *c = mem_get(sizeof *c);

	*c = (struct csvread){ .is_tsv = separator == '\t', .record = record,
	    .ctx = ctx, .line = 1, .scans = separator != '\t',
	    .bom = { bom, 3 } };
	if (c->scans)
		csvscan_open(&c->scan, separator);
	csv_init(&c->csv, CSV_STRICT | CSV_STRICT_FINI | CSV_EMPTY_IS_NULL |
	    CSV_REPALL_NL);
	csv_set_delim(&c->csv, (unsigned char)separator);
	csv_set_space_func(&c->csv, is_skipped);
	csv_set_term_func(&c->csv, is_end);
	csv_set_realloc_func(&c->csv, mem_resize);
	csv_set_blk_size(&c->csv, STEP);
	return c;
}

static int
feed_csv(struct csvread *c, struct str s)
{
	while (s.n > 0 && !c->has_stopped) {
		size_t n = s.n < STEP ? s.n : STEP;

		if (csv_parse(&c->csv, s.p, n, csv_field, csv_record, c) != n)
			stop(c, "quote in the wrong place");
		if (c->csv.entry_pos > FIELD_MAX)
			stop(c, "field is too long (is a quote missing?)");
		s.p += n;
		s.n -= n;
	}
	return c->has_stopped ? -1 : 0;
}

/* A quoted field without its quotes; two of them inside are one, `text` has
 * room for that. */
static struct str
unquote(struct csvread *c, const char *p, const char *end)
{
	char *to;
	struct str s = { p, (size_t)(end - p) };

	if (!memchr(p, '"', s.n))
		return s;
	s.p = to = c->text.p + c->text.n;
	for (; p < end; p += *p == '"' ? 2 : 1)
		*to++ = *p;
	s.n = (size_t)(to - s.p);
	c->text.n += s.n;
	return s;
}

/* Field k of the record: as libcsv has it, without carriage returns around
 * it. */
static void
set_field(struct csvread *c, size_t k)
{
	const char *p = c->window.p + (k > 0 ? c->ends[k - 1] + 1 : c->at);
	const char *end = c->window.p + c->ends[k];

	while (p < end && end[-1] == '\r')
		end--;
	while (p < end && *p == '\r')
		p++;
	if (p == end)
		c->fields[k] = (struct str){ NULL, 0 };
	else if (*p == '"')
		c->fields[k] = unquote(c, p + 1, end - 1);
	else
		c->fields[k] = (struct str){ p, (size_t)(end - p) };
}

/* For texts without their quotes, which are shorter than the record: they must
 * not move while it is told. */
static void
make_room(struct csvread *c, size_t n)
{
	c->text.n = 0;
	if (c->text.cap < n) {
		free(c->text.p);
		c->text.p = mem_get(n);
		c->text.cap = n;
	}
}

static void
tell_scanned(struct csvread *c, size_t n)
{
	mem_grow(&c->fields, &c->nfields_room, n, sizeof *c->fields);
	make_room(c, c->ends[n - 1] - c->at);
	if (n == 1) { /* a blank line, perhaps */
		set_field(c, 0);
		if (!c->fields[0].p && !c->has_one_field)
			return;
		c->text.n = 0;
	}
	if (c->want) {
		for (size_t i = 0; i < c->nwant; i++)
			if (c->want[i] < n)
				set_field(c, c->want[i]);
	} else {
		for (size_t k = 0; k < n; k++)
			set_field(c, k);
	}
	c->n = n;
	pass_on(c, n);
	c->n = 0;
}

/* The records that are complete; false if one of them has too many fields. */
static bool
tell_all_scanned(struct csvread *c)
{
	const struct csvscan *s = &c->scan;
	size_t inner = 0, from = 0;

	c->at = 0;
	for (size_t r = 0; r < s->nrecords && !c->has_stopped; r++) {
		size_t n = s->records[r] - from;

		if (n > FIELDS_MAX)
			return false;
		c->ends = s->ends + from;
		tell_scanned(c, n);
		c->at = c->ends[n - 1] + 1;
		from += n;
		c->line += 1 + (r == 0 ? s->begun_inner : 0);
		for (; inner < s->ninner && s->inner[inner] == r; inner++)
			c->line++;
	}
	c->ends = NULL;
	return true;
}

/* From here on libcsv reads, this record first. */
static int
leave_to_library(struct csvread *c)
{
	int done = 0;

	c->scans = false;
	c->ends = NULL;
	c->text.n = 0;
	if (!c->has_stopped && c->window.n > c->at)
		done = feed_csv(c, (struct str){ c->window.p + c->at,
		    c->window.n - c->at });
	buffer_free(&c->window);
	csvscan_close(&c->scan);
	return c->has_stopped ? -1 : done;
}

static int
feed_scan(struct csvread *c, struct str s)
{
	bool is_strict;
	size_t used;

	buffer_add(&c->window, s);
	is_strict = csvscan_feed(&c->scan, c->window.p, c->window.n);
	if (!tell_all_scanned(c) || !is_strict)
		return leave_to_library(c);
	used = csvscan_drop(&c->scan);
	c->at = 0;
	c->window.n -= used;
	memmove(c->window.p, c->window.p + used, c->window.n);
	if (c->window.n > SCAN_MAX || c->scan.n > FIELDS_MAX)
		return leave_to_library(c);
	return c->has_stopped ? -1 : 0;
}

void
csvread_want(struct csvread *c, const size_t *fields, size_t n)
{
	c->want = fields;
	c->nwant = n;
}

void
csvread_all(struct csvread *c)
{
	c->text.n = 0;
	for (size_t k = 0; c->ends && k < c->n; k++)
		set_field(c, k);
}

void
csvread_by_library(struct csvread *c)
{
	c->scans = false;
}

/* Takes the escapes out of a field where it lies; its new length, or -1. */
static ptrdiff_t
tsv_unescape(char *p, size_t n)
{
	static const char names[] = "tnr\\", bytes[] = "\t\n\r\\";
	char *to = memchr(p, '\\', n), *end = p + n;
	const char *from = to, *name;

	if (!from)
		return (ptrdiff_t)n;
	while (from < end) {
		if (*from != '\\') {
			*to++ = *from++;
			continue;
		}
		if (++from == end || *from == 0 ||
		    !(name = strchr(names, *from)))
			return -1;
		*to++ = bytes[name - names];
		from++;
	}
	return to - p;
}

/* `n` bytes at `at` of the text, without the newline. */
static void
tsv_record(struct csvread *c, size_t at, size_t n)
{
	char *p = c->text.p + at, *end;

	if (n > 0 && p[n - 1] == '\r')
		n--;
	end = p + n;
	for (char *tab; !c->has_stopped; p = tab + 1) {
		ptrdiff_t len;

		tab = p < end ? memchr(p, '\t', (size_t)(end - p)) : NULL;
		n = (size_t)((tab ? tab : end) - p);
		if (n == 2 && memcmp(p, "\\N", 2) == 0) {
			add_piece(c, 0, 0, true);
		} else if (n > FIELD_MAX) {
			stop(c, "field is too long");
		} else if ((len = tsv_unescape(p, n)) < 0) {
			stop(c, "backslash before something other than "
			    "t n r \\ N");
		} else {
			add_piece(c, (size_t)(p - c->text.p), (size_t)len,
			    false);
		}
		if (!tab)
			break;
	}
	tell_record(c);
	c->line++;
	c->n = 0;
}

static int
feed_tsv(struct csvread *c, struct str s)
{
	size_t from = 0, seen = c->text.n;
	char *newline;

	buffer_add(&c->text, s);
	while (!c->has_stopped && seen < c->text.n &&
	    (newline = memchr(c->text.p + seen, '\n', c->text.n - seen))) {
		seen = (size_t)(newline - c->text.p);
		tsv_record(c, from, seen - from);
		from = ++seen;
	}
	if (from > 0) {
		memmove(c->text.p, c->text.p + from, c->text.n - from);
		c->text.n -= from;
	}
	if (c->text.n > RECORD_MAX)
		stop(c, "line is too long");
	return c->has_stopped ? -1 : 0;
}

static int
feed(struct csvread *c, struct str s)
{
	if (s.n == 0)
		return 0;
	return c->is_tsv ? feed_tsv(c, s) : c->scans ? feed_scan(c, s) :
	    feed_csv(c, s);
}

/* The mark in front of UTF-8 may come in pieces. */
static int
skip_bom(struct csvread *c, struct str *s)
{
	struct str begun = { bom, 0 };

	while (c->bom.n > 0 && s->n > 0 && *s->p == *c->bom.p) {
		c->bom.p++;
		c->bom.n--;
		s->p++;
		s->n--;
	}
	if (c->bom.n > 0 && s->n > 0) {
		begun.n = 3 - c->bom.n;
		c->bom.n = 0;
		return feed(c, begun);
	}
	return 0;
}

int
csvread_feed(struct csvread *c, struct str bytes, struct fault *f)
{
	c->fault = f;
	if (c->has_stopped)
		return -1;
	if (c->bom.n > 0 && skip_bom(c, &bytes) < 0)
		return -1;
	while (bytes.n > 0) {
		struct str some = str_sub(bytes, 0, STEP);

		if (feed(c, some) < 0)
			return -1;
		bytes.p += some.n;
		bytes.n -= some.n;
	}
	return 0;
}

int
csvread_finish(struct csvread *c, struct fault *f)
{
	c->fault = f;
	if (c->has_stopped)
		return -1;
	if (c->bom.n > 0 && c->bom.n < 3) {
		struct str begun = { bom, 3 - c->bom.n };

		c->bom.n = 0;
		if (feed(c, begun) < 0)
			return -1;
	}
	/* A record without a newline. */
	if (c->scans && leave_to_library(c) < 0)
		return -1;
	if (c->is_tsv) {
		if (c->text.n > 0)
			tsv_record(c, 0, c->text.n);
	} else if (csv_fini(&c->csv, csv_field, csv_record, c) != 0) {
		stop(c, "quote isn't closed");
	}
	return c->has_stopped ? -1 : 0;
}

void
csvread_close(struct csvread *c)
{
	if (!c)
		return;
	csv_free(&c->csv);
	csvscan_close(&c->scan);
	buffer_free(&c->window);
	buffer_free(&c->text);
	free(c->pieces);
	free(c->fields);
	free(c);
}
