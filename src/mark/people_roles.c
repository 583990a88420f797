/* Role phrases: one walk over the tokens with at most one phrase open. A phrase that a name follows is the name's («وزير الداخلية
 * الفرنسي، برونو ريتايو»); one that follows a name and is closed by anything else is that name's («محمد بريد، المفتش العام»); an
 * office left over stands for its body. */
#include "mark/people.h"

#define ROLE_TOKENS_MOST  28u
#define ASIDE_TOKENS_MOST 5u /* a quoted or bracketed part inside a role */

static bool is_word(const mq_token *t) { return t->kind >= MQ_TOKEN_ARABIC && t->kind <= MQ_TOKEN_OTHER_WORD; }

typedef struct {
	mq_peopling *p;
	uint32_t next_name; /* index in names */
	bool open, after_comma;
	uint32_t from, last; /* of the open phrase: last is one past its last good token */
	uint32_t cut;        /* where a second role began with و, 0 when none */
	uint32_t nested;     /* a role noun after باسم, 0 when none */
	uint32_t of;         /* name index + 1 that stands just before the phrase */
	uint8_t kind, pro;
	uint32_t row;
} walk;

bool mq_role_goes_on(const mq_peopling *p, uint32_t i)
{
	const mq_fact *f = &p->fact[i];
	if (!is_word(mq_tok(p, i)) || f->word == MQ_WORD_STOP) return false;
	if (f->country || f->definite || mq_is_link(f->word) || f->word == MQ_WORD_NOUN || f->word == MQ_WORD_SAME) return true;
	if (f->label == MQ_NER_I_ORG || f->label == MQ_NER_I_LOC || f->label == MQ_NER_B_LOC || f->label == MQ_NER_B_ORG)
		return true;
	if (f->gaz & MQ_GAZ_ORG) return true;
	return false;
}

static bool says_much(const mq_peopling *p, uint32_t from, uint32_t to)
{
	for (uint32_t i = from; i < to;) {
		const mq_fact *f = &p->fact[i];
		if (!f->role) return true;
		uint8_t kind = p->w->role.v[f->role - 1].kind;
		if (f->role_n > 1 && kind != MQ_ROLE_TITLE && kind != MQ_ROLE_RANK) return true;
		i += f->role_n;
	}
	return false;
}

static mq_role_span span_of(const walk *w, uint32_t from, uint32_t to)
{
	const mq_peopling *p = w->p;
	while (to > from && (!is_word(mq_tok(p, to - 1)) || mq_is_link(p->fact[to - 1].word))) to--;
	return (mq_role_span){from, to, w->kind, w->row, w->pro, says_much(p, from, to)};
}

/* without a name to reach, the phrase ends before إلى، على، and before في once it has its country */
static uint32_t soft_end(const walk *w)
{
	bool country = false;
	for (uint32_t i = w->from; i < w->last; i++) {
		const mq_fact *f = &w->p->fact[i];
		country |= f->country != 0;
		if (i == w->from || f->role) continue;
		if (f->word == MQ_WORD_SOFT) return i;
		if (f->word == MQ_WORD_IN && w->kind != MQ_ROLE_PROFESSION && (country || !f[1].country)) return i;
	}
	return w->last;
}

/* «الجارة ليبيا»، «العاصمة باريس»: a word with the article that a name may stand behind as its own */
static bool is_apposed(mq_text norm)
{
	static const char *const words[] = {"الجاره",    "الشقيقه", "الصديقه", "العاصمه", "المملكه",
					    "الجمهوريه", "الدوله",  "السلطنه", "الولايه", "المدينه"};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (mq_text_ends(norm, mq_text_of(words[i]))) return true;
	return false;
}

/* a state's or a town's name that is no part of the phrase before it: behind the name or the adjective of another («الوفد المغربي
 * | بباماكو», «الوزير المصري | السودان»), and behind a noun with the article, which nobody owns («زار وزير الخارجية | المغرب») */
