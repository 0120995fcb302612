#ifndef GPU_FUZZ_H
#define GPU_FUZZ_H
/* What the fuzz targets share.  A target is one fuzz_NAME.c with
 * LLVMFuzzerTestOneInput for one parser; replay.c gives it a main that runs
 * the files of corpus/NAME. */

#include "base/fault.h"
#include "rows/table.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A file in memory that holds these bytes, at its start. */
int fuzz_file(const void *data, size_t size);
/* The name under which that file can be opened again. */
const char *fuzz_path(int fd);
/* A few rows of every type; table_free when done. */
void fuzz_table(struct table *t);
/* Looks at every value. */
void fuzz_look(const struct schema *s, const struct chunk *c);
/* Reads a source of rows to its end; a hash of them, and of its fault. */
struct source;
uint64_t fuzz_source_all(struct source *s);

#endif
