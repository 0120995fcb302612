#ifndef GPU_LAYOUT_H
#define GPU_LAYOUT_H
/* A layout file: what stands on a page.  gpu-policy(5), "Layouts".  Read
 * once; compose.h and layoutjson.h draw from it.  Everything lives in the
 * arena given, for as long as the program runs. */

#include "chart.h"

/* TEXT with {EXPR FORMAT} in it. */
struct piece {
	struct str text; /* as it is, if there is no expression */
	struct str expr; /* p NULL: none */
	struct form form;
};

struct template {
	uint64_t line;
	size_t n;
	struct piece *pieces;
};

struct layout_col {
	uint64_t line;
	struct str name, expr; /* expr: p NULL: the column of that name */
	struct template title;
	struct form form;
};

struct layout_total {
	uint64_t line;
	bool is_top;
	struct template text;
	size_t n;
	struct str *names, *exprs;
};

/* from INPUT [if EXPR] [sort KEYS] [first N] [by NAME[=EXPR] FORMAT...] */
struct layout_from {
	uint64_t line;
	struct str input;               /* empty: the first */
	struct str condition, sort, by; /* p NULL: none */
	int64_t first;                  /* or -1 */
	struct str by_expr;             /* p NULL: the column of that name */
	struct form by_form;
};

/* COL, EXPR or NAME=EXPR. */
struct chart_item {
	struct str name, expr; /* expr: p NULL: the column of that name */
};

/* chart KIND [TEXT] x=... y=... WORDS FORMAT... */
struct layout_chart {
	uint64_t line;
	bool is_below;          /* stands behind a col line */
	enum chart_kind kind;
	struct template title;  /* n 0: none */
	size_t nx, ny;
	struct chart_item *x, *y;
	struct chart_item *by, *low, *high, *limit, *shade; /* or NULL */
	struct str min, max;    /* p NULL: none */
	struct str unit;
	bool has_gap, has_gap_us;
	int64_t gap_us;         /* a span, */
	double gap;             /* or a number */
	int64_t height;         /* or 0 */
	bool is_stacked, is_horizontal;
	struct form form;
};

enum layout_block_kind { LAYOUT_TABLE, LAYOUT_NOTE, LAYOUT_PROSE,
	LAYOUT_HTML };

struct layout_block {
	enum layout_block_kind kind;
	uint64_t line;
	struct layout_from from;      /* table */
	size_t ncols, cap_cols;
	struct layout_col *cols;
	size_t ntotals, cap_totals;
	struct layout_total *totals;
	size_t ncharts, cap_charts;
	struct layout_chart *charts;
	bool has_empty;
	struct template empty;
	struct template text;         /* note */
	struct str condition;         /* note: if; p NULL: always */
	struct str path;              /* prose, html */
	size_t nkeys;                 /* html: of json lines */
	struct str *keys;
};

struct layout_section {
	uint64_t line;
	struct str id;
	struct template heading;
	size_t nonly;
	struct str *only;             /* formats; none: all */
	struct str show;              /* p NULL: always */
	uint64_t show_line;
	size_t n, cap;
	struct layout_block *blocks;
};

enum layout_json_kind { JSON_ONE, JSON_ROWS, JSON_PIVOT, JSON_LIST, JSON_MAP,
	JSON_CHART, JSON_TEXT };

struct layout_json {
	enum layout_json_kind kind;
	uint64_t line;
	struct str key;
	size_t n;
	struct str *inputs;           /* "*": all others; chart: a section */
	struct str over; /* pivot: the input that has all columns, or p NULL */
	struct str keys, column, value, fill; /* pivot; of them list has the
	                                       * column, map column, value */
	struct str variable;          /* $NAME */
};

/* nav TEXT ADDRESS */
struct layout_link {
	uint64_t line;
	struct template text;
	struct str address;
};

enum { LAYOUT_FILES = 16 };

/* A line's number says in its upper half which of the files it is of. */
struct layout {
	size_t nfiles;
	const char *files[LAYOUT_FILES];
	struct template title, subject, to; /* n 0: none */
	bool has_from;
	struct layout_from from;        /* what these are about */
	size_t n, cap;
	struct layout_section *sections;
	size_t nnav, cap_nav;
	struct layout_link *nav;
	size_t njson, cap_json;
	struct layout_json *json;
};

/* Status 2 and PATH:line N: for a broken line. */
int layout_read(struct layout *l, const char *path, struct arena *a,
    struct fault *f);
/* A layout of nothing but one chart line, about the first input. */
int layout_of_chart(struct layout *l, struct str line, struct arena *a,
    struct fault *f);
/* The file that a line is of. */
const char *layout_path(const struct layout *l, uint64_t line);
/* Puts the place in front of a message, without a line if it is 0; returns
 * -1. */
int layout_fault(const struct layout *l, uint64_t line, struct fault *f);

#endif
