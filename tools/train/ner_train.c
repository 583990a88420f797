/* Trains the tagger and writes models/ner.bin.
 * Likelihood of a linear chain by AdaGrad (Duchi et al. 2011), sentence by sentence in an order drawn with a fixed seed; where a
 * corpus does not say which label is right, all allowed paths count (partial labels). One thread: the same inputs give the same
 * bytes. With --news, raw articles are labelled by a first model and learned from beside the gold (self-training).
 * usage: ner_train --data FOLDER --classes FILE [--share S] [--news FILE]... [--rows N] [--epochs N] [--out FILE]
 * --errors FILE: every name of the test parts that is missed or too much, with the words around it
 * --bold B, --bold-last B: what is taken from O in the models that teach, and in the one that is written
 * --fold K: train on three fourths of the share, test on the fourth of this number, 0 to 3
 * --runs N, --teach-runs N: the last model, and those that teach, are the mean of so many
 * --doubt P: in self-training, labels that are likelier than P may be right too; 1: no such doubts
 * --share S: train on the first S of ANERcorp's sentences, test on the rest (default 0.8); 1 trains on all. */
#include <stdlib.h>
#include <strings.h>

#include "mark/people.h"
#include "ner_parts.h"

typedef struct {
	uint32_t key, at;
} classed;

static int by_key(const void *x, const void *y)
{
	uint32_t a = ((const classed *)x)->key, b = ((const classed *)y)->key;
	return a < b ? -1 : a > b;
}

static bool read_numbers(FILE *f, size_t n, const uint16_t **out)
{
	uint16_t *v = mq_heap_alloc(2 * n);
	*out = v;
	return v && fread(v, 2, n, f) == n;
}

static void sort_fine(const classed *v, uint32_t n, const uint16_t **fine)
{
	uint16_t *to = mq_heap_alloc(2 * (size_t)(n + 1));
	for (uint32_t i = 0; i < n; i++) to[i] = (*fine)[v[i].at];
	*fine = to;
}

/* the file of classes has the words by frequency; the model has them by key */
static void sort_classes(mq_ner_classes *c, uint32_t *key)
{
	classed *v = mq_heap_alloc(sizeof *v * c->n);
	for (uint32_t i = 0; i < c->n; i++) v[i] = (classed){key[i], i};
	qsort(v, c->n, sizeof *v, by_key);
	for (uint32_t i = 0; i < c->n; i++) key[i] = v[i].key;
	sort_fine(v, c->n, &c->fine);
	for (int k = 0; k < MQ_NER_MORE; k++) sort_fine(v, c->n, &c->more[k].fine);
	mq_heap_free(v);
}

static bool read_classes(setup *t, const char *path)
{
	FILE *f = fopen(path, "rb");
	uint32_t head[2];
	if (!f || fread(head, 4, 2, f) != 2) return false;
	mq_ner_classes *c = &t->classes;
	uint32_t n = c->n = head[0], fine = c->fine_n = head[1], even = n + (n & 1);
	uint32_t *key = mq_heap_alloc(4 * (size_t)n);
	c->key = key;
	bool good = fread(key, 4, n, f) == n && read_numbers(f, even, &c->fine) && read_numbers(f, fine, &c->middle) &&
		    read_numbers(f, fine, &c->coarse);
	for (int k = 0; good && k < MQ_NER_MORE; k++)
		good = read_numbers(f, even, &c->more[k].fine) && read_numbers(f, fine, &c->more[k].middle) &&
		       read_numbers(f, fine, &c->more[k].coarse);
	fclose(f);
	if (good) sort_classes(c, key);
	return good;
}

static bool read_set(setup *t, const char *file, const char *set, double first, double last, mq_labelled *out)
{
	char path[1024];
	snprintf(path, sizeof path, "%s/%s", t->folder, file);
	memset(out, 0, sizeof *out);
	return mq_labelled_read(t->data, t->lex, path, set, first, last, out);
}

