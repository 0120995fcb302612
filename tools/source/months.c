#include "months.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "../base/civil.h"
#include "dbstate.h"
#include "merge.h"
#include "rowsin.h"
#include "sqlitein.h"
#include "thread.h"

struct month {
	int64_t number;        /* years * 12 + months */
	struct str prefix;
	bool has_db, has_rows;
	struct source *source; /* NULL: not opened */
	struct arena a;        /* what goes with it */
};

struct months {
	struct source source;
	struct opening opening;
	struct str folder;
	bool is_one;           /* one month, named as such */
	struct month *list;
	size_t n, cap;
	struct source *inner;  /* after narrow: the chosen ones */
	struct arena run;
};

static struct months *
of(struct source *s)
{
	return (struct months *)s;
}

static bool
take_end(struct str *s, struct str end)
{
	if (!str_ends(*s, end))
		return false;
	s->n -= end.n;
	return true;
}

/* PREFIX_YYYY-MM.db or .rows */
static bool
parse_name(struct str name, struct month *m)
{
	char day[] = "YYYY-MM-01";
	int64_t days;
	struct civil c;

	*m = (struct month){ .has_db = take_end(&name, S(".db")) };
	m->has_rows = !m->has_db && take_end(&name, S(".rows"));
	if ((!m->has_db && !m->has_rows) || name.n < 9 ||
	    name.p[name.n - 8] != '_')
		return false;
	memcpy(day, name.p + name.n - 7, 7);
	if (!civil_parse_date(str_of(day), &days))
		return false;
	c = civil_of_time(days * US_DAY);
	m->number = (int64_t)c.year * 12 + c.month - 1;
	m->prefix = str_sub(name, 0, name.n - 8);
	return true;
}

static void
add_file(struct months *s, const struct month *m)
{
	for (size_t i = 0; i < s->n; i++) {
		struct month *x = &s->list[i];

		if (x->number == m->number && str_eq(x->prefix, m->prefix)) {
			x->has_db = x->has_db || m->has_db;
			x->has_rows = x->has_rows || m->has_rows;
			return;
		}
	}
	mem_grow(&s->list, &s->cap, s->n + 1, sizeof *s->list);
	s->list[s->n] = *m;
	s->list[s->n++].prefix = arena_str(&s->run, m->prefix);
}

static int
read_folder(struct months *s, struct str prefix, struct fault *f)
{
	DIR *dir = opendir(s->folder.p);
	const struct dirent *e;
	struct month m, one = { .prefix = prefix };
	int error;

	if (prefix.p)
		s->is_one = parse_name(arena_fmt(&s->run, "%s.db", prefix.p),
		    &one);
	if (!s->is_one)
		one.prefix = prefix;
	if (!dir)
		return fault_data(f, "%s: %s", s->folder.p, strerror(errno));
	while (errno = 0, (e = readdir(dir)))
		if (parse_name(str_of(e->d_name), &m) && (!prefix.p ||
		    (str_eq(m.prefix, one.prefix) && (!s->is_one ||
		    m.number == one.number))))
			add_file(s, &m);
	error = errno;
	closedir(dir);
	return error == 0 ? 0 : fault_data(f, "%s: %s", s->folder.p,
	    strerror(error));
}

static int
by_month(const void *a, const void *b)
{
	const struct month *x = a, *y = b;

	return (x->number > y->number) - (x->number < y->number);
}

/* Keeps the files of one prefix. */
static int
choose_prefix(struct months *s, struct fault *f)
{
	struct str prefix = S("gpu_state");
	bool is_there = false, differ = false;
	size_t n = 0;

	for (size_t i = 0; i < s->n; i++) {
		is_there = is_there || str_eq(s->list[i].prefix, prefix);
		differ = differ || !str_eq(s->list[i].prefix,
		    s->list[0].prefix);
	}
	if (s->is_one)
		return 0;
	if (differ && !is_there)
		return fault_usage(f, "%s: month files of several kinds: name "
		    "one, as %s/%s", s->source.name, s->source.name,
		    s->list[0].prefix.p);
	if (!is_there)
		return 0;
	for (size_t i = 0; i < s->n; i++)
		if (str_eq(s->list[i].prefix, prefix))
			s->list[n++] = s->list[i];
	s->n = n;
	return 0;
}

static struct str
month_text(int64_t number, struct arena *a)
{
	return arena_fmt(a, "%04d-%02d", (int)(number / 12),
	    (int)(number % 12) + 1);
}

static int64_t
month_of(int64_t us)
{
	struct civil c = civil_of_time(us);

	return (int64_t)c.year * 12 + c.month - 1;
}

