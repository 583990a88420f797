/* Is it an event at all: features of rule, form, clause, governor, position, arguments and document, summed by the table of
 * weights; below its threshold the coder abstains. Some cues bar an event whatever the sum says. */
#include <math.h>

#include "event/inner.h"

/* words of a topic per thousand, and the cut where they are some; where they are many there is no event */
#define TOPIC_WORDS_LEAST 40u
#define MARKET_SOME       45u
#define MARKET_MUCH       70u
#define LAB_SOME          15u
#define LAB_MUCH          30u
#define SURE_CUT          0.85
/* some words of markets or of study, and some of states: economics. By cross-validation .85 lost 190 right ones of the judged
 * articles for 66 wrong; of 500 articles without an event 6 more have one */
#define MARKET_CUT 0.6
/* under these an article is likely, or surely, of something else than states */
#define OTHER_TOPIC      0.7
#define OTHER_TOPIC_SURE 0.35
/* of an event whose sentence names nobody, which the last look weighs too. By cross-validation .9 lost 100 right ones for 34
 * wrong */
#define AWAY_SURE 0.5

static const char *const form_name[] = {"none",    "past", "present",   "command", "masdar",  "active",
					"passive", "noun", "adjective", "name",    "particle"};

static const char *share(double p)
{
	return p < 0.3 ? "0" : p < 0.5 ? "1" : p < 0.7 ? "2" : p < 0.85 ? "3" : p < 0.95 ? "4" : "5";
}

static void cue_features(mq_features *f, const mq_candidate *x, mq_text group)
{
	for (int i = 1; i < MQ_CUES; i++) {
		mq_text cue = mq_text_of(mq_cue_name[i]);
		if (x->left & MQ_CUE_BIT(i)) mq_feature2(f, "left", cue, group);
		if (x->after & MQ_CUE_BIT(i)) mq_feature(f, "after", cue);
		if (x->around & MQ_CUE_BIT(i)) mq_feature(f, "around", cue);
	}
}

static mq_text density(uint32_t n, uint32_t words)
{
	uint32_t per_mille = words ? n * 1000 / words : 0;
	return per_mille >= 45 ? MQ_T("much") : per_mille >= 15 ? MQ_T("some") : per_mille >= 5 ? MQ_T("little") : MQ_T("none");
}

/* how likely the article is of states, by its words */
static mq_text about(const mq_scene *s)
{
	static const double step[] = {0.15, 0.35, 0.5, 0.65, 0.8, 0.9, 0.95, 0.99};
	static const char *const name[] = {"0", "1", "2", "3", "4", "5", "6", "7", "8"};
	size_t i = 0;
	while (i < sizeof step / sizeof *step && s->politics >= step[i]) i++;
	return s->words < TOPIC_WORDS_LEAST ? MQ_T("few") : mq_text_of(name[i]);
}

static void document_features(mq_features *f, const mq_scene *s, const mq_candidate *x, mq_text k)
{
	uint32_t place = x->sentence < s->doc->body_sentence ? 0 : x->sentence - s->doc->body_sentence + 1;
	mq_text where = place == 0   ? MQ_T("title")
			: place == 1 ? MQ_T("lead")
			: place < 4  ? MQ_T("top")
			: place < 10 ? MQ_T("mid")
				     : MQ_T("late");
	uint32_t per_mille = s->words ? s->sport * 1000 / s->words : 0;
	mq_feature(f, "place", where);
	mq_feature2(f, "place.kind", where, k);
	mq_feature(f, "about", about(s));
	mq_feature(f, "sport",
		   per_mille > 20  ? MQ_T("much")
		   : per_mille > 5 ? MQ_T("some")
		   : s->sport      ? MQ_T("little")
				   : MQ_T("none"));
	/* a sentence without its article: what it tells of may be anything */
	if (mq_scene_is_alone(s)) mq_feature2(f, "alone", MQ_NONE, k);
	mq_feature(f, "market", density(s->market, s->words));
	mq_feature(f, "lab", density(s->lab, s->words));
	mq_feature(f, "culture", s->culture > 6 ? MQ_T("much") : s->culture > 1 ? MQ_T("some") : MQ_T("none"));
	mq_feature_n(f, "expert", s->expert, 4);
	uint32_t states = 0;
	for (uint32_t i = 0; i < s->states.n; i++) states += s->states.v[i].mentions > 0;
	mq_feature_n(f, "doc.states", states, 6);
	mq_feature(f, "doc.words",
		   s->words < 60    ? MQ_T("few")
		   : s->words < 300 ? MQ_T("short")
		   : s->words < 900 ? MQ_T("usual")
				    : MQ_T("long"));
	const mq_sentence *sn = &s->doc->sentences.v[x->sentence];
	const mq_token *last = sn->to > sn->from ? &s->doc->tokens.v[sn->to - 1] : NULL;
	if (last && last->kind == MQ_TOKEN_PUNCT && mq_text_eq(last->norm, MQ_T("؟"))) mq_feature(f, "question", where);
	if (mq_scene_is_heading(s, sn)) mq_feature(f, "heading", MQ_NONE);
}

