#include "text/lexicon.h"

#define CODES_MOST 16u

typedef struct {
	const mq_text *code;
	uint32_t words;
} tally;

static void count_word(const mq_text *code, tally *t, uint32_t *n)
{
	uint32_t i = 0;
	while (i < *n && t[i].code != code && !mq_text_eq(*t[i].code, *code)) i++;
	if (i == CODES_MOST) return;
	if (i == *n) t[(*n)++] = (tally){code, 0};
	t[i].words++;
}

/* the words of one kind */
typedef struct {
	int kind;
	tally t[CODES_MOST];
	uint32_t n;
} kind_words;

/* counts the function words of a kind, and how many tokens of each kind there are */
static void count_words(const mq_lexicon *lex, const mq_doc *doc, uint32_t from, kind_words *w, uint32_t seen[MQ_TOKEN_BREAK + 1])
{
	const mq_token *k = doc->tokens.v + from, *end = doc->tokens.v + doc->tokens.n;
	for (; k < end; k++) {
		seen[k->kind]++;
		const mq_text *code = k->kind == w->kind ? mq_lexicon_language(lex, k->key) : NULL;
		if (code) count_word(code, w->t, &w->n);
	}
}

/* the language whose function words are met most among words of the kind */
static mq_text most_met(const kind_words *w, mq_text otherwise)
{
	uint32_t best = 0;
	for (uint32_t i = 1; i < w->n; i++)
		if (w->t[i].words > w->t[best].words) best = i;
	return w->n > 0 ? *w->t[best].code : otherwise;
}

mq_text mq_text_language(const mq_lexicon *lex, const mq_doc *doc)
{
	uint32_t seen[MQ_TOKEN_BREAK + 1] = {0}, again[MQ_TOKEN_BREAK + 1] = {0};
	uint32_t from = doc->body_token < doc->tokens.n ? doc->body_token : 0;
	kind_words arabic = {.kind = MQ_TOKEN_ARABIC}, other = {.kind = MQ_TOKEN_ARABIC};
	count_words(lex, doc, from, &arabic, seen);
	for (int k = MQ_TOKEN_LATIN; k <= MQ_TOKEN_OTHER_WORD; k++)
		if (seen[k] > seen[other.kind]) other.kind = k;
	if (seen[other.kind] == 0 || other.kind == MQ_TOKEN_OTHER_WORD) return MQ_T("und");
	if (other.kind == MQ_TOKEN_TIFINAGH) return MQ_T("zgh");
	if (other.kind == MQ_TOKEN_ARABIC) return most_met(&arabic, MQ_T("ar"));
	count_words(lex, doc, from, &other, again);
	return most_met(&other, MQ_T("und"));
}