static bool is_elsewhere(const mq_peopling *p, uint32_t from, uint32_t i)
{
	const mq_mention *m = p->fact[i].country ? &p->k->marks->mentions.v[p->fact[i].country - 1] : NULL;
	if (!m || m->from != i || i <= from || (m->kind != MQ_PLACE && m->by != MQ_BY_CAPITAL && m->by != MQ_BY_NAME))
		return false;
	if (p->fact[i - 1].country) return true;
	return p->fact[i - 1].definite && !is_apposed(mq_tok(p, i - 1)->norm);
}

bool mq_another_begins(const mq_peopling *p, uint32_t from, uint32_t i, bool office)
{
	const mq_fact *f = &p->fact[i], *before = f - 1;
	const mq_token *t = mq_tok(p, i);
	uint16_t pro = t->analyses ? t->a[0].pro : 0;
	bool said = false, noun = f->role || f->word == MQ_WORD_NOUN || (f->gaz & MQ_GAZ_ORG);
	if (is_elsewhere(p, from, i)) return true;
	if (i <= from || !is_word(t) || f->country || mq_is_link(f->word)) return false;
	for (uint32_t k = from; k < i; k++) said |= p->fact[k].country != 0;
	if (pro & (MQ_PRO_BI | MQ_PRO_LI)) return said && (office || noun);
	if (pro & MQ_PRO_WA || !is_word(mq_tok(p, i - 1)) || mq_is_link(before->word)) return false;
	if (before->country && f->definite && (noun || mq_is_noun(t))) return true;
	return before->definite && !f->definite && t->kind == MQ_TOKEN_ARABIC && f->word != MQ_WORD_SAME;
}

/* an office that stands for its body goes no further than its noun phrase */
static mq_role_span cut_alone(const mq_peopling *p, mq_role_span s)
{
	for (uint32_t i = s.from + p->fact[s.from].role_n; i < s.to; i++)
		if (mq_another_begins(p, s.from, i, true)) s.to = i;
	return s;
}

static bool strong(uint8_t kind)
{
	return kind == MQ_ROLE_OFFICE || kind == MQ_ROLE_POST || kind == MQ_ROLE_PROFESSION || kind == MQ_ROLE_PEER;
}

/* «استقبل الرئيس تبون وزير الخارجية الفرنسي», «التقى أردوغان نظيره الروسي»: an office right behind a name, no comma between, is
 * another man's where he has a whole office before it, is known to be of another state, or is the other's peer */
static bool is_anothers(const walk *w, const mq_name_hit *h, const mq_role_span *s)
{
	const mq_peopling *p = w->p;
	if (w->after_comma) return false;
	if (s->kind == MQ_ROLE_PEER) return true;
	if (s->kind != MQ_ROLE_OFFICE) return false;
	if (h->pre.to > h->pre.from && h->pre.kind == MQ_ROLE_OFFICE && h->pre.much) return true;
	uint32_t row = mq_people_listed(p, h);
	const mq_mention *said = mq_people_country(p, s->from, s->to);
	if (!row || !said || mq_is_body_code(said->country)) return false;
	return strcmp(p->w->person.v[row - 1].country, said->country) != 0;
}

static mq_status close_alone(walk *w)
{
	mq_peopling *p = w->p;
	if (!w->open) return MQ_DONE;
	w->open = false;
	mq_role_span s = span_of(w, w->from, soft_end(w));
	if (s.to <= s.from) return MQ_DONE; /* a soft word came first: nothing is left of the phrase */
	if (w->of && s.kind != MQ_ROLE_TITLE && s.kind != MQ_ROLE_KIN && !(s.pro & MQ_PRO_WA)) {
		mq_name_hit *h = &p->names.v[w->of - 1];
		bool fits = strong(s.kind) || (s.kind == MQ_ROLE_RANK && w->after_comma);
		if (h->post.to == 0 && fits && !is_anothers(w, h, &s)) {
			h->post = s;
			return MQ_DONE;
		}
	}
	if (s.kind != MQ_ROLE_OFFICE && s.kind != MQ_ROLE_PROFESSION && s.kind != MQ_ROLE_PEER) return MQ_DONE;
	mq_role_span *alone = mq_push(p->k->a, &p->alone);
	if (!alone) return mq_fail_memory(p->k->a);
	*alone = cut_alone(p, s);
	return MQ_DONE;
}

