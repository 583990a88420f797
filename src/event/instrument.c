/* What a text tells of instruments. In: the document, its marks, its events. Out: one telling a mention that says something: the
 * stage of its life, when, between whom, with the sentence. An event that a mention belongs to decides; without one only plain
 * words do (صادق البرلمان على الاتفاقية), and nothing that is denied, wished or asked. */
#include "event/inner.h"

/* tokens between a mention and the trigger of its event, or a word of stage */
#define EVENT_REACH  30u
#define BEFORE_REACH 12u
#define AFTER_REACH  6u
/* instruments of one text */
#define TELLINGS_MOST 64u
#define LOOKED_MOST   512u
#define ABOUT_BYTES   192u

const char *const mq_stage_names[MQ_STAGES] = {
    "told",    "proposed", "announced", "negotiated", "agreed",    "initialled", "signed",  "ratified", "in_force",  "launched",
    "ongoing", "held",     "amended",   "renewed",    "postponed", "suspended",  "resumed", "expired",  "cancelled",
};

static int stage_of(mq_text name)
{
	for (int i = 0; i < MQ_STAGES; i++)
		if (mq_text_eq(name, mq_text_of(mq_stage_names[i]))) return i;
	return -1;
}

/* the names of the table's first column, each once: "stage.ratified", "subject.training" */
static mq_status collect_names(mq_arena *a, const mq_pack *pack, mq_text path, mq_instrument_cues *out)
{
	mq_table t;
	mq_table_open(path, mq_pack_file(pack, path), &t);
	while (mq_table_row(&t)) {
		int i = 0;
		while (i < out->n && !mq_text_eq(t.cell[0], mq_text_of(out->name[i]))) i++;
		if (i < out->n) continue;
		size_t dot = mq_text_find_byte(t.cell[0], '.', 0);
		if (i == MQ_INSTRUMENT_CUES_MOST || dot == SIZE_MAX)
			return mq_fail(a, MQ_BAD_DATA, MQ_BYTE_UNKNOWN, "%.*s:%u: a cue is field.value, and there are %d at most",
				       MQ_ARG(path), t.line, MQ_INSTRUMENT_CUES_MOST);
		mq_text name = mq_arena_print(a, "%.*s%c", MQ_ARG(t.cell[0]), 0);
		if (mq_text_none(name)) return mq_fail_memory(a);
		out->name[i] = name.p;
		out->field[i] = mq_text_sub(t.cell[0], 0, dot);
		out->value[i] = mq_text_sub(t.cell[0], dot + 1, t.cell[0].n);
		bool stage = mq_text_eq(out->field[i], MQ_T("stage"));
		out->stage[i] = (int8_t)(stage ? stage_of(out->value[i]) : -1);
		if (stage && out->stage[i] < 0)
			return mq_fail(a, MQ_BAD_DATA, MQ_BYTE_UNKNOWN, "%.*s:%u: there is no such stage", MQ_ARG(path), t.line);
		out->n++;
	}
	return MQ_DONE;
}

mq_status mq_instrument_cues_read(mq_arena *a, const mq_pack *pack, const mq_lexicon *lex, mq_instrument_cues *out)
{
	mq_text path = MQ_T("rules/ar/instrument_cues.tsv");
	MQ_TRY(collect_names(a, pack, path, out));
	return mq_cues_named(a, pack, lex, path, out->name, out->n, &out->cues);
}

uint32_t mq_first_mention(const mq_scene *s, uint32_t token)
{
	uint32_t low = 0, high = s->marks->mentions.n;
	while (low < high) {
		uint32_t mid = low + (high - low) / 2;
		if (s->marks->mentions.v[mid].from < token) low = mid + 1;
		else high = mid;
	}
	return low;
}

static uint32_t far_of(uint32_t x, uint32_t y) { return x > y ? x - y : y - x; }

static bool same_series(mq_text x, mq_text y)
{
	mq_text dialogue = MQ_T("dialogue"), strategic = MQ_T("strategic_dialogue");
	if (mq_text_eq(x, dialogue)) x = strategic;
	if (mq_text_eq(y, dialogue)) y = strategic;
	return mq_text_eq(x, y);
}

