/* The day of a happening: of the days told in the sentences of its tellings, or beside them (where a speech opens, in the title),
 * the one that is most likely its own, or none. */
#include <string.h>

#include "event/last.h"

/* days that one happening is set beside, and marks of one sentence that are looked at */
#define OPTIONS_MOST 32u
#define MARKS_MOST   MQ_DATES_WEIGHED
/* tellings that days are sought around */
#define TELLINGS_MOST 24u
/* sentences before a telling, and behind it, that may tell its day */
#define BEFORE_MOST 6u
#define BEHIND_MOST 1u
/* candidates on each side that may share a day */
#define BESIDE_MOST 32u
/* words that a sentence between counts */
#define SENTENCE_FAR 1000u
/* sentences of a title that are looked at */
#define TITLE_MOST 4u
#define AGE_MOST   3650
/* tokens between two days that are one span, and days from the one to the other */
#define JOINED_APART 2u
#define JOINED_DAYS  2
/* the sum from which a day is one; that of none is 0. By cross-validation -.2 to 0 are alike */
#define DAY_LEAST (-0.1f)

typedef struct {
	mq_option option[OPTIONS_MOST];
	uint32_t n;
} mq_options;

static const mq_date *mark_of(const mq_scene *s, uint32_t i) { return &s->marks->dates.v[i]; }

/* how near a mark is to a telling: the own sentence, then those before it */
static uint32_t distance(const mq_scene *s, const mq_option *o)
{
	uint32_t sentences = mq_apart(o->sentence, o->x->sentence) + (o->sentence > o->x->sentence);
	return sentences * SENTENCE_FAR + mq_apart(mark_of(s, o->mark)->from_token, o->x->trigger);
}

static bool better(const mq_scene *s, const mq_option *a, const mq_option *b)
{
	if (a->sum != b->sum) return a->sum > b->sum;
	return distance(s, a) < distance(s, b);
}

static void add_option(const mq_scene *s, mq_options *all, mq_option o)
{
	if (o.from == MQ_NO_DAY || o.to == MQ_NO_DAY) return;
	for (uint32_t i = 0; i < all->n; i++) {
		mq_option *old = &all->option[i];
		if (old->from != o.from || old->to != o.to) continue;
		o.times = old->times + (old->mark != o.mark);
		if (better(s, &o, old)) *old = o;
		else old->times = o.times;
		return;
	}
	if (all->n < OPTIONS_MOST) all->option[all->n++] = o;
}

/* «منذ 7 أكتوبر»: from then on, to the day of the paper */
static void add_since(const mq_scene *s, mq_options *all, mq_option o)
{
	const mq_date *d = mark_of(s, o.mark);
	const mq_sentence *sn = &s->doc->sentences.v[o.sentence];
	mq_day day = s->article->published_day;
	if (d->from == MQ_NO_DAY || day == MQ_NO_DAY || d->to >= day || d->from_token <= sn->from) return;
	if (s->seen[d->from_token - 1].slot != MQ_SLOT_OTHER) return;
	o.to = day;
	o.made = MQ_MADE_SINCE;
	add_option(s, all, o);
}

/* «الجمعة والسبت», «ليل الأحد - الاثنين»: two marks side by side, a day apart */
static void add_joined(const mq_scene *s, mq_options *all, mq_option o, uint32_t to)
{
	if (o.mark + 1 >= to) return;
	const mq_date *d = mark_of(s, o.mark), *e = mark_of(s, o.mark + 1);
	if (d->from == MQ_NO_DAY || e->from == MQ_NO_DAY || e->from_token > d->to_token + JOINED_APART) return;
	if (e->from <= d->to || e->from > d->to + JOINED_DAYS) return;
	o.to = e->to;
	o.made = MQ_MADE_JOINED;
	add_option(s, all, o);
}

static void add_sentence(const mq_scene *s, mq_options *all, const mq_candidate *x, uint32_t sentence)
{
	uint32_t from = s->date_of[sentence], to = s->date_of[sentence + 1];
	if (to > from + MARKS_MOST) to = from + MARKS_MOST;
	for (uint32_t i = from; i < to; i++) {
		const mq_date *d = mark_of(s, i);
		mq_option o = {i,       sentence, 1,           x, sentence == x->sentence ? x->day[i - from] : MQ_NO_SUM,
			       d->from, d->to,    MQ_MADE_MARK};
		add_option(s, all, o);
		add_since(s, all, o);
		add_joined(s, all, o, to);
	}
}