/* a name begins at token i, right after the open phrase */
static void close_on_name(walk *w, mq_name_hit *h)
{
	mq_peopling *p = w->p;
	uint32_t from = w->from;
	if (!w->open) return;
	/* «… اتحاد القدم، وتركي العجمة»: و before the name says that the role was of the one before */
	if (h->letters && w->of) {
		p->names.v[w->of - 1].post = span_of(w, w->from, soft_end(w));
		w->open = false;
		return;
	}
	w->open = false;
	if (w->of && !w->after_comma && w->nested && p->names.v[w->of - 1].post.to == 0) {
		/* «محمود عفيفي المتحدث باسم أمينها العام أحمد أبو الغيط» */
		p->names.v[w->of - 1].post = span_of(w, w->from, w->last);
		from = w->nested;
	} else if (w->of && w->cut && p->names.v[w->of - 1].post.to == 0) {
		p->names.v[w->of - 1].post = span_of(w, w->from, w->cut);
		from = w->cut;
	}
	h->pre = span_of(w, from, w->last);
}

static bool role_better(uint8_t now, uint8_t was)
{
	static const uint8_t order[] = {[0] = 9,
					[MQ_ROLE_OFFICE] = 1,
					[MQ_ROLE_POST] = 1,
					[MQ_ROLE_PEER] = 2,
					[MQ_ROLE_PROFESSION] = 3,
					[MQ_ROLE_RANK] = 4,
					[MQ_ROLE_KIN] = 5,
					[MQ_ROLE_TITLE] = 6};
	return order[now] < order[was];
}

/* a role noun at i: opens a phrase or goes into the open one; returns the tokens passed */
static uint32_t take_role(walk *w, uint32_t i, uint32_t of, bool comma)
{
	const mq_fact *f = &w->p->fact[i];
	uint8_t kind = w->p->w->role.v[f->role - 1].kind;
	if (!w->open) {
		*w = (walk){.p = w->p,
			    .next_name = w->next_name,
			    .open = true,
			    .from = i,
			    .kind = kind,
			    .row = f->role,
			    .of = of,
			    .after_comma = comma,
			    .pro = f->pro};
	} else {
		if (f->pro & (MQ_PRO_WA | MQ_PRO_FA)) w->cut = i;
		if (i > w->from && f[-1].word == MQ_WORD_LINK) w->nested = i;
		if (role_better(kind, w->kind)) {
			w->kind = kind;
			w->row = f->role;
		}
	}
	w->last = i + f->role_n;
	return f->role_n;
}

/* the token after a quoted or bracketed aside of a few words that begins at i, or 0 */
static uint32_t aside_end(const mq_peopling *p, uint32_t i)
{
	const mq_token *t = mq_tok(p, i);
	if (t->kind != MQ_TOKEN_PUNCT || !(t->flags & MQ_TOKEN_OPENS)) return 0;
	for (uint32_t k = i + 1; k < mq_toks(p) && k - i <= ASIDE_TOKENS_MOST; k++) {
		if (mq_tok(p, k)->kind == MQ_TOKEN_BREAK) return 0;
		if (mq_tok(p, k)->kind == MQ_TOKEN_PUNCT && (mq_tok(p, k)->flags & MQ_TOKEN_CLOSES)) return k + 1;
	}
	return 0;
}

static bool name_at(const walk *w, uint32_t i) { return w->next_name < w->p->names.n && w->p->names.v[w->next_name].from == i; }

