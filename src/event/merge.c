/* One event a happening: tellings of the same kind whose parties and dates agree become one, their sentences its evidence. */
#include <stdlib.h>

#include "event/last.h"
#include "event/pair.h"

static bool subset(const mq_party *a, uint32_t an, const mq_party *b, uint32_t bn)
{
	return mq_parties_shared(a, an, b, bn) == (an < bn ? an : bn);
}

static bool dates_agree(const mq_scene *s, const mq_candidate *a, const mq_candidate *b)
{
	if (a->date < 0 || b->date < 0) return true;
	const mq_date *x = &s->marks->dates.v[a->date], *y = &s->marks->dates.v[b->date];
	return x->from <= y->to && y->from <= x->to;
}

static bool planned(int8_t status)
{
	return status == MQ_STATUS_ANNOUNCED || status == MQ_STATUS_POSTPONED || status == MQ_STATUS_CANCELLED;
}

/* by what its tellings were given, or by its own words alone: «زيارة مرتقبة» */
static bool is_planned(const mq_candidate *x) { return planned(x->status) || planned(x->told); }

/* does telling b tell of the same happening as a */
static bool same_happening(const mq_coder *c, const mq_scene *s, const mq_candidate *a, const mq_candidate *b)
{
	const mq_event_kind *kind = &mq_event_kinds[c->rules.rules.v[a->rule].kind];
	if (a->opener && b->opener) return false;
	if (c->rules.rules.v[a->rule].kind != c->rules.rules.v[b->rule].kind || !dates_agree(s, a, b)) return false;
	bool title = a->sentence < s->doc->body_sentence || b->sentence < s->doc->body_sentence;
	if (mq_tells_last(s, b) && a->status != MQ_STATUS_DONE) return false;
	bool definite = (b->pro & MQ_PRO_AL) != 0;
	if (!title && planned(a->status) != planned(b->status) && a->sentence != b->sentence && !definite) return false;
	if (a->background != b->background && a->date >= 0 && b->date >= 0) return false;
	if (strcmp(kind->name, "conference") == 0)
		return mq_parties_shared(a->actors.v, a->actors.n, b->actors.v, b->actors.n) > 0;
	if (mq_parties_even(a->actors.v, a->actors.n, b->actors.v, b->actors.n) &&
	    mq_parties_even(a->recipients.v, a->recipients.n, b->recipients.v, b->recipients.n))
		return true;
	return subset(a->actors.v, a->actors.n, b->actors.v, b->actors.n) &&
	       subset(a->recipients.v, a->recipients.n, b->recipients.v, b->recipients.n);
}

/* the telling that gives status, date and parties: in the body before the title, with both sides before one, dated before
 * undated, then the surest */
static bool speaks_better(const mq_scene *s, const mq_candidate *a, const mq_candidate *b)
{
	bool abody = a->sentence >= s->doc->body_sentence, bbody = b->sentence >= s->doc->body_sentence;
	if (abody != bbody) return abody;
	if ((a->opener > 0) != (b->opener > 0)) return a->opener > 0;
	if ((a->states > 0) != (b->states > 0)) return a->states > 0;
	uint32_t asides = (a->actors.n > 0) + (a->recipients.n > 0), bsides = (b->actors.n > 0) + (b->recipients.n > 0);
	if (asides != bsides) return asides > bsides;
	if ((a->date >= 0) != (b->date >= 0)) return a->date >= 0;
	return a->p > b->p;
}

static mq_status copy_parties(mq_arena *a, const void *from, void *to)
{
	const MQ_VEC(mq_party) *x = from;
	MQ_VEC(mq_party) *y = to;
	for (uint32_t i = 0; i < x->n; i++) {
		mq_party *p = mq_push(a, y);
		if (!p) return mq_fail_memory(a);
		*p = x->v[i];
	}
	return MQ_DONE;
}

static mq_status add_text(mq_arena *a, mq_text t, void *to)
{
	MQ_VEC(mq_text) *list = to;
	if (!t.n) return MQ_DONE;
	mq_text *slot = mq_push(a, list);
	if (!slot) return mq_fail_memory(a);
	*slot = t;
	return MQ_DONE;
}

