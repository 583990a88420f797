#include "serve/body.h"

#include <stdlib.h>

typedef enum { L_EVIDENCE, L_QUOTE, L_PERSON, L_COUNTRY, L_PLACE, L_ORGANIZATION, L_INSTRUMENT, L_DATE, LAYERS } layer;

/* a place where something opens or closes */
typedef struct {
	uint32_t at;
	uint8_t layer;
	bool opens;
	uint32_t of; /* index of the event, mention, date, quote */
} point;

typedef struct {
	mq_request *r;
	const mq_record *record;
	mq_text text;
	uint8_t field;
	MQ_VEC(point) points;
	mq_buf out;
	uint16_t lit[MQ_LIT_EVENTS_MOST]; /* how many spans of an event are open */
	bool anchored[MQ_LIT_EVENTS_MOST];
	uint32_t open[LAYERS], last[LAYERS]; /* how many, and the newest */
	bool in_evidence, failed;
	uint32_t lit_event; /* an id, or 0 */
} painter;

static int by_place(const void *a, const void *b)
{
	const point *x = a, *y = b;
	if (x->at != y->at) return x->at < y->at ? -1 : 1;
	if (x->opens != y->opens) return x->opens ? 1 : -1; /* what ends here ends before what begins here */
	if (x->layer != y->layer) return x->layer < y->layer ? -1 : 1;
	return x->of < y->of ? -1 : x->of > y->of;
}

static void add_span(painter *p, uint8_t layer_of, uint32_t of, uint32_t start, uint32_t end)
{
	if (end > p->text.n || start >= end) return;
	point *open = mq_push(p->r->arena, &p->points);
	if (open) *open = (point){start, layer_of, true, of};
	point *close = mq_push(p->r->arena, &p->points);
	if (close) *close = (point){end, layer_of, false, of};
	if (!open || !close) p->failed = true;
}

static void add_marks(painter *p)
{
	static const uint8_t layer_of[] = {L_PERSON, L_ORGANIZATION, L_PLACE, L_COUNTRY, L_INSTRUMENT, LAYERS};
	const mq_marks *m = &p->record->marks;
	for (uint32_t i = 0; i < m->mentions.n; i++) {
		const mq_mention *x = &m->mentions.v[i];
		if (x->in == p->field && x->kind < sizeof layer_of && layer_of[x->kind] < LAYERS && x->by != MQ_BY_PAIR)
			add_span(p, layer_of[x->kind], i, x->start, x->end);
	}
	for (uint32_t i = 0; i < m->dates.n; i++)
		if (m->dates.v[i].in == p->field) add_span(p, L_DATE, i, m->dates.v[i].start, m->dates.v[i].end);
	for (uint32_t i = 0; i < m->quotes.n; i++)
		if (m->quotes.v[i].in == p->field) add_span(p, L_QUOTE, i, m->quotes.v[i].start, m->quotes.v[i].end);
	for (uint32_t i = 0; i < p->record->events.n && i < MQ_LIT_EVENTS_MOST; i++) {
		const mq_event *e = &p->record->events.v[i];
		/* an id stands once on the page: in the field of the best evidence */
		p->anchored[i] = e->evidence.n == 0 || e->evidence.v[0].in != p->field;
		for (uint32_t k = 0; k < e->evidence.n; k++)
			if (e->evidence.v[k].in == p->field)
				add_span(p, L_EVIDENCE, i, e->evidence.v[k].start, e->evidence.v[k].end);
	}
}

static void close_evidence(painter *p)
{
	if (p->in_evidence) mq_buf_put(&p->out, MQ_T("</span>"));
	p->in_evidence = false;
}

static void open_evidence(painter *p)
{
	bool any = false;
	for (uint32_t i = 0; i < MQ_LIT_EVENTS_MOST; i++) {
		if (!p->lit[i]) continue;
		mq_buf_print(&p->out, any ? " e%u" : "<span class=\"ev e%u", p->record->events.v[i].id);
		if (p->record->events.v[i].id == p->lit_event) mq_buf_put(&p->out, MQ_T(" lit"));
		any = true;
	}
	if (!any) return;
	mq_buf_put(&p->out, MQ_T("\">"));
	p->in_evidence = true;
	for (uint32_t i = 0; i < MQ_LIT_EVENTS_MOST; i++) {
		if (!p->lit[i] || p->anchored[i]) continue;
		mq_buf_print(&p->out, "<span class=\"anchor\" id=\"e%u\"></span>", p->record->events.v[i].id);
		p->anchored[i] = true;
	}
}

static void put_date(painter *p, mq_text words)
{
	const mq_date *d = &p->record->marks.dates.v[p->last[L_DATE]];
	if (d->from == MQ_NO_DAY) {
		mq_html_text(&p->out, words);
		return;
	}
	char iso[11];
	mq_day_print(d->from, iso);
	mq_text said = mq_say_days(p->r->arena, p->r->messages, p->r->lang, d->from, d->to, d->precision);
	mq_buf_print(&p->out, "<time class=\"m date\" datetime=\"%s\" title=\"", iso);
	mq_html_text(&p->out, said);
	mq_buf_put(&p->out, MQ_T("\">"));
	mq_html_text(&p->out, words);
	mq_buf_put(&p->out, MQ_T("</time>"));
}

