#ifndef GPU_CLI_H
#define GPU_CLI_H
/* The manners of a program: its name, its messages, its options. */

#include "fault.h"

const char *cli_name(void); /* the last part of argv[0] */
void cli_start(char **argv);
void cli_quiet(bool quiet); /* -q: no warnings */
void cli_warn(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* Prints "tool: message" and returns the exit status. */
int cli_fail(const struct fault *f);

struct cli_option {
	int letter;       /* 'o', or a number above 255 without short form */
	const char *name; /* "output" for --output */
	const char *arg;  /* "FILE", or NULL for a flag */
	const char *help; /* one line */
};

enum { CLI_HELP = 'h', CLI_VERSION = 'V' };

/* One table a program: its synopsis lines after "usage: " and its options,
 * ended by a zero entry.  Both tables may be given; `common` comes last. */
struct cli {
	const char *synopsis;
	const char *about;
	const struct cli_option *own, *common;
};

/* Calls `set` for each option, moves the operands to the end of argv and
 * returns the index of the first, or -1.  --help and --version print and
 * leave the program. */
int cli_parse(const struct cli *cli, int argc, char **argv,
    int (*set)(void *ctx, int letter, char *arg, struct fault *f), void *ctx,
    struct fault *f);

/* Status 2 if standard output is a terminal: a stream is not for reading. */
int cli_refuse_terminal(struct fault *f);

#endif
