/* The pass of quotations. Words between marks are a quotation when somebody says them: four words or more with a cue, seven or
 * more in any case; shorter ones and names («عملية "…"») are scare quotes. */
#include "mark/quotes.h"

#define WORDS_LEAST    4 /* with a cue */
#define WORDS_SURE     7 /* without one */
#define SAID_TO_MOST   8
#define INDIRECT_LEAST 4
#define INDIRECT_MOST  120

static const mq_token *token(const mq_quoting *q, uint32_t i) { return &q->k->doc->tokens.v[i]; }

/* «مناورات "…"», «ما سماه "…"»: a name, not a speech */
static bool is_named(const mq_quoting *q, uint32_t open)
{
	uint32_t i = open;
	for (int step = 0; step < 3 && i > 0 && token(q, i - 1)->norm.n <= 2 && token(q, i - 1)->in == token(q, open)->in; step++)
		i--; /* لـ"…" */
	return i > 0 && token(q, i - 1)->in == token(q, open)->in &&
	       mq_phrases_token_in(q->w->classes, Q_NAMES, mq_forms_of(q->k->forms, i - 1));
}

/* the outlet told: after تصريح, حديث … the words behind ل or مع, up to a comma or أن */
static mq_text said_to(const mq_quoting *q, uint32_t from, uint32_t until)
{
	for (uint32_t i = from; i < until; i++) {
		if (q->class[i] != Q_STATEMENT) continue;
		uint32_t at = q->to[i];
		while (at < until && at < i + 4 && token(q, at)->kind == MQ_TOKEN_ARABIC &&
		       !mq_text_starts(token(q, at)->norm, MQ_T("ل")) && !mq_text_eq(token(q, at)->norm, MQ_T("مع")))
			at++;
		if (at >= until || token(q, at)->kind != MQ_TOKEN_ARABIC) continue;
		bool with = mq_text_eq(token(q, at)->norm, MQ_T("مع")), alone = token(q, at)->norm.n == 2;
		if (!with && !mq_text_starts(token(q, at)->norm, MQ_T("ل"))) continue;
		uint32_t letters = with || alone ? 0 : 1, first = with || alone ? at + 1 : at;
		while (first < until && token(q, first)->kind == MQ_TOKEN_PUNCT) first++;
		uint32_t to = first;
		while (to < until && to < first + SAID_TO_MOST && token(q, to)->kind < MQ_TOKEN_PUNCT && q->class[to] != Q_THAT)
			to++;
		if (to == first) continue;
		uint32_t start = mq_forms_start(q->k->doc, token(q, first), letters);
		return mq_text_sub(q->k->doc->field[token(q, first)->in], start, token(q, to - 1)->end);
	}
	return MQ_NONE;
}

static mq_quote *add_quote(mq_quoting *q, uint32_t from, uint32_t to, const mq_cue *cue, mq_speaker who)
{
	const mq_token *first = token(q, from), *last = token(q, to - 1);
	mq_quote *out = mq_push(q->k->a, &q->k->marks->quotes);
	if (!out) return NULL;
	out->in = first->in;
	out->start = first->start;
	out->end = last->end;
	out->from_token = from;
	out->to_token = to;
	out->text = mq_text_sub(q->k->doc->field[first->in], out->start, out->end);
	out->speaker = who.mention;
	out->speaker_name = who.name;
	if (who.mention) {
		const mq_mention *m = &q->k->marks->mentions.v[who.mention - 1];
		const mq_mention *head = m->head ? &q->k->marks->mentions.v[m->head - 1] : m;
		out->speaker_role = m->role.n ? m->role : head->role;
	}
	if (cue->class != Q_NONE) {
		const mq_token *v = token(q, cue->at);
		out->verb = mq_text_sub(q->k->doc->field[v->in], v->start, token(q, cue->to - 1)->end);
	}
	return out;
}

