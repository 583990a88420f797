/* Self-training: sentences of news, labelled by a first model and by the room of marks. */

#include "mark/people.h"
#include "ner_parts.h"

typedef struct {
	setup *t;
	const model *m;
	instances *out;
	chain *c;
	uint32_t articles;
} teacher;

/* what the patterns of offices and the table of countries say of every token: 0 nothing, else a label + 1 */
static bool second_opinion(setup *t, const mq_doc *doc, mq_text body, uint8_t **out)
{
	mq_article article = {.body = body, .published_day = MQ_NO_DAY};
	mq_marks marks;
	uint8_t *label = MQ_ARRAY(t->page, uint8_t, doc->tokens.n + 1);
	if (!label || !mq_ok(mq_mark_doc(t->page, t->marker, &article, doc, &marks))) return false;
	for (uint32_t i = 0; i < marks.mentions.n; i++) {
		const mq_mention *m = &marks.mentions.v[i];
		bool person = m->kind == MQ_PERSON && m->text.p != m->role.p;
		if (!person && !(m->kind == MQ_COUNTRY && m->by == MQ_BY_NAME)) continue;
		uint8_t first = person ? MQ_NER_B_PER : MQ_NER_B_LOC;
		for (uint32_t k = m->from; k < m->to; k++) label[k] = (uint8_t)(1 + first + (k > m->from));
	}
	*out = label;
	return true;
}

/* both opinions of a word: where the patterns name a person the tagger did not see, or it saw one that they do not, both may be
 */
static uint16_t agree(uint8_t tagged, uint8_t said)
{
	bool person = tagged == MQ_NER_B_PER || tagged == MQ_NER_I_PER;
	if (said) return (uint16_t)(1u << (said - 1));
	if (person) return (uint16_t)(1u << tagged | 1u << MQ_NER_O);
	return (uint16_t)(1u << tagged);
}

/* labels that are so likely that they may be right, of each word; false where doubts are not asked for */
static bool likely(teacher *h, uint32_t n, uint16_t *maybe)
{
	memset(maybe, 0, sizeof *maybe * n);
	if (h->t->doubt >= 1) return false;
	ner_marginals(h->m, n, h->c);
	for (uint32_t i = 0; i < n; i++)
		for (int k = 0; k < L; k++)
			if (h->c->expect[i][k] > h->t->doubt) maybe[i] |= (uint16_t)(1u << k);
	return true;
}

/* the lead of an article, labelled by the first model and by the patterns; sentences that neither is sure of stay out */
static bool teach(void *to, mq_text title, mq_text body)
{
	teacher *h = to;
	setup *t = h->t;
	mq_doc doc;
	mq_ner_word *w;
	uint32_t n;
	uint8_t *said = NULL;
	(void)title;
	mq_arena_clear(t->page);
	if (++h->articles % t->self_step) return true;
	if (!mq_ok(mq_text_read(t->page, t->lex, MQ_NONE, body, &doc)) || !mq_words_of_doc(t->page, &doc, &w, &n)) return true;
	if (!second_opinion(t, &doc, body, &said)) return true;
	uint8_t *of_word = MQ_ARRAY(t->page, uint8_t, n + 1);
	for (uint32_t s = 0, k = 0; s < doc.sentences.n; s++)
		for (uint32_t i = doc.sentences.v[s].from; i < doc.sentences.v[s].to; i++)
			if (doc.tokens.v[i].kind != MQ_TOKEN_BREAK) of_word[k++] = said[i];
	if (n > 400) n = 400;
	if (n == 0) return true;
	w[n - 1].ends = true;
	uint32_t s0 = h->out->sentences.n, kept = s0, w0 = h->out->allowed.n;
	if (!ner_add_document(t, w, NULL, n, (float)t->self_weight, h->out)) return false;
	*(uint32_t *)mq_push(t->data, &h->out->at) = h->out->rows.n; /* for the last word's rows; taken back below */
	for (uint32_t i = s0; i < h->out->sentences.n; i++) {
		sentence s = h->out->sentences.v[i];
		uint8_t l[LENGTH_MOST];
		uint32_t people = 0, named = 0;
		float sure = ner_label(h->m, h->out, &s, h->c, l) - ner_forward(h->m, NULL, s.to - s.from, h->c);
		uint16_t maybe[LENGTH_MOST];
		bool doubted = likely(h, s.to - s.from, maybe);
		for (uint32_t k = s.from; k < s.to; k++) {
			uint8_t second = of_word[k - w0];
			h->out->allowed.v[k] = agree(l[k - s.from], second) | maybe[k - s.from];
			people += second == MQ_NER_B_PER + 1;
			named += l[k - s.from] != 0;
		}
		if ((people && sure > -6.0f) || ((doubted || sure > -0.7f) && (named || i % 4 == 0)))
			h->out->sentences.v[kept++] = s;
	}
	h->out->at.n--;
	h->out->sentences.n = kept;
	return h->out->allowed.n < t->self_most;
}

bool ner_self_train(setup *t, const model *m, instances *out)
{
	teacher h = {.t = t, .m = m, .out = out, .c = mq_heap_alloc(sizeof(chain))};
	for (int i = 0; i < t->news_n; i++)
		if (!mq_news_read(t->news[i], teach, &h)) return false;
	fprintf(stderr, "self-training: %u sentences, %u words\n", out->sentences.n, out->allowed.n);
	mq_heap_free(h.c);
	return true;
}
