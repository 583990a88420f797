/* Who spoke. Arabic news puts the verb first («قال فلان، خبير …، إن»), or the subject («فلان قال إن»); a verb without a subject
 * («وأضاف أن») and a participle («مشيرا إلى أن») go on with the one who spoke before. */
#include "mark/quotes.h"

#define CUE_BACK     60 /* tokens before a quotation in which its verb may stand */
#define SUBJECT_MOST 30 /* tokens between a verb and its subject's name: «قال المدير العام ل… ب…، فلان» */
#define NAME_MOST    10  /* tokens of a speaker without a name */
#define CLAUSE_MOST  200 /* tokens back to the verb that a participle hangs on */

static bool is_stop(const mq_quoting *q, uint32_t i)
{
	const mq_token *t = mq_q_token(q, i);
	if (t->kind == MQ_TOKEN_BREAK || q->class[i] == Q_THAT || q->class[i] == Q_VERB || q->class[i] == Q_PARTICIPLE)
		return true;
	return t->kind == MQ_TOKEN_PUNCT && (mq_is_quote_mark(t) || mq_text_eq(t->norm, MQ_T(":")));
}

static bool is_preposition(const mq_quoting *q, uint32_t i)
{
	return mq_phrases_in(q->w->classes, Q_PREPOSITION, mq_q_token(q, i)->key);
}

static bool is_definite(const mq_quoting *q, uint32_t i) { return mq_text_starts(mq_q_token(q, i)->norm, MQ_T("ال")); }

/* a short name between marks, or behind #: the token after it; else from */
static uint32_t quoted_name(const mq_quoting *q, uint32_t from, uint32_t until)
{
	bool tag = mq_text_eq(mq_q_token(q, from)->norm, MQ_T("#"));
	if (tag) return from + 1 < until && mq_q_token(q, from + 1)->kind < MQ_TOKEN_NUMBER ? from + 2 : from;
	if (!mq_is_quote_mark(mq_q_token(q, from))) return from;
	for (uint32_t i = from + 1; i < until && i < from + 5; i++)
		if (mq_is_quote_mark(mq_q_token(q, i))) return i > from + 1 ? i : from;
	return from;
}

/* the end of the noun phrase that begins at from */
static uint32_t phrase_end(const mq_quoting *q, uint32_t from, uint32_t until)
{
	uint32_t i = from;
	bool linked = false;
	for (; i < until && i < from + NAME_MOST && i < mq_q_doc_of(q)->tokens.n; i++) {
		const mq_token *t = mq_q_token(q, i);
		if (i == from + 1 && mq_q_in_class(q, Q_SOURCE_NOUN, from) && t->kind == MQ_TOKEN_PUNCT) { /* صحيفة "…" */
			uint32_t to = quoted_name(q, i, until);
			if (to > i) return to;
		}
		if (t->kind >= MQ_TOKEN_PUNCT || is_stop(q, i)) break;
		if (i > from && is_preposition(q, i) && !(i == from + 1 && mq_text_eq(t->norm, MQ_T("في")))) break;
		/* behind a definite head only adjectives agree, or «باسم …», «في …» goes on */
		bool goes_on = linked || !is_definite(q, from) || is_definite(q, i);
		linked |= mq_q_in_class(q, Q_LINK, i);
		if (i > from && !goes_on && !linked) break;
		if (i > from && (q->class[i] == Q_STATEMENT || q->class[i] == Q_ACCORDING)) break;
	}
	return i;
}

static mq_text words_text(const mq_quoting *q, uint32_t from, uint32_t to)
{
	const mq_token *t = mq_q_token(q, from);
	return mq_text_sub(mq_q_doc_of(q)->field[t->in], t->start, mq_q_token(q, to - 1)->end);
}

