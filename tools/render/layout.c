#include "layout.h"

#include <string.h>

#include "../base/io.h"
#include "../base/num.h"
#include "../expr/files.h"
#include "../rows/bounds.h"
#include "chartline.h"
#include "html.h"
#include "template.h"
#include "words.h"

enum { FILE_SHIFT = 32 };

/* The sections of another layout that are wanted. */
struct choice {
	struct str *ids;
	size_t n;
	bool *is_found;
	bool is_on; /* in one of them */
};

struct parser {
	struct layout *l;
	struct arena *a;
	uint64_t line;                  /* and its file */
	struct str rest;                /* of the line */
	struct layout_section *section; /* the open one, or NULL */
	struct layout_block *table;     /* the open `from`, or NULL */
	struct choice *choice;          /* NULL: all lines are taken */
	struct fault *f;
};

/* Room for one more item of an array in the arena. */
static void *
more(struct arena *a, void *list, size_t n, size_t *cap, size_t size)
{
	void *bigger;

	if (n < *cap)
		return list;
	*cap = *cap > 0 ? 2 * *cap : 8;
	bigger = arena_zero(a, mem_times(size, *cap));
	if (n > 0)
		memcpy(bigger, list, n * size);
	return bigger;
}

const char *
layout_path(const struct layout *l, uint64_t line)
{
	return l->files[line >> FILE_SHIFT];
}

int
layout_fault(const struct layout *l, uint64_t line, struct fault *f)
{
	const char *path = layout_path(l, line);
	unsigned long long number = line & (((uint64_t)1 << FILE_SHIFT) - 1);

	if (number == 0)
		return fault_at(f, "%s", path);
	return fault_at(f, "%s:line %llu", path, number);
}

static int
need_word(struct parser *p, struct str *word, const char *what)
{
	if (words_next(&p->rest, word))
		return 0;
	return fault_usage(p->f, "%s is missing", what);
}

static int
need_text(struct parser *p, struct template *t)
{
	struct str word, text;

	if (need_word(p, &word, "a text") < 0 ||
	    words_text(word, p->a, &text, p->f) < 0)
		return -1;
	return template_parse(t, text, p->line, p->a, p->f);
}

static int
need_end(struct parser *p)
{
	if (words_peek(p->rest).n == 0)
		return 0;
	return fault_usage(p->f, "unexpected %s",
	    quoted(words_peek(p->rest)));
}

static int
need_expr(struct parser *p, struct str *expr, const char *const *stops,
    size_t n)
{
	*expr = words_until(&p->rest, stops, n);
	return expr->n > 0 ? 0 : fault_usage(p->f, "an expression is missing");
}

static int
need_section(struct parser *p)
{
	return p->section ? 0 : fault_usage(p->f, "stands before any section");
}

/* col, chart, total and empty belong to the `from` above them. */
static int
need_table(struct parser *p)
{
	return p->table ? 0 : fault_usage(p->f, "needs a from above it");
}

static struct layout_block *
add_block(struct parser *p, enum layout_block_kind kind)
{
	struct layout_section *s = p->section;
	struct layout_block *b;

	s->blocks = more(p->a, s->blocks, s->n, &s->cap, sizeof *s->blocks);
	b = &s->blocks[s->n++];
	*b = (struct layout_block){ .kind = kind, .line = p->line };
	p->table = NULL;
	return b;
}

static int
take_title(struct parser *p)
{
	return need_text(p, &p->l->title) < 0 ? -1 : need_end(p);
}

static int
take_subject(struct parser *p)
{
	return need_text(p, &p->l->subject) < 0 ? -1 : need_end(p);
}

static int
take_to(struct parser *p)
{
	return need_text(p, &p->l->to) < 0 ? -1 : need_end(p);
}

