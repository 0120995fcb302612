/* States as columns. */

#include <stdlib.h>
#include <string.h>

#include "accumstate.h"

/* The columns of each aggregate's state.  A name with a star is there for
 * each argument, or for each but the first; those in brackets hold values. */
static const char *
parts_of(enum agg_kind kind, bool is_exact)
{
	switch (kind) {
	case AGG_SUM: return is_exact ? "sum" : "low high";
	case AGG_MEAN: return "n sum";
	case AGG_STDEV: return "n sum squares";
	case AGG_SLOPE: return "n sum sum_y squares_y products";
	case AGG_CORR: return "n sum squares sum_y squares_y products";
	case AGG_MIN:
	case AGG_MAX: return "x";
	case AGG_ANY:
	case AGG_ALL: return "is";
	case AGG_FIRST:
	case AGG_LAST: return "x by*";
	case AGG_DISTINCT:
	case AGG_SUM_DISTINCT: return "[x*]";
	case AGG_SET: return "[x]";
	case AGG_MODE: return "[x] times";
	case AGG_MEDIAN:
	case AGG_QUANTILE: return "n [x] times";
	default: return "n"; /* count, checksum */
	}
}

static const char *const sum_names[SUMS] = { [SUM_X] = "sum",
	[SUM_XX] = "squares", [SUM_Y] = "sum_y", [SUM_YY] = "squares_y",
	[SUM_XY] = "products" };

/* Which sum has this name; SUMS: none. */
static int
sum_named(struct str name)
{
	int k = 0;

	while (k < SUMS && !str_eq(name, str_of(sum_names[k])))
		k++;
	return k;
}

static enum type
wide(enum type t)
{
	return t == TYPE_F32 ? TYPE_REAL : t;
}

/* The type of the column for argument `arg` of a call, or of another part. */
static enum type
part_type(const struct agg_call *call, struct str part, size_t arg)
{
	if (sum_named(part) < SUMS)
		return TYPE_TEXT;
	if (str_eq(part, S("is")))
		return TYPE_BOOL;
	if (part.p[0] != 'x' && part.p[0] != 'b')
		return TYPE_INT;
	return accum_is_quantile(call) ? TYPE_REAL : wide(call->args[arg]->type);
}

struct columns {
	struct column *list; /* NULL: only counted */
	size_t n;
	struct arena *arena;
};

static void
add_column(struct columns *to, struct str name, size_t number, enum type t)
{
	if (to->list)
		to->list[to->n] = (struct column){ number == 0 ?
		    arena_str(to->arena, name) : arena_fmt(to->arena,
		    "%.*s%zu", (int)name.n, name.p, number), t };
	to->n++;
}

size_t
accum_columns(const struct agg_call *call, struct column *columns,
    size_t *first, size_t *values, struct arena *arena)
{
	struct columns to = { .list = columns, .arena = arena };
	struct str rest = str_of(parts_of(call->kind,
	    accum_uses_sums(call))), part;

	*first = *values = 0;
	while (str_next(&rest, ' ', &part)) {
		bool is_value = part.p[0] == '[', is_repeated;
		size_t was = to.n, from = 0, count = 1;

		if (is_value)
			part = str_sub(part, 1, part.n - 2);
		is_repeated = part.p[part.n - 1] == '*';
		part.n -= is_repeated;
		if (part.p[0] == 'b')
			from = 1;
		if (is_repeated)
			count = call->n - from;
		for (size_t i = 0; i < count; i++)
			add_column(&to, part, is_repeated && count > 1 ?
			    i + 1 : 0, part_type(call, part, from + i));
		if (is_value) {
			*first = was;
			*values = count;
		}
	}
	return to.n;
}

size_t
accum_argument_types(enum agg_kind kind, size_t n,
    const struct column *columns, size_t ncolumns, enum type *types)
{
	size_t need = kind == AGG_FIRST || kind == AGG_LAST ||
	    kind == AGG_DISTINCT || kind == AGG_SUM_DISTINCT ? n : 1;

	if (ncolumns < need)
		return 0;
	for (size_t i = 0; i < n; i++)
		types[i] = i < need ? columns[i].type : TYPE_REAL;
	switch (kind) {
	case AGG_SUM:
		types[0] = columns[0].type == TYPE_TEXT ? TYPE_REAL :
		    TYPE_INT;
		break;
	case AGG_MEAN:
	case AGG_STDEV:
	case AGG_SLOPE:
	case AGG_CORR:
	case AGG_MEDIAN:
	case AGG_QUANTILE:
		types[0] = TYPE_REAL;
		break;
	case AGG_SUM_DISTINCT: /* its number is the last of the columns */
		types[0] = columns[n - 1].type;
		for (size_t i = 1; i < n; i++)
			types[i] = columns[i - 1].type;
		break;
	default:
		break;
	}
	return n;
}