/* a noun phrase without a name: led back to a person by role, or kept as it is printed */
static mq_speaker described(mq_quoting *q, uint32_t from, uint32_t until)
{
	uint32_t to = phrase_end(q, from, until), last = to;
	bool same = false;
	while (last > from && mq_q_in_class(q, Q_SAME, last - 1)) {
		last--;
		same = true;
	}
	if (last == from || mq_q_in_class(q, Q_NOT_SUBJECT, from) || mq_text_starts(mq_q_token(q, from)->norm, MQ_T("لل")))
		return (mq_speaker){0, MQ_NONE};
	mq_speaker who = mq_quote_find_name(q, from);
	if (mq_q_known(who)) return who;
	who = mq_quote_find_role(q, from, last, same);
	if (mq_q_known(who)) return who;
	const mq_token *t = mq_q_token(q, from);
	bool definite = mq_text_starts(t->norm, MQ_T("ال"));
	if (same || (definite && last == from + 1 && !mq_q_in_class(q, Q_SOURCE_NOUN, from))) return (mq_speaker){0, MQ_NONE};
	/* «وقال فلان إن»: a name that no table knows, when nothing but أن or the marks stands behind it */
	bool closed =
	    to <= from + 3 && to < mq_q_doc_of(q)->tokens.n && (q->class[to] == Q_THAT || mq_q_is_colon(mq_q_token(q, to)));
	if (!definite && !closed && !mq_q_in_class(q, Q_SOURCE_NOUN, from)) return (mq_speaker){0, MQ_NONE};
	who.name = words_text(q, from, last);
	mq_quote_put_roles(q, from, last, mq_quote_word_key(mq_q_token(q, from)), who, false);
	return who;
}

/* «بيان لرئاسة الجمهورية», «بلاغ صادر عن الوزارة»: who made the statement */
static mq_speaker issuer(mq_quoting *q, uint32_t from, uint32_t until)
{
	for (uint32_t i = from; i < until && i < from + 6 && !is_stop(q, i); i++) {
		uint32_t id = q->mention_at[i];
		if (id) return mq_quote_speaker_of(q, id);
	}
	return from < until && mq_q_token(q, from)->kind < MQ_TOKEN_PUNCT && !is_stop(q, from) && !is_preposition(q, from)
		   ? described(q, from, until)
		   : (mq_speaker){0, MQ_NONE};
}

/* «الوزارة», «الوكالة الرسمية»: the body named before, if one was */
static mq_speaker short_body(mq_quoting *q, uint32_t id)
{
	const mq_mention *m = &q->k->marks->mentions.v[id - 1];
	if (mq_q_is_office(m)) {
		mq_speaker who = mq_quote_find_role(q, m->from, m->to, false);
		if (mq_q_known(who)) return who;
	}
	if (m->kind == MQ_ORGANIZATION && mq_quote_is_short(q, m)) {
		mq_speaker who = mq_quote_find_role(q, m->from, m->to, false);
		if (mq_q_known(who) && who.name.n > m->text.n + 4) return who;
		if (!mq_q_known(who) && q->last_body.mention && mq_q_in_class(q, Q_GENERIC, m->from)) return q->last_body;
	}
	return mq_quote_speaker_of(q, id);
}

/* «مستشار ماكرون»: someone of his, where the noun is not his own role */
static bool is_of_person(const mq_quoting *q, uint32_t from, const mq_mention *m)
{
	uint32_t start = mq_q_token(q, from)->start;
	bool one_word = m->role_end == mq_q_token(q, from)->end;
	bool own =
	    m->role.n && m->role_in == mq_q_token(q, from)->in && m->role_start <= start && start < m->role_end && !one_word;
	return !own && !is_definite(q, from) && mq_q_in_class(q, Q_SOURCE_NOUN, from);
}

