/* What the tagger looks at: the word, its ends, its classes, what the rules know of it, the same of its neighbours, and where
 * else in the document the word stands. */
#include "base/base.h"
#include "mark/ner.h"

static bool is_quote(mq_text norm)
{
	static const char *const marks[] = {"\"", "«", "»", "“", "”", "„", "‹", "›", "″"};
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
		if (mq_text_eq(norm, mq_text_of(marks[i]))) return true;
	return false;
}

bool mq_ner_is_on(mq_text field, const mq_token *t)
{
	return t->kind == MQ_TOKEN_ARABIC && t->norm.n == 6 && mq_text_eq(t->norm, MQ_T("علي")) &&
	       mq_text_ends(mq_text_sub(field, t->start, t->end), MQ_T("ى"));
}

mq_ner_word mq_ner_word_of(mq_text field, const mq_token *t)
{
	mq_ner_word w = {.norm = t->norm, .key = t->key, .kind = t->kind};
	if (t->kind == MQ_TOKEN_ARABIC) {
		if (!mq_ner_is_on(field, t)) return w;
		w.norm = MQ_T("على");
	} else if (t->kind == MQ_TOKEN_PUNCT && is_quote(t->norm)) w.norm = MQ_T("\"");
	else return w;
	w.key = mq_hash(w.norm);
	return w;
}

static uint32_t mix(uint32_t a, uint32_t b)
{
	uint64_t x = ((uint64_t)a << 32 | b) * 0x9E3779B97F4A7C15u;
	x ^= x >> 29;
	x *= 0xBF58476D1CE4E5B9u;
	return (uint32_t)(x >> 32);
}

uint32_t mq_ner_classes_place(const mq_ner_classes *c, uint32_t key)
{
	uint32_t low = 0, high = c->n;
	while (low < high) {
		uint32_t mid = low + (high - low) / 2;
		if (c->key[mid] < key) low = mid + 1;
		else high = mid;
	}
	return low < c->n && c->key[low] == key ? low + 1 : 0;
}

mq_ner_class_slot mq_ner_classes_of(const mq_ner_classes *c, uint32_t key)
{
	mq_ner_class_slot known = {.key = key};
	if (c->slot) {
		const mq_ner_class_slot *s = mq_ner_class_slot_at(c, key);
		while ((s->fine | s->profile) && s->key != key) s++;
		return s->fine | s->profile ? *s : known;
	}
	uint32_t place = mq_ner_classes_place(c, key);
	if (!place) return known;
	known.fine = c->fine[place - 1];
	for (uint32_t k = 0; k < MQ_NER_MORE; k++) known.more[k] = c->more[k].fine[place - 1];
	if (c->profile) known.profile = c->profile[place - 1];
	return known;
}

/* letters three by three, of a word of four letters or more */
static void look_threes(mq_text t, mq_ner_look *s)
{
	s->threes_n = 0;
	if (t.n < 8) return;
	for (size_t at = 0; at + 6 <= t.n && s->threes_n < MQ_NER_THREES; at += 2) {
		uint32_t h = 23;
		for (size_t k = 0; k < 6; k++) h = h * 257 + (unsigned char)t.p[at + k];
		s->threes[s->threes_n++] = h;
	}
}

enum { STRIP_NONE, STRIP_WA, STRIP_BI, STRIP_LI, STRIP_KA, STRIP_AL, STRIP_WA_MORE };

/* bytes of the proclitic at the front of an Arabic normal form, and what is left; و and ف first, then one of ب ل ك or ال */
static size_t strip_one(mq_text t, size_t at, uint8_t *what)
{
	if (t.n < at + 6) return 0;
	const char *p = t.p + at;
	if (memcmp(p, "ال", 4) == 0 && t.n >= at + 8) return *what = STRIP_AL, 4;
	if (memcmp(p, "لل", 4) == 0 && t.n >= at + 8) return *what = STRIP_LI, 4;
	if (memcmp(p, "و", 2) == 0 || memcmp(p, "ف", 2) == 0) return *what = STRIP_WA, 2;
	if (memcmp(p, "ب", 2) == 0) return *what = STRIP_BI, 2;
	if (memcmp(p, "ل", 2) == 0) return *what = STRIP_LI, 2;
	if (memcmp(p, "ك", 2) == 0) return *what = STRIP_KA, 2;
	return 0;
}