/* One part of the state of each group: a sum, or by its first letter. */
static void
fixed_part(struct accum *a, struct str name, const uint32_t *which,
    uint32_t n, struct col *col, struct arena *arena)
{
	struct value *v = NEW0(arena, struct value, n + 1);
	enum type t = TYPE_INT;
	int sum = sum_named(name);

	for (uint32_t k = 0; k < n; k++) {
		uint32_t g = which[k];
		char text[EXACT_MAX];

		if (sum < SUMS) {
			t = TYPE_TEXT;
			v[k].s = arena_str(arena, (struct str){ text,
			    exact_put(&a->sums[sum][g], text) });
			continue;
		}
		switch (name.p[0]) {
		case 'h':
			v[k].i = a->high[g];
			break;
		case 'i':
			t = TYPE_BOOL;
			v[k].i = a->flags[g] == B_TRUE;
			break;
		default: /* n, low */
			v[k].i = a->counts[g];
			break;
		}
	}
	*col = col_values(t, v, n, arena);
}

/* Argument `arg` of what is kept. */
static struct col
kept_part(const struct accum *a, size_t arg, const uint32_t *which,
    uint32_t n, struct arena *arena)
{
	size_t kept = accum_kept_values(&a->call);
	struct value *v = NEW(arena, struct value, n + 1);

	for (uint32_t k = 0; k < n; k++) {
		v[k] = a->best[(size_t)which[k] * kept + arg];
		if (a->flags[which[k]] != B_TRUE)
			v[k].is_null = true;
	}
	return col_values(wide(a->call.args[arg]->type), v, n, arena);
}

void
accum_fixed(struct accum *a, const uint32_t *which, uint32_t n,
    struct col *cols, struct arena *arena)
{
	struct column columns[64], *c = columns;
	size_t first, values, count = accum_columns(&a->call, NULL, &first,
	    &values, arena);

	for (uint32_t k = 0; k < n; k++)
		accum_more_groups(a, which[k] + 1);
	if (count > sizeof columns / sizeof *columns)
		c = NEW(arena, struct column, count);
	accum_columns(&a->call, c, &first, &values, arena);
	for (size_t i = 0; i < count; i++) {
		bool is_value = i >= first && i < first + values;

		if (is_value || str_eq(c[i].name, S("times")))
			cols[i] = col_null(c[i].type, arena);
		else if (accum_kept_values(&a->call) > 0)
			cols[i] = kept_part(a, i, which, n, arena);
		else
			fixed_part(a, c[i].name, which, n, &cols[i], arena);
	}
}

/* The parts of a pair's value. */
static void
pair_value(const struct accum *a, uint32_t pair, struct value *parts)
{
	uint32_t id = pairs_value(&a->pairs, pair);

	for (size_t k = a->call.n; k-- > 1;) {
		uint64_t tuple = (uint64_t)a->tuples.i[id];

		intern_get(&a->values[k], (uint32_t)tuple, &parts[k]);
		id = (uint32_t)(tuple >> 32);
	}
	intern_get(&a->values[0], id, &parts[0]);
}

/* Puts NULL into all columns but the values (and times). */
static void
value_columns(const struct accum *a, uint32_t n, const struct value *v,
    const int64_t *times, struct col *cols, struct arena *arena)
{
	size_t first, values, count = accum_columns(&a->call, NULL, &first,
	    &values, arena);
	struct column *c = NEW(arena, struct column, count);

	accum_columns(&a->call, c, &first, &values, arena);
	for (size_t i = 0; i < count; i++)
		if (i >= first && i < first + values)
			cols[i] = col_values(c[i].type, v + (i - first) * n,
			    n, arena);
		else if (str_eq(c[i].name, S("times")))
			cols[i] = (struct col){ .type = TYPE_INT,
				.dom = dom_rows(n, arena), .i = times };
		else
			cols[i] = col_null(c[i].type, arena);
}

