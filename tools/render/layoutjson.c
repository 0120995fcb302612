#include "layoutjson.h"

#include "../base/num.h"
#include "../rows/bounds.h"
#include "chartdata.h"
#include "input.h"
#include "jsonout.h"
#include "jsonval.h"
#include "rowout.h"

/* Is the input named by a json line? */
static bool
is_named(const struct layout *l, struct str name)
{
	for (size_t i = 0; i < l->njson; i++)
		for (size_t k = 0; k < l->json[i].n; k++)
			if (l->json[i].kind != JSON_CHART &&
			    str_eq(l->json[i].inputs[k], name))
				return true;
	return false;
}

static int
add_one(const struct scene *s, struct buffer *b, struct str name)
{
	const struct table *t = scene_table(s, name);

	if (!t)
		return -1;
	if (t->rows.rows != 1)
		return fault_data(s->f, "json: input %s has %u rows, not one",
		    quoted(name), t->rows.rows);
	rowout_objects(b, &t->schema, &t->rows, S(""));
	return 0;
}

static void
add_member(struct buffer *b, const struct table *t, bool *has)
{
	buffer_add(b, *has ? S(",\n  ") : S("\n  "));
	*has = true;
	buffer_json(b, t->name);
	buffer_add(b, S(": "));
	jsonout_rows(b, t, 3);
}

/* One input: its rows; several: an object of them. */
static int
add_rows(const struct scene *s, struct buffer *b, const struct layout_json *j)
{
	const struct table *t;
	bool has = false;

	if (j->n == 1 && !str_eq(j->inputs[0], S("*"))) {
		t = scene_table(s, j->inputs[0]);
		if (t)
			jsonout_rows(b, t, 2);
		return t ? 0 : -1;
	}
	buffer_char(b, '{');
	for (size_t i = 0; i < j->n; i++) {
		if (!str_eq(j->inputs[i], S("*"))) {
			t = scene_table(s, j->inputs[i]);
			if (!t)
				return -1;
			add_member(b, t, &has);
			continue;
		}
		for (size_t k = 0; k < s->n; k++)
			if (!is_named(s->layout, s->tables[k].name))
				add_member(b, &s->tables[k], &has);
	}
	buffer_add(b, has ? S("\n }") : S("}"));
	return 0;
}

/* pivot: nested objects by the keys; in the innermost an array, one value for
 * each different value of the column, or of the input that has all of them,
 * FILL where there is no row. */
struct pivot {
	const struct scene *s;
	const struct table *t;
	size_t nkeys, *keys, column, value;
	uint32_t *order;      /* rows by keys and column */
	uint32_t nslots, *slot; /* which value of the column a row has */
	struct str fill;
};

static void
pivot_value(const struct pivot *p, size_t column, uint32_t row,
    struct value *v)
{
	const struct col *c = &p->t->rows.cols[column];

	col_value(c, dom_index(c->dom, p->t->rows.rows, p->s->a)[row], v);
}

static bool
pivot_same(const struct pivot *p, uint32_t a, uint32_t b, size_t nkeys)
{
	return chunk_cmp_rows(&p->t->rows, p->keys, NULL, nkeys, a, b,
	    p->s->a) == 0;
}

static int
pivot_cells(const struct pivot *p, struct buffer *b, uint32_t from,
    uint32_t to)
{
	buffer_char(b, '[');
	for (uint32_t slot = 0; slot < p->nslots; slot++) {
		struct value v;

		if (slot > 0)
			buffer_char(b, ',');
		if (from == to || p->slot[p->order[from]] != slot) {
			buffer_add(b, p->fill);
			continue;
		}
		pivot_value(p, p->value, p->order[from++], &v);
		jsonval_add(b, &v);
		if (from < to && p->slot[p->order[from]] == slot)
			return fault_data(p->s->f, "pivot: two rows for one "
			    "place");
	}
	buffer_char(b, ']');
	return 0;
}

