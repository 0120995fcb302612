#include "pool.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What a machine may be up to. */
enum { AT_WORK, DRAINED, PREVENTED, IN_REPAIR };

/* What repeats: who runs a machine, what is in it. */
enum { RESEARCH, CAMPUS, OPEN, LAB, REMOTE };
static const struct pattern {
	const char *device;
	int memory, gpus, who, has_backfill, is_static;
} patterns[] = {
	{ "NVIDIA H200", 143771, 8, RESEARCH, 1, 0 },
	{ "NVIDIA L40S", 45589, 4, OPEN, 1, 0 },
	{ "NVIDIA A100-SXM4-80GB", 81051, 4, CAMPUS, 1, 0 },
	{ "NVIDIA GeForce RTX 2080 Ti", 11019, 8, OPEN, 0, 1 },
	{ "NVIDIA A100-SXM4-40GB", 40337, 4, RESEARCH, 1, 0 },
	{ "NVIDIA A40", 45634, 2, REMOTE, 0, 0 },
	{ "NVIDIA L40", 45470, 4, CAMPUS, 1, 0 },
	{ "NVIDIA H100 80GB HBM3", 81089, 4, OPEN, 0, 0 },
	{ "Quadro RTX 6000", 24220, 4, RESEARCH, 1, 0 },
	{ "NVIDIA A100-SXM4-80GB MIG 1g.10gb", 9728, 7, RESEARCH, 1, 0 },
	{ "Tesla P100-PCIE-16GB", 16276, 2, OPEN, 0, 1 },
	{ "NVIDIA H200", 143771, 4, CAMPUS, 1, 0 },
	{ "NVIDIA L40S", 45589, 2, LAB, 0, 0 },
	{ "NVIDIA GeForce GTX 1080 Ti", 11177, 4, OPEN, 1, 1 },
	{ "NVIDIA H100 80GB HBM3", 81089, 4, RESEARCH, 1, 0 },
};
enum { PATTERNS = sizeof(patterns) / sizeof(*patterns) };

static const char *const reasons[] = { "disk \"scratch\" is full",
    "d\303\251pannage pr\303\251vu", "GPU fell off the bus, ticket 4711" };

/* SplitMix64. */
static uint64_t
next(struct pool *p)
{
	uint64_t x = p->state += 0x9e3779b97f4a7c15u;

	x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
	x = (x ^ x >> 27) * 0x94d049bb133111ebu;
	return x ^ x >> 31;
}

int
pool_draw(struct pool *p, int n)
{
	return (int)((next(p) >> 32) * (uint64_t)n >> 32);
}

/* Steps of five minutes: hours as a rule, minutes and days at times. */
static int
draw_length(struct pool *p, int is_backfill)
{
	int r = pool_draw(p, 100);

	if (p->kind.is_adverse)
		return 1 + pool_draw(p, 60);
	if (is_backfill)
		return 12 + pool_draw(p, r < 80 ? 160 : 600);
	if (r < 45)
		return 3 + pool_draw(p, 33);
	if (r < 90)
		return 36 + pool_draw(p, 252);
	return 288 + pool_draw(p, 1152);
}

/* One of those who are in a campaign, if one is found soon; some have many. */
static int
draw_user(struct pool *p)
{
	int u = 0, users = p->kind.is_adverse ? POOL_USERS : POOL_USERS / 4;

	for (int tries = 0; tries < 8; tries++) {
		u = pool_draw(p, users);
		if (pool_draw(p, 3))
			u = pool_draw(p, u + 1);
		if (p->user[u].is_active)
			break;
	}
	return u;
}

static unsigned
gpus_of_jobs(const struct machine *m, int is_backfill)
{
	unsigned gpus = 0;

	for (int i = 0; i < POOL_JOBS; i++)
		if (m->job[i].is_backfill == is_backfill)
			gpus |= m->job[i].gpus;
	return gpus;
}

