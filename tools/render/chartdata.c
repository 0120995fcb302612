#include "chartdata.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../base/civil.h"
#include "../base/num.h"
#include "charttidy.h"
#include "figure.h"

/* The columns of a chart, over the rows of its table. */
struct sources {
	const struct scene *s;
	const struct layout_chart *l;
	const struct table *t;
	uint32_t rows;
	struct chart *c;
	struct col *x, *y, by, low, high, limit, shade;
	uint32_t *slot;  /* of each row, or NONE */
	uint32_t *group; /* of each row: by; heat and gantt: the row */
	uint32_t *state; /* of each row */
	uint32_t ngroups;
	struct str *groups;
};

enum { NUMBERS_NAMED = 60 }; /* bars of so many numbers stand evenly */

static const uint32_t NONE = UINT32_MAX;

/* Greater numbers are as good as none: what is computed from those that are
 * drawn stays finite. */
static const double most_drawn = 1e300;

static struct str
item_expr(const struct scene *s, const struct chart_item *item)
{
	return item->expr.p ? item->expr :
	    arena_fmt(s->a, "`%.*s`", (int)item->name.n, item->name.p);
}

/* Letters, digits and _: no expression. */
static bool
is_plain(struct str name)
{
	for (size_t i = 0; i < name.n; i++)
		if (!isalnum((unsigned char)name.p[i]) && name.p[i] != '_')
			return false;
	return name.n > 0 && !(name.p[0] >= '0' && name.p[0] <= '9');
}

static int
item_column(const struct scene *s, const struct chart_item *item,
    const struct table *t, struct col *out)
{
	ptrdiff_t at = item->expr.p ? -1 : schema_find(&t->schema, item->name);

	if (at >= 0) {
		*out = t->rows.cols[at];
		return 0;
	}
	if (!item->expr.p && is_plain(item->name))
		return fault_usage(s->f, "input %s has no column %s",
		    quoted(t->name), quoted(item->name));
	return scene_column(s, item->expr.p ? item->expr : item->name, t,
	    out);
}

static int
need_number(const struct sources *x, const struct col *c, const char *key,
    const struct chart_item *item)
{
	if (type_is_number(c->type) || c->type == TYPE_NULL)
		return 0;
	return fault_usage(x->s->f, "%s=: a number is needed, %s is %s", key,
	    quoted(item->name), type_name(c->type));
}

static int
take_number(const struct sources *x, const char *key,
    const struct chart_item *item, struct col *out)
{
	if (!item)
		return 0;
	if (item_column(x->s, item, x->t, out) < 0)
		return fault_at(x->s->f, "%s=", key);
	return need_number(x, out, key, item);
}

static bool
has_rows(enum chart_kind k)
{
	return k == CHART_HEAT || k == CHART_GANTT;
}

static int
check_x(const struct sources *x)
{
	enum type type = x->x[0].type;
	bool is_line = type_is_number(type) || type == TYPE_TIME ||
	    type == TYPE_DATE || type == TYPE_NULL;

	if ((x->l->kind == CHART_HISTOGRAM || x->l->kind == CHART_GANTT) &&
	    !is_line)
		return fault_usage(x->s->f, "x=: a number or a time is "
		    "needed, %s is %s", quoted(x->l->x[0].name),
		    type_name(type));
	if (x->l->nx > 1 && x->x[1].type != type &&
	    x->x[1].type != TYPE_NULL &&
	    !(type_is_number(type) && type_is_number(x->x[1].type)))
		return fault_usage(x->s->f, "x=: %s is %s, but %s is %s",
		    quoted(x->l->x[0].name), type_name(type),
		    quoted(x->l->x[1].name), type_name(x->x[1].type));
	return 0;
}

