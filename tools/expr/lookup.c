#include "lookup.h"

#include <string.h>
#include <strings.h>

#include "exclusions.h"
#include "files.h"
#include "json.h"
#include "kernel.h"
#include "parse.h"
#include "pattern.h"
#include "tablefile.h"

struct set_file {
	struct intern values;
};

struct search_file {
	size_t n;
	struct pattern *list;
	bool folds;
	regex_t **regexes;      /* flag e; else NULL */
};

int
lookup_open(struct node *n, const enum type *types, struct arena *a,
    struct fault *f)
{
	struct table_file *t = tablefile_open(n, a, f);
	size_t column;

	if (!t || tablefile_column(n, t, n->n, &column, f) < 0)
		return -1;
	t->nkeys = n->n;
	if (tablefile_index(n, t, types, a, f) < 0 ||
	    tablefile_values(n, t, column, &n->type, a, f) < 0)
		return -1;
	n->table = t;
	n->func = &lookup_func;
	return 0;
}

int
lookup_single(const struct node *n, struct value *v, struct arena *a,
    struct fault *f)
{
	struct table_file *t = tablefile_open(n, a, f);
	enum type type;
	size_t column;

	if (!t || tablefile_column(n, t, 0, &column, f) < 0 ||
	    tablefile_values(n, t, column, &type, a, f) < 0)
		return -1;
	if (t->table.rows.rows != 1)
		return expr_fault(f, n->origin, n->at, "%s has %u rows, not "
		    "one", t->path.p, t->table.rows.rows);
	col_value(&t->value, dom_index(t->value.dom, 1, a)[0], v);
	v->type = type;
	return 0;
}

static void
close_set(void *p)
{
	struct set_file *s = p;

	intern_close(&s->values);
}

static int
open_set(struct node *n, struct str path, enum type type, struct arena *a,
    struct fault *f)
{
	struct set_file *s = NEW0(a, struct set_file, 1);
	struct str text, line;
	uint64_t number = 0;

	if (files_text(path, a, &text, f) < 0)
		return -1;
	intern_open(&s->values, type == TYPE_NULL ? TYPE_TEXT : type);
	arena_at_end(a, close_set, s);
	while (files_next_line(&text, &line, &number)) {
		struct value v;

		if (!tablefile_convert(files_unquote(line, a), s->values.type, &v))
			return fault_data(f, "%s:line %llu: %s is no %s",
			    path.p, (unsigned long long)number, quoted(line),
			    type_name(type));
		intern_value(&s->values, &v);
	}
	n->set = s;
	return 0;
}

int
member_open(struct node *n, const enum type *types, struct arena *a,
    struct fault *f)
{
	struct str path;
	struct table_file *t;

	n->type = TYPE_BOOL;
	n->func = &member_func;
	if (files_find(n->file, n->origin->file, a, &path, f) < 0)
		return -1;
	if (!str_ends(path, S(".csv")) && !str_ends(path, S(".rows"))) {
		if (n->n != 1)
			return expr_fault(f, n->origin, n->at, "%s is a set, "
			    "the key has %zu parts", path.p, n->n);
		return open_set(n, path, types[0], a, f);
	}
	t = tablefile_open(n, a, f);
	if (!t)
		return -1;
	t->nkeys = n->n;
	if (t->nkeys > t->table.schema.n)
		return expr_fault(f, n->origin, n->at, "%s has %zu columns, "
		    "the key %zu parts", path.p, t->table.schema.n, n->n);
	n->table = t;
	return tablefile_index(n, t, types, a, f);
}

int
pick_open(struct node *n, struct arena *a, struct fault *f)
{
	enum type key = TYPE_TEXT;

	if (member_open(n, &key, a, f) < 0)
		return -1;
	n->type = TYPE_JSON;
	n->func = &pick_func;
	return 0;
}

static int
search_lines(struct search_file *s, struct str path, struct arena *a,
    struct fault *f)
{
	struct str text, line;
	uint64_t number = 0;
	size_t lines = 1;

	if (files_text(path, a, &text, f) < 0)
		return -1;
	for (size_t i = 0; i < text.n; i++)
		lines += text.p[i] == '\n';
	s->list = NEW(a, struct pattern, lines);
	while (files_next_line(&text, &line, &number)) {
		struct str v = files_unquote(line, a);

		s->list[s->n++] = (struct pattern){ v, v };
	}
	return 0;
}

static int
search_table(const struct node *n, struct search_file *s, struct arena *a,
    struct fault *f)
{
	struct table_file *t = tablefile_open(n, a, f);
	size_t column;

	if (!t || tablefile_column(n, t, t->table.schema.n > 1, &column, f) < 0)
		return -1;
	if (!t->is_text)
		return expr_fault(f, n->origin, n->at, "search takes a CSV, a "
		    "set or exclusions, not rows");
	s->list = NEW(a, struct pattern, t->table.rows.rows + 1);
	for (uint32_t k = 0; k < t->table.rows.rows; k++)
		s->list[s->n++] = (struct pattern){
			t->table.rows.cols[0].s[k],
			t->table.rows.cols[column].s[k] };
	return 0;
}