static void find_options(const mq_happening *h, mq_options *all)
{
	const mq_scene *s = h->s;
	uint32_t n = h->n < TELLINGS_MOST ? h->n : TELLINGS_MOST, body = s->doc->body_sentence;
	all->n = 0;
	for (uint32_t i = 0; i < n; i++) add_sentence(s, all, h->told[i], h->told[i]->sentence);
	for (uint32_t i = 0; i < n; i++) {
		const mq_candidate *x = h->told[i];
		uint32_t first = x->sentence < body ? 0 : body, last = x->sentence + BEHIND_MOST;
		uint32_t from = x->sentence > first + BEFORE_MOST ? x->sentence - BEFORE_MOST : first;
		for (uint32_t k = last + 1; k-- > from;)
			if (k < s->doc->sentences.n && k != x->sentence) add_sentence(s, all, x, k);
	}
	for (uint32_t k = 0; k < body && k < TITLE_MOST; k++)
		if (k != h->lead->sentence) add_sentence(s, all, h->lead, k);
	if (body < s->doc->sentences.n && body != h->lead->sentence) add_sentence(s, all, h->lead, body);
}

static void mark_features(const mq_scene *s, const mq_option *o, float *f)
{
	const mq_date *d = mark_of(s, o->mark);
	uint32_t sentence = o->sentence;
	const mq_sentence *sn = &s->doc->sentences.v[sentence];
	uint32_t body = s->doc->body_sentence, first = s->date_of[sentence], t = d->from_token;
	mq_day day = s->article->published_day;
	int32_t age = day == MQ_NO_DAY ? -AGE_MOST - 1 : (int32_t)day - (int32_t)o->from;
	f[MQ_DAY_precision] = d->precision;
	f[MQ_DAY_relative] = d->relative;
	f[MQ_DAY_approximate] = d->approximate;
	f[MQ_DAY_age] = (float)(age > AGE_MOST ? AGE_MOST : age < -AGE_MOST ? -AGE_MOST - 1 : age);
	f[MQ_DAY_span] = (float)(o->to - o->from);
	f[MQ_DAY_title] = sentence < body;
	f[MQ_DAY_lead] = sentence == body;
	f[MQ_DAY_place] = sentence < body ? 0 : (float)(sentence - body + 1);
	f[MQ_DAY_times] = (float)o->times;
	f[MQ_DAY_here] = (float)(s->date_of[sentence + 1] - first);
	f[MQ_DAY_nth] = (float)(o->mark - first);
	f[MQ_DAY_mark_opens] = s->seen[t].opens;
	f[MQ_DAY_mark_left] = t > sn->from ? s->seen[t - 1].cue : -1;
	f[MQ_DAY_mark_slot] = t > sn->from ? s->seen[t - 1].slot : 0;
	f[MQ_DAY_mark_next] = d->to_token < sn->to ? s->seen[d->to_token].cue : -1;
	f[MQ_DAY_mark_quoted] = s->seen[t].quoted;
	f[MQ_DAY_mark_first] = 1;
	for (uint32_t i = sn->from; i < sn->to; i++) {
		if (s->seen[i].cue == MQ_CUE_SAY || s->seen[i].cue == MQ_CUE_ANNOUNCE) f[MQ_DAY_mark_say] += 1;
		if (i < t && s->seen[i].verb) f[MQ_DAY_mark_first] = 0;
	}
}

static void between_features(const mq_happening *h, const mq_option *o, float *f)
{
	const mq_scene *s = h->s;
	uint32_t sentence = o->sentence;
	const mq_candidate *x = o->x;
	const mq_date *d = mark_of(s, o->mark);
	uint32_t at;
	bool after = d->from_token > x->trigger;
	uint32_t lo = after ? x->trigger + 1 : d->to_token, hi = after ? d->from_token : x->trigger;
	f[MQ_DAY_sentences] = (float)sentence - (float)x->sentence;
	f[MQ_DAY_tokens] = after ? (float)(hi - lo) : -1.0f - (float)(hi > lo ? hi - lo : 0);
	f[MQ_DAY_beside] = -1;
	if (sentence != x->sentence) {
		uint32_t a = s->date_of[after ? x->sentence + 1 : sentence + 1], b = s->date_of[after ? sentence : x->sentence];
		f[MQ_DAY_marks_between] = (float)(b > a ? b - a : 0);
		return;
	}
	f[MQ_DAY_beside] = (float)mq_date_beside(s, x, h->all, d, &at);
	f[MQ_DAY_borders] = (float)mq_apart(s->seen[x->trigger].clause, s->seen[d->from_token].clause);
	f[MQ_DAY_triggers] = (float)mq_triggers_between(h->all, x, lo, hi);
	for (uint32_t t = lo; t < hi; t++) {
		f[MQ_DAY_verbs] += s->seen[t].verb != 0;
		f[MQ_DAY_says] += s->seen[t].cue == MQ_CUE_SAY || s->seen[t].cue == MQ_CUE_THAT;
		f[MQ_DAY_afters] += s->seen[t].cue == MQ_CUE_AFTER || s->seen[t].cue == MQ_CUE_DURING;
	}
}

