#include "out.h"

#include "../base/io.h"

enum { PIECE = 1 << 16 };

int
out_flush(struct out *o, struct fault *f)
{
	size_t n = o->text.n;

	o->text.n = 0;
	if (n > 0 && io_write(o->fd, o->text.p, n, f) < 0)
		return fault_at(f, "%s", o->name);
	return 0;
}

int
out_more(struct out *o, struct fault *f)
{
	return o->text.n < PIECE ? 0 : out_flush(o, f);
}

void
out_free(struct out *o)
{
	buffer_free(&o->text);
}
