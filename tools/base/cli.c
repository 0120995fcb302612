#include "cli.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <jansson.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "arena.h"
#include "version.h"

static const char *name = "gputally";
static bool is_quiet;

const char *
cli_name(void)
{
	return name;
}

/* No file that is opened later may become standard input or output because
 * that was closed, or a message would end up in a result: a closed one fails
 * when it is used. */
static void
fill_closed(void)
{
	static const int modes[] = { O_WRONLY, O_RDONLY, O_WRONLY };

	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0 && errno == EBADF &&
		    open("/dev/null", modes[fd]) != fd)
			exit(STATUS_DATA);
}

void
cli_start(char **argv)
{
	const char *slash;

	fill_closed();
	/* A file that may grow no more (ulimit -f) is a failed write. */
	signal(SIGXFSZ, SIG_IGN);
	/* That library's answer to no memory is the same as to no JSON. */
	json_set_alloc_funcs(mem_get, free);
	if (!argv[0])
		return;
	slash = strrchr(argv[0], '/');
	name = slash ? slash + 1 : argv[0];
}

void
cli_quiet(bool quiet)
{
	is_quiet = quiet;
}

void
cli_warn(const char *fmt, ...)
{
	struct fault line;
	char text[sizeof line.text];
	va_list ap;

	if (is_quiet)
		return;
	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	fault_data(&line, "%s", text); /* one printable line */
	fprintf(stderr, "%s: warning: %s\n", name, line.text);
}

int
cli_fail(const struct fault *f)
{
	fprintf(stderr, "%s: %s\n", name, f->text);
	return f->status;
}

static void
print_option(const struct cli_option *o)
{
	char left[64];

	if (o->letter < 256)
		snprintf(left, sizeof left, "-%c, --%s%s%s", o->letter, o->name,
		    o->arg ? " " : "", o->arg ? o->arg : "");
	else
		snprintf(left, sizeof left, "    --%s%s%s", o->name,
		    o->arg ? " " : "", o->arg ? o->arg : "");
	printf("  %-28s %s\n", left, o->help);
}

static void
leave_printed(void)
{
	if (fflush(stdout) == 0)
		exit(STATUS_DONE);
	fprintf(stderr, "%s: standard output: %s\n", name, strerror(errno));
	exit(STATUS_DATA);
}

static void
leave_with_help(const struct cli *cli)
{
	printf("usage: %s %s\n%s\n\n", name, cli->synopsis, cli->about);
	for (const struct cli_option *o = cli->own; o && o->name; o++)
		print_option(o);
	for (const struct cli_option *o = cli->common; o && o->name; o++)
		print_option(o);
	leave_printed();
}

static void
leave_with_version(void)
{
	printf("%s (gputally) " GPUTALLY_VERSION ", stream format %d\n", name,
	    GPUTALLY_STREAM);
	leave_printed();
}

/* Adds a table to getopt's two forms of it. */
static size_t
add_options(const struct cli_option *table, struct option *longs, size_t n,
    char *shorts, size_t most)
{
	for (const struct cli_option *o = table; o && o->name; o++) {
		if (n + 1 >= most)
			abort();
		longs[n++] = (struct option){ o->name,
			o->arg ? required_argument : no_argument, NULL,
			o->letter };
		if (o->letter < 256) {
			size_t k = strlen(shorts);

			shorts[k++] = (char)o->letter;
			if (o->arg)
				shorts[k++] = ':';
			shorts[k] = 0;
		}
	}
	longs[n] = (struct option){ 0 };
	return n;
}

int
cli_parse(const struct cli *cli, int argc, char **argv,
    int (*set)(void *ctx, int letter, char *arg, struct fault *f), void *ctx,
    struct fault *f)
{
	enum { MOST = 64 };
	struct option longs[MOST];
	char shorts[MOST * 2 + 2] = ":";
	size_t n = 0;
	int c;

	n = add_options(cli->own, longs, n, shorts, MOST);
	add_options(cli->common, longs, n, shorts, MOST);
	opterr = 0;
	while ((c = getopt_long(argc, argv, shorts, longs, NULL)) != -1) {
		if (c == CLI_HELP)
			leave_with_help(cli);
		if (c == CLI_VERSION)
			leave_with_version();
		if (c == '?')
			return fault_usage(f, "unknown option \"%s\"; see "
			    "--help", optopt > 0 && optopt < 256 ?
			    (char[]){ '-', (char)optopt, 0 } :
			    argv[optind - 1]);
		if (c == ':')
			return fault_usage(f, "option \"%s\" needs an "
			    "argument", argv[optind - 1]);
		if (set(ctx, c, optarg, f) < 0)
			return -1;
	}
	return optind;
}

int
cli_refuse_terminal(struct fault *f)
{
	if (!isatty(STDOUT_FILENO))
		return 0;
	return fault_usage(f, "a stream of rows is not for a terminal; pipe it "
	    "to gpu-render or name a file with -o");
}