static int
take_section(struct parser *p)
{
	struct layout *l = p->l;
	struct layout_section *s;
	struct str id;

	if (need_word(p, &id, "an ID") < 0)
		return -1;
	for (size_t i = 0; i < l->n; i++)
		if (str_eq(l->sections[i].id, id))
			return fault_usage(p->f, "section %s is there already",
			    quoted(id));
	l->sections = more(p->a, l->sections, l->n, &l->cap,
	    sizeof *l->sections);
	s = p->section = &l->sections[l->n++];
	p->table = NULL;
	*s = (struct layout_section){ .line = p->line, .id = id };
	return need_text(p, &s->heading) < 0 ? -1 : need_end(p);
}

static int
take_only(struct parser *p)
{
	struct layout_section *s = p->section;
	struct str word;

	if (need_section(p) < 0)
		return -1;
	s->only = NEW(p->a, struct str, p->rest.n + 1);
	while (words_next(&p->rest, &word)) {
		if (!str_eq(word, S("text")) && !str_eq(word, S("html")) &&
		    !str_eq(word, S("mail")) && !str_eq(word, S("json")) &&
		    !str_eq(word, S("md")))
			return fault_usage(p->f, "text, html, md, mail or "
			    "json, not %s", quoted(word));
		s->only[s->nonly++] = word;
	}
	return s->nonly > 0 ? 0 : fault_usage(p->f, "no format");
}

static int
take_show(struct parser *p)
{
	if (need_section(p) < 0)
		return -1;
	p->section->show_line = p->line;
	return need_expr(p, &p->section->show, NULL, 0);
}

static int
take_from_words(struct parser *p, struct layout_from *x)
{
	static const char *const words[] = { "if", "sort", "first", "by" };
	struct str word;

	*x = (struct layout_from){ .line = p->line, .first = -1 };
	if (need_word(p, &x->input, "an input") < 0)
		return -1;
	while (words_next(&p->rest, &word)) {
		if (str_eq(word, S("if"))) {
			if (need_expr(p, &x->condition, words + 1, 3) < 0)
				return -1;
		} else if (str_eq(word, S("sort"))) {
			if (need_word(p, &x->sort, "a column") < 0)
				return -1;
		} else if (str_eq(word, S("first"))) {
			if (need_word(p, &word, "a number") < 0)
				return -1;
			if (!num_int(word, &x->first) || x->first < 1)
				return fault_usage(p->f, "first: %s is not a "
				    "number of rows", quoted(word));
		} else if (str_eq(word, S("by"))) {
			if (need_word(p, &word, "a column") < 0)
				return -1;
			words_definition(word, &x->by, &x->by_expr);
			word = words_until(&p->rest, words, 3);
			if (form_parse(&x->by_form, word, p->f) < 0)
				return -1;
		} else {
			return fault_usage(p->f, "unexpected %s (if, sort, "
			    "first, by)", quoted(word));
		}
	}
	return 0;
}

static int
take_from(struct parser *p)
{
	struct layout_block *b;

	if (!p->section) {
		p->l->has_from = true;
		return take_from_words(p, &p->l->from);
	}
	b = add_block(p, LAYOUT_TABLE);
	p->table = b;
	return take_from_words(p, &b->from);
}

static int
take_col(struct parser *p)
{
	struct layout_block *b = p->table;
	struct layout_col *c;
	struct str word;

	if (need_table(p) < 0 || need_word(p, &word, "a column") < 0)
		return -1;
	b->cols = more(p->a, b->cols, b->ncols, &b->cap_cols,
	    sizeof *b->cols);
	c = &b->cols[b->ncols++];
	*c = (struct layout_col){ .line = p->line };
	words_definition(word, &c->name, &c->expr);
	if (c->name.n == 0 || (c->expr.p && c->expr.n == 0))
		return fault_usage(p->f, "NAME or NAME=EXPR must follow");
	if (need_text(p, &c->title) < 0)
		return -1;
	return form_parse(&c->form, p->rest, p->f);
}