void mq_ner_fetch_word(const mq_gaz *gaz, const mq_ner_classes *classes, mq_text norm, uint64_t key)
{
	size_t at = 0, n;
	uint8_t what;
	for (int step = 0;; step++) {
		mq_gaz_fetch(gaz, key);
		if (classes->slot) __builtin_prefetch(mq_ner_class_slot_at(classes, (uint32_t)key));
		if (step == 3 || !(n = strip_one(norm, at, &what))) return;
		key = mq_hash(mq_text_sub(norm, at += n, norm.n));
	}
}

/* takes clitics off where the rest is a word that classes or rules know; the first that is known wins */
static void look_stem(const mq_gaz *gaz, const mq_ner_classes *classes, mq_text norm, uint32_t class, mq_ner_seen *s,
		      mq_ner_look *look)
{
	size_t at = 0;
	uint8_t what = STRIP_NONE;
	s->stem = s->word;
	s->gaz_stem = s->gaz;
	for (int step = 0; step < 3; step++) {
		size_t n = strip_one(norm, at, &what);
		if (!n) return;
		at += n;
		mq_text rest = mq_text_sub(norm, at, norm.n);
		uint64_t key = mq_hash(rest);
		uint32_t bits = mq_gaz_of(gaz, key);
		mq_ner_class_slot known = mq_ner_classes_of(classes, (uint32_t)key);
		uint32_t c = known.fine & ~MQ_NER_PLAIN;
		if (!bits && !c) continue;
		s->stem = (uint32_t)key;
		if (!class) look->profile = known.profile;
		if (!class) memcpy(look->more, known.more, sizeof look->more);
		look_threes(rest, look);
		s->gaz_stem = (uint16_t)bits;
		s->strip = what;
		if (!class && c) s->class[0] = (uint16_t)c;
		return;
	}
}

/* the first and last one to four letters: byte ends of UTF-8 characters */
static void look_ends(mq_text norm, mq_ner_look *s)
{
	size_t at = 0, back = norm.n;
	uint32_t h = 17, t = 19;
	for (int i = 0; i < 4; i++) {
		if (at < norm.n) h = mix(h, mq_utf8_next(norm, &at));
		if (back > 0) t = mix(t, mq_utf8_prev(norm, &back));
		s->head[i] = h;
		s->tail[i] = t;
	}
}

void mq_ner_look_word(const mq_gaz *gaz, const mq_ner_classes *classes, const mq_ner_word *w, mq_ner_seen *s, mq_ner_look *look)
{
	uint64_t key = w->key;
	size_t letters = w->norm.n / 2;
	memset(s, 0, sizeof *s);
	memset(look, 0, sizeof *look);
	s->shape = w->kind;
	if (w->kind == MQ_TOKEN_NUMBER) {
		s->word = s->stem = 7u + (uint32_t)(w->norm.n > 6 ? 6 : w->norm.n);
		return;
	}
	s->word = (uint32_t)key;
	s->gaz = (uint16_t)mq_gaz_of(gaz, key);
	mq_ner_class_slot known = mq_ner_classes_of(classes, s->word);
	uint32_t class = known.fine;
	s->plain = (class & MQ_NER_PLAIN) != 0;
	class &= ~MQ_NER_PLAIN;
	s->class[0] = (uint16_t) class;
	look->profile = known.profile;
	memcpy(look->more, known.more, sizeof look->more);
	if (w->kind == MQ_TOKEN_ARABIC) look_threes(w->norm, look);
	if (w->kind == MQ_TOKEN_ARABIC) look_stem(gaz, classes, w->norm, class, s, look);
	else s->stem = s->word;
	look_ends(w->norm, look);
	s->length = (uint8_t)(letters > 12 ? 12 : letters);
	if (s->class[0] && s->class[0] <= classes->fine_n) {
		s->class[1] = classes->middle[s->class[0] - 1];
		s->class[2] = classes->coarse[s->class[0] - 1];
	}
}

enum {
	HEARD_AFTER_ROLE = 1,
	HEARD_AFTER_GIVEN = 2,
	HEARD_BEFORE_SURNAME = 4,
	HEARD_AFTER_PLACE = 8,
	HEARD_OFTEN = 16,
	HEARD_AFTER_ORG = 32
};

