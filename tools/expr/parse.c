#include "parse.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../rows/bounds.h"
#include "aggs.h"
#include "lex.h"

struct parser {
	struct lexer lexer;
	struct token token; /* not used yet */
	int depth;
	struct arena *a;
	struct fault *f;
};

int
expr_fault(struct fault *f, const struct origin *o, size_t at,
    const char *fmt, ...)
{
	char text[sizeof f->text];
	struct str near = str_sub(o->text, at, 30);
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	if (o->file)
		fault_usage(f, "%s:line %llu: %s, at %s", o->file,
		    (unsigned long long)o->line, text, quoted(near));
	else
		fault_usage(f, "%s:%zu: %s, at %s", quoted(o->text), at + 1,
		    text, near.n > 0 ? quoted(near) : "the end");
	return -1;
}

static struct node *
fail(struct parser *p, const char *what)
{
	expr_fault(p->f, p->lexer.origin, p->token.at, "%s", what);
	return NULL;
}

static bool
advance(struct parser *p)
{
	return lex_next(&p->lexer, &p->token, p->f) == 0;
}

static bool
is_sign(const struct parser *p, const char *sign)
{
	return p->token.kind == TOKEN_SIGN &&
	    str_eq(p->token.text, str_of(sign));
}

static bool
is_word(const struct parser *p, const char *word)
{
	return p->token.kind == TOKEN_NAME && !p->token.is_quoted &&
	    str_eq(p->token.text, str_of(word));
}

static struct node *
node_new(struct parser *p, enum node_kind kind, size_t at)
{
	struct node *n = NEW0(p->a, struct node, 1);

	n->kind = kind;
	n->at = at;
	n->origin = p->lexer.origin;
	return n;
}

static struct node *
call_of(struct parser *p, struct str name, size_t at, struct node *x,
    struct node *y)
{
	struct node *n = node_new(p, NODE_CALL, at);

	n->text = name;
	n->n = y ? 2 : 1;
	n->args = NEW(p->a, struct node *, 2);
	n->args[0] = x;
	n->args[1] = y;
	return n;
}

static struct node *parse_expr(struct parser *p);
static struct node *parse_unary(struct parser *p);

/* Expressions up to `)`, which is taken too. */
static int
parse_list(struct parser *p, struct node ***list, size_t *n)
{
	size_t cap = 0;
	struct node **items = NULL;

	*n = 0;
	while (!is_sign(p, ")") || *n > 0) {
		struct node *x = parse_expr(p);

		if (!x)
			goto fail;
		mem_grow(&items, &cap, *n + 1, sizeof *items);
		items[(*n)++] = x;
		if (!is_sign(p, ","))
			break;
		if (!advance(p))
			goto fail;
	}
	if (!is_sign(p, ")")) {
		fail(p, "expected , or )");
		goto fail;
	}
	if (!advance(p))
		goto fail;
	*list = NEW(p->a, struct node *, *n + 1);
	if (*n > 0)
		memcpy(*list, items, *n * sizeof *items);
	free(items);
	return 0;
fail:
	free(items);
	return -1;
}

static int
parse_over(struct parser *p, struct node *n)
{
	size_t cap = 0;
	struct node **keys = NULL;

	n->has_over = true;
	if (!advance(p))
		return -1;
	if (is_word(p, "all")) {
		n->over_all = true;
		return advance(p) ? 0 : -1;
	}
	for (;;) {
		struct node *x = parse_expr(p);

		if (!x) {
			free(keys);
			return -1;
		}
		mem_grow(&keys, &cap, n->nover + 1, sizeof *keys);
		keys[n->nover++] = x;
		if (!is_sign(p, ","))
			break;
		if (!advance(p)) {
			free(keys);
			return -1;
		}
	}
	n->over = NEW(p->a, struct node *, n->nover);
	memcpy(n->over, keys, n->nover * sizeof *keys);
	free(keys);
	return 0;
}

/* The arguments of a call, `(` being the token. */
static int
parse_arguments(struct parser *p, struct node *n)
{
	size_t cap = 0;
	struct node **args = NULL;
	int done = -1;

	if (!advance(p))
		return -1;
	while (!is_sign(p, ")") && !is_word(p, "if") && !is_word(p, "over")) {
		struct node *x;

		if (is_sign(p, "*") && !p->lexer.origin->star.p) {
			x = node_new(p, NODE_COLUMN, p->token.at);
			x->text = S("*");
			if (!advance(p))
				goto out;
		} else if (!(x = parse_expr(p))) {
			goto out;
		}
		mem_grow(&args, &cap, n->n + 1, sizeof *args);
		args[n->n++] = x;
		if (!is_sign(p, ","))
			break;
		if (!advance(p))
			goto out;
	}
	if (is_word(p, "if")) {
		if (!advance(p) || !(n->condition = parse_expr(p)))
			goto out;
	}
	if (is_word(p, "over") && parse_over(p, n) < 0)
		goto out;
	if (!is_sign(p, ")")) {
		fail(p, "expected , or )");
		goto out;
	}
	n->args = NEW(p->a, struct node *, n->n + 1);
	if (n->n > 0)
		memcpy(n->args, args, n->n * sizeof *args);
	done = advance(p) ? 0 : -1;
out:
	free(args);
	return done;
}

