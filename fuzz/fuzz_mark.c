/* The marks of any text: the first line of the input is the title (and, where it begins with a date, the day of publication), the
 * rest the body. Whatever it holds: spans stay in range and on character borders, a mark's text is its bytes, ids run from 1,
 * a head is a mention, a date does not end before it begins. */
#include <stdlib.h>

#include "mark/mark.h"
#include "record/record.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void hold(bool promise)
{
	if (!promise) abort();
}

static void check_span(const mq_doc *doc, uint8_t in, uint32_t start, uint32_t end, mq_text text)
{
	hold(in < MQ_FIELDS && start <= end && end <= doc->field[in].n);
	hold(mq_utf8_border(doc->field[in], start) && mq_utf8_border(doc->field[in], end));
	hold(mq_text_eq(mq_text_sub(doc->field[in], start, end), text));
}

static void check_marks(const mq_doc *doc, const mq_marks *m)
{
	for (uint32_t i = 0; i < m->mentions.n; i++) {
		const mq_mention *x = &m->mentions.v[i];
		check_span(doc, x->in, x->start, x->end, x->text);
		hold(x->id == i + 1 && x->head >= 1 && x->head <= x->id && x->from < x->to && x->to <= doc->tokens.n);
	}
	for (uint32_t i = 0; i < m->dates.n; i++) {
		const mq_date *d = &m->dates.v[i];
		check_span(doc, d->in, d->start, d->end, d->text);
		hold((d->from == MQ_NO_DAY) == (d->to == MQ_NO_DAY) && d->from <= d->to);
	}
	for (uint32_t i = 0; i < m->quotes.n; i++) {
		const mq_quote *q = &m->quotes.v[i];
		check_span(doc, q->in, q->start, q->end, q->text);
		hold(q->speaker <= m->mentions.n);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static mq_engine engine;
	static mq_arena *forever;
	if (!forever) {
		forever = mq_arena_open(MQ_RULES_ARENA_MOST);
		if (!forever || !mq_ok(mq_engine_open(forever, MQ_NONE, &engine))) return 0;
	}
	mq_text rest = mq_text_at((const char *)data, n), title;
	if (mq_utf8_bad(rest) != SIZE_MAX || !mq_text_split(&rest, '\n', &title)) return 0;
	if (mq_text_none(rest)) rest = MQ_T("");
	mq_arena *a = mq_arena_open((size_t)64 << 20);
	if (!a) return 0;
	mq_article article = {.title = title, .body = rest, .published_day = mq_day_parse(title)};
	if (article.published_day != MQ_NO_DAY) article.published = mq_text_sub(title, 0, 10);
	mq_doc doc;
	mq_marks marks;
	mq_status s = mq_text_read(a, engine.lexicon, article.title, rest, &doc);
	if (mq_ok(s)) s = mq_mark_doc(a, engine.marker, &article, &doc, &marks);
	if (mq_ok(s)) check_marks(&doc, &marks);
	mq_arena_close(a);
	return 0;
}