static uint8_t heard_at(const mq_ner_seen *s, uint32_t i)
{
	uint8_t bits = 0;
	uint32_t before = i ? (uint32_t)(s[i - 1].gaz | s[i - 1].gaz_stem) : 0;
	if (before & (MQ_GAZ_RANK | MQ_GAZ_TITLE)) bits |= HEARD_AFTER_ROLE;
	if (before & (MQ_GAZ_GIVEN | MQ_GAZ_PART)) bits |= HEARD_AFTER_GIVEN;
	if (before & MQ_GAZ_ORG) bits |= HEARD_AFTER_ORG;
	return bits;
}

/* words said oftener than this are grammar, not names */
#define OFTEN_MOST 12u

/* plain words are asked for nothing here */
static bool is_looked_around(const mq_ner_seen *s) { return s->shape == MQ_TOKEN_ARABIC && !s->plain; }

typedef struct {
	uint32_t stem, last;
	uint16_t times;
	uint8_t bits, used;
} around_word;

static around_word *around_at(around_word *v, uint32_t mask, uint32_t stem)
{
	uint32_t at = stem & mask;
	while (v[at].used && v[at].stem != stem) at = (at + 1) & mask;
	return &v[at];
}

/* every word learns the contexts of its like in the document (one pass to gather, one to hand out) */
static mq_status look_around(mq_arena *a, mq_ner_seen *s, uint32_t count)
{
	uint32_t size = 64, n = 0;
	uint32_t *place = mq_arena_alloc(a, sizeof *place * ((size_t)count + 1)); /* of those that are looked around */
	if (!place) return mq_fail_memory(a);
	for (uint32_t i = 0; i < count; i++) {
		place[n] = i;
		n += is_looked_around(&s[i]);
	}
	while (size < n * 2) size *= 2;
	around_word *v = MQ_ARRAY(a, around_word, size), **of = mq_arena_alloc(a, sizeof *of * ((size_t)n + 1));
	if (!v || !of) return mq_fail_memory(a);
	for (uint32_t k = 0; k < n; k++) {
		uint32_t i = place[k];
		around_word *w = of[k] = around_at(v, size - 1, s[i].stem);
		w->used = 1;
		w->last = i;
		w->stem = s[i].stem;
		w->times = (uint16_t)(w->times < 1000 ? w->times + 1 : 1000);
		w->bits |= heard_at(s, i);
	}
	for (uint32_t k = 0; k < n; k++) {
		uint32_t i = place[k];
		around_word *w = of[k];
		/* the first occurrence looks at the last one, the others at the one before */
		if (w->times > 1 && w->times <= OFTEN_MOST) s[i].other = w->last + 1;
		w->last = i;
		s[i].heard = (uint8_t)(w->bits | (w->times > 2 ? HEARD_OFTEN : 0));
	}
	return MQ_DONE;
}

/* names have at most so many words here */
#define LIST_WORDS_MOST 8u

/* the longest listed name that begins at word i, which is given by its key; returns how many words */
static uint32_t listed_from(const mq_gaz *gaz, const mq_ner_seen *s, uint32_t count, uint32_t i, uint32_t key, uint16_t *lists)
{
	mq_gaz_at at = {0};
	uint32_t best = 0;
	for (uint32_t n = 0; n < LIST_WORDS_MOST && i + n < count; n++) {
		if (!mq_gaz_walk(gaz, &at, n ? s[i + n].word : key)) break;
		if (at.lists) best = n + 1, *lists = at.lists;
		if (s[i + n].ends) break;
	}
	return best;
}

/* names that the rules list, the longest first, from left to right */
static void look_lists(const mq_gaz *gaz, mq_ner_seen *s, uint32_t count)
{
	for (uint32_t i = 0, n; i < count; i += n ? n : 1) {
		uint16_t lists = 0;
		n = 0;
		if (s[i].gaz & MQ_GAZ_BEGIN) n = listed_from(gaz, s, count, i, s[i].word, &lists);
		if (!n && s[i].stem != s[i].word && (s[i].gaz_stem & MQ_GAZ_BEGIN))
			n = listed_from(gaz, s, count, i, s[i].stem, &lists);
		for (uint32_t k = 0; k < n; k++) {
			s[i + k].lists = lists;
			s[i + k].list_at = (uint8_t)(n == 1 ? 0 : k == 0 ? 1 : k + 1 == n ? 3 : 2);
		}
	}
}

