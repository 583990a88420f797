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
/* up to MQ_ANALYSES_MOST analyses of a normal form, the likeliest first; stems point into norm, or into stems
 * where the clitic changed their last letter. At least one */
#define MQ_STEMS_ROOM (MQ_ANALYSES_MOST * (MQ_WORD_MOST + 64u))
size_t mq_lexicon_analyze(const mq_lexicon *lex, mq_text norm, uint8_t tail, char stems[MQ_STEMS_ROOM],
			  mq_analysis out[MQ_ANALYSES_MOST]);
/* A word whose segments are known, and the hashes of their stems. What the lexicon has of them stands far apart in memory: words
 * are taken several at a time, each asked for before any is looked at */
typedef struct {
	mq_raw word;
	uint32_t n;
	uint64_t key[MQ_SEGMENTS_MOST];
	mq_segment all[MQ_SEGMENTS_MOST];
} mq_ahead;
/* from word on; asks for the tags of its stems, the second for their entries */
void mq_lexicon_ahead(const mq_lexicon *lex, mq_ahead *w);
void mq_lexicon_ahead_entries(const mq_lexicon *lex, const mq_ahead *w);
/* the singular of an unlisted broken plural by its shape, in room, when it is attested; else MQ_NONE */
mq_text mq_lexicon_singular(const mq_lexicon *lex, mq_text stem, char room[MQ_INDEX_TERM_MOST]);
/* the terms of a word */
typedef struct {
	uint32_t n;
	uint8_t size[MQ_TERMS_MOST];
	char term[MQ_TERMS_MOST][MQ_INDEX_TERM_MOST];
} mq_word_terms;
/* is the stem a word of grammar */
bool mq_lexicon_particle(const mq_lexicon *lex, mq_text stem);
void mq_lexicon_terms(const mq_lexicon *lex, const mq_ahead *w, int which, mq_word_terms *out);
/* the coarser views of a word (rules/ar/views.tsv), with their mark before them: their bytes */
uint8_t mq_view_light(const mq_lexicon *lex, mq_text norm, char out[MQ_INDEX_TERM_MOST]);
uint8_t mq_view_root(const mq_lexicon *lex, mq_text stem, char out[MQ_INDEX_TERM_MOST]);
/* the same for a token of a document, whose analyses and stems go to the arena; memo remembers them (NULL: nothing does).
 * false when memory is out */
bool mq_lexicon_fill(const mq_lexicon *lex, mq_arena *a, mq_store *store, mq_memo *memo, mq_token *k, uint8_t tail);
mq_memo *mq_lexicon_memo(const mq_lexicon *lex, mq_arena *a);
/* does a final stop after this word belong to it («د.», «إل.») */
bool mq_lexicon_abbreviation(const mq_lexicon *lex, mq_text norm);
/* the language whose function word has this normal form's hash, or MQ_NONE (rules/languages.tsv) */
mq_text mq_lexicon_language(const mq_lexicon *lex, uint64_t key);
/* language by script and words: "ar" "fr" … "und" */
mq_text mq_text_language(const mq_lexicon *lex, const mq_doc *doc);

#endif
