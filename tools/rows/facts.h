#ifndef GPU_FACTS_H
#define GPU_FACTS_H
/* Facts: what a stage knows of all its rows, carried in the end frame, each
 * with the rule by which two of them become one.  gpu-rows(5), "Facts". */

#include "schema.h"

/* A sum is kept by part, so that two branches of one source that meet again
 * count it once: a part is named by a checksum of the rows it counted. */
struct fact_part {
	uint64_t part;
	int64_t value;
};

struct fact {
	struct fact_name name;
	bool is_known;           /* min, max: false until there is a value */
	struct value value;      /* min, max */
	size_t n, cap;
	union {
		struct fact_part *parts; /* sum, by part */
		int64_t *values;         /* ranges, ascending, each once */
		struct str *texts;       /* set, same: by bytes, each once */
	};
};

struct facts {
	size_t n;
	struct fact *list;
	struct arena arena; /* texts */
};

void facts_free(struct facts *fs);
struct fact *facts_find(const struct facts *fs, struct str name);
/* The fact of that name, made if it isn't there.  A name that is there with
 * another rule or type is a fault. */
struct fact *facts_get(struct facts *fs, const struct fact_name *name,
    struct fault *f);

int fact_add_sum(struct fact *x, uint64_t part, int64_t v, struct fault *f);
void fact_add_extreme(struct fact *x, const struct value *v, struct arena *a);
/* `v` ascending, each once. */
int fact_add_values(struct fact *x, const int64_t *v, size_t n,
    struct fault *f);
int fact_add_text(struct fact *x, struct str s, struct arena *a,
    struct fault *f);

/* `from` into `to`, by the rules. */
int facts_merge(struct facts *to, const struct facts *from, struct fault *f);
/* What fact(name) is: the total, the extreme, the number of values, or the
 * texts as a JSON array. */
int fact_value(const struct fact *x, struct value *v, struct arena *a,
    struct fault *f);

/* They are asked for values from now on, never merged or written: of a set of
 * times only their number is kept. */
void facts_seal(struct facts *fs);

struct str facts_text(const struct facts *fs, struct arena *a);
/* The names, rules and types come from the schema. */
int facts_parse(struct facts *fs, const struct schema *s, struct str text,
    struct fault *f);

#endif