static int
take_columns(struct sources *x)
{
	const struct layout_chart *l = x->l;
	struct fault *f = x->s->f;

	x->x = NEW0(x->s->a, struct col, l->nx);
	x->y = NEW0(x->s->a, struct col, l->ny);
	for (size_t i = 0; i < l->nx; i++)
		if (item_column(x->s, &l->x[i], x->t, &x->x[i]) < 0)
			return fault_at(f, "x=");
	for (size_t i = 0; i < l->ny; i++) {
		if (item_column(x->s, &l->y[i], x->t, &x->y[i]) < 0)
			return fault_at(f, "y=");
		if (!has_rows(l->kind) && need_number(x, &x->y[i], "y",
		    &l->y[i]) < 0)
			return -1;
	}
	if (l->by && item_column(x->s, l->by, x->t, &x->by) < 0)
		return fault_at(f, "by=");
	if (check_x(x) < 0 ||
	    take_number(x, "low", l->low, &x->low) < 0 ||
	    take_number(x, "high", l->high, &x->high) < 0)
		return -1;
	if (l->shade && item_column(x->s, l->shade, x->t, &x->shade) < 0)
		return fault_at(f, "shade=");
	if (l->shade && x->shade.type != TYPE_BOOL &&
	    x->shade.type != TYPE_NULL)
		return fault_usage(f, "shade=: a bool is needed, %s is %s",
		    quoted(l->shade->name), type_name(x->shade.type));
	return take_number(x, "limit", l->limit, &x->limit);
}

/* A number of an entry, NaN if there is none; times and dates count
 * microseconds. */
static double
number_of(const struct col *c, uint32_t e)
{
	double v;

	if (col_is_null(c, e))
		return NAN;
	if (type_is_real(c->type))
		v = c->d[e];
	else if (c->type == TYPE_DATE || c->type == TYPE_TIME)
		return charttidy_time(c->i[e], c->type == TYPE_DATE);
	else
		v = (double)c->i[e];
	return fabs(v) <= most_drawn ? v : NAN;
}

static struct str
name_of(const struct sources *x, const struct col *c, uint32_t e)
{
	const struct form *form = &x->l->form;
	struct form names = { .decimals = -1, .cut = form->cut };
	struct buffer b = { 0 };
	struct value v;

	if (col_is_null(c, e))
		return S("\xe2\x80\x93");
	col_value(c, e, &v);
	form_show(&b, &names, &v, type_is_real(c->type) ?
	    figure_decimals(c) : 0);
	return scene_keep(x->s, &b);
}

/* The values of a column, numbered in the order in which they come: the
 * number of each row, and the entry of each number. */
static uint32_t
number_values(const struct sources *x, const struct col *c, uint32_t **of,
    uint32_t **entries, struct col *coded)
{
	struct arena *a = x->s->a;
	const uint32_t *index;
	uint32_t *number, n = 0;

	*coded = col_coded(c, x->rows, a);
	index = dom_index(coded->dom, x->rows, a);
	number = NEW(a, uint32_t, coded->dom->n + 1);
	memset(number, 0xff, (coded->dom->n + 1) * sizeof *number);
	*of = NEW(a, uint32_t, x->rows + 1);
	*entries = NEW(a, uint32_t, coded->dom->n + 1);
	for (uint32_t r = 0; r < x->rows; r++) {
		uint32_t e = index[r];

		if (number[e] == NONE) {
			(*entries)[n] = e;
			number[e] = n++;
		}
		(*of)[r] = number[e];
	}
	return n;
}

/* The display names of `n` values: by the lookup, where it has one. */
static int
name_values(const struct sources *x, const struct chart_item *item,
    const struct col *coded, const uint32_t *entries, uint32_t n,
    const uint32_t *of, bool use_lookup, struct str *names)
{
	const struct form *form = &x->l->form;
	const uint32_t *index;
	struct col found;

	for (uint32_t i = 0; i < n; i++)
		names[i] = name_of(x, coded, entries[i]);
	if (!use_lookup || !form->lookup.p)
		return 0;
	if (scene_column(x->s, scene_lookup(x->s, item_expr(x->s, item),
	    form), x->t, &found) < 0)
		return -1;
	index = dom_index(found.dom, x->rows, x->s->a);
	for (uint32_t r = x->rows; r-- > 0;)
		if (!col_is_null(&found, index[r]))
			names[of[r]] = name_of(x, &found, index[r]);
	return 0;
}

/* Numbers ascend; what has none (NaN) has no slot. */
static uint32_t
sort_slots(const struct sources *x, const struct col *coded,
    uint32_t *entries, uint32_t n, double *at)
{
	struct chart_rank *p = NEW(x->s->a, struct chart_rank, n + 1);
	uint32_t *rank = NEW(x->s->a, uint32_t, n + 1), kept = 0;
	uint32_t *old = NEW(x->s->a, uint32_t, n + 1);

	memcpy(old, entries, n * sizeof *old);
	for (uint32_t i = 0; i < n; i++) {
		double v = number_of(coded, entries[i]);

		rank[i] = NONE;
		if (!isnan(v))
			p[kept++] = (struct chart_rank){ v, i };
	}
	chart_sort(p, kept);
	for (uint32_t i = 0; i < kept; i++) {
		rank[p[i].of] = i;
		entries[i] = old[p[i].of];
		at[i] = p[i].v;
	}
	for (uint32_t r = 0; r < x->rows; r++)
		x->slot[r] = rank[x->slot[r]];
	return kept;
}

