#include "common.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/num.h"
#include "rows/bounds.h"

enum { OPT_CHUNK = 256, OPT_PROGRESS };

const struct cli_option common_options[] = {
	{ 'c', "columns", "COLS", "columns to write: NAME, NAME=EXPR, *, "
	    "@FILE" },
	{ 's', "sort", "[-]COL,...", "order of the rows written; - descending" },
	{ 'n', "rows", "N", "only the first N rows of that" },
	{ 'F', "fact", "NAME=AGG", "a fact for the end of the stream" },
	{ 'S', "memory", "SIZE", "what rows held may take: bytes, K, M or G; "
	    "256M" },
	{ 'o', "output", "FILE", "write FILE, whole or not at all" },
	{ OPT_CHUNK, "chunk", "ROWS", "rows of a chunk that is written" },
	{ OPT_PROGRESS, "progress", NULL, "tell on a terminal how far the "
	    "reading is" },
	{ 'q', "quiet", NULL, "no warnings" },
	{ CLI_HELP, "help", NULL, "this text" },
	{ CLI_VERSION, "version", NULL, "version of program and stream" },
	{ 0 }
};

void
common_init(struct common *c)
{
	*c = (struct common){ .limit = -1, .chunk_rows = PIPE_ROWS,
	    .kept_rows = PIPE_ROWS,
	    .memory = USUAL_MEMORY };
}

void
common_free(struct common *c)
{
	free(c->facts);
}

static int
take_number(const char *text, int64_t least, int64_t most, int64_t *v,
    const char *what, struct fault *f)
{
	if (num_int(str_of(text), v) && *v >= least && *v <= most)
		return 1;
	return fault_usage(f, "%s: %s is not a number from %lld to %lld",
	    what, quoted(str_of(text)), (long long)least, (long long)most);
}

int
common_memory(const char *text, size_t *bytes, struct fault *f)
{
	static const char units[] = "KMG";
	struct str s = str_of(text);
	const char *unit = s.n > 0 ? strchr(units, s.p[s.n - 1]) : NULL;
	unsigned shift = unit ? 10 * (unsigned)(unit - units + 1) : 0;
	int64_t v;

	s.n -= unit != NULL;
	if (!num_int(s, &v) || v < 0 || v > (int64_t)(INT64_MAX >> shift) ||
	    v << shift < LEAST_MEMORY)
		return fault_usage(f, "-S: %s is not a size of at least 1M",
		    quoted(str_of(text)));
	*bytes = (size_t)v << shift;
	return 1;
}

int
common_set(struct common *c, int letter, char *arg, struct fault *f)
{
	int64_t v;
	int done = 1;

	switch (letter) {
	case 'c': c->columns = arg; break;
	case 's': c->sort = arg; break;
	case 'n':
		done = take_number(arg, 0, INT64_MAX, &c->limit, "-n", f);
		break;
	case 'F':
		c->facts = mem_resize(c->facts, (c->nfacts + 1) *
		    sizeof *c->facts);
		c->facts[c->nfacts++] = arg;
		break;
	case 'S': done = common_memory(arg, &c->memory, f); break;
	case 'o': c->output = arg; break;
	case OPT_CHUNK:
		done = take_number(arg, 1, MAX_ROWS, &v, "--chunk", f);
		if (done > 0)
			c->chunk_rows = c->kept_rows = (uint32_t)v;
		c->chunk_given = true;
		break;
	case OPT_PROGRESS: c->progress = true; break;
	case 'q': cli_quiet(true); break;
	default: done = 0;
	}
	return done;
}
