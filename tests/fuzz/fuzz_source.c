/* Sources: JSON ads, CSV and rows, plain or compressed; the kind by content,
 * as gpu-extract finds it.  Databases go by their path and are left out. */

#include "fuzz.h"

#include <stdlib.h>
#include <unistd.h>

#include "source/keep.h"
#include "source/kind.h"

/* What comes of it if so many bytes of rows may be kept; 0: none. */
static uint64_t
read_all(const uint8_t *data, size_t size, size_t kept)
{
	struct keep_pool *pool = kept > 0 ? keep_pool_open(kept) : NULL;
	struct opening o = { .name = "fuzz", .pool = pool, .chunk_rows = 64 };
	struct source *s = NULL;
	uint64_t hash = 0;
	struct fault f;
	enum kind k;

	o.fd = fuzz_file(data, size);
	if (kind_find(o.fd, o.name, &k, &f) < 0 || k == KIND_SQLITE)
		close(o.fd);
	else
		s = kind_open(k, &o, &f);
	if (s) {
		hash = fuzz_source_all(s);
		s->close(s);
	}
	keep_pool_close(pool);
	return hash;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint64_t hash = read_all(data, size, 0);

	if (read_all(data, size, 1 << 20) != hash ||
	    read_all(data, size, 3000) != hash)
		abort();
	return 0;
}
