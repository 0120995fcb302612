#include "facts.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "../base/buffer.h"
#include "../base/num.h"
#include "bounds.h"

void
facts_free(struct facts *fs)
{
	for (size_t i = 0; i < fs->n; i++)
		free(fs->list[i].parts);
	free(fs->list);
	arena_free(&fs->arena);
	*fs = (struct facts){ 0 };
}

struct fact *
facts_find(const struct facts *fs, struct str name)
{
	for (size_t i = 0; i < fs->n; i++)
		if (str_eq(fs->list[i].name.name, name))
			return &fs->list[i];
	return NULL;
}

struct fact *
facts_get(struct facts *fs, const struct fact_name *name, struct fault *f)
{
	struct fact *x = facts_find(fs, name->name);

	if (x) {
		if (x->name.rule == name->rule && x->name.type == name->type)
			return x;
		fault_data(f, "fact %s is a %s here and a %s there",
		    quoted(name->name), rule_name(x->name.rule),
		    rule_name(name->rule));
		return NULL;
	}
	if (fs->n >= MAX_FACTS) {
		fault_data(f, "more than %d facts", MAX_FACTS);
		return NULL;
	}
	fs->list = mem_resize(fs->list, (fs->n + 1) * sizeof *fs->list);
	x = &fs->list[fs->n++];
	*x = (struct fact){ .name = *name };
	x->name.name = arena_str(&fs->arena, name->name);
	return x;
}

int
fact_add_sum(struct fact *x, uint64_t part, int64_t v, struct fault *f)
{
	size_t i = 0;

	while (i < x->n && x->parts[i].part < part)
		i++;
	if (i < x->n && x->parts[i].part == part) {
		if (x->parts[i].value == v)
			return 0;
		return fault_data(f, "fact %s: one part has both %" PRId64
		    " and %" PRId64, quoted(x->name.name), x->parts[i].value,
		    v);
	}
	if (x->n >= MAX_PARTS)
		return fault_data(f, "fact %s: more than %d parts",
		    quoted(x->name.name), MAX_PARTS);
	mem_grow(&x->parts, &x->cap, x->n + 1, sizeof *x->parts);
	memmove(x->parts + i + 1, x->parts + i, (x->n - i) * sizeof *x->parts);
	x->parts[i] = (struct fact_part){ part, v };
	x->n++;
	return 0;
}

void
fact_add_extreme(struct fact *x, const struct value *v, struct arena *a)
{
	int r;

	if (v->is_null)
		return;
	r = x->is_known ? value_cmp(v, &x->value) : 0;
	if (x->is_known && (x->name.rule == RULE_MIN ? r >= 0 : r <= 0))
		return;
	x->is_known = true;
	x->value = *v;
	if (type_is_text(v->type))
		x->value.s = arena_str(a, v->s);
}

int
fact_add_values(struct fact *x, const int64_t *v, size_t n, struct fault *f)
{
	int64_t *all = mem_get(mem_times(sizeof *all, x->n + n));
	size_t i = 0, k = 0, m = 0;

	while (i < x->n || k < n) {
		if (k == n || (i < x->n && x->values[i] < v[k]))
			all[m++] = x->values[i++];
		else if (i == x->n || v[k] < x->values[i])
			all[m++] = v[k++];
		else
			all[m++] = x->values[i++], k++;
	}
	free(x->values);
	x->values = all;
	x->cap = x->n + n;
	x->n = m;
	if (m > MAX_RANGE_VALUES)
		return fault_data(f, "fact %s: more than %d values",
		    quoted(x->name.name), MAX_RANGE_VALUES);
	return 0;
}

int
fact_add_text(struct fact *x, struct str s, struct arena *a, struct fault *f)
{
	size_t i = 0, bytes = s.n;

	while (i < x->n && str_cmp(x->texts[i], s) < 0)
		i++;
	if (i < x->n && str_eq(x->texts[i], s))
		return 0;
	for (size_t k = 0; k < x->n; k++)
		bytes += x->texts[k].n;
	if (bytes > MAX_SET_BYTES)
		return fault_data(f, "fact %s: a set larger than %d bytes",
		    quoted(x->name.name), MAX_SET_BYTES);
	mem_grow(&x->texts, &x->cap, x->n + 1, sizeof *x->texts);
	memmove(x->texts + i + 1, x->texts + i, (x->n - i) * sizeof *x->texts);
	x->texts[i] = arena_str(a, s);
	x->n++;
	return 0;
}

