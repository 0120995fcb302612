#include "pack.h"

#include <stdlib.h>
#include <string.h>

#include "intern.h"
#include "tuples.h"

/* Rows of more than so many bytes each make for fewer of them; numbers that
 * still mostly differ after some rows are not looked up any more. */
enum { ROW_BYTES = 16, TRIED_ROWS = 1 << 13 };

struct packing {
	struct intern values;
	uint16_t *narrow;    /* ids by row, as long as they fit; */
	uint32_t *wide;      /* then here */
	int64_t *plain;      /* numbers by row, once they mostly differ; */
	uint8_t *null;       /* 1 where there is none */
	enum type type;
	uint32_t runs;       /* stretches of one id */
	uint32_t nulls;
	bool is_shared;      /* has the domain that columns share */
	ptrdiff_t base;      /* column that it depends on, or -1 */
	uint32_t *map;       /* its id for each of the base's */
	struct dom *dom;
};

struct pack {
	size_t n;
	struct packing *cols;
	uint32_t rows, most;
	bool is_taken;       /* the rows are only there for a chunk made */
	bool shares;         /* domains stay shared, as long as they are */
	size_t nshared;      /* columns that share one, */
	struct tuples combos; /* the ids that they have, */
	uint32_t *combo;     /* and which of these each row has */
};

struct pack *
pack_open(const struct schema *s, uint32_t most, bool shares)
{
	struct pack *p = mem_get(sizeof *p);

	*p = (struct pack){ .n = s->n, .most = most, .shares = shares };
	tuples_open(&p->combos, 0);
	p->cols = mem_get(mem_times(s->n, sizeof *p->cols));
	for (size_t i = 0; i < s->n; i++) {
		p->cols[i] = (struct packing){ .base = -1,
			.type = s->columns[i].type };
		intern_open(&p->cols[i].values, s->columns[i].type);
	}
	return p;
}

void
pack_close(struct pack *p)
{
	if (!p)
		return;
	for (size_t i = 0; i < p->n; i++) {
		intern_close(&p->cols[i].values);
		free(p->cols[i].narrow);
		free(p->cols[i].wide);
		free(p->cols[i].plain);
		free(p->cols[i].null);
	}
	tuples_close(&p->combos);
	free(p->combo);
	free(p->cols);
	free(p);
}

/* Is a run's 12 bytes less than the codes of its rows? */
static bool
is_in_runs(const struct pack *p, const struct packing *c)
{
	return (uint64_t)c->runs * 12 < (uint64_t)p->rows *
	    dom_width(c->values.n);
}

/* What a column's rows come to before they are compressed, nearly. */
static size_t
raw_bytes(const struct pack *p, const struct packing *c)
{
	bool is_text = type_is_text(c->values.type);
	size_t dictionary = c->values.n * (is_text ? 2 : 8) +
	    c->values.text_bytes;

	if (c->plain)
		return (size_t)p->rows * 8;
	if (c->is_shared)
		return dictionary + (size_t)p->combos.n * 2;
	return dictionary + (is_in_runs(p, c) ? c->runs * (size_t)12 :
	    (size_t)p->rows * dom_width(c->values.n));
}

/* The domain that the shared columns have in this chunk too; those of one
 * value may share any.  NULL: they have several. */
static struct dom *
shared_dom(const struct pack *p, const struct chunk *c)
{
	struct dom *shared = NULL;

	for (size_t i = 0; i < p->n; i++) {
		struct dom *d = c->cols[i].dom;

		if (!p->cols[i].is_shared || d->kind == DOM_ONE)
			continue;
		if (d->kind != DOM_CODES || (shared && shared != d))
			return NULL;
		shared = d;
	}
	return shared;
}

bool
pack_is_full(struct pack *p, const struct chunk *c)
{
	uint32_t rows = c->rows;
	size_t bytes = p->nshared > 0 ? (size_t)p->rows * 2 : 0;

	if (pack_rows(p) == 0)
		return false;
	if (p->nshared > 0 && !shared_dom(p, c)) {
		p->shares = false; /* it's not worth being tried again */
		return true;
	}
	for (size_t i = 0; i < p->n; i++)
		bytes += raw_bytes(p, &p->cols[i]);
	return rows > p->most - p->rows || bytes > (size_t)p->most *
	    ROW_BYTES;
}

