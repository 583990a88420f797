/* Events and instruments of a compact record. */
#include <math.h>

#include "store/compact.h"

static void party(mq_compact *c, const mq_record *r, mq_party *p)
{
	static const mq_mention nobody;
	uint32_t flags = 0;
	mq_compact_number(c, MQ_COLUMN_COUNT, &p->mention);
	const mq_mention *found = mq_compact_mention(r, p->mention), *m = found ? found : &nobody;
	if (c->write) {
		flags |= mq_compact_same(p->name, m->name) ? MQ_NAME_SAME : 0;
		flags |= strcmp(p->country, m->country) == 0 ? MQ_COUNTRY_SAME : 0;
		flags |= strcmp(p->sector, m->sector) == 0 ? MQ_SECTOR_SAME : 0;
	}
	mq_compact_number(c, MQ_COLUMN_FLAGS, &flags);
	mq_compact_word_or(c, flags & MQ_NAME_SAME, &p->name, m->name);
	mq_compact_code_or(c, flags & MQ_COUNTRY_SAME, p->country, m->country, sizeof p->country);
	mq_compact_code_or(c, flags & MQ_SECTOR_SAME, p->sector, m->sector, sizeof p->sector);
}

static void views(mq_compact *c, mq_event *e)
{
	const mq_event_kind *k = &mq_event_kinds[e->kind];
	bool usual = e->modes.n == 0 || (e->modes.n == 1 && mq_text_eq(e->modes.v[0], mq_text_of(k->mode)));
	bool cameo = e->cameo.n == 0 || mq_text_eq(e->cameo, mq_text_of(k->cameo));
	uint32_t flags = usual | (uint32_t)cameo << 1;
	mq_compact_number(c, MQ_COLUMN_FLAGS, &flags);
	if (!(flags & 1)) {
		for (uint32_t i = 0, n = MQ_LIST(c, e->modes); i < n && !c->failed; i++) mq_compact_word(c, &e->modes.v[i]);
	} else if (!c->write && k->mode[0]) {
		mq_text *mode = mq_push(c->a, &e->modes);
		c->failed |= mode == NULL;
		if (mode) *mode = mq_text_of(k->mode);
	}
	mq_compact_word_or(c, flags & 2, &e->cameo, mq_text_of(k->cameo));
	for (uint32_t i = 0, n = MQ_LIST(c, e->contexts); i < n && !c->failed; i++) mq_compact_word(c, &e->contexts.v[i]);
}

static void when_where(mq_compact *c, const mq_record *r, mq_event *e)
{
	mq_compact_when(c, (mq_when_parts){&e->from, &e->to, &e->precision, &e->approximate}, r->article.published_day);
	mq_compact_word(c, &e->place);
	if (mq_text_none(e->place)) return;
	mq_compact_code(c, e->place_country, sizeof e->place_country);
	mq_compact_number(c, MQ_COLUMN_COUNT, &e->place_mention);
}

static void instrument(mq_compact *c, mq_event *e)
{
	uint32_t has = e->has_instrument;
	mq_compact_number(c, MQ_COLUMN_FLAGS, &has);
	e->has_instrument = has != 0;
	if (!has) return;
	mq_compact_word(c, &e->instrument.kind);
	mq_compact_word(c, &e->instrument.name);
	mq_compact_word(c, &e->instrument.domain);
	mq_compact_count(c, &e->instrument.edition);
	mq_compact_count(c, &e->instrument.year);
	mq_compact_count(c, &e->instrument.count);
}

static void evidence(mq_compact *c, mq_evidence *v, uint32_t from)
{
	mq_compact_small(c, MQ_COLUMN_FLAGS, &v->in, MQ_IN_BODY);
	mq_compact_span(c, &v->start, &v->end, from);
}

/* kinds are known by name: their order is the program's, and changes */
static void kind(mq_compact *c, mq_event *e)
{
	mq_text name = c->write ? mq_text_of(mq_event_kinds[e->kind].name) : MQ_NONE;
	mq_compact_word(c, &name);
	int k = mq_event_kind_of(name);
	c->failed |= k < 0;
	e->kind = k < 0 ? 0 : (uint16_t)k;
}

