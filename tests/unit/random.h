#ifndef GPU_TEST_RANDOM_H
#define GPU_TEST_RANDOM_H
/* Random values and chunks for the unit tests, the same ones for a seed.  The
 * seed is the environment's SEED or 1; a failing test prints what it had.
 * Everything that is made lives in the arena that is passed. */

#include "rows/chunk.h"

struct random {
	uint64_t state;
};

/* A stream of its own for each test; says its seed on standard error when
 * SEED is set, so that a failure can be repeated. */
struct random random_of(uint64_t number);
uint64_t random_bits(struct random *r);
/* A number from 0 to n - 1; 0 if n is 0. */
uint32_t random_below(struct random *r, uint32_t n);
bool random_once_in(struct random *r, uint32_t n);

/* Any value of a type: extremes, NaN, denormals, empty and long texts, NULL. */
struct value random_value(struct random *r, enum type t, struct arena *a);
/* A schema of n columns called c0, c1, ... of any types. */
struct schema random_schema(struct random *r, size_t n, struct arena *a);
/* Rows of that schema in any mixture of domains, some of them shared. */
struct chunk random_chunk(struct random *r, const struct schema *s,
    uint32_t rows, struct arena *a);
/* A column of texts with a dictionary of n entries, NULL included. */
struct col random_dictionary(struct random *r, uint32_t n, uint32_t rows,
    struct arena *a);

/* The plain model: one value a row and column, texts copied. */
struct model {
	size_t rows, n;
	struct value *values; /* rows * n */
};

struct model model_of(const struct chunk *c, struct arena *a);
/* Rows from..from+rows of m. */
struct model model_slice(const struct model *m, size_t from, size_t rows);
bool same_value(const struct value *a, const struct value *b);
/* Fails the running test, naming the place, if a value differs. */
void assert_same(const struct model *want, const struct model *got);
void assert_holds(const struct model *want, const struct chunk *got);

#endif
