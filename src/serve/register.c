/* /instruments, /instrument/{id}: the register; /person/{id}: a person in office. Each line opens to its sentence and its page.
 */
#include "serve/register.h"

#include <stdio.h>

#include "serve/chart.h"

#define ROWS         60u
#define SOURCES_MOST 6u
#define LIFE_MOST    160u
#define QUOTES_MOST  24u
#define OFFICES_MOST 14u

mq_status mq_profile_ask(mq_request *r)
{
	mq_text name = mq_argument_of(r, "profile");
	if (name.n == 0) name = MQ_T("plover");
	/* built-in ones only: a file of somebody's own is for the command line */
	if (!mq_text_eq(name, MQ_T("plover")) && !mq_text_eq(name, MQ_T("goldstein")))
		return MQ_FAIL(MQ_USAGE, MQ_BYTE_UNKNOWN, "profile is plover or goldstein");
	return mq_store_profile(r->store, r->arena, name, MQ_NONE);
}

/* what a table of words has for a value; the value itself where it has none */
static mq_text word_of(mq_request *r, const char *table, mq_text value)
{
	mq_text key = mq_arena_print(r->arena, "%s.%.*s", table, MQ_ARG(value)), said = mq_message(r->messages, r->lang, key);
	return said.n == 0 || mq_text_eq(said, key) ? value : said;
}

static mq_text say_days(mq_request *r, mq_day from, mq_day to, int precision)
{
	return from == MQ_NO_DAY ? MQ_NONE : mq_say_days(r->arena, r->messages, r->lang, from, to, precision);
}

static void put_iso(mq_request *r, mq_value *map, const char *key, mq_day day)
{
	char iso[11];
	if (day == MQ_NO_DAY) return;
	mq_day_print(day, iso);
	mq_set(map, key, mq_arena_text(r->arena, mq_text_at(iso, 10)));
}

/* ── what is next due ── */
static bool is_computed(const mq_due *d) { return d->how >= MQ_DUE_FREQUENCY && d->how <= MQ_DUE_TERM; }

static void put_due(mq_request *r, mq_value *map, const mq_due *d)
{
	if (d->how == MQ_DUE_NONE) return;
	mq_value *one = mq_set_map(map, "due");
	mq_set(one, "how", word_of(r, "due", mq_text_of(mq_due_hows[d->how])));
	mq_set(one, "sure", word_of(r, "sure", mq_text_of(mq_sures[d->sure])));
	mq_set_flag(one, "computed", is_computed(d));
	mq_set_flag(one, "stopped", d->how == MQ_DUE_STOPPED);
	mq_set_flag(one, "overdue", d->overdue);
	/* a window of days is said by its months: nobody knows the day */
	bool wide = is_computed(d) && d->to - d->from > 14;
	if (wide && d->from != MQ_NO_DAY) {
		mq_ymd x = mq_ymd_of(d->from), y = mq_ymd_of(d->to);
		mq_text first = mq_say_month_of(r->arena, r->messages, r->lang, x.year, x.month);
		mq_text last = mq_say_month_of(r->arena, r->messages, r->lang, y.year, y.month);
		mq_set(one, "when", first);
		if (!mq_text_eq(first, last)) mq_set(one, "until", last);
	} else mq_set(one, "when", say_days(r, d->from, d->to, MQ_PRECISION_RANGE));
	put_iso(r, one, "iso", d->from);
	if (d->interval) mq_set(one, "every", mq_msg_number(r, "n.days", d->interval));
	if (d->intervals) mq_set(one, "of", mq_msg_number(r, "n.intervals", d->intervals));
}

static void put_countries(mq_request *r, mq_value *map, const mq_series_row *x)
{
	mq_value *list = mq_set_list(map, "countries");
	for (uint8_t i = 0; i < x->countries; i++) {
		mq_value *one = mq_add_map(list);
		mq_set_c(one, "code", x->country[i]);
		mq_set(one, "name", mq_country_name(r, x->country[i]));
	}
}

