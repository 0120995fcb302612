#define _GNU_SOURCE /* F_SETPIPE_SZ, O_TMPFILE */
#include "io.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PIPE_BYTES = 1 << 20 };

ptrdiff_t
io_read(int fd, void *to, size_t n, struct fault *f)
{
	size_t got = 0;

	while (got < n) {
		ssize_t r = read(fd, (char *)to + got, n - got);

		if (r < 0 && errno == EINTR)
			continue;
		if (r < 0)
			return fault_data(f, "read: %s", strerror(errno));
		if (r == 0)
			break;
		got += (size_t)r;
	}
	return (ptrdiff_t)got;
}

int
io_write(int fd, const void *from, size_t n, struct fault *f)
{
	struct iovec v = { (void *)(uintptr_t)from, n };

	return io_writev(fd, &v, 1, f);
}

int
io_writev(int fd, struct iovec *v, int n, struct fault *f)
{
	while (n > 0) {
		ssize_t r = writev(fd, v, n < IOV_MAX ? n : IOV_MAX);

		if (r < 0 && errno == EINTR)
			continue;
		if (r < 0)
			return fault_data(f, "write: %s", strerror(errno));
		while (n > 0 && (size_t)r >= v->iov_len) {
			r -= (ssize_t)v->iov_len;
			v++;
			n--;
		}
		if (n > 0) {
			v->iov_base = (char *)v->iov_base + r;
			v->iov_len -= (size_t)r;
		}
	}
	return 0;
}

int
io_slurp(const char *path, size_t most, struct arena *a, struct str *text,
    struct fault *f)
{
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	size_t room = 4096;
	char *p = NULL;
	ptrdiff_t n = 0;

	if (fd < 0 || fstat(fd, &st) < 0) {
		fault_data(f, "%s: %s", path, strerror(errno));
		goto fail;
	}
	if (S_ISDIR(st.st_mode)) {
		fault_data(f, "%s: is a folder", path);
		goto fail;
	}
	if (S_ISREG(st.st_mode) && (uint64_t)st.st_size > most) {
		fault_data(f, "%s: larger than %zu bytes", path, most);
		goto fail;
	}
	if (S_ISREG(st.st_mode))
		room = (size_t)st.st_size + 1;
	for (size_t got = 0;; got += (size_t)n) {
		if (got > most) {
			fault_data(f, "%s: larger than %zu bytes", path, most);
			goto fail;
		}
		if (!p || got == room)
			p = mem_resize(p, p ? (room *= 2) : room);
		n = io_read(fd, p + got, room - got, f);
		if (n < 0) {
			fault_at(f, "%s", path);
			goto fail;
		}
		if (n == 0) {
			*text = arena_str(a, (struct str){ p, got });
			break;
		}
	}
	free(p);
	close(fd);
	return 0;
fail:
	free(p);
	if (fd >= 0)
		close(fd);
	return -1;
}

const char *
io_temporary_folder(void)
{
	const char *dir = getenv("TMPDIR");

	return dir && dir[0] ? dir : "/tmp";
}

static void
keep_signals_off(sigset_t *had)
{
	sigset_t all;

	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, had);
}

static void
let_signals_in(const sigset_t *had)
{
	sigprocmask(SIG_SETMASK, had, NULL);
}

/* For file systems that know no files without a name.  No signal may end the
 * program while it has one. */
static int
open_and_unlink(const char *dir)
{
	size_t n = strlen(dir) + sizeof "/gputally.XXXXXX";
	char *path = mem_get(n);
	sigset_t had;
	int fd, why;

	snprintf(path, n, "%s/gputally.XXXXXX", dir);
	keep_signals_off(&had);
	fd = mkostemp(path, O_CLOEXEC); /* mode 0600 */
	why = errno;
	if (fd >= 0)
		unlink(path);
	let_signals_in(&had);
	free(path);
	errno = why;
	return fd;
}

int
io_temporary(struct fault *f)
{
	const char *dir = io_temporary_folder();
	int fd = open(dir, O_TMPFILE | O_RDWR | O_CLOEXEC | O_EXCL, 0600);

	if (fd < 0)
		fd = open_and_unlink(dir);
	if (fd < 0)
		return fault_data(f, "temporary file in %s: %s", dir,
		    strerror(errno));
	return fd;
}