static int
take_total(struct parser *p)
{
	struct layout_block *b = p->table;
	struct layout_total *t;
	struct str word;

	if (need_table(p) < 0)
		return -1;
	b->totals = more(p->a, b->totals, b->ntotals, &b->cap_totals,
	    sizeof *b->totals);
	t = &b->totals[b->ntotals++];
	*t = (struct layout_total){ .line = p->line };
	if (str_eq(words_peek(p->rest), S("top"))) {
		t->is_top = true;
		words_next(&p->rest, &word);
	}
	if (need_text(p, &t->text) < 0)
		return -1;
	t->names = NEW(p->a, struct str, p->rest.n + 1);
	t->exprs = NEW(p->a, struct str, p->rest.n + 1);
	while (words_next(&p->rest, &word)) {
		words_definition(word, &t->names[t->n], &t->exprs[t->n]);
		if (t->names[t->n].n == 0 || t->exprs[t->n].n == 0)
			return fault_usage(p->f, "%s is not NAME=EXPR",
			    quoted(word));
		t->n++;
	}
	return 0;
}

static int
take_chart(struct parser *p)
{
	struct layout_block *b = p->table;
	struct layout_chart *c;

	if (need_table(p) < 0)
		return -1;
	b->charts = more(p->a, b->charts, b->ncharts, &b->cap_charts,
	    sizeof *b->charts);
	c = &b->charts[b->ncharts++];
	if (chartline_parse(c, p->rest, p->line, p->a, p->f) < 0)
		return -1;
	c->is_below = b->ncols > 0;
	return 0;
}

static int
take_note(struct parser *p)
{
	struct layout_block *b;
	struct str word;

	if (need_section(p) < 0)
		return -1;
	b = add_block(p, LAYOUT_NOTE);
	if (need_text(p, &b->text) < 0)
		return -1;
	if (!words_next(&p->rest, &word))
		return 0;
	if (!str_eq(word, S("if")))
		return fault_usage(p->f, "unexpected %s", quoted(word));
	return need_expr(p, &b->condition, NULL, 0);
}

static int
take_empty(struct parser *p)
{
	if (need_table(p) < 0)
		return -1;
	p->table->has_empty = true;
	return need_text(p, &p->table->empty) < 0 ? -1 : need_end(p);
}

/* @FILE, of which FILE is the answer. */
static int
need_file(struct parser *p, struct str *name)
{
	struct str word;

	if (need_word(p, &word, "@FILE") < 0)
		return -1;
	if (word.p[0] != '@' || word.n < 2)
		return fault_usage(p->f, "%s is not @FILE", quoted(word));
	*name = str_sub(word, 1, word.n);
	return 0;
}

static int
take_prose(struct parser *p)
{
	struct layout_block *b;
	struct str name;

	if (need_section(p) < 0 || need_file(p, &name) < 0)
		return -1;
	b = add_block(p, LAYOUT_PROSE);
	b->path = name;
	return need_end(p);
}

/* html @FILE [KEY ...]: the keys are those of json lines. */
static int
take_html(struct parser *p)
{
	struct layout_block *b;
	struct str word;

	if (need_section(p) < 0 || need_file(p, &word) < 0)
		return -1;
	b = add_block(p, LAYOUT_HTML);
	b->path = word;
	b->keys = NEW(p->a, struct str, p->rest.n + 1);
	while (words_next(&p->rest, &word))
		if (words_text(word, p->a, &b->keys[b->nkeys++], p->f) < 0)
			return -1;
	return 0;
}

static int
take_nav(struct parser *p)
{
	struct layout *l = p->l;
	struct layout_link *x;
	struct str word;

	l->nav = more(p->a, l->nav, l->nnav, &l->cap_nav, sizeof *l->nav);
	x = &l->nav[l->nnav++];
	*x = (struct layout_link){ .line = p->line };
	if (need_text(p, &x->text) < 0 || need_word(p, &word, "an address") < 0 ||
	    words_text(word, p->a, &x->address, p->f) < 0)
		return -1;
	if (!html_is_address(x->address))
		return fault_usage(p->f, "%s is no address of a page",
		    quoted(x->address));
	return need_end(p);
}

