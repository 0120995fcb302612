#include "figure.h"

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../base/civil.h"
#include "../base/num.h"

enum { DECIMALS_MOST = 9 };

/* Adds digits with a comma between groups of three. */
static void
add_grouped(struct buffer *b, struct str s)
{
	size_t whole = 0, from = s.n > 0 && s.p[0] == '-';

	while (from + whole < s.n && s.p[from + whole] != '.')
		whole++;
	for (size_t i = 0; i < s.n; i++) {
		if (i > from && i < from + whole &&
		    (from + whole - i) % 3 == 0)
			buffer_char(b, ',');
		buffer_char(b, s.p[i]);
	}
}

void
figure_real(struct buffer *b, double v, int decimals, bool thousands)
{
	char buf[400];
	int n;

	if (!isfinite(v) || fabs(v) >= 1e15) {
		n = (int)num_put_real(buf, v);
		buffer_add(b, (struct str){ buf, (size_t)n });
		return;
	}
	if (decimals > 30)
		decimals = 30;
	n = snprintf(buf, sizeof buf, "%.*f", decimals, v);
	if (buf[0] == '-' && strspn(buf + 1, "0.") == (size_t)n - 1)
		memmove(buf, buf + 1, (size_t)n--);
	if (thousands)
		add_grouped(b, (struct str){ buf, (size_t)n });
	else
		buffer_add(b, (struct str){ buf, (size_t)n });
}

void
figure_int(struct buffer *b, int64_t v, bool thousands)
{
	char buf[NUM_MAX];
	size_t n = num_put_int(buf, v);

	if (thousands)
		add_grouped(b, (struct str){ buf, n });
	else
		buffer_add(b, (struct str){ buf, n });
}

/* Does the value look the same with fewer decimals? */
static bool
fits(double v, int decimals, int most)
{
	char a[400], b[400];

	if (!isfinite(v) || fabs(v) >= 1e15)
		return true;
	snprintf(a, sizeof a, "%.*f", most, v);
	snprintf(b, sizeof b, "%.*f", decimals, v);
	return strspn(a + strlen(b), "0") == strlen(a) - strlen(b) &&
	    strncmp(a, b, strlen(b)) == 0;
}

int
figure_decimals(const struct col *c)
{
	double most = 0;
	int want = 2, d = 1;

	for (uint32_t e = 0; e < c->dom->n; e++)
		if (!col_is_null(c, e) && isfinite(c->d[e]))
			most = fmax(most, fabs(c->d[e]));
	while (want < DECIMALS_MOST && most > 0 &&
	    most < pow(10, 1 - want))
		want++;
	for (; d < want; d++) {
		uint32_t e = 0;

		while (e < c->dom->n && (col_is_null(c, e) ||
		    fits(c->d[e], d, want)))
			e++;
		if (e == c->dom->n)
			break;
	}
	return d;
}

void
figure_bytes(struct buffer *b, double v)
{
	static const char *const units[] = { "B", "KiB", "MiB", "GiB", "TiB",
		"PiB", "EiB" };
	size_t u = 0;

	while (fabs(v) >= 1024 && u + 1 < sizeof units / sizeof *units) {
		v /= 1024;
		u++;
	}
	figure_real(b, v, u > 0 ? 1 : 0, false);
	buffer_fmt(b, " %s", units[u]);
}

void
figure_span(struct buffer *b, int64_t us)
{
	static const struct { int64_t us; const char *name; } units[] = {
		{ US_DAY, "d" }, { 3600 * US_SECOND, "h" },
		{ 60 * US_SECOND, "min" }, { US_SECOND, "s" },
	};
	uint64_t left = us < 0 ? -(uint64_t)us : (uint64_t)us;
	size_t i = 0;

	while (i < 3 && left < (uint64_t)units[i].us)
		i++;
	if (us < 0)
		buffer_char(b, '-');
	buffer_fmt(b, "%llu %s", (unsigned long long)
	    (left / (uint64_t)units[i].us), units[i].name);
	left %= (uint64_t)units[i].us;
	if (i < 2 && left / (uint64_t)units[i + 1].us > 0)
		buffer_fmt(b, " %llu %s", (unsigned long long)
		    (left / (uint64_t)units[i + 1].us), units[i + 1].name);
}

void
figure_list(struct buffer *b, struct str json)
{
	json_t *j = json_loadb(json.p, json.n, JSON_ALLOW_NUL, NULL), *x;
	size_t i;

	if (!json_is_array(j)) {
		buffer_add(b, json);
		json_decref(j);
		return;
	}
	json_array_foreach(j, i, x) {
		if (i > 0)
			buffer_add(b, S(", "));
		if (json_is_string(x)) {
			buffer_add(b, (struct str){ json_string_value(x),
			    json_string_length(x) });
		} else {
			char *s = json_dumps(x, JSON_ENCODE_ANY |
			    JSON_COMPACT);

			buffer_add(b, str_of(s ? s : ""));
			free(s);
		}
	}
	json_decref(j);
}

void
figure_plain(struct buffer *b, const struct value *v, int decimals)
{
	char buf[CIVIL_MAX];
	size_t n;

	if (v->is_null)
		return;
	switch (v->type) {
	case TYPE_NULL:
		break;
	case TYPE_BOOL:
		buffer_add(b, v->i ? S("true") : S("false"));
		break;
	case TYPE_INT:
		figure_int(b, v->i, false);
		break;
	case TYPE_REAL:
	case TYPE_F32:
		figure_real(b, v->d, decimals, false);
		break;
	case TYPE_TEXT:
	case TYPE_JSON:
		buffer_add(b, v->s);
		break;
	case TYPE_TIME:
		n = civil_put_time(buf, v->i, ' ', false);
		buffer_add(b, (struct str){ buf, n });
		break;
	case TYPE_DATE:
		n = civil_put_date(buf, v->i);
		buffer_add(b, (struct str){ buf, n });
		break;
	}
}
