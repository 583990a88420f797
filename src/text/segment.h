/* All the ways to take clitics off a word: what the analysis chooses from, and what the counts of stems are learnt from
 * (tools/gen/stems.c). */
#ifndef MQ_TEXT_SEGMENT_H
#define MQ_TEXT_SEGMENT_H

#include "text/scan.h"
#include "text/text.h"

#define MQ_SEGMENTS_MOST 96u
#define MQ_STEM_ROOM     (MQ_WORD_MOST + 64u)

/* what the clitic did to the last letter of the stem */
enum { MQ_KEPT, MQ_FROM_TA /* وزارت+ها: وزاره */, MQ_FROM_ALEF /* مستوا+ه: مستوي */, MQ_FROM_WAW /* قتلو+ه: قتلوا */ };

typedef struct {
	uint8_t off, n; /* bytes of the normal form that are the stem, before the last letter is mended */
	uint8_t enc, mend;
	uint8_t tail; /* MQ_TAIL_* of the stem */
	uint16_t pro;
	uint8_t on;       /* MQ_ON_* of the proclitic */
	bool enc_on_verb; /* ني */
	float weight;     /* log of how usual these clitics are */
} mq_segment;

enum { MQ_ON_ANY, MQ_ON_NOUN, MQ_ON_FUTURE, MQ_ON_VERB };

/* up to four letters, compared in one step */
typedef struct {
	uint64_t v, mask;
	uint8_t n; /* bytes */
} mq_affix;

/* the first and the last eight bytes of a word; the nearer to the edge the lower. Zeros where it is shorter */
static inline uint64_t mq_word_head(mq_text t)
{
	uint64_t v = 0;
	for (size_t i = t.n < 8 ? t.n : 8; i-- > 0;) v = v << 8 | (unsigned char)t.p[i];
	return v;
}
static inline uint64_t mq_word_tail(mq_text t)
{
	uint64_t v = 0;
	for (size_t i = t.n < 8 ? 0 : t.n - 8; i < t.n; i++) v = v << 8 | (unsigned char)t.p[i];
	return v;
}
static inline mq_affix mq_affix_of(mq_text letters, bool head)
{
	uint64_t mask = letters.n < 8 ? ((uint64_t)1 << (8 * letters.n)) - 1 : UINT64_MAX;
	return (mq_affix){head ? mq_word_head(letters) : mq_word_tail(letters), mask, (uint8_t)letters.n};
}
/* is it there, in the head or tail of a word that is at least that long */
static inline bool mq_affix_is(const mq_affix *a, uint64_t edge) { return (edge & a->mask) == a->v; }

typedef struct {
	mq_affix a;
	uint8_t enc, on;
	uint16_t pro;
	float weight;
} mq_clitic;

#define MQ_CLITICS_MOST 40u
#define MQ_FUTURES_MOST 8u
#define MQ_MENDS        4u
typedef struct {
	mq_clitic before[MQ_CLITICS_MOST], after[MQ_CLITICS_MOST];
	uint32_t before_n, after_n;
	mq_text future[MQ_FUTURES_MOST]; /* what an imperfect behind a sin begins with */
	uint32_t future_n;
	mq_text letter[MQ_MENDS], at_rest[MQ_MENDS]; /* by MQ_FROM_*: a stem's last letter before a pronoun, and without one */
	mq_affix wa, wa_al;                          /* و, وال */
	mq_text article;
	mq_text ha; /* a ta marbuta in normal form */
} mq_clitics;

/* the word whole comes first */
size_t mq_segments(const mq_clitics *c, mq_text norm, uint8_t tail, mq_segment out[MQ_SEGMENTS_MOST]);
/* the stem of a segment: a view of norm, or of room when its last letter is mended */
mq_text mq_segment_stem(const mq_clitics *c, mq_text norm, const mq_segment *s, char room[MQ_STEM_ROOM]);

#endif