int
facts_merge(struct facts *to, const struct facts *from, struct fault *f)
{
	for (size_t i = 0; i < from->n; i++) {
		const struct fact *y = &from->list[i];
		struct fact *x = facts_get(to, &y->name, f);

		if (!x)
			return -1;
		switch (y->name.rule) {
		case RULE_SUM:
			for (size_t k = 0; k < y->n; k++)
				if (fact_add_sum(x, y->parts[k].part,
				    y->parts[k].value, f) < 0)
					return -1;
			break;
		case RULE_MIN:
		case RULE_MAX:
			if (y->is_known)
				fact_add_extreme(x, &y->value, &to->arena);
			break;
		case RULE_RANGES:
			if (fact_add_values(x, y->values, y->n, f) < 0)
				return -1;
			break;
		case RULE_SET:
		case RULE_SAME:
			for (size_t k = 0; k < y->n; k++)
				if (fact_add_text(x, y->texts[k], &to->arena,
				    f) < 0)
					return -1;
			break;
		}
	}
	return 0;
}

int
fact_value(const struct fact *x, struct value *v, struct arena *a,
    struct fault *f)
{
	struct buffer b = { 0 };

	*v = (struct value){ .type = x->name.type };
	switch (x->name.rule) {
	case RULE_SUM:
		for (size_t i = 0; i < x->n; i++)
			if (__builtin_add_overflow(v->i, x->parts[i].value,
			    &v->i))
				return fault_data(f, "fact %s: too large",
				    quoted(x->name.name));
		break;
	case RULE_MIN:
	case RULE_MAX:
		*v = x->value;
		v->type = x->name.type;
		v->is_null = !x->is_known;
		break;
	case RULE_RANGES:
		v->i = (int64_t)x->n;
		break;
	case RULE_SET:
	case RULE_SAME:
		buffer_char(&b, '[');
		for (size_t i = 0; i < x->n; i++) {
			if (i > 0)
				buffer_char(&b, ',');
			buffer_json(&b, x->texts[i]);
		}
		buffer_char(&b, ']');
		v->s = arena_str(a, buffer_str(&b));
		buffer_free(&b);
		break;
	}
	return 0;
}

void
facts_seal(struct facts *fs)
{
	for (size_t i = 0; i < fs->n; i++) {
		struct fact *x = &fs->list[i];

		if (x->name.rule != RULE_RANGES)
			continue;
		free(x->values);
		x->values = NULL;
		x->cap = 0;
	}
}

static void
put_int(struct buffer *b, int64_t v)
{
	char text[NUM_MAX];

	buffer_add(b, (struct str){ text, num_put_int(text, v) });
}

/* Ascending integers as `first` or `first+step*count`, comma between: a
 * regular grid costs one item. */
static void
put_ranges(struct buffer *b, const int64_t *v, size_t n)
{
	for (size_t i = 0; i < n;) {
		size_t k = i + 1;
		uint64_t step = k < n ? (uint64_t)v[k] - (uint64_t)v[i] : 0;

		while (k + 1 < n && (uint64_t)v[k + 1] - (uint64_t)v[k] == step)
			k++;
		if (i > 0)
			buffer_char(b, ',');
		put_int(b, v[i]);
		if (k < n && k - i >= 2 && (int64_t)step > 0) {
			buffer_char(b, '+');
			put_int(b, (int64_t)step);
			buffer_char(b, '*');
			put_int(b, (int64_t)(k - i));
			i = k + 1;
		} else {
			i++;
		}
	}
}

static int
by_name(const void *a, const void *b)
{
	const struct fact *const *x = a, *const *y = b;

	return str_cmp((*x)->name.name, (*y)->name.name);
}

/* Sorted by name: the text doesn't tell in which order facts were merged. */
struct str
facts_text(const struct facts *fs, struct arena *a)
{
	const struct fact **sorted = NEW(a, const struct fact *, fs->n + 1);
	struct buffer b = { 0 };
	struct str r;

	for (size_t i = 0; i < fs->n; i++)
		sorted[i] = &fs->list[i];
	qsort(sorted, fs->n, sizeof *sorted, by_name);
	for (size_t i = 0; i < fs->n; i++) {
		const struct fact *x = sorted[i];

		buffer_json(&b, x->name.name);
		switch (x->name.rule) {
		case RULE_SUM:
			for (size_t k = 0; k < x->n; k++)
				buffer_fmt(&b, " %016" PRIx64 ":%" PRId64,
				    x->parts[k].part, x->parts[k].value);
			break;
		case RULE_MIN:
		case RULE_MAX:
			if (!x->is_known)
				break;
			buffer_char(&b, ' ');
			if (type_is_text(x->name.type))
				buffer_json(&b, x->value.s);
			else
				buffer_fmt(&b, "%" PRId64, x->value.i);
			break;
		case RULE_RANGES:
			buffer_char(&b, ' ');
			put_ranges(&b, x->values, x->n);
			break;
		case RULE_SET:
		case RULE_SAME:
			for (size_t k = 0; k < x->n; k++) {
				buffer_char(&b, ' ');
				buffer_json(&b, x->texts[k]);
			}
			break;
		}
		buffer_char(&b, '\n');
	}
	r = arena_str(a, buffer_str(&b));
	buffer_free(&b);
	return r;
}

