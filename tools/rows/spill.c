#include "spill.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../base/io.h"
#include "reader.h"
#include "writer.h"

struct spill {
	int fd;
	struct arena a;        /* the name */
	const char *name;      /* for messages */
	struct writer *writer; /* until it is done */
	struct reader *reader; /* from the first spill_next on */
};

struct spill *
spill_open(const struct schema *rows, uint32_t most_rows, struct fault *f)
{
	struct schema columns = { .n = rows->n, .columns = rows->columns };
	struct spill *s = mem_get(sizeof *s);

	*s = (struct spill){ .fd = io_temporary(f) };
	if (s->fd < 0) {
		spill_close(s);
		return NULL;
	}
	s->name = arena_fmt(&s->a, "temporary file in %s",
	    io_temporary_folder()).p;
	s->writer = writer_open(s->fd, s->name, &columns, most_rows, f);
	if (!s->writer) {
		spill_close(s);
		return NULL;
	}
	return s;
}

void
spill_close(struct spill *s)
{
	if (!s)
		return;
	writer_close(s->writer);
	reader_close(s->reader);
	if (s->fd >= 0)
		close(s->fd); /* nobody wants what is in it any more */
	arena_free(&s->a);
	free(s);
}

int
spill_put(struct spill *s, const struct chunk *c, struct fault *f)
{
	return writer_put(s->writer, c, f);
}

int
spill_done(struct spill *s, struct fault *f)
{
	if (writer_end(s->writer, NULL, f) < 0)
		return -1;
	writer_close(s->writer);
	s->writer = NULL;
	return 0;
}

int
spill_next(struct spill *s, struct chunk *c, struct fault *f)
{
	if (!s->reader) {
		if (lseek(s->fd, 0, SEEK_SET) < 0)
			return fault_data(f, "%s: %s", s->name,
			    strerror(errno));
		s->reader = reader_open(s->fd, s->name, f);
		if (!s->reader)
			return -1;
	}
	return reader_next(s->reader, c, f);
}

void
spill_rewind(struct spill *s)
{
	reader_close(s->reader);
	s->reader = NULL;
}

size_t
spill_room(uint32_t rows, size_t bytes, size_t columns)
{
	/* A row lies in the frame, and again decoded: a text is a pointer
	 * and a length there. */
	return mem_times(rows, 2 * bytes + 24 * columns + 1);
}

uint32_t
spill_chunk_rows(size_t room, size_t bytes, size_t columns)
{
	enum { LEAST = 8, MOST = 1 << 14 };
	size_t rows = room / spill_room(1, bytes, columns);

	return rows < LEAST ? LEAST : rows > MOST ? MOST : (uint32_t)rows;
}