static struct node *
parse_name(struct parser *p)
{
	struct node *n = node_new(p, NODE_COLUMN, p->token.at);
	bool is_quoted = p->token.is_quoted;

	n->text = p->token.text;
	if (!is_quoted && (is_word(p, "true") || is_word(p, "false"))) {
		n->kind = NODE_CONST;
		n->value = (struct value){ .type = TYPE_BOOL,
			.i = is_word(p, "true") };
	} else if (!is_quoted && is_word(p, "null")) {
		n->kind = NODE_CONST;
		n->value = (struct value){ .type = TYPE_NULL, .is_null = true };
	}
	if (!advance(p))
		return NULL;
	if (is_quoted || n->kind == NODE_CONST || !is_sign(p, "("))
		return n;
	n->kind = agg_find(n->text) ? NODE_AGG : NODE_CALL;
	if (parse_arguments(p, n) < 0)
		return NULL;
	if (n->kind == NODE_CALL && (n->condition || n->has_over)) {
		expr_fault(p->f, n->origin, n->at, "%s is no aggregate: no "
		    "\"if\" or \"over\" here", quoted(n->text));
		return NULL;
	}
	return n;
}

/* What $NAME stands for. */
static int
find_variable(struct parser *p, const struct node *n, struct str *value)
{
	const struct origin *o = n->origin;
	char name[256];
	const char *set;

	for (size_t i = 0; i < o->nvariables; i++) {
		struct str rest = o->variables[i], is = { NULL, 0 };

		if (str_next(&rest, '=', &is) && str_eq(is, n->text)) {
			*value = rest.p ? rest : S("");
			return 0;
		}
	}
	snprintf(name, sizeof name, "%.*s", (int)n->text.n, n->text.p);
	set = getenv(name);
	if (!set)
		return expr_fault(p->f, o, n->at,
		    "$%s is not set in the environment", name);
	*value = arena_str(p->a, str_of(set));
	return 0;
}

static struct node *
parse_constant(struct parser *p)
{
	struct node *n = node_new(p, NODE_CONST, p->token.at);
	const struct token *t = &p->token;

	switch (t->kind) {
	case TOKEN_INT:
		n->value = (struct value){ .type = TYPE_INT, .i = t->i };
		break;
	case TOKEN_REAL:
		n->value = (struct value){ .type = TYPE_REAL, .d = t->d };
		break;
	case TOKEN_TEXT:
		n->value = (struct value){ .type = TYPE_TEXT, .s = t->text };
		break;
	default: /* TOKEN_VARIABLE */
		n->text = t->text;
		n->value.type = TYPE_TEXT;
		if (find_variable(p, n, &n->value.s) < 0)
			return NULL;
		break;
	}
	return advance(p) ? n : NULL;
}

static struct node *
parse_file(struct parser *p, enum node_kind kind)
{
	struct node *n = node_new(p, kind, p->token.at);

	n->file = p->token.text;
	n->file_column = p->token.column;
	if (n->origin->star.p && str_eq(n->file_column, S("*")))
		n->file_column = n->origin->star;
	return advance(p) ? n : NULL;
}

/* `*` in the place of an operand: in *=EXPR the column that is defined. */
static struct node *
parse_star(struct parser *p)
{
	struct node *n = node_new(p, NODE_COLUMN, p->token.at);

	n->text = p->lexer.origin->star;
	return advance(p) ? n : NULL;
}

static struct node *
parse_primary(struct parser *p)
{
	struct node *n;

	switch (p->token.kind) {
	case TOKEN_INT:
	case TOKEN_REAL:
	case TOKEN_TEXT:
	case TOKEN_VARIABLE:
		return parse_constant(p);
	case TOKEN_NAME:
		return parse_name(p);
	case TOKEN_FILE:
		return parse_file(p, NODE_FILE);
	case TOKEN_SIGN:
		break;
	case TOKEN_END:
		return fail(p, "an operand is missing");
	}
	if (is_sign(p, "/")) {
		if (lex_regex(&p->lexer, &p->token, p->f) < 0)
			return NULL;
		return parse_constant(p);
	}
	if (is_sign(p, "*") && p->lexer.origin->star.p)
		return parse_star(p);
	if (!is_sign(p, "("))
		return fail(p, "an operand is missing");
	n = node_new(p, NODE_CALL, p->token.at);
	n->text = S("(,)");
	if (!advance(p) || parse_list(p, &n->args, &n->n) < 0)
		return NULL;
	if (n->n == 0)
		return fail(p, "an operand is missing");
	return n->n == 1 ? n->args[0] : n;
}