/* Rows [from, to) of the order agree in the first `depth` keys. */
static int
pivot_level(const struct pivot *p, struct buffer *b, size_t depth,
    uint32_t from, uint32_t to)
{
	bool has = false;

	if (depth == p->nkeys)
		return pivot_cells(p, b, from, to);
	buffer_char(b, '{');
	while (from < to) {
		uint32_t end = from + 1;
		struct value v;

		while (end < to && pivot_same(p, p->order[from],
		    p->order[end], depth + 1))
			end++;
		if (has)
			buffer_char(b, ',');
		has = true;
		if (depth < 2)
			buffer_fmt(b, "\n%*s", (int)depth + 2, "");
		pivot_value(p, p->keys[depth], p->order[from], &v);
		if (v.is_null)
			return fault_data(p->s->f, "pivot: NULL among the "
			    "keys");
		buffer_json(b, value_text(&v, 'T', p->s->a));
		buffer_char(b, ':');
		if (pivot_level(p, b, depth + 1, from, end) < 0)
			return -1;
		from = end;
	}
	buffer_char(b, '}');
	return 0;
}

static int
find_column(const struct scene *s, const struct table *t, struct str name,
    size_t *at)
{
	ptrdiff_t k = schema_find(&t->schema, name);

	if (k < 0)
		return fault_usage(s->f, "json: input %s has no column %s",
		    quoted(t->name), quoted(name));
	*at = (size_t)k;
	return 0;
}

/* The value of a row as it stands in the order `by`. */
static void
value_in(const struct scene *s, const struct table *t, size_t column,
    const uint32_t *by, uint32_t i, struct value *v)
{
	const struct col *c = &t->rows.cols[column];

	col_value(c, dom_index(c->dom, t->rows.rows, s->a)[by[i]], v);
}

/* Numbers the values of the column, ascending: those of `over`, among which
 * each must be. */
static int
pivot_number(struct pivot *p, const struct table *over, struct str name)
{
	const struct scene *s = p->s;
	uint32_t rows = p->t->rows.rows, at = 0;
	uint32_t *by = input_sort(&p->t->rows, &p->column, NULL, 1, s->a), *all;
	struct value have, want;
	size_t column = 0;

	if (find_column(s, over, name, &column) < 0)
		return -1;
	if (over->schema.columns[column].type != p->t->schema.columns[p->column].type)
		return fault_usage(s->f, "pivot: %s of %s is of another type",
		    quoted(name), quoted(over->name));
	all = input_sort(&over->rows, &column, NULL, 1, s->a);
	p->slot = NEW(s->a, uint32_t, rows + 1);
	for (uint32_t i = 0; i < over->rows.rows; i++) {
		value_in(s, over, column, all, i, &have);
		if (i + 1 < over->rows.rows) {
			value_in(s, over, column, all, i + 1, &want);
			if (value_cmp(&have, &want) == 0)
				continue;
		}
		for (; at < rows; at++) {
			value_in(s, p->t, p->column, by, at, &want);
			if (value_cmp(&have, &want) != 0)
				break;
			p->slot[by[at]] = p->nslots;
		}
		p->nslots++;
	}
	if (at == rows)
		return 0;
	return fault_data(s->f, "pivot: a value of column %s is not among "
	    "those of %s", quoted(name), quoted(over->name));
}

/* null, a number, or a text. */
static struct str
fill_text(const struct scene *s, struct str fill)
{
	struct value v = { .type = TYPE_TEXT, .s = fill };
	struct buffer b = { 0 };

	if (str_eq(fill, S("null")))
		v.is_null = true;
	else if (num_int(fill, &v.i))
		v.type = TYPE_INT;
	else if (num_real(fill, &v.d))
		v.type = TYPE_REAL;
	else
		v.s = fill;
	jsonval_add(&b, &v);
	return scene_keep(s, &b);
}

static int
add_pivot(const struct scene *s, struct buffer *b,
    const struct layout_json *j)
{
	struct pivot p = { .s = s, .t = scene_table(s, j->inputs[0]) };
	const struct table *over;
	bool *descending;

	if (!p.t || input_sort_keys(j->keys, &p.t->schema, &p.nkeys, &p.keys,
	    &descending, s->a, s->f) < 0 ||
	    find_column(s, p.t, j->column, &p.column) < 0 ||
	    find_column(s, p.t, j->value, &p.value) < 0)
		return -1;
	if (p.nkeys > MAX_DEPTH)
		return fault_usage(s->f, "pivot: more than %d keys",
		    MAX_DEPTH);
	p.fill = fill_text(s, j->fill);
	over = j->over.p ? scene_table(s, j->over) : p.t;
	if (!over || pivot_number(&p, over, j->column) < 0)
		return -1;
	p.keys[p.nkeys] = p.column; /* there is room for one more */
	p.order = input_sort(&p.t->rows, p.keys, NULL, p.nkeys + 1, s->a);
	return pivot_level(&p, b, 0, 0, p.t->rows.rows);
}

