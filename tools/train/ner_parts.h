/* What the files of the tagger's trainer share (ner_*.c). Private to tools/train. */
#ifndef MQ_TRAIN_NER_PARTS_H
#define MQ_TRAIN_NER_PARTS_H

#include <stdio.h>

#include "corpus.h"
#include "mark/mark.h"

#define L     MQ_NER_LABELS
#define LANES 12 /* labels, and room for whole vectors */
enum { LENGTH_MOST = 256, FIRST_KEPT = 2 };

typedef struct {
	uint32_t from, to; /* features of the words' rows in `rows`: word i has at[i]..at[i+1] */
	float weight;
} sentence;

typedef struct {
	MQ_VEC(uint32_t) rows; /* row numbers of every word, one after the other */
	MQ_VEC(uint32_t) at;   /* where a word's rows begin */
	MQ_VEC(uint16_t) allowed;
	MQ_VEC(sentence) sentences; /* from, to: words */
	bool numbered;              /* rows are numbers of a model's features, no longer features */
} instances;

/* features met often enough to learn from, numbered from 0 */
typedef struct {
	uint32_t *feature, *times, *number;
	uint32_t size, used, n; /* size: a power of two; n: how many are numbered */
} features;

#define NOT_NUMBERED UINT32_MAX

typedef struct {
	uint32_t rows;
	features known;
	float *w, *g; /* rows x L, and the sums of squares */
	float *sum;   /* of the weights after each of the later passes, whose mean is kept (Polyak and Juditsky 1992) */
	float step[L + 1][L], step_g[L + 1][L];
} model;

typedef struct {
	mq_arena *rules, *data, *page;
	const mq_lexicon *lex;
	const mq_gaz *gaz;
	const mq_marker *marker; /* the whole room of marks, as it stands: the second opinion of self-training */
	mq_ner_classes classes;
	uint32_t rows;
	int epochs, runs, teach_runs; /* runs: of the last model; teach_runs: of those that teach */
	double share;
	const char *folder, *out;
	const char *news[8];
	int news_n;
	float l2, rate, drop, bold, bold_last;
	uint32_t least;
	int fold;
	double self_weight;
	float doubt; /* a label that is so likely may be the right one too */
	uint32_t self_most, self_step, watch_most, profile_most;
	mq_arena *scratch;
	FILE *errors;
} setup;

typedef struct {
	float own[LENGTH_MOST][LANES]; /* what each label is worth by the word's features */
	float worth[LENGTH_MOST][LANES], fore[LENGTH_MOST][LANES], sum[LENGTH_MOST], steps[L + 1][LANES]; /* as likelihoods */
	float expect[LENGTH_MOST][LANES], step[L + 1][LANES];
	uint8_t dropped[LENGTH_MOST][MQ_NER_FEATURES_MOST];
} chain;

/* of a label: which kind of name, and is it the first of one */
static inline int kind_of(int label_) { return (label_ - 1) / 2; }
static inline bool begins(int label_) { return label_ & 1; }

/* ner_instances.c. Rows are added as features; number_rows makes them numbers, and what is not numbered goes */
bool ner_add_document(setup *t, const mq_ner_word *w, const uint16_t *allowed, uint32_t n, float weight, instances *out);
bool ner_add_labelled(setup *t, const mq_labelled *l, float weight, instances *out);
void ner_close_instances(setup *t, instances *x);
bool ner_features_find(features *x, const instances *from, uint32_t least);
uint32_t ner_feature_number(const features *x, uint32_t feature);
void ner_features_close(features *x);
void ner_number_rows(const features *known, instances *x);

/* ner_chain.c. A model of the features that the instances have, whose rows become its numbers */
bool ner_open_model(model *m, const setup *t, instances *x);
void ner_close_model(model *m);
/* the mean of so many runs, each of t->epochs passes */
void ner_train(model *m, const setup *t, const instances *x, int runs);
/* the log of the sum over all allowed paths (NULL: all paths), after label or learning has scored the words */
float ner_forward(const model *m, const uint16_t *allowed, uint32_t n, chain *c);
/* the best labels of a sentence and their score */
float ner_label(const model *m, const instances *x, const sentence *s, chain *c, uint8_t *out);
/* how likely each label of each word is (c->expect), after the same */
void ner_marginals(const model *m, uint32_t n, chain *c);
void ner_embolden(model *m, float by);

/* ner_scores.c */
void ner_test(const model *m, const instances *x, const char *what);
bool ner_test_file(setup *t, const mq_labelled *l, const char *what);

/* ner_weights.c */
/* a model in so many rows */
bool ner_write_model(const setup *t, const model *m, uint32_t rows, const char *path);
bool ner_read_model(setup *t, const char *path, const mq_ner **out);

/* ner_watch.c: what a model says of the news */
bool ner_find_plain(setup *t, const mq_ner *ner, const mq_labelled *gold, int golds);
bool ner_find_profiles(setup *t, const mq_ner *ner);

/* ner_teach.c: more instances, from the news */
bool ner_self_train(setup *t, const model *m, instances *out);

#endif
