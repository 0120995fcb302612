#include "fold.h"

#include <stdlib.h>
#include <string.h>

#include "../rows/bounds.h"

enum {
	STATE_ROWS = 4096,     /* of a chunk of states */
	RESULT_ROWS = 8192     /* and of results */
};

struct fold {
	size_t nkeys, closing;
	struct node *const *keys;
	const struct agg_calls *calls;
	enum accum_puts puts;
	struct accum **accums;  /* by call, made with the first rows */
	struct groups groups;
	uint32_t *order;        /* of the groups whose results are asked for */
	struct value *last;     /* of the closing keys, in the open groups */
	struct arena lasts, batch;
};

struct fold *
fold_open(struct node *const *keys, size_t nkeys,
    const struct agg_calls *calls, enum accum_puts puts, size_t closing)
{
	struct fold *o = mem_get(sizeof *o);
	enum type *types = mem_get(mem_times(nkeys, sizeof *types));

	*o = (struct fold){ .nkeys = nkeys, .closing = closing, .keys = keys,
		.calls = calls, .puts = puts };
	o->last = mem_get(mem_times(closing, sizeof *o->last));
	for (size_t k = 0; k < nkeys; k++)
		types[k] = keys[k]->type;
	groups_open(&o->groups, types, nkeys);
	free(types);
	return o;
}

void
fold_close(struct fold *o)
{
	if (!o)
		return;
	for (size_t i = 0; o->accums && i < o->calls->n; i++)
		accum_close(o->accums[i]);
	free(o->accums);
	free(o->last);
	free(o->order);
	groups_close(&o->groups);
	arena_free(&o->lasts);
	arena_free(&o->batch);
	free(o);
}

static void
open_accums(struct fold *o)
{
	if (o->accums)
		return;
	o->accums = mem_get(mem_times(o->calls->n, sizeof *o->accums));
	for (size_t i = 0; i < o->calls->n; i++)
		o->accums[i] = accum_open(&o->calls->list[i], o->puts);
}

static int
add_rows(struct fold *o, const struct chunk *c, struct fault *f)
{
	struct run r = { .rows = c, .a = &o->batch, .f = f };
	struct col *keys = NEW(&o->batch, struct col, o->nkeys + 1);
	uint32_t *group = NEW(&o->batch, uint32_t, (size_t)c->rows + 1);
	size_t at = o->nkeys;

	for (size_t k = 0; k < o->nkeys; k++)
		if (expr_eval(&r, o->keys[k], &keys[k]) < 0)
			return -1;
	groups_of_rows(&o->groups, &r, keys, group);
	for (size_t i = 0; i < o->calls->n; i++) {
		size_t first, values;

		if (o->puts == PUT_ROWS) {
			if (accum_add(o->accums[i], &r, group,
			    o->groups.n) < 0)
				return -1;
			continue;
		}
		if (accum_absorb(o->accums[i], &r, c->cols + at, group,
		    o->groups.n) < 0)
			return -1;
		at += accum_columns(&o->calls->list[i], NULL, &first, &values,
		    &o->batch);
	}
	return 0;
}

/* Groups that stay are looked after for every few rows. */
static int
add_pieces(struct fold *o, const struct chunk *c, struct fault *f)
{
	struct chunk part;

	for (uint32_t at = 0, n; at < c->rows; at += n) {
		n = c->rows - at < PIPE_ROWS ? c->rows - at : PIPE_ROWS;
		chunk_slice(&part, c, at, n, &o->batch);
		if (add_rows(o, &part, f) < 0)
			return -1;
		arena_reset(&o->batch);
	}
	return 0;
}

/* Marks the rows that begin another value of a closing key. */
static int
find_changes(struct fold *o, const struct chunk *c, uint8_t *changes,
    struct value *first, struct value *last, struct fault *f)
{
	struct run r = { .rows = c, .a = &o->batch, .f = f };

	for (size_t k = 0; k < o->closing; k++) {
		const uint32_t *index;
		struct value v, w;
		struct col key;

		if (expr_eval(&r, o->keys[k], &key) < 0)
			return -1;
		index = dom_index(key.dom, c->rows, &o->batch);
		col_value(&key, index[0], &first[k]);
		col_value(&key, index[c->rows - 1], &last[k]);
		for (uint32_t row = 1; row < c->rows; row++) {
			if (index[row - 1] == index[row])
				continue;
			col_value(&key, index[row - 1], &v);
			col_value(&key, index[row], &w);
			changes[row] |= value_cmp(&v, &w) != 0;
		}
	}
	return 0;
}

/* The first row of the last values of the closing keys; *moved: the open
 * groups have others than the first row. */
static int
find_last(struct fold *o, const struct chunk *c, uint32_t *from, bool *moved,
    struct fault *f)
{
	uint8_t *changes = NEW0(&o->batch, uint8_t, c->rows);
	struct value *first = NEW(&o->batch, struct value, o->closing);
	struct value *last = NEW(&o->batch, struct value, o->closing);
	uint32_t row = c->rows - 1;

	if (find_changes(o, c, changes, first, last, f) < 0)
		return -1;
	while (row > 0 && !changes[row])
		row--;
	*from = row;
	*moved = false;
	for (size_t k = 0; k < o->closing && o->groups.n > 0; k++)
		*moved = *moved || value_cmp(&first[k], &o->last[k]) != 0;
	arena_reset(&o->lasts);
	for (size_t k = 0; k < o->closing; k++) {
		o->last[k] = last[k];
		if (type_is_text(last[k].type) && !last[k].is_null)
			o->last[k].s = arena_str(&o->lasts, last[k].s);
	}
	return 0;
}

