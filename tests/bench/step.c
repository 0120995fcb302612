/* The floor of reading through libsqlite3: a bare loop of sqlite3_step over
 * the columns that a query needs, and its answer from them by the shortest
 * way there is: no types, no NULL kept apart from empty text, one folder of
 * months in order of time.
 *
 *	step QUERY FROM TO MASKED DATABASE...
 *
 * MASKED is a file of machines, one a line.  Queries without an answer of their
 * own say what they read: nightly, and columns, which are those of Q1. */

#include <sqlite3.h>

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { KEY = 192, FIELDS = 14 };

struct entry {
	char key[KEY];
	uint32_t turn;		/* of another turn: not there */
	long n, claimed;
};

struct table {
	struct entry *entry;
	size_t size, used;	/* a power of two; of this turn */
	uint32_t turn;
};

struct run {
	const char *from, *to;
	struct table masked, seen, counts;
	char bucket[24], first[40], last[40];
	long rows, buckets;
};

/* One row of a database, "" for NULL. */
struct row {
	const char *f[FIELDS];
};

struct query {
	const char *name, *sql, *head;
	void (*row)(struct run *, const struct row *);
	void (*answer)(struct run *);
};

static struct entry *
slot_of(const struct table *t, const char *key)
{
	uint64_t h = 14695981039346656037u;
	size_t i;

	for (const char *p = key; *p; p++)
		h = (h ^ (unsigned char)*p) * 1099511628211u;
	i = (h ^ h >> 32) & (t->size - 1);
	while (t->entry[i].turn == t->turn &&
	    strcmp(t->entry[i].key, key) != 0)
		i = (i + 1) & (t->size - 1);
	return &t->entry[i];
}

static void
grow(struct table *t)
{
	struct table larger = { NULL, t->size ? t->size * 2 : 256, 0, 1 };

	larger.entry = calloc(larger.size, sizeof(*larger.entry));
	if (!larger.entry) {
		fprintf(stderr, "step: no memory\n");
		exit(1);
	}
	for (size_t i = 0; i < t->size; i++)
		if (t->entry[i].turn == t->turn) {
			struct entry *to = slot_of(&larger, t->entry[i].key);

			*to = t->entry[i];
			to->turn = 1;
			larger.used++;
		}
	free(t->entry);
	*t = larger;
}

static int
has(const struct table *t, const char *key)
{
	return t->size > 0 && slot_of(t, key)->turn == t->turn;
}

/* The entry of a key, made if it isn't there. */
static struct entry *
entry_of(struct table *t, const char *key, int *is_new)
{
	struct entry *e;

	if (t->used >= t->size / 2)
		grow(t);
	e = slot_of(t, key);
	*is_new = e->turn != t->turn;
	if (*is_new) {
		snprintf(e->key, KEY, "%s", key);
		e->turn = t->turn;
		e->n = e->claimed = 0;
		t->used++;
	}
	return e;
}

static struct entry *
count_of(struct run *r, const char *a, const char *b)
{
	char key[KEY];
	int is_new;

	snprintf(key, sizeof(key), "%s%s%s", a, b ? "," : "", b ? b : "");
	return entry_of(&r->counts, key, &is_new);
}

/* True if this comes for the first time in this bucket. */
static int
is_first(struct run *r, const char *what, const char *a, const char *b)
{
	char key[KEY];
	int is_new;

	snprintf(key, sizeof(key), "%s\t%s\t%s", what, a, b);
	entry_of(&r->seen, key, &is_new);
	return is_new;
}

/* A bucket is what the texts of its times share: forget what the last held. */
static void
enter(struct run *r, const char *time, int is_quarter)
{
	char bucket[24];
	int minute = is_quarter ? (time[14] - '0') * 10 + time[15] - '0' : 0;

	snprintf(bucket, sizeof(bucket), "%.13s%d", time, minute / 15);
	if (strcmp(bucket, r->bucket) == 0)
		return;
	memcpy(r->bucket, bucket, sizeof(bucket));
	r->buckets++;
	r->seen.turn++;
	r->seen.used = 0;
}

static int
is_kept(const struct run *r, const char *time, const char *gpu,
    const char *machine)
{
	return strcmp(time, r->from) >= 0 && strcmp(time, r->to) <= 0 &&
	    *gpu && !has(&r->masked, machine);
}