/* Why an archive can't stand for its database; NULL: it can. */
static int
find_reason(struct source *archive, const char *db, const struct opening *o,
    const char **why, struct arena *a, struct fault *f)
{
	struct str said = rowsin_state(archive);
	struct str state = dbstate(db, o->table, NULL, why, a);
	struct survey v;

	if (!state.p)
		return 0;
	*why = "it does not say of which state of the database it is";
	if (said.n == 0)
		return 0;
	*why = "the database has changed since";
	if (!str_eq(said, state))
		return 0;
	*why = "a type of -T that only the database can give";
	if (!rowsin_fits(archive))
		return 0;
	if (rowsin_survey(archive, &v, f) < 0)
		return -1;
	*why = !str_eq(v.state, state) ? "other rows were joined to it" :
	    v.time < 0 ? "it declares no order of time" :
	    v.late > 0 ? "some of its rows came late, how many of the window "
	    "only the database tells" : NULL;
	return 0;
}

static struct source *
open_archive(struct months *s, const struct str *path, struct fault *f)
{
	struct opening o = s->opening;

	o.path = o.name = path->p;
	o.kept_fact = S("late");
	o.fd = open(path->p, O_RDONLY | O_CLOEXEC);
	if (o.fd < 0) {
		fault_data(f, "%s: %s", path->p, strerror(errno));
		return NULL;
	}
	return rowsin_open(&o, f);
}

static void
explain(const struct months *s, const char *name, const char *way,
    const char *why)
{
	if (s->opening.explain)
		s->opening.explain(name, way, why);
}

/* The archive if it stands for the database or there is no other; one that is
 * damaged is a fault, not a reason to read something else. */
static int
open_month(struct months *s, struct month *m, struct fault *f)
{
	struct opening o = s->opening;
	struct str month = month_text(m->number, &m->a);
	struct str db = arena_fmt(&m->a, "%s/%s_%s.db", s->folder.p,
	    m->prefix.p, month.p);
	struct str rows = arena_fmt(&m->a, "%s/%s_%s.rows", s->folder.p,
	    m->prefix.p, month.p);
	const char *why = NULL;

	if (m->source)
		return 0;
	if (m->has_rows) {
		struct source *archive = open_archive(s, &rows, f);

		if (!archive || (m->has_db && find_reason(archive, db.p, &o,
		    &why, &m->a, f) < 0)) {
			if (archive)
				archive->close(archive);
			return -1;
		}
		explain(s, rows.p, why ? "passed over" : "archive", why ? why :
		    m->has_db ? "up to date" : "there is no database");
		if (!why) {
			m->source = archive;
			return 0;
		}
		archive->close(archive);
	}
	o.fd = -1;
	o.path = o.name = db.p;
	m->source = sqlitein_open(&o, f);
	return m->source ? 0 : -1;
}

static int
newest(struct source *source, size_t column, bool *known, int64_t *us,
    struct fault *f)
{
	struct months *s = of(source);
	struct str name = source->schema.columns[column].name;

	*known = false;
	for (size_t i = s->n; i-- > 0 && !*known;) {
		struct source *p;
		ptrdiff_t k;

		if (open_month(s, &s->list[i], f) < 0)
			return -1;
		p = s->list[i].source;
		k = schema_find(&p->schema, name);
		if (k >= 0 && p->newest(p, (size_t)k, known, us, f) < 0)
			return -1;
	}
	return 0;
}

enum { MANY_MONTHS = 1200 };

/* Months of the window that have no file; where the window is open, from the
 * first file there is or to the last. */
static int
find_missing(struct months *s, int64_t from, int64_t to, struct fault *f)
{
	struct source *source = &s->source;
	struct fact_name name = { S("missing"), RULE_SET, TYPE_JSON };
	struct fact *x = facts_get(&source->facts, &name, f);
	int64_t first = s->list[0].number, last = s->list[s->n - 1].number;
	size_t k = 0;

	if (!x)
		return -1;
	/* A window of centuries is meant to be open. */
	if (from != INT64_MIN && month_of(from) > first - MANY_MONTHS)
		first = month_of(from);
	if (to != INT64_MAX && month_of(to) < last + MANY_MONTHS)
		last = month_of(to > from ? to - 1 : to);
	for (int64_t m = first; m <= last; m++) {
		while (k < s->n && s->list[k].number < m)
			k++;
		if (k < s->n && s->list[k].number == m)
			continue;
		if (fact_add_text(x, month_text(m, &s->run),
		    &source->facts.arena, f) < 0)
			return -1;
	}
	return 0;
}

/* Takes over what the chosen files are together. */
static void
adopt(struct months *s)
{
	struct source *source = &s->source, *in = s->inner;
	struct schema *schema = &source->schema;

	*schema = in->schema;
	schema->facts = NEW(&s->run, struct fact_name, schema->nfacts + 1);
	if (schema->nfacts > 0)
		memcpy(schema->facts, in->schema.facts,
		    schema->nfacts * sizeof *schema->facts);
	if (!s->is_one)
		schema->facts[schema->nfacts++] = (struct fact_name){
		    S("missing"), RULE_SET, TYPE_JSON };
	source->is_weak = in->is_weak;
	source->can_sort = in->can_sort;
	source->by_request = in->by_request;
	source->sorters = in->sorters;
}

