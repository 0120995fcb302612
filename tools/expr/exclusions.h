#ifndef GPU_EXCLUSIONS_H
#define GPU_EXCLUSIONS_H
/* The YAML of exclusions: gpu-policy(5), "Exclusions". */

#include "../base/fault.h"
#include "../base/arena.h"

struct pattern {
	struct str key, value;
};

/* The map under `excluded_hosts`, in the file's order.  A file without that
 * key, with another at its top, or with a key twice is a fault. */
int exclusions_parse(struct str text, const char *path, struct pattern **list,
    size_t *n, struct arena *a, struct fault *f);

#endif