static int
make_slots(struct sources *x)
{
	const struct chart_item *item = &x->l->x[0];
	struct chart *c = x->c;
	enum type type = x->x[0].type;
	bool is_number = type_is_number(type);
	bool is_line = is_number || type == TYPE_TIME || type == TYPE_DATE;
	struct col coded;
	uint32_t *entries, n;

	c->x_is_date = type == TYPE_DATE;
	c->x_is_text = !is_line;
	c->x_decimals = type_is_real(type) ? figure_decimals(&x->x[0]) : 0;
	n = number_values(x, &x->x[0], &x->slot, &entries, &coded);
	c->x_kind = !is_line || (is_number && c->kind == CHART_BAR &&
	    n <= NUMBERS_NAMED) ? X_NAMES : is_number ? X_NUMBER : X_TIME;
	c->x = NEW0(x->s->a, double, n + 1);
	if (is_line)
		n = sort_slots(x, &coded, entries, n, c->x);
	c->nslots = n;
	if (c->x_kind != X_NAMES)
		return 0;
	c->slots = NEW0(x->s->a, struct str, n + 1);
	for (uint32_t i = 0; i < n; i++)
		c->x[i] = i;
	return name_values(x, item, &coded, entries, n, x->slot,
	    !x->l->by && !has_rows(c->kind) && !is_line, c->slots);
}

/* A cell of NULL is none. */
static void
drop_state(struct sources *x, uint32_t state)
{
	struct chart *c = x->c;

	c->nstates--;
	for (uint32_t i = state; i < c->nstates; i++)
		c->states[i] = c->states[i + 1];
	for (uint32_t r = 0; r < x->rows; r++)
		if (x->state[r] == state)
			x->state[r] = NONE;
		else if (x->state[r] > state)
			x->state[r]--;
}

/* Series are the values of `by`; heat and gantt: rows those of y, states
 * those of `by`. */
static int
make_series(struct sources *x)
{
	const struct layout_chart *l = x->l;
	struct chart *c = x->c;
	bool rows = has_rows(c->kind);
	const struct chart_item *item = rows ? &l->y[0] : l->by;
	struct col coded;
	uint32_t *entries;

	if (rows || l->by) {
		x->ngroups = number_values(x, rows ? &x->y[0] : &x->by,
		    &x->group, &entries, &coded);
		x->groups = NEW0(x->s->a, struct str, x->ngroups + 1);
		if (name_values(x, item, &coded, entries, x->ngroups,
		    x->group, true, x->groups) < 0)
			return -1;
	} else {
		x->ngroups = 1;
		x->group = NEW0(x->s->a, uint32_t, x->rows + 1);
		x->groups = NEW0(x->s->a, struct str, 1);
		x->groups[0] = S("");
	}
	if (!rows || !l->by || (c->kind == CHART_HEAT &&
	    type_is_number(x->by.type)))
		return 0;
	c->nstates = number_values(x, &x->by, &x->state, &entries, &coded);
	c->states = NEW0(x->s->a, struct str, c->nstates + 1);
	if (name_values(x, l->by, &coded, entries, c->nstates, x->state,
	    false, c->states) < 0)
		return -1;
	for (uint32_t i = 0; i < c->nstates && c->kind == CHART_HEAT; i++)
		if (col_is_null(&coded, entries[i])) {
			drop_state(x, i);
			break;
		}
	return 0;
}

