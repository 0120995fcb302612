#ifndef GPU_COLLECT_H
#define GPU_COLLECT_H
/* Rows that are not in order of time: all are held, sorted stably by it and
 * handed out again.  Also what else is done to chunks by their times. */

#include "source.h"

struct collect {
	struct arena arena;
	struct chunk *parts;
	size_t n, cap;
	uint64_t rows;
	struct chunk all;      /* after collect_sort */
	uint32_t *at;          /* its rows in order */
	uint32_t next;
	uint64_t late;         /* rows behind one of a later time */
};

/* A collect is ready when zeroed; copies the chunk. */
int collect_add(struct collect *c, const struct chunk *chunk, struct fault *f);
void collect_sort(struct collect *c, size_t time);
/* 1 and at most `most` rows, in `a`; 0 at the end. */
int collect_next(struct collect *c, struct chunk *out, uint32_t most,
    struct arena *a);
void collect_free(struct collect *c);

/* The rows inside the window: the chunk, a part of it, or none (rows 0).
 * Rows without a time are in no window. */
void cut_times(struct chunk *c, size_t time, int64_t from, int64_t to,
    struct arena *a);
/* The greatest time of a chunk; false if it has none. */
bool greatest_time(const struct chunk *c, size_t time, int64_t *us);

#endif
