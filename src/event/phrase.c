/* Noun phrases: from the name of a state back to where grammar begins the phrase, what governs it, which names stand as one; and
 * the phrases of strangers, who belong to no known state. In: cues and marks of the sentences. Out: the scene's phrases, in
 * order. */
#include <stdlib.h>

#include "event/inner.h"

/* the proclitics before a mention are known from its span; of other words the likeliest analysis tells them */
static uint16_t clitics_of(const mq_token *t, const mq_mention *m)
{
	uint16_t pro = t->analyses ? t->a[0].pro : 0;
	if (t->in != m->in || t->start >= m->start || t->end <= m->start) return pro;
	for (uint8_t i = 0; i < t->analyses; i++)
		if (t->a[i].pro & ~(uint16_t)MQ_PRO_AL) return t->a[i].pro;
	return pro;
}

static uint16_t clitic_slot(uint16_t pro)
{
	if (pro & MQ_PRO_LI) return MQ_SLOT_TO;
	if (pro & MQ_PRO_BI) return MQ_SLOT_IN;
	return 0;
}

/* المواقع، مواقعه; the pronoun of one who speaks is more often a letter of the word (ولي) */
static bool is_definite(const mq_token *t)
{
	return mq_has_article(t) ||
	       (t->analyses && t->a[0].enc >= MQ_ENC_HE && (t->a[0].form == MQ_FORM_NOUN || t->a[0].form == MQ_FORM_MASDAR));
}

/* «مسلحون | جنديا فرنسيا»: a plural with its nun owns nothing, and nothing is owned by an accusative */
static bool closed_by_ending(const mq_token *left, const mq_token *here)
{
	const mq_text un = MQ_T("ون"), alef = MQ_T("ا");
	if (!left->analyses || !here->analyses || here->a[0].form == MQ_FORM_NAME) return false;
	if (left->a[0].number == 3 && mq_text_ends(left->norm, un) && !mq_text_ends(here->norm, un)) return true;
	return here->norm.n > 6 && mq_text_ends(here->norm, alef) && !mq_text_ends(here->norm, MQ_T("ايا")) &&
	       !mq_text_ends(left->norm, alef) && left->kind == MQ_TOKEN_ARABIC;
}

/* «وزير الخارجية | السفير …»: a noun with ال behind one with it; a demonym may be read as one and is its adjective */
static bool is_new_noun(const mq_scene *s, uint32_t t, bool own)
{
	/* صاحب السمو الملكي الأمير */
	const mq_token *k = &s->doc->tokens.v[t];
	return !own && !(s->seen[t].classes & MQ_CLASS_DEMONYM) && mq_is_noun(k) && !mq_text_eq(k[-1].norm, MQ_T("الملكي"));
}

/* does another noun phrase end right before token t, which the phrase of m has reached? The name of a state ends the one that it
 * belongs to («… وبولندا | دبلوماسيين روسيين»), and so does any name that ends there, unless what follows is its adjective
 * («وزارة الخارجية الفرنسية»), and a day; behind a word with ال no common noun without it goes on («الجيش | مواقع إسرائيلية»،
 * «وزير الخارجية | نظيره الفرنسي»). */
static bool another_begins(const mq_scene *s, const mq_mention *m, uint32_t t)
{
	const uint16_t named = MQ_CLASS_PERSON | MQ_CLASS_BODY | MQ_CLASS_PLACE | MQ_CLASS_DEMONYM | MQ_CLASS_OFFICE;
	const mq_seen *left = &s->seen[t - 1];
	const mq_token *here = &s->doc->tokens.v[t];
	bool demonym = m->kind == MQ_COUNTRY && m->by == MQ_BY_DEMONYM, own = t == m->from;
	if (left->classes & MQ_CLASS_COUNTRY) return true;
	if ((left->classes & MQ_CLASS_DATE) && !(s->seen[t].classes & MQ_CLASS_DATE)) return true;
	if ((left->classes & named) && !left->goes_on && !(own && demonym && !(left->classes & MQ_CLASS_PERSON))) return true;
	bool name = own && (m->kind == MQ_PERSON || (!demonym && m->by != MQ_BY_OFFICE && m->kind != MQ_ORGANIZATION));
	if (name || !here->analyses) return false;
	if (is_definite(here - 1) && (!mq_has_article(here) || is_new_noun(s, t, own))) return true;
	return !(left->classes & MQ_CLASS_QUANTITY) && closed_by_ending(here - 1, here);
}

/* Walks left from a name to the start of its noun phrase: وزير خارجية {فرنسا}. Stops at a verb, a cue, a mark, a word with a
 * proclitic (which begins the phrase). */
