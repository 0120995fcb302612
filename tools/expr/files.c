#include "files.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../base/buffer.h"
#include "../base/io.h"
#include "../base/num.h"
#include "../rows/bounds.h"
#include "parse.h"

/* folder/name with one of the endings, if it is there. */
static bool
try_folder(struct str folder, struct str name, struct arena *a,
    struct str *path)
{
	static const char *const endings[] = { "", ".csv", ".yaml", ".rows" };

	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
		bool is_bare = folder.n == 0 || name.p[0] == '/';

		*path = arena_fmt(a, "%.*s%s%.*s%s",
		    is_bare ? 0 : (int)folder.n, is_bare ? "" : folder.p,
		    is_bare ? "" : "/", (int)name.n, name.p, endings[i]);
		if (access(path->p, R_OK) == 0)
			return true;
	}
	return false;
}

int
files_find(struct str name, const char *beside, struct arena *a,
    struct str *path, struct fault *f)
{
	struct str folders = str_of(getenv("GPUPATH")), folder;
	const char *slash = beside ? strrchr(beside, '/') : NULL;

	if (name.n == 0 || memchr(name.p, 0, name.n))
		return fault_usage(f, "not a file's name: %s", quoted(name));
	while (str_next(&folders, ':', &folder))
		if (folder.n > 0 && try_folder(folder, name, a, path))
			return 0;
	if (slash && try_folder((struct str){ beside,
	    (size_t)(slash - beside) }, name, a, path))
		return 0;
	if (try_folder((struct str){ NULL, 0 }, name, a, path))
		return 0;
	return fault_usage(f, "no file %s, in GPUPATH (%s) or here",
	    quoted(name), getenv("GPUPATH") ? getenv("GPUPATH") : "not set");
}

int
files_text(struct str path, struct arena *a, struct str *text,
    struct fault *f)
{
	return io_slurp(path.p, MAX_POLICY_FILE, a, text, f);
}

/* Without a comment: # at the start or after a blank, not in quotes. */
static struct str
without_comment(struct str line)
{
	char quote = 0;

	for (size_t i = 0; i < line.n; i++) {
		char c = line.p[i];

		if (quote && c == '\\')
			i++;
		else if (quote && c == quote)
			quote = 0;
		else if (!quote && (c == '"' || c == '`'))
			quote = c;
		else if (!quote && c == '#' && (i == 0 ||
		    line.p[i - 1] == ' ' || line.p[i - 1] == '\t'))
			return str_sub(line, 0, i);
	}
	return line;
}

bool
files_next_line(struct str *rest, struct str *line, uint64_t *number)
{
	while (str_next(rest, '\n', line)) {
		++*number;
		*line = without_comment(*line);
		if (str_trim(*line).n > 0)
			return true;
	}
	return false;
}

struct str
files_unquote(struct str s, struct arena *a)
{
	size_t n = 0;
	char *p;

	s = str_trim(s);
	if (s.n < 2 || s.p[0] != '"' || s.p[s.n - 1] != '"')
		return s;
	p = arena_get(a, s.n);
	for (size_t i = 1; i + 1 < s.n; i++) {
		if (s.p[i] == '\\' && i + 2 < s.n)
			i++;
		p[n++] = s.p[i];
	}
	return (struct str){ p, n };
}

int
files_lists(struct str name, int depth, int (*take)(void *ctx,
    struct str list, int depth, struct fault *f), void *ctx,
    struct arena *a, struct fault *f)
{
	enum { DEEPEST = 8 };
	struct str path, text, line;
	uint64_t number = 0;

	if (depth > DEEPEST)
		return fault_usage(f, "-c: files insert one another");
	if (files_find(name, NULL, a, &path, f) < 0 ||
	    files_text(path, a, &text, f) < 0)
		return -1;
	while (files_next_line(&text, &line, &number))
		if (take(ctx, files_unquote(line, a), depth + 1, f) < 0)
			return -1;
	return 0;
}

static void
put_definition(struct definitions *d, struct str name, struct str expr,
    const char *file, uint64_t line)
{
	struct definition x = { name, expr, { file, line, expr } };

	for (size_t i = 0; file && i < d->n; i++)
		if (str_eq(d->list[i].name, name)) {
			d->list[i] = x;
			return;
		}
	mem_grow(&d->list, &d->cap, d->n + 1, sizeof *d->list);
	d->list[d->n++] = x;
}

