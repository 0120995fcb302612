/* The bench's data: an invented pool of GPU machines that lives through a
 * year, stored as a collector stores it, a row a slot and GPU.
 *
 *	generate [-ac] [-m MACHINES] [-i SECONDS] [-p CHANGE] [-r ROWS]
 *	    [-s SEED] DIR MONTH...
 *
 * writes DIR/gpu_state_MONTH.db, with -c also .csv, and the site's lists;
 * MONTH is one of 2025.  It prints "MONTH ROWS SNAPSHOTS FIRST LAST" for each.
 * The same options give the same bytes, also of a month alone: the ones before
 * it are lived through all the same.
 *
 * By default the pool changes as a real one does, jobs last hours: -p is by
 * how many percent faster jobs come and go.  -a makes an adverse pool: of
 * twelve idle GPUs more than one starts a job from one snapshot to the next,
 * and all averages change.  Its ROWS are spread over the month, three
 * snapshots to a bucket; without -a the month is cut there. */

#include "pool.h"

#include <sqlite3.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { DAY = 86400, BUCKET = 900 };
#define COLUMNS "Name,AssignedGPUs,AvailableGPUs,State,GPUs_DeviceName," \
	"GPUs_GlobalMemoryMb,PrioritizedProjects,GPUsAverageUsage,Machine," \
	"RemoteOwner,GlobalJobId,PreventJobsReason,Disk,timestamp"

struct options {
	struct pool_kind kind;
	int has_csv;
	long interval, rows;
	const char *dir;
};

struct output {
	char path[2][512], part[2][512];	/* database, CSV */
	sqlite3 *db;
	sqlite3_stmt *insert;
	FILE *csv;
	long rows, snapshots;
	char first[32], last[32];
};

static int
told(sqlite3 *db, const char *what)
{
	fprintf(stderr, "generate: %s: %s\n", what, sqlite3_errmsg(db));
	return -1;
}

static int
begin(struct output *w, const struct options *o, const char *month)
{
	static const char *const end[] = { "db", "csv" };

	memset(w, 0, sizeof(*w));
	for (int i = 0; i < 2; i++) {
		snprintf(w->path[i], sizeof(w->path[i]), "%s/gpu_state_%s.%s",
		    o->dir, month, end[i]);
		snprintf(w->part[i], sizeof(w->part[i]), "%s/.%s.%s", o->dir,
		    month, end[i]);
		(void)remove(w->part[i]);	/* of a run that was stopped */
	}
	if (sqlite3_open(w->part[0], &w->db) != SQLITE_OK ||
	    sqlite3_exec(w->db, "PRAGMA journal_mode = OFF;"
	    "PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE;"
	    "CREATE TABLE gpu_state (Name TEXT, AssignedGPUs TEXT,"
	    " AvailableGPUs TEXT, State TEXT, GPUs_DeviceName TEXT,"
	    " GPUs_GlobalMemoryMb BIGINT, PrioritizedProjects TEXT,"
	    " GPUsAverageUsage FLOAT, Machine TEXT, RemoteOwner TEXT,"
	    " GlobalJobId TEXT, PreventJobsReason TEXT, Disk BIGINT,"
	    " timestamp DATETIME); BEGIN", NULL, NULL, NULL) != SQLITE_OK ||
	    sqlite3_prepare_v2(w->db, "INSERT INTO gpu_state VALUES"
	    " (?,?,?,?,?,?,?,?,?,?,?,?,?,?)", -1, &w->insert, NULL) !=
	    SQLITE_OK)
		return told(w->db, w->part[0]);
	if (!o->has_csv)
		return 0;
	w->csv = fopen(w->part[1], "w");
	if (!w->csv || fputs(COLUMNS "\n", w->csv) < 0) {
		perror(w->part[1]);
		return -1;
	}
	return 0;
}

/* Ends a month: only what is whole gets its name. */
static int
end(struct output *w, const char *month)
{
	int r = 0;

	sqlite3_finalize(w->insert);
	if (sqlite3_exec(w->db, "COMMIT", NULL, NULL, NULL) != SQLITE_OK)
		r = told(w->db, w->part[0]);
	sqlite3_close(w->db);
	if (w->csv && (fflush(w->csv) != 0 || ferror(w->csv))) {
		perror(w->part[1]);
		r = -1;
	}
	if (w->csv && (fclose(w->csv) != 0 || (r == 0 &&
	    rename(w->part[1], w->path[1]) != 0))) {
		perror(w->path[1]);
		r = -1;
	}
	if (r == 0 && rename(w->part[0], w->path[0]) != 0) {
		perror(w->path[0]);
		r = -1;
	}
	if (r == 0)
		printf("%s %ld %ld %s %s\n", month, w->rows, w->snapshots,
		    w->first, w->last);
	return r;
}