static int
take_json_inputs(struct parser *p, struct layout_json *j)
{
	j->inputs = NEW(p->a, struct str, p->rest.n + 1);
	while (words_next(&p->rest, &j->inputs[j->n]))
		j->n++;
	if (j->n == 0 || (j->kind != JSON_ROWS && j->n > 1))
		return fault_usage(p->f, "%s must follow",
		    j->kind == JSON_CHART ? "one section" : j->n == 0 ?
		    "an input" : "only one input");
	return 0;
}

/* One input and what is taken of it. */
static int
take_shape(struct parser *p, struct layout_json *j)
{
	bool is_pivot = j->kind == JSON_PIVOT;

	j->inputs = NEW(p->a, struct str, 1);
	j->n = 1;
	if (need_word(p, &j->inputs[0], "INPUT") < 0 ||
	    (is_pivot && need_word(p, &j->keys, "KEYS") < 0) ||
	    need_word(p, &j->column, "COL") < 0 ||
	    (j->kind != JSON_LIST && need_word(p, &j->value, "VALUE") < 0) ||
	    (is_pivot && need_word(p, &j->fill, "FILL") < 0))
		return -1;
	if (is_pivot && str_eq(words_peek(p->rest), S("over"))) {
		words_next(&p->rest, &j->over);
		return need_word(p, &j->over, "INPUT") < 0 ? -1 : need_end(p);
	}
	return need_end(p);
}

static int
take_json(struct parser *p)
{
	static const struct {
		const char *word;
		enum layout_json_kind kind;
		int (*take)(struct parser *p, struct layout_json *j);
	} kinds[] = {
		{ "one", JSON_ONE, take_json_inputs },
		{ "rows", JSON_ROWS, take_json_inputs },
		{ "chart", JSON_CHART, take_json_inputs },
		{ "pivot", JSON_PIVOT, take_shape },
		{ "list", JSON_LIST, take_shape },
		{ "map", JSON_MAP, take_shape },
	};
	static const char wanted[] = "one, rows, list, map, pivot, chart or "
	    "$NAME";
	struct layout *l = p->l;
	struct layout_json *j;
	struct str word;

	l->json = more(p->a, l->json, l->njson, &l->cap_json,
	    sizeof *l->json);
	j = &l->json[l->njson++];
	*j = (struct layout_json){ .line = p->line };
	if (need_word(p, &word, "KEY") < 0 ||
	    words_text(word, p->a, &j->key, p->f) < 0 ||
	    need_word(p, &word, wanted) < 0)
		return -1;
	for (size_t i = 0; i + 1 < l->njson; i++)
		if (str_eq(l->json[i].key, j->key))
			return fault_usage(p->f, "key %s is there "
			    "already", quoted(j->key));
	if (word.p[0] == '$') {
		j->kind = JSON_TEXT;
		j->variable = word;
		return need_end(p);
	}
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (str_eq(word, str_of(kinds[i].word))) {
			j->kind = kinds[i].kind;
			return kinds[i].take(p, j);
		}
	return fault_usage(p->f, "%s, not %s", wanted, quoted(word));
}

static int take_file(struct parser *p, const char *path);

/* The IDs behind @FILE; NULL if there are none. */
static struct choice *
read_choice(struct parser *p)
{
	struct choice *c;

	if (str_trim(p->rest).n == 0)
		return NULL;
	c = NEW0(p->a, struct choice, 1);
	c->ids = NEW(p->a, struct str, p->rest.n);
	while (words_next(&p->rest, &c->ids[c->n]))
		c->n++;
	c->is_found = NEW0(p->a, bool, c->n);
	return c;
}

