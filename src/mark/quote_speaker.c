/* Who spoke. Arabic news puts the verb first («قال فلان، خبير …، إن»), or the subject («فلان قال إن»); a verb without a subject
 * («وأضاف أن») and a participle («مشيرا إلى أن») go on with the one who spoke before. */
#include "mark/quotes.h"
#include "mark/table.h"

#define CUE_BACK     60 /* tokens before a quotation in which its verb may stand */
#define SUBJECT_MOST 30 /* tokens between a verb and its subject's name: «قال المدير العام ل… ب…، فلان» */
#define NAME_MOST    10 /* tokens of a speaker without a name */
#define AFTER_MOST   4
#define CLAUSE_MOST  200 /* tokens back to the verb that a participle hangs on */

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
	MQ_TRY(mq_phrases_open(a, &w->phrases));
	MQ_TRY(mq_phrases_open(a, &w->classes));
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

static const mq_doc *doc_of(const mq_quoting *q) { return q->k->doc; }
static const mq_token *token(const mq_quoting *q, uint32_t i) { return &q->k->doc->tokens.v[i]; }
static bool in_class(const mq_quoting *q, mq_quote_class c, uint32_t i)
{
	return i < doc_of(q)->tokens.n && mq_phrases_token_in(q->w->classes, (uint32_t)c, &q->k->forms->v[i]);
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
	for (uint32_t i = 0; i < n; i++) {
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

/* an office told without its holder's name: the people pass gives it the phrase as role */
static bool is_office(const mq_mention *m) { return m->kind == MQ_ORGANIZATION && m->role.n > 0; }

/* ---- roles: «الخبير ذاته», «الرئيس الفرنسي» lead back to a name ---- */

static uint64_t word_key_of(const mq_token *t, mq_text w)
{
	if (t->kind == MQ_TOKEN_ARABIC && w.n > 8 && mq_text_starts(w, MQ_T("ال"))) w = mq_text_sub(w, 4, w.n);
	return mq_hash(w);
}

static uint64_t word_key(const mq_token *t) { return word_key_of(t, t->norm); }

/* of a phrase's first word, clitics off, where the phrase begins inside the token («لنائب وزير …») */
static uint64_t head_key(const mq_quoting *q, uint32_t from, uint32_t start)
{
	const mq_token *t = &q->k->doc->tokens.v[from];
	const mq_form_keys *k = &q->k->forms->v[from];
	for (uint32_t i = 1; i < k->n && start > t->start; i++)
		if (mq_forms_start(q->k->doc, t, k->f[i].letters) == start)
			return word_key_of(t, mq_text_sub(t->norm, 2u * k->f[i].letters, t->norm.n));
	return word_key(t);
}

static uint64_t pair_key(uint64_t head, uint64_t other) { return (head * 0x9E3779B97F4A7C15u) ^ (other + 0x2545F4914F6CDD1Du); }

static mq_role_slot *role_slot(const mq_quoting *q, uint64_t key)
{
	uint32_t i = (uint32_t)(key ^ key >> 32) & (q->roles_cap - 1);
	for (uint32_t step = 0; step < 32; step++, i = (i + 1) & (q->roles_cap - 1))
		if (!q->roles[i].key || q->roles[i].key == key) return &q->roles[i];
	return NULL; /* crowded: the role is not kept */
}

static void put_role(mq_quoting *q, uint64_t key, mq_speaker who, bool weak)
{
	mq_role_slot *s = role_slot(q, key);
	if (s && !(weak && s->key)) *s = (mq_role_slot){key, who};
}

/* weak: a short form does not push out what is known */
static void put_roles(mq_quoting *q, uint32_t from, uint32_t to, uint64_t head, mq_speaker who, bool weak)
{
	put_role(q, head, who, weak);
	/* «نائب وزير الخارجية» may be called «الوزير» where there is no other */
	if (to > from + 1) put_role(q, word_key(token(q, from + 1)), who, true);
	for (uint32_t i = from + 1; i < to && i < from + NAME_MOST; i++)
		if (token(q, i)->kind < MQ_TOKEN_PUNCT) put_role(q, pair_key(head, word_key(token(q, i))), who, weak);
}

/* words of a person's name, in a space of their own: the surname alone leads back to him */
static uint64_t name_key(const mq_token *t) { return t->key * 0xD6E8FEB86659FD93u + 0x5851F42D4C957F2Du; }

static void put_name(mq_quoting *q, uint32_t from, uint32_t to, mq_speaker who)
{
	for (uint32_t i = from; i < to && i < from + NAME_MOST; i++)
		if (token(q, i)->kind < MQ_TOKEN_NUMBER && token(q, i)->norm.n > 4)
			put_role(q, name_key(token(q, i)), who, false);
}

static mq_speaker find_name(const mq_quoting *q, uint32_t at)
{
	const mq_role_slot *s = role_slot(q, name_key(token(q, at)));
	return s && s->key ? s->who : (mq_speaker){0, MQ_NONE};
}

/* the token at a byte of a field, by halving */
static uint32_t token_at(const mq_quoting *q, uint8_t in, uint32_t byte)
{
	const mq_doc *doc = doc_of(q);
	uint32_t low = in == MQ_IN_TITLE ? 0 : doc->body_token, high = in == MQ_IN_TITLE ? doc->body_token : doc->tokens.n;
	while (low < high) {
		uint32_t mid = (low + high) / 2;
		if (doc->tokens.v[mid].end <= byte) low = mid + 1;
		else high = mid;
	}
	return low;
}

static mq_speaker speaker_of(const mq_quoting *q, uint32_t id)
{
	const mq_mention *m = &q->k->marks->mentions.v[id - 1];
	return (mq_speaker){id, m->name.n ? m->name : m->text};
}

static void learn_role(mq_quoting *q, const mq_mention *m, bool weak)
{
	if (m->role.n == 0 || m->role_end <= m->role_start) return;
	uint32_t from = token_at(q, m->role_in, m->role_start), to = token_at(q, m->role_in, m->role_end - 1) + 1;
	if (to > doc_of(q)->tokens.n) to = doc_of(q)->tokens.n;
	if (from >= to) return;
	uint64_t head = head_key(q, from, m->role_start);
	put_roles(q, from, to, head, speaker_of(q, m->id), weak);
	if (m->country[0]) put_role(q, pair_key(head, mq_hash(mq_text_at(m->country, 3))), speaker_of(q, m->id), weak);
}

/* «الوكالة الرسمية»: a body by a short form, that may lead back to a longer one */
static bool is_short(const mq_quoting *q, const mq_mention *m)
{
	return m->to <= m->from + 2 && mq_text_starts(token(q, m->from)->norm, MQ_T("ال"));
}

/* the roles of people named before this token are known */
static void learn_roles(mq_quoting *q, uint32_t until)
{
	const mq_marks *marks = q->k->marks;
	for (; q->mentions_seen < marks->mentions.n && marks->mentions.v[q->mentions_seen].from < until; q->mentions_seen++) {
		const mq_mention *m = &marks->mentions.v[q->mentions_seen];
		if (m->kind == MQ_ORGANIZATION && !is_office(m) && m->to > m->from + 1) {
			uint64_t head = head_key(q, m->from, m->start);
			if (is_short(q, m)) put_role(q, head, speaker_of(q, m->id), true);
			else put_roles(q, m->from, m->to, head, speaker_of(q, m->id), false);
		}
		if (m->kind == MQ_PERSON) {
			put_name(q, m->from, m->to, speaker_of(q, m->id));
			learn_role(q, m, false);
		}
	}
}

/* what is said of people further down, for an office that comes before its holder's name */
static void learn_ahead(mq_quoting *q)
{
	for (uint32_t i = 0; i < q->k->marks->mentions.n; i++)
		if (q->k->marks->mentions.v[i].kind == MQ_PERSON) learn_role(q, &q->k->marks->mentions.v[i], true);
}

/* the country that the words of a phrase name, or NULL */
static const char *country_in(const mq_quoting *q, uint32_t from, uint32_t to)
{
	for (uint32_t i = from + 1; i < to; i++) {
		uint32_t id = q->mention_at[i];
		if (id && q->k->marks->mentions.v[id - 1].kind == MQ_COUNTRY) return q->k->marks->mentions.v[id - 1].country;
	}
	return NULL;
}

static bool is_of(const mq_quoting *q, mq_speaker who, const char *country)
{
	const char *his = who.mention ? q->k->marks->mentions.v[who.mention - 1].country : "";
	return !country || !his[0] || strcmp(his, country) == 0;
}

static bool same_head(const mq_quoting *q, mq_speaker a, mq_speaker b)
{
	const mq_mention *v = q->k->marks->mentions.v;
	return a.mention && b.mention && v[a.mention - 1].head == v[b.mention - 1].head;
}

/* a phrase that names a country is led back only with it: «الرئيس الفرنسي» is not any president */
static mq_speaker find_role(const mq_quoting *q, uint32_t from, uint32_t to, bool same)
{
	uint64_t head = word_key(token(q, from));
	const mq_role_slot *s;
	const char *country = country_in(q, from, to);
	for (uint32_t i = from + 1; i < to; i++) {
		s = role_slot(q, pair_key(head, word_key(token(q, i))));
		if (s && s->key && is_of(q, s->who, country)) return s->who;
	}
	/* «السفير التركي»: the ambassador that is of this country, however his post was put */
	s = country ? role_slot(q, pair_key(head, mq_hash(mq_text_at(country, 3)))) : NULL;
	if (s && s->key && (to <= from + 2 || same_head(q, s->who, q->last))) return s->who;
	if (country && !same) return (mq_speaker){0, MQ_NONE};
	if (to > from + 1 && !same && !mq_text_starts(token(q, from)->norm, MQ_T("ال"))) return (mq_speaker){0, MQ_NONE};
	s = role_slot(q, head);
	return s && s->key ? s->who : (mq_speaker){0, MQ_NONE};
}

/* ---- subjects ---- */

static bool is_colon(const mq_token *t) { return t->kind == MQ_TOKEN_PUNCT && mq_text_eq(t->norm, MQ_T(":")); }

static bool known(mq_speaker s) { return s.mention || s.name.n; }

static bool is_stop(const mq_quoting *q, uint32_t i)
{
	const mq_token *t = token(q, i);
	if (t->kind == MQ_TOKEN_BREAK || q->class[i] == Q_THAT || q->class[i] == Q_VERB || q->class[i] == Q_PARTICIPLE)
		return true;
	return t->kind == MQ_TOKEN_PUNCT && (mq_is_quote_mark(t) || mq_text_eq(t->norm, MQ_T(":")));
}

static bool is_preposition(const mq_quoting *q, uint32_t i)
{
	return mq_phrases_in(q->w->classes, Q_PREPOSITION, token(q, i)->key);
}

static bool is_definite(const mq_quoting *q, uint32_t i) { return mq_text_starts(token(q, i)->norm, MQ_T("ال")); }

/* a short name between marks, or behind #: the token after it; else from */
static uint32_t quoted_name(const mq_quoting *q, uint32_t from, uint32_t until)
{
	bool tag = mq_text_eq(token(q, from)->norm, MQ_T("#"));
	if (tag) return from + 1 < until && token(q, from + 1)->kind < MQ_TOKEN_NUMBER ? from + 2 : from;
	if (!mq_is_quote_mark(token(q, from))) return from;
	for (uint32_t i = from + 1; i < until && i < from + 5; i++)
		if (mq_is_quote_mark(token(q, i))) return i > from + 1 ? i : from;
	return from;
}

/* the end of the noun phrase that begins at from */
static uint32_t phrase_end(const mq_quoting *q, uint32_t from, uint32_t until)
{
	uint32_t i = from;
	bool linked = false;
	for (; i < until && i < from + NAME_MOST && i < doc_of(q)->tokens.n; i++) {
		const mq_token *t = token(q, i);
		if (i == from + 1 && in_class(q, Q_SOURCE_NOUN, from) && t->kind == MQ_TOKEN_PUNCT) { /* صحيفة "…" */
			uint32_t to = quoted_name(q, i, until);
			if (to > i) return to;
		}
		if (t->kind >= MQ_TOKEN_PUNCT || is_stop(q, i)) break;
		if (i > from && is_preposition(q, i) && !(i == from + 1 && mq_text_eq(t->norm, MQ_T("في")))) break;
		/* behind a definite head only adjectives agree, or «باسم …», «في …» goes on */
		bool goes_on = linked || !is_definite(q, from) || is_definite(q, i);
		linked |= in_class(q, Q_LINK, i);
		if (i > from && !goes_on && !linked) break;
		if (i > from && (q->class[i] == Q_STATEMENT || q->class[i] == Q_ACCORDING)) break;
	}
	return i;
}

static mq_text words_text(const mq_quoting *q, uint32_t from, uint32_t to)
{
	const mq_token *t = token(q, from);
	return mq_text_sub(doc_of(q)->field[t->in], t->start, token(q, to - 1)->end);
}

/* a noun phrase without a name: led back to a person by role, or kept as it is printed */
static mq_speaker described(mq_quoting *q, uint32_t from, uint32_t until)
{
	uint32_t to = phrase_end(q, from, until), last = to;
	bool same = false;
	while (last > from && in_class(q, Q_SAME, last - 1)) {
		last--;
		same = true;
	}
	if (last == from || in_class(q, Q_NOT_SUBJECT, from) || mq_text_starts(token(q, from)->norm, MQ_T("لل")))
		return (mq_speaker){0, MQ_NONE};
	mq_speaker who = find_name(q, from);
	if (known(who)) return who;
	who = find_role(q, from, last, same);
	if (known(who)) return who;
	const mq_token *t = token(q, from);
	bool definite = mq_text_starts(t->norm, MQ_T("ال"));
	if (same || (definite && last == from + 1 && !in_class(q, Q_SOURCE_NOUN, from))) return (mq_speaker){0, MQ_NONE};
	/* «وقال فلان إن»: a name that no table knows, when nothing but أن or the marks stands behind it */
	bool closed = to <= from + 3 && to < doc_of(q)->tokens.n && (q->class[to] == Q_THAT || is_colon(token(q, to)));
	if (!definite && !closed && !in_class(q, Q_SOURCE_NOUN, from)) return (mq_speaker){0, MQ_NONE};
	who.name = words_text(q, from, last);
	put_roles(q, from, last, word_key(token(q, from)), who, false);
	return who;
}

/* «بيان لرئاسة الجمهورية», «بلاغ صادر عن الوزارة»: who made the statement */
static mq_speaker issuer(mq_quoting *q, uint32_t from, uint32_t until)
{
	for (uint32_t i = from; i < until && i < from + 6 && !is_stop(q, i); i++) {
		uint32_t id = q->mention_at[i];
		if (id) return speaker_of(q, id);
	}
	return from < until && token(q, from)->kind < MQ_TOKEN_PUNCT && !is_stop(q, from) && !is_preposition(q, from)
		   ? described(q, from, until)
		   : (mq_speaker){0, MQ_NONE};
}

/* «الوزارة», «الوكالة الرسمية»: the body named before, if one was */
static mq_speaker short_body(mq_quoting *q, uint32_t id)
{
	const mq_mention *m = &q->k->marks->mentions.v[id - 1];
	if (is_office(m)) {
		mq_speaker who = find_role(q, m->from, m->to, false);
		if (known(who)) return who;
	}
	if (m->kind == MQ_ORGANIZATION && is_short(q, m)) {
		mq_speaker who = find_role(q, m->from, m->to, false);
		if (known(who) && who.name.n > m->text.n + 4) return who;
		if (!known(who) && q->last_body.mention && in_class(q, Q_GENERIC, m->from)) return q->last_body;
	}
	return speaker_of(q, id);
}

/* «مستشار ماكرون»: someone of his, where the noun is not his own role */
static bool is_of_person(const mq_quoting *q, uint32_t from, const mq_mention *m)
{
	uint32_t start = token(q, from)->start;
	bool one_word = m->role_end == token(q, from)->end;
	bool own = m->role.n && m->role_in == token(q, from)->in && m->role_start <= start && start < m->role_end && !one_word;
	return !own && !is_definite(q, from) && in_class(q, Q_SOURCE_NOUN, from);
}

/* the subject that follows a verb: a person of the clause, a body right behind the verb, or a noun phrase */
static mq_speaker subject_after(mq_quoting *q, uint32_t from, uint32_t until)
{
	uint32_t body = 0;
	if (until > from + SUBJECT_MOST) until = from + SUBJECT_MOST;
	if (until > doc_of(q)->tokens.n) until = doc_of(q)->tokens.n;
	if (from >= until) return (mq_speaker){0, MQ_NONE};
	mq_speaker named = q->mention_at[from] ? (mq_speaker){0, MQ_NONE} : find_name(q, from);
	if (known(named)) return named; /* a surname alone, that is no mention */
	uint32_t last = until;
	for (uint32_t i = from; i < last; i++) {
		uint32_t over = i > from && mq_is_quote_mark(token(q, i)) ? quoted_name(q, i, last) : i;
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
		if (m->kind == MQ_PERSON && !behind_preposition) return speaker_of(q, id);
		if (m->kind == MQ_PERSON || i != from || m->start != token(q, i)->start) continue;
		body = id; /* a name in apposition right behind it is the speaker: «وزير الدفاع، فلان» */
		if (!is_office(m)) break;
		last = m->to + 2 < until ? m->to + 2 : until;
		i = m->to - 1;
	}
	if (body) return short_body(q, body);
	if (token(q, from)->kind >= MQ_TOKEN_PUNCT || is_stop(q, from) || is_preposition(q, from))
		return (mq_speaker){0, MQ_NONE};
	if (q->class[from] == Q_STATEMENT) return issuer(q, q->to[from], until);
	return described(q, from, until);
}

/* the subject before a verb in its sentence: «الخبير فلان قال إن» */
static mq_speaker subject_before(const mq_quoting *q, uint32_t verb, uint32_t floor)
{
	uint32_t sentence = token(q, verb)->sentence;
	mq_speaker first = {0, MQ_NONE};
	if (q->last_close > floor && q->last_close < verb) floor = q->last_close; /* names inside a quotation do not speak */
	for (uint32_t i = verb; i > floor && i + CUE_BACK > verb;) {
		i--;
		if (token(q, i)->sentence != sentence || token(q, i)->kind == MQ_TOKEN_BREAK) break;
		uint32_t id = q->mention_at[i];
		if (!id) continue;
		const mq_mention *m = &q->k->marks->mentions.v[id - 1];
		bool behind_preposition = (i > floor && is_preposition(q, i - 1)) || m->start != token(q, i)->start;
		/* «في مقابلة لفلان قال» */
		bool interviewed =
		    m->kind == MQ_PERSON && i > floor && q->class[i - 1] == Q_STATEMENT && m->start != token(q, i)->start;
		if (interviewed) return speaker_of(q, id);
		if (behind_preposition) continue;
		if (m->kind == MQ_PERSON || (m->kind == MQ_ORGANIZATION && !known(first))) first = speaker_of(q, id);
	}
	return first;
}

/* «رفض فلان التعليق. وقال …»: he who acts in the sentence before, if it stands behind the last quotation */
static mq_speaker subject_of_last_sentence(const mq_quoting *q, uint32_t verb, uint32_t floor)
{
	mq_speaker first = {0, MQ_NONE};
	uint32_t sentence = token(q, verb)->sentence, low = q->last_close > floor ? q->last_close : floor;
	for (uint32_t i = verb; i > low && i + CLAUSE_MOST > verb;) {
		i--;
		if (token(q, i)->kind == MQ_TOKEN_BREAK || token(q, i)->sentence + 1 < sentence) break;
		uint32_t id = q->mention_at[i];
		const mq_mention *m = id ? &q->k->marks->mentions.v[id - 1] : NULL;
		if (!m || (m->kind != MQ_PERSON && !is_office(m)) || m->start != token(q, i)->start) continue;
		if (i > 0 && is_preposition(q, i - 1)) continue;
		first = speaker_of(q, id);
	}
	return first;
}

/* «وكانت صحيفة "…" نشرت تقريرا كشفت فيه أن»: the source without a name that begins the sentence */
static mq_speaker source_before(mq_quoting *q, uint32_t verb, uint32_t floor)
{
	uint32_t start = verb, sentence = token(q, verb)->sentence;
	if (q->last_close > floor && q->last_close < verb) floor = q->last_close;
	while (start > floor && start + CUE_BACK > verb && token(q, start - 1)->sentence == sentence &&
	       token(q, start - 1)->kind != MQ_TOKEN_BREAK)
		start--;
	for (uint32_t i = start; i < start + 3 && i < verb; i++)
		if (in_class(q, Q_SOURCE_NOUN, i) && !is_preposition(q, i)) return described(q, i, verb);
	return (mq_speaker){0, MQ_NONE};
}

/* ---- cues ---- */

static mq_cue cue_after(const mq_quoting *q, uint32_t close)
{
	uint32_t n = doc_of(q)->tokens.n;
	for (uint32_t i = close; i < n && i < close + AFTER_MOST; i++) {
		if (token(q, i)->kind == MQ_TOKEN_BREAK) break;
		uint8_t c = q->class[i];
		if (c == Q_ACCORDING || (c == Q_VERB && q->class[q->to[i]] != Q_THAT &&
					 !(q->k->forms->v[i].n > 1 && mq_text_starts(token(q, i)->norm, MQ_T("و")))))
			return (mq_cue){.class = (mq_quote_class)c, .at = i, .to = q->to[i], .after = true};
		if (c == Q_PARTICIPLE || c == Q_VERB) break;
	}
	return (mq_cue){.class = Q_NONE};
}

/* «من قول الوزير إن», «مع إعلان فلان عن»: the verb's noun, when a person follows it */
static mq_cue cue_masdar(const mq_quoting *q, uint32_t open, uint32_t low)
{
	for (uint32_t i = open; i > low;) {
		i--;
		if (token(q, i)->kind == MQ_TOKEN_BREAK || token(q, i)->sentence != token(q, open)->sentence) break;
		if (!in_class(q, Q_MASDAR, i)) continue;
		for (uint32_t k = i + 1; k < open && k < i + NAME_MOST; k++) {
			uint32_t id = q->mention_at[k];
			if (id && q->k->marks->mentions.v[id - 1].kind == MQ_PERSON)
				return (mq_cue){.class = Q_VERB, .at = i, .to = i + 1};
		}
	}
	return (mq_cue){.class = Q_NONE};
}

/* «أضاف أن فلانا يكرر …»: the inner verb does not introduce; an outer one without a person does not count (يذكر أن) */
static bool is_told_by_another(const mq_quoting *q, uint32_t verb, uint32_t low)
{
	for (uint32_t i = verb; i > low && i + 6 > verb;) {
		i--;
		if (q->class[i] != Q_THAT) continue;
		for (uint32_t k = i; k > low && k + 6 > i; k--)
			if (q->class[k - 1] == Q_VERB) return !in_class(q, Q_IMPERSONAL, k - 1);
		return false;
	}
	return false;
}

mq_cue mq_quote_cue(const mq_quoting *q, uint32_t open, uint32_t close, uint32_t floor)
{
	mq_cue cue = {.class = Q_NONE};
	uint32_t low = open > CUE_BACK && open - CUE_BACK > floor ? open - CUE_BACK : floor;
	for (uint32_t i = open; i > low;) {
		i--;
		uint8_t c = q->class[i];
		if (token(q, i)->kind == MQ_TOKEN_BREAK) break;
		if (i + 2 >= open && (c == Q_THAT || c == Q_SAID || is_colon(token(q, i)))) cue.that = true;
		if (token(q, i)->sentence != token(q, open)->sentence && !cue.that) break;
		if (c != Q_VERB && c != Q_PARTICIPLE && c != Q_ACCORDING && c != Q_SAID) continue;
		if (c == Q_VERB && i > low && in_class(q, Q_NO_CUE, i - 1)) continue; /* «إذا أصرت», «لم تعلن» */
		if (c == Q_VERB && !cue.that && is_told_by_another(q, i, low)) continue;
		if (c == Q_SAID && cue.class == Q_NONE) {
			cue = (mq_cue){.class = Q_PARTICIPLE, .at = i, .to = q->to[i], .that = true};
			continue;
		}
		bool said = cue.class != Q_NONE;
		if (said && c != Q_VERB) continue;
		bool that = cue.that;
		cue = (mq_cue){.class = (mq_quote_class)c, .at = i, .to = q->to[i], .that = that};
		if (q->to[i] == open) cue.that = true;
		break;
	}
	if (cue.class == Q_NONE) cue = cue_masdar(q, open, low);
	if (!cue.that || cue.class == Q_NONE) {
		mq_cue after = cue_after(q, close);
		if (after.class != Q_NONE && (cue.class == Q_NONE || open - cue.at > 12)) return after;
	}
	return cue;
}

static bool says_he(const mq_quoting *q, uint32_t i) { return q->class[i] == Q_HIS_WORDS || q->class[i] == Q_SAID; }

static mq_speaker according_to(mq_quoting *q, const mq_cue *cue, uint32_t open)
{
	uint32_t until = cue->after ? cue->to + SUBJECT_MOST : open;
	if (cue->to < doc_of(q)->tokens.n && says_he(q, cue->to)) return q->last;
	for (uint32_t i = cue->to; i < until && i < doc_of(q)->tokens.n; i++) /* «حسب ما قال فلان» */
		if (q->class[i] == Q_VERB) return subject_after(q, q->to[i], until);
		else if (token(q, i)->kind >= MQ_TOKEN_PUNCT || i > cue->to + 2) break;
	return subject_after(q, cue->to, until);
}

/* «نقلت الوكالة عن فلان قوله»: where the one who spoke begins */
static uint32_t carried_from(const mq_quoting *q, const mq_cue *cue, uint32_t until)
{
	bool carries = in_class(q, Q_CARRY, cue->at);
	for (uint32_t i = cue->to; i + 1 < until && i < cue->to + SUBJECT_MOST; i++) {
		if (is_stop(q, i) && !mq_is_quote_mark(token(q, i))) break; /* نقلت وكالة "…" عن */
		if (carries && mq_text_eq(token(q, i)->norm, MQ_T("عن"))) return i + 1;
		if (q->class[i] == Q_ACCORDING && mq_text_eq(token(q, q->to[i] - 1)->norm, MQ_T("عن")))
			return q->to[i]; /* نقلا عن */
	}
	return 0;
}

/* «واشنطن تطالب», «فلان قال»: the subject that touches its verb from the left */
static mq_speaker right_before(const mq_quoting *q, uint32_t verb, uint32_t floor)
{
	if (mq_text_starts(token(q, verb)->norm, MQ_T("و")) && q->k->forms->v[verb].n > 1) return (mq_speaker){0, MQ_NONE};
	for (uint32_t i = verb; i > floor && i + NAME_MOST > verb;) {
		i--;
		uint32_t id = q->mention_at[i];
		if (!id) continue;
		const mq_mention *m = &q->k->marks->mentions.v[id - 1];
		bool prefixed = m->start != token(q, i)->start || (i > floor && is_preposition(q, i - 1));
		bool demonym = m->kind == MQ_COUNTRY && m->by == MQ_BY_DEMONYM;
		if (m->to == verb && !prefixed && !demonym) return speaker_of(q, id);
		return (mq_speaker){0, MQ_NONE};
	}
	return (mq_speaker){0, MQ_NONE};
}

/* a verb without a subject before anybody has spoken: the piece is about him who is named first */
static mq_speaker first_person(const mq_quoting *q, uint32_t until)
{
	const mq_marks *marks = q->k->marks;
	for (uint32_t i = 0; i < marks->mentions.n && i < 256 && marks->mentions.v[i].from < until; i++)
		if (marks->mentions.v[i].kind == MQ_PERSON) return speaker_of(q, marks->mentions.v[i].id);
	return (mq_speaker){0, MQ_NONE};
}

mq_speaker mq_quote_speaker(mq_quoting *q, const mq_cue *cue, uint32_t open, uint32_t floor)
{
	mq_speaker who = {0, MQ_NONE};
	if (!q->ahead) {
		learn_ahead(q);
		q->ahead = true;
	}
	learn_roles(q, open);
	uint32_t carried = cue->class == Q_VERB && !cue->after ? carried_from(q, cue, open) : 0;
	if (carried) who = subject_after(q, carried, open);
	else if (cue->class == Q_VERB && (who = right_before(q, cue->at, floor)).mention) return who;
	else if (cue->class == Q_VERB) {
		who = subject_after(q, cue->to, cue->after ? cue->to + SUBJECT_MOST : open);
		bool goes_on = mq_text_starts(token(q, cue->at)->norm, MQ_T("و")) && cue->at > 0 &&
			       token(q, cue->at - 1)->sentence != token(q, cue->at)->sentence;
		if (!known(who)) who = goes_on ? subject_of_last_sentence(q, cue->at, floor) : subject_before(q, cue->at, floor);
		if (!known(who) && !goes_on) who = source_before(q, cue->at, floor);
	} else if (cue->class == Q_ACCORDING) who = according_to(q, cue, open);
	else if (cue->class == Q_PARTICIPLE) {
		/* the clause's own subject, unless the words before it were a quotation of the same sentence */
		bool continues = known(q->last) && q->last_close && q->last_close >= floor && cue->at < q->last_close + 40;
		if (!continues)
			for (uint32_t i = cue->at; i > floor && i + CLAUSE_MOST > cue->at && !known(who); i--)
				if (q->class[i - 1] == Q_VERB) who = subject_after(q, q->to[i - 1], cue->at);
		if (!continues && !known(who)) who = subject_before(q, cue->at, floor);
	}
	if (!known(who)) who = q->last;
	if (!known(who) && cue->class != Q_NONE) who = first_person(q, cue->at);
	if (who.mention && q->k->marks->mentions.v[who.mention - 1].kind == MQ_ORGANIZATION) q->last_body = who;
	return who;
}

void mq_quote_learn(mq_quoting *q, uint32_t from)
{
	if (from >= doc_of(q)->tokens.n || q->mention_at[from] || !in_class(q, Q_SOURCE_NOUN, from)) return;
	if (mq_text_starts(token(q, from)->norm, MQ_T("ال")) || q->class[from] == Q_STATEMENT) return;
	learn_roles(q, from);
	described(q, from, doc_of(q)->tokens.n);
}
