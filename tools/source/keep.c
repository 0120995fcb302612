#include "keep.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "../rows/intern.h"

enum {
	KEY = 8,               /* bytes of the codes that are looked at
	                        * together */
	RUN_BITS = 12,         /* of a reference: how many rows, */
	RUN_MOST = (1 << RUN_BITS) - 1, /* and above that the first of them */
	ROWS_MOST = 1 << (32 - RUN_BITS),
	LONG_RUN = 16,         /* rows, on average */
	SEEN = 1 << 13,        /* rows found again by their codes */
	SAME = 1 << 8          /* texts found again by their place */
};

struct keep_pool {
	pthread_mutex_t lock;  /* for what follows */
	size_t left;           /* bytes */
	struct intern texts;
};

/* Domains whose codes fit a key together. */
struct group {
	size_t from, to;       /* of the chunk's domains */
	uint32_t *refs;        /* rows in turn: so many that are like earlier
	                        * ones, or from themselves on: new */
	uint32_t nrefs;
	uint64_t *keys;        /* of the new ones */
	uint32_t nkeys;
};

struct kept_dom {
	struct dom dom;        /* without codes; ends are its own */
	unsigned at;           /* byte in the key, */
	uint32_t *runs;        /* unless it has long ones: their codes, */
	uint32_t *ends, nruns; /* and the rows behind them */
};

struct kept_col {
	enum type type;
	size_t dom;
	union {                /* of each entry: */
		uint16_t *ids; /* its text in the pool, */
		uint32_t *long_ids; /* ... if there are many, */
		int64_t *i;
		uint8_t *b;
	};
	uint8_t *null;
	bool has_long_ids;
};

struct kept {
	struct kept *next;
	uint32_t rows;
	size_t n, ndoms, ngroups;
	struct kept_col *cols;
	struct kept_dom *doms;
	struct group *groups;
};

/* What putting needs. */
struct work {
	uint32_t seen[SEEN];   /* a row for its key's hash, and one */
	struct {
		const char *p;
		size_t n;
		uint32_t id;
	} same[SAME];
	uint64_t *keys;        /* of the chunk's rows */
	uint32_t *refs, *ids;
	size_t keys_room, refs_room, ids_room;
};

struct keep {
	struct keep_pool *pool;
	struct work *work;
	struct kept *first, **last;
	uint64_t rows;
	bool is_full;
	struct arena arena;    /* all that is kept, */
	size_t bytes;          /* so much of it is the pool's */
};

struct keep_pool *
keep_pool_open(size_t bytes)
{
	struct keep_pool *p = mem_get(sizeof *p);

	*p = (struct keep_pool){ .left = bytes };
	pthread_mutex_init(&p->lock, NULL); /* can't fail here */
	intern_open(&p->texts, TYPE_TEXT);
	return p;
}

void
keep_pool_close(struct keep_pool *p)
{
	if (!p)
		return;
	intern_close(&p->texts);
	pthread_mutex_destroy(&p->lock);
	free(p);
}

struct keep *
keep_open(struct keep_pool *p)
{
	struct keep *k = mem_get(sizeof *k);

	*k = (struct keep){ .pool = p };
	k->last = &k->first;
	k->work = mem_get(sizeof *k->work);
	*k->work = (struct work){ .keys = NULL };
	return k;
}

void
keep_done(struct keep *k)
{
	if (!k->work)
		return;
	free(k->work->keys);
	free(k->work->refs);
	free(k->work->ids);
	free(k->work);
	k->work = NULL;
}

void
keep_close(struct keep *k)
{
	if (!k)
		return;
	keep_done(k);
	arena_free(&k->arena);
	free(k);
}

uint64_t
keep_rows_left(const struct keep *k)
{
	return k->rows;
}

static void *
copy(struct keep *k, const void *p, size_t bytes)
{
	return p ? memcpy(arena_get(&k->arena, bytes), p, bytes) : NULL;
}

/* Each row's codes of these domains, side by side. */
static void
make_keys(struct keep *k, const struct kept *t, const struct group *g,
    const struct dom *const *doms)
{
	uint64_t *keys = k->work->keys;

	memset(keys, 0, t->rows * sizeof *keys);
	for (size_t d = g->from; d < g->to; d++) {
		const unsigned shift = 8 * t->doms[d].at;
		const uint8_t *one = doms[d]->codes;
		const uint16_t *two = doms[d]->codes;
		const uint32_t *four = doms[d]->codes;

		if (t->doms[d].dom.kind != DOM_CODES || t->doms[d].runs)
			continue;
		for (uint32_t r = 0; doms[d]->width == 1 && r < t->rows; r++)
			keys[r] |= (uint64_t)one[r] << shift;
		for (uint32_t r = 0; doms[d]->width == 2 && r < t->rows; r++)
			keys[r] |= (uint64_t)two[r] << shift;
		for (uint32_t r = 0; doms[d]->width == 4 && r < t->rows; r++)
			keys[r] |= (uint64_t)four[r] << shift;
	}
}