static uint32_t
next_pairs(struct accum *a, size_t *at, uint32_t most, uint32_t *group,
    struct col *cols, struct arena *arena)
{
	struct value *parts = NEW(arena, struct value, a->call.n), *v;
	uint32_t left, n;
	int64_t *times;

	pairs_settle(&a->pairs);
	left = a->pairs.n - (uint32_t)*at;
	n = left < most ? left : most;
	v = NEW(arena, struct value, a->call.n * n + 1);
	times = NEW(arena, int64_t, n + 1);
	for (uint32_t k = 0; k < n; k++) {
		uint32_t pair = (uint32_t)*at + k;

		group[k] = (uint32_t)(a->pairs.list[pair] >> 32);
		pair_value(a, pair, parts);
		for (size_t i = 0; i < a->call.n; i++)
			v[i * n + k] = parts[i];
		times[k] = a->times ? a->times[pair] : 1;
	}
	*at += n;
	if (n > 0)
		value_columns(a, n, v, times, cols, arena);
	return n;
}

static uint32_t
next_numbers(struct accum *a, size_t *at, uint32_t most, uint32_t *group,
    struct col *cols, struct arena *arena)
{
	struct value *v = NEW(arena, struct value, most);
	int64_t *times = NEW(arena, int64_t, most);
	uint32_t n = 0;

	if (*at == 0)
		accum_sort_numbers(a);
	for (; *at < a->nnumbers; ++*at) {
		const struct number *x = &a->numbers[*at];

		if (n > 0 && group[n - 1] == x->group &&
		    memcmp(&v[n - 1].d, &x->x, sizeof x->x) == 0) {
			times[n - 1]++;
			continue;
		}
		if (n == most)
			break;
		group[n] = x->group;
		times[n] = 1;
		v[n++] = (struct value){ .type = TYPE_REAL, .d = x->x };
	}
	if (n > 0)
		value_columns(a, n, v, times, cols, arena);
	return n;
}

uint32_t
accum_values(struct accum *a, size_t *at, uint32_t most, uint32_t *group,
    struct col *cols, struct arena *arena)
{
	if (accum_uses_pairs(a))
		return next_pairs(a, at, most, group, cols, arena);
	if (accum_has_values(&a->call))
		return next_numbers(a, at, most, group, cols, arena);
	return 0;
}

/* Rows of states, as an accumulator takes them. */
struct absorbing {
	struct accum *a;
	struct run *r;
	const struct column *columns;
	const struct col *cols;
	const uint32_t **index; /* by column */
	size_t count, first, values;
	ptrdiff_t times;        /* column, or -1 */
	const uint32_t *group;
};

/* The value that column i has in a row; false if none. */
static bool
state_at(const struct absorbing *s, size_t i, uint32_t row, struct value *v)
{
	uint32_t e = s->index[i][row];

	if (col_is_null(&s->cols[i], e))
		return false;
	col_value(&s->cols[i], e, v);
	return true;
}

static int
damaged(const struct absorbing *s, size_t i)
{
	return fault_data(s->r->f, "the state of %s is damaged: %s",
	    quoted(s->a->call.node->text), quoted(s->columns[i].name));
}

static int
absorb_fixed(const struct absorbing *s, size_t i, uint32_t row)
{
	struct accum *a = s->a;
	uint32_t g = s->group[row];
	struct value v;
	int sum = sum_named(s->columns[i].name);

	if (!state_at(s, i, row, &v))
		return 0;
	if (sum < SUMS)
		return exact_add_text(&a->sums[sum][g], v.s) ? 0 :
		    damaged(s, i);
	switch (s->columns[i].name.p[0]) {
	case 'l':
		accum_add_wide(a, g, (uint64_t)v.i, 0);
		return 0;
	case 'h':
		a->high[g] = (int64_t)((uint64_t)a->high[g] + (uint64_t)v.i);
		return 0;
	case 'i':
		if (v.i == (a->call.kind == AGG_ANY))
			a->flags[g] = v.i ? B_TRUE : B_FALSE;
		return 0;
	default: /* n */
		a->counts[g] = (int64_t)((uint64_t)a->counts[g] +
		    (uint64_t)v.i);
		return a->call.kind != AGG_CHECKSUM && (v.i < 0 ||
		    a->counts[g] < 0) ? damaged(s, i) : 0;
	}
}

void
accum_end_value(struct accum *a)
{
	struct open_value *o = &a->open;

	if (o->is_open)
		digest_value(&a->digests[o->group], &a->call, o->parts,
		    o->times, a->counts[o->group]);
	o->is_open = false;
}

