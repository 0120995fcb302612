#include "mail.h"

#include <stdio.h>
#include <string.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

#include "../base/civil.h"
#include "../base/io.h"
#include "charts.h"
#include "glyph.h"
#include "html.h"
#include "mime.h"
#include "page.h"
#include "text.h"

enum { TEXT_WIDTH = 78, SUBJECT_WIDTH = 250, PAGE_WIDTH = 820 };

/* The pieces of a message before they are put together. */
struct parts {
	struct buffer text, html;
	char id[33];   /* of the content, as hex digits */
	struct str domain;
};

static uint32_t
big_endian(const char *p)
{
	const unsigned char *u = (const unsigned char *)p;

	return (uint32_t)u[0] << 24 | (uint32_t)u[1] << 16 |
	    (uint32_t)u[2] << 8 | u[3];
}

/* What the file is, by its content. */
static bool
know_picture(struct mail_picture *p)
{
	struct str start = str_trim(str_sub(p->bytes, 0, 256));

	if (str_starts(p->bytes, S("\x89PNG\r\n\x1a\n")) &&
	    p->bytes.n > 24) {
		uint32_t width = big_endian(p->bytes.p + 16);

		p->type = "image/png";
		p->suffix = "png";
		p->width = width < PAGE_WIDTH ? width : PAGE_WIDTH;
		return width > 0;
	}
	p->type = "image/svg+xml";
	p->suffix = "svg";
	return str_starts(start, S("<svg")) || (str_starts(start,
	    S("<?xml")) && str_find(p->bytes, S("<svg"), 0) >= 0);
}

int
mail_add_picture(struct mail_wish *w, const char *arg, struct arena *a,
    struct fault *f)
{
	struct str file = str_of(arg), name;
	struct mail_picture *p;

	if (!str_next(&file, '=', &name) || !file.p || name.n == 0)
		return fault_usage(f, "--image: %s is not CHART=FILE",
		    quoted(str_of(arg)));
	if (!w->pictures)
		w->pictures = NEW(a, struct mail_picture, MAX_PICTURES);
	for (size_t i = 0; i < w->npictures; i++)
		if (str_eq(w->pictures[i].name, name))
			return fault_usage(f, "--image: %s is there twice",
			    quoted(name));
	if (w->npictures == MAX_PICTURES)
		return fault_usage(f, "--image: more than %d",
		    (int)MAX_PICTURES);
	p = &w->pictures[w->npictures++];
	*p = (struct mail_picture){ .name = name };
	if (io_slurp(file.p, MAX_PICTURE, a, &p->bytes, f) < 0)
		return fault_at(f, "--image");
	if (!know_picture(p))
		return fault_data(f, "--image: %s: neither PNG nor SVG",
		    file.p);
	return 0;
}

int
mail_check(const struct mail_wish *w, const struct layout *l,
    struct fault *f)
{
	if (!w->from.address.p)
		return fault_usage(f, "-f mail: say who it is from: --from "
		    "ADDRESS");
	if (w->to.n == 0 && (!l || l->to.n == 0))
		return fault_usage(f, "-f mail: say who it is for: --to "
		    "ADDRESS or a line \"to\" in the layout");
	for (size_t i = 0; l && i < w->npictures; i++) {
		bool has = false;

		for (size_t k = 0; k < l->n; k++)
			has = has || charts_is_name(w->pictures[i].name,
			    l->sections[k].id);
		if (!has)
			return fault_usage(f, "--image: %s has no section for %s",
			    layout_path(l, 0), quoted(w->pictures[i].name));
	}
	return 0;
}

/* A name for the picture: unique in the world, and plain. */
static struct str
content_id(const struct mail_picture *p, struct str domain, struct arena *a)
{
	struct buffer b = { 0 };
	struct str id;

	html_anchor(&b, str_sub(p->name, 0, 40));
	buffer_fmt(&b, ".%016llx@%.*s",
	    (unsigned long long)str_hash(p->bytes), (int)domain.n, domain.p);
	id = arena_str(a, buffer_str(&b));
	buffer_free(&b);
	return id;
}

static void
set_image(struct doc_block *b, const struct mail_picture *p,
    struct str domain, struct arena *a)
{
	b->kind = DOC_IMAGE;
	b->image = arena_fmt(a, "cid:%s", content_id(p, domain, a).p);
	b->width = p->width;
}