/* contexts that the words of the sentence tell, beside the rule's own; each once */
#define CONTEXTS_MOST 4u
static mq_status add_contexts(mq_arena *a, const mq_coder *c, const mq_scene *s, const mq_candidate *x, mq_event *e)
{
	const mq_sentence *sn = &s->doc->sentences.v[x->sentence];
	for (uint32_t t = sn->from; t < sn->to && e->contexts.n < CONTEXTS_MOST; t++) {
		const mq_cue_row *row = mq_cue_at(&c->contexts, s->doc, t, sn->to);
		mq_text name = row ? mq_text_of(mq_context_name[row->cue]) : MQ_NONE;
		bool there = !row;
		for (uint32_t i = 0; i < e->contexts.n; i++) there = there || mq_text_eq(e->contexts.v[i], name);
		if (!there) MQ_TRY(add_text(a, name, &e->contexts));
	}
	return MQ_DONE;
}

static void add_place(const mq_scene *s, const mq_candidate *x, mq_event *e)
{
	uint32_t best = UINT32_MAX;
	const mq_sentence *sn = &s->doc->sentences.v[x->sentence];
	for (uint32_t i = s->phrase_of[x->sentence]; i < mq_phrase_end(s, x->sentence); i++) {
		const mq_phrase *p = &s->phrases.v[i];
		const mq_mention *m = &s->marks->mentions.v[p->mention];
		bool place = m->kind == MQ_PLACE || m->by == MQ_BY_CITY || m->by == MQ_BY_CAPITAL;
		if (!place || !(p->slot & (MQ_SLOT_IN | MQ_SLOT_PLACE)) || p->from < sn->from) continue;
		uint32_t far = p->from > x->trigger ? p->from - x->trigger : (x->trigger - p->from) * 2;
		if (far >= best) continue;
		best = far;
		e->place = m->name.n ? m->name : m->text;
		memcpy(e->place_country, m->country, 4);
		e->place_mention = m->id;
	}
}

/* of the days that the tellings give, the one that is most surely its own; of a vague one a day inside it that another telling
 * gives */
static int32_t date_of(const mq_scene *s, const mq_candidate *const *told, uint32_t n)
{
	const mq_candidate *best = NULL, *within = NULL;
	for (uint32_t i = 0; i < n; i++)
		if (told[i]->date >= 0 && (!best || told[i]->date_score > best->date_score)) best = told[i];
	if (!best) return -1;
	const mq_date *span = &s->marks->dates.v[best->date];
	for (uint32_t i = 0; i < n && span->from < span->to; i++) {
		const mq_date *d = told[i]->date < 0 ? span : &s->marks->dates.v[told[i]->date];
		if (d->from == d->to && d->from >= span->from && d->to <= span->to &&
		    (!within || told[i]->date_score > within->date_score))
			within = told[i];
	}
	return within ? within->date : best->date;
}

static void add_date(const mq_scene *s, mq_own_day d, mq_event *e)
{
	e->date = d.mark;
	e->from = d.from;
	e->to = d.to;
	if (d.mark < 0) return;
	e->precision = d.precision;
	e->approximate = s->marks->dates.v[d.mark].approximate;
}

static mq_evidence sentence_span(const mq_scene *s, uint32_t sentence)
{
	const mq_sentence *sn = &s->doc->sentences.v[sentence];
	return (mq_evidence){sn->in, sn->start, sn->end};
}

static mq_status put_evidence(mq_arena *a, mq_evidence v, mq_event *e)
{
	for (uint32_t i = 0; i < e->evidence.n; i++)
		if (e->evidence.v[i].in == v.in && e->evidence.v[i].start == v.start) return MQ_DONE;
	mq_evidence *slot = mq_push(a, &e->evidence);
	if (!slot) return mq_fail_memory(a);
	*slot = v;
	return MQ_DONE;
}

static mq_status add_evidence(mq_arena *a, const mq_scene *s, uint32_t sentence, mq_event *e)
{
	return put_evidence(a, sentence_span(s, sentence), e);
}

