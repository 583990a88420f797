/* Reads rules/ar/reporting.tsv; finds its words and the mentions that may speak in a document. */
#include "mark/quotes.h"
#include "mark/table.h"

mq_status mq_quote_words_open(mq_arena *a, const mq_marker *m, const mq_quote_words **out)
{
	static const char *const columns[] = {"class", "form", NULL};
	static const char *const names[Q_CLASSES] = {"",          "verb",   "participle",  "said",        "according",
						     "his_words", "that",   "statement",   "same",        "source_noun",
						     "names",     "carry",  "not_subject", "preposition", "link",
						     "no_cue",    "masdar", "generic",     "impersonal"};
	mq_table t;
	mq_quote_words *w = MQ_NEW(a, mq_quote_words);
	if (!w) return mq_fail_memory(a);
	MQ_TRY(mq_phrases_open(a, m->sets, &w->phrases));
	MQ_TRY(mq_phrases_open(a, NULL, &w->classes));
	MQ_TRY(mq_rules_table(a, m, "rules/ar/reporting.tsv", columns, &t));
	while (mq_table_row(&t)) {
		uint32_t c = 1;
		while (c < Q_CLASSES && !mq_text_eq(MQ_CELL(&t, "class"), mq_text_of(names[c]))) c++;
		if (c == Q_CLASSES) return mq_rules_bad(a, &t, "no such class of reporting words");
		if (c >= Q_SAME) MQ_TRY(mq_phrases_class(a, w->classes, c, MQ_CELL(&t, "form")));
		else MQ_TRY(mq_phrases_add(a, w->phrases, MQ_CELL(&t, "form"), c, NULL));
	}
	*out = w;
	return MQ_DONE;
}

static bool may_speak(const mq_mention *m)
{
	return m->kind == MQ_PERSON || m->kind == MQ_ORGANIZATION || (m->kind == MQ_COUNTRY && m->by != MQ_BY_PAIR) ||
	       (m->kind == MQ_PLACE && m->by == MQ_BY_CAPITAL);
}

mq_status mq_quoting_open(mq_quoting *q, const mq_marking *k)
{
	uint32_t n = k->doc->tokens.n, cap = 64;
	*q = (mq_quoting){.k = k, .w = k->m->quotes};
	while (cap < k->marks->mentions.n * 16u && cap < 1u << 20) cap *= 2;
	q->class = MQ_ARRAY(k->a, uint8_t, n + 1);
	q->to = MQ_ARRAY(k->a, uint32_t, n + 1);
	q->mention_at = MQ_ARRAY(k->a, uint32_t, n + 1);
	q->roles = MQ_ARRAY(k->a, mq_role_slot, cap);
	q->roles_cap = cap;
	if (!q->class || !q->to || !q->mention_at || !q->roles) return mq_fail_memory(k->a);
	const uint32_t bits = mq_phrases_bits(q->w->phrases);
	for (uint32_t i = 0; (i = mq_forms_next(k->forms, i, n, bits)) < n; i++) {
		mq_phrase_hit hit;
		if (k->doc->tokens.v[i].kind >= MQ_TOKEN_NUMBER) continue;
		if (!mq_phrases_longest(q->w->phrases, k->doc, k->forms, i, MQ_PRO_WA | MQ_PRO_FA, &hit)) continue;
		q->class[i] = (uint8_t)hit.value;
		q->to[i] = hit.to;
	}
	/* in order of place: of mentions that begin at one token the person stays, else the longest, which comes first */
	for (uint32_t i = 0; i < k->marks->mentions.n; i++) {
		const mq_mention *m = &k->marks->mentions.v[i];
		if (!may_speak(m) || m->from >= n) continue;
		uint32_t *at = &q->mention_at[m->from];
		if (!*at || (m->kind == MQ_PERSON && k->marks->mentions.v[*at - 1].kind != MQ_PERSON)) *at = m->id;
	}
	return MQ_DONE;
}
