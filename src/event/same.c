/* Do two tellings tell of one happening? Two candidates of one kind are set side by side: parties, days, status, where they
 * stand. In: two candidates with parties. Out: the features of the pair, and what the table of weights makes of them. */

#include "event/pair.h"

/* tellings that one is set beside, when features are told for training */
#define BEFORE_MOST 16u

uint32_t mq_parties_shared(const mq_party *a, uint32_t an, const mq_party *b, uint32_t bn)
{
	uint32_t n = 0;
	for (uint32_t i = 0; i < an; i++) {
		bool there = false;
		for (uint32_t k = 0; k < bn; k++) there = there || strcmp(a[i].country, b[k].country) == 0;
		n += there;
	}
	return n;
}

static const char *relation(const mq_party *a, uint32_t an, const mq_party *b, uint32_t bn)
{
	uint32_t n = mq_parties_shared(a, an, b, bn);
	if (!an && !bn) return "none";
	if (!an || !bn) return "one";
	if (n == an && n == bn) return "even";
	if (n == an || n == bn) return "within";
	return n ? "some" : "other";
}

static const char *days(const mq_scene *s, const mq_candidate *a, const mq_candidate *b)
{
	if (a->date < 0 && b->date < 0) return "none";
	if (a->date < 0 || b->date < 0) return "one";
	const mq_date *x = &s->marks->dates.v[a->date], *y = &s->marks->dates.v[b->date];
	if (x->from == y->from && x->to == y->to) return "even";
	return x->from <= y->to && y->from <= x->to ? "overlap" : "apart";
}

static const char *distance(const mq_scene *s, const mq_candidate *a, const mq_candidate *b)
{
	uint32_t n = a->sentence < b->sentence ? b->sentence - a->sentence : a->sentence - b->sentence;
	if (a->sentence < s->doc->body_sentence || b->sentence < s->doc->body_sentence) return n ? "title" : "within.title";
	return n == 0 ? "same" : n == 1 ? "next" : n < 4 ? "near" : n < 10 ? "far" : "away";
}

static const char *stage(int8_t status)
{
	return status == MQ_STATUS_DONE                                         ? "done"
	       : status == MQ_STATUS_UNDER_WAY                                  ? "now"
	       : status == MQ_STATUS_ANNOUNCED || status == MQ_STATUS_POSTPONED ? "ahead"
										: "off";
}

