#include "base/memo.h"

#include <stdlib.h>
#include <sys/mman.h>

#define WAYS        4u
#define CACHE_LINE  64u
#define WORD_MOST   32u
#define PLACES_MOST (1u << 20)
#define WIDE_PAGE   ((size_t)2 << 20)

/* what is known of each way of a set, four bits */
enum {
	FREE,
	FILLED,
	ASKED, /* for since the set was last full */
	STATE = 3,
	HELD = 4 /* asked for or filled in this turn */
};
#define WAY_BITS   4u
#define HELD_EVERY (HELD * 0x1111u)

/* A byte of each key: which word a place really holds stands in the place itself. Places are given in the order in which words
 * come, so that those of common words lie together */
typedef struct {
	uint32_t tags; /* the first the lowest */
	uint32_t at[WAYS];
	uint16_t used, turn; /* turn: in which it was last asked */
} memo_set;

/* a place: the word, then its value */
typedef struct {
	char norm[WORD_MOST];
	uint8_t n, kind;
	_Alignas(8) char value[];
} place;

struct mq_memo {
	mq_memo *next;
	const void *owner;
	memo_set *set;
	char *bytes;
	uint32_t mask;  /* of sets */
	uint32_t taken; /* places */
	uint16_t turn;  /* 0: no turns are taken */
	size_t size;    /* of a place: whole lines of the cache */
};

static mq_memo *memo_open(const void *owner, uint32_t places, size_t size)
{
	if (places > PLACES_MOST) places = PLACES_MOST;
	uint32_t sets = places / WAYS;
	mq_memo *m = calloc(1, sizeof *m);
	if (!m) return NULL;
	*m = (mq_memo){.owner = owner, .mask = sets - 1};
	m->size = (sizeof(place) + size + CACHE_LINE - 1) & ~(size_t)(CACHE_LINE - 1);
	m->set = calloc(sets, sizeof *m->set);
	size_t all = (m->size * places + WIDE_PAGE - 1) & ~(size_t)(WIDE_PAGE - 1);
	m->bytes = aligned_alloc(WIDE_PAGE, all);                  /* touched only where it is used */
	if (m->bytes) (void)madvise(m->bytes, all, MADV_HUGEPAGE); /* as far as the system has such pages to give */
	if (m->set && m->bytes) return m;
	mq_memo_close(m);
	return NULL;
}

void mq_memo_close(mq_memo *m)
{
	while (m) {
		mq_memo *next = m->next;
		free(m->set);
		free(m->bytes);
		free(m);
		m = next;
	}
}

mq_memo *mq_memo_of(mq_memo **list, const void *owner, uint32_t places, size_t size)
{
	for (mq_memo *m = *list; m; m = m->next)
		if (m->owner == owner) return m;
	mq_memo *m = memo_open(owner, places, size);
	if (!m) return NULL;
	m->next = *list;
	return *list = m;
}

void mq_memo_turn(mq_memo *m)
{
	if (m && ++m->turn == 0) m->turn = 1;
}

#define EVERY_WAY 0x01010101u
#define TOP_BITS  0x80808080u
#define TAG_BITS  8u

/* the ways whose tag it is, by their top bits: the lowest is right, one above it may not be */
static inline uint32_t ways_of(const memo_set *s, uint8_t tag)
{
	uint32_t other = s->tags ^ tag * EVERY_WAY;
	return (other - EVERY_WAY) & ~other & TOP_BITS;
}
static inline uint32_t first_way(uint32_t ways) { return (uint32_t)__builtin_ctz(ways) / TAG_BITS; }

static uint32_t set_of(const mq_memo *m, uint64_t key) { return (uint32_t)(key >> 17) & m->mask; }
static uint8_t tag_of(uint64_t key, uint8_t kind) { return (uint8_t)((key >> 48) + kind * 0x9Du); }
static inline place *place_at(const mq_memo *m, const memo_set *s, uint32_t way)
{
	return (place *)(void *)(m->bytes + m->size * s->at[way]);
}

static inline uint32_t state_of(const memo_set *s, uint32_t way) { return s->used >> WAY_BITS * way & (STATE | HELD); }
static inline void set_state(memo_set *s, uint32_t way, uint32_t state)
{
	s->used = (uint16_t)((s->used & ~((uint32_t)(STATE | HELD) << WAY_BITS * way)) | state << WAY_BITS * way);
}

/* what was held in an earlier turn is not any more; what is asked for now is held where turns are taken */
static inline uint32_t turn_set(const mq_memo *m, memo_set *s)
{
	if (s->turn != m->turn) {
		s->used &= (uint16_t)~HELD_EVERY;
		s->turn = m->turn;
	}
	return m->turn ? HELD : 0;
}

