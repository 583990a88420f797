/* Names from the tagger's labels, put right by the lists: titles off the front, joined parts on, clitics off. */
#include "mark/people.h"

static bool is_person(uint8_t label) { return label == MQ_NER_B_PER || label == MQ_NER_I_PER; }

static bool is_word(const mq_token *t) { return t->kind == MQ_TOKEN_ARABIC || t->kind == MQ_TOKEN_LATIN; }

/* a word that can be inside a name whatever the tagger says */
static bool is_name_part(const mq_peopling *p, uint32_t i)
{
	return is_word(mq_tok(p, i)) && (p->fact[i].gaz & (MQ_GAZ_PART | MQ_GAZ_GOD | MQ_GAZ_GIVEN)) != 0;
}

/* may i belong to the name that begins before it (same field, same sentence) */
static bool same_run(const mq_peopling *p, uint32_t from, uint32_t i)
{
	return i < mq_toks(p) && mq_tok(p, i)->in == mq_tok(p, from)->in && mq_tok(p, i)->sentence == mq_tok(p, from)->sentence;
}

static bool is_opener(const mq_fact *f) { return f->role && !(f->gaz & (MQ_GAZ_GIVEN | MQ_GAZ_PART)) && f->word != MQ_WORD_NOUN; }

/* بن، آل، عبد want a word after them */
static bool wants_more(const mq_peopling *p, uint32_t last)
{
	return (p->fact[last].gaz & MQ_GAZ_PART) && !(p->fact[last].gaz & MQ_GAZ_GOD);
}

/* a listed surname, alone or with و before it: the next person, not more of this one */
static bool is_known_surname(const mq_peopling *p, uint32_t i, bool with_and)
{
	const mq_form_keys *f = mq_forms_of(p->k->forms, i);
	if (!with_and) return mq_phrases_word(p->w->surnames, f->f[0].key) != MQ_PHRASE_NONE;
	if (f->n < 2 || f->f[1].pro != MQ_PRO_WA || (p->fact[i].gaz & (MQ_GAZ_GIVEN | MQ_GAZ_SURNAME))) return false;
	return mq_phrases_word(p->w->surnames, f->f[1].key) != MQ_PHRASE_NONE ||
	       (mq_gaz_of(p->w->gaz, f->f[1].key) & MQ_GAZ_GIVEN);
}

/* words that end a name whatever their label: a role, a verb, «للبنتاغون», «بالقصر», a place, the next person */
static bool ends_name(const mq_peopling *p, uint32_t i)
{
	const mq_fact *f = &p->fact[i];
	mq_text norm = mq_tok(p, i)->norm;
	/* «رامي عبد الرحمن»: عبد is the verb "to pave" too, and نصر of «حسن نصر الله» "to help" */
	bool of_god = (f->gaz & MQ_GAZ_GIVEN) && i + 1 < mq_toks(p) && (f[1].gaz & MQ_GAZ_GOD);
	bool verb = !(f->gaz & MQ_GAZ_PART) && !of_god && mq_is_verb(p, i);
	if (is_opener(f) || verb || f->word == MQ_WORD_STOP) return true;
	if (mq_text_starts(norm, MQ_T("لل")) || mq_text_starts(norm, MQ_T("بال"))) return true;
	if (is_known_surname(p, i, true)) return true;
	if (!f->country || (f->gaz & (MQ_GAZ_GIVEN | MQ_GAZ_PART | MQ_GAZ_GOD))) return false;
	uint8_t by = p->k->marks->mentions.v[f->country - 1].by;
	return by == MQ_BY_NAME || by == MQ_BY_CAPITAL;
}

/* «جاي-إن»: the part after a hyphen goes on the name unless it is a person of its own */
static bool joins_on(const mq_peopling *p, uint32_t from, uint32_t i)
{
	bool underscore = mq_tok(p, i)->norm.n == 1 && mq_tok(p, i)->norm.p[0] == '_';
	if (!p->fact[i].joins || !same_run(p, from, i + 1)) return false;
	if (underscore) return true;
	if (is_known_surname(p, i + 1, false)) return false;
	const mq_fact *next = &p->fact[i + 1];
	return next->label == MQ_NER_I_PER || is_name_part(p, i + 1) ||
	       (!next->country && !next->role && mq_tok(p, i + 1)->norm.n <= 6);
}

/* a word after a name that was not tagged but leans to a name is its last part */
#define MORE_LEAN (-1.0f)
/* and less is asked of it where a mark follows */
#define CLOSED_LEAN (-5.0f)
/* one that was tagged, or that is listed as a given name before a mark, but leans so far away is not */
#define LESS_LEAN (-9.0f)