mq_status mq_ner_look_places(mq_arena *a, const mq_gaz *gaz, mq_ner_seen *s, uint32_t count)
{
	look_lists(gaz, s, count);
	return look_around(a, s, count);
}

#define PUT(id, value)     (out[n++] = mix((id), (value)))
#define PAIR(id, one, two) (out[n++] = mix((id), mix((one), (two))))
#define FEATURE_NONE       0xA5A5A5A5u

#define GAZ(w)      ((w)->gaz & ~(uint32_t)MQ_GAZ_BEGIN)
#define GAZ_STEM(w) ((w)->gaz_stem & ~(uint32_t)MQ_GAZ_BEGIN)

uint32_t mq_ner_own_class_features(const uint16_t class[MQ_NER_CLASSINGS], uint32_t *out)
{
	uint32_t n = 0;
	for (uint32_t k = 0; k < MQ_NER_CLASSINGS; k++)
		if (class[k]) PUT(30 + k, class[k]);
	return n;
}

uint32_t mq_ner_own_more_features(const mq_ner_classes *c, uint32_t k, uint32_t class, uint32_t *out)
{
	uint32_t n = 0, id = 33 + MQ_NER_CLASSINGS * k;
	PUT(id, class);
	PUT(id + 1, c->more[k].middle[class - 1]);
	PUT(id + 2, c->more[k].coarse[class - 1]);
	return n;
}

uint32_t mq_ner_own_profile_feature(uint32_t label, uint32_t step) { return mix(47, mix(label, step)); }

uint32_t mq_ner_word_features(const mq_ner_seen *w, const mq_ner_look *look, uint32_t *out)
{
	uint32_t n = 0;
	PUT(1, w->word);
	PUT(2, w->stem);
	PUT(13, look->head[3]);
	PUT(23, look->tail[3]);
	for (uint32_t k = 1; k < 3; k++) PUT(10 + k, look->head[k]);
	for (uint32_t k = 0; k < 3; k++) PUT(20 + k, look->tail[k]);
	PAIR(40, w->shape, w->length);
	PAIR(41, w->strip, w->class[2]);
	if (GAZ(w)) PUT(42, GAZ(w));
	if (GAZ_STEM(w) != GAZ(w)) PAIR(43, GAZ_STEM(w), w->strip);
	if (!w->class[0]) PAIR(45, look->tail[1], look->head[1]);
	for (uint32_t k = 0; k < look->threes_n; k++) PUT(48, look->threes[k]);
	if (look->profile) PUT(46, look->profile);
	PUT(9, 0);
	return n;
}

#define SIDE_ID(side) (100 + 20 * (uint32_t)(side))

uint32_t mq_ner_side_class_features(const uint16_t class[MQ_NER_CLASSINGS], mq_ner_side side, uint32_t *out)
{
	uint32_t n = 0;
	for (uint32_t k = 0; k < MQ_NER_CLASSINGS; k++) PUT(SIDE_ID(side) + 2 + k, class[k]);
	return n;
}

uint32_t mq_ner_side_more_features(const mq_ner_classes *c, uint32_t k, uint32_t class, mq_ner_side side, uint32_t *out)
{
	uint32_t n = 0, id = SIDE_ID(side) + 10 + 2 * k;
	PUT(id, c->more[k].middle[class - 1]);
	if (mq_ner_is_near(side)) PUT(id + 1, class);
	return n;
}

uint32_t mq_ner_side_profile_feature(mq_ner_side side, uint32_t label, uint32_t step)
{
	return mix(SIDE_ID(side) + 9, mix(label, step));
}

uint32_t mq_ner_side_features(const mq_ner_seen *w, const mq_ner_look *look, mq_ner_side side, uint32_t *out)
{
	uint32_t n = 0, id = SIDE_ID(side);
	PUT(id, w ? w->word : FEATURE_NONE);
	if (!w) return n;
	PUT(id + 5, GAZ(w) << 16 | GAZ_STEM(w));
	if (!mq_ner_is_near(side)) return n;
	PUT(id + 1, w->stem);
	PAIR(id + 6, look->tail[1], look->head[1]);
	PUT(id + 7, look->tail[2]);
	PAIR(id + 8, w->strip, w->shape);
	return n;
}

