#include "form.h"

#include <math.h>
#include <stdio.h>

#include "../base/civil.h"
#include "../base/num.h"
#include "figure.h"
#include "glyph.h"
#include "words.h"

/* FORMAT words without an argument. */
static bool
take_flag(struct form *x, struct str word)
{
	static const struct {
		const char *word;
		enum form_kind kind;
	} kinds[] = {
		{ "hours", FORM_HOURS }, { "time", FORM_TIME },
		{ "minute", FORM_MINUTE }, { "day", FORM_DAY },
		{ "ago", FORM_AGO }, { "bytes", FORM_BYTES },
		{ "span", FORM_SPAN }, { "list", FORM_LIST },
	};
	int64_t n;

	if (word.p[0] == '.' && num_int(str_sub(word, 1, word.n), &n) &&
	    n >= 0 && n <= 15 && word.p[1] != '+') {
		x->decimals = (int)n;
		return true;
	}
	if (str_eq(word, S(",")))
		return x->thousands = true;
	if (str_eq(word, S("%")))
		return x->percent = true;
	if (str_eq(word, S("+")))
		return x->sign = true;
	if (str_eq(word, S("left")))
		return x->left = true;
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (str_eq(word, str_of(kinds[i].word))) {
			x->kind = kinds[i].kind;
			return true;
		}
	return false;
}

static int
take_number(struct str word, struct str arg, double *v, struct fault *f)
{
	if (num_real(arg, v) && isfinite(*v))
		return 0;
	return fault_usage(f, "%s: %s is not a number", quoted(word),
	    quoted(arg));
}

/* FORMAT words with an argument, or two. */
static int
take_argument(struct form *x, struct str word, struct str *rest,
    struct fault *f)
{
	struct str arg;
	double v;

	if (!words_next(rest, &arg))
		return fault_usage(f, "unknown FORMAT %s", quoted(word));
	if (str_eq(word, S("cut"))) {
		if (take_number(word, arg, &v, f) < 0)
			return -1;
		if (v < 3 || v > 1000)
			return fault_usage(f, "cut: from 3 to 1000");
		x->cut = (size_t)v;
	} else if (str_eq(word, S("name"))) {
		if (arg.p[0] != '@' || arg.n < 2)
			return fault_usage(f, "name: @LOOKUP must follow");
		x->lookup = arg;
	} else if (str_eq(word, S("dash"))) {
		x->has_dash = true;
		return take_number(word, arg, &x->dash, f);
	} else if (str_eq(word, S("bar"))) {
		x->bar = arg;
	} else if (str_eq(word, S("heat"))) {
		x->heat_from = arg;
		if (!words_next(rest, &x->heat_to))
			return fault_usage(f, "heat: LO and HI must follow");
	} else if (str_eq(word, S("indent"))) {
		x->indent = arg;
	} else if (str_eq(word, S("strong"))) {
		x->strong = arg;
	} else if (str_eq(word, S("show"))) {
		x->show = arg;
	} else if (str_eq(word, S("link"))) {
		x->link = arg;
	} else {
		return fault_usage(f, "unknown FORMAT %s", quoted(word));
	}
	return 0;
}

int
form_parse(struct form *x, struct str rest, struct fault *f)
{
	struct str word;

	*x = (struct form){ .decimals = -1 };
	while (words_next(&rest, &word))
		if (!take_flag(x, word) &&
		    take_argument(x, word, &rest, f) < 0)
			return -1;
	return 0;
}

static void
put_number(struct buffer *b, const struct form *x, const struct value *v,
    double d, int decimals)
{
	if (x->kind == FORM_BYTES)
		figure_bytes(b, d);
	else if ((x->kind == FORM_SPAN || x->kind == FORM_AGO) &&
	    v->type == TYPE_INT)
		figure_span(b, v->i);
	else if (x->kind == FORM_HOURS)
		figure_real(b, v->type == TYPE_INT ? d / 3.6e9 : d,
		    x->decimals >= 0 ? x->decimals : 1, x->thousands);
	else if (type_is_real(v->type) || x->decimals > 0)
		figure_real(b, d, x->decimals >= 0 ? x->decimals : decimals,
		    x->thousands);
	else
		figure_int(b, v->i, x->thousands);
	if (x->percent)
		buffer_char(b, '%');
}

static void
show_number(struct buffer *b, const struct form *x, const struct value *v,
    int decimals)
{
	double d = type_is_real(v->type) ? v->d : (double)v->i;
	struct buffer tmp = { 0 };
	bool is_zero = true;

	if (x->has_dash && fabs(d) < x->dash) {
		buffer_add(b, S("\xe2\x80\x93"));
		return;
	}
	put_number(&tmp, x, v, d, decimals);
	for (size_t i = 0; i < tmp.n; i++)
		is_zero &= tmp.p[i] < '1' || tmp.p[i] > '9';
	if (x->sign && d > 0 && !is_zero)
		buffer_char(b, '+');
	buffer_add(b, buffer_str(&tmp));
	buffer_free(&tmp);
}

/* A time to the minute, its clock alone, or its day. */
static void
show_time(struct buffer *b, const struct form *x, const struct value *v)
{
	char buf[CIVIL_MAX];
	size_t n = civil_put_time(buf, v->i, ' ', false);

	if (x->kind == FORM_TIME)
		buffer_add(b, (struct str){ buf, 16 });
	else if (x->kind == FORM_MINUTE)
		buffer_add(b, (struct str){ buf + 11, 5 });
	else if (x->kind == FORM_DAY)
		buffer_add(b, (struct str){ buf, 10 });
	else
		buffer_add(b, (struct str){ buf, n });
}

void
form_show(struct buffer *b, const struct form *x, const struct value *v,
    int decimals)
{
	struct buffer tmp = { 0 };
	struct str s;

	if (v->is_null)
		return;
	if (type_is_number(v->type)) {
		show_number(&tmp, x, v, decimals);
		if (x->kind == FORM_AGO)
			buffer_add(&tmp, S(" ago"));
	} else if (v->type == TYPE_TIME) {
		show_time(&tmp, x, v);
	} else if (v->type == TYPE_BOOL) {
		buffer_add(&tmp, v->i ? S("yes") : S("no"));
	} else if (type_is_text(v->type) && x->kind == FORM_LIST) {
		figure_list(&tmp, v->s);
	} else {
		figure_plain(&tmp, v, decimals);
	}
	s = buffer_str(&tmp);
	if (x->cut > 0 && glyph_width(s) > x->cut) {
		buffer_add(b, glyph_cut(s, x->cut - 1));
		buffer_add(b, S("\xe2\x80\xa6"));
	} else {
		buffer_add(b, s);
	}
	buffer_free(&tmp);
}
