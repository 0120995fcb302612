#include "dbstate.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	HEADER = 100,
	SETTLED_S = 3 /* file systems may count time in steps of two seconds */
};

static uint32_t
get32(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
	    (uint32_t)p[2] << 8 | p[3];
}

/* A log or a journal that holds something beside the file, wherever a link to
 * it lies. */
static bool
has_beside(const char *path, const char *ending, struct arena *a)
{
	char *real = realpath(path, NULL);
	const char *beside;
	struct stat st;

	if (!real)
		return true;
	beside = arena_fmt(a, "%s%s", real, ending).p;
	free(real);
	return stat(beside, &st) < 0 ? errno != ENOENT : st.st_size > 0;
}

static struct str
none(const char **why, const char *reason)
{
	*why = reason;
	return (struct str){ NULL, 0 };
}

/* The header of a database in this file. */
static bool
read_header(int fd, uint8_t h[HEADER], struct stat *st)
{
	static const char format[] = "SQLite format 3";

	return pread(fd, h, HEADER, 0) == HEADER &&
	    memcmp(h, format, sizeof format) == 0 && fstat(fd, st) == 0;
}

struct str
dbstate(const char *path, const char *table, int *held, const char **why,
    struct arena *a)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	uint8_t h[HEADER];
	bool is_database, is_log_mode;
	struct stat st;

	if (held)
		*held = fd;
	if (fd < 0)
		return none(why, "there is no database");
	is_database = read_header(fd, h, &st);
	if (!held)
		close(fd);
	if (!is_database)
		return none(why, "no SQLite database");
	is_log_mode = h[18] == 2 || h[19] == 2;
	if (has_beside(path, "-wal", a) ||
	    (!held && has_beside(path, "-journal", a)))
		return none(why, "the database is being written to");
	/* Changes that go by way of a log are not counted in the header: the
	 * time must tell them apart. */
	if (is_log_mode && time(NULL) - st.st_mtim.tv_sec < SETTLED_S)
		return none(why, "the database was written to just now");
	return arena_fmt(a, "changes=%" PRIu32 " for=%" PRIu32 " pages=%"
	    PRIu32 " schema=%" PRIu32 " size=%jd time=%jd.%09ld%s%s",
	    get32(h + 24), get32(h + 92), get32(h + 28), get32(h + 40),
	    (intmax_t)st.st_size, (intmax_t)st.st_mtim.tv_sec,
	    st.st_mtim.tv_nsec, table ? " table=" : "", table ? table : "");
}