static bool
parse_part(struct str item, uint64_t *part, int64_t *v)
{
	*part = 0;
	if (item.n < 18 || item.p[16] != ':')
		return false;
	for (size_t i = 0; i < 16; i++) {
		char c = item.p[i];
		int d = c >= '0' && c <= '9' ? c - '0' :
		    c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;

		if (d < 0)
			return false;
		*part = *part << 4 | (uint64_t)d;
	}
	return num_int(str_sub(item, 17, item.n), v);
}

/* `first+step*count` into values; the total is bounded. */
static bool
parse_range(struct str item, int64_t *first, int64_t *step, int64_t *count)
{
	struct str part;

	*step = 0;
	*count = 0;
	if (!str_next(&item, '+', &part) || !num_int(part, first))
		return false;
	if (!item.p)
		return true;
	return str_next(&item, '*', &part) && num_int(part, step) &&
	    num_int(item, count) && *step > 0 && *count > 0 &&
	    *count <= MAX_RANGE_VALUES;
}

static bool
parse_ranges(struct fact *x, struct str rest)
{
	struct str item;

	while (rest.n > 0 && str_next(&rest, ',', &item)) {
		int64_t first, step, count, v;

		if (!parse_range(item, &first, &step, &count) ||
		    x->n + (size_t)count >= MAX_RANGE_VALUES)
			return false;
		for (int64_t k = 0; k <= count; k++) {
			if (__builtin_mul_overflow(step, k, &v) ||
			    __builtin_add_overflow(v, first, &v) ||
			    (x->n > 0 && v <= x->values[x->n - 1]))
				return false;
			mem_grow(&x->values, &x->cap, x->n + 1,
			    sizeof *x->values);
			x->values[x->n++] = v;
		}
	}
	return true;
}

static int
parse_fact(struct fact *x, struct str rest, struct arena *a, struct fault *f)
{
	struct str item;
	uint64_t part;
	int64_t v;
	bool ok = true;

	if (rest.n > 0 && rest.p[0] != ' ')
		ok = false;
	rest = str_sub(rest, 1, rest.n);
	switch (x->name.rule) {
	case RULE_SUM:
		while (ok && rest.n > 0 && str_next(&rest, ' ', &item)) {
			ok = parse_part(item, &part, &v);
			if (ok && fact_add_sum(x, part, v, f) < 0)
				return -1;
		}
		break;
	case RULE_MIN:
	case RULE_MAX:
		x->is_known = rest.n > 0;
		x->value.type = x->name.type;
		if (x->is_known && type_is_text(x->name.type))
			ok = name_unquote(&rest, &x->value.s, a) &&
			    rest.n == 0;
		else if (x->is_known)
			ok = num_int(rest, &x->value.i);
		break;
	case RULE_RANGES:
		ok = ok && parse_ranges(x, rest);
		break;
	case RULE_SET:
	case RULE_SAME:
		while (ok && rest.n > 0) {
			ok = name_unquote(&rest, &item, a) &&
			    (rest.n == 0 || rest.p[0] == ' ');
			rest = str_sub(rest, 1, rest.n);
			if (ok && fact_add_text(x, item, a, f) < 0)
				return -1;
		}
		break;
	}
	return ok ? 0 : fault_data(f, "fact %s: not a value of rule %s",
	    quoted(x->name.name), rule_name(x->name.rule));
}

int
facts_parse(struct facts *fs, const struct schema *s, struct str text,
    struct fault *f)
{
	struct str line, name;
	size_t values = 0; /* of all ranges: few letters stand for many */

	for (size_t i = 0; i < s->nfacts; i++)
		if (!facts_get(fs, &s->facts[i], f))
			return -1;
	while (text.n > 0 && str_next(&text, '\n', &line)) {
		struct fact *x;

		if (line.n == 0)
			continue;
		if (!name_unquote(&line, &name, &fs->arena))
			return fault_data(f, "not a fact: %s", quoted(line));
		x = facts_find(fs, name);
		if (!x)
			return fault_data(f, "fact %s is not declared",
			    quoted(name));
		if (x->n > 0 || x->is_known)
			return fault_data(f, "fact %s twice", quoted(name));
		if (parse_fact(x, line, &fs->arena, f) < 0)
			return -1;
		values += x->name.rule == RULE_RANGES ? x->n : 0;
		if (values > MAX_RANGE_VALUES)
			return fault_data(f, "facts of more than %d values",
			    MAX_RANGE_VALUES);
	}
	return 0;
}
