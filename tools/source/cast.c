#include "cast.h"

#include <string.h>

#include "../base/num.h"
#include "cell.h"

bool
cast_exists(enum type from, enum type to)
{
	if (from == to || from == TYPE_TEXT ||
	    (type_is_text(from) && type_is_text(to)))
		return true;
	if (type_is_number(from))
		return type_is_number(to) || to == TYPE_TEXT;
	return false;
}

bool
cast_ascends(enum type from, enum type to)
{
	return from == to || (type_is_number(from) && type_is_real(to));
}

static bool
from_text(struct str s, enum type to, int64_t *bits)
{
	struct known_time known = { .n = 0 };

	if (to != TYPE_TIME)
		return cell_parse(to, s, bits);
	if (!cell_time(&known, s))
		return false;
	*bits = known.us;
	return true;
}

static bool
from_number(const struct col *c, uint32_t k, enum type to, int64_t *bits)
{
	if (type_is_real(to))
		return cell_of_real(to, c->type == TYPE_INT ?
		    (double)c->i[k] : c->d[k], bits);
	return cell_int_of_real(c->d[k], bits); /* an int stays as it is */
}

static struct str
text_of(const struct col *c, uint32_t k, struct arena *a)
{
	char number[NUM_MAX];
	size_t n = c->type == TYPE_INT ? num_put_int(number, c->i[k]) :
	    c->type == TYPE_F32 ? num_put_single(number, (float)c->d[k]) :
	    num_put_real(number, c->d[k]);

	return arena_str(a, (struct str){ number, n });
}

static void
to_texts(struct col *c, enum type to, struct arena *a)
{
	struct str *texts = NEW0(a, struct str, c->dom->n + 1);

	for (uint32_t k = 0; k < c->dom->n; k++)
		if (!col_is_null(c, k))
			texts[k] = text_of(c, k, a);
	*c = (struct col){ .type = to, .dom = c->dom, .s = texts };
}

static int
misfit(const struct col *c, uint32_t k, enum type to, struct str name,
    struct arena *a, struct fault *f)
{
	struct str text = type_is_text(c->type) ? c->s[k] : text_of(c, k, a);

	return fault_data(f, "column %s: %s %s", quoted(name), quoted(text),
	    cell_not(to));
}

static void
set_bools(struct col *c, const int64_t *bits, const uint8_t *null,
    struct arena *a)
{
	uint8_t *b = arena_get(a, c->dom->n + 1);

	for (uint32_t k = 0; k < c->dom->n; k++)
		b[k] = null[k] ? B_NULL : bits[k] ? B_TRUE : B_FALSE;
	*c = (struct col){ .type = TYPE_BOOL, .dom = c->dom, .b = b };
}

int
cast_column(struct col *c, enum type to, bool is_lenient, struct str name,
    struct arena *a, struct fault *f)
{
	uint32_t n = c->dom->n;
	int64_t *bits;
	uint8_t *null;
	bool any = false;

	bool must_be_finite = is_lenient && type_is_real(to);

	if (c->type == to && !must_be_finite)
		return 0;
	if ((type_is_real(c->type) && to == TYPE_REAL && !must_be_finite) ||
	    (type_is_text(c->type) && type_is_text(to))) {
		c->type = to;
		return 0;
	}
	if (type_is_text(to)) {
		to_texts(c, to, a);
		return 0;
	}
	bits = NEW0(a, int64_t, n + 1);
	null = NEW0(a, uint8_t, n + 1);
	for (uint32_t k = 0; k < n; k++) {
		bool fits;

		null[k] = col_is_null(c, k);
		any = any || null[k];
		if (null[k])
			continue;
		fits = c->type == TYPE_TEXT ? from_text(c->s[k], to,
		    &bits[k]) : from_number(c, k, to, &bits[k]);
		if (fits && (!is_lenient || cell_is_finite(to, bits[k])))
			continue;
		if (!is_lenient)
			return misfit(c, k, to, name, a, f);
		null[k] = any = true;
		bits[k] = 0;
	}
	if (to == TYPE_BOOL) {
		set_bools(c, bits, null, a);
		return 0;
	}
	*c = (struct col){ .type = to, .dom = c->dom, .i = bits,
		.null = any ? null : NULL };
	if (type_is_real(to)) { /* the bits are doubles */
		double *d = NEW(a, double, n + 1);

		memcpy(d, bits, n * sizeof *d);
		c->d = d;
	}
	return 0;
}