uint32_t
pack_rows(const struct pack *p)
{
	return p->is_taken ? 0 : p->rows;
}

/* The entries of a column that rows have, as ids; each is looked at once. */
struct using {
	struct intern *values;
	const struct col *col;
	uint32_t *of;        /* by entry: its id, UNKNOWN until it is used */
};

enum { UNKNOWN = UINT32_MAX };

static uint32_t
use_entry(struct using *u, uint32_t e)
{
	const struct col *c = u->col;

	if (u->of[e] != UNKNOWN)
		return u->of[e];
	if (col_is_null(c, e))
		u->of[e] = 0;
	else if (type_is_text(c->type))
		u->of[e] = intern_text(u->values, c->s[e]);
	else if (c->type == TYPE_BOOL)
		u->of[e] = intern_bits(u->values, c->b[e] == B_TRUE);
	else /* -0.0 is not 0.0 here */
		u->of[e] = intern_bits(u->values, c->i[e]);
	return u->of[e];
}

static uint32_t
id_at(const struct packing *c, uint32_t row)
{
	return c->wide ? c->wide[row] : c->narrow[row];
}

static void
put_ids(struct pack *p, struct packing *to, const uint32_t *ids,
    uint32_t rows)
{
	if (to->values.n > UINT16_MAX && !to->wide) {
		to->wide = mem_get(mem_times(p->most, sizeof *to->wide));
		for (uint32_t r = 0; r < p->rows; r++)
			to->wide[r] = to->narrow[r];
	}
	if (to->wide) {
		memcpy(to->wide + p->rows, ids, rows * sizeof *ids);
		return;
	}
	if (!to->narrow)
		to->narrow = mem_get(mem_times(p->most, sizeof *to->narrow));
	for (uint32_t r = 0; r < rows; r++)
		to->narrow[p->rows + r] = (uint16_t)ids[r];
}

static void
put_plain(struct packing *to, uint32_t row, int64_t v, bool is_null)
{
	to->plain[row] = v;
	to->null[row] = is_null;
	to->nulls += is_null;
}

static void
add_plain(struct pack *p, struct packing *to, const struct col *col,
    const uint32_t *index, uint32_t rows)
{
	for (uint32_t r = 0; r < rows; r++) {
		bool is_null = col->null && col->null[index[r]];

		put_plain(to, p->rows + r, is_null ? 0 : col->i[index[r]],
		    is_null);
	}
}

/* From ids to values. */
static void
become_plain(struct pack *p, struct packing *to)
{
	to->plain = mem_get(mem_times(p->most, sizeof *to->plain));
	to->null = mem_get(p->most);
	to->nulls = 0;
	for (uint32_t r = 0; r < p->rows; r++) {
		uint32_t id = id_at(to, r);

		put_plain(to, r, id > 0 ? to->values.i[id] : 0, id == 0);
	}
	intern_close(&to->values);
	intern_open(&to->values, to->type);
}

static void
add_coded(struct pack *p, struct packing *to, const struct col *col,
    const uint32_t *index, uint32_t rows, struct arena *a)
{
	uint32_t *of = NEW(a, uint32_t, col->dom->n), last;
	uint32_t *ids = NEW(a, uint32_t, rows);
	struct using u = { &to->values, col, of };

	memset(of, 0xff, col->dom->n * sizeof *of);
	last = p->rows > 0 ? id_at(to, p->rows - 1) : UINT32_MAX;
	for (uint32_t r = 0; r < rows; r++) {
		ids[r] = use_entry(&u, index[r]);
		to->runs += ids[r] != last;
		to->nulls += ids[r] == 0;
		last = ids[r];
	}
	put_ids(p, to, ids, rows);
}

