/* Roles, posts and surnames lead back to who was named with them: «الخبير ذاته», «الرئيس الفرنسي». One open-addressed table a
 * document; a crowded place is left out rather than searched. */
#include "mark/quotes.h"

#define NAME_MOST 10 /* tokens of a speaker without a name */

static uint64_t word_key_of(const mq_token *t, mq_text w)
{
	if (t->kind == MQ_TOKEN_ARABIC && w.n > 8 && mq_text_starts(w, MQ_T("ال"))) w = mq_text_sub(w, 4, w.n);
	return mq_hash(w);
}

uint64_t mq_quote_word_key(const mq_token *t) { return word_key_of(t, t->norm); }

/* of a phrase's first word, clitics off, where the phrase begins inside the token («لنائب وزير …») */
static uint64_t head_key(const mq_quoting *q, uint32_t from, uint32_t start)
{
	const mq_token *t = &q->k->doc->tokens.v[from];
	const mq_form_keys *k = mq_forms_of(q->k->forms, from);
	for (uint32_t i = 1; i < k->n && start > t->start; i++)
		if (mq_forms_start(q->k->doc, t, k->f[i].letters) == start)
			return word_key_of(t, mq_text_sub(t->norm, 2u * k->f[i].letters, t->norm.n));
	return mq_quote_word_key(t);
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
void mq_quote_put_roles(mq_quoting *q, uint32_t from, uint32_t to, uint64_t head, mq_speaker who, bool weak)
{
	put_role(q, head, who, weak);
	/* «نائب وزير الخارجية» may be called «الوزير» where there is no other */
	if (to > from + 1) put_role(q, mq_quote_word_key(mq_q_token(q, from + 1)), who, true);
	for (uint32_t i = from + 1; i < to && i < from + NAME_MOST; i++)
		if (mq_q_token(q, i)->kind < MQ_TOKEN_PUNCT)
			put_role(q, pair_key(head, mq_quote_word_key(mq_q_token(q, i))), who, weak);
}

/* words of a person's name, in a space of their own: the surname alone leads back to him */
static uint64_t name_key(const mq_token *t) { return t->key * 0xD6E8FEB86659FD93u + 0x5851F42D4C957F2Du; }

static void put_name(mq_quoting *q, uint32_t from, uint32_t to, mq_speaker who)
{
	for (uint32_t i = from; i < to && i < from + NAME_MOST; i++)
		if (mq_q_token(q, i)->kind < MQ_TOKEN_NUMBER && mq_q_token(q, i)->norm.n > 4)
			put_role(q, name_key(mq_q_token(q, i)), who, false);
}

mq_speaker mq_quote_find_name(const mq_quoting *q, uint32_t at)
{
	const mq_role_slot *s = role_slot(q, name_key(mq_q_token(q, at)));
	return s && s->key ? s->who : (mq_speaker){0, MQ_NONE};
}

/* the token at a byte of a field, by halving */
static uint32_t token_at(const mq_quoting *q, uint8_t in, uint32_t byte)
{
	const mq_doc *doc = mq_q_doc_of(q);
	uint32_t low = in == MQ_IN_TITLE ? 0 : doc->body_token, high = in == MQ_IN_TITLE ? doc->body_token : doc->tokens.n;
	while (low < high) {
		uint32_t mid = (low + high) / 2;
		if (doc->tokens.v[mid].end <= byte) low = mid + 1;
		else high = mid;
	}
	return low;
}

mq_speaker mq_quote_speaker_of(const mq_quoting *q, uint32_t id)
{
	const mq_mention *m = &q->k->marks->mentions.v[id - 1];
	return (mq_speaker){id, m->name.n ? m->name : m->text};
}

static void learn_role(mq_quoting *q, const mq_mention *m, bool weak)
{
	if (m->role.n == 0 || m->role_end <= m->role_start) return;
	uint32_t from = token_at(q, m->role_in, m->role_start), to = token_at(q, m->role_in, m->role_end - 1) + 1;
	if (to > mq_q_doc_of(q)->tokens.n) to = mq_q_doc_of(q)->tokens.n;
	if (from >= to) return;
	uint64_t head = head_key(q, from, m->role_start);
	mq_quote_put_roles(q, from, to, head, mq_quote_speaker_of(q, m->id), weak);
	if (m->country[0]) put_role(q, pair_key(head, mq_hash(mq_text_at(m->country, 3))), mq_quote_speaker_of(q, m->id), weak);
}

/* «الوكالة الرسمية»: a body by a short form, that may lead back to a longer one */
bool mq_quote_is_short(const mq_quoting *q, const mq_mention *m)
{
	return m->to <= m->from + 2 && mq_text_starts(mq_q_token(q, m->from)->norm, MQ_T("ال"));
}

/* the roles of people named before this token are known */
void mq_quote_learn_roles(mq_quoting *q, uint32_t until)
{
	const mq_marks *marks = q->k->marks;
	for (; q->mentions_seen < marks->mentions.n && marks->mentions.v[q->mentions_seen].from < until; q->mentions_seen++) {
		const mq_mention *m = &marks->mentions.v[q->mentions_seen];
		if (m->kind == MQ_ORGANIZATION && !mq_q_is_office(m) && m->to > m->from + 1) {
			uint64_t head = head_key(q, m->from, m->start);
			if (mq_quote_is_short(q, m)) put_role(q, head, mq_quote_speaker_of(q, m->id), true);
			else mq_quote_put_roles(q, m->from, m->to, head, mq_quote_speaker_of(q, m->id), false);
		}
		if (m->kind == MQ_PERSON) {
			put_name(q, m->from, m->to, mq_quote_speaker_of(q, m->id));
			learn_role(q, m, false);
		}
	}
}

/* what is said of people further down, for an office that comes before its holder's name */
void mq_quote_learn_ahead(mq_quoting *q)
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
mq_speaker mq_quote_find_role(const mq_quoting *q, uint32_t from, uint32_t to, bool same)
{
	uint64_t head = mq_quote_word_key(mq_q_token(q, from));
	const mq_role_slot *s;
	const char *country = country_in(q, from, to);
	for (uint32_t i = from + 1; i < to; i++) {
		s = role_slot(q, pair_key(head, mq_quote_word_key(mq_q_token(q, i))));
		if (s && s->key && is_of(q, s->who, country)) return s->who;
	}
	/* «السفير التركي»: the ambassador that is of this country, however his post was put */
	s = country ? role_slot(q, pair_key(head, mq_hash(mq_text_at(country, 3)))) : NULL;
	if (s && s->key && (to <= from + 2 || same_head(q, s->who, q->last))) return s->who;
	if (country && !same) return (mq_speaker){0, MQ_NONE};
	if (to > from + 1 && !same && !mq_text_starts(mq_q_token(q, from)->norm, MQ_T("ال"))) return (mq_speaker){0, MQ_NONE};
	s = role_slot(q, head);
	return s && s->key ? s->who : (mq_speaker){0, MQ_NONE};
}

/* he whose role has every word of this phrase, beside its country: «رئيس مجلس المدينة» is not «رئيس مجلس الوزراء» */
mq_speaker mq_quote_find_holder(const mq_quoting *q, uint32_t from, uint32_t to)
{
	mq_speaker who = {0, MQ_NONE};
	uint64_t head = mq_quote_word_key(mq_q_token(q, from));
	const char *country = country_in(q, from, to);
	for (uint32_t i = from + 1; i < to; i++) {
		uint32_t id = q->mention_at[i];
		if (id && q->k->marks->mentions.v[id - 1].kind == MQ_COUNTRY) continue;
		const mq_role_slot *s = role_slot(q, pair_key(head, mq_quote_word_key(mq_q_token(q, i))));
		if (!s || !s->key || !is_of(q, s->who, country)) return (mq_speaker){0, MQ_NONE};
		if (mq_q_known(who) && !same_head(q, who, s->who)) return (mq_speaker){0, MQ_NONE};
		who = s->who;
	}
	return who;
}