/* does the phrase go on at i, over a comma, an aside, or a bare noun of the construct? gives where to go on, or 0 */
static uint32_t goes_on(const walk *w, uint32_t i)
{
	const mq_peopling *p = w->p;
	const mq_token *t = mq_tok(p, i);
	if (i - w->from > ROLE_TOKENS_MOST || t->kind == MQ_TOKEN_BREAK || t->sentence != mq_tok(p, w->from)->sentence) return 0;
	if (mq_is_comma(t)) {
		if (name_at(w, i + 1)) return i + 1;
		if (i + 2 < mq_toks(p) && mq_text_eq(mq_tok(p, i + 1)->norm, MQ_T("#")) && name_at(w, i + 2)) return i + 2;
		if (i + 1 < mq_toks(p) && p->fact[i + 1].role && !(p->fact[i + 1].pro & MQ_PRO_WA)) {
			uint8_t kind = p->w->role.v[p->fact[i + 1].role - 1].kind;
			if (kind == MQ_ROLE_RANK || kind == MQ_ROLE_TITLE) return i + 1;
		}
		return 0;
	}
	if (p->fact[i].joins) return i + 1;
	if (t->kind == MQ_TOKEN_PUNCT && t->norm.n == 1 && t->norm.p[0] == '#' && name_at(w, i + 1)) return i + 1;
	uint32_t aside = aside_end(p, i);
	if (aside) return aside;
	bool given =
	    (p->fact[i].gaz & MQ_GAZ_GIVEN) && !p->fact[i].definite && !p->fact[i].country && p->fact[i].word == MQ_WORD_NONE;
	if (!given && mq_role_goes_on(p, i)) return i + 1;
	/* «واستصلاح الأراضي», «لشؤون حقوق الإنسان»: an unknown noun whose complement follows */
	if (p->fact[i].gaz & (MQ_GAZ_GIVEN | MQ_GAZ_SURNAME)) return 0;
	if (is_word(t) && !mq_is_verb(p, i) && p->fact[i].word == MQ_WORD_NONE && i + 1 < mq_toks(p) && p->fact[i + 1].definite &&
	    !name_at(w, i + 1))
		return i + 1;
	/* «والي صفاقس», «مدير مكتب»: one unknown noun right after a noun of the phrase */
	bool noun_before = i == w->last && (p->fact[i - 1].role || p->fact[i - 1].word == MQ_WORD_NOUN || w->last == i) &&
			   !p->fact[i - 1].definite;
	if (is_word(t) && noun_before && !mq_is_verb(p, i) && p->fact[i].word == MQ_WORD_NONE && !mq_is_link(p->fact[i - 1].word))
		return i + 1;
	return 0;
}

/* «وزيرة السياحة سلمى اللومي.»: two to four words that nothing knows, right after a whole role phrase and closed by a mark or a
 * word of grammar, are a name that the tagger passed over. Their labels are set, and names are read again */
#define GUESS_MOST 4u
#define GUESS_LEAN (-7.0f) /* of one word, by the tagger's own weights */

/* a given name may be labelled a place, and what follows a part of that place («والسفير التركي لدى مقديشو، ألبير …») */
static bool may_be_name(const mq_peopling *p, uint32_t from, uint32_t i)
{
	const mq_fact *f = &p->fact[i];
	bool first = i == from, given = (p->fact[from].gaz & MQ_GAZ_GIVEN) != 0;
	if (mq_tok(p, i)->kind != MQ_TOKEN_ARABIC || f->word != MQ_WORD_NONE || f->role || f->country || mq_is_verb(p, i))
		return false;
	bool other = f->label != MQ_NER_O && f->label != MQ_NER_B_PER && f->label != MQ_NER_I_PER;
	bool goes_on = f->label == MQ_NER_I_LOC && p->fact[from].label == MQ_NER_B_LOC;
	if (other && !(given && (first || goes_on))) return false;
	if (f->gaz & (MQ_GAZ_ORG | MQ_GAZ_COUNTRY | MQ_GAZ_DEMONYM)) return false;
	return !(first && f->definite && !given) && mq_tok(p, i)->norm.n >= 4;
}

