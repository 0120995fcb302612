#ifndef GPU_PAGES_H
#define GPU_PAGES_H
/* The pages of a database file, read through the file handle of the library
 * that holds the lock: a second descriptor of ours would, once closed, take
 * the library's lock away with it.  A run of pages is held at a time, longer
 * where the pages asked for follow one another; nothing grows with the file.
 * pages_close when done; the handle stays the library's. */

#include <sqlite3.h>

#include "../base/fault.h"

enum {
	PAGES_ROOM = 1 << 17,  /* bytes held */
	PAGES_SLACK = 64       /* bytes behind them that may be read */
};

struct pages {
	sqlite3_file *file;
	const char *name;      /* for messages */
	uint32_t size, n;      /* bytes of a page, pages of the file */
	uint8_t *bytes;        /* those held: `count` from page `first` on */
	uint32_t first, count;
	uint32_t run;          /* how many were read last */
};

void pages_open(struct pages *p, sqlite3_file *file, const char *name,
    uint32_t size, uint32_t n);
void pages_close(struct pages *p);
/* Gives back what is held, until the next page is asked for. */
void pages_rest(struct pages *p);
/* A page, valid until the next call, and what follows it or PAGES_SLACK
 * bytes; NULL if it can't be read. */
const uint8_t *pages_get(struct pages *p, uint32_t page, struct fault *f);
/* Bytes of a page; the page got before stays valid. */
int pages_copy(struct pages *p, uint32_t page, uint32_t from, size_t n,
    void *to, struct fault *f);
/* The message for a page that is wrong. */
int pages_damaged(const struct pages *p, uint32_t page, const char *what,
    struct fault *f);

#endif
