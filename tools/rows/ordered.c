#include "ordered.h"

struct ordered_last {
	struct arena texts[2]; /* of the values, in turn */
	unsigned turn;
	size_t n;              /* of its columns that were looked at */
	struct value *values;
};

/* One order against one chunk. */
struct looking {
	const struct chunk *c;
	const size_t *columns;
	size_t n;
	struct ordered_break *broken;
	struct arena *a;
};

void
ordered_open(struct ordered *o, const struct schema *s)
{
	*o = (struct ordered){ .schema = s };
	o->last = NEW0(&o->run, struct ordered_last, s->norders + 1);
	for (size_t i = 0; i < s->norders; i++)
		o->last[i].values = NEW(&o->run, struct value,
		    s->orders[i].n + 1);
}

void
ordered_close(struct ordered *o)
{
	for (size_t i = 0; o->schema && i < o->schema->norders; i++) {
		arena_free(&o->last[i].texts[0]);
		arena_free(&o->last[i].texts[1]);
	}
	arena_free(&o->run);
	*o = (struct ordered){ 0 };
}

static int
tell(struct looking *l, size_t k, const struct value *from,
    const struct value *to)
{
	int r = value_cmp(from, to);

	if (r > 0)
		*l->broken = (struct ordered_break){ l->columns[k], *from,
			*to };
	return r;
}

/* The value of the first or the last row. */
static void
end_value(const struct looking *l, size_t k, bool last, struct value *v)
{
	const struct col *col = &l->c->cols[l->columns[k]];
	const struct dom *d = col->dom;
	uint32_t e = 0;

	if (d->kind == DOM_CODES)
		e = dom_entry(d, last ? l->c->rows - 1 : 0);
	else if (last)
		e = d->n - 1; /* entries follow the rows */
	col_value(col, e, v);
}

/* The row before the first one against it. */
static bool
seam_holds(struct looking *l, const struct ordered_last *last)
{
	for (size_t k = 0; k < l->n && k < last->n; k++) {
		struct value v;
		int r;

		end_value(l, k, false, &v);
		r = tell(l, k, &last->values[k], &v);
		if (r != 0)
			return r < 0;
	}
	return true;
}

/* The first column alone, looked at once an entry where entries follow the
 * rows. */
static bool
first_holds(struct looking *l)
{
	const struct col *col = &l->c->cols[l->columns[0]];
	const uint32_t *index = col->dom->kind != DOM_CODES ? NULL :
	    dom_index(col->dom, l->c->rows, l->a);
	uint32_t n = index ? l->c->rows : col->dom->n;
	uint32_t before = index ? index[0] : 0, e;
	struct value from, to;

	for (uint32_t r = 1; r < n; r++, before = e) {
		e = index ? index[r] : r;
		if (e == before)
			continue;
		if (!type_is_text(col->type) && !type_is_real(col->type) &&
		    col->type != TYPE_BOOL && !col->null &&
		    col->i[before] <= col->i[e])
			continue;
		col_value(col, before, &from);
		col_value(col, e, &to);
		if (tell(l, 0, &from, &to) > 0)
			return false;
	}
	return true;
}

static bool
every_row_holds(struct looking *l)
{
	const uint32_t **index = NEW(l->a, const uint32_t *, l->n);

	for (size_t k = 0; k < l->n; k++)
		index[k] = dom_index(l->c->cols[l->columns[k]].dom, l->c->rows,
		    l->a);
	for (uint32_t r = 1; r < l->c->rows; r++)
		for (size_t k = 0; k < l->n; k++) {
			const struct col *col = &l->c->cols[l->columns[k]];
			struct value from, to;
			int is;

			if (index[k][r - 1] == index[k][r])
				continue;
			col_value(col, index[k][r - 1], &from);
			col_value(col, index[k][r], &to);
			is = tell(l, k, &from, &to);
			if (is > 0)
				return false;
			if (is < 0)
				break;
		}
	return true;
}

static void
keep_last(struct looking *l, struct ordered_last *last)
{
	struct arena *a = &last->texts[last->turn ^= 1];

	arena_reset(a);
	last->n = l->n;
	for (size_t k = 0; k < l->n; k++) {
		struct value *v = &last->values[k];

		end_value(l, k, true, v);
		if (!v->is_null && type_is_text(v->type))
			v->s = arena_str(a, v->s);
	}
}

bool
ordered_holds(struct ordered *o, const struct chunk *c, const bool *want,
    bool every_row, struct ordered_break *broken, struct arena *a)
{
	for (size_t i = 0; i < o->schema->norders && c->rows > 0; i++) {
		const struct order *order = &o->schema->orders[i];
		struct looking l = { .c = c, .columns = order->columns,
			.broken = broken, .a = a };

		while (l.n < order->n && (!want || want[order->columns[l.n]]))
			l.n++;
		if (l.n == 0)
			continue;
		if (!seam_holds(&l, &o->last[i]) || !(every_row && l.n > 1 ?
		    every_row_holds(&l) : first_holds(&l)))
			return false;
		keep_last(&l, &o->last[i]);
	}
	return true;
}
