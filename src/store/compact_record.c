/* The walk of a compact record: each part is written and read by the same lines. */
#include <math.h>
#include <stdio.h>

#include "store/compact.h"

/* Raised when what is written changes: a field that records have from then on is walked where c->form says so. A field that is
 * not walked at all costs the archive's size: such records are kept as JSON, and tests/archive finds it. */
#define FORM 2u
/* where words of an article's head are looked for in its page */
#define PAGE_WINDOW ((size_t)16 << 10)
/* whole numbers that a double holds */
#define WHOLE_MOST 9007199254740992.0

/* ── the article ── */
static void page_text(mq_compact *c, mq_text *t) { mq_compact_text(c, t, c->page, 0, PAGE_WINDOW); }

static void page_part(mq_compact *c, mq_page *p, mq_record *r)
{
	bool url = mq_compact_same(p->url, r->article.url);
	uint32_t flags = url;
	page_text(c, &p->key);
	page_text(c, &p->path);
	page_text(c, &p->media_type);
	page_text(c, &p->charset);
	page_text(c, &p->fetched);
	page_text(c, &p->warning);
	mq_compact_number(c, MQ_COLUMN_FLAGS, &flags);
	if (!(flags & 1)) page_text(c, &p->url);
	else if (!c->write) p->url = r->article.url;
}

static void article_part(mq_compact *c, mq_article *x)
{
	mq_text *const texts[] = {&x->standfirst, &x->byline, &x->outlet,     &x->published, &x->modified, &x->lang,
				  &x->dir,        &x->url,    &x->source_url, &x->section,   &x->warning};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) page_text(c, texts[i]);
	mq_compact_mapped(c, &x->title_map, &x->title);
	mq_compact_mapped(c, &x->map, &x->body);
	for (uint32_t i = 0, n = MQ_LIST(c, x->keywords); i < n && !c->failed; i++) page_text(c, &x->keywords.v[i]);
	for (uint32_t i = 0, n = MQ_LIST(c, x->headlines); i < n && !c->failed; i++) {
		page_text(c, &x->headlines.v[i].text);
		page_text(c, &x->headlines.v[i].url);
	}
	for (uint32_t i = 0, n = MQ_LIST(c, x->images); i < n && !c->failed; i++) {
		page_text(c, &x->images.v[i].url);
		page_text(c, &x->images.v[i].alt);
		page_text(c, &x->images.v[i].caption);
	}
}

/* ── marks ── */
/* a double that JSON printed with six decimals: millionths, whole, or as it is */
enum { VALUE_MILLIONTHS, VALUE_WHOLE, VALUE_BITS };

static void value(mq_compact *c, double *v)
{
	bool whole = *v == floor(*v), fits = fabs(*v) < WHOLE_MOST && (whole || fabs(*v * 1e6) < WHOLE_MOST);
	uint32_t how = !fits ? VALUE_BITS : whole ? VALUE_WHOLE : VALUE_MILLIONTHS;
	int64_t x = 0;
	if (how == VALUE_BITS) memcpy(&x, v, sizeof x);
	else x = (int64_t)(whole ? *v : round(*v * 1e6));
	mq_compact_number(c, MQ_COLUMN_FLAGS, &how);
	mq_compact_signed(c, MQ_COLUMN_COUNT, &x);
	c->failed |= how > VALUE_BITS;
	if (c->write) return;
	if (how == VALUE_BITS) memcpy(v, &x, sizeof x);
	else *v = how == VALUE_WHOLE ? (double)x : (double)x / 1e6;
}

static void instrument_fields(mq_compact *c, mq_mention *m)
{
	if (m->kind == MQ_INSTRUMENT) {
		mq_compact_word(c, &m->series);
		mq_compact_word(c, &m->domain);
		mq_compact_count(c, &m->edition);
		mq_compact_count(c, &m->year);
		mq_compact_count(c, &m->count);
		mq_compact_word(c, &m->canonical);
		uint32_t named = m->named;
		mq_compact_number(c, MQ_COLUMN_FLAGS, &named);
		m->named = named != 0;
	} else if (m->kind == MQ_QUANTITY) {
		value(c, &m->value);
		mq_compact_word(c, &m->unit);
	}
}

