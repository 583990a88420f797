/* What the words of all its tellings say for how far a happening has come: those around each trigger, the heads of their
 * sentences, the title. Weighed for each status by a linear model, whose sums the last look sees. */
#include "event/last.h"

/* tellings that are heard, words on each side of a trigger, words of the title */
#define TELLINGS_HEARD 4u
#define WORDS_AROUND   14u
#define TITLE_WORDS    16u

/* with what its trigger is, a verb of which tense or a noun */
static mq_text shape_of(const mq_scene *s, const mq_candidate *x)
{
	if (x->pro & MQ_PRO_SA) return MQ_T("future");
	if (!s->seen[x->trigger].verb) return MQ_T("noun");
	return s->seen[x->trigger].verb == MQ_FORM_PERFECT ? MQ_T("past") : MQ_T("present");
}

static void words_of_telling(mq_features *f, const mq_scene *s, const mq_candidate *x, mq_text kind)
{
	const mq_sentence *sn = &s->doc->sentences.v[x->sentence];
	mq_text shape = shape_of(s, x), lead = x->sentence < s->doc->body_sentence ? MQ_T("title") : MQ_T("body");
	uint32_t from = mq_words_before(sn, x->trigger, WORDS_AROUND), to = mq_words_behind(sn, x->trigger, WORDS_AROUND);
	for (uint32_t t = from; t < to; t++) {
		if (t == x->trigger) continue;
		mq_scene_feature(f, s, t < x->trigger ? "before" : "behind", t, MQ_NONE);
		mq_scene_feature(f, s, "near", t, kind);
	}
	mq_scene_feature(f, s, "trigger", x->trigger, shape);
	mq_scene_feature(f, s, "trigger.kind", x->trigger, kind);
	mq_scene_feature(f, s, "head", sn->from, lead);
	mq_feature2(f, "shape", shape, kind);
	mq_feature2(f, "shape.in", shape, lead);
	mq_feature2(f, "governor", mq_text_of(mq_cue_name[x->governor]), kind);
	mq_feature2(f, "clause", mq_text_of(mq_cue_name[x->clause]), kind);
	if (x->trigger > sn->from)
		mq_scene_feature(f, s, "left", x->trigger - 1, shape), mq_scene_feature(f, s, "left.kind", x->trigger - 1, kind);
	if (x->trigger + 1 < sn->to)
		mq_scene_feature(f, s, "right", x->trigger + 1, shape),
		    mq_scene_feature(f, s, "right.kind", x->trigger + 1, kind);
}

void mq_stage_words(mq_features *f, const mq_happening *h)
{
	const mq_scene *s = h->s;
	mq_text kind = mq_text_of(mq_event_kinds[h->c->rules.rules.v[h->lead->rule].kind].name);
	uint32_t title = s->doc->body_token < TITLE_WORDS ? s->doc->body_token : TITLE_WORDS;
	mq_feature(f, "kind", kind);
	mq_feature2(f, "dated", h->date < 0 ? MQ_T("no") : MQ_T("yes"), kind);
	for (uint32_t i = 0; i < h->n && i < TELLINGS_HEARD; i++) words_of_telling(f, s, h->told[i], kind);
	for (uint32_t t = 0; t < title; t++) mq_scene_feature(f, s, "title", t, kind);
}
