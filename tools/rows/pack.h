#ifndef GPU_PACK_H
#define GPU_PACK_H
/* Many small chunks into a large one, as an archive wants it: each value is
 * in its column's dictionary once, a column that depends on another one is a
 * map of that one's dictionary, what repeats from row to row is runs.
 *
 * Columns that share a domain in the chunks that come can go on sharing one:
 * what depends on them is then computed once for each of their combinations,
 * by whoever reads the file, and decoded once too. */

#include "chunk.h"

struct pack;

/* For rows of these columns: `most` of them, or fewer if they take more than
 * some 16 bytes each.  `shares`: domains stay shared, which takes more room
 * than looking for columns that depend on one another. */
struct pack *pack_open(const struct schema *s, uint32_t most, bool shares);
void pack_close(struct pack *p); /* may be NULL */
/* Is there no room for these rows, or do other columns share a domain? */
bool pack_is_full(struct pack *p, const struct chunk *c);
uint32_t pack_rows(const struct pack *p);
/* Copies the rows.  What is found out about their domains lives in `a`. */
void pack_add(struct pack *p, const struct chunk *c, struct arena *a);
/* All rows as one chunk in `a`, valid until the next are added; none are
 * left. */
void pack_take(struct pack *p, struct chunk *c, struct arena *a);

#endif
