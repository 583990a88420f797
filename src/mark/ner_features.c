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

mq_ner_word mq_ner_word_of(mq_text field, const mq_token *t)
{
	mq_ner_word w = {.norm = t->norm, .key = t->key, .kind = t->kind};
	if (t->kind == MQ_TOKEN_ARABIC) {
		bool on = t->norm.n == 6 && mq_text_eq(t->norm, MQ_T("علي")) &&
			  mq_text_ends(mq_text_sub(field, t->start, t->end), MQ_T("ى"));
		if (!on) return w;
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

static uint32_t fine_of(const mq_ner_classes *c, uint32_t key)
{
	uint32_t place = mq_ner_classes_place(c, key);
	return place ? c->fine[place - 1] : 0;
}

static uint16_t profile_of(const mq_ner_classes *c, uint32_t key)
{
	uint32_t place = c->profile ? mq_ner_classes_place(c, key) : 0;
	return place ? c->profile[place - 1] : 0;
}

/* letters three by three, of a word of four letters or more */
static void look_threes(mq_text t, mq_ner_seen *s)
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

/* takes clitics off where the rest is a word that classes or rules know; the first that is known wins */
static void look_stem(const mq_gaz *gaz, const mq_ner_classes *classes, mq_text norm, uint32_t class, mq_ner_seen *s)
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
		uint32_t c = fine_of(classes, (uint32_t)key) & ~MQ_NER_PLAIN;
		if (!bits && !c) continue;
		s->stem = (uint32_t)key;
		if (!class) s->profile = profile_of(classes, (uint32_t)key);
		look_threes(rest, s);
		s->gaz_stem = (uint16_t)bits;
		s->strip = what;
		if (!class && c) s->class[0] = (uint16_t)c;
		return;
	}
}

/* the first and last one to four letters: byte ends of UTF-8 characters */
static void look_ends(mq_text norm, mq_ner_seen *s)
{
	size_t at = 0, back = norm.n;
	uint32_t h = 17, t = 19;
	for (int i = 0; i < 4; i++) {
		if (at < norm.n) h = mix(h, mq_utf8_next(norm, &at));
		if (back > 0) t = mix(t, mq_utf8_prev(norm, &back));
		s->head[i] = h;
		s->tail[i] = t;
	}
	size_t letters = norm.n / 2;
	s->length = (uint8_t)(letters > 12 ? 12 : letters);
}

