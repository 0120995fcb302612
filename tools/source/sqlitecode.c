#include "sqlitecode.h"

#include "../base/num.h"
#include "../rows/bounds.h"

/* Of the first chunk: few, as long as other sources come before. */
enum { FIRST_ROWS = 256 };

void
sqlitecode_map(struct sqlitecode *c, bool needs_time)
{
	const struct request *r = c->request;
	const struct schema *out = r->schema;
	const struct schema table = { .n = c->d->n,
	    .columns = c->d->columns };

	c->nwanted = 0;
	c->wanted = NEW0(&c->run, struct wanted, out->n + 1);
	c->of_out = NEW(&c->run, ptrdiff_t, out->n + 1);
	c->want = NEW0(&c->run, bool, out->n + 1);
	for (size_t i = 0; i < out->n; i++) {
		struct wanted *w = &c->wanted[c->nwanted];
		ptrdiff_t k = schema_find(&table, out->columns[i].name);

		c->of_out[i] = -1;
		if (k < 0 || (!r->want[i] &&
		    !(needs_time && (ptrdiff_t)i == r->time)))
			continue;
		w->out = i;
		w->type = out->columns[i].type;
		w->column = (size_t)k;
		w->is_lenient = r->is_lenient[i];
		c->of_out[i] = (ptrdiff_t)c->nwanted++;
		c->want[i] = true;
	}
}

/* Texts that rows often have in common with the ones of the last snapshot. */
static void
compare_texts(struct sqlitecode *c)
{
	bool *is = NEW0(&c->run, bool, c->d->n + 1);

	c->ncompared = 0;
	c->compared = NEW(&c->run, size_t, c->nwanted + 1);
	for (size_t i = 0; i < c->nwanted; i++)
		is[c->wanted[i].column] = type_is_text(c->wanted[i].type);
	sqlitetable_compare(c->pages, is);
	for (size_t i = 0; i < c->nwanted; i++) {
		struct wanted *w = &c->wanted[i];

		w->is_compared = is[w->column];
		if (w->is_compared)
			c->compared[c->ncompared++] = w->out;
	}
}

int
sqlitecode_open(struct sqlitecode *c, size_t also, bool is_ranged,
    struct fault *f)
{
	size_t *columns = NEW(&c->run, size_t, c->nwanted + 1);
	size_t n = c->nwanted;

	for (size_t i = 0; i < n; i++)
		columns[i] = c->wanted[i].column;
	if (also < c->d->n)
		columns[n++] = also;
	if (sqliterows_open(&c->rows, c->d, c->pages, columns, n, is_ranged,
	    f) < 0)
		return -1;
	c->all = NEW(&c->run, size_t, c->nwanted + 1);
	c->rest = NEW(&c->run, size_t, c->nwanted + 1);
	if (c->pages)
		compare_texts(c);
	return 0;
}

void
sqlitecode_look(struct sqlitecode *c)
{
	sqlitetable_want(c->pages, c->rows.columns, c->rows.n);
	compare_texts(c);
}

void
sqlitecode_rest(struct sqlitecode *c)
{
	sqliterows_close(&c->rows);
	coder_close(&c->coder);
}

void
sqlitecode_close(struct sqlitecode *c)
{
	sqlitecode_rest(c);
	arena_free(&c->run);
}

static int
misfit(struct sqlitecode *c, struct wanted *w, const struct datum *v,
    const char *what, struct fault *f)
{
	if (w->is_lenient) {
		coder_null(&c->coder, w->out);
		return 0;
	}
	return sqlitedb_bad_value(c->d, w->column, v, what,
	    sqliterows_number(&c->rows), f);
}

static int
put_text(struct sqlitecode *c, struct wanted *w, const struct datum *v,
    struct fault *f)
{
	struct str text = v->s;
	char number[NUM_MAX];

