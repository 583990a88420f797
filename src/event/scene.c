/* The scene: what stands where before any rule is asked. Cues, verbs and clauses of every sentence, the noun phrases (phrase.c),
 * the states of the document. One pass a sentence. */
#include <stdlib.h>

#include "event/inner.h"

bool mq_is_mark(const mq_token *t, const char *marks)
{
	if (t->kind != MQ_TOKEN_PUNCT) return false;
	for (mq_text rest = mq_text_of(marks), one; mq_text_split(&rest, ' ', &one);)
		if (mq_text_eq(t->norm, one)) return true;
	return false;
}

static int by_key(const void *x, const void *y)
{
	const uint64_t *a = x, *b = y;
	return *a < *b ? -1 : *a > *b;
}

static bool is_nominal(const mq_scenery *with, uint64_t key)
{
	return with->nominal.n && bsearch(&key, with->nominal.v, with->nominal.n, sizeof *with->nominal.v, by_key);
}

/* the form of a finite verb at token t, or 0. What is spelt like a verb of the perfect is none behind a preposition («بعد قصف»),
 * and some words hardly ever are (rules/ar/nominal.tsv: عام) */
static uint8_t verb_form(const mq_scenery *with, const mq_token *t, const mq_token *before, bool governed)
{
	if (!t->analyses) return 0;
	uint8_t f = t->a[0].form;
	if (f == MQ_FORM_IMPERFECT) return f;
	if (f != MQ_FORM_PERFECT) return 0;
	bool alone = t->a[0].gender == 'm' && !(t->a[0].pro & (MQ_PRO_WA | MQ_PRO_FA));
	if (alone && governed && t->a[0].number == 1 && t->a[0].person == 3) return 0;
	/* «ردا على» is rather an accusative than a dual, unless the dual stands before it */
	if (alone && t->a[0].number == 2 && !(before && mq_text_ends(before->norm, MQ_T("ان")))) return 0;
	return is_nominal(with, t->a[0].key) || is_nominal(with, t->key) ? 0 : f;
}

bool mq_opens_clause(uint8_t cue)
{
	return cue == MQ_CUE_RELATIVE || cue == MQ_CUE_THAT || cue == MQ_CUE_SUBORDINATE || cue == MQ_CUE_AFTER ||
	       cue == MQ_CUE_DURING || cue == MQ_CUE_IF || cue == MQ_CUE_AIM;
}

/* cues, verbs, clause numbers of one sentence */
static void see_sentence(const mq_scenery *with, const mq_doc *doc, const mq_sentence *s, mq_seen *seen)
{
	uint16_t clause = 0;
	uint8_t opens = 0;
	uint32_t covered = s->from;
	bool governs = false, governed = false; /* a preposition; and the word behind it */
	for (uint32_t t = s->from; t < s->to; t++) {
		const mq_token *k = &doc->tokens.v[t];
		mq_seen *x = &seen[t];
		if (k->kind == MQ_TOKEN_PUNCT) {
			governed = false;
			if (mq_is_mark(k, "؛ ; : . … ؟ !") && t > s->from) clause++, opens = 0;
			else if (mq_is_mark(k, "، ,") && opens != MQ_CUE_RELATIVE) opens = 0;
			x->clause = clause;
			x->opens = opens;
			continue;
		}
		/* a word inside a longer cue is not one of its own: أجل in من أجل */
		const mq_cue_row *r = t < covered ? NULL : mq_cue_at(&with->cues, doc, t, s->to);
		x->verb = verb_form(with, k, t > s->from ? k - 1 : NULL, governed);
		if (r)
			covered = t + r->words,
			governs = r->cue == MQ_CUE_PREP || r->cue == MQ_CUE_AFTER || r->cue == MQ_CUE_DURING;
		governed = governs && t + 1 == covered;
		if (r) {
			x->cue = r->cue;
			x->cue_n = r->words;
			x->slot = r->slot;
			if (mq_opens_clause(r->cue)) clause++, opens = r->cue;
		} else if (x->verb && k->a[0].pro & MQ_PRO_WA)
			clause++, opens = opens == MQ_CUE_RELATIVE || opens == MQ_CUE_THAT ? opens : 0;
		if (k->kind == MQ_TOKEN_NUMBER) x->classes |= MQ_CLASS_NUMBER;
		x->clause = clause;
		x->opens = opens;
	}
}

static uint16_t class_of_mention(const mq_mention *m)
{
	switch ((mq_mention_kind)m->kind) {
	case MQ_PERSON: return MQ_CLASS_PERSON;
	case MQ_ORGANIZATION:
		return (uint16_t)(strcmp(m->sector, "MIL") == 0 || strcmp(m->sector, "COP") == 0 ? MQ_CLASS_BODY | MQ_CLASS_FORCE
												 : MQ_CLASS_BODY);
	case MQ_PLACE: return MQ_CLASS_PLACE;
	case MQ_COUNTRY:
		return m->by == MQ_BY_DEMONYM  ? MQ_CLASS_DEMONYM
		       : m->by == MQ_BY_OFFICE ? MQ_CLASS_OFFICE
		       : m->by == MQ_BY_CITY   ? MQ_CLASS_PLACE
					       : MQ_CLASS_COUNTRY;
	case MQ_INSTRUMENT: return MQ_CLASS_INSTRUMENT;
	case MQ_QUANTITY: return MQ_CLASS_QUANTITY;
	}
	return 0;
}

