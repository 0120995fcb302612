#include "sqliteproof.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

#include "dbstate.h"

enum {
	TEXT = 512,            /* bytes of a file */
	LEAST_ROWS = 10000     /* fewer are looked at as fast */
};

void
proof_open(struct proof *p, const char *folder, const char *path,
    struct sqlitedb *d)
{
	const char *why;
	char *real;

	*p = (struct proof){ .folder = folder, .held = -1 };
	if (!folder || d->query.p)
		return;
	real = realpath(path, NULL);
	if (!real)
		return;
	p->path = arena_str(&d->arena, str_of(real));
	free(real);
	p->state = dbstate(p->path.p, d->table.p, &p->held, &why, &d->arena);
}

void
proof_close(struct proof *p)
{
	if (p->folder && p->held >= 0)
		close(p->held);
	*p = (struct proof){ .held = -1 };
}

static uint64_t
mix(uint64_t seed, struct str s)
{
	return XXH3_64bits_withSeed(s.p, s.n, seed + s.n);
}

/* Where it is kept, and the mark of this state in it. */
static uint64_t
place(const struct proof *p, struct str column, bool is_lenient,
    struct str *path, struct arena *a)
{
	uint64_t name = mix(mix(is_lenient, p->path), column);

	*path = arena_fmt(a, "%s/%016" PRIx64 ".times", p->folder, name);
	return mix(name, p->state);
}

/* All that a file has, in its only form. */
static int
put(char text[TEXT], uint64_t mark, const struct times *t)
{
	int n = snprintf(text, TEXT, "gputally-times 1 %016" PRIx64
	    " %d %d %d %" PRIu64 " %" PRId64 " %" PRId64 " %" PRId64 " %"
	    PRId64 " %" PRId64 " %016" PRIx64, mark, t->ascend, t->any,
	    t->any_null, t->rows, t->least, t->greatest, t->last,
	    t->first_row, t->last_row, t->hash);

	return n + snprintf(text + n, TEXT - (size_t)n, " %016" PRIx64 "\n",
	    (uint64_t)XXH3_64bits(text, (size_t)n));
}

bool
proof_find(const struct proof *p, struct str column, bool is_lenient,
    struct times *t)
{
	char text[TEXT + 1], again[TEXT];
	struct times found = { .is_done = true, .is_lenient = is_lenient };
	int ascend, any, any_null, fd;
	struct arena scratch = { 0 };
	struct str path;
	uint64_t mark;
	ssize_t n;

	if (!p->state.p)
		return false;
	mark = place(p, column, is_lenient, &path, &scratch);
	fd = open(path.p, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	arena_free(&scratch);
	if (fd < 0)
		return false;
	n = read(fd, text, TEXT);
	close(fd);
	if (n <= 0)
		return false;
	text[n] = 0;
	if (sscanf(text, "gputally-times 1 %*x %d %d %d %" SCNu64 " %" SCNd64
	    " %" SCNd64 " %" SCNd64 " %" SCNd64 " %" SCNd64 " %" SCNx64,
	    &ascend, &any, &any_null, &found.rows, &found.least,
	    &found.greatest, &found.last, &found.first_row, &found.last_row,
	    &found.hash) != 10)
		return false;
	found.ascend = ascend;
	found.any = any;
	found.any_null = any_null;
	/* Written again it must be the same, mark and checksum too. */
	if (put(again, mark, &found) != n || memcmp(text, again, (size_t)n))
		return false;
	*t = found;
	return true;
}

/* Sources in several threads, and other runs, may write at the same time. */
void
proof_keep(const struct proof *p, struct str column, const struct times *t)
{
	struct arena scratch = { 0 };
	struct str path, temporary;
	char text[TEXT];
	uint64_t mark;
	int n, fd;

	if (!p->state.p || t->rows < LEAST_ROWS)
		return;
	mark = place(p, column, t->is_lenient, &path, &scratch);
	n = put(text, mark, t);
	temporary = arena_fmt(&scratch, "%s.XXXXXX", path.p);
	fd = mkstemp((char *)temporary.p);
	if (fd >= 0) {
		bool is_written = write(fd, text, (size_t)n) == n;

		if (close(fd) < 0 || !is_written ||
		    rename(temporary.p, path.p) < 0)
			unlink(temporary.p);
	}
	arena_free(&scratch);
}
