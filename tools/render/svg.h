#ifndef GPU_SVG_H
#define GPU_SVG_H
/* SVG elements: numbers with one decimal, all text escaped. */

#include "html.h"

enum svg_anchor { SVG_START, SVG_MIDDLE, SVG_END };

void svg_number(struct buffer *b, double v);
/* ` name="v"` */
void svg_attr(struct buffer *b, const char *name, double v);
/* `cls` may be NULL. */
void svg_text(struct buffer *b, double x, double y, enum svg_anchor anchor,
    const char *cls, struct str text);
/* `tip`: what is shown when one points at it; may be empty. */
void svg_rect(struct buffer *b, double x, double y, double w, double h,
    const char *cls, struct str tip);
/* The same, so much of it that shows what is behind. */
void svg_shade(struct buffer *b, double x, double y, double w, double h,
    double opacity, struct str tip);
void svg_line(struct buffer *b, double x1, double y1, double x2, double y2,
    const char *cls);
void svg_dot(struct buffer *b, double x, double y, double r, const char *cls,
    struct str tip);

/* A path, relative and in tenths, so that it stays short and no error adds
 * up.  Points that fall into one column of 1.5 pixels become its least and its
 * greatest: no peak is lost. */
struct svg_path {
	struct buffer *b;
	long x, y;          /* the pen, in tenths */
	bool is_open;
	bool has_point;     /* points of a column that wait */
	long column;
	double low_x, low_y, high_x, high_y;
	bool low_first;
};

/* Two classes; `more` may be empty. */
void svg_path_start(struct svg_path *p, struct buffer *b, const char *cls,
    const char *more);
void svg_path_move(struct svg_path *p, double x, double y);
void svg_path_to(struct svg_path *p, double x, double y);
/* The same, thinned; svg_path_rest writes what waits. */
void svg_path_add(struct svg_path *p, double x, double y);
void svg_path_rest(struct svg_path *p);
void svg_path_close(struct svg_path *p); /* back to the last move */
void svg_path_end(struct svg_path *p, struct str tip);

/* About how wide a text is, rather too much than too little. */
double svg_width(struct str s, double size);
/* The longest front part that fits, with an ellipsis if it isn't all. */
void svg_cut(struct buffer *b, struct str s, double size, double most);

#endif
