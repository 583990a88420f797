/* rules/ar/… into the lexicon. */
#include <math.h>

#include "text/lexicon.h"

/* what a name of the tables counts for beside our counts, and the bytes it must have */
#define NAME_COUNT  20u
#define PLACE_COUNT 2u
#define NAME_LEAST  8u

#define TA_MARBUTA 0x629u

static mq_text file_of(const mq_lexicon *lex, const char *path) { return mq_pack_file(lex->pack, mq_text_of(path)); }

/* normal form of one word of a table, in the arena; *tail: MQ_TAIL_* */
static mq_text word_of(mq_lexicon *lex, mq_text word, uint8_t *tail)
{
	mq_scan s;
	mq_raw w;
	mq_scan_open(&s, word);
	if (!mq_scan_next(&s, &w) || w.kind > MQ_TOKEN_OTHER_WORD) return MQ_NONE;
	if (tail) *tail = w.tail;
	return mq_arena_text(lex->a, (mq_text){w.norm, w.n});
}

static bool add_count(mq_lexicon *lex, uint64_t key, uint64_t count)
{
	mq_entry *e = mq_lexicon_add(lex, key);
	if (e) e->count = (uint32_t)(e->count + count) & MQ_COUNT_MOST;
	return e != NULL;
}

/* a stem is written in normal form, but for a ta marbuta at its end */
static mq_status count_stems(mq_lexicon *lex, mq_shape_sums *sums)
{
	mq_table t;
	uint64_t count;
	char room[MQ_WORD_MOST], dotted[4];
	size_t dots = mq_utf8_put(dotted, TA_MARBUTA);
	mq_table_open(MQ_T("rules/ar/counts.tsv"), file_of(lex, "rules/ar/counts.tsv"), &t);
	while (mq_table_row(&t)) {
		mq_text stem = t.cell[0];
		if (!mq_text_u64(t.cell[1], &count) || count > MQ_COUNT_MOST || stem.n > sizeof room) continue;
		memcpy(room, stem.p, stem.n);
		bool marbuta = mq_text_ends(stem, (mq_text){dotted, dots});
		if (marbuta) memcpy(room + stem.n - dots, lex->clitics.ha.p, dots);
		uint64_t key = mq_hash((mq_text){room, stem.n});
		bool plain = !marbuta && mq_text_ends(stem, lex->clitics.ha);
		if (!add_count(lex, key, count) || (plain && !add_count(lex, key ^ MQ_PLAIN_HA, count)))
			return mq_fail_memory(lex->a);
		mq_shape_add(sums, (mq_text){room, stem.n}, 1 + logf((float)count));
		lex->total += count;
	}
	return MQ_DONE;
}

static mq_status read_counts(mq_lexicon *lex)
{
	lex->shape = MQ_NEW(lex->a, mq_shape);
	mq_shape_sums *sums = mq_heap_alloc(sizeof *sums);
	mq_status s;
	if (!lex->shape || !sums) s = mq_fail_memory(lex->a);
	else {
		memset(sums, 0, sizeof *sums);
		s = count_stems(lex, sums);
		mq_shape_close(sums, lex->shape);
	}
	mq_heap_free(sums);
	return s;
}

/* how often each family is met, for the choice among readings */
static void weigh_heads(mq_lexicon *lex)
{
	for (uint32_t i = 0; i < lex->heads.n; i++) {
		const mq_entry *e = mq_lexicon_find(lex, lex->heads.v[i].family);
		lex->heads.v[i].weight = 1 + (e ? (float)e->count : 0);
	}
}

/* names that begin or end as clitics do (فيات, سيرينا) are attested whole, in tables that other rooms read as names */
static mq_status count_names(mq_lexicon *lex, const char *path, int column, uint64_t count)
{
	mq_table t;
	mq_table_open(mq_text_of(path), file_of(lex, path), &t);
	while (mq_table_row(&t)) {
		mq_text list = t.cell[column], name;
		while (mq_text_split(&list, '|', &name)) {
			mq_scan s;
			mq_raw w;
			mq_scan_open(&s, name);
			bool word = mq_scan_next(&s, &w) && w.kind == MQ_TOKEN_ARABIC && w.n >= NAME_LEAST && s.at == name.n;
			if (word && !add_count(lex, mq_hash((mq_text){w.norm, w.n}), count)) return mq_fail_memory(lex->a);
		}
	}
	return MQ_DONE;
}