/* of a full set the first that was not asked for lately; never one that is held. WAYS when all are */
static uint32_t give_away(memo_set *s)
{
	for (uint32_t state = FREE; state <= ASKED; state++)
		for (uint32_t i = 0; i < WAYS; i++) {
			if (state_of(s, i) != state) continue;
			for (uint32_t k = 0; state == ASKED && k < WAYS; k++) set_state(s, k, FILLED | (state_of(s, k) & HELD));
			return i;
		}
	return WAYS;
}

void mq_memo_far(const mq_memo *m, uint64_t key)
{
	if (m) __builtin_prefetch(&m->set[set_of(m, key)]);
}

/* the way that will be given away, as far as nothing else is asked for before */
static inline uint32_t way_to_give(const memo_set *s)
{
	uint32_t i = 0;
	while (i < WAYS && (s->used >> WAY_BITS * i & STATE) == ASKED) i++;
	return i < WAYS && (s->used >> WAY_BITS * i & STATE) == FILLED ? i : WAYS;
}

bool mq_memo_near_some(const mq_memo *m, uint64_t key, uint8_t kind, size_t bytes)
{
	if (!m) return false;
	const memo_set *s = &m->set[set_of(m, key)];
	uint32_t ways = ways_of(s, tag_of(key, kind));
	uint32_t way = ways ? first_way(ways) : way_to_give(s);
	if (way == WAYS) return false;
	const char *p = (const char *)place_at(m, s, way);
	for (size_t line = 0; line < sizeof(place) + bytes; line += CACHE_LINE) __builtin_prefetch(p + line);
	return ways != 0;
}

bool mq_memo_near(const mq_memo *m, uint64_t key, uint8_t kind)
{
	return mq_memo_near_some(m, key, kind, m ? m->size - sizeof(place) : 0);
}

/* equal runs of at least that many bytes, at most twice as many, by two looks that overlap */
#define SAME_OF(type)                                                                                                            \
	static inline bool same_##type(const char *x, const char *y, size_t n)                                                   \
	{                                                                                                                        \
		type a, b, c, d;                                                                                                 \
		memcpy(&a, x, sizeof a);                                                                                         \
		memcpy(&b, y, sizeof b);                                                                                         \
		memcpy(&c, x + n - sizeof c, sizeof c);                                                                          \
		memcpy(&d, y + n - sizeof d, sizeof d);                                                                          \
		return !((a ^ b) | (c ^ d));                                                                                     \
	}
SAME_OF(uint64_t)
SAME_OF(uint32_t)
SAME_OF(uint16_t)

/* most words have 4 to 16 bytes */
static inline bool same_bytes(const char *x, const char *y, size_t n)
{
	if (n > 16) return memcmp(x, y, n) == 0;
	if (n >= 8) return same_uint64_t(x, y, n);
	if (n >= 4) return same_uint32_t(x, y, n);
	if (n >= 2) return same_uint16_t(x, y, n);
	return n == 0 || *x == *y;
}

static void *take_way(mq_memo *m, memo_set *s, uint32_t way, uint8_t tag, mq_text norm, uint8_t kind)
{
	if (state_of(s, way) == FREE) s->at[way] = m->taken++;
	place *p = place_at(m, s, way);
	s->tags = (s->tags & ~((uint32_t)UINT8_MAX << TAG_BITS * way)) | (uint32_t)tag << TAG_BITS * way;
	memcpy(p->norm, norm.p, norm.n);
	p->n = (uint8_t)norm.n;
	p->kind = kind;
	return p->value;
}

void *mq_memo_word(mq_memo *m, mq_text norm, uint64_t key, uint8_t kind, bool *known)
{
	*known = false;
	if (!m || norm.n > WORD_MOST) return NULL;
	uint8_t tag = tag_of(key, kind);
	memo_set *s = &m->set[set_of(m, key)];
	uint32_t held = turn_set(m, s), way;
	for (uint32_t ways = ways_of(s, tag); ways; ways &= ways - 1) {
		way = first_way(ways);
		place *p = place_at(m, s, way);
		if (state_of(s, way) == FREE || p->n != norm.n || p->kind != kind || !same_bytes(p->norm, norm.p, norm.n))
			continue;
		set_state(s, way, ASKED | held);
		*known = true;
		return p->value;
	}
	way = give_away(s);
	if (way == WAYS) return NULL;
	void *value = take_way(m, s, way, tag, norm, kind);
	set_state(s, way, FILLED | held);
	return value;
}
