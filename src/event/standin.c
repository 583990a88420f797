/* A stand-in until the lexicon knows families: verb forms from a table. */
#include "base/hash.h"
#include "event/inner.h"

typedef struct {
	uint64_t key, family;
	uint8_t form;
} entry;
struct mq_standin {
	entry *e;
	uint32_t mask;
};

mq_status mq_standin_open(mq_arena *a, const mq_pack *pack, struct mq_standin **out)
{
	mq_table t;
	mq_text path = MQ_T("rules/ar/standin.tsv"), bytes = mq_pack_file(pack, path);
	struct mq_standin *s = MQ_NEW(a, struct mq_standin);
	if (!s) return mq_fail_memory(a);
	s->mask = (1u << 16) - 1;
	s->e = MQ_ARRAY(a, entry, s->mask + 1);
	if (!s->e) return mq_fail_memory(a);
	for (mq_table_open(path, bytes, &t); mq_table_row(&t);) {
		uint64_t key = mq_hash(mq_text_normal(a, t.cell[0]));
		uint32_t i = (uint32_t)key & s->mask;
		while (s->e[i].key && s->e[i].key != key) i = (i + 1) & s->mask;
		if (s->e[i].key) continue;
		s->e[i].key = key;
		s->e[i].family = mq_hash(mq_text_normal(a, t.cell[1]));
		s->e[i].form = mq_text_eq(t.cell[2], MQ_T("perfect")) ? MQ_FORM_PERFECT : MQ_FORM_IMPERFECT;
	}
	*out = s;
	return MQ_DONE;
}

static const entry *find(const struct mq_standin *s, mq_text w)
{
	uint64_t key = mq_hash(w);
	for (uint32_t i = (uint32_t)key & s->mask; s->e[i].key; i = (i + 1) & s->mask)
		if (s->e[i].key == key) return &s->e[i];
	return NULL;
}

static const struct {
	const char *letters;
	uint16_t pro;
} heads[] = {{"", 0},           {"و", MQ_PRO_WA},          {"ف", MQ_PRO_FA},           {"س", MQ_PRO_SA},
	     {"وس", MQ_PRO_WA | MQ_PRO_SA}, {"فس", MQ_PRO_FA | MQ_PRO_SA}, {"ب", MQ_PRO_BI}, {"ل", MQ_PRO_LI},
	     {"ال", MQ_PRO_AL}, {"وال", MQ_PRO_WA | MQ_PRO_AL}, {"بال", MQ_PRO_BI | MQ_PRO_AL}, {"لل", MQ_PRO_LI | MQ_PRO_AL}, {"وب", MQ_PRO_WA | MQ_PRO_BI}, {"ول", MQ_PRO_WA | MQ_PRO_LI}, {"فال", MQ_PRO_FA | MQ_PRO_AL}, {"وبال", MQ_PRO_WA | MQ_PRO_BI | MQ_PRO_AL}};
static const char *const tails[] = {"", "ه", "ها", "هم", "هما", "ة", "ات", "ه", "ته", "تها", "اته", "ين", "ان", "ون", "ا", "ي", "يه", "ية", "يين", "اتها", "تهم"};

