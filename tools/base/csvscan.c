#include "csvscan.h"

#include <stdlib.h>
#include <string.h>
#ifdef __x86_64__
#include <immintrin.h>
#endif

#include "arena.h"

enum {
	BLOCK = 64,
	BLOCKS = CSVSCAN_STEP / BLOCK,
	SLACK = BLOCK          /* ends are written eight at a time */
};

/* Bit i is byte i of a block. */
struct masks {
	uint64_t quotes, separators, newlines;
};

enum csvscan_way
csvscan_best(void)
{
#ifdef __x86_64__
	if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
	    __builtin_cpu_supports("popcnt"))
		return SCAN_AVX2;
	return SCAN_SSE2;
#else
	return SCAN_PLAIN;
#endif
}

void
csvscan_open(struct csvscan *s, char separator)
{
	size_t most = CSVSCAN_STEP + CSVSCAN_FIELDS + SLACK;

	*s = (struct csvscan){ .way = csvscan_best(), .separator = separator,
	    .may_open = true };
	s->ends = mem_get(mem_times(most, sizeof *s->ends));
	s->records = mem_get(mem_times(CSVSCAN_STEP, sizeof *s->records));
	s->inner = mem_get(mem_times(CSVSCAN_STEP, sizeof *s->inner));
}

void
csvscan_close(struct csvscan *s)
{
	free(s->ends);
	free(s->records);
	free(s->inner);
	*s = (struct csvscan){ 0 };
}

/* Bytes that equal `c`, as their highest bits: exact, no carry leaves a
 * byte. */
static uint64_t
equal_bytes(uint64_t bytes, uint64_t c)
{
	const uint64_t low = UINT64_C(0x7f7f7f7f7f7f7f7f);
	uint64_t x = bytes ^ c;

	return ~(((x & low) + low) | x | low);
}

/* The highest bits of eight bytes side by side, the first byte lowest. */
static uint64_t
gather(uint64_t high)
{
	return ((high >> 7) * UINT64_C(0x0102040810204080)) >> 56;
}

static void
masks_plain(struct masks *m, const char *p, size_t blocks, char separator)
{
	const uint64_t ones = UINT64_C(0x0101010101010101);
	const uint64_t comma = ones * (unsigned char)separator;

	for (size_t b = 0; b < blocks; b++, m++) {
		*m = (struct masks){ 0 };
		for (unsigned i = 0; i < BLOCK; i += 8, p += 8) {
			uint64_t x = 0;

			for (unsigned k = 0; k < 8; k++)
				x |= (uint64_t)(unsigned char)p[k] << 8 * k;
			m->quotes |= gather(equal_bytes(x, ones * '"')) << i;
			m->separators |= gather(equal_bytes(x, comma)) << i;
			m->newlines |= gather(equal_bytes(x,
			    ones * '\n')) << i;
		}
	}
}

#ifdef __x86_64__
static void
masks_sse2(struct masks *m, const char *p, size_t blocks, char separator)
{
	const __m128i quote = _mm_set1_epi8('"');
	const __m128i comma = _mm_set1_epi8(separator);
	const __m128i newline = _mm_set1_epi8('\n');

	for (size_t b = 0; b < blocks; b++, m++) {
		struct masks x = { 0 };

		for (unsigned i = 0; i < BLOCK; i += 16, p += 16) {
			__m128i v = _mm_loadu_si128((const __m128i *)
			    (const void *)p);

			x.quotes |= (uint64_t)(unsigned)_mm_movemask_epi8(
			    _mm_cmpeq_epi8(v, quote)) << i;
			x.separators |= (uint64_t)(unsigned)_mm_movemask_epi8(
			    _mm_cmpeq_epi8(v, comma)) << i;
			x.newlines |= (uint64_t)(unsigned)_mm_movemask_epi8(
			    _mm_cmpeq_epi8(v, newline)) << i;
		}
		*m = x;
	}
}

