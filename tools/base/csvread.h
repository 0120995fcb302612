#ifndef GPU_CSVREAD_H
#define GPU_CSVREAD_H
/* CSV (RFC 4180) and TSV as records.  In CSV an unquoted empty field is NULL
 * and a quoted one is the empty text; in TSV `\N` is NULL and \t \n \r \\
 * stand for the byte they name.
 *
 * CSV is read by csvscan.  At the first record that isn't strict, or is very
 * long, libcsv (strict mode) takes over for the rest, in whose words faults
 * are told: which of the two has read a record can't be seen. */

#include "fault.h"

/* A record: fields valid during the call only, p == NULL where NULL.
 * `line` is where it began, from 1.  Returns -1 to stop. */
typedef int csvread_record(void *ctx, const struct str *fields, size_t n,
    uint64_t line, struct fault *f);

struct csvread;

struct csvread *csvread_open(char separator, csvread_record *record,
    void *ctx); /* separator '\t': TSV rules */
/* Only these fields, each named once, are filled in from the next record on;
 * the others are undefined until csvread_all.  The array must last. */
void csvread_want(struct csvread *c, const size_t *fields, size_t n);
/* In `record`: fills in all fields of this record. */
void csvread_all(struct csvread *c);
/* From the start libcsv, for comparison. */
void csvread_by_library(struct csvread *c);
int csvread_feed(struct csvread *c, struct str bytes, struct fault *f);
int csvread_finish(struct csvread *c, struct fault *f);
void csvread_close(struct csvread *c);

#endif
