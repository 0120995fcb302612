#include "join.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "source/rowsin.h"

static struct str
columns_text(const struct source *s, struct arena *a)
{
	struct schema plain = s->schema;

	plain.source = plain.state = (struct str){ NULL, 0 };
	return schema_text(&plain, a);
}

/* NULL if chunks of this part can be copied behind the former one's. */
static const char *
reason(const struct survey *v, const struct survey *former,
    struct str columns, struct str wanted)
{
	if (!str_eq(columns, wanted))
		return "the files have not the same columns, orders and facts";
	if (!v->is_one || v->time < 0 || v->any_read)
		return "not all are one stream in order of time";
	if (former && former->any && v->any && v->least <= former->greatest)
		return "the files overlap in time";
	return NULL;
}

int
join_fits(char *const *paths, struct source *const *parts, size_t n,
    const char **why, struct fault *f)
{
	struct arena a = { 0 };
	struct survey v, former = { 0 };
	struct str wanted = { NULL, 0 };
	int fits = 1;

	*why = NULL;
	for (size_t i = 0; i < n && fits > 0; i++) {
		struct str columns;

		/* Neither NAME=FILE, which adds a column, nor -. */
		if (!rowsin_is_file(parts[i]) ||
		    strcmp(paths[i], parts[i]->name) != 0) {
			*why = "not all inputs are files of rows";
			fits = 0;
			break;
		}
		columns = columns_text(parts[i], &a);
		if (i == 0)
			wanted = columns;
		if (rowsin_survey(parts[i], &v, f) < 0) {
			fits = -1;
			break;
		}
		*why = reason(&v, i > 0 ? &former : NULL, columns, wanted);
		fits = *why == NULL;
		if (v.any || i == 0)
			former = v;
	}
	arena_free(&a);
	return fits;
}

static int
copy_file(const char *path, struct outlet *o, struct facts *facts,
    struct fault *f)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), got = -1;
	struct reader *r;

	if (fd < 0)
		return fault_data(f, "%s: %s", path, strerror(errno));
	r = reader_open(fd, path, f);
	if (r)
		got = outlet_copy(o, r, UINT64_MAX, f);
	if (got == 0)
		got = facts_merge(facts, reader_facts(r), f);
	reader_close(r);
	close(fd);
	return got;
}

int
join_copy(char *const *paths, size_t n, struct outlet *o,
    struct facts *facts, struct fault *f)
{
	for (size_t i = 0; i < n; i++)
		if (copy_file(paths[i], o, facts, f) < 0)
			return -1;
	return 0;
}