/* What comes after an earlier row goes on like that one's successors; if not,
 * it is looked for. */
static void
find_refs(struct keep *k, const struct kept *t, struct group *g)
{
	struct work *w = k->work;
	const uint64_t *keys = w->keys;
	uint32_t from = 0, n = 0, to = 0;

	memset(w->seen, 0, sizeof w->seen);
	g->nrefs = g->nkeys = 0;
	for (uint32_t r = 0; r < t->rows; r++) {
		uint32_t *seen, like = r;

		if (n > 0 && n < RUN_MOST && from != to &&
		    keys[from + n] == keys[r]) {
			n++;
			continue;
		}
		seen = &w->seen[keys[r] * UINT64_C(0x9e3779b97f4a7c15) >>
		    32 & (SEEN - 1)];
		if (*seen > 0 && keys[*seen - 1] == keys[r])
			like = *seen - 1;
		*seen = r + 1;
		if (n > 0 && n < RUN_MOST && from == to && like == r) {
			n++;
			continue;
		}
		if (n > 0)
			w->refs[g->nrefs++] = from << RUN_BITS | n;
		from = like;
		to = r;
		n = 1;
	}
	if (n > 0)
		w->refs[g->nrefs++] = from << RUN_BITS | n;
}

/* The keys of the rows that are like no earlier one. */
static void
keep_group(struct keep *k, struct group *g)
{
	const struct work *w = k->work;
	uint32_t at = 0;

	g->refs = copy(k, w->refs, g->nrefs * sizeof *g->refs);
	for (uint32_t i = 0; i < g->nrefs; i++) {
		uint32_t n = g->refs[i] & RUN_MOST;

		if (g->refs[i] >> RUN_BITS == at)
			g->nkeys += n;
		at += n;
	}
	g->keys = NEW(&k->arena, uint64_t, g->nkeys + 1);
	at = 0;
	g->nkeys = 0;
	for (uint32_t i = 0; i < g->nrefs; i++) {
		uint32_t n = g->refs[i] & RUN_MOST;

		if (g->refs[i] >> RUN_BITS == at) {
			memcpy(g->keys + g->nkeys, w->keys + at,
			    n * sizeof *g->keys);
			g->nkeys += n;
		}
		at += n;
	}
}

/* As many domains in a group as fit. */
static void
make_groups(struct keep *k, struct kept *t)
{
	unsigned at = KEY;

	t->groups = NEW(&k->arena, struct group, t->ndoms + 1);
	for (size_t d = 0; d < t->ndoms; d++) {
		struct dom *dom = &t->doms[d].dom;

		if (dom->kind != DOM_CODES || t->doms[d].runs)
			continue;
		if (at + dom->width > KEY) {
			t->groups[t->ngroups++] = (struct group){ .from = d };
			at = 0;
		}
		t->doms[d].at = at;
		t->groups[t->ngroups - 1].to = d + 1;
		at += dom->width;
	}
}

static uint32_t
count_runs(const struct dom *d, uint32_t rows)
{
	const uint8_t *one = d->codes;
	const uint16_t *two = d->codes;
	const uint32_t *four = d->codes;
	uint32_t n = 1;

	for (uint32_t r = 1; d->width == 1 && r < rows; r++)
		n += one[r] != one[r - 1];
	for (uint32_t r = 1; d->width == 2 && r < rows; r++)
		n += two[r] != two[r - 1];
	for (uint32_t r = 1; d->width == 4 && r < rows; r++)
		n += four[r] != four[r - 1];
	return n;
}

/* The times of snapshots, say: in a key they would let no row be like
 * another. */
static void
keep_runs(struct keep *k, struct kept_dom *to, const struct dom *d,
    uint32_t rows)
{
	uint32_t runs = count_runs(d, rows), n = 0;

	if (runs > rows / LONG_RUN)
		return;
	to->runs = NEW(&k->arena, uint32_t, 2 * (size_t)runs);
	to->ends = to->runs + runs;
	for (uint32_t r = 0; r < rows; r++) {
		uint32_t code = dom_entry(d, r);

		if (n == 0 || to->runs[n - 1] != code)
			to->runs[n++] = code;
		to->ends[n - 1] = r + 1;
	}
	to->nruns = n;
}

