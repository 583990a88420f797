/* The search index's terms. Words repeat, and most stand between two ASCII bytes: a run of bytes above 0x7F is looked up whole,
 * as printed, in a table of runs met before, which tells the word in it and its terms; so a usual word is never normalised nor
 * analysed again. A run that is not one word (Latin, digits, two words) is walked by the scanner. The table is bounded: full, it
 * forgets the runs that were met but once. What it holds depends on the bytes of the run alone, so what comes out does not depend
 * on it. */
#include "text/lexicon.h"

#define RUN_MOST    64u /* bytes: longer runs are walked */
#define PAD         (RUN_MOST + 8u)
#define SLOTS_FIRST 8192u /* powers of two; at most half of them are taken */
#define SLOTS_MOST  524288u
/* The memory that a word's run and slot stand in is far from the last word's: several are asked for before any is looked at. */
#define AHEAD       32u
#define NEXT_LINE   48u /* bytes of a run, which seldom begins where a line of the cache does */
#define BLOCK       ((size_t)1 << 17)
#define BLOCKS_MOST 128u

enum { NO_WORD, ONE_WORD, TO_WALK, NOT_READ, KIND = 3, AGAIN = 4 /* met since the table was last full */ };
#define KEPT_MOST(cap) ((cap) / 8 * 3) /* more runs than this that were met again are too many to keep */

typedef struct {
	uint8_t n; /* bytes of the run; they follow, with zeros up to a multiple of eight, then the terms */
	uint8_t kind, start, end, terms;
	uint8_t size[MQ_TERMS_MOST];
} run;

typedef struct {
	uint32_t hash, at; /* at: 1 + place in the pool, 0: free */
} slot;

struct mq_terms {
	const mq_lexicon *lex;
	mq_arena *a;
	slot *slots;
	uint32_t cap, n;
	char *block[BLOCKS_MOST];
	size_t ends[BLOCKS_MOST]; /* bytes used of each but the newest */
	uint32_t blocks, block_at;
	size_t used; /* bytes of the newest block */
	int which;   /* MQ_TERMS_*: what the runs' terms hold */
	mq_word_terms made;
	mq_raw raw;
	mq_ahead ahead[AHEAD]; /* the words of runs not met before */
	uint32_t changes;      /* of the table: what was found in it before is found no more */
	char last[2 * PAD];    /* the end of a text, with zeros behind it */
};

mq_status mq_terms_open(mq_arena *a, const mq_lexicon *lex, mq_terms **out)
{
	mq_terms *t = MQ_NEW(a, mq_terms);
	if (!t) return mq_fail_memory(a);
	t->lex = lex;
	t->a = a;
	t->cap = SLOTS_FIRST;
	t->which = MQ_TERMS_STEM;
	t->slots = MQ_ARRAY(a, slot, t->cap);
	t->block[0] = mq_arena_alloc(a, BLOCK);
	if (!t->slots || !t->block[0]) return mq_fail_memory(a);
	t->blocks = 1;
	*out = t;
	return MQ_DONE;
}

/* eight bytes, the first one lowest */
static inline uint64_t eight(const char *p)
{
	uint64_t v;
	memcpy(&v, p, sizeof v);
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	v = __builtin_bswap64(v);
#endif
	return v;
}

static inline uint64_t mix(uint64_t h, uint64_t v)
{
	h = (h ^ v) * 0x9E3779B97F4A7C15u;
	return h ^ h >> 29;
}

/* the run of bytes above 0x7F at p: its length, RUN_MOST + 1 when it is longer, and its hash. RUN_MOST + 8 bytes can be read */
static inline uint32_t measure(const char *p, uint32_t *hash)
{
	uint64_t h = 0;
	for (uint32_t i = 0; i < RUN_MOST; i += 8) {
		uint64_t v = eight(p + i), ascii = ~v & 0x8080808080808080u;
		if (!ascii) {
			h = mix(h, v);
			continue;
		}
		uint32_t more = (uint32_t)__builtin_ctzll(ascii) / 8;
		*hash = (uint32_t)(mix(h, v & (((uint64_t)1 << (8 * more)) - 1)) >> 16);
		return i + more;
	}
	*hash = (uint32_t)(mix(h, 0) >> 16);
	return (unsigned char)p[RUN_MOST] < 0x80 ? RUN_MOST : RUN_MOST + 1;
}

