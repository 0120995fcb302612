#ifndef GPU_FORM_H
#define GPU_FORM_H
/* FORMAT words of a layout: how a value is shown. */

#include "../base/buffer.h"
#include "../base/fault.h"
#include "../rows/type.h"

enum form_kind { FORM_PLAIN, FORM_HOURS, FORM_TIME, FORM_MINUTE, FORM_DAY,
	FORM_AGO, FORM_BYTES, FORM_SPAN, FORM_LIST };

struct form {
	enum form_kind kind;
	int decimals;         /* .N, or -1 */
	bool thousands;       /* , */
	bool percent;         /* % */
	bool sign;            /* +: of numbers above zero too */
	bool left;
	size_t cut;           /* cut N, or 0 */
	struct str lookup;    /* name @LOOKUP; p NULL: none */
	bool has_dash;
	double dash;          /* dash X */
	struct str bar;       /* bar MAX: a number or an expression */
	struct str heat_from, heat_to;
	struct str indent;    /* indent COL */
	struct str strong;    /* strong EXPR */
	struct str show;      /* show EXPR: of a column as a whole */
	struct str link;      /* link EXPR: an address */
};

/* All words of `rest`. */
int form_parse(struct form *x, struct str rest, struct fault *f);
/* The value as it is shown; `decimals` is for reals without .N. */
void form_show(struct buffer *b, const struct form *x, const struct value *v,
    int decimals);

#endif