#define PHRASE_REACH 9u
static uint32_t phrase_start(const mq_scene *s, const mq_mention *m, uint32_t from, uint32_t first)
{
	uint32_t t = from;
	for (uint32_t n = 0; t > first && n < PHRASE_REACH; n++) {
		const mq_token *here = &s->doc->tokens.v[t], *left = here - 1;
		if (clitics_of(here, m) & (MQ_PRO_WA | MQ_PRO_FA | MQ_PRO_BI | MQ_PRO_LI)) break;
		if (left->kind != MQ_TOKEN_ARABIC || s->seen[t - 1].verb) break;
		uint8_t cue = s->seen[t - 1].cue;
		if (cue == MQ_CUE_PREP || mq_opens_clause(cue) || cue == MQ_CUE_NOT || cue == MQ_CUE_SAY) break;
		if (left->analyses && left->a[0].form == MQ_FORM_PARTICLE) break;
		if (another_begins(s, m, t)) break;
		t--;
	}
	return t;
}

static uint32_t token_at(const mq_scene *s, uint8_t in, uint32_t byte, uint32_t lo, uint32_t hi)
{
	if (in == MQ_IN_TITLE) hi = hi < s->doc->body_token ? hi : s->doc->body_token;
	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;
		const mq_token *t = &s->doc->tokens.v[mid];
		if (t->in < in || (t->in == in && t->end <= byte)) lo = mid + 1;
		else hi = mid;
	}
	return lo;
}

/* «وزراء خارجية {السعودية} والإمارات»: of a body named by a list of states the part that names the first of them, so that the
 * list goes on behind it. Gives the token after that part. */
static uint32_t head_of_list(const mq_scene *s, uint32_t i)
{
	const mq_mention *m = &s->marks->mentions.v[i];
	uint32_t end = m->to;
	bool own = false;
	if (m->kind != MQ_ORGANIZATION) return end;
	for (uint32_t k = i + 1; k < s->marks->mentions.n && s->marks->mentions.v[k].from < m->to; k++) {
		const mq_mention *in = &s->marks->mentions.v[k];
		if (in->kind != MQ_COUNTRY || in->to > m->to) continue;
		if (own && strcmp(in->country, m->country) != 0) return end;
		if (!own && strcmp(in->country, m->country) == 0) end = in->to, own = true;
	}
	return m->to;
}

/* «كل من فرنسا وألمانيا»: من governs nothing there, what governs كل does. Gives where the phrase begins then, or `from` */
static uint32_t before_each(const mq_scene *s, uint32_t from, uint32_t first)
{
	const mq_token *min = &s->doc->tokens.v[from] - 1;
	if (from < first + 2 || !mq_text_eq(min->norm, MQ_T("من")) || !min[-1].analyses) return from;
	for (uint8_t i = 0; i < min[-1].analyses; i++)
		if (mq_text_eq(min[-1].a[i].stem, MQ_T("كل")) || mq_text_eq(min[-1].a[i].stem, MQ_T("كلا"))) return from - 2;
	return from;
}

/* the noun phrase around a mention: where it begins and ends, what governs it */
static void fill_phrase(const mq_scene *s, uint32_t i, mq_phrase *p)
{
	const mq_mention *m = &s->marks->mentions.v[i];
	const mq_sentence *sn = &s->doc->sentences.v[s->doc->tokens.v[m->from].sentence];
	uint32_t from = m->from;
	if (m->role.n && m->role_in == m->in && m->role_start < m->start && m->kind == MQ_PERSON) {
		uint32_t r = token_at(s, m->in, m->role_start, sn->from, m->from);
		if (r < from) from = r;
	}
	p->mention = i;
	p->from = before_each(s, phrase_start(s, m, from, sn->from), sn->from);
	p->to = head_of_list(s, i);
	p->by = m->by;
	p->kind = m->kind;
	uint16_t pro = clitics_of(&s->doc->tokens.v[p->from], m);
	p->wa = (pro & MQ_PRO_WA) != 0;
	p->slot = clitic_slot(pro);
	p->li = p->slot == MQ_SLOT_TO;
	if (!p->slot && p->from > sn->from) {
		const mq_seen *left = &s->seen[p->from - 1];
		if (left->cue == MQ_CUE_PREP) p->slot = left->slot;
		else if (p->from > sn->from + 1 && s->seen[p->from - 2].cue == MQ_CUE_PREP && s->seen[p->from - 2].cue_n == 2)
			p->slot = s->seen[p->from - 2].slot;
	}
}

/* is a mention in the text that is told? Before the dash of a dateline nothing is */
static bool is_told(const mq_scene *s, const mq_mention *m)
{
	return m->from < s->doc->tokens.n && !(m->from >= s->doc->body_token && m->from < s->dateline);
}

