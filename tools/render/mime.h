#ifndef GPU_MIME_H
#define GPU_MIME_H
/* The pieces of a message: RFC 5322, RFC 2045 to 2047.  Lines end in LF, as
 * sendmail(8) takes them.  Whatever text is given, it stays in its header
 * field or its part. */

#include "../base/buffer.h"
#include "address.h"

/* NAME: text, folded; as encoded words unless it is plain ASCII. */
void mime_header(struct buffer *b, const char *name, struct str text);
/* NAME: a list of mailboxes. */
void mime_mailboxes(struct buffer *b, const char *name,
    const struct mailbox *list, size_t n);
/* A time of the local clock, in microseconds, with the zone it is of. */
void mime_date(struct buffer *b, const char *name, int64_t us);
/* Quoted-printable: no line beyond 76 bytes, none that begins with "From " or
 * is a dot alone.  "=_" never stands in it, nor in base64. */
void mime_quoted(struct buffer *b, struct str text);
/* Base64 in lines of 76. */
void mime_base64(struct buffer *b, struct str bytes);

#endif