__attribute__((target("avx2"))) static void
masks_avx2(struct masks *m, const char *p, size_t blocks, char separator)
{
	const __m256i quote = _mm256_set1_epi8('"');
	const __m256i comma = _mm256_set1_epi8(separator);
	const __m256i newline = _mm256_set1_epi8('\n');

	for (size_t b = 0; b < blocks; b++, m++) {
		struct masks x = { 0 };

		for (unsigned i = 0; i < BLOCK; i += 32, p += 32) {
			__m256i v = _mm256_loadu_si256((const __m256i *)
			    (const void *)p);

			x.quotes |= (uint64_t)(uint32_t)_mm256_movemask_epi8(
			    _mm256_cmpeq_epi8(v, quote)) << i;
			x.separators |= (uint64_t)(uint32_t)
			    _mm256_movemask_epi8(_mm256_cmpeq_epi8(v,
			    comma)) << i;
			x.newlines |= (uint64_t)(uint32_t)
			    _mm256_movemask_epi8(_mm256_cmpeq_epi8(v,
			    newline)) << i;
		}
		*m = x;
	}
}
#endif

static void
masks_of(const struct csvscan *s, struct masks *m, const char *p,
    size_t blocks)
{
	switch (s->way) {
#ifdef __x86_64__
	case SCAN_AVX2:
		masks_avx2(m, p, blocks, s->separator);
		return;
	case SCAN_SSE2:
		masks_sse2(m, p, blocks, s->separator);
		return;
#else
	case SCAN_AVX2:
	case SCAN_SSE2:
#endif
	case SCAN_PLAIN:
		break;
	}
	masks_plain(m, p, blocks, s->separator);
}

/* A quote may close only before a separator, a newline, another quote (two
 * are one) or a carriage return with a newline. */
static bool
closes_well(struct csvscan *s, const struct masks *m, uint64_t closing,
    const char *p, unsigned n)
{
	uint64_t behind = closing << 1 | s->has_closed;
	uint64_t other = behind & ~(m->separators | m->newlines | m->quotes);
	bool ends_in_cr = false;

	if (s->needs_newline && !(m->newlines & 1))
		return false;
	if (n < BLOCK)
		other &= (UINT64_C(1) << n) - 1;
	for (; other; other &= other - 1) {
		unsigned i = (unsigned)__builtin_ctzll(other);

		if (p[i] != '\r')
			return false;
		if (i + 1 == n)
			ends_in_cr = true;
		else if (!(m->newlines >> (i + 1) & 1))
			return false;
	}
	s->needs_newline = ends_in_cr;
	return true;
}

static uint64_t
prefix_xor(uint64_t x)
{
	for (unsigned i = 1; i < BLOCK; i <<= 1)
		x ^= x << i;
	return x;
}

/* Tells which newlines in quotes belong to which record. */
static void
note_inner(struct csvscan *s, uint64_t inner, uint64_t ends)
{
	size_t record = s->nrecords;

	for (; inner; inner &= inner - 1) {
		uint64_t bit = inner & -inner;

		while (ends & (bit - 1)) {
			ends &= ends - 1;
			record++;
		}
		s->inner[s->ninner++] = (uint32_t)record;
	}
}

/* What lies in quotes: sets *inside, and what the next block must know. */
static bool
find_quotes(struct csvscan *s, const struct masks *m, const char *p,
    unsigned n, uint64_t *inside)
{
	uint64_t in = prefix_xor(m->quotes) ^ (s->in_quotes ? ~UINT64_C(0) : 0);
	uint64_t closing = m->quotes & ~in, opening = m->quotes & in;
	uint64_t any = m->quotes | m->separators | m->newlines;

	if ((opening & ~(any << 1 | s->may_open)) != 0 ||
	    !closes_well(s, m, closing, p, n))
		return false;
	s->in_quotes = in >> (n - 1) & 1;
	s->has_closed = closing >> (n - 1) & 1;
	*inside = in;
	return true;
}

