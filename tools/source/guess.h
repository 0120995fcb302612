#ifndef GPU_GUESS_H
#define GPU_GUESS_H
/* The type of a column of texts, from all of them. */

#include "cell.h"

struct guess {
	bool any;              /* a value was seen */
	bool is_given;         /* the type was said (-T), not guessed */
	enum type type;
	bool ascends;          /* as times: each at or after the one before */
	bool any_null;         /* or what is no time where one was said */
	int64_t last, least, greatest;
	bool any_time;
	struct known_time known;
};

void guess_open(struct guess *g, const struct typed *given);
void guess_see(struct guess *g, struct str s); /* p NULL: NULL */
/* Nothing more is to be learned from this column. */
bool guess_is_done(const struct guess *g);

#endif