static bool setup_open(setup *t, int argc, char **argv)
{
	const mq_pack *pack;
	const char *classes = NULL;
	*t = (setup){.rows = 330000,
		     .epochs = 12,
		     .runs = 1,
		     .teach_runs = 1,
		     .share = 0.8,
		     .fold = -1,
		     .least = 3,
		     .l2 = 2e-3f,
		     .rate = 0.2f,
		     .self_weight = 0.3,
		     .self_most = 900000,
		     .self_step = 3,
		     .doubt = 1,
		     .watch_most = 2500000,
		     .profile_most = 9000000};
	for (int i = 1; i + 1 < argc; i += 2) {
		if (!strcmp(argv[i], "--data")) t->folder = argv[i + 1];
		else if (!strcmp(argv[i], "--classes")) classes = argv[i + 1];
		else if (!strcmp(argv[i], "--share")) t->share = atof(argv[i + 1]);
		else if (!strcmp(argv[i], "--rows")) t->rows = (uint32_t)atoi(argv[i + 1]);
		else if (!strcmp(argv[i], "--runs")) t->runs = atoi(argv[i + 1]);
		else if (!strcmp(argv[i], "--teach-runs")) t->teach_runs = atoi(argv[i + 1]);
		else if (!strcmp(argv[i], "--epochs")) t->epochs = atoi(argv[i + 1]);
		else if (!strcmp(argv[i], "--l2")) t->l2 = (float)atof(argv[i + 1]);
		else if (!strcmp(argv[i], "--rate")) t->rate = (float)atof(argv[i + 1]);
		else if (!strcmp(argv[i], "--bold")) t->bold = (float)atof(argv[i + 1]);
		else if (!strcmp(argv[i], "--least")) t->least = (uint32_t)atoi(argv[i + 1]);
		else if (!strcmp(argv[i], "--fold")) t->fold = atoi(argv[i + 1]);
		else if (!strcmp(argv[i], "--bold-last")) t->bold_last = (float)atof(argv[i + 1]);
		else if (!strcmp(argv[i], "--drop")) t->drop = (float)atof(argv[i + 1]);
		else if (!strcmp(argv[i], "--self-weight")) t->self_weight = atof(argv[i + 1]);
		else if (!strcmp(argv[i], "--doubt")) t->doubt = (float)atof(argv[i + 1]);
		else if (!strcmp(argv[i], "--self-step")) t->self_step = (uint32_t)atoi(argv[i + 1]);
		else if (!strcmp(argv[i], "--self-most")) t->self_most = (uint32_t)atoi(argv[i + 1]);
		else if (!strcmp(argv[i], "--errors")) t->errors = fopen(argv[i + 1], "w");
		else if (!strcmp(argv[i], "--out")) t->out = argv[i + 1];
		else if (!strcmp(argv[i], "--news") && t->news_n < 8) t->news[t->news_n++] = argv[i + 1];
		else return false;
	}
	t->rules = mq_arena_open(MQ_RULES_ARENA_MOST);
	t->data = mq_arena_open((size_t)8 << 30);
	t->page = mq_arena_open(MQ_PAGE_ARENA_MOST);
	t->scratch = mq_arena_open(MQ_PAGE_ARENA_MOST);
	if (!t->folder || !classes || !t->self_step || !t->rules || !t->data || !t->page) return false;
	if (!mq_ok(mq_pack_open(t->rules, MQ_NONE, &pack)) || !mq_ok(mq_lexicon_open(t->rules, pack, &t->lex))) return false;
	if (!mq_ok(mq_gaz_open(t->rules, pack, &t->gaz))) return false;
	if (t->news_n && !mq_ok(mq_marker_open_untagged(t->rules, pack, t->lex, &t->marker))) return false;
	return read_classes(t, classes);
}

/* the corpora: what is learned from (ANERcorp in up to two pieces, AQMAR), and the two test parts. The first share of ANERcorp's
 * sentences is learned from and the rest is for the test; of four folds of that share (0..3) one is for the test instead */
enum { FOLDS = 4 };
enum { TRAIN_A, TRAIN_B, TRAIN_AQMAR, TEST_ANER, TEST_AQMAR, PARTS };

static bool read_parts(setup *t, mq_labelled part[PARTS])
{
	double from = t->share < 1 ? t->share : 0.8, to = 1, first = t->share, rest = t->share;
	if (t->fold >= 0) {
		first = from = t->fold * t->share / FOLDS;
		to = rest = (t->fold + 1) * t->share / FOLDS;
	}
	return read_set(t, "anercorp_train.txt", "anercorp", 0, first, &part[TRAIN_A]) &&
	       read_set(t, "anercorp_train.txt", "anercorp", rest, t->share, &part[TRAIN_B]) &&
	       read_set(t, "aqmar_train.txt", "aqmar", 0, 1, &part[TRAIN_AQMAR]) &&
	       read_set(t, "anercorp_train.txt", "anercorp", from, to, &part[TEST_ANER]) &&
	       read_set(t, "aqmar_dev.txt", "aqmar", 0, 1, &part[TEST_AQMAR]);
}