bool
io_is_file(int fd)
{
	struct stat st;

	return fstat(fd, &st) == 0 && S_ISREG(st.st_mode);
}

void
io_widen_pipe(int fd)
{
	(void)fcntl(fd, F_SETPIPE_SZ, PIPE_BYTES); /* refused: the default */
}

/* The temporary files of outputs that are not finished yet, removed when a
 * signal or exit ends the program.  No signal comes in while they change. */
struct unfinished {
	const char *path;
	struct unfinished *next;
};

static struct unfinished *unfinished;

static void
remove_unfinished(void)
{
	for (const struct unfinished *u = unfinished; u; u = u->next)
		unlink(u->path);
}

static void
on_signal(int sig)
{
	remove_unfinished();
	signal(sig, SIG_DFL);
	raise(sig);
}

/* `u` was there before the file: with no memory for it none would know. */
static void
remember(struct unfinished *u, const char *path)
{
	static const int deadly[] = { SIGHUP, SIGINT, SIGTERM, SIGPIPE };
	static bool is_prepared;

	*u = (struct unfinished){ path, unfinished };
	unfinished = u;
	if (is_prepared)
		return;
	is_prepared = true;
	atexit(remove_unfinished);
	/* What is ignored stays so: nohup means it. */
	for (size_t i = 0; i < sizeof deadly / sizeof *deadly; i++)
		if (signal(deadly[i], on_signal) == SIG_IGN)
			signal(deadly[i], SIG_IGN);
}

static void
forget(const char *path)
{
	struct unfinished **at = &unfinished, *u;
	sigset_t had;

	keep_signals_off(&had);
	while (*at && (*at)->path != path)
		at = &(*at)->next;
	u = *at;
	if (u)
		*at = u->next;
	free(u);
	let_signals_in(&had);
}

/* A file beside `path`, as readable as any new one. */
static int
open_beside(struct output *o, const char *path, struct fault *f)
{
	size_t n = strlen(path) + sizeof ".XXXXXX";
	sigset_t had;
	mode_t mask;
	int why;
	struct unfinished *u = mem_get(sizeof *u);

	o->temporary = mem_get(n);
	snprintf(o->temporary, n, "%s.XXXXXX", path);
	keep_signals_off(&had);
	o->fd = mkostemp(o->temporary, O_CLOEXEC);
	why = errno;
	if (o->fd >= 0)
		remember(u, o->temporary);
	let_signals_in(&had);
	if (o->fd < 0) {
		free(u);
		free(o->temporary);
		o->temporary = NULL;
		return fault_data(f, "%s: %s", path, strerror(why));
	}
	mask = umask(0);
	umask(mask);
	(void)fchmod(o->fd, 0666 & ~mask); /* mkostemp made it private */
	return 0;
}

int
io_open_output(struct output *o, const char *path, struct fault *f)
{
	struct stat st;

	*o = (struct output){ .fd = STDOUT_FILENO, .path = path };
	if (!path) {
		if (fcntl(STDOUT_FILENO, F_GETFD) < 0)
			return fault_data(f, "standard output: %s",
			    strerror(errno));
		io_widen_pipe(STDOUT_FILENO);
		return 0;
	}
	/* Devices and pipes are written as they are; only a regular file can
	 * be replaced by another. */
	if (stat(path, &st) == 0 && !S_ISREG(st.st_mode)) {
		o->fd = open(path, O_WRONLY | O_CLOEXEC);
		if (o->fd < 0)
			return fault_data(f, "%s: %s", path, strerror(errno));
		return 0;
	}
	return open_beside(o, path, f);
}

int
io_commit(struct output *o, struct fault *f)
{
	const char *name = o->path ? o->path : "standard output";

	if (close(o->fd) < 0)
		return fault_data(f, "%s: %s", name, strerror(errno));
	if (!o->temporary)
		return 0;
	if (rename(o->temporary, o->path) < 0)
		return fault_data(f, "%s: %s", name, strerror(errno));
	forget(o->temporary);
	free(o->temporary);
	o->temporary = NULL;
	return 0;
}

void
io_discard(struct output *o)
{
	if (!o->temporary)
		return;
	close(o->fd);
	unlink(o->temporary);
	forget(o->temporary);
	free(o->temporary);
	o->temporary = NULL;
}
