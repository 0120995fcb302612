#include "coder.h"

#include <stdlib.h>
#include <string.h>

#include "same.h"

enum {
	MOST_NUMBERS = 4096,      /* different numbers worth a dictionary */
	MOST_BASES = 4            /* columns that others may depend on */
};

static const uint32_t none = UINT32_MAX;

static void
open_column(struct making *m, uint32_t most)
{
	intern_open(&m->values, m->type);
	switch (m->how) {
	case HOW_CODES:
		m->codes = mem_get(mem_times(most, sizeof *m->codes));
		m->by = mem_get(mem_times((size_t)most + 2, sizeof *m->by));
		break;
	case HOW_RUNS:
		m->ends = mem_get(mem_times(most, sizeof *m->ends));
		m->i = mem_get(mem_times(most, sizeof *m->i));
		m->null = mem_get(most);
		break;
	case HOW_BYTES:
		m->b = mem_get(most);
		break;
	case HOW_ROWS:
	case HOW_NONE:
		break;
	}
}

/* Values a row of many columns are written side by side: at distances of a
 * page they would all want the same lines of the cache. */
static void
open_block(struct coder *c)
{
	enum { LINE = 64 };
	size_t n = 0, values = mem_times(c->most, sizeof(int64_t));
	size_t each = (values + c->most + LINE - 1) / LINE * LINE;
	char *p;

	each += each % (2 * LINE) == 0 ? LINE : 0; /* odd */
	for (size_t i = 0; i < c->n; i++)
		n += c->cols[i].how == HOW_ROWS;
	if (n == 0)
		return;
	p = c->block = mem_get(mem_times(each, n));
	for (size_t i = 0; i < c->n; i++) {
		struct making *m = &c->cols[i];

		if (m->how != HOW_ROWS)
			continue;
		m->i = (int64_t *)(void *)p;
		m->null = (uint8_t *)p + values;
		m->is_shared = true;
		memset(m->null, 0, c->most);
		p += each;
	}
}

/* Puts the base first among the columns. */
static void
set_base(struct coder *c, size_t base)
{
	size_t n = 0;

	c->base = base;
	if (base < c->n)
		c->order[n++] = base;
	for (size_t i = 0; i < c->n; i++)
		if (c->cols[i].how != HOW_NONE && i != base)
			c->order[n++] = i;
	c->norder = n;
}

void
coder_open(struct coder *c, const struct schema *s, const bool *want,
    uint32_t most_rows)
{
	size_t base = s->n;

	*c = (struct coder){ .n = s->n, .most = most_rows };
	c->cols = mem_get(mem_times(s->n + 1, sizeof *c->cols));
	c->order = mem_get(mem_times(s->n + 1, sizeof *c->order));
	for (size_t i = 0; i < s->n; i++) {
		struct making *m = &c->cols[i];
		enum type t = s->columns[i].type;

		*m = (struct making){ .type = t };
		/* Singles are of matrices: they don't repeat. */
		m->how = !want[i] ? HOW_NONE : t == TYPE_BOOL ? HOW_BYTES :
		    t == TYPE_TIME ? HOW_RUNS : t == TYPE_F32 ? HOW_ROWS :
		    HOW_CODES;
		open_column(m, most_rows);
		if (base == s->n && want[i] && type_is_text(t))
			base = i;
	}
	open_block(c);
	set_base(c, base);
}

void
coder_close(struct coder *c)
{
	for (size_t i = 0; i < c->n; i++) {
		struct making *m = &c->cols[i];

		intern_close(&m->values);
		free(m->codes);
		free(m->by);
		if (!m->is_shared) {
			free(m->i);
			free(m->null);
		}
		free(m->ends);
		free(m->b);
	}
	free(c->block);
	free(c->cols);
	free(c->order);
	*c = (struct coder){ 0 };
}

/* The text column with most values that still repeat becomes the base: it
 * tells most about the others. */
