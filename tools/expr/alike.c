#include "alike.h"

enum {
	WORTH_IT = 16,         /* entries; a power of two */
	SAMPLE = 512           /* entries that tell whether many are alike */
};

/* Entries whose arguments are the same: texts, if they lie in the same place,
 * as the texts of one dictionary do that a column of another domain has. */
struct alike {
	uint32_t n;
	uint32_t *which;  /* of each entry, the one of these */
	uint32_t *first;  /* of each of these, its first entry */
};

static uint64_t
mix_argument(uint64_t h, const struct vec *v, uint32_t k)
{
	uint64_t x;

	if (v->type == TYPE_BOOL)
		x = v->b[k];
	else if (type_is_text(v->type))
		x = (uint64_t)(uintptr_t)v->s[k].p ^ (uint64_t)v->s[k].n << 48;
	else
		x = (uint64_t)v->i[k];
	h = (h ^ x) * UINT64_C(0x9e3779b97f4a7c15);
	return h ^ h >> 29;
}

static bool
is_alike(const struct vec *v, uint32_t a, uint32_t b)
{
	if (v->step == 0)
		return true;
	if (v->type == TYPE_BOOL)
		return v->b[a] == v->b[b];
	if (type_is_text(v->type))
		return v->s[a].p == v->s[b].p && v->s[a].n == v->s[b].n;
	return v->i[a] == v->i[b] && (!v->null || v->null[a] == v->null[b]);
}

/* False if they are mostly different. */
static bool
find_alike(struct run *r, const struct vec *args, size_t nargs,
    uint32_t n, struct alike *out)
{
	uint32_t size = WORTH_IT, *table;

	while (size < n * 2)
		size *= 2;
	table = NEW0(r->a, uint32_t, size);
	out->which = NEW(r->a, uint32_t, n);
	out->first = NEW(r->a, uint32_t, n);
	out->n = 0;
	for (uint32_t k = 0; k < n; k++) {
		uint64_t h = 0;
		uint32_t at, id;

		if (k == SAMPLE && out->n > SAMPLE * 3 / 4)
			return false;
		for (size_t i = 0; i < nargs; i++)
			if (args[i].step > 0)
				h = mix_argument(h, &args[i], k);
		for (at = (uint32_t)(h >> 16) & (size - 1); (id = table[at]);
		    at = (at + 1) & (size - 1)) {
			size_t i = 0;

			while (i < nargs && is_alike(&args[i],
			    out->first[id - 1], k))
				i++;
			if (i == nargs)
				break;
		}
		if (id == 0) {
			out->first[out->n] = k;
			table[at] = id = ++out->n;
		}
		out->which[k] = id - 1;
	}
	return out->n <= n / 2;
}

static struct vec
vec_gather(struct run *r, const struct vec *v, const uint32_t *at, uint32_t n)
{
	struct vec g = *v;
	uint8_t *null;

	if (v->step == 0)
		return g;
	if (v->type == TYPE_BOOL) {
		uint8_t *b = NEW(r->a, uint8_t, n);

		for (uint32_t k = 0; k < n; k++)
			b[k] = v->b[at[k]];
		g.b = b;
	} else if (type_is_text(v->type)) {
		struct str *s = NEW(r->a, struct str, n);

		for (uint32_t k = 0; k < n; k++)
			s[k] = v->s[at[k]];
		g.s = s;
	} else {
		int64_t *i = NEW(r->a, int64_t, n);

		for (uint32_t k = 0; k < n; k++)
			i[k] = v->i[at[k]];
		g.i = i;
	}
	if (v->null && v->type != TYPE_BOOL && !type_is_text(v->type)) {
		null = NEW(r->a, uint8_t, n);
		for (uint32_t k = 0; k < n; k++)
			null[k] = v->null[at[k]];
		g.null = null;
	}
	return g;
}

static void
spread_out(struct run *r, const struct out *few, const uint32_t *which,
    struct out *out)
{
	if (few->null)
		out->null = NEW(r->a, uint8_t, out->n);
	for (uint32_t k = 0; k < out->n; k++) {
		if (out->type == TYPE_BOOL)
			out->b[k] = few->b[which[k]];
		else if (type_is_text(out->type))
			out->s[k] = few->s[which[k]];
		else
			out->i[k] = few->i[which[k]];
		if (few->null)
			out->null[k] = few->null[which[k]];
	}
}

int
alike_call(struct run *r, const struct node *n, const struct vec *args,
    struct out *out)
{
	struct vec *own;
	struct alike some;
	struct out few;

	if (!n->func->is_costly || out->n < WORTH_IT ||
	    !find_alike(r, args, n->n, out->n, &some))
		return n->func->run(r, n, args, out);
	own = NEW(r->a, struct vec, n->n + 1);
	for (size_t i = 0; i < n->n; i++)
		own[i] = vec_gather(r, &args[i], some.first, some.n);
	out_open(r, &few, out->type, some.n);
	if (n->func->run(r, n, own, &few) < 0)
		return -1;
	spread_out(r, &few, some.which, out);
	return 0;
}
