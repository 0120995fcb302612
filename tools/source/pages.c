#include "pages.h"

#include <stdlib.h>
#include <string.h>

#include "../base/arena.h"

enum {
	FEW = 4                /* pages that may lie between two of a run */
};

void
pages_open(struct pages *p, sqlite3_file *file, const char *name,
    uint32_t size, uint32_t n)
{
	*p = (struct pages){ .file = file, .name = name, .size = size,
	    .n = n };
}

void
pages_rest(struct pages *p)
{
	free(p->bytes);
	p->bytes = NULL;
	p->count = p->run = 0;
}

void
pages_close(struct pages *p)
{
	free(p->bytes);
	*p = (struct pages){ 0 };
}

int
pages_damaged(const struct pages *p, uint32_t page, const char *what,
    struct fault *f)
{
	return fault_data(f, "%s: damaged: page %u: %s", p->name, page, what);
}

static int
read_bytes(const struct pages *p, uint32_t page, uint32_t from, size_t n,
    void *to, struct fault *f)
{
	sqlite3_int64 at = (sqlite3_int64)(page - 1) * p->size + from;
	int code = p->file->pMethods->xRead(p->file, to, (int)n, at);

	if (code == SQLITE_OK)
		return 0;
	if (code == SQLITE_IOERR_SHORT_READ)
		return pages_damaged(p, page, "the file ends before it", f);
	return fault_data(f, "%s: page %u: %s", p->name, page,
	    sqlite3_errstr(code));
}

static int
check_number(const struct pages *p, uint32_t page, struct fault *f)
{
	if (page == 0 || page > p->n)
		return fault_data(f, "%s: damaged: there is no page %u",
		    p->name, page);
	return 0;
}

const uint8_t *
pages_get(struct pages *p, uint32_t page, struct fault *f)
{
	uint32_t most = PAGES_ROOM / p->size;
	bool follows = page - p->first - p->count < FEW && p->count > 0;

	if (page - p->first < p->count)
		return p->bytes + (size_t)(page - p->first) * p->size;
	if (check_number(p, page, f) < 0)
		return NULL;
	if (!p->bytes)
		p->bytes = mem_get(PAGES_ROOM + PAGES_SLACK);
	p->count = 0;
	p->run = follows ? p->run * 2 : 1;
	if (p->run > most)
		p->run = most;
	if (p->run > p->n - page + 1)
		p->run = p->n - page + 1;
	if (read_bytes(p, page, 0, (size_t)p->run * p->size, p->bytes, f) < 0)
		return NULL;
	memset(p->bytes + (size_t)p->run * p->size, 0, PAGES_SLACK);
	p->first = page;
	p->count = p->run;
	return p->bytes;
}

int
pages_copy(struct pages *p, uint32_t page, uint32_t from, size_t n, void *to,
    struct fault *f)
{
	if (check_number(p, page, f) < 0)
		return -1;
	if (page - p->first >= p->count)
		return read_bytes(p, page, from, n, to, f);
	memcpy(to, p->bytes + (size_t)(page - p->first) * p->size + from, n);
	return 0;
}