static mq_status read_abbreviations(mq_lexicon *lex)
{
	mq_table t;
	mq_table_open(MQ_T("rules/ar/abbreviations.tsv"), file_of(lex, "rules/ar/abbreviations.tsv"), &t);
	while (mq_table_row(&t)) {
		uint64_t *k = mq_push(lex->a, &lex->abbreviations);
		if (!k) return mq_fail_memory(lex->a);
		*k = mq_hash(word_of(lex, t.cell[0], NULL));
	}
	return MQ_DONE;
}

/* places for at least so many words; a word of two languages is the first's */
static mq_status place_function_words(mq_lexicon *lex)
{
	uint32_t n = lex->function_words.n, size = 1;
	if (n > UINT16_MAX - 1) return MQ_FAIL(MQ_LIMIT, 0, "rules/languages.tsv has more words than it may have");
	while (size < 4 * n) size *= 2;
	lex->function_at = MQ_ARRAY(lex->a, uint16_t, size);
	lex->function_mask = size - 1;
	if (!lex->function_at) return mq_fail_memory(lex->a);
	for (uint32_t i = 0; i < n; i++) {
		uint64_t key = lex->function_words.v[i].key;
		uint32_t at = (uint32_t)(key >> 6) & lex->function_mask;
		if (mq_lexicon_language(lex, key)) continue;
		while (lex->function_at[at]) at = (at + 1) & lex->function_mask;
		lex->function_at[at] = (uint16_t)(i + 1);
	}
	return MQ_DONE;
}

/* the code in one place for all words of a language, which stand together in the table */
static const mq_text *language_of(mq_lexicon *lex, mq_text code, const mq_text *last)
{
	if (last && mq_text_eq(*last, code)) return last;
	mq_text *own = MQ_NEW(lex->a, mq_text);
	if (own) *own = code;
	return own;
}

static mq_status read_function_words(mq_lexicon *lex)
{
	const mq_text *last = NULL;
	mq_table t;
	mq_table_open(MQ_T("rules/languages.tsv"), file_of(lex, "rules/languages.tsv"), &t);
	while (mq_table_row(&t)) {
		mq_function_word *w = mq_push(lex->a, &lex->function_words);
		if (!w) return mq_fail_memory(lex->a);
		w->key = mq_hash(word_of(lex, t.cell[1], NULL));
		w->lang = last = language_of(lex, t.cell[0], last);
		if (!last) return mq_fail_memory(lex->a);
	}
	return place_function_words(lex);
}

static mq_status read_patterns(mq_lexicon *lex)
{
	mq_table t;
	mq_table_open(MQ_T("rules/ar/patterns.tsv"), file_of(lex, "rules/ar/patterns.tsv"), &t);
	while (mq_table_row(&t)) {
		mq_pattern *p = mq_push(lex->a, &lex->patterns);
		if (!p) return mq_fail_memory(lex->a);
		p->form = t.cell[0];
		p->class = t.cell[1];
		p->vowel = t.cell[2];
		for (int i = 0; i < MQ_PATTERNS; i++) p->column[i] = t.cell[3 + i];
	}
	return MQ_DONE;
}

typedef struct {
	mq_lexicon *lex;
	uint32_t head;
	uint8_t form; /* when not 0: what every word is */
	bool maqsura;
} filling;

