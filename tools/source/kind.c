#define _GNU_SOURCE /* tee */
#include "kind.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "adsin.h"
#include "csvin.h"
#include "rowsin.h"
#include "sqlitein.h"

enum { LOOK = 16, TRIES = 50, PAUSE_MS = 10 };

bool
kind_parse(struct str name, enum kind *k)
{
	static const char *const names[] = { "sqlite", "csv", "tsv", "json",
		"jsonl", "lines", "rows" };

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (str_eq(name, str_of(names[i]))) {
			*k = (enum kind)(i + 1);
			return true;
		}
	return false;
}

/* Copies what a pipe holds without taking it: through a second pipe. */
static ssize_t
look_into_pipe(int fd, char *first)
{
	int copy[2];
	ssize_t n;

	if (pipe2(copy, O_CLOEXEC) < 0)
		return -1;
	do
		n = tee(fd, copy[1], LOOK, 0);
	while (n < 0 && errno == EINTR);
	if (n > 0)
		n = read(copy[0], first, LOOK);
	close(copy[0]);
	close(copy[1]);
	return n;
}

/* A writer may begin with a byte or two: it gets half a second for more. */
static ssize_t
look(int fd, char *first)
{
	struct stat st;
	ssize_t n = 0, before = -1;

	if (fstat(fd, &st) < 0)
		return -1;
	if (!S_ISFIFO(st.st_mode) && !S_ISSOCK(st.st_mode)) {
		n = pread(fd, first, LOOK, lseek(fd, 0, SEEK_CUR));
		return n < 0 && errno == ESPIPE ? 0 : n;
	}
	for (int i = 0; i < TRIES && n < 4; i++) {
		if (i > 0)
			poll(NULL, 0, PAUSE_MS);
		n = S_ISSOCK(st.st_mode) ? recv(fd, first, LOOK, MSG_PEEK) :
		    look_into_pipe(fd, first);
		if (n <= 0)
			return n;
		if (n == before && i > TRIES / 2)
			break;
		before = n;
	}
	return n;
}

static bool
name_has(const char *name, const char *ending)
{
	static const char *const packed[] = { "", ".zst", ".gz" };
	size_t n = strlen(name), e = strlen(ending);

	for (size_t i = 0; i < sizeof packed / sizeof *packed; i++) {
		size_t p = strlen(packed[i]);

		if (n >= e + p && memcmp(name + n - p, packed[i], p) == 0 &&
		    memcmp(name + n - p - e, ending, e) == 0)
			return true;
	}
	return false;
}

int
kind_find(int fd, const char *name, enum kind *k, struct fault *f)
{
	char first[LOOK];
	ssize_t n = look(fd, first);
	ssize_t at = 0;

	if (n < 0)
		return fault_data(f, "%s: %s", name, strerror(errno));
	while (at < n && strchr(" \t\r\n", first[at]) && first[at])
		at++;
	if (n >= 15 && memcmp(first, "SQLite format 3", 15) == 0)
		*k = KIND_SQLITE;
	else if (n > 0 && first[0] == '\x93')
		*k = KIND_ROWS;
	else if (n == 0 && name_has(name, ".db"))
		*k = KIND_SQLITE;
	else if (n == 0 && name_has(name, ".rows"))
		*k = KIND_ROWS;
	else if (name_has(name, ".jsonl") || name_has(name, ".ndjson"))
		*k = KIND_JSONL;
	else if (name_has(name, ".json") || (at < n && first[at] == '['))
		*k = KIND_JSON;
	else if (at < n && first[at] == '{')
		*k = KIND_JSONL;
	else
		*k = name_has(name, ".tsv") ? KIND_TSV : KIND_CSV;
	return 0;
}

struct source *
kind_open(enum kind k, const struct opening *o, struct fault *f)
{
	switch (k) {
	case KIND_SQLITE:
		if (o->fd >= 0)
			close(o->fd);
		if (!o->path) {
			fault_usage(f, "%s: a database must be named, it "
			    "can't be read from a pipe", o->name);
			return NULL;
		}
		return sqlitein_open(o, f);
	case KIND_ROWS:
		return rowsin_open(o, f);
	case KIND_JSON:
		return adsin_open(o, false, f);
	case KIND_JSONL:
		return adsin_open(o, true, f);
	case KIND_TSV:
		return csvin_open(o, '\t', f);
	case KIND_LINES:
		return csvin_open(o, 0, f);
	case KIND_CSV:
	case KIND_UNKNOWN:
		break;
	}
	return csvin_open(o, ',', f);
}
