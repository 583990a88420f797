/* What the tagger looks at: the word, its ends, its classes, what the rules know of it, the same of its neighbours, and where
 * else in the document the word stands. */
#include "base/base.h"
#include "mark/ner.h"

mq_text mq_ner_norm(mq_text field, const mq_token *t)
{
	bool on = mq_text_eq(t->norm, MQ_T("علي")) && mq_text_ends(mq_text_sub(field, t->start, t->end), MQ_T("ى"));
	return on ? MQ_T("على") : t->norm;
}

static uint32_t mix(uint32_t a, uint32_t b)
{
	uint64_t x = ((uint64_t)a << 32 | b) * 0x9E3779B97F4A7C15u;
	x ^= x >> 29;
	x *= 0xBF58476D1CE4E5B9u;
	return (uint32_t)(x >> 32);
}

mq_status mq_ner_classes_index(mq_arena *a, mq_ner_classes *c)
{
	uint32_t size = 1024;
	while (size < c->n * 2) size *= 2;
	c->slots = size;
	c->slot = MQ_ARRAY(a, uint32_t, size);
	if (!c->slot) return mq_fail_memory(a);
	for (uint32_t i = 0; i < c->n; i++) {
		uint32_t at = c->key[i] & (size - 1);
		while (c->slot[at]) at = (at + 1) & (size - 1);
		c->slot[at] = i + 1;
	}
	return MQ_DONE;
}

uint32_t mq_ner_classes_place(const mq_ner_classes *c, uint32_t key)
{
	if (!c->n) return 0;
	for (uint32_t at = key & (c->slots - 1); c->slot[at]; at = (at + 1) & (c->slots - 1))
		if (c->key[c->slot[at] - 1] == key) return c->slot[at];
	return 0;
}

static uint32_t fine_of(const mq_ner_classes *c, uint32_t key)
{
	uint32_t place = mq_ner_classes_place(c, key);
	return place ? c->fine[place - 1] : 0;
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

static void look_word(const mq_gaz *gaz, const mq_ner_classes *classes, const mq_ner_word *w, mq_ner_seen *s)
{
	uint64_t key = mq_hash(w->norm);
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

mq_status mq_ner_look(mq_arena *a, const mq_gaz *gaz, const mq_ner_classes *classes, const mq_ner_word *w, uint32_t count,
		      mq_ner_seen **out)
{
	mq_ner_seen *s = mq_arena_alloc(a, sizeof *s * (size_t)(count + 1));
	if (!s) return mq_fail_memory(a);
	for (uint32_t i = 0; i < count; i++) look_word(gaz, classes, &w[i], &s[i]);
	*out = s;
	return look_around(a, s, count);
}

#define PUT(id, value)     (out[n++] = mix((id), (value)))
#define PAIR(id, one, two) (out[n++] = mix((id), mix((one), (two))))
#define FEATURE_NONE       0xA5A5A5A5u

static uint32_t own_features(const mq_ner_seen *w, uint32_t *out)
{
	uint32_t n = 0;
	PUT(1, w->word);
	PUT(2, w->stem);
	for (uint32_t k = 1; k < 4; k++) PUT(10 + k, w->head[k]);
	for (uint32_t k = 0; k < 4; k++) PUT(20 + k, w->tail[k]);
	for (uint32_t k = 0; k < MQ_NER_CLASSINGS; k++)
		if (w->class[k]) PUT(30 + k, w->class[k]);
	PAIR(40, w->shape, w->length);
	PAIR(41, w->strip, w->class[2]);
	if (w->gaz) PUT(42, w->gaz);
	if (w->gaz_stem != w->gaz) PAIR(43, w->gaz_stem, w->strip);
	if (w->heard) PUT(44, w->heard);
	if (!w->class[0]) PAIR(45, w->tail[1], w->head[1]);
	PUT(9, 0);
	return n;
}

static uint32_t side_features(const mq_ner_seen *w, uint32_t id, bool near, uint32_t *out)
{
	uint32_t n = 0;
	PUT(id, w ? w->word : FEATURE_NONE);
	if (!w) return n;
	if (near) PUT(id + 1, w->stem);
	PUT(id + 2, w->class[0]);
	PUT(id + 3, w->class[1]);
	PUT(id + 4, w->class[2]);
	PUT(id + 5, (uint32_t)w->gaz << 16 | w->gaz_stem);
	if (near) PAIR(id + 6, w->tail[1], w->head[1]);
	if (near) PUT(id + 7, w->tail[2]);
	if (near) PAIR(id + 8, w->strip, w->shape);
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
		PAIR(53, l->gaz_stem, w->gaz_stem);
		PAIR(54, l->stem, w->class[1]);
	}
	if (r) {
		PAIR(60, w->word, r->word);
		PAIR(61, w->class[1], r -> class[1]);
		PAIR(62, w->class[2], r -> class[2]);
		PAIR(63, w->gaz_stem, r->gaz_stem);
		PAIR(64, w->class[1], r -> stem);
	}
	if (l && r) PAIR(70, mix(l->class[2], r -> class[2]), w->class[2]);
	if (l && ll) {
		PAIR(71, mix(ll->class[2], l -> class[2]), w->class[2]);
		PAIR(72, mix(ll->gaz_stem, l->gaz_stem), w->gaz_stem);
	}
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
		PUT(82, (uint32_t)s[at - 1].gaz << 16 | s[at - 1].gaz_stem);
	}
	if (at + 1 < count) {
		PUT(83, s[at + 1].stem);
		PUT(84, s[at + 1].class[1]);
	}
	return n;
}

uint32_t mq_ner_features(const mq_ner_seen *s, uint32_t count, uint32_t from, uint32_t to, uint32_t i, uint32_t *out)
{
	const mq_ner_seen *w = &s[i];
	const mq_ner_seen *l = i > from ? &s[i - 1] : NULL;
	const mq_ner_seen *ll = i > from + 1 ? &s[i - 2] : NULL;
	const mq_ner_seen *r = i + 1 < to ? &s[i + 1] : NULL;
	const mq_ner_seen *rr = i + 2 < to ? &s[i + 2] : NULL;
	uint32_t n = own_features(w, out);
	n += side_features(l, 100, true, out + n);
	n += side_features(r, 120, true, out + n);
	n += side_features(ll, 140, false, out + n);
	n += side_features(rr, 160, false, out + n);
	n += joint_features(w, l, r, ll, out + n);
	n += other_features(s, count, w, out + n);
	return n;
}