struct chosen {
	struct months *s;
	struct month **list;
};

static int
open_chosen(void *ctx, size_t i, struct fault *f)
{
	const struct chosen *c = ctx;

	return open_month(c->s, c->list[i], f);
}

static int
narrow(struct source *source, int64_t from, int64_t to, struct fault *f)
{
	struct months *s = of(source);
	int64_t first = from == INT64_MIN ? INT64_MIN : month_of(from);
	int64_t last = to == INT64_MAX ? INT64_MAX : month_of(to) + 1;
	struct chosen chosen = { s, NEW(&s->run, struct month *, s->n + 1) };
	struct source **parts = NEW(&s->run, struct source *, s->n + 1);
	size_t n = 0;

	if (!s->is_one && find_missing(s, from, to, f) < 0)
		return -1;
	for (size_t i = 0; i < s->n; i++) {
		struct month *m = &s->list[i];
		bool is_in = m->number >= first && m->number <= last;

		/* The last one stays for its columns if there is no other. */
		if (is_in || (n == 0 && i + 1 == s->n)) {
			chosen.list[n++] = m;
			continue;
		}
		if (m->source)
			m->source->close(m->source);
		m->source = NULL;
	}
	if (threads_each(n, s->opening.jobs, open_chosen, &chosen, f) < n)
		return -1;
	for (size_t i = 0; i < n; i++) {
		parts[i] = chosen.list[i]->source;
		chosen.list[i]->source = NULL;
	}
	s->inner = merge_open(s->opening.name, parts, n, NULL, f);
	if (!s->inner)
		return -1;
	adopt(s);
	return 0;
}

static int
require(const struct source *source, struct str column, struct fault *f)
{
	const struct months *s = (const struct months *)source;

	return source_require(s->inner, column, f);
}

static int
start(struct source *source, const struct request *r, struct fault *f)
{
	struct source *in = of(source)->inner;
	int done = in->start(in, r, f);

	source->got_error_frame = in->got_error_frame;
	return done;
}

static int
next(struct source *source, struct chunk *c, struct fault *f)
{
	struct source *in = of(source)->inner;
	int got = in->next(in, c, f);

	source->got_error_frame = in->got_error_frame;
	if (got == 0 && source->checksum == 0) {
		source->checksum = in->checksum | 1;
		return facts_merge(&source->facts, &in->facts, f);
	}
	return got;
}

static void
close_source(struct source *source)
{
	struct months *s = of(source);

	if (s->inner)
		s->inner->close(s->inner);
	for (size_t i = 0; i < s->n; i++) {
		if (s->list[i].source)
			s->list[i].source->close(s->list[i].source);
		arena_free(&s->list[i].a);
	}
	free(s->list);
	facts_free(&source->facts);
	arena_free(&s->run);
	free(s);
}

/* Splits FOLDER/PREFIX; a folder alone has no prefix. */
static struct str
split_path(struct months *s, const char *path)
{
	const char *slash = strrchr(path, '/');
	struct stat st;

	s->folder = arena_str(&s->run, str_of(path));
	if (stat(path, &st) == 0)
		return (struct str){ NULL, 0 };
	s->folder = slash ? arena_str(&s->run, (struct str){ path,
	    (size_t)(slash - path) + (slash == path) }) : S(".");
	return str_of(slash ? slash + 1 : path);
}

struct source *
months_open(const struct opening *o, struct fault *f)
{
	struct months *s = mem_get(sizeof *s);
	struct source *source = &s->source;
	struct str prefix;
	int done;

	*s = (struct months){ .source = { .name = o->name, .newest = newest,
	    .narrow = narrow, .require = require, .start = start,
	    .next = next, .close = close_source }, .opening = *o };
	prefix = split_path(s, o->path);
	done = read_folder(s, prefix, f);
	if (done == 0 && s->n == 0)
		done = prefix.p ? fault_data(f, "%s: %s", o->name,
		    strerror(ENOENT)) : fault_data(f, "%s: a folder without "
		    "month files such as gpu_state_2026-10.db", o->name);
	if (done == 0)
		done = choose_prefix(s, f);
	if (done == 0) {
		qsort(s->list, s->n, sizeof *s->list, by_month);
		done = open_month(s, &s->list[s->n - 1], f);
	}
	if (done < 0) {
		close_source(source);
		return NULL;
	}
	source->schema = s->list[s->n - 1].source->schema;
	source->is_weak = s->list[s->n - 1].source->is_weak;
	return source;
}
