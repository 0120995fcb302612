#ifndef GPU_OUT_H
#define GPU_OUT_H
/* Text on its way to a descriptor: collected, written in large pieces.
 * out_free when done; the descriptor is the caller's. */

#include "../base/buffer.h"
#include "../base/fault.h"

struct out {
	struct buffer text;
	int fd;
	const char *name; /* for messages */
};

/* Writes what is collected once it is much; call it after each row. */
int out_more(struct out *o, struct fault *f);
int out_flush(struct out *o, struct fault *f);
void out_free(struct out *o);

#endif