static void
keep_doms(struct keep *k, struct kept *t, const struct chunk *c,
    const struct dom **doms)
{
	t->doms = NEW0(&k->arena, struct kept_dom, c->n + 1);
	for (size_t i = 0; i < c->n; i++) {
		const struct dom *d = c->cols[i].dom;
		struct kept_dom *to;
		size_t at = 0;

		while (at < t->ndoms && doms[at] != d)
			at++;
		t->cols[i].dom = at;
		if (at < t->ndoms)
			continue;
		doms[t->ndoms++] = d;
		to = &t->doms[at];
		to->dom = (struct dom){ .kind = d->kind, .width = d->width,
			.n = d->n };
		if (d->kind == DOM_RUNS)
			to->dom.ends = copy(k, d->ends, d->n *
			    sizeof *d->ends);
		if (d->kind == DOM_CODES)
			keep_runs(k, to, d, t->rows);
	}
}

/* Numbers of the texts; columns that depend on another have few of them, at
 * the same places. */
static void
keep_texts(struct keep *k, struct kept_col *to, const struct str *s,
    uint32_t n)
{
	struct work *w = k->work;
	uint32_t *ids;

	mem_grow(&w->ids, &w->ids_room, n, sizeof *w->ids);
	ids = w->ids;
	memset(w->same, 0, sizeof w->same);
	for (uint32_t e = 0; e < n; e++) {
		size_t at = ((uintptr_t)s[e].p >> 4) % SAME;

		ids[e] = 0;
		if (!s[e].p)
			continue;
		if (w->same[at].p != s[e].p || w->same[at].n != s[e].n) {
			w->same[at].p = s[e].p;
			w->same[at].n = s[e].n;
			w->same[at].id = intern_text(&k->pool->texts, s[e]);
		}
		ids[e] = w->same[at].id;
	}
	to->has_long_ids = k->pool->texts.n > UINT16_MAX;
	if (to->has_long_ids) {
		to->long_ids = copy(k, ids, n * sizeof *ids);
		return;
	}
	to->ids = NEW(&k->arena, uint16_t, (size_t)n + 1);
	for (uint32_t e = 0; e < n; e++)
		to->ids[e] = (uint16_t)ids[e];
}

static void
keep_entries(struct keep *k, struct kept_col *to, const struct col *c)
{
	uint32_t n = c->dom->n;

	to->type = c->type;
	if (type_is_text(c->type))
		keep_texts(k, to, c->s, n);
	else if (c->type == TYPE_BOOL)
		to->b = copy(k, c->b, n);
	else if (c->type != TYPE_NULL)
		to->i = copy(k, c->i, n * sizeof *to->i);
	if (!type_is_text(c->type) && c->type != TYPE_BOOL)
		to->null = copy(k, c->null, n);
}

static void
keep_chunk(struct keep *k, struct kept *t, const struct chunk *c)
{
	const struct dom **doms = mem_get(mem_times(c->n + 1, sizeof *doms));

	t->cols = NEW0(&k->arena, struct kept_col, c->n + 1);
	keep_doms(k, t, c, doms);
	make_groups(k, t);
	mem_grow(&k->work->keys, &k->work->keys_room, t->rows,
	    sizeof *k->work->keys);
	mem_grow(&k->work->refs, &k->work->refs_room, t->rows,
	    sizeof *k->work->refs);
	for (size_t g = 0; g < t->ngroups; g++) {
		make_keys(k, t, &t->groups[g], doms);
		find_refs(k, t, &t->groups[g]);
		keep_group(k, &t->groups[g]);
	}
	free(doms);
}

/* Its texts, and is there room for all? */
static bool
take_room(struct keep *k, struct kept *t, const struct chunk *c)
{
	struct keep_pool *p = k->pool;
	size_t before, bytes;
	bool fits;

	pthread_mutex_lock(&p->lock);
	before = intern_bytes(&p->texts);
	for (size_t i = 0; i < c->n; i++)
		keep_entries(k, &t->cols[i], &c->cols[i]);
	bytes = arena_bytes(&k->arena) - k->bytes +
	    intern_bytes(&p->texts) - before;
	fits = bytes <= p->left;
	p->left = fits ? p->left - bytes : 0;
	pthread_mutex_unlock(&p->lock);
	k->bytes = arena_bytes(&k->arena);
	return fits;
}

/* What would clearly not fit is not even tried. */
static bool
may_fit(const struct keep *k, const struct chunk *c)
{
	struct keep_pool *p = k->pool;
	size_t bytes = 0, left;

	for (size_t i = 0; i < c->n; i++) {
		const struct col *col = &c->cols[i];

		bytes += 8 * (size_t)col->dom->n;
		for (uint32_t e = 0; type_is_text(col->type) &&
		    e < col->dom->n; e++)
			if (col->s[e].n > 256)
				bytes += col->s[e].n;
	}
	pthread_mutex_lock(&p->lock);
	left = p->left;
	pthread_mutex_unlock(&p->lock);
	return bytes <= left;
}