/* what a mention has of its first one, or of its own words */
static void facts_of(mq_compact *c, const mq_record *r, mq_mention *m)
{
	static const mq_mention nobody;
	const mq_mention *head = m->head < m->id ? mq_compact_mention(r, m->head) : NULL, *h = head ? head : &nobody;
	mq_text name = head ? head->name : m->text, role = head ? head->role : MQ_NONE;
	uint32_t flags = 0;
	if (c->write) {
		flags |= mq_compact_same(m->name, name) ? MQ_NAME_SAME : 0;
		flags |= strcmp(m->country, h->country) == 0 ? MQ_COUNTRY_SAME : 0;
		flags |= strcmp(m->sector, h->sector) == 0 ? MQ_SECTOR_SAME : 0;
		flags |= mq_text_none(m->role) ? MQ_ROLE_NONE : mq_compact_same(m->role, role) ? MQ_ROLE_SAME : 0;
	}
	mq_compact_number(c, MQ_COLUMN_FLAGS, &flags);
	mq_compact_word_or(c, flags & MQ_NAME_SAME, &m->name, name);
	mq_compact_code_or(c, flags & MQ_COUNTRY_SAME, m->country, h->country, sizeof m->country);
	if (!(flags & (MQ_ROLE_NONE | MQ_ROLE_SAME))) mq_compact_word_near(c, &m->role, r->doc.field[m->in], m->start);
	else if (!c->write) m->role = flags & MQ_ROLE_SAME ? role : MQ_NONE;
	mq_compact_code_or(c, flags & MQ_SECTOR_SAME, m->sector, h->sector, sizeof m->sector);
	instrument_fields(c, m);
}

static void mentions(mq_compact *c, mq_record *r)
{
	for (uint32_t i = 0, n = MQ_LIST(c, r->marks.mentions); i < n && !c->failed; i++) {
		mq_mention *m = &r->marks.mentions.v[i];
		const mq_mention *last = i ? m - 1 : NULL;
		uint32_t id = i + 1, kind = (uint32_t)m->kind * 2 + m->in, back = id - m->head;
		mq_compact_number(c, MQ_COLUMN_FLAGS, &kind);
		c->failed |= kind / 2 >= MQ_MENTION_KINDS || (c->write && (m->id != id || m->head > id));
		if (c->failed) return;
		m->kind = (uint8_t)(kind / 2);
		m->in = kind & 1;
		m->id = id;
		mq_compact_span(c, &m->start, &m->end, last && last->in == m->in ? last->start : 0);
		mq_compact_number(c, MQ_COLUMN_COUNT, &back);
		m->head = id - back;
		if (!c->write) m->text = mq_text_sub(r->doc.field[m->in], m->start, m->end);
		facts_of(c, r, m);
	}
}

static void dates(mq_compact *c, mq_record *r)
{
	for (uint32_t i = 0, n = MQ_LIST(c, r->marks.dates); i < n && !c->failed; i++) {
		mq_date *d = &r->marks.dates.v[i];
		uint32_t flags = d->in | (uint32_t)d->hijri << 1 | (uint32_t)d->relative << 2 | (uint32_t)d->approximate << 3;
		flags |= (uint32_t)d->precision << 4;
		mq_compact_number(c, MQ_COLUMN_FLAGS, &flags);
		d->in = flags & 1;
		d->hijri = flags >> 1 & 1;
		d->relative = flags >> 2 & 1;
		d->approximate = flags >> 3 & 1;
		d->precision = (uint8_t)(flags >> 4);
		c->failed |= flags >> 4 >= MQ_PRECISIONS;
		mq_compact_span(c, &d->start, &d->end, i && d[-1].in == d->in ? d[-1].start : 0);
		if (!c->write) d->text = mq_text_sub(r->doc.field[d->in], d->start, d->end);
		mq_compact_day(c, &d->from, r->article.published_day);
		mq_compact_day(c, &d->to, d->from);
		mq_compact_word(c, &d->why);
		if (!c->write && d->why.n == 0) d->why = MQ_NONE;
	}
}

