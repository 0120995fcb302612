#include "chartline.h"

#include <string.h>

#include "../base/civil.h"
#include "../base/num.h"
#include "../expr/parse.h"
#include "template.h"
#include "words.h"

enum { HEIGHT_LEAST = 40, HEIGHT_MOST = 2000 };

struct line {
	struct layout_chart *c;
	struct arena *a;
	struct fault *f;
};

/* Is what stands in front of a = a name, not half of a comparison? */
static bool
is_name(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (strchr("<>!~&|?:+*/%()@$\"", s.p[i]))
			return false;
	return s.n > 0;
}

/* A comma list of COL, EXPR or NAME=EXPR. */
static int
take_items(struct line *l, struct str text, struct chart_item **items,
    size_t *n)
{
	struct str item;

	if (*n > 0)
		return fault_usage(l->f, "is there already");
	*items = NEW0(l->a, struct chart_item, text.n + 1);
	while (expr_next_item(&text, &item)) {
		struct chart_item *x = &(*items)[(*n)++];

		item = str_trim(item);
		if (item.n == 0)
			return fault_usage(l->f, "a column is missing");
		words_definition(item, &x->name, &x->expr);
		if (x->expr.p && (!is_name(x->name) || x->expr.n == 0 ||
		    x->expr.p[0] == '=') && item.p[0] != '`')
			x->name = x->expr = item;
	}
	return *n > 0 ? 0 : fault_usage(l->f, "a column is missing");
}

static int
take_one(struct line *l, struct str text, struct chart_item **item)
{
	struct chart_item *items = NULL;
	size_t n = *item ? 1 : 0;

	if (take_items(l, text, &items, &n) < 0)
		return -1;
	*item = items;
	return n == 1 ? 0 : fault_usage(l->f, "takes one column");
}

static int
take_height(struct line *l, struct str text)
{
	if (num_int(text, &l->c->height) && l->c->height >= HEIGHT_LEAST &&
	    l->c->height <= HEIGHT_MOST)
		return 0;
	return fault_usage(l->f, "%s is not a number of pixels from %d to %d",
	    quoted(text), HEIGHT_LEAST, HEIGHT_MOST);
}

static int
take_gap(struct line *l, struct str text)
{
	struct layout_chart *c = l->c;

	if (civil_parse_span(text, &c->gap_us))
		c->has_gap_us = true;
	else if (!num_real(text, &c->gap))
		return fault_usage(l->f, "%s is not a span, as 2h, nor a "
		    "number", quoted(text));
	c->has_gap = true;
	return 0;
}

static int
take_key(struct line *l, struct str key, struct str text)
{
	struct layout_chart *c = l->c;

	if (str_eq(key, S("x")))
		return take_items(l, text, &c->x, &c->nx);
	if (str_eq(key, S("y")))
		return take_items(l, text, &c->y, &c->ny);
	if (str_eq(key, S("by")))
		return take_one(l, text, &c->by);
	if (str_eq(key, S("low")))
		return take_one(l, text, &c->low);
	if (str_eq(key, S("high")))
		return take_one(l, text, &c->high);
	if (str_eq(key, S("limit")))
		return take_one(l, text, &c->limit);
	if (str_eq(key, S("shade")))
		return take_one(l, text, &c->shade);
	if (str_eq(key, S("gap")))
		return take_gap(l, text);
	if (str_eq(key, S("height")))
		return take_height(l, text);
	if (str_eq(key, S("unit")))
		return words_text(text, l->a, &c->unit, l->f);
	if (text.n == 0)
		return fault_usage(l->f, "a number is missing");
	if (str_eq(key, S("min")))
		c->min = text;
	else
		c->max = text;
	return 0;
}

/* 1: it was KEY=...; 0: it is something else; -1. */
static int
take_word(struct line *l, struct str word)
{
	static const char *const keys[] = { "x", "y", "by", "low", "high",
		"limit", "shade", "gap", "min", "max", "unit", "height" };
	struct str key, text;

	if (str_eq(word, S("stacked")))
		return l->c->is_stacked = true;
	if (str_eq(word, S("horizontal")))
		return l->c->is_horizontal = true;
	words_definition(word, &key, &text);
	if (!text.p)
		return 0;
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		if (str_eq(key, str_of(keys[i])))
			return take_key(l, key, text) == 0 ? 1 :
			    fault_at(l->f, "%s=", keys[i]);
	return fault_usage(l->f, "unknown word %s=; there are x= y= by= low= "
	    "high= limit= shade= gap= min= max= unit= height=", quoted(key));
}