/* One for each block of at most 64 bytes at s->at. */
static inline __attribute__((always_inline)) bool
index_block(struct csvscan *s, const struct masks *m, const char *p,
    unsigned n)
{
	uint64_t inside = 0, ends, newlines;
	uint32_t *to = s->ends + s->n;
	uint32_t at = (uint32_t)s->at;
	unsigned count;

	if (((m->quotes != 0) | s->in_quotes | s->has_closed |
	    s->needs_newline) && !find_quotes(s, m, p, n, &inside))
		return false;
	s->may_open = (m->quotes | m->separators | m->newlines) >> (n - 1) &
	    1;
	newlines = m->newlines & ~inside;
	ends = (m->separators | m->newlines) & ~inside;
	if (m->newlines & inside)
		note_inner(s, m->newlines & inside, newlines);
	count = (unsigned)__builtin_popcountll(ends);
	for (uint64_t rest = newlines; rest; rest &= rest - 1)
		s->records[s->nrecords++] = (uint32_t)(s->n + 1 +
		    (unsigned)__builtin_popcountll(ends &
		    ((rest & -rest) - 1)));
	/* Eight at once: how many there are can't be guessed well. */
	for (unsigned k = 0; k < count; k += 8)
		for (unsigned i = 0; i < 8; i++) {
			to[k + i] = at + (uint32_t)__builtin_ctzll(ends |
			    UINT64_C(1) << 63);
			ends &= ends - 1;
		}
	s->n += count;
	s->at += n;
	return true;
}

static inline __attribute__((always_inline)) bool
index_blocks(struct csvscan *s, const struct masks *m, const char *p,
    size_t blocks)
{
	for (size_t b = 0; b < blocks; b++)
		if (!index_block(s, &m[b], p + b * BLOCK, BLOCK))
			return false;
	return true;
}

static bool
index_anywhere(struct csvscan *s, const struct masks *m, const char *p,
    size_t blocks)
{
	return index_blocks(s, m, p, blocks);
}

#ifdef __x86_64__
__attribute__((target("avx2,bmi,popcnt"))) static bool
index_avx2(struct csvscan *s, const struct masks *m, const char *p,
    size_t blocks)
{
	return index_blocks(s, m, p, blocks);
}
#endif

/* The end of what is there, padded. */
static bool
index_tail(struct csvscan *s, const char *p, unsigned n)
{
	char padded[BLOCK] = { 0 };
	struct masks m;

	memcpy(padded, p, n);
	masks_of(s, &m, padded, 1);
	if (n < BLOCK) { /* a separator may be NUL */
		uint64_t low = (UINT64_C(1) << n) - 1;

		m.quotes &= low;
		m.separators &= low;
		m.newlines &= low;
	}
	return index_block(s, &m, padded, n);
}

bool
csvscan_feed(struct csvscan *s, const char *p, size_t n)
{
	struct masks m[BLOCKS];
	size_t blocks = (n - s->at) / BLOCK;
	bool done;

	masks_of(s, m, p + s->at, blocks);
#ifdef __x86_64__
	if (s->way == SCAN_AVX2)
		done = index_avx2(s, m, p + s->at, blocks);
	else
#endif
		done = index_anywhere(s, m, p + s->at, blocks);
	return done && (s->at == n ||
	    index_tail(s, p + s->at, (unsigned)(n - s->at)));
}

size_t
csvscan_drop(struct csvscan *s)
{
	size_t used, from, kept;

	if (s->nrecords > 0)
		s->begun_inner = 0;
	while (s->ninner > 0 && s->inner[s->ninner - 1] == s->nrecords) {
		s->begun_inner++;
		s->ninner--;
	}
	s->ninner = 0;
	if (s->nrecords == 0)
		return 0;
	used = s->records[s->nrecords - 1];
	from = s->ends[used - 1] + 1;
	kept = s->n - used;
	for (size_t i = 0; i < kept; i++)
		s->ends[i] = s->ends[used + i] - (uint32_t)from;
	s->n = kept;
	s->nrecords = 0;
	s->at -= from;
	return from;
}