static void
start_job(struct pool *p, struct machine *m, unsigned gpus, int is_backfill)
{
	int user = draw_user(p), i = 0;
	struct job *j;

	while (m->job[i].gpus)
		i++;	/* there is one: no more jobs than twice the GPUs */
	j = &m->job[i];
	p->jobs++;
	*j = (struct job){ .gpus = gpus, .is_backfill = is_backfill,
	    .left = draw_length(p, is_backfill), .usage = -1,
	    .level = pool_draw(p, 5) ? 400000 + pool_draw(p, 600000) :
	    pool_draw(p, 80000) };
	if (p->kind.is_adverse && pool_draw(p, 12))
		j->usage = pool_draw(p, 1000000);
	snprintf(j->slot, sizeof(j->slot), "%s_%d",
	    is_backfill ? "backfill2" : "slot1", ++m->numbers % 40 + 1);
	snprintf(j->owner, sizeof(j->owner), "user%03d@pool.example", user);
	snprintf(j->id, sizeof(j->id), "ap%d.pool.example#%ld.%d#%ld",
	    1 + user % 2, 1000000 + p->jobs, pool_draw(p, 100),
	    p->second - pool_draw(p, 7200));
	m->is_changed = 1;
}

/* A job of an owner of the machine ends those of backfill on its GPUs. */
static void
take_back(struct machine *m, unsigned gpus)
{
	for (int i = 0; i < POOL_JOBS; i++)
		if (m->job[i].is_backfill && m->job[i].gpus & gpus)
			m->job[i].gpus = 0;
}

static void
live_jobs(struct pool *p, struct machine *m)
{
	for (int i = 0; i < POOL_JOBS; i++) {
		struct job *j = &m->job[i];

		if (!j->gpus)
			continue;
		if (--j->left <= 0) {
			j->gpus = 0;
			m->is_changed = 1;
		} else if (p->kind.is_adverse && j->usage >= 0) {
			j->usage += pool_draw(p, 50001) - 25000;
			j->usage = j->usage < 0 ? 0 : j->usage > 1000000 ?
			    1000000 : j->usage;
			m->is_changed = 1;
		} else if (!p->kind.is_adverse && !pool_draw(p, 12)) {
			/* Ever nearer to the level, to four places. */
			j->usage = (j->level + (pool_draw(p, 80001) - 40000) *
			    4 / (4 + j->left / 12)) / 100 * 100;
			j->usage = j->usage < 0 ? 0 : j->usage;
			m->is_changed = 1;
		}
	}
}

/* Jobs of one GPU as a rule, of two or four where there are so many. */
static void
start_jobs(struct pool *p, struct machine *m, int one_in, int is_backfill)
{
	unsigned idle = ((1u << m->gpus) - 1) & ~gpus_of_jobs(m, 0);

	if (is_backfill)
		idle &= ~gpus_of_jobs(m, 1);
	for (int g = 0; g < m->gpus; g++) {
		unsigned gpus = 1u << g;
		int want = pool_draw(p, 8) ? 1 : pool_draw(p, 3) ? 2 : 4;

		if (!(idle & gpus) || pool_draw(p, one_in))
			continue;
		if (is_backfill || !m->is_partitionable)
			want = 1;
		for (int k = g + 1; k < m->gpus && want > 1; k++)
			if (idle & 1u << k) {
				gpus |= 1u << k;
				want--;
			}
		idle &= ~gpus;
		if (!is_backfill)
			take_back(m, gpus);
		start_job(p, m, gpus, is_backfill);
	}
}

/* Machines are drained for hours, repaired for days, kept from jobs. */
static void
live_mode(struct pool *p, struct machine *m)
{
	int r;

	if (m->mode != AT_WORK) {
		if (--m->left > 0)
			return;
		m->mode = AT_WORK;
		m->reason = NULL;
		m->is_changed = 1;
		return;
	}
	r = pool_draw(p, 30000);
	if (r > 6)
		return;
	m->mode = r < 3 ? DRAINED : r < 5 ? PREVENTED : IN_REPAIR;
	m->left = 12 + pool_draw(p, m->mode == DRAINED ? 400 : 1000);
	if (m->mode == PREVENTED)
		m->reason = reasons[pool_draw(p, 3)];
	else
		for (int i = 0; i < POOL_JOBS; i++)
			m->job[i].gpus = 0;
	m->is_changed = 1;
}