/* Columns that share the domain of most of them, from here on. */
static void
find_shared(struct pack *p, const struct chunk *c)
{
	const struct dom *best = NULL;
	size_t most = 1;

	for (size_t i = 0; i < p->n && p->shares; i++) {
		size_t n = 0;

		for (size_t k = 0; k < p->n; k++)
			n += c->cols[k].dom == c->cols[i].dom;
		if (c->cols[i].dom->kind == DOM_CODES && n > most) {
			best = c->cols[i].dom;
			most = n;
		}
	}
	p->nshared = 0;
	for (size_t i = 0; i < p->n; i++) {
		struct packing *to = &p->cols[i];

		to->is_shared = best && (c->cols[i].dom == best ||
		    c->cols[i].dom->kind == DOM_ONE);
		p->nshared += to->is_shared;
	}
	tuples_close(&p->combos);
	tuples_open(&p->combos, p->nshared);
	if (best && !p->combo)
		p->combo = mem_get(mem_times(p->most, sizeof *p->combo));
}

/* The ids that the shared columns have at entry e. */
static uint32_t
combo_of(struct pack *p, const struct chunk *c, uint32_t e, uint32_t *ids,
    uint32_t **known)
{
	size_t n = 0;

	for (size_t i = 0; i < p->n; i++) {
		const struct col *col = &c->cols[i];
		struct using u = { &p->cols[i].values, col, known[i] };

		if (p->cols[i].is_shared)
			ids[n++] = use_entry(&u, col->dom->kind == DOM_ONE ?
			    0 : e);
	}
	return tuples_number(&p->combos, ids);
}

static void
add_shared(struct pack *p, const struct chunk *c, struct arena *a)
{
	struct dom *d = shared_dom(p, c);
	const uint32_t *index = dom_index(d, c->rows, a);
	uint32_t *combo = NEW(a, uint32_t, d->n);
	uint32_t *ids = NEW(a, uint32_t, p->nshared);
	uint32_t **known = NEW0(a, uint32_t *, p->n);

	memset(combo, 0xff, d->n * sizeof *combo);
	for (size_t i = 0; i < p->n; i++)
		if (p->cols[i].is_shared) {
			known[i] = NEW(a, uint32_t, c->cols[i].dom->n);
			memset(known[i], 0xff, c->cols[i].dom->n *
			    sizeof *known[i]);
		}
	for (uint32_t r = 0; r < c->rows; r++) {
		uint32_t *to = &combo[index[r]];

		if (*to == UNKNOWN)
			*to = combo_of(p, c, index[r], ids, known);
		p->combo[p->rows + r] = *to;
	}
}

static void
add_column(struct pack *p, size_t i, const struct chunk *c, struct arena *a)
{
	struct packing *to = &p->cols[i];
	const struct col *col = &c->cols[i];
	const uint32_t *index = dom_index(col->dom, c->rows, a);

	if (to->plain)
		add_plain(p, to, col, index, c->rows);
	else
		add_coded(p, to, col, index, c->rows, a);
}

static bool
mostly_differs(const struct pack *p, const struct packing *c)
{
	return !c->plain && !c->is_shared && p->rows >= TRIED_ROWS && !type_is_text(c->type) &&
	    c->type != TYPE_BOOL && c->values.n - 1 > (p->rows - c->nulls) / 2;
}

static void
start_again(struct pack *p)
{
	for (size_t i = 0; i < p->n; i++) {
		struct packing *c = &p->cols[i];

		intern_clear(&c->values);
		c->runs = c->nulls = 0;
		/* The next rows may do without these. */
		free(c->wide);
		free(c->plain);
		free(c->null);
		c->wide = NULL;
		c->plain = NULL;
		c->null = NULL;
	}
	p->rows = 0;
	p->is_taken = false;
}

void
pack_add(struct pack *p, const struct chunk *c, struct arena *a)
{
	if (p->is_taken)
		start_again(p);
	if (p->rows == 0)
		find_shared(p, c);
	if (p->nshared > 0)
		add_shared(p, c, a);
	for (size_t i = 0; i < p->n; i++)
		if (!p->cols[i].is_shared)
			add_column(p, i, c, a);
	p->rows += c->rows;
	for (size_t i = 0; i < p->n; i++)
		if (mostly_differs(p, &p->cols[i]))
			become_plain(p, &p->cols[i]);
}

