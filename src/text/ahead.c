/* What the lexicon has of a word's stems, asked for while other words are looked at: tags, then entries, readings, heads. Each
 * step wants what the one before it asked for. */
#include "text/lexicon.h"

void mq_cuts_make(const mq_lexicon *lex, mq_text norm, uint8_t tail, mq_cuts *c)
{
	char room[MQ_STEM_ROOM];
	c->n = (uint32_t)mq_segments(&lex->clitics, norm, tail, c->all);
	for (uint32_t i = 0; i < c->n; i++) {
		c->key[i] = mq_hash(mq_segment_stem(&lex->clitics, norm, &c->all[i], room));
		mq_lexicon_fetch(lex, c->key[i]);
	}
}

void mq_cuts_fetch(const mq_lexicon *lex, const mq_cuts *c)
{
	for (uint32_t i = 0; i < c->n; i++) mq_lexicon_fetch_entry(lex, c->key[i]);
}

void mq_cuts_find(const mq_lexicon *lex, const mq_cuts *c, const mq_entry *e[MQ_SEGMENTS_MOST])
{
	for (uint32_t i = 0; i < c->n; i++) {
		e[i] = mq_lexicon_find(lex, c->key[i]);
		if (e[i]) __builtin_prefetch(&lex->readings.v[e[i]->reading]);
	}
}

/* the heads that the stems' readings say, and the shape of the word */
static void fetch_heads(const mq_lexicon *lex, mq_text norm, const mq_coming_word *c)
{
	for (uint32_t i = 0; i < c->cuts.n; i++)
		if (c->e[i] && c->e[i]->reading) __builtin_prefetch(&lex->heads.v[lex->readings.v[c->e[i]->reading].head]);
	mq_shape_fetch(lex->shape, norm);
}

void mq_coming_cut(const mq_lexicon *lex, mq_text norm, uint8_t tail, mq_coming_word *c)
{
	mq_cuts_make(lex, norm, tail, &c->cuts);
	c->steps = 1;
}

void mq_coming_step(const mq_lexicon *lex, mq_text norm, mq_coming_word *c)
{
	if (c->steps == 1) mq_cuts_fetch(lex, &c->cuts);
	else if (c->steps == 2) mq_cuts_find(lex, &c->cuts, c->e);
	else fetch_heads(lex, norm, c);
	c->steps++;
}