static void telling_features(const mq_happening *h, const mq_candidate *x, float *f)
{
	const mq_scene *s = h->s;
	uint16_t kind = h->c->rules.rules.v[x->rule].kind;
	uint32_t body = s->doc->body_sentence, from = s->doc->sentences.v[x->sentence].from, rank = 0;
	while (rank < h->n && h->told[rank] != x) rank++;
	f[MQ_DAY_kind] = kind;
	f[MQ_DAY_quad] = (float)mq_event_kinds[kind].quad;
	f[MQ_DAY_speech] = mq_said_is_done(kind);
	f[MQ_DAY_form] = x->form;
	f[MQ_DAY_future] = (x->pro & MQ_PRO_SA) != 0;
	f[MQ_DAY_verb] = s->seen[x->trigger].verb;
	f[MQ_DAY_quoted] = s->seen[x->trigger].quoted;
	f[MQ_DAY_governor] = x->governor;
	f[MQ_DAY_clause] = x->clause;
	f[MQ_DAY_status] = x->status;
	f[MQ_DAY_told] = x->told;
	f[MQ_DAY_background] = x->background;
	f[MQ_DAY_recalled] = x->recalled;
	f[MQ_DAY_likely] = (float)x->p;
	f[MQ_DAY_definite] = (x->pro & MQ_PRO_AL) != 0;
	f[MQ_DAY_telling_place] = x->sentence < body ? 0 : (float)(x->sentence - body + 1);
	f[MQ_DAY_telling_say] = s->seen[from].cue;
	f[MQ_DAY_telling_states] = x->states;
	f[MQ_DAY_telling_rank] = (float)rank;
	f[MQ_DAY_telling_dated] = (float)(s->date_of[x->sentence + 1] - s->date_of[x->sentence]);
}

static bool shares_actor(const mq_candidate *x, const mq_candidate *y)
{
	return mq_parties_shared(x->actors.v, x->actors.n, y->actors.v, y->actors.n) > 0;
}

/* tellings of other happenings that stand in the sentence of the mark, or were given its day */
static void other_features(const mq_happening *h, const mq_option *o, float *f)
{
	const mq_rule *rules = h->c->rules.rules.v;
	const mq_date *d = mark_of(h->s, o->mark);
	uint32_t at = (uint32_t)(o->x - h->all->v), far = mq_apart(d->from_token, o->x->trigger);
	uint32_t from = at > BESIDE_MOST ? at - BESIDE_MOST : 0, to = h->all->n - at > BESIDE_MOST ? at + BESIDE_MOST : h->all->n;
	f[MQ_DAY_taken_sum] = MQ_NO_SUM;
	for (uint32_t i = from; i < to; i++) {
		const mq_candidate *y = &h->all->v[i];
		if (h->which[i] == h->none || h->which[i] == h->number) continue;
		bool actor = shares_actor(o->x, y);
		if (y->sentence == o->sentence) {
			f[MQ_DAY_neighbours] += 1;
			f[MQ_DAY_neighbours_kind] += rules[y->rule].kind == rules[o->x->rule].kind;
			f[MQ_DAY_neighbours_actor] += actor;
			f[MQ_DAY_nearer] += mq_apart(d->from_token, y->trigger) < far;
		}
		if (y->date < 0 || mark_of(h->s, (uint32_t)y->date)->from != o->from) continue;
		f[MQ_DAY_taken] += 1;
		f[MQ_DAY_taken_actor] += actor;
		if ((float)y->date_score > f[MQ_DAY_taken_sum]) f[MQ_DAY_taken_sum] = (float)y->date_score;
	}
}

