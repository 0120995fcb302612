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
	size_t memory;        /* -S: bytes that held rows may take */
	uint32_t chunk_rows;  /* --chunk: of a stream in a pipe, */
	uint32_t kept_rows;   /* of one in a file */
	bool progress;        /* --progress */
	bool chunk_given;     /* else the first depends on the columns */
};

enum { LEAST_MEMORY = 1 << 20, USUAL_MEMORY = 1 << 28 };

/* The rows of cli_option for these. */
extern const struct cli_option common_options[];
void common_init(struct common *c);
void common_free(struct common *c);
/* -S SIZE: bytes, or a number with K, M or G. */
int common_memory(const char *text, size_t *bytes, struct fault *f);
/* 1: it was one of the common options; 0: it wasn't; -1. */
int common_set(struct common *c, int letter, char *arg, struct fault *f);

#endif
