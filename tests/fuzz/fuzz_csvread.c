/* CSV and TSV as records: `t` first is TSV.  Fed once whole and once in
 * pieces, and CSV also read by libcsv from the start, which must not be told
 * apart: not by the records, nor by the fault. */

#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

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

struct answer {
	uint64_t sum;
	int done;
	struct fault fault;
};

static struct answer
read_all(struct str text, char separator, size_t piece, bool by_library)
{
	struct answer a = { 0 };
	struct csvread *c = csvread_open(separator, add_record, &a.sum);

	if (by_library)
		csvread_by_library(c);
	for (size_t at = 0; a.done == 0 && at < text.n; at += piece)
		a.done = csvread_feed(c, str_sub(text, at, piece), &a.fault);
	if (a.done == 0)
		a.done = csvread_finish(c, &a.fault);
	csvread_close(c);
	return a;
}

static void
must_agree(struct answer a, struct answer b)
{
	if (a.done != b.done || a.sum != b.sum || (a.done < 0 &&
	    strcmp(a.fault.text, b.fault.text) != 0))
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str text = { (const char *)data, size };
	char separator = size > 0 && data[0] == 't' ? '\t' : ',';
	struct answer whole;

	text = str_sub(text, 1, size);
	whole = read_all(text, separator, size + 1, false);
	must_agree(whole, read_all(text, separator, 3, false));
	must_agree(whole, read_all(text, separator, 64, false));
	must_agree(whole, read_all(text, separator, size + 1,
	    separator == ','));
	return 0;
}