static const char *
class_of(const char *name, const char *projects)
{
	for (const char *p = name; *p; p++)
		if (strncasecmp(p, "backfill", 8) == 0)
			return "Backfill";
	return *projects ? "Priority" : "Shared";
}

static void
allocation_row(struct run *r, const struct row *w)
{
	const char *class;

	if (!is_kept(r, w->f[0], w->f[2], w->f[6]) || !*w->f[4])
		return;
	class = class_of(w->f[1], w->f[5]);
	enter(r, w->f[0], 1);
	if (is_first(r, "", class, w->f[2])) {
		count_of(r, class, "ALL")->n++;
		count_of(r, class, w->f[4])->n++;
	}
	if (strcmp(w->f[3], "Claimed") == 0 && is_first(r, "claimed", class,
	    w->f[2])) {
		count_of(r, class, "ALL")->claimed++;
		count_of(r, class, w->f[4])->claimed++;
	}
}

static void
series_row(struct run *r, const struct row *w)
{
	const char *class;
	char hour[24];

	if (!is_kept(r, w->f[0], w->f[2], w->f[5]) ||
	    strcmp(w->f[3], "Claimed") != 0)
		return;
	class = class_of(w->f[1], w->f[4]);
	enter(r, w->f[0], 0);
	snprintf(hour, sizeof(hour), "%.13s", w->f[0]);
	if (is_first(r, "", class, w->f[2]))
		count_of(r, hour, class)->n++;
}

static void
users_row(struct run *r, const struct row *w)
{
	if (strcmp(w->f[3], "Claimed") != 0 || !*w->f[2] || !*w->f[1])
		return;
	enter(r, w->f[0], 1);
	if (is_first(r, "", w->f[1], w->f[2]))
		count_of(r, w->f[1], NULL)->n++;
}

static void
text_row(struct run *r, const struct row *w)
{
	if (is_kept(r, w->f[11], w->f[1], ""))
		r->rows++;
}

static void
states_row(struct run *r, const struct row *w)
{
	count_of(r, w->f[0], NULL)->n++;
}

static void
columns_row(struct run *r, const struct row *w)
{
	r->rows += *w->f[0] != '\0';
}

static void
nightly_row(struct run *r, const struct row *w)
{
	if (strcmp(w->f[0], r->from) < 0 || strcmp(w->f[0], r->to) > 0)
		return;
	r->rows++;
	if (!*r->first || strcmp(w->f[0], r->first) < 0)
		snprintf(r->first, sizeof(r->first), "%s", w->f[0]);
	if (strcmp(w->f[0], r->last) > 0)
		snprintf(r->last, sizeof(r->last), "%s", w->f[0]);
}

static int
by_key(const void *a, const void *b)
{
	return strcmp(((const struct entry *)a)->key,
	    ((const struct entry *)b)->key);
}

static int
by_number(const void *a, const void *b)
{
	long m = ((const struct entry *)a)->n, n = ((const struct entry *)b)->n;

	return m != n ? (m < n ? 1 : -1) : by_key(a, b);
}

/* The entries of the counts, moved to the front, in order. */
static struct entry *
sorted(struct run *r, int (*order)(const void *, const void *))
{
	struct table *t = &r->counts;
	size_t n = 0;

	for (size_t i = 0; i < t->size; i++)
		if (t->entry[i].turn == t->turn)
			t->entry[n++] = t->entry[i];
	if (n > 0)
		qsort(t->entry, n, sizeof(*t->entry), order);
	return t->entry;
}

static void
allocation_answer(struct run *r)
{
	const struct entry *e = sorted(r, by_key);

	for (size_t i = 0; i < r->counts.used; i++)
		printf("%s,%ld,%ld,%ld\n", e[i].key, r->buckets, e[i].n,
		    e[i].claimed);
}

static void
count_answer(struct run *r)
{
	const struct entry *e = sorted(r, by_key);

	for (size_t i = 0; i < r->counts.used; i++)
		printf("%s,%ld\n", e[i].key, e[i].n);
}

static void
users_answer(struct run *r)
{
	const struct entry *e = sorted(r, by_number);

	for (size_t i = 0; i < r->counts.used && i < 20; i++)
		printf("%s,%.*f\n", e[i].key, e[i].n % 2 ? 2 : 1,
		    0.25 * (double)e[i].n);
}

static void
text_answer(struct run *r)
{
	printf("%ld\n", r->rows);
}

static void
nightly_answer(struct run *r)
{
	printf("%ld,%s,%s\n", r->rows, r->first, r->last);
}