static mq_status read_direct(mq_quoting *q, const mq_quote_span *s, uint32_t paragraph, uint32_t floor, bool *taken)
{
	*taken = false;
	if (s->words < WORDS_LEAST) return MQ_DONE;
	mq_cue cue = mq_quote_cue(q, s->open, s->close + 1, floor);
	bool named = is_named(q, s->open);
	if (s->words < WORDS_SURE && (cue.class == Q_NONE || named)) return MQ_DONE;
	if (cue.class == Q_NONE && token(q, s->open)->in == MQ_IN_TITLE && s->words < WORDS_SURE) return MQ_DONE;
	mq_speaker who = mq_quote_speaker(q, &cue, s->open, paragraph);
	mq_quote *out = add_quote(q, s->open + 1, s->close, &cue, who);
	if (!out) return mq_fail_memory(q->k->a);
	if (cue.class != Q_NONE) out->said_to = cue.after ? MQ_NONE : said_to(q, cue.to, s->open);
	q->last = who;
	q->last_close = s->close;
	*taken = true;
	return MQ_DONE;
}

/* the clause after أن, to the end of the sentence or the next participle that reports */
static mq_status read_indirect(mq_quoting *q, uint32_t verb, uint32_t next_open, uint32_t paragraph)
{
	const mq_doc *doc = q->k->doc;
	uint32_t sentence = token(q, verb)->sentence, that = q->to[verb];
	while (that < doc->tokens.n && that < q->to[verb] + 30 && token(q, that)->sentence == sentence &&
	       q->class[that] != Q_THAT && q->class[that] != Q_VERB && q->class[that] != Q_PARTICIPLE &&
	       token(q, that)->kind != MQ_TOKEN_BREAK && that < next_open)
		that++;
	if (that >= doc->tokens.n || q->class[that] != Q_THAT || token(q, that)->sentence != sentence || that >= next_open)
		return MQ_DONE;
	uint32_t from = q->to[that], to = from;
	while (to < doc->tokens.n && to < from + INDIRECT_MOST && token(q, to)->sentence == sentence &&
	       q->class[to] != Q_PARTICIPLE && token(q, to)->kind != MQ_TOKEN_BREAK && to < next_open)
		to++;
	if (next_open < doc->tokens.n && next_open <= from + 2) return MQ_DONE;
	while (to > from && token(q, to - 1)->kind == MQ_TOKEN_PUNCT) to--;
	if (to < from + INDIRECT_LEAST) return MQ_DONE;
	mq_cue cue = {.class = (mq_quote_class)q->class[verb], .at = verb, .to = q->to[verb], .that = true};
	mq_speaker who = mq_quote_speaker(q, &cue, that, paragraph);
	mq_quote *out = add_quote(q, from, to, &cue, who);
	if (!out) return mq_fail_memory(q->k->a);
	out->indirect = true;
	out->said_to = said_to(q, cue.to, that);
	q->last = who;
	q->last_close = to;
	return MQ_DONE;
}

/* direct and indirect together, in the order of the text, so that «وأضاف» finds the one who spoke last */
mq_status mq_mark_quotes(const mq_marking *k)
{
	mq_quote_spans spans = {0};
	mq_quoting q;
	MQ_TRY(mq_quoting_open(&q, k));
	MQ_TRY(mq_quote_spans_find(k->a, k->doc, &spans));
	uint32_t n = k->doc->tokens.n, paragraph = 0, floor = 0, s = 0;
	for (uint32_t i = 0; i < n; i++) {
		if (i == k->doc->body_token || (i > 0 && k->doc->tokens.v[i - 1].kind == MQ_TOKEN_BREAK)) paragraph = floor = i;
		while (s < spans.n && spans.v[s].open < i) s++;
		if (s < spans.n && spans.v[s].open == i) {
			bool taken;
			MQ_TRY(read_direct(&q, &spans.v[s], paragraph, floor, &taken));
			if (taken) floor = spans.v[s].close;
			i = taken ? spans.v[s].close : i;
			continue;
		}
		if (q.class[i] != Q_VERB && q.class[i] != Q_PARTICIPLE) continue;
		mq_quote_learn(&q, q.to[i]);
		uint32_t next = n;
		for (uint32_t x = s; x < spans.n && x < s + 8; x++)
			if (spans.v[x].words >= WORDS_LEAST) {
				next = spans.v[x].open;
				break;
			}
		MQ_TRY(read_indirect(&q, i, next, paragraph));
	}
	return MQ_DONE;
}
