/* Whose deed the text is telling: subjects of verbs among the noun phrases, and the words for somebody's own country, which take
 * the country of the subject named last before them (بلاده: of who says so). */
#include "event/inner.h"

/* a subject may stand so many tokens after its verb: اليوم، من جانبه */
#define SUBJECT_REACH 3u
/* sentences that the memory for a subject goes back */
#define MEMORY_SENTENCES 2u

static bool follows_verb(const mq_scene *s, const mq_phrase *p, uint32_t first)
{
	for (uint32_t t = p->from, n = 0; t > first && n < SUBJECT_REACH; n++) {
		const mq_seen *left = &s->seen[--t];
		if (left->verb || left->cue == MQ_CUE_SAY) return true;
		if (left->cue != MQ_CUE_NONE || left->clause != s->seen[p->from].clause) return false;
		if (!(left->classes & MQ_CLASS_DATE)) return false;
	}
	return false;
}

static bool leads_to_verb(const mq_scene *s, const mq_phrase *p, const mq_sentence *sn)
{
	for (uint32_t t = sn->from; t < p->from; t++)
		if (s->doc->tokens.v[t].kind != MQ_TOKEN_PUNCT) return false;
	for (uint32_t t = p->to; t < sn->to && t < p->to + 2 * SUBJECT_REACH; t++) {
		if (s->seen[t].verb || s->seen[t].cue == MQ_CUE_SAY) return true;
		if (s->seen[t].cue != MQ_CUE_NONE) return false;
	}
	return sn->from < s->doc->body_token; /* of a title without a verb */
}

static void find_subjects(mq_scene *s)
{
	for (uint32_t i = 0; i < s->phrases.n; i++) {
		mq_phrase *p = &s->phrases.v[i];
		const mq_sentence *sn = &s->doc->sentences.v[s->doc->tokens.v[p->from].sentence];
		p->subject = !p->slot && !p->conj && (follows_verb(s, p, sn->from) || leads_to_verb(s, p, sn));
	}
}

/* the phrase that was subject last before token t of the sentence; else the first subject of a sentence before it */
static const mq_phrase *subject_before(const mq_scene *s, uint32_t sentence, uint32_t t)
{
	const mq_phrase *found = NULL;
	for (uint32_t i = s->phrase_of[sentence]; i < mq_phrase_end(s, sentence); i++) {
		const mq_phrase *p = &s->phrases.v[i];
		if (p->subject && p->to <= t) found = p;
	}
	for (uint32_t n = 0; !found && n < MEMORY_SENTENCES && sentence > 0; n++) {
		sentence--;
		for (uint32_t i = s->phrase_of[sentence]; !found && i < mq_phrase_end(s, sentence); i++)
			if (s->phrases.v[i].subject) found = &s->phrases.v[i];
	}
	return found;
}

uint32_t mq_scene_subject(const mq_scene *s, uint32_t sentence, uint32_t t)
{
	const mq_phrase *p = subject_before(s, sentence, t);
	return p ? p->country : UINT32_MAX;
}

/* the relative pronoun right before the trigger, a name's length away at most from what it refers to; UINT32_MAX when none */
static uint32_t relative_before(const mq_scene *s, const mq_candidate *x, uint32_t first)
{
	if (!s->seen[x->trigger].verb) return UINT32_MAX;
	for (uint32_t t = x->trigger, n = 0; t > first && n < 3; n++) {
		const mq_seen *left = &s->seen[--t];
		if (left->cue == MQ_CUE_RELATIVE) return t;
		if (left->verb || left->cue == MQ_CUE_PREP) break;
	}
	return UINT32_MAX;
}

/* the last phrase of the sentence that ends at or before token t, two tokens away at most: what الذي refers to */
static const mq_phrase *referred_to(const mq_scene *s, uint32_t sentence, uint32_t t)
{
	const mq_phrase *found = NULL;
	for (uint32_t i = s->phrase_of[sentence]; i < mq_phrase_end(s, sentence); i++)
		if (s->phrases.v[i].to <= t) found = &s->phrases.v[i];
	return found && t - found->to <= 2 ? found : NULL;
}

/* does a name follow that may be the verb's own subject: bare, in its clause, before any other verb */
static bool has_subject_behind(const mq_scene *s, const mq_candidate *x)
{
	for (uint32_t i = s->phrase_of[x->sentence]; i < mq_phrase_end(s, x->sentence); i++) {
		const mq_phrase *p = &s->phrases.v[i];
		if (p->from <= x->trigger || p->slot || s->seen[p->from].clause != s->seen[x->trigger].clause) continue;
		return mq_seat_is_open(s, x, p);
	}
	return false;
}

/* may a sentence's subject begin at token t: at its head, behind a mark, أن or what opens a clause */
static bool begins_clause(const mq_scene *s, uint32_t t, uint32_t first)
{
	if (t == first) return true;
	uint8_t cue = s->seen[t - 1].cue;
	return s->doc->tokens.v[t - 1].kind == MQ_TOKEN_PUNCT || cue == MQ_CUE_THAT || cue == MQ_CUE_SUBORDINATE ||
	       cue == MQ_CUE_WAS;
}