void mq_put_series_row(mq_request *r, mq_value *map, const mq_series_row *x)
{
	mq_set_c(map, "id", x->id);
	mq_set(map, "name", x->name.n ? x->name : word_of(r, "ikind", x->kind));
	mq_set(map, "kind", word_of(r, "ikind", x->kind));
	if (x->scope.n) mq_set(map, "scope", word_of(r, "scope", x->scope));
	/* a commission is a commission */
	bool plain = mq_text_eq(x->sort, MQ_T("agreement")) || mq_text_eq(x->sort, MQ_T("commission"));
	if (x->sort.n && !plain) mq_set(map, "sort", word_of(r, "sort", x->sort));
	if (x->domain.n) mq_set(map, "domain", word_of(r, "domain", x->domain));
	mq_set(map, "stage", word_of(r, "stage", mq_text_of(mq_stage_names[x->stage])));
	put_countries(r, map, x);
	mq_set_int(map, "sessions", x->sessions);
	mq_set_int(map, "articles", x->articles);
	mq_set_int(map, "outlets", x->outlets);
	if (x->edition > 0) mq_set(map, "edition", mq_msg_number(r, "edition", x->edition));
	else if (x->year > 0) mq_set(map, "edition", mq_plain_number(r, x->year));
	mq_set(map, "last", say_days(r, x->last, x->last, 0));
	if (x->last != x->first) mq_set(map, "first", say_days(r, x->first, x->first, 0));
	put_due(r, map, &x->due);
}

mq_status mq_put_due(mq_request *r, mq_value *page, const mq_filter *f, uint32_t most)
{
	mq_series_rows rows = {0};
	mq_filter due = mq_filter_all();
	due.pair[0] = f->pair[0];
	due.pair[1] = f->pair[1];
	due.from = f->from;
	due.to = f->to;
	mq_store_today(r->store, r->today);
	MQ_TRY(mq_store_instruments_due(r->store, r->arena, &due, &rows));
	mq_value *list = mq_set_list(page, "due_items");
	for (uint32_t i = 0, n = 0; i < rows.n && n < most; i++) {
		/* announced days are happenings, and stand among them */
		if (!is_computed(&rows.v[i].due)) continue;
		mq_put_series_row(r, mq_add_map(list), &rows.v[i]);
		n++;
	}
	return MQ_DONE;
}

/* ── the register ── */
static void put_kinds(mq_request *r, mq_value *page, mq_text chosen)
{
	static const char *const kinds[] = {"joint_commission", "strategic_dialogue", "exercise", "agreement", "programme",
					    "summit",           "conference"};
	mq_value *list = mq_set_list(page, "kinds");
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		mq_value *one = mq_add_map(list);
		mq_set_c(one, "key", kinds[i]);
		mq_set(one, "name", word_of(r, "ikind", mq_text_of(kinds[i])));
		mq_set_flag(one, "chosen", mq_text_eq(chosen, mq_text_of(kinds[i])));
	}
}

mq_status mq_instruments_page(mq_request *r, mq_reply *out)
{
	mq_value *page = mq_page_open(r, "nav.instruments");
	mq_series_rows rows = {0};
	mq_filter f;
	mq_text next = MQ_NONE;
	MQ_TRY(mq_filter_of(r, &f));
	f.limit = ROWS;
	mq_store_today(r->store, r->today);
	MQ_TRY(mq_store_instruments(r->store, r->arena, &f, &rows, &next));
	mq_set(page, "title", mq_msg(r, "instruments"));
	put_kinds(r, page, f.kind);
	mq_value *list = mq_set_list(page, "instruments");
	for (uint32_t i = 0; i < rows.n; i++) mq_put_series_row(r, mq_add_map(list), &rows.v[i]);
	mq_put_next(r, page, next);
	return mq_page_render(r, out, "instruments", page);
}

/* ── one instrument ── */
static const char *stage_class(uint8_t stage)
{
	switch ((mq_stage_of_life)stage) {
	case MQ_STAGE_ANNOUNCED:
	case MQ_STAGE_POSTPONED:
	case MQ_STAGE_PROPOSED: return "c-ann";
	case MQ_STAGE_SUSPENDED:
	case MQ_STAGE_EXPIRED:
	case MQ_STAGE_CANCELLED: return "c-cold";
	case MQ_STAGE_TOLD: return "c-plain";
	case MQ_STAGE_NEGOTIATED: return "c-talk";
	default: return "c-coop";
	}
}

