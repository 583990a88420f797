/* How articles, events, happenings and people are put into a page's tree: the same everywhere. */
#include <stdio.h>

#include "serve/pages.h"

#define BRIEF_MOST   220u /* characters of a title or sentence in a list */
#define PARTIES_MOST 4u   /* named in a heading; the rest are counted */

mq_text mq_code_text(const char *code) { return code[0] ? mq_text_of(code) : MQ_NONE; }

mq_text mq_country_name(const mq_request *r, const char *code)
{
	mq_country c;
	mq_text t = mq_text_of(code);
	char key[16];
	int n = snprintf(key, sizeof key, "country.%s", code);
	if (mq_message_has(r->messages, r->lang, mq_text_at(key, (size_t)n))) return mq_msg(r, key);
	if (!mq_marker_country_of(r->site->engine->marker, t, &c)) return mq_arena_text(r->arena, t);
	mq_text name = r->lang == MQ_LANG_AR ? c.ar : r->lang == MQ_LANG_FR ? c.fr : c.en;
	return name.n ? name : mq_arena_text(r->arena, t);
}

mq_text mq_kind_name(const mq_request *r, uint16_t kind)
{
	const mq_event_kind *k = &mq_event_kinds[kind < mq_event_kinds_n ? kind : 0];
	return mq_text_of(r->lang == MQ_LANG_AR ? k->ar : r->lang == MQ_LANG_FR ? k->fr : k->en);
}

const char *mq_kind_class(uint16_t kind, uint8_t status)
{
	const mq_event_kind *k = &mq_event_kinds[kind < mq_event_kinds_n ? kind : 0];
	if (status == MQ_STATUS_ANNOUNCED || status == MQ_STATUS_POSTPONED) return "c-ann";
	if (status == MQ_STATUS_CANCELLED || status == MQ_STATUS_DENIED || status == MQ_STATUS_HYPOTHETICAL) return "c-plain";
	if (k->score < 0) return "c-cold";
	if (k->score == 0) return "c-plain";
	/* what is said, and what is done: agreements and support are done */
	return strcmp(k->plover, "CONSULT") == 0 ? "c-talk" : "c-coop";
}

void mq_put_chip(mq_request *r, mq_value *map, uint16_t kind, uint8_t status)
{
	mq_set(map, "kind", mq_kind_name(r, kind));
	mq_set_c(map, "kind_key", mq_event_kinds[kind < mq_event_kinds_n ? kind : 0].name);
	mq_set_c(map, "chip", mq_kind_class(kind, status));
	if (status == MQ_STATUS_DONE) return;
	mq_text name = mq_event_status_name((mq_event_status)status);
	mq_text key = mq_arena_print(r->arena, "status.%.*s", MQ_ARG(name));
	mq_set(map, "status", mq_message(r->messages, r->lang, key));
}

/* between: what stands between two equals, or NULL */
static void put_parties(mq_request *r, mq_buf *b, const mq_party *p, uint32_t n, const char *between)
{
	const char *comma = r->lang == MQ_LANG_AR ? "، " : ", ";
	for (uint32_t i = 0; i < n && i < PARTIES_MOST; i++) {
		if (i) mq_buf_put(b, mq_text_of(between && n == 2 ? between : comma));
		bool body = mq_is_body_code(p[i].country) || !p[i].country[0];
		if (body && p[i].name.n) mq_buf_put(b, p[i].name);
		else mq_buf_put(b, mq_country_name(r, p[i].country));
	}
	if (n > PARTIES_MOST) mq_buf_print(b, " +%u", n - PARTIES_MOST);
}

/* what a heading is made of: the source's name of the instrument, our words for its edition, the parties */
typedef struct {
	mq_text name, edition, parties;
} heading;

static mq_text edition_of(mq_request *r, const mq_event_instrument *i)
{
	char year[12];
	if (i->edition > 0) return mq_msg_number(r, "edition", i->edition);
	if (i->year <= 0) return MQ_NONE;
	int n = snprintf(year, sizeof year, "%d", i->year);
	bool told = mq_text_find(i->name, mq_text_at(year, (size_t)n), 0) != SIZE_MAX;
	return told ? MQ_NONE : mq_plain_number(r, i->year);
}

/* a country on both sides: an attack or a protest at home */
static bool is_within(const mq_telling *t)
{
	return t->actors_n == 1 && t->recipients_n == 1 && t->actors[0].country[0] &&
	       strcmp(t->actors[0].country, t->recipients[0].country) == 0;
}

