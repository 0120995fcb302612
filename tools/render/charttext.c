#include "charttext.h"

#include <math.h>
#include <string.h>

#include "chartgrid.h"
#include "glyph.h"

enum { WIDTH = 80, NAME_MOST = 24, KEY_MOST = 30, GRID_MOST = 60, CELL_MOST = 10,
	BAR_MOST = 50, LEVELS = 8, MARKS = 8 };

static const char levels[] = "_.:-=+*#";
static const char marks[] = "#=+-ox%@.";

struct sheet {
	struct buffer *b;
	const struct chart *c;
	struct arena *a;
	size_t width;
	struct str *names;  /* of rows, as they are shown */
	size_t name_width;
	size_t cell;        /* characters that a column of a grid takes */
};

static void
pad(struct buffer *b, struct str s, size_t width, bool is_right)
{
	size_t w = glyph_width(s), more = w < width ? width - w : 0;

	buffer_times(b, ' ', is_right ? more : 0);
	buffer_add(b, s);
	buffer_times(b, ' ', is_right ? 0 : more);
}

/* A name without what a terminal must not get, cut to `most`. */
static struct str
shown(const struct sheet *s, struct str name, size_t most)
{
	struct buffer b = { 0 };
	struct str r;

	glyph_add_shown(&b, name);
	if (glyph_width(buffer_str(&b)) > most) {
		b.n = glyph_cut(buffer_str(&b), most - 2).n;
		buffer_add(&b, S(".."));
	}
	r = arena_str(s->a, buffer_str(&b));
	buffer_free(&b);
	return r;
}

static struct str
figure(const struct sheet *s, double v)
{
	struct buffer b = { 0 };
	struct str r;

	if (!isnan(v))
		chart_value(&b, s->c, v);
	r = arena_str(s->a, buffer_str(&b));
	buffer_free(&b);
	return r;
}

static void
widen(size_t *width, struct str s)
{
	size_t w = glyph_width(s);

	*width = w > *width ? w : *width;
}

/* The names of slots or series, and how wide they are. */
static void
take_names(struct sheet *s, bool slots)
{
	const struct chart *c = s->c;
	uint32_t n = slots ? c->nslots : c->nseries;
	struct buffer b = { 0 };

	s->names = NEW0(s->a, struct str, n + 1);
	for (uint32_t i = 0; i < n; i++) {
		b.n = 0;
		if (slots)
			chart_slot_text(&b, c, i);
		else
			buffer_add(&b, c->series[i]);
		s->names[i] = shown(s, buffer_str(&b), NAME_MOST);
		widen(&s->name_width, s->names[i]);
	}
	buffer_free(&b);
}

static char
mark_of(const struct chart *c, uint32_t which)
{
	unsigned color = chart_color(c, which);

	return marks[color < MARKS ? color : MARKS];
}

/* What the marks mean. */
static void
put_keys(const struct sheet *s)
{
	const struct str *names;
	uint32_t n = chart_keys(s->c, &names);
	size_t at = 0;

	if (n < 2 && (n == 0 || names[0].n == 0))
		return;
	for (uint32_t i = 0; i < n; i++) {
		bool is_rest = s->c->nstates > MARKS && i == MARKS;
		struct str name = is_rest ? S("others") :
		    shown(s, names[i], KEY_MOST);
		size_t w = glyph_width(name) + 2;

		if (at > 0 && at + 2 + w > s->width) {
			buffer_line(s->b);
			at = 0;
		}
		buffer_times(s->b, ' ', at > 0 ? 2 : 0);
		at += w + (at > 0 ? 2 : 0);
		buffer_fmt(s->b, "%c ", mark_of(s->c, i));
		buffer_add(s->b, name);
		if (is_rest)
			break;
	}
	buffer_line(s->b);
}

