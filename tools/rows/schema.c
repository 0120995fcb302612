#include "schema.h"

#include <string.h>

#include "../base/buffer.h"
#include "../base/num.h"
#include "bounds.h"

static const char *const rules[] = { "sum", "min", "max", "ranges", "set",
	"same" };

const char *
rule_name(enum rule r)
{
	return rules[r];
}

bool
rule_parse(struct str s, enum rule *r)
{
	for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
		if (str_eq(s, str_of(rules[i]))) {
			*r = (enum rule)i;
			return true;
		}
	return false;
}

ptrdiff_t
schema_find(const struct schema *s, struct str name)
{
	for (size_t i = 0; i < s->n; i++)
		if (str_eq(s->columns[i].name, name))
			return (ptrdiff_t)i;
	return -1;
}

const struct order *
schema_order(const struct schema *s, size_t column)
{
	for (size_t i = 0; i < s->norders; i++)
		if (s->orders[i].n > 0 && s->orders[i].columns[0] == column)
			return &s->orders[i];
	return NULL;
}

bool
schema_same_partial(const struct schema *a, const struct schema *b)
{
	bool same = a->npartial == b->npartial;

	for (size_t i = 0; same && i < a->npartial; i++)
		same = str_eq(a->partial[i], b->partial[i]);
	return same;
}

void
schema_add_order(struct schema *s, size_t column, struct arena *a)
{
	struct order *orders;

	if (schema_order(s, column))
		return;
	orders = NEW(a, struct order, s->norders + 1);
	if (s->norders > 0)
		memcpy(orders, s->orders, s->norders * sizeof *orders);
	orders[s->norders].n = 1;
	orders[s->norders].columns = NEW(a, size_t, 1);
	orders[s->norders].columns[0] = column;
	s->orders = orders;
	s->norders++;
}

void
schema_project(struct schema *out, const struct schema *s,
    const struct column *columns, const ptrdiff_t *from, size_t n,
    struct arena *a)
{
	struct schema r = *s;

	r.n = n;
	r.columns = NEW(a, struct column, n + 1);
	memcpy(r.columns, columns, n * sizeof *columns);
	r.norders = 0;
	r.orders = NEW(a, struct order, s->norders + 1);
	for (size_t i = 0; i < s->norders; i++) {
		struct order *o = &r.orders[r.norders];

		o->n = 0;
		o->columns = NEW(a, size_t, s->orders[i].n + 1);
		for (size_t k = 0; k < s->orders[i].n; k++) {
			size_t j = 0;

			while (j < n && from[j] !=
			    (ptrdiff_t)s->orders[i].columns[k])
				j++;
			if (j == n)
				break;
			o->columns[o->n++] = j;
		}
		r.norders += o->n > 0;
	}
	*out = r;
}

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return -1;
}

/* The character number of \uXXXX, whose digits are at the front; -1. */
static int
escaped(struct str digits)
{
	int v = 0;

	if (digits.n < 4)
		return -1;
	for (int k = 0; k < 4; k++) {
		int d = hex_digit(digits.p[k]);

		if (d < 0)
			return -1;
		v = v * 16 + d;
	}
	return v >= 0xd800 && v < 0xe000 ? -1 : v; /* no surrogates */
}

static size_t
put_utf8(char *out, int v)
{
	if (v < 0x80) {
		out[0] = (char)v;
		return 1;
	}
	if (v < 0x800) {
		out[0] = (char)(0xc0 | v >> 6);
		out[1] = (char)(0x80 | (v & 0x3f));
		return 2;
	}
	out[0] = (char)(0xe0 | v >> 12);
	out[1] = (char)(0x80 | (v >> 6 & 0x3f));
	out[2] = (char)(0x80 | (v & 0x3f));
	return 3;
}

/* Offset of the quote that ends the string at the front, or 0. */
static size_t
closing_quote(struct str s)
{
	for (size_t i = 1; i < s.n; i++) {
		if (s.p[i] == '"')
			return i;
		i += s.p[i] == '\\';
	}
	return 0;
}

bool
name_unquote(struct str *rest, struct str *name, struct arena *a)
{
	size_t end, n = 0;
	char *out;

	if (rest->n < 2 || rest->p[0] != '"' || (end = closing_quote(*rest))
	    == 0)
		return false;
	out = arena_get(a, end + 1); /* never longer than it was quoted */
	for (size_t i = 1; i < end; i++) {
		char c = rest->p[i];
		int v;

		if (c != '\\') {
			out[n++] = c;
			continue;
		}
		c = rest->p[++i];
		if (c != 'u') {
			out[n++] = c == 'n' ? '\n' : c == 't' ? '\t' : c;
			continue;
		}
		v = escaped(str_sub(*rest, i + 1, end - i - 1));
		if (v < 0)
			return false;
		n += put_utf8(out + n, v);
		i += 4;
	}
	out[n] = 0;
	*name = (struct str){ out, n };
	*rest = str_sub(*rest, end + 1, rest->n);
	return true;
}