/* days that the tellings around were given: of the nearest before it and behind it that are another happening's, and of all */
static void around_features(const mq_happening *h, const mq_option *o, float *f)
{
	uint32_t at = (uint32_t)(o->x - h->all->v), dated = 0, same = 0;
	f[MQ_DAY_before_same] = f[MQ_DAY_behind_same] = -1;
	for (uint32_t i = 0; i < h->all->n; i++) {
		const mq_candidate *y = &h->all->v[i];
		if (h->which[i] == h->none || h->which[i] == h->number || y->date < 0) continue;
		const mq_date *d = mark_of(h->s, (uint32_t)y->date);
		bool alike = d->from == o->from && d->to == o->to;
		dated++, same += alike;
		if (i < at) f[MQ_DAY_before_same] = alike, f[MQ_DAY_before_far] = (float)(o->x->sentence - y->sentence);
		if (i > at && f[MQ_DAY_behind_same] < 0)
			f[MQ_DAY_behind_same] = alike, f[MQ_DAY_behind_far] = (float)(y->sentence - o->x->sentence);
	}
	f[MQ_DAY_share] = dated ? (float)same / (float)dated : -1;
}

static void said_features(const mq_happening *h, const mq_option *o, float *f)
{
	const mq_sentence *sn = h->s->doc->sentences.v;
	const mq_token *head = &h->s->doc->tokens.v[sn[o->x->sentence].from];
	uint32_t lo = o->sentence < o->x->sentence ? o->sentence : o->x->sentence, hi = o->sentence + o->x->sentence - lo;
	f[MQ_DAY_made] = o->made;
	f[MQ_DAY_paragraphs] = sn[lo].in != sn[hi].in ? -1 : (float)(sn[hi].paragraph - sn[lo].paragraph);
	f[MQ_DAY_goes_on] = head->analyses && (head->a[0].pro & MQ_PRO_WA);
	for (uint32_t k = lo + 1; k <= hi; k++) f[MQ_DAY_speakers] += h->s->seen[sn[k].from].cue == MQ_CUE_SAY;
	f[MQ_DAY_published] = h->s->article->published_day == o->from && o->from == o->to;
}

static void choice_features(const mq_happening *h, const mq_options *all, uint32_t nth, float *f)
{
	const mq_option *o = &all->option[nth];
	f[MQ_DAY_sum] = (float)mq_bounded_sum((double)o->sum);
	f[MQ_DAY_other_sum] = MQ_NO_SUM;
	for (uint32_t i = 0; i < all->n; i++) {
		float sum = (float)mq_bounded_sum((double)all->option[i].sum);
		f[MQ_DAY_own_days] += all->option[i].sum > MQ_NO_SUM;
		if (i != nth && sum > f[MQ_DAY_other_sum]) f[MQ_DAY_other_sum] = sum;
	}
	f[MQ_DAY_margin] = f[MQ_DAY_sum] - f[MQ_DAY_other_sum];
	f[MQ_DAY_days] = (float)all->n;
	f[MQ_DAY_tellings] = (float)h->n;
	for (uint32_t i = 0; i < h->n && i < TELLINGS_MOST; i++) {
		const mq_date *e = h->told[i]->date < 0 ? NULL : mark_of(h->s, (uint32_t)h->told[i]->date);
		f[MQ_DAY_undated] += !e;
		f[MQ_DAY_agree] += e && e->from == o->from && e->to == o->to;
		f[MQ_DAY_disagree] += e && (e->from != o->from || e->to != o->to);
	}
	const mq_date *now = h->date < 0 ? NULL : mark_of(h->s, (uint32_t)h->date);
	f[MQ_DAY_chosen] = !now ? 0 : now->from == o->from && now->to == o->to ? 1 : 2;
	f[MQ_DAY_words] = (float)h->s->words;
	f[MQ_DAY_happenings] = (float)h->number;
}

static void look(const mq_happening *h, const mq_options *all, const float *said, uint32_t nth, float *f)
{
	memset(f, 0, MQ_DAY_FEATURES * sizeof *f);
	choice_features(h, all, nth, f);
	mark_features(h->s, &all->option[nth], f);
	between_features(h, &all->option[nth], f);
	telling_features(h, all->option[nth].x, f);
	other_features(h, &all->option[nth], f);
	around_features(h, &all->option[nth], f);
	said_features(h, &all->option[nth], f);
	f[MQ_DAY_said] = said[nth];
	f[MQ_DAY_said_other] = mq_best_other(said, all->n, nth);
	f[MQ_DAY_said_margin] = f[MQ_DAY_said] - f[MQ_DAY_said_other];
}

static void dump_day(const mq_option *o, const mq_features *said, const float *f, bool first, mq_buf *dump)
{
	char day[2][11] = {"", ""};
	mq_day_print(o->from, day[0]);
	mq_day_print(o->to, day[1]);
	mq_buf_print(dump, "%s{\"from\":\"%s\",\"to\":\"%s\",", first ? "" : ",", day[0], day[1]);
	mq_numbers_dump(dump, "f", f, MQ_DAY_FEATURES);
	mq_features_dump(dump, said, "said");
	mq_buf_print(dump, ",\"heard\":%u}", MQ_DAY_said);
}