static size_t
best_base(const struct coder *c)
{
	size_t best = c->base;
	uint32_t n = 0;

	for (size_t i = 0; i < c->n; i++) {
		const struct making *m = &c->cols[i];

		if (m->how == HOW_CODES && type_is_text(m->type) &&
		    !m->has_null && m->values.n <= c->rows / 4 &&
		    m->values.n > n) {
			best = i;
			n = m->values.n;
		}
	}
	return best;
}

void
coder_begin(struct coder *c)
{
	if (c->rows > 0)
		set_base(c, best_base(c));
	for (size_t i = 0; i < c->n; i++) {
		struct making *m = &c->cols[i];

		if (m->how == HOW_CODES) {
			intern_clear(&m->values);
			m->by[0] = 0;
		}
		if (m->how == HOW_ROWS && m->has_null)
			memset(m->null, 0, c->most);
		m->before = 0;
		m->nruns = 0;
		m->has_null = false;
	}
	c->rows = 0;
	c->bytes = 0;
	c->base_code = 0;
	c->known = 1;
}

/* What the prediction hangs on: the base's value, or for the base itself the
 * value before. */
static uint32_t *
expected(struct coder *c, struct making *m, size_t column)
{
	return &m->by[column == c->base ? m->before : c->base_code];
}

/* The base has a new value, beside which nothing has been seen. */
static void
forget_beside(struct coder *c, uint32_t code)
{
	for (size_t i = 0; i < c->n; i++)
		if (c->cols[i].how == HOW_CODES)
			c->cols[i].by[code] = 0;
	c->known = code + 1;
}

static void
set_code(struct coder *c, struct making *m, size_t column, uint32_t *place,
    uint32_t code)
{
	*place = code;
	m->codes[c->rows] = code;
	m->before = code;
	if (column == c->base) {
		c->base_code = code;
		if (code == c->known)
			forget_beside(c, code);
	}
}

static void
run_value(struct coder *c, struct making *m, int64_t v, bool is_null)
{
	uint32_t k = m->nruns;

	if (k == 0 || m->null[k - 1] != is_null || m->i[k - 1] != v) {
		m->i[k] = v;
		m->null[k] = is_null;
		m->nruns = ++k;
		m->has_null = m->has_null || is_null;
	}
	m->ends[k - 1] = c->rows + 1;
}

void
coder_null(struct coder *c, size_t column)
{
	struct making *m = &c->cols[column];

	m->has_null = true;
	switch (m->how) {
	case HOW_CODES:
		set_code(c, m, column, expected(c, m, column), 0);
		break;
	case HOW_ROWS:
		m->i[c->rows] = 0;
		m->null[c->rows] = 1;
		break;
	case HOW_RUNS:
		run_value(c, m, 0, true);
		break;
	case HOW_BYTES:
		m->b[c->rows] = B_NULL;
		break;
	case HOW_NONE:
		break;
	}
}

static bool
has_text(const struct making *m, uint32_t code, struct str s)
{
	return code > 0 && m->values.s[code].n == s.n &&
	    same_text(m->values.s[code].p, s.p, s.n);
}

void
coder_text(struct coder *c, size_t column, struct str s)
{
	struct making *m = &c->cols[column];
	uint32_t *place = expected(c, m, column), code = *place;

	if (!has_text(m, code, s)) {
		code = m->before;
		if (!has_text(m, code, s)) {
			uint32_t n = m->values.n;

			code = intern_text(&m->values, s);
			if (m->values.n != n)
				c->bytes += s.n;
		}
	}
	set_code(c, m, column, place, code);
}

/* Too many different numbers for a dictionary: from now on a value a row. */
static void
spread(struct coder *c, struct making *m)
{
	m->i = mem_get(mem_times(c->most, sizeof *m->i));
	m->null = mem_get(c->most);
	memset(m->null, 0, c->most);
	for (uint32_t r = 0; r < c->rows; r++) {
		uint32_t code = m->codes[r];

		m->i[r] = code > 0 ? m->values.i[code] : 0;
		m->null[r] = code == 0;
	}
	m->how = HOW_ROWS;
}

