#ifndef GPU_PACK_H
#define GPU_PACK_H
/* Many small chunks into a large one, as an archive wants it: each value is
 * in its column's dictionary once, a column that depends on another one is a
 * map of that one's dictionary, what repeats from row to row is runs. */

#include "chunk.h"

struct pack;

/* For rows of these columns: `most` of them, or fewer if they take more than
 * some 16 bytes each. */
struct pack *pack_open(const struct schema *s, uint32_t most);
void pack_close(struct pack *p); /* may be NULL */
/* Is there no room for so many rows more? */
bool pack_is_full(const struct pack *p, uint32_t rows);
uint32_t pack_rows(const struct pack *p);
/* Copies the rows.  What is found out about their domains lives in `a`. */
void pack_add(struct pack *p, const struct chunk *c, struct arena *a);
/* All rows as one chunk in `a`, valid until the next are added; none are
 * left. */
void pack_take(struct pack *p, struct chunk *c, struct arena *a);

#endif
