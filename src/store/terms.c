#include "store/terms.h"

static void add_term(mq_word *w, mq_text t)
{
	if (t.n > MQ_TERM_MOST) {
		size_t cut = MQ_TERM_MOST;
		while (!mq_utf8_border(t, cut)) cut--;
		t = mq_text_sub(t, 0, cut);
	}
	if (t.n == 0 || w->n == MQ_WORD_TERMS_MOST) return;
	for (uint32_t i = 0; i < w->n; i++)
		if (mq_text_eq(w->term[i], t)) return;
	w->term[w->n++] = t;
}

mq_status mq_words_of(mq_arena *a, const mq_engine *e, mq_text text, mq_word_take take, void *to)
{
	mq_doc doc;
	memset(&doc, 0, sizeof doc);
	MQ_TRY(mq_text_read(a, e->lexicon, MQ_NONE, text, &doc));
	for (uint32_t i = 0; i < doc.tokens.n; i++) {
		const mq_token *t = &doc.tokens.v[i];
		mq_word w = {.start = t->start, .end = t->end};
		if (t->in != MQ_IN_BODY || t->kind == MQ_TOKEN_PUNCT || t->kind == MQ_TOKEN_BREAK) continue;
		add_term(&w, t->norm);
		for (uint8_t k = 0; k < t->analyses; k++) add_term(&w, t->a[k].stem);
		if (w.n && !take(to, &w)) break;
	}
	return MQ_DONE;
}
