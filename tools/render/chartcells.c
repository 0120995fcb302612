#include "chartcells.h"

#include <math.h>

#include "chartgrid.h"
#include "html.h"

enum { COLUMNS = 48, STEPS = 10, BAR_WIDTH = 260, FIGURES_MOST = 10 };

static const char *const colors[CHART_COLORS + 1] = { "#2f58ae", "#bd8318",
	"#00a5b8", "#8b2c7d", "#dc3774", "#1682b2", "#595624", "#42144b",
	"#8a949e" };
static const char plain_table[] = "<table role=\"presentation\" "
	"cellspacing=\"0\" cellpadding=\"0\" border=\"0\"";
static const char rows_table[] = "<table cellspacing=\"0\" "
	"cellpadding=\"2\" border=\"0\" style=\"font-size:13px\">\n";

static void
put_value(struct buffer *b, const struct chart *c, double v)
{
	struct buffer text = { 0 };

	if (!isnan(v))
		chart_value(&text, c, v);
	html_text(b, buffer_str(&text));
	buffer_free(&text);
}

static void
put_slot(struct buffer *b, const struct chart *c, uint32_t slot)
{
	struct buffer text = { 0 };

	chart_slot_text(&text, c, slot);
	html_text(b, buffer_str(&text));
	buffer_free(&text);
}

static void
put_place(struct buffer *b, const struct chart *c, double x)
{
	struct buffer text = { 0 };

	chart_x_text(&text, c, x);
	html_text(b, buffer_str(&text));
	buffer_free(&text);
}

static void
put_title(struct buffer *b, const struct chart *c)
{
	if (c->title.n == 0 && c->unit.n == 0)
		return;
	buffer_add(b, S("<p style=\"margin:16px 0 4px\"><b>"));
	html_text(b, c->title);
	buffer_add(b, S("</b> "));
	html_text(b, c->unit);
	buffer_add(b, S("</p>\n"));
}

static void
put_keys(struct buffer *b, const struct chart *c)
{
	const struct str *names;
	uint32_t n = chart_keys(c, &names);

	if (n < 2 && (n == 0 || names[0].n == 0))
		return;
	buffer_add(b, S("<p style=\"margin:2px 0;font-size:13px\">"));
	for (uint32_t i = 0; i < n; i++) {
		bool is_rest = c->nstates > CHART_COLORS && i == CHART_COLORS;

		buffer_fmt(b, "<span style=\"color:%s\">&#9632;</span>&nbsp;",
		    colors[chart_color(c, i)]);
		html_text(b, is_rest ? S("others") : names[i]);
		buffer_add(b, S(" &nbsp;\n"));
		if (is_rest)
			break;
	}
	buffer_add(b, S("</p>\n"));
}

/* The first color's mix with white. */
static void
put_shade(struct buffer *b, double part)
{
	static const int rgb[] = { 0x2f, 0x58, 0xae };

	part = part < 0 ? 0 : part > 1 ? 1 : part;
	part = 0.06 + 0.94 * floor(part * 20 + 0.5) / 20;
	buffer_char(b, '#');
	for (int i = 0; i < 3; i++)
		buffer_fmt(b, "%02x", (unsigned)(255 - (255 - rgb[i]) * part +
		    0.5));
}

/* A run of cells; `color` NULL: nothing is there. */
static void
put_run(struct buffer *b, uint32_t n, const char *color, int height)
{
	buffer_fmt(b, "<td height=\"%d\"", height);
	if (n > 1)
		buffer_fmt(b, " colspan=\"%u\"", n);
	if (color)
		buffer_fmt(b, " bgcolor=\"%s\"", color);
	buffer_add(b, S("></td>"));
}

/* A row that says how wide the columns are. */
static void
put_columns(struct buffer *b, uint32_t n, int width)
{
	buffer_add(b, S("<tr>"));
	for (uint32_t k = 0; k < n; k++)
		buffer_fmt(b, "<td width=\"%d\" height=\"1\"></td>", width);
	buffer_add(b, S("</tr>\n"));
}

