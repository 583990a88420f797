/* What a word is: of all ways to take its clitics off, the one that leaves the stem best attested, among those that the tables
 * allow; then the families the stem is known by. */
#include <math.h>

#include "text/lexicon.h"

/* what a stem counts for that was never seen: this, times the probability of its letters */
#define NOVELTY 30000.0f
/* of a stem counted more often than this, that says nothing */
#define NOVEL_COUNT 100.0f
/* a ta marbuta written as a ha: how many of a hundred */
#define DOTS_DROPPED 0.02f
/* a stem that the tables know, though our counts may not have it */
#define KNOWN_BONUS 3.0f
/* a س before an imperfect that the tables know is hardly ever a letter of the word */
#define FUTURE_BONUS 6.0f
/* log ratio below the best at which another segmentation is no reading any more */
#define MARGIN 5.0f
/* a search term would rather be a stem that the tables know, or a word without its article: our counts hold some words whole that
 * the press writes with one clitic most of the time (للمرة, بالإضافة) */
#define SEARCH_BONUS    3.0f
#define PROCLITIC_BONUS 6.0f
#define PRONOUN_BONUS   3.0f
/* the same of a stem that our counts have often, though the tables do not */
#define ATTESTED_BONUS 2.0f
#define ATTESTED_COUNT 30u
#define LONG_MASDAR    12u /* bytes: six letters */
#define LETTER         2u  /* bytes of an Arabic letter in a normal form */

static bool is_finite(uint8_t form) { return form == MQ_FORM_PERFECT || form == MQ_FORM_IMPERFECT || form == MQ_FORM_IMPERATIVE; }

/* does a reading bear the clitics of a segment */
static bool reading_fits(const mq_reading *r, const mq_segment *s)
{
	uint8_t form = r->traits.form;
	if (form == MQ_FORM_NAME) return s->enc == MQ_ENC_NONE && s->on != MQ_ON_FUTURE;
	/* معه, أنها; but a preposition with a ya is listed whole */
	if (form == MQ_FORM_PARTICLE)
		return s->on != MQ_ON_FUTURE && (s->enc != MQ_ENC_I || s->enc_on_verb) && s->mend == MQ_KEPT;
	if (s->on == MQ_ON_FUTURE) return form == MQ_FORM_IMPERFECT;
	if (s->on == MQ_ON_NOUN && is_finite(form)) return false;
	if ((s->pro & MQ_PRO_LI) && form == MQ_FORM_PERFECT) return false;
	if (s->enc_on_verb && !is_finite(form)) return false;
	if (s->tail == MQ_TAIL_MARBUTA && is_finite(form)) return false;
	if (s->mend == MQ_FROM_WAW) return form == MQ_FORM_PERFECT && r->traits.number == 3;
	return s->enc != MQ_ENC_I || s->enc_on_verb || !is_finite(form);
}

/* the first ending of a kind that a text has, or NULL */
static const mq_ending *ending_of(const mq_lexicon *lex, uint8_t kind, mq_text t)
{
	for (uint32_t i = 0; i < lex->endings.n; i++)
		if (lex->endings.v[i].kind == kind && mq_text_ends(t, lex->endings.v[i].ending)) return &lex->endings.v[i];
	return NULL;
}

/* forms that stand in the tables for completeness: what looks like one is mostly another word (ودعا, وزارة printed with a ha) */
static bool is_rare(const mq_traits *t)
{
	return t->form == MQ_FORM_PERFECT && (t->number == 2 || (t->number == 3 && t->gender == 'f'));
}

/* a word that ends in a ha may be a noun of a ta marbuta printed so: a verb of the feminine is no proof (but تتوجه is a verb);
 * and ساعد is hardly ever «I shall …» */
static bool is_doubtful(const mq_traits *t, const mq_segment *s, bool ha)
{
	if (is_rare(t) || (ha && t->gender == 'f' && t->form != MQ_FORM_IMPERFECT)) return true;
	return s->on == MQ_ON_FUTURE && t->person == 1 && t->number == 1;
}

