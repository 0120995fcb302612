#include "ahead.h"

#include <stdlib.h>

#include "../base/arena.h"
#include "thread.h"

enum {
	BUFFERS = 3,
	ROOM = 1 << 17         /* bytes of each */
};

struct ahead {
	ahead_fill *fill;
	void *ctx;
	pthread_t thread;
	pthread_mutex_t lock;  /* for the four that follow */
	pthread_cond_t change;
	size_t made, taken;    /* buffers filled, buffers given back */
	bool stops;            /* the thread is to end */
	bool is_held;          /* the buffer `taken` is with the caller */
	struct made {
		int got;       /* what fill returned */
		size_t n;
		struct fault fault;
	} each[BUFFERS];
	char bytes[BUFFERS][ROOM];
};

/* Waits for a buffer that is free; false if the thread is to end. */
static bool
wait_for_room(struct ahead *a)
{
	bool goes_on;

	pthread_mutex_lock(&a->lock);
	while (!a->stops && a->made - a->taken == BUFFERS)
		pthread_cond_wait(&a->change, &a->lock);
	goes_on = !a->stops;
	pthread_mutex_unlock(&a->lock);
	return goes_on;
}

static void *
work(void *ctx)
{
	struct ahead *a = ctx;
	int got = 1;

	for (size_t at = 0; got > 0 && wait_for_room(a);
	    at = (at + 1) % BUFFERS) {
		struct made *m = &a->each[at];

		m->n = 0;
		m->got = got = a->fill(a->ctx, a->bytes[at], ROOM, &m->n,
		    &m->fault);
		pthread_mutex_lock(&a->lock);
		a->made++;
		pthread_cond_signal(&a->change);
		pthread_mutex_unlock(&a->lock);
	}
	return NULL;
}

struct ahead *
ahead_open(ahead_fill *fill, void *ctx)
{
	struct ahead *a = mem_get(sizeof *a);

	a->fill = fill;
	a->ctx = ctx;
	a->made = a->taken = 0;
	a->stops = a->is_held = false;
	pthread_mutex_init(&a->lock, NULL); /* neither can fail here */
	pthread_cond_init(&a->change, NULL);
	if (thread_begin(&a->thread, work, a) == 0)
		return a;
	pthread_cond_destroy(&a->change);
	pthread_mutex_destroy(&a->lock);
	free(a);
	return NULL;
}

void
ahead_close(struct ahead *a)
{
	if (!a)
		return;
	pthread_mutex_lock(&a->lock);
	a->stops = true;
	pthread_cond_signal(&a->change);
	pthread_mutex_unlock(&a->lock);
	pthread_join(a->thread, NULL);
	pthread_cond_destroy(&a->change);
	pthread_mutex_destroy(&a->lock);
	free(a);
}

int
ahead_next(struct ahead *a, struct str *some, struct fault *f)
{
	const struct made *m;
	size_t at;

	pthread_mutex_lock(&a->lock);
	if (a->is_held) {
		a->taken++;
		pthread_cond_signal(&a->change);
	}
	while (a->made == a->taken)
		pthread_cond_wait(&a->change, &a->lock);
	at = a->taken % BUFFERS;
	m = &a->each[at];
	a->is_held = m->got > 0; /* the end and a fault stay */
	pthread_mutex_unlock(&a->lock);
	*some = (struct str){ a->bytes[at], m->n };
	if (m->got < 0)
		*f = m->fault;
	return m->got;
}
