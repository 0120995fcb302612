#ifndef GPU_BOUNDS_H
#define GPU_BOUNDS_H
/* Limits on what is read, checked before a length is used.  The stream's are
 * listed in gpu-rows(5). */

#include <stdint.h>

enum {
	MAX_HEAD = 1 << 20,         /* bytes of a frame's head */
	MAX_TEXT_HEAD = 1 << 24,    /* the same of an end or error frame */
	MAX_FRAME = 1 << 26,        /* bytes of a frame */
	MAX_ROWS = 1 << 20,         /* rows of a chunk */
	MAX_COLUMNS = 4096,
	MAX_GENERATED = 1 << 23,    /* rows that split or range make of a batch */
	MAX_ENTRIES = 1 << 24,      /* dictionary entries */
	MAX_TEXT = 1 << 24,         /* bytes of one text */
	MAX_FACTS = 256,
	MAX_PARTS = 1 << 14,        /* of a fact that is a sum */
	MAX_SET_BYTES = 1 << 16,    /* of a fact that is a set */
	MAX_RANGE_VALUES = 1 << 22, /* of a fact that is ranges */
	MAX_POLICY_FILE = 1 << 26,  /* bytes of a policy file */
	MAX_DEPTH = 64,             /* of an expression, of a JSON value */
	MAX_CHAIN = 1000,           /* operators of an expression in a row */
	MAX_WEIGHT = 1 << 16,       /* nodes that one "in" stands for */
	MAX_RULES = 1000,           /* files of rules in one expression */
	MAX_PATTERN = 1 << 14,      /* of a regular expression, written out */
	PIPE_ROWS = 1 << 14,        /* rows of a chunk between programs, */
	PIPE_MOST = 1 << 15,        /* up to so many ... */
	PIPE_CELLS = 3 << 17,       /* ... if they have few columns */
	ARCHIVE_ROWS = 1 << 18      /* the same in a file of gpu-extract */
};

static inline uint32_t
pipe_rows(uint64_t columns)
{
	uint64_t rows = columns > 0 ? PIPE_CELLS / columns : PIPE_MOST;

	return rows < PIPE_ROWS ? PIPE_ROWS : rows > PIPE_MOST ? PIPE_MOST :
	    (uint32_t)rows;
}

#endif