static void put_within(mq_request *r, mq_buf *b, const char *country)
{
	mq_text m = mq_msg(r, "within"), name = mq_country_name(r, country);
	size_t hash = mq_text_find_byte(m, '#', 0);
	if (hash == SIZE_MAX) return;
	mq_buf_put(b, mq_text_sub(m, 0, hash));
	mq_buf_put(b, name);
	mq_buf_put(b, mq_text_sub(m, hash + 1, m.n));
}

static heading heading_of(mq_request *r, const mq_telling *t)
{
	mq_buf b;
	heading h = {0};
	const mq_event_kind *k = &mq_event_kinds[t->kind < mq_event_kinds_n ? t->kind : 0];
	const char *arrow = k->symmetric ? " ⇄ " : r->lang == MQ_LANG_AR ? " ← " : " → ";
	mq_buf_open(&b, 4096);
	if (t->instrument && t->instrument->name.n) {
		h.name = t->instrument->name;
		h.edition = edition_of(r, t->instrument);
	}
	if (is_within(t)) put_within(r, &b, t->actors[0].country);
	else {
		put_parties(r, &b, t->actors, t->actors_n, k->symmetric && !t->recipients_n ? arrow : NULL);
		if (t->actors_n && t->recipients_n) mq_buf_put(&b, mq_text_of(arrow));
		put_parties(r, &b, t->recipients, t->recipients_n, NULL);
	}
	h.parties = mq_arena_text(r->arena, mq_buf_text(&b));
	mq_buf_close(&b);
	return h;
}

static void join(mq_buf *b, mq_text t, bool html)
{
	if (t.n == 0) return;
	if (b->n) mq_buf_put(b, mq_text_of(" · "));
	if (!html) {
		mq_buf_put(b, t);
		return;
	}
	mq_buf_put(b, MQ_T("<bdi>"));
	mq_html_text(b, t);
	mq_buf_put(b, MQ_T("</bdi>"));
}

static mq_text say_heading(mq_request *r, const mq_telling *t, bool html)
{
	mq_buf b;
	heading h = heading_of(r, t);
	mq_buf_open(&b, (size_t)64 << 10);
	join(&b, h.name, html);
	join(&b, h.edition, html);
	join(&b, h.parties, html);
	if (b.n == 0) join(&b, mq_kind_name(r, t->kind), html);
	mq_text said = mq_arena_text(r->arena, mq_buf_text(&b));
	mq_buf_close(&b);
	return said;
}

mq_text mq_heading(mq_request *r, const mq_telling *t) { return say_heading(r, t, false); }
void mq_put_heading(mq_request *r, mq_value *map, const mq_telling *t) { mq_set_markup(map, "heading", say_heading(r, t, true)); }

mq_telling mq_telling_of_event(const mq_event *e)
{
	return (mq_telling){e->kind,     e->actors.v,     e->recipients.v,
			    e->actors.n, e->recipients.n, e->has_instrument ? &e->instrument : NULL};
}

mq_telling mq_telling_of_happening(const mq_happening *h)
{
	return (mq_telling){h->kind,     h->actors.v,     h->recipients.v,
			    h->actors.n, h->recipients.n, h->has_instrument ? &h->instrument : NULL};
}

static void put_days(mq_request *r, mq_value *map, mq_day from, mq_day to, int precision, bool approximate)
{
	char iso[11];
	if (from == MQ_NO_DAY) {
		mq_set(map, "when", mq_msg(r, "no_date"));
		return;
	}
	mq_set(map, "when", mq_say_days(r->arena, r->messages, r->lang, from, to, precision));
	mq_day_print(from, iso);
	mq_set(map, "iso", mq_arena_text(r->arena, mq_text_at(iso, 10)));
	mq_set_flag(map, "approximate", approximate);
}

static void put_disagreements(mq_request *r, mq_value *map, const mq_happening *h)
{
	if (h->disagreements.n == 0) return;
	mq_value *list = mq_set_list(map, "disagreements");
	for (uint32_t i = 0; i < h->disagreements.n; i++) {
		const mq_disagreement *d = &h->disagreements.v[i];
		mq_value *one = mq_add_map(list);
		mq_text key = mq_arena_print(r->arena, "field.%.*s", MQ_ARG(d->field));
		mq_day day = mq_day_parse(d->value);
		mq_set(one, "field", mq_message(r->messages, r->lang, key));
		mq_set(one, "value",
		       day != MQ_NO_DAY && d->value.n == 10 ? mq_say_day(r->arena, r->messages, r->lang, day) : d->value);
		mq_set_int(one, "sources", d->sources);
		mq_set_c(one, "article", d->article);
	}
}