/* Blocks of cells, in the order of their table: pairs of two classes of one granularity, one class, and a single cell for where
 * the rules know nothing of the words. A feature's hash is that of its block's id with its two values */
enum {
	CELL_MIDDLE_LEFT,
	CELL_MIDDLE_RIGHT,
	CELL_COARSE_LEFT,
	CELL_COARSE_RIGHT,
	CELL_OTHER_LEFT,
	CELL_OTHER_RIGHT,
	CELL_UNKNOWN_LEFT,
	CELL_UNKNOWN_RIGHT,
	CELL_UNKNOWN_OTHER,
	CELL_UNKNOWN_TWO,
	CELL_BLOCKS
};

typedef struct {
	uint8_t id;
	uint32_t one, two; /* how many values each has */
} cell_block;

static cell_block block_of(const mq_ner_dense *d, uint32_t block)
{
	static const uint8_t ids[CELL_BLOCKS] = {51, 61, 52, 62, 81, 84, 53, 63, 82, 72};
	uint32_t wide = block < CELL_COARSE_LEFT ? d->middle : d->coarse;
	if (block < CELL_OTHER_LEFT) return (cell_block){ids[block], wide, wide};
	return (cell_block){ids[block], 1, block < CELL_UNKNOWN_LEFT ? d->middle : 1};
}

uint32_t mq_ner_cells(const mq_ner_dense *d)
{
	uint32_t n = 0;
	for (uint32_t k = 0; k < CELL_BLOCKS; k++) n += block_of(d, k).one * block_of(d, k).two;
	return n;
}

uint32_t mq_ner_cell_feature(const mq_ner_dense *d, uint32_t cell)
{
	uint32_t k = 0;
	cell_block b = block_of(d, k);
	for (; k + 1 < CELL_BLOCKS && cell >= b.one * b.two; b = block_of(d, ++k)) cell -= b.one * b.two;
	uint32_t one = cell / b.two, two = cell % b.two;
	if (k == CELL_OTHER_LEFT || k == CELL_OTHER_RIGHT || k == CELL_UNKNOWN_OTHER) return mix(b.id, two);
	if (k == CELL_UNKNOWN_TWO) return mix(b.id, mix(mix(0, 0), 0));
	return mix(b.id, mix(one, two));
}

static uint32_t block_at(const mq_ner_dense *d, uint32_t block)
{
	uint32_t middle = d->middle * d->middle, coarse = d->coarse * d->coarse;
	if (block <= CELL_COARSE_LEFT) return block * middle;
	if (block <= CELL_OTHER_LEFT) return 2 * middle + (block - CELL_COARSE_LEFT) * coarse;
	uint32_t single = 2 * middle + 2 * coarse;
	if (block <= CELL_UNKNOWN_LEFT) return single + (block - CELL_OTHER_LEFT) * d->middle;
	return single + 2 * d->middle + (block - CELL_UNKNOWN_LEFT);
}

static void put(mq_ner_places *o, uint32_t id, uint32_t value) { o->feature[o->n++] = mix(id, value); }

static void put_cell(const mq_ner_dense *d, mq_ner_places *o, uint32_t block, uint32_t one, uint32_t two)
{
	uint32_t wide = block < CELL_COARSE_LEFT ? d->middle : d->coarse;
	o->cell[o->cells++] = block_at(d, block) + one * wide + two;
}

static void class_pair(const mq_ner_dense *d, mq_ner_places *o, uint32_t block, uint32_t id, uint32_t one, uint32_t two)
{
	if (d) put_cell(d, o, block, one, two);
	else put(o, id, mix(one, two));
}

static void known_pair(const mq_ner_dense *d, mq_ner_places *o, uint32_t block, uint32_t id, uint32_t one, uint32_t two)
{
	if (d && !(one | two)) put_cell(d, o, block, 0, 0);
	else put(o, id, mix(one, two));
}

