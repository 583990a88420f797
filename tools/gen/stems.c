/* Learns how often each stem occurs from how often each printed word does: stems WORDS.tsv >rules/ar/counts.tsv
 * WORDS.tsv: normal form, tail (0 plain, 1 ta marbuta, 2 alef maqsura), count, as tools/gen/words.py makes it. Not part of the
 * build: the counts are kept. Two steps of expectation and maximisation, proclitics first and pronouns on what is left; a word's
 * own weight is left out when its segments are weighed, so that no word is evidence for itself. What was never met is weighed by
 * its letters (text/shape.h); a stem counted behind the article bears no pronoun there. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "text/lexicon.h"
#include "text/shape.h"

#define TURNS    3 /* each with the shape that the stems of the one before have */
#define ROUNDS   7
#define CAP_WORD 2000.0f /* more occurrences than this say nothing new */
#define SLOTS    (1u << 21)
#define SHORT    48
#define KNOWN    5.0f
#define NOVELTY  30000.0f /* as src/text/analyze.c has it */

typedef struct {
	char norm[SHORT];
	uint8_t n, tail;
	float count, article;    /* article: of those behind one, which bear no pronoun */
	uint32_t from, segments; /* into links */
} word;

typedef struct {
	uint32_t stem;
	float weight, share;
	bool article;
} link;

typedef struct {
	uint64_t key;
	char text[SHORT];
	uint8_t n, tail;
	bool known;
	float count, article;
	float fresh; /* what it counts for, by its letters, before it is ever met */
} stem;

static stem *stems;
static mq_shape *shape, *shape_room;
static mq_shape_sums *sums;
static word *words;
static link *links;
static uint32_t words_n, links_n;

/* a stem in ta marbuta and one in a ha are two */
static uint32_t stem_of(mq_text t, uint8_t tail)
{
	uint64_t key = mq_hash(t) + (tail == MQ_TAIL_MARBUTA);
	uint32_t i = (uint32_t)key & (SLOTS - 1);
	while (stems[i].key && stems[i].key != key) i = (i + 1) & (SLOTS - 1);
	if (!stems[i].key) {
		stems[i] = (stem){.key = key, .n = (uint8_t)t.n, .tail = tail};
		stems[i].fresh = shape ? NOVELTY * expf(mq_shape_log(shape, t)) : 1;
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
		mq_text t = mq_segment_stem(&lex->clitics, norm, &s[i], room);
		const mq_entry *e = mq_lexicon_find(lex, mq_hash(t));
		if (pronouns ? s[i].pro != 0 : s[i].enc != 0) continue;
		if (t.n >= SHORT || !mq_lexicon_fits(lex, norm, &s[i], e, &known)) continue;
		uint8_t tail = s[i].enc ? (s[i].mend == MQ_FROM_TA ? MQ_TAIL_MARBUTA : MQ_TAIL_PLAIN) : w->tail;
		uint32_t at = stem_of(t, tail);
		stems[at].known |= known;
		links[links_n++] = (link){at, expf(s[i].weight), 0, s[i].pro & MQ_PRO_AL};
	}
	w->segments = links_n - w->from;
	for (uint32_t i = w->from; i < links_n; i++) links[i].share = 1.0f / (float)w->segments;
}

static void spread(bool full)
{
	for (uint32_t i = 0; i < SLOTS; i++) stems[i].count = stems[i].article = 0;
	for (uint32_t i = 0; i < words_n; i++) {
		float m = full || words[i].count < CAP_WORD ? words[i].count : CAP_WORD;
		for (uint32_t j = 0; j < words[i].segments; j++) {
			const link *l = &links[words[i].from + j];
			float more = m * l->share + (j == 0 ? words[i].article : 0);
			stems[l->stem].count += more;
			stems[l->stem].article += l->article ? more : 0;
		}
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
			score[j] = l[j].weight * ((support > 0 ? support : 0) + (s->known ? KNOWN : 0) +
						  (shape    ? s->fresh
						   : j == 0 ? 1.0f
							    : 0.25f));
			sum += score[j];
		}
		for (uint32_t j = 0; j < words[i].segments; j++) l[j].share = score[j] / sum;
	}
}

static void learn_shape(void)
{
	memset(sums, 0, sizeof *sums);
	for (uint32_t i = 0; i < SLOTS; i++)
		if (stems[i].count >= 1) mq_shape_add(sums, (mq_text){stems[i].text, stems[i].n}, 1 + logf(stems[i].count));
	mq_shape_close(sums, shape);
}

static void learn(const mq_lexicon *lex, bool pronouns)
{
	shape = NULL;
	for (int turn = 0; turn < TURNS; turn++) {
		memset(stems, 0, SLOTS * sizeof *stems);
		links_n = 0;
		for (uint32_t i = 0; i < words_n; i++) link_word(lex, &words[i], pronouns);
		for (int round = 0; round < ROUNDS; round++) {
			spread(false);
			weigh();
		}
		spread(true);
		shape = shape_room;
		learn_shape();
	}
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
	shape_room = calloc(1, sizeof *shape_room);
	sums = calloc(1, sizeof *sums);
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
		words[words_n] = (word){.n = stems[i].n,
					.tail = stems[i].tail,
					.count = stems[i].count - stems[i].article,
					.article = stems[i].article};
		memcpy(words[words_n++].norm, stems[i].text, stems[i].n);
	}
	learn(lex, true);
	qsort(stems, SLOTS, sizeof *stems, by_count);
	printf("# How often each stem (clitics off, in normal form, but a ta marbuta at its end as one) occurs in a million "
	       "words, times five or so, of Arabic news: "
	       "counts made by\n# tools/gen/stems.c from the words of 16,568 articles of 30 outlets.\nstem\tcount\n");
	for (uint32_t i = 0; i < SLOTS && stems[i].count >= 1.5f; i++) {
		bool marbuta = stems[i].tail == MQ_TAIL_MARBUTA;
		printf("%.*s%s\t%.0f\n", stems[i].n - 2 * marbuta, stems[i].text, marbuta ? "ة" : "", stems[i].count);
	}
	return 0;
}