/* Of the tellings of a happening the one whose parties are surest, as far as it tells of one at all; one that names somebody
 * before one that does not */
static double sure_of(const mq_candidate *x) { return x->parties * x->p; }

static const mq_candidate *surest_of(const mq_candidate *lead, const mq_candidate *const *told, uint32_t n)
{
	const mq_candidate *best = lead;
	if (lead->opener) return lead;
	for (uint32_t i = 0; i < n; i++) {
		bool named = told[i]->states > 0, before = best->states > 0;
		if (named != before ? named : sure_of(told[i]) > sure_of(best)) best = told[i];
	}
	return best;
}

static bool is_of_kind(const mq_coder *c, const mq_candidate *x, const char *kind)
{
	return strcmp(mq_event_kinds[c->rules.rules.v[x->rule].kind].name, kind) == 0;
}

static bool is_exercise(const mq_coder *c, const mq_candidate *x) { return is_of_kind(c, x, "exercise_joint"); }

/* Of an exercise the telling speaks whose parties are surest: the others tell what a third state thinks of it. One line names the
 * hosts, another everybody («مناورات روسية صينية», then «بمشاركة قوات روسية وصينية ومنغولية»): the telling that names more, the
 * same among them, knows more, though it is less sure of so many. */
#define WIDER_SURE 0.5

static bool names_all(const mq_candidate *x) { return x->actors.n > x->states ? x->states == MQ_STATES_COUNTED : x->states > 0; }

static const mq_candidate *who_exercised(const mq_candidate *lead, const mq_candidate *const *told, uint32_t n)
{
	const mq_candidate *best = surest_of(lead, told, n);
	if (lead->opener) return lead;
	for (uint32_t i = 0; i < n; i++) {
		const mq_candidate *x = told[i];
		if (x->parties < WIDER_SURE || !names_all(x) || x->actors.n <= best->actors.n) continue;
		if (mq_parties_shared(best->actors.v, best->actors.n, x->actors.v, x->actors.n) == best->actors.n) best = x;
	}
	return best;
}

/* of a visit one telling leaves open where it led («بدأ جولة أوروبية»), another says it, of the same who went */
static const mq_candidate *who_went(const mq_candidate *lead, const mq_candidate *const *told, uint32_t n)
{
	const mq_candidate *best = surest_of(lead, told, n), *wider = best;
	if (lead->opener || best->recipients.n) return best;
	for (uint32_t i = 0; i < n; i++) {
		const mq_candidate *x = told[i];
		if (!x->recipients.n || !x->states || x->parties < WIDER_SURE) continue;
		if (!mq_parties_even(best->actors.v, best->actors.n, x->actors.v, x->actors.n)) continue;
		if (wider == best || sure_of(x) > sure_of(wider)) wider = x;
	}
	return wider;
}

static const mq_candidate *whose(const mq_coder *c, const mq_candidate *lead, const mq_candidate *const *told, uint32_t n)
{
	if (is_exercise(c, lead)) return who_exercised(lead, told, n);
	return is_of_kind(c, lead, "visit") ? who_went(lead, told, n) : surest_of(lead, told, n);
}

static mq_status make_event(mq_arena *a, const mq_coder *c, const mq_scene *s, const mq_candidate *x, const mq_candidate *who,
			    mq_event *e)
{
	const mq_rule *r = &c->rules.rules.v[x->rule];
	const mq_token *t = &s->doc->tokens.v[x->trigger];
	e->kind = r->kind;
	e->status = (uint8_t)x->status;
	e->background = x->background;
	e->cameo = r->cameo;
	e->rule = r->name;
	e->confidence = x->p;
	e->why = x->why;
	e->trigger = (mq_evidence){t->in, t->start, t->end};
	MQ_TRY(copy_parties(a, &who->actors, &e->actors));
	MQ_TRY(copy_parties(a, &who->recipients, &e->recipients));
	MQ_TRY(add_text(a, r->mode.n ? r->mode : mq_text_of(mq_event_kinds[r->kind].mode), &e->modes));
	MQ_TRY(add_text(a, r->context, &e->contexts));
	MQ_TRY(add_contexts(a, c, s, x, e));
	add_place(s, x, e);
	mq_event_instrument_find(s, x, r, e);
	return add_evidence(a, s, x->sentence, e);
}