int
fold_put(struct fold *o, const struct chunk *c, fold_leave *leave, void *ctx,
    struct fault *f)
{
	uint32_t from;
	bool moved;
	struct chunk part;

	arena_reset(&o->batch);
	open_accums(o);
	if (c->rows == 0)
		return 0;
	if (o->closing == 0)
		return add_pieces(o, c, f);
	if (find_last(o, c, &from, &moved, f) < 0)
		return -1;
	if (moved && leave(ctx, f) < 0)
		return -1;
	if (from > 0) {
		chunk_slice(&part, c, 0, from, &o->batch);
		if (add_rows(o, &part, f) < 0 || leave(ctx, f) < 0)
			return -1;
	}
	chunk_slice(&part, c, from, c->rows - from, &o->batch);
	return add_rows(o, &part, f);
}

int
fold_finish(struct fold *o, fold_leave *leave, void *ctx, struct fault *f)
{
	arena_reset(&o->batch);
	open_accums(o);
	if (o->nkeys == 0)
		o->groups.n = 1;
	return o->groups.n > 0 ? leave(ctx, f) : 0;
}

int
fold_results(struct fold *o, uint32_t at, struct chunk *c, struct arena *a,
    struct fault *f)
{
	uint32_t n = o->groups.n - at < RESULT_ROWS ? o->groups.n - at :
	    RESULT_ROWS;
	const uint32_t *order;

	if (at == 0) {
		o->order = mem_resize(o->order, mem_times((size_t)
		    o->groups.n + 1, sizeof *o->order));
		groups_sorted(&o->groups, o->order);
	}
	order = o->order + at;
	c->rows = n;
	c->n = o->nkeys + o->calls->n;
	c->cols = NEW(a, struct col, c->n + 1);
	groups_columns(&o->groups, order, n, c->cols, a);
	for (size_t i = 0; i < o->calls->n; i++)
		if (accum_result(o->accums[i], order, n,
		    &c->cols[o->nkeys + i], a, f) < 0)
			return -1;
	return at + n < o->groups.n;
}

struct states {
	struct fold *fold;
	const struct partial *partial;
	int (*put)(void *ctx, const struct chunk *c, struct fault *f);
	void *ctx;
	uint32_t *group;        /* of each row */
	struct chunk rows;
	struct arena a;
};

/* Keys of the rows' groups; all else NULL but what is there already. */
static int
put_states(struct states *s, uint32_t n, struct fault *f)
{
	const struct schema *schema = &s->partial->schema;

	s->rows.rows = n;
	groups_columns(&s->fold->groups, s->group, n, s->rows.cols, &s->a);
	for (size_t i = s->partial->nkeys; i < schema->n; i++)
		if (!s->rows.cols[i].dom)
			s->rows.cols[i] = col_null(schema->columns[i].type,
			    &s->a);
	return s->put(s->ctx, &s->rows, f);
}

static void
begin_rows(struct states *s)
{
	arena_reset(&s->a);
	s->rows.cols = NEW0(&s->a, struct col, s->rows.n + 1);
}

static int
put_fixed(struct states *s, struct fault *f)
{
	struct fold *o = s->fold;

	for (uint32_t at = 0, n; at < o->groups.n; at += n) {
		n = o->groups.n - at < STATE_ROWS ? o->groups.n - at :
		    STATE_ROWS;
		begin_rows(s);
		for (uint32_t k = 0; k < n; k++)
			s->group[k] = at + k;
		for (size_t i = 0; i < o->calls->n; i++)
			accum_fixed(o->accums[i], s->group, n, s->rows.cols +
			    s->partial->first[i], &s->a);
		if (put_states(s, n, f) < 0)
			return -1;
	}
	return 0;
}

static int
put_values(struct states *s, size_t call, struct fault *f)
{
	size_t at = 0;
	uint32_t n;

	for (;;) {
		begin_rows(s);
		n = accum_values(s->fold->accums[call], &at, STATE_ROWS,
		    s->group, s->rows.cols + s->partial->first[call], &s->a);
		if (n == 0)
			return 0;
		if (put_states(s, n, f) < 0)
			return -1;
	}
}

int
fold_states(struct fold *o, const struct partial *p,
    int (*put)(void *ctx, const struct chunk *c, struct fault *f), void *ctx,
    struct fault *f)
{
	struct states s = { .fold = o, .partial = p, .put = put, .ctx = ctx,
		.rows.n = p->schema.n };
	int done;

	s.group = mem_get(STATE_ROWS * sizeof *s.group);
	done = put_fixed(&s, f);
	for (size_t i = 0; done == 0 && i < o->calls->n; i++)
		done = put_values(&s, i, f);
	free(s.group);
	arena_free(&s.a);
	return done;
}

void
fold_clear(struct fold *o)
{
	groups_clear(&o->groups);
	for (size_t i = 0; o->accums && i < o->calls->n; i++)
		accum_clear(o->accums[i]);
}

void
fold_forget(struct fold *o)
{
	fold_clear(o);
	groups_forget(&o->groups);
	for (size_t i = 0; o->accums && i < o->calls->n; i++)
		accum_forget(o->accums[i]);
}

size_t
fold_bytes(const struct fold *o)
{
	size_t n = groups_bytes(&o->groups);

	for (size_t i = 0; o->accums && i < o->calls->n; i++)
		n += accum_bytes(o->accums[i]);
	return n;
}