/* PUT_SORTED: the same value as the row before, or a new one.  Of the numbers
 * of one key the last is the greatest. */
static void
next_value(struct accum *a, uint32_t g, const struct value *parts,
    int64_t times)
{
	struct open_value *o = &a->open;
	bool is_sum = a->call.kind == AGG_SUM_DISTINCT;
	bool is_same = o->is_open && o->group == g;

	for (size_t k = 0; is_same && k < a->call.n - is_sum; k++)
		is_same = value_cmp(&o->parts[k], &parts[k]) == 0;
	if (is_same) {
		if (is_sum)
			o->parts[a->call.n - 1] = parts[a->call.n - 1];
		o->times += times;
		return;
	}
	accum_end_value(a);
	arena_reset(&o->texts);
	for (size_t k = 0; k < a->call.n; k++) {
		o->parts[k] = parts[k];
		if (type_is_text(parts[k].type))
			o->parts[k].s = arena_str(&o->texts, parts[k].s);
	}
	o->group = g;
	o->times = times;
	o->is_open = true;
}

static int
absorb_value(const struct absorbing *s, uint32_t row, struct value *parts)
{
	struct accum *a = s->a;
	struct value times = { .i = 1 };
	uint32_t id = 0;

	for (size_t k = 0; k < s->values; k++) {
		if (!state_at(s, s->first + k, row, &parts[k]))
			return k == 0 ? 0 : damaged(s, s->first + k);
		accum_plain(&parts[k]);
	}
	if (s->times >= 0 && (!state_at(s, (size_t)s->times, row, &times) ||
	    times.i < 1))
		return damaged(s, (size_t)s->times);
	if (accum_is_quantile(&a->call))
		a->high[s->group[row]] = (int64_t)((uint64_t)
		    a->high[s->group[row]] + (uint64_t)times.i);
	if (a->puts == PUT_SORTED) {
		next_value(a, s->group[row], parts, times.i);
		return 0;
	}
	for (size_t k = 0; k < s->values; k++) {
		uint32_t v = intern_value(&a->values[k], &parts[k]);

		id = k == 0 ? v : accum_tuple(a, id, v);
	}
	{
		int64_t *sum = accum_pair(a, s->group[row], id);

		if (sum && __builtin_add_overflow(*sum, times.i, sum))
			return damaged(s, (size_t)s->times);
	}
	return 0;
}

static void
absorb_kept(const struct absorbing *s, uint32_t row, struct value *parts)
{
	for (size_t k = 0; k < s->count; k++)
		col_value(&s->cols[k], s->index[k][row], &parts[k]);
	accum_offer(s->a, s->group[row], parts);
}

int
accum_absorb(struct accum *a, struct run *r, const struct col *cols,
    const uint32_t *group, uint32_t groups)
{
	struct absorbing s = { .a = a, .r = r, .cols = cols, .group = group,
		.times = -1 };
	uint32_t rows = r->rows->rows;
	struct column *columns;
	struct value *parts;

	s.count = accum_columns(&a->call, NULL, &s.first, &s.values, r->a);
	s.columns = columns = NEW(r->a, struct column, s.count);
	accum_columns(&a->call, columns, &s.first, &s.values, r->a);
	s.index = NEW(r->a, const uint32_t *, s.count);
	parts = NEW(r->a, struct value, s.count + 1);
	for (size_t i = 0; i < s.count; i++) {
		s.index[i] = dom_index(cols[i].dom, rows, r->a);
		if (str_eq(columns[i].name, S("times")))
			s.times = (ptrdiff_t)i;
	}
	accum_more_groups(a, groups);
	if (accum_kept_values(&a->call) > 0) {
		for (uint32_t row = 0; row < rows; row++)
			absorb_kept(&s, row, parts);
		return 0;
	}
	/* What is known of a group comes before its values. */
	for (size_t i = 0; i < s.count; i++) {
		if ((i >= s.first && i < s.first + s.values) ||
		    (ptrdiff_t)i == s.times)
			continue;
		for (uint32_t row = 0; row < rows; row++)
			if (absorb_fixed(&s, i, row) < 0)
				return -1;
	}
	for (uint32_t row = 0; s.values > 0 && row < rows; row++)
		if (absorb_value(&s, row, parts) < 0)
			return -1;
	return 0;
}