static int by_p(const void *x, const void *y)
{
	const mq_candidate *a = *(const mq_candidate *const *)x, *b = *(const mq_candidate *const *)y;
	if (a->p != b->p) return a->p > b->p ? -1 : 1;
	return a->trigger < b->trigger ? -1 : a->trigger > b->trigger;
}

#define HAPPENINGS_MOST 256u
/* tellings of a happening that a further one is set beside */
#define BESIDE_MOST 24u
/* tellings that one is set beside at all: a page of nothing but attacks must not cost its square */
#define PAIRS_MOST 96u
/* a sum that no weights are asked about */
#define SURELY 9.0

typedef struct {
	mq_arena *a;
	const mq_coder *c;
	const mq_scene *s;
	const mq_candidates *in;
	const mq_candidate **lead; /* of a happening */
	bool *ahead;               /* one of its tellings tells of a plan */
	uint32_t *which;           /* the happening of each candidate */
	mq_text *name;             /* of each candidate, the name that its exercise bears */
	mq_pairs pairs;
	uint32_t n;
} mq_merging;

mq_text mq_exercise_name(const mq_coder *c, const mq_scene *s, const mq_candidate *x)
{
	mq_text name = MQ_NONE;
	uint32_t best = UINT32_MAX;
	const mq_sentence *sn = &s->doc->sentences.v[x->sentence];
	if (!is_exercise(c, x)) return name;
	for (uint32_t i = mq_first_mention(s, sn->from); i < s->marks->mentions.n && s->marks->mentions.v[i].from < sn->to; i++) {
		const mq_mention *m = &s->marks->mentions.v[i];
		if (m->kind != MQ_INSTRUMENT || !m->named) continue;
		uint32_t far = m->from > x->trigger ? m->from - x->trigger : x->trigger - m->from;
		if (far >= best) continue;
		best = far;
		name = m->canonical.n ? m->canonical : m->name;
	}
	return name;
}

/* exercises that both have a name, and not the same: «شرقي» is not «شباك», however near they stand */
static bool named_apart(mq_text a, mq_text b)
{
	return a.n && b.n && mq_text_find(a, b, 0) == SIZE_MAX && mq_text_find(b, a, 0) == SIZE_MAX;
}

/* how sure the parties of two tellings are before others of them make two happenings: «ألغت بيونغ يانغ محادثات مع سيول» is not
 * the summit with Washington. By cross-validation .5 parts too many, .7 too few */
#define PARTED_SURE   0.6
#define PARTED_STATES 2u

/* tellings that both name who it was, and not the same */
static bool parties_apart(const mq_candidate *a, const mq_candidate *b)
{
	if (a->parties < PARTED_SURE || b->parties < PARTED_SURE) return false;
	if (a->states < PARTED_STATES || b->states < PARTED_STATES || !a->actors.n || !b->actors.n) return false;
	return !subset(a->actors.v, a->actors.n, b->actors.v, b->actors.n) ||
	       !subset(a->recipients.v, a->recipients.n, b->recipients.v, b->recipients.n);
}

/* what is known of x and happening k without weights; 0 where they are to be asked */
static double surely_belongs(const mq_merging *m, uint32_t k, uint32_t x)
{
	const mq_candidate *c = &m->in->v[x], *lead = m->lead[k];
	if (m->c->rules.rules.v[lead->rule].kind != m->c->rules.rules.v[c->rule].kind) return -SURELY;
	if (lead->opener && c->opener) return -SURELY;
	if (named_apart(m->name[lead - m->in->v], m->name[x])) return -1;
	if (mq_tells_last(m->s, c) && m->ahead[k]) return -1;
	if (mq_tells_last(m->s, lead) && is_planned(c) && !mq_tells_last(m->s, c)) return -1;
	/* «المناورات» are mostly those named before, whoever stands beside the word */
	if (!is_exercise(m->c, c) && parties_apart(lead, c)) return -1;
	/* parties that were only guessed tell no two happenings apart; the trees see for themselves */
	if (!m->c->pairs.trees && (!c->states || !lead->states)) return SURELY;
	if (!m->c->model.same) return same_happening(m->c, m->s, lead, c) ? SURELY : -SURELY;
	return 0;
}