/* does the word at token t qualify the one before it? Not behind a verb, a word of saying or a mark, nor with و */
static bool is_by_itself(const mq_scene *s, uint32_t t)
{
	const mq_token *k = &s->doc->tokens.v[t];
	if (t == s->doc->sentences.v[k->sentence].from || (k->analyses && k->a[0].pro & MQ_PRO_WA)) return true;
	return s->seen[t - 1].verb || s->seen[t - 1].cue != MQ_CUE_NONE || k[-1].kind == MQ_TOKEN_PUNCT;
}

/* mentions among which a man is looked for by his last name */
#define MEN_AMONG 2000u

/* «التقى السوداني الوزير» where the text tells of «محمد شياع السوداني» of Iraq: the man, by the last of his names; NULL for none
 */
static const mq_mention *man_called(const mq_scene *s, const mq_mention *m)
{
	const mq_token *k = s->doc->tokens.v;
	if (m->by != MQ_BY_DEMONYM || m->kind != MQ_COUNTRY || m->to != m->from + 1 || !is_by_itself(s, m->from)) return NULL;
	for (uint32_t i = 0; i < s->marks->mentions.n && i < MEN_AMONG; i++) {
		const mq_mention *q = &s->marks->mentions.v[i];
		if (q->kind != MQ_PERSON || q->to < q->from + 2 || !q->country[0] || strcmp(q->country, m->country) == 0)
			continue;
		if (mq_text_ends(k[m->from].norm, k[q->to - 1].norm)) return q;
	}
	return NULL;
}

mq_status mq_phrase_add(mq_arena *a, mq_scene *s, uint32_t i)
{
	const mq_mention *m = &s->marks->mentions.v[i];
	if (!m->country[0] || !is_told(s, m)) return MQ_DONE;
	/* «تركي المالكي»، «أحمد المصري»: part of a man's name tells of no state */
	if (m->by == MQ_BY_DEMONYM && m->kind == MQ_COUNTRY && (s->seen[m->from].classes & MQ_CLASS_PERSON)) return MQ_DONE;
	const mq_mention *man = man_called(s, m);
	int state = mq_state_index(a, s, man ? man->country : m->country);
	mq_phrase *p = mq_push(a, &s->phrases);
	if (state < 0 || !p) return mq_fail_memory(a);
	fill_phrase(s, i, p);
	p->country = (uint16_t)state;
	mq_state *st = &s->states.v[state];
	st->mentions++;
	st->where |= mq_sentence_bit(s->doc->tokens.v[m->from].sentence);
	if (m->in == MQ_IN_TITLE) st->in_title++;
	if (m->from < st->first) st->first = m->from;
	return MQ_DONE;
}

static bool is_bare_name(const mq_scene *s, const mq_phrase *p)
{
	return (p->by == MQ_BY_NAME || p->by == MQ_BY_CAPITAL) && p->from == s->marks->mentions.v[p->mention].from;
}

/* «فرنسا، ألمانيا وبولندا»: of names of states the comma joins what و would */
static bool joined_by_comma(const mq_scene *s, const mq_phrase *q, const mq_phrase *p)
{
	if (p->from != q->to + 1 || !mq_is_mark(&s->doc->tokens.v[q->to], "، ,")) return false;
	return p->kind == MQ_COUNTRY && q->kind == MQ_COUNTRY && p->country != q->country && !p->slot && is_bare_name(s, p);
}

/* «ناصر بوريطة، وزير الخارجية المغربي»: two names of one state side by side are one noun phrase */
static bool is_apposition(const mq_scene *s, const mq_phrase *q, const mq_phrase *p)
{
	if (p->country != q->country || p->slot || p->wa) return false;
	if (p->from == q->to) return true;
	return p->from == q->to + 1 && mq_is_mark(&s->doc->tokens.v[q->to], "، ,") && !is_bare_name(s, p);
}

static bool is_second_adjective(const mq_scene *s, const mq_phrase *q, const mq_phrase *p)
{
	if (p->by != MQ_BY_DEMONYM || q->by != MQ_BY_DEMONYM || p->slot || p->wa || p->from + 1 != p->to) return false;
	return p->from == q->to + 1 && mq_is_mark(&s->doc->tokens.v[q->to], "- – — ـ /");
}