static bool may_be_last(const mq_peopling *p, uint32_t i)
{
	const mq_fact *f = &p->fact[i];
	if (f->label != MQ_NER_O || f->role || f->word != MQ_WORD_NONE || f->country) return false;
	if (f->lean > MORE_LEAN) return true;
	const mq_token *next = mq_tok(p, i + 1 < mq_toks(p) ? i + 1 : i);
	float least = f->gaz & MQ_GAZ_GIVEN ? LESS_LEAN : CLOSED_LEAN; /* «أوليفييه فور،» */
	return f->lean > least && !f->definite && i + 1 < mq_toks(p) &&
	       (next->kind == MQ_TOKEN_PUNCT || next->kind == MQ_TOKEN_BREAK);
}

/* «إدريس سليمان عمر آدم موسى»: a given name right after two words of a name and no «و» is more of it, whatever the tagger says */
static bool goes_on_given(const mq_peopling *p, uint32_t from, uint32_t i)
{
	const mq_fact *f = &p->fact[i];
	if (f->label != MQ_NER_B_PER || i - from < 2 || !(f->gaz & MQ_GAZ_GIVEN) || f->definite || f->role) return false;
	return !is_known_surname(p, i - 1, false) && !p->fact[i - 1].definite && (p->fact[i - 1].gaz & MQ_GAZ_GIVEN);
}

static uint32_t run_end(const mq_peopling *p, uint32_t from)
{
	uint32_t i = from + 1;
	while (same_run(p, from, i) && i - from < MQ_NAME_WORDS_MOST) {
		const mq_fact *f = &p->fact[i];
		bool word = is_word(mq_tok(p, i));
		bool part = word && (f->gaz & (MQ_GAZ_PART | MQ_GAZ_GOD)) && !(f->role && !(f->gaz & MQ_GAZ_PART));
		if (joins_on(p, from, i)) i += 2;
		else if (!word || (ends_name(p, i) && !(wants_more(p, i - 1) && !f->role))) break;
		else if (f->label == MQ_NER_I_PER && f->lean < LESS_LEAN) break;
		else if (f->label == MQ_NER_I_PER || wants_more(p, i - 1) || goes_on_given(p, from, i)) i++;
		else if (part && f->word != MQ_WORD_STOP && f->word != MQ_WORD_LINK) i++;
		else if (may_be_last(p, i)) i++;
		else if ((f->gaz & MQ_GAZ_GIVEN) && !f->definite && f->role && is_person(f[1].label)) i++; /* أحمد قائد صالح */
		else break;
	}
	return i;
}

/* the letters of a proclitic on the first word: only where what is left is known to be a name and the whole is not */
static uint8_t clitic_letters(const mq_peopling *p, uint32_t i)
{
	const mq_form_keys *f = mq_forms_of(p->k->forms, i);
	const uint32_t names = MQ_GAZ_GIVEN | MQ_GAZ_PART | MQ_GAZ_SURNAME;
	if (p->fact[i].gaz & names) return 0;
	for (uint32_t k = 1; k < f->n; k++)
		if (!(f->f[k].pro & (MQ_PRO_AL | MQ_PRO_SA)) && (mq_gaz_of(p->w->gaz, f->f[k].key) & names))
			return f->f[k].letters;
	for (uint32_t k = 1; k < f->n; k++)
		if (!(f->f[k].pro & MQ_PRO_SA) && mq_phrases_word(p->w->surnames, f->f[k].key) != MQ_PHRASE_NONE)
			return f->f[k].letters;
	/* after another name و is "and" */
	bool after_name =
	    i > 0 && (is_person(p->fact[i - 1].label) || (mq_is_comma(mq_tok(p, i - 1)) && is_person(p->fact[i + 1].label)));
	bool after_noun = i > 0 && is_word(mq_tok(p, i - 1)) && p->fact[i - 1].word == MQ_WORD_NONE && !p->fact[i - 1].role &&
			  p->fact[i - 1].gaz == 0;
	bool article = mq_text_starts(mq_tok(p, i)->norm, MQ_T("وال"));
	if ((after_name || (after_noun && !article)) && f->n > 1 && f->f[1].pro == MQ_PRO_WA) return f->f[1].letters;
	return 0;
}