/* A series for each group and each y. */
static void
name_series(struct sources *x)
{
	const struct layout_chart *l = x->l;
	struct chart *c = x->c;
	uint32_t ny = has_rows(c->kind) || c->kind == CHART_BOX ? 1 :
	    (uint32_t)l->ny;

	c->nseries = x->ngroups * ny;
	c->series = NEW0(x->s->a, struct str, c->nseries + 1);
	for (uint32_t i = 0; i < c->nseries; i++) {
		struct str group = x->groups[i / ny];
		struct str y = l->y[i % ny].name;

		if (ny == 1)
			c->series[i] = group;
		else if (group.n == 0)
			c->series[i] = y;
		else
			c->series[i] = arena_fmt(x->s->a, "%.*s, %.*s",
			    (int)group.n, group.p, (int)y.n, y.p);
	}
	/* One line of one column: the name tells it from a limit or what is
	 * shaded. */
	if (c->nseries == 1 && c->series[0].n == 0 &&
	    (l->limit || l->shade))
		c->series[0] = l->y[0].name;
}

static double
value_of(const struct sources *x, const struct col *c, uint32_t row)
{
	return number_of(c, dom_index(c->dom, x->rows, x->s->a)[row]);
}

static void
fill_point(const struct sources *x, uint32_t row, size_t y,
    struct chart_point *p)
{
	enum chart_kind kind = x->c->kind;

	for (size_t i = 0; i < V_BOX; i++)
		p->v[i] = NAN;
	if (kind == CHART_GANTT) {
		p->v[V_FROM] = value_of(x, &x->x[0], row);
		p->v[V_TO] = value_of(x, &x->x[1], row);
		p->v[V_STATE] = x->state ? x->state[row] : 0;
		p->slot = 0;
	} else if (kind == CHART_HEAT) {
		p->v[V_VALUE] = !x->state ? value_of(x, &x->by, row) :
		    x->state[row] == NONE ? (double)NAN :
		    (double)x->state[row];
	} else if (kind == CHART_BOX) {
		for (size_t i = 0; i < V_BOX; i++)
			p->v[i] = value_of(x, &x->y[i], row);
	} else {
		p->v[V_VALUE] = value_of(x, &x->y[y], row);
		if (x->l->low) {
			p->v[V_LOW] = value_of(x, &x->low, row);
			p->v[V_HIGH] = value_of(x, &x->high, row);
		}
	}
}

static void
make_points(struct sources *x)
{
	struct chart *c = x->c;
	uint32_t ny = x->ngroups > 0 ? c->nseries / x->ngroups : 1;
	struct chart_point *p;

	c->points = p = NEW(x->s->a, struct chart_point,
	    mem_times(x->rows, ny) + 1);
	for (uint32_t r = 0; r < x->rows; r++)
		for (uint32_t y = 0; y < ny && x->slot[r] != NONE; y++) {
			p->slot = x->slot[r];
			p->series = x->group[r] * ny + y;
			fill_point(x, r, y, p++);
		}
	c->npoints = (size_t)(p - c->points);
}

/* The limit at a slot is that of its first row which has one. */
static void
make_limit(struct sources *x)
{
	struct chart *c = x->c;
	double number;

	if (!x->l->limit)
		return;
	c->limit = NEW(x->s->a, double, c->nslots + 1);
	c->limit_name = num_real(x->l->limit->name, &number) ? S("limit") :
	    x->l->limit->name;
	for (uint32_t i = 0; i < c->nslots; i++)
		c->limit[i] = NAN;
	for (uint32_t r = 0; r < x->rows; r++)
		if (x->slot[r] != NONE && isnan(c->limit[x->slot[r]]))
			c->limit[x->slot[r]] = value_of(x, &x->limit, r);
}

/* A slot is shaded if a row of it says so. */
static void
make_shade(struct sources *x)
{
	struct chart *c = x->c;
	const uint32_t *index;

	if (!x->l->shade)
		return;
	c->shade = NEW0(x->s->a, bool, c->nslots + 1);
	c->shade_name = x->l->shade->name;
	if (x->shade.type != TYPE_BOOL)
		return;
	index = dom_index(x->shade.dom, x->rows, x->s->a);
	for (uint32_t r = 0; r < x->rows; r++)
		if (x->slot[r] != NONE && !col_is_null(&x->shade, index[r]) &&
		    x->shade.b[index[r]])
			c->shade[x->slot[r]] = true;
}

/* How values are shown. */
static void
take_form(struct sources *x)
{
	const struct col *y = x->c->kind == CHART_HEAT ? &x->by : x->y;
	size_t n = has_rows(x->c->kind) ? 1 : x->l->ny;
	struct chart *c = x->c;

	c->is_int = true;
	for (size_t i = 0; i < n; i++) {
		if (y[i].type == TYPE_INT || y[i].type == TYPE_NULL)
			continue;
		c->is_int = false;
		if (type_is_real(y[i].type)) {
			int d = figure_decimals(&y[i]);

			c->decimals = d > c->decimals ? d : c->decimals;
		}
	}
}

