#ifndef GPU_TYPE_H
#define GPU_TYPE_H
/* The types of values.  gpu-rows(5), "Types". */

#include "../base/arena.h"

enum type {
	TYPE_NULL, /* only in expressions: the type of a bare null */
	TYPE_BOOL,
	TYPE_INT,  /* int64; also a span of time, in microseconds */
	TYPE_REAL, /* double */
	TYPE_F32,  /* a double that fits a float, stored as one */
	TYPE_TEXT,
	TYPE_TIME, /* int64 microseconds of a naive local clock */
	TYPE_DATE, /* int64 days since 1970-01-01 */
	TYPE_JSON  /* text that is one JSON value */
};

const char *type_name(enum type t);
bool type_parse(struct str s, enum type *t);

static inline bool
type_is_text(enum type t) /* entries are texts */
{
	return t == TYPE_TEXT || t == TYPE_JSON;
}

static inline bool
type_is_real(enum type t) /* entries are doubles */
{
	return t == TYPE_REAL || t == TYPE_F32;
}

static inline bool
type_is_number(enum type t)
{
	return t == TYPE_INT || type_is_real(t);
}

/* Writes a value as text, without quotes: what CSV shows.  `sep` stands
 * between date and time. */
struct value;
struct str value_text(const struct value *v, char sep, struct arena *a);

/* One value by itself, for keys, constants and results; columns hold theirs
 * in arrays (chunk.h). */
struct value {
	enum type type;
	bool is_null;
	union {
		int64_t i; /* bool 0 or 1, int, time, date */
		double d;
		struct str s;
	};
};

/* NULL first; numbers by value, NaN last; text by bytes. Same type. */
int value_cmp(const struct value *a, const struct value *b);

#endif
