#include <math.h>

#include "event/alone.h"
#include "event/last.h"
#include "event/pair.h"
#include "event/second.h"
#include "event/ways.h"

/* with fewer words nothing is said of what an article is about */
#define TOPIC_WORDS_LEAST 40u

/* without the file there are no trees, and what they would mend stands */
static mq_status open_trees(mq_arena *a, const mq_pack *pack, mq_text name, uint32_t features, mq_trees *out)
{
	mq_text bytes = mq_pack_file(pack, name);
	memset(out, 0, sizeof *out);
	return bytes.n ? mq_trees_open(a, name, bytes, features, out) : MQ_DONE;
}

/* talks of so many parties are a conference, and of two states a meeting, whichever word told of them (the contract) */
#define MANY_PARTIES  3u
#define TALKS         "meeting"
#define TALKS_OF_TWO  MQ_T("meeting/talks")
#define TALKS_OF_MANY MQ_T("conference/three_talk")
#define GATHERING     MQ_T("conference/gathers")
#define BODIES        "IGO" /* what stands for international bodies among states */

static uint32_t rule_named(const mq_rules *r, mq_text name)
{
	uint32_t i = 0;
	while (i < r->rules.n && !mq_text_eq(r->rules.v[i].name, name)) i++;
	return i;
}

mq_status mq_coder_open(mq_arena *a, const mq_pack *pack, const mq_lexicon *lex, const mq_marker *marker, const mq_coder **out)
{
	mq_coder *c = MQ_NEW(a, mq_coder);
	if (!c) return mq_fail_memory(a);
	c->pack = pack;
	c->lex = lex;
	c->marker = marker;
	MQ_TRY(mq_rules_read(a, pack, lex, &c->rules));
	c->of_two = rule_named(&c->rules, TALKS_OF_TWO);
	c->of_many = rule_named(&c->rules, TALKS_OF_MANY);
	c->gathering = rule_named(&c->rules, GATHERING);
	MQ_TRY(mq_scenery_read(a, pack, lex, &c->scenery));
	MQ_TRY(mq_contexts_read(a, pack, lex, &c->contexts));
	MQ_TRY(mq_instrument_cues_read(a, pack, lex, &c->instruments));
	MQ_TRY(mq_model_read(a, pack, &c->model));
	MQ_TRY(open_trees(a, pack, MQ_T("rules/events/trees.txt"), MQ_SECOND_FEATURES, &c->second));
	MQ_TRY(open_trees(a, pack, MQ_T("rules/events/pairs.txt"), MQ_PAIR_FEATURES, &c->pairs));
	MQ_TRY(open_trees(a, pack, MQ_T("rules/events/days.txt"), MQ_DAY_FEATURES, &c->days));
	MQ_TRY(open_trees(a, pack, MQ_T("rules/events/stages.txt"), MQ_STAGE_FEATURES, &c->stages));
	MQ_TRY(open_trees(a, pack, MQ_T("rules/events/kept.txt"), MQ_KEPT_FEATURES, &c->kept));
	*out = c;
	return MQ_DONE;
}

static void dump_head(const mq_coder *c, const mq_scene *s, const mq_candidate *x, mq_buf *dump)
{
	const mq_rule *r = &c->rules.rules.v[x->rule];
	const mq_sentence *sn = &s->doc->sentences.v[x->sentence];
	const mq_token *t = &s->doc->tokens.v[x->trigger];
	mq_buf_print(
	    dump, "{\"kind\":\"%s\",\"symmetric\":%s,\"rule\":\"%.*s\",\"in\":\"%s\",\"start\":%u,\"end\":%u,\"trigger\":[%u,%u]",
	    mq_event_kinds[r->kind].name, mq_event_kinds[r->kind].symmetric ? "true" : "false", MQ_ARG(r->name),
	    sn->in ? "body" : "title", sn->start, sn->end, t->start, t->end);
}

