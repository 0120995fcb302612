#include "npyout.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../base/io.h"

enum {
	HEADER = 128,         /* a multiple of 64, with room for any shape */
	PREFIX = 10,          /* magic, version, length of the text */
	TILE = 1 << 17,       /* bytes of rows that are put together */
	ROOM = 1 << 20        /* bytes that are written at once */
};

static const struct {
	const char *name;
	size_t bytes;
} types[] = {
	[NPY_F2] = { "f2", 2 }, [NPY_F4] = { "f4", 4 }, [NPY_F8] = { "f8", 8 }
};

struct npyout {
	enum npy_type type;
	size_t columns;
	int fd, spool;        /* spool: -1 if fd can be rewritten */
	off_t start;          /* of the header, where it can */
	const char *name;
	uint64_t rows, overflows;
	unsigned char *text;  /* rows that wait to be written */
	size_t n, row_bytes;
	uint32_t tile_rows;
	struct arena batch;
};

bool
npy_type_parse(struct str s, enum npy_type *t)
{
	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		if (str_eq(s, str_of(types[i].name))) {
			*t = (enum npy_type)i;
			return true;
		}
	return false;
}

static int
write_failed(const struct npyout *o, struct fault *f)
{
	return o->spool < 0 ? fault_at(f, "%s", o->name) :
	    fault_at(f, "temporary file in %s", io_temporary_folder());
}

static int
flush(struct npyout *o, struct fault *f)
{
	int fd = o->spool < 0 ? o->fd : o->spool;

	if (io_write(fd, o->text, o->n, f) < 0)
		return write_failed(o, f);
	o->n = 0;
	return 0;
}

/* The text of the header, blanks in the shape: its length doesn't depend on
 * the rows. */
static void
make_header(const struct npyout *o, char *header)
{
	int n;

	memset(header, ' ', HEADER);
	memcpy(header, "\x93NUMPY\x01", 8);
	header[7] = 0;
	header[8] = HEADER - PREFIX;
	header[9] = 0;
	n = snprintf(header + PREFIX, HEADER - PREFIX, "{'descr': '<%s', "
	    "'fortran_order': False, 'shape': (%20" PRIu64 ", %zu), }",
	    types[o->type].name, o->rows, o->columns);
	header[PREFIX + n] = ' ';
	header[HEADER - 1] = '\n';
}

static bool
can_rewrite(int fd, off_t *start)
{
	int flags = fcntl(fd, F_GETFL);

	*start = lseek(fd, 0, SEEK_CUR);
	return io_is_file(fd) && *start >= 0 && flags >= 0 &&
	    !(flags & O_APPEND);
}

static int
check_columns(const struct schema *s, struct fault *f)
{
	if (s->n == 0)
		return fault_usage(f, "-f npy: no column");
	for (size_t i = 0; i < s->n; i++)
		if (!type_is_number(s->columns[i].type))
			return fault_usage(f, "-f npy: column %s is %s, not a "
			    "number", quoted(s->columns[i].name),
			    type_name(s->columns[i].type));
	return 0;
}

struct npyout *
npyout_open(const struct schema *s, enum npy_type t, int fd, const char *name,
    struct fault *f)
{
	struct npyout *o;
	size_t row = s->n * types[t].bytes;

	if (check_columns(s, f) < 0)
		return NULL;
	o = mem_get(sizeof *o);
	*o = (struct npyout){ .type = t, .columns = s->n, .fd = fd,
		.spool = -1, .name = name, .row_bytes = row,
		.tile_rows = row < TILE ? (uint32_t)(TILE / row) : 1 };
	o->text = mem_get(ROOM + TILE + row);
	if (can_rewrite(fd, &o->start)) {
		memset(o->text, 0, HEADER); /* until all is there */
		o->n = HEADER;
	} else {
		o->spool = io_temporary(f);
		if (o->spool < 0) {
			npyout_close(o);
			return NULL;
		}
	}
	return o;
}

void
npyout_close(struct npyout *o)
{
	if (!o)
		return;
	if (o->spool >= 0)
		close(o->spool);
	arena_free(&o->batch);
	free(o->text);
	free(o);
}