/* the marks that the Arab press writes onto words, as two bytes: ، ؛ ؟ » */
static inline bool is_mark_behind(const char *p)
{
	unsigned char a = (unsigned char)p[0], b = (unsigned char)p[1];
	return (a == 0xD8 && (b == 0x8C || b == 0x9B || b == 0x9F)) || (a == 0xC2 && b == 0xBB);
}

/* measure(), and a mark at the end left to a run of its own: else a word would be many runs */
static inline uint32_t measure_word(const char *p, uint32_t *hash)
{
	uint32_t n = measure(p, hash);
	if (n <= 4 || n > RUN_MOST || !is_mark_behind(p + n - 2)) return n;
	uint64_t h = 0;
	n -= 2;
	for (uint32_t i = 0; i + 8 <= n; i += 8) h = mix(h, eight(p + i));
	uint64_t rest = n % 8 ? eight(p + n / 8 * 8) & (((uint64_t)1 << (8 * (n % 8))) - 1) : 0;
	*hash = (uint32_t)(mix(h, rest) >> 16);
	return n;
}

static inline uint32_t padded(uint32_t n) { return (n + 7) & ~7u; }
static inline run *run_at(const mq_terms *t, uint32_t at) { return (run *)(void *)(t->block[at / BLOCK] + at % BLOCK); }
static inline const char *bytes_of(const run *r) { return (const char *)(r + 1); }

static inline bool same_run(const run *r, const char *p, uint32_t n)
{
	const char *own = bytes_of(r);
	uint32_t i = 0;
	if (r->n != n) return false;
	for (; i + 8 <= n; i += 8)
		if (eight(own + i) != eight(p + i)) return false;
	return i == n || eight(own + i) == (eight(p + i) & (((uint64_t)1 << (8 * (n - i))) - 1));
}

/* the first run of that hash from slot i on, likely the one; *i is its slot */
static inline run *likely_run(const mq_terms *t, uint32_t hash, uint32_t *i)
{
	for (; t->slots[*i].at; *i = (*i + 1) & (t->cap - 1))
		if (t->slots[*i].hash == hash) return run_at(t, t->slots[*i].at - 1);
	return NULL;
}

static inline run *find_run(const mq_terms *t, const char *p, uint32_t n, uint32_t hash)
{
	uint32_t i = hash & (t->cap - 1);
	run *r;
	while ((r = likely_run(t, hash, &i)) && !same_run(r, p, n)) i = (i + 1) & (t->cap - 1);
	return r;
}

static void put_slot(mq_terms *t, uint32_t hash, uint32_t at)
{
	uint32_t i = hash & (t->cap - 1);
	while (t->slots[i].at) i = (i + 1) & (t->cap - 1);
	t->slots[i] = (slot){hash, at + 1};
	t->n++;
}

static void forget(mq_terms *t)
{
	memset(t->slots, 0, t->cap * sizeof *t->slots);
	t->n = t->block_at = 0;
	t->changes++;
	t->used = 0;
}

static size_t size_of(const run *r)
{
	size_t n = sizeof *r + padded(r->n);
	for (uint32_t i = 0; i < r->terms; i++) n += r->size[i];
	return (n + 7) & ~(size_t)7;
}

/* what measure() made of the run's bytes */
static uint32_t hash_of(const run *r)
{
	uint64_t h = 0;
	for (uint32_t i = 0; i < r->n; i += 8) h = mix(h, eight(bytes_of(r) + i));
	if (r->n % 8 == 0) h = mix(h, 0);
	return (uint32_t)(h >> 16);
}