bool mq_lexicon_fits(const mq_lexicon *lex, mq_text norm, const mq_segment *s, const mq_entry *e, bool *known)
{
	*known = false;
	mq_text whole = {norm.p + s->off, s->n};
	/* لا, لو, ما bear no pronoun, nor does the article */
	if (s->enc && s->n <= 2 * LETTER && ending_of(lex, MQ_END_NO_PRONOUN, whole)) return false;
	bool fits = false, ha = s->tail == MQ_TAIL_PLAIN && !s->enc && mq_text_ends(whole, lex->clitics.ha);
	for (uint32_t r = e ? e->reading : 0; r; r = lex->readings.v[r].next) {
		const mq_reading *x = &lex->readings.v[r];
		if (!reading_fits(x, s)) continue;
		fits = true;
		*known = *known || !is_doubtful(&x->traits, s, ha);
	}
	if (fits) return true;
	if (e && e->reading && (s->pro || s->enc) && s->tail != MQ_TAIL_MARBUTA) return false;
	if (s->mend == MQ_FROM_WAW || s->on == MQ_ON_FUTURE) return false;
	/* a stem that begins with the article though the tables do not know it so is not yet a stem */
	return !(whole.n >= 8 && mq_text_starts(whole, lex->clitics.article));
}

typedef struct {
	const mq_segment *s;
	const mq_entry *e;
	float score;
} ranked;

/* how often a segment's stem was counted */
static float count_of(const mq_lexicon *lex, const mq_segment *s, const mq_entry *e, mq_text stem, uint64_t key)
{
	if (!e) return 0;
	if (s->tail != MQ_TAIL_PLAIN || !mq_text_ends(stem, lex->clitics.ha)) return (float)e->count;
	const mq_entry *plain = mq_lexicon_find(lex, key ^ MQ_PLAIN_HA);
	float own = plain ? (float)plain->count : 0;
	return own + DOTS_DROPPED * ((float)e->count - own);
}

static float score_of(const mq_segment *s, float count, bool known)
{
	return s->weight + logf(count + (known ? KNOWN_BONUS : 0)) + (known && s->on == MQ_ON_FUTURE ? FUTURE_BONUS : 0);
}

/* what a segment's stem counts for by its letters alone */
static float novel_count(const mq_lexicon *lex, const mq_shaped *w, const mq_segment *s)
{
	size_t letters = s->n / LETTER;
	if (s->mend == MQ_KEPT) return NOVELTY * expf(mq_shape_part(lex->shape, w, s->off / LETTER, letters, MQ_NONE));
	return NOVELTY * expf(mq_shape_part(lex->shape, w, s->off / LETTER, letters - 1, lex->clitics.at_rest[s->mend]));
}

static void insert(ranked best[MQ_ANALYSES_MOST], size_t *n, ranked r)
{
	size_t at = *n;
	while (at > 0 && best[at - 1].score < r.score) at--;
	if (at == MQ_ANALYSES_MOST) return;
	if (*n < MQ_ANALYSES_MOST) (*n)++;
	for (size_t i = *n - 1; i > at; i--) best[i] = best[i - 1];
	best[at] = r;
}

/* a word of grammar stays whole, and a fused one is cut where its table says: nothing else is then a reading */
static bool settle(const mq_lexicon *lex, mq_text norm, const mq_entry *e, const mq_segment *all, size_t n, ranked *only)
{
	uint16_t pro = 0;
	uint8_t off = 0, bytes = (uint8_t)norm.n;
	if (!e || !(e->whole || e->fused)) return false;
	for (uint32_t i = 0; e->fused && i < lex->fused.n; i++)
		if (lex->fused.v[i].key == e->key)
			pro = lex->fused.v[i].pro, off = lex->fused.v[i].off, bytes = lex->fused.v[i].n;
	for (size_t i = 0; i < n; i++) {
		if (all[i].pro != pro || all[i].off != off || all[i].n != bytes || all[i].mend) continue;
		char room[MQ_STEM_ROOM];
		*only = (ranked){&all[i], mq_lexicon_find(lex, mq_hash(mq_segment_stem(&lex->clitics, norm, &all[i], room))), 0};
		return true;
	}
	return false;
}

/* do the tables know only a verb of these letters */
static inline bool only_verb(const mq_entry *e) { return e->reading && !e->nominal; }

/* the article and the prepositions are on a noun: where the tables know only a verb of these letters (أكبر), the noun is one they
 * lack. Of a preposition alone this is believed of long words only: بأكبر, but not بدأ */
static bool unlisted_noun(const mq_entry *e, const mq_segment *s)
{
	if (!e || s->on != MQ_ON_NOUN || s->enc || (!(s->pro & MQ_PRO_AL) && s->n < 4 * LETTER)) return false;
	return only_verb(e);
}