/* agreements that an act of this kind ends, and meetings by their name, belong to the event even where its rule names none */
static bool lends_itself(uint16_t kind, const mq_mention *m)
{
	const char *name = mq_event_kinds[kind].name;
	if (strcmp(name, "suspend") == 0 || strcmp(name, "mediation") == 0) return mq_text_eq(m->series, MQ_T("agreement"));
	if (strcmp(name, "deploy") == 0) return mq_text_eq(m->series, MQ_T("exercise"));
	if (strcmp(name, "conference") == 0)
		return mq_text_eq(m->series, MQ_T("summit")) || mq_text_eq(m->series, MQ_T("conference"));
	return strcmp(name, "agreement_reached") == 0 && mq_text_eq(m->series, MQ_T("programme"));
}

void mq_event_instrument_find(const mq_scene *s, const mq_candidate *x, const mq_rule *r, mq_event *e)
{
	uint32_t best = UINT32_MAX;
	const mq_sentence *sn = &s->doc->sentences.v[x->sentence];
	if (r->instrument.n) {
		e->has_instrument = true;
		e->instrument.kind = r->instrument;
		e->instrument.domain = r->domain;
	}
	for (uint32_t i = mq_first_mention(s, sn->from); i < s->marks->mentions.n && s->marks->mentions.v[i].from < sn->to; i++) {
		const mq_mention *m = &s->marks->mentions.v[i];
		if (m->kind != MQ_INSTRUMENT) continue;
		bool own = r->instrument.n > 0, lent = lends_itself(r->kind, m);
		if (!own && !lent) continue;
		uint32_t far = far_of(m->from, x->trigger);
		if (far >= (own ? EVENT_REACH : BEFORE_REACH)) continue;
		/* of another series only where there is none of its own; a name before none */
		if (own && !lent && !same_series(m->series, r->instrument)) far += EVENT_REACH;
		if (m->named || m->edition) far /= 2;
		if (far >= best) continue;
		best = far;
		e->has_instrument = true;
		if (!own || lent) e->instrument.kind = m->series;
		e->instrument.name = m->name.n ? m->name : m->text;
		e->instrument.edition = m->edition;
		e->instrument.year = m->year;
		e->instrument.count = m->count;
		if (m->domain.n) e->instrument.domain = m->domain;
	}
}

/* ── the event that a mention belongs to ── */
static bool tells_in(const mq_event *e, const mq_sentence *sn)
{
	for (uint32_t i = 0; i < e->evidence.n; i++)
		if (e->evidence.v[i].in == sn->in && e->evidence.v[i].start < sn->end && e->evidence.v[i].end > sn->start)
			return true;
	return false;
}

static const mq_event *event_of(const mq_scene *s, const mq_events *events, const mq_mention *m)
{
	const mq_sentence *sn = &s->doc->sentences.v[s->doc->tokens.v[m->from].sentence];
	const mq_event *best = NULL;
	uint32_t nearest = UINT32_MAX;
	for (uint32_t i = 0; i < events->n; i++) {
		const mq_event *e = &events->v[i];
		if (!tells_in(e, sn) || !e->has_instrument) continue;
		if (!same_series(e->instrument.kind, m->series)) continue;
		bool here = e->trigger.in == sn->in && e->trigger.start >= sn->start && e->trigger.end <= sn->end;
		uint32_t far = here ? far_of(e->trigger.start, m->start) : 4096;
		if (e->instrument.edition && m->edition && e->instrument.edition != m->edition) continue;
		if (far >= nearest) continue;
		nearest = far;
		best = e;
	}
	return best;
}

/* ── the stage of its life ── */
typedef struct {
	int8_t stage;   /* -1: no word tells one */
	uint32_t token; /* of the word */
	bool ahead, barred;
} stage_told;

/* what stands before the word in its clause: ahead of us, or not so at all */
static void judge(const mq_scene *s, uint32_t first, stage_told *x)
{
	uint16_t clause = s->seen[x->token].clause;
	const mq_token *t = &s->doc->tokens.v[x->token];
	if (t->analyses && t->a[0].pro & MQ_PRO_SA) x->ahead = true;
	for (uint32_t i = x->token; i-- > first && s->seen[i].clause + 1 >= clause && x->token - i < 16;) {
		switch ((mq_cue)s->seen[i].cue) {
		case MQ_CUE_NOT:
		case MQ_CUE_NEVER:
		case MQ_CUE_WISH:
		case MQ_CUE_AIM:
		case MQ_CUE_MAY:
		case MQ_CUE_MUST:
		case MQ_CUE_IF:
		case MQ_CUE_DEMAND:
		case MQ_CUE_DENY:
		case MQ_CUE_THREAT:
		case MQ_CUE_QUESTION:
		case MQ_CUE_ALLEGE:
		case MQ_CUE_FAIL: x->barred = true; return;
		case MQ_CUE_FUTURE:
		case MQ_CUE_PLAN:
		case MQ_CUE_PROMISE: x->ahead = true; break;
		default: break;
		}
	}
}