/* What a kind needs and what it has no use for. */
static int
check(const struct line *l)
{
	const struct layout_chart *c = l->c;
	const char *name = chart_kind_name(c->kind);
	size_t x = c->kind == CHART_GANTT ? 2 : 1;
	bool has_row = c->kind == CHART_HEAT || c->kind == CHART_GANTT;

	if (c->nx == 0 || c->ny == 0)
		return fault_usage(l->f, "%s: %s= is missing", name,
		    c->nx == 0 ? "x" : "y");
	if (c->nx != x)
		return fault_usage(l->f, "%s: x= takes %s", name, x == 2 ?
		    "two columns, from and to" : "one column");
	if (c->kind == CHART_BOX && c->ny != V_BOX)
		return fault_usage(l->f, "box: y= takes five columns: the "
		    "least, a quartile, the median, a quartile, the "
		    "greatest");
	if (has_row && c->ny != 1)
		return fault_usage(l->f, "%s: y= takes one column, the row",
		    name);
	if (c->kind == CHART_HEAT && !c->by)
		return fault_usage(l->f, "heat: by= is missing, what the "
		    "colour tells");
	if (!c->low != !c->high)
		return fault_usage(l->f, "low= and high= go together");
	if (c->low && (c->kind != CHART_LINE || c->ny > 1))
		return fault_usage(l->f, "low= and high= go with a line of "
		    "one y");
	if (c->limit && (has_row || c->kind == CHART_BOX))
		return fault_usage(l->f, "limit= does not go with %s", name);
	if (c->shade && has_row)
		return fault_usage(l->f, "shade= does not go with %s", name);
	if (c->has_gap && c->kind != CHART_LINE && c->kind != CHART_AREA)
		return fault_usage(l->f, "gap= goes with line and area");
	if (c->min.p && c->kind != CHART_LINE && c->kind != CHART_BOX &&
	    c->kind != CHART_HEAT)
		return fault_usage(l->f, "min= goes with line, box and heat: "
		    "others begin at 0");
	if (c->max.p && c->kind == CHART_GANTT)
		return fault_usage(l->f, "max= does not go with gantt");
	if (c->is_horizontal && c->kind != CHART_BAR)
		return fault_usage(l->f, "horizontal goes with bar");
	if (c->is_stacked && c->kind != CHART_BAR && c->kind != CHART_AREA &&
	    c->kind != CHART_HISTOGRAM)
		return fault_usage(l->f, "stacked goes with bar");
	return 0;
}

static int
check_form(const struct line *l)
{
	const struct form *x = &l->c->form;

	if (x->bar.p || x->heat_from.p || x->indent.p || x->strong.p ||
	    x->has_dash || x->left || x->kind == FORM_LIST ||
	    x->kind == FORM_AGO || x->kind == FORM_TIME ||
	    x->kind == FORM_MINUTE || x->kind == FORM_DAY)
		return fault_usage(l->f, "FORMAT of a chart is .N , %% hours "
		    "span bytes cut or name");
	return 0;
}

int
chartline_parse(struct layout_chart *c, struct str rest, uint64_t line,
    struct arena *a, struct fault *f)
{
	struct line l = { c, a, f };
	struct buffer forms = { 0 };
	struct str word, text;
	int got = 0;

	*c = (struct layout_chart){ .line = line, .unit = S("") };
	if (!words_next(&rest, &word) || !chart_kind_parse(word, &c->kind))
		return fault_usage(f, "line, area, bar, histogram, box, heat "
		    "or gantt must follow");
	word = words_peek(rest);
	if (word.n > 0 && word.p[0] == '"') {
		words_next(&rest, &word);
		if (words_text(word, a, &text, f) < 0 ||
		    template_parse(&c->title, text, line, a, f) < 0)
			return -1;
	}
	while (words_next(&rest, &word)) {
		got = take_word(&l, word);
		if (got < 0)
			break;
		if (got == 0)
			buffer_fmt(&forms, "%.*s ", (int)word.n, word.p);
	}
	text = arena_str(a, buffer_str(&forms));
	buffer_free(&forms);
	if (got < 0 || form_parse(&c->form, text, f) < 0 ||
	    check_form(&l) < 0)
		return -1;
	return check(&l);
}