/* باعتبار is attested, but is no stem: a clitic and an attested word */
static bool begins_with_clitic(const mq_lexicon *lex, mq_text stem)
{
	uint64_t head = mq_word_head(stem);
	for (uint32_t i = 0; i < lex->clitics.before_n; i++) {
		const mq_clitic *k = &lex->clitics.before[i];
		if (stem.n < k->a.n + 3 * LETTER || !mq_affix_is(&k->a, head)) continue;
		const mq_entry *e = mq_lexicon_find(lex, mq_hash(mq_text_sub(stem, k->a.n, stem.n)));
		if (e && (e->reading || e->count >= ATTESTED_COUNT)) return true;
	}
	return false;
}

/* a reading would rather have a clitic off where the tables know what is left and do not know the whole: our counts hold some
 * words whole that the press hardly writes otherwise (بسبب). Of one ya that is not believed: it is a nisba's as often (قانوني) */
static float cut_bonus(const mq_lexicon *lex, mq_text norm, const mq_entry *whole, const mq_segment *s, const mq_entry *e,
		       bool liked)
{
	bool attested = e && e->count >= ATTESTED_COUNT && s->n >= (s->enc ? 3 : 4) * LETTER &&
			!begins_with_clitic(lex, mq_text_sub(norm, s->off, s->off + s->n));
	if (!(liked || attested) || s->n < (s->enc ? 2 : 3) * LETTER || s->n == norm.n || s->enc == MQ_ENC_I) return 0;
	if (whole && whole->reading) return 0;
	if (!liked) return ATTESTED_BONUS;
	bool particle = e && e->reading && lex->readings.v[e->reading].traits.form == MQ_FORM_PARTICLE;
	return s->enc && !particle ? PRONOUN_BONUS : PROCLITIC_BONUS;
}

static size_t rank_found(const mq_lexicon *lex, mq_text norm, float bonus, const mq_cuts *c, const mq_entry *const *entries,
			 ranked best[MQ_ANALYSES_MOST])
{
	char room[MQ_STEM_ROOM];
	const mq_segment *all = c->all;
	mq_shaped shaped;
	size_t found = 0;
	if (settle(lex, norm, entries[0], all, c->n, &best[0])) return 1;
	mq_shape_word(lex->shape, norm, &shaped);
	for (size_t i = 0; i < c->n; i++) {
		const mq_entry *e = entries[i];
		bool known;
		bool fits = mq_lexicon_fits(lex, norm, &all[i], e, &known) ||
			    ((bonus > 0 || (all[i].pro & MQ_PRO_AL)) && unlisted_noun(e, &all[i]));
		if (!fits) continue;
		if (all[i].mend != MQ_KEPT && !e) continue;
		/* a term takes a ya for a nisba's (عالمي), but behind a ta (حياتي) */
		if (bonus > 0 && all[i].enc == MQ_ENC_I && !all[i].enc_on_verb && all[i].mend != MQ_FROM_TA) continue;
		bool liked = known || (e && (all[i].pro & MQ_PRO_AL));
		float more = bonus > 0 ? (liked ? bonus : 0) : cut_bonus(lex, norm, entries[0], &all[i], e, liked);
		float count = count_of(lex, &all[i], e, mq_segment_stem(&lex->clitics, norm, &all[i], room), c->key[i]);
		if (count < NOVEL_COUNT) count += novel_count(lex, &shaped, &all[i]);
		insert(best, &found, (ranked){&all[i], e, score_of(&all[i], count, known) + more});
	}
	if (found == 0) best[found++] = (ranked){&all[0], NULL, 0};
	return found;
}

/* the same of a word that nothing was asked for */
static size_t rank_word(const mq_lexicon *lex, mq_text norm, uint8_t tail, float bonus, mq_cuts *c, ranked best[MQ_ANALYSES_MOST])
{
	const mq_entry *entries[MQ_SEGMENTS_MOST];
	entries[0] = NULL;
	mq_cuts_make(lex, norm, tail, c);
	mq_cuts_fetch(lex, c);
	mq_cuts_find(lex, c, entries);
	return rank_found(lex, norm, bonus, c, entries, best);
}

/* order among the readings of one segment: what the press writes most first. We and I are rare in it */
static int reading_rank(const mq_reading *r)
{
	const mq_traits *t = &r->traits;
	if (t->form == MQ_FORM_NAME || t->form == MQ_FORM_PARTICLE) return -1;
	if (is_finite(t->form) && t->person != 3) return 2;
	return t->form == MQ_FORM_ACTIVE || t->form == MQ_FORM_PASSIVE ? 1 : 0;
}

