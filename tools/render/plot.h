#ifndef GPU_PLOT_H
#define GPU_PLOT_H
/* The inner part of a picture, drawn by the kind of its chart.  chartsvg.h
 * makes the frame: it knows where the plot is, and the axes. */

#include "axis.h"
#include "svg.h"

struct plot {
	struct buffer *b;
	const struct chart *c;
	struct arena *a;          /* until the picture is drawn */
	double left, top, w, h;   /* of the plot in the picture */
	double x_from, x_to;      /* what of x it shows */
	struct axis y;
	double font;
	bool has_tips;            /* who has a pointer has a wide window */
	bool is_horizontal;       /* values go to the right, slots down */
};

double plot_x(const struct plot *p, double x);
double plot_y(const struct plot *p, double y);
/* Pixels between two slots. */
double plot_step(const struct plot *p);
/* A class `f3` for a filled colour, `l3` for a line of it. */
const char *plot_class(char kind, unsigned color);
/* "slot, series: value"; lives in the arena of the plot. */
struct str plot_tip(const struct plot *p, const struct chart_point *point,
    double v);
/* Pixels of the widest value. */
double plot_figure_width(const struct plot *p);
/* What lies behind it all: the shaded slots. */
void plot_shades(const struct plot *p);
/* The dashed line. */
void plot_limit(const struct plot *p);

void plot_lines(const struct plot *p);      /* plotline.c */
void plot_areas(const struct plot *p);
void plot_bars(const struct plot *p);       /* plotbar.c: histograms, too */
void plot_boxes(const struct plot *p);
void plot_heat(const struct plot *p);       /* plotrow.c */
void plot_gantt(const struct plot *p);
/* Where a line or an area ends, to put its name there; NaN: nowhere. */
double plot_end(const struct plot *p, uint32_t series);

/* plotkey.c: names of colours, as rows above the plot or at the lines' ends. */
bool plot_has_keys(const struct chart *c);
/* Draws rows of them from `y` down, or only measures (b NULL); the height. */
double plot_keys(struct buffer *b, const struct chart *c, double y,
    double width, double font);
/* Room that names at the ends of lines need to the right. */
double plot_ends_width(const struct chart *c, double font);
void plot_ends(const struct plot *p);

#endif
