/* The tagger's model: what its tables hold is what the rows say of the same features, broken files are refused, and what is kept
 * of a word changes no label. */
#include "check.h"
#include "mark/ner_model.h"

typedef struct {
	mq_arena *a, *page;
	const mq_lexicon *lex;
	const mq_gaz *gaz;
	const mq_ner *ner;
	mq_text bytes;
} bed;

static uint32_t words_of(bed *b, const char *text, mq_ner_word *w, uint32_t most)
{
	mq_doc doc;
	mq_text body = mq_text_of(text);
	uint32_t n = 0;
	MQ_CHECK(mq_ok(mq_text_read(b->page, b->lex, MQ_NONE, body, &doc)));
	for (uint32_t i = 0; i < doc.tokens.n && n < most; i++)
		if (doc.tokens.v[i].kind != MQ_TOKEN_BREAK) w[n++] = mq_ner_word_of(body, &doc.tokens.v[i]);
	if (n) w[n - 1].ends = true;
	return n;
}

/* all features that a word gives itself, or the word on one side, as the trainer has them */
static uint32_t features_of(const mq_ner *m, const mq_ner_seen *s, const mq_ner_look *look, const mq_ner_side *side,
			    uint32_t *out)
{
	uint32_t n = side ? mq_ner_side_features(s, look, *side, out) : mq_ner_word_features(s, look, out);
	n += side ? mq_ner_side_class_features(s->class, *side, out + n) : mq_ner_own_class_features(s->class, out + n);
	for (uint32_t k = 0; k < MQ_NER_MORE; k++) {
		uint32_t class = look->more[k];
		if (!class) continue;
		n += side ? mq_ner_side_more_features(&m->classes, k, class, *side, out + n)
			  : mq_ner_own_more_features(&m->classes, k, class, out + n);
	}
	for (uint32_t k = 0; look->profile && (!side || mq_ner_is_near(*side)) && k < MQ_NER_PROFILES; k++) {
		uint32_t step = mq_ner_profile_step(look->profile, k);
		out[n++] = side ? mq_ner_side_profile_feature(*side, k, step) : mq_ner_own_profile_feature(k, step);
	}
	return n;
}

static bool same_sums(const mq_ner *m, const uint32_t *feature, uint32_t n, const mq_ner_sums *have)
{
	mq_ner_sums sum = {{0}};
	mq_ner_rows_add(m, feature, n, &sum);
	return memcmp(&sum, have, sizeof sum) == 0;
}

static void tables_are_rows(bed *b)
{
	static const char text[] =
	    "قال الرئيس الفرنسي إن الطائرات وصلت إلى بماكو ومعها وفد من وزارة الصحة، زمرقشطان 12 Airbus وللمغرب.";
	mq_ner_word w[64];
	uint32_t n = words_of(b, text, w, 64), feature[MQ_NER_FEATURES_MOST], classed = 0;
	for (uint32_t i = 0; i < n; i++) {
		mq_ner_known known;
		mq_ner_seen seen;
		mq_ner_look look;
		mq_ner_know(b->ner, &w[i], &known);
		mq_ner_look_word(b->gaz, &b->ner->classes, &w[i], &seen, &look);
		for (uint32_t k = 0; k < MQ_NER_MORE; k++) classed += look.more[k] != 0;
		MQ_CHECK(same_sums(b->ner, feature, features_of(b->ner, &seen, &look, NULL, feature), &known.given.own));
		for (int k = 0; k < MQ_NER_SIDES; k++) {
			mq_ner_side side = (mq_ner_side)k;
			uint32_t most = features_of(b->ner, &seen, &look, &side, feature);
			MQ_CHECK(same_sums(b->ner, feature, most, &known.given.side[k]));
		}
	}
	MQ_CHECK(n > 15 && classed > n);
}

static void broken_files(bed *b)
{
	const size_t cuts[] = {
	    0, 8, sizeof(mq_ner_head), sizeof(mq_ner_head) + 40, b->bytes.n / 3, b->bytes.n - 64, b->bytes.n - 1};
	char *own = mq_arena_alloc(b->page, b->bytes.n + 1);
	const mq_ner *m;
	for (size_t i = 0; i < sizeof cuts / sizeof *cuts; i++) {
		mq_status s = mq_ner_read(b->page, mq_text_sub(b->bytes, 0, cuts[i]), b->gaz, &m);
		MQ_CHECK(!mq_ok(s) && s.code == MQ_BAD_DATA);
	}
	if (!own) return;
	memcpy(own, b->bytes.p, b->bytes.n);
	own[6] = '3'; /* the form before this one */
	mq_status s = mq_ner_read(b->page, mq_text_at(own, b->bytes.n), b->gaz, &m);
	MQ_CHECK(!mq_ok(s) && s.code == MQ_BAD_DATA);
}

/* a document tagged twice, and by a fresh arena, has the same labels; the names that stand in it are whole */
static void same_labels(bed *b)
{
	static const char text[] = "التقى الوزير كريم العمراني في مدريد وفدا من الأمم المتحدة.";
	static const uint8_t want[] = {MQ_NER_O, MQ_NER_O, MQ_NER_B_PER, MQ_NER_I_PER, MQ_NER_O, MQ_NER_B_LOC,
				       MQ_NER_O, MQ_NER_O, MQ_NER_B_ORG, MQ_NER_I_ORG, MQ_NER_O};
	mq_ner_word w[32];
	uint8_t label[32];
	uint32_t n = words_of(b, text, w, 32);
	MQ_CHECK(n == sizeof want);
	for (int round = 0; round < 2 && n == sizeof want; round++) {
		MQ_CHECK(mq_ok(mq_ner_tag(b->page, b->ner, w, n, label, NULL)));
		MQ_CHECK(memcmp(label, want, n) == 0);
	}
	mq_arena *fresh = mq_arena_open(MQ_PAGE_ARENA_MOST);
	MQ_CHECK(fresh && mq_ok(mq_ner_tag(fresh, b->ner, w, n, label, NULL)) && memcmp(label, want, n) == 0);
	MQ_CHECK(fresh && mq_ok(mq_ner_tag(fresh, b->ner, w, 0, label, NULL)));
	if (fresh) mq_arena_close(fresh);
}

int main(void)
{
	bed b = {.a = mq_arena_open(MQ_RULES_ARENA_MOST), .page = mq_arena_open(MQ_PAGE_ARENA_MOST)};
	const mq_pack *pack;
	MQ_CHECK(b.a && b.page && mq_ok(mq_pack_open(b.a, MQ_NONE, &pack)) && mq_ok(mq_lexicon_open(b.a, pack, &b.lex)));
	MQ_CHECK(mq_ok(mq_gaz_open(b.a, pack, &b.gaz)) && mq_ok(mq_ner_open(b.a, pack, b.gaz, &b.ner)) && b.ner);
	b.bytes = mq_pack_file(pack, MQ_T("models/ner.bin"));
	tables_are_rows(&b);
	same_labels(&b);
	broken_files(&b);
	mq_arena_close(b.page);
	mq_arena_close(b.a);
	return mq_check_done();
}