static mq_analysis with_reading(const mq_lexicon *lex, mq_analysis a, const mq_reading *r)
{
	a.family = lex->heads.v[r->head].family;
	a.form = r->traits.form;
	a.person = r->traits.person;
	a.number = r->traits.number;
	a.gender = r->traits.gender;
	return a;
}

static size_t add_readings(const mq_lexicon *lex, const ranked *r, mq_analysis base, mq_analysis *out, size_t room)
{
	size_t n = 0;
	for (int rank = -1; rank <= 2; rank++) {
		/* نزار is a name before it is "we visit" */
		if (rank == 2 && n == 0 && room > 0) out[n++] = base;
		for (uint32_t i = r->e ? r->e->reading : 0; i && n < room; i = lex->readings.v[i].next) {
			const mq_reading *x = &lex->readings.v[i];
			if (reading_rank(x) == rank && reading_fits(x, r->s)) out[n++] = with_reading(lex, base, x);
		}
	}
	return n;
}

size_t mq_lexicon_analyze(const mq_lexicon *lex, mq_text norm, const mq_cuts *c, const mq_entry *const *e,
			  char stems[MQ_STEMS_ROOM], mq_analysis out[MQ_ANALYSES_MOST])
{
	ranked best[MQ_ANALYSES_MOST];
	size_t n = 0, found = rank_found(lex, norm, 0, c, e, best);
	for (size_t i = 0; i < found && n < MQ_ANALYSES_MOST; i++) {
		const mq_segment *s = best[i].s;
		if (best[i].score < best[0].score - MARGIN) break;
		mq_text stem = mq_segment_stem(&lex->clitics, norm, s, stems + i * MQ_STEM_ROOM);
		uint64_t key = mq_hash(stem);
		mq_analysis base = {.stem = stem, .key = key, .pro = s->pro, .enc = s->enc, .off = s->off};
		n += add_readings(lex, &best[i], base, out + n, MQ_ANALYSES_MOST - n);
	}
	return n;
}

#define TERM_LEAST 6u /* bytes: three letters */

/* an unlisted word's term: its ending of number or gender off (a nisba keeps its ya) where that leaves an attested stem. Three
 * letters and a ta marbuta stay one word, or عملة (currency) met عمل (work) */
static mq_text without_ending(const mq_lexicon *lex, mq_text stem, uint8_t tail)
{
	uint64_t last = mq_word_tail(stem);
	for (uint32_t i = 0; i < lex->term_endings.n; i++) {
		const mq_affix *x = &lex->term_endings.v[i];
		if (stem.n < (size_t)x->n + TERM_LEAST || !mq_affix_is(x, last)) continue;
		mq_text rest = {stem.p, stem.n - x->n};
		if (tail == MQ_TAIL_MARBUTA && rest.n == TERM_LEAST) continue;
		const mq_entry *e = mq_lexicon_find(lex, mq_hash(rest));
		if (e && (e->count > 1 || e->reading) && !only_verb(e)) return rest;
	}
	return stem;
}

/* how often a reading is meant: its family's count, less for the dual and the feminine plural, which are rare */
static float reading_weight(const mq_lexicon *lex, const mq_reading *r)
{
	float weight = lex->heads.v[r->head].weight;
	bool rare = r->traits.rare || r->traits.number == 2 ||
		    (is_finite(r->traits.form) && r->traits.number == 3 && r->traits.gender == 'f');
	return rare ? weight / 20 : weight;
}

static mq_text head_term(const mq_lexicon *lex, const ranked *r)
{
	const mq_reading *best = NULL;
	float most = 0;
	for (uint32_t i = r->e ? r->e->reading : 0; i; i = lex->readings.v[i].next) {
		const mq_reading *x = &lex->readings.v[i];
		bool noun = (x->traits.form == MQ_FORM_NOUN || x->traits.form == MQ_FORM_ADJECTIVE) && x->traits.number != 2 &&
			    !x->traits.rare;
		if (x->maqsura && r->s->tail == MQ_TAIL_PLAIN && !r->s->enc) continue; /* قوي is no قوى */
		if (!reading_fits(x, r->s) || reading_rank(x) > 0) continue;
		if (reading_rank(x) < 0) return lex->heads.v[x->head].term;
		/* a noun's plural meets its singular before a verb of the same letters; a noun as long as استقبال is a masdar,
		 * and meets its verb */
		bool masdar = lex->heads.v[x->head].term.n >= LONG_MASDAR;
		float weight = reading_weight(lex, x) * (noun && !masdar ? 1e6f : 1) / (noun && masdar ? 1e6f : 1);
		if (weight > most) most = weight, best = x;
	}
	return best ? lex->heads.v[best->head].term : MQ_NONE;
}

