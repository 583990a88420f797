/* rules check: every example of every rule file is read, marked and coded; rules that no example and no other rule needs are told
 * of. In: the coder. Out: findings as lines, "file:line: what". */
#include <stdio.h>

#include "event/inner.h"

/* memory for one example */
#define EXAMPLE_ARENA_MOST ((size_t)16 << 20)

static bool codes_match(const char want[8][4], uint8_t n, const mq_party *got, uint32_t got_n)
{
	if (n != got_n) return false;
	for (uint8_t i = 0; i < n; i++) {
		bool there = false;
		for (uint32_t k = 0; k < got_n; k++) there |= strcmp(want[i], got[k].country) == 0;
		if (!there) return false;
	}
	return true;
}

static bool expected(const mq_expect *w, const mq_event *e)
{
	if (w->kind != e->kind || (w->status >= 0 && w->status != (int)e->status)) return false;
	if (mq_event_kinds[w->kind].symmetric) return codes_match(w->actor, w->actors, e->actors.v, e->actors.n);
	return codes_match(w->actor, w->actors, e->actors.v, e->actors.n) &&
	       codes_match(w->recipient, w->recipients, e->recipients.v, e->recipients.n);
}

static void tell_parties(mq_buf *out, const mq_party *p, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) mq_buf_print(out, "%s%s", i ? "," : "", p[i].country);
	if (!n) mq_buf_byte(out, '-');
}

static void tell_events(mq_buf *out, const mq_events *e)
{
	if (!e->n) mq_buf_print(out, " no event");
	for (uint32_t i = 0; i < e->n; i++) {
		const mq_event *x = &e->v[i];
		mq_buf_print(out, "%s %s %.*s ", i ? ";" : "", mq_event_kinds[x->kind].name,
			     MQ_ARG(mq_event_status_name((mq_event_status)x->status)));
		tell_parties(out, x->actors.v, x->actors.n);
		mq_buf_print(out, " > ");
		tell_parties(out, x->recipients.v, x->recipients.n);
		mq_buf_print(out, " by %.*s (%.2f)", MQ_ARG(x->rule), x->confidence);
	}
	mq_buf_byte(out, '\n');
}

static mq_status code_example(mq_arena *a, const mq_coder *c, const mq_example *x, mq_events *events)
{
	mq_article article = {.body = x->text, .title = MQ_T(""), .outlet = x->outlet, .published = x->published};
	mq_doc doc;
	mq_marks marks;
	article.published_day = mq_day_parse(x->published.n ? x->published : MQ_T("2025-03-12"));
	if (x->country.n == 3) memcpy(article.outlet_country, x->country.p, 3);
	MQ_TRY(mq_text_read(a, c->lex, article.title, article.body, &doc));
	MQ_TRY(mq_mark_doc(a, c->marker, &article, &doc, &marks));
	return mq_code_events(a, c, &article, &doc, &marks, events);
}

static bool check_example(const mq_example *x, const mq_events *events, mq_buf *out)
{
	bool ok = true;
	if (x->counter) {
		for (uint32_t i = 0; i < events->n; i++) ok &= events->v[i].kind != x->kind;
		if (!ok) mq_buf_print(out, "%.*s:%u: a counter-example gave", MQ_ARG(x->file), x->line);
	} else {
		for (uint8_t k = 0; k < x->expects; k++) {
			bool found = false;
			for (uint32_t i = 0; i < events->n; i++) found |= expected(&x->expect[k], &events->v[i]);
			ok &= found;
		}
		if (!ok) mq_buf_print(out, "%.*s:%u: an example gave", MQ_ARG(x->file), x->line);
	}
	if (!ok) tell_events(out, events);
	return ok;
}

static bool same_word(const mq_word *a, const mq_word *b)
{
	bool form = !a->forms || a->forms == b->forms, pro = (a->pro & b->pro) == a->pro;
	return a->family == b->family && a->norm == b->norm && form && pro;
}

/* whatever fits element b fits a: its words are among a's, its gap is no wider */
static bool covers_element(const mq_rules *r, const mq_element *a, const mq_element *b)
{
	if (a->trigger != b->trigger || a->gap < b->gap || (a->own && !b->own) || (a->foreign && !b->foreign)) return false;
	if ((a->classes & b->classes) != b->classes || (!b->words_n && !b->classes)) return false;
	for (uint32_t i = 0; i < b->words_n; i++) {
		bool among = false;
		for (uint32_t k = 0; k < a->words_n && !among; k++)
			among = same_word(&r->words.v[a->words + k], &r->words.v[b->words + i]);
		if (!among) return false;
	}
	return true;
}