/* the subject that follows a verb: a person of the clause, a body right behind the verb, or a noun phrase */
static mq_speaker subject_after(mq_quoting *q, uint32_t from, uint32_t until)
{
	uint32_t body = 0;
	if (until > from + SUBJECT_MOST) until = from + SUBJECT_MOST;
	if (until > mq_q_doc_of(q)->tokens.n) until = mq_q_doc_of(q)->tokens.n;
	if (from >= until) return (mq_speaker){0, MQ_NONE};
	mq_speaker named = q->mention_at[from] ? (mq_speaker){0, MQ_NONE} : mq_quote_find_name(q, from);
	if (mq_q_known(named)) return named; /* a surname alone, that is no mention */
	uint32_t last = until;
	for (uint32_t i = from; i < last; i++) {
		uint32_t over = i > from && mq_is_quote_mark(mq_q_token(q, i)) ? quoted_name(q, i, last) : i;
		if (over > i) { /* «النائب عن حزب "…" فلان» */
			i = over;
			continue;
		}
		if (is_stop(q, i)) break;
		uint32_t id = q->mention_at[i];
		if (!id) continue;
		const mq_mention *m = &q->k->marks->mentions.v[id - 1];
		bool behind_preposition = i > from && is_preposition(q, i - 1);
		if (m->kind == MQ_PERSON && i == from + 1 && is_of_person(q, from, m)) return described(q, from, until);
		if (m->kind == MQ_PERSON && !behind_preposition) return mq_quote_speaker_of(q, id);
		if (m->kind == MQ_PERSON || i != from || m->start != mq_q_token(q, i)->start) continue;
		body = id; /* a name in apposition right behind it is the speaker: «وزير الدفاع، فلان» */
		if (!mq_q_is_office(m)) break;
		last = m->to + 2 < until ? m->to + 2 : until;
		i = m->to - 1;
	}
	if (body) return short_body(q, body);
	if (mq_q_token(q, from)->kind >= MQ_TOKEN_PUNCT || is_stop(q, from) || is_preposition(q, from))
		return (mq_speaker){0, MQ_NONE};
	if (q->class[from] == Q_STATEMENT) return issuer(q, q->to[from], until);
	return described(q, from, until);
}

/* the subject before a verb in its sentence: «الخبير فلان قال إن» */
static mq_speaker subject_before(const mq_quoting *q, uint32_t verb, uint32_t floor)
{
	uint32_t sentence = mq_q_token(q, verb)->sentence;
	mq_speaker first = {0, MQ_NONE};
	if (q->last_close > floor && q->last_close < verb) floor = q->last_close; /* names inside a quotation do not speak */
	for (uint32_t i = verb; i > floor && i + CUE_BACK > verb;) {
		i--;
		if (mq_q_token(q, i)->sentence != sentence || mq_q_token(q, i)->kind == MQ_TOKEN_BREAK) break;
		uint32_t id = q->mention_at[i];
		if (!id) continue;
		const mq_mention *m = &q->k->marks->mentions.v[id - 1];
		bool behind_preposition = (i > floor && is_preposition(q, i - 1)) || m->start != mq_q_token(q, i)->start;
		/* «في مقابلة لفلان قال» */
		bool interviewed =
		    m->kind == MQ_PERSON && i > floor && q->class[i - 1] == Q_STATEMENT && m->start != mq_q_token(q, i)->start;
		if (interviewed) return mq_quote_speaker_of(q, id);
		if (behind_preposition) continue;
		if (m->kind != MQ_PERSON && (m->kind != MQ_ORGANIZATION || mq_q_known(first))) continue;
		first = mq_q_is_office(m) ? mq_quote_find_holder(q, m->from, m->to) : (mq_speaker){0, MQ_NONE};
		if (!mq_q_known(first)) first = mq_quote_speaker_of(q, id);
	}
	return first;
}

