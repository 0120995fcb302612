#ifndef GPU_INPUTS_H
#define GPU_INPUTS_H
/* The sources that gpu-extract's operands name, opened side by side, until
 * they are merged into one.  inputs_close when that one is closed. */

#include "extract.h"

struct input {
	const char *path;
	struct str label;      /* p NULL: none */
	struct source *source; /* NULL: not open, or merged */
	bool any;              /* it has a time: the newest one */
	int64_t newest;
	struct arena a;
};

struct inputs {
	size_t n;
	struct input *list;
	bool is_labelled;      /* at least one is */
	unsigned jobs;         /* how many are looked at side by side */
	struct keep_pool *pool; /* of what they keep */
	const char **mentions; /* see struct opening */
	size_t nmentions;
	struct arena a;
};

int inputs_open(struct inputs *in, const struct extract *o, struct fault *f);
/* The newest time of all. */
int inputs_newest(struct inputs *in, bool *known, int64_t *us,
    struct fault *f);
/* A folder leaves out the files that can't matter. */
int inputs_narrow(struct inputs *in, int64_t from, int64_t to,
    struct fault *f);
/* Tells of months without a file. */
/* --ordered: each promises that its rows ascend by these columns, a comma
 * list.  Whoever writes the rows holds them to it. */
int inputs_promise(struct inputs *in, struct str columns, struct fault *f);
void inputs_warn(const struct inputs *in);
/* All of them, until inputs_close. */
struct source **inputs_sources(struct inputs *in);
/* All as one source, which the caller closes. */
struct source *inputs_merge(struct inputs *in, struct fault *f);
void inputs_close(struct inputs *in); /* a zeroed one too */
/* --explain. */
void inputs_explain(const char *name, const char *way, const char *why);

#endif
