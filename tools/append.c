#include "append.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

int
append_open(struct append *a, const char *path, struct fault *f)
{
	struct opening o = { .name = path, .path = path };

	*a = (struct append){ .path = path };
	a->fd = open(path, O_RDONLY | O_CLOEXEC);
	if (a->fd < 0)
		return errno == ENOENT ? 0 : fault_data(f, "%s: %s", path,
		    strerror(errno));
	o.fd = dup(a->fd);
	if (o.fd < 0)
		return fault_data(f, "%s: %s", path, strerror(errno));
	a->old = rowsin_open(&o, f);
	return a->old ? rowsin_survey(a->old, &a->survey, f) : -1;
}

void
append_close(struct append *a)
{
	if (a->old)
		a->old->close(a->old);
	if (a->path && a->fd >= 0)
		close(a->fd);
	arena_free(&a->arena);
	*a = (struct append){ 0 };
}

bool
append_is_done(const struct append *a, struct str state)
{
	return a->old && state.n > 0 && str_eq(a->survey.state, state);
}

static struct str
without_state(const struct schema *s, struct arena *a)
{
	struct schema plain = *s;

	plain.state = (struct str){ NULL, 0 };
	return schema_text(&plain, a);
}

const char *
append_reason(struct append *a, const struct schema *now)
{
	const struct survey *v = &a->survey;

	if (v->state.n == 0)
		return "it does not say that it is all of a database";
	if (!str_eq(without_state(&a->old->schema, &a->arena),
	    without_state(now, &a->arena)))
		return "it has other columns";
	if (v->time < 0 || !v->any || v->any_read ||
	    v->greatest == INT64_MAX)
		return "its rows are in no order of time";
	if (v->late > 0)
		return "its rows had to be sorted";
	return NULL;
}

struct reader *
append_reader(const struct append *a, struct fault *f)
{
	if (lseek(a->fd, 0, SEEK_SET) < 0) {
		fault_data(f, "%s: %s", a->path, strerror(errno));
		return NULL;
	}
	return reader_open(a->fd, a->path, f);
}