static bool add_gold(setup *t, const mq_labelled part[PARTS], instances *out)
{
	for (int i = 0; i <= TRAIN_AQMAR; i++)
		if (!ner_add_labelled(t, &part[i], 1, out)) return false;
	return true;
}

/* a model that teaches is written with room for all it knows */
enum { TEACHER_ROWS = 800000 };

/* the model as the program would read it */
static bool as_read(setup *t, model *m, const mq_ner **out)
{
	return t->out && ner_write_model(t, m, TEACHER_ROWS, t->out) && ner_read_model(t, t->out, out);
}

/* learns again, with what the first model found in the news about every word */
static bool with_profiles(setup *t, model *m, const mq_labelled part[PARTS])
{
	instances gold = {0}, aner = {0}, aqmar = {0};
	const mq_ner *first;
	if (!as_read(t, m, &first) || !ner_find_profiles(t, first) || !add_gold(t, part, &gold)) return false;
	if (!ner_add_labelled(t, &part[TEST_ANER], 1, &aner) || !ner_add_labelled(t, &part[TEST_AQMAR], 1, &aqmar)) return false;
	ner_close_instances(t, &gold), ner_close_instances(t, &aner), ner_close_instances(t, &aqmar);
	ner_close_model(m);
	if (!ner_open_model(m, t, &gold)) return false;
	ner_train(m, t, &gold, t->teach_runs);
	ner_embolden(m, t->bold);
	ner_test(m, &aner, "ANERcorp (gold and profiles)");
	ner_test(m, &aqmar, "AQMAR dev (gold and profiles)");
	return true;
}

static bool second_round(setup *t, model *m, const mq_labelled part[PARTS])
{
	instances all = {0};
	/* the second opinion is the room of marks with this first model, not with the one that the tree has */
	mq_people_words *people = (mq_people_words *)(uintptr_t)t->marker->people;
	const mq_ner *whole;
	if (!as_read(t, m, &people->ner) || !ner_self_train(t, m, &all) || !add_gold(t, part, &all)) return false;
	ner_close_instances(t, &all);
	ner_close_model(m);
	if (!ner_open_model(m, t, &all)) return false;
	ner_train(m, t, &all, t->runs);
	ner_embolden(m, t->bold_last);
	if (!as_read(t, m, &whole) || !ner_test_file(t, &part[TEST_ANER], "ANERcorp (all rows)")) return false;
	return ner_find_plain(t, whole, part, TRAIN_AQMAR + 1);
}

int main(int argc, char **argv)
{
	setup t;
	static instances gold, aner, aqmar;
	mq_labelled part[PARTS];
	model m;
	if (!setup_open(&t, argc, argv)) return fprintf(stderr, "ner_train: see the top of its source for the arguments\n"), 64;
	if (!read_parts(&t, part)) return fprintf(stderr, "ner_train: cannot read the corpora in %s\n", t.folder), 66;
	bool made = add_gold(&t, part, &gold) && ner_add_labelled(&t, &part[TEST_ANER], 1, &aner) &&
		    ner_add_labelled(&t, &part[TEST_AQMAR], 1, &aqmar);
	if (!made) return fprintf(stderr, "ner_train: out of memory\n"), 70;
	ner_close_instances(&t, &gold), ner_close_instances(&t, &aner), ner_close_instances(&t, &aqmar);
	if (!ner_open_model(&m, &t, &gold)) return fprintf(stderr, "ner_train: out of memory\n"), 70;
	fprintf(stderr, "gold: %u sentences, %u words; test: %u words\n", gold.sentences.n, gold.allowed.n, aner.allowed.n);
	ner_train(&m, &t, &gold, t.teach_runs);
	ner_embolden(&m, t.bold);
	ner_test(&m, &aner, "ANERcorp (gold only)");
	ner_test(&m, &aqmar, "AQMAR dev (gold only)");
	if (t.news_n && !with_profiles(&t, &m, part)) return fprintf(stderr, "ner_train: cannot read the news\n"), 66;
	if (t.news_n && t.self_most && !second_round(&t, &m, part))
		return fprintf(stderr, "ner_train: the second round failed (news, --out, memory)\n"), 70;
	if (!t.out) return 0;
	if (!ner_write_model(&t, &m, t.rows, t.out)) return 73;
	return ner_test_file(&t, &part[TEST_ANER], "ANERcorp") && ner_test_file(&t, &part[TEST_AQMAR], "AQMAR dev") ? 0 : 70;
}