/* x, or the parts of (x, y), as the key of a lookup or a test. */
static void
take_key(struct parser *p, struct node *n, struct node *key)
{
	if (key->kind == NODE_CALL && str_eq(key->text, S("(,)"))) {
		n->args = key->args;
		n->n = key->n;
		return;
	}
	n->args = NEW(p->a, struct node *, 1);
	n->args[0] = key;
	n->n = 1;
}

static struct node *
parse_postfix(struct parser *p)
{
	struct node *x = parse_primary(p), *n;

	while (x && p->token.kind == TOKEN_FILE) {
		n = parse_file(p, NODE_LOOKUP);
		if (!n)
			return NULL;
		take_key(p, n, x);
		x = n;
	}
	return x;
}

static struct node *
parse_unary(struct parser *p)
{
	size_t at = p->token.at;
	struct node *x;

	if (!is_sign(p, "-") && !is_sign(p, "!"))
		return parse_postfix(p);
	if (++p->depth > MAX_DEPTH)
		return fail(p, "nested too deeply");
	{
		struct str name = is_sign(p, "-") ? S("unary -") : S("!");

		x = advance(p) ? parse_unary(p) : NULL;
		p->depth--;
		return x ? call_of(p, name, at, x, NULL) : NULL;
	}
}

/* Left-associative operators of one precedence. */
static struct node *
parse_binary(struct parser *p, const char *const *signs, size_t n,
    struct node *(*operand)(struct parser *))
{
	struct node *x = operand(p), *y;

	while (x) {
		struct str name = { NULL, 0 };
		size_t at = p->token.at;

		for (size_t i = 0; i < n; i++)
			if (is_sign(p, signs[i]))
				name = str_of(signs[i]);
		if (!name.p)
			break;
		if (!advance(p) || !(y = operand(p)))
			return NULL;
		x = call_of(p, name, at, x, y);
	}
	return x;
}

static struct node *
parse_product(struct parser *p)
{
	static const char *const signs[] = { "*", "/", "%" };

	return parse_binary(p, signs, 3, parse_unary);
}

static struct node *
parse_sum(struct parser *p)
{
	static const char *const signs[] = { "+", "-" };

	return parse_binary(p, signs, 2, parse_product);
}

/* Nodes of an expression as often as they are computed: `x in (a, b)` does
 * that to x twice.  More than MAX_WEIGHT is not counted. */
static size_t
weight(const struct node *n, int depth)
{
	size_t sum = 1;

	if (depth > MAX_CHAIN)
		return MAX_WEIGHT + 1;
	for (size_t i = 0; i < n->n && sum <= MAX_WEIGHT; i++)
		sum += weight(n->args[i], depth + 1);
	return sum;
}

/* `in` has been taken: a set in a file, or (a, b, ...), which is x == a ||
 * x == b ... */
static struct node *
parse_in(struct parser *p, struct node *x, size_t at)
{
	struct node *n, **items;
	size_t count;

	if (p->token.kind == TOKEN_FILE) {
		n = parse_file(p, NODE_IN);
		if (n)
			take_key(p, n, x);
		return n;
	}
	if (!is_sign(p, "("))
		return fail(p, "a set must follow \"in\": @FILE or (a, b)");
	if (!advance(p) || parse_list(p, &items, &count) < 0)
		return NULL;
	if (count == 0)
		return fail(p, "the set is empty");
	if (weight(x, 0) * count > MAX_WEIGHT)
		return fail(p, "too long in front of \"in\"");
	for (size_t i = 0; i < count; i++)
		items[i] = call_of(p, S("=="), at, x, items[i]);
	for (; count > 1; count = (count + 1) / 2)
		for (size_t i = 0; i < count; i += 2)
			items[i / 2] = i + 1 == count ? items[i] :
			    call_of(p, S("||"), at, items[i], items[i + 1]);
	return items[0];
}

static struct node *
parse_match(struct parser *p, struct node *x, size_t at)
{
	bool is_not = p->token.text.p[0] == '!';
	bool folds = p->token.text.p[p->token.text.n - 1] == '*';
	struct node *y, *n;

	if (!advance(p) || !(y = parse_sum(p)))
		return NULL;
	n = call_of(p, folds ? S("~*") : S("~"), at, x, y);
	return is_not ? call_of(p, S("!"), at, n, NULL) : n;
}

