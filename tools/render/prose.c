#include "prose.h"

#include "html.h"

struct prose {
	struct buffer *b;
	int level;
	bool is_message;      /* no links but with a scheme */
	const char *list;     /* the open list's tag, or NULL */
	struct buffer para;   /* lines of the open paragraph or item */
	bool in_code;
};

/* The text between `mark`s at the front of *rest, if it is closed there. */
static bool
enclosed(struct str *rest, struct str mark, struct str *inside)
{
	ptrdiff_t end;

	if (!str_starts(*rest, mark))
		return false;
	end = str_find(*rest, mark, mark.n);
	if (end <= (ptrdiff_t)mark.n || rest->p[mark.n] == ' ')
		return false;
	*inside = str_sub(*rest, mark.n, (size_t)end - mark.n);
	*rest = str_sub(*rest, (size_t)end + mark.n, rest->n);
	return true;
}

static bool
is_link(const struct prose *p, struct str *rest, struct str *text,
    struct str *to)
{
	ptrdiff_t middle, end;

	if (!str_starts(*rest, S("[")))
		return false;
	middle = str_find(*rest, S("]("), 1);
	end = middle < 0 ? -1 : str_find(*rest, S(")"), (size_t)middle);
	if (end < 0)
		return false;
	*text = str_sub(*rest, 1, (size_t)middle - 1);
	*to = str_sub(*rest, (size_t)middle + 2, (size_t)(end - middle) - 2);
	if (!(p->is_message ? html_is_absolute(*to) : html_is_address(*to)))
		return false;
	*rest = str_sub(*rest, (size_t)end + 1, rest->n);
	return true;
}

static void
add_tagged(struct buffer *b, const char *tag, struct str s)
{
	buffer_fmt(b, "<%s>", tag);
	html_text(b, s);
	buffer_fmt(b, "</%s>", tag);
}

static void
add_inline(const struct prose *p, struct str s)
{
	struct buffer *b = p->b;

	while (s.n > 0) {
		struct str in, to;
		size_t n = 1;

		if (enclosed(&s, S("`"), &in)) {
			add_tagged(b, "code", in);
		} else if (enclosed(&s, S("**"), &in)) {
			add_tagged(b, "strong", in);
		} else if (enclosed(&s, S("*"), &in)) {
			add_tagged(b, "em", in);
		} else if (is_link(p, &s, &in, &to)) {
			buffer_add(b, S("<a href=\""));
			html_text(b, to);
			buffer_add(b, S("\">"));
			html_text(b, in);
			buffer_add(b, S("</a>"));
		} else {
			while (n < s.n && s.p[n] != '`' && s.p[n] != '*' &&
			    s.p[n] != '[')
				n++;
			html_text(b, str_sub(s, 0, n));
			s = str_sub(s, n, s.n);
		}
	}
}

static void
end_paragraph(struct prose *p)
{
	if (p->para.n == 0)
		return;
	buffer_add(p->b, p->list ? S("<li>") : S("<p>"));
	add_inline(p, buffer_str(&p->para));
	buffer_add(p->b, p->list ? S("</li>\n") : S("</p>\n"));
	p->para.n = 0;
}

static void
end_list(struct prose *p)
{
	end_paragraph(p);
	if (p->list)
		buffer_fmt(p->b, "</%s>\n", p->list);
	p->list = NULL;
}

static bool
is_item(struct str *line, const char **tag)
{
	size_t n = 0;

	if (str_starts(*line, S("- ")) || str_starts(*line, S("* "))) {
		*tag = "ul";
		*line = str_sub(*line, 2, line->n);
		return true;
	}
	while (n < line->n && line->p[n] >= '0' && line->p[n] <= '9')
		n++;
	if (n == 0 || !str_starts(str_sub(*line, n, line->n), S(". ")))
		return false;
	*tag = "ol";
	*line = str_sub(*line, n + 2, line->n);
	return true;
}

static void
add_heading(struct prose *p, struct str line)
{
	int n = 0, level;

	while (line.n > 0 && line.p[0] == '#') {
		n++;
		line = str_sub(line, 1, line.n);
	}
	level = p->level + (n > 2 ? n - 2 : 0);
	if (level > 6)
		level = 6;
	end_list(p);
	buffer_fmt(p->b, "<h%d>", level);
	add_inline(p, str_trim(line));
	buffer_fmt(p->b, "</h%d>\n", level);
}

static void
take_line(struct prose *p, struct str raw)
{
	struct str line = str_trim(raw);
	const char *tag;

	if (str_starts(line, S("```"))) {
		end_list(p);
		buffer_add(p->b, p->in_code ? S("</pre>\n") : S("<pre>"));
		p->in_code = !p->in_code;
	} else if (p->in_code) {
		html_text(p->b, raw);
		buffer_char(p->b, '\n');
	} else if (line.n == 0) {
		end_list(p);
	} else if (line.p[0] == '#') {
		add_heading(p, line);
	} else if (is_item(&line, &tag)) {
		if (p->list != tag)
			end_list(p);
		end_paragraph(p);
		if (!p->list)
			buffer_fmt(p->b, "<%s>\n", tag);
		p->list = tag;
		buffer_add(&p->para, line);
	} else {
		if (p->para.n > 0)
			buffer_char(&p->para, ' ');
		buffer_add(&p->para, line);
	}
}

void
prose_html(struct buffer *b, struct str markdown, int level, bool is_message)
{
	struct prose p = { .b = b, .level = level,
		.is_message = is_message };
	struct str line;

	while (str_next(&markdown, '\n', &line))
		take_line(&p, line);
	end_list(&p);
	if (p.in_code)
		buffer_add(b, S("</pre>\n"));
	buffer_free(&p.para);
}