/* list: the values of a column, an array; map: an object of those of two. */
static int
add_values(const struct scene *s, struct buffer *b,
    const struct layout_json *j)
{
	const struct table *t = scene_table(s, j->inputs[0]);
	bool is_map = j->kind == JSON_MAP;
	const uint32_t *key_at, *value_at;
	const struct col *keys, *values;
	size_t key = 0, value = 0;

	if (!t || find_column(s, t, j->column, &key) < 0 ||
	    find_column(s, t, is_map ? j->value : j->column, &value) < 0)
		return -1;
	keys = &t->rows.cols[key];
	values = &t->rows.cols[value];
	key_at = dom_index(keys->dom, t->rows.rows, s->a);
	value_at = dom_index(values->dom, t->rows.rows, s->a);
	buffer_char(b, is_map ? '{' : '[');
	for (uint32_t r = 0; r < t->rows.rows; r++) {
		struct value v;

		if (r > 0)
			buffer_char(b, ',');
		col_value(keys, key_at[r], &v);
		if (is_map && v.is_null)
			return fault_data(s->f, "map: NULL among the keys");
		if (is_map) {
			buffer_json(b, value_text(&v, 'T', s->a));
			buffer_char(b, ':');
			col_value(values, value_at[r], &v);
		}
		jsonval_add(b, &v);
	}
	buffer_char(b, is_map ? '}' : ']');
	return 0;
}

/* The rows of a section's first chart: the columns that it uses. */
static int
add_chart(const struct scene *s, struct buffer *b, struct str id)
{
	const struct layout *l = s->layout;
	struct table t, rows;

	for (size_t i = 0; i < l->n; i++) {
		const struct layout_section *x = &l->sections[i];

		for (size_t k = 0; k < x->n && str_eq(x->id, id); k++) {
			if (x->blocks[k].ncharts == 0)
				continue;
			if (scene_rows(s, &x->blocks[k].from, &t) < 0 ||
			    chartdata_table(s, &x->blocks[k].charts[0], &t,
			    &rows) < 0)
				return -1;
			jsonout_rows(b, &rows, 2);
			return 0;
		}
	}
	return fault_usage(s->f, "no section %s has a chart", quoted(id));
}

static int
add_entry(const struct scene *s, struct buffer *b,
    const struct layout_json *j)
{
	struct value v;

	switch (j->kind) {
	case JSON_ONE:
		return add_one(s, b, j->inputs[0]);
	case JSON_ROWS:
		return add_rows(s, b, j);
	case JSON_PIVOT:
		return add_pivot(s, b, j);
	case JSON_LIST:
	case JSON_MAP:
		return add_values(s, b, j);
	case JSON_CHART:
		return add_chart(s, b, j->inputs[0]);
	case JSON_TEXT:
		if (scene_value(s, j->variable, &s->tables[0], &v) < 0)
			return -1;
		jsonval_add(b, &v);
		return 0;
	}
	return -1;
}

int
layoutjson_value(const struct scene *s, struct buffer *b, struct str key)
{
	const struct layout *l = s->layout;

	for (size_t i = 0; i < l->njson; i++)
		if (str_eq(l->json[i].key, key))
			return add_entry(s, b, &l->json[i]);
	return fault_usage(s->f, "no json line has the key %s", quoted(key));
}

int
layoutjson_draw(struct buffer *b, const struct layout *l,
    const struct table *tables, size_t n, const struct calc *calc,
    struct fault *f)
{
	struct arena a = { 0 };
	struct scene s = { l, tables, n, calc, &a, f, false };
	int done = 0;

	if (l->njson == 0) {
		jsonout_draw(b, tables, n);
		return 0;
	}
	buffer_char(b, '{');
	for (size_t i = 0; i < l->njson && done == 0; i++) {
		buffer_add(b, i > 0 ? S(",\n ") : S("\n "));
		buffer_json(b, l->json[i].key);
		buffer_add(b, S(": "));
		done = add_entry(&s, b, &l->json[i]);
		if (done < 0)
			layout_fault(l, l->json[i].line, f);
	}
	buffer_add(b, S("\n}\n"));
	arena_free(&a);
	return done;
}