static int
column_width(const struct chartgrid *g)
{
	int width = g->columns > 0 ? (int)(480 / g->columns) : 8;

	return width > 48 ? 48 : width;
}

/* Columns of a series, drawn as rows of cells from the top down. */
static void
put_levels_of(struct buffer *b, const struct chartgrid *g, uint32_t row,
    const char *color)
{
	const double *v = &g->v[(size_t)row * g->columns];

	buffer_add(b, str_of(plain_table));
	buffer_add(b, S(" style=\"font-size:1px;line-height:4px;"
	    "border-bottom:1px solid #97a4b1\">\n"));
	put_columns(b, g->columns, column_width(g));
	for (int step = STEPS; step > 0; step--) {
		/* What there is, however little, is seen. */
		double least = step == 1 ? nextafter(g->from, INFINITY) :
		    g->from + (step - 0.5) * (g->to - g->from) / STEPS;
		uint32_t from = 0;

		buffer_add(b, S("<tr>"));
		for (uint32_t k = 1; k <= g->columns; k++) {
			bool is_on = v[from] >= least;

			if (k < g->columns && (v[k] >= least) == is_on)
				continue;
			put_run(b, k - from, is_on ? color : NULL, 4);
			from = k;
		}
		buffer_add(b, S("</tr>\n"));
	}
	buffer_add(b, S("</table>\n"));
}

static void
put_extremes(struct buffer *b, const struct chart *c, uint32_t series)
{
	double least = NAN, most = NAN, last = NAN;

	for (size_t i = 0; i < c->npoints; i++) {
		double v = c->points[i].v[V_VALUE];

		if (c->points[i].series != series || isnan(v))
			continue;
		least = fmin(least, v);
		most = fmax(most, v);
		last = v;
	}
	buffer_add(b, S("least "));
	put_value(b, c, least);
	buffer_add(b, S("<br>greatest "));
	put_value(b, c, most);
	buffer_add(b, S("<br>last "));
	put_value(b, c, last);
}

static void
put_extent(struct buffer *b, const struct chart *c)
{
	if (c->x_kind == X_NAMES) {
		put_slot(b, c, 0);
		buffer_add(b, S(" to "));
		put_slot(b, c, c->nslots - 1);
		return;
	}
	put_place(b, c, c->x_from);
	buffer_add(b, S(" to "));
	put_place(b, c, c->x_to);
}

static void
put_levels(struct buffer *b, const struct chart *c, struct arena *a)
{
	struct chartgrid g;

	chartgrid_make(&g, c, COLUMNS, a);
	buffer_add(b, str_of(rows_table));
	for (uint32_t i = 0; i < c->nseries; i++) {
		buffer_add(b, S("<tr><td>"));
		html_text(b, c->series[i]);
		buffer_add(b, S("</td><td>"));
		put_levels_of(b, &g, i, colors[chart_color(c, i)]);
		buffer_add(b, S("</td><td style=\"white-space:nowrap\">"));
		put_extremes(b, c, i);
		buffer_add(b, S("</td></tr>\n"));
	}
	buffer_add(b, S("<tr><td></td><td>"));
	put_extent(b, c);
	buffer_add(b, S("</td><td></td></tr>\n</table>\n"));
}

/* The color of a cell of heat or gantt as text, so that runs are found. */
static void
cell_color(struct buffer *b, const struct chart *c, const struct chartgrid *g,
    double v)
{
	b->n = 0;
	if (isnan(v))
		return;
	if (c->kind == CHART_HEAT && c->nstates == 0)
		put_shade(b, (v - c->y_from) / (c->y_to - c->y_from));
	else
		buffer_add(b, str_of(colors[g && c->nstates > 0 ?
		    chart_color(c, (uint32_t)v) : 0]));
}

