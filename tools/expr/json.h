#ifndef GPU_JSON_H
#define GPU_JSON_H
/* JSON values as text: compact, keys sorted by bytes, numbers in the shortest
 * form, so that equal values are equal texts.  Plain objects, whose keys and
 * values are short texts, are read here; anything else by jansson.
 *
 * An object can be taken apart into its members, texts that lie in the text
 * they were taken from, and put together again. */

#include "../base/arena.h"

struct json_member {
	struct str key;        /* without its quotes, but escaped as in the
	                        * canonical text */
	struct str value;      /* canonical */
};

/* A list that is used again and again; json_members_free when done. */
struct json_members {
	struct json_member *list;
	size_t n, cap;
};

/* The canonical text of a JSON value, or a NULL text if it isn't one.  Of
 * members with the same key the last one counts. */
struct str json_canonical(struct str text, struct arena *a);
/* The same if it is an object, else a NULL text. */
struct str json_object_canonical(struct str text, struct json_members *scratch,
    struct arena *a);
/* The elements of an array as texts (a string's own text, anything else as
 * JSON); false if it is no array. */
bool json_elements(struct str array, struct str **items, size_t *n,
    struct arena *a);

/* The members of an object, ascending; false if it is none. */
bool json_members_of(struct str object, struct json_members *m,
    struct arena *a);
void json_members_add(struct json_members *m, struct str key,
    struct str value);
/* Ascending; of equal keys the last one stays. */
void json_members_sort(struct json_members *m);
/* All of both, y's where they have the same key; both ascending. */
void json_members_merge(const struct json_members *x,
    const struct json_members *y, struct json_members *out);
struct str json_members_text(const struct json_members *m, struct arena *a);
void json_members_free(struct json_members *m);

/* A text as it stands between the quotes of a JSON string; itself if there is
 * nothing to escape. */
struct str json_escaped(struct str s, struct arena *a);
/* The contrary, of what is canonical. */
struct str json_unescaped(struct str s, struct arena *a);

#endif