/* و joins a phrase to the one before: it stands where that one stands */
static void join_phrases(mq_scene *s)
{
	for (uint32_t i = 1; i < s->phrases.n; i++) {
		mq_phrase *p = &s->phrases.v[i], *q = p - 1;
		const mq_token *t = &s->doc->tokens.v[p->from];
		/* «البلدين» stands for both where it stands, a man where his office does */
		if (q->from == p->from && q->conj) {
			p->slot = q->slot;
			p->conj = true;
			continue;
		}
		if (q->to > p->from || t->sentence != s->doc->tokens.v[q->from].sentence) continue;
		/* «التصعيد الأميركي - البريطاني»: two adjectives of one noun */
		if (is_apposition(s, q, p) || is_second_adjective(s, q, p)) {
			p->from = q->from;
			p->slot = q->slot;
			p->li = q->li;
			p->wa = q->wa;
			p->conj = q->conj;
			continue;
		}
		bool by_wa = p->wa && p->from - q->to <= 3 && !s->seen[p->from].verb;
		if (!by_wa && !joined_by_comma(s, q, p)) continue;
		p->conj = true;
		if (!p->slot) p->slot = q->slot;
	}
}

static int by_place(const void *x, const void *y)
{
	const mq_phrase *a = x, *b = y;
	if (a->to != b->to) return a->to < b->to ? -1 : 1;
	return a->mention < b->mention ? -1 : a->mention > b->mention;
}

/* the first of n phrases of every sentence; NULL when memory is out */
static uint32_t *index_phrases(mq_arena *a, const mq_scene *s, const mq_phrase *v, uint32_t n)
{
	uint32_t *of = MQ_ARRAY(a, uint32_t, s->doc->sentences.n + 1), p = 0;
	for (uint32_t i = 0; of && i < s->doc->sentences.n; i++) {
		of[i] = p;
		while (p < n && v[p].from < s->doc->sentences.v[i].to) p++;
	}
	if (of) of[s->doc->sentences.n] = n;
	return of;
}

static uint32_t *index_dates(mq_arena *a, const mq_scene *s)
{
	uint32_t *of = MQ_ARRAY(a, uint32_t, s->doc->sentences.n + 1), d = 0;
	for (uint32_t i = 0; of && i < s->doc->sentences.n; i++) {
		of[i] = d;
		while (d < s->marks->dates.n && s->marks->dates.v[d].from_token < s->doc->sentences.v[i].to) d++;
	}
	if (of) of[s->doc->sentences.n] = s->marks->dates.n;
	return of;
}

mq_status mq_phrases_order(mq_arena *a, mq_scene *s)
{
	if (s->phrases.n) qsort(s->phrases.v, s->phrases.n, sizeof *s->phrases.v, by_place);
	join_phrases(s);
	s->phrase_of = index_phrases(a, s, s->phrases.v, s->phrases.n);
	if (!s->date_of) s->date_of = index_dates(a, s);
	return s->phrase_of && s->date_of ? MQ_DONE : mq_fail_memory(a);
}

/* does the name of a state stand in the same words, or in those before which tell who it is («السفير الفرنسي | كريستوف
 * لوكورتييه»)? Then the phrase is that state's */
static bool holds_state(const mq_scene *s, uint32_t sentence, const mq_phrase *x)
{
	for (uint32_t i = s->phrase_of[sentence]; i < s->phrase_of[sentence + 1]; i++) {
		const mq_phrase *p = &s->phrases.v[i];
		if (p->from < x->to && x->from < p->to) return true;
		if (x->kind == MQ_PERSON && p->by == MQ_BY_DEMONYM && p->to == x->from) return true;
	}
	return false;
}

/* of phrases in one another the first to end stays: the head of the name */
static void drop_inner(mq_scene *s)
{
	uint32_t kept = 0;
	for (uint32_t i = 0; i < s->strangers.n; i++)
		if (!kept || s->strangers.v[i].from >= s->strangers.v[kept - 1].to) s->strangers.v[kept++] = s->strangers.v[i];
	s->strangers.n = kept;
}

/* phrases of regions, persons and bodies that belong to no state known, each word in one of them at most */
mq_status mq_strangers_find(mq_arena *a, mq_scene *s)
{
	static const bool may[MQ_MENTION_KINDS] = {[MQ_PERSON] = true, [MQ_ORGANIZATION] = true, [MQ_PLACE] = true};
	for (uint32_t i = 0; i < s->marks->mentions.n; i++) {
		const mq_mention *m = &s->marks->mentions.v[i];
		mq_phrase p = {0}, *slot;
		if (!may[m->kind] || m->country[0] || !is_told(s, m)) continue;
		fill_phrase(s, i, &p);
		if (holds_state(s, s->doc->tokens.v[m->from].sentence, &p)) continue;
		if (!(slot = mq_push(a, &s->strangers))) return mq_fail_memory(a);
		*slot = p;
	}
	if (s->strangers.n) qsort(s->strangers.v, s->strangers.n, sizeof *s->strangers.v, by_place);
	drop_inner(s);
	s->stranger_of = index_phrases(a, s, s->strangers.v, s->strangers.n);
	return s->stranger_of ? MQ_DONE : mq_fail_memory(a);
}