/* From where to where the columns go, under them. */
static void
put_extent(const struct sheet *s, size_t indent, size_t width)
{
	struct buffer from = { 0 }, to = { 0 };
	size_t used;

	buffer_times(s->b, ' ', indent);
	if (s->c->x_kind == X_NAMES && s->cell > 4 &&
	    s->c->nslots * s->cell == width) {
		for (uint32_t i = 0; i < s->c->nslots; i++)
			pad(s->b, shown(s, s->c->slots[i], s->cell - 1),
			    s->cell, false);
		buffer_line(s->b);
		return;
	}
	if (s->c->x_kind == X_NAMES) {
		chart_slot_text(&from, s->c, 0);
		chart_slot_text(&to, s->c, s->c->nslots - 1);
	} else {
		chart_x_text(&from, s->c, s->c->x_from);
		chart_x_text(&to, s->c, s->c->x_to);
	}
	used = s->b->n;
	buffer_add(s->b, shown(s, buffer_str(&from), NAME_MOST));
	used = glyph_width((struct str){ s->b->p + used, s->b->n - used });
	if (s->c->nslots > 1 || s->c->kind == CHART_GANTT) {
		struct str end = shown(s, buffer_str(&to), NAME_MOST);
		size_t w = glyph_width(end);

		buffer_times(s->b, ' ', used + w + 2 < width ?
		    width - used - w : 2);
		buffer_add(s->b, end);
	}
	buffer_line(s->b);
	buffer_free(&from);
	buffer_free(&to);
}

/* Least, greatest and last value of a row. */
static void
extremes(const struct sheet *s, uint32_t series, struct str out[3])
{
	double v[3] = { NAN, NAN, NAN };

	for (size_t i = 0; i < s->c->npoints; i++) {
		double x = s->c->points[i].v[V_VALUE];

		if (s->c->points[i].series != series || isnan(x))
			continue;
		v[0] = fmin(v[0], x); /* of NaN and a number: the number */
		v[1] = fmax(v[1], x);
		v[2] = x;
	}
	for (int i = 0; i < 3; i++)
		out[i] = figure(s, v[i]);
}

static char
level_of(const struct chartgrid *g, double v)
{
	double part = (v - g->from) / (g->to - g->from);

	if (isnan(v))
		return ' ';
	return levels[part <= 0 ? 0 : part >= 1 ? LEVELS - 1 :
	    (int)(part * LEVELS)];
}

static void
put_cells(const struct sheet *s, const struct chartgrid *g, uint32_t row,
    bool has_levels)
{
	buffer_char(s->b, '|');
	for (uint32_t k = 0; k < g->columns; k++) {
		double v = g->v[(size_t)row * g->columns + k];

		buffer_times(s->b, has_levels ? level_of(g, v) :
		    isnan(v) ? ' ' : mark_of(s->c, s->c->nstates > 0 ?
		    (uint32_t)v : 0), s->cell);
	}
	buffer_char(s->b, '|');
}

/* A grid that fits into the rest of the width. */
static void
make_grid(struct sheet *s, struct chartgrid *g, size_t used)
{
	size_t room = used + 10 < s->width ? s->width - used : 10;

	room = room < GRID_MOST ? room : GRID_MOST;
	chartgrid_make(g, s->c, (uint32_t)room, s->a);
	s->cell = g->columns > 0 ? room / g->columns : 1;
	s->cell = s->cell > CELL_MOST ? CELL_MOST : s->cell;
}

/* Lines, areas, and bars that are many: a row of levels each. */
static void
put_levels(struct sheet *s)
{
	static const struct str heads[] = { { "least", 5 },
		{ "greatest", 8 }, { "last", 4 } };
	const struct chart *c = s->c;
	struct str (*figures)[3] = arena_get(s->a, mem_times(sizeof *figures,
	    (size_t)c->nseries + 1));
	size_t widths[3] = { 5, 8, 4 }, room;
	struct chartgrid g;

	take_names(s, false);
	for (uint32_t i = 0; i < c->nseries; i++) {
		extremes(s, i, figures[i]);
		for (int k = 0; k < 3; k++)
			widen(&widths[k], figures[i][k]);
	}
	room = s->name_width + (s->name_width > 0 ? 2 : 0);
	make_grid(s, &g, room + widths[0] + widths[1] + widths[2] + 6 + 2);
	buffer_times(s->b, ' ', room + g.columns * s->cell + 2);
	for (int k = 0; k < 3; k++) {
		buffer_times(s->b, ' ', 2);
		pad(s->b, heads[k], widths[k], true);
	}
	buffer_line(s->b);
	for (uint32_t i = 0; i < c->nseries; i++) {
		pad(s->b, s->names[i], room, false);
		put_cells(s, &g, i, true);
		for (int k = 0; k < 3; k++) {
			buffer_times(s->b, ' ', 2);
			pad(s->b, figures[i][k], widths[k], true);
		}
		buffer_line(s->b);
	}
	put_extent(s, room + 1, g.columns * s->cell);
}