/* the phrase of a list that ends at token t, or NULL */
static const mq_phrase *ends_at(const mq_phrase *p, uint32_t i, uint32_t end, uint32_t t)
{
	for (; i < end; i++)
		if (p[i].to == t) return &p[i];
	return NULL;
}

/* قد، لم، سوف */
static bool is_little_word(const mq_scene *s, uint32_t t)
{
	const mq_seen *x = &s->seen[t];
	const mq_token *k = &s->doc->tokens.v[t];
	if (x->classes || x->verb || x->cue == MQ_CUE_PREP) return false;
	return x->cue != MQ_CUE_NONE || (k->analyses && k->a[0].form == MQ_FORM_PARTICLE);
}

/* «روسيا تهدد أوكرانيا»، «إن المغرب يستقبل …»: a bare noun phrase that begins its clause and stands right before the verb, a word
 * of tense or negation between them at most, is its subject, unless the verb has a pronoun («فرنسا يزورها …»). Then the candidate
 * is `led`, and its antecedent is the first of those joined by و, or NULL where it belongs to no known state. */
static void find_leader(const mq_scene *s, mq_candidate *x, uint32_t first)
{
	uint32_t n = x->sentence, t = x->trigger;
	if (!s->seen[t].verb && x->verb != UINT32_MAX && x->verb < t) t = x->verb; /* «روسيا تشن {هجوما}» */
	const mq_token *v = &s->doc->tokens.v[t];
	x->led = false;
	if (!s->seen[t].verb || !v->analyses || v->a[0].enc != MQ_ENC_NONE || x->own) return;
	if (t > first && is_little_word(s, t - 1)) t--;
	const mq_phrase *p = ends_at(s->phrases.v, s->phrase_of[n], mq_phrase_end(s, n), t), *who = p;
	if (!p) who = ends_at(s->strangers.v, s->stranger_of[n], mq_stranger_end(s, n), t);
	else
		while (p->conj && p > &s->phrases.v[s->phrase_of[n]]) who = --p;
	x->led = who && !who->slot && begins_clause(s, who->from, first);
	if (x->led) x->antecedent = p;
}

uint32_t mq_scene_subject_of(const mq_scene *s, mq_candidate *x)
{
	uint32_t first = s->doc->sentences.v[x->sentence].from, t = relative_before(s, x, first);
	bool verb = s->seen[x->trigger].verb || x->form == MQ_FORM_ACTIVE;
	x->antecedent = NULL;
	x->gapped = t != UINT32_MAX && !x->own;
	if (x->gapped) x->antecedent = referred_to(s, x->sentence, t);
	if (x->antecedent) return x->antecedent->country;
	if (!x->gapped) find_leader(s, x, first);
	if (x->led) return x->antecedent ? x->antecedent->country : UINT32_MAX;
	const mq_phrase *p = subject_before(s, x->sentence, x->trigger);
	if (p && verb && s->doc->tokens.v[p->from].sentence == x->sentence && !has_subject_behind(s, x)) x->antecedent = p;
	return p ? p->country : UINT32_MAX;
}

static uint16_t slot_of_word(const mq_scene *s, uint32_t t, uint32_t first, uint32_t *from)
{
	uint16_t pro = s->doc->tokens.v[t].analyses ? s->doc->tokens.v[t].a[0].pro : 0;
	*from = t;
	if (pro & MQ_PRO_LI) return MQ_SLOT_TO;
	if (pro & MQ_PRO_BI) return MQ_SLOT_IN;
	/* قوات بلاده: a noun or two before it */
	for (uint32_t n = 0; t > first && n < 2; n++, t--) {
		const mq_seen *left = &s->seen[t - 1];
		if (left->cue == MQ_CUE_PREP) return left->slot;
		if (left->cue || left->verb || s->doc->tokens.v[t - 1].kind != MQ_TOKEN_ARABIC) break;
		*from = t - 1;
	}
	return t > first && s->seen[t - 1].cue == MQ_CUE_PREP ? s->seen[t - 1].slot : 0;
}

static mq_status add_own(mq_arena *a, mq_scene *s, uint32_t t)
{
	uint32_t sentence = s->doc->tokens.v[t].sentence;
	const mq_phrase *who = subject_before(s, sentence, t);
	if (!who) return MQ_DONE;
	mq_phrase own = {.mention = who->mention, .to = t + 1, .country = who->country, .by = MQ_BY_OWN, .kind = MQ_COUNTRY};
	own.slot = slot_of_word(s, t, s->doc->sentences.v[sentence].from, &own.from);
	mq_phrase *slot = mq_push(a, &s->phrases);
	if (!slot) return mq_fail_memory(a);
	*slot = own;
	return MQ_DONE;
}

mq_status mq_scene_own(mq_arena *a, mq_scene *s, uint32_t *added)
{
	*added = 0;
	find_subjects(s);
	uint32_t before = s->phrases.n;
	for (uint32_t t = 0; t < s->doc->tokens.n; t++)
		if (s->seen[t].cue == MQ_CUE_OWN && !(s->seen[t].classes & (MQ_CLASS_COUNTRY | MQ_CLASS_OFFICE)))
			MQ_TRY(add_own(a, s, t));
	*added = s->phrases.n - before;
	return MQ_DONE;
}