static void accept_features(mq_features *f, const mq_coder *c, const mq_scene *s, const mq_candidate *x)
{
	const mq_rule *r = &c->rules.rules.v[x->rule];
	const mq_event_kind *kind = &mq_event_kinds[r->kind];
	mq_text k = mq_text_of(kind->name), form = mq_text_of(form_name[x->form]), gov = mq_text_of(mq_cue_name[x->governor]);
	mq_text clause = mq_text_of(mq_cue_name[x->clause]), side = kind->quad <= 2 ? MQ_T("coop") : MQ_T("conf");
	char buf[40];
	mq_feature(f, "kind", k);
	mq_feature(f, "rule", r->name);
	mq_feature2(f, "pattern", r->name, c->rules.patterns.v[x->pattern].name);
	mq_feature2(f, "rule.form", r->name, form);
	mq_feature2(f, "form", form, side);
	mq_feature2(f, "governor", gov, side);
	mq_feature2(f, "governor.kind", gov, k);
	mq_feature2(f, "governor.form", gov, form);
	mq_feature2(f, "clause", clause, side);
	mq_feature2(f, "clause.kind", clause, k);
	if (x->pro & MQ_PRO_AL) mq_feature2(f, "definite", k, MQ_NONE);
	if (x->pro & MQ_PRO_LI) mq_feature2(f, "li", k, form);
	if (x->pro & MQ_PRO_SA) mq_feature(f, "future", side);
	if (x->pro & MQ_PRO_BI) mq_feature(f, "bi", form);
	if (x->rank) mq_feature(f, "second", form);
	if (x->rivals) mq_feature(f, "rivals", x->outdone ? MQ_T("outdone") : MQ_T("even"));
	if (s->seen[x->trigger].quoted) mq_feature(f, "quoted", k);
	mq_feature2(f, "told", mq_event_status_name((mq_event_status)x->told), side);
	mq_feature2(f, "dated", x->date >= 0 ? MQ_T("yes") : MQ_T("no"), k);
	mq_feature_n(f, "elements", x->elements, 3);
	int n = mq_print_parts(buf, sizeof buf, "%u", x->states < 3 ? x->states : 3);
	mq_feature2(f, "states", mq_text_at(buf, (size_t)n), k);
	mq_feature2(f, "states", mq_text_at(buf, (size_t)n), kind->symmetric ? MQ_T("pair") : side);
	cue_features(f, x, side);
	document_features(f, s, x, k);
}

/* how sure the parties are, known only after they were chosen */
static void argument_features(mq_features *f, const mq_candidate *x, const mq_event_kind *kind)
{
	mq_text type = kind->symmetric ? MQ_T("pair") : kind->quad <= 2 ? MQ_T("coop") : MQ_T("conf");
	char buf[40];
	mq_feature2(f, "best.actor", mq_text_of(share(x->party[0])), type);
	mq_feature2(f, "best.other", mq_text_of(share(kind->symmetric ? x->party[2] : x->party[1])), type);
	mq_feature2(f, "best.kind", mq_text_of(share(x->party[0])), mq_text_of(kind->name));
	mq_feature2(f, "parties.sure", mq_text_of(share(x->parties)), type);
	mq_feature2(f, "parties.kind", mq_text_of(share(x->parties)), mq_text_of(kind->name));
	int n = mq_print_parts(buf, sizeof buf, "%u,%u", x->actors.n < 3 ? x->actors.n : 3,
			       x->recipients.n < 2 ? x->recipients.n : 2);
	mq_feature2(f, "parties", mq_text_at(buf, (size_t)n), type);
	bool self = x->actors.n == 1 && x->recipients.n == 1 && strcmp(x->actors.v[0].country, x->recipients.v[0].country) == 0;
	if (self) mq_feature(f, "self", mq_text_of(kind->name));
}

/* Equals are two at least, but the session of a body is told by its name alone, a deal of parties of one land, or with nobody
 * else named, by that land's */
static bool may_be_one(uint16_t kind)
{
	static const char *const names[] = {"conference", "agreement_signed", "agreement_reached"};
	return mq_kind_among(kind, names, sizeof names / sizeof *names);
}

/* what no sum may overrule */
static bool barred(const mq_scene *s, const mq_candidate *x, uint16_t kind, bool named)
{
	/* a sentence that comes without its article need not say in which state men were killed or marched */
	bool somewhere = mq_may_hit_itself(kind) && mq_scene_is_alone(s);
	if (mq_event_kinds[kind].symmetric && x->actors.n < 2 && !may_be_one(kind)) return true;
	if (x->states == 0 && x->p < AWAY_SURE && !somewhere && !named) return true;
	if (x->actors.n + x->recipients.n == 0 && !somewhere) return true;
	if (x->status == MQ_STATUS_HYPOTHETICAL || x->governor == MQ_CUE_NOT) return true;
	return false;
}