/* Heat and gantt. */
static void
put_grid(struct sheet *s)
{
	const struct chart *c = s->c;
	bool shaded = c->kind == CHART_HEAT && c->nstates == 0;
	struct chartgrid g;

	take_names(s, false);
	make_grid(s, &g, s->name_width + 4);
	if (shaded) {
		g.from = c->y_from;
		buffer_fmt(s->b, "%s  ", levels);
		buffer_add(s->b, figure(s, g.from));
		buffer_add(s->b, S(" to "));
		buffer_add(s->b, figure(s, g.to));
		buffer_line(s->b);
	} else {
		put_keys(s);
	}
	for (uint32_t i = 0; i < c->nseries; i++) {
		pad(s->b, s->names[i], s->name_width + 2, false);
		put_cells(s, &g, i, shaded);
		buffer_line(s->b);
	}
	put_extent(s, s->name_width + 3, g.columns * s->cell);
}

/* How many characters a value is long, of `most`. */
static size_t
bar_length(const struct chart *c, double v, size_t most)
{
	double top = fmax(fabs(c->y_from), fabs(c->y_to));
	double part = top > 0 ? fabs(v) / top : 0;

	return (size_t)(fmin(part, 1) * (double)most + 0.5);
}

/* A bar of pieces that stand on one another. */
static void
put_pile(const struct sheet *s, const struct chart_point **at, size_t most)
{
	double sum = 0;
	size_t done = 0;

	for (uint32_t k = 0; k < s->c->nseries; k++) {
		size_t to;

		if (!at[k] || isnan(at[k]->v[V_VALUE]))
			continue;
		sum += fabs(at[k]->v[V_VALUE]);
		to = bar_length(s->c, sum, most);
		buffer_times(s->b, mark_of(s->c, k), to - done);
		done = to;
	}
}

static double
sum_of(const struct sheet *s, const struct chart_point **at)
{
	double sum = NAN;

	for (uint32_t k = 0; k < s->c->nseries; k++)
		if (at[k] && !isnan(at[k]->v[V_VALUE]))
			sum = (isnan(sum) ? 0 : sum) + at[k]->v[V_VALUE];
	return sum;
}

static void
put_bars(struct sheet *s)
{
	const struct chart *c = s->c;
	const struct chart_point **at = chart_by_slot(s->c, s->a);
	bool pile = chart_is_stack(c) || c->nseries == 1;
	uint32_t lines = pile ? 1 : c->nseries;
	size_t width = 0, room;

	take_names(s, true);
	put_keys(s);
	for (size_t i = 0; i < (size_t)c->nslots * lines; i++)
		widen(&width, figure(s, pile ? sum_of(s,
		    &at[i * c->nseries]) : at[i] ? at[i]->v[V_VALUE] : NAN));
	room = s->name_width + width + 4;
	room = room + 10 < s->width ? s->width - room : 10;
	room = room < BAR_MOST ? room : BAR_MOST;
	for (uint32_t i = 0; i < c->nslots; i++)
		for (uint32_t k = 0; k < lines; k++) {
			const struct chart_point **x = &at[(size_t)i *
			    c->nseries + k];
			double v = pile ? sum_of(s, x) : *x ?
			    (*x)->v[V_VALUE] : NAN;

			pad(s->b, k == 0 ? s->names[i] : S(""),
			    s->name_width + 2, false);
			pad(s->b, figure(s, v), width, true);
			buffer_times(s->b, ' ', 2);
			if (pile && !isnan(v))
				put_pile(s, x, room);
			else if (!isnan(v))
				buffer_times(s->b, mark_of(c, k),
				    bar_length(c, v, room));
			buffer_line(s->b);
		}
}

/* |--[==|===]----| */
static void
put_box(const struct sheet *s, const struct chart_point *p, size_t most)
{
	const struct chart *c = s->c;
	char *line = arena_get(s->a, most + 1);
	size_t at[V_BOX];

	memset(line, ' ', most);
	for (int i = 0; i < V_BOX; i++) {
		double part = (p->v[i] - c->y_from) / (c->y_to - c->y_from);

		at[i] = (size_t)(fmin(fmax(part, 0), 1) *
		    (double)(most - 1) + 0.5);
	}
	for (size_t k = at[0]; k <= at[4]; k++)
		line[k] = '-';
	for (size_t k = at[1]; k <= at[3]; k++)
		line[k] = '=';
	line[at[0]] = line[at[4]] = '|';
	line[at[1]] = '[';
	line[at[3]] = ']';
	line[at[2]] = 'M';
	buffer_add(s->b, (struct str){ line, most });
}

