/* Happenings out of the archive. */
#include <stdio.h>

#include "store/ask.h"

static void of_event(mq_arena *a, const mq_event_row *row, mq_day today, mq_happening *h)
{
	const mq_event *e = &row->event;
	memset(h, 0, sizeof *h);
	char id[65];
	mq_sha256_hex(mq_text_of(row->id), id);
	memcpy(h->id, id, 16);
	h->kind = e->kind;
	h->status = e->status;
	h->background = e->background;
	h->approximate = e->approximate;
	h->from = e->from;
	h->to = e->to;
	h->precision = e->precision;
	h->announced = e->status == MQ_STATUS_ANNOUNCED ? row->from.day : MQ_NO_DAY;
	h->told = row->from.day;
	memcpy(&h->actors, &e->actors, sizeof h->actors);
	memcpy(&h->recipients, &e->recipients, sizeof h->recipients);
	h->place = e->place;
	memcpy(h->place_country, e->place_country, sizeof h->place_country);
	h->has_instrument = e->has_instrument;
	h->instrument = e->instrument;
	h->confidence = e->confidence;
	h->articles = h->outlets = 1;
	h->best = *row;
	(void)a;
	if (e->status == MQ_STATUS_ANNOUNCED)
		h->outcome = e->from != MQ_NO_DAY && today != MQ_NO_DAY && e->to < today ? MQ_OUTCOME_SILENT : MQ_OUTCOME_COMING;
	if (e->status == MQ_STATUS_POSTPONED) h->outcome = MQ_OUTCOME_MOVED;
	if (e->status == MQ_STATUS_CANCELLED) h->outcome = MQ_OUTCOME_CANCELLED;
}

mq_status mq_store_happenings(mq_store *s, mq_arena *a, const mq_filter *f, mq_happenings *out, mq_text *next)
{
	mq_event_rows rows;
	memset(out, 0, sizeof *out);
	MQ_TRY(mq_store_events(s, a, f, &rows, next));
	for (uint32_t i = 0; i < rows.n; i++) {
		mq_happening *h = mq_push(a, out);
		if (!h) return mq_store_fail(s, MQ_LIMIT, "the answer is too large");
		of_event(a, &rows.v[i], MQ_NO_DAY, h);
	}
	return MQ_DONE;
}

mq_status mq_store_happening(mq_store *s, mq_arena *a, mq_text id, mq_happening *out, mq_event_rows *tellings)
{
	mq_event_row row;
	memset(tellings, 0, sizeof *tellings);
	MQ_TRY(mq_store_event(s, a, id, &row));
	of_event(a, &row, MQ_NO_DAY, out);
	mq_event_row *t = mq_push(a, tellings);
	if (!t) return mq_store_fail(s, MQ_LIMIT, "the answer is too large");
	*t = row;
	return MQ_DONE;
}
