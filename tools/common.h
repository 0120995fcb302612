#ifndef GPU_COMMON_H
#define GPU_COMMON_H
/* The options that the programs have in common. */

#include "base/cli.h"

struct common {
	const char *columns;  /* -c */
	const char *sort;     /* -s */
	int64_t limit;        /* -n, or -1 */
	const char **facts;   /* -F, each NAME=AGG */
	size_t nfacts;
	const char *output;   /* -o, or NULL */
	uint32_t chunk_rows;  /* --chunk */
};

/* The rows of cli_option for these. */
extern const struct cli_option common_options[];
void common_init(struct common *c);
void common_free(struct common *c);
/* 1: it was one of the common options; 0: it wasn't; -1. */
int common_set(struct common *c, int letter, char *arg, struct fault *f);

#endif
