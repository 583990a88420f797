/* Where the noun phrases of a sentence stand to a trigger, in slots as rules name them. In: scene, candidate, phrase. Out: side,
 * slot, what lies between; and how well that fits what the rule's frame asks for. */
#include <stdlib.h>

#include "event/party.h"

static bool is_verb(uint8_t form) { return form == MQ_FORM_PERFECT || form == MQ_FORM_IMPERFECT; }

static uint32_t few(uint32_t n) { return n < 2 ? n : n < 4 ? 2 : 3; }

/* the phrase that begins a chain of names joined by و: they stand where it stands */
static const mq_phrase *chain_head(const mq_scene *s, const mq_candidate *x, const mq_phrase *p)
{
	uint32_t first = s->phrase_of[x->sentence];
	while (p->conj && p > &s->phrases.v[first]) p--;
	return p;
}

/* a demonym on the trigger is its adjective («المناورات الفرنسية»، «مناورات فرنسية»), but one that follows the owner is the
 * owner's («زيارة الرئيس الفرنسي») */
static bool is_adjective_of(const mq_scene *s, const mq_candidate *x, const mq_phrase *p)
{
	const mq_mention *m = &s->marks->mentions.v[p->mention];
	const mq_token *t = &s->doc->tokens.v[x->trigger];
	if (p->by != MQ_BY_DEMONYM) return false;
	bool construct = m->from > x->trigger + 1 && t->analyses && !mq_has_article(t) && mq_has_article(t + 1);
	return p->kind != MQ_COUNTRY || !construct;
}

/* phrases between token `lo` and p, a place counted once; *bare counts those that no preposition governs */
static uint32_t count_between(const mq_scene *s, const mq_candidate *x, const mq_phrase *p, uint32_t lo, uint16_t slot,
			      uint32_t *bare, uint32_t *same)
{
	uint32_t n = 0, last = UINT32_MAX;
	*bare = *same = 0;
	for (uint32_t i = s->stranger_of[x->sentence]; i < mq_stranger_end(s, x->sentence); i++) {
		const mq_phrase *q = &s->strangers.v[i];
		if (q->from <= lo || q->from >= p->from || q->to > p->from) continue;
		n++;
		*bare += !q->slot;
		*same += q->slot == slot;
	}
	for (uint32_t i = s->phrase_of[x->sentence]; i < mq_phrase_end(s, x->sentence); i++) {
		const mq_phrase *q = &s->phrases.v[i];
		if (q->from <= lo || q->from >= p->from || q->from == last || q->conj) continue;
		last = q->from;
		n++;
		*bare += !q->slot;
		*same += q->slot == slot;
	}
	return n;
}

/* «زيارة لوزير … إلى الرباط»: beside a goal with إلى, the first لـ after a noun is its subject */
static bool li_is_of(const mq_scene *s, const mq_candidate *x, const mq_phrase *p)
{
	if (!p->li || s->seen[p->from].clause != s->seen[x->trigger].clause) return false;
	for (uint32_t i = s->phrase_of[x->sentence]; i < mq_phrase_end(s, x->sentence); i++) {
		const mq_phrase *q = &s->phrases.v[i];
		if (q->from > p->from && q->slot == MQ_SLOT_TO && !q->li && !q->conj && q->country != p->country) return true;
	}
	return false;
}

/* may the first bare name after the verb be its subject? Not in «الذي يزور …», whose subject stands before; nor may the name of a
 * country, feminine but for a few, follow a masculine verb: «ثم يزور ماليزيا» */
bool mq_seat_is_open(const mq_scene *s, const mq_candidate *x, const mq_phrase *p)
{
	if (x->gapped || x->led) return false;
	const mq_token *t = &s->doc->tokens.v[x->trigger];
	/* a verb before its subject is singular, and nobody is named behind «نزور» */
	if (t->analyses && is_verb(t->a[0].form) && (t->a[0].number > 1 || (t->a[0].person && t->a[0].person < 3))) return false;
	bool name = (p->by == MQ_BY_NAME || p->by == MQ_BY_CAPITAL) && p->from == s->marks->mentions.v[p->mention].from;
	if (!name || !t->analyses || t->a[0].gender != 'm' || t->a[0].number != 1) return true;
	return s->states.v[p->country].masculine;
}

/* a short vowel or shadda, U+064B to U+0652 */
static bool is_vowel(const char *p) { return p[0] == '\xD9' && (uint8_t)p[1] >= 0x8B && (uint8_t)p[1] <= 0x92; }