bool
keep_put(struct keep *k, const struct chunk *c)
{
	struct kept *t;

	k->is_full = k->is_full || c->rows >= ROWS_MOST || !may_fit(k, c);
	if (k->is_full)
		return false;
	t = NEW0(&k->arena, struct kept, 1);
	t->rows = c->rows;
	t->n = c->n;
	keep_chunk(k, t, c);
	k->is_full = !take_room(k, t, c);
	if (k->is_full)
		return false;
	*k->last = t;
	k->last = &t->next;
	k->rows += t->rows;
	return true;
}

static void
get_keys(const struct group *g, uint64_t *keys)
{
	const uint64_t *new = g->keys;
	uint32_t at = 0;

	for (uint32_t i = 0; i < g->nrefs; i++) {
		uint32_t n = g->refs[i] & RUN_MOST;
		uint32_t from = g->refs[i] >> RUN_BITS;

		if (from == at) {
			memcpy(keys + at, new, n * sizeof *keys);
			new += n;
		} else { /* may reach into what it makes */
			for (uint32_t r = 0; r < n; r++)
				keys[at + r] = keys[from + r];
		}
		at += n;
	}
}

static void
get_codes(const struct kept_dom *d, struct dom *to, const uint64_t *keys,
    uint32_t rows, struct arena *a)
{
	const unsigned shift = 8 * d->at;
	void *codes = arena_get(a, (size_t)rows * to->width);
	uint8_t *one = codes;
	uint16_t *two = codes;
	uint32_t *four = codes;

	for (uint32_t r = 0; to->width == 1 && r < rows; r++)
		one[r] = (uint8_t)(keys[r] >> shift);
	for (uint32_t r = 0; to->width == 2 && r < rows; r++)
		two[r] = (uint16_t)(keys[r] >> shift);
	for (uint32_t r = 0; to->width == 4 && r < rows; r++)
		four[r] = (uint32_t)(keys[r] >> shift);
	to->codes = codes;
}

static void
get_runs(const struct kept_dom *d, struct dom *to, uint32_t rows,
    struct arena *a)
{
	void *codes = arena_get(a, (size_t)rows * to->width);
	uint8_t *one = codes;
	uint16_t *two = codes;
	uint32_t *four = codes;

	for (uint32_t k = 0, r = 0; k < d->nruns; k++)
		for (; r < d->ends[k]; r++) {
			if (to->width == 1)
				one[r] = (uint8_t)d->runs[k];
			else if (to->width == 2)
				two[r] = (uint16_t)d->runs[k];
			else
				four[r] = d->runs[k];
		}
	to->codes = codes;
}

static struct dom *
get_doms(const struct kept *t, struct arena *a)
{
	struct dom *doms = NEW(a, struct dom, t->ndoms + 1);
	uint64_t *keys = NEW(a, uint64_t, (size_t)t->rows + 1);

	for (size_t d = 0; d < t->ndoms; d++) {
		doms[d] = t->doms[d].dom;
		if (t->doms[d].runs)
			get_runs(&t->doms[d], &doms[d], t->rows, a);
	}
	for (size_t g = 0; g < t->ngroups; g++) {
		get_keys(&t->groups[g], keys);
		for (size_t d = t->groups[g].from; d < t->groups[g].to; d++)
			if (doms[d].kind == DOM_CODES && !t->doms[d].runs)
				get_codes(&t->doms[d], &doms[d], keys,
				    t->rows, a);
	}
	return doms;
}

int
keep_next(struct keep *k, struct chunk *c, struct arena *a)
{
	const struct str *texts = k->pool->texts.s;
	const struct kept *t = k->first;
	struct dom *doms;

	if (!t)
		return 0;
	k->first = t->next;
	k->rows -= t->rows;
	doms = get_doms(t, a);
	*c = (struct chunk){ .rows = t->rows, .n = t->n };
	c->cols = NEW0(a, struct col, t->n + 1);
	for (size_t i = 0; i < t->n; i++) {
		const struct kept_col *from = &t->cols[i];
		struct col *to = &c->cols[i];
		uint32_t n = t->doms[from->dom].dom.n;
		struct str *s;

		to->type = from->type;
		to->dom = &doms[from->dom];
		to->null = from->null;
		to->i = from->i;
		if (!type_is_text(from->type))
			continue;
		s = NEW(a, struct str, (size_t)n + 1);
		for (uint32_t e = 0; e < n; e++) {
			uint32_t id = from->has_long_ids ? from->long_ids[e] :
			    from->ids[e];

			s[e] = id > 0 ? texts[id] : (struct str){ NULL, 0 };
		}
		to->s = s;
	}
	return 1;
}
