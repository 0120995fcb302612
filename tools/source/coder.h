#ifndef GPU_CODER_H
#define GPU_CODER_H
/* A chunk in the making: values go in row by row, columns come out coded.
 *
 * Few values are hashed.  Snapshots repeat, so the coder predicts: the value
 * of its base column (slot names, say) follows the one it followed last time,
 * and the other columns have what they had last time beside that value.  A
 * prediction costs one comparison; only what is new or has changed is looked
 * up.  Prediction never shows in what comes out. */

#include "../rows/intern.h"
#include "source.h"

enum { CODER_BYTES = 24 << 20 }; /* texts after which a chunk is full */

enum how { HOW_NONE, HOW_CODES, HOW_ROWS, HOW_RUNS, HOW_BYTES };

struct making {
	enum type type;
	enum how how;
	struct intern values;  /* HOW_CODES */
	uint32_t *codes;
	uint32_t *by;          /* code expected for each code of the base */
	uint32_t before;       /* code of the row before */
	bool has_null;
	int64_t *i;            /* HOW_ROWS: a row's; HOW_RUNS: a run's */
	uint8_t *null;
	uint32_t *ends, nruns; /* HOW_RUNS */
	uint8_t *b;            /* HOW_BYTES: bools */
	bool is_shared;        /* i and null lie in the coder's block */
};

struct coder {
	size_t n;
	struct making *cols;
	size_t *order;         /* columns, the base first: in this order the
	                        * values of a row must come */
	size_t norder;         /* wanted ones */
	uint32_t rows, most;
	size_t base;
	uint32_t base_code;
	uint32_t known;        /* codes of the base that predict something */
	size_t bytes;          /* of texts held */
	char *block;           /* values a row, of columns that begin so */
};

/* Columns of `s`, those that aren't wanted come out as NULL. */
void coder_open(struct coder *c, const struct schema *s, const bool *want,
    uint32_t most_rows);
void coder_close(struct coder *c);
/* Begins a chunk; the one before is no longer valid. */
void coder_begin(struct coder *c);
/* Each wanted column once a row, in the order of `order`. */
void coder_null(struct coder *c, size_t column);
void coder_text(struct coder *c, size_t column, struct str s);
/* int, time, date, bool: the number; real, f32: the bits. */
void coder_other_bits(struct coder *c, size_t column, int64_t bits);

static inline void
coder_bits(struct coder *c, size_t column, int64_t bits)
{
	struct making *m = &c->cols[column];
	uint32_t k = m->nruns;

	/* Most rows are of the time of the one before. */
	if (k > 0 && m->i[k - 1] == bits && !m->null[k - 1])
		m->ends[k - 1] = c->rows + 1;
	else
		coder_other_bits(c, column, bits);
}

/* The row that was begun is not to be: another comes in its place. */
void coder_forget_row(struct coder *c);
/* A value of an f32 column, which has one a row. */
static inline void
coder_single(struct coder *c, size_t column, int64_t bits, bool is_null)
{
	struct making *m = &c->cols[column];

	m->i[c->rows] = bits;
	if (is_null) {
		m->null[c->rows] = 1;
		m->has_null = true;
	}
}

/* These columns, texts, have what they had in an earlier row of the chunk;
 * instead of coder_text. */
void coder_again(struct coder *c, const size_t *columns, size_t n,
    uint32_t row);
/* Ends a row; true if the chunk is full. */
static inline bool
coder_row(struct coder *c)
{
	return ++c->rows == c->most || c->bytes > CODER_BYTES;
}

/* The chunk: points into the coder and into `a`. */
void coder_finish(struct coder *c, struct chunk *out, struct arena *a);

/* The same of texts only, each column with codes of its own, so that
 * coder_restore can take them. */
void coder_plain(struct coder *c, struct chunk *out, struct arena *a);
/* A whole column of texts that another coder has coded so, instead of
 * coder_text for each row; the texts must last.  After the last column
 * c->rows is to be set. */
void coder_restore(struct coder *c, size_t column, const struct col *texts,
    uint32_t rows);

#endif