/* «طُرد السفير»: the damma stands behind the first letter, of longer forms (استُهدف، اعتُقل) behind the third at most */
bool mq_is_passive(const mq_scene *s, const mq_candidate *x)
{
	const mq_token *t = &s->doc->tokens.v[x->trigger];
	mq_text field = t->in == MQ_IN_TITLE ? s->article->title : s->article->body, tail = mq_text_at("\xD9\x8F", 2);
	if (x->form != MQ_FORM_PERFECT || !t->analyses || t->end > field.n) return false;
	uint32_t from = t->start + (t->a[0].pro & (MQ_PRO_WA | MQ_PRO_FA) ? 2 : 0), letters = 0;
	bool longer = from + 2 <= t->end && memcmp(field.p + from, "\xD8\xA7", 2) == 0;
	for (uint32_t i = from; i + 2 <= t->end && letters <= 3; i += 2) {
		if (memcmp(field.p + i, tail.p, 2) == 0) return letters == 1 || (longer && letters > 1);
		letters += !is_vowel(field.p + i);
	}
	return false;
}

/* is the trigger, a noun, somebody's («{زيارة وزير الخارجية}»)? */
static bool has_owner(const mq_scene *s, const mq_candidate *x)
{
	for (uint32_t i = s->phrase_of[x->sentence]; i < mq_phrase_end(s, x->sentence); i++) {
		const mq_phrase *q = &s->phrases.v[i];
		if (q->from <= x->trigger && x->trigger < q->to && !is_adjective_of(s, x, q)) return true;
	}
	return false;
}

/* «وقعت فصائل اتفاقا رعته {الأمم المتحدة}»: behind another verb a bare name is that verb's */
static bool behind_verb(const mq_scene *s, uint32_t lo, uint32_t hi)
{
	for (uint32_t t = lo + 1; t < hi; t++)
		if (s->seen[t].verb && s->seen[t].cue == MQ_CUE_NONE) return true;
	return false;
}

static void stands_after(const mq_scene *s, const mq_candidate *x, const mq_phrase *p, mq_stand *d)
{
	uint32_t anchor = x->verb != UINT32_MAX && x->verb > x->trigger && p->from > x->verb ? x->verb : x->trigger, bare;
	bool verb = anchor == x->verb || is_verb(x->form);
	d->side = MQ_AT_AFTER;
	d->between = count_between(s, x, p, anchor, p->slot, &bare, &d->nth);
	if (verb && bare == 0 && anchor == x->trigger && !mq_seat_is_open(s, x, p)) bare++;
	if (anchor == x->verb) d->borders = (uint32_t)abs((int)s->seen[anchor].clause - (int)s->seen[p->from].clause);
	if (!verb && d->nth == 0 && li_is_of(s, x, p)) d->slot = MQ_SLOT_OF;
	else if (p->slot) d->slot = p->slot;
	else if (behind_verb(s, anchor, p->from)) d->slot = MQ_SLOT_OTHER;
	else if (verb && anchor == x->trigger && x->passive) d->slot = bare == 0 ? MQ_SLOT_OBJECT : MQ_SLOT_OTHER;
	else if (verb) d->slot = bare == 0 ? MQ_SLOT_SUBJECT : bare == 1 ? MQ_SLOT_OBJECT : MQ_SLOT_OTHER;
	else if ((bare += has_owner(s, x)) == 1) d->slot = MQ_SLOT_OBJECT; /* «لقاء الرئيس الفرنسي نظيره المصري» */
	else if (bare == 0 && p->from <= x->trigger + 2) d->slot = MQ_SLOT_OF;
	else d->slot = bare == 0 && d->between == 0 ? MQ_SLOT_OBJECT : MQ_SLOT_OTHER;
}

static void stands_before(const mq_scene *s, const mq_candidate *x, const mq_phrase *p, mq_stand *d)
{
	d->side = MQ_AT_BEFORE;
	d->slot = p->slot ? p->slot : MQ_SLOT_BEFORE;
	for (uint32_t i = s->phrase_of[x->sentence]; i < mq_phrase_end(s, x->sentence); i++) {
		const mq_phrase *q = &s->phrases.v[i];
		if (q->from <= p->from || q->from >= x->trigger || q->conj) continue;
		d->between++;
		d->nth += q->slot == p->slot;
	}
}