static void joint_features(const mq_ner_dense *d, const mq_ner_seen *w, const mq_ner_seen *l, const mq_ner_seen *r,
			   const mq_ner_seen *ll, mq_ner_places *o)
{
	if (l) {
		put(o, 50, mix(l->word, w->word));
		class_pair(d, o, CELL_MIDDLE_LEFT, 51, l->class[1], w -> class[1]);
		class_pair(d, o, CELL_COARSE_LEFT, 52, l->class[2], w -> class[2]);
		known_pair(d, o, CELL_UNKNOWN_LEFT, 53, GAZ_STEM(l), GAZ_STEM(w));
		put(o, 54, mix(l->stem, w->class[1]));
	}
	if (r) {
		put(o, 60, mix(w->word, r->word));
		class_pair(d, o, CELL_MIDDLE_RIGHT, 61, w->class[1], r -> class[1]);
		class_pair(d, o, CELL_COARSE_RIGHT, 62, w->class[2], r -> class[2]);
		known_pair(d, o, CELL_UNKNOWN_RIGHT, 63, GAZ_STEM(w), GAZ_STEM(r));
		put(o, 64, mix(w->class[1], r -> stem));
	}
	if (l && r) put(o, 70, mix(mix(l->class[2], r -> class[2]), w->class[2]));
	if (!l || !ll) return;
	put(o, 71, mix(mix(ll->class[2], l -> class[2]), w->class[2]));
	if (d && !(GAZ_STEM(ll) | GAZ_STEM(l) | GAZ_STEM(w))) put_cell(d, o, CELL_UNKNOWN_TWO, 0, 0);
	else put(o, 72, mix(mix(GAZ_STEM(ll), GAZ_STEM(l)), GAZ_STEM(w)));
}

/* listed names that cover the word or stand beside it */
static void list_features(const mq_ner_seen *w, const mq_ner_seen *l, const mq_ner_seen *r, mq_ner_places *o)
{
	for (uint32_t k = 0; w->lists >> k; k++)
		if (w->lists >> k & 1) put(o, 90, mix(k | (w->lists & MQ_LIST_WORD), w->list_at));
	uint32_t list = mix(w->lists, w->list_at);
	if (w->lists) put(o, 91, list);
	if (w->lists) put(o, 92, mix(w->class[1], list));
	if (l && l->lists) put(o, 93, mix(l->lists, l->list_at));
	if (r && r->lists) put(o, 94, mix(r->lists, r->list_at));
	if (w->lists && l) put(o, 95, mix(list, l->class[1]));
	if (w->lists && l) put(o, 96, mix(list, GAZ_STEM(l)));
}

/* what stands around another occurrence of the word */
static void other_features(const mq_ner_dense *d, const mq_ner_seen *s, uint32_t count, const mq_ner_seen *w, mq_ner_places *o)
{
	uint32_t at = w->other - 1;
	if (!w->other) return;
	if (at > 0) {
		const mq_ner_seen *l = &s[at - 1];
		uint32_t known = GAZ(l) << 16 | GAZ_STEM(l);
		put(o, 80, l->stem);
		if (d) put_cell(d, o, CELL_OTHER_LEFT, 0, l->class[1]);
		else put(o, 81, l->class[1]);
		if (d && !known) put_cell(d, o, CELL_UNKNOWN_OTHER, 0, 0);
		else put(o, 82, known);
	}
	if (at + 1 < count) {
		put(o, 83, s[at + 1].stem);
		if (d) put_cell(d, o, CELL_OTHER_RIGHT, 0, s[at + 1].class[1]);
		else put(o, 84, s[at + 1].class[1]);
	}
}

void mq_ner_place_features(const mq_ner_dense *d, const mq_ner_seen *s, uint32_t count, uint32_t from, uint32_t to, uint32_t i,
			   mq_ner_places *out)
{
	const mq_ner_seen *w = &s[i];
	const mq_ner_seen *l = i > from ? &s[i - 1] : NULL;
	const mq_ner_seen *ll = i > from + 1 ? &s[i - 2] : NULL;
	const mq_ner_seen *r = i + 1 < to ? &s[i + 1] : NULL;
	out->n = out->cells = 0;
	if (w->heard) put(out, 44, w->heard);
	joint_features(d, w, l, r, ll, out);
	list_features(w, l, r, out);
	other_features(d, s, count, w, out);
}