static void put_person(painter *p, mq_text words)
{
	const mq_mention *m = &p->record->marks.mentions.v[p->last[L_PERSON]];
	mq_text name = m->name.n ? m->name : m->text;
	mq_buf_print(&p->out, "<a class=\"m person\" href=\"%.*s/search?q=person%%3A%%22", MQ_ARG(mq_base(p->r)));
	mq_html_url_part(&p->out, name);
	mq_buf_put(&p->out, MQ_T("%22\""));
	if (m->role.n) {
		mq_buf_put(&p->out, MQ_T(" title=\""));
		mq_html_text(&p->out, m->role);
		mq_buf_byte(&p->out, '"');
	}
	mq_buf_byte(&p->out, '>');
	mq_html_text(&p->out, words);
	mq_buf_put(&p->out, MQ_T("</a>"));
}

static void put_mention(painter *p, const char *class_name, uint8_t layer_of, mq_text words)
{
	const mq_mention *m = &p->record->marks.mentions.v[p->last[layer_of]];
	mq_buf_print(&p->out, "<span class=\"m %s\"", class_name);
	mq_text name = m->country[0] ? mq_country_name(p->r, m->country) : m->name;
	if (name.n) {
		mq_buf_put(&p->out, MQ_T(" title=\""));
		mq_html_text(&p->out, name);
		mq_buf_byte(&p->out, '"');
	}
	mq_buf_byte(&p->out, '>');
	mq_html_text(&p->out, words);
	mq_buf_put(&p->out, MQ_T("</span>"));
}

static void put_words(painter *p, mq_text words)
{
	if (p->open[L_QUOTE]) mq_buf_put(&p->out, MQ_T("<span class=\"said\">"));
	if (p->open[L_PERSON]) put_person(p, words);
	else if (p->open[L_DATE]) put_date(p, words);
	else if (p->open[L_INSTRUMENT]) put_mention(p, "instrument", L_INSTRUMENT, words);
	else if (p->open[L_COUNTRY]) put_mention(p, "country", L_COUNTRY, words);
	else if (p->open[L_PLACE]) put_mention(p, "place", L_PLACE, words);
	else if (p->open[L_ORGANIZATION]) put_mention(p, "organization", L_ORGANIZATION, words);
	else mq_html_text(&p->out, words);
	if (p->open[L_QUOTE]) mq_buf_put(&p->out, MQ_T("</span>"));
}

/* a stretch with the same marks all through; paragraphs end inside it where the text has a newline */
static void put_stretch(painter *p, uint32_t from, uint32_t to)
{
	mq_text rest = mq_text_sub(p->text, from, to), line;
	for (bool first = true; mq_text_split(&rest, '\n', &line); first = false) {
		if (!first) {
			close_evidence(p);
			mq_buf_put(&p->out, MQ_T("</p>\n<p dir=\"auto\">"));
		}
		if (line.n == 0) continue;
		if (!p->in_evidence) open_evidence(p);
		put_words(p, line);
	}
}

static void apply(painter *p, const point *x)
{
	if (x->layer == L_EVIDENCE) {
		p->lit[x->of] = (uint16_t)(p->lit[x->of] + (x->opens ? 1 : -1));
		close_evidence(p);
		return;
	}
	p->open[x->layer] += x->opens ? 1u : (uint32_t)-1;
	if (x->opens) p->last[x->layer] = x->of;
}

mq_text mq_body_html(mq_request *r, const mq_record *record, uint8_t field) { return mq_body_html_lit(r, record, field, 0); }

mq_text mq_body_html_lit(mq_request *r, const mq_record *record, uint8_t field, uint32_t event)
{
	painter p = {.r = r,
		     .lit_event = event,
		     .record = record,
		     .field = field,
		     .text = field == MQ_IN_TITLE ? record->article.title : record->article.body};
	uint32_t at = 0;
	mq_buf_open(&p.out, MQ_ANSWER_MOST / 2);
	add_marks(&p);
	if (p.points.n) qsort(p.points.v, p.points.n, sizeof *p.points.v, by_place);
	if (field == MQ_IN_BODY) mq_buf_put(&p.out, MQ_T("<p dir=\"auto\">"));
	for (uint32_t i = 0; i < p.points.n; i++) {
		if (p.points.v[i].at > at) put_stretch(&p, at, p.points.v[i].at);
		at = p.points.v[i].at;
		apply(&p, &p.points.v[i]);
	}
	if (at < p.text.n) put_stretch(&p, at, (uint32_t)p.text.n);
	close_evidence(&p);
	if (field == MQ_IN_BODY) mq_buf_put(&p.out, MQ_T("</p>"));
	mq_text html = p.failed || p.out.failed ? MQ_NONE : mq_arena_text(r->arena, mq_buf_text(&p.out));
	mq_buf_close(&p.out);
	return html;
}

mq_span mq_page_span(const mq_record *record, uint8_t field, uint32_t start, uint32_t end)
{
	const mq_article *x = &record->article;
	bool title = field == MQ_IN_TITLE;
	return mq_map_span(title ? &x->title_map : &x->map, (uint32_t)(title ? x->title.n : x->body.n), (mq_span){start, end});
}