static stage_told stage_near(const mq_instrument_cues *w, const mq_scene *s, const mq_mention *m)
{
	const mq_sentence *sn = &s->doc->sentences.v[s->doc->tokens.v[m->from].sentence];
	stage_told best = {-1, 0, false, false};
	uint32_t nearest = UINT32_MAX, from = m->from > sn->from + BEFORE_REACH ? m->from - BEFORE_REACH : sn->from;
	uint32_t to = m->to + AFTER_REACH < sn->to ? m->to + AFTER_REACH : sn->to;
	for (uint32_t t = from; t < to; t++) {
		if (t == m->from) t = m->to;
		if (t >= to) break;
		const mq_cue_row *r = mq_cue_at(&w->cues, s->doc, t, sn->to);
		if (!r || w->stage[r->cue] < 0) continue;
		/* a word behind the mention must be of its clause; one before it is nearer */
		if (t > m->from && s->seen[t].clause > s->seen[m->to - 1].clause + 1) break;
		uint32_t far = t < m->from ? m->from - t : (t - m->from) * 2;
		if (far >= nearest) continue;
		nearest = far;
		best.stage = w->stage[r->cue];
		best.token = t;
	}
	if (best.stage >= 0) judge(s, sn->from, &best);
	return best;
}

static int8_t stage_by_kind(const mq_event *e)
{
	const char *kind = mq_event_kinds[e->kind].name;
	if (strcmp(kind, "agreement_signed") == 0) return MQ_STAGE_SIGNED;
	if (strcmp(kind, "agreement_reached") == 0 || strcmp(kind, "mediation") == 0) return MQ_STAGE_AGREED;
	if (strcmp(kind, "suspend") == 0) return MQ_STAGE_SUSPENDED;
	return e->status == MQ_STATUS_UNDER_WAY ? MQ_STAGE_ONGOING : MQ_STAGE_HELD;
}

/* the event's status goes before all; a word beside the mention may say more than the event's kind does */
static int8_t stage_of_event(const mq_event *e, const stage_told *word)
{
	switch ((mq_event_status)e->status) {
	case MQ_STATUS_ANNOUNCED: return MQ_STAGE_ANNOUNCED;
	case MQ_STATUS_POSTPONED: return MQ_STAGE_POSTPONED;
	case MQ_STATUS_CANCELLED: return MQ_STAGE_CANCELLED;
	case MQ_STATUS_DENIED:
	case MQ_STATUS_HYPOTHETICAL: return -1;
	default: break;
	}
	int8_t own = stage_by_kind(e);
	bool ends = own == MQ_STAGE_SUSPENDED, papers = own == MQ_STAGE_SIGNED || own == MQ_STAGE_AGREED;
	if (word->stage < 0 || word->barred || word->ahead) return own;
	switch ((mq_stage_of_life)word->stage) {
	case MQ_STAGE_RATIFIED:
	case MQ_STAGE_INITIALLED:
	case MQ_STAGE_IN_FORCE:
	case MQ_STAGE_RENEWED:
	case MQ_STAGE_AMENDED: return papers ? word->stage : own;
	case MQ_STAGE_EXPIRED:
	case MQ_STAGE_CANCELLED: return ends ? word->stage : own;
	case MQ_STAGE_LAUNCHED: return own == MQ_STAGE_HELD || own == MQ_STAGE_ONGOING ? word->stage : own;
	case MQ_STAGE_RESUMED: return word->stage;
	default: return own;
	}
}

/* stages that a word alone may tell, without an event; of a programme that it was agreed on, too */
static int8_t stage_of_word(const mq_mention *m, const stage_told *word)
{
	static const uint8_t plain[] = {MQ_STAGE_SIGNED,    MQ_STAGE_INITIALLED, MQ_STAGE_RATIFIED, MQ_STAGE_IN_FORCE,
					MQ_STAGE_SUSPENDED, MQ_STAGE_RESUMED,    MQ_STAGE_RENEWED,  MQ_STAGE_EXPIRED,
					MQ_STAGE_CANCELLED, MQ_STAGE_AMENDED,    MQ_STAGE_POSTPONED};
	if (word->stage < 0 || word->barred) return -1;
	if (word->stage == MQ_STAGE_AGREED && mq_text_eq(m->series, MQ_T("programme")))
		return word->ahead ? MQ_STAGE_ANNOUNCED : MQ_STAGE_AGREED;
	for (size_t i = 0; i < sizeof plain; i++)
		if ((int)plain[i] == (int)word->stage) return word->ahead ? MQ_STAGE_ANNOUNCED : word->stage;
	return -1;
}