/* an unlisted word with a waw before it that is hardly ever a letter of it: before the article, or where the whole is not
 * attested */
static bool begins_with_and(const mq_lexicon *lex, mq_text norm, const ranked *best)
{
	uint64_t head = mq_word_head(norm);
	if (best->s->pro || best->s->n != norm.n || norm.n < 5 * LETTER || !mq_affix_is(&lex->clitics.wa, head)) return false;
	if (best->e && (best->e->reading || best->e->fused)) return false;
	return (norm.n >= 6 * LETTER && mq_affix_is(&lex->clitics.wa_al, head)) || !best->e || best->e->count <= 2;
}

/* what the singular's own term is: by its readings, or without its ending */
static mq_text term_of_singular(const mq_lexicon *lex, mq_text word)
{
	bool marbuta = mq_text_ends(word, lex->clitics.ha);
	mq_segment whole = {.n = (uint8_t)word.n, .tail = marbuta ? MQ_TAIL_MARBUTA : MQ_TAIL_PLAIN};
	ranked r = {&whole, mq_lexicon_find(lex, mq_hash(word)), 0};
	mq_text term = head_term(lex, &r);
	return term.n > 0 ? term : without_ending(lex, word, whole.tail);
}

/* the index term of an Arabic word: a view of its normal form, of scratch or of the lexicon */
static mq_text term_of(const mq_lexicon *lex, const mq_ahead *w, char scratch[MQ_INDEX_TERM_MOST])
{
	mq_cuts rest;
	const mq_entry *entries[MQ_SEGMENTS_MOST];
	ranked best[MQ_ANALYSES_MOST];
	mq_text norm = {w->word.norm, w->word.n};
	uint8_t tail = w->word.tail;
	entries[0] = NULL;
	mq_cuts_find(lex, &w->cuts, entries);
	rank_found(lex, norm, SEARCH_BONUS, &w->cuts, entries, best);
	if (begins_with_and(lex, norm, &best[0])) {
		norm = (mq_text){norm.p + LETTER, norm.n - LETTER};
		rank_word(lex, norm, tail, SEARCH_BONUS, &rest, best);
	}
	mq_text stem = mq_segment_stem(&lex->clitics, norm, best[0].s, scratch), term = head_term(lex, &best[0]);
	if (term.n > 0) return term;
	char room[MQ_INDEX_TERM_MOST];
	mq_text one = best[0].e && best[0].e->reading ? MQ_NONE : mq_lexicon_singular(lex, stem, room);
	if (mq_text_none(one)) return without_ending(lex, stem, tail);
	memcpy(scratch, one.p, one.n);
	return term_of_singular(lex, (mq_text){scratch, one.n});
}

/* a stem that common (by rules/ar/counts.tsv) has no root view: it would rank little, and its places are a third of the index */
#define COMMON_COUNT 1000u

bool mq_lexicon_particle(const mq_lexicon *lex, mq_text stem)
{
	const mq_entry *e = mq_lexicon_find(lex, mq_hash(stem));
	return e && e->particle;
}

void mq_lexicon_terms(const mq_lexicon *lex, const mq_ahead *w, int which, mq_word_terms *out)
{
	char scratch[MQ_INDEX_TERM_MOST];
	const mq_raw *word = &w->word;
	mq_text norm = {word->norm, word->n}, stem = norm;
	if (word->kind == MQ_TOKEN_ARABIC) stem = term_of(lex, w, scratch);
	out->n = 1;
	out->size[0] = (uint8_t)stem.n;
	memcpy(out->term[0], stem.p, stem.n);
	if (word->kind != MQ_TOKEN_ARABIC || which == MQ_TERMS_STEM) return;
	const mq_entry *e = mq_lexicon_find(lex, mq_hash(stem));
	if (e && e->particle) return;
	out->size[1] = mq_view_light(lex, norm, out->term[1]);
	out->n = 2;
	if (e && e->count > COMMON_COUNT) return;
	out->size[2] = mq_view_root(lex, stem, out->term[2]);
	out->n = 3;
}
