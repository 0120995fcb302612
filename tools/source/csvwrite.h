#ifndef GPU_CSVWRITE_H
#define GPU_CSVWRITE_H
/* A row of CSV, TSV or lines as it may have stood in its file. */

#include "../base/buffer.h"

/* Its fields, p NULL: NULL, and a newline are added to `b`. */
void csvwrite_row(struct buffer *b, const struct str *fields, size_t n,
    char separator);

#endif