static void put_source(mq_request *r, mq_value *one, const mq_stage_source *x)
{
	mq_put_article_row(r, one, &x->from);
	mq_set(one, "sentence", mq_text_brief(r->arena, x->sentence, 600));
	/* the event's mark in the article's page, or its top */
	size_t at = mq_text_find(mq_text_of(x->event), MQ_T("-e"), 0);
	if (at != SIZE_MAX) mq_set(one, "event", mq_text_sub(mq_text_of(x->event), at + 2, strlen(x->event)));
}

static void put_stage(mq_request *r, mq_value *one, const mq_stage_row *x)
{
	mq_set(one, "stage", word_of(r, "stage", mq_text_of(mq_stage_names[x->stage])));
	mq_set_c(one, "chip", stage_class(x->stage));
	mq_set(one, "when", x->from == MQ_NO_DAY ? mq_msg(r, "no_date") : say_days(r, x->from, x->to, x->precision));
	put_iso(r, one, "iso", x->from);
	mq_set_flag(one, "approximate", x->approximate);
	if (x->from == MQ_NO_DAY) mq_set(one, "published", mq_say_day(r->arena, r->messages, r->lang, x->told));
	if (x->edition > 0) mq_set(one, "edition", mq_msg_number(r, "edition", x->edition));
	if (x->year > 0) mq_set(one, "year", mq_plain_number(r, x->year));
	/* what the row is called: its edition, its year, or only what happened */
	mq_text year = x->year > 0 ? mq_plain_number(r, x->year) : word_of(r, "stage", mq_text_of(mq_stage_names[x->stage]));
	mq_set(one, "name", x->edition > 0 ? mq_msg_number(r, "edition", x->edition) : year);
	if (x->count > 1) mq_set(one, "count", mq_msg_number(r, "n.papers_signed", x->count));
	mq_set(one, "place", x->place);
	mq_set_int(one, "outlets", x->outlets);
	mq_set_c(one, "happening", x->happening);
	mq_value *sources = mq_set_list(one, "sources");
	for (uint32_t i = 0; i < x->sources.n && i < SOURCES_MOST; i++) put_source(r, mq_add_map(sources), &x->sources.v[i]);
	if (x->sources.n > SOURCES_MOST) mq_set_int(one, "more", x->sources.n - SOURCES_MOST);
}

/* the stages as a life, and those with a number or a year as a table of editions */
static void put_life(mq_request *r, mq_value *page, const mq_series *x)
{
	mq_value *life = mq_set_list(page, "life"), *editions = mq_set_list(page, "editions");
	for (uint32_t i = 0; i < x->stages.n && i < LIFE_MOST; i++) {
		const mq_stage_row *s = &x->stages.v[i];
		put_stage(r, mq_add_map(life), s);
		if (!s->edition && !s->year) continue;
		put_stage(r, mq_add_map(editions), s);
	}
	mq_set_flag(page, "cut", x->cut || x->stages.n > LIFE_MOST);
}

/* «5 year», «1300000000 USD», a code of a country: said in words where it can be */
static mq_text say_value(mq_request *r, const mq_fact_row *f)
{
	if (mq_text_eq(f->field, MQ_T("observer"))) {
		char code[4] = "";
		if (f->value.n == 3) memcpy(code, f->value.p, 3);
		return mq_country_name(r, code);
	}
	bool own = mq_text_eq(f->field, MQ_T("subject")) || mq_text_eq(f->field, MQ_T("mission")) ||
		   mq_text_eq(f->field, MQ_T("frequency")) || mq_text_eq(f->field, MQ_T("phase"));
	return own ? word_of(r, "value", f->value) : f->text.n ? f->text : f->value;
}

