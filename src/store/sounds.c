#include "store/sounds.h"

#include <stdlib.h>

#define LATIN_MOST     6u /* bytes of a row's letters */
#define LETTER         2u /* bytes of an Arabic letter in a normal form */
#define COST_VOWEL     0.3
#define COST_CHANGE    0.4 /* one vowel for another */
#define COST_BREATH    0.5
#define COST_CONSONANT 1.5

typedef struct {
	mq_text letters, sounds;
} row;

/* rows are looked for by the first character of their letters, as it is in bytes */
#define HEADS 256u

struct mq_sounds {
	MQ_VEC(row) rows;
	const row *by_head;
	uint32_t from[HEADS + 1]; /* of by_head */
};

static uint32_t head_of(const char *p, size_t n)
{
	uint32_t first = (unsigned char)p[0];
	return first < 0x80 || n < 2 ? first : (first * 31 + (unsigned char)p[1]) % HEADS;
}

static bool sort_rows(mq_arena *a, mq_sounds *s)
{
	row *to = MQ_ARRAY(a, row, s->rows.n + 1);
	uint32_t n = 0;
	if (!to) return false;
	for (uint32_t head = 0; head < HEADS; head++) {
		s->from[head] = n;
		for (uint32_t i = 0; i < s->rows.n; i++)
			if (head_of(s->rows.v[i].letters.p, s->rows.v[i].letters.n) == head) to[n++] = s->rows.v[i];
	}
	s->from[HEADS] = n;
	s->by_head = to;
	return true;
}

static mq_status read_rows(mq_arena *a, mq_sounds *s, const mq_pack *pack, const char *path)
{
	mq_table t;
	mq_table_open(mq_text_of(path), mq_pack_file(pack, mq_text_of(path)), &t);
	while (mq_table_row(&t)) {
		if (t.cell[0].n == 0 || t.cell[0].n > LATIN_MOST) continue;
		row *r = mq_push(a, &s->rows);
		if (!r) return mq_fail_memory(a);
		*r = (row){t.cell[0], t.cell[1]};
	}
	return MQ_DONE;
}

mq_status mq_sounds_open(mq_arena *a, const mq_pack *pack, const mq_sounds **out)
{
	mq_sounds *s = MQ_NEW(a, mq_sounds);
	if (!s) return mq_fail_memory(a);
	MQ_TRY(read_rows(a, s, pack, "rules/ar/latin_sounds.tsv"));
	MQ_TRY(read_rows(a, s, pack, "rules/ar/name_sounds.tsv"));
	if (!sort_rows(a, s)) return mq_fail_memory(a);
	*out = s;
	return MQ_DONE;
}

static bool is_vowel(char c) { return c == 'a' || c == 'i' || c == 'u'; }

static void add_sound(mq_heard *h, char c)
{
	bool double_letter = h->n > 0 && h->v[h->n - 1] == c && !is_vowel(c);
	if (c == '-' || double_letter || h->n == MQ_SOUNDS_MOST) return;
	h->v[h->n++] = c;
	h->consonants = (uint8_t)(h->consonants + !is_vowel(c));
}

mq_heard mq_sounds_of(const mq_sounds *s, mq_text word)
{
	mq_heard h = {.n = 0};
	for (size_t at = 0; at < word.n;) {
		const row *best = NULL;
		uint32_t head = head_of(word.p + at, word.n - at);
		for (uint32_t i = s->from[head]; i < s->from[head + 1]; i++) {
			const row *r = &s->by_head[i];
			if ((!best || r->letters.n > best->letters.n) &&
			    mq_text_starts(mq_text_sub(word, at, word.n), r->letters))
				best = r;
		}
		for (size_t i = 0; best && i < best->sounds.n; i++) add_sound(&h, best->sounds.p[i]);
		if (best) at += best->letters.n;
		else (void)mq_utf8_next(word, &at);
	}
	return h;
}

static double cost_alone(char c)
{
	if (is_vowel(c)) return COST_VOWEL;
	return c == 'h' ? COST_BREATH : COST_CONSONANT;
}

static double cost_pair(char x, char y)
{
	if (x == y) return 0;
	return is_vowel(x) && is_vowel(y) ? COST_CHANGE : 2 * COST_CONSONANT;
}

double mq_sounds_apart(const mq_heard *x, const mq_heard *y, double most)
{
	/* sounds that one has more than the other are each alone at some place, consonants as no less than a breath */
	double more = COST_VOWEL * abs((int)x->n - (int)y->n),
	       harder = COST_BREATH * abs((int)x->consonants - (int)y->consonants);
	if (more > most || harder > most) return more > harder ? more : harder;
	double row_of[2][MQ_SOUNDS_MOST + 1];
	row_of[0][0] = 0;
	for (uint32_t k = 0; k < y->n; k++) row_of[0][k + 1] = row_of[0][k] + cost_alone(y->v[k]);
	for (uint32_t i = 0; i < x->n; i++) {
		const double *up = row_of[i % 2];
		double *now = row_of[(i + 1) % 2], out = cost_alone(x->v[i]);
		now[0] = up[0] + out;
		for (uint32_t k = 0; k < y->n; k++) {
			double d = up[k] + cost_pair(x->v[i], y->v[k]);
			if (up[k + 1] + out < d) d = up[k + 1] + out;
			if (now[k] + cost_alone(y->v[k]) < d) d = now[k] + cost_alone(y->v[k]);
			now[k + 1] = d;
		}
	}
	return row_of[x->n % 2][y->n];
}
