#include "thread.h"

#include <signal.h>

enum { STACK = 1 << 20, MOST = 64 };

int
thread_begin(pthread_t *t, void *(*work)(void *ctx), void *ctx)
{
	pthread_attr_t attributes;
	sigset_t all, before;
	int failed;

	if (pthread_attr_init(&attributes) != 0)
		return -1;
	sigfillset(&all);
	failed = pthread_attr_setstacksize(&attributes, STACK) != 0 ||
	    pthread_sigmask(SIG_SETMASK, &all, &before) != 0;
	if (!failed) {
		failed = pthread_create(t, &attributes, work, ctx) != 0;
		pthread_sigmask(SIG_SETMASK, &before, NULL);
	}
	pthread_attr_destroy(&attributes);
	return failed ? -1 : 0;
}

struct each {
	size_t n;
	thread_task *task;
	void *ctx;
	pthread_mutex_t lock;  /* for what follows */
	size_t next;           /* to be begun */
	size_t failed;         /* the first that has failed, or n */
	struct fault fault;    /* its */
};

/* The next one to be begun; false if there are no more. */
static bool
take(struct each *e, size_t *i)
{
	bool got;

	pthread_mutex_lock(&e->lock);
	got = e->next < e->n && e->failed == e->n;
	*i = e->next;
	e->next += got;
	pthread_mutex_unlock(&e->lock);
	return got;
}

static void *
work(void *ctx)
{
	struct each *e = ctx;
	struct fault f;
	size_t i;

	while (take(e, &i)) {
		if (e->task(e->ctx, i, &f) == 0)
			continue;
		pthread_mutex_lock(&e->lock);
		if (i < e->failed) {
			e->failed = i;
			e->fault = f;
		}
		pthread_mutex_unlock(&e->lock);
	}
	return NULL;
}

size_t
threads_each(size_t n, unsigned most, thread_task *task, void *ctx,
    struct fault *f)
{
	struct each e = { .n = n, .task = task, .ctx = ctx, .failed = n };
	pthread_t others[MOST];
	unsigned begun = 0;

	pthread_mutex_init(&e.lock, NULL); /* can't fail here */
	while (begun < MOST && begun + 1 < most && begun + 1 < n &&
	    thread_begin(&others[begun], work, &e) == 0)
		begun++;
	work(&e);
	while (begun > 0)
		pthread_join(others[--begun], NULL);
	pthread_mutex_destroy(&e.lock);
	if (e.failed < n)
		*f = e.fault;
	return e.failed;
}
