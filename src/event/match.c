/* The matcher: walks the tokens once; at each, the table of first words gives the patterns to try, which look no further than
 * their clause or sentence. In: scene. Out: candidates in order of place. */
#include "base/hash.h"
#include "event/inner.h"

/* how far a gap may reach: light verbs stand up to 30 words from their noun in this press (shared titles between) */
#define GAP_CLAUSE_MOST   14u
#define GAP_SENTENCE_MOST 40u

typedef struct {
	mq_arena *a;
	const mq_coder *c;
	const mq_scene *s;
	const mq_sentence *sn;
	uint32_t sentence;
	mq_candidates *out;
	uint32_t first; /* candidate of this sentence */
	/* what the sentence has: a bit for each key and family of its words. Most patterns want a word that is nowhere in it */
	uint64_t *keys;
	uint16_t classes;
} mq_matching;

static void note_sentence(mq_matching *m)
{
	memset(m->keys, 0, MQ_KEY_BITS / 8);
	m->classes = 0;
	for (uint32_t t = m->sn->from; t < m->sn->to; t++) {
		const mq_token *k = &m->s->doc->tokens.v[t];
		m->classes |= m->s->seen[t].classes;
		if (k->analyses) mq_key_note(m->keys, k->key);
		for (uint8_t i = 0; i < k->analyses; i++) {
			mq_key_note(m->keys, k->a[i].key);
			if (k->a[i].family) mq_key_note(m->keys, k->a[i].family);
		}
	}
}

/* false: mq_word_fits says no of all words of the sentence; word: its number */
static bool may_have(const mq_matching *m, uint32_t word)
{
	const uint16_t *key = m->c->rules.word_keys[word];
	return mq_key_maybe(m->keys, key[0]) || mq_key_maybe(m->keys, key[1]) || mq_key_maybe(m->keys, key[2]) ||
	       mq_key_maybe(m->keys, key[3]);
}

static bool may_stand(const mq_matching *m, const mq_element *e)
{
	if (e->classes) return (m->classes & e->classes) != 0;
	for (uint32_t i = 0; i < e->words_n; i++)
		if (may_have(m, e->words + i)) return true;
	return false;
}

static bool element_fits(const mq_matching *m, const mq_element *e, uint32_t t, const mq_analysis **which, uint8_t *rank)
{
	const mq_token *k = &m->s->doc->tokens.v[t];
	if (e->classes) return (m->s->seen[t].classes & e->classes) != 0;
	for (uint32_t i = 0; i < e->words_n; i++) {
		const mq_word *w = &m->c->rules.words.v[e->words + i];
		const mq_analysis *x = may_have(m, e->words + i) ? mq_word_fits(w, k) : NULL;
		if (!x) continue;
		if (e->own && x->enc == MQ_ENC_NONE) continue;
		if (e->foreign && x->enc != MQ_ENC_NONE) continue;
		*which = x;
		*rank = (uint8_t)(x - k->a);
		return true;
	}
	return false;
}

/* the token at or after t, within the gap, where element e stands; or UINT32_MAX */
static uint32_t find_element(const mq_matching *m, const mq_element *e, uint32_t t, const mq_analysis **which, uint8_t *rank)
{
	uint32_t most = e->gap == MQ_GAP_NONE ? 1 : e->gap == MQ_GAP_CLAUSE ? GAP_CLAUSE_MOST : GAP_SENTENCE_MOST;
	uint32_t n = 0;
	uint16_t clause = m->s->seen[t].clause;
	for (uint32_t i = t; i < m->sn->to && n < most; i++) {
		const mq_token *k = &m->s->doc->tokens.v[i];
		/* «الضربات التي نفذتها»: a relative clause belongs to its noun */
		if (m->s->seen[i].clause == clause + 1 && m->s->seen[i].cue == MQ_CUE_RELATIVE) clause++;
		if (element_fits(m, e, i, which, rank)) return i;
		if (k->kind == MQ_TOKEN_PUNCT) {
			/* quotation marks do not part words; stops do not part a gap of the sentence */
			if (e->gap == MQ_GAP_CLAUSE && m->s->seen[i].clause != clause) return UINT32_MAX;
			if (e->gap == MQ_GAP_NONE && !(k->flags & (MQ_TOKEN_OPENS | MQ_TOKEN_CLOSES))) return UINT32_MAX;
			continue;
		}
		if (e->gap == MQ_GAP_CLAUSE && m->s->seen[i].clause != clause) return UINT32_MAX;
		n++;
	}
	return UINT32_MAX;
}

