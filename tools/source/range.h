#ifndef GPU_RANGE_H
#define GPU_RANGE_H
/* -w WINDOW: which times are wanted, both ends inclusive.  Owns nothing. */

#include "../base/fault.h"

enum range_end {
	END_TIME,      /* a time */
	END_NEWEST,    /* the newest time of the data, less a span */
	END_SPAN,      /* FROM only: a span before TO */
	END_OPEN       /* FROM only: since ever */
};

enum range_unit { UNIT_NONE, UNIT_DAY, UNIT_WEEK, UNIT_MONTH };

struct range {
	enum range_end from_is, to_is;
	int64_t from, to;           /* a time or a span, in microseconds */
	enum range_unit last;      /* the whole one before the newest time */
};

int range_parse(struct range *w, struct str text, struct fault *f);
bool range_needs_newest(const struct range *w);
/* The ends; `newest` matters only if it is needed. */
int range_resolve(const struct range *w, int64_t newest, int64_t *from,
    int64_t *to, struct fault *f);

#endif
