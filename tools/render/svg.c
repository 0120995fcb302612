#include "svg.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "glyph.h"

static const double column = 1.5;

/* What no picture has is kept out of the arithmetic. */
static long
tenths(double v)
{
	return v > 1e7 ? 100000000 : v > -1e7 ? lround(v * 10) : -100000000;
}

static void
add_tenths(struct buffer *b, long v)
{
	if (v < 0)
		buffer_char(b, '-');
	v = labs(v);
	if (v % 10 == 0)
		buffer_fmt(b, "%ld", v / 10);
	else if (v < 10)
		buffer_fmt(b, ".%ld", v);
	else
		buffer_fmt(b, "%ld.%ld", v / 10, v % 10);
}

void
svg_number(struct buffer *b, double v)
{
	add_tenths(b, tenths(v));
}

void
svg_attr(struct buffer *b, const char *name, double v)
{
	buffer_fmt(b, " %s=\"", name);
	svg_number(b, v);
	buffer_char(b, '"');
}

static void
end_element(struct buffer *b, const char *name, struct str tip)
{
	if (tip.n == 0) {
		buffer_add(b, S("/>\n"));
		return;
	}
	buffer_add(b, S("><title>"));
	html_text(b, tip);
	buffer_fmt(b, "</title></%s>\n", name);
}

void
svg_text(struct buffer *b, double x, double y, enum svg_anchor anchor,
    const char *cls, struct str text)
{
	static const char *const anchors[] = { "", " text-anchor=\"middle\"",
		" text-anchor=\"end\"" };

	buffer_add(b, S("<text"));
	svg_attr(b, "x", x);
	svg_attr(b, "y", y);
	buffer_add(b, str_of(anchors[anchor]));
	if (cls)
		buffer_fmt(b, " class=\"%s\"", cls);
	buffer_char(b, '>');
	html_text(b, text);
	buffer_add(b, S("</text>\n"));
}

static void
begin_rect(struct buffer *b, double x, double y, double w, double h)
{
	buffer_add(b, S("<rect"));
	svg_attr(b, "x", x);
	svg_attr(b, "y", y);
	svg_attr(b, "width", fmax(w, 0.1));
	svg_attr(b, "height", fmax(h, 0.1));
}

void
svg_shade(struct buffer *b, double x, double y, double w, double h,
    double opacity, struct str tip)
{
	begin_rect(b, x, y, w, h);
	buffer_fmt(b, " class=\"f1\" fill-opacity=\"%.2f\"", opacity);
	end_element(b, "rect", tip);
}

void
svg_rect(struct buffer *b, double x, double y, double w, double h,
    const char *cls, struct str tip)
{
	begin_rect(b, x, y, w, h);
	buffer_fmt(b, " class=\"%s\"", cls);
	end_element(b, "rect", tip);
}

void
svg_line(struct buffer *b, double x1, double y1, double x2, double y2,
    const char *cls)
{
	buffer_add(b, S("<line"));
	svg_attr(b, "x1", x1);
	svg_attr(b, "y1", y1);
	svg_attr(b, "x2", x2);
	svg_attr(b, "y2", y2);
	buffer_fmt(b, " class=\"%s\"/>\n", cls);
}

void
svg_dot(struct buffer *b, double x, double y, double r, const char *cls,
    struct str tip)
{
	buffer_add(b, S("<circle"));
	svg_attr(b, "cx", x);
	svg_attr(b, "cy", y);
	svg_attr(b, "r", r);
	buffer_fmt(b, " class=\"%s\"", cls);
	end_element(b, "circle", tip);
}

void
svg_path_start(struct svg_path *p, struct buffer *b, const char *cls,
    const char *more)
{
	*p = (struct svg_path){ .b = b };
	buffer_fmt(b, "<path class=\"%s%s%s\" d=\"", cls, *more ? " " : "",
	    more);
}

void
svg_path_move(struct svg_path *p, double x, double y)
{
	svg_path_rest(p);
	p->x = tenths(x);
	p->y = tenths(y);
	buffer_char(p->b, 'M');
	add_tenths(p->b, p->x);
	if (p->y >= 0)
		buffer_char(p->b, ' ');
	add_tenths(p->b, p->y);
	p->is_open = true;
}

void
svg_path_to(struct svg_path *p, double x, double y)
{
	long dx = tenths(x) - p->x, dy = tenths(y) - p->y;

	if (!p->is_open) {
		svg_path_move(p, x, y);
		return;
	}
	if (dx == 0 && dy == 0)
		return;
	buffer_char(p->b, 'l');
	add_tenths(p->b, dx);
	if (dy >= 0)
		buffer_char(p->b, ' ');
	add_tenths(p->b, dy);
	p->x += dx;
	p->y += dy;
}

void
svg_path_rest(struct svg_path *p)
{
	if (!p->has_point)
		return;
	p->has_point = false;
	if (p->low_first)
		svg_path_to(p, p->low_x, p->low_y);
	svg_path_to(p, p->high_x, p->high_y);
	if (!p->low_first)
		svg_path_to(p, p->low_x, p->low_y);
}

void
svg_path_add(struct svg_path *p, double x, double y)
{
	long at = lround(floor(fmin(fmax(x, -1e7), 1e7) / column));

	if (!p->is_open) {
		svg_path_move(p, x, y);
		return;
	}
	if (p->has_point && p->column != at)
		svg_path_rest(p);
	if (!p->has_point) {
		p->has_point = true;
		p->column = at;
		p->low_x = p->high_x = x;
		p->low_y = p->high_y = y;
		p->low_first = true;
	} else if (y < p->low_y) {
		p->low_x = x;
		p->low_y = y;
		p->low_first = false;
	} else if (y > p->high_y) {
		p->high_x = x;
		p->high_y = y;
		p->low_first = true;
	}
}

void
svg_path_close(struct svg_path *p)
{
	svg_path_rest(p);
	buffer_char(p->b, 'z');
	p->is_open = false;
}

void
svg_path_end(struct svg_path *p, struct str tip)
{
	svg_path_rest(p);
	buffer_char(p->b, '"');
	end_element(p->b, "path", tip);
}

/* The widths of a rather wide sans-serif, since readers have other fonts. */
static double
width_of(int32_t c, struct str g)
{
	if (c < 0 || c > 0x2ff)
		return 0.65 * (double)glyph_width(g);
	if (c > 127 || c == 0)
		return 0.7;
	if (strchr(" .,:;ijl|'I!", (char)c))
		return 0.33;
	if (strchr("-()ftr/[]\"", (char)c))
		return 0.43;
	if (strchr("mMW%@", (char)c))
		return 0.98;
	if (strchr("<>=+~wOQGHND#&", (char)c))
		return 0.84;
	return c >= 'A' && c <= 'Z' ? 0.7 : 0.63;
}

double
svg_width(struct str s, double size)
{
	double w = 0;

	while (s.n > 0) {
		int32_t c;
		struct str g = glyph_next(&s, &c);

		w += width_of(c, g) * size;
	}
	return w;
}

void
svg_cut(struct buffer *b, struct str s, double size, double most)
{
	struct str rest = s;
	size_t n = 0;
	double w = size; /* the ellipsis */

	if (svg_width(s, size) <= most) {
		buffer_add(b, s);
		return;
	}
	while (rest.n > 0) {
		int32_t c;
		struct str g = glyph_next(&rest, &c);

		w += width_of(c, g) * size;
		if (w > most)
			break;
		n += g.n;
	}
	buffer_add(b, str_trim(str_sub(s, 0, n)));
	buffer_add(b, S("\xe2\x80\xa6"));
}
