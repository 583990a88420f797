/* Normal forms, spans, clitics, sentences. */
#include "check.h"
#include "text/chars.h"
#include "text/text.h"

static mq_arena *arena;
static const mq_lexicon *lex;

static const mq_analysis *first(const char *word, mq_doc *doc)
{
	MQ_CHECK(mq_ok(mq_text_read(arena, lex, MQ_NONE, mq_text_of(word), doc)));
	MQ_CHECK(doc->tokens.n == 1 && doc->tokens.v[0].analyses >= 1);
	return doc->tokens.v[0].a;
}

static void check_stem(const char *word, const char *stem, uint16_t pro, uint8_t enc)
{
	mq_doc doc;
	const mq_analysis *a = first(word, &doc);
	MQ_CHECK_TEXT(a->stem, mq_text_of(stem));
	MQ_CHECK(a->pro == pro);
	MQ_CHECK(a->enc == enc);
}

static void check_family(const char *word, const char *lemma)
{
	mq_doc doc;
	first(word, &doc);
	bool met = false;
	for (uint8_t i = 0; i < doc.tokens.v[0].analyses; i++)
		met |= doc.tokens.v[0].a[i].family == mq_lexicon_family(lex, mq_text_of(lemma));
	MQ_CHECK(met);
}

/* normalising twice is normalising once, for every code point of the first plane */
static void check_normal(void)
{
	for (uint32_t c = 1; c < 0x10000; c++) {
		char p[4];
		mq_text one = {p, mq_utf8_put(p, c)};
		mq_arena_clear(arena);
		mq_text once = mq_text_normal(arena, one), twice = mq_text_normal(arena, once);
		if (!mq_text_eq(once, twice)) MQ_CHECK_TEXT(twice, once);
	}
}

static void check_spans(mq_text t)
{
	mq_doc doc;
	mq_arena_clear(arena);
	MQ_CHECK(mq_ok(mq_text_read(arena, lex, MQ_NONE, t, &doc)));
	uint32_t at = 0;
	for (uint32_t i = 0; i < doc.tokens.n; i++) {
		const mq_token *k = &doc.tokens.v[i];
		MQ_CHECK(k->start >= at && k->end > k->start && k->end <= t.n);
		MQ_CHECK(mq_utf8_border(t, k->start) && mq_utf8_border(t, k->end));
		at = k->end;
	}
}

/* the same tokens wherever a text is cut between two of them */
static void check_cuts(mq_text t)
{
	mq_doc whole, left, right;
	mq_arena_clear(arena);
	MQ_CHECK(mq_ok(mq_text_read(arena, lex, MQ_NONE, t, &whole)));
	for (uint32_t i = 1; i < whole.tokens.n; i++) {
		uint32_t at = whole.tokens.v[i].start;
		MQ_CHECK(mq_ok(mq_text_read(arena, lex, MQ_NONE, mq_text_sub(t, 0, at), &left)));
		MQ_CHECK(mq_ok(mq_text_read(arena, lex, MQ_NONE, mq_text_sub(t, at, t.n), &right)));
		MQ_CHECK(left.tokens.n + right.tokens.n == whole.tokens.n);
		MQ_CHECK(right.tokens.n > 0 && right.tokens.v[0].key == whole.tokens.v[i].key);
	}
}

/* the terms of a text are those of its words one by one, however often they were met before and whatever stands around them */
typedef struct {
	char p[4096];
	size_t n;
	uint32_t base;
} listing;

static bool list_term(void *to, mq_text term, uint32_t start, uint32_t end, bool colocated)
{
	listing *l = to;
	int n =
	    snprintf(l->p + l->n, sizeof l->p - l->n, "%u %u %d %.*s\n", l->base + start, l->base + end, colocated, MQ_ARG(term));
	l->n += (size_t)n;
	return l->n < sizeof l->p;
}

static void check_terms(mq_terms *terms, mq_text t)
{
	mq_doc doc;
	listing whole = {.n = 0}, single = {.n = 0};
	mq_arena_clear(arena);
	MQ_CHECK(mq_ok(mq_text_read(arena, lex, MQ_NONE, t, &doc)));
	mq_terms_each(terms, t, MQ_TERMS_INDEX, list_term, &whole);
	for (uint32_t i = 0; i < doc.tokens.n; i++) {
		const mq_token *k = &doc.tokens.v[i];
		single.base = k->start;
		if (k->kind <= MQ_TOKEN_NUMBER)
			mq_terms_each(terms, mq_text_sub(t, k->start, k->end), MQ_TERMS_INDEX, list_term, &single);
	}
	MQ_CHECK_TEXT(((mq_text){whole.p, whole.n}), ((mq_text){single.p, single.n}));
}