static struct node *
parse_comparison(struct parser *p)
{
	static const char *const signs[] = { "==", "!=", "<=", ">=", "<",
		">" };
	struct node *x = parse_sum(p), *y;
	size_t at = p->token.at;
	bool is_not = false;

	if (!x)
		return NULL;
	for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
		if (is_sign(p, signs[i])) {
			if (!advance(p) || !(y = parse_sum(p)))
				return NULL;
			return call_of(p, str_of(signs[i]), at, x, y);
		}
	if (is_sign(p, "~") || is_sign(p, "!~") || is_sign(p, "~*") ||
	    is_sign(p, "!~*"))
		return parse_match(p, x, at);
	if (is_sign(p, "="))
		return fail(p, "a comparison is written ==");
	if (is_word(p, "is")) {
		if (!advance(p))
			return NULL;
		if (is_word(p, "not")) {
			is_not = true;
			if (!advance(p))
				return NULL;
		}
		if (!is_word(p, "null"))
			return fail(p, "\"null\" must follow \"is\"");
		if (!advance(p))
			return NULL;
		x = call_of(p, S("is null"), at, x, NULL);
		return is_not ? call_of(p, S("!"), at, x, NULL) : x;
	}
	if (is_word(p, "not")) {
		is_not = true;
		if (!advance(p))
			return NULL;
		if (!is_word(p, "in"))
			return fail(p, "\"in\" must follow \"not\" here");
	}
	if (is_word(p, "in")) {
		x = advance(p) ? parse_in(p, x, at) : NULL;
		return x && is_not ? call_of(p, S("!"), at, x, NULL) : x;
	}
	return x;
}

static struct node *
parse_and(struct parser *p)
{
	static const char *const signs[] = { "&&" };

	return parse_binary(p, signs, 1, parse_comparison);
}

static struct node *
parse_or(struct parser *p)
{
	static const char *const signs[] = { "||" };

	return parse_binary(p, signs, 1, parse_and);
}

static struct node *
parse_expr(struct parser *p)
{
	struct node *x, *y, *z, *n;
	size_t at;

	if (++p->depth > MAX_DEPTH)
		return fail(p, "nested too deeply");
	x = parse_or(p);
	at = p->token.at;
	if (x && is_sign(p, "?")) {
		if (!advance(p) || !(y = parse_expr(p)))
			return NULL;
		if (!is_sign(p, ":"))
			return fail(p, "expected : of ? :");
		if (!advance(p) || !(z = parse_expr(p)))
			return NULL;
		n = node_new(p, NODE_CASE, at);
		n->n = 3;
		n->args = NEW(p->a, struct node *, 3);
		n->args[0] = x;
		n->args[1] = y;
		n->args[2] = z;
		x = n;
	}
	p->depth--;
	return x;
}

struct node *
expr_parse(const struct origin *origin, struct arena *a, struct fault *f)
{
	struct parser p = { .lexer = { .origin = origin, .a = a }, .a = a,
		.f = f };
	struct node *n;

	if (!advance(&p) || !(n = parse_expr(&p)))
		return NULL;
	if (p.token.kind != TOKEN_END)
		return fail(&p, "unexpected");
	return n;
}

bool
expr_split_definition(struct str text, struct str *name, struct str *expr)
{
	size_t n = 0;

	text = str_trim(text);
	if (text.n > 0 && text.p[0] == '`') {
		ptrdiff_t end = str_find(text, S("`"), 1);

		if (end < 2)
			return false;
		*name = str_sub(text, 1, (size_t)end - 1);
		n = (size_t)end + 1;
	} else if (text.n > 0 && text.p[0] == '*') {
		*name = S("*");
		n = 1;
	} else {
		while (n < text.n && is_name_letter(text.p[n], n == 0))
			n++;
		*name = str_sub(text, 0, n);
	}
	if (n == 0)
		return false;
	*expr = str_trim(str_sub(text, n, text.n));
	if (expr->n < 1 || expr->p[0] != '=' ||
	    (expr->n > 1 && (expr->p[1] == '=' || expr->p[1] == '~')))
		return false;
	*expr = str_trim(str_sub(*expr, 1, expr->n));
	return true;
}

bool
expr_next_item(struct str *rest, struct str *item)
{
	int depth = 0;
	char quote = 0;

	if (!rest->p)
		return false;
	for (size_t i = 0; i < rest->n; i++) {
		char c = rest->p[i];

		if (quote) {
			if (c == '\\' && quote == '"')
				i++;
			else if (c == quote)
				quote = 0;
		} else if (c == '"' || c == '`') {
			quote = c;
		} else if (c == '(') {
			depth++;
		} else if (c == ')') {
			depth--;
		} else if (c == ',' && depth <= 0) {
			*item = str_trim(str_sub(*rest, 0, i));
			*rest = str_sub(*rest, i + 1, rest->n);
			return true;
		}
	}
	*item = str_trim(*rest);
	*rest = (struct str){ NULL, 0 };
	return true;
}
