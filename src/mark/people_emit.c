/* Entities and offices to mentions. */
#include "mark/people.h"

static bool is_strong(const mq_role_span *s)
{
	return s->kind == MQ_ROLE_OFFICE || s->kind == MQ_ROLE_POST || s->kind == MQ_ROLE_PROFESSION || s->kind == MQ_ROLE_PEER;
}

static bool is_role(const mq_role_span *s) { return s->to > s->from && s->kind && s->kind != MQ_ROLE_TITLE; }

static bool says_much(const mq_role_span *s) { return is_role(s) && is_strong(s) && s->much; }

/* the role of one printed name: a full one before it, one after it, a short one before it («الرئيس») */
static const mq_role_span *own_role(const mq_name_hit *h)
{
	if (says_much(&h->pre)) return &h->pre;
	if (is_role(&h->post)) return &h->post;
	return is_role(&h->pre) ? &h->pre : NULL;
}

static mq_span role_bytes(const mq_peopling *p, const mq_role_span *s)
{
	uint32_t letters = 0;
	/* «للرئيس» stays whole: with its ل off it would be another form */
	if (!(s->pro & MQ_PRO_AL))
		for (uint32_t bit = MQ_PRO_WA; bit <= MQ_PRO_LI; bit <<= 1) letters += (s->pro & bit) != 0;
	const mq_token *t = mq_tok(p, s->from);
	uint32_t start = letters ? mq_forms_start(p->k->doc, t, letters) : t->start;
	return (mq_span){start, mq_tok(p, s->to - 1)->end};
}

static void put_role(const mq_peopling *p, const mq_role_span *s, mq_mention *m)
{
	uint8_t in = mq_tok(p, s->from)->in;
	mq_span at = role_bytes(p, s);
	m->role = mq_text_span(p->k->doc->field[in], at);
	m->role_in = in;
	m->role_start = at.start;
	m->role_end = at.end;
}

static void copy8(char *to, const char *from)
{
	size_t n = from ? strlen(from) : 0;
	if (n == 0) return;
	memcpy(to, from, n < 7 ? n : 7);
}

/* sector by the words of the role, else its noun's own */
static void put_sector(const mq_peopling *p, const mq_role_span *s, char *to)
{
	const char *said = mq_people_sector(p, s->from, s->to);
	if (said[0] == 0 && s->row) said = p->w->role.v[s->row - 1].sector;
	/* a minister is government whatever he minds, and a profession is not changed by the body it writes about */
	const mq_role_row *row = s->row ? &p->w->role.v[s->row - 1] : NULL;
	if (row && (row->sure || s->kind == MQ_ROLE_PROFESSION)) said = row->sector;
	copy8(to, said);
}

static void best_role(mq_peopling *p, mq_entity *e, uint32_t i)
{
	const mq_name_hit *h = &p->names.v[i];
	const mq_role_span *own = own_role(h);
	if (!own) return;
	const mq_role_span *was = e->role ? own_role(&p->names.v[e->role - 1]) : NULL;
	if (!was || (!says_much(was) && says_much(own))) e->role = i + 1;
}

static const mq_person_row *holder(const mq_peopling *p, const mq_entity *e)
{
	return e->person ? &p->w->person.v[e->person - 1] : NULL;
}

static void settle_country(mq_peopling *p, mq_entity *e, const mq_entity *before)
{
	const mq_role_span *s = e->role ? own_role(&p->names.v[e->role - 1]) : NULL;
	const mq_person_row *row = holder(p, e);
	const mq_mention *said = s ? mq_people_country(p, s->from, s->to) : NULL;
	if (s) put_sector(p, s, e->sector);
	/* a state's man at the United Nations is the state's */
	if (s && said && strcmp(e->sector, "IGO") == 0 && strcmp(said->country, "IGO") != 0) {
		memset(e->sector, 0, sizeof e->sector);
		copy8(e->sector, s->row ? p->w->role.v[s->row - 1].sector : "");
	}
	if (said) {
		memcpy(e->country, said->country, sizeof e->country);
		e->by = MQ_BY_OFFICE;
	} else if (row) {
		memcpy(e->country, row->country, sizeof e->country);
		e->by = MQ_BY_LIST;
	} else if (s && (s->kind == MQ_ROLE_OFFICE || s->kind == MQ_ROLE_POST) && before && before->country[0]) {
		memcpy(e->country, before->country, sizeof e->country);
		e->by = MQ_BY_PAIR;
	} else if (s && s->kind == MQ_ROLE_OFFICE) {
		memcpy(e->country, p->k->article->outlet_country, sizeof e->country);
		e->by = e->country[0] ? MQ_BY_OUTLET : MQ_BY_NONE;
	}
	if (!e->sector[0] && row) copy8(e->sector, row->sector);
}

/* in a list («وزير الدفاع المصري س ووزير الخارجية ع») the second takes the first's country */
static const mq_entity *neighbour(const mq_peopling *p, uint32_t i)
{
	if (i == 0) return NULL;
	const mq_name_hit *h = &p->names.v[i], *b = &p->names.v[i - 1];
	const mq_role_span *s = own_role(h);
	if (!s || !(s->pro & MQ_PRO_WA) || mq_tok(p, b->from)->sentence != mq_tok(p, h->from)->sentence) return NULL;
	return s->from - b->to <= 2 ? &p->entities.v[b->entity] : NULL;
}