int
search_open(struct node *n, struct str flags, struct arena *a,
    struct fault *f)
{
	struct search_file *s = NEW0(a, struct search_file, 1);
	struct str path, text;
	bool is_regex = false;
	char why[160];
	int done;

	for (size_t i = 0; i < flags.n; i++) {
		if (flags.p[i] != 'i' && flags.p[i] != 'e')
			return expr_fault(f, n->origin, n->at,
			    "flags of search are i and e");
		s->folds = s->folds || flags.p[i] == 'i';
		is_regex = is_regex || flags.p[i] == 'e';
	}
	if (files_find(n->file, n->origin->file, a, &path, f) < 0)
		return -1;
	if (str_ends(path, S(".yaml")) || str_ends(path, S(".yml")))
		done = files_text(path, a, &text, f) < 0 ? -1 :
		    exclusions_parse(text, path.p, &s->list, &s->n, a, f);
	else if (str_ends(path, S(".csv")) || str_ends(path, S(".rows")))
		done = search_table(n, s, a, f);
	else
		done = search_lines(s, path, a, f);
	if (done < 0)
		return -1;
	if (is_regex) {
		s->regexes = NEW0(a, regex_t *, s->n + 1);
		for (size_t i = 0; i < s->n; i++) {
			if (s->list[i].key.p)
				s->regexes[i] = pattern_compile(s->list[i].key,
				    s->folds, a, why, sizeof why);
			if (!s->regexes[i])
				return fault_data(f, "%s: not a regular "
				    "expression: %s", path.p,
				    quoted(s->list[i].key));
		}
	}
	n->search = s;
	n->type = TYPE_TEXT;
	n->func = &search_func;
	return 0;
}

KERNEL(lookup)
{
	const struct table_file *t = n->table;
	const uint32_t *index = t->value.dom->kind == DOM_ROWS ? NULL :
	    dom_index(t->value.dom, t->table.rows.rows, r->a);

	EACH {
		bool is_null;
		uint32_t row = tablefile_find(t, args, k, &is_null);
		struct value v = { .is_null = true };

		if (row > 0)
			col_value(&t->value, index ? index[row - 1] : row - 1,
			    &v);
		out_value(r, out, k, &v);
	}
	return 0;
}

KERNEL(member)
{
	EACH {
		struct value v;
		bool is_null, is_in;

		if (n->table) {
			is_in = tablefile_find(n->table, args, k, &is_null) > 0;
		} else {
			vec_value(&args[0], k, &v);
			is_null = v.is_null;
			is_in = intern_find(&n->set->values, &v) > 0;
		}
		out->b[k] = is_null ? B_NULL : is_in ? B_TRUE : B_FALSE;
	}
	(void)r;
	return 0;
}

static bool
is_member(const struct node *n, struct str key)
{
	struct vec one = { .type = TYPE_TEXT, .s = &key };
	struct value v = { .type = TYPE_TEXT, .s = key };
	bool is_null;

	if (n->table)
		return tablefile_find(n->table, &one, 0, &is_null) > 0;
	return intern_find(&n->set->values, &v) > 0;
}

/* pick(j, @set): the members of an object whose keys are in it. */
KERNEL(pick)
{
	struct json_members m = { 0 };

	EACH {
		size_t kept = 0;

		if (!json_members_of(AT(&args[0], s, k), &m, r->a)) {
			out_null(r, out, k);
			continue;
		}
		for (size_t i = 0; i < m.n; i++)
			if (is_member(n, json_unescaped(m.list[i].key, r->a)))
				m.list[kept++] = m.list[i];
		m.n = kept;
		out->s[k] = json_members_text(&m, r->a);
	}
	json_members_free(&m);
	return 0;
}

static bool
is_found(const struct search_file *s, size_t i, struct str text)
{
	struct str key = s->list[i].key;
	regmatch_t m[1] = { { 0, (regoff_t)text.n } };

	if (s->regexes)
		return pattern_search(s->regexes[i], text.p, m, 1, 0);
	if (!s->folds)
		return str_find(text, key, 0) >= 0;
	for (size_t at = 0; at + key.n <= text.n; at++)
		if (strncasecmp(text.p + at, key.p, key.n) == 0)
			return true;
	return false;
}

KERNEL(search)
{
	const struct search_file *s = n->search;

	EACH {
		struct str text = AT(&args[0], s, k);
		size_t i = 0;

		while (text.p && i < s->n && !is_found(s, i, text))
			i++;
		if (!text.p || i == s->n)
			out_null(r, out, k);
		else
			out->s[k] = s->list[i].value;
	}
	return 0;
}

const struct func lookup_func = { "lookup", "a*:a", lookup,
	.lenient = true };
const struct func member_func = { "in", "a*:b", member, .lenient = true };
const struct func pick_func = { "pick", "j:j", pick, .lenient = true,
	.is_costly = true };
const struct func search_func = { "search", "t:t", search, .lenient = true,
	.is_costly = true };
