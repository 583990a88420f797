#include "record/record.h"

mq_status mq_engine_open_reading(mq_arena *a, mq_text rules_folder, mq_engine *out)
{
	memset(out, 0, sizeof *out);
	MQ_TRY(mq_pack_open(a, rules_folder, &out->pack));
	MQ_TRY(mq_marker_open_countries(a, out->pack, &out->marker));
	mq_pack_hash(out->pack, MQ_T("rules/"), out->rules_hash);
	mq_pack_hash(out->pack, MQ_T("models/"), out->model_hash);
	return MQ_DONE;
}

mq_status mq_engine_open(mq_arena *a, mq_text rules_folder, mq_engine *out)
{
	memset(out, 0, sizeof *out);
	MQ_TRY(mq_pack_open(a, rules_folder, &out->pack));
	MQ_TRY(mq_profiles_open(a, out->pack, &out->profiles));
	MQ_TRY(mq_lexicon_open(a, out->pack, &out->lexicon));
	MQ_TRY(mq_marker_open(a, out->pack, out->lexicon, &out->marker));
	MQ_TRY(mq_coder_open(a, out->pack, out->lexicon, out->marker, &out->coder));
	mq_pack_hash(out->pack, MQ_T("rules/"), out->rules_hash);
	mq_pack_hash(out->pack, MQ_T("models/"), out->model_hash);
	return MQ_DONE;
}

static mq_status run_article(mq_arena *a, const mq_engine *e, mq_record *r)
{
	return mq_article_make(a, e->profiles, r->page, &r->article);
}

static mq_status run_text(mq_arena *a, const mq_engine *e, mq_record *r)
{
	return mq_text_read(a, e->lexicon, r->article.title, r->article.body, &r->doc);
}

static mq_status run_mark(mq_arena *a, const mq_engine *e, mq_record *r)
{
	return mq_mark_doc(a, e->marker, &r->article, &r->doc, &r->marks);
}

static mq_status run_event(mq_arena *a, const mq_engine *e, mq_record *r)
{
	MQ_TRY(mq_code_events(a, e->coder, &r->article, &r->doc, &r->marks, &r->events));
	return mq_code_instruments(a, e->coder, &r->article, &r->doc, &r->marks, &r->events, &r->instruments);
}

static void trace_article(const mq_record *r, mq_buf *out)
{
	const mq_article *x = &r->article;
	mq_buf_print(out, "title      %.*s\n", MQ_ARG(x->title));
	mq_buf_print(out, "outlet     %.*s\n", MQ_ARG(x->outlet));
	mq_buf_print(out, "published  %.*s\n", MQ_ARG(x->published));
	mq_buf_print(out, "lang       %.*s\n", MQ_ARG(x->lang));
	mq_buf_print(out, "body       %zu bytes in %u runs of the page\n", x->body.n, x->map.n);
	mq_buf_print(out, "headlines  %u, images %u\n", x->headlines.n, x->images.n);
	if (x->warning.n) mq_buf_print(out, "warning    %.*s\n", MQ_ARG(x->warning));
}

static void trace_text(const mq_record *r, mq_buf *out)
{
	mq_buf_print(out, "language   %.*s\n", MQ_ARG(r->doc.lang));
	mq_buf_print(out, "sentences  %u\ntokens     %u\n", r->doc.sentences.n, r->doc.tokens.n);
}

static void trace_mark(const mq_record *r, mq_buf *out)
{
	for (uint32_t i = 0; i < r->marks.mentions.n; i++) {
		const mq_mention *m = &r->marks.mentions.v[i];
		mq_buf_print(out, "%-12s %s[%u,%u) %.*s", mq_mention_kinds[m->kind], m->in ? "body" : "title", m->start, m->end,
			     MQ_ARG(m->text));
		if (m->country[0]) mq_buf_print(out, "  %s", m->country);
		if (m->role.n) mq_buf_print(out, "  (%.*s)", MQ_ARG(m->role));
		mq_buf_byte(out, '\n');
	}
	for (uint32_t i = 0; i < r->marks.dates.n; i++) {
		const mq_date *d = &r->marks.dates.v[i];
		char from[11] = "?", to[11] = "?";
		if (d->from != MQ_NO_DAY) mq_day_print(d->from, from);
		if (d->to != MQ_NO_DAY) mq_day_print(d->to, to);
		mq_buf_print(out, "date         %s[%u,%u) %.*s  %s..%s\n", d->in ? "body" : "title", d->start, d->end,
			     MQ_ARG(d->text), from, to);
	}
	for (uint32_t i = 0; i < r->marks.quotes.n; i++) {
		const mq_quote *q = &r->marks.quotes.v[i];
		mq_buf_print(out, "quote        [%u,%u) by %u %.*s\n", q->start, q->end, q->speaker, MQ_ARG(q->verb));
	}
}

