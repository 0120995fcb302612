#ifndef POOL_H
#define POOL_H

/* An invented pool of GPU machines: users with campaigns, jobs that last
 * hours, machines that are drained, repaired, bought and given away, backfill
 * in what is idle.  The caller owns the pool; rows and their texts are the
 * pool's and hold until its next step. */

#include <stdint.h>

enum { POOL_GPUS = 8, POOL_JOBS = 2 * POOL_GPUS, POOL_ROWS = 4 * POOL_GPUS,
    POOL_USERS = 300 };

struct pool_kind {
	int is_adverse;		/* nearly everything changes at each step */
	int machines;
	int change;		/* percent: how fast jobs come and go */
	uint64_t seed;
};

/* NULL texts and an average below 0 are NULL. */
struct pool_row {
	char name[72], available[POOL_GPUS * 14];
	const char *gpu, *state, *device, *projects, *machine, *owner, *job,
	    *reason;
	double usage;
	int memory, disk;
};

struct job {
	unsigned gpus;		/* bits; none: there is no job */
	int is_backfill, left;	/* steps until its end */
	int usage, level;	/* average, millionths of a GPU; -1: unknown */
	char slot[16], owner[40], id[64];
};

struct machine {
	char name[40], suffix[64], projects[32], gpu[POOL_GPUS][16];
	const char *device;
	int gpus, memory, disk;
	int is_remote, is_owned, is_masked, is_partitionable, has_backfill;
	int mode, left;		/* of the mode, steps; 0: for good */
	const char *reason;	/* why it takes no jobs, if it doesn't */
	long from, to;		/* steps in which it is part of the pool */
	int numbers;		/* of slots */
	int is_changed;
	struct job job[POOL_JOBS];
	struct pool_row row[POOL_ROWS];
	int n_rows;
};

struct user {
	int is_active, left;
};

struct pool {
	struct pool_kind kind;
	uint64_t state;
	long step, second, jobs;
	int demand;		/* percent of the usual */
	int is_away, away_left;	/* the collector takes no snapshot */
	struct user user[POOL_USERS];
	struct machine *machine;
	int machines;
};

struct pool *pool_new(const struct pool_kind *kind);
void pool_free(struct pool *p);

/* A number from 0 to n - 1. */
int pool_draw(struct pool *p, int n);

/* Lives on until the next snapshot, at a second of 1970 on. */
void pool_step(struct pool *p, long second);

/* The number of rows of a snapshot. */
long pool_rows(const struct pool *p);

#endif