/* an item of a list has the parties of the line that opened it, and stands or falls with it */
static void take_from_opener(mq_candidate *x, const mq_candidate *opener)
{
	x->actors.v = opener->actors.v;
	x->actors.n = opener->actors.n;
	x->recipients.v = opener->recipients.v;
	x->recipients.n = opener->recipients.n;
	x->barred = opener->barred;
	x->p = opener->p;
	x->status = opener->status;
	x->told = opener->told;
	memcpy(x->stage, opener->stage, sizeof x->stage);
}

/* of the tellings of its kind in the line that opened the list, the surest */
static const mq_candidate *surest_opener(const mq_coder *c, const mq_candidates *all, const mq_candidate *x)
{
	const mq_candidate *best = &all->v[x->opener - 1], *last = best;
	for (const mq_candidate *y = last; y-- > all->v && y->sentence == last->sentence;)
		if (c->rules.rules.v[y->rule].kind == c->rules.rules.v[last->rule].kind && !y->barred && y->p > best->p) best = y;
	return best;
}

/* sport, culture and markets have their own words; where the table has no such weights every article is of politics */
static void tell_topic(mq_arena *a, const mq_coder *c, mq_scene *s, mq_features *f, bool named)
{
	mq_features_open(f, a, "topic", named);
	mq_topic_features(f, s);
	double z = s->words < TOPIC_WORDS_LEAST || !c->model.topics ? 9 : mq_features_score(&c->model, f, 0);
	s->politics = 1 / (1 + exp(-z));
}

/* «شرقي 2025 بالرشيدية» as an item under a line that tells of exercises: such lists are too few to be weighed, and hardly ever
 * wrong; the odds are ours */
#define LISTED_BY_NAME 6.0

/* under this sum no second look wins a candidate back (a fifth of them all; by cross-validation none is lost) */
#define SURELY_NOT (-2.7)

/* under this sum hardly any parties win it back: nobody asks who they are (by cross-validation no right one of 16,700 is lost; at
 * -2.7, and -2.5 above, nine are) */
#define HOPELESS (-3.0)

static double second_look(const mq_coder *c, const mq_scene *s, const mq_candidates *all, const mq_second_doc *d, uint32_t i,
			  mq_buf *dump)
{
	float f[MQ_SECOND_FEATURES];
	if (!dump && all->v[i].sum < SURELY_NOT) return 0;
	mq_second_features(c, s, all, d, i, f);
	if (dump) mq_buf_print(dump, ",{"), mq_numbers_dump(dump, "again", f, MQ_SECOND_FEATURES), mq_buf_byte(dump, '}');
	return (double)mq_trees_sum(&c->second, f);
}

/* Of a kind that is judged of a sentence alone: its likeliest candidate stands for what the sentence says by itself; where that
 * is too little none of them does. */
static void judge_alone(mq_arena *a, const mq_coder *c, const mq_scene *s, mq_candidates *all, uint32_t best, bool why)
{
	mq_candidate *x = &all->v[best];
	uint16_t kind = c->rules.rules.v[x->rule].kind;
	double z = mq_alone_sum(a, c, s, all, kind), p = 1 / (1 + exp(-z));
	mq_accept_decide(c, s, x, p, c->model.alone_cut[kind]);
	if (why) x->why = mq_arena_print(a, "%.*s; as a sentence alone %+.2f", MQ_ARG(x->why), z);
	for (uint32_t i = 0; i < all->n && p < c->model.alone_cut[kind]; i++)
		if (c->rules.rules.v[all->v[i].rule].kind == kind) all->v[i].barred = true;
}

static mq_status look_again(mq_arena *a, const mq_coder *c, const mq_scene *s, mq_candidates *all, mq_buf *dump, bool why)
{
	mq_second_doc d;
	MQ_TRY(mq_second_doc_make(a, c, s, all, &d));
	for (uint32_t i = 0; i < all->n; i++) {
		mq_candidate *x = &all->v[i];
		mq_accept_settle(a, c, s, x, second_look(c, s, all, &d, i, dump), why);
		if (x->opener) take_from_opener(x, surest_opener(c, all, x));
		if (x->opener && mq_exercise_name(c, s, x).n) mq_accept_raise(c, s, x, LISTED_BY_NAME);
	}
	for (size_t k = 0; mq_scene_is_alone(s) && k < mq_event_kinds_n; k++)
		if (d.kind[k].n && c->model.alone_cut[k] > 0) judge_alone(a, c, s, all, d.kind[k].best_of, why);
	if (dump && all->n && mq_scene_is_alone(s)) mq_alone_dump(a, c, s, all, dump);
	return MQ_DONE;
}

