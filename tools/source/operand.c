#include "operand.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../expr/files.h"
#include "months.h"

struct str
operand_label(const char **operand)
{
	const char *p = *operand, *eq = strchr(p, '=');
	struct str label = { p, eq ? (size_t)(eq - p) : 0 };

	if (!eq || eq == p || access(p, F_OK) == 0)
		return (struct str){ NULL, 0 };
	for (size_t i = 0; i < label.n; i++)
		if (strchr("/.@,", label.p[i]))
			return (struct str){ NULL, 0 };
	*operand = eq + 1;
	return label;
}

/* Only what is read from its first row to its last has numbers. */
static int
check_number(const struct opening *o, enum kind k, struct fault *f)
{
	if (!o->number || k == KIND_CSV || k == KIND_TSV || k == KIND_LINES)
		return 0;
	return fault_usage(f, "%s: --number is for CSV, TSV and lines",
	    o->name);
}

struct source *
operand_open(const char *operand, enum kind k, const struct opening *like,
    struct arena *a, struct fault *f)
{
	struct opening o = *like;
	struct str found;
	struct stat st;

	o.name = o.path = operand;
	o.fd = -1;
	if (operand[0] == '@') {
		if (files_find(str_of(operand + 1), NULL, a, &found, f) < 0)
			return NULL;
		o.path = found.p;
	}
	if (strcmp(operand, "-") == 0) {
		o.name = "standard input";
		o.path = NULL;
		o.fd = STDIN_FILENO;
	} else {
		/* A file's order is relied on, whatever -s says: members of
		 * one that overlap are told. */
		o.drops_order = false;
		if (stat(o.path, &st) < 0 ? errno == ENOENT :
		    S_ISDIR(st.st_mode))
			return check_number(&o, k, f) < 0 ? NULL :
			    months_open(&o, f);
		o.fd = open(o.path, O_RDONLY | O_CLOEXEC);
		if (o.fd < 0) {
			fault_data(f, "%s: %s", operand, strerror(errno));
			return NULL;
		}
	}
	if ((k == KIND_UNKNOWN && kind_find(o.fd, o.path ? o.path : "", &k,
	    f) < 0) || check_number(&o, k, f) < 0) {
		close(o.fd);
		return NULL;
	}
	return kind_open(k, &o, f);
}
