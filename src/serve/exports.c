#include "serve/exports.h"

#include "event/views.h"

/* events asked of the archive at a time */
#define EXPORT_PAGE       200u
#define EXPORT_EVENT_MOST ((size_t)64 << 20)
#define EXPORT_ARENA_MOST (MQ_PAGE_ARENA_MOST + MQ_RECORD_JSON_MOST)

static mq_text day_text(mq_arena *a, mq_day d)
{
	char line[11];
	if (d == MQ_NO_DAY) return MQ_NONE;
	mq_day_print(d, line);
	return mq_arena_text(a, mq_text_at(line, 10));
}

static mq_text code_text(const char *c) { return c && c[0] ? mq_text_of(c) : MQ_NONE; }

static void put_article(mq_json *j, const mq_article_row *r)
{
	mq_json_put_object(j, "article");
	mq_json_put_text(j, "id", mq_text_of(r->id));
	mq_json_put_text(j, "title", r->title);
	mq_json_put_text(j, "outlet", r->outlet);
	mq_json_put_text(j, "published", r->published);
	mq_json_put_text(j, "url", r->url);
	mq_json_object_end(j);
}

/* ── jsonl: the event as in its record, with its article ── */
static void jsonl_event(mq_export *x, const mq_event_row *row, const mq_record *record)
{
	mq_json j;
	mq_json_open(&j, &x->out);
	mq_json_object(&j);
	mq_json_put_text(&j, "schema", MQ_T("mirqab/event/1"));
	mq_json_put_text(&j, "id", mq_text_of(row->id));
	mq_json_put_text(&j, "happening", code_text(row->happening));
	put_article(&j, &row->from);
	mq_json_key(&j, MQ_T("event"));
	mq_event_json(record, &row->event, &j);
	mq_json_object_end(&j);
	mq_buf_byte(&x->out, '\n');
}

/* ── csv (RFC 4180, UTF-8, one line of names) ── */
static void csv_cell(mq_export *x, mq_text t, bool last)
{
	mq_buf_byte(&x->out, '"');
	/* a spreadsheet takes what begins so for a formula */
	bool number = t.n > 1 && t.p[0] == '-' && t.p[1] >= '0' && t.p[1] <= '9' && t.n < 12;
	if (t.n && !number && strchr("=+-@\t\r", t.p[0]) && t.p[0]) mq_buf_byte(&x->out, '\'');
	for (size_t i = 0; i < t.n; i++) {
		if (t.p[i] == '"') mq_buf_byte(&x->out, '"');
		mq_buf_byte(&x->out, t.p[i] == '\n' || t.p[i] == '\r' ? ' ' : t.p[i]);
	}
	mq_buf_put(&x->out, last ? MQ_T("\"\r\n") : MQ_T("\","));
}

static mq_text party_codes(mq_arena *a, const mq_party *p, uint32_t n)
{
	mq_text t = MQ_T("");
	for (uint32_t i = 0; i < n; i++)
		t = mq_arena_print(a, "%.*s%s%s%s%s", MQ_ARG(t), i ? " " : "", p[i].country[0] ? p[i].country : "---",
				   p[i].sector[0] ? "/" : "", p[i].sector);
	return t;
}

static mq_text number_text(mq_arena *a, int64_t n) { return n ? mq_arena_print(a, "%lld", (long long)n) : MQ_NONE; }

const mq_event_cell mq_event_cells[MQ_EVENT_CELLS] = {
    {"id", MQ_CELL_TEXT},
    {"kind", MQ_CELL_TEXT},
    {"status", MQ_CELL_TEXT},
    {"background", MQ_CELL_BOOL},
    {"from", MQ_CELL_DAY},
    {"to", MQ_CELL_DAY},
    {"approximate", MQ_CELL_BOOL},
    {"actors", MQ_CELL_TEXT},
    {"recipients", MQ_CELL_TEXT},
    {"place", MQ_CELL_TEXT},
    {"place_country", MQ_CELL_TEXT},
    {"instrument", MQ_CELL_TEXT},
    {"instrument_name", MQ_CELL_TEXT},
    {"edition", MQ_CELL_INT},
    {"year", MQ_CELL_INT},
    {"plover", MQ_CELL_TEXT},
    {"mode", MQ_CELL_TEXT},
    {"cameo", MQ_CELL_TEXT},
    {"score", MQ_CELL_REAL},
    {"goldstein", MQ_CELL_REAL},
    {"confidence", MQ_CELL_REAL},
    {"rule", MQ_CELL_TEXT},
    {"happening", MQ_CELL_TEXT},
    {"article", MQ_CELL_TEXT},
    {"outlet", MQ_CELL_TEXT},
    {"published", MQ_CELL_TEXT},
    {"title", MQ_CELL_TEXT},
    {"url", MQ_CELL_TEXT},
    {"sentence", MQ_CELL_TEXT},
};

