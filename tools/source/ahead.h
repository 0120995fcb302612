#ifndef GPU_AHEAD_H
#define GPU_AHEAD_H
/* Bytes that a second thread makes while the first works on those before: a
 * few buffers go round.  The thread touches nothing but what `fill` does. */

#include "../base/fault.h"

struct ahead;

/* Fills at most `room` bytes, at least one: 1 and their number; 0 at the end;
 * -1.  Called in the thread; it must not wait for ever. */
typedef int ahead_fill(void *ctx, char *to, size_t room, size_t *n,
    struct fault *f);

/* NULL if there can't be another thread. */
struct ahead *ahead_open(ahead_fill *fill, void *ctx);
/* Ends the thread, waiting for it; NULL is none. */
void ahead_close(struct ahead *a);
/* The next bytes, valid until the next call: 1; 0 at the end; -1 and the
 * fault that `fill` had. */
int ahead_next(struct ahead *a, struct str *some, struct fault *f);

#endif
