/* Features that are words: the trigger, what stands beside it, what else the sentence and the title say. Words are their stems,
 * clitics off; numbers are one word. Bounded: a window of the sentence, the head of the title. */
#include "event/inner.h"

/* words on each side of the trigger that count as its sentence, and beside it */
#define WORDS_AROUND 24u
#define WORDS_BESIDE 3u
#define TITLE_WORDS  16u
#define ALONE_WORDS  64u
/* words from the start of an article that tell what it is about */
#define TOPIC_WORDS 160u

mq_text mq_scene_word(const mq_scene *s, uint32_t t)
{
	const mq_token *k = &s->doc->tokens.v[t];
	if (k->kind == MQ_TOKEN_NUMBER) return MQ_T("#");
	if (k->kind != MQ_TOKEN_ARABIC) return MQ_NONE;
	if (s->seen[t].classes & (MQ_CLASS_COUNTRY | MQ_CLASS_DEMONYM)) return MQ_T("@state");
	if (s->seen[t].classes & MQ_CLASS_PERSON) return MQ_T("@person");
	mq_text w = k->analyses ? k->a[0].stem : k->norm;
	return w.n > 2 ? w : MQ_NONE; /* one letter tells nothing */
}

void mq_scene_feature(mq_features *f, const mq_scene *s, const char *name, uint32_t t, mq_text with)
{
	mq_text w = mq_scene_word(s, t);
	if (w.n) mq_feature2(f, name, w, with);
}

static void beside(mq_features *f, const mq_scene *s, const mq_sentence *sn, uint32_t trigger, mq_text kind, mq_text side)
{
	static const char *const before[] = {"l1", "l2", "l3"}, *const after[] = {"r1", "r2", "r3"};
	for (uint32_t d = 1; d <= WORDS_BESIDE; d++) {
		mq_text left = trigger >= sn->from + d ? mq_scene_word(s, trigger - d) : MQ_NONE;
		mq_text right = trigger + d < sn->to ? mq_scene_word(s, trigger + d) : MQ_NONE;
		if (left.n) mq_feature2(f, before[d - 1], left, side), mq_feature2(f, "near", left, kind);
		if (right.n) mq_feature2(f, after[d - 1], right, side), mq_feature2(f, "near", right, kind);
	}
}

void mq_word_features(mq_features *f, const mq_scene *s, const mq_candidate *x, const mq_event_kind *kind)
{
	const mq_sentence *sn = &s->doc->sentences.v[x->sentence];
	mq_text k = mq_text_of(kind->name), type = mq_text_of(kind->plover), side = kind->quad <= 2 ? MQ_T("coop") : MQ_T("conf");
	mq_text trigger = mq_scene_word(s, x->trigger);
	if (trigger.n) mq_feature2(f, "word", trigger, k);
	beside(f, s, sn, x->trigger, k, side);
	uint32_t from = mq_words_before(sn, x->trigger, WORDS_AROUND), to = mq_words_behind(sn, x->trigger, WORDS_AROUND);
	for (uint32_t t = from; t < to; t++) {
		mq_text w = t == x->trigger ? MQ_NONE : mq_scene_word(s, t);
		if (w.n) mq_feature2(f, "in", w, type);
	}
	uint32_t title = s->doc->body_token < TITLE_WORDS ? s->doc->body_token : TITLE_WORDS;
	for (uint32_t t = 0; t < title; t++) {
		mq_text w = mq_scene_word(s, t);
		if (w.n) mq_feature2(f, "title", w, side);
	}
}

/* the words that a document begins with, each once */
static void words_of(mq_features *f, const mq_scene *s, uint32_t most)
{
	uint32_t end = s->doc->tokens.n < most ? s->doc->tokens.n : most;
	mq_feature(f, "all", MQ_NONE);
	for (uint32_t t = 0; t < end; t++) {
		mq_text w = mq_scene_word(s, t);
		if (w.n) mq_feature(f, "w", w);
	}
}

void mq_alone_features(mq_features *f, const mq_scene *s) { words_of(f, s, 2 * ALONE_WORDS); }

void mq_topic_features(mq_features *f, const mq_scene *s) { words_of(f, s, TOPIC_WORDS); }