/* What a chart shows, for those who don't see it. */
static struct str
description(const struct chart *c, struct arena *a)
{
	struct buffer b = { 0 };
	struct str s;

	if (c->name.n > 0) {
		buffer_add(&b, c->name);
		buffer_add(&b, S(". "));
	}
	chart_describe(&b, c);
	s = arena_str(a, buffer_str(&b));
	buffer_free(&b);
	return s;
}

/* In front of what else the section has; false if it is left out. */
static bool
put_in_front(struct doc *d, const struct mail_picture *p, struct str domain,
    struct arena *a)
{
	for (size_t i = 0; i < d->n; i++) {
		struct doc_section *s = &d->sections[i];
		struct doc_block *blocks;

		if (!str_eq(s->id, p->name))
			continue;
		blocks = NEW0(a, struct doc_block, s->n + 1);
		blocks[0].text = s->heading.n > 0 ? s->heading : s->id;
		set_image(&blocks[0], p, domain, a);
		for (size_t k = 0; k < s->n; k++)
			blocks[k + 1] = s->blocks[k];
		s->blocks = blocks;
		s->n++;
		return true;
	}
	return false;
}

/* Puts each picture in place of its chart, or in front of a section without
 * one; is_used says which of them have a place. */
static void
put_images(struct doc *d, const struct mail_wish *w, struct str domain,
    bool *is_used, struct arena *a)
{
	struct doc_block **at = NEW(a, struct doc_block *, w->npictures + 1);

	/* First all charts, whose numbers count charts. */
	for (size_t i = 0; i < w->npictures; i++)
		at[i] = charts_find(d, w->pictures[i].name);
	for (size_t i = 0; i < w->npictures; i++) {
		is_used[i] = at[i] != NULL;
		if (!at[i])
			continue;
		at[i]->text = description(at[i]->chart, a);
		set_image(at[i], &w->pictures[i], domain, a);
	}
	for (size_t i = 0; i < w->npictures; i++)
		if (!at[i])
			is_used[i] = put_in_front(d, &w->pictures[i], domain,
			    a);
}

static void
draw_html(struct buffer *b, const struct doc *d, const struct mail_wish *w,
    struct str domain, bool *is_used, struct arena *a)
{
	struct doc page = *d;

	page.is_message = true;
	page.sections = NEW(a, struct doc_section, d->n + 1);
	for (size_t i = 0; i < d->n; i++) {
		struct doc_section *s = &page.sections[i];

		*s = d->sections[i];
		s->blocks = NEW(a, struct doc_block, s->n + 1);
		for (size_t k = 0; k < s->n; k++)
			s->blocks[k] = d->sections[i].blocks[k];
	}
	put_images(&page, w, domain, is_used, a);
	page_draw(b, &page);
}

/* What the parts say, when and to whom, in 32 hex digits. */
static void
make_id(struct parts *p, struct str head, const struct mail_wish *w)
{
	struct buffer all = { 0 };
	XXH128_hash_t h;

	buffer_add(&all, head);
	for (size_t i = 0; i <= w->npictures; i++)
		buffer_fmt(&all, "%016llx", (unsigned long long)str_hash(
		    i < w->npictures ? w->pictures[i].bytes : S("")));
	buffer_add(&all, buffer_str(&p->text));
	buffer_char(&all, 0);
	buffer_add(&all, buffer_str(&p->html));
	h = XXH3_128bits(all.p, all.n);
	snprintf(p->id, sizeof p->id, "%016llx%016llx",
	    (unsigned long long)h.high64, (unsigned long long)h.low64);
	buffer_free(&all);
}

static struct str
subject(const struct doc *d, const struct mail_wish *w, struct arena *a)
{
	struct str s = w->subject.p ? w->subject : d->subject.p ? d->subject :
	    d->title.n > 0 ? d->title : S("Report");
	struct buffer b = { 0 };
	struct str all, cut;

	if (w->prefix.n > 0) {
		buffer_add(&b, w->prefix);
		buffer_char(&b, ' ');
	}
	buffer_add(&b, s);
	all = buffer_str(&b);
	cut = glyph_cut(all, SUBJECT_WIDTH);
	if (cut.n < all.n) {
		b.n = cut.n;
		buffer_add(&b, S("..."));
	}
	s = arena_str(a, buffer_str(&b));
	buffer_free(&b);
	return s;
}