void mq_event_cells_of(mq_arena *a, const mq_event_row *row, mq_text cells[MQ_EVENT_CELLS])
{
	const mq_event *e = &row->event;
	mq_event_view v;
	mq_event_view_of(e, &v);
	const mq_text all[] = {
	    mq_text_of(row->id),
	    mq_text_of(mq_event_kinds[e->kind].name),
	    mq_event_status_name((mq_event_status)e->status),
	    e->background ? MQ_T("1") : MQ_T("0"),
	    day_text(a, e->from),
	    day_text(a, e->to),
	    e->approximate ? MQ_T("1") : MQ_T("0"),
	    party_codes(a, e->actors.v, e->actors.n),
	    party_codes(a, e->recipients.v, e->recipients.n),
	    e->place,
	    code_text(e->place_country),
	    e->instrument.kind,
	    e->instrument.name,
	    number_text(a, e->instrument.edition),
	    number_text(a, e->instrument.year),
	    v.type,
	    v.mode,
	    v.cameo,
	    mq_arena_print(a, "%.1f", v.score),
	    mq_arena_print(a, "%.1f", v.goldstein),
	    mq_arena_print(a, "%.3f", e->confidence),
	    e->rule,
	    code_text(row->happening),
	    mq_text_of(row->from.id),
	    row->from.outlet,
	    row->from.published,
	    row->from.title,
	    row->from.url,
	    row->sentence,
	};
	_Static_assert(sizeof all / sizeof *all == MQ_EVENT_CELLS, "a cell for every name");
	memcpy(cells, all, sizeof all);
}

static void csv_begin(mq_export *x)
{
	for (size_t i = 0; i < MQ_EVENT_CELLS; i++)
		mq_buf_print(&x->out, "%s%s", mq_event_cells[i].name, i + 1 == MQ_EVENT_CELLS ? "\r\n" : ",");
}

static void csv_event(mq_export *x, const mq_event_row *row, const mq_record *record)
{
	mq_text cells[MQ_EVENT_CELLS];
	(void)record;
	mq_event_cells_of(x->arena, row, cells);
	for (size_t i = 0; i < MQ_EVENT_CELLS; i++) csv_cell(x, cells[i], i + 1 == MQ_EVENT_CELLS);
}

/* ── PLOVER: JSON lines as the manual of 2024-02-04 has them ── */
static void plover_parties(mq_json *j, const char *key, const mq_party *p, uint32_t n)
{
	mq_json_put_array(j, key);
	for (uint32_t i = 0; i < n; i++) {
		mq_json_object(j);
		mq_json_put_text(j, "code", code_text(p[i].country));
		mq_json_put_text(j, "sector", code_text(p[i].sector));
		mq_json_put_text(j, "entity_text", p[i].name);
		mq_json_object_end(j);
	}
	mq_json_array_end(j);
}

static void plover_place(mq_json *j, const mq_export *x, const mq_event *e)
{
	mq_country c;
	if (e->place.n == 0 && !e->place_country[0]) return;
	mq_json_put_object(j, "event_loc");
	mq_json_put_text(j, "extracted_place", e->place);
	mq_json_put_text(j, "country_code", code_text(e->place_country));
	if (mq_marker_country_of(x->engine->marker, mq_text_of(e->place_country), &c)) mq_json_put_text(j, "country", c.en);
	mq_json_object_end(j);
}

/* offsets of a sentence in characters, as PLOVER counts */
static void plover_text(mq_json *j, const mq_event *e, const mq_record *record)
{
	mq_json_put_array(j, "event_text");
	for (uint32_t i = 0; i < e->evidence.n; i++)
		mq_json_text(j,
			     mq_text_sub(record->doc.field[e->evidence.v[i].in], e->evidence.v[i].start, e->evidence.v[i].end));
	mq_json_array_end(j);
	if (e->evidence.n == 0) return;
	mq_text field = record->doc.field[e->evidence.v[0].in];
	mq_json_put_object(j, "text_info");
	mq_json_put_text(j, "in", e->evidence.v[0].in == MQ_IN_TITLE ? MQ_T("title") : MQ_T("body"));
	mq_json_put_int(j, "start", (int64_t)mq_utf8_count(mq_text_sub(field, 0, e->evidence.v[0].start)));
	mq_json_put_int(j, "end", (int64_t)mq_utf8_count(mq_text_sub(field, 0, e->evidence.v[0].end)));
	mq_json_object_end(j);
}