static void guess_name(walk *w, uint32_t i)
{
	mq_peopling *p = w->p;
	uint32_t to = i;
	bool after_comma = i > 0 && mq_is_comma(mq_tok(p, i - 1));
	if (!says_much(p, w->from, w->last) || w->kind == MQ_ROLE_KIN || (w->of && !after_comma)) return;
	while (to < mq_toks(p) && to - i <= GUESS_MOST && mq_tok(p, to)->in == mq_tok(p, i)->in && may_be_name(p, i, to)) to++;
	uint32_t n = to - i;
	if (n < 2 || n > GUESS_MOST || to >= mq_toks(p)) return;
	const mq_token *after = mq_tok(p, to);
	bool closed = after->kind == MQ_TOKEN_PUNCT || after->kind == MQ_TOKEN_BREAK || p->fact[to].word == MQ_WORD_STOP ||
		      p->fact[to].word == MQ_WORD_SOFT || p->fact[to].word == MQ_WORD_IN;
	/* a given name needs no mark after its second word */
	if (!closed && (p->fact[i].gaz & MQ_GAZ_GIVEN)) to = i + (n = 2);
	else if (!closed) return;
	float lean = 0;
	for (uint32_t k = i; k < to; k++) lean += p->fact[k].lean;
	if (lean < GUESS_LEAN * (float)n) return;
	for (uint32_t k = i; k < to; k++) p->fact[k].label = k == i ? MQ_NER_B_PER : MQ_NER_I_PER;
	p->guessed += n;
}

static bool is_adjective(const mq_peopling *p, uint32_t i)
{
	if (i >= mq_toks(p) || !p->fact[i].country) return false;
	const mq_mention *m = &p->k->marks->mentions.v[p->fact[i].country - 1];
	return m->kind == MQ_COUNTRY && m->by == MQ_BY_DEMONYM;
}

/* «وزير الدفاع الصومالي نظيره التركي», «وزير الخارجية المغربي السفير الفرنسي»: the peer is another man, and so is an office of a
 * state of its own behind the name of a state */
static bool begins_another(const walk *w, uint32_t i)
{
	const mq_fact *f = &w->p->fact[i];
	if (!w->open || !f->role) return false;
	uint8_t kind = w->p->w->role.v[f->role - 1].kind;
	if (kind == MQ_ROLE_PEER) return true;
	if (kind != MQ_ROLE_OFFICE || i <= w->from || f->pro & (MQ_PRO_WA | MQ_PRO_FA) || !f->definite) return false;
	return is_adjective(w->p, i - 1) && is_adjective(w->p, i + f->role_n);
}

static mq_status step(walk *w, uint32_t *i, uint32_t *of, uint32_t *of_end)
{
	mq_peopling *p = w->p;
	if (name_at(w, *i)) {
		mq_name_hit *h = &p->names.v[w->next_name++];
		if (w->open) close_on_name(w, h);
		*of = w->next_name;
		*of_end = *i = h->to;
		return MQ_DONE;
	}
	const mq_fact *f = &p->fact[*i];
	bool comma = *of && *i == *of_end + 1 && *of_end < mq_toks(p) &&
		     (mq_is_comma(mq_tok(p, *of_end)) || (mq_tok(p, *of_end)->flags & MQ_TOKEN_OPENS));
	bool beside = *of && (*i == *of_end || comma);
	if (begins_another(w, *i)) MQ_TRY(close_alone(w));
	if (f->role && (!w->open || *i >= w->last)) {
		*i += take_role(w, *i, beside ? *of : 0, comma);
		return MQ_DONE;
	}
	uint32_t on = w->open ? goes_on(w, *i) : 0;
	if (w->open && !on && strong(w->kind)) guess_name(w, *i + (mq_is_comma(mq_tok(p, *i)) && *i + 1 < mq_toks(p)));
	if (w->open && !on) MQ_TRY(close_alone(w));
	else if (w->open && !mq_is_comma(mq_tok(p, *i))) w->last = on;
	*i = on ? on : *i + 1;
	return MQ_DONE;
}

mq_status mq_people_roles(mq_peopling *p)
{
	walk w = {.p = p};
	uint32_t of = 0, of_end = 0;
	for (uint32_t i = 0; i < mq_toks(p);) {
		while (w.next_name < p->names.n && p->names.v[w.next_name].from < i) w.next_name++;
		if (!w.open && !p->fact[i].role && !name_at(&w, i)) i++; /* as most words are */
		else MQ_TRY(step(&w, &i, &of, &of_end));
	}
	return close_alone(&w);
}