/* «الأزهر الشريف», «الغربيين»: definite words none of which is a given name */
static bool is_only_definite(const mq_peopling *p, uint32_t from, uint32_t to)
{
	for (uint32_t i = from; i < to; i++) {
		const mq_fact *f = &p->fact[i];
		if (!f->definite || (f->gaz & (MQ_GAZ_GIVEN | MQ_GAZ_PART | MQ_GAZ_SURNAME))) return false;
		if (mq_gaz_of(p->w->gaz, mq_name_key(mq_tok(p, i), 0)) & (MQ_GAZ_GIVEN | MQ_GAZ_SURNAME)) return false;
	}
	return to - from > 1 || mq_text_ends(mq_tok(p, from)->norm, MQ_T("يين"));
}

/* a place, a people («الصوماليين»), «باسم» after a spokesman, «قاعدة محمد نجيب», a title in quotation marks are no persons */
/* «أجرى عبد اللطيف»: a first word that leans so far away is no part of the name */
#define FIRST_LEAN (-5.0f)

static bool is_elsewhere(const mq_peopling *p, uint32_t from, uint32_t to)
{
	const mq_fact *f = &p->fact[from];
	if (is_only_definite(p, from, to) || ((f->word == MQ_WORD_NOUN || f->word == MQ_WORD_PLACE) && !(f->gaz & MQ_GAZ_GIVEN)))
		return true;
	if (f->word == MQ_WORD_LINK && from > 0 && (f[-1].role || f[-1].definite)) return true;
	if (from > 0 && f[-1].word == MQ_WORD_PLACE) return true;
	bool quoted = from > 0 && (mq_tok(p, from - 1)->flags & MQ_TOKEN_OPENS) && to < mq_toks(p) &&
		      (mq_tok(p, to)->flags & MQ_TOKEN_CLOSES);
	if (quoted && !(from > 1 && (f[-2].role || f[-2].definite))) return true;
	if (!f->country) return false;
	const mq_mention *m = &p->k->marks->mentions.v[f->country - 1];
	return m->from <= from && m->to >= to && (to - from > 1 || f->definite || m->kind == MQ_COUNTRY);
}

/* «معهد العالم العربي جاك لانج»: a definite word that the role's words lead to, before a given name */
static bool is_of_role(const mq_peopling *p, uint32_t from)
{
	const mq_fact *f = &p->fact[from];
	if (from == 0 || !f->definite || (f->gaz & MQ_GAZ_PART) || !(f[1].gaz & MQ_GAZ_GIVEN)) return false;
	/* العربي is a given name too, but not as the adjective of a construct's second noun */
	if (f->gaz & MQ_GAZ_GIVEN) return from > 1 && f[-1].definite && (f[-2].word == MQ_WORD_NOUN || (f[-2].gaz & MQ_GAZ_ORG));
	return f[-1].definite || f[-1].word == MQ_WORD_NOUN || (f[-1].role && !f[-1].definite);
}

/* «سيزور كيري»: the future's س before a verb that the lexicon has, and no listed name */
static bool is_future(const mq_peopling *p, uint32_t i)
{
	const mq_token *t = mq_tok(p, i);
	if (!t->analyses || (p->fact[i].gaz & (MQ_GAZ_GIVEN | MQ_GAZ_PART | MQ_GAZ_SURNAME))) return false;
	return t->a[0].form == MQ_FORM_IMPERFECT && (t->a[0].pro & MQ_PRO_SA);
}

/* a word of grammar, a hyphen or a mark at a name's end; «إن» behind a hyphen is the name's («تشوي-إن») */
static bool is_loose_end(const mq_peopling *p, uint32_t from, uint32_t i)
{
	const mq_fact *f = &p->fact[i];
	if (f->word == MQ_WORD_STOP) return !(i > from && f[-1].joins);
	return f->joins || !is_word(mq_tok(p, i));
}

static mq_status add_name(mq_peopling *p, uint32_t from, uint32_t to, bool sure)
{
	while (from < to && is_opener(&p->fact[from])) from += p->fact[from].role_n ? p->fact[from].role_n : 1;
	if (from + 1 < to && (is_of_role(p, from) || is_future(p, from))) from++;
	if (from + 1 < to && p->fact[from].lean < FIRST_LEAN &&
	    !(p->fact[from].gaz & (MQ_GAZ_GIVEN | MQ_GAZ_PART | MQ_GAZ_SURNAME)))
		from++;
	while (to > from && is_loose_end(p, from, to - 1)) to--;
	if (from >= to || is_elsewhere(p, from, to)) return MQ_DONE;
	if (from + 1 == to && is_future(p, from)) return MQ_DONE;
	mq_name_hit *h = mq_push(p->k->a, &p->names);
	if (!h) return mq_fail_memory(p->k->a);
	h->from = from;
	h->to = to;
	h->sure = sure;
	h->letters = clitic_letters(p, from);
	return MQ_DONE;
}

