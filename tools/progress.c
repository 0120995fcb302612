#include "progress.h"

#include <inttypes.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/cli.h"

enum { EVERY = 250000, FIRST = 500000 }; /* microseconds between two lines */

static int64_t
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

/* Bytes that this process has read; 0 where the system doesn't say. */
static uint64_t
bytes_read(void)
{
	FILE *f = fopen("/proc/self/io", "re");
	uint64_t n = 0;

	if (!f)
		return 0;
	if (fscanf(f, "rchar: %" SCNu64, &n) != 1)
		n = 0;
	(void)fclose(f); /* only read */
	return n;
}

uint64_t
progress_size(int fd)
{
	struct stat st;
	off_t at = lseek(fd, 0, SEEK_CUR);

	return at >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
	    st.st_size > at ? (uint64_t)(st.st_size - at) : 0;
}

uint64_t
progress_sizes(char *const *paths, int n)
{
	uint64_t sum = 0;
	struct stat st;

	for (int i = 0; i < n; i++) {
		if (stat(paths[i], &st) < 0 || !S_ISREG(st.st_mode))
			return 0;
		sum += (uint64_t)st.st_size;
	}
	return sum;
}

void
progress_begin(struct progress *p, bool is_wanted, uint64_t total)
{
	*p = (struct progress){ .is_on = is_wanted && isatty(STDERR_FILENO),
		.total = total };
	if (!p->is_on)
		return;
	p->from = bytes_read();
	p->began = now();
	p->told = p->began + FIRST - EVERY;
}

static void
tell(struct progress *p, int64_t at)
{
	uint64_t done = bytes_read() - p->from;
	double seconds = (double)(at - p->began) / 1e6;
	double rate = (double)done / seconds;

	fprintf(stderr, "\r%s: %" PRIu64 " rows, %.0f MB, %.1f MB/s",
	    cli_name(), p->rows, (double)done / 1e6, rate / 1e6);
	if (p->total > 0 && done > 0) {
		if (done > p->total)
			done = p->total;
		fprintf(stderr, ", %.0f %%, %.0f s left", 100.0 *
		    (double)done / (double)p->total,
		    (double)(p->total - done) / rate);
	}
	fprintf(stderr, "\033[K");
	p->is_shown = true;
}

void
progress_rows(struct progress *p, uint32_t rows)
{
	int64_t at;

	if (!p->is_on)
		return;
	p->rows += rows;
	at = now();
	if (at - p->told < EVERY)
		return;
	p->told = at;
	tell(p, at);
}

void
progress_end(struct progress *p)
{
	if (p->is_shown)
		fprintf(stderr, "\r\033[K");
	p->is_on = p->is_shown = false;
}