mq_status mq_standin_apply(mq_arena *a, const struct mq_standin *s, const mq_doc *in, mq_doc *out)
{
	*out = *in;
	out->tokens.v = MQ_ARRAY(a, mq_token, in->tokens.n + 1);
	if (!out->tokens.v) return mq_fail_memory(a);
	memcpy(out->tokens.v, in->tokens.v, sizeof(mq_token) * in->tokens.n);
	for (uint32_t i = 0; i < in->tokens.n; i++) {
		mq_token *t = &out->tokens.v[i];
		if (t->kind != MQ_TOKEN_ARABIC) continue;
		if (mq_text_starts(t->norm, MQ_T("ساحل"))) continue;
		mq_analysis *x = MQ_ARRAY(a, mq_analysis, 40);
		uint8_t n = 0;
		if (!x) return mq_fail_memory(a);
		for (int pass = 0; pass < 2; pass++)
			for (size_t h = 0; h < sizeof heads / sizeof *heads && n < 3; h++) {
				mq_text head = mq_text_of(heads[h].letters);
				if (!mq_text_starts(t->norm, head) || t->norm.n < head.n + 4) continue;
				for (size_t k = 0; k < sizeof tails / sizeof *tails && n < 3; k++) {
					mq_text tail = mq_text_of(tails[k]);
					if (t->norm.n < head.n + tail.n + 6 || !mq_text_ends(t->norm, tail)) continue;
					mq_text mid = {t->norm.p + head.n, t->norm.n - head.n - tail.n};
					if (pass == 0) {
						if (k > 4 || (heads[h].pro & (MQ_PRO_AL | MQ_PRO_BI | MQ_PRO_LI))) continue;
						const entry *e = find(s, mid);
						if (!e || (heads[h].pro & MQ_PRO_SA && e->form != MQ_FORM_IMPERFECT)) continue;
						x[n] = (mq_analysis){.stem = mid, .key = mq_hash(mid), .family = e->family, .pro = heads[h].pro, .form = e->form,
								     .enc = k ? MQ_ENC_HE : 0};
						n++;
						break;
					}
				}
			}
		if (n == 0)
			for (size_t h = 0; h < sizeof heads / sizeof *heads && n < 30; h++) {
				mq_text head = mq_text_of(heads[h].letters);
				if (!mq_text_starts(t->norm, head) || t->norm.n < head.n + 4) continue;
				if (heads[h].pro & MQ_PRO_SA) continue;
				for (size_t k = 0; k < sizeof tails / sizeof *tails && n < 38; k++) {
					mq_text tail = mq_text_of(tails[k]);
					if (t->norm.n < head.n + tail.n + ((h == 1 || h == 2) && !k ? 4 : h || k ? 6 : 2) || !mq_text_ends(t->norm, tail)) continue;
					mq_text mid = {t->norm.p + head.n, t->norm.n - head.n - tail.n};
					x[n] = (mq_analysis){.stem = mid, .key = mq_hash(mid), .pro = heads[h].pro, .form = MQ_FORM_NONE, .enc = k > 0 && k < 5 ? MQ_ENC_HE : 0};
					n++;
				}
			}
		static const struct { const char *l; uint16_t pro; } strong[] = {{"وبال", 37-0}, {"ولل", 49}, {"وال", 33}, {"بال", 36}, {"لل", 48}, {"فال", 34}, {"كال", 40}, {"ال", 32}};
		/* و before a particle */
		if (n > 1 && x[0].form == 0 && t->norm.n <= 12 && (x[1].pro == MQ_PRO_WA || x[1].pro == MQ_PRO_FA)) {
			static const char *const parts[] = {"من", "في", "عن", "مع", "علي", "الي", "بين", "ان", "لم", "لن", "لا", "قد", "كان", "بعد", "خلال", "هو", "هي", "كانت", "اذا", "هذا", "هذه", "التي", "الذي", "حين", "كما"};
			for (size_t q = 0; q < sizeof parts / sizeof *parts; q++)
				if (mq_text_eq(x[1].stem, mq_text_of(parts[q]))) { mq_analysis y = x[0]; x[0] = x[1]; x[1] = y; break; }
		}
		if (n && x[0].form == 0)
			for (size_t q = 0; q < 8; q++)
				if (mq_text_starts(t->norm, mq_text_of(strong[q].l)) && t->norm.n >= strlen(strong[q].l) + 6) {
					for (uint8_t z = 0; z < n; z++)
						if (x[z].pro == strong[q].pro) { mq_analysis y = x[0]; x[0] = x[z]; x[z] = y; break; }
					break;
				}
		if (n) { t->a = x; t->analyses = n; }
	}
	return MQ_DONE;
}
