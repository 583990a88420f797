#include <stdlib.h>

#include "mark/passes.h"

const char *const mq_mention_kinds[MQ_MENTION_KINDS] = {"person", "organization", "place", "country", "instrument", "quantity"};
const char *const mq_precisions[MQ_PRECISIONS] = {"day", "range", "month", "season", "year", "decade"};

static mq_status open_names(mq_arena *a, mq_marker *m) { return mq_names_open(a, m, &m->names); }
static mq_status open_dates(mq_arena *a, mq_marker *m) { return mq_date_words_open(a, m, &m->dates); }
static mq_status open_people(mq_arena *a, mq_marker *m) { return mq_people_words_open(a, m, &m->people); }
static mq_status open_quotes(mq_arena *a, mq_marker *m) { return mq_quote_words_open(a, m, &m->quotes); }
static mq_status open_pairs(mq_arena *a, mq_marker *m) { return mq_pair_words_open(a, m, &m->pairs); }
static mq_status open_shorts(mq_arena *a, mq_marker *m) { return mq_short_words_open(a, m, &m->shorts); }
static mq_status open_instruments(mq_arena *a, mq_marker *m) { return mq_instrument_words_open(a, m, &m->instruments); }

mq_status mq_marker_open_countries(mq_arena *a, const mq_pack *pack, const mq_marker **out)
{
	mq_marker *m = MQ_NEW(a, mq_marker);
	if (!m) return mq_fail_memory(a);
	m->pack = pack;
	*out = m;
	return mq_names_open_countries(a, m, &m->names);
}

static mq_status open_marker(mq_arena *a, const mq_pack *pack, const mq_lexicon *lex, bool untagged, const mq_marker **out)
{
	static mq_status (*const opens[])(mq_arena *, mq_marker *) = {open_names, open_dates,  open_quotes,     open_people,
								      open_pairs, open_shorts, open_instruments};
	mq_marker *m = MQ_NEW(a, mq_marker);
	if (!m) return mq_fail_memory(a);
	m->pack = pack;
	m->lex = lex;
	m->untagged = untagged;
	m->sets = MQ_NEW(a, mq_phrase_sets);
	if (!m->sets) return mq_fail_memory(a);
	for (size_t i = 0; i < sizeof opens / sizeof *opens; i++) MQ_TRY(opens[i](a, m));
	MQ_TRY(mq_phrase_sets_close(a, m->sets));
	*out = m;
	return MQ_DONE;
}

mq_status mq_marker_open(mq_arena *a, const mq_pack *pack, const mq_lexicon *lex, const mq_marker **out)
{
	return open_marker(a, pack, lex, false, out);
}

mq_status mq_marker_open_untagged(mq_arena *a, const mq_pack *pack, const mq_lexicon *lex, const mq_marker **out)
{
	return open_marker(a, pack, lex, true, out);
}

mq_text mq_name_spoken(mq_arena *a, mq_text t)
{
	char *out = mq_arena_alloc(a, t.n + 1);
	size_t n = 0;
	if (!out) return t;
	for (size_t i = 0; i < t.n; i++) {
		bool space = t.p[i] == ' ' || t.p[i] == '_' || t.p[i] == '\n' || t.p[i] == '\t' || t.p[i] == '\r';
		if (space && n && out[n - 1] == ' ') continue;
		out[n++] = space ? ' ' : t.p[i];
	}
	return mq_text_at(out, n);
}

/* «للحكومة» is الحكومة with ل, which cannot be cut off its letters: as it is called without */
static mq_text uncontracted(mq_arena *a, mq_text text)
{
	static const char *const heads[] = {"لل", "ولل", "فلل"};
	for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
		mq_text head = mq_text_of(heads[i]);
		if (mq_text_starts(text, head)) return mq_arena_print(a, "ال%.*s", MQ_ARG(mq_text_sub(text, head.n, text.n)));
	}
	return text;
}

mq_mention *mq_mention_add(const mq_marking *k, uint32_t from, uint32_t to, const mq_form_key *first)
{
	/* a title has no stop at its end: what runs on into the body is cut there */
	while (to > from + 1 && k->doc->tokens.v[to - 1].in != k->doc->tokens.v[from].in) to--;
	const mq_token *t = &k->doc->tokens.v[from], *last = &k->doc->tokens.v[to - 1];
	mq_mention *m = mq_push(k->a, &k->marks->mentions);
	if (!m) return NULL;
	m->id = m->head = k->marks->mentions.n;
	m->in = t->in;
	m->start = first && first->letters ? mq_forms_start(k->doc, t, first->letters) : t->start;
	m->end = last->end;
	m->from = from;
	m->to = to;
	m->text = mq_text_sub(k->doc->field[t->in], m->start, m->end);
	m->name = uncontracted(k->a, m->text);
	if (mq_text_none(m->name)) return NULL;
	if (mq_text_find_byte(m->text, '_', 0) != SIZE_MAX) m->name = mq_name_spoken(k->a, m->text);
	return m;
}

static int by_place(const void *x, const void *y)
{
	const mq_mention *a = x, *b = y;
	if (a->in != b->in) return a->in < b->in ? -1 : 1;
	if (a->start != b->start) return a->start < b->start ? -1 : 1;
	if (a->end != b->end) return a->end > b->end ? -1 : 1;
	return a->id < b->id ? -1 : a->id > b->id;
}

/* the passes append; readers get mentions in order of place, ids from 1 in that order, heads carried over and always the
 * entity's first mention */
static mq_status order_mentions(const mq_marking *k)
{
	uint32_t n = k->marks->mentions.n;
	mq_mention *v = k->marks->mentions.v;
	uint32_t *place = MQ_ARRAY(k->a, uint32_t, n + 1), *first = MQ_ARRAY(k->a, uint32_t, n + 1);
	if (!place || !first) return mq_fail_memory(k->a);
	if (n) qsort(v, n, sizeof *v, by_place);
	for (uint32_t i = 0; i < n; i++) place[v[i].id] = i + 1;
	for (uint32_t i = 0; i < n; i++) {
		uint32_t head = v[i].head >= 1 && v[i].head <= n ? place[v[i].head] : i + 1;
		if (!first[head]) first[head] = i + 1;
		v[i].id = i + 1;
		v[i].head = first[head];
	}
	return MQ_DONE;
}

/* in the order they run */
static const struct {
	const char *name;
	mq_status (*run)(const mq_marking *k);
} passes[] = {
    {"countries", mq_mark_countries}, {"dates", mq_mark_dates},
    {"people", mq_mark_people},       {"instruments", mq_mark_instruments},
    {"pair", mq_mark_pair},           {"short names", mq_mark_short},
    {"order", order_mentions},        {"quotes", mq_mark_quotes},
};

mq_status mq_mark_doc(mq_arena *a, const mq_marker *m, const mq_article *article, const mq_doc *doc, mq_marks *out)
{
	mq_forms forms;
	memset(out, 0, sizeof *out);
	MQ_TRY(mq_forms_make(a, m, doc, &forms));
	mq_marking k = {.a = a, .m = m, .article = article, .doc = doc, .forms = &forms, .marks = out};
	for (size_t i = 0; i < sizeof passes / sizeof *passes; i++) {
		mq_status s = passes[i].run(&k);
		if (!mq_ok(s)) return mq_fail(a, s.code, s.byte, "%s: %.*s", passes[i].name, MQ_ARG(s.why));
	}
	return MQ_DONE;
}
