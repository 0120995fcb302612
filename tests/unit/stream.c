#define _GNU_SOURCE /* memfd_create */
#include "stream.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/io.h"
#include "rows/reader.h"
#include "rows/table.h"
#include "rows/writer.h"

struct schema
schema_from(const char *text, struct arena *a)
{
	struct schema s;
	struct fault f;

	if (schema_parse(&s, str_of(text), a, &f) < 0)
		fail_msg("%s", f.text);
	return s;
}

static int
memory_file(struct str bytes)
{
	int fd = memfd_create("stream", MFD_CLOEXEC);
	struct fault f;

	assert_true(fd >= 0);
	assert_int_equal(io_write(fd, bytes.p, bytes.n, &f), 0);
	assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
	return fd;
}

struct str
stream_of(const struct schema *s, const struct chunk *chunks, size_t n,
    uint32_t most_rows, const struct facts *facts, struct arena *a)
{
	int fd = memory_file(S(""));
	struct fault f;
	struct writer *w = writer_open(fd, "out", s, most_rows, &f);
	off_t bytes;
	char *p;

	if (!w)
		fail_msg("%s", f.text);
	for (size_t i = 0; i < n; i++)
		if (writer_put(w, &chunks[i], &f) < 0)
			fail_msg("%s", f.text);
	if (writer_end(w, facts, &f) < 0)
		fail_msg("%s", f.text);
	writer_close(w);
	bytes = lseek(fd, 0, SEEK_CUR);
	p = arena_get(a, (size_t)bytes);
	assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
	assert_int_equal(io_read(fd, p, (size_t)bytes, &f), bytes);
	close(fd);
	return (struct str){ p, (size_t)bytes };
}

enum stream_result
stream_read(struct str bytes, struct model *rows, struct str *facts,
    const bool *want, struct str *why, struct arena *a)
{
	int fd = memory_file(bytes), got = -1;
	struct fault f;
	struct reader *r = reader_open(fd, "test", &f);
	struct model all = { 0 };
	struct chunk c;
	size_t cap = 0;

	if (r && want)
		reader_want(r, want);
	while (r && (got = reader_next(r, &c, &f)) > 0) {
		struct model m = model_of(&c, a);
		size_t have = all.rows * all.n, more = m.rows * m.n;

		/* The arena is thrown away: growing by copies is fine. */
		if (have + more > cap) {
			struct value *v = NEW(a, struct value,
			    cap = (have + more) * 2);

			if (have > 0)
				memcpy(v, all.values, have * sizeof *v);
			all.values = v;
		}
		memcpy(all.values + have, m.values, more * sizeof *m.values);
		all.rows += m.rows;
		all.n = m.n;
	}
	if (got == 0) {
		if (all.n == 0)
			all.n = reader_schema(r)->n;
		if (rows)
			*rows = all;
		if (facts)
			*facts = facts_text(reader_facts(r), a);
	} else if (why) {
		*why = arena_str(a, str_of(f.text));
	}
	reader_close(r);
	close(fd);
	return got == 0 ? STREAM_WHOLE : STREAM_REFUSED;
}