static int
put_head(struct buffer *b, const struct doc *d, const struct mail_wish *w,
    int64_t now, struct arena *a, struct fault *f)
{
	struct mailbox one = { .address = str_trim(d->to) };

	mime_mailboxes(b, "From", &w->from, 1);
	if (w->to.n > 0) {
		mime_mailboxes(b, "To", w->to.list, w->to.n);
	} else {
		/* It may come from the data: one address, nothing else. */
		if (address_check(one.address, f) < 0) {
			f->status = STATUS_DATA;
			return fault_at(f, "to");
		}
		mime_mailboxes(b, "To", &one, 1);
	}
	mime_header(b, "Subject", subject(d, w, a));
	mime_date(b, "Date", now);
	return 0;
}

/* "=_" never stands in a part: quoted-printable and base64 have none. */
static void
put_boundary(struct buffer *b, const struct parts *p, const char *which,
    const char *end)
{
	buffer_fmt(b, "\n--=_%s_%s%s\n", p->id, which, end);
}

static void
put_part(struct buffer *b, const char *type, const struct buffer *text)
{
	buffer_fmt(b, "Content-Type: text/%s; charset=utf-8\n"
	    "Content-Transfer-Encoding: quoted-printable\n\n", type);
	mime_quoted(b, buffer_str(text));
}

static void
put_picture(struct buffer *b, const struct mail_picture *x,
    const struct parts *p, struct arena *a)
{
	struct buffer name = { 0 };

	html_anchor(&name, str_sub(x->name, 0, 40));
	buffer_fmt(b, "Content-Type: %s\nContent-Transfer-Encoding: base64\n"
	    "Content-ID: <%s>\nContent-Disposition: inline;\n"
	    " filename=\"%.*s.%s\"\n\n", x->type, content_id(x, p->domain,
	    a).p, (int)name.n, name.p, x->suffix);
	mime_base64(b, x->bytes);
	buffer_free(&name);
}

static void
put_body(struct buffer *b, const struct parts *p, const struct mail_wish *w,
    const bool *is_used, struct arena *a)
{
	bool has = false;

	for (size_t i = 0; i < w->npictures; i++)
		has = has || is_used[i];
	buffer_fmt(b, "MIME-Version: 1.0\nAuto-Submitted: auto-generated\n"
	    "Content-Type: multipart/alternative;\n boundary=\"=_%s_a\"\n",
	    p->id);
	put_boundary(b, p, "a", "");
	put_part(b, "plain", &p->text);
	put_boundary(b, p, "a", "");
	if (has) {
		buffer_fmt(b, "Content-Type: multipart/related; "
		    "type=\"text/html\";\n boundary=\"=_%s_r\"\n", p->id);
		put_boundary(b, p, "r", "");
	}
	put_part(b, "html", &p->html);
	for (size_t i = 0; i < w->npictures; i++) {
		if (!is_used[i])
			continue;
		put_boundary(b, p, "r", "");
		put_picture(b, &w->pictures[i], p, a);
	}
	if (has)
		put_boundary(b, p, "r", "--");
	put_boundary(b, p, "a", "--");
}

int
mail_draw(struct buffer *b, const struct doc *d, const struct mail_wish *w,
    int64_t now, struct arena *a, struct fault *f)
{
	struct parts p = { .domain = address_domain(w->from.address) };
	struct civil c = civil_of_time(now);
	struct buffer head = { 0 };
	bool *is_used = NEW0(a, bool, w->npictures + 1);
	int done;

	text_draw(&p.text, d, TEXT_WIDTH);
	draw_html(&p.html, d, w, p.domain, is_used, a);
	done = put_head(&head, d, w, now, a, f);
	if (done == 0) {
		make_id(&p, buffer_str(&head), w);
		buffer_add(b, buffer_str(&head));
		buffer_fmt(b, "Message-ID: <%04d%02d%02d.%s@%.*s>\n", c.year,
		    c.month, c.day, p.id, (int)p.domain.n, p.domain.p);
		put_body(b, &p, w, is_used, a);
	}
	buffer_free(&head);
	buffer_free(&p.text);
	buffer_free(&p.html);
	return done;
}
