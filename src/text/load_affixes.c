/* What is written onto words, from rules/ar: clitics, the affixes of the coarser views, endings, shapes of plurals. */
#include <math.h>

#include "text/lexicon.h"

static void open_table(const mq_lexicon *lex, mq_text path, mq_table *out)
{
	mq_table_open(path, mq_pack_file(lex->pack, path), out);
}

static const struct {
	const char *name;
	uint16_t pro;
	uint8_t enc;
} clitic_names[] = {{"wa", MQ_PRO_WA, 0},   {"fa", MQ_PRO_FA, 0},     {"bi", MQ_PRO_BI, 0},        {"ka", MQ_PRO_KA, 0},
		    {"li", MQ_PRO_LI, 0},   {"al", MQ_PRO_AL, 0},     {"sa", MQ_PRO_SA, 0},        {"i", 0, MQ_ENC_I},
		    {"we", 0, MQ_ENC_WE},   {"you", 0, MQ_ENC_YOU},   {"he", 0, MQ_ENC_HE},        {"she", 0, MQ_ENC_SHE},
		    {"two", 0, MQ_ENC_TWO}, {"they", 0, MQ_ENC_THEY}, {"they_f", 0, MQ_ENC_THEY_F}};

void mq_clitic_name(mq_text names, mq_clitic *k)
{
	mq_text name;
	while (mq_text_split(&names, ',', &name))
		for (size_t i = 0; i < sizeof clitic_names / sizeof *clitic_names; i++) {
			if (!mq_text_eq(name, mq_text_of(clitic_names[i].name))) continue;
			k->pro |= clitic_names[i].pro;
			if (clitic_names[i].enc) k->enc = clitic_names[i].enc;
		}
}

static uint8_t bearer_of(mq_text on)
{
	if (mq_text_eq(on, MQ_T("noun"))) return MQ_ON_NOUN;
	if (mq_text_eq(on, MQ_T("future"))) return MQ_ON_FUTURE;
	return mq_text_eq(on, MQ_T("verb")) ? MQ_ON_VERB : MQ_ON_ANY;
}

static mq_status read_clitics(mq_lexicon *lex)
{
	mq_table t;
	uint64_t weight;
	open_table(lex, MQ_T("rules/ar/clitics.tsv"), &t);
	while (mq_table_row(&t)) {
		bool before = mq_text_eq(t.cell[1], MQ_T("before"));
		uint32_t *n = before ? &lex->clitics.before_n : &lex->clitics.after_n;
		mq_clitic *k = &(before ? lex->clitics.before : lex->clitics.after)[*n];
		if (*n == MQ_CLITICS_MOST || t.cell[0].n > sizeof k->a.v || !mq_text_u64(t.cell[4], &weight) || weight == 0)
			continue;
		k->a = mq_affix_of(t.cell[0], before);
		k->on = bearer_of(t.cell[3]);
		k->weight = logf((float)weight / 1e6f);
		mq_clitic_name(t.cell[2], k);
		if (before && k->pro == MQ_PRO_AL) lex->clitics.article = t.cell[0];
		if (before && k->pro == MQ_PRO_WA) lex->clitics.wa = k->a;
		if (before && k->pro == (MQ_PRO_WA | MQ_PRO_AL)) lex->clitics.wa_al = k->a;
		(*n)++;
	}
	return MQ_DONE;
}

static mq_status read_views(mq_lexicon *lex)
{
	static const char *const steps[MQ_VIEW_STEPS] = {"and", "before", "after", "increase"};
	mq_table t;
	uint64_t least;
	open_table(lex, MQ_T("rules/ar/views.tsv"), &t);
	while (mq_table_row(&t)) {
		size_t step = 0;
		if (mq_text_eq(t.cell[0], MQ_T("weak")) && t.cell[1].n == 2) lex->weak[mq_arabic_place(t.cell[1].p)] = true;
		while (step < MQ_VIEW_STEPS && !mq_text_eq(t.cell[0], mq_text_of(steps[step]))) step++;
		if (step == MQ_VIEW_STEPS || t.cell[1].n == 0 || t.cell[1].n > 8 || !mq_text_u64(t.cell[2], &least) ||
		    least > MQ_WORD_MOST / 2)
			continue;
		mq_view_row *row = mq_push(lex->a, &lex->view[step]);
		if (!row) return mq_fail_memory(lex->a);
		*row = (mq_view_row){mq_affix_of(t.cell[1], step != MQ_VIEW_AFTER), (uint8_t)(least * 2)};
	}
	return MQ_DONE;
}

static size_t letters_of(mq_text shape)
{
	size_t n = 0;
	for (size_t i = 0; i < shape.n; i++) n += ((unsigned char)shape.p[i] & 0xC0) != 0x80;
	return n;
}