/* what a letter or digit folds to is of its own class, and folds to itself: or normalising twice would be more than once */
static void check_folds(void)
{
	uint32_t wrong = 0;
	for (uint32_t c = 1; c < 0x110000; c++) {
		uint32_t out[MQ_FOLD_MOST], again[MQ_FOLD_MOST];
		uint8_t class = mq_char_class(c);
		if (class < MQ_CHAR_DIGIT || class > MQ_CHAR_OTHER_WORD) continue;
		size_t n = mq_char_fold(c, out);
		for (size_t i = 0; i < n; i++)
			wrong += mq_char_class(out[i]) != class || mq_char_fold(out[i], again) != 1 || again[0] != out[i];
	}
	MQ_CHECK(wrong == 0);
}

int main(void)
{
	const mq_pack *pack;
	mq_arena *rules = mq_arena_open(MQ_RULES_ARENA_MOST);
	arena = mq_arena_open(MQ_PAGE_ARENA_MOST);
	MQ_CHECK(mq_ok(mq_pack_open(rules, MQ_NONE, &pack)) && mq_ok(mq_lexicon_open(rules, pack, &lex)));
	check_stem("وزارة", "وزاره", 0, MQ_ENC_NONE);
	check_stem("بحث", "بحث", 0, MQ_ENC_NONE);
	check_stem("فرنسا", "فرنسا", 0, MQ_ENC_NONE);
	check_stem("مالي", "مالي", 0, MQ_ENC_NONE);
	check_stem("المال", "مال", MQ_PRO_AL, MQ_ENC_NONE);
	check_stem("لحموشي", "حموشي", MQ_PRO_LI, MQ_ENC_NONE);
	check_stem("وبوزارتها", "وزاره", MQ_PRO_WA | MQ_PRO_BI, MQ_ENC_SHE);
	check_stem("وسيزور", "يزور", MQ_PRO_WA | MQ_PRO_SA, MQ_ENC_NONE);
	check_stem("فقد", "قد", MQ_PRO_FA, MQ_ENC_NONE);
	check_stem("بلاده", "بلاد", 0, MQ_ENC_HE);
	check_family("يزورون", "زار");
	check_family("زياراتهم", "زار");
	check_family("وقّعت", "وقّع");
	check_family("التوقيع", "وقّع");
	check_family("استدعاء", "استدعى");
	check_family("الوزراء", "وزير");
	check_family("جيوش", "جيش");
	check_normal();
	check_folds();
	const char *odd = "قال الـ23 و10 لاعبين: «نعم.» ثم ل\"الأيام\" 1447هـ FIFA ⵜⴰⵎⴰⵣⵉⵖⵜ l'État\xE2\x80\x8F "
			  "\xFF\xFE.\n\nعنوان\nجملة.وأخرى بعدها.";
	check_spans(mq_text_of(odd));
	mq_terms *terms;
	mq_arena *kept = mq_arena_open(MQ_RULES_ARENA_MOST);
	MQ_CHECK(mq_ok(mq_terms_open(kept, lex, &terms)));
	for (int round = 0; round < 2; round++)
		for (size_t from = 0; from < strlen(odd); from += 7) check_terms(terms, mq_text_of(odd + from));
	check_terms(terms, mq_text_of("caf\xC3\xA9s \xC3\xA9t\xC3\xA9 \xD9\xA2\xD9\xA0"
				      "25 \xD9\x88"
				      "10 a\xCC\x81"
				      "b \xE2\x80\x8F"
				      "وزير،وزراء«والجيش»اللذان يلتقيان وزير وزراء"));
	mq_arena_close(kept);
	check_cuts(mq_text_of("قال الوزير إن البلدين وقعا 23 اتفاقا. وأضاف: «نعم» ثم غادر"));
	mq_arena_close(arena);
	mq_arena_close(rules);
	return mq_check_done();
}
