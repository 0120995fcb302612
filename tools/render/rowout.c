#include "rowout.h"

#include <stdlib.h>
#include <string.h>

#include "../base/civil.h"
#include "../base/num.h"
#include "jsonval.h"

typedef void put_value(struct buffer *b, const struct value *v);

struct rowout {
	enum rowout_kind kind;
	struct out *out;
	struct arena run;
	struct str *before; /* what stands before each column's value */
	struct str behind;  /* and what behind the last */
	uint64_t rows;
};

/* Anything but text: no character of it needs quoting. */
static void
put_plain(struct buffer *b, const struct value *v)
{
	char buf[NUM_MAX + CIVIL_MAX];
	size_t n;

	if (v->type == TYPE_BOOL) {
		buffer_add(b, v->i ? S("true") : S("false"));
		return;
	}
	if (v->type == TYPE_TIME)
		n = civil_put_time(buf, v->i, ' ', false);
	else if (v->type == TYPE_DATE)
		n = civil_put_date(buf, v->i);
	else if (v->type == TYPE_F32)
		n = num_put_single(buf, (float)v->d);
	else if (v->type == TYPE_REAL)
		n = num_put_real(buf, v->d);
	else
		n = num_put_int(buf, v->i);
	buffer_add(b, (struct str){ buf, n });
}

static void
put_csv_text(struct buffer *b, struct str s)
{
	bool bare = s.n > 0 && !str_starts(s, S("\xef\xbb\xbf"));

	for (size_t i = 0; bare && i < s.n; i++)
		bare = s.p[i] != ',' && s.p[i] != '"' && s.p[i] != '\n' &&
		    s.p[i] != '\r';
	if (bare) {
		buffer_add(b, s);
		return;
	}
	buffer_char(b, '"');
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '"')
			buffer_char(b, '"');
		buffer_char(b, s.p[i]);
	}
	buffer_char(b, '"');
}

static void
put_csv(struct buffer *b, const struct value *v)
{
	if (v->is_null)
		return;
	if (type_is_text(v->type))
		put_csv_text(b, v->s);
	else
		put_plain(b, v);
}

static void
put_bare(struct buffer *b, const struct value *v)
{
	if (v->is_null || (type_is_text(v->type) && v->s.n == 0))
		return;
	put_csv(b, v);
	if (type_is_real(v->type) && b->n > 2 && b->p[b->n - 1] == '0' &&
	    b->p[b->n - 2] == '.')
		b->n -= 2;
}

static void
put_tsv_text(struct buffer *b, struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		switch (s.p[i]) {
		case '\t': buffer_add(b, S("\\t")); break;
		case '\n': buffer_add(b, S("\\n")); break;
		case '\r': buffer_add(b, S("\\r")); break;
		case '\\': buffer_add(b, S("\\\\")); break;
		default: buffer_char(b, s.p[i]);
		}
	}
}

static void
put_tsv(struct buffer *b, const struct value *v)
{
	if (v->is_null)
		buffer_add(b, S("\\N"));
	else if (type_is_text(v->type))
		put_tsv_text(b, v->s);
	else
		put_plain(b, v);
}

/* A NULL leaves the name alone on its line, so that awk's $2 is empty. */
static void
put_line(struct buffer *b, const struct value *v)
{
	if (v->is_null)
		return;
	buffer_char(b, ' ');
	put_tsv(b, v);
}

enum { CELL = 64 }; /* bytes that are copied at once, needed or not */

/* Columns side by side that share a domain, while their chunk is written. */
struct field {
	const struct col *cols;
	const struct str *before; /* what stands before each one's value */
	size_t n;
	const uint32_t *index;
	struct str *texts; /* of the entries, made when first needed, with
	                    * what stands before them; CELL bytes behind each
	                    * may be read */
};

/* How many there are. */
static size_t
open_fields(const struct chunk *c, const struct str *before,
    struct field *fs, struct arena *a)
{
	size_t n = 0;

	for (size_t i = 0; i < c->n; i++) {
		struct dom *d = c->cols[i].dom;
		struct field *x = &fs[n];

		if (d->kind != DOM_ROWS && n > 0 && fs[n - 1].texts &&
		    fs[n - 1].cols->dom == d) {
			fs[n - 1].n++;
			continue;
		}
		*x = (struct field){ .cols = &c->cols[i], .n = 1,
			.before = &before[i] };
		n++;
		if (d->kind == DOM_ROWS)
			continue;
		x->index = dom_index(d, c->rows, a);
		if (d->n <= c->rows)
			x->texts = NEW0(a, struct str, d->n);
	}
	return n;
}

/* A text that has CELL bytes behind it: most are short. */
static inline void
put_known(struct buffer *b, struct str s)
{
	if (b->cap - b->n <= s.n + CELL)
		mem_grow(&b->p, &b->cap, b->n + s.n + CELL + 1, 1);
	memcpy(b->p + b->n, s.p, CELL);
	if (s.n > CELL)
		memcpy(b->p + b->n + CELL, s.p + CELL, s.n - CELL);
	b->n += s.n;
}

/* The values and what stands before them. */
static void
put_field(struct buffer *b, struct field *x, uint32_t row, put_value *put,
    struct arena *a)
{
	uint32_t e = x->index ? x->index[row] : row;
	size_t from = b->n, n;
	char *kept;