struct str
schema_text(const struct schema *s, struct arena *a)
{
	struct buffer b = { 0 };
	struct str r;

	for (size_t i = 0; i < s->n; i++) {
		buffer_add(&b, S("column "));
		buffer_json(&b, s->columns[i].name);
		buffer_fmt(&b, " %s\n", type_name(s->columns[i].type));
	}
	for (size_t i = 0; i < s->norders; i++) {
		buffer_add(&b, S("order"));
		for (size_t k = 0; k < s->orders[i].n; k++) {
			buffer_add(&b, k > 0 ? S(", ") : S(" "));
			buffer_json(&b,
			    s->columns[s->orders[i].columns[k]].name);
			buffer_add(&b, S(" asc"));
		}
		buffer_char(&b, '\n');
	}
	for (size_t i = 0; i < s->nfacts; i++) {
		buffer_add(&b, S("fact "));
		buffer_json(&b, s->facts[i].name);
		buffer_fmt(&b, " %s %s\n", rule_name(s->facts[i].rule),
		    type_name(s->facts[i].type));
	}
	for (size_t i = 0; i < s->npartial; i++) {
		buffer_add(&b, S("partial "));
		buffer_json(&b, s->partial[i]);
		buffer_char(&b, '\n');
	}
	if (s->source.n > 0) {
		buffer_add(&b, S("source "));
		buffer_json(&b, s->source);
		buffer_char(&b, '\n');
	}
	if (s->state.n > 0) {
		buffer_add(&b, S("state "));
		buffer_json(&b, s->state);
		buffer_char(&b, '\n');
	}
	r = arena_str(a, buffer_str(&b));
	buffer_free(&b);
	return r;
}

/* The next word of a line, without the blank in front. */
static struct str
word(struct str *line)
{
	struct str w = { NULL, 0 };

	while (line->n > 0 && line->p[0] == ' ')
		*line = str_sub(*line, 1, line->n);
	if (line->n > 0)
		str_next(line, ' ', &w);
	return w;
}

static int
parse_column(struct schema *s, struct str line, struct arena *a,
    struct fault *f)
{
	struct column *c = &s->columns[s->n];

	if (s->n >= MAX_COLUMNS)
		return fault_data(f, "more than %d columns", MAX_COLUMNS);
	if (!name_unquote(&line, &c->name, a) || c->name.n == 0 ||
	    !type_parse(word(&line), &c->type))
		return fault_data(f, "not a column: %s", quoted(line));
	if (schema_find(s, c->name) >= 0)
		return fault_data(f, "column %s twice", quoted(c->name));
	s->n++;
	return 0;
}

static int
parse_order(struct schema *s, struct str line, struct arena *a,
    struct fault *f)
{
	struct order *o = &s->orders[s->norders];
	struct str name;

	o->columns = NEW(a, size_t, s->n + 1);
	o->n = 0;
	do {
		ptrdiff_t at;

		while (line.n > 0 && (line.p[0] == ' ' || line.p[0] == ','))
			line = str_sub(line, 1, line.n);
		if (!name_unquote(&line, &name, a) || o->n >= s->n ||
		    (at = schema_find(s, name)) < 0 ||
		    !str_starts(line, S(" asc")))
			return fault_data(f, "not an order: %s", quoted(line));
		o->columns[o->n++] = (size_t)at;
		line = str_sub(line, 4, line.n);
	} while (line.n > 0);
	s->norders++;
	return 0;
}

static int
parse_fact(struct schema *s, struct str line, struct arena *a, struct fault *f)
{
	struct fact_name *n = &s->facts[s->nfacts];

	if (s->nfacts >= MAX_FACTS)
		return fault_data(f, "more than %d facts", MAX_FACTS);
	if (!name_unquote(&line, &n->name, a) ||
	    !rule_parse(word(&line), &n->rule) ||
	    !type_parse(word(&line), &n->type))
		return fault_data(f, "not a fact: %s", quoted(line));
	for (size_t i = 0; i < s->nfacts; i++)
		if (str_eq(s->facts[i].name, n->name))
			return fault_data(f, "fact %s twice", quoted(n->name));
	s->nfacts++;
	return 0;
}

static int
parse_partial(struct schema *s, struct str line, struct arena *a,
    struct fault *f)
{
	if (!name_unquote(&line, &s->partial[s->npartial], a))
		return fault_data(f, "not a partial: %s", quoted(line));
	s->npartial++;
	return 0;
}

int
schema_parse(struct schema *s, struct str text, struct arena *a,
    struct fault *f)
{
	size_t lines = 1;
	struct str line;

	*s = (struct schema){ 0 };
	for (size_t i = 0; i < text.n; i++)
		lines += text.p[i] == '\n';
	if (lines > MAX_COLUMNS + MAX_FACTS + 1024)
		return fault_data(f, "schema of %zu lines", lines);
	s->columns = NEW(a, struct column, lines);
	s->orders = NEW(a, struct order, lines);
	s->facts = NEW(a, struct fact_name, lines);
	s->partial = NEW(a, struct str, lines);
	while (str_next(&text, '\n', &line)) {
		struct str kind = word(&line);
		int r = 0;

		if (str_eq(kind, S("column")))
			r = parse_column(s, line, a, f);
		else if (str_eq(kind, S("order")))
			r = parse_order(s, line, a, f);
		else if (str_eq(kind, S("fact")))
			r = parse_fact(s, line, a, f);
		else if (str_eq(kind, S("partial")))
			r = parse_partial(s, line, a, f);
		else if (str_eq(kind, S("source")))
			(void)name_unquote(&line, &s->source, a);
		else if (str_eq(kind, S("state")))
			(void)name_unquote(&line, &s->state, a);
		else if (kind.n > 0 && !str_eq(kind, S("writer")))
			r = fault_data(f, "unknown schema line %s",
			    quoted(kind));
		if (r < 0)
			return -1;
	}
	return 0;
}
