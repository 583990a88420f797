/* The walk over bytes: words, numbers, marks, breaks, each with its span and normal form. No allocation: what the document
 * reader and the search index's term stream share. */
#ifndef MQ_TEXT_SCAN_H
#define MQ_TEXT_SCAN_H

#include "text/text.h"

/* bytes of a normal form after which a word is cut in two: longer than any word, and it keeps hostile input bounded */
#define MQ_WORD_MOST 160u

/* what folding takes from the last letter and an analysis needs: a ta marbuta is no pronoun */
enum { MQ_TAIL_PLAIN, MQ_TAIL_MARBUTA, MQ_TAIL_MAQSURA };

typedef struct {
	mq_text t;
	size_t at;
	uint32_t breaks; /* paragraphs ended so far */
	bool glue;       /* nothing but what has been read lies before */
} mq_scan;

typedef struct {
	uint32_t start, end;
	uint8_t kind;  /* mq_token_kind */
	uint8_t flags; /* MQ_TOKEN_GLUED, MQ_TOKEN_SHADDA */
	uint8_t n;     /* bytes of norm */
	uint8_t tail;  /* MQ_TAIL_*: how the last letter was printed */
	bool same;     /* the normal form is the bytes of the span themselves */
	uint32_t mark; /* the code point of a punctuation mark */
	char norm[MQ_WORD_MOST + 64];
} mq_raw;

void mq_scan_open(mq_scan *s, mq_text t);
/* false at the end; norm is filled for words and numbers only */
bool mq_scan_next(mq_scan *s, mq_raw *out);

#endif