static void trace_party(const char *label, const mq_party *p, uint32_t n, mq_buf *out)
{
	if (n == 0) return;
	mq_buf_print(out, "  %s", label);
	for (uint32_t i = 0; i < n; i++) mq_buf_print(out, " %s", p[i].country);
}

static void trace_event(const mq_record *r, mq_buf *out)
{
	for (uint32_t i = 0; i < r->events.n; i++) {
		const mq_event *e = &r->events.v[i];
		char from[11] = "-", to[11] = "-";
		if (e->from != MQ_NO_DAY) mq_day_print(e->from, from);
		if (e->to != MQ_NO_DAY) mq_day_print(e->to, to);
		mq_buf_print(out, "%s %.*s%s", mq_event_kinds[e->kind].name, MQ_ARG(mq_event_status_name(e->status)),
			     e->background ? " background" : "");
		trace_party("actors", e->actors.v, e->actors.n, out);
		trace_party("recipients", e->recipients.v, e->recipients.n, out);
		mq_buf_print(out, "  %s..%s  by %.*s (%.2f)\n", from, to, MQ_ARG(e->rule), e->confidence);
		for (uint32_t k = 0; k < e->evidence.n; k++) {
			const mq_evidence *v = &e->evidence.v[k];
			mq_buf_print(out, "    %s[%u,%u) %.*s\n", v->in ? "body" : "title", v->start, v->end,
				     MQ_ARG(mq_text_sub(r->doc.field[v->in], v->start, v->end)));
		}
	}
}

static void trace_instruments(const mq_record *r, mq_buf *out)
{
	for (uint32_t i = 0; i < r->instruments.n; i++) {
		const mq_instrument *x = &r->instruments.v[i];
		mq_buf_print(out, "instrument %.*s %s: %.*s", MQ_ARG(x->kind), mq_stage_names[x->stage], MQ_ARG(x->name));
		if (x->edition) mq_buf_print(out, " no. %d", x->edition);
		if (x->year) mq_buf_print(out, " of %d", x->year);
		for (uint8_t k = 0; k < x->countries; k++) mq_buf_print(out, " %s", x->country[k]);
		mq_buf_byte(out, '\n');
		for (uint32_t k = 0; k < x->facts.n; k++)
			mq_buf_print(out, "    %.*s: %.*s\n", MQ_ARG(x->facts.v[k].field), MQ_ARG(x->facts.v[k].value));
	}
}

static void trace_events(const mq_record *r, mq_buf *out)
{
	trace_event(r, out);
	trace_instruments(r, out);
}

const mq_stage mq_stages[] = {
    {"article", MQ_TO_ARTICLE, run_article, trace_article},
    {"text", MQ_TO_MARKS, run_text, trace_text},
    {"mark", MQ_TO_MARKS, run_mark, trace_mark},
    {"event", MQ_TO_EVENTS, run_event, trace_events},
};
const size_t mq_stages_n = sizeof mq_stages / sizeof *mq_stages;

/* Same page, same id: over the canonical URL, or without one over the bytes. */
static void make_ids(mq_record *r)
{
	mq_sha256_hex(r->page->stored, r->sha256);
	if (r->article.url.n) mq_sha256_hex(r->article.url, r->id);
	else memcpy(r->id, r->sha256, sizeof r->id);
}

mq_status mq_record_make(mq_arena *a, const mq_engine *e, const mq_page *page, mq_depth depth, mq_record *out)
{
	memset(out, 0, sizeof *out);
	out->page = page;
	for (size_t i = 0; i < mq_stages_n; i++) {
		if (mq_stages[i].depth > depth) break;
		mq_status s = mq_stages[i].run(a, e, out);
		if (!mq_ok(s)) return mq_fail(a, s.code, s.byte, "%s: %.*s", mq_stages[i].name, MQ_ARG(s.why));
	}
	make_ids(out);
	return MQ_DONE;
}

void mq_record_trace(const mq_record *r, mq_buf *out)
{
	mq_buf_print(out, "── page\n%.*s record %llu, %.*s, %.*s, %zu bytes, sha256 %.16s…\n", MQ_ARG(r->page->path),
		     (unsigned long long)r->page->record, MQ_ARG(r->page->media_type), MQ_ARG(r->page->charset),
		     r->page->stored.n, r->sha256);
	if (r->page->warning.n) mq_buf_print(out, "warning    %.*s\n", MQ_ARG(r->page->warning));
	for (size_t i = 0; i < mq_stages_n; i++) {
		mq_buf_print(out, "── %s\n", mq_stages[i].name);
		mq_stages[i].trace(r, out);
	}
}