static int
take_wishes(const struct sources *x, struct charttidy_wish *w)
{
	const struct layout_chart *l = x->l;

	*w = (struct charttidy_wish){ NAN, NAN };
	if (l->min.p && scene_number(x->s, l->min, x->t, &w->least) < 0)
		return fault_at(x->s->f, "min=");
	if (l->max.p && scene_number(x->s, l->max, x->t, &w->most) < 0)
		return fault_at(x->s->f, "max=");
	if (!(fabs(w->least) <= most_drawn))
		w->least = NAN;
	if (!(fabs(w->most) <= most_drawn))
		w->most = NAN;
	return 0;
}

static int
take_gap(const struct sources *x)
{
	const struct layout_chart *l = x->l;
	struct chart *c = x->c;

	c->gap = l->has_gap_us ? (double)l->gap_us :
	    l->has_gap ? l->gap : INFINITY;
	if (l->has_gap && x->rows > 0 && c->x_kind != (l->has_gap_us ?
	    X_TIME : X_NUMBER))
		return fault_usage(x->s->f, "gap=: %s does not fit x, which "
		    "is %s", l->has_gap_us ? "a span" : "a number",
		    type_name(x->x[0].type));
	return 0;
}

static int
make(struct sources *x, struct str nothing)
{
	const struct layout_chart *l = x->l;
	struct chart *c = x->c;
	struct charttidy_wish wish;

	*c = (struct chart){ .kind = l->kind, .unit = l->unit, .nothing =
	    nothing, .form = &l->form, .is_stacked = l->is_stacked,
	    .is_horizontal = l->is_horizontal, .height = (int)l->height,
	    .title = S("") };
	if (take_columns(x) < 0 || make_slots(x) < 0 || make_series(x) < 0 ||
	    take_gap(x) < 0 || take_wishes(x, &wish) < 0)
		return -1;
	take_form(x);
	name_series(x);
	make_points(x);
	make_limit(x);
	make_shade(x);
	return charttidy(c, &wish, x->s->a, x->s->f);
}

int
chartdata_make(const struct scene *s, const struct layout_chart *c,
    const struct table *t, struct str nothing, struct chart *out)
{
	struct sources x = { .s = s, .l = c, .t = t, .c = out,
		.rows = t->rows.rows };

	if (make(&x, nothing) < 0) {
		fault_at(s->f, "chart");
		return layout_fault(s->layout, c->line, s->f);
	}
	return c->title.n > 0 ? scene_text(s, &c->title, t, &out->title) : 0;
}

static int
add_column(const struct scene *s, const struct chart_item *item,
    const struct table *t, struct table *out)
{
	size_t n = out->schema.n;

	for (size_t i = 0; i < n; i++)
		if (str_eq(out->schema.columns[i].name, item->name))
			return 0;
	if (item_column(s, item, t, &out->rows.cols[n]) < 0)
		return -1;
	out->schema.columns[n] = (struct column){ item->name,
		out->rows.cols[n].type };
	out->schema.n = out->rows.n = n + 1;
	return 0;
}

int
chartdata_table(const struct scene *s, const struct layout_chart *c,
    const struct table *t, struct table *out)
{
	const struct chart_item *more[] = { c->by, c->low, c->high,
		c->limit, c->shade };
	size_t nmore = sizeof more / sizeof *more;
	size_t most = c->nx + c->ny + nmore + 1;

	*out = (struct table){ .name = t->name, .rows.rows = t->rows.rows };
	out->schema.columns = NEW0(s->a, struct column, most);
	out->rows.cols = NEW0(s->a, struct col, most);
	for (size_t i = 0; i < c->nx; i++)
		if (add_column(s, &c->x[i], t, out) < 0)
			return fault_at(s->f, "chart");
	for (size_t i = 0; i < c->ny; i++)
		if (add_column(s, &c->y[i], t, out) < 0)
			return fault_at(s->f, "chart");
	for (size_t i = 0; i < nmore; i++)
		if (more[i] && add_column(s, more[i], t, out) < 0)
			return fault_at(s->f, "chart");
	return 0;
}