/* «رفض فلان التعليق. وقال …»: he who acts in the sentence before, if it stands behind the last quotation */
static mq_speaker subject_of_last_sentence(const mq_quoting *q, uint32_t verb, uint32_t floor)
{
	mq_speaker first = {0, MQ_NONE};
	uint32_t sentence = mq_q_token(q, verb)->sentence, low = q->last_close > floor ? q->last_close : floor;
	for (uint32_t i = verb; i > low && i + CLAUSE_MOST > verb;) {
		i--;
		if (mq_q_token(q, i)->kind == MQ_TOKEN_BREAK || mq_q_token(q, i)->sentence + 1 < sentence) break;
		uint32_t id = q->mention_at[i];
		const mq_mention *m = id ? &q->k->marks->mentions.v[id - 1] : NULL;
		if (!m || (m->kind != MQ_PERSON && !mq_q_is_office(m)) || m->start != mq_q_token(q, i)->start) continue;
		if (i > 0 && is_preposition(q, i - 1)) continue;
		first = mq_quote_speaker_of(q, id);
	}
	return first;
}

/* «وكانت صحيفة "…" نشرت تقريرا كشفت فيه أن»: the source without a name that begins the sentence */
static mq_speaker source_before(mq_quoting *q, uint32_t verb, uint32_t floor)
{
	uint32_t start = verb, sentence = mq_q_token(q, verb)->sentence;
	if (q->last_close > floor && q->last_close < verb) floor = q->last_close;
	while (start > floor && start + CUE_BACK > verb && mq_q_token(q, start - 1)->sentence == sentence &&
	       mq_q_token(q, start - 1)->kind != MQ_TOKEN_BREAK)
		start--;
	for (uint32_t i = start; i < start + 3 && i < verb; i++)
		if (mq_q_in_class(q, Q_SOURCE_NOUN, i) && !is_preposition(q, i)) return described(q, i, verb);
	return (mq_speaker){0, MQ_NONE};
}

static bool says_he(const mq_quoting *q, uint32_t i) { return q->class[i] == Q_HIS_WORDS || q->class[i] == Q_SAID; }

static mq_speaker according_to(mq_quoting *q, const mq_cue *cue, uint32_t open)
{
	uint32_t until = cue->after ? cue->to + SUBJECT_MOST : open;
	if (cue->to < mq_q_doc_of(q)->tokens.n && says_he(q, cue->to)) return q->last;
	for (uint32_t i = cue->to; i < until && i < mq_q_doc_of(q)->tokens.n; i++) /* «حسب ما قال فلان» */
		if (q->class[i] == Q_VERB) return subject_after(q, q->to[i], until);
		else if (mq_q_token(q, i)->kind >= MQ_TOKEN_PUNCT || i > cue->to + 2) break;
	return subject_after(q, cue->to, until);
}

/* «نقلت الوكالة عن فلان قوله»: where the one who spoke begins */
static uint32_t carried_from(const mq_quoting *q, const mq_cue *cue, uint32_t until)
{
	bool carries = mq_q_in_class(q, Q_CARRY, cue->at);
	for (uint32_t i = cue->to; i + 1 < until && i < cue->to + SUBJECT_MOST; i++) {
		if (is_stop(q, i) && !mq_is_quote_mark(mq_q_token(q, i))) break; /* نقلت وكالة "…" عن */
		if (carries && mq_text_eq(mq_q_token(q, i)->norm, MQ_T("عن"))) return i + 1;
		if (q->class[i] == Q_ACCORDING && mq_text_eq(mq_q_token(q, q->to[i] - 1)->norm, MQ_T("عن")))
			return q->to[i]; /* نقلا عن */
	}
	return 0;
}

