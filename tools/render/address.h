#ifndef GPU_ADDRESS_H
#define GPU_ADDRESS_H
/* Who a message is from and for.  What isn't surely one address is refused:
 * a list, a comment, a quoted part, a control, anything beyond ASCII.  Texts
 * live in the arena given. */

#include "../base/arena.h"
#include "../base/fault.h"

struct mailbox {
	struct str name;    /* shown before the address; p NULL: none */
	struct str address; /* local@domain */
};

enum {
	MAX_RECIPIENTS = 1000,         /* what mail servers take at once */
	MAX_RECIPIENT_BYTES = 1 << 16  /* of them all: a header has a limit */
};

struct mailboxes {
	size_t n;
	struct mailbox *list;
};

/* local@domain alone; status 2. */
int address_check(struct str s, struct fault *f);
/* local@domain, NAME <local@domain> or "NAME" <local@domain>. */
int address_parse(struct mailbox *m, struct str s, struct arena *a,
    struct fault *f);
/* A comma list of these, or @FILE: one a line, # comments.  The same address
 * twice is one.  Status 2 if there is none, or more than the limit. */
int address_list(struct mailboxes *to, struct str s, struct arena *a,
    struct fault *f);
/* What stands behind the @. */
struct str address_domain(struct str address);

#endif
