/* What the bench's other jobs read, the same bytes each time:
 *
 *	tables usage ROWS DAYS DIR	reports of pods: 50 columns, 650 bytes a
 *					row, a row for each pod and hour, in
 *					order of time, and the lists beside them
 *	tables panel ROWS FEATURES FILE	a panel of 200 symbols in order of time;
 *					one value of 64 is missing
 *
 * Seconds are multiples of 1/8, bytes of 4096: sums of doubles are exact in
 * any order, so that all programs can give the same answer. */

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { FILLERS = 32, SYMBOLS = 200, NODES = 200, NAMESPACES = 50 };

static uint64_t
mix(uint64_t x)
{
	x += UINT64_C(0x9e3779b97f4a7c15);
	x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
	return x ^ (x >> 31);
}

static FILE *
open_in(const char *dir, const char *name)
{
	char path[512];
	FILE *f;

	snprintf(path, sizeof path, "%s%s%s", dir, *name ? "/" : "", name);
	f = fopen(path, "w");
	if (!f) {
		perror(path);
		exit(1);
	}
	setvbuf(f, NULL, _IOFBF, 1 << 20);
	return f;
}

static void
done(FILE *f)
{
	if (ferror(f) || fclose(f) != 0) {
		perror("tables");
		exit(1);
	}
}

static void
one_line(const char *dir, const char *name, const char *text)
{
	FILE *f = open_in(dir, name);

	fputs(text, f);
	done(f);
}

static void
put_head(FILE *f)
{
	static const char *const metrics[] = { "pod_usage_cpu_core_seconds",
		"pod_request_cpu_core_seconds", "pod_limit_cpu_core_seconds",
		"pod_usage_memory_byte_seconds",
		"pod_request_memory_byte_seconds",
		"pod_limit_memory_byte_seconds",
		"node_capacity_cpu_core_seconds",
		"node_capacity_memory_byte_seconds" };

	fputs("report_period_start,report_period_end,interval_start,"
	    "interval_end,namespace,node,pod,resource_id,cluster_id,pod_labels",
	    f);
	for (size_t i = 0; i < sizeof metrics / sizeof *metrics; i++)
		fprintf(f, ",%s", metrics[i]);
	for (int i = 0; i < FILLERS; i++)
		fprintf(f, ",metric_%02d", i);
	putc('\n', f);
}

static void
put_pod(FILE *f, uint64_t pod, unsigned day, unsigned hour)
{
	uint64_t h = mix(pod * 31 + day * 24 + hour), node = mix(pod) % NODES;
	unsigned eighths = (unsigned)(h % 28800);
	uint64_t pages = (h >> 20) % 100000000;

	fprintf(f, "2025-10-01 00:00:00 +0000 UTC,2025-10-31 00:00:00 +0000 UTC,"
	    "2025-10-%02u %02u:00:00 +0000 UTC,2025-10-%02u %02u:59:59 +0000 UTC,"
	    "ns-%02d,node-%03d,pod-%06d,i-%08x,cluster-1,", day, hour, day,
	    hour, (int)(mix(pod + 1) % NAMESPACES), (int)node, (int)pod,
	    (unsigned)mix(node));
	fprintf(f, "\"{\"\"app\"\":\"\"app-%d\"\",\"\"env\"\":\"\"%s\"\",\"\"pod\"\":\"\"%d\"\"}\"",
	    (int)(pod % 97), pod % 3 ? "prod" : "test", (int)pod);
	fprintf(f, ",%.3f,", eighths / 8.0);
	if (h % 16) /* some request nothing */
		fprintf(f, "%.3f", (double)((h >> 50) % 3600));
	fprintf(f, ",3600,%" PRIu64 ",%" PRIu64 ",%" PRIu64 ",%d,%" PRIu64,
	    pages * 4096, (pages & 0xffffff) * 4096, UINT64_C(100000000) * 4096,
	    230400, UINT64_C(225000000000) * 4096);
	for (int i = 0; i < FILLERS; i++)
		fprintf(f, ",%" PRIu64, (h >> i) % UINT64_C(10000000000));
	putc('\n', f);
}

static void
make_usage(uint64_t rows, unsigned days, const char *dir)
{
	uint64_t pods = rows / (24 * (uint64_t)days), n = 0;
	FILE *f;

	mkdir(dir, 0777);
	f = open_in(dir, "pods.csv");
	put_head(f);
	for (unsigned day = 1; day <= days; day++)
		for (unsigned hour = 0; hour < 24; hour++)
			for (uint64_t pod = 0; pod < pods || (n < rows &&
			    day == days && hour == 23); pod++, n++)
				put_pod(f, pod, day, hour);
	done(f);
	one_line(dir, "storage.csv", "interval_start,namespace,pod,"
	    "persistentvolumeclaim,persistentvolume,storageclass,"
	    "csi_volume_handle,persistentvolumeclaim_capacity_bytes,"
	    "persistentvolumeclaim_capacity_byte_seconds,"
	    "volume_request_storage_byte_seconds,"
	    "persistentvolumeclaim_usage_byte_seconds,"
	    "persistentvolume_labels,persistentvolumeclaim_labels\n");
	one_line(dir, "node_labels.csv", "interval_start,node,node_labels\n");
	one_line(dir, "namespace_labels.csv",
	    "interval_start,namespace,namespace_labels\n");
	one_line(dir, "enabled_tag_keys.csv", "key\napp\n");
	one_line(dir, "cost_categories.csv",
	    "namespace,cost_category_id\nns-0%,1\nns-1%,2\n");
	one_line(dir, "node_roles.csv", "node,resource_id,node_role\n");
}

/* -4 to 4 in millionths, quicker than printf. */
static void
put_value(FILE *f, uint64_t h)
{
	unsigned v = (unsigned)((h >> 8) % 4000000);
	char text[] = ",-0.000000", *p = text + sizeof text - 1;

	for (int i = 0; i < 6; i++, v /= 10)
		*--p = (char)('0' + v % 10);
	text[2] = (char)('0' + v);
	if (!(h & 128)) {
		text[1] = ',';
		fputs(text + 1, f);
		return;
	}
	fputs(text, f);
}

static void
make_panel(uint64_t rows, unsigned features, const char *path)
{
	FILE *f = open_in(path, "");

	fputs("ts,symbol,target", f);
	for (unsigned i = 0; i < features; i++)
		fprintf(f, ",x_%03u", i);
	putc('\n', f);
	for (uint64_t r = 0; r < rows; r++) {
		fprintf(f, "%" PRIu64 ",S%03d", 1700000000 + r / SYMBOLS * 300,
		    (int)(r % SYMBOLS));
		put_value(f, mix(r));
		for (unsigned i = 0; i < features; i++) {
			uint64_t h = mix(r * 1000 + i + 1);

			if (h % 64)
				put_value(f, h);
			else
				putc(',', f);
		}
		putc('\n', f);
	}
	done(f);
}

int
main(int argc, char **argv)
{
	uint64_t rows = argc == 5 ? strtoull(argv[2], NULL, 10) : 0;
	unsigned n = argc == 5 ? (unsigned)strtoul(argv[3], NULL, 10) : 0;

	if (rows > 0 && n > 0 && strcmp(argv[1], "usage") == 0)
		make_usage(rows, n, argv[4]);
	else if (rows > 0 && n > 0 && strcmp(argv[1], "panel") == 0)
		make_panel(rows, n, argv[4]);
	else {
		fprintf(stderr, "usage: tables usage|panel ROWS DAYS|FEATURES "
		    "PATH\n");
		return 2;
	}
	return 0;
}