static mq_status code(mq_arena *a, const mq_coder *c, mq_scene *s, mq_candidates *all, mq_buf *dump, bool why)
{
	if (all->n && !(s->ways = mq_way_memo_make(a))) return mq_fail_memory(a);
	for (uint32_t i = 0; i < all->n; i++) {
		mq_candidate *x = &all->v[i];
		if (dump) mq_buf_byte(dump, ',');
		if (dump) dump_head(c, s, x, dump);
		mq_date_find(a, c, s, x, all, dump);
		mq_status_tell(c, s, x);
		mq_parties_look(c, s, x);
		double sum = mq_accept_begin(a, c, s, x);
		if (dump || !c->model.there || mq_scene_is_alone(s) || sum >= HOPELESS) {
			MQ_TRY(mq_parties_find(a, c, s, x, dump, why));
			MQ_TRY(mq_accept(a, c, s, x, dump, why));
		}
		if (dump || x->sum >= SURELY_NOT) mq_status_weigh(a, c, s, x, dump);
		if (dump) mq_buf_byte(dump, '}');
	}
	return look_again(a, c, s, all, dump, why);
}

static bool are_two_states(const mq_candidate *x)
{
	return x->actors.n == 2 && strcmp(x->actors.v[0].country, BODIES) != 0 && strcmp(x->actors.v[1].country, BODIES) != 0;
}

/* a meeting or a conference, by how many they were */
static void tell_by_number(const mq_coder *c, mq_candidates *all)
{
	for (uint32_t i = 0; i < all->n; i++) {
		mq_candidate *x = &all->v[i];
		uint32_t to = x->rule;
		if (strcmp(mq_event_kinds[c->rules.rules.v[x->rule].kind].name, TALKS) == 0) {
			if (x->actors.n >= MANY_PARTIES) to = c->of_many;
		} else if ((x->rule == c->of_many || x->rule == c->gathering) && are_two_states(x)) to = c->of_two;
		if (to < c->rules.rules.n) x->rule = (uint16_t)to;
	}
}

/* one word names one event: of the kinds that claim it the surest stays */
static void settle_rivals(mq_candidates *all)
{
	for (uint32_t i = 0; i < all->n; i++) {
		mq_candidate *x = &all->v[i];
		for (uint32_t k = i + 1; k < all->n && all->v[k].sentence == x->sentence; k++) {
			mq_candidate *y = &all->v[k];
			if (y->trigger != x->trigger || x->barred || y->barred) continue;
			*(x->p >= y->p ? &y->barred : &x->barred) = true;
		}
	}
}

mq_status mq_code_all(mq_arena *a, const mq_coder *c, const mq_article *article, const mq_doc *doc, const mq_marks *marks,
		      bool why, mq_buf *dump, mq_events *out)
{
	mq_scene s;
	mq_candidates all;
	mq_features topic;
	memset(out, 0, sizeof *out);
	MQ_TRY(mq_scene_make(a, &c->scenery, article, doc, marks, &s));
	MQ_TRY(mq_match_rules(a, c, &s, &all));
	if (all.n) tell_topic(a, c, &s, &topic, dump != NULL);
	if (all.n && dump) mq_buf_print(dump, "{\"about\":true"), mq_features_dump(dump, &topic, "topic"), mq_buf_byte(dump, '}');
	MQ_TRY(code(a, c, &s, &all, dump, why));
	if (dump) MQ_TRY(mq_same_dump(a, c, &s, &all, dump));
	tell_by_number(c, &all);
	settle_rivals(&all);
	return mq_merge(a, c, &s, &all, dump, why, out);
}

mq_status mq_code_events(mq_arena *a, const mq_coder *c, const mq_article *article, const mq_doc *doc, const mq_marks *marks,
			 mq_events *out)
{
	return mq_code_all(a, c, article, doc, marks, false, NULL, out);
}
