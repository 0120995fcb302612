#ifndef GPU_COLLECT_H
#define GPU_COLLECT_H
/* Rows that are not in order of time: all are held, within a budget, and
 * handed out again sorted stably by it (c->sorter, sorter_next).  Also what
 * else is done to chunks by their times. */

#include "../rows/sort.h"
#include "source.h"

struct collect {
	struct sorter *sorter;
	size_t time;
	int64_t latest;
	uint64_t late;         /* rows behind one of a later time, so far */
};

/* By the time of the request, whose schema must outlive it. */
void collect_open(struct collect *c, const struct request *r, size_t budget);
void collect_close(struct collect *c); /* a zeroed one too */
/* Copies the chunk. */
int collect_add(struct collect *c, const struct chunk *chunk,
    struct fault *f);

/* The rows inside the window: the chunk, a part of it, or none (rows 0).
 * Rows without a time are in no window. */
void cut_times(struct chunk *c, size_t time, int64_t from, int64_t to,
    struct arena *a);
/* The greatest time of a chunk; false if it has none. */
bool greatest_time(const struct chunk *c, size_t time, int64_t *us);

#endif