static void put_facts(mq_request *r, mq_value *page, const mq_series *x)
{
	mq_value *list = mq_set_list(page, "facts");
	for (uint32_t i = 0; i < x->facts.n; i++) {
		const mq_fact_row *f = &x->facts.v[i];
		mq_value *one = mq_add_map(list);
		bool again = i && mq_text_eq(x->facts.v[i - 1].field, f->field);
		if (!again) mq_set(one, "field", word_of(r, "fact", f->field));
		mq_set(one, "value", say_value(r, f));
		mq_set_c(one, "article", f->article);
		mq_set_int(one, "articles", f->articles);
	}
}

static void sort_facts(mq_series *x)
{
	for (uint32_t i = 1; i < x->facts.n; i++) {
		mq_fact_row t = x->facts.v[i];
		uint32_t k = i;
		for (; k > 0 && mq_text_cmp(x->facts.v[k - 1].field, t.field) > 0; k--) x->facts.v[k] = x->facts.v[k - 1];
		x->facts.v[k] = t;
	}
}

static void put_names(mq_request *r, mq_value *page, const mq_series *x)
{
	mq_value *list = x->names.n > 1 ? mq_set_list(page, "names") : NULL;
	for (uint32_t i = 0; i < x->names.n; i++) {
		mq_value *one = mq_add_map(list);
		mq_set(one, "form", x->names.v[i].form);
		mq_set_int(one, "articles", x->names.v[i].articles);
		mq_set_c(one, "article", x->names.v[i].article);
	}
	list = mq_set_list(page, "disagreements");
	for (uint32_t i = 0; i < x->disagreements.n; i++) {
		const mq_disagreement *d = &x->disagreements.v[i];
		mq_value *one = mq_add_map(list);
		mq_day day = mq_day_parse(d->value);
		mq_set(one, "field", word_of(r, "field", d->field));
		mq_set(one, "value", day != MQ_NO_DAY ? mq_say_day(r->arena, r->messages, r->lang, day) : d->value);
		mq_set_int(one, "sources", d->sources);
		mq_set_c(one, "article", d->article);
	}
	list = mq_set_list(page, "related");
	for (uint32_t i = 0; i < x->related.n; i++) {
		mq_value *one = mq_add_map(list);
		mq_put_series_row(r, one, &x->related.v[i].row);
		mq_set(one, "reason", word_of(r, "reason", x->related.v[i].reason));
	}
}

/* an article links to instruments by their names: the register knows them, or a search may */
static mq_status by_name(mq_request *r, mq_reply *out)
{
	char id[17];
	mq_status s = mq_store_instrument_named(r->store, r->part[0], id);
	mq_buf b;
	if (!mq_ok(s) && s.code != MQ_END) return s;
	if (r->part[0].n > 400) return mq_not_found();
	mq_text base = mq_base(r);
	mq_buf_open(&b, 8192);
	if (mq_ok(s)) mq_buf_print(&b, "%.*s/instrument/%s", MQ_ARG(base), id);
	else {
		mq_buf_print(&b, "%.*s/search?q=", MQ_ARG(base));
		mq_html_url_part(&b, r->part[0]);
	}
	out->status = 303;
	out->location = mq_arena_text(r->arena, mq_buf_text(&b));
	mq_buf_close(&b);
	return mq_text_none(out->location) ? mq_fail_memory(r->arena) : MQ_DONE;
}

static bool is_id(mq_text t)
{
	for (size_t i = 0; i < t.n; i++)
		if (!((t.p[i] >= '0' && t.p[i] <= '9') || (t.p[i] >= 'a' && t.p[i] <= 'f'))) return false;
	return t.n == 16;
}

mq_status mq_instrument_page(mq_request *r, mq_reply *out)
{
	mq_series x;
	if (!is_id(r->part[0])) return by_name(r, out);
	mq_store_today(r->store, r->today);
	MQ_TRY(mq_store_instrument(r->store, r->arena, r->part[0], &x));
	mq_value *page = mq_page_open(r, "nav.instruments");
	mq_put_series_row(r, page, &x.row);
	mq_set(page, "title", x.row.name.n ? x.row.name : word_of(r, "ikind", x.row.kind));
	mq_set(page, "by", word_of(r, "by", x.row.by));
	if (x.row.countries == 2) mq_set_print(page, "codes", "%s-%s", x.row.country[0], x.row.country[1]);
	put_life(r, page, &x);
	sort_facts(&x);
	put_facts(r, page, &x);
	put_names(r, page, &x);
	return mq_page_render(r, out, "instrument", page);
}