static void
put_grid_row(struct buffer *b, const struct chart *c,
    const struct chartgrid *g, uint32_t row)
{
	const double *v = &g->v[(size_t)row * g->columns];
	struct buffer now = { 0 }, next = { 0 };
	uint32_t from = 0;

	cell_color(&now, c, g, v[0]);
	for (uint32_t k = 1; k <= g->columns; k++) {
		next.n = 0;
		if (k < g->columns)
			cell_color(&next, c, g, v[k]);
		if (k < g->columns && str_eq(buffer_str(&now),
		    buffer_str(&next)))
			continue;
		buffer_char(&now, '\0');
		put_run(b, k - from, now.n > 1 ? now.p : NULL, 14);
		now.n = 0;
		buffer_add(&now, buffer_str(&next));
		from = k;
	}
	buffer_free(&now);
	buffer_free(&next);
}

/* Few columns of numbers: a table with figures. */
static void
put_figures(struct buffer *b, const struct chart *c,
    const struct chartgrid *g)
{
	buffer_add(b, str_of(rows_table));
	buffer_add(b, S("<tr><td></td>"));
	for (uint32_t k = 0; k < c->nslots; k++) {
		buffer_add(b, S("<th align=\"right\">"));
		put_slot(b, c, k);
		buffer_add(b, S("</th>"));
	}
	buffer_add(b, S("</tr>\n"));
	for (uint32_t i = 0; i < c->nseries; i++) {
		buffer_add(b, S("<tr><td>"));
		html_text(b, c->series[i]);
		buffer_add(b, S("</td>"));
		for (uint32_t k = 0; k < g->columns; k++) {
			double v = g->v[(size_t)i * g->columns + k];
			double part = (v - c->y_from) / (c->y_to - c->y_from);

			buffer_add(b, S("<td align=\"right\""));
			if (!isnan(v)) {
				buffer_add(b, S(" bgcolor=\""));
				put_shade(b, part);
				buffer_fmt(b, "\" style=\"color:%s\"",
				    part > 0.7 ? "#ffffff" : "#1d2733");
			}
			buffer_char(b, '>');
			put_value(b, c, v);
			buffer_add(b, S("</td>"));
		}
		buffer_add(b, S("</tr>\n"));
	}
	buffer_add(b, S("</table>\n"));
}

static void
put_grid(struct buffer *b, const struct chart *c, struct arena *a)
{
	struct chartgrid g;

	chartgrid_make(&g, c, COLUMNS, a);
	if (c->kind == CHART_HEAT && c->nstates == 0 &&
	    c->nslots <= FIGURES_MOST && g.columns == c->nslots) {
		put_figures(b, c, &g);
		return;
	}
	buffer_add(b, str_of(rows_table));
	buffer_add(b, S("<tr><td></td>"));
	for (uint32_t k = 0; k < g.columns; k++)
		buffer_fmt(b, "<td width=\"%d\" style=\"padding:0\"></td>",
		    column_width(&g));
	buffer_add(b, S("</tr>\n"));
	for (uint32_t i = 0; i < c->nseries; i++) {
		buffer_add(b, S("<tr><td style=\"white-space:nowrap\">"));
		html_text(b, c->series[i]);
		buffer_add(b, S("</td>"));
		put_grid_row(b, c, &g, i);
		buffer_add(b, S("</tr>\n"));
	}
	buffer_fmt(b, "<tr><td></td><td colspan=\"%u\">", g.columns);
	put_extent(b, c);
	buffer_add(b, S("</td></tr>\n</table>\n"));
}

struct part {
	double share;      /* of the bar's room */
	const char *color; /* NULL: nothing */
};

/* A bar of parts; what is left of the room is empty. */
static void
put_parts(struct buffer *b, const struct part *parts, size_t n)
{
	int used = 0;

	buffer_add(b, str_of(plain_table));
	buffer_fmt(b, " width=\"%d\"><tr>", BAR_WIDTH);
	for (size_t i = 0; i < n; i++) {
		int width = (int)(fmax(parts[i].share, 0) * BAR_WIDTH + 0.5);

		width = width < BAR_WIDTH - used ? width : BAR_WIDTH - used;
		if (width <= 0)
			continue;
		buffer_fmt(b, "<td width=\"%d\" height=\"10\"", width);
		if (parts[i].color)
			buffer_fmt(b, " bgcolor=\"%s\"", parts[i].color);
		buffer_add(b, S("></td>"));
		used += width;
	}
	if (used < BAR_WIDTH)
		buffer_fmt(b, "<td width=\"%d\"></td>", BAR_WIDTH - used);
	buffer_add(b, S("</tr></table>"));
}

