#include "ranks.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "accumstate.h"

enum {
	HALF = 1 << 16,       /* values of half a single's bits */
	SOME = 512            /* values that become keys together */
};

/* One of the two neighbours between which a quantile lies. */
struct place {
	uint32_t bin;         /* its upper half */
	uint64_t before;      /* values of lesser bins */
	uint32_t key;         /* all of it, in the end */
};

struct ranked {
	const struct agg_call *call;
	uint64_t n;           /* values */
	uint32_t *counts;     /* HALF of them, while it is worked on */
	struct place low, high;
	uint32_t greatest;    /* lower half in the bin of low, */
	uint32_t least;       /* and the least in that of high */
};

struct ranks {
	size_t n, cap;
	struct ranked *list;
	size_t from, to;      /* those that are worked on */
	size_t room;          /* how many at once */
	bool is_fine;         /* their second pass */
	uint32_t *counts;     /* room * HALF */
};

struct ranks *
ranks_open(size_t budget)
{
	struct ranks *r = mem_get(sizeof *r);
	size_t room = budget / (HALF * sizeof *r->counts);

	*r = (struct ranks){ .room = room > 0 ? room : 1 };
	return r;
}

void
ranks_close(struct ranks *r)
{
	if (!r)
		return;
	free(r->list);
	free(r->counts);
	free(r);
}

bool
ranks_fits(const struct agg_call *call)
{
	return accum_is_quantile(call) && call->args[0]->type == TYPE_F32;
}

void
ranks_take(struct ranks *r, const struct agg_call *call)
{
	mem_grow(&r->list, &r->cap, r->n + 1, sizeof *r->list);
	r->list[r->n++] = (struct ranked){ .call = call };
}

/* The next columns, with counters of nothing. */
static void
begin_columns(struct ranks *r)
{
	size_t n = r->n - r->from < r->room ? r->n - r->from : r->room;

	r->to = r->from + n;
	r->is_fine = false;
	if (!r->counts)
		r->counts = mem_get(mem_times(n * HALF, sizeof *r->counts));
	memset(r->counts, 0, n * HALF * sizeof *r->counts);
	for (size_t i = 0; i < n; i++)
		r->list[r->from + i].counts = r->counts + i * HALF;
}

/* Ascends with the number: -0 as 0, NaN behind all others.  No branch: signs
 * are as they like. */
static inline uint32_t
key_of(double d)
{
	float v = (float)d + 0.0f;
	uint32_t u;

	v = v != v ? NAN : v;
	memcpy(&u, &v, sizeof u);
	return u ^ (-(u >> 31) | UINT32_C(0x80000000));
}

static double
number_of(uint32_t key)
{
	uint32_t u = key ^ (key >> 31 ? UINT32_C(0x80000000) : UINT32_MAX);
	float v;

	memcpy(&v, &u, sizeof v);
	return v;
}

static void
see_coarse(struct ranked *c, const uint32_t *keys, uint32_t n)
{
	for (uint32_t k = 0; k < n; k++)
		c->counts[keys[k] >> 16]++;
	c->n += n;
}

static void
see_fine(struct ranked *c, const uint32_t *keys, uint32_t n)
{
	for (uint32_t k = 0; k < n; k++) {
		uint32_t bin = keys[k] >> 16, rest = keys[k] & (HALF - 1);

		if (bin == c->low.bin) {
			c->counts[rest]++;
			c->greatest = rest > c->greatest ? rest : c->greatest;
		} else if (bin == c->high.bin) {
			c->least = rest < c->least ? rest : c->least;
		}
	}
}

static void
see(struct ranked *c, const uint32_t *keys, uint32_t n, bool is_fine)
{
	if (is_fine)
		see_fine(c, keys, n);
	else
		see_coarse(c, keys, n);
}

/* Leaves out the keys of rows that have no value or that the condition does
 * not hold for: how many stay. */
static uint32_t
only_values(uint32_t *keys, const uint8_t *null, const uint8_t *holds,
    uint32_t rows)
{
	uint32_t n = 0;

	if (!null && !holds)
		return rows;
	for (uint32_t r = 0; r < rows; r++) {
		keys[n] = keys[r];
		n += !(null && null[r]) & !(holds && holds[r] != B_TRUE);
	}
	return n;
}