/* Does this line begin a section that was chosen, or belong to one? */
static bool
is_chosen(struct parser *p, struct str word)
{
	struct choice *c = p->choice;

	if (!c)
		return true;
	if (str_eq(word, S("section"))) {
		c->is_on = false;
		for (size_t i = 0; i < c->n; i++)
			if (str_eq(words_peek(p->rest), c->ids[i]))
				c->is_on = c->is_found[i] = true;
	}
	return c->is_on;
}

/* @FILE [ID ...]: the lines of another layout stand here, or those of some of
 * its sections. */
static int
take_other(struct parser *p, struct str name)
{
	const char *here = layout_path(p->l, p->line);
	struct choice *outer = p->choice, *c = read_choice(p);
	uint64_t line = p->line;
	struct str path;

	if (files_find(name, here, p->a, &path, p->f) < 0)
		return -1;
	if (p->l->nfiles == LAYOUT_FILES)
		return fault_usage(p->f, "%s: more than %d layouts in one "
		    "another", quoted(name), LAYOUT_FILES);
	p->choice = c;
	if (take_file(p, arena_str(p->a, path).p) < 0)
		return -2;
	p->choice = outer;
	p->line = line;
	for (size_t i = 0; c && i < c->n; i++)
		if (!c->is_found[i])
			return fault_usage(p->f, "%s has no section %s",
			    quoted(name), quoted(c->ids[i]));
	return 0;
}

static int
take_line(struct parser *p)
{
	static const struct {
		const char *word;
		int (*take)(struct parser *p);
	} lines[] = {
		{ "title", take_title }, { "subject", take_subject },
		{ "to", take_to },
		{ "from", take_from }, { "section", take_section },
		{ "only", take_only }, { "show", take_show },
		{ "col", take_col }, { "total", take_total },
		{ "chart", take_chart }, { "note", take_note }, { "empty", take_empty },
		{ "text", take_prose }, { "html", take_html },
		{ "json", take_json }, { "nav", take_nav },
	};
	struct str word;

	if (words_line(&p->rest, p->f) < 0)
		return -1;
	if (!words_next(&p->rest, &word))
		return 0;
	if (!is_chosen(p, word))
		return 0;
	if (word.p[0] == '@' && word.n > 1)
		return take_other(p, str_sub(word, 1, word.n));
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
		if (str_eq(word, str_of(lines[i].word)))
			return lines[i].take(p) == 0 ? 0 :
			    fault_at(p->f, "%s", lines[i].word);
	return fault_usage(p->f, "unknown word %s", quoted(word));
}

static int
take_file(struct parser *p, const char *path)
{
	struct layout *l = p->l;
	uint64_t line = (uint64_t)l->nfiles << FILE_SHIFT;
	struct str text;

	l->files[l->nfiles++] = path;
	if (io_slurp(path, MAX_POLICY_FILE, p->a, &text, p->f) < 0)
		return -1;
	while (str_next(&text, '\n', &p->rest)) {
		int done;

		p->line = ++line;
		done = take_line(p);
		/* -2: the message has its place already. */
		if (done < 0)
			return done == -2 ? -1 : layout_fault(l, line, p->f);
	}
	return 0;
}

int
layout_read(struct layout *l, const char *path, struct arena *a,
    struct fault *f)
{
	struct parser p = { .l = l, .a = a, .f = f };

	*l = (struct layout){ 0 };
	return take_file(&p, path);
}

int
layout_of_chart(struct layout *l, struct str line, struct arena *a,
    struct fault *f)
{
	struct parser p = { .l = l, .a = a, .f = f, .rest = line };

	*l = (struct layout){ .nfiles = 1, .files[0] = "--chart", .n = 1 };
	l->sections = NEW0(a, struct layout_section, 1);
	p.section = l->sections;
	p.section->id = S("chart");
	p.table = add_block(&p, LAYOUT_TABLE);
	p.table->from = (struct layout_from){ .input = S(""), .first = -1 };
	/* add_block has closed it. */
	p.table = &p.section->blocks[0];
	if (words_line(&p.rest, f) < 0 || take_chart(&p) < 0)
		return fault_at(f, "--chart");
	return 0;
}
