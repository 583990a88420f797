/* What the tables and the tagger say of every token, gathered once. */
#include "mark/people.h"

static bool is_word(const mq_token *t) { return t->kind >= MQ_TOKEN_ARABIC && t->kind <= MQ_TOKEN_OTHER_WORD; }

bool mq_is_comma(const mq_token *t)
{
	return t->kind == MQ_TOKEN_PUNCT && (mq_text_eq(t->norm, MQ_T("،")) || mq_text_eq(t->norm, MQ_T(",")));
}

static bool is_hyphen(const mq_token *t)
{
	return t->kind == MQ_TOKEN_PUNCT && t->norm.n == 1 && (t->norm.p[0] == '-' || t->norm.p[0] == '_');
}

/* جان-إيف: a hyphen with words on both sides and no space */
static bool joins(const mq_peopling *p, uint32_t i)
{
	if (i == 0 || i + 1 >= mq_toks(p) || !is_hyphen(mq_tok(p, i))) return false;
	const mq_token *l = mq_tok(p, i - 1), *r = mq_tok(p, i + 1);
	return is_word(l) && is_word(r) && l->in == r->in && l->end == mq_tok(p, i)->start && mq_tok(p, i)->end == r->start;
}

static mq_status tag(mq_peopling *p)
{
	uint32_t n = mq_toks(p), words = 0;
	const mq_doc *doc = p->k->doc;
	/* without a model nothing leans to a name */
	for (uint32_t i = 0; i < n && !p->w->ner; i++) p->fact[i].lean = -100;
	if (!p->w->ner) return MQ_DONE;
	const mq_ner_known **known = mq_arena_alloc(p->k->a, sizeof *known * ((size_t)n + 1));
	uint32_t *of = mq_arena_alloc(p->k->a, sizeof *of * ((size_t)n + 1));
	bool *ends = MQ_ARRAY(p->k->a, bool, (size_t)n + 1);
	uint8_t *label = mq_arena_alloc(p->k->a, (size_t)n + 1);
	float *lean = mq_arena_alloc(p->k->a, sizeof *lean * ((size_t)n + 1));
	if (!known || !of || !ends || !label || !lean) return mq_fail_memory(p->k->a);
	for (uint32_t s = 0; s < doc->sentences.n; s++) {
		const mq_sentence *one = &doc->sentences.v[s];
		uint32_t before = words;
		for (uint32_t i = one->from; i < one->to && i < n; i++) {
			if (mq_tok(p, i)->kind == MQ_TOKEN_BREAK || p->fact[i].joins) continue;
			of[words] = i;
			known[words++] = &p->k->forms->word[i]->tagger;
		}
		if (words > before) ends[words - 1] = true;
	}
	if (words) MQ_TRY(mq_ner_tag_known(p->k->a, p->w->ner, known, ends, words, label, lean));
	for (uint32_t i = 0; i < words; i++) {
		mq_fact *f = &p->fact[of[i]];
		f->label = f->word == MQ_WORD_SOFT ? MQ_NER_O : label[i];
		f->lean = lean[i];
	}
	return MQ_DONE;
}

static void look_token(mq_peopling *p, uint32_t i)
{
	const mq_token *t = mq_tok(p, i);
	mq_fact *f = &p->fact[i];
	if (!is_word(t)) {
		f->joins = joins(p, i);
		return;
	}
	const mq_form_keys *forms = mq_forms_of(p->k->forms, i);
	f->gaz = forms->on ? 0 : forms->gaz;
	f->definite = forms->definite;
	f->word = forms->role_word;
	mq_phrase_hit hit;
	if (!mq_phrases_longest(p->w->roles, p->k->doc, p->k->forms, i, 0xFF, &hit)) return;
	f->role = hit.value + 1;
	f->role_n = (uint8_t)(hit.to - hit.from);
	f->pro = hit.form ? hit.form->pro : 0;
}