static double plain_score(const mq_candidate *x)
{
	double z = 0.6 + (x->party[0] - 0.5) * 2;
	if (x->clause == MQ_CUE_AIM || x->clause == MQ_CUE_IF || x->governor == MQ_CUE_TALKS_OF) z -= 3;
	if (x->outdone) z -= 2;
	return z;
}

static mq_text why_of(mq_arena *a, const mq_coder *c, const mq_features *f, double sum)
{
	mq_buf b;
	mq_buf_open(&b, 32 << 10);
	mq_buf_print(&b, "sum %+.2f", sum);
	for (uint32_t i = 0; i < f->n; i++) {
		double w = mq_model_weight(&c->model, f->key[i]);
		if (fabs(w) >= 0.05) mq_buf_print(&b, "; %+.2f %.*s", w, MQ_ARG(f->name[i]));
	}
	mq_text out = mq_arena_text(a, mq_buf_text(&b));
	mq_buf_close(&b);
	return out;
}

/* What an article of markets or study tells of states is seldom an event: the thicker such words stand, the surer it must be. */
static double cut_of(const mq_coder *c, const mq_scene *s)
{
	double cut = mq_scene_is_alone(s) && c->model.sentence_cut > 0 ? c->model.sentence_cut : c->model.accept_cut;
	if (s->politics < OTHER_TOPIC) return s->politics < OTHER_TOPIC_SURE ? 1 : SURE_CUT;
	if (s->words < TOPIC_WORDS_LEAST) return cut;
	uint32_t market = s->market * 1000 / s->words, lab = s->lab * 1000 / s->words;
	if (market < MARKET_SOME && lab < LAB_SOME) return cut;
	return market < MARKET_MUCH && lab < LAB_MUCH ? fmax(cut, MARKET_CUT) : 1;
}

void mq_accept_features(mq_features *f, const mq_coder *c, const mq_scene *s, const mq_candidate *x)
{
	const mq_event_kind *kind = &mq_event_kinds[c->rules.rules.v[x->rule].kind];
	accept_features(f, c, s, x);
	argument_features(f, x, kind);
	mq_word_features(f, s, x, kind);
}

double mq_accept_begin(mq_arena *a, const mq_coder *c, const mq_scene *s, mq_candidate *x)
{
	mq_features f;
	mq_features_open(&f, a, "accept", false);
	accept_features(&f, c, s, x);
	x->part[0] = mq_features_score(&c->model, &f, 0);
	uint32_t before = f.n;
	mq_word_features(&f, s, x, &mq_event_kinds[c->rules.rules.v[x->rule].kind]);
	x->part[2] = mq_features_score(&c->model, &f, before);
	return x->sum = x->part[0] + x->part[2];
}

mq_status mq_accept(mq_arena *a, const mq_coder *c, const mq_scene *s, mq_candidate *x, mq_buf *dump, bool why)
{
	const mq_event_kind *kind = &mq_event_kinds[c->rules.rules.v[x->rule].kind];
	mq_features f;
	mq_features_open(&f, a, "accept", dump || why);
	argument_features(&f, x, kind);
	x->part[1] = mq_features_score(&c->model, &f, 0);
	x->sum = c->model.there ? x->part[0] + x->part[1] + x->part[2] : plain_score(x);
	if (!dump && !why) return MQ_DONE;
	accept_features(&f, c, s, x);
	mq_word_features(&f, s, x, kind);
	if (dump) mq_features_dump(dump, &f, "accept");
	if (why) x->why = why_of(a, c, &f, x->sum);
	return MQ_DONE;
}

static void decide(const mq_scene *s, mq_candidate *x, uint16_t kind, double p, double cut, bool named)
{
	x->p = p;
	x->barred = barred(s, x, kind, named) || p < cut;
}

void mq_accept_decide(const mq_coder *c, const mq_scene *s, mq_candidate *x, double p, double cut)
{
	decide(s, x, c->rules.rules.v[x->rule].kind, p, cut, false);
}

void mq_accept_raise(const mq_coder *c, const mq_scene *s, mq_candidate *x, double odds)
{
	decide(s, x, c->rules.rules.v[x->rule].kind, odds * x->p / (1 - x->p + odds * x->p), cut_of(c, s), true);
}

void mq_accept_settle(mq_arena *a, const mq_coder *c, const mq_scene *s, mq_candidate *x, double second, bool why)
{
	mq_accept_decide(c, s, x, 1 / (1 + exp(-x->sum - second)), cut_of(c, s));
	if (why) x->why = mq_arena_print(a, "%.*s; second look %+.2f", MQ_ARG(x->why), second);
}