static bool
is_coded(const struct pack *p, const struct packing *c)
{
	enum type t = c->values.type;
	uint32_t different = c->values.n - 1;

	if (c->is_shared || c->plain || c->runs <= 1 || is_in_runs(p, c))
		return false;
	if (type_is_text(t))
		return different < p->rows;
	return t == TYPE_BOOL || different <= (p->rows - c->nulls) / 2;
}

/* Does each id of `base` always stand beside the same one of c?  Then the
 * map from the one to the other. */
static bool
depends(const struct pack *p, const struct packing *base, struct packing *c,
    struct arena *a)
{
	uint32_t *map = c->map;

	if (base->values.n < c->values.n)
		return false;
	memset(map, 0xff, base->values.n * sizeof *map);
	for (uint32_t r = 0; r < p->rows; r++) {
		uint32_t *to = &map[id_at(base, r)], id = id_at(c, r);

		if (*to == id)
			continue;
		if (*to != UINT32_MAX)
			return false;
		*to = id;
	}
	for (uint32_t k = 0; k < base->values.n; k++)
		if (map[k] == UINT32_MAX)
			map[k] = 0; /* no row has it: NULL's, if it is that */
	c->map = NEW(a, uint32_t, base->values.n);
	memcpy(c->map, map, base->values.n * sizeof *map);
	return true;
}

static int
by_values(const void *x, const void *y)
{
	const struct packing *p = *(struct packing *const *)x;
	const struct packing *q = *(struct packing *const *)y;

	if (p->values.n != q->values.n)
		return p->values.n > q->values.n ? -1 : 1;
	return p < q ? -1 : p > q;
}

/* Finds for each coded column the smallest one that it depends on. */
static void
find_bases(struct pack *p, struct arena *a)
{
	struct packing **order = mem_get(mem_times(p->n, sizeof *order));
	size_t n = 0;
	uint32_t *scratch;

	for (size_t i = 0; i < p->n; i++) {
		p->cols[i].base = -1;
		if (is_coded(p, &p->cols[i]))
			order[n++] = &p->cols[i];
	}
	qsort(order, n, sizeof *order, by_values);
	scratch = mem_get(mem_times(n > 0 ? order[0]->values.n : 1,
	    sizeof *scratch));
	for (size_t k = 1; k < n; k++)
		for (size_t b = k; b-- > 0 && order[k]->base < 0;) {
			order[k]->map = scratch;
			if (order[b]->base < 0 && order[b]->values.type !=
			    TYPE_BOOL && depends(p, order[b], order[k], a))
				order[k]->base = order[b] - p->cols;
		}
	free(scratch);
	free(order);
}

/* The values with these ids (NULL: all) as entries, whose texts stay where
 * they are. */
static struct col
entries(const struct packing *c, const uint32_t *ids, uint32_t n,
    struct arena *a)
{
	const struct intern *t = &c->values;
	struct col col = { .type = t->type };
	struct str *s;

	if (!type_is_text(t->type))
		return intern_pick(t, ids, n, a);
	s = NEW(a, struct str, (size_t)n + 1);
	for (uint32_t k = 0; k < n; k++) {
		uint32_t id = ids ? ids[k] : k;

		s[k] = id > 0 ? t->s[id] : (struct str){ NULL, 0 };
	}
	col.s = s;
	return col;
}

static struct col
runs_column(const struct pack *p, const struct packing *c, struct arena *a)
{
	uint32_t *ends = NEW(a, uint32_t, c->runs);
	uint32_t *which = NEW(a, uint32_t, c->runs), n = 0;
	struct dom *d = NEW0(a, struct dom, 1);
	struct col col;

	for (uint32_t r = 0; r < p->rows; r++)
		if (r + 1 == p->rows || id_at(c, r + 1) != id_at(c, r)) {
			which[n] = id_at(c, r);
			ends[n++] = r + 1;
		}
	col = entries(c, which, n, a);
	d->kind = DOM_RUNS;
	d->n = n;
	d->ends = ends;
	col.dom = d;
	return col;
}