static void
put_text(sqlite3_stmt *s, int i, const char *text)
{
	if (text)	/* a NULL stays one */
		sqlite3_bind_text(s, i, text, -1, SQLITE_STATIC);
}

static int
insert(struct output *w, const struct pool_row *row, const char *at)
{
	sqlite3_stmt *s = w->insert;
	const char *const text[] = { row->name, row->gpu, row->available,
	    row->state, row->device, NULL, row->projects, NULL, row->machine,
	    row->owner, row->job, row->reason, NULL, at };

	sqlite3_clear_bindings(s);
	for (int i = 0; i < 14; i++)
		put_text(s, i + 1, text[i]);
	sqlite3_bind_int(s, 6, row->memory);
	if (row->usage >= 0)
		sqlite3_bind_double(s, 8, row->usage);
	sqlite3_bind_int(s, 13, row->disk);
	if (sqlite3_step(s) != SQLITE_DONE)
		return told(w->db, w->part[0]);
	sqlite3_reset(s);
	return 0;
}

/* A field and the comma behind it: nothing is NULL, quotes are empty text. */
static void
put_field(FILE *f, const char *text)
{
	int is_quoted = text && (!*text || strpbrk(text, ",\"\n"));

	if (is_quoted)
		putc('"', f);
	for (; text && *text; text++) {
		if (*text == '"')
			putc('"', f);
		putc(*text, f);
	}
	fputs(is_quoted ? "\"," : ",", f);
}

static void
put_line(FILE *f, const struct pool_row *row, const char *at)
{
	put_field(f, row->name);
	put_field(f, row->gpu);
	put_field(f, row->available);
	put_field(f, row->state);
	put_field(f, row->device);
	fprintf(f, "%d,", row->memory);
	put_field(f, row->projects);
	if (row->usage >= 0)
		fprintf(f, "%.15g", row->usage);
	putc(',', f);
	put_field(f, row->machine);
	put_field(f, row->owner);
	put_field(f, row->job);
	put_field(f, row->reason);
	fprintf(f, "%d,%s\n", row->disk, at);
}

/* All rows of a snapshot, or the first `most` of them. */
static int
put_snapshot(struct output *w, const struct pool *p, const char *at, long most)
{
	long rows = 0;

	for (int h = 0; h < p->machines; h++) {
		const struct machine *m = &p->machine[h];

		for (int i = 0; i < m->n_rows && rows < most; i++, rows++) {
			if (insert(w, &m->row[i], at) < 0)
				return -1;
			if (w->csv)
				put_line(w->csv, &m->row[i], at);
		}
	}
	if (w->snapshots++ == 0)
		memcpy(w->first, at, sizeof(w->first));
	memcpy(w->last, at, sizeof(w->last));
	return 0;
}

/* Seconds since 1970 of the first of a month of 2025, 0 to 12. */
static long
start_of(int month)
{
	static const int days[] = { 0, 31, 59, 90, 120, 151, 181, 212, 243,
	    273, 304, 334, 365 };

	return (20089L + days[month]) * DAY;
}

/* How many buckets of a month have snapshots, evenly spread so that the rows of
 * an adverse pool reach to its last days; 0: all snapshots are taken. */
static long
buckets_of(const struct pool *p, const struct options *o)
{
	long rows = pool_rows(p);

	if (!p->kind.is_adverse || o->rows == 0)
		return 0;
	return rows > 0 ? o->rows / (3 * rows) + 1 : 1;
}

/* The time of snapshot i of a month, which is the pool's to draw; -1: none. */
static long
time_of(struct pool *p, const struct options *o, int month, long i,
    long buckets)
{
	long at = start_of(month), end = start_of(month + 1);

	if (buckets > 0)
		at += i / 3 * ((end - at) / BUCKET * 9 / 10) / buckets *
		    BUCKET + i % 3 * 300 + pool_draw(p, 20);
	else
		at += i * o->interval + pool_draw(p, 5);
	return at < end ? at : -1;
}