static bool covers(const mq_rules *r, const mq_pattern *a, const mq_pattern *b)
{
	if (a->elements_n != b->elements_n) return false;
	for (uint32_t i = 0; i < a->elements_n; i++)
		if (!covers_element(r, &r->elements.v[a->elements + i], &r->elements.v[b->elements + i])) return false;
	return true;
}

/* of patterns of one kind that are as long, the first that fits stays (match.c, overlaps): b never fires where a's rule asks no
 * more than b's, unless b's tells a status that a's does not */
static bool shadows(const mq_rules *r, const mq_pattern *a, const mq_pattern *b)
{
	const mq_rule *ra = &r->rules.v[a->rule], *rb = &r->rules.v[b->rule];
	bool guarded = a->rule != b->rule && ra->guards_n > 0;
	return ra->kind == rb->kind && !guarded && !(rb->status >= 0 && ra->status < 0);
}

static void check_patterns(const mq_rules *r, mq_buf *out)
{
	for (uint32_t i = 0; i < r->patterns.n; i++) {
		for (uint32_t k = 0; k < i; k++) {
			const mq_pattern *a = &r->patterns.v[k], *b = &r->patterns.v[i];
			if (!covers(r, a, b)) continue;
			const mq_rule *ra = &r->rules.v[a->rule], *rb = &r->rules.v[b->rule];
			mq_buf_print(out, "%.*s:%u:%u: %s: %.*s has all that fits this pattern, line %u\n", MQ_ARG(rb->file),
				     b->line, b->column, shadows(r, a, b) ? "shadowed" : "overlaps", MQ_ARG(ra->name), a->line);
			break;
		}
	}
	for (uint32_t i = 0; i < r->no_verbs.n; i++) {
		const mq_no_verb *x = &r->no_verbs.v[i];
		mq_buf_print(out, "%.*s:%u:%u: dead: the lexicon has no verb «%.*s»\n", MQ_ARG(x->file), x->line, x->column,
			     MQ_ARG(x->word));
	}
	for (uint32_t i = 0; i < r->rules.n; i++)
		if (!r->rules.v[i].patterns_n)
			mq_buf_print(out, "%.*s:%u: dead: %.*s has no pattern\n", MQ_ARG(r->rules.v[i].file), r->rules.v[i].line,
				     MQ_ARG(r->rules.v[i].name));
}

static void check_counts(const mq_rules *r, mq_buf *out)
{
	for (size_t k = 0; k < mq_event_kinds_n; k++) {
		uint32_t examples = 0, counters = 0, rules = 0;
		for (uint32_t i = 0; i < r->examples.n; i++)
			if (r->examples.v[i].kind == k) *(r->examples.v[i].counter ? &counters : &examples) += 1;
		for (uint32_t i = 0; i < r->rules.n; i++) rules += r->rules.v[i].kind == k;
		if (!rules) mq_buf_print(out, "%s: no rule\n", mq_event_kinds[k].name);
		else if (examples < 3 || counters < 2)
			mq_buf_print(out, "%s: %u examples and %u counter-examples; three and two are asked\n",
				     mq_event_kinds[k].name, examples, counters);
	}
}

mq_status mq_coder_check(mq_arena *a, const mq_coder *c, mq_buf *out, bool *ok)
{
	uint32_t failed = 0;
	mq_arena *one = mq_arena_open(EXAMPLE_ARENA_MOST);
	mq_status status = MQ_DONE;
	if (!one) return mq_fail_memory(a);
	for (uint32_t i = 0; i < c->rules.examples.n && mq_ok(status); i++) {
		mq_events events;
		mq_arena_clear(one);
		status = code_example(one, c, &c->rules.examples.v[i], &events);
		if (!mq_ok(status)) status = mq_fail(a, status.code, status.byte, "%.*s", MQ_ARG(status.why));
		else failed += !check_example(&c->rules.examples.v[i], &events, out);
	}
	mq_arena_close(one);
	MQ_TRY(status);
	check_patterns(&c->rules, out);
	check_counts(&c->rules, out);
	mq_buf_print(out, "%u rules, %u patterns, %u examples, %u failed\n", c->rules.rules.n, c->rules.patterns.n,
		     c->rules.examples.n, failed);
	*ok = failed == 0;
	return MQ_DONE;
}