/* IEEE 754 half precision. */
static uint16_t
half_of(double d)
{
	uint16_t sign = signbit(d) ? 0x8000 : 0;
	double size = fabs(d);
	uint64_t bits;
	int e;

	if (isnan(d))
		return 0x7e00;
	if (size >= 65520) /* halfway to what would be next */
		return sign | 0x7c00;
	if (size < 0x1p-14)
		return (uint16_t)(sign | (uint16_t)nearbyint(size * 0x1p24));
	memcpy(&bits, &size, sizeof bits);
	e = (int)(bits >> 52) - 1023;
	/* Rounded up to 2048 it is the next exponent's least. */
	return (uint16_t)(sign + ((e + 15) << 10) - 1024 +
	    (int)nearbyint(ldexp(size, 10 - e)));
}

/* A value at its place; how many became infinite. */
static bool
put_value(enum npy_type t, unsigned char *to, double d)
{
	uint16_t half;
	float single;

	switch (t) {
	case NPY_F2:
		half = half_of(d);
		memcpy(to, &half, sizeof half);
		return (half & 0x7fff) == 0x7c00 && isfinite(d);
	case NPY_F4:
		single = (float)d;
		memcpy(to, &single, sizeof single);
		return isinf(single) && isfinite(d);
	case NPY_F8:
		memcpy(to, &d, sizeof d);
		break;
	}
	return false;
}

/* Values of a value a row, as singles: what matrices are made of. */
static uint64_t
put_singles(unsigned char *to, size_t step, const struct col *c,
    uint32_t from, uint32_t rows)
{
	const double *d = c->d + from;
	const uint8_t *null = c->null ? c->null + from : NULL;
	uint64_t overflows = 0;

	for (uint32_t r = 0; r < rows; r++) {
		float v = (float)d[r];

		if (null && null[r])
			v = NAN;
		else
			overflows += isinf(v) && isfinite(d[r]);
		memcpy(to + r * step, &v, sizeof v);
	}
	return overflows;
}

/* A column of some rows, each `row_bytes` behind the one before. */
static void
put_column(struct npyout *o, unsigned char *to, const struct col *c,
    uint32_t from, uint32_t rows)
{
	if (o->type == NPY_F4 && c->dom->kind == DOM_ROWS &&
	    type_is_real(c->type)) {
		o->overflows += put_singles(to, o->row_bytes, c, from, rows);
		return;
	}
	for (uint32_t r = 0; r < rows; r++) {
		uint32_t e = dom_entry(c->dom, from + r);
		double d = col_is_null(c, e) ? NAN : c->type == TYPE_INT ?
		    (double)c->i[e] : c->d[e];

		o->overflows += put_value(o->type, to, d);
		to += o->row_bytes;
	}
}

int
npyout_put(struct npyout *o, const struct chunk *c, struct fault *f)
{
	size_t width = types[o->type].bytes;
	int done = 0;

	arena_reset(&o->batch);
	for (size_t i = 0; i < c->n; i++)
		if (c->cols[i].dom->kind == DOM_RUNS)
			dom_index(c->cols[i].dom, c->rows, &o->batch);
	for (uint32_t at = 0, n; done == 0 && at < c->rows; at += n) {
		n = c->rows - at < o->tile_rows ? c->rows - at : o->tile_rows;
		for (size_t i = 0; i < c->n; i++)
			put_column(o, o->text + o->n + i * width, &c->cols[i],
			    at, n);
		o->n += n * o->row_bytes;
		if (o->n >= ROOM)
			done = flush(o, f);
	}
	o->rows += c->rows;
	return done;
}

/* What waited, behind its header. */
static int
copy_spool(struct npyout *o, struct fault *f)
{
	ptrdiff_t n;

	if (lseek(o->spool, 0, SEEK_SET) < 0) {
		fault_data(f, "%s", strerror(errno));
		return write_failed(o, f);
	}
	while ((n = io_read(o->spool, o->text, ROOM, f)) > 0)
		if (io_write(o->fd, o->text, (size_t)n, f) < 0)
			return fault_at(f, "%s", o->name);
	return n < 0 ? write_failed(o, f) : 0;
}

int
npyout_end(struct npyout *o, struct fault *f)
{
	char header[HEADER];
	size_t put = 0;

	make_header(o, header);
	if (flush(o, f) < 0)
		return -1;
	if (o->spool >= 0)
		return io_write(o->fd, header, sizeof header, f) < 0 ?
		    fault_at(f, "%s", o->name) : copy_spool(o, f);
	while (put < sizeof header) {
		ssize_t n = pwrite(o->fd, header + put, sizeof header - put,
		    o->start + (off_t)put);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return fault_data(f, "%s: %s", o->name,
			    strerror(errno));
		put += (size_t)n;
	}
	return 0;
}

uint64_t
npyout_overflows(const struct npyout *o)
{
	return o->overflows;
}