/* ── between whom ── */
static void add_country(mq_instrument *x, const char *code)
{
	if (!code[0] || x->countries >= MQ_INSTRUMENT_COUNTRIES) return;
	for (uint8_t i = 0; i < x->countries; i++)
		if (strcmp(x->country[i], code) == 0) return;
	memcpy(x->country[x->countries++], code, 4);
}

static bool has_country(const mq_instrument *x, const char *code)
{
	for (uint8_t i = 0; i < x->countries; i++)
		if (strcmp(x->country[i], code) == 0) return true;
	return false;
}

static void sort_countries(mq_instrument *x)
{
	for (uint8_t i = 1; i < x->countries; i++)
		for (uint8_t k = i; k > 0 && strcmp(x->country[k - 1], x->country[k]) > 0; k--) {
			char t[4];
			memcpy(t, x->country[k], 4);
			memcpy(x->country[k], x->country[k - 1], 4);
			memcpy(x->country[k - 1], t, 4);
		}
}

static void parties_of_event(const mq_event *e, mq_instrument *x)
{
	for (uint32_t i = 0; i < e->actors.n; i++) add_country(x, e->actors.v[i].country);
	for (uint32_t i = 0; i < e->recipients.n; i++) add_country(x, e->recipients.v[i].country);
}

/* the states that the sentence names; one alone, or none, is filled from the two that the text is about */
static void parties_of_sentence(const mq_scene *s, const mq_mention *m, mq_instrument *x)
{
	const mq_sentence *sn = &s->doc->sentences.v[s->doc->tokens.v[m->from].sentence];
	const char(*pair)[4] = s->marks->pair;
	for (uint32_t i = mq_first_mention(s, sn->from); i < s->marks->mentions.n; i++) {
		const mq_mention *c = &s->marks->mentions.v[i];
		if (c->from >= sn->to) break;
		if (c->kind == MQ_COUNTRY && c->by != MQ_BY_CITY && c->by != MQ_BY_OUTLET) add_country(x, c->country);
	}
	if (!pair[0][0] || !pair[1][0]) return;
	bool fits = x->countries == 0 || (x->countries == 1 && (has_country(x, pair[0]) || has_country(x, pair[1])));
	bool both = x->countries > 2 && has_country(x, pair[0]) && has_country(x, pair[1]);
	if (!fits && !(both && !mq_text_eq(x->kind, MQ_T("exercise")))) return;
	x->countries = 0;
	add_country(x, pair[0]);
	add_country(x, pair[1]);
}

/* a commission and an agreement have two parties; without an event it must be plain which */
static bool parties_do(const mq_instrument *x)
{
	if (mq_text_eq(x->kind, MQ_T("exercise"))) return x->countries >= 2 || (x->named && x->countries >= 1);
	return x->event ? x->countries >= 2 : x->countries == 2;
}

/* «مناورات "الناتو"»: what stands in marks is who takes part, or where */
static void drop_false_name(const mq_scene *s, const mq_mention *m, mq_instrument *x)
{
	const mq_sentence *sn = &s->doc->sentences.v[s->doc->tokens.v[m->from].sentence];
	if (!x->named || x->canonical.n) return;
	for (uint32_t i = mq_first_mention(s, sn->from); i < s->marks->mentions.n; i++) {
		const mq_mention *c = &s->marks->mentions.v[i];
		if (c->from >= sn->to) break;
		if (c->kind == MQ_INSTRUMENT || c->kind == MQ_QUANTITY || !mq_text_eq(c->text, x->name)) continue;
		x->named = false;
		x->name = m->text;
		return;
	}
}