static void pair_features(mq_features *f, const mq_coder *c, const mq_scene *s, const mq_candidate *a, const mq_candidate *b)
{
	const mq_event_kind *kind = &mq_event_kinds[c->rules.rules.v[b->rule].kind];
	mq_text type = kind->symmetric ? MQ_T("pair") : kind->quad <= 2 ? MQ_T("coop") : MQ_T("conf");
	mq_text far = mq_text_of(distance(s, a, b)), when = mq_text_of(days(s, a, b));
	mq_text one = mq_text_of(relation(a->actors.v, a->actors.n, b->actors.v, b->actors.n));
	mq_text other = mq_text_of(relation(a->recipients.v, a->recipients.n, b->recipients.v, b->recipients.n));
	bool turned = mq_parties_shared(a->actors.v, a->actors.n, b->recipients.v, b->recipients.n) > 0 &&
		      mq_parties_shared(a->recipients.v, a->recipients.n, b->actors.v, b->actors.n) > 0;
	char buf[48];
	int n = mq_print_parts(buf, sizeof buf, "%.*s,%.*s", MQ_ARG(one), MQ_ARG(other));
	mq_text sides = turned ? MQ_T("turned") : mq_text_at(buf, (size_t)n);
	mq_feature(f, "all", MQ_NONE);
	mq_feature2(f, "kind", mq_text_of(kind->name), MQ_NONE);
	mq_feature2(f, "kind.far", mq_text_of(kind->name), far);
	mq_feature2(f, "sides", sides, MQ_NONE);
	mq_feature2(f, "sides.type", sides, type);
	mq_feature2(f, "sides.far", sides, far);
	mq_feature2(f, "far", far, type);
	mq_feature2(f, "days", when, MQ_NONE);
	mq_feature2(f, "days.far", when, far);
	mq_feature2(f, "days.sides", when, sides);
	char stages[16];
	n = mq_print_parts(stages, sizeof stages, "%s,%s", stage(a->status), stage(b->status));
	mq_feature2(f, "stages", mq_text_at(stages, (size_t)n), MQ_NONE);
	mq_feature2(f, "stages.far", a->status == b->status ? MQ_T("even") : MQ_T("other"), far);
	mq_feature2(f, "recalled", a->background == b->background ? MQ_T("even") : MQ_T("other"), far);
	mq_feature2(f, "definite", b->pro & MQ_PRO_AL ? MQ_T("yes") : MQ_T("no"), far);
	mq_feature2(f, "word", a->family && a->family == b->family ? MQ_T("even") : MQ_T("other"), far);
	mq_feature2(f, "rule", a->rule == b->rule ? MQ_T("even") : MQ_T("other"), far);
	if (mq_tells_last(s, b)) mq_feature2(f, "last", mq_text_of(stage(a->status)), MQ_NONE);
	if (a->sentence != b->sentence) return;
	uint32_t gap = b->trigger > a->trigger ? b->trigger - a->trigger : a->trigger - b->trigger;
	mq_feature2(f, "gap", gap < 4 ? MQ_T("0") : gap < 10 ? MQ_T("1") : gap < 20 ? MQ_T("2") : MQ_T("3"), type);
	mq_feature2(f, "clause", s->seen[a->trigger].clause == s->seen[b->trigger].clause ? MQ_T("even") : MQ_T("other"), type);
	mq_feature2(f, "form", a->form == b->form ? MQ_T("even") : MQ_T("other"), type);
}

double mq_same_score(const mq_pairs *p, uint32_t i, uint32_t k)
{
	mq_features f;
	const mq_candidate *x = &p->all->v[i], *y = &p->all->v[k];
	const mq_pair_words *a = p->words[i], *b = p->words[k];
	const bool here = x->sentence == y->sentence;
	float look[MQ_PAIR_FEATURES];
	mq_features_open(&f, p->a, "same", false);
	pair_features(&f, p->c, p->s, x, y);
	mq_tell_pair_features(&f, p->s, x, y);
	double sum = mq_features_score(&p->c->model, &f, 0);
	if (a && b) sum += (double)a->told[0][here] + (double)b->told[1][here];
	if (!p->c->pairs.trees) return sum;
	mq_pair_features(p, i, k, sum, look);
	return sum + (double)mq_trees_sum(&p->c->pairs, look);
}

static void dump_pair(const mq_pairs *p, uint32_t i, uint32_t k, mq_buf *dump)
{
	mq_features f;
	float look[MQ_PAIR_FEATURES];
	mq_features_open(&f, p->a, "same", true);
	pair_features(&f, p->c, p->s, &p->all->v[i], &p->all->v[k]);
	mq_tell_features(&f, p->c, p->s, &p->all->v[i], &p->all->v[k]);
	mq_buf_print(dump, ",{\"same\":[%u,%u]", i, k);
	mq_features_dump(dump, &f, "f");
	mq_pair_features(p, i, k, mq_features_score(&p->c->model, &f, 0), look);
	mq_buf_byte(dump, ','), mq_numbers_dump(dump, "look", look, MQ_PAIR_FEATURES), mq_buf_byte(dump, '}');
}

mq_status mq_same_dump(mq_arena *a, const mq_coder *c, const mq_scene *s, const mq_candidates *all, mq_buf *dump)
{
	mq_pairs p;
	MQ_TRY(mq_pairs_open(a, c, s, all, true, &p));
	for (uint32_t i = 1; i < all->n; i++)
		for (uint32_t k = i < BEFORE_MOST ? 0 : i - BEFORE_MOST; k < i; k++)
			if (c->rules.rules.v[all->v[i].rule].kind == c->rules.rules.v[all->v[k].rule].kind)
				dump_pair(&p, k, i, dump);
	return MQ_DONE;
}