/* where the pool goes on: the same block, or the next one, which is there */
static char *next_room(mq_terms *t, size_t n, uint32_t *at)
{
	if (t->used + n > BLOCK) {
		t->ends[t->block_at++] = t->used;
		t->used = 0;
	}
	*at = (uint32_t)(t->block_at * BLOCK + t->used);
	t->used += n;
	return t->block[t->block_at] + *at % BLOCK;
}

/* the runs met again move to the front of the pool; how many they are */
static uint32_t keep_blocks(mq_terms *t, uint32_t blocks, size_t used)
{
	uint32_t kept = 0, at;
	for (uint32_t b = 0; b <= blocks; b++)
		for (size_t i = 0, end = b < blocks ? t->ends[b] : used; i < end;) {
			run *r = (run *)(void *)(t->block[b] + i);
			size_t n = size_of(r);
			i += n;
			if (!(r->kind & AGAIN)) continue;
			r->kind &= KIND;
			memmove(next_room(t, n, &at), r, n);
			kept++;
		}
	return kept;
}

/* the table is full: only runs met again are kept, or none where these are too many */
static void keep_again(mq_terms *t)
{
	uint32_t blocks = t->block_at;
	size_t used = t->used;
	forget(t);
	uint32_t kept = keep_blocks(t, blocks, used), last = t->block_at;
	used = t->used;
	if (kept > KEPT_MOST(t->cap) || last > BLOCKS_MOST / 4 * 3) {
		forget(t);
		return;
	}
	for (uint32_t b = 0; b <= last; b++)
		for (size_t i = 0, end = b < last ? t->ends[b] : used; i < end;) {
			const run *r = (const run *)(const void *)(t->block[b] + i);
			put_slot(t, hash_of(r), (uint32_t)(b * BLOCK + i));
			i += size_of(r);
		}
}

/* twice the slots, while that is allowed and there is memory; else the table is full */
static void make_slots(mq_terms *t)
{
	slot *old = t->slots;
	uint32_t n = t->cap;
	slot *fresh = n < SLOTS_MOST ? MQ_ARRAY(t->a, slot, n * 2) : NULL;
	if (!fresh) {
		keep_again(t);
		return;
	}
	t->slots = fresh;
	t->cap = n * 2;
	t->n = 0;
	for (uint32_t i = 0; i < n; i++)
		if (old[i].at) put_slot(t, old[i].hash, old[i].at - 1);
}

/* room for a run in the pool; a full pool keeps what was met again */
static char *make_room(mq_terms *t, size_t n, uint32_t *at)
{
	n = (n + 7) & ~(size_t)7;
	if (t->used + n > BLOCK && t->block_at + 1 == t->blocks) {
		if (t->blocks < BLOCKS_MOST) {
			t->block[t->blocks] = mq_arena_alloc(t->a, BLOCK);
			t->blocks += t->block[t->blocks] != NULL;
		}
		if (t->block_at + 1 == t->blocks) keep_again(t);
		if (t->used + n > BLOCK && t->block_at + 1 == t->blocks) forget(t);
	}
	return next_room(t, n, at);
}

/* what there is in a run: at most one word, or too much to be told in advance */
static uint8_t look_into(mq_terms *t, mq_text bytes, mq_raw *word)
{
	mq_scan s;
	uint8_t kind = NO_WORD;
	mq_raw *w = word;
	mq_scan_open(&s, bytes);
	while (mq_scan_next(&s, w)) {
		if (w->kind > MQ_TOKEN_NUMBER) continue;
		/* Latin letters and digits may go on in ASCII */
		if (kind != NO_WORD || w->kind == MQ_TOKEN_LATIN || w->kind == MQ_TOKEN_NUMBER) return TO_WALK;
		kind = ONE_WORD;
		w = &t->raw;
	}
	return kind;
}

typedef struct {
	uint32_t at, n;
	uint32_t hash;
	uint8_t kind; /* of a new run */
	run *r;       /* likely the one */
} found_run;