void mq_put_happening(mq_request *r, mq_value *map, const mq_happening *h)
{
	const mq_event_row *best = &h->best;
	mq_set_c(map, "id", mq_happening_id(h));
	mq_telling telling = mq_telling_of_happening(h);
	mq_put_heading(r, map, &telling);
	mq_put_chip(r, map, h->kind, h->status);
	put_days(r, map, h->from, h->to, h->precision, h->approximate);
	if (h->from == MQ_NO_DAY) mq_set(map, "published", mq_say_day(r->arena, r->messages, r->lang, best->from.day));
	mq_set(map, "sentence", mq_text_brief(r->arena, best->sentence, BRIEF_MOST));
	mq_set(map, "place", h->place);
	mq_set_int(map, "articles", h->articles);
	mq_set_int(map, "outlets", h->outlets);
	mq_set_c(map, "article", best->from.id);
	mq_set_int(map, "event", best->event.id);
	mq_set_flag(map, "background", h->background);
	if (h->outcome != MQ_OUTCOME_NONE) {
		mq_text name = mq_outcome_name((mq_outcome)h->outcome);
		mq_set(map, "outcome", mq_message(r->messages, r->lang, mq_arena_print(r->arena, "outcome.%.*s", MQ_ARG(name))));
		mq_set_flag(map, "silent", h->outcome == MQ_OUTCOME_SILENT);
	}
	if (h->announced != MQ_NO_DAY) mq_set(map, "announced", mq_say_day(r->arena, r->messages, r->lang, h->announced));
	if (h->status == MQ_STATUS_ANNOUNCED && h->from != MQ_NO_DAY && h->precision <= MQ_PRECISION_RANGE)
		mq_set_flag(map, "ics", true);
	put_disagreements(r, map, h);
}

void mq_put_happenings(mq_request *r, mq_value *page, const char *key, const mq_happening *h, uint32_t n, uint32_t most)
{
	mq_value *list = mq_set_list(page, key);
	for (uint32_t i = 0; i < n && i < most; i++) mq_put_happening(r, mq_add_map(list), &h[i]);
}

void mq_put_article_row(mq_request *r, mq_value *map, const mq_article_row *row)
{
	char iso[11];
	mq_set_c(map, "id", row->id);
	mq_set(map, "title", row->title.n ? mq_text_brief(r->arena, row->title, BRIEF_MOST) : mq_msg(r, "untitled"));
	mq_set(map, "outlet", row->outlet);
	mq_set(map, "alang", row->lang.n ? row->lang : MQ_T("ar"));
	if (row->day != MQ_NO_DAY) {
		mq_set(map, "when", mq_say_day(r->arena, r->messages, r->lang, row->day));
		mq_day_print(row->day, iso);
		mq_set(map, "iso", mq_arena_text(r->arena, mq_text_at(iso, 10)));
	}
	/* a time of day, where one was printed: "2025-02-19T10:42:00+01:00" */
	if (row->published.n >= 16 && row->published.p[10] == 'T')
		mq_set(map, "clock", mq_say_digits(r->arena, r->messages, r->lang, mq_text_sub(row->published, 11, 16)));
	if (row->events) mq_set_int(map, "events", row->events);
	mq_set_c(map, "copy_of", row->copy_of);
	mq_set_c(map, "story", row->story);
}

void mq_put_article_rows(mq_request *r, mq_value *page, const char *key, const mq_article_rows *rows)
{
	mq_value *list = mq_set_list(page, key);
	for (uint32_t i = 0; i < rows->n; i++) mq_put_article_row(r, mq_add_map(list), &rows->v[i]);
}

void mq_put_person_row(mq_request *r, mq_value *map, const mq_person_row *p)
{
	mq_set_c(map, "id", p->id);
	mq_set(map, "name", p->name);
	mq_set(map, "role", mq_text_brief(r->arena, p->role, 120));
	if (p->country[0]) {
		mq_set(map, "country", mq_country_name(r, p->country));
		mq_set_c(map, "code", p->country);
	}
	mq_set_int(map, "articles", p->articles);
	if (p->quotes) mq_set_int(map, "quotes", p->quotes);
	mq_set(map, "first", mq_say_day(r->arena, r->messages, r->lang, p->first));
	mq_set(map, "last", mq_say_day(r->arena, r->messages, r->lang, p->last));
	mq_value *list = p->spellings.n > 1 ? mq_set_list(map, "spellings") : NULL;
	for (uint32_t i = 0; i < p->spellings.n; i++)
		if (!mq_text_eq(p->spellings.v[i], p->name)) mq_add(list, p->spellings.v[i]);
}

