/* Learns how often each stem occurs from how often each printed word does: stems WORDS.tsv >rules/ar/counts.tsv
 * WORDS.tsv: normal form, tail (0 plain, 1 ta marbuta, 2 alef maqsura), count, as tools/gen/words.py makes it. Not part of the
 * build: the counts are kept. Two steps of expectation and maximisation, proclitics first and pronouns on what is left; a word's
 * own weight is left out when its segments are weighed, so that no word is evidence for itself. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "text/lexicon.h"

#define ROUNDS   7
#define CAP_WORD 2000.0f /* more occurrences than this say nothing new */
#define SLOTS    (1u << 21)
#define SHORT    48

typedef struct {
	char norm[SHORT];
	uint8_t n, tail;
	float count;
	uint32_t from, segments; /* into links */
} word;

typedef struct {
	uint32_t stem;
	float weight, share;
} link;

typedef struct {
	uint64_t key;
	char text[SHORT];
	uint8_t n, tail;
	bool known;
	float count;
} stem;

static stem *stems;
static word *words;
static link *links;
static uint32_t words_n, links_n;

static uint32_t stem_of(mq_text t, uint8_t tail, bool by_tail)
{
	uint64_t key = mq_hash(t) + (by_tail ? tail : 0);
	uint32_t i = (uint32_t)key & (SLOTS - 1);
	while (stems[i].key && stems[i].key != key) i = (i + 1) & (SLOTS - 1);
	if (!stems[i].key) {
		stems[i] = (stem){.key = key, .n = (uint8_t)t.n, .tail = tail};
		memcpy(stems[i].text, t.p, t.n);
	}
	return i;
}

static void link_word(const mq_lexicon *lex, word *w, bool pronouns)
{
	mq_segment s[MQ_SEGMENTS_MOST];
	char room[MQ_STEM_ROOM];
	mq_text norm = {w->norm, w->n};
	size_t n = mq_segments(&lex->clitics, norm, w->tail, s);
	w->from = links_n;
	for (size_t i = 0; i < n; i++) {
		bool known;
		mq_text t = mq_segment_stem(norm, &s[i], room);
		const mq_entry *e = mq_lexicon_find(lex, mq_hash(t));
		if (pronouns ? s[i].pro != 0 : s[i].enc != 0) continue;
		if (t.n >= SHORT || !mq_lexicon_fits(lex, norm, &s[i], e, &known)) continue;
		uint32_t at = stem_of(t, w->tail, !pronouns);
		stems[at].known |= known;
		links[links_n++] = (link){at, expf(s[i].weight), 0};
	}
	w->segments = links_n - w->from;
	for (uint32_t i = w->from; i < links_n; i++) links[i].share = 1.0f / (float)w->segments;
}

static void spread(bool full)
{
	for (uint32_t i = 0; i < SLOTS; i++) stems[i].count = 0;
	for (uint32_t i = 0; i < words_n; i++) {
		float m = full || words[i].count < CAP_WORD ? words[i].count : CAP_WORD;
		for (uint32_t j = 0; j < words[i].segments; j++)
			stems[links[words[i].from + j].stem].count += m * links[words[i].from + j].share;
	}
}

static void weigh(void)
{
	for (uint32_t i = 0; i < words_n; i++) {
		link *l = links + words[i].from;
		float m = words[i].count < CAP_WORD ? words[i].count : CAP_WORD, sum = 0, score[MQ_SEGMENTS_MOST];
		for (uint32_t j = 0; j < words[i].segments; j++) {
			const stem *s = &stems[l[j].stem];
			float support = s->count - m * l[j].share;
			score[j] = l[j].weight * ((support > 0 ? support : 0) + (s->known ? 5.0f : 0) + (j == 0 ? 1.0f : 0.25f));
			sum += score[j];
		}
		for (uint32_t j = 0; j < words[i].segments; j++) l[j].share = score[j] / sum;
	}
}

static void learn(const mq_lexicon *lex, bool pronouns)
{
	memset(stems, 0, SLOTS * sizeof *stems);
	links_n = 0;
	for (uint32_t i = 0; i < words_n; i++) link_word(lex, &words[i], pronouns);
	for (int round = 0; round < ROUNDS; round++) {
		spread(false);
		weigh();
	}
	spread(true);
}

static int by_count(const void *a, const void *b)
{
	const stem *x = a, *y = b;
	if (x->count != y->count) return x->count < y->count ? 1 : -1;
	return mq_text_cmp((mq_text){x->text, x->n}, (mq_text){y->text, y->n});
}

int main(int argc, char **argv)
{
	const mq_pack *pack;
	const mq_lexicon *lex;
	mq_arena *a = mq_arena_open(MQ_RULES_ARENA_MOST);
	FILE *in = argc == 2 ? fopen(argv[1], "r") : NULL;
	char norm[512];
	unsigned tail;
	float count;
	if (!a || !in || !mq_ok(mq_pack_open(a, MQ_NONE, &pack)) || !mq_ok(mq_lexicon_open(a, pack, &lex))) return 64;
	stems = calloc(SLOTS, sizeof *stems);
	words = calloc(1u << 20, sizeof *words);
	links = calloc(1u << 24, sizeof *links);
	while (fscanf(in, "%511s %u %f", norm, &tail, &count) == 3) {
		size_t n = strlen(norm);
		if (n >= SHORT) continue;
		words[words_n] = (word){.n = (uint8_t)n, .tail = (uint8_t)tail, .count = count};
		memcpy(words[words_n++].norm, norm, n);
	}
	learn(lex, false);
	words_n = 0;
	for (uint32_t i = 0; i < SLOTS; i++) {
		if (stems[i].count < 0.3f) continue;
		words[words_n] = (word){.n = stems[i].n, .tail = stems[i].tail, .count = stems[i].count};
		memcpy(words[words_n++].norm, stems[i].text, stems[i].n);
	}
	learn(lex, true);
	qsort(stems, SLOTS, sizeof *stems, by_count);
	printf("# How often each stem (clitics off, in normal form) occurs in a million words, times five or so, of Arabic news: "
	       "counts made by\n# tools/gen/stems.c from the words of 16,568 articles of 30 outlets.\nstem\tcount\n");
	for (uint32_t i = 0; i < SLOTS && stems[i].count >= 1.5f; i++)
		printf("%.*s\t%.0f\n", stems[i].n, stems[i].text, stems[i].count);
	return 0;
}