	if (v->is == SQLITE_BLOB)
		return misfit(c, w, v, "is not a text", f);
	if (v->is == SQLITE_FLOAT)
		text = (struct str){ number, num_put_real(number, v->d) };
	else if (v->is == SQLITE_INTEGER)
		text = (struct str){ number, num_put_int(number, v->i) };
	if (text.n > MAX_TEXT)
		return misfit(c, w, v, "is too long", f);
	coder_text(&c->coder, w->out, text);
	return 0;
}

static int
put_number(struct sqlitecode *c, struct wanted *w, const struct datum *v,
    struct fault *f)
{
	int64_t bits;
	bool ok = false;

	if (v->is == SQLITE_INTEGER) {
		bits = v->i;
		ok = w->type != TYPE_DATE &&
		    (w->type != TYPE_BOOL || bits == 0 || bits == 1);
		if (type_is_real(w->type))
			ok = cell_of_real(w->type, (double)bits, &bits);
	} else if (v->is == SQLITE_FLOAT && type_is_real(w->type)) {
		ok = cell_of_real(w->type, v->d, &bits);
	} else if (v->is == SQLITE_FLOAT && w->type == TYPE_INT) {
		ok = cell_int_of_real(v->d, &bits);
	} else if (v->is == SQLITE_TEXT) {
		ok = cell_parse(w->type, v->s, &bits);
	}
	if (!ok || (w->is_lenient && !cell_is_finite(w->type, bits)))
		return misfit(c, w, v, cell_not(w->type), f);
	coder_bits(&c->coder, w->out, bits);
	return 0;
}

static inline int
put_value(struct sqlitecode *c, struct wanted *w, const struct datum *v,
    struct fault *f)
{
	if (v->is == SQLITE_NULL) {
		coder_null(&c->coder, w->out);
		return 0;
	}
	if (v->is == SQLITE_TEXT && w->type == TYPE_TEXT &&
	    v->s.n <= MAX_TEXT) {
		coder_text(&c->coder, w->out, v->s);
		return 0;
	}
	if (type_is_text(w->type))
		return put_text(c, w, v, f);
	if (w->type == TYPE_TIME) {
		if (!datum_time(&w->known, v))
			return misfit(c, w, v, "is not a time", f);
		coder_bits(&c->coder, w->out, w->known.us);
		return 0;
	}
	return put_number(c, w, v, f);
}

static int
put_columns(struct sqlitecode *c, const size_t *which, size_t n,
    struct fault *f)
{
	for (size_t i = 0; i < n; i++) {
		struct datum v;

		if (sqliterows_value(&c->rows, which[i], &v, f) < 0 ||
		    put_value(c, &c->wanted[which[i]], &v, f) < 0)
			return -1;
	}
	return 0;
}

int
sqlitecode_put(struct sqlitecode *c, struct fault *f)
{
	struct alike_row *like = c->pages ? c->pages->again : NULL;
	int done;

	if (like && like->mark >= c->chunk_from && like->mark < c->coded) {
		coder_again(&c->coder, c->compared, c->ncompared,
		    (uint32_t)(like->mark - c->chunk_from));
		done = put_columns(c, c->rest, c->nrest, f);
	} else {
		done = put_columns(c, c->all, c->nwanted, f);
	}
	if (like)
		like->mark = c->coded;
	c->coded++;
	return done;
}

/* A coder, its wanted columns in the order that it has chosen.  The first
 * chunk has few rows, as long as other sources come before. */
void
sqlitecode_begin(struct sqlitecode *c)
{
	const struct request *r = c->request;
	uint32_t most = c->is_begun || r->chunk_rows < FIRST_ROWS ?
	    r->chunk_rows : FIRST_ROWS;

	if (c->coder.most != most)
		coder_close(&c->coder);
	if (!c->coder.cols)
		coder_open(&c->coder, r->schema, c->want, most);
	coder_begin(&c->coder);
	c->is_begun = true;
	c->chunk_from = c->coded;
	c->nrest = 0;
	for (size_t i = 0; i < c->nwanted; i++) {
		c->all[i] = (size_t)c->of_out[c->coder.order[i]];
		if (!c->wanted[c->all[i]].is_compared)
			c->rest[c->nrest++] = c->all[i];
	}
}
