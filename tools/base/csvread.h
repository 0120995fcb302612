#ifndef GPU_CSVREAD_H
#define GPU_CSVREAD_H
/* CSV (RFC 4180, read by libcsv in strict mode) and TSV as records.  In CSV
 * an unquoted empty field is NULL and a quoted one is the empty text; in TSV
 * `\N` is NULL and \t \n \r \\ stand for the byte they name. */

#include "fault.h"

/* A record: fields valid during the call only, p == NULL where NULL.
 * `line` is where it began, from 1.  Returns -1 to stop. */
typedef int csvread_record(void *ctx, const struct str *fields, size_t n,
    uint64_t line, struct fault *f);

struct csvread;

struct csvread *csvread_open(char separator, csvread_record *record,
    void *ctx); /* separator '\t': TSV rules */
int csvread_feed(struct csvread *c, struct str bytes, struct fault *f);
int csvread_finish(struct csvread *c, struct fault *f);
void csvread_close(struct csvread *c);

#endif
