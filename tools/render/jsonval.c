#include "jsonval.h"

#include <jansson.h>
#include <math.h>

#include "../base/civil.h"
#include "../base/num.h"

static bool
is_json(struct str s)
{
	json_t *j = json_loadb(s.p, s.n, JSON_DECODE_ANY | JSON_ALLOW_NUL,
	    NULL);

	json_decref(j);
	return j != NULL;
}

/* The only control characters in JSON are blanks between its parts; on one
 * line they are blanks too. */
static void
add_raw(struct buffer *b, struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		buffer_char(b, (unsigned char)s.p[i] < 32 ? ' ' : s.p[i]);
}

void
jsonval_add(struct buffer *b, const struct value *v)
{
	char buf[NUM_MAX + CIVIL_MAX];
	size_t n = 0;

	if (v->is_null) {
		buffer_add(b, S("null"));
		return;
	}
	switch (v->type) {
	case TYPE_NULL:
		buffer_add(b, S("null"));
		return;
	case TYPE_BOOL:
		buffer_add(b, v->i ? S("true") : S("false"));
		return;
	case TYPE_TEXT:
		buffer_json(b, v->s);
		return;
	case TYPE_JSON:
		if (is_json(v->s))
			add_raw(b, v->s);
		else
			buffer_json(b, v->s);
		return;
	case TYPE_INT:
		n = num_put_int(buf, v->i);
		break;
	case TYPE_REAL:
	case TYPE_F32:
		if (!isfinite(v->d)) {
			buffer_add(b, S("null"));
			return;
		}
		n = v->type == TYPE_F32 ? num_put_single(buf,
		    (float)v->d) : num_put_real(buf, v->d);
		break;
	case TYPE_TIME:
	case TYPE_DATE:
		buffer_char(b, '"');
		n = v->type == TYPE_DATE ? civil_put_date(buf, v->i) :
		    civil_put_time(buf, v->i, 'T', false);
		buffer_add(b, (struct str){ buf, n });
		buffer_char(b, '"');
		return;
	}
	buffer_add(b, (struct str){ buf, n });
}