static int
is_member(const struct pool *p, const struct machine *m)
{
	return m->mode != IN_REPAIR && p->step >= m->from && p->step < m->to;
}

static void
live_machine(struct pool *p, struct machine *m)
{
	int one_in = p->kind.is_adverse ? 8 : 7000 / p->demand;

	if (p->step == m->from || p->step == m->to)
		m->is_changed = 1;
	live_mode(p, m);
	if (!is_member(p, m))
		return;
	live_jobs(p, m);
	if (m->mode != AT_WORK)
		return;
	one_in = one_in * 100 / p->kind.change;
	start_jobs(p, m, one_in > 0 ? one_in : 1, 0);
	if (m->has_backfill)
		start_jobs(p, m, p->kind.is_adverse ? 5 : 50, 1);
}

/* Who is in a campaign: some days of work, some weeks of none. */
static void
live_users(struct pool *p, int users)
{
	int active = 0, hour = (int)(p->second / 3600 % 24);

	for (int i = 0; i < users; i++) {
		struct user *u = &p->user[i];

		if (--u->left <= 0) {
			u->is_active = !u->is_active;
			u->left = 288 + pool_draw(p, u->is_active ? 2000 :
			    6000);
		}
		active += u->is_active;
	}
	p->demand = 30 + 200 * active / users;
	p->demand += hour >= 8 && hour < 20 ? p->demand / 3 :
	    -p->demand / 4;
}

/* The collector misses single snapshots, hours, now and then days. */
static void
live_collector(struct pool *p)
{
	p->is_away = 0;
	if (p->kind.is_adverse)
		return;
	if (p->away_left > 0)
		p->away_left--;
	else if (!pool_draw(p, 2000))
		p->away_left = pool_draw(p, pool_draw(p, 5) ? 60 : 900);
	p->is_away = p->away_left > 0 || !pool_draw(p, 80);
}

/* The GPUs of a set, a comma between. */
static void
list_gpus(const struct machine *m, unsigned gpus, char *to, size_t size)
{
	size_t n = 0;

	*to = '\0';
	for (int g = 0; g < m->gpus; g++)
		if (gpus & 1u << g)
			n += (size_t)snprintf(to + n, size - n, "%s%s",
			    n ? "," : "", m->gpu[g]);
}

/* A row for each GPU of a slot, or one without: an empty set. */
static void
add_rows(struct machine *m, const char *slot, unsigned gpus, unsigned available,
    const char *state, const struct job *j)
{
	int wanted = 0;

	for (int g = 0; g < m->gpus; g++)
		wanted += (gpus & 1u << g) != 0;
	for (int g = 0; g < m->gpus && m->n_rows < POOL_ROWS; g++) {
		struct pool_row *r;

		if (gpus ? !(gpus & 1u << g) : g > 0)
			continue;
		r = &m->row[m->n_rows++];
		snprintf(r->name, sizeof(r->name), "%s@%s", slot, m->suffix);
		list_gpus(m, available, r->available, sizeof(r->available));
		r->gpu = gpus ? m->gpu[g] : "";
		r->state = state;
		r->device = m->device;
		r->memory = m->memory;
		r->projects = m->is_remote ? NULL : m->projects;
		r->machine = m->name;
		r->owner = j ? j->owner : NULL;
		r->job = j ? j->id : NULL;
		r->usage = j && j->usage >= 0 ? wanted * j->usage / 1e6 : -1;
		r->reason = m->reason;
		r->disk = j ? wanted * 2048 : m->disk;
	}
}

/* The slots of a kind that have jobs. */
static void
add_jobs(struct machine *m, int is_backfill)
{
	for (int i = 0; i < POOL_JOBS; i++) {
		const struct job *j = &m->job[i];

		if (j->gpus && j->is_backfill == is_backfill)
			add_rows(m, j->slot, j->gpus, j->gpus, "Claimed", j);
	}
}

/* All rows of a machine, as its slots are listed: the one that is divided
 * names all GPUs while one of them is free, whoever has the others. */