/* Lives through a month, and writes it if there is an output. */
static int
live(struct pool *p, const struct options *o, int month, struct output *w)
{
	long rows = 0, buckets = buckets_of(p, o), most, at;

	for (long i = 0; (at = time_of(p, o, month, i, buckets)) >= 0; i++) {
		long micro = pool_draw(p, 1000000);
		time_t second = at;
		struct tm t;
		char text[32] = "";
		size_t n;

		pool_step(p, at);
		if (i == 0)
			buckets = buckets_of(p, o);
		if (o->rows > 0 && rows >= o->rows) {
			if (p->kind.is_adverse)
				break;
			continue;	/* life goes on */
		}
		if (p->is_away)
			continue;
		most = pool_rows(p);
		if (o->rows > 0 && most > o->rows - rows)
			most = o->rows - rows;
		rows += most;
		if (!w)
			continue;
		gmtime_r(&second, &t);
		n = strftime(text, sizeof(text), "%Y-%m-%d %H:%M:%S", &t);
		snprintf(text + n, sizeof(text) - n, ".%06ld", micro);
		if (put_snapshot(w, p, text, most) < 0)
			return -1;
	}
	if (w)
		w->rows = rows;
	return 0;
}

/* The site's lists: machines of the centre, and those to leave out, as
 * patterns and by name. */
static int
write_lists(const struct pool *p, const char *dir)
{
	static const char *const name[] = { "chtc_owned",
	    "masked_hosts.yaml", "masked_hosts.txt" };
	FILE *f[3];
	int r = 0;

	for (int i = 0; i < 3; i++) {
		char path[512];

		snprintf(path, sizeof(path), "%s/%s", dir, name[i]);
		f[i] = fopen(path, "w");
		if (!f[i]) {
			perror(path);
			exit(1);
		}
	}
	fputs("excluded_hosts:\n", f[1]);
	for (int h = 0; h < p->machines; h++) {
		const struct machine *m = &p->machine[h];

		if (m->is_owned)
			fprintf(f[0], "%s\n", m->name);
		if (m->is_masked) {
			fprintf(f[1], "  %s: a machine of a lab\n", m->name);
			fprintf(f[2], "%s\n", m->name);
		}
	}
	for (int i = 0; i < 3; i++)
		if (fclose(f[i]) != 0) {
			perror(dir);
			r = -1;
		}
	return r;
}

static int
generate(const struct options *o, char *const *months, int n)
{
	struct pool *p = pool_new(&o->kind);
	int last = 0, failed, is_wanted[12] = { 0 };

	for (int i = 0; i < n; i++) {
		int m = strncmp(months[i], "2025-", 5) == 0 ?
		    atoi(months[i] + 5) : 0;

		if (m < 1 || m > 12 || strlen(months[i]) != 7) {
			fprintf(stderr, "generate: \"%s\" is no month of "
			    "2025\n", months[i]);
			pool_free(p);
			return 2;
		}
		is_wanted[m - 1] = 1;
		last = m > last ? m : last;
	}
	failed = write_lists(p, o->dir) < 0;
	for (int m = 0; m < last && !failed; m++) {
		struct output w;
		char month[16];

		snprintf(month, sizeof(month), "2025-%02d", m + 1);
		if (!is_wanted[m])
			failed = live(p, o, m, NULL) < 0;
		else
			failed = begin(&w, o, month) < 0 ||
			    live(p, o, m, &w) < 0 || end(&w, month) < 0;
	}
	pool_free(p);
	return failed;
}

static long
number(const char *text, long least, long most)
{
	char *end;
	long n = strtol(text, &end, 10);

	if (*end || end == text || n < least || n > most) {
		fprintf(stderr, "generate: \"%s\" is no number from %ld to "
		    "%ld\n", text, least, most);
		exit(2);
	}
	return n;
}

int
main(int argc, char **argv)
{
	struct options o = { .kind = { .change = 100, .seed = 1 },
	    .interval = 300 };
	int c;

	while ((c = getopt(argc, argv, "acm:i:p:r:s:")) != -1)
		switch (c) {
		case 'a':
			o.kind.is_adverse = 1;
			break;
		case 'c':
			o.has_csv = 1;
			break;
		case 'm':
			o.kind.machines = (int)number(optarg, 1, 10000);
			break;
		case 'i':
			o.interval = number(optarg, 1, DAY);
			break;
		case 'p':
			o.kind.change = (int)number(optarg, 1, 1000);
			break;
		case 'r':
			o.rows = number(optarg, 1, 1000000000);
			break;
		case 's':
			o.kind.seed = (uint64_t)number(optarg, 1, 1000000000);
			break;
		default:
			return 2;
		}
	if (argc - optind < 2) {
		fprintf(stderr, "usage: generate [-ac] [-m MACHINES] "
		    "[-i SECONDS] [-p CHANGE] [-r ROWS] [-s SEED] DIR "
		    "MONTH...\n");
		return 2;
	}
	o.dir = argv[optind++];
	if (o.kind.machines == 0)
		o.kind.machines = o.kind.is_adverse ? 150 : 78;
	return generate(&o, argv + optind, argc - optind);
}