static int read_definitions(struct definitions *d, struct str name,
    const char *beside, int depth, struct arena *a, struct fault *f);

/* One definition: a line and those that continue it. */
static int
take_definition(struct definitions *d, struct str text, const char *file,
    uint64_t line, int depth, struct arena *a, struct fault *f)
{
	struct str name, expr;

	text = str_trim(text);
	if (text.n > 0 && text.p[0] == '@')
		return read_definitions(d, str_sub(text, 1, text.n), file,
		    depth + 1, a, f);
	if (!expr_split_definition(text, &name, &expr) || expr.n == 0)
		return fault_usage(f, "%s:line %llu: not NAME = EXPR: %s", file,
		    (unsigned long long)line, quoted(text));
	if (d->n >= MAX_COLUMNS)
		return fault_usage(f, "%s:line %llu: more than %d definitions",
		    file, (unsigned long long)line, MAX_COLUMNS);
	put_definition(d, name, expr, file, line);
	return 0;
}

/* The lines of a definition, as they stand in the file or joined. */
static struct str
kept(struct str whole, struct buffer *joined, struct arena *a)
{
	if (joined->n > 0)
		whole = arena_str(a, whole);
	joined->n = 0;
	return whole;
}

static int
read_definitions(struct definitions *d, struct str name, const char *beside,
    int depth, struct arena *a, struct fault *f)
{
	struct definitions own = { 0 };
	struct str path, text, line, whole = { NULL, 0 };
	struct buffer more = { 0 }; /* whole, if it has several lines */
	uint64_t number = 0, began = 0;
	int done = 0;

	if (depth > 16)
		return fault_usage(f, "%s: files insert one another too "
		    "deeply", quoted(name));
	if (files_find(name, beside, a, &path, f) < 0 ||
	    files_text(path, a, &text, f) < 0)
		return -1;
	while (done == 0 && files_next_line(&text, &line, &number)) {
		bool continues = line.p[0] == ' ' || line.p[0] == '\t';

		if (continues && whole.p) {
			if (more.n == 0)
				buffer_add(&more, whole);
			buffer_char(&more, ' ');
			buffer_add(&more, line);
			whole = buffer_str(&more);
			continue;
		}
		if (whole.p)
			done = take_definition(&own, kept(whole, &more, a),
			    path.p, began, depth, a, f);
		whole = line;
		began = number;
	}
	if (done == 0 && whole.p)
		done = take_definition(&own, kept(whole, &more, a), path.p,
		    began, depth, a, f);
	buffer_free(&more);
	for (size_t i = 0; done == 0 && i < own.n; i++)
		put_definition(d, own.list[i].name, own.list[i].expr,
		    depth > 0 ? own.list[i].origin.file : NULL,
		    own.list[i].origin.line);
	/* Messages name the file even where names may repeat. */
	for (size_t i = 0; done == 0 && depth == 0 && i < own.n; i++)
		d->list[d->n - own.n + i].origin = own.list[i].origin;
	free(own.list);
	return done;
}

int
definitions_add(struct definitions *d, struct str operand, struct arena *a,
    struct fault *f)
{
	struct str name, expr;

	if (operand.n > 0 && operand.p[0] == '@')
		return read_definitions(d, str_sub(operand, 1, operand.n),
		    NULL, 0, a, f);
	if (!expr_split_definition(operand, &name, &expr) || expr.n == 0)
		return fault_usage(f, "not NAME=EXPR: %s", quoted(operand));
	put_definition(d, name, expr, NULL, 0);
	return 0;
}

static bool
is_defined(const struct definitions *d, struct str name)
{
	for (size_t i = 0; i < d->n; i++)
		if (str_eq(d->list[i].name, name))
			return true;
	return false;
}

int
definitions_each(char **operands, int n, const struct schema *columns,
    int (*define)(void *ctx, struct str name, const struct origin *o,
    struct fault *f), void *ctx, struct arena *a, struct fault *f)
{
	struct definitions d = { 0 };
	struct str *names = NEW(a, struct str, columns->n + 1);
	size_t nnames = columns->n;
	int done = 0;

	/* As they are before the first definition. */
	for (size_t i = 0; i < nnames; i++)
		names[i] = columns->columns[i].name;

