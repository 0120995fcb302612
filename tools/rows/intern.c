#include "intern.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static uint64_t
mix(uint64_t x)
{
	x ^= x >> 32;
	x *= UINT64_C(0xd6e8feb86659fd93);
	x ^= x >> 32;
	x *= UINT64_C(0xd6e8feb86659fd93);
	return x ^ x >> 32;
}

void
intern_open(struct intern *t, enum type type)
{
	*t = (struct intern){ .type = type, .n = 1 };
	t->nslots = 64;
	t->slots = mem_get(t->nslots * sizeof *t->slots);
	memset(t->slots, 0, t->nslots * sizeof *t->slots);
}

void
intern_close(struct intern *t)
{
	if (type_is_text(t->type))
		free(t->s);
	else
		free(t->i);
	free(t->hashes);
	free(t->slots);
	arena_free(&t->texts);
	*t = (struct intern){ 0 };
}

void
intern_clear(struct intern *t)
{
	memset(t->slots, 0, t->nslots * sizeof *t->slots);
	arena_reset(&t->texts);
	t->text_bytes = 0;
	t->n = 1;
}

size_t
intern_bytes(const struct intern *t)
{
	size_t item = (type_is_text(t->type) ? sizeof *t->s : sizeof *t->i) +
	    sizeof *t->hashes + 3 * sizeof *t->slots;

	return t->n * item + t->text_bytes;
}

static void
rehash(struct intern *t)
{
	t->nslots = mem_times(t->nslots, 2);
	free(t->slots);
	t->slots = mem_get(mem_times(t->nslots, sizeof *t->slots));
	memset(t->slots, 0, t->nslots * sizeof *t->slots);
	for (uint32_t id = 1; id < t->n; id++) {
		size_t k = t->hashes[id] & (t->nslots - 1);

		while (t->slots[k])
			k = (k + 1) & (t->nslots - 1);
		t->slots[k] = id;
	}
}

/* Room for one more id, whose number is the answer. */
static uint32_t
new_id(struct intern *t, uint64_t hash, size_t slot)
{
	size_t item = type_is_text(t->type) ? sizeof *t->s : sizeof *t->i;

	if (t->n + 1 > t->cap) {
		size_t cap = t->cap;

		mem_grow(&t->i, &cap, t->n + 1, item);
		cap = t->cap;
		mem_grow(&t->hashes, &cap, t->n + 1, sizeof *t->hashes);
		t->cap = cap;
	}
	t->hashes[t->n] = hash;
	t->slots[slot] = t->n;
	if ((size_t)t->n * 2 > t->nslots) {
		t->n++;
		rehash(t);
		return t->n - 1;
	}
	return t->n++;
}

uint32_t
intern_text(struct intern *t, struct str s)
{
	uint64_t h;
	size_t k;
	uint32_t id;

	if (!s.p)
		return 0;
	h = str_hash(s);
	for (k = h & (t->nslots - 1); (id = t->slots[k]);
	    k = (k + 1) & (t->nslots - 1))
		if (t->hashes[id] == h && str_eq(t->s[id], s))
			return id;
	id = new_id(t, h, k);
	t->s[id] = arena_str(&t->texts, s);
	t->text_bytes += (s.n + 16) & ~(size_t)15;
	return id;
}

uint32_t
intern_bits(struct intern *t, int64_t bits)
{
	uint64_t h = mix((uint64_t)bits);
	size_t k;
	uint32_t id;

	for (k = h & (t->nslots - 1); (id = t->slots[k]);
	    k = (k + 1) & (t->nslots - 1))
		if (t->i[id] == bits)
			return id;
	id = new_id(t, h, k);
	t->i[id] = bits;
	return id;
}

static int64_t
bits_of_real(double d)
{
	int64_t bits;

	d = isnan(d) ? NAN : d == 0 ? 0 : d;
	memcpy(&bits, &d, sizeof bits);
	return bits;
}

uint32_t
intern_value(struct intern *t, const struct value *v)
{
	if (v->is_null)
		return 0;
	if (type_is_text(t->type))
		return intern_text(t, v->s);
	return intern_bits(t, type_is_real(t->type) ? bits_of_real(v->d) :
	    v->i);
}

uint32_t
intern_find(const struct intern *t, const struct value *v)
{
	bool is_text = type_is_text(t->type);
	int64_t bits = 0;
	uint64_t h;
	uint32_t id;

	if (v->is_null)
		return 0;
	if (!is_text)
		bits = type_is_real(t->type) ? bits_of_real(v->d) : v->i;
	h = is_text ? str_hash(v->s) : mix((uint64_t)bits);
	for (size_t k = h & (t->nslots - 1); (id = t->slots[k]);
	    k = (k + 1) & (t->nslots - 1))
		if (is_text ? str_eq(t->s[id], v->s) : t->i[id] == bits)
			return id;
	return 0;
}

static void
intern_all(struct intern *t, const struct col *c, bool is_exact,
    uint32_t *ids)
{
	for (uint32_t e = 0; e < c->dom->n; e++) {
		if (col_is_null(c, e))
			ids[e] = 0;
		else if (c->type == TYPE_BOOL)
			ids[e] = intern_bits(t, c->b[e] == B_TRUE);
		else if (type_is_text(c->type))
			ids[e] = intern_text(t, c->s[e]);
		else if (type_is_real(c->type) && !is_exact)
			ids[e] = intern_bits(t, bits_of_real(c->d[e]));
		else
			ids[e] = intern_bits(t, c->i[e]);
	}
}

void
intern_column(struct intern *t, const struct col *c, uint32_t *ids)
{
	intern_all(t, c, false, ids);
}

void
intern_entries(struct intern *t, const struct col *c, uint32_t *ids)
{
	intern_all(t, c, true, ids);
}

void
intern_get(const struct intern *t, uint32_t id, struct value *v)
{
	v->type = t->type;
	v->is_null = id == 0;
	if (id == 0)
		v->i = 0;
	else if (type_is_text(t->type))
		v->s = t->s[id];
	else if (type_is_real(t->type))
		memcpy(&v->d, &t->i[id], sizeof v->d);
	else
		v->i = t->i[id];
}

struct col
intern_pick(const struct intern *t, const uint32_t *ids, uint32_t n,
    struct arena *a)
{
	struct value *v = NEW(a, struct value, (size_t)n + 1);

	for (uint32_t k = 0; k < n; k++) {
		intern_get(t, ids ? ids[k] : k, &v[k]);
		if (type_is_text(t->type) && !v[k].is_null)
			v[k].s = arena_str(a, v[k].s);
	}
	return col_entries(t->type, v, n, a);
}

struct col
intern_copy(const struct intern *t, struct arena *a)
{
	return intern_pick(t, NULL, t->n, a);
}