/* Codes, as narrow as they may be. */
static struct dom *
codes(const struct pack *p, const struct packing *c, struct arena *a)
{
	struct dom *d = NEW0(a, struct dom, 1);
	uint32_t *ids = mem_get(mem_times(p->rows, sizeof *ids));

	for (uint32_t r = 0; r < p->rows; r++)
		ids[r] = id_at(c, r);
	d->kind = DOM_CODES;
	d->n = c->values.n;
	d->width = dom_width(d->n);
	d->codes = dom_narrow(ids, p->rows, d->width, a);
	free(ids);
	return d;
}

/* A value a row: numbers, or texts of which there are no two. */
static struct col
plain(const struct pack *p, const struct packing *c, struct arena *a)
{
	const struct intern *t = &c->values;
	struct col col = { .type = t->type, .dom = dom_rows(p->rows, a) };
	uint8_t *null;
	int64_t *v;

	if (c->plain) {
		col.i = c->plain;
		col.null = c->nulls > 0 ? c->null : NULL;
		return col;
	}
	if (type_is_text(t->type)) {
		struct str *s = NEW(a, struct str, p->rows);

		for (uint32_t r = 0; r < p->rows; r++)
			s[r] = t->s[id_at(c, r)];
		col.s = s;
		return col;
	}
	v = NEW(a, int64_t, p->rows);
	null = c->nulls > 0 ? NEW(a, uint8_t, p->rows) : NULL;
	for (uint32_t r = 0; r < p->rows; r++) {
		uint32_t id = id_at(c, r);

		v[r] = id > 0 ? t->i[id] : 0;
		if (null)
			null[r] = id == 0;
	}
	col.i = v;
	col.null = null;
	return col;
}

/* The domain of the combinations, each behind entry 0. */
static struct dom *
combo_dom(const struct pack *p, struct arena *a)
{
	uint32_t *ids = NEW(a, uint32_t, p->rows);

	for (uint32_t r = 0; r < p->rows; r++)
		ids[r] = p->combo[r] + 1;
	return dom_codes(ids, p->rows, p->combos.n + 1, a);
}

/* The columns that share a domain; those that turn out to have one value
 * have it alone. */
static void
shared_columns(const struct pack *p, struct chunk *out, struct arena *a)
{
	uint32_t n = p->combos.n + 1;
	uint32_t *ids = NEW(a, uint32_t, n);
	struct dom *d = combo_dom(p, a);
	size_t k = 0;

	for (size_t i = 0; i < p->n; i++) {
		bool same = true;

		if (!p->cols[i].is_shared)
			continue;
		ids[0] = 0;
		for (uint32_t e = 1; e < n; e++) {
			ids[e] = tuples_at(&p->combos, e - 1)[k];
			same = same && ids[e] == ids[1];
		}
		k++;
		out->cols[i] = entries(&p->cols[i], same ? ids + 1 : ids,
		    same ? 1 : n, a);
		out->cols[i].dom = same ? dom_one(a) : d;
	}
}

static struct col
column(const struct pack *p, struct packing *c, struct arena *a)
{
	struct col col;
	uint32_t one;

	if (c->plain) {
		return plain(p, c, a);
	} else if (c->runs <= 1) {
		one = id_at(c, 0);
		col = entries(c, &one, 1, a);
		col.dom = dom_one(a);
	} else if (c->base >= 0) {
		const struct packing *base = &p->cols[c->base];

		col = entries(c, c->map, base->values.n, a);
		col.dom = base->dom;
	} else if (is_coded(p, c)) {
		col = entries(c, NULL, c->values.n, a);
		col.dom = c->dom = codes(p, c, a);
	} else if (is_in_runs(p, c)) {
		return runs_column(p, c, a);
	} else {
		return plain(p, c, a);
	}
	return col;
}

void
pack_take(struct pack *p, struct chunk *out, struct arena *a)
{
	*out = (struct chunk){ .rows = p->rows, .n = p->n };
	out->cols = NEW(a, struct col, p->n + 1);
	find_bases(p, a);
	if (p->nshared > 0)
		shared_columns(p, out, a);
	for (int maps = 0; maps < 2; maps++) /* bases first */
		for (size_t i = 0; i < p->n; i++)
			if ((p->cols[i].base >= 0) == maps &&
			    !p->cols[i].is_shared)
				out->cols[i] = column(p, &p->cols[i], a);
	p->is_taken = true;
}