static bool any_word(const mq_matching *m, const mq_guard *g, uint32_t from, uint32_t to)
{
	for (uint32_t i = 0; i < g->words_n; i++) {
		const mq_word *w = &m->c->rules.words.v[g->words + i];
		for (uint32_t t = may_have(m, g->words + i) ? from : to; t < to; t++)
			if (mq_word_fits(w, &m->s->doc->tokens.v[t]) && m->s->seen[t].cue != MQ_CUE_RANK) return true;
	}
	return false;
}

static bool names_states(const mq_matching *m, uint32_t least)
{
	const mq_scene *s = m->s;
	uint32_t first = s->phrase_of[m->sentence], end = s->phrase_of[m->sentence + 1], n = 0;
	for (uint32_t i = first; i < end && n < least; i++) {
		uint32_t k = first;
		while (k < i && s->phrases.v[k].country != s->phrases.v[i].country) k++;
		n += k == i;
	}
	return n >= least;
}

/* «مناورات بحرية مع الهند», and no noun between («مناورات قرب الحدود مع مالي») */
static bool stands_with(const mq_matching *m, uint32_t trigger, const mq_phrase *p)
{
	if (p->from <= trigger) return false;
	for (uint32_t t = trigger + 1; t < p->from; t++)
		if (mq_is_noun(&m->s->doc->tokens.v[t])) return false;
	return true;
}

/* Two states of the sentence stand as one: joined by و, adjectives of one noun (أميركية صينية), or one of them stands behind مع
 * or بين in the trigger's clause. Surely: they are the trigger's own, and no others can be meant. */
static bool is_linked(const mq_matching *m, uint32_t trigger, bool surely)
{
	const mq_scene *s = m->s;
	uint32_t first = s->phrase_of[m->sentence], end = mq_phrase_end(s, m->sentence);
	for (uint32_t i = first; i < end; i++) {
		const mq_phrase *p = &s->phrases.v[i], *q = i > first ? p - 1 : NULL;
		bool with = (p->slot & (MQ_SLOT_WITH | MQ_SLOT_BETWEEN)) && s->seen[p->from].clause == s->seen[trigger].clause;
		if (with && (!surely || stands_with(m, trigger, p))) return true;
		if (!q || q->country == p->country) continue;
		bool pair = p->conj || (p->by == MQ_BY_DEMONYM && q->by == MQ_BY_DEMONYM && p->from <= q->to + 1);
		bool own = !q->slot && (q->from < trigger ? q->subject : q->from == trigger + 1);
		if (pair && (!surely || own)) return true;
	}
	return false;
}

static bool guards_hold(const mq_matching *m, const mq_rule *r, uint32_t from, uint32_t trigger, uint32_t to)
{
	for (uint32_t i = 0; i < r->guards_n; i++) {
		const mq_guard *g = &m->c->rules.guards.v[r->guards + i];
		uint32_t lo = m->sn->from, hi = m->sn->to;
		bool need = g->where >= MQ_NEED_NEXT;
		if (g->where == MQ_NEED_STATES) {
			if (!names_states(m, g->reach)) return false;
			continue;
		}
		if (g->where >= MQ_NEED_LINK) {
			need = g->where == MQ_NEED_LINK;
			if ((any_word(m, g, lo, hi) || is_linked(m, trigger, !need)) != need) return false;
			continue;
		}
		if (g->where == MQ_BLOCK_NEXT || g->where == MQ_NEED_NEXT) {
			lo = trigger + 1;
			hi = (to > trigger + 1 ? to : trigger + 1) + g->reach;
		} else if (g->where == MQ_BLOCK_BEFORE || g->where == MQ_NEED_BEFORE) {
			hi = trigger;
			lo = from > m->sn->from + g->reach ? from - g->reach : m->sn->from;
		}
		if (hi > m->sn->to) hi = m->sn->to;
		if (any_word(m, g, lo, hi) != need) return false;
	}
	return true;
}