static void event(mq_compact *c, mq_record *r, mq_event *e, uint32_t i)
{
	double thousand = round(e->confidence * 1000);
	uint32_t confidence = c->write ? (uint32_t)thousand : 0, background = e->background;
	mq_compact_from(c, MQ_COLUMN_COUNT, &e->id, i + 1);
	kind(c, e);
	if (c->failed) return;
	views(c, e);
	mq_compact_small(c, MQ_COLUMN_FLAGS, &e->status, MQ_STATUS_HYPOTHETICAL);
	mq_compact_number(c, MQ_COLUMN_FLAGS, &background);
	e->background = background != 0;
	for (uint32_t k = 0, n = MQ_LIST(c, e->actors); k < n && !c->failed; k++) party(c, r, &e->actors.v[k]);
	for (uint32_t k = 0, n = MQ_LIST(c, e->recipients); k < n && !c->failed; k++) party(c, r, &e->recipients.v[k]);
	when_where(c, r, e);
	instrument(c, e);
	evidence(c, &e->trigger, i ? e[-1].trigger.start : 0);
	for (uint32_t k = 0, n = MQ_LIST(c, e->evidence); k < n && !c->failed; k++)
		evidence(c, &e->evidence.v[k], e->trigger.start);
	mq_compact_word(c, &e->rule);
	mq_compact_number(c, MQ_COLUMN_COUNT, &confidence);
	if (c->write) return;
	e->confidence = confidence / 1000.0;
	e->date = -1;
}

void mq_compact_events(mq_compact *c, mq_record *r)
{
	for (uint32_t i = 0, n = MQ_LIST(c, r->events); i < n && !c->failed; i++) event(c, r, &r->events.v[i], i);
}

/* stages are known by name, as kinds are */
static void stage(mq_compact *c, mq_instrument *x)
{
	uint8_t i = 0;
	mq_text name = c->write ? mq_text_of(mq_stage_names[x->stage]) : MQ_NONE;
	mq_compact_word(c, &name);
	while (i < MQ_STAGES && !mq_text_eq(name, mq_text_of(mq_stage_names[i]))) i++;
	c->failed |= i == MQ_STAGES;
	x->stage = i == MQ_STAGES ? 0 : i;
}

static void facts(mq_compact *c, const mq_record *r, mq_instrument *x)
{
	for (uint32_t i = 0, n = MQ_LIST(c, x->facts); i < n && !c->failed; i++) {
		mq_instrument_fact *f = &x->facts.v[i];
		mq_evidence at = {f->in, f->start, f->end};
		evidence(c, &at, x->words.start);
		if (c->failed) return;
		if (!c->write) {
			f->in = at.in;
			f->start = at.start;
			f->end = at.end;
		}
		mq_compact_word(c, &f->field);
		mq_compact_word_near(c, &f->value, r->doc.field[at.in], at.start);
	}
}

static void one_instrument(mq_compact *c, const mq_record *r, mq_instrument *x, uint32_t last)
{
	uint32_t flags = x->named | (uint32_t)x->background << 1;
	mq_compact_number(c, MQ_COLUMN_FLAGS, &flags);
	x->named = flags & 1;
	x->background = flags >> 1 & 1;
	evidence(c, &x->words, last);
	evidence(c, &x->evidence, x->words.start);
	if (c->failed) return;
	mq_compact_word(c, &x->kind);
	mq_compact_word_near(c, &x->name, r->doc.field[x->words.in], x->words.start);
	mq_text *const words[] = {&x->canonical, &x->sort, &x->scope, &x->domain};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) mq_compact_word(c, words[i]);
	if (c->form >= 2) mq_compact_word(c, &x->about);
	mq_compact_count(c, &x->edition);
	mq_compact_count(c, &x->year);
	mq_compact_count(c, &x->count);
	stage(c, x);
	mq_compact_number(c, MQ_COLUMN_COUNT, &x->event);
	mq_compact_small(c, MQ_COLUMN_COUNT, &x->countries, MQ_INSTRUMENT_COUNTRIES);
	for (uint8_t i = 0; i < x->countries && !c->failed; i++) mq_compact_code(c, x->country[i], sizeof x->country[i]);
	mq_compact_when(c, (mq_when_parts){&x->from, &x->to, &x->precision, &x->approximate}, r->article.published_day);
	mq_compact_word(c, &x->place);
	if (x->place.n) mq_compact_code(c, x->place_country, sizeof x->place_country);
	facts(c, r, x);
}

void mq_compact_instruments(mq_compact *c, mq_record *r)
{
	for (uint32_t i = 0, n = MQ_LIST(c, r->instruments); i < n && !c->failed; i++) {
		mq_instrument *x = &r->instruments.v[i];
		one_instrument(c, r, x, i ? x[-1].words.start : 0);
	}
}