void
coder_other_bits(struct coder *c, size_t column, int64_t bits)
{
	struct making *m = &c->cols[column];
	uint32_t *place, code;

	switch (m->how) {
	case HOW_CODES:
		place = expected(c, m, column);
		code = *place;
		if (code == 0 || m->values.i[code] != bits) {
			code = intern_bits(&m->values, bits);
			if (code > MOST_NUMBERS) {
				spread(c, m);
				m->i[c->rows] = bits;
				return;
			}
		}
		set_code(c, m, column, place, code);
		break;
	case HOW_ROWS:
		m->i[c->rows] = bits;
		break;
	case HOW_RUNS:
		run_value(c, m, bits, false);
		break;
	case HOW_BYTES:
		m->b[c->rows] = bits ? B_TRUE : B_FALSE;
		break;
	case HOW_NONE:
		break;
	}
}

void
coder_forget_row(struct coder *c)
{
	for (size_t i = 0; i < c->n; i++)
		if (c->cols[i].is_shared)
			c->cols[i].null[c->rows] = 0;
}

void
coder_again(struct coder *c, const size_t *columns, size_t n, uint32_t row)
{
	for (size_t k = 0; k < n; k++) {
		struct making *m = &c->cols[columns[k]];
		uint32_t code = m->codes[row];

		m->codes[c->rows] = code;
		m->before = code;
		if (columns[k] == c->base)
			c->base_code = code;
	}
}

/* Is one column a function of another in this chunk?  map[k] becomes the
 * code beside code k of the base, `none` where no row has k. */
static bool
depends(const uint32_t *base, uint32_t n, const uint32_t *codes, uint32_t rows,
    uint32_t *map)
{
	memset(map, 0xff, n * sizeof *map);
	for (uint32_t r = 0; r < rows; r++) {
		uint32_t *at = &map[base[r]];

		if (*at == codes[r])
			continue;
		if (*at != none)
			return false;
		*at = codes[r];
	}
	return true;
}

/* The values beside the entries of the base. */
static void
spread_entries(struct col *out, const struct making *m, const uint32_t *map,
    uint32_t n, struct arena *a)
{
	if (type_is_text(m->type)) {
		struct str *s = NEW(a, struct str, n);

		for (uint32_t k = 0; k < n; k++)
			s[k] = map[k] == 0 || map[k] == none ?
			    (struct str){ NULL, 0 } : m->values.s[map[k]];
		out->s = s;
	} else {
		int64_t *i = NEW(a, int64_t, n);
		uint8_t *null = NEW(a, uint8_t, n);

		for (uint32_t k = 0; k < n; k++) {
			null[k] = map[k] == 0 || map[k] == none;
			i[k] = null[k] ? 0 : m->values.i[map[k]];
		}
		out->i = i;
		out->null = null;
	}
}

/* All entries of the dictionary; entry 0 is NULL. */
static void
own_entries(struct col *out, struct making *m, struct arena *a)
{
	if (type_is_text(m->type)) {
		m->values.s[0] = (struct str){ NULL, 0 };
		out->s = m->values.s;
	} else {
		uint8_t *null = NEW0(a, uint8_t, m->values.n);

		null[0] = 1;
		m->values.i[0] = 0;
		out->i = m->values.i;
		out->null = null;
	}
}

struct coded {
	size_t column;
	uint32_t n;
};

static int
by_entries(const void *a, const void *b)
{
	const struct coded *x = a, *y = b;

	if (x->n != y->n)
		return x->n < y->n ? 1 : -1;
	return x->column < y->column ? -1 : 1;
}

static bool
is_worth_a_base(const struct coder *c, const struct making *m)
{
	return type_is_text(m->type) && m->values.n <= c->rows / 4;
}

/* Coded columns, those with most entries first; each shares the domain of the
 * first base that it is a function of, or has its own. */
static void
finish_coded(struct coder *c, struct col *cols, struct coded *list, size_t n,
    struct arena *a)
{
	size_t bases[MOST_BASES], nbases = 0;
	uint32_t *map;

