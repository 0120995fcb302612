#ifndef GPU_FAULT_H
#define GPU_FAULT_H
/* What went wrong, as one line.  The layers fill a fault and return -1; only
 * the programs print it ("tool: " in front) and turn `status` into the exit
 * status.  A fault is a plain value: nothing to free. */

#include "str.h"

enum status {
	STATUS_DONE = 0,
	STATUS_DATA = 1, /* the data or the system failed */
	STATUS_USAGE = 2 /* the command line, an expression or a name is wrong */
};

struct fault {
	enum status status;
	char text[1024]; /* "input:place: what: detail", no control characters */
};

/* Both return -1, so that a caller can `return fault_data(...)`. */
int fault_data(struct fault *f, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
int fault_usage(struct fault *f, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* Puts "fmt: " in front of the message. */
int fault_at(struct fault *f, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* `s` cut to a readable length and made printable, for use with %s; valid
 * until four later calls. */
const char *quoted(struct str s);

#endif