/* what a rule finds each of which is a happening of its own («الأول في القاهرة …، والثاني في موسكو») is never two of one */
static bool has_its_like(const mq_merging *m, uint32_t k, uint32_t x)
{
	uint32_t rule = m->in->v[x].rule;
	for (uint32_t i = 0; i < x && m->c->rules.rules.v[rule].each; i++)
		if (m->which[i] == k && m->in->v[i].rule == rule) return true;
	return false;
}

/* the happening that x belongs to: by the weights the mean over its tellings says it; HAPPENINGS_MOST for none */
static uint32_t belongs_to(const mq_merging *m, uint32_t x)
{
	double sum[HAPPENINGS_MOST], best = m->c->model.same_cut;
	uint32_t n[HAPPENINGS_MOST], at = HAPPENINGS_MOST;
	for (uint32_t k = 0; k < m->n; k++) {
		sum[k] = has_its_like(m, k, x) ? -SURELY : surely_belongs(m, k, x);
		n[k] = sum[k] == 0 ? 0 : BESIDE_MOST;
	}
	for (uint32_t i = x, pairs = 0; i-- > 0 && pairs < PAIRS_MOST;) {
		uint32_t k = m->which[i];
		if (k == HAPPENINGS_MOST || n[k] == BESIDE_MOST) continue;
		double score = mq_same_score(&m->pairs, i, x);
		sum[k] = (sum[k] * n[k] + score) / (n[k] + 1);
		n[k]++, pairs++;
	}
	for (uint32_t k = 0; k < m->n; k++)
		if (n[k] && sum[k] > best) best = sum[k], at = k;
	return at;
}

static void gather(mq_merging *m)
{
	for (uint32_t i = 0; i < m->in->n; i++) {
		const mq_candidate *x = &m->in->v[i];
		m->which[i] = HAPPENINGS_MOST;
		if (x->barred) continue;
		m->name[i] = mq_exercise_name(m->c, m->s, x);
		uint32_t at = belongs_to(m, i);
		if (at == HAPPENINGS_MOST && m->n == HAPPENINGS_MOST) continue;
		if (at == HAPPENINGS_MOST) m->lead[at = m->n++] = x;
		else if (speaks_better(m->s, x, m->lead[at])) m->lead[at] = x;
		m->which[i] = at;
		m->ahead[at] = m->ahead[at] || is_planned(x);
	}
}

static void dump_happening(const mq_happening *h, mq_buf *dump)
{
	const mq_token *t = &h->s->doc->tokens.v[h->lead->trigger];
	mq_buf_print(dump, ",{\"happening\":\"%s\",\"in\":\"%s\",\"trigger\":[%u,%u],\"evidence\":[",
		     mq_event_kinds[h->c->rules.rules.v[h->lead->rule].kind].name, t->in ? "body" : "title", t->start, t->end);
	for (uint32_t i = 0; i < h->n; i++) {
		mq_evidence v = sentence_span(h->s, h->told[i]->sentence);
		mq_buf_print(dump, "%s[%u,%u,%u]", i ? "," : "", v.in, v.start, v.end);
	}
	mq_buf_byte(dump, ']');
}

/* its day lies behind the one on which it is told */
static bool is_ahead(const mq_scene *s, const mq_event *e)
{
	mq_day told = s->article->published_day;
	return e->date >= 0 && e->from != MQ_NO_DAY && told != MQ_NO_DAY && e->from > told;
}

static bool is_over(const mq_scene *s, const mq_event *e)
{
	mq_day told = s->article->published_day;
	return e->date >= 0 && e->to != MQ_NO_DAY && told != MQ_NO_DAY && e->to < told;
}

