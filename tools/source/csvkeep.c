#include "csvkeep.h"

/* Texts of a chunk, in bytes, and different ones of a column, with which it
 * is no longer worth keeping; fewer rows don't tell. */
enum { MOST_BYTES = 1 << 20, MOST_TEXTS = 1 << 13, FEW_ROWS = 1 << 8 };

void
csvkeep_open(struct csvkeep *k, struct keep_pool *pool,
    const struct schema *s, const bool *want)
{
	*k = (struct csvkeep){ .keep = keep_open(pool), .is_whole = true,
	    .takes = true };
	k->texts.n = s->n;
	k->texts.columns = NEW(&k->run, struct column, s->n + 1);
	k->want = NEW(&k->run, bool, s->n + 1);
	for (size_t i = 0; i < s->n; i++) {
		k->texts.columns[i] = (struct column){ s->columns[i].name,
		    TYPE_TEXT };
		k->want[i] = want[i];
	}
}

void
csvkeep_close(struct csvkeep *k)
{
	keep_close(k->keep);
	coder_close(&k->coder);
	arena_free(&k->batch);
	arena_free(&k->run);
	*k = (struct csvkeep){ .keep = NULL };
}

static void
stop(struct csvkeep *k)
{
	k->takes = k->is_whole = false;
	k->coder.rows = 0;
}

void
csvkeep_begin(struct csvkeep *k, uint32_t most)
{
	if (k->coder.most != most)
		coder_close(&k->coder);
	if (!k->coder.cols)
		coder_open(&k->coder, &k->texts, k->want, most);
	coder_begin(&k->coder);
}

void
csvkeep_row(struct csvkeep *k, const struct str *fields, size_t n)
{
	struct coder *c = &k->coder;

	if (!k->takes)
		return;
	if (n != k->texts.n) {
		stop(k);
		return;
	}
	for (size_t i = 0; i < c->norder; i++) {
		size_t column = c->order[i];

		if (fields[column].p)
			coder_text(c, column, fields[column]);
		else
			coder_null(c, column);
	}
	coder_row(c);
	if (c->bytes > MOST_BYTES)
		stop(k);
}

/* Snapshots repeat.  Where each row brings a text that is new, looking all of
 * them up takes longer than reading the rows again. */
static bool
is_worth_it(const struct coder *c)
{
	size_t all = 0;

	for (size_t k = 0; k < c->norder; k++) {
		uint32_t n = c->cols[c->order[k]].values.n;

		if (n > MOST_TEXTS)
			return false;
		all += n;
	}
	return all <= c->rows || c->rows < FEW_ROWS;
}

void
csvkeep_end(struct csvkeep *k)
{
	struct chunk c;

	if (!k->takes || k->coder.rows == 0)
		return;
	arena_reset(&k->batch);
	if (is_worth_it(&k->coder)) {
		coder_plain(&k->coder, &c, &k->batch);
		if (keep_put(k->keep, &c))
			return;
	}
	stop(k);
}

void
csvkeep_done(struct csvkeep *k)
{
	keep_done(k->keep);
	coder_close(&k->coder);
	arena_free(&k->batch);
	k->takes = false;
}