/* of the patterns of one kind that claim a word the longest stays */
static bool overlaps(const mq_matching *m, const mq_candidate *x)
{
	const mq_rule *rx = &m->c->rules.rules.v[x->rule];
	for (uint32_t i = m->first; i < m->out->n; i++) {
		mq_candidate *y = &m->out->v[i];
		const mq_rule *ry = &m->c->rules.rules.v[y->rule];
		if (y->trigger != x->trigger || ry->kind != rx->kind) continue;
		bool even = x->elements == y->elements && rx->status >= 0 && ry->status < 0;
		if (x->elements > y->elements || even) *y = *x;
		return true;
	}
	return false;
}

/* other kinds on the same word, each once, however many of their patterns fit */
static void count_rivals(const mq_matching *m)
{
	for (uint32_t i = m->first; i < m->out->n; i++) {
		mq_candidate *x = &m->out->v[i];
		for (uint32_t k = m->first; k < i; k++) {
			mq_candidate *y = &m->out->v[k];
			if (y->trigger != x->trigger) continue;
			x->rivals++;
			y->rivals++;
			if (x->elements > y->elements) y->outdone = true;
			if (y->elements > x->elements) x->outdone = true;
		}
	}
}

/* the elements behind the first, by what the sentence has */
static bool may_match(const mq_matching *m, uint32_t pattern)
{
	const mq_rules *r = &m->c->rules;
	const mq_pattern *p = &r->patterns.v[pattern];
	for (uint32_t i = 1; i < p->elements_n; i++)
		if (!may_stand(m, &r->elements.v[p->elements + i])) return false;
	return true;
}

/* a word that is spelt like a verb and that the sentence has as a noun */
static bool is_noun_here(const mq_matching *m, uint32_t t)
{
	const mq_token *k = &m->s->doc->tokens.v[t];
	return k->analyses && k->a[0].form == MQ_FORM_PERFECT && !m->s->seen[t].verb;
}

static mq_status try_pattern(mq_matching *m, uint32_t pattern, uint32_t t)
{
	const mq_rules *r = &m->c->rules;
	const mq_pattern *p = &r->patterns.v[pattern];
	mq_candidate x = {.sentence = m->sentence,
			  .from = t,
			  .pattern = pattern,
			  .rule = p->rule,
			  .status = -1,
			  .date = -1,
			  .verb = UINT32_MAX};
	const mq_analysis *which = NULL;
	uint8_t rank = 0;
	uint32_t at = t;
	for (uint32_t i = 0; i < p->elements_n; i++) {
		const mq_element *e = &r->elements.v[p->elements + i];
		if (i == 0) {
			if (!element_fits(m, e, t, &which, &rank)) return MQ_DONE;
		} else if ((at = find_element(m, e, at, &which, &rank)) == UINT32_MAX) return MQ_DONE;
		if (which && !e->trigger && (which->form == MQ_FORM_PERFECT || which->form == MQ_FORM_IMPERFECT)) x.verb = at;
		if (e->trigger) {
			x.trigger = at;
			x.form = which ? which->form : MQ_FORM_NONE;
			if (x.form == MQ_FORM_PERFECT && is_noun_here(m, at)) x.form = MQ_FORM_MASDAR; /* «بعد قصف» */
			x.family = which ? which->family : 0;
			x.pro = which ? which->pro : 0;
			x.own = which && which->enc != MQ_ENC_NONE;
			x.rank = rank;
		}
		at++;
	}
	if (m->s->seen[x.trigger].classes & MQ_CLASS_PERSON)
		return MQ_DONE; /* «سعيد»، «آيدن»: somebody's name tells of no deed */
	x.to = at;
	x.elements = (uint8_t)(p->elements_n < 255 ? p->elements_n : 255);
	if (!guards_hold(m, &r->rules.v[p->rule], x.from, x.trigger, x.to)) return MQ_DONE;
	if (m->out->n >= MQ_CANDIDATES_MOST || overlaps(m, &x)) return MQ_DONE;
	mq_candidate *slot = mq_push(m->a, m->out);
	if (!slot) return mq_fail_memory(m->a);
	*slot = x;
	return MQ_DONE;
}