/* one reading of a word; the same family and kind of form once */
static bool add_reading(void *to, mq_text word, mq_traits traits)
{
	filling *f = to;
	mq_lexicon *lex = f->lex;
	mq_entry *e = mq_lexicon_add(lex, mq_hash(word));
	uint64_t family = lex->heads.v[f->head].family;
	uint32_t *link;
	if (!e) return false;
	if (f->form) traits.form = f->form;
	e->whole |= traits.form == MQ_FORM_PARTICLE || traits.form == MQ_FORM_NAME;
	e->particle |= traits.form == MQ_FORM_PARTICLE;
	e->nominal |= traits.form > MQ_FORM_IMPERATIVE;
	for (link = &e->reading; *link; link = &lex->readings.v[*link].next) {
		const mq_reading *r = &lex->readings.v[*link];
		bool again = r->traits.form == traits.form || (r->traits.form == MQ_FORM_MASDAR && traits.form == MQ_FORM_NOUN);
		if (lex->heads.v[r->head].family == family && again) return true;
	}
	/* the vector may move: the link is kept as a place, not as a pointer into it */
	bool first = link == &e->reading;
	uint32_t before =
	    first ? 0 : (uint32_t)((const char *)link - (const char *)lex->readings.v) / (uint32_t)sizeof(mq_reading);
	mq_reading *r = mq_push(lex->a, &lex->readings);
	if (!r) return false;
	*r = (mq_reading){.head = f->head, .traits = traits, .maqsura = f->maqsura};
	if (first) e->reading = lex->readings.n - 1;
	else lex->readings.v[before].next = lex->readings.n - 1;
	return true;
}

static bool add_head(mq_lexicon *lex, mq_text name, mq_text term, uint32_t *index)
{
	mq_head *h = mq_push(lex->a, &lex->heads);
	if (!h) return false;
	*h = (mq_head){.family = mq_hash(term), .name = name, .term = term};
	*index = lex->heads.n - 1;
	return true;
}

static const mq_pattern *pattern_of(const mq_lexicon *lex, mq_text form, mq_text class, mq_text vowel)
{
	for (uint32_t i = 0; i < lex->patterns.n; i++) {
		const mq_pattern *p = &lex->patterns.v[i];
		if (mq_text_eq(p->form, form) && mq_text_eq(p->class, class) && mq_text_eq(p->vowel, vowel)) return p;
	}
	return NULL;
}

static bool add_masdars(filling *f, mq_text list)
{
	mq_text one;
	uint8_t tail;
	while (mq_text_split(&list, ',', &one)) {
		mq_text word = word_of(f->lex, one, &tail);
		if (word.n > 0 && !mq_decline(&f->lex->endings, word, tail == MQ_TAIL_MARBUTA, false,
					      (mq_traits){.form = MQ_FORM_MASDAR}, add_reading, f))
			return false;
	}
	return true;
}

static mq_status read_verbs(mq_lexicon *lex)
{
	mq_table t;
	mq_table_open(MQ_T("rules/ar/verbs.tsv"), file_of(lex, "rules/ar/verbs.tsv"), &t);
	while (mq_table_row(&t)) {
		filling f = {.lex = lex};
		const mq_pattern *p = pattern_of(lex, t.cell[2], t.cell[3], t.cell[4]);
		mq_text term = word_of(lex, t.cell[0], NULL);
		if (!p)
			return mq_fail(lex->a, MQ_BAD_DATA, MQ_BYTE_UNKNOWN,
				       "rules/ar/verbs.tsv, line %u: no pattern for form %.*s, class %.*s, vowel \"%.*s\"",
				       t.line, MQ_ARG(t.cell[2]), MQ_ARG(t.cell[3]), MQ_ARG(t.cell[4]));
		bool done = add_head(lex, t.cell[0], term, &f.head) &&
			    mq_conjugate(p, &lex->endings, t.cell[1], t.cell[5].n > 0, add_reading, &f) &&
			    add_masdars(&f, t.cell[5]);
		if (!done) return mq_fail_memory(lex->a);
	}
	return MQ_DONE;
}

static uint8_t noun_form(mq_text kind)
{
	if (mq_text_eq(kind, MQ_T("adjective"))) return MQ_FORM_ADJECTIVE;
	if (mq_text_eq(kind, MQ_T("name"))) return MQ_FORM_NAME;
	if (mq_text_eq(kind, MQ_T("particle"))) return MQ_FORM_PARTICLE;
	return MQ_FORM_NOUN;
}

static bool find_head(const mq_lexicon *lex, mq_text name, uint32_t *index)
{
	for (uint32_t i = 0; i < lex->heads.n; i++)
		if (mq_text_eq(lex->heads.v[i].name, name)) return *index = i, true;
	return false;
}

