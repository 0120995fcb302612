/* The floor of reading through libsqlite3: a bare loop of sqlite3_step over
 * the columns that the nightly report reads, nothing done with them.
 *
 *	step DATABASE... */

#include <sqlite3.h>
#include <stdio.h>

static int
scan(const char *path, long *bytes)
{
	static const char query[] = "SELECT timestamp, Name, AssignedGPUs, "
	    "State, GPUs_DeviceName, GPUs_GlobalMemoryMb, "
	    "PrioritizedProjects, GPUsAverageUsage, Machine, RemoteOwner, "
	    "PreventJobsReason FROM gpu_state";
	sqlite3 *db;
	sqlite3_stmt *s;
	int code;

	if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL) !=
	    SQLITE_OK || sqlite3_prepare_v2(db, query, -1, &s, NULL) !=
	    SQLITE_OK) {
		fprintf(stderr, "step: %s: %s\n", path, sqlite3_errmsg(db));
		return -1;
	}
	while ((code = sqlite3_step(s)) == SQLITE_ROW)
		for (int k = 0; k < 11; k++) {
			if (k == 5 || k == 7)
				*bytes += sqlite3_column_double(s, k) > 0;
			else if (sqlite3_column_text(s, k))
				*bytes += sqlite3_column_bytes(s, k);
		}
	sqlite3_finalize(s);
	sqlite3_close(db);
	return code == SQLITE_DONE ? 0 : -1;
}

int
main(int argc, char **argv)
{
	long bytes = 0;

	for (int i = 1; i < argc; i++)
		if (scan(argv[i], &bytes) < 0)
			return 1;
	printf("%ld\n", bytes);
	return 0;
}