/* A value a row, as matrices have them. */
static void
see_rows(struct ranked *c, const struct col *x, const uint8_t *holds,
    uint32_t rows, bool is_fine)
{
	uint32_t keys[SOME];

	for (uint32_t at = 0, n; at < rows; at += n) {
		const double *d = x->d + at;

		n = rows - at < SOME ? rows - at : SOME;
		for (uint32_t r = 0; r < n; r++)
			keys[r] = key_of(d[r]);
		see(c, keys, only_values(keys, x->null ? x->null + at : NULL,
		    holds ? holds + at : NULL, n), is_fine);
	}
}

static void
see_entries(struct ranked *c, const struct col *x, const uint8_t *holds,
    const uint32_t *index, uint32_t rows, bool is_fine)
{
	for (uint32_t r = 0; r < rows; r++) {
		uint32_t key;

		if (col_is_null(x, index[r]) ||
		    (holds && holds[r] != B_TRUE))
			continue;
		key = key_of(x->d[index[r]]);
		see(c, &key, 1, is_fine);
	}
}

int
ranks_add(struct ranks *r, struct run *run)
{
	uint32_t rows = run->rows->rows;

	if (r->to == 0)
		begin_columns(r);
	for (size_t i = r->from; i < r->to; i++) {
		struct ranked *c = &r->list[i];
		const uint8_t *holds;
		struct col x;

		if (expr_eval(run, c->call->args[0], &x) < 0 ||
		    run_condition(run, c->call->condition, &holds) < 0)
			return -1;
		if (c->n > UINT32_MAX - rows)
			return fault_data(run->f, "%s of more than %u values",
			    quoted(c->call->node->text), UINT32_MAX);
		if (x.dom->kind == DOM_ROWS)
			see_rows(c, &x, holds, rows, r->is_fine);
		else
			see_entries(c, &x, holds, dom_index(x.dom, rows,
			    run->a), rows, r->is_fine);
	}
	return 0;
}

/* The bin that has the k-th of the values counted, from 0. */
static void
find(const uint32_t *counts, uint64_t k, struct place *p)
{
	p->bin = 0;
	p->before = 0;
	while (p->bin < HALF - 1 && p->before + counts[p->bin] <= k)
		p->before += counts[p->bin++];
}

static void
end_coarse(struct ranked *c)
{
	uint64_t k = c->n > 0 ? digest_rank(c->call, c->n) : 0;

	find(c->counts, k, &c->low);
	find(c->counts, k + 1 < c->n ? k + 1 : k, &c->high);
	memset(c->counts, 0, HALF * sizeof *c->counts);
	c->greatest = 0;
	c->least = HALF - 1;
}

static void
end_fine(struct ranked *c)
{
	uint64_t k = c->n > 0 ? digest_rank(c->call, c->n) : 0;
	bool is_same = c->low.bin == c->high.bin;
	struct place p;

	find(c->counts, k - c->low.before, &p);
	c->low.key = c->low.bin << 16 | (is_same ? p.bin : c->greatest);
	if (is_same && k + 1 < c->n)
		find(c->counts, k + 1 - c->low.before, &p);
	c->high.key = c->high.bin << 16 | (is_same ? p.bin : c->least);
	c->counts = NULL;
}

bool
ranks_again(struct ranks *r)
{
	if (r->to == 0)
		begin_columns(r); /* no rows came */
	for (size_t i = r->from; i < r->to; i++) {
		if (r->is_fine)
			end_fine(&r->list[i]);
		else
			end_coarse(&r->list[i]);
	}
	if (!r->is_fine) {
		r->is_fine = true;
		return true;
	}
	r->from = r->to;
	if (r->from == r->n) {
		free(r->counts);
		r->counts = NULL;
		return false;
	}
	begin_columns(r);
	return true;
}

void
ranks_value(const struct ranks *r, size_t number, struct value *v)
{
	const struct ranked *c = &r->list[number];

	*v = (struct value){ .type = c->call->type, .is_null = c->n == 0 };
	if (c->n > 0)
		v->d = digest_between(c->call, c->n, number_of(c->low.key),
		    number_of(c->high.key));
}