/* ── a person in office ── */
static void put_offices(mq_request *r, mq_value *page, const mq_person *p)
{
	mq_value *list = mq_set_list(page, "offices");
	for (uint32_t i = 0; i < p->offices.n && i < OFFICES_MOST; i++) {
		const mq_office_row *o = &p->offices.v[i];
		mq_value *one = mq_add_map(list);
		mq_set(one, "office", o->office);
		mq_set(one, "first", mq_say_day(r->arena, r->messages, r->lang, o->first));
		if (o->last != o->first) mq_set(one, "last", mq_say_day(r->arena, r->messages, r->lang, o->last));
		mq_set_int(one, "articles", o->articles);
		mq_put_article_row(r, mq_set_map(one, "by_first"), &o->first_by);
		if (strcmp(o->first_by.id, o->last_by.id) != 0) mq_put_article_row(r, mq_set_map(one, "by_last"), &o->last_by);
	}
	list = mq_set_list(page, "forms");
	for (uint32_t i = 0; i < p->forms.n; i++) {
		mq_value *one = mq_add_map(list);
		mq_set(one, "form", p->forms.v[i].form);
		mq_set_int(one, "articles", p->forms.v[i].articles);
		mq_set_c(one, "article", p->forms.v[i].article);
	}
	list = mq_set_list(page, "alike");
	for (uint32_t i = 0; i < p->alike.n; i++) {
		mq_value *one = mq_add_map(list);
		mq_put_person_row(r, one, &p->alike.v[i].row);
		mq_set(one, "reason", word_of(r, "reason", p->alike.v[i].reason));
	}
}

/* the same chart and table as a pair has, of the happenings in which the person's country takes part */
static void put_temperature(mq_request *r, mq_value *page, const mq_person *p)
{
	mq_dossier *d = MQ_NEW(r->arena, mq_dossier);
	if (!d) return;
	d->timeline = p->happenings;
	d->temperature = p->temperature;
	d->profile = p->profile;
	mq_text about = mq_arena_print(r->arena, "%.*s. %.*s", MQ_ARG(mq_msg_number(r, "chart.happenings", d->timeline.n)),
				       MQ_ARG(mq_msg(r, "chart.how")));
	mq_set_markup(page, "chart", mq_chart_temperature(r, d, mq_msg(r, "chart.title"), about));
	mq_put_behind(r, page, d);
	mq_set(page, "profile", p->profile);
	mq_set_flag(page, "goldstein", mq_text_eq(p->profile, MQ_T("goldstein")));
}

mq_status mq_person_page(mq_request *r, mq_reply *out)
{
	mq_person p;
	mq_text next;
	mq_article_rows rows = {0};
	mq_filter f = mq_filter_all();
	MQ_TRY(mq_profile_ask(r));
	MQ_TRY(mq_store_person(r->store, r->arena, r->part[0], r->today, &p));
	mq_value *page = mq_page_open(r, "nav.people");
	mq_put_person_row(r, page, &p.row);
	mq_set(page, "title", p.row.name);
	if (p.offices.n) mq_set(page, "role", p.offices.v[0].office);
	mq_set(page, "follow_q", mq_arena_print(r->arena, "person:\"%.*s\"", MQ_ARG(p.row.name)));
	put_offices(r, page, &p);
	put_temperature(r, page, &p);
	mq_put_happenings(r, page, "timeline", p.happenings.v, p.happenings.n, 120);
	mq_value *list = mq_set_list(page, "quotes_list");
	for (uint32_t i = 0; i < p.quotes.n && i < QUOTES_MOST; i++) mq_put_quote_row(r, mq_add_map(list), &p.quotes.v[i]);
	f.person = p.row.name;
	f.limit = 20;
	MQ_TRY(mq_store_articles(r->store, r->arena, &f, &rows, &next));
	mq_put_article_rows(r, page, "rows", &rows);
	mq_set_flag(page, "cut", p.cut);
	return mq_page_render(r, out, "person", page);
}
