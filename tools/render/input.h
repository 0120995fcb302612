#ifndef GPU_INPUT_H
#define GPU_INPUT_H
/* An operand of gpu-render: a stream of rows under a name, of which some
 * columns (-c), in some order (-s), and only the first (-n) are asked for.
 * input_close when done; what was read as a table is the caller's. */

#include "../rows/sort.h"
#include "../rows/table.h"

/* What is asked for, the same of each input. */
struct selection {
	const char *columns; /* NAME,... where * is all others; or NULL */
	const char *sort;    /* [-]NAME,... or NULL */
	int64_t limit;       /* or -1 */
	size_t memory;       /* that sorting may take; 0: any */
};

struct input {
	struct str name;
	const char *label;     /* for messages */
	struct arena run;
	struct reader *reader;
	int fd;
	struct schema schema;  /* of the rows as they leave */
	size_t *from;          /* the stream's column of each of these */
	bool *want;            /* of the stream's columns */
	size_t nsort, *sort;   /* columns of the stream */
	bool *descending;
	int64_t limit, left;
	size_t memory;
	struct sorter *sorter; /* -s: all rows */
	struct arena batch;    /* of the chunk that input_next gave */
};

/* `operand` is [NAME=]FILE, `-` or NULL for standard input; it must outlive
 * the input.  Without NAME it is the file's name up to its first dot. */
int input_open(struct input *in, const char *operand,
    const struct selection *s, struct fault *f);
/* 1 and a chunk that is valid until the next call; 0 at the end of a whole
 * stream, also if fewer rows were asked for; -1. */
int input_next(struct input *in, struct chunk *c, struct fault *f);
/* All rows.  table_free when done. */
int input_table(struct input *in, struct table *t, struct fault *f);
void input_close(struct input *in);

/* Takes the next name off a comma list; `quoted` ones may hold commas.
 * False at the end. */
bool input_next_name(struct str *rest, struct str *name);
/* The places of the columns of a list [-]NAME,...; status 2 if one isn't
 * there.  Everything in `a`. */
int input_sort_keys(struct str list, const struct schema *s, size_t *n,
    size_t **columns, bool **descending, struct arena *a, struct fault *f);
/* The numbers of the rows in that order: stable, NULL first. */
uint32_t *input_sort(const struct chunk *c, const size_t *columns,
    const bool *descending, size_t n, struct arena *a);

#endif
