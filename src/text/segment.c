#include "text/segment.h"

#define LETTER 2u /* bytes of an Arabic letter in a normal form */

typedef struct {
	const mq_clitics *c;
	mq_text norm;
	uint64_t first, last; /* bytes of norm, for the comparison of clitics */
	uint8_t tail;
	mq_segment *out;
	size_t n;
} cutting;

static void add_segment(cutting *x, const mq_segment *s)
{
	if (x->n < MQ_SEGMENTS_MOST) x->out[x->n++] = *s;
}

/* what a pronoun may have done to the stem's last letter, or MQ_KEPT */
static uint8_t mend_of(const cutting *x, const mq_segment *s)
{
	for (int i = MQ_FROM_TA; i <= MQ_FROM_WAW; i++)
		if (memcmp(x->norm.p + s->off + s->n - LETTER, x->c->letter[i].p, LETTER) == 0) return (uint8_t)i;
	return MQ_KEPT;
}

/* the stem as it stands, and with the last letter it has when nothing follows */
static void add_mended(cutting *x, mq_segment s)
{
	s.tail = MQ_TAIL_PLAIN;
	add_segment(x, &s);
	if (s.n < 3 * LETTER) return;
	s.mend = mend_of(x, &s);
	if (s.mend == MQ_KEPT) return;
	if (s.mend == MQ_FROM_TA) s.tail = MQ_TAIL_MARBUTA;
	if (s.mend == MQ_FROM_ALEF) s.tail = MQ_TAIL_MAQSURA;
	add_segment(x, &s);
}

static void cut_after(cutting *x, const mq_segment *whole)
{
	for (uint32_t i = 0; i < x->c->after_n; i++) {
		const mq_clitic *k = &x->c->after[i];
		mq_segment s = *whole;
		if (s.n < k->a.n + 2 * LETTER || !mq_affix_is(&k->a, x->last)) continue;
		/* مالى is no "my money" */
		if (x->tail == MQ_TAIL_MAQSURA && k->a.n == LETTER) continue;
		s.n = (uint8_t)(s.n - k->a.n);
		s.enc = k->enc;
		s.enc_on_verb = k->on == MQ_ON_VERB;
		s.weight += k->weight;
		add_mended(x, s);
	}
}

static bool future_stem(const cutting *x, const mq_segment *s)
{
	if (s->n < 3 * LETTER) return false;
	for (uint32_t i = 0; i < x->c->future_n; i++)
		if (memcmp(x->norm.p + s->off, x->c->future[i].p, LETTER) == 0) return true;
	return false;
}

static void cut_before(cutting *x, const mq_clitic *k)
{
	if (x->norm.n < k->a.n + 2 * LETTER || !mq_affix_is(&k->a, x->first)) return;
	mq_segment s = {
	    .off = k->a.n, .n = (uint8_t)(x->norm.n - k->a.n), .pro = k->pro, .on = k->on, .tail = x->tail, .weight = k->weight};
	if (k->on == MQ_ON_FUTURE && !future_stem(x, &s)) return;
	add_segment(x, &s);
	/* للجنة is لـ and اللجنة: one lam of the article and one of the word are written once */
	if ((k->pro & MQ_PRO_LI) && (k->pro & MQ_PRO_AL) && s.n >= 2 * LETTER) {
		mq_segment lam = s;
		lam.off = (uint8_t)(lam.off - LETTER);
		lam.n = (uint8_t)(lam.n + LETTER);
		add_segment(x, &lam);
	}
	if (!(k->pro & MQ_PRO_AL) && x->tail != MQ_TAIL_MARBUTA) cut_after(x, &s);
}

size_t mq_segments(const mq_clitics *c, mq_text norm, uint8_t tail, mq_segment out[MQ_SEGMENTS_MOST])
{
	cutting x = {c, norm, mq_word_head(norm), mq_word_tail(norm), tail, out, 0};
	mq_segment whole = {.n = (uint8_t)norm.n, .tail = tail};
	add_segment(&x, &whole);
	if (norm.n <= 2 * LETTER - 1) return x.n;
	if (tail != MQ_TAIL_MARBUTA) cut_after(&x, &whole);
	for (uint32_t i = 0; i < c->before_n; i++) cut_before(&x, &c->before[i]);
	return x.n;
}

mq_text mq_segment_stem(const mq_clitics *c, mq_text norm, const mq_segment *s, char room[MQ_STEM_ROOM])
{
	mq_text stem = {norm.p + s->off, s->n}, rest = c->at_rest[s->mend];
	if (s->mend == MQ_KEPT || stem.n < LETTER || stem.n + rest.n > MQ_STEM_ROOM) return stem;
	memcpy(room, stem.p, stem.n - LETTER);
	memcpy(room + stem.n - LETTER, rest.p, rest.n);
	return (mq_text){room, stem.n - LETTER + rest.n};
}
