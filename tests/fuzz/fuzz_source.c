/* Sources: JSON ads, CSV and rows, plain or compressed; the kind by content,
 * as gpu-extract finds it.  Databases go by their path and are left out. */

#include "fuzz.h"

#include <unistd.h>

#include "source/kind.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct opening o = { .name = "fuzz" };
	struct source *s;
	struct fault f;
	enum kind k;

	o.fd = fuzz_file(data, size);
	if (kind_find(o.fd, o.name, &k, &f) < 0 || k == KIND_SQLITE) {
		close(o.fd);
		return 0;
	}
	s = kind_open(k, &o, &f);
	if (s) {
		fuzz_source_all(s);
		s->close(s);
	}
	return 0;
}
