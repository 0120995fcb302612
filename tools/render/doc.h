#ifndef GPU_DOC_H
#define GPU_DOC_H
/* A page before it is drawn: what stands where, as text that is not yet
 * escaped for anything.  Made by plain.h or compose.h; drawn by text.h,
 * page.h and mdout.h.  Everything lives in the arena of whoever made it. */

#include "chart.h"

struct doc_cell {
	struct str text;     /* p NULL: nothing stands here */
	struct str link;     /* where it leads; p NULL: nowhere */
	double bar;          /* 0 to 1, or less than 0: no bar */
	double heat;         /* 0 to 1, or less than 0: no shade */
	unsigned indent;
};

enum doc_row_kind {
	DOC_ROW,
	DOC_GROUP, /* cells[0]: heading of the rows that follow; the others may
	            * be empty */
	DOC_TOTAL
};

struct doc_row {
	enum doc_row_kind kind;
	bool is_strong;
	struct doc_cell *cells;
};

struct doc_col {
	struct str title;
	bool is_right;  /* numbers */
	bool has_bar, has_heat;
};

struct doc_table {
	struct str caption; /* what the table is, for who can't see it */
	size_t n;
	struct doc_col *cols;
	size_t nrows, cap;
	struct doc_row *rows;
};

enum doc_block_kind {
	DOC_TABLE,
	DOC_CHART,
	DOC_NOTE,  /* a paragraph */
	DOC_PROSE, /* Markdown */
	DOC_HTML,  /* of a page: as it is */
	DOC_IMAGE  /* of a message; text: what it shows */
};

struct doc_block {
	enum doc_block_kind kind;
	struct str text;
	struct doc_table table;
	const struct chart *chart;
	struct str image; /* its address */
	unsigned width;   /* of the image: pixels, or 0 */
};

struct doc_section {
	struct str id, heading; /* heading: may be empty */
	size_t n;
	struct doc_block *blocks;
};

struct doc_link {
	struct str text, address;
};

struct doc {
	struct str title, subject, to; /* p NULL: none */
	bool is_message; /* for a mail program: no links into itself */
	size_t nnav;
	struct doc_link *nav;
	size_t n;
	struct doc_section *sections;
};

#endif
