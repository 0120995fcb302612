/* JSON values: gpu-expr(7), "JSON". */

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

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
	struct json_members scratch = { 0 };

	UNUSED;
	EACH
		out->s[k] = json_object_canonical(AT(&args[0], s, k),
		    &scratch, r->a);
	json_members_free(&scratch);
	return 0;
}

static struct str
without(struct str s, struct str drop, struct arena *a)
{
	struct buffer b = { 0 };
	size_t from = 0;
	ptrdiff_t at;

	if (drop.n == 0 || (at = str_find(s, drop, 0)) < 0)
		return s;
	for (; at >= 0; at = str_find(s, drop, from)) {
		buffer_add(&b, str_sub(s, from, (size_t)at - from));
		from = (size_t)at + drop.n;
	}
	buffer_add(&b, str_sub(s, from, s.n));
	s = arena_str(a, buffer_str(&b));
	buffer_free(&b);
	return s;
}

static struct str
quoted_value(struct str s, struct arena *a)
{
	struct str plain = json_escaped(s, a);
	char *p = arena_get(a, plain.n + 2);

	p[0] = p[plain.n + 1] = '"';
	if (plain.n > 0)
		memcpy(p + 1, plain.p, plain.n);
	return (struct str){ p, plain.n + 2 };
}

/* The piece of the text up to the next separator; what is behind it. */
static struct str
cut_piece(struct str *rest, struct str sep)
{
	ptrdiff_t at = sep.n > 0 ? str_find(*rest, sep, 0) : -1;
	struct str piece = *rest;

	*rest = (struct str){ NULL, 0 };
	if (at >= 0) {
		*rest = str_sub(piece, (size_t)at + sep.n, piece.n);
		piece.n = (size_t)at;
	}
	return piece;
}

/* kv(x, sep, sep2[, drop]): the object that `key sep2 value sep ...` spells;
 * pieces without sep2 say nothing, drop is left out of keys. */
KERNEL(kv)
{
	struct json_members m = { 0 };

	EACH {
		struct str rest = AT(&args[0], s, k);
		struct str sep = AT(&args[1], s, k), mid = AT(&args[2], s, k);
		struct str drop = n->n > 3 ? AT(&args[3], s, k) : S("");

		m.n = 0;
		while (rest.p && sep.p && mid.p && drop.p) {
			struct str piece = cut_piece(&rest, sep), key, value;
			ptrdiff_t at = str_find(piece, mid, 0);

			if (at < 0 || mid.n == 0)
				continue;
			key = without(str_sub(piece, 0, (size_t)at), drop,
			    r->a);
			value = str_sub(piece, (size_t)at + mid.n, piece.n);
			json_members_add(&m, json_escaped(str_trim(key), r->a),
			    quoted_value(str_trim(value), r->a));
		}
		json_members_sort(&m);
		out->s[k] = json_members_text(&m, r->a);
	}
	json_members_free(&m);
	return 0;
}

/* merge(a, b, ...): the members of all; a later object's count. */
KERNEL(merge)
{
	struct json_members all = { 0 }, next = { 0 }, both = { 0 };

	EACH {
		bool fits = json_members_of(AT(&args[0], s, k), &all, r->a);

		for (size_t i = 1; fits && i < n->n; i++) {
			struct json_members was = all;

			fits = json_members_of(AT(&args[i], s, k), &next,
			    r->a);
			if (!fits)
				break;
			if (next.n == 0)
				continue;
			json_members_merge(&was, &next, &both);
			all = both;
			both = was;
		}
		if (fits)
			out->s[k] = json_members_text(&all, r->a);
		else
			out_null(r, out, k);
	}
	json_members_free(&all);
	json_members_free(&next);
	json_members_free(&both);
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
	{ "json", "t:j", json_of_text, .is_costly = true },
	{ "object", "t:j", object_of, .is_costly = true },
	{ "object", "j:j", object_of, .is_costly = true },
	{ "kv", "ttt?t:j", kv, .is_costly = true },
	{ "merge", "jj*:j", merge, .is_costly = true },
	{ "join", "jt:t", join, .is_costly = true },
	{ "get", "jt:t", get, .is_costly = true },
	{ 0 }
};
