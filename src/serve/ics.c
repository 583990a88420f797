/* iCalendar (RFC 5545): /calendar/all.ics, /calendar/pair/MAR-FRA.ics, /calendar/<happening>.ics. Days without hours; UIDs that
 * stay; what was called off says CANCELLED, what is only announced TENTATIVE; lines fold at 75 bytes between characters. */
#include "serve/register.h"

#define LINE_MOST 75u
#define DUES_MOST 200u

static void put_folded(mq_buf *b, mq_text line)
{
	size_t room = LINE_MOST, from = 0;
	while (line.n - from > room) {
		size_t to = from + room;
		while (to > from && !mq_utf8_border(line, to)) to--;
		if (to == from) to = from + room; /* no character is that long: broken bytes */
		mq_buf_put(b, mq_text_sub(line, from, to));
		mq_buf_put(b, MQ_T("\r\n "));
		from = to;
		room = LINE_MOST - 1; /* the space counts */
	}
	mq_buf_put(b, mq_text_sub(line, from, line.n));
	mq_buf_put(b, MQ_T("\r\n"));
}

/* TEXT of section 3.3.11: backslash, comma, semicolon and newline are escaped, other controls left out */
static void put_text(mq_buf *b, const char *name, mq_text value)
{
	mq_buf line;
	mq_buf_open(&line, (size_t)64 << 10);
	mq_buf_print(&line, "%s:", name);
	for (size_t i = 0; i < value.n; i++) {
		unsigned char c = (unsigned char)value.p[i];
		if (c == '\\' || c == ',' || c == ';') mq_buf_print(&line, "\\%c", c);
		else if (c == '\n') mq_buf_put(&line, MQ_T("\\n"));
		else if (c >= 0x20 && c != 0x7F) mq_buf_byte(&line, (char)c);
	}
	put_folded(b, mq_buf_text(&line));
	mq_buf_close(&line);
}

static void put_day(mq_buf *b, const char *name, mq_day day)
{
	mq_ymd d = mq_ymd_of(day);
	mq_buf_print(b, "%s;VALUE=DATE:%04d%02d%02d\r\n", name, d.year, d.month, d.day);
}

static void put_happening(mq_request *r, mq_buf *b, const mq_happening *h)
{
	mq_telling telling = mq_telling_of_happening(h);
	mq_text heading = mq_heading(r, &telling);
	mq_ymd told = mq_ymd_of(h->told != MQ_NO_DAY ? h->told : h->best.from.day != MQ_NO_DAY ? h->best.from.day : h->from);
	bool off = h->status == MQ_STATUS_CANCELLED, sure = h->status == MQ_STATUS_DONE || h->status == MQ_STATUS_UNDER_WAY;
	mq_buf_put(b, MQ_T("BEGIN:VEVENT\r\n"));
	mq_buf_print(b, "UID:%s@mirqab\r\n", mq_happening_id(h));
	mq_buf_print(b, "DTSTAMP:%04d%02d%02dT000000Z\r\n", told.year, told.month, told.day);
	/* a number that grows when the happening is told of anew: more articles, and the day moved by a later one */
	mq_buf_print(b, "SEQUENCE:%u\r\n", h->articles ? h->articles - 1 : 0);
	put_day(b, "DTSTART", h->from);
	put_day(b, "DTEND", (h->to == MQ_NO_DAY ? h->from : h->to) + 1);
	mq_buf_print(b, "STATUS:%s\r\n", off ? "CANCELLED" : sure ? "CONFIRMED" : "TENTATIVE");
	mq_buf_put(b, MQ_T("TRANSP:TRANSPARENT\r\n"));
	put_text(b, "SUMMARY", mq_arena_print(r->arena, "%.*s: %.*s", MQ_ARG(mq_kind_name(r, h->kind)), MQ_ARG(heading)));
	if (h->place.n) put_text(b, "LOCATION", h->place);
	if (h->best.sentence.n) put_text(b, "DESCRIPTION", h->best.sentence);
	put_text(b, "CATEGORIES", mq_text_of(mq_event_kinds[h->kind].name));
	put_folded(b, mq_arena_print(r->arena, "URL:%.*s/happening/%s", MQ_ARG(r->site->public_url), mq_happening_id(h)));
	mq_buf_put(b, MQ_T("END:VEVENT\r\n"));
}

/* what is computed to fall due: tentative, marked as computed in its words, its category and a property of its own; the window of
 * days is the event, for nobody knows the day */
