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

/* the language whose function words are met most among words of a kind */
static mq_text of_kind(const mq_lexicon *lex, const mq_doc *doc, uint32_t from, int kind, mq_text otherwise)
{
	tally t[CODES_MOST];
	uint32_t n = 0, best = 0;
	for (uint32_t i = from; i < doc->tokens.n; i++) {
		const mq_token *k = &doc->tokens.v[i];
		const mq_text *code = k->kind == kind ? mq_lexicon_language(lex, k->key) : NULL;
		if (code) count_word(code, t, &n);
	}
	for (uint32_t i = 1; i < n; i++)
		if (t[i].words > t[best].words) best = i;
	return n > 0 ? *t[best].code : otherwise;
}

mq_text mq_text_language(const mq_lexicon *lex, const mq_doc *doc)
{
	uint32_t seen[MQ_TOKEN_BREAK + 1] = {0};
	uint32_t from = doc->body_token < doc->tokens.n ? doc->body_token : 0;
	int most = MQ_TOKEN_ARABIC;
	for (uint32_t i = from; i < doc->tokens.n; i++) seen[doc->tokens.v[i].kind]++;
	for (int k = MQ_TOKEN_LATIN; k <= MQ_TOKEN_OTHER_WORD; k++)
		if (seen[k] > seen[most]) most = k;
	if (seen[most] == 0 || most == MQ_TOKEN_OTHER_WORD) return MQ_T("und");
	if (most == MQ_TOKEN_TIFINAGH) return MQ_T("zgh");
	return of_kind(lex, doc, from, most, most == MQ_TOKEN_ARABIC ? MQ_T("ar") : MQ_T("und"));
}