static mq_status read_plurals(mq_lexicon *lex)
{
	mq_table t;
	open_table(lex, MQ_T("rules/ar/plurals.tsv"), &t);
	while (mq_table_row(&t)) {
		mq_plural *x = mq_push(lex->a, &lex->plurals);
		if (!x) return mq_fail_memory(lex->a);
		*x = (mq_plural){t.cell[0], t.cell[1], letters_of(t.cell[0])};
	}
	return MQ_DONE;
}

/* the place of a word among names, or n */
static uint8_t place_of(mq_text word, const char *const *names, uint8_t n)
{
	uint8_t i = 0;
	while (i < n && !mq_text_eq(word, mq_text_of(names[i]))) i++;
	return i;
}

static uint8_t small_of(mq_text digits)
{
	uint64_t v;
	return mq_text_u64(digits, &v) && v < 10 ? (uint8_t)v : 0;
}

/* what the clitics need of the endings, at hand */
static void note_ending(mq_clitics *c, const mq_ending *e)
{
	if (e->kind == MQ_END_FUTURE && e->ending.n == 2 && c->future_n < MQ_FUTURES_MOST) c->future[c->future_n++] = e->ending;
	if (e->kind != MQ_END_MEND || e->column == MQ_KEPT || e->column >= MQ_MENDS || e->ending.n != 2) return;
	c->letter[e->column] = e->ending;
	c->at_rest[e->column] = e->at_rest;
	if (e->column == MQ_FROM_TA) c->ha = e->at_rest;
}

static mq_status read_endings(mq_lexicon *lex)
{
	static const char *const kinds[MQ_ENDS] = {"perfect",          "imperfect", "feminine", "noun",       "person", "plural",
						   "passive_feminine", "term",      "mend",     "no_pronoun", "future"};
	static const char *const classes[] = {"", "sound", "defective"};
	static const char *const mends[MQ_MENDS] = {"", "ta", "alef", "waw"};
	static const char *const columns[MQ_PATTERNS] = {"perfect",   "consonant",       "feminine",         "plural",
							 "imperfect", "short",           "masdar",           "active",
							 "passive",   "passive_perfect", "passive_imperfect"};
	mq_table t;
	open_table(lex, MQ_T("rules/ar/endings.tsv"), &t);
	while (mq_table_row(&t)) {
		uint8_t kind = place_of(t.cell[0], kinds, MQ_ENDS), when = place_of(t.cell[2], classes, 3), column = 0;
		bool verb = kind <= MQ_END_IMPERFECT;
		if (verb) column = place_of(t.cell[1], columns, MQ_PATTERNS);
		if (kind == MQ_END_MEND) column = place_of(t.cell[1], mends, MQ_MENDS);
		bool right = kind < MQ_ENDS && when < 3 && column < (kind == MQ_END_MEND ? MQ_MENDS : MQ_PATTERNS) &&
			     (kind != MQ_END_IMPERFECT || t.cell[3].n == 1) && t.cell[4].n <= 8 && t.cell[5].n <= 8;
		if (!right)
			return mq_fail(lex->a, MQ_BAD_DATA, MQ_BYTE_UNKNOWN, "rules/ar/endings.tsv, line %u: no such ending",
				       t.line);
		mq_ending *e = mq_push(lex->a, &lex->endings);
		if (!e) return mq_fail_memory(lex->a);
		*e = (mq_ending){.kind = kind, .column = column, .when = when, .ending = t.cell[4], .at_rest = t.cell[5]};
		e->before = t.cell[3].n > 0 ? t.cell[3].p[0] : 0;
		e->t = (mq_traits){.person = small_of(t.cell[6]), .number = small_of(t.cell[7]), .rare = t.cell[9].n > 0};
		e->t.gender = t.cell[8].n > 0 ? (uint8_t)t.cell[8].p[0] : 0;
		if (verb) e->t.form = kind == MQ_END_PERFECT ? MQ_FORM_PERFECT : MQ_FORM_IMPERFECT;
		note_ending(&lex->clitics, e);
		if (kind != MQ_END_TERM) continue;
		mq_affix *x = mq_push(lex->a, &lex->term_endings);
		if (!x) return mq_fail_memory(lex->a);
		*x = mq_affix_of(e->ending, false);
	}
	return lex->clitics.ha.n == 2 ? MQ_DONE : MQ_FAIL(MQ_BAD_DATA, MQ_BYTE_UNKNOWN, "rules/ar/endings.tsv mends no ta");
}

mq_status mq_affixes_load(mq_lexicon *lex)
{
	MQ_TRY(read_clitics(lex));
	MQ_TRY(read_views(lex));
	MQ_TRY(read_endings(lex));
	return read_plurals(lex);
}