static void quotes(mq_compact *c, mq_record *r)
{
	for (uint32_t i = 0, n = MQ_LIST(c, r->marks.quotes); i < n && !c->failed; i++) {
		mq_quote *q = &r->marks.quotes.v[i];
		uint32_t flags = 0, last = i && q[-1].in == q->in ? q[-1].start : 0;
		mq_compact_number(c, MQ_COLUMN_COUNT, &q->speaker);
		const mq_mention *m = mq_compact_mention(r, q->speaker);
		if (c->write) {
			flags = q->in | (uint32_t)q->indirect << 1;
			flags |= mq_compact_same(q->speaker_name, m ? m->name : MQ_NONE) ? 4u : 0;
			flags |= mq_compact_same(q->speaker_role, m ? m->role : MQ_NONE) ? 8u : 0;
		}
		mq_compact_number(c, MQ_COLUMN_FLAGS, &flags);
		q->in = flags & 1;
		q->indirect = flags >> 1 & 1;
		if (!c->write) last = i && q[-1].in == q->in ? q[-1].start : 0;
		mq_compact_span(c, &q->start, &q->end, last);
		mq_text field = r->doc.field[q->in];
		if (!c->write) q->text = mq_text_sub(field, q->start, q->end);
		mq_compact_word_or(c, flags & 4, &q->speaker_name, m ? m->name : MQ_NONE);
		mq_compact_word_or(c, flags & 8, &q->speaker_role, m ? m->role : MQ_NONE);
		mq_compact_word_near(c, &q->verb, field, q->start);
		mq_compact_word_near(c, &q->said_to, field, q->start);
	}
}

static void walk(mq_compact *c, mq_page *page, mq_record *r)
{
	article_part(c, &r->article);
	if (c->failed) return;
	page_part(c, page, r);
	if (!c->write) {
		r->article.published_day = r->article.published.n ? mq_day_parse(r->article.published) : MQ_NO_DAY;
		r->doc.field[MQ_IN_TITLE] = r->article.title;
		r->doc.field[MQ_IN_BODY] = r->article.body;
		r->doc.lang = r->article.lang;
	}
	mentions(c, r);
	if (!c->failed) dates(c, r);
	if (!c->failed) quotes(c, r);
	if (!c->failed) mq_compact_events(c, r);
	if (!c->failed) mq_compact_instruments(c, r);
}

/* ── the whole ── */
static void put_wide(mq_buf *out, uint64_t v)
{
	for (; v >= 128; v >>= 7) mq_buf_byte(out, (char)(v | 128));
	mq_buf_byte(out, (char)v);
}

bool mq_compact_make(mq_arena *a, const mq_record *r, mq_buf *out)
{
	mq_compact *c = MQ_NEW(a, mq_compact);
	mq_page *page = MQ_NEW(a, mq_page);
	mq_record *copy = MQ_NEW(a, mq_record); /* a writer changes nothing, but its lines could */
	if (!c || !page || !copy) return false;
	*page = *r->page;
	*copy = *r;
	c->a = a;
	c->write = true;
	c->form = FORM;
	c->page = page->stored;
	for (int i = 0; i < MQ_COLUMNS; i++) mq_buf_open(&c->out[i], MQ_RECORD_JSON_MOST);
	walk(c, page, copy);
	mq_buf_byte(out, (char)FORM);
	for (int i = 0; i < MQ_COLUMNS; i++) put_wide(out, c->out[i].n);
	for (int i = 0; i < MQ_COLUMNS; i++) {
		mq_buf_put(out, mq_buf_text(&c->out[i]));
		c->failed |= c->out[i].failed;
		mq_buf_close(&c->out[i]);
	}
	return !c->failed && !out->failed;
}

bool mq_compact_read(mq_arena *a, mq_text bytes, mq_text stored, mq_page *page, mq_record *out)
{
	mq_compact *c = MQ_NEW(a, mq_compact);
	uint64_t n[MQ_COLUMNS] = {0};
	if (!c || bytes.n == 0 || bytes.p[0] < 1 || bytes.p[0] > (char)FORM) return false;
	c->a = a;
	c->form = (uint32_t)bytes.p[0];
	c->page = stored;
	c->in[0] = mq_text_sub(bytes, 1, bytes.n);
	for (int i = 0; i < MQ_COLUMNS; i++) mq_compact_wide(c, (mq_column)0, &n[i]);
	mq_text rest = c->in[0];
	for (int i = 0; i < MQ_COLUMNS; i++) {
		if (n[i] > rest.n) return false;
		c->in[i] = mq_text_sub(rest, 0, (size_t)n[i]);
		rest = mq_text_sub(rest, (size_t)n[i], rest.n);
	}
	out->page = page;
	walk(c, page, out);
	/* all that was said was asked for */
	for (int i = 0; i < MQ_COLUMNS; i++) c->failed |= c->in[i].n > 0;
	return !c->failed && rest.n == 0;
}