static run *add_run(mq_terms *t, const char *p, const found_run *f, const mq_ahead *w)
{
	uint32_t at, n = f->n, hash = f->hash;
	run head = {.n = (uint8_t)n, .kind = f->kind};
	size_t size = sizeof head + padded(n);
	t->made.n = 0;
	if (head.kind == ONE_WORD) {
		mq_lexicon_terms(t->lex, w, t->which, &t->made);
		head.start = (uint8_t)w->word.start;
		head.end = (uint8_t)w->word.end;
		head.terms = (uint8_t)t->made.n;
	}
	for (uint32_t i = 0; i < t->made.n; i++) {
		head.size[i] = t->made.size[i];
		size += t->made.size[i];
	}
	if (t->n * 2 >= t->cap) make_slots(t);
	char *to = make_room(t, size, &at);
	memcpy(to, &head, sizeof head);
	memset(to + sizeof head, 0, padded(n));
	memcpy(to + sizeof head, p, n);
	char *term = to + sizeof head + padded(n);
	for (uint32_t i = 0; i < t->made.n; term += t->made.size[i++]) memcpy(term, t->made.term[i], t->made.size[i]);
	put_slot(t, hash, at);
	return (run *)(void *)to;
}

typedef struct {
	mq_terms *t;
	mq_text bytes;
	uint32_t base; /* of bytes in the text */
	int which;
	mq_term_take take;
	void *to;
} giving;

static inline bool give_run(const giving *g, const run *r, uint32_t at)
{
	if ((r->kind & KIND) == NO_WORD) return true;
	const char *term = bytes_of(r) + padded(r->n);
	uint32_t start = g->base + at + r->start, end = g->base + at + r->end, n = g->which == MQ_TERMS_STEM ? 1 : r->terms;
	for (uint32_t i = 0; i < n; term += r->size[i++])
		if (!g->take(g->to, (mq_text){term, r->size[i]}, start, end, i > 0)) return false;
	return true;
}

static void cut_word(const mq_lexicon *lex, mq_ahead *w)
{
	w->cuts.n = 0;
	if (w->word.kind == MQ_TOKEN_ARABIC) mq_cuts_make(lex, (mq_text){w->word.norm, w->word.n}, w->word.tail, &w->cuts);
}

/* one word by the scanner; *at moves behind it */
static bool walk(const giving *g, size_t *at)
{
	mq_scan s;
	mq_ahead *one = &g->t->ahead[0];
	mq_raw *w = &one->word;
	mq_scan_open(&s, g->bytes);
	s.at = *at;
	bool found = mq_scan_next(&s, w);
	*at = s.at;
	if (!found || w->kind > MQ_TOKEN_NUMBER) return true;
	uint32_t start = g->base + w->start, end = g->base + w->end, n = g->which == MQ_TERMS_STEM ? 1 : UINT32_MAX;
	if (w->kind != MQ_TOKEN_ARABIC) return g->take(g->to, (mq_text){w->norm, w->n}, start, end, false);
	cut_word(g->t->lex, one);
	mq_lexicon_terms(g->t->lex, one, g->which, &g->t->made);
	for (uint32_t i = 0; i < g->t->made.n && i < n; i++)
		if (!g->take(g->to, (mq_text){g->t->made.term[i], g->t->made.size[i]}, start, end, i > 0)) return false;
	return true;
}