	if (x->texts && x->texts[e].p) {
		put_known(b, x->texts[e]);
		return;
	}
	for (size_t i = 0; i < x->n; i++) {
		struct value v;

		buffer_add(b, x->before[i]);
		col_value(&x->cols[i], e, &v);
		put(b, &v);
	}
	if (!x->texts)
		return;
	n = b->n - from;
	kept = arena_zero(a, n + CELL);
	if (n > 0)
		memcpy(kept, b->p + from, n);
	x->texts[e] = (struct str){ kept, n };
}

static put_value *const putters[] = {
	[ROWOUT_CSV] = put_csv,
	[ROWOUT_BARE] = put_bare,
	[ROWOUT_TSV] = put_tsv,
	[ROWOUT_JSONL] = jsonval_add,
	[ROWOUT_LINE] = put_line,
};

static bool
is_plain_name(struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		    c == '_' || (i > 0 && c >= '0' && c <= '9')))
			return false;
	}
	return s.n > 0;
}

void
rowout_name(struct buffer *b, struct str name)
{
	if (is_plain_name(name)) {
		buffer_add(b, name);
		return;
	}
	buffer_char(b, '`');
	put_tsv_text(b, name);
	buffer_char(b, '`');
}

/* What stands before the value of column `i`. */
static struct str
text_before(enum rowout_kind kind, struct str name, size_t i, struct arena *a)
{
	struct buffer b = { 0 };
	struct str s;

	switch (kind) {
	case ROWOUT_CSV:
	case ROWOUT_BARE:
		return i > 0 ? S(",") : S("");
	case ROWOUT_TSV:
		return i > 0 ? S("\t") : S("");
	case ROWOUT_JSONL:
		buffer_char(&b, i > 0 ? ',' : '{');
		buffer_json(&b, name);
		buffer_char(&b, ':');
		break;
	case ROWOUT_LINE:
		if (i > 0)
			buffer_char(&b, '\n');
		rowout_name(&b, name);
		break;
	}
	s = arena_str(a, buffer_str(&b));
	buffer_free(&b);
	return s;
}

static struct str *
texts_before(enum rowout_kind kind, const struct schema *s, struct arena *a)
{
	struct str *t = NEW(a, struct str, s->n + 1);

	for (size_t i = 0; i < s->n; i++)
		t[i] = text_before(kind, s->columns[i].name, i, a);
	return t;
}

struct rowout *
rowout_open(enum rowout_kind kind, const struct schema *s, struct out *o,
    struct fault *f)
{
	struct rowout *r = mem_get(sizeof *r);

	*r = (struct rowout){ .kind = kind, .out = o };
	r->before = texts_before(kind, s, &r->run);
	r->behind = kind == ROWOUT_JSONL ? s->n > 0 ? S("}\n") : S("{}\n") :
	    S("\n");
	for (size_t i = 0; i < s->n && kind <= ROWOUT_TSV; i++) {
		buffer_add(&o->text, r->before[i]);
		if (kind != ROWOUT_TSV)
			put_csv_text(&o->text, s->columns[i].name);
		else
			put_tsv_text(&o->text, s->columns[i].name);
	}
	if (kind <= ROWOUT_TSV)
		buffer_char(&o->text, '\n');
	if (out_more(o, f) < 0) {
		rowout_close(r);
		return NULL;
	}
	return r;
}

int
rowout_put(struct rowout *r, const struct chunk *c, struct fault *f)
{
	struct arena batch = { 0 };
	struct field *fs = NEW(&batch, struct field, c->n + 1);
	size_t fields = open_fields(c, r->before, fs, &batch);
	struct buffer *b = &r->out->text;
	put_value *put = putters[r->kind];
	int done = 0;

	for (uint32_t row = 0; row < c->rows && done == 0; row++) {
		if (r->kind == ROWOUT_LINE && r->rows++ > 0)
			buffer_char(b, '\n');
		for (size_t i = 0; i < fields; i++)
			put_field(b, &fs[i], row, put, &batch);
		buffer_add(b, r->behind);
		done = out_more(r->out, f);
	}
	arena_free(&batch);
	return done;
}

void
rowout_close(struct rowout *r)
{
	if (!r)
		return;
	arena_free(&r->run);
	free(r);
}

void
rowout_objects(struct buffer *b, const struct schema *s,
    const struct chunk *c, struct str between)
{
	struct arena a = { 0 };
	struct str *before = texts_before(ROWOUT_JSONL, s, &a);
	struct field *fs = NEW(&a, struct field, c->n + 1);
	bool *had = NEW(&a, bool, c->n + 1);
	size_t fields;

	for (size_t i = 0; i < c->n; i++)
		had[i] = c->cols[i].dom->index != NULL;
	fields = open_fields(c, before, fs, &a);
	for (uint32_t row = 0; row < c->rows; row++) {
		if (row > 0)
			buffer_add(b, between);
		for (size_t i = 0; i < fields; i++)
			put_field(b, &fs[i], row, jsonval_add, &a);
		buffer_add(b, c->n > 0 ? S("}") : S("{}"));
	}
	/* The rows outlive this arena, in which their indexes are now. */
	for (size_t i = 0; i < c->n; i++)
		if (!had[i])
			c->cols[i].dom->index = NULL;
	arena_free(&a);
}
