#include "mark/variants.h"

#include "base/base.h"

#define WORDS_MOST      8u
#define LETTERS_MOST    32u
#define NAME_BYTES_MOST 256u
#define LETTERS         0x800u

struct mq_variants {
	char sound[LETTERS]; /* of a letter of the Arabic block, 0 unknown, '-' silent */
};

mq_status mq_variants_open(mq_arena *a, const mq_pack *pack, const mq_variants **out)
{
	mq_text bytes = mq_pack_file(pack, MQ_T("rules/ar/name_sounds.tsv"));
	mq_variants *v = MQ_NEW(a, mq_variants);
	mq_table t;
	if (!v) return mq_fail_memory(a);
	if (mq_text_none(bytes)) return MQ_FAIL(MQ_BAD_DATA, 0, "rules/ar/name_sounds.tsv is not there");
	mq_table_open(MQ_T("rules/ar/name_sounds.tsv"), bytes, &t);
	while (mq_table_row(&t)) {
		size_t at = 0;
		if (t.cell[0].n == 0 || t.cell[1].n != 1) continue;
		uint32_t c = mq_utf8_next(t.cell[0], &at);
		if (c < LETTERS) v->sound[c] = t.cell[1].p[0];
	}
	*out = v;
	return MQ_DONE;
}

typedef struct {
	uint32_t words;
	mq_text form[WORDS_MOST];
	uint8_t n[WORDS_MOST];
	char sound[WORDS_MOST][LETTERS_MOST];
} heard;

/* the sounds of a word: silent letters out, doubled ones once; a silent first letter stays as one mark */
static void hear_word(const mq_variants *v, mq_text word, char *out, uint8_t *n)
{
	*n = 0;
	for (size_t at = 0; at < word.n && *n < LETTERS_MOST;) {
		bool first = at == 0;
		uint32_t c = mq_utf8_next(word, &at);
		char s = c < LETTERS ? v->sound[c] : 0;
		if (s == 0) s = (char)('A' + c % 26);
		if (s == '-' && !first) continue;
		if (*n && out[*n - 1] == s) continue;
		out[(*n)++] = s;
	}
}

static bool joins_next(mq_text word)
{
	return mq_text_eq(word, MQ_T("عبد")) || mq_text_eq(word, MQ_T("ابو")) || mq_text_eq(word, MQ_T("بن")) ||
	       mq_text_eq(word, MQ_T("ابن"));
}

static bool hear(const mq_variants *v, mq_arena *a, mq_text name, heard *out)
{
	mq_text rest = mq_text_normal(a, name), word;
	memset(out, 0, sizeof *out);
	if (mq_text_none(rest) || rest.n > NAME_BYTES_MOST) return false;
	while (mq_text_split(&rest, ' ', &word)) {
		if (word.n == 0) continue;
		mq_text next;
		if (joins_next(word) && mq_text_split(&rest, ' ', &next))
			word = mq_arena_print(a, "%.*s%.*s", MQ_ARG(word), MQ_ARG(next));
		if (mq_text_none(word) || out->words == WORDS_MOST) return false;
		if (mq_text_starts(word, MQ_T("ال")) && word.n > 8) word = mq_text_sub(word, 4, word.n);
		out->form[out->words] = word;
		hear_word(v, word, out->sound[out->words], &out->n[out->words]);
		out->words++;
	}
	return out->words > 0;
}

/* do two runs of sounds differ in one place at most: one more, one less, or one other */
static bool one_apart(const char *a, uint8_t n, const char *b, uint8_t m)
{
	uint8_t from = 0, end_a = n, end_b = m;
	while (from < n && from < m && a[from] == b[from]) from++;
	while (end_a > from && end_b > from && a[end_a - 1] == b[end_b - 1]) end_a--, end_b--;
	return end_a - from <= 1 && end_b - from <= 1;
}

int mq_variants_score(const mq_variants *v, mq_arena *a, mq_text one, mq_text other)
{
	heard x, y;
	uint32_t spelled = 0, apart = 0;
	if (!hear(v, a, one, &x) || !hear(v, a, other, &y) || x.words != y.words) return 0;
	for (uint32_t i = 0; i < x.words; i++) {
		if (mq_text_eq(x.form[i], y.form[i])) continue;
		bool same = x.n[i] == y.n[i] && memcmp(x.sound[i], y.sound[i], x.n[i]) == 0;
		/* a short word that differs is another word */
		if (!same && (x.n[i] < 3 || y.n[i] < 3 || !one_apart(x.sound[i], x.n[i], y.sound[i], y.n[i]))) return 0;
		spelled++;
		apart += !same;
	}
	if (apart > 1 || (apart && x.words == 1)) return 0;
	int score = 100 - 10 * (int)spelled - 15 * (int)apart;
	return score < 0 ? 0 : score;
}
