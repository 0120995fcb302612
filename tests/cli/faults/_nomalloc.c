/* Preloaded: the FAIL_AT-th allocation of the program fails, and those after it
 * too unless FAIL_ONCE is set.  COUNT_TO names a file for how many there were.
 * For glibc. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

void *__libc_malloc(size_t n);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *p, size_t n);
void *__libc_memalign(size_t align, size_t n);

static long count, fail_at = -1;
static int fail_once;

static int
fails(void)
{
	if (fail_at < 0) {
		const char *at = getenv("FAIL_AT");

		fail_at = at ? atol(at) : 0;
		fail_once = getenv("FAIL_ONCE") != NULL;
	}
	count++;
	if (fail_at > 0 && (fail_once ? count == fail_at : count >= fail_at)) {
		errno = ENOMEM;
		return 1;
	}
	return 0;
}

void *
malloc(size_t n)
{
	return fails() ? NULL : __libc_malloc(n);
}

void *
calloc(size_t n, size_t size)
{
	return fails() ? NULL : __libc_calloc(n, size);
}

void *
realloc(void *p, size_t n)
{
	return fails() ? NULL : __libc_realloc(p, n);
}

void *
aligned_alloc(size_t align, size_t n)
{
	return fails() ? NULL : __libc_memalign(align, n);
}

int
posix_memalign(void **p, size_t align, size_t n)
{
	if (fails())
		return ENOMEM;
	*p = __libc_memalign(align, n);
	return *p ? 0 : ENOMEM;
}

__attribute__((destructor)) static void
tell(void)
{
	const char *path = getenv("COUNT_TO");
	FILE *f;

	fail_at = 0;
	if (!path || !(f = fopen(path, "w")))
		return;
	fprintf(f, "%ld\n", count);
	fclose(f);
}