/* «استقبل الفريق سعيد بوعلام»: before a name it is a rank, but no team that is somebody's («مدرب الفريق») */
#define GENERAL MQ_T("الفريق")
static void see_general(mq_scene *s, const mq_mention *m)
{
	const mq_token *k = &s->doc->tokens.v[m->from];
	if (m->kind != MQ_PERSON || m->from == 0 || !mq_text_eq(k[-1].norm, GENERAL) || k[-1].in != m->in) return;
	bool owned = m->from > 1 && k[-2].sentence == k->sentence && k[-2].analyses && !s->seen[m->from - 2].verb &&
		     s->seen[m->from - 2].cue == MQ_CUE_NONE && !mq_has_article(&k[-2]);
	if (!owned) s->seen[m->from - 1].cue = MQ_CUE_RANK;
}

#define NAMED (MQ_CLASS_PERSON | MQ_CLASS_COUNTRY | MQ_CLASS_PLACE)
static void see_marks(mq_scene *s)
{
	for (uint32_t i = 0; i < s->marks->mentions.n; i++) {
		const mq_mention *m = &s->marks->mentions.v[i];
		see_general(s, m);
		for (uint32_t t = m->from; t < m->to && t < s->doc->tokens.n; t++) {
			s->seen[t].classes |= class_of_mention(m);
			if (class_of_mention(m) & NAMED) s->seen[t].verb = 0; /* عدن، عبد اللهيان */
			if (t + 1 < m->to) s->seen[t].goes_on = true;
		}
	}
	/* «اجتماع 12 يونيو» is no twelfth meeting; a year alone stays a number too */
	for (uint32_t i = 0; i < s->marks->dates.n; i++) {
		const mq_date *d = &s->marks->dates.v[i];
		for (uint32_t t = d->from_token; t < d->to_token && t < s->doc->tokens.n; t++) {
			s->seen[t].classes |= MQ_CLASS_DATE;
			s->seen[t].verb = 0; /* عام، مارس */
			if (d->to_token > d->from_token + 1) s->seen[t].classes &= (uint16_t)~MQ_CLASS_NUMBER;
		}
	}
	for (uint32_t i = 0; i < s->marks->quotes.n; i++) {
		const mq_quote *q = &s->marks->quotes.v[i];
		if (q->indirect) continue;
		for (uint32_t t = q->from_token; t < q->to_token && t < s->doc->tokens.n; t++) s->seen[t].quoted = true;
	}
}

int mq_state_index(mq_arena *a, mq_scene *s, const char *code)
{
	for (uint32_t i = 0; i < s->states.n; i++)
		if (strcmp(s->states.v[i].code, code) == 0) return (int)i;
	mq_state *x = mq_push(a, &s->states);
	if (!x) return -1;
	memcpy(x->code, code, 4);
	x->first = UINT32_MAX;
	return (int)s->states.n - 1;
}

static bool is_dash_or_verb(const mq_scene *s, uint32_t t)
{
	return t < s->doc->tokens.n && (s->seen[t].verb || mq_is_mark(&s->doc->tokens.v[t], "- – — -- :"));
}

/* «الرباط (وكالة)»، «دبي -»: the words before the first dash or bracket of the body tell where the text was written, no party.
 * Gives the token after them. */
#define DATELINE_MOST 9u
static uint32_t dateline_end(const mq_scene *s)
{
	uint32_t from = s->doc->body_token, end = s->doc->tokens.n, open = 0;
	for (uint32_t t = from; t < end && t < from + DATELINE_MOST; t++) {
		const mq_token *k = &s->doc->tokens.v[t];
		if (s->seen[t].verb || s->seen[t].cue == MQ_CUE_PREP) return from;
		if (mq_is_mark(k, "( [")) open = t;
		else if (mq_is_mark(k, "- – — --")) return open ? open : t;
		else if (mq_is_mark(k, ") ]") && open && is_dash_or_verb(s, t + 1)) return open;
		else if (k->kind == MQ_TOKEN_PUNCT && !mq_is_mark(k, "، , / #")) return from;
	}
	return from;
}

static bool is_masculine(const mq_scenery *with, const char *code)
{
	for (uint32_t i = 0; i < with->masculines; i++)
		if (memcmp(with->masculine[i], code, 3) == 0) return true;
	return false;
}

