#ifndef GPU_CHART_H
#define GPU_CHART_H
/* A chart before it is drawn: numbers and names, nothing about pixels.  Made
 * by chartdata.h from a layout's line; drawn by chartsvg.h (a picture),
 * charttext.h (characters) and chartcells.h (table cells, for mail programs
 * that show no pictures).  Everything lives in the arena of whoever made it.
 *
 * What is drawn is a list of points, in the order in which they are drawn:
 * line, area, bar, histogram and box by series, then by slot; heat by row
 * (the series), then by slot; gantt by row, then by when they begin. */

#include "form.h"

enum chart_kind { CHART_LINE, CHART_AREA, CHART_BAR, CHART_HISTOGRAM,
	CHART_BOX, CHART_HEAT, CHART_GANTT, CHART_KINDS };

/* What stands along x.  A date is a time; both count microseconds. */
enum chart_x { X_NAMES, X_NUMBER, X_TIME };

enum {
	CHART_COLORS = 8,  /* that can be told apart; one more is for others */
	CHART_LINES = 16,  /* lines that are drawn: dashed ones are others */
	CHART_ROWS = 300,  /* rows of heat and gantt, horizontal bars */
	CHART_OTHER = CHART_COLORS /* the colour of what has none */
};

/* What the values of a point are; those that aren't there are NaN. */
enum { V_VALUE = 0, V_LOW = 1, V_HIGH = 2,            /* line, area, bar ... */
	V_BOX = 5,                  /* least, quartile, median, quartile, most */
	V_FROM = 0, V_TO = 1, V_STATE = 2 };          /* gantt; heat: V_VALUE */

struct chart_point {
	uint32_t slot;   /* along x; gantt: 0 */
	uint32_t series;
	double v[V_BOX];
};

struct chart {
	enum chart_kind kind;
	struct str title, unit; /* may be empty */
	struct str name;        /* the title, or what else says what it is */
	struct str nothing;     /* what is said if there are no points */
	const struct form *form; /* how a value is shown */
	bool is_int;             /* values are ints, as the form needs to know */
	int decimals;
	bool is_stacked, is_horizontal;
	int height;              /* of the plot in pixels, 0: as usual */

	enum chart_x x_kind;
	bool x_is_date, x_is_text;
	int x_decimals;
	uint32_t nslots;
	double *x;               /* of each slot, ascending; names: 0, 1, ... */
	struct str *slots;       /* its name */
	double x_from, x_to;     /* of all points */
	double x_step;           /* least distance of two slots */
	double gap;              /* a greater one breaks a line; or infinite */

	uint32_t nseries;
	struct str *series;      /* names; a single one may be empty */
	bool has_others;         /* the last one is a sum of small ones */
	uint32_t nleft_out;      /* series or rows that are not drawn */

	uint32_t nstates;        /* gantt, heat of texts: one colour each */
	struct str *states;      /* else 0 */

	size_t npoints;
	struct chart_point *points;
	double *limit;           /* of each slot or NaN; NULL: no limit */
	struct str limit_name;
	bool *shade;             /* of each slot; NULL: none is shaded */
	struct str shade_name;
	double y_from, y_to;     /* of all that is drawn, wishes included */
};

const char *chart_kind_name(enum chart_kind k);
bool chart_kind_parse(struct str s, enum chart_kind *k);
/* A value as its form says. */
void chart_value(struct buffer *b, const struct chart *c, double v);
/* The same for an axis with such steps: no more decimals than they need. */
void chart_tick(struct buffer *b, const struct chart *c, double v,
    double step);
/* What an axis' steps are round numbers of. */
double chart_unit(const struct chart *c);
/* Where along x a point is. */
void chart_x_text(struct buffer *b, const struct chart *c, double x);
void chart_slot_text(struct buffer *b, const struct chart *c, uint32_t slot);
/* Something, by its number, and what it is sorted by: it ascends, those of
 * one value by their numbers. */
struct chart_rank {
	double v;
	uint32_t of;
};
void chart_sort(struct chart_rank *list, size_t n);
/* Points by slot, then series, NULL where there is none: of a chart whose
 * points have both.  The table lives in `a`. */
const struct chart_point **chart_by_slot(const struct chart *c,
    struct arena *a);
/* Do series stand on one another? */
bool chart_is_stack(const struct chart *c);
/* The next slots from *from on that are shaded, without a hole between them:
 * the first and the last; false: there are no more. */
bool chart_next_shade(const struct chart *c, uint32_t *from, uint32_t *last);
/* Where they are, for a text. */
void chart_shade_text(struct buffer *b, const struct chart *c);
/* Which colour a series or a state has. */
unsigned chart_color(const struct chart *c, uint32_t which);
/* One or two sentences for who can't see it. */
void chart_describe(struct buffer *b, const struct chart *c);
/* Does the hole between these break a line? */
bool chart_breaks(const struct chart *c, uint32_t slot, uint32_t next);
/* How many names are the colours of the picture: series, or states. */
uint32_t chart_keys(const struct chart *c, const struct str **names);

#endif
