/* CSV and TSV as records: `t` first is TSV.  Fed once whole and once in
 * pieces, which must not be told apart. */

#include "fuzz.h"

#include <stdlib.h>

#include "base/csvread.h"

static int
add_record(void *ctx, const struct str *fields, size_t n, uint64_t line,
    struct fault *f)
{
	uint64_t *sum = ctx;

	(void)f; /* a record is never refused here */
	for (size_t i = 0; i < n; i++)
		*sum = *sum * 31 + line + (fields[i].p ?
		    str_hash(fields[i]) : 7);
	return 0;
}

static int
read_all(struct str text, char separator, size_t piece, uint64_t *sum)
{
	struct csvread *c = csvread_open(separator, add_record, sum);
	struct fault f;
	int done = 0;

	for (size_t at = 0; done == 0 && at < text.n; at += piece)
		done = csvread_feed(c, str_sub(text, at, piece), &f);
	if (done == 0)
		done = csvread_finish(c, &f);
	csvread_close(c);
	return done;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str text = { (const char *)data, size };
	char separator = size > 0 && data[0] == 't' ? '\t' : ',';
	uint64_t whole = 0, pieces = 0;
	int done;

	text = str_sub(text, 1, size);
	done = read_all(text, separator, size + 1, &whole);
	if (read_all(text, separator, 3, &pieces) != done ||
	    (done == 0 && whole != pieces))
		abort();
	return 0;
}