static void plover_source(mq_json *j, const mq_event_row *row)
{
	const mq_event *e = &row->event;
	mq_json_put_object(j, "cite_info");
	mq_json_put_text(j, "citation", mq_text_of(row->from.id));
	mq_json_put_text(j, "url", row->from.url);
	mq_json_put_text(j, "title", row->from.title);
	mq_json_put_text(j, "language", row->from.lang);
	mq_json_put_text(j, "publication", row->from.outlet);
	mq_json_put_text(j, "coder", MQ_T("mirqab"));
	mq_json_put_text(j, "codebook", MQ_T("PLOVER 2.0 draft 2024-02-04"));
	mq_json_object_end(j);
	mq_json_put_text(j, "kind", mq_text_of(mq_event_kinds[e->kind].name));
	mq_json_put_text(j, "status", mq_event_status_name((mq_event_status)e->status));
	mq_json_put_bool(j, "background", e->background);
	mq_json_put_text(j, "rule", e->rule);
	mq_json_put_real(j, "confidence", e->confidence, 3);
}

static void plover_event(mq_export *x, const mq_event_row *row, const mq_record *record)
{
	const mq_event *e = &row->event;
	mq_event_view v;
	mq_json j;
	if (e->from == MQ_NO_DAY && row->from.day == MQ_NO_DAY) return; /* PLOVER has no event without a date */
	mq_event_view_of(e, &v);
	mq_json_open(&j, &x->out);
	mq_json_object(&j);
	mq_json_put_text(&j, "id", mq_text_of(row->id));
	mq_json_put_text(&j, "date", day_text(x->arena, e->from != MQ_NO_DAY ? e->from : row->from.day));
	if (e->to != MQ_NO_DAY && e->to != e->from) mq_json_put_text(&j, "enddate", day_text(x->arena, e->to));
	plover_parties(&j, "actor", e->actors.v, e->actors.n);
	plover_parties(&j, "recipient", e->recipients.v, e->recipients.n);
	mq_json_put_array(&j, "event");
	mq_json_text(&j, v.type);
	mq_json_array_end(&j);
	mq_json_put_array(&j, "mode");
	if (v.mode.n) mq_json_text(&j, v.mode);
	if (v.historical) mq_json_text(&j, MQ_T("historical"));
	if (v.future) mq_json_text(&j, MQ_T("future"));
	if (v.hypothetical) mq_json_text(&j, MQ_T("hypothetical"));
	if (v.negated) mq_json_text(&j, MQ_T("negation"));
	mq_json_array_end(&j);
	mq_json_put_array(&j, "context");
	for (uint32_t i = 0; i < e->contexts.n; i++) mq_json_text(&j, e->contexts.v[i]);
	mq_json_array_end(&j);
	mq_json_put_int(&j, "quad_code", v.quad);
	mq_json_put_real(&j, "event_scale", v.score, 1);
	plover_place(&j, x, e);
	plover_text(&j, e, record);
	plover_source(&j, row);
	mq_json_object_end(&j);
	mq_buf_byte(&x->out, '\n');
}

/* ── CAMEO: one line a directed pair, tab-separated, as dyadic event data are used ── */
static void cameo_begin(mq_export *x)
{
	mq_buf_put(&x->out, MQ_T("id\tdate\tsource\ttarget\tcameo\tgoldstein\tquad\tstatus\tarticle\turl\n"));
}

static void cameo_line(mq_export *x, const mq_event_row *row, const mq_event_view *v, const mq_party *from, const mq_party *to)
{
	mq_text day = day_text(x->arena, row->event.from != MQ_NO_DAY ? row->event.from : row->from.day);
	mq_buf_print(&x->out, "%s\t%.*s\t%s%s\t%s%s\t%.*s\t%.1f\t%d\t%.*s\t%s\t%.*s\n", row->id, MQ_ARG(day),
		     from->country[0] ? from->country : "---", from->sector, to && to->country[0] ? to->country : "---",
		     to ? to->sector : "", MQ_ARG(v->cameo), v->goldstein, v->quad,
		     MQ_ARG(mq_event_status_name((mq_event_status)row->event.status)), row->from.id, MQ_ARG(row->from.url));
}