static void rank_states(mq_scene *s, const mq_scenery *with)
{
	for (uint32_t i = 0; i < s->states.n; i++) {
		mq_state *x = &s->states.v[i];
		x->outlet = strcmp(x->code, s->article->outlet_country) == 0;
		x->masculine = is_masculine(with, x->code);
		x->pair = strcmp(x->code, s->marks->pair[0]) == 0 || strcmp(x->code, s->marks->pair[1]) == 0;
		for (uint32_t k = 0; k < s->states.n; k++) {
			const mq_state *y = &s->states.v[k];
			if (y->mentions > x->mentions || (y->mentions == x->mentions && y->first < x->first)) x->rank++;
		}
	}
}

static void count_topics(mq_scene *s, const mq_cues *topics)
{
	for (uint32_t t = 0; t < s->doc->tokens.n; t++) {
		if (s->doc->tokens.v[t].kind == MQ_TOKEN_ARABIC) s->words++;
		s->sport += s->seen[t].cue == MQ_CUE_SPORT;
		s->culture += s->seen[t].cue == MQ_CUE_CULTURE;
		s->expert += s->seen[t].cue == MQ_CUE_EXPERT;
		const mq_cue_row *r = mq_cue_at(topics, s->doc, t, s->doc->tokens.n);
		s->market += r && r->cue == MQ_CUE_MARKET;
		s->lab += r && r->cue == MQ_CUE_LAB;
	}
}

mq_status mq_scenery_read(mq_arena *a, const mq_pack *pack, const mq_lexicon *lex, mq_scenery *out)
{
	mq_table t;
	mq_text path = MQ_T("rules/world/masculine.tsv"), nominal = MQ_T("rules/ar/nominal.tsv");
	out->masculines = 0;
	memset(&out->nominal, 0, sizeof out->nominal);
	for (mq_table_open(nominal, mq_pack_file(pack, nominal), &t); mq_table_row(&t);) {
		uint64_t *key = mq_push(a, &out->nominal);
		if (!key) return mq_fail_memory(a);
		*key = mq_hash(mq_text_normal(a, t.cell[0]));
	}
	if (out->nominal.n) qsort(out->nominal.v, out->nominal.n, sizeof *out->nominal.v, by_key);
	MQ_TRY(mq_cues_read(a, pack, lex, MQ_T("rules/ar/status.tsv"), &out->cues));
	MQ_TRY(mq_cues_read(a, pack, lex, MQ_T("rules/ar/topics.tsv"), &out->topics));
	MQ_TRY(mq_denials_read(a, pack, lex, &out->denials));
	static const char *const asked[] = {"none", "everybody", "upon"};
	MQ_TRY(mq_cues_named(a, pack, lex, MQ_T("rules/ar/asked.tsv"), asked, 3, &out->asked));
	for (mq_table_open(path, mq_pack_file(pack, path), &t); mq_table_row(&t);) {
		if (t.cell[0].n != 3 || out->masculines == MQ_MASCULINE_MOST)
			return mq_fail(a, MQ_BAD_DATA, MQ_BYTE_UNKNOWN, "%.*s:%u: no code of a country, or too many",
				       MQ_ARG(path), t.line);
		memcpy(out->masculine[out->masculines++], t.cell[0].p, 3);
	}
	return MQ_DONE;
}

mq_status mq_scene_make(mq_arena *a, const mq_scenery *with, const mq_article *article, const mq_doc *doc, const mq_marks *marks,
			mq_scene *out)
{
	memset(out, 0, sizeof *out);
	out->article = article;
	out->doc = doc;
	out->marks = marks;
	out->seen = MQ_ARRAY(a, mq_seen, doc->tokens.n + 1);
	if (!out->seen) return mq_fail_memory(a);
	for (uint32_t i = 0; i < doc->sentences.n; i++) see_sentence(with, doc, &doc->sentences.v[i], out->seen);
	see_marks(out);
	mq_denials_see(&with->denials, out);
	out->dateline = dateline_end(out);
	for (uint32_t i = 0; i < marks->mentions.n; i++) MQ_TRY(mq_phrase_add(a, out, i));
	if (article->outlet_country[0] && mq_state_index(a, out, article->outlet_country) < 0) return mq_fail_memory(a);
	MQ_TRY(mq_phrases_order(a, out));
	MQ_TRY(mq_strangers_find(a, out));
	rank_states(out, with);
	uint32_t own;
	MQ_TRY(mq_scene_own(a, out, &own));
	if (own) MQ_TRY(mq_phrases_order(a, out));
	count_topics(out, &with->topics);
	return MQ_DONE;
}

bool mq_scene_is_alone(const mq_scene *s)
{
	const mq_doc *d = s->doc;
	return d->body_sentence == 0 && d->sentences.n <= 2 && !(d->sentences.n && d->sentences.v[0].heading);
}

bool mq_scene_is_heading(const mq_scene *s, const mq_sentence *sn) { return sn->heading && s->doc->sentences.n > 1; }