mq_stand mq_stand_of(const mq_scene *s, const mq_candidate *x, const mq_phrase *given)
{
	/* «بين المغرب ومالي و{زيارة} الوفد المغربي»: the phrase that holds the trigger is joined to what is told, not to a party
	 */
	const mq_phrase *p = given->from <= x->trigger && x->trigger < given->to ? given : chain_head(s, x, given);
	mq_stand d = {.phrase = given};
	uint32_t bare;
	d.borders = (uint32_t)abs((int)s->seen[x->trigger].clause - (int)s->seen[p->from].clause);
	if (x->antecedent && p == x->antecedent) {
		d.side = MQ_AT_BEFORE;
		d.slot = MQ_SLOT_SUBJECT;
		d.borders = 0;
	} else if (p->from <= x->trigger && x->trigger < p->to) {
		d.side = MQ_AT_ON;
		d.slot = is_adjective_of(s, x, p) ? MQ_SLOT_NISBA : MQ_SLOT_OF;
		/* the second adjective of a pair: المناورات الفرنسية المغربية */
		if (p->kind == MQ_COUNTRY && p->by == MQ_BY_DEMONYM)
			d.nth = p > &s->phrases.v[s->phrase_of[x->sentence]] && (p - 1)->from == p->from;
	} else if (p->from > x->trigger) {
		stands_after(s, x, p, &d);
	} else if (p->from >= x->from) {
		d.side = MQ_AT_INSIDE;
		d.between = count_between(s, x, p, x->from, p->slot, &bare, &d.nth);
		d.slot = p->slot ? p->slot : bare == 0 && !x->led ? MQ_SLOT_SUBJECT : MQ_SLOT_OBJECT;
	} else stands_before(s, x, p, &d);
	if (d.nth > 1) d.nth = 2;
	return d;
}

bool mq_stand_in_frame(uint32_t frame, const mq_stand *d)
{
	if (frame & d->slot) return true;
	if ((frame & MQ_SLOT_SUBJECT) && d->side == MQ_AT_BEFORE && d->slot == MQ_SLOT_BEFORE && d->between == 0 &&
	    d->borders == 0)
		return true;
	return (frame & MQ_SLOT_OBJECT) && d->side == MQ_AT_AFTER && d->slot == MQ_SLOT_OBJECT;
}

/* the first slot named is the likeliest, near is better than far */
double mq_stand_fit(const mq_rule *r, int role, const mq_candidate *x, const mq_stand *d)
{
	double best = 0;
	for (uint8_t i = 0; i < r->order_n[role]; i++) {
		uint32_t want = 1u << r->order[role][i];
		bool fits = want == d->slot && !(want == MQ_SLOT_IN && d->side == MQ_AT_BEFORE);
		if (want == MQ_SLOT_SUBJECT && d->side == MQ_AT_BEFORE && d->slot == MQ_SLOT_BEFORE && d->nth == 0 &&
		    is_verb(x->form))
			fits = true;
		double score = fits ? 4 - 0.5 * i - 0.5 * few(d->borders) - 0.25 * few(d->between) - 0.5 * d->nth : 0;
		if (score > best) best = score;
	}
	return best;
}

bool mq_state_in_sentence(const mq_scene *s, uint32_t sentence, uint32_t state)
{
	for (uint32_t i = s->phrase_of[sentence]; i < mq_phrase_end(s, sentence); i++)
		if (s->phrases.v[i].country == state) return true;
	return false;
}

/* nothing but prepositions and a comma between two phrases: «الجيش اليمني، بإسناد من {التحالف}» */
static bool only_steered(const mq_scene *s, uint32_t from, uint32_t to)
{
	for (uint32_t t = from; t < to; t++)
		if (s->seen[t].cue != MQ_CUE_PREP && !(t == from && mq_is_mark(&s->doc->tokens.v[t], "، ,"))) return false;
	return from < to;
}

/* names that stand as one: joined by و, one word for two (البلدين), two adjectives of one noun, «س مع ع» where مع asks for nobody
 */
static bool linked(const mq_scene *s, const mq_phrase *p, const mq_phrase *q, uint32_t frame)
{
	if (p->conj) return true;
	if (p->from == q->from && p->to == q->to) return true;
	if (p->by == MQ_BY_DEMONYM && q->by == MQ_BY_DEMONYM && p->from == q->from && p->to > q->to && p->to <= q->to + 2)
		return true;
	return p->slot == MQ_SLOT_WITH && !(frame & MQ_SLOT_WITH) && only_steered(s, q->to, p->from);
}

uint32_t mq_chain_of(const mq_rule *r, const mq_scene *s, const mq_candidate *x, uint32_t phrase)
{
	uint32_t first = s->phrase_of[x->sentence];
	while (phrase > first && linked(s, &s->phrases.v[phrase], &s->phrases.v[phrase - 1], r->actor | r->recipient)) phrase--;
	return phrase - first;
}
