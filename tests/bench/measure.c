/* What a command takes: its wall time, the processor time and the largest
 * resident set of it and of all that it waited for, as a line
 * "SECONDS SECONDS KIB" at the end of a file.  Ends as the command does.
 *
 *	measure FILE COMMAND [ARGUMENT...] */

#include <sys/resource.h>
#include <sys/types.h>
#include <sys/wait.h>

#include <stdio.h>
#include <time.h>
#include <unistd.h>

static double
seconds(struct timeval t)
{
	return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

static int
append(const char *path, double wall, const struct rusage *used)
{
	FILE *f = fopen(path, "a");

	if (!f) {
		perror(path);
		return -1;
	}
	fprintf(f, "%.4f %.4f %ld\n", wall, seconds(used->ru_utime) +
	    seconds(used->ru_stime), used->ru_maxrss);
	if (fclose(f) != 0) {
		perror(path);
		return -1;
	}
	return 0;
}

int
main(int argc, char **argv)
{
	struct timespec from, to;
	struct rusage used;
	int status;
	pid_t pid;

	if (argc < 3) {
		fprintf(stderr, "usage: measure FILE COMMAND...\n");
		return 2;
	}
	clock_gettime(CLOCK_MONOTONIC, &from);
	pid = fork();
	if (pid == 0) {
		execvp(argv[2], argv + 2);
		perror(argv[2]);
		_exit(127);
	}
	if (pid < 0 || waitpid(pid, &status, 0) < 0) {
		perror(argv[2]);
		return 127;
	}
	clock_gettime(CLOCK_MONOTONIC, &to);
	getrusage(RUSAGE_CHILDREN, &used);
	if (append(argv[1], (double)(to.tv_sec - from.tv_sec) +
	    (double)(to.tv_nsec - from.tv_nsec) / 1e9, &used) < 0)
		return 127;
	return WIFEXITED(status) ? WEXITSTATUS(status) :
	    128 + WTERMSIG(status);
}