static void
list_rows(const struct pool *p, struct machine *m)
{
	unsigned all = (1u << m->gpus) - 1, free = all & ~gpus_of_jobs(m, 0);
	unsigned left = free & ~gpus_of_jobs(m, 1);
	const char *idle = m->mode == DRAINED ? "Drained" : "Unclaimed";

	m->is_changed = 0;
	m->n_rows = 0;
	if (!is_member(p, m))
		return;
	if (!m->is_partitionable)
		for (int g = 0; g < m->gpus; g++) {
			char slot[16];

			snprintf(slot, sizeof(slot), "slot%d", g + 1);
			if (free & 1u << g)
				add_rows(m, slot, 1u << g, 1u << g, idle, NULL);
		}
	else if (free)
		add_rows(m, "slot1", all, free, idle, NULL);
	add_jobs(m, 0);
	if (!m->has_backfill)
		return;
	if (left || m->disk % 3)
		add_rows(m, "backfill2", left, left, idle, NULL);
	add_jobs(m, 1);
}

void
pool_step(struct pool *p, long second)
{
	p->second = second;
	live_users(p, p->kind.is_adverse ? POOL_USERS : POOL_USERS / 4);
	live_collector(p);
	for (int i = 0; i < p->machines; i++) {
		struct machine *m = &p->machine[i];

		live_machine(p, m);
		if (m->is_changed)
			list_rows(p, m);
	}
	p->step++;
}

long
pool_rows(const struct pool *p)
{
	long rows = 0;

	for (int i = 0; i < p->machines; i++)
		rows += p->machine[i].n_rows;
	return rows;
}

static void
make_machine(struct pool *p, int i)
{
	static const char *const names[] = { "group", "campus", "gpu",
	    "lab", "node" };
	const struct pattern *like = &patterns[i % PATTERNS];
	struct machine *m = &p->machine[i];

	m->device = like->device;
	m->memory = like->memory;
	m->gpus = like->gpus;
	m->is_partitionable = !like->is_static;
	m->has_backfill = like->has_backfill;
	m->is_remote = like->who == REMOTE;
	m->is_owned = like->who == CAMPUS;
	m->is_masked = like->who == LAB;
	m->disk = 1000 * (100000 + pool_draw(p, 900000));
	snprintf(m->name, sizeof(m->name), "%s%04d.%s.example",
	    names[like->who], 100 + 7 * i, m->is_remote ? "grid" : "pool");
	if (m->is_remote)
		snprintf(m->suffix, sizeof(m->suffix), "glidein_%d@%s", i,
		    m->name);
	else
		snprintf(m->suffix, sizeof(m->suffix), "%s", m->name);
	if (like->who == RESEARCH || like->who == CAMPUS)
		snprintf(m->projects, sizeof(m->projects), "Project%c%s",
		    'A' + i % 17, i % 3 ? "" : ",Common");
	for (int g = 0; g < m->gpus; g++)
		snprintf(m->gpu[g], sizeof(m->gpu[g]), "%s-%08x",
		    strstr(m->device, "MIG") ? "MIG" : "GPU",
		    (unsigned)(next(p) >> 32));
	m->is_changed = 1;
}

struct pool *
pool_new(const struct pool_kind *kind)
{
	struct pool *p = calloc(1, sizeof(*p));

	if (p)
		p->machine = calloc((size_t)kind->machines,
		    sizeof(*p->machine));
	if (!p || !p->machine) {
		fprintf(stderr, "generate: no memory\n");
		exit(1);
	}
	p->kind = *kind;
	p->machines = kind->machines;
	p->state = kind->seed;
	for (int i = 0; i < POOL_USERS; i++) {
		p->user[i].is_active = !pool_draw(p, 3);
		p->user[i].left = pool_draw(p, 2000);
	}
	for (int i = 0; i < p->machines; i++) {
		make_machine(p, i);
		p->machine[i].to = 1 << 30;
	}
	/* Machines that come in the course of the year, and one that goes. */
	if (!kind->is_adverse && p->machines > 20) {
		p->machine[15].from = 46000;
		p->machine[11].from = 72000;
		p->machine[10].to = 60000;
	}
	return p;
}

void
pool_free(struct pool *p)
{
	free(p->machine);
	free(p);
}