static const struct query queries[] = {
	{ "Q1", "SELECT timestamp, Name, AssignedGPUs, State, "
	    "GPUs_DeviceName, PrioritizedProjects, Machine FROM gpu_state",
	    "class,device,buckets,total,claimed", allocation_row,
	    allocation_answer },
	{ "Q2", "SELECT timestamp, Name, AssignedGPUs, State, "
	    "PrioritizedProjects, Machine FROM gpu_state",
	    "hour,class,claimed", series_row, count_answer },
	{ "Q3", "SELECT timestamp, RemoteOwner, AssignedGPUs, State "
	    "FROM gpu_state", "user,hours", users_row, users_answer },
	{ "Q4", "SELECT Name, AssignedGPUs, AvailableGPUs, State, "
	    "GPUs_DeviceName, GPUs_GlobalMemoryMb, PrioritizedProjects, "
	    "GPUsAverageUsage, Machine, RemoteOwner, GlobalJobId, timestamp "
	    "FROM gpu_state", "lines", text_row, text_answer },
	{ "Q5", "SELECT State FROM gpu_state", "State,n", states_row,
	    count_answer },
	{ "columns", "SELECT timestamp, Name, AssignedGPUs, State, "
	    "GPUs_DeviceName, PrioritizedProjects, Machine FROM gpu_state",
	    "rows", columns_row, text_answer },
	{ "nightly", "SELECT timestamp, Name, AssignedGPUs, State, "
	    "GPUs_DeviceName, GPUs_GlobalMemoryMb, PrioritizedProjects, "
	    "GPUsAverageUsage, Machine, RemoteOwner, PreventJobsReason "
	    "FROM gpu_state", "rows,first,last", nightly_row,
	    nightly_answer },
};

/* Numbers are fetched as such: as text the library would print them. */
static void
read_row(sqlite3_stmt *s, int columns, struct row *w)
{
	for (int k = 0; k < columns; k++) {
		const unsigned char *text = NULL;

		if (sqlite3_column_type(s, k) == SQLITE_TEXT)
			text = sqlite3_column_text(s, k);
		else
			(void)sqlite3_column_double(s, k); /* part of the loop */
		w->f[k] = text ? (const char *)text : "";
	}
}

static int
scan(const char *path, const struct query *q, struct run *r)
{
	struct row w = { { NULL } };
	sqlite3_stmt *s = NULL;
	sqlite3 *db = NULL;
	int code = SQLITE_ERROR;

	if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL) ==
	    SQLITE_OK && sqlite3_prepare_v2(db, q->sql, -1, &s, NULL) ==
	    SQLITE_OK) {
		int columns = sqlite3_column_count(s);

		while ((code = sqlite3_step(s)) == SQLITE_ROW) {
			read_row(s, columns, &w);
			q->row(r, &w);
		}
	}
	if (code != SQLITE_DONE)
		fprintf(stderr, "step: %s: %s\n", path, sqlite3_errmsg(db));
	sqlite3_finalize(s);
	sqlite3_close(db);
	return code == SQLITE_DONE ? 0 : -1;
}

static int
read_masked(const char *path, struct run *r)
{
	char line[KEY];
	FILE *f = fopen(path, "r");

	if (!f) {
		perror(path);
		return -1;
	}
	while (fgets(line, sizeof(line), f)) {
		int is_new;

		line[strcspn(line, "\n")] = '\0';
		entry_of(&r->masked, line, &is_new);
	}
	fclose(f);
	return 0;
}

int
main(int argc, char **argv)
{
	struct run r = { .seen.turn = 1, .masked.turn = 1, .counts.turn = 1 };
	const struct query *q = queries;
	const struct query *end = q + sizeof(queries) / sizeof(*queries);
	int failed;

	while (q < end && (argc < 6 || strcmp(q->name, argv[1]) != 0))
		q++;
	if (q == end) {
		fprintf(stderr,
		    "usage: step QUERY FROM TO MASKED DATABASE...\n");
		return 2;
	}
	r.from = argv[2];
	r.to = argv[3];
	failed = read_masked(argv[4], &r) < 0;
	for (int i = 5; i < argc && !failed; i++)
		failed = scan(argv[i], q, &r) < 0;
	if (!failed) {
		puts(q->head);
		q->answer(&r);
	}
	free(r.masked.entry);
	free(r.seen.entry);
	free(r.counts.entry);
	return failed;
}
