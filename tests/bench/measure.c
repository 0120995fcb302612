/* What a command takes: its wall time, the processor time and the largest
 * resident set of it and of all that it waited for, as a line
 * "SECONDS SECONDS KIB" at the end of a file.  Ends as the command does.
 *
 *	measure FILE COMMAND [ARGUMENT...]
 *
 * With -l the line is the most KIB that all of its processes held at one time,
 * make and shells aside, looked at each 5 ms: the command gets a session of
 * its own, and a page that several share counts for each.
 *
 *	measure -l FILE COMMAND [ARGUMENT...]
 *
 * Under another name, a link in a folder that stands first in PATH, it runs
 * the program of that name in the folder MEASURE_PROGRAMS and adds
 * "NAME KIB PARENT" to the file MEASURE_PEAKS: what each process of a pipeline
 * held, and which shell started it. */

#include <sys/resource.h>
#include <sys/types.h>
#include <sys/wait.h>

#include <ctype.h>
#include <dirent.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static double
seconds(struct timeval t)
{
	return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

/* One line in one write: many append to the same file. */
static int
append(const char *path, const char *line)
{
	FILE *f = fopen(path, "a");

	if (!f) {
		perror(path);
		return -1;
	}
	fputs(line, f);
	if (fclose(f) != 0) {
		perror(path);
		return -1;
	}
	return 0;
}

/* Runs a command and waits for it; its status as waitpid() gives it. */
static int
run(const char *file, char **argv, int *status)
{
	pid_t pid = fork();

	if (pid == 0) {
		execvp(file, argv);
		perror(file);
		_exit(127);
	}
	if (pid < 0 || waitpid(pid, status, 0) < 0) {
		perror(file);
		return -1;
	}
	return 0;
}

static int
status_of(int status)
{
	return WIFEXITED(status) ? WEXITSTATUS(status) :
	    128 + WTERMSIG(status);
}

static int
measure(char **argv)
{
	struct timespec from, to;
	struct rusage used;
	char line[128];
	int status;

	clock_gettime(CLOCK_MONOTONIC, &from);
	if (run(argv[2], argv + 2, &status) < 0)
		return 127;
	clock_gettime(CLOCK_MONOTONIC, &to);
	getrusage(RUSAGE_CHILDREN, &used);
	snprintf(line, sizeof(line), "%.4f %.4f %ld\n",
	    (double)(to.tv_sec - from.tv_sec) +
	    (double)(to.tv_nsec - from.tv_nsec) / 1e9,
	    seconds(used.ru_utime) + seconds(used.ru_stime), used.ru_maxrss);
	return append(argv[1], line) < 0 ? 127 : status_of(status);
}

/* What a process holds, KiB, if it is one of the session and at work; its
 * name stands in parentheses and may have any in it. */
static long
held_by(const char *pid, pid_t session)
{
	static const char *const drivers[] = { "(make", "(bash", "(sh",
		"(measure" };
	char path[300], line[1024], *name, *end;
	long pages;
	size_t n;
	int of;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%s/stat", pid);
	f = fopen(path, "r");
	if (!f)
		return 0; /* it has ended */
	n = fread(line, 1, sizeof(line) - 1, f);
	fclose(f);
	line[n] = '\0';
	name = strchr(line, '(');
	end = strrchr(line, ')');
	if (!name || !end || sscanf(end + 1, " %*c %*d %*d %d %*d %*d %*u %*u "
	    "%*u %*u %*u %*u %*u %*d %*d %*d %*d %*d %*d %*u %*u %ld", &of,
	    &pages) != 2 || of != (int)session)
		return 0;
	*end = '\0';
	for (size_t i = 0; i < sizeof(drivers) / sizeof(*drivers); i++)
		if (strcmp(name, drivers[i]) == 0)
			return 0;
	return pages * (sysconf(_SC_PAGESIZE) / 1024);
}

static long
held_by_all(pid_t session)
{
	DIR *all = opendir("/proc");
	struct dirent *one;
	long sum = 0;

	while (all && (one = readdir(all)))
		if (isdigit((unsigned char)one->d_name[0]))
			sum += held_by(one->d_name, session);
	if (all)
		closedir(all);
	return sum;
}

static int
measure_live(char **argv)
{
	const struct timespec pause = { .tv_nsec = 5000000 };
	char line[64];
	int status;
	long most = 0;
	pid_t pid = fork();

	if (pid == 0) {
		setsid();
		execvp(argv[3], argv + 3);
		perror(argv[3]);
		_exit(127);
	}
	while (pid > 0 && waitpid(pid, &status, WNOHANG) == 0) {
		long now = held_by_all(pid);

		most = now > most ? now : most;
		nanosleep(&pause, NULL);
	}
	if (pid < 0) {
		perror(argv[3]);
		return 127;
	}
	snprintf(line, sizeof(line), "%ld\n", most);
	return append(argv[2], line) < 0 ? 127 : status_of(status);
}

/* Dies as the program did, so that the pipeline sees no difference. */
static int
note_peak(const char *name, char **argv)
{
	const char *programs = getenv("MEASURE_PROGRAMS");
	const char *peaks = getenv("MEASURE_PEAKS");
	struct rusage used;
	char path[512], line[128];
	int status;

	if (!programs || !peaks) {
		fprintf(stderr, "measure: MEASURE_PROGRAMS and MEASURE_PEAKS "
		    "say what \"%s\" is\n", name);
		return 2;
	}
	snprintf(path, sizeof(path), "%s/%s", programs, name);
	if (run(path, argv, &status) < 0)
		return 127;
	getrusage(RUSAGE_CHILDREN, &used);
	snprintf(line, sizeof(line), "%.60s %ld %ld\n", name, used.ru_maxrss,
	    (long)getppid());
	if (append(peaks, line) < 0)
		return 127;
	if (WIFSIGNALED(status)) {
		signal(WTERMSIG(status), SIG_DFL);
		raise(WTERMSIG(status));
	}
	return status_of(status);
}

int
main(int argc, char **argv)
{
	const char *slash = strrchr(argv[0], '/');
	const char *name = slash ? slash + 1 : argv[0];
	bool is_live;

	if (strcmp(name, "measure") != 0)
		return note_peak(name, argv);
	is_live = argc > 1 && strcmp(argv[1], "-l") == 0;
	if (argc < (is_live ? 4 : 3)) {
		fprintf(stderr, "usage: measure [-l] FILE COMMAND...\n");
		return 2;
	}
	return is_live ? measure_live(argv) : measure(argv);
}
