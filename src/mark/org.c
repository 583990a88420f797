/* Organisations by grammar: a noun that names a kind of body, and the words that say which («وزارة الداخلية الفرنسية», «القوات
 * المسلحة الملكية»), and what the tagger takes for one. Bodies that the country pass has by list are left as they are. */
#include "mark/people.h"

#define ORG_TOKENS_MOST 12u

static bool is_word(const mq_token *t) { return t->kind >= MQ_TOKEN_ARABIC && t->kind <= MQ_TOKEN_OTHER_WORD; }

/* «بالوزارة», «كالشرطة», «وبالجيش»: a preposition begins another phrase */
static bool is_preposed(mq_text norm)
{
	static const char *const heads[] = {"بال", "كال", "فال", "وبال", "وكال"};
	for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
		if (mq_text_starts(norm, mq_text_of(heads[i]))) return true;
	return false;
}

/* how far the name of a body that begins at `from` goes: definite words, bodies' nouns, places, countries */
static uint32_t org_end(const mq_peopling *p, uint32_t from, uint32_t i)
{
	uint32_t last = i;
	for (; i < mq_toks(p) && i - from < ORG_TOKENS_MOST; i++) {
		const mq_fact *f = &p->fact[i];
		const mq_token *t = mq_tok(p, i);
		if (t->sentence != mq_tok(p, from)->sentence || !is_word(t) || f->word == MQ_WORD_STOP || mq_is_verb(p, i)) break;
		if (f->label == MQ_NER_B_PER) break;
		bool body = f->label == MQ_NER_I_ORG || f->word == MQ_WORD_NOUN || (f->gaz & MQ_GAZ_ORG);
		if (f->word == MQ_WORD_LINK && !body) break;
		if (mq_another_begins(p, from, i, false)) break;
		bool at_once = i == last && (f->country || f->definite || body || t->kind == MQ_TOKEN_LATIN);
		if (!at_once) break;
		/* «الوزارة والشعب»: a second noun with و is another thing unless the tagger ties them */
		mq_text norm = t->norm;
		bool joined = mq_text_starts(norm, MQ_T("وال")) || mq_text_starts(norm, MQ_T("ولل"));
		if (joined && f->label != MQ_NER_I_ORG) break;
		if (is_preposed(norm) && f->label != MQ_NER_I_ORG) break;
		last = i + 1;
	}
	return last;
}

/* «القوات المسلحة في جمهورية مالي»، «وزارة الدفاع وقدامى المحاربين في مالي»: whose a body is may stand behind it */
#define JOINED_MOST 3u
static const mq_mention *land_behind(const mq_peopling *p, uint32_t to)
{
	uint32_t i = to;
	if (i < mq_toks(p) && mq_tok(p, i)->analyses && (mq_tok(p, i)->a[0].pro & MQ_PRO_WA))
		while (i < mq_toks(p) && i - to < JOINED_MOST && is_word(mq_tok(p, i)) && !mq_is_verb(p, i) &&
		       p->fact[i].word != MQ_WORD_IN && !p->fact[i].country)
			i++;
	if (to == 0 || i + 2 > mq_toks(p) || p->fact[i].word != MQ_WORD_IN) return NULL;
	const mq_mention *land = mq_people_country(p, i + 1, i + 2 < mq_toks(p) ? i + 3 : i + 2);
	bool same = mq_tok(p, i + 1)->sentence == mq_tok(p, to - 1)->sentence;
	return land && same && land->from <= i + 2 && land->by != MQ_BY_DEMONYM ? land : NULL;
}

static mq_status add_org(mq_peopling *p, uint32_t from, uint32_t to, uint8_t letters, const char *sector)
{
	const mq_mention *said = mq_people_country(p, from, to);
	char country[4] = "";
	bool state = !strcmp(sector, "GOV") || !strcmp(sector, "MIL") || !strcmp(sector, "COP");
	if (!said && state) said = land_behind(p, to);
	if (said) memcpy(country, said->country, sizeof country);
	mq_form_key form = {.letters = letters};
	mq_mention *m = mq_mention_add(p->k, from, to, &form);
	if (!m) return mq_fail_memory(p->k->a);
	m->kind = MQ_ORGANIZATION;
	m->by = said ? MQ_BY_OFFICE : MQ_BY_NONE;
	memcpy(m->country, country, sizeof m->country);
	if (!country[0] && state) memcpy(m->country, mq_people_home(p, from, &m->by), sizeof m->country);
	const char *words = mq_people_sector(p, from, to);
	const char *best = sector[0] && strcmp(words, "IGO") != 0 ? sector : words;
	memcpy(m->sector, best, strlen(best) < 7 ? strlen(best) : 7);
	return MQ_DONE;
}

/* a body's noun at i: where its name ends, or 0 */
static uint32_t by_grammar(const mq_peopling *p, uint32_t i, mq_phrase_hit *hit)
{
	if (!is_word(mq_tok(p, i)) || !mq_phrases_longest(p->w->orgs, p->k->doc, p->k->forms, i, 0xFF, hit)) return 0;
	uint32_t to = org_end(p, i, hit->to);
	const mq_org_row *row = &p->w->org.v[hit->value];
	bool stands = to > hit->to || (row->bare && p->fact[i].definite);
	return stands ? to : 0;
}

static uint32_t by_tagger(const mq_peopling *p, uint32_t i)
{
	uint32_t to = i + 1;
	if (p->fact[i].label != MQ_NER_B_ORG || p->fact[i].country || p->fact[i].role) return 0;
	while (to < mq_toks(p) && p->fact[to].label == MQ_NER_I_ORG && is_word(mq_tok(p, to)) && to - i < ORG_TOKENS_MOST) to++;
	return to - i >= 2 ? to : 0;
}

static void take(bool *taken, const mq_role_span *s)
{
	for (uint32_t i = s->from; i < s->to; i++) taken[i] = true;
}

mq_status mq_people_orgs(mq_peopling *p)
{
	uint32_t n = mq_toks(p), mentions = p->k->marks->mentions.n;
	bool *taken = MQ_ARRAY(p->k->a, bool, n + 1);
	if (!taken) return mq_fail_memory(p->k->a);
	for (uint32_t m = 0; m < mentions; m++) {
		const mq_mention *x = &p->k->marks->mentions.v[m];
		if (x->kind != MQ_ORGANIZATION && x->kind != MQ_PERSON) continue;
		for (uint32_t i = x->from; i < x->to && i < n; i++) taken[i] = true;
	}
	/* a body inside a role is the role's («وزير الدفاع الجزائري») */
	for (uint32_t i = 0; i < p->names.n; i++) {
		take(taken, &p->names.v[i].pre);
		take(taken, &p->names.v[i].post);
	}
	for (uint32_t i = 0; i < p->alone.n; i++) take(taken, &p->alone.v[i]);
	const uint32_t nouns = mq_phrases_bits(p->w->orgs);
	for (uint32_t i = 0; i < n;) {
		mq_phrase_hit hit = {0};
		if (taken[i] || (p->fact[i].label != MQ_NER_B_ORG && !(p->k->forms->sets[i] & nouns))) {
			i++;
			continue;
		}
		uint32_t to = by_grammar(p, i, &hit);
		const char *sector = to ? p->w->org.v[hit.value].sector : "";
		uint8_t letters = to && hit.form && !(hit.form->pro & MQ_PRO_AL) ? hit.form->letters : 0;
		if (!to) to = by_tagger(p, i);
		if (to) MQ_TRY(add_org(p, i, to, letters, sector));
		i = to ? to : i + 1;
	}
	return MQ_DONE;
}