static void cameo_event(mq_export *x, const mq_event_row *row, const mq_record *record)
{
	const mq_event *e = &row->event;
	mq_event_view v;
	(void)record;
	mq_event_view_of(e, &v);
	for (uint32_t i = 0; i < e->actors.n && i < 24; i++) {
		bool told = false;
		for (uint32_t k = 0; k < e->recipients.n && k < 24; k++, told = true)
			cameo_line(x, row, &v, &e->actors.v[i], &e->recipients.v[k]);
		/* a kind without direction is said of both */
		for (uint32_t k = 0; e->recipients.n == 0 && k < e->actors.n && k < 24; k++) {
			if (k == i) continue;
			cameo_line(x, row, &v, &e->actors.v[i], &e->actors.v[k]);
			told = true;
		}
		if (!told) cameo_line(x, row, &v, &e->actors.v[i], NULL);
	}
}

/* ── iCalendar (RFC 5545): days, no hours ── */
/* text with its escapes, folded at 75 octets without cutting a character */
static void ics_line(mq_export *x, const char *name, mq_text t)
{
	size_t column = strlen(name) + 1;
	mq_buf_print(&x->out, "%s:", name);
	for (size_t i = 0; i < t.n;) {
		size_t from = i;
		(void)mq_utf8_next(t, &i);
		mq_text c = mq_text_sub(t, from, i);
		if (c.p[0] == '\n') c = MQ_T("\\n");
		else if (c.p[0] == ',') c = MQ_T("\\,");
		else if (c.p[0] == ';') c = MQ_T("\\;");
		else if (c.p[0] == '\\') c = MQ_T("\\\\");
		else if ((unsigned char)c.p[0] < 0x20) continue;
		if (column + c.n > 75) {
			mq_buf_put(&x->out, MQ_T("\r\n "));
			column = 1;
		}
		mq_buf_put(&x->out, c);
		column += c.n;
	}
	mq_buf_put(&x->out, MQ_T("\r\n"));
}

static void ics_day(mq_export *x, const char *name, mq_day d)
{
	mq_ymd y = mq_ymd_of(d);
	mq_buf_print(&x->out, "%s;VALUE=DATE:%04d%02d%02d\r\n", name, y.year, y.month, y.day);
}

static void ics_begin(mq_export *x)
{
	mq_buf_put(&x->out, MQ_T("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//mirqab//events//AR\r\nCALSCALE:GREGORIAN\r\n"));
}

static void ics_event(mq_export *x, const mq_event_row *row, const mq_record *record)
{
	const mq_event *e = &row->event;
	mq_arena *a = x->arena;
	(void)record;
	if (e->from == MQ_NO_DAY) return; /* a calendar has no place for it */
	mq_text actors = party_codes(a, e->actors.v, e->actors.n), recipients = party_codes(a, e->recipients.v, e->recipients.n);
	mq_text summary = mq_arena_print(a, "%s: %.*s%s%.*s", mq_event_kinds[e->kind].ar, MQ_ARG(actors),
					 recipients.n ? " ← " : "", MQ_ARG(recipients));
	mq_buf_put(&x->out, MQ_T("BEGIN:VEVENT\r\n"));
	ics_line(x, "UID", mq_arena_print(a, "%s@mirqab", row->id));
	mq_ymd stamp = mq_ymd_of(row->from.day != MQ_NO_DAY ? row->from.day : e->from);
	mq_buf_print(&x->out, "DTSTAMP:%04d%02d%02dT000000Z\r\n", stamp.year, stamp.month, stamp.day);
	ics_day(x, "DTSTART", e->from);
	ics_day(x, "DTEND", (e->to == MQ_NO_DAY ? e->from : e->to) + 1);
	ics_line(x, "SUMMARY", summary);
	ics_line(x, "DESCRIPTION", mq_arena_print(a, "%.*s\n%.*s", MQ_ARG(row->sentence), MQ_ARG(row->from.outlet)));
	if (e->place.n) ics_line(x, "LOCATION", e->place);
	if (row->from.url.n) ics_line(x, "URL", row->from.url);
	ics_line(x, "STATUS",
		 e->status == MQ_STATUS_CANCELLED                                  ? MQ_T("CANCELLED")
		 : e->status == MQ_STATUS_DONE || e->status == MQ_STATUS_UNDER_WAY ? MQ_T("CONFIRMED")
										   : MQ_T("TENTATIVE"));
	mq_buf_put(&x->out, MQ_T("END:VEVENT\r\n"));
}

