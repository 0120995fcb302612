#ifndef GPU_PROGRESS_H
#define GPU_PROGRESS_H
/* --progress: how far the reading is, on a terminal; silent anywhere else.
 * What was read is what the system has counted for this process, so that no
 * source has to tell. */

#include <stdbool.h>
#include <stdint.h>

struct progress {
	bool is_on;
	bool is_shown;         /* there is a line to take away */
	uint64_t total;        /* bytes there are to read; 0: not known */
	uint64_t from, rows;   /* read before; rows so far */
	int64_t began, told;   /* microseconds */
};

/* Reading begins; `total` bytes will be read, 0 if that isn't known. */
void progress_begin(struct progress *p, bool is_wanted, uint64_t total);
/* Some more rows came. */
void progress_rows(struct progress *p, uint32_t rows);
void progress_end(struct progress *p);
/* The bytes of a file from its offset on, of those at paths; 0 if one is none
 * whose size is known. */
uint64_t progress_size(int fd);
uint64_t progress_sizes(char *const *paths, int n);

#endif