static mq_own_day day_of_mark(const mq_scene *s, int32_t mark)
{
	if (mark < 0) return (mq_own_day){-1, MQ_NO_DAY, MQ_NO_DAY, 0};
	const mq_date *d = mark_of(s, (uint32_t)mark);
	return (mq_own_day){mark, d->from, d->to, d->precision};
}

static mq_own_day day_of(const mq_scene *s, const mq_option *o)
{
	mq_own_day d = day_of_mark(s, (int32_t)o->mark);
	if (o->made != MQ_MADE_MARK) d.from = o->from, d.to = o->to, d.precision = MQ_PRECISION_RANGE;
	return d;
}

/* «تمرين شرقي في أكتوبر وتمرين شباك في نونبر»: the day stands by another happening of the kind, and this one has a day that
 * stands by it */
static bool stands_by_another(const mq_happening *h, const mq_option *o)
{
	const mq_scene *s = h->s;
	const mq_rule *rules = h->c->rules.rules.v;
	const mq_date *d = mark_of(s, o->mark);
	uint32_t at = (uint32_t)(o->x - h->all->v), from = at > BESIDE_MOST ? at - BESIDE_MOST : 0;
	uint32_t to = h->all->n - at > BESIDE_MOST ? at + BESIDE_MOST : h->all->n;
	bool own = false, other = false;
	if (o->sentence != o->x->sentence || mq_date_stands_by(s, o->x, h->all, d)) return false;
	for (uint32_t i = s->date_of[o->sentence]; i < s->date_of[o->sentence + 1] && !own; i++)
		own = mq_date_stands_by(s, o->x, h->all, mark_of(s, i));
	for (uint32_t i = from; own && i < to && !other; i++) {
		const mq_candidate *y = &h->all->v[i];
		other = y->sentence == o->sentence && h->which[i] != h->none && h->which[i] != h->number &&
			rules[y->rule].kind == rules[o->x->rule].kind && mq_date_stands_by(s, y, h->all, d);
	}
	return other;
}

/* «صرح الوزير يوم 3 مارس بأن اللقاء كان مثمرا»: the day of who speaks is that of what he did by speaking alone */
static bool is_of_speech(const mq_happening *h, const mq_option *o)
{
	const mq_scene *s = h->s;
	const mq_date *d = mark_of(s, o->mark);
	uint32_t t = d->from_token, from = s->doc->sentences.v[o->sentence].from;
	if (o->sentence != o->x->sentence || d->to_token > o->x->trigger) return false;
	if (mq_said_is_done(h->c->rules.rules.v[o->x->rule].kind)) return false;
	while (t > from && s->seen[t - 1].cue != MQ_CUE_SAY && s->seen[t - 1].cue != MQ_CUE_THAT) t--;
	if (t == from || s->seen[t - 1].cue != MQ_CUE_SAY) return false;
	for (t = d->to_token; t < o->x->trigger; t++)
		if (s->seen[t].cue == MQ_CUE_THAT) return true;
	return false;
}

mq_own_day mq_last_day(const mq_happening *h, mq_arena *a, mq_buf *dump)
{
	mq_options all;
	mq_features words;
	float said[OPTIONS_MOST];
	float f[MQ_DAY_FEATURES], best = DAY_LEAST;
	mq_own_day own = day_of_mark(h->s, -1);
	/* an item of a list is dated by itself */
	if (!dump && (!h->c->days.trees || h->lead->opener)) return day_of_mark(h->s, h->date);
	find_options(h, &all);
	for (uint32_t i = 0; i < all.n; i++) {
		mq_features_open(&words, a, "day", false);
		mq_day_words(&words, h, &all.option[i]);
		said[i] = (float)mq_features_score(&h->c->model, &words, 0);
	}
	if (dump) mq_buf_print(dump, ",\"days\":[");
	for (uint32_t i = 0; i < all.n; i++) {
		look(h, &all, said, i, f);
		float sum = mq_trees_sum(&h->c->days, f);
		bool open = !stands_by_another(h, &all.option[i]) && !is_of_speech(h, &all.option[i]);
		if (sum > best && open) best = sum, own = day_of(h->s, &all.option[i]);
		if (!dump) continue;
		mq_features_open(&words, a, "day", true);
		mq_day_words(&words, h, &all.option[i]);
		dump_day(&all.option[i], &words, f, i == 0, dump);
	}
	if (dump) mq_buf_byte(dump, ']');
	return h->c->days.trees && !h->lead->opener ? own : day_of_mark(h->s, h->date);
}
