/* Pairs quotation marks, paragraph by paragraph. A straight mark opens or closes by its neighbours, as the text room saw them;
 * the same mark may be nested; an unclosed quotation ends with its paragraph. */
#include "mark/quotes.h"

bool mq_is_quote_mark(const mq_token *t)
{
	static const char *const marks[] = {"\"", "«", "»", "“", "”", "„", "‟", "″", "‹", "›"};
	if (t->kind != MQ_TOKEN_PUNCT || !(t->flags & (MQ_TOKEN_OPENS | MQ_TOKEN_CLOSES))) return false;
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
		if (mq_text_eq(t->norm, mq_text_of(marks[i]))) return true;
	return false;
}

static uint32_t count_words(const mq_doc *doc, uint32_t from, uint32_t to)
{
	uint32_t n = 0;
	for (uint32_t i = from; i < to; i++)
		if (doc->tokens.v[i].kind < MQ_TOKEN_PUNCT && !(doc->tokens.v[i].flags & MQ_TOKEN_GLUED)) n++;
	return n;
}

static mq_status add_span(mq_arena *a, const mq_doc *doc, uint32_t open, uint32_t close, mq_quote_spans *out)
{
	if (close <= open + 1) return MQ_DONE;
	mq_quote_span *s = mq_push(a, out);
	if (!s) return mq_fail_memory(a);
	*s = (mq_quote_span){open, close, count_words(doc, open + 1, close)};
	/* the first word is glued to the mark */
	if (doc->tokens.v[open + 1].kind < MQ_TOKEN_PUNCT && (doc->tokens.v[open + 1].flags & MQ_TOKEN_GLUED)) s->words++;
	return MQ_DONE;
}

/* a mark that looks like an opening one, but closes: «"القاعدة "، و…» (a comma right behind it), or the other end of words that
 * were set with spaces inside the marks: «" كلام "وهذا» */
static bool closes_after_all(const mq_doc *doc, uint32_t open, uint32_t i, uint32_t to)
{
	const mq_token *behind = i + 1 < to ? &doc->tokens.v[i + 1] : NULL;
	if (!behind) return true;
	bool stop = behind->kind == MQ_TOKEN_PUNCT && !(behind->flags & (MQ_TOKEN_OPENS | MQ_TOKEN_CLOSES));
	if (stop && (behind->flags & MQ_TOKEN_GLUED)) return true;
	return !(doc->tokens.v[open + 1].flags & MQ_TOKEN_GLUED) && !(doc->tokens.v[i].flags & MQ_TOKEN_GLUED);
}

static mq_status pair_paragraph(mq_arena *a, const mq_doc *doc, uint32_t from, uint32_t to, mq_quote_spans *out)
{
	uint32_t depth = 0, open = 0, last_close = 0;
	for (uint32_t i = from; i < to; i++) {
		const mq_token *t = &doc->tokens.v[i];
		if (!mq_is_quote_mark(t)) continue;
		bool opens = t->flags & MQ_TOKEN_OPENS, closes = t->flags & MQ_TOKEN_CLOSES;
		if (depth == 0) {
			open = i; /* a closing mark with nothing open was set with its space on the wrong side */
			depth = 1;
			last_close = 0;
		} else if (opens && !closes && !(depth == 1 && closes_after_all(doc, open, i, to))) depth++;
		else {
			last_close = i;
			if (--depth == 0) MQ_TRY(add_span(a, doc, open, i, out));
		}
	}
	if (depth == 0) return MQ_DONE;
	return add_span(a, doc, open, last_close > open ? last_close : to, out);
}

mq_status mq_quote_spans_find(mq_arena *a, const mq_doc *doc, mq_quote_spans *out)
{
	uint32_t from = 0;
	for (uint32_t i = 0; i <= doc->tokens.n; i++) {
		bool end = i == doc->tokens.n || doc->tokens.v[i].kind == MQ_TOKEN_BREAK || i == doc->body_token;
		if (!end) continue;
		MQ_TRY(pair_paragraph(a, doc, from, i, out));
		from = i < doc->tokens.n && doc->tokens.v[i].kind == MQ_TOKEN_BREAK ? i + 1 : i;
	}
	return MQ_DONE;
}