	for (int i = 0; i < n && done == 0; i++)
		done = definitions_add(&d, str_of(operands[i]), a, f);
	for (size_t i = 0; i < d.n && done == 0; i++) {
		struct origin *o = NEW(a, struct origin, 1);

		*o = d.list[i].origin;
		if (!str_eq(d.list[i].name, S("*"))) {
			done = define(ctx, d.list[i].name, o, f);
			continue;
		}
		for (size_t k = 0; k < nnames && done == 0; k++) {
			if (is_defined(&d, names[k]))
				continue;
			o = NEW(a, struct origin, 1);
			*o = d.list[i].origin;
			o->star = names[k];
			done = define(ctx, names[k], o, f);
		}
	}
	free(d.list);
	return done;
}

/* VALUE of a rule: an expression in parentheses, null, or the text; numbers
 * once all are known. */
static struct node *
rule_value(struct str text, const struct origin *rule, struct arena *a,
    struct fault *f)
{
	struct node *n;

	text = str_trim(text);
	if (text.n > 0 && text.p[0] == '(') {
		struct origin *o = NEW(a, struct origin, 1);

		*o = *rule;
		o->text = text;
		return expr_parse(o, a, f);
	}
	n = NEW0(a, struct node, 1);
	n->kind = NODE_CONST;
	n->origin = rule;
	text = files_unquote(text, a);
	n->value = (struct value){ .type = TYPE_TEXT, .s = text };
	if (str_eq(text, S("null")))
		n->value = (struct value){ .type = TYPE_NULL,
			.is_null = true };
	return n;
}

/* Not an expression: it shares the origin of its condition. */
static bool
is_written(const struct node *value, const struct node *condition)
{
	return value->origin == condition->origin && !value->value.is_null;
}

/* If every written value that isn't null is a number, they are numbers. */
static void
make_numbers(struct node *rules)
{
	bool all_int = true, all_real = true, any = false;

	for (size_t i = 1; i < rules->n; i += 2) {
		const struct value *v = &rules->args[i]->value;
		int64_t x;
		double d;

		if (!is_written(rules->args[i], rules->args[i - 1]))
			continue;
		any = true;
		all_int = all_int && num_int(v->s, &x);
		all_real = all_real && num_real(v->s, &d);
	}
	if (!any || !all_real)
		return;
	for (size_t i = 1; i < rules->n; i += 2) {
		struct value *v = &rules->args[i]->value;
		struct str s = v->s;

		if (!is_written(rules->args[i], rules->args[i - 1]))
			continue;
		v->type = all_int ? TYPE_INT : TYPE_REAL;
		if (all_int)
			(void)num_int(s, &v->i); /* seen to work above */
		else
			(void)num_real(s, &v->d);
	}
}

struct node *
rules_read(const struct node *at, struct arena *a, struct fault *f)
{
	struct node *n = NEW0(a, struct node, 1);
	struct str path, text, line, all;
	uint64_t number = 0;
	size_t lines = 1;

	if (files_find(at->file, at->origin->file, a, &path, f) < 0 ||
	    files_text(path, a, &all, f) < 0)
		return NULL;
	for (size_t i = 0; i < all.n; i++)
		lines += all.p[i] == '\n';
	n->kind = NODE_CASE;
	n->origin = at->origin;
	n->at = at->at;
	n->args = NEW(a, struct node *, lines * 2);
	text = all;
	while (files_next_line(&text, &line, &number)) {
		struct origin *o = NEW(a, struct origin, 1);
		ptrdiff_t cut = str_find(line, S(" if "), 0);

		*o = (struct origin){ path.p, number, line };
		if (cut < 0) {
			fault_usage(f, "%s:line %llu: a rule is VALUE if EXPR",
			    path.p, (unsigned long long)number);
			return NULL;
		}
		o->text = str_trim(str_sub(line, (size_t)cut + 4, line.n));
		n->args[n->n] = expr_parse(o, a, f);
		if (!n->args[n->n])
			return NULL;
		n->args[n->n + 1] = rule_value(str_sub(line, 0, (size_t)cut),
		    o, a, f);
		if (!n->args[n->n + 1])
			return NULL;
		n->n += 2;
	}
	if (n->n == 0) {
		fault_usage(f, "%s: no rules", path.p);
		return NULL;
	}
	make_numbers(n);
	return n;
}
