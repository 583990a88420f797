/* A sentence that comes without its article, and a type of event that such sentences were judged for: a linear model of its own
 * says whether it tells of one, over the words of the sentence and over what the rules see in all its candidates of the type. */
#include <math.h>

#include "event/alone.h"

/* of long sentences and short ones, of many candidates and one alike */
static double evened(double sum, uint32_t n) { return n ? sum / sqrt((double)n) : 0; }

double mq_alone_words(mq_arena *a, const mq_coder *c, const mq_scene *s, size_t kind)
{
	mq_features f;
	mq_features_open(&f, a, mq_event_kinds[kind].plover, false);
	mq_alone_features(&f, s);
	return evened(mq_features_score(&c->model, &f, 0), f.n);
}

static void see(mq_features *f, mq_arena *a, const mq_coder *c, const mq_scene *s, const mq_candidates *all, size_t kind,
		bool named)
{
	mq_features_open(f, a, "accept", named);
	for (uint32_t i = 0; i < all->n; i++)
		if (c->rules.rules.v[all->v[i].rule].kind == kind) mq_accept_features(f, c, s, &all->v[i]);
}

double mq_alone_sum(mq_arena *a, const mq_coder *c, const mq_scene *s, const mq_candidates *all, size_t kind)
{
	mq_features f;
	const char *type = mq_event_kinds[kind].plover;
	double bias = mq_model_weight(&c->model, mq_feature_key(type, "bias", MQ_NONE, MQ_NONE));
	see(&f, a, c, s, all, kind, false);
	double seen = mq_features_score_as(&c->model, &f, mq_text_of(type));
	return bias + mq_alone_words(a, c, s, kind) + evened(seen, f.n);
}

void mq_alone_dump(mq_arena *a, const mq_coder *c, const mq_scene *s, const mq_candidates *all, mq_buf *dump)
{
	mq_features f;
	mq_features_open(&f, a, "", true);
	mq_alone_features(&f, s);
	mq_buf_print(dump, ",{\"alone\":true"), mq_features_dump(dump, &f, "words"), mq_buf_byte(dump, '}');
	for (size_t k = 0; k < mq_event_kinds_n; k++) {
		see(&f, a, c, s, all, k, true);
		if (!f.n) continue;
		mq_buf_print(dump, ",{\"of\":\"%s\"", mq_event_kinds[k].name), mq_features_dump(dump, &f, "seen");
		mq_buf_byte(dump, '}');
	}
}