/* the day itself says that it is history, whatever its sentence says */
static bool is_long_over(const mq_scene *s, const mq_event *e)
{
	return is_over(s, e) && s->article->published_day - e->to >= MQ_BACKGROUND_DAYS;
}

/* its day, and what became of it: what is told before its day has not come to pass, the last one has been, an item of a
 * list whose month is over goes on no more */
static void tell_last(mq_arena *a, const mq_happening *h, const mq_candidate *who, mq_buf *dump, mq_event *e)
{
	if (dump) dump_happening(h, dump);
	add_date(h->s, mq_last_day(h, a, dump), e);
	if (is_long_over(h->s, e)) e->background = true;
	e->status = (uint8_t)mq_last_stage(h, who, mq_status_of_all(h->told, h->n), a, dump);
	if (is_ahead(h->s, e) && !planned((int8_t)e->status)) e->status = MQ_STATUS_ANNOUNCED;
	if (e->status == MQ_STATUS_ANNOUNCED && mq_tells_last(h->s, h->lead)) e->status = MQ_STATUS_DONE;
	if (h->lead->opener && is_over(h->s, e) && e->status == MQ_STATUS_UNDER_WAY) e->status = MQ_STATUS_DONE;
	if (dump) mq_buf_byte(dump, '}');
}

/* what the looks before have settled for good: an exercise by name in a list of them, a sentence that was judged by itself */
static bool is_settled(const mq_coder *c, const mq_scene *s, const mq_candidate *x)
{
	return (x->opener && mq_exercise_name(c, s, x).n) || mq_scene_is_alone(s);
}

static void dump_codes(const char *name, const mq_party *v, uint32_t n, mq_buf *dump)
{
	mq_buf_print(dump, "\"%s\":[", name);
	for (uint32_t i = 0; i < n; i++) mq_buf_print(dump, "%s\"%s\"", i ? "," : "", v[i].country);
	mq_buf_print(dump, "],");
}

static void dump_whole(const mq_event *e, bool first, mq_buf *dump)
{
	mq_buf_print(dump, "%s{\"equals\":%s,", first ? "" : ",", mq_event_kinds[e->kind].symmetric ? "true" : "false");
	dump_codes("actors", e->actors.v, e->actors.n, dump);
	dump_codes("recipients", e->recipients.v, e->recipients.n, dump);
}

/* two visits of one day, there and back: no text tells of both, it is one that was once read the wrong way round */
static bool turned_visits(const mq_event *a, const mq_event *b)
{
	bool visits = a->kind == b->kind && strcmp(mq_event_kinds[a->kind].name, "visit") == 0;
	bool day = a->date >= 0 && b->date >= 0 && a->from == a->to && a->from == b->from && b->from == b->to;
	return visits && day && mq_parties_even(a->actors.v, a->actors.n, b->recipients.v, b->recipients.n) &&
	       mq_parties_even(a->recipients.v, a->recipients.n, b->actors.v, b->actors.n);
}

/* a visit that is told once more the wrong way round goes, its sentences are those of the surer one; likely: of each happening */
static mq_status fold_turned(const mq_merging *m, double *likely, mq_events *out)
{
	for (uint32_t k = 0; k < out->n; k++)
		for (uint32_t i = 0; i < out->n && likely[k] > 0; i++) {
			const mq_event *x = &out->v[k];
			if (i == k || likely[i] < likely[k] || !turned_visits(&out->v[i], x)) continue;
			for (uint32_t v = 0; v < x->evidence.n; v++) MQ_TRY(put_evidence(m->a, x->evidence.v[v], &out->v[i]));
			likely[k] = 0;
		}
	return MQ_DONE;
}

