/* Database files: the table of each is read by its pages, in order of time
 * where it has one.  What the library does with the file is not ours; files
 * that it refuses, or would read itself, end there. */

#include "fuzz.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/io.h"
#include "source/keep.h"
#include "source/sqlitein.h"

static void
read_ordered(struct source *s)
{
	struct chunk c;
	struct fault f;
	bool any, *flags = mem_get(s->schema.n * 2 + 1);
	struct request r = { .schema = &s->schema, .want = flags,
		.is_lenient = flags + s->schema.n, .chunk_rows = 64,
		.in_order = true, .has_window = true, .to = INT64_MAX };

	for (size_t i = 0; i < s->schema.n; i++) {
		flags[i] = true;
		flags[s->schema.n + i] = i % 2 == 0;
	}
	r.time = source_time(&s->schema);
	if (r.time >= 0 && s->newest(s, (size_t)r.time, &any, &r.from,
	    &f) == 0) {
		r.from -= INT64_C(60000000);
		if (s->start(s, &r, &f) == 0)
			while (s->next(s, &c, &f) > 0)
				fuzz_look(&s->schema, &c);
	}
	free(flags);
}

static bool is_by_pages;

static void
see_way(const char *name, const char *way, const char *why)
{
	(void)name, (void)why;
	is_by_pages = str_eq(str_of(way), S("pages"));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena a = { 0 };
	struct str path = arena_fmt(&a, "%s/gputally-fuzz-XXXXXX",
	    io_temporary_folder()); /* the library wants one with a name */
	struct opening o = { .name = "fuzz", .path = path.p, .fd = -1,
	    .chunk_rows = 64, .explain = see_way };
	static const size_t kept[] = { 0, 1 << 20, 3000, 0 };
	uint64_t hash = 0;
	struct fault f;
	int fd = mkstemp((char *)(uintptr_t)path.p);

	if (fd < 0 || io_write(fd, data, size, &f) < 0)
		abort();
	close(fd);
	for (int k = 0; k < 4; k++) {
		struct source *s;

		o.pool = kept[k] > 0 ? keep_pool_open(kept[k]) : NULL;
		s = sqlitein_open(&o, &f);
		if (s && k == 3) {
			read_ordered(s);
		} else if (s) {
			uint64_t got = fuzz_source_all(s);

			/* What is kept may not show.  The library may see
			 * anything behind the end of a file. */
			if (k > 0 && got != hash && is_by_pages)
				abort();
			hash = got;
		}
		if (s)
			s->close(s);
		keep_pool_close(o.pool);
		if (!s)
			break;
	}
	unlink(path.p);
	arena_free(&a);
	return 0;
}
