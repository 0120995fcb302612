#ifndef GPU_KIND_H
#define GPU_KIND_H
/* What an input is, by its first bytes and its name. */

#include "source.h"

enum kind {
	KIND_UNKNOWN, KIND_SQLITE, KIND_CSV, KIND_TSV, KIND_JSON, KIND_JSONL,
	KIND_LINES, KIND_ROWS
};

bool kind_parse(struct str name, enum kind *k); /* -f KIND */
/* Looks at the first bytes without taking them, also of a pipe. */
int kind_find(int fd, const char *name, enum kind *k, struct fault *f);
/* Takes o->fd, also when it fails. */
struct source *kind_open(enum kind k, const struct opening *o,
    struct fault *f);

#endif