/* word, plurals, kind (noun person adjective name particle), family: another word of the tables, or empty */
static bool add_noun(mq_lexicon *lex, const mq_table *t)
{
	filling f = {.lex = lex, .form = noun_form(t->cell[2])};
	uint8_t tail = MQ_TAIL_PLAIN;
	bool adjective = mq_text_eq(t->cell[2], MQ_T("person")) || f.form == MQ_FORM_ADJECTIVE;
	mq_text plurals = t->cell[1], one, word = word_of(lex, t->cell[0], &tail);
	bool marbuta = tail == MQ_TAIL_MARBUTA;
	mq_text family = t->cell[3].n > 0 ? t->cell[3] : t->cell[0];
	if (word.n == 0) return true;
	if (!find_head(lex, family, &f.head) && !add_head(lex, family, word, &f.head)) return false;
	mq_traits one_of = {.form = f.form, .number = 1, .gender = marbuta ? 'f' : 'm'};
	if (f.form >= MQ_FORM_NAME) return add_reading(&f, word, one_of);
	if (!mq_decline(&lex->endings, word, marbuta, adjective, one_of, add_reading, &f)) return false;
	while (mq_text_split(&plurals, ',', &one)) {
		mq_text many = word_of(lex, one, &tail);
		mq_traits all = {.form = f.form, .number = 3, .gender = one_of.gender};
		if (many.n == 0) continue;
		f.maqsura = tail == MQ_TAIL_MAQSURA;
		bool added = add_reading(&f, many, all);
		f.maqsura = false;
		if (!added || !mq_endings_give(&lex->endings, MQ_END_PLURAL, many, all, add_reading, &f)) return false;
	}
	return true;
}

static mq_status read_nouns(mq_lexicon *lex, const char *path)
{
	mq_table t;
	mq_table_open(mq_text_of(path), file_of(lex, path), &t);
	while (mq_table_row(&t))
		if (!add_noun(lex, &t)) return mq_fail_memory(lex->a);
	return MQ_DONE;
}

/* a word nearly always cut in one way: «فقد» is ف and قد */
static mq_status read_fused(mq_lexicon *lex)
{
	mq_table t;
	mq_table_open(MQ_T("rules/ar/fused.tsv"), file_of(lex, "rules/ar/fused.tsv"), &t);
	while (mq_table_row(&t)) {
		mq_fused *x = mq_push(lex->a, &lex->fused);
		mq_entry *e = mq_lexicon_add(lex, mq_hash(t.cell[0]));
		mq_clitic k = {.pro = 0};
		if (!x || !e) return mq_fail_memory(lex->a);
		mq_clitic_name(t.cell[1], &k);
		size_t off = mq_text_find(t.cell[0], t.cell[2], 0);
		if (off == SIZE_MAX || t.cell[0].n > MQ_WORD_MOST) continue;
		*x = (mq_fused){.key = e->key, .pro = k.pro, .off = (uint8_t)off, .n = (uint8_t)t.cell[2].n};
		e->fused = true;
	}
	return MQ_DONE;
}

mq_status mq_lexicon_load(mq_lexicon *lex)
{
	if (!mq_push(lex->a, &lex->readings)) return mq_fail_memory(lex->a); /* 0 is "none" */
	MQ_TRY(mq_affixes_load(lex));
	MQ_TRY(read_patterns(lex));
	MQ_TRY(read_verbs(lex));
	MQ_TRY(read_nouns(lex, "rules/ar/nouns.tsv"));
	MQ_TRY(read_nouns(lex, "rules/ar/names.tsv"));
	MQ_TRY(read_nouns(lex, "rules/ar/particles.tsv"));
	MQ_TRY(read_fused(lex));
	MQ_TRY(read_counts(lex));
	MQ_TRY(count_names(lex, "rules/ar/given_names.tsv", 0, NAME_COUNT));
	MQ_TRY(count_names(lex, "rules/ar/tagger_names.tsv", 1, NAME_COUNT));
	MQ_TRY(count_names(lex, "rules/ar/tagger_places.tsv", 0, PLACE_COUNT));
	MQ_TRY(read_abbreviations(lex));
	weigh_heads(lex);
	return read_function_words(lex);
}
