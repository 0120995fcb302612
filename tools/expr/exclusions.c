#include "exclusions.h"

#include <yaml.h>

static int
broken(const char *path, const yaml_node_t *n, struct fault *f,
    const char *what)
{
	return fault_data(f, "%s:line %zu: %s", path,
	    n ? n->start_mark.line + 1 : 1, what);
}

static bool
scalar(const yaml_node_t *n, struct str *s)
{
	if (!n || n->type != YAML_SCALAR_NODE)
		return false;
	*s = (struct str){ (const char *)n->data.scalar.value,
		n->data.scalar.length };
	return true;
}

static bool
is_empty(const yaml_node_t *n)
{
	struct str s;

	return scalar(n, &s) && (s.n == 0 || str_eq(s, S("~")) ||
	    str_eq(s, S("null")));
}

static int
take_map(yaml_document_t *doc, const yaml_node_t *map, const char *path,
    struct pattern **list, size_t *n, struct arena *a, struct fault *f)
{
	const yaml_node_pair_t *from, *to;

	if (is_empty(map))
		return 0;
	if (map->type != YAML_MAPPING_NODE)
		return broken(path, map, f,
		    "excluded_hosts is not a map of pattern: reason");
	from = map->data.mapping.pairs.start;
	to = map->data.mapping.pairs.top;
	*list = NEW(a, struct pattern, (size_t)(to - from) + 1);
	for (const yaml_node_pair_t *p = from; p < to; p++) {
		const yaml_node_t *k = yaml_document_get_node(doc, p->key);
		struct str key, value = S("");

		if (!scalar(k, &key) || key.n == 0)
			return broken(path, k, f, "a pattern is a text");
		if (!scalar(yaml_document_get_node(doc, p->value), &value))
			return broken(path, k, f, "a reason is a text");
		for (size_t i = 0; i < *n; i++)
			if (str_eq((*list)[i].key, key))
				return broken(path, k, f, "a pattern twice");
		(*list)[*n] = (struct pattern){ arena_str(a, key),
			arena_str(a, value) };
		++*n;
	}
	return 0;
}

static int
take_document(yaml_document_t *doc, const char *path, struct pattern **list,
    size_t *n, struct arena *a, struct fault *f)
{
	const yaml_node_t *root = yaml_document_get_root_node(doc);
	const yaml_node_t *map = NULL;

	if (!root)
		return broken(path, NULL, f, "no excluded_hosts: the file is "
		    "empty");
	if (root->type == YAML_MAPPING_NODE)
		for (const yaml_node_pair_t *p =
		    root->data.mapping.pairs.start;
		    p < root->data.mapping.pairs.top; p++) {
			const yaml_node_t *k = yaml_document_get_node(doc,
			    p->key);
			struct str key;

			if (!scalar(k, &key) ||
			    !str_eq(key, S("excluded_hosts")) || map)
				return broken(path, k, f,
				    "the one key here is excluded_hosts");
			map = yaml_document_get_node(doc, p->value);
		}
	if (!map)
		return broken(path, root, f, "no key excluded_hosts: nothing "
		    "would be excluded");
	return take_map(doc, map, path, list, n, a, f);
}

int
exclusions_parse(struct str text, const char *path, struct pattern **list,
    size_t *n, struct arena *a, struct fault *f)
{
	yaml_parser_t parser;
	yaml_document_t doc;
	int done;

	*list = NULL;
	*n = 0;
	if (!yaml_parser_initialize(&parser))
		return fault_data(f, "%s: no memory for YAML", path);
	yaml_parser_set_input_string(&parser,
	    (const unsigned char *)text.p, text.n);
	if (!yaml_parser_load(&parser, &doc)) {
		if (parser.error == YAML_MEMORY_ERROR)
			mem_get(SIZE_MAX); /* exits */
		done = fault_data(f, "%s:line %zu: not YAML: %s", path,
		    parser.problem_mark.line + 1,
		    parser.problem ? parser.problem : "broken");
	} else {
		done = take_document(&doc, path, list, n, a, f);
		yaml_document_delete(&doc);
	}
	yaml_parser_delete(&parser);
	return done;
}
