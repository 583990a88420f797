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

static bool is_opener(const mq_fact *f)
{
	return f->role && !(f->gaz & (MQ_GAZ_GIVEN | MQ_GAZ_PART)) && f->word != MQ_WORD_NOUN;
}

/* بن، آل، عبد want a word after them */
static bool wants_more(const mq_peopling *p, uint32_t last)
{
	return (p->fact[last].gaz & MQ_GAZ_PART) && !(p->fact[last].gaz & MQ_GAZ_GOD);
}

static uint32_t run_end(const mq_peopling *p, uint32_t from)
{
	uint32_t i = from + 1;
	while (same_run(p, from, i) && i - from < MQ_NAME_WORDS_MOST) {
		const mq_fact *f = &p->fact[i];
		if (f->joins && same_run(p, from, i + 1) && (f[1].label == MQ_NER_I_PER || is_name_part(p, i + 1))) i += 2;
		else if (is_opener(f) || f->verb) break;
		else if (f->label == MQ_NER_I_PER && is_word(mq_tok(p, i))) i++;
		else if (wants_more(p, i - 1) && is_word(mq_tok(p, i)) && f->word != MQ_WORD_STOP) i++;
		else if (f->label == MQ_NER_O && (f->gaz & (MQ_GAZ_PART | MQ_GAZ_GOD)) && !f->role && is_word(mq_tok(p, i)) &&
			 f->word == MQ_WORD_NONE)
			i++;
		else break;
	}
	return i;
}

/* the letters of a proclitic on the first word: only where what is left is known to be a name and the whole is not */
static uint8_t clitic_letters(const mq_peopling *p, uint32_t i)
{
	const mq_form_keys *f = &p->k->forms->v[i];
	const uint32_t names = MQ_GAZ_GIVEN | MQ_GAZ_PART | MQ_GAZ_SURNAME;
	if (p->fact[i].gaz & names) return 0;
	for (uint32_t k = 1; k < f->n; k++)
		if (!(f->f[k].pro & MQ_PRO_AL) && (mq_gaz_of(p->w->gaz, f->f[k].key) & names)) return f->f[k].letters;
	/* after another name و is "and" */
	bool after_name = i > 0 && (is_person(p->fact[i - 1].label) || (i > 1 && mq_is_comma(mq_tok(p, i - 1)) && is_person(p->fact[i - 2].label)));
	if (after_name && f->n > 1 && f->f[1].pro == MQ_PRO_WA) return f->f[1].letters;
	return 0;
}

/* a place, a people («الصوماليين») or «باسم» after a spokesman is no name */
static bool is_elsewhere(const mq_peopling *p, uint32_t from, uint32_t to)
{
	const mq_fact *f = &p->fact[from];
	if (f->word == MQ_WORD_LINK && from > 0 && (f[-1].role || f[-1].definite)) return true;
	if (!f->country) return false;
	const mq_mention *m = &p->k->marks->mentions.v[f->country - 1];
	return m->from <= from && m->to >= to && (to - from > 1 || f->definite || m->kind == MQ_COUNTRY);
}

static mq_status add_name(mq_peopling *p, uint32_t from, uint32_t to, bool sure)
{
	while (from < to && is_opener(&p->fact[from])) from += p->fact[from].role_n ? p->fact[from].role_n : 1;
	while (to > from && (p->fact[to - 1].word == MQ_WORD_STOP || p->fact[to - 1].joins || !is_word(mq_tok(p, to - 1)))) to--;
	if (from >= to || is_elsewhere(p, from, to)) return MQ_DONE;
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
	if (i == 0 || !is_word(mq_tok(p, i)) || f->label != MQ_NER_O || f->role || f->word == MQ_WORD_STOP || f->country) return false;
	if (!(f->gaz & (MQ_GAZ_GIVEN | MQ_GAZ_PART)) || !same_run(p, i - 1, i)) return false;
	if (!same_run(p, i, i + 1) || !is_word(mq_tok(p, i + 1))) return false;
	const mq_fact *next = f + 1;
	bool named = (next->gaz & (MQ_GAZ_GIVEN | MQ_GAZ_PART | MQ_GAZ_GOD | MQ_GAZ_SURNAME)) || is_person(next->label);
	return named && next->word != MQ_WORD_STOP && !next->role && !next->verb;
}

mq_status mq_people_names(mq_peopling *p)
{
	for (uint32_t i = 0; i < mq_toks(p);) {
		uint32_t from = i, to;
		bool tagged = is_person(p->fact[i].label) && is_word(mq_tok(p, i));
		if (!tagged && !listed_name(p, i)) {
			i++;
			continue;
		}
		if (!tagged) {
			to = i + 2;
			while (same_run(p, from, to) && to - from < MQ_NAME_WORDS_MOST && is_name_part(p, to) && !p->fact[to].role) to++;
		} else to = run_end(p, i);
		/* a given name just before that was not tagged */
		if (tagged && from > 0 && same_run(p, from, from - 1) && (p->fact[from - 1].gaz & (MQ_GAZ_GIVEN | MQ_GAZ_PART)) &&
		    p->fact[from - 1].label == MQ_NER_O && !p->fact[from - 1].role && p->fact[from - 1].word == MQ_WORD_NONE &&
		    (p->names.n == 0 || p->names.v[p->names.n - 1].to < from))
			from--;
		MQ_TRY(add_name(p, from, to, !tagged));
		i = to;
	}
	return MQ_DONE;
}
