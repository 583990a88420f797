/* Any bytes as a text: spans in order and on character borders, normalising twice is normalising once, the terms of a text are
 * those of its words, and of its two halves wherever a word begins. */
#include <stdlib.h>

#include "text/text.h"

#define TEXT_MOST ((size_t)1 << 16)

typedef struct {
	uint64_t sum;
	uint32_t base;
} summing;

static bool add_term(void *to, mq_text term, uint32_t start, uint32_t end, bool colocated)
{
	summing *s = to;
	if (term.n == 0 || term.n > MQ_INDEX_TERM_MOST || start >= end) abort();
	s->sum += mq_hash(term) * (2 * ((uint64_t)(s->base + start) << 20 | (s->base + end)) + 1) + colocated;
	return true;
}

static void sum_part(mq_terms *terms, mq_text t, uint32_t from, uint32_t to, summing *s)
{
	s->base = from;
	mq_terms_each(terms, mq_text_sub(t, from, to), MQ_TERMS_INDEX, add_term, s);
}

static void check_spans(mq_text t, const mq_doc *doc)
{
	uint32_t at = 0;
	for (uint32_t i = doc->body_token; i < doc->tokens.n; i++) {
		const mq_token *k = &doc->tokens.v[i];
		if (k->start < at || k->end <= k->start || k->end > t.n) abort();
		if (!mq_utf8_border(t, k->start) && mq_utf8_bad(t) == SIZE_MAX) abort();
		at = k->end;
	}
	for (uint32_t i = doc->body_sentence; i < doc->sentences.n; i++)
		if (doc->sentences.v[i].start > doc->sentences.v[i].end || doc->sentences.v[i].end > t.n) abort();
}

/* does the word after this one stand right behind it: the stream takes two that a document parts as they are printed */
static bool goes_on(const mq_doc *doc, uint32_t i)
{
	const mq_token *k = &doc->tokens.v[i];
	return i + 1 < doc->tokens.n && k->kind == MQ_TOKEN_ARABIC && k[1].kind == MQ_TOKEN_ARABIC && k->end == k[1].start;
}

static void check_terms(mq_terms *terms, mq_text t, const mq_doc *doc)
{
	summing whole = {0, 0}, words = {0, 0}, halves = {0, 0};
	uint32_t mid = (doc->body_token + doc->tokens.n) / 2;
	while (mid > doc->body_token && goes_on(doc, mid - 1)) mid--;
	uint32_t middle = doc->tokens.n > doc->body_token ? doc->tokens.v[mid].start : 0;
	sum_part(terms, t, 0, (uint32_t)t.n, &whole);
	for (uint32_t i = doc->body_token; i < doc->tokens.n; i++) {
		uint32_t start = doc->tokens.v[i].start;
		if (doc->tokens.v[i].kind > MQ_TOKEN_NUMBER) continue;
		while (goes_on(doc, i)) i++;
		sum_part(terms, t, start, doc->tokens.v[i].end, &words);
	}
	sum_part(terms, t, 0, middle, &halves);
	sum_part(terms, t, middle, (uint32_t)t.n, &halves);
	if (whole.sum != words.sum || whole.sum != halves.sum) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static mq_arena *rules, *a;
	static const mq_lexicon *lex;
	static mq_terms *terms;
	mq_doc doc;
	const mq_pack *pack;
	if (!rules) {
		rules = mq_arena_open(MQ_RULES_ARENA_MOST);
		a = mq_arena_open(MQ_PAGE_ARENA_MOST);
		if (!rules || !a || !mq_ok(mq_pack_open(rules, MQ_NONE, &pack)) || !mq_ok(mq_lexicon_open(rules, pack, &lex)) ||
		    !mq_ok(mq_terms_open(rules, lex, &terms)))
			abort();
	}
	mq_text t = mq_text_at((const char *)data, n < TEXT_MOST ? n : TEXT_MOST);
	mq_arena_clear(a);
	if (!mq_ok(mq_text_read(a, lex, MQ_NONE, t, &doc))) return 0;
	check_spans(t, &doc);
	check_terms(terms, t, &doc);
	mq_text once = mq_text_normal(a, t), twice = mq_text_normal(a, once);
	if (!mq_text_eq(once, twice)) abort();
	return 0;
}