/* ── what it is about ── */
/* «للتعاون الدفاعي المغربي»: «تعاون دفاعي». Numbers and states do not tell one from another */
static mq_status find_about(mq_arena *a, const mq_instrument_cues *w, const mq_scene *s, const mq_mention *m, mq_instrument *x)
{
	char line[ABOUT_BYTES];
	size_t n = 0;
	const mq_sentence *sn = &s->doc->sentences.v[s->doc->tokens.v[m->from].sentence];
	const mq_cue_row *r = mq_cue_at(&w->cues, s->doc, m->from, sn->to);
	bool paper = mq_text_eq(m->series, MQ_T("agreement")) || mq_text_eq(m->series, MQ_T("programme"));
	uint32_t from = m->about_from, to = m->about_to > m->to || !paper ? m->about_to : m->to;
	/* «الاتفاق النووي» is a head of two words, of which the sort is one */
	if (paper && !m->named) from = m->from + (r && mq_text_eq(w->field[r->cue], MQ_T("sort")) ? r->words : 1u);
	for (uint32_t t = from; t < to; t++) {
		const mq_token *k = &s->doc->tokens.v[t];
		if (k->kind != MQ_TOKEN_ARABIC && k->kind != MQ_TOKEN_LATIN) continue;
		if (s->seen[t].classes & (MQ_CLASS_COUNTRY | MQ_CLASS_DEMONYM) || s->seen[t].cue == MQ_CUE_PREP) continue;
		r = mq_cue_at(&w->cues, s->doc, t, to);
		if (s->seen[t].verb || (r && mq_text_eq(w->field[r->cue], MQ_T("generic")))) continue;
		mq_text stem = k->analyses ? k->a[0].stem : k->norm;
		if (stem.n < 4 || n + stem.n + 1 > sizeof line) continue;
		if (n) line[n++] = ' ';
		memcpy(line + n, stem.p, stem.n);
		n += stem.n;
	}
	if (n) x->about = mq_arena_text(a, mq_text_at(line, n));
	return n && mq_text_none(x->about) ? mq_fail_memory(a) : MQ_DONE;
}

/* ── when ── */
static void date_it(const mq_scene *s, const mq_mention *m, const mq_event *e, mq_instrument *x)
{
	uint32_t nearest = EVENT_REACH;
	x->from = x->to = MQ_NO_DAY;
	if (e) {
		x->from = e->from;
		x->to = e->to;
		x->precision = e->precision;
		x->approximate = e->approximate;
		x->place = e->place;
		memcpy(x->place_country, e->place_country, 4);
		return;
	}
	uint32_t sentence = s->doc->tokens.v[m->from].sentence;
	for (uint32_t i = s->date_of[sentence]; i < s->date_of[sentence + 1]; i++) {
		const mq_date *d = &s->marks->dates.v[i];
		if (d->from == MQ_NO_DAY) continue;
		uint32_t far = far_of(d->from_token, m->from);
		if (far >= nearest) continue;
		nearest = far;
		x->from = d->from;
		x->to = d->to;
		x->precision = d->precision;
		x->approximate = d->approximate;
	}
}

/* named, dated, and over when it was told of: it was held, or will be */
static void stage_by_date(const mq_scene *s, mq_instrument *x)
{
	mq_day day = s->article->published_day;
	bool recurs = mq_text_eq(x->kind, MQ_T("exercise")) || mq_text_eq(x->kind, MQ_T("joint_commission"));
	if (x->stage != MQ_STAGE_TOLD || !recurs || x->event || day == MQ_NO_DAY || x->from == MQ_NO_DAY) return;
	if (x->precision > MQ_PRECISION_MONTH) return;
	if (x->to < day) x->stage = MQ_STAGE_HELD;
}

