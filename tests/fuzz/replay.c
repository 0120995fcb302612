/* Runs the files of a folder through a fuzz target, as a test without a
 * fuzzer: fuzz_NAME FOLDER.  Says each file's name before it, so that the
 * last one is the one that failed; each has ten seconds. */

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/io.h"
#include "fuzz.h"

enum { SECONDS = 10, MOST = 1 << 26 };

static int
run_file(const char *folder, const char *name)
{
	struct arena a = { 0 };
	struct str path = arena_fmt(&a, "%s/%s", folder, name), text;
	struct fault f;

	printf("%s\n", path.p);
	fflush(stdout);
	alarm(SECONDS);
	if (io_slurp(path.p, MOST, &a, &text, &f) < 0) {
		fprintf(stderr, "%s\n", f.text);
		return -1;
	}
	LLVMFuzzerTestOneInput((const uint8_t *)text.p, text.n);
	arena_free(&a);
	return 0;
}

int
main(int argc, char **argv)
{
	struct dirent **list;
	int n = argc == 2 ? scandir(argv[1], &list, NULL, alphasort) : -1;
	int ran = 0;

	if (n < 0) {
		fprintf(stderr, "usage: fuzz_NAME FOLDER\n");
		return 2;
	}
	for (int i = 0; i < n; i++) {
		if (list[i]->d_name[0] != '.') {
			if (run_file(argv[1], list[i]->d_name) < 0)
				return 1;
			ran++;
		}
		free(list[i]);
	}
	free(list);
	return ran > 0 ? 0 : 1;
}
