/* JSON values: gpu-expr(7), "JSON". */

#include <jansson.h>
#include <stdlib.h>

#include "../base/buffer.h"
#include "json.h"
#include "kernel.h"

KERNEL(json_of_text)
{
	UNUSED;
	EACH
		out->s[k] = json_canonical(AT(&args[0], s, k), r->a);
	return 0;
}

KERNEL(object_of)
{
	UNUSED;
	EACH {
		struct str s = json_canonical(AT(&args[0], s, k), r->a);

		if (s.n > 0 && s.p[0] == '{')
			out->s[k] = s;
		else
			out_null(r, out, k);
	}
	return 0;
}

/* join(j, sep): the elements of an array as one text. */
KERNEL(join)
{
	struct buffer b = { 0 };

	UNUSED;
	EACH {
		struct str *items;
		size_t count;

		if (!json_elements(AT(&args[0], s, k), &items, &count, r->a)) {
			out_null(r, out, k);
			continue;
		}
		b.n = 0;
		for (size_t i = 0; i < count; i++) {
			if (i > 0)
				buffer_add(&b, AT(&args[1], s, k));
			buffer_add(&b, items[i]);
		}
		out->s[k] = arena_str(r->a, buffer_str(&b));
	}
	buffer_free(&b);
	return 0;
}

/* get(j, key): a member as text, a string's own text; NULL if there is none. */
KERNEL(get)
{
	UNUSED;
	EACH {
		struct str s = AT(&args[0], s, k), key = AT(&args[1], s, k);
		json_t *v = s.p ? json_loadb(s.p, s.n, JSON_ALLOW_NUL, NULL) :
		    NULL;
		const json_t *m = v && key.p ? json_object_getn(v, key.p,
		    key.n) : NULL;
		char *text;

		if (!m || json_is_null(m)) {
			out_null(r, out, k);
		} else if (json_is_string(m)) {
			out->s[k] = arena_str(r->a, (struct str){
			    json_string_value(m), json_string_length(m) });
		} else {
			text = json_dumps(m, JSON_COMPACT | JSON_SORT_KEYS |
			    JSON_ENCODE_ANY);
			out->s[k] = arena_str(r->a, str_of(text));
			free(text);
		}
		json_decref(v);
	}
	return 0;
}

const struct func funcs_json[] = {
	{ "json", "t:j", json_of_text },
	{ "object", "t:j", object_of },
	{ "object", "j:j", object_of },
	{ "join", "jt:t", join },
	{ "get", "jt:t", get },
	{ 0 }
};