/* a given name right after an opener, which the tagger passed over */
static bool listed_name(const mq_peopling *p, uint32_t i)
{
	const mq_fact *f = &p->fact[i];
	if (i == 0 || !is_word(mq_tok(p, i)) || f->label != MQ_NER_O || f->role || f->word == MQ_WORD_STOP || f->country)
		return false;
	if (!(f->gaz & (MQ_GAZ_GIVEN | MQ_GAZ_PART)) || !same_run(p, i - 1, i)) return false;
	if (!same_run(p, i, i + 1) || !is_word(mq_tok(p, i + 1))) return false;
	const mq_fact *next = f + 1;
	bool named = (next->gaz & (MQ_GAZ_GIVEN | MQ_GAZ_PART | MQ_GAZ_GOD | MQ_GAZ_SURNAME)) || is_person(next->label);
	return named && next->word != MQ_WORD_STOP && !next->role && !mq_is_verb(p, i + 1);
}

/* a surname of the table may be a common word: what the tagger finds this unlikely is not him */
#define SURNAME_LEAN (-7.0f)

/* the whole name of a person of the table: where it ends, or 0 */
static uint32_t whole_name(const mq_peopling *p, uint32_t i)
{
	mq_phrase_hit hit;
	return mq_phrases_longest(p->w->people, p->k->doc, p->k->forms, i, 0xFF, &hit) ? hit.to : 0;
}

/* a person of the table, whole name or known surname, whatever the tagger says: where it ends, or 0 */
static uint32_t table_name(const mq_peopling *p, uint32_t i)
{
	mq_phrase_hit hit;
	const mq_fact *f = &p->fact[i];
	if (!is_word(mq_tok(p, i)) || f->label == MQ_NER_B_ORG || f->label == MQ_NER_I_ORG || f->label == MQ_NER_B_MISC) return 0;
	uint32_t whole = whole_name(p, i);
	if (whole) return whole;
	if (f->role || f->country || (f->gaz & MQ_GAZ_GIVEN) || f->lean < SURNAME_LEAN) return 0;
	if (mq_phrases_longest(p->w->surnames, p->k->doc, p->k->forms, i, 0xFF, &hit)) return hit.to;
	return 0;
}

/* a name that was not tagged goes on over listed parts */
static uint32_t listed_end(const mq_peopling *p, uint32_t from, uint32_t to)
{
	while (same_run(p, from, to) && to - from < MQ_NAME_WORDS_MOST && is_name_part(p, to) && !p->fact[to].role &&
	       !ends_name(p, to))
		to++;
	return to;
}

/* where the name that i is in begins: a given name just before that was not tagged («الدكتور مساعد العيبان») */
static uint32_t left_end(const mq_peopling *p, uint32_t i)
{
	const mq_fact *f = &p->fact[i];
	if (i < 2 || !same_run(p, i, i - 1) || !(f[-1].gaz & (MQ_GAZ_GIVEN | MQ_GAZ_PART)) || is_person(f[-1].label)) return i;
	if (f[-1].word != MQ_WORD_NONE || (p->names.n > 0 && p->names.v[p->names.n - 1].to >= i)) return i;
	uint8_t before = f[-2].role ? p->w->role.v[f[-2].role - 1].kind : 0;
	bool after_title = before == MQ_ROLE_TITLE || before == MQ_ROLE_RANK;
	return f[-1].role && !after_title ? i : i - 1;
}

mq_status mq_people_names(mq_peopling *p)
{
	const uint32_t listed = mq_phrases_bits(p->w->people) | mq_phrases_bits(p->w->surnames);
	for (uint32_t i = 0; i < mq_toks(p);) {
		uint32_t from = i, to = 0;
		const mq_fact *f = &p->fact[i];
		/* most words are none that a name may begin with */
		if (f->label == MQ_NER_O && !(f->gaz & (MQ_GAZ_GIVEN | MQ_GAZ_PART)) && !(p->k->forms->sets[i] & listed)) {
			i++;
			continue;
		}
		bool tagged = is_person(p->fact[i].label) && is_word(mq_tok(p, i));
		if (tagged) {
			uint32_t whole = whole_name(p, i);
			to = run_end(p, i);
			if (whole > to) to = whole;
			from = left_end(p, i);
		} else if (listed_name(p, i)) to = listed_end(p, i, i + 2);
		else to = table_name(p, i);
		if (!to) {
			i++;
			continue;
		}
		MQ_TRY(add_name(p, from, to, !tagged));
		i = to;
	}
	return MQ_DONE;
}