static void ics_end(mq_export *x) { mq_buf_put(&x->out, MQ_T("END:VCALENDAR\r\n")); }

/* ── GeoJSON (RFC 7946): the country's place where no finer one is known ── */
static void geo_begin(mq_export *x) { mq_buf_put(&x->out, MQ_T("{\"type\":\"FeatureCollection\",\"features\":[\n")); }

static void geo_event(mq_export *x, const mq_event_row *row, const mq_record *record)
{
	const mq_event *e = &row->event;
	mq_country c;
	mq_json j;
	(void)record;
	if (!e->place_country[0] || !mq_marker_country_of(x->engine->marker, mq_text_of(e->place_country), &c)) return;
	if (x->events++) mq_buf_put(&x->out, MQ_T(",\n"));
	mq_json_open(&j, &x->out);
	mq_json_object(&j);
	mq_json_put_text(&j, "type", MQ_T("Feature"));
	mq_json_put_text(&j, "id", mq_text_of(row->id));
	mq_json_put_object(&j, "geometry");
	mq_json_put_text(&j, "type", MQ_T("Point"));
	mq_json_put_array(&j, "coordinates");
	mq_json_real(&j, c.lon, 4);
	mq_json_real(&j, c.lat, 4);
	mq_json_array_end(&j);
	mq_json_object_end(&j);
	mq_json_put_object(&j, "properties");
	mq_json_put_text(&j, "kind", mq_text_of(mq_event_kinds[e->kind].name));
	mq_json_put_text(&j, "status", mq_event_status_name((mq_event_status)e->status));
	mq_json_put_text(&j, "from", day_text(x->arena, e->from));
	mq_json_put_text(&j, "to", day_text(x->arena, e->to));
	mq_json_put_text(&j, "place", e->place);
	mq_json_put_text(&j, "place_country", mq_text_of(e->place_country));
	mq_json_put_text(&j, "resolution", MQ_T("country"));
	mq_json_put_text(&j, "actors", party_codes(x->arena, e->actors.v, e->actors.n));
	mq_json_put_text(&j, "recipients", party_codes(x->arena, e->recipients.v, e->recipients.n));
	mq_json_put_text(&j, "sentence", row->sentence);
	put_article(&j, &row->from);
	mq_json_object_end(&j);
	mq_json_object_end(&j);
}

static void geo_end(mq_export *x) { mq_buf_put(&x->out, MQ_T("\n]}\n")); }

const mq_export_format mq_exports[] = {
    {"jsonl", "application/x-ndjson", "jsonl", NULL, jsonl_event, NULL, NULL},
    {"csv", "text/csv; charset=utf-8; header=present", "csv", csv_begin, csv_event, NULL, NULL},
    {"parquet", "application/vnd.apache.parquet", "parquet", mq_parquet_begin, mq_parquet_event, mq_parquet_end, NULL},
    {"plover", "application/x-ndjson", "plover.jsonl", NULL, plover_event, NULL, NULL},
    {"cameo", "text/tab-separated-values; charset=utf-8", "tsv", cameo_begin, cameo_event, NULL, NULL},
    {"ics", "text/calendar; charset=utf-8", "ics", ics_begin, ics_event, ics_end, NULL},
    {"geojson", "application/geo+json", "geojson", geo_begin, geo_event, geo_end, NULL},
    {"gexf", "application/gexf+xml", "gexf", NULL, NULL, mq_gexf_end, NULL},
    {"md", "text/markdown; charset=utf-8", "md", mq_markdown_begin, mq_markdown_event, NULL, NULL},
    {"annotations", "application/x-ndjson", "anno.jsonl", NULL, mq_annotation_event, NULL, NULL},
    {"ris", "application/x-research-info-systems; charset=utf-8", "ris", NULL, NULL, NULL, mq_cite_ris},
    {"bibtex", "application/x-bibtex; charset=utf-8", "bib", NULL, NULL, NULL, mq_cite_bibtex},
    {"csl", "application/vnd.citationstyles.csl+json", "json", mq_cite_csl_begin, NULL, mq_cite_csl_end, mq_cite_csl},
};
const size_t mq_exports_n = sizeof mq_exports / sizeof *mq_exports;

