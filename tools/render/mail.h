#ifndef GPU_MAIL_H
#define GPU_MAIL_H
/* A page as a mail message: text and HTML alternatives, pictures inside.
 * Lines end in LF: sendmail(8) with -t takes it as it is. */

#include "address.h"
#include "doc.h"
#include "layout.h"

struct mail_picture {
	struct str name;    /* of the chart it stands for, or of a section */
	struct str bytes;
	const char *type;   /* image/... */
	const char *suffix; /* of its file's name */
	unsigned width;     /* pixels, or 0 */
};

enum { MAX_PICTURES = 32, MAX_PICTURE = 1 << 23 /* bytes */ };

/* What the options say; ready when zeroed.  Everything in the arena that the
 * functions are given. */
struct mail_wish {
	struct mailbox from;       /* address.p NULL: not said */
	struct mailboxes to;       /* n 0: what the layout says */
	struct str subject;        /* p NULL: what the layout says */
	struct str prefix;         /* of the subject; p NULL: none */
	struct mail_picture *pictures;
	size_t npictures;
};

/* --image CHART=FILE, PNG or SVG: status 1 if the file is neither. */
int mail_add_picture(struct mail_wish *w, const char *arg, struct arena *a,
    struct fault *f);
/* Before anything is read: is there who it is from and for?  The layout may
 * be NULL. */
int mail_check(const struct mail_wish *w, const struct layout *l,
    struct fault *f);
/* The message of one page; `now` is the local clock in microseconds.  The
 * same page at the same time is the same message, byte for byte. */
int mail_draw(struct buffer *b, const struct doc *d,
    const struct mail_wish *w, int64_t now, struct arena *a,
    struct fault *f);

#endif
