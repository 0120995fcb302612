#ifndef GPU_JSONTEXT_H
#define GPU_JSONTEXT_H
/* Finds the objects in JSON text that comes in pieces, so that a long array
 * is read one object at a time: `[` `{...}` `,` `{...}` `]`, or one object
 * after another.  jsontext_free when done. */

#include "../base/buffer.h"
#include "../base/fault.h"

struct jsontext {
	bool is_lines;         /* objects without an array around them */
	enum { TEXT_START, TEXT_FIRST, TEXT_OBJECT, TEXT_NEXT, TEXT_COMMA,
		TEXT_END } state;
	struct buffer object;  /* the unfinished one */
	unsigned depth;
	bool in_string, behind_backslash;
	uint64_t line;         /* from 1 */
	uint64_t object_line;  /* where the object began */
	uint64_t objects;
	bool any;              /* something was seen */
};

void jsontext_open(struct jsontext *t, bool is_lines);
void jsontext_free(struct jsontext *t);
/* Takes bytes off the front of *rest: 1 and an object, valid until the next
 * call and sound UTF-8 (what isn't has become U+FFFD); 0: more is needed. */
int jsontext_next(struct jsontext *t, struct str *rest, struct str *object,
    struct fault *f);
/* At the end of the input: was it whole? */
int jsontext_end(const struct jsontext *t, struct fault *f);

#endif
