#include "json.h"

#include <jansson.h>
#include <stdlib.h>

#include "../rows/bounds.h"

static struct str
dump(const json_t *v, struct arena *a)
{
	char *s = json_dumps(v, JSON_COMPACT | JSON_SORT_KEYS |
	    JSON_ENCODE_ANY);
	struct str r = arena_str(a, str_of(s));

	free(s);
	return r;
}

static json_t *
load(struct str text)
{
	if (!text.p || text.n > MAX_TEXT)
		return NULL;
	return json_loadb(text.p, text.n, JSON_DECODE_ANY |
	    JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, NULL);
}

struct str
json_canonical(struct str text, struct arena *a)
{
	json_t *v = load(text);
	struct str r = { NULL, 0 };

	if (v)
		r = dump(v, a);
	json_decref(v);
	return r;
}

bool
json_elements(struct str array, struct str **items, size_t *n,
    struct arena *a)
{
	json_t *v = load(array);
	bool ok = json_is_array(v);

	*n = ok ? json_array_size(v) : 0;
	*items = NEW(a, struct str, *n + 1);
	for (size_t i = 0; i < *n; i++) {
		const json_t *e = json_array_get(v, i);

		if (json_is_string(e))
			(*items)[i] = arena_str(a, (struct str){
			    json_string_value(e), json_string_length(e) });
		else if (json_is_null(e))
			(*items)[i] = (struct str){ NULL, 0 };
		else
			(*items)[i] = dump(e, a);
	}
	json_decref(v);
	return ok;
}