static mq_status step(mq_matching *m, uint64_t key, uint32_t t)
{
	const mq_rules *r = &m->c->rules;
	if (!mq_key_maybe(r->begins, key)) return MQ_DONE;
	for (uint32_t i = r->bucket[(uint32_t)key & (r->buckets - 1)]; i; i = r->slots.v[i - 1].next)
		if (r->slots.v[i - 1].key == key && may_match(m, r->slots.v[i - 1].pattern))
			MQ_TRY(try_pattern(m, r->slots.v[i - 1].pattern, t));
	return MQ_DONE;
}

static mq_status match_token(mq_matching *m, uint32_t t)
{
	const mq_token *k = &m->s->doc->tokens.v[t];
	if (k->kind != MQ_TOKEN_ARABIC) return MQ_DONE;
	MQ_TRY(step(m, k->key, t));
	for (uint8_t i = 0; i < k->analyses; i++) {
		if (k->a[i].key != k->key) MQ_TRY(step(m, k->a[i].key, t));
		if (k->a[i].family) MQ_TRY(step(m, k->a[i].family, t));
	}
	return MQ_DONE;
}

/* what stands around the trigger */
static bool governs(uint8_t cue)
{
	return cue >= MQ_CUE_AFTER && cue <= MQ_CUE_FUTURE && cue != MQ_CUE_SAY && cue != MQ_CUE_DENY;
}

static void look_around(const mq_scene *s, mq_candidate *x)
{
	const mq_sentence *sn = &s->doc->sentences.v[x->sentence];
	uint16_t clause = s->seen[x->trigger].clause;
	for (uint32_t t = sn->from; t < sn->to; t++) {
		uint8_t cue = s->seen[t].cue;
		if (cue == MQ_CUE_NONE) continue;
		uint64_t bit = 1ull << cue;
		if (t >= x->from && t < x->to) {
			if (t != x->trigger) x->inside |= bit;
			continue;
		}
		x->around |= bit;
		if (t < x->trigger && x->trigger - t <= 12 && s->seen[t].clause == clause) x->left |= bit;
		/* «خلال الأسابيع المقبلة» opens a clause, but tells when */
		bool when = cue == MQ_CUE_NEXT && s->seen[t].opens == MQ_CUE_DURING && s->seen[t].clause == clause + 1;
		if (t > x->trigger && t - x->trigger <= 12 && (s->seen[t].clause == clause || when)) x->after |= bit;
		if (t < x->trigger && x->trigger - t <= 6 && s->seen[t].clause == clause && governs(cue)) x->governor = cue;
		/* أن opens a clause of its own: من المقرر أن يزور */
		if (t < x->trigger && x->trigger - t <= 4 && s->seen[t].clause + 1 == clause && governs(cue)) x->governor = cue;
	}
	x->clause = s->seen[x->trigger].opens;
}

/* of what a sentence denies it is the first thing; what stands behind that tells where, or of what it is a part */
#define DENIED_TOGETHER 3u
static void look_denied(const mq_scene *s, mq_candidates *all, uint32_t first)
{
	uint32_t at = UINT32_MAX;
	for (uint32_t i = first; i < all->n; i++)
		if (s->seen[all->v[i].trigger].denied && all->v[i].trigger < at) at = all->v[i].trigger;
	for (uint32_t i = first; i < all->n && at != UINT32_MAX; i++)
		if (s->seen[all->v[i].trigger].denied && all->v[i].trigger - at <= DENIED_TOGETHER)
			all->v[i].governor = MQ_CUE_DENY;
}

