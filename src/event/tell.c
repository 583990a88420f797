/* What the words of two tellings say of their being one happening: «في هجوم آخر», «هذا الهجوم», «كما قصفت», «أدى إلى مقتل». What
 * one of them says by itself is summed once for each telling; only what stands between the two is asked of every pair. */
#include "event/pair.h"

/* words that stand between two triggers of a sentence and are looked at; so few that they are one saying */
#define BETWEEN_WORDS 12u
#define SAYING_WORDS  3u
#define SAYING_BYTES  64u
/* words on each side of the later trigger */
#define BESIDE_FROM 2u
#define BESIDE_TO   5u

static mq_text place_of(bool here) { return here ? MQ_T("here") : MQ_T("away"); }

/* a word as it is written, clitics and all: «وقصف» goes on where «قصف» need not */
static mq_text written(const mq_scene *s, const mq_sentence *sn, uint32_t t)
{
	if (t < sn->from || t >= sn->to) return MQ_T("@end");
	if (s->seen[t].classes & (MQ_CLASS_COUNTRY | MQ_CLASS_DEMONYM)) return MQ_T("@state");
	if (s->doc->tokens.v[t].kind == MQ_TOKEN_NUMBER) return MQ_T("#");
	mq_text w = s->doc->tokens.v[t].norm;
	return w.n && (unsigned char)w.p[0] > 0x7f ? w : MQ_T("@mark"); /* quotes and foreign words */
}

static void beside(mq_features *f, const mq_scene *s, const mq_sentence *sn, uint32_t trigger, mq_text far)
{
	for (uint32_t d = BESIDE_FROM; d <= BESIDE_TO; d++) {
		if (trigger + d < sn->to) mq_feature2(f, "w.next", written(s, sn, trigger + d), far);
		if (trigger >= sn->from + d) mq_feature2(f, "w.last", written(s, sn, trigger - d), far);
	}
}

/* of the telling x, the later one of two or the earlier; here: they share a sentence */
static void tell_features(mq_features *f, const mq_coder *c, const mq_scene *s, const mq_candidate *x, bool later, bool here)
{
	const mq_sentence *sn = &s->doc->sentences.v[x->sentence];
	mq_text far = place_of(here), kind = mq_text_of(mq_event_kinds[c->rules.rules.v[x->rule].kind].name);
	uint32_t t = x->trigger;
	mq_text left = t > sn->from ? written(s, sn, t - 1) : MQ_T("@end"), right = written(s, sn, t + 1);
	mq_feature2(f, later ? "w.b" : "w.a", mq_scene_word(s, t), far);
	mq_feature2(f, later ? "w.b.l1" : "w.a.l1", left, far);
	mq_feature2(f, later ? "w.b.r1" : "w.a.r1", right, far);
	if (!later) return;
	mq_feature(f, "w.b.written", written(s, sn, t));
	beside(f, s, sn, t, far);
	if (here) return;
	mq_feature(f, "w.opens", written(s, sn, sn->from));
	mq_feature2(f, "w.opens.kind", written(s, sn, sn->from), kind);
	mq_feature2(f, "w.opens.two", written(s, sn, sn->from), written(s, sn, sn->from + 1));
}

/* the words between two triggers of one sentence */
static void between(mq_features *f, const mq_scene *s, const mq_sentence *sn, uint32_t from, uint32_t to)
{
	char buf[SAYING_BYTES];
	size_t n = 0;
	for (uint32_t t = from; t < to && t - from < BETWEEN_WORDS; t++) {
		mq_text w = written(s, sn, t);
		mq_feature(f, "w.between", w);
		if (to - from > SAYING_WORDS || n + w.n >= sizeof buf) continue;
		memcpy(buf + n, w.p, w.n);
		n += w.n;
		buf[n++] = ' ';
	}
	if (to - from <= SAYING_WORDS) mq_feature(f, "w.saying", mq_text_at(buf, n));
}

void mq_tell_features(mq_features *f, const mq_coder *c, const mq_scene *s, const mq_candidate *a, const mq_candidate *b)
{
	bool here = a->sentence == b->sentence;
	tell_features(f, c, s, a, false, here);
	tell_features(f, c, s, b, true, here);
	mq_tell_pair_features(f, s, a, b);
}

void mq_tell_pair_features(mq_features *f, const mq_scene *s, const mq_candidate *a, const mq_candidate *b)
{
	bool here = a->sentence == b->sentence, later = a->trigger < b->trigger;
	mq_text x = mq_scene_word(s, a->trigger), y = mq_scene_word(s, b->trigger);
	mq_feature2(f, here ? "w.pair.here" : "w.pair", x, y);
	if (!here) return;
	between(f, s, &s->doc->sentences.v[a->sentence], (later ? a : b)->trigger + 1, (later ? b : a)->trigger);
}

void mq_tell_sums(mq_arena *a, const mq_coder *c, const mq_scene *s, const mq_candidate *x, float sum[2][2])
{
	for (int later = 0; later < 2; later++)
		for (int here = 0; here < 2; here++) {
			mq_features f;
			mq_features_open(&f, a, "same", false);
			tell_features(&f, c, s, x, later, here);
			sum[later][here] = (float)mq_features_score(&c->model, &f, 0);
		}
}