static void
put_boxes(struct sheet *s)
{
	const struct chart *c = s->c;
	const struct chart_point **at = chart_by_slot(s->c, s->a);
	size_t n = (size_t)c->nslots * c->nseries, key = 0, room;

	take_names(s, true);
	for (uint32_t k = 0; k < c->nseries; k++)
		widen(&key, shown(s, c->series[k], NAME_MOST));
	room = s->name_width + key + 4;
	room = room + 10 < s->width ? s->width - room : 10;
	room = room < GRID_MOST ? room : GRID_MOST;
	for (size_t i = 0; i < n; i++) {
		uint32_t slot = (uint32_t)(i / c->nseries);
		uint32_t series = (uint32_t)(i % c->nseries);
		bool is_whole = at[i] != NULL;

		for (int k = 0; is_whole && k < V_BOX; k++)
			is_whole = !isnan(at[i]->v[k]);
		pad(s->b, series == 0 ? s->names[slot] : S(""),
		    s->name_width + 2, false);
		if (key > 0)
			pad(s->b, shown(s, c->series[series], NAME_MOST),
			    key + 2, false);
		if (is_whole)
			put_box(s, at[i], room);
		buffer_line(s->b);
	}
	buffer_times(s->b, ' ', s->name_width + 2 + (key > 0 ? key + 2 : 0));
	buffer_add(s->b, figure(s, c->y_from));
	buffer_add(s->b, S(" to "));
	buffer_add(s->b, figure(s, c->y_to));
	buffer_add(s->b, S("; [ ] quartiles, M median\n"));
}

/* The title and what the values are. */
static void
put_title(const struct sheet *s)
{
	size_t from = s->b->n;

	glyph_add_shown(s->b, s->c->title);
	if (s->c->unit.n > 0) {
		buffer_add(s->b, s->b->n > from ? S(" (") : S("("));
		glyph_add_shown(s->b, s->c->unit);
		buffer_char(s->b, ')');
	}
	if (s->b->n > from)
		buffer_line(s->b);
}

/* A limit that is the same everywhere, else how far it goes. */
static void
put_limit(const struct sheet *s)
{
	const struct chart *c = s->c;
	double from = NAN, to = NAN;

	for (uint32_t i = 0; c->limit && i < c->nslots; i++) {
		from = fmin(from, c->limit[i]);
		to = fmax(to, c->limit[i]);
	}
	if (isnan(from))
		return;
	buffer_add(s->b, S("limit: "));
	buffer_add(s->b, figure(s, from));
	if (to > from) {
		buffer_add(s->b, S(" to "));
		buffer_add(s->b, figure(s, to));
	}
	buffer_line(s->b);
}

static void
put_shade(const struct sheet *s)
{
	struct buffer text = { 0 };

	if (!s->c->shade)
		return;
	glyph_add_shown(s->b, s->c->shade_name);
	buffer_char(s->b, ':');
	chart_shade_text(&text, s->c);
	glyph_add_shown(s->b, buffer_str(&text));
	buffer_line(s->b);
	buffer_free(&text);
}

void
chart_text(struct buffer *b, const struct chart *c, size_t width)
{
	struct arena a = { 0 };
	struct sheet s = { .b = b, .c = c, .a = &a,
		.width = width > 0 ? width : WIDTH };

	put_title(&s);
	if (c->npoints == 0) {
		glyph_add_shown(b, c->nothing);
		buffer_line(b);
	} else if (c->kind == CHART_HEAT || c->kind == CHART_GANTT) {
		put_grid(&s);
	} else if (c->kind == CHART_BOX) {
		put_boxes(&s);
	} else if (chartgrid_suits(c)) {
		put_levels(&s);
	} else {
		put_bars(&s);
	}
	if (c->npoints > 0) {
		put_limit(&s);
		put_shade(&s);
	}
	if (c->npoints > 0 && c->nleft_out > 0)
		buffer_fmt(b, "%u more are not shown.\n", c->nleft_out);
	arena_free(&a);
}