	if (n == 0)
		return;
	qsort(list, n, sizeof *list, by_entries);
	map = NEW(a, uint32_t, list[0].n);
	for (size_t k = 0; k < n; k++) {
		struct making *m = &c->cols[list[k].column];
		struct col *o = &cols[list[k].column];

		for (size_t b = 0; b < nbases && !o->dom; b++) {
			const struct making *base = &c->cols[bases[b]];

			if (!depends(base->codes, base->values.n, m->codes,
			    c->rows, map))
				continue;
			o->dom = cols[bases[b]].dom;
			spread_entries(o, m, map, base->values.n, a);
		}
		if (o->dom)
			continue;
		own_entries(o, m, a);
		o->dom = dom_codes(m->codes, c->rows, m->values.n, a);
		if (nbases < MOST_BASES && is_worth_a_base(c, m))
			bases[nbases++] = list[k].column;
	}
}

static void
finish_constant(struct col *o, struct making *m, struct arena *a)
{
	struct value v;

	intern_get(&m->values, m->values.n - 1, &v);
	*o = col_const(&v, a);
}

static void
finish_numbers(struct col *o, struct making *m, uint32_t rows,
    struct arena *a)
{
	o->i = m->i;
	o->null = m->has_null ? m->null : NULL;
	if (m->how == HOW_ROWS) {
		o->dom = dom_rows(rows, a);
		return;
	}
	o->dom = NEW0(a, struct dom, 1);
	o->dom->kind = m->nruns == 1 ? DOM_ONE : DOM_RUNS;
	o->dom->n = m->nruns;
	o->dom->ends = m->ends;
}

static void
begin_chunk(const struct coder *c, struct chunk *out, struct arena *a)
{
	out->rows = c->rows;
	out->n = c->n;
	out->cols = NEW0(a, struct col, c->n + 1);
}

void
coder_finish(struct coder *c, struct chunk *out, struct arena *a)
{
	struct coded *list = NEW(a, struct coded, c->n + 1);
	size_t n = 0;

	begin_chunk(c, out, a);
	for (size_t i = 0; i < c->n; i++) {
		struct making *m = &c->cols[i];
		struct col *o = &out->cols[i];

		o->type = m->type;
		switch (m->how) {
		case HOW_NONE:
			*o = col_null(m->type, a);
			break;
		case HOW_BYTES:
			*o = col_bools(m->b, a);
			break;
		case HOW_ROWS:
		case HOW_RUNS:
			finish_numbers(o, m, c->rows, a);
			break;
		case HOW_CODES:
			if (m->values.n == 1 ||
			    (m->values.n == 2 && !m->has_null))
				finish_constant(o, m, a);
			else
				list[n++] = (struct coded){ i, m->values.n };
			break;
		}
	}
	finish_coded(c, out->cols, list, n, a);
}

void
coder_plain(struct coder *c, struct chunk *out, struct arena *a)
{
	begin_chunk(c, out, a);
	for (size_t i = 0; i < c->n; i++) {
		struct making *m = &c->cols[i];
		struct col *o = &out->cols[i];

		if (m->how == HOW_NONE || m->values.n == 1) {
			*o = col_null(m->type, a);
			continue;
		}
		o->type = m->type;
		own_entries(o, m, a);
		o->dom = dom_codes(m->codes, c->rows, m->values.n, a);
	}
}

void
coder_restore(struct coder *c, size_t column, const struct col *texts,
    uint32_t rows)
{
	struct making *m = &c->cols[column];
	struct intern *t = &m->values;
	const struct dom *d = texts->dom;
	size_t cap = t->cap;

	mem_grow(&t->s, &cap, (size_t)d->n + 1, sizeof *t->s);
	cap = t->cap;
	mem_grow(&t->hashes, &cap, (size_t)d->n + 1, sizeof *t->hashes);
	t->cap = cap;
	t->n = d->n;
	memcpy(t->s, texts->s, d->n * sizeof *t->s);
	for (uint32_t r = 0; r < rows; r++) {
		m->codes[r] = dom_entry(d, r);
		m->has_null = m->has_null || m->codes[r] == 0;
	}
}