bool mq_is_verb(const mq_peopling *p, uint32_t i)
{
	const mq_token *t = mq_tok(p, i);
	const mq_fact *f = &p->fact[i];
	if (!is_word(t)) return false;
	uint8_t form = t->analyses ? t->a[0].form : MQ_FORM_NONE;
	if (!f->definite && (form == MQ_FORM_PERFECT || form == MQ_FORM_IMPERFECT || form == MQ_FORM_IMPERATIVE)) return true;
	/* سيزور: the future's س is on verbs alone */
	for (uint8_t k = 0; k < t->analyses; k++)
		if ((t->a[k].pro & MQ_PRO_SA) && !(f->gaz & (MQ_GAZ_GIVEN | MQ_GAZ_SURNAME))) return true;
	return false;
}

mq_status mq_people_facts(mq_peopling *p)
{
	uint32_t n = mq_toks(p);
	const mq_marks *marks = p->k->marks;
	p->fact = MQ_ARRAY(p->k->a, mq_fact, n + 1);
	if (!p->fact) return mq_fail_memory(p->k->a);
	for (uint32_t i = 0; i < n; i++) look_token(p, i);
	for (uint32_t m = 0; m < marks->mentions.n; m++)
		for (uint32_t i = marks->mentions.v[m].from; i < marks->mentions.v[m].to && i < n; i++)
			p->fact[i].country = m + 1;
	return tag(p);
}

const mq_mention *mq_people_country(const mq_peopling *p, uint32_t from, uint32_t to)
{
	for (uint32_t i = from; i < to; i++) {
		if (!p->fact[i].country) continue;
		const mq_mention *m = &p->k->marks->mentions.v[p->fact[i].country - 1];
		if (m->country[0]) return m;
	}
	return NULL;
}

static bool names_home(const mq_peopling *p)
{
	for (uint32_t i = 0; i < p->k->marks->mentions.n; i++) {
		const mq_mention *m = &p->k->marks->mentions.v[i];
		if (m->by != MQ_BY_OUTLET && strcmp(m->country, p->k->article->outlet_country) == 0) return true;
	}
	return false;
}

static bool is_land(const mq_mention *m)
{
	return m->country[0] && !mq_is_body_code(m->country) && (m->kind == MQ_COUNTRY || m->kind == MQ_PLACE);
}

const char *mq_people_home(mq_peopling *p, uint32_t token, uint8_t *by)
{
	const char *own = p->k->article->outlet_country;
	*by = own[0] ? MQ_BY_OUTLET : MQ_BY_NONE;
	if (!p->home) p->home = names_home(p) ? 2 : 1;
	if (!own[0] || p->home == 2) return own;
	/* sentences are short, so the way back is: a page of nothing but offices does not cost its square */
	for (uint32_t i = token; i-- > 0 && mq_tok(p, i)->sentence + 1 >= mq_tok(p, token)->sentence;) {
		const mq_mention *m = p->fact[i].country ? &p->k->marks->mentions.v[p->fact[i].country - 1] : NULL;
		if (!m || !is_land(m)) continue;
		*by = MQ_BY_PAIR;
		return m->country;
	}
	return own;
}

const char *mq_people_sector(const mq_peopling *p, uint32_t from, uint32_t to)
{
	uint32_t best = MQ_PHRASE_NONE;
	for (uint32_t i = from; i < to; i++) {
		mq_phrase_hit hit;
		if (!mq_phrases_longest(p->w->sectors, p->k->doc, p->k->forms, i, 0xFF, &hit)) continue;
		if (hit.value < best) best = hit.value;
	}
	return best == MQ_PHRASE_NONE ? "" : p->w->sector.v[best].sector;
}

uint64_t mq_name_key(const mq_token *t, uint8_t letters)
{
	mq_text w = mq_text_sub(t->norm, (size_t)letters * 2, t->norm.n);
	if (mq_text_starts(w, MQ_T("ال")) && w.n > 8) w = mq_text_sub(w, 4, w.n);
	/* قائد and قايد are one name: inside a word the hamza, which has no seat in normal forms, may be written ي */
	char plain[64];
	size_t hamza = w.n > sizeof plain ? SIZE_MAX : mq_text_find(w, MQ_T("ء"), 0);
	if (hamza == SIZE_MAX || hamza + 2 >= w.n) return mq_hash(w);
	memcpy(plain, w.p, w.n);
	memcpy(plain + hamza, "ي", 2);
	return mq_hash(mq_text_at(plain, w.n));
}