static mq_status tell(mq_arena *a, const mq_coder *c, const mq_scene *s, const mq_events *events, const mq_mention *m,
		      mq_instruments *out)
{
	const mq_sentence *sn = &s->doc->sentences.v[s->doc->tokens.v[m->from].sentence];
	const mq_event *e = event_of(s, events, m);
	stage_told word = stage_near(&c->instruments, s, m);
	int8_t stage = e ? stage_of_event(e, &word) : stage_of_word(m, &word);
	/* the very words that made the event are wished or denied */
	bool by_it =
	    e && e->trigger.in == sn->in && word.stage >= 0 &&
	    (s->doc->tokens.v[word.token].start == e->trigger.start || (e->trigger.start < m->end && e->trigger.end > m->start));
	if (by_it && word.barred) return MQ_DONE;
	if (e && stage < 0) return MQ_DONE;
	/* spoken of is enough for what has a name or a number of its own */
	if (stage < 0 && (word.barred || !(m->named || m->edition > 0))) return MQ_DONE;
	if (!e && s->seen[m->from].quoted) return MQ_DONE;
	/* a meeting is one that an event tells of, or one that is counted: not any press conference */
	bool meeting = mq_text_eq(m->series, MQ_T("summit")) || mq_text_eq(m->series, MQ_T("conference"));
	if (meeting && !e && !m->edition) return MQ_DONE;
	mq_instrument x = {.kind = m->series, .name = m->name, .domain = m->domain, .canonical = m->canonical, .named = m->named};
	if (mq_text_eq(x.kind, MQ_T("dialogue"))) x.kind = MQ_T("strategic_dialogue");
	x.edition = m->edition;
	x.year = m->year;
	x.count = m->count;
	x.stage = (uint8_t)(stage < 0 ? MQ_STAGE_TOLD : stage);
	x.event = e ? e->id : 0;
	x.background = e && e->background;
	x.evidence = (mq_evidence){sn->in, sn->start, sn->end};
	x.words = (mq_evidence){m->in, m->start, m->end};
	if (e) parties_of_event(e, &x);
	drop_false_name(s, m, &x);
	if (x.countries < 2) parties_of_sentence(s, m, &x);
	if (!parties_do(&x)) return MQ_DONE;
	sort_countries(&x);
	date_it(s, m, e, &x);
	stage_by_date(s, &x);
	MQ_TRY(find_about(a, &c->instruments, s, m, &x));
	MQ_TRY(mq_instrument_facts_find(a, &c->instruments, s, m, &x));
	mq_instrument *slot = mq_push(a, out);
	if (!slot) return mq_fail_memory(a);
	*slot = x;
	return MQ_DONE;
}

/* its name is its kind: two of them may be two */
static bool is_bare(const mq_instrument *x)
{
	bool body = mq_text_eq(x->kind, MQ_T("joint_commission")) || mq_text_eq(x->kind, MQ_T("strategic_dialogue"));
	return !x->named && (body ? x->scope.n == 0 : x->about.n == 0);
}

static bool same_parties(const mq_instrument *x, const mq_instrument *y)
{
	return x->countries == y->countries && memcmp(x->country, y->country, sizeof x->country) == 0;
}

/* «المناورات» behind «مناورات "…"», of one event or of the same states: it is that one which is meant */
static void lend_names(mq_instruments *all)
{
	for (uint32_t i = 0; i < all->n; i++) {
		mq_instrument *x = &all->v[i];
		const mq_instrument *full = NULL;
		if (!is_bare(x)) continue;
		for (uint32_t k = 0; k < all->n; k++) {
			const mq_instrument *y = &all->v[k];
			if (is_bare(y) || !mq_text_eq(x->kind, y->kind) || (x->edition && y->edition && x->edition != y->edition))
				continue;
			bool event = x->event && x->event == y->event, before = k < i && same_parties(x, y);
			if (event || (before && !full)) full = y;
			if (event) break;
		}
		if (!full) continue;
		x->name = full->name;
		x->canonical = full->canonical;
		x->about = full->about;
		x->named = full->named;
		if (!x->sort.n) x->sort = full->sort;
		if (!x->scope.n) x->scope = full->scope;
		if (!x->domain.n) x->domain = full->domain;
		if (!x->edition) x->edition = full->edition;
		if (!x->year) x->year = full->year;
	}
}

mq_status mq_code_instruments(mq_arena *a, const mq_coder *c, const mq_article *article, const mq_doc *doc, const mq_marks *marks,
			      const mq_events *events, mq_instruments *out)
{
	mq_scene s;
	bool any = false;
	uint32_t looked = 0;
	memset(out, 0, sizeof *out);
	for (uint32_t i = 0; i < marks->mentions.n && !any; i++) any = marks->mentions.v[i].kind == MQ_INSTRUMENT;
	if (!any) return MQ_DONE;
	MQ_TRY(mq_scene_make(a, &c->scenery, article, doc, marks, &s));
	for (uint32_t i = 0; i < marks->mentions.n && out->n < TELLINGS_MOST; i++) {
		const mq_mention *m = &marks->mentions.v[i];
		if (m->kind != MQ_INSTRUMENT || looked++ >= LOOKED_MOST) continue;
		MQ_TRY(tell(a, c, &s, events, m, out));
	}
	lend_names(out);
	return MQ_DONE;
}
