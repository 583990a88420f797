/* What the trainers read: news articles as JSON lines (gzip or plain), and labelled words in columns. Private to tools/train. */
#ifndef MQ_TRAIN_CORPUS_H
#define MQ_TRAIN_CORPUS_H

#include "base/base.h"
#include "mark/ner.h"

typedef struct {
	uint64_t state;
} mq_chance;

static inline uint64_t mq_chance_next(mq_chance *c)
{
	c->state ^= c->state << 13;
	c->state ^= c->state >> 7;
	c->state ^= c->state << 17;
	return c->state * 0x2545F4914F6CDD1Du;
}

/* calls take for every article of the files, in order; a false answer ends it. Returns false when a file cannot be read */
typedef bool (*mq_news_take)(void *to, mq_text title, mq_text body);
bool mq_news_read(const char *path, mq_news_take take, void *to);

/* one labelled text: words of many documents; doc_end marks the last word of a document */
typedef struct {
	MQ_VEC(mq_ner_word) words;
	MQ_VEC(uint16_t) allowed; /* bit k: label k is right; several where the corpus does not say */
	MQ_VEC(uint32_t) doc_ends;
} mq_labelled;

/* file: a label set by name ("anercorp", "aqmar", "wojood"). first and last are shares of the sentences, 0..1 */
bool mq_labelled_read(mq_arena *a, const mq_lexicon *lex, const char *path, const char *set, double first, double last,
		      mq_labelled *out);

/* tokens of an article as the tagger's words; breaks of paragraphs are left out */
bool mq_words_of_doc(mq_arena *a, const mq_doc *doc, mq_ner_word **out, uint32_t *n);

#endif
