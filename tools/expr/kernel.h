#ifndef GPU_KERNEL_H
#define GPU_KERNEL_H
/* Shorthand for the tables of functions, funcs_*.c. */

#include "func.h"

#define KERNEL(name) \
	static int \
	name(struct run *r, const struct node *n, const struct vec *args, \
	    struct out *out)
#define UNUSED ((void)r, (void)n, (void)args)
#define AT(v, field, k) ((v)->field[(k) * (v)->step])
#define EACH for (uint32_t k = 0; k < out->n; k++)

#endif