const mq_export_format *mq_export_named(mq_text name)
{
	for (size_t i = 0; i < mq_exports_n; i++)
		if (mq_text_eq(mq_text_of(mq_exports[i].name), name)) return &mq_exports[i];
	return NULL;
}

typedef struct {
	mq_export x;
	mq_export_sink sink;
	void *to;
	bool stopped;
} exporting;

static void pour(exporting *g)
{
	if (g->x.out.n && !g->stopped) g->stopped = !g->sink(g->to, mq_buf_text(&g->x.out));
	mq_buf_clear(&g->x.out);
}

/* one page of answers; the record of an article is read once for its events in a row */
static mq_status export_rows(mq_store *s, const mq_export_format *format, const mq_event_rows *rows, exporting *g)
{
	mq_stored_article article;
	int64_t have = 0;
	for (uint32_t i = 0; i < rows->n && !g->stopped; i++) {
		const mq_event_row *row = &rows->v[i];
		if (have != row->from.n) {
			mq_arena_clear(g->x.arena);
			MQ_TRY(mq_store_article(s, g->x.arena, mq_text_of(row->from.id), &article));
			have = row->from.n;
		}
		format->event(&g->x, row, &article.record);
		pour(g);
	}
	return MQ_DONE;
}

static mq_status export_all(mq_store *s, mq_arena *list, const mq_export_format *format, const mq_filter *f, exporting *g)
{
	mq_filter page = *f;
	uint32_t left = f->limit ? f->limit : UINT32_MAX;
	mq_text next = MQ_T("");
	char cursor[64];
	while (!g->stopped && left && next.p) {
		mq_event_rows rows;
		page.limit = left < EXPORT_PAGE ? left : EXPORT_PAGE;
		MQ_TRY(mq_store_events(s, list, &page, &rows, &next));
		MQ_TRY(export_rows(s, format, &rows, g));
		left -= rows.n < left ? rows.n : left;
		if (next.n >= sizeof cursor) break;
		if (next.n) memcpy(cursor, next.p, next.n);
		page.cursor = mq_text_at(cursor, next.n);
		mq_arena_clear(list); /* the answer was in it, the cursor too */
	}
	return MQ_DONE;
}

/* articles, for formats that cite */
static mq_status export_articles(mq_store *s, mq_arena *list, const mq_export_format *format, const mq_filter *f, exporting *g)
{
	mq_filter page = *f;
	uint32_t left = f->limit ? f->limit : UINT32_MAX;
	mq_text next = MQ_T("");
	char cursor[64];
	while (!g->stopped && left && next.p) {
		mq_article_rows rows = {0};
		page.limit = left < EXPORT_PAGE ? left : EXPORT_PAGE;
		MQ_TRY(mq_store_articles(s, list, &page, &rows, &next));
		for (uint32_t i = 0; i < rows.n && !g->stopped; i++) {
			mq_stored_article article;
			mq_arena_clear(g->x.arena);
			MQ_TRY(mq_store_article(s, g->x.arena, mq_text_of(rows.v[i].id), &article));
			format->article(&g->x, &article);
			pour(g);
		}
		left -= rows.n < left ? rows.n : left;
		if (next.n >= sizeof cursor) break;
		if (next.n) memcpy(cursor, next.p, next.n);
		page.cursor = mq_text_at(cursor, next.n);
		mq_arena_clear(list);
	}
	return MQ_DONE;
}

mq_status mq_export_events(mq_store *s, const mq_engine *e, const mq_export_format *format, const mq_filter *f,
			   mq_text public_url, mq_export_sink sink, void *to)
{
	exporting g = {.x = {.engine = e, .public_url = public_url, .store = s, .filter = f}, .sink = sink, .to = to};
	mq_arena *list = mq_arena_open(EXPORT_ARENA_MOST);
	g.x.arena = mq_arena_open(EXPORT_ARENA_MOST);
	mq_buf_open(&g.x.out, EXPORT_EVENT_MOST);
	mq_status r = list && g.x.arena ? MQ_DONE : MQ_FAIL(MQ_NO_MEMORY, MQ_BYTE_UNKNOWN, "out of memory");
	if (mq_ok(r)) {
		if (format->begin) format->begin(&g.x);
		if (format->event) r = export_all(s, list, format, f, &g);
		else if (format->article) r = export_articles(s, list, format, f, &g);
		if (format->end) format->end(&g.x);
		pour(&g);
	}
	mq_buf_close(&g.x.out);
	mq_arena_close(list);
	mq_arena_close(g.x.arena);
	return r;
}