/* «واشنطن تطالب», «فلان قال»: the subject that touches its verb from the left */
static mq_speaker right_before(const mq_quoting *q, uint32_t verb, uint32_t floor)
{
	if (mq_text_starts(mq_q_token(q, verb)->norm, MQ_T("و")) && mq_forms_of(q->k->forms, verb)->n > 1)
		return (mq_speaker){0, MQ_NONE};
	for (uint32_t i = verb; i > floor && i + NAME_MOST > verb;) {
		i--;
		uint32_t id = q->mention_at[i];
		if (!id) continue;
		const mq_mention *m = &q->k->marks->mentions.v[id - 1];
		bool prefixed = m->start != mq_q_token(q, i)->start || (i > floor && is_preposition(q, i - 1));
		bool demonym = m->kind == MQ_COUNTRY && m->by == MQ_BY_DEMONYM;
		if (m->to == verb && !prefixed && !demonym) return mq_quote_speaker_of(q, id);
		return (mq_speaker){0, MQ_NONE};
	}
	return (mq_speaker){0, MQ_NONE};
}

/* a verb without a subject before anybody has spoken: the piece is about him who is named first */
static mq_speaker first_person(const mq_quoting *q, uint32_t until)
{
	const mq_marks *marks = q->k->marks;
	for (uint32_t i = 0; i < marks->mentions.n && i < 256 && marks->mentions.v[i].from < until; i++)
		if (marks->mentions.v[i].kind == MQ_PERSON) return mq_quote_speaker_of(q, marks->mentions.v[i].id);
	return (mq_speaker){0, MQ_NONE};
}

mq_speaker mq_quote_speaker(mq_quoting *q, const mq_cue *cue, uint32_t open, uint32_t floor)
{
	mq_speaker who = {0, MQ_NONE};
	if (!q->ahead) {
		mq_quote_learn_ahead(q);
		q->ahead = true;
	}
	mq_quote_learn_roles(q, open);
	uint32_t carried = cue->class == Q_VERB && !cue->after ? carried_from(q, cue, open) : 0;
	if (carried) who = subject_after(q, carried, open);
	else if (cue->class == Q_VERB && (who = right_before(q, cue->at, floor)).mention) return who;
	else if (cue->class == Q_VERB) {
		who = subject_after(q, cue->to, cue->after ? cue->to + SUBJECT_MOST : open);
		bool goes_on = mq_text_starts(mq_q_token(q, cue->at)->norm, MQ_T("و")) && cue->at > 0 &&
			       mq_q_token(q, cue->at - 1)->sentence != mq_q_token(q, cue->at)->sentence;
		if (!mq_q_known(who))
			who = goes_on ? subject_of_last_sentence(q, cue->at, floor) : subject_before(q, cue->at, floor);
		if (!mq_q_known(who) && !goes_on) who = source_before(q, cue->at, floor);
	} else if (cue->class == Q_ACCORDING) who = according_to(q, cue, open);
	else if (cue->class == Q_PARTICIPLE) {
		/* the clause's own subject, unless the words before it were a quotation of the same sentence */
		bool continues = mq_q_known(q->last) && q->last_close && q->last_close >= floor && cue->at < q->last_close + 40;
		if (!continues)
			for (uint32_t i = cue->at; i > floor && i + CLAUSE_MOST > cue->at && !mq_q_known(who); i--)
				if (q->class[i - 1] == Q_VERB) who = subject_after(q, q->to[i - 1], cue->at);
		if (!continues && !mq_q_known(who)) who = subject_before(q, cue->at, floor);
	}
	if (!mq_q_known(who)) who = q->last;
	if (!mq_q_known(who) && cue->class != Q_NONE) who = first_person(q, cue->at);
	if (who.mention && q->k->marks->mentions.v[who.mention - 1].kind == MQ_ORGANIZATION) q->last_body = who;
	return who;
}

void mq_quote_learn(mq_quoting *q, uint32_t from)
{
	if (from >= mq_q_doc_of(q)->tokens.n || q->mention_at[from] || !mq_q_in_class(q, Q_SOURCE_NOUN, from)) return;
	if (mq_text_starts(mq_q_token(q, from)->norm, MQ_T("ال")) || q->class[from] == Q_STATEMENT) return;
	mq_quote_learn_roles(q, from);
	described(q, from, mq_q_doc_of(q)->tokens.n);
}