/* happenings that the last look does not think to be one go; the others are as likely as it says */
static mq_status keep_likely(const mq_merging *m, mq_whole *told, mq_buf *dump, bool why, mq_events *out)
{
	const mq_coder *c = m->c;
	uint32_t kept = 0;
	double likely[HAPPENINGS_MOST];
	for (uint32_t k = 0; k < out->n; k++) told[k].event = &out->v[k];
	if (dump) mq_buf_print(dump, ",{\"wholes\":[");
	for (uint32_t k = 0; k < out->n; k++) {
		if (dump) dump_whole(&out->v[k], k == 0, dump);
		likely[k] = mq_last_kept(&m->pairs, told, out->n, k, dump);
		if (dump) mq_buf_byte(dump, '}');
		if (!c->kept.trees || is_settled(c, m->s, told[k].lead)) likely[k] = 1 + out->v[k].confidence;
	}
	if (dump) mq_buf_print(dump, "]}");
	MQ_TRY(fold_turned(m, likely, out));
	for (uint32_t k = 0; k < out->n; k++) {
		mq_event *e = &out->v[kept];
		if (likely[k] < c->model.kept_cut) continue;
		if (kept != k) *e = out->v[k];
		e->id = ++kept;
		if (likely[k] > 1) continue;
		e->confidence = likely[k];
		if (why) e->why = mq_arena_print(m->a, "%.*s; last look %.2f", MQ_ARG(e->why), likely[k]);
	}
	out->n = kept;
	return MQ_DONE;
}

static mq_whole whole_of(const mq_scene *s, const mq_candidate *lead, const mq_candidate *who, const mq_candidate *const *told,
			 uint32_t n)
{
	mq_whole w = {.lead = lead, .who = who, .tellings = n, .likely = {told[0]->p, n > 1 ? told[1]->p : 0}};
	for (uint32_t i = 0; i < n; i++) {
		w.sum += told[i]->p;
		w.title = w.title || told[i]->sentence < s->doc->body_sentence;
	}
	return w;
}

mq_status mq_merge(mq_arena *a, const mq_coder *c, const mq_scene *s, const mq_candidates *in, mq_buf *dump, bool why,
		   mq_events *out)
{
	mq_merging m = {.a = a, .c = c, .s = s, .in = in};
	m.lead = MQ_ARRAY(a, const mq_candidate *, HAPPENINGS_MOST);
	m.which = MQ_ARRAY(a, uint32_t, in->n + 1);
	m.ahead = MQ_ARRAY(a, bool, HAPPENINGS_MOST);
	m.name = MQ_ARRAY(a, mq_text, in->n + 1);
	const mq_candidate **sorted = MQ_ARRAY(a, const mq_candidate *, in->n + 1);
	mq_whole *wholes = MQ_ARRAY(a, mq_whole, HAPPENINGS_MOST);
	if (!m.lead || !m.ahead || !m.which || !m.name || !sorted || !wholes) return mq_fail_memory(a);
	MQ_TRY(mq_pairs_open(a, c, s, in, false, &m.pairs));
	gather(&m);
	for (uint32_t k = 0; k < m.n; k++) {
		mq_event *e = mq_push(a, out);
		uint32_t tellings = 0;
		if (!e) return mq_fail_memory(a);
		e->id = k + 1;
		for (uint32_t i = 0; i < in->n; i++)
			if (m.which[i] == k) sorted[tellings++] = &in->v[i];
		const mq_candidate *lead = m.lead[k];
		const mq_candidate *who = whose(c, lead, sorted, tellings);
		MQ_TRY(make_event(a, c, s, lead, who, e));
		qsort(sorted, tellings, sizeof *sorted, by_p);
		mq_happening h = {c,         s, in,       m.which,         sorted,
				  m.lead[k], k, tellings, HAPPENINGS_MOST, date_of(s, sorted, tellings)};
		tell_last(a, &h, who, dump, e);
		for (uint32_t i = 0; i < tellings; i++) MQ_TRY(add_evidence(a, s, sorted[i]->sentence, e));
		if (sorted[0]->p > e->confidence) e->confidence = sorted[0]->p;
		wholes[k] = whole_of(s, m.lead[k], who, sorted, tellings);
	}
	return out->n && (dump || c->kept.trees) ? keep_likely(&m, wholes, dump, why, out) : MQ_DONE;
}