/* the name as it is spoken */
static mq_text canonical(const mq_peopling *p, const mq_name_hit *h)
{
	const mq_token *first = mq_tok(p, h->from);
	uint32_t start = h->letters ? mq_forms_start(p->k->doc, first, h->letters) : first->start;
	mq_text t = mq_text_sub(p->k->doc->field[first->in], start, mq_tok(p, h->to - 1)->end);
	return mq_name_spoken(p->k->a, t);
}

static void fill_person(mq_peopling *p, const mq_entity *e, mq_text name, const mq_role_span *role, mq_mention *m)
{
	m->kind = MQ_PERSON;
	m->name = name;
	memcpy(m->country, e->country, sizeof m->country);
	memcpy(m->sector, e->sector, sizeof m->sector);
	m->by = e->by;
	if (role) put_role(p, role, m);
}

static mq_status emit_names(mq_peopling *p, mq_text *name)
{
	for (uint32_t i = 0; i < p->names.n; i++) {
		const mq_name_hit *h = &p->names.v[i];
		mq_entity *e = &p->entities.v[h->entity];
		mq_form_key form = {.letters = h->letters};
		mq_mention *m = mq_mention_add(p->k, h->from, h->to, &form);
		if (!m) return mq_fail_memory(p->k->a);
		const mq_role_span *role = own_role(h);
		if (e->first == i) {
			e->mention = m->id;
			if (e->role) role = own_role(&p->names.v[e->role - 1]);
			name[h->entity] = canonical(p, &p->names.v[e->longest]);
		}
		m->head = e->mention;
		fill_person(p, e, name[h->entity], role, m);
	}
	return MQ_DONE;
}

static bool same_words(const mq_peopling *p, const mq_role_span *a, const mq_role_span *b)
{
	if (a->to - a->from != b->to - b->from) return false;
	for (uint32_t i = 0; i < a->to - a->from; i++)
		if (mq_name_key(mq_tok(p, a->from + i), 0) != mq_name_key(mq_tok(p, b->from + i), 0)) return false;
	return true;
}

/* «الخبير ذاته»: the last person named with a role of that noun; «وزير الدفاع الوطني» again: the person whose role it was */
static uint32_t stands_for(const mq_peopling *p, const mq_role_span *s, uint32_t last_name)
{
	bool back = p->fact[s->to - 1].word == MQ_WORD_SAME;
	for (uint32_t i = last_name, seen = 0; i-- > 0 && seen < 24; seen++) {
		const mq_role_span *r = own_role(&p->names.v[i]);
		if (!r) continue;
		if (back && r->row && p->w->role.v[r->row - 1].kind == s->kind &&
		    (r->row == s->row || s->kind == MQ_ROLE_PROFESSION))
			return i + 1;
		if (!back && s->to - s->from > 1 && same_words(p, r, s)) return i + 1;
	}
	return 0;
}

/* «القادة الأوروبيون» is in the lists of bodies already */
static bool is_listed(const mq_peopling *p, const mq_role_span *s)
{
	uint32_t known = p->fact[s->from].country;
	const mq_mention *m = known ? &p->k->marks->mentions.v[known - 1] : NULL;
	return m && m->kind == MQ_ORGANIZATION && m->from == s->from && m->to == s->to;
}

static mq_status emit_alone(mq_peopling *p, const mq_role_span *s, uint32_t last_name, const mq_text *name)
{
	if (s->to <= s->from || mq_tok(p, s->from)->in != mq_tok(p, s->to - 1)->in) return MQ_DONE;
	uint32_t who = stands_for(p, s, last_name);
	if (!who && s->kind != MQ_ROLE_OFFICE) return MQ_DONE;
	const mq_mention *said = mq_people_country(p, s->from, s->to);
	char country[4] = "";
	uint8_t by = MQ_BY_OFFICE;
	memcpy(country, said ? said->country : mq_people_home(p, s->from, &by), sizeof country);
	if (!who && is_listed(p, s)) return MQ_DONE;
	/* «الرئيس» alone may be anybody's */
	if (!who && (country[0] == 0 || (!said && s->to - s->from < 2))) return MQ_DONE;
	mq_form_key form = {0};
	mq_mention *m = mq_mention_add(p->k, s->from, s->to, &form);
	if (!m) return mq_fail_memory(p->k->a);
	put_role(p, s, m);
	m->text = m->role;
	m->name = m->role;
	m->start = m->role_start;
	m->kind = MQ_ORGANIZATION;
	m->by = who ? MQ_BY_OFFICE : by;
	memcpy(m->country, country, sizeof m->country);
	put_sector(p, s, m->sector);
	if (!who) return MQ_DONE;
	const mq_entity *e = &p->entities.v[p->names.v[who - 1].entity];
	m->head = e->mention;
	fill_person(p, e, name[p->names.v[who - 1].entity], s, m);
	return MQ_DONE;
}

mq_status mq_people_emit(mq_peopling *p)
{
	mq_text *name = MQ_ARRAY(p->k->a, mq_text, p->entities.n + 1);
	if (!name) return mq_fail_memory(p->k->a);
	for (uint32_t i = 0; i < p->names.n; i++) best_role(p, &p->entities.v[p->names.v[i].entity], i);
	for (uint32_t i = 0; i < p->names.n; i++) {
		mq_entity *e = &p->entities.v[p->names.v[i].entity];
		if (e->first == i) settle_country(p, e, e->role ? neighbour(p, e->role - 1) : NULL);
	}
	MQ_TRY(emit_names(p, name));
	for (uint32_t i = 0, last = 0; i < p->alone.n; i++) {
		while (last < p->names.n && p->names.v[last].from < p->alone.v[i].from) last++;
		MQ_TRY(emit_alone(p, &p->alone.v[i], last, name));
	}
	return MQ_DONE;
}