void mq_put_quote_row(mq_request *r, mq_value *map, const mq_quote_row *q)
{
	mq_set(map, "text", mq_text_brief(r->arena, q->text, 600));
	mq_set(map, "speaker", q->speaker);
	mq_set(map, "role", mq_text_brief(r->arena, q->role, 120));
	mq_set_flag(map, "indirect", q->indirect);
	mq_put_article_row(r, mq_set_map(map, "from"), &q->from);
}

void mq_put_next(mq_request *r, mq_value *page, mq_text next)
{
	mq_buf b;
	if (next.n == 0) return;
	mq_buf_open(&b, 4096);
	mq_buf_print(&b, "%.*s?", MQ_ARG(r->whole_path));
	for (uint32_t i = 0; i < r->arguments.n; i++) {
		if (mq_text_eq(r->arguments.v[i].name, MQ_T("cursor"))) continue;
		mq_html_url_part(&b, r->arguments.v[i].name);
		mq_buf_byte(&b, '=');
		mq_html_url_part(&b, r->arguments.v[i].value);
		mq_buf_byte(&b, '&');
	}
	mq_buf_put(&b, MQ_T("cursor="));
	mq_html_url_part(&b, next);
	mq_set(page, "next", mq_arena_text(r->arena, mq_buf_text(&b)));
	mq_buf_close(&b);
}

static bool is_code(mq_text t)
{
	for (size_t i = 0; i < t.n; i++)
		if (!((t.p[i] >= 'A' && t.p[i] <= 'Z') || (t.p[i] >= 'a' && t.p[i] <= 'z'))) return false;
	return t.n == 3;
}

static void upper_code(mq_text t, char out[4])
{
	for (int i = 0; i < 3; i++) out[i] = (char)(t.p[i] & ~0x20);
	out[3] = 0;
}

bool mq_pair_of(mq_text t, char a[4], char b[4])
{
	mq_text x = mq_text_sub(t, 0, 3), y = mq_text_sub(t, 4, t.n);
	if (t.n != 7 || t.p[3] != '-' || !is_code(x) || !is_code(y)) return false;
	upper_code(x, a);
	upper_code(y, b);
	return true;
}

/* the filter that a query's arguments ask for: pair, country, outlet, kind, status, person, from, to, order, limit, cursor */
mq_status mq_filter_of(const mq_request *r, mq_filter *f)
{
	*f = mq_filter_all();
	mq_text pair = mq_argument_of(r, "pair"), limit = mq_argument_of(r, "limit"), from = mq_argument_of(r, "from"),
		to = mq_argument_of(r, "to");
	uint64_t n = 0;
	if (pair.n == 7) {
		f->pair[0] = mq_text_sub(pair, 0, 3);
		f->pair[1] = mq_text_sub(pair, 4, 7);
	} else if (pair.n == 3) f->pair[0] = pair;
	else if (pair.n) return MQ_FAIL(MQ_USAGE, MQ_BYTE_UNKNOWN, "pair is two codes of three letters: MAR-FRA");
	if (mq_argument_of(r, "country").n) f->pair[0] = mq_argument_of(r, "country");
	if (limit.n && (!mq_text_u64(limit, &n) || n == 0 || n > 500))
		return MQ_FAIL(MQ_USAGE, MQ_BYTE_UNKNOWN, "limit is a number from 1 to 500");
	f->limit = (uint32_t)n;
	f->from = from.n ? mq_day_parse(from) : MQ_NO_DAY;
	f->to = to.n ? mq_day_parse(to) : MQ_NO_DAY;
	if ((from.n && f->from == MQ_NO_DAY) || (to.n && f->to == MQ_NO_DAY))
		return MQ_FAIL(MQ_USAGE, MQ_BYTE_UNKNOWN, "from and to are days: 2025-04-14");
	f->outlet = mq_argument_of(r, "outlet");
	f->kind = mq_argument_of(r, "kind");
	f->status = mq_argument_of(r, "status");
	f->person = mq_argument_of(r, "person");
	f->story = mq_argument_of(r, "story");
	f->article = mq_argument_of(r, "article");
	f->cursor = mq_argument_of(r, "cursor");
	f->oldest_first = mq_text_eq(mq_argument_of(r, "order"), MQ_T("oldest"));
	f->current_only = mq_text_eq(mq_argument_of(r, "current"), MQ_T("1"));
	return MQ_DONE;
}