static void put_due(mq_request *r, mq_buf *b, const mq_series_row *x)
{
	mq_ymd told = mq_ymd_of(x->last != MQ_NO_DAY ? x->last : x->due.from);
	mq_text how = mq_message(r->messages, r->lang, mq_arena_print(r->arena, "due.%s", mq_due_hows[x->due.how]));
	mq_text sure = mq_message(r->messages, r->lang, mq_arena_print(r->arena, "sure.%s", mq_sures[x->due.sure]));
	mq_buf_put(b, MQ_T("BEGIN:VEVENT\r\n"));
	mq_buf_print(b, "UID:%s-due@mirqab\r\n", x->id);
	mq_buf_print(b, "DTSTAMP:%04d%02d%02dT000000Z\r\n", told.year, told.month, told.day);
	/* grows with every edition, and with every article that tells of it */
	mq_buf_print(b, "SEQUENCE:%u\r\n", x->tellings);
	put_day(b, "DTSTART", x->due.from);
	put_day(b, "DTEND", x->due.to + 1);
	mq_buf_put(b, MQ_T("STATUS:TENTATIVE\r\nTRANSP:TRANSPARENT\r\nX-MIRQAB-COMPUTED:TRUE\r\n"));
	put_text(b, "SUMMARY", mq_arena_print(r->arena, "(%.*s) %.*s", MQ_ARG(mq_msg(r, "computed")), MQ_ARG(x->name)));
	put_text(b, "DESCRIPTION",
		 mq_arena_print(r->arena, "%.*s. %.*s %.*s", MQ_ARG(how), MQ_ARG(mq_msg(r, "sure")), MQ_ARG(sure)));
	put_text(b, "CATEGORIES", MQ_T("computed"));
	put_folded(b, mq_arena_print(r->arena, "URL:%.*s/instrument/%s", MQ_ARG(r->site->public_url), x->id));
	mq_buf_put(b, MQ_T("END:VEVENT\r\n"));
}

static mq_status put_dues(mq_request *r, mq_buf *b, const mq_filter *f)
{
	mq_series_rows rows = {0};
	mq_filter due = mq_filter_all();
	due.pair[0] = f->pair[0];
	due.pair[1] = f->pair[1];
	due.from = r->today;
	mq_store_today(r->store, r->today);
	MQ_TRY(mq_store_instruments_due(r->store, r->arena, &due, &rows));
	for (uint32_t i = 0; i < rows.n && i < DUES_MOST; i++) {
		uint8_t how = rows.v[i].due.how;
		if (how == MQ_DUE_FREQUENCY || how == MQ_DUE_INTERVAL || how == MQ_DUE_TERM) put_due(r, b, &rows.v[i]);
	}
	return MQ_DONE;
}

/* no METHOD: that is iTIP, where an event must have an organizer; a calendar that is subscribed to has none */
static mq_status put_calendar(mq_request *r, mq_reply *out, mq_text title, const mq_happening *h, uint32_t n,
			      const mq_filter *due)
{
	mq_buf *b = out->out;
	out->media_type = MQ_T("text/calendar; charset=utf-8");
	mq_buf_put(b, MQ_T("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//mirqab//calendar//AR\r\nCALSCALE:GREGORIAN\r\n"));
	put_text(b, "NAME", title);
	put_text(b, "X-WR-CALNAME", title);
	mq_buf_put(b, MQ_T("REFRESH-INTERVAL;VALUE=DURATION:PT6H\r\n"));
	/* a month or a year is no appointment, unless it is the one asked for */
	for (uint32_t i = 0; i < n; i++)
		if (h[i].from != MQ_NO_DAY && (n == 1 || h[i].precision <= MQ_PRECISION_RANGE)) put_happening(r, b, &h[i]);
	if (due) MQ_TRY(put_dues(r, b, due));
	mq_buf_put(b, MQ_T("END:VCALENDAR\r\n"));
	return MQ_DONE;
}

mq_status mq_calendar_file(mq_request *r, mq_reply *out)
{
	mq_filter f;
	mq_text ending, title, page, next = MQ_NONE;
	mq_happenings rows = {0};
	MQ_TRY(mq_feed_scope(r, &f, &ending, &title, &page));
	if (!mq_text_eq(ending, MQ_T("ics"))) return mq_not_found();
	if (mq_text_none(r->part[1]) && !mq_text_eq(r->part[0], MQ_T("all.ics"))) {
		mq_happening h;
		mq_event_rows tellings = {0};
		MQ_TRY(mq_store_happening(r->store, r->arena, mq_text_sub(r->part[0], 0, r->part[0].n - 4), &h, &tellings));
		return put_calendar(r, out, title, &h, 1, NULL);
	}
	f.limit = 500;
	MQ_TRY(mq_store_happenings(r->store, r->arena, &f, &rows, &next));
	return put_calendar(r, out, title, rows.v, rows.n, &f);
}
