#ifndef GPU_SQLITECODE_H
#define GPU_SQLITECODE_H
/* Rows of a database as chunks in the making: the wanted columns of each,
 * with the types that they are to have.  What is alike in a snapshot and the
 * one before is coded without a look at it.  sqlitecode_close when done,
 * before the database. */

#include "coder.h"
#include "sqliterows.h"

struct wanted {
	size_t out;            /* column of the chunk */
	enum type type;
	bool is_lenient;
	size_t column;         /* of the table */
	bool is_compared;      /* it is the same in rows that are alike */
	struct known_time known;
};

struct sqlitecode {
	struct sqlitedb *d;
	struct sqlitetable *pages; /* NULL: the library reads */
	const struct request *request;
	size_t nwanted;
	struct wanted *wanted; /* in the order of the request */
	ptrdiff_t *of_out;     /* wanted column of each output column, or -1 */
	bool *want;            /* a bool a column of the chunk */
	struct sqliterows rows; /* the wanted columns, and perhaps one more */
	struct coder coder;
	bool is_begun;         /* a chunk has been: no more of few rows */
	size_t *compared;      /* columns of the chunk */
	size_t ncompared;
	size_t *all, *rest;    /* wanted columns, and those not compared, in
	                        * the order of the coder */
	size_t nrest;
	uint64_t coded, chunk_from; /* rows put so far, before this chunk */
	struct arena run;
};

/* The wanted columns, and that of the request's time if it needs it. */
void sqlitecode_map(struct sqlitecode *c, bool needs_time);
/* Opens c->rows: the wanted columns and behind them column `also` of the
 * table, unless there is no such column. */
int sqlitecode_open(struct sqlitecode *c, size_t also, bool is_ranged,
    struct fault *f);
/* The table is asked for all these columns again; c->rows goes on. */
void sqlitecode_look(struct sqlitecode *c);
/* Gives back all but what was mapped; it may be opened again. */
void sqlitecode_rest(struct sqlitecode *c);
void sqlitecode_close(struct sqlitecode *c); /* a zeroed one too */
/* Begins a chunk; one was before if is_begun. */
void sqlitecode_begin(struct sqlitecode *c);
/* The row that c->rows is at; coder_row ends it. */
int sqlitecode_put(struct sqlitecode *c, struct fault *f);

#endif
