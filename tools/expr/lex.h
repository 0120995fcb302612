#ifndef GPU_LEX_H
#define GPU_LEX_H
/* The words of an expression: gpu-expr(7), "Words". */

#include "../base/fault.h"
#include "node.h"

enum token_kind {
	TOKEN_END,
	TOKEN_INT,     /* also a span, in microseconds */
	TOKEN_REAL,
	TOKEN_TEXT,    /* "..." */
	TOKEN_NAME,    /* name or `name` */
	TOKEN_VARIABLE, /* $NAME */
	TOKEN_FILE,    /* @path or @path:column */
	TOKEN_SIGN     /* an operator or bracket: text */
};

struct token {
	enum token_kind kind;
	size_t at;
	struct str text;   /* unescaped */
	bool is_quoted;    /* a `name`: never a word of the language */
	struct str column; /* of a file */
	int64_t i;
	double d;
};

struct lexer {
	const struct origin *origin;
	size_t at;
	struct arena *a;
};

int lex_next(struct lexer *l, struct token *t, struct fault *f);
/* The regular expression that begins with the `/` of token `t`. */
int lex_regex(struct lexer *l, struct token *t, struct fault *f);

#endif
