#ifndef GPU_THREAD_H
#define GPU_THREAD_H
/* Threads, which take no signals: those are the first thread's. */

#include <pthread.h>

#include "../base/fault.h"

/* 0, or -1 if there can't be another thread; else pthread_join it. */
int thread_begin(pthread_t *t, void *(*work)(void *ctx), void *ctx);

typedef int thread_task(void *ctx, size_t i, struct fault *f);

/* Runs task(ctx, i) for each i < n, up to `most` of them at the same time, the
 * caller's thread among them.  They are begun in order; after a fault no more
 * are.  n if all went well, else the first i that had a fault, and that. */
size_t threads_each(size_t n, unsigned most, thread_task *task, void *ctx,
    struct fault *f);

#endif