/* The bar of one point, or of a pile of `n`. */
static void
put_bar(struct buffer *b, const struct chart *c,
    const struct chart_point **at, uint32_t n)
{
	double top = fmax(fabs(c->y_from), fabs(c->y_to)), sum = NAN;
	struct part parts[CHART_COLORS + 1];
	size_t nparts = 0;

	for (uint32_t k = 0; k < n && nparts <= CHART_COLORS; k++) {
		double v = at[k] ? at[k]->v[V_VALUE] : NAN;

		if (isnan(v))
			continue;
		sum = (isnan(sum) ? 0 : sum) + v;
		parts[nparts++] = (struct part){ fabs(v) / top,
			colors[chart_color(c, at[k]->series)] };
	}
	buffer_add(b, S("<td align=\"right\">"));
	put_value(b, c, sum);
	buffer_add(b, S("</td><td>"));
	put_parts(b, parts, nparts);
	buffer_add(b, S("</td>"));
}

static void
put_box(struct buffer *b, const struct chart *c, const struct chart_point *p)
{
	static const char *const shades[] = { NULL, "#b7c4e2", "#2f58ae",
		"#6f8cc9", "#b7c4e2" };
	struct part parts[V_BOX];
	double before = c->y_from, room = c->y_to - c->y_from;

	for (int i = 0; i < V_BOX; i++) {
		parts[i] = (struct part){ (p->v[i] - before) / room,
			shades[i] };
		before = p->v[i];
	}
	buffer_add(b, S("<td align=\"right\">"));
	put_value(b, c, p->v[2]);
	buffer_add(b, S("</td><td>"));
	put_parts(b, parts, V_BOX);
	buffer_add(b, S("</td>"));
}

/* A row for each slot, or for each of its bars that stand side by side. */
static void
put_bars(struct buffer *b, const struct chart *c, struct arena *a)
{
	const struct chart_point **at = chart_by_slot(c, a);
	bool pile = c->kind != CHART_BOX && chart_is_stack(c);
	uint32_t lines = pile ? 1 : c->nseries;

	put_keys(b, c);
	if (c->kind == CHART_BOX)
		buffer_add(b, S("<p style=\"margin:2px 0;font-size:13px\">The "
		    "figure is the median: where dark ends. Pale: to the "
		    "least and the greatest.</p>\n"));
	buffer_add(b, str_of(rows_table));
	for (uint32_t i = 0; i < c->nslots; i++)
		for (uint32_t k = 0; k < lines; k++) {
			const struct chart_point **x = &at[(size_t)i *
			    c->nseries + k];

			buffer_add(b, S("<tr><td>"));
			if (k == 0)
				put_slot(b, c, i);
			buffer_add(b, S("</td>"));
			if (c->kind != CHART_BOX)
				put_bar(b, c, x, pile ? c->nseries : 1);
			else if (*x)
				put_box(b, c, *x);
			buffer_add(b, S("</tr>\n"));
		}
	buffer_add(b, S("</table>\n"));
}

void
chart_cells(struct buffer *b, const struct chart *c)
{
	struct arena a = { 0 };

	put_title(b, c);
	if (c->npoints == 0) {
		buffer_add(b, S("<p>"));
		html_text(b, c->nothing);
		buffer_add(b, S("</p>\n"));
	} else if (c->kind == CHART_HEAT || c->kind == CHART_GANTT) {
		put_keys(b, c);
		put_grid(b, c, &a);
	} else if (c->kind != CHART_BOX && chartgrid_suits(c)) {
		put_levels(b, c, &a);
	} else {
		put_bars(b, c, &a);
	}
	if (c->npoints > 0 && c->nleft_out > 0)
		buffer_fmt(b, "<p>%u more are not shown.</p>\n",
		    c->nleft_out);
	arena_free(&a);
}