/* «مناورات شملت:» and then a line for each: a name, then a year or a date before any verb. Items stand within so many lines. */
#define LIST_LINES_MOST 24u
#define LIST_WORDS_MOST 14u

static bool ends_in_colon(const mq_scene *s, uint32_t sentence)
{
	const mq_sentence *sn = &s->doc->sentences.v[sentence];
	const mq_token *last = sn->to > sn->from ? &s->doc->tokens.v[sn->to - 1] : NULL;
	return last && last->kind == MQ_TOKEN_PUNCT && mq_text_eq(last->norm, MQ_T(":"));
}

typedef enum { LINE_ITEM, LINE_EMPTY, LINE_OTHER } mq_line;

static mq_line line_of(const mq_scene *s, uint32_t sentence, uint32_t *word)
{
	const mq_sentence *sn = &s->doc->sentences.v[sentence];
	uint32_t words = 0;
	bool dated = false;
	for (uint32_t t = sn->from; t < sn->to; t++) {
		if (s->doc->tokens.v[t].kind == MQ_TOKEN_PUNCT) continue;
		if (words++ == 0) *word = t;
		dated = dated || (t - *word <= 6 && s->seen[t].classes & (MQ_CLASS_DATE | MQ_CLASS_NUMBER | MQ_CLASS_INSTRUMENT));
		if (s->seen[t].verb && words > 1 && !dated) return LINE_OTHER;
	}
	if (words == 0) return LINE_EMPTY;
	return words <= LIST_WORDS_MOST && dated ? LINE_ITEM : LINE_OTHER;
}

static mq_status read_list(mq_matching *m, uint32_t opener)
{
	const mq_scene *s = m->s;
	mq_candidate x = m->out->v[opener];
	uint32_t first = x.sentence + 1;
	for (uint32_t i = first; i < s->doc->sentences.n && i < first + LIST_LINES_MOST; i++) {
		mq_line line = line_of(s, i, &x.trigger);
		if (line == LINE_EMPTY) continue;
		if (line == LINE_OTHER || m->out->n >= MQ_CANDIDATES_MOST) break;
		x.sentence = i;
		x.from = x.trigger;
		x.to = x.trigger + 1;
		x.verb = UINT32_MAX;
		x.pro = 0;
		x.opener = opener + 1;
		mq_candidate *slot = mq_push(m->a, m->out);
		if (!slot) return mq_fail_memory(m->a);
		*slot = x;
	}
	return MQ_DONE;
}

/* exercises come in such lists; the last one named before the colon opens it */
static mq_status read_lists(mq_matching *m)
{
	uint32_t opener = UINT32_MAX;
	for (uint32_t i = m->first; i < m->out->n; i++)
		if (mq_text_eq(m->c->rules.rules.v[m->out->v[i].rule].instrument, MQ_T("exercise"))) opener = i;
	return opener == UINT32_MAX || !ends_in_colon(m->s, m->sentence) ? MQ_DONE : read_list(m, opener);
}

mq_status mq_match_rules(mq_arena *a, const mq_coder *c, const mq_scene *s, mq_candidates *out)
{
	mq_matching m = {.a = a, .c = c, .s = s, .out = out};
	memset(out, 0, sizeof *out);
	if (c->rules.patterns.n == 0) return MQ_DONE;
	m.keys = MQ_ARRAY(a, uint64_t, MQ_KEY_BITS / 64);
	if (!m.keys) return mq_fail_memory(a);
	for (m.sentence = 0; m.sentence < s->doc->sentences.n; m.sentence++) {
		m.sn = &s->doc->sentences.v[m.sentence];
		m.first = out->n;
		note_sentence(&m);
		for (uint32_t t = m.sn->from; t < m.sn->to; t++) MQ_TRY(match_token(&m, t));
		count_rivals(&m);
		for (uint32_t i = m.first; i < out->n; i++) look_around(s, &out->v[i]);
		look_denied(s, out, m.first);
		MQ_TRY(read_lists(&m));
	}
	return MQ_DONE;
}
