/* What the files of the text room share. */
#ifndef MQ_TEXT_PARTS_H
#define MQ_TEXT_PARTS_H

#include "text/scan.h"
#include "text/segment.h"
#include "text/text.h"

#define MQ_ANALYSES_MOST 3u

typedef struct {
	mq_arena *a;
	char *p;
	size_t left;
} mq_store; /* bytes of normal forms, taken from the arena in blocks */

mq_text mq_store_text(mq_store *s, mq_text t);

/* fills the sentences of a field whose tokens are [from, doc->tokens.n) */
mq_status mq_text_sentences(mq_arena *a, const mq_lexicon *lex, mq_doc *doc, mq_field field, uint32_t from) MQ_MUST_USE;
/* is a word with this first analysis two that were printed without a space: unknown, and both halves are common */
bool mq_text_is_two(const mq_lexicon *lex, mq_text norm, uint8_t tail, const mq_analysis *a);
/* tokens from this one on that are two words without a space become two */
mq_status mq_text_unglue(mq_arena *a, const mq_lexicon *lex, mq_store *store, mq_memo *memo, mq_doc *doc, uint32_t from,
			 bool *parted) MQ_MUST_USE;
/* the singular of an unlisted broken plural by its shape, in room, when it is attested; else MQ_NONE */
mq_text mq_lexicon_singular(const mq_lexicon *lex, mq_text stem, char room[MQ_INDEX_TERM_MOST]);
/* is the stem a word of grammar */
bool mq_lexicon_particle(const mq_lexicon *lex, mq_text stem);
/* the coarser views of a word (rules/ar/views.tsv), with their mark before them: their bytes */
uint8_t mq_view_light(const mq_lexicon *lex, mq_text norm, char out[MQ_INDEX_TERM_MOST]);
uint8_t mq_view_root(const mq_lexicon *lex, mq_text stem, char out[MQ_INDEX_TERM_MOST]);
mq_memo *mq_lexicon_memo(const mq_lexicon *lex, mq_arena *a);
/* does a final stop after this word belong to it («د.», «إل.») */
bool mq_lexicon_abbreviation(const mq_lexicon *lex, mq_text norm);
/* language by script and words: "ar" "fr" … "und" */
mq_text mq_text_language(const mq_lexicon *lex, const mq_doc *doc);

#endif