static inline bool is_word_ascii(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

/* the runs met before are asked for, of the others the words' memory in the lexicon */
static void look_ahead(const giving *g, found_run *f, uint32_t n)
{
	mq_terms *t = g->t;
	uint32_t new = 0;
	for (uint32_t i = 0; i < n; i++) {
		f[i].kind = NOT_READ;
		uint32_t at_slot = f[i].hash & (t->cap - 1);
		f[i].r = likely_run(t, f[i].hash, &at_slot);
		if (f[i].r) {
			__builtin_prefetch(f[i].r);
			__builtin_prefetch((const char *)f[i].r + NEXT_LINE);
			continue;
		}
		f[i].kind = look_into(t, (mq_text){g->bytes.p + f[i].at, f[i].n}, &t->ahead[i].word);
		if (f[i].kind == ONE_WORD) cut_word(t->lex, &t->ahead[i]);
		new ++;
	}
	for (uint32_t i = 0; new > 0 && i < n; i++)
		if (f[i].kind == ONE_WORD) mq_cuts_fetch(t->lex, &t->ahead[i].cuts);
}

/* the run at p: the one that was likely when it was asked for, if the table has not changed since; else looked for, or made */
static run *run_of(mq_terms *t, const char *p, found_run *f, uint32_t i, uint32_t changes)
{
	run *r = f->r && changes == t->changes ? f->r : NULL;
	if (!r || !same_run(r, p, f->n)) r = find_run(t, p, f->n, f->hash);
	if (r) {
		if (!(r->kind & AGAIN)) r->kind |= AGAIN;
		return r;
	}
	if (f->kind == NOT_READ) { /* it was there, or another of that hash was */
		f->kind = look_into(t, (mq_text){p, f->n}, &t->ahead[i].word);
		if (f->kind == ONE_WORD) cut_word(t->lex, &t->ahead[i]);
	}
	return add_run(t, p, f, &t->ahead[i]);
}

/* the next runs before `until`, at most AHEAD; *at moves behind them, and stands at something to walk if *walking */
static uint32_t find_runs(const giving *g, size_t until, size_t *at, found_run out[AHEAD], bool *walking)
{
	uint32_t n = 0;
	*walking = false;
	while (*at < until && n < AHEAD) {
		const char *p = g->bytes.p + *at;
		if ((unsigned char)*p < 0x80) {
			if ((*walking = is_word_ascii(*p))) break;
			++*at;
			continue;
		}
		if ((unsigned char)*p == 0xC2 && (unsigned char)p[1] == 0xAB) { /* « */
			*at += 2;
			continue;
		}
		found_run *f = &out[n];
		f->n = measure_word(p, &f->hash);
		if ((*walking = f->n > RUN_MOST)) break;
		f->at = (uint32_t)*at;
		*at += f->n;
		n++;
		__builtin_prefetch(&g->t->slots[f->hash & (g->t->cap - 1)]);
	}
	look_ahead(g, out, n);
	return n;
}

/* up to byte `until`, from which PAD bytes can be read; false: the taker had enough */
static bool give_until(const giving *g, size_t until, size_t *at)
{
	found_run f[AHEAD];
	while (*at < until) {
		bool walking;
		uint32_t n = find_runs(g, until, at, f, &walking), changes = g->t->changes;
		for (uint32_t i = 0; i < n; i++) {
			const char *p = g->bytes.p + f[i].at;
			run *r = run_of(g->t, p, &f[i], i, changes);
			if ((r->kind & KIND) != TO_WALK && !give_run(g, r, f[i].at)) return false;
			if ((r->kind & KIND) != TO_WALK) continue;
			walking = true;
			*at = f[i].at;
			break;
		}
		if (walking && !walk(g, at)) return false;
	}
	return true;
}

bool mq_terms_grammar(const mq_terms *t, mq_text stem) { return mq_lexicon_particle(t->lex, stem); }

void mq_terms_each(mq_terms *t, mq_text bytes, int which, mq_term_take take, void *to)
{
	giving g = {t, bytes, 0, which, take, to};
	size_t at = 0;
	/* views cost as much as the stem: the first who asks for them has all runs made anew with them */
	if (which == MQ_TERMS_INDEX && t->which != which) {
		forget(t);
		t->which = which;
	}
	if (bytes.n > PAD && !give_until(&g, bytes.n - PAD, &at)) return;
	/* the last bytes, where reading ahead would leave the text */
	g.base = (uint32_t)at;
	g.bytes = mq_text_sub(bytes, at, bytes.n);
	memset(t->last, 0, sizeof t->last);
	memcpy(t->last, g.bytes.p ? g.bytes.p : "", g.bytes.n);
	g.bytes.p = t->last;
	at = 0;
	give_until(&g, g.bytes.n, &at);
}