void mq_ner_look_word(const mq_gaz *gaz, const mq_ner_classes *classes, const mq_ner_word *w, mq_ner_seen *s)
{
	uint64_t key = w->key;
	memset(s, 0, sizeof *s);
	s->shape = w->kind;
	if (w->kind == MQ_TOKEN_NUMBER) {
		s->word = s->stem = 7u + (uint32_t)(w->norm.n > 6 ? 6 : w->norm.n);
		return;
	}
	s->word = (uint32_t)key;
	s->gaz = (uint16_t)mq_gaz_of(gaz, key);
	uint32_t class = fine_of(classes, s->word);
	s->plain = (class & MQ_NER_PLAIN) != 0;
	class &= ~MQ_NER_PLAIN;
	s->class[0] = (uint16_t) class;
	s->profile = profile_of(classes, s->word);
	if (w->kind == MQ_TOKEN_ARABIC) look_threes(w->norm, s);
	if (w->kind == MQ_TOKEN_ARABIC) look_stem(gaz, classes, w->norm, class, s);
	else s->stem = s->word;
	look_ends(w->norm, s);
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

/* every word learns the contexts of its like in the document (one pass to gather, one to hand out) */
static mq_status look_around(mq_arena *a, mq_ner_seen *s, uint32_t count)
{
	typedef struct {
		uint32_t stem, last;
		uint16_t times;
		uint8_t bits, used;
	} entry;
	uint32_t size = 64;
	while (size < count * 2) size *= 2;
	entry *v = MQ_ARRAY(a, entry, size);
	if (!v) return mq_fail_memory(a);
	for (uint32_t pass = 0; pass < 2; pass++)
		for (uint32_t i = 0; i < count; i++) {
			if (s[i].shape != MQ_TOKEN_ARABIC) continue;
			uint32_t at = s[i].stem & (size - 1);
			while (v[at].used && v[at].stem != s[i].stem) at = (at + 1) & (size - 1);
			if (pass) {
				/* the first occurrence looks at the last one, the others at the one before */
				if (v[at].times > 1 && v[at].times <= OFTEN_MOST) s[i].other = v[at].last + 1;
				v[at].last = i;
				s[i].heard = (uint8_t)(v[at].bits | (v[at].times > 2 ? HEARD_OFTEN : 0));
				continue;
			}
			v[at].used = 1;
			v[at].last = i;
			v[at].stem = s[i].stem;
			v[at].times = (uint16_t)(v[at].times < 1000 ? v[at].times + 1 : 1000);
			v[at].bits |= heard_at(s, i);
		}
	return MQ_DONE;
}

/* names have at most so many words here */
#define LIST_WORDS_MOST 8u

/* the longest listed name that begins at word i, which is given by its key; returns how many words */
static uint32_t listed_from(const mq_gaz *gaz, const mq_ner_word *w, const mq_ner_seen *s, uint32_t count, uint32_t i,
			    uint32_t key, uint16_t *lists)
{
	uint64_t state = 0;
	uint32_t best = 0;
	for (uint32_t n = 0; n < LIST_WORDS_MOST && i + n < count; n++) {
		uint16_t here;
		state = mq_gaz_walk(gaz, state, n ? s[i + n].word : key, &here);
		if (!state) break;
		if (here) best = n + 1, *lists = here;
		if (w[i + n].ends) break;
	}
	return best;
}

/* names that the rules list, the longest first, from left to right */
static void look_lists(const mq_gaz *gaz, const mq_ner_word *w, mq_ner_seen *s, uint32_t count)
{
	for (uint32_t i = 0, n; i < count; i += n ? n : 1) {
		uint16_t lists = 0;
		n = 0;
		if (s[i].gaz & MQ_GAZ_BEGIN) n = listed_from(gaz, w, s, count, i, s[i].word, &lists);
		if (!n && s[i].stem != s[i].word && (s[i].gaz_stem & MQ_GAZ_BEGIN))
			n = listed_from(gaz, w, s, count, i, s[i].stem, &lists);
		for (uint32_t k = 0; k < n; k++) {
			s[i + k].lists = lists;
			s[i + k].list_at = (uint8_t)(n == 1 ? 0 : k == 0 ? 1 : k + 1 == n ? 3 : 2);
		}
	}
}

mq_status mq_ner_look_places(mq_arena *a, const mq_gaz *gaz, const mq_ner_word *w, mq_ner_seen *s, uint32_t count)
{
	look_lists(gaz, w, s, count);
	return look_around(a, s, count);
}

#define PUT(id, value)     (out[n++] = mix((id), (value)))
#define PAIR(id, one, two) (out[n++] = mix((id), mix((one), (two))))
#define FEATURE_NONE       0xA5A5A5A5u

#define GAZ(w)      ((w)->gaz & ~(uint32_t)MQ_GAZ_BEGIN)
#define GAZ_STEM(w) ((w)->gaz_stem & ~(uint32_t)MQ_GAZ_BEGIN)

uint32_t mq_ner_word_features(const mq_ner_seen *w, uint32_t *out)
{
	uint32_t n = 0;
	PUT(1, w->word);
	PUT(2, w->stem);
	PUT(13, w->head[3]);
	PUT(23, w->tail[3]);
	for (uint32_t k = 1; k < 3; k++) PUT(10 + k, w->head[k]);
	for (uint32_t k = 0; k < 3; k++) PUT(20 + k, w->tail[k]);
	for (uint32_t k = 0; k < MQ_NER_CLASSINGS; k++)
		if (w->class[k]) PUT(30 + k, w->class[k]);
	PAIR(40, w->shape, w->length);
	PAIR(41, w->strip, w->class[2]);
	if (GAZ(w)) PUT(42, GAZ(w));
	if (GAZ_STEM(w) != GAZ(w)) PAIR(43, GAZ_STEM(w), w->strip);
	if (!w->class[0]) PAIR(45, w->tail[1], w->head[1]);
	for (uint32_t k = 0; k < w->threes_n; k++) PUT(48, w->threes[k]);
	for (uint32_t k = 0; w->profile && k < MQ_NER_KINDS; k++) PAIR(47, k, w->profile >> 3 * k & 7);
	if (w->profile) PUT(46, w->profile);
	PUT(9, 0);
	return n;
}

uint32_t mq_ner_side_features(const mq_ner_seen *w, mq_ner_side side, uint32_t *out)
{
	uint32_t n = 0, id = 100 + 20 * (uint32_t)side;
	bool near = side < MQ_NER_LEFT_BUT_ONE;
	PUT(id, w ? w->word : FEATURE_NONE);
	if (!w) return n;
	if (near) PUT(id + 1, w->stem);
	PUT(id + 2, w->class[0]);
	PUT(id + 3, w->class[1]);
	PUT(id + 4, w->class[2]);
	PUT(id + 5, GAZ(w) << 16 | GAZ_STEM(w));
	if (near) PAIR(id + 6, w->tail[1], w->head[1]);
	if (near) PUT(id + 7, w->tail[2]);
	if (near) PAIR(id + 8, w->strip, w->shape);
	for (uint32_t k = 0; near && w->profile && k < MQ_NER_KINDS; k++) PAIR(id + 9, k, w->profile >> 3 * k & 7);
	return n;
}

static uint32_t joint_features(const mq_ner_seen *w, const mq_ner_seen *l, const mq_ner_seen *r, const mq_ner_seen *ll,
			       uint32_t *out)
{
	uint32_t n = 0;
	if (l) {
		PAIR(50, l->word, w->word);
		PAIR(51, l->class[1], w -> class[1]);
		PAIR(52, l->class[2], w -> class[2]);
		PAIR(53, GAZ_STEM(l), GAZ_STEM(w));
		PAIR(54, l->stem, w->class[1]);
	}
	if (r) {
		PAIR(60, w->word, r->word);
		PAIR(61, w->class[1], r -> class[1]);
		PAIR(62, w->class[2], r -> class[2]);
		PAIR(63, GAZ_STEM(w), GAZ_STEM(r));
		PAIR(64, w->class[1], r -> stem);
	}
	if (l && r) PAIR(70, mix(l->class[2], r -> class[2]), w->class[2]);
	if (l && ll) {
		PAIR(71, mix(ll->class[2], l -> class[2]), w->class[2]);
		PAIR(72, mix(GAZ_STEM(ll), GAZ_STEM(l)), GAZ_STEM(w));
	}
	return n;
}

/* listed names that cover the word or stand beside it */
static uint32_t list_features(const mq_ner_seen *w, const mq_ner_seen *l, const mq_ner_seen *r, uint32_t *out)
{
	uint32_t n = 0;
	for (uint32_t k = 0; w->lists >> k; k++)
		if (w->lists >> k & 1) PAIR(90, k | (w->lists & MQ_LIST_WORD), w->list_at);
	if (w->lists) PAIR(91, w->lists, w->list_at);
	if (w->lists) PAIR(92, w->class[1], mix(w->lists, w->list_at));
	if (l && l->lists) PAIR(93, l->lists, l->list_at);
	if (r && r->lists) PAIR(94, r->lists, r->list_at);
	if (w->lists && l) PAIR(95, mix(w->lists, w->list_at), l->class[1]);
	if (w->lists && l) PAIR(96, mix(w->lists, w->list_at), GAZ_STEM(l));
	return n;
}

/* what stands around another occurrence of the word */
static uint32_t other_features(const mq_ner_seen *s, uint32_t count, const mq_ner_seen *w, uint32_t *out)
{
	uint32_t n = 0, at = w->other - 1;
	if (!w->other) return 0;
	if (at > 0) {
		PUT(80, s[at - 1].stem);
		PUT(81, s[at - 1].class[1]);
		PUT(82, GAZ(&s[at - 1]) << 16 | GAZ_STEM(&s[at - 1]));
	}
	if (at + 1 < count) {
		PUT(83, s[at + 1].stem);
		PUT(84, s[at + 1].class[1]);
	}
	return n;
}

uint32_t mq_ner_place_features(const mq_ner_seen *s, uint32_t count, uint32_t from, uint32_t to, uint32_t i, uint32_t *out)
{
	const mq_ner_seen *w = &s[i];
	const mq_ner_seen *l = i > from ? &s[i - 1] : NULL;
	const mq_ner_seen *ll = i > from + 1 ? &s[i - 2] : NULL;
	const mq_ner_seen *r = i + 1 < to ? &s[i + 1] : NULL;
	uint32_t n = 0;
	if (w->heard) PUT(44, w->heard);
	n += joint_features(w, l, r, ll, out + n);
	n += list_features(w, l, r, out + n);
	n += other_features(s, count, w, out + n);
	return n;
}
