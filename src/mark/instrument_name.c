/* How an instrument is called, and which of its kind it is. In: the tokens of a head («اللجنة العسكرية المشتركة») or of a known
 * name. Out: its whole name, the edition («الدورة الثالثة والعشرون», «في نسختها الـ20», «للمرة الرابعة»), the year, how many.
 * Every look is bounded by a number of tokens, and stays in the sentence. */
#include "mark/instruments.h"

/* tokens of a name behind its head; of a name in marks */
#define NAME_MOST   12u
#define QUOTED_MOST 6u
/* how far «تحت اسم», «في نسختها», «للمرة الرابعة» may stand behind the head */
#define CALLED_REACH  30u
#define EDITION_REACH 14u
#define DOMAIN_REACH  20u
/* words after «بشأن» that still say what it is about */
#define ABOUT_MOST 4u
/* an exercise is held more often than this by no one */
#define EDITION_MOST 150

static const mq_token *token(const mq_marking *k, uint32_t i) { return mq_iw_token(k, i); }

const mq_instrument_value *mq_iw_value(const mq_marking *k, const mq_instrument_words *w, char class, uint32_t i)
{
	const mq_form_keys *f = mq_forms_of(k->forms, i);
	for (uint32_t n = 0; n < f->n; n++) {
		uint32_t v = mq_phrases_word(w->values, f->f[n].key);
		if (v != MQ_PHRASE_NONE && v < w->value.n && w->value.v[v].class == class) return &w->value.v[v];
	}
	return NULL;
}

/* «الثالثة والعشرون»: the unit is read, the tens follow behind و */
static int32_t with_tens(const mq_marking *k, const mq_instrument_words *w, int32_t unit, uint32_t i, uint32_t of, uint32_t *to)
{
	const mq_instrument_value *tens = mq_iw_beside(k, i, of) ? mq_iw_value(k, w, 't', i) : NULL;
	if (!tens || unit > 9 || !mq_text_starts(token(k, i)->norm, MQ_T("و"))) return unit;
	*to = i + 1;
	return unit + tens->number;
}

int32_t mq_instrument_ordinal(const mq_marking *k, const mq_instrument_words *w, uint32_t i, uint32_t *to)
{
	mq_phrase_hit hit;
	const mq_instrument_value *v;
	if (i >= k->doc->tokens.n) return 0;
	const mq_token *t = token(k, i);
	*to = i + 1;
	if (t->kind == MQ_TOKEN_NUMBER) return t->value > 0 && t->value < EDITION_MOST ? (int32_t)t->value : 0;
	if (t->kind != MQ_TOKEN_ARABIC) return 0;
	if (mq_text_eq(t->norm, MQ_T("ال")) || mq_text_eq(t->norm, MQ_T("رقم")))
		return mq_iw_beside(k, i + 1, i) && token(k, i + 1)->kind == MQ_TOKEN_NUMBER
			   ? mq_instrument_ordinal(k, w, i + 1, to)
			   : 0;
	if (mq_phrases_longest(k->m->dates->phrases, k->doc, k->forms, i, 0, &hit) &&
	    k->m->dates->word.v[hit.value].class == D_ORDINAL) {
		*to = hit.to;
		return with_tens(k, w, k->m->dates->word.v[hit.value].a, hit.to, i, to);
	}
	if ((v = mq_iw_value(k, w, 'o', i))) return with_tens(k, w, v->number, i + 1, i, to);
	v = mq_iw_value(k, w, 't', i);
	return v && !mq_text_starts(t->norm, MQ_T("و")) ? v->number : 0;
}

/* «الدورة الـ23 للجنة …», «النسخة العشرون من …»: the edition told before the head */
static int32_t edition_before(const mq_marking *k, const mq_instrument_words *w, uint32_t from, uint32_t *start)
{
	for (uint32_t back = 1; back <= 7 && back <= from; back++) {
		uint32_t i = from - back, to;
		if (!mq_iw_beside(k, i, from)) return 0;
		if (!mq_iw_is(k, w, MQ_IW_EDITION, i)) continue;
		int32_t n = mq_instrument_ordinal(k, w, i + 1, &to);
		/* an adjective may stand between («الدورة الثالثة العادية»), and من */
		if (!n || to > from || from - to > 3) return 0;
		*start = i;
		return n;
	}
	return 0;
}

/* a word for an edition that carries a pronoun (نسختها), or stands behind the name */
static bool edition_word(const mq_marking *k, const mq_instrument_words *w, uint32_t i)
{
	const mq_token *t = token(k, i);
	if (mq_iw_is(k, w, MQ_IW_EDITION, i)) return true;
	for (uint8_t n = 0; n < t->analyses; n++)
		if (t->a[n].enc != MQ_ENC_NONE && mq_phrases_in(w->classes, MQ_IW_EDITION, t->a[n].key)) return true;
	return false;
}

/* «… في نسختها العشرين», «… (الدورة 12)», «… للمرة الرابعة» */
static int32_t edition_after(const mq_marking *k, const mq_instrument_words *w, uint32_t to, bool repeats)
{
	for (uint32_t i = to; i < to + EDITION_REACH && mq_iw_beside(k, i, to - 1); i++) {
		uint32_t end, n;
		mq_phrase_hit other_head;
		if (mq_phrases_longest(w->heads, k->doc, k->forms, i, MQ_PRO_WA | MQ_PRO_FA, &other_head)) return 0;
		bool times = repeats && mq_iw_is(k, w, MQ_IW_TIMES, i);
		if (!times && !edition_word(k, w, i)) continue;
		n = (uint32_t)mq_instrument_ordinal(k, w, i + 1, &end);
		if (n == 0) continue;
		/* the first since 2009 is no first edition; the session of another body is not its own */
		bool since = mq_iw_beside(k, end, to - 1) && mq_iw_is(k, w, MQ_IW_SINCE, end);
		bool other = !times && mq_iw_beside(k, end, to - 1) && mq_text_starts(token(k, end)->norm, MQ_T("لل"));
		return since || other ? 0 : (int32_t)n;
	}
	return 0;
}

/* «لسنة 2026», «2025» after the name; two digits behind a known name are a year too */
static int32_t year_after(const mq_marking *k, uint32_t to, bool named, uint32_t *end)
{
	for (uint32_t i = to; i < to + 4 && mq_iw_beside(k, i, to - 1); i++) {
		const mq_token *t = token(k, i);
		if (t->kind == MQ_TOKEN_NUMBER) {
			bool full = t->value >= 1990 && t->value <= 2100;
			if (full || (named && i <= to + 1 && t->value >= 10 && t->value < 50 && t->end - t->start <= 4)) {
				if (i <= to + 1) *end = i + 1;
				return (int32_t)(full ? t->value : t->value + 2000);
			}
			return 0;
		}
		mq_phrase_hit hit;
		if (t->kind == MQ_TOKEN_PUNCT && i == to) continue;
		if (t->kind != MQ_TOKEN_ARABIC ||
		    !mq_phrases_longest(k->m->dates->phrases, k->doc, k->forms, i, MQ_PRO_LI | MQ_PRO_BI, &hit)) {
			if (i == to && t->kind == MQ_TOKEN_ARABIC) continue; /* «برنامج تعاون شامل لسنة 2026» */
			return 0;
		}
		const mq_date_word *d = &k->m->dates->word.v[hit.value];
		if (d->class != D_UNIT || d->a != UNIT_YEAR) return 0;
	}
	return 0;
}

/* how many: «12 اتفاقية», «ثلاث مذكرات» */
static int32_t count_before(const mq_marking *k, uint32_t from)
{
	mq_phrase_hit hit;
	if (from == 0 || !mq_iw_beside(k, from - 1, from)) return 0;
	const mq_token *t = token(k, from - 1);
	if (t->kind == MQ_TOKEN_NUMBER) {
		/* part of a date or of a larger number it is not */
		bool alone = from < 2 || token(k, from - 2)->kind != MQ_TOKEN_PUNCT || !(t->flags & MQ_TOKEN_GLUED);
		return alone && t->value > 1 && t->value < 1000 ? (int32_t)t->value : 0;
	}
	if (t->kind != MQ_TOKEN_ARABIC ||
	    !mq_phrases_longest(k->m->dates->phrases, k->doc, k->forms, from - 1, MQ_PRO_WA | MQ_PRO_BI | MQ_PRO_LI, &hit))
		return 0;
	const mq_date_word *d = &k->m->dates->word.v[hit.value];
	return d->class == D_CARDINAL && hit.to == from && d->a > 1 ? d->a : 0;
}

/* words in marks that begin at i; the token after the closing mark, 0 when there are none */
static uint32_t quoted_at(const mq_marking *k, uint32_t i, uint32_t *from, uint32_t *to)
{
	uint32_t n = k->doc->tokens.n;
	if (i >= n || !mq_is_quote_mark(token(k, i))) return 0;
	for (uint32_t j = i + 1; j < n && j <= i + QUOTED_MOST + 1 && mq_iw_beside(k, j, i); j++) {
		if (!mq_is_quote_mark(token(k, j))) continue;
		*from = i + 1;
		*to = j;
		return j > i + 1 ? j + 1 : 0;
	}
	return 0;
}

/* the last number of a name in marks: «النجم الساطع 2018» has a year, «درع الخليج 1» an edition */
static void number_in_name(const mq_marking *k, uint32_t from, uint32_t to, mq_instrument_call *out)
{
	const mq_token *t = token(k, to - 1);
	if (to < from + 2 || t->kind != MQ_TOKEN_NUMBER) return;
	if (t->value >= 1990 && t->value <= 2100) out->year = (int32_t)t->value;
	else if (t->value >= 10 && t->value < 50) out->year = (int32_t)t->value + 2000;
	else if (t->value > 0 && t->value < EDITION_MOST) out->edition = (int32_t)t->value;
}

static mq_text words(const mq_marking *k, uint32_t from, uint32_t to)
{
	return mq_text_sub(k->doc->field[token(k, from)->in], token(k, from)->start, token(k, to - 1)->end);
}

static bool has_al(const mq_token *t)
{
	return mq_text_starts(t->norm, MQ_T("ال")) || mq_text_starts(t->norm, MQ_T("لل")) ||
	       mq_text_starts(t->norm, MQ_T("وال")) || mq_text_starts(t->norm, MQ_T("بال"));
}

static bool ends(mq_text t, const char *tail)
{
	mq_text e = mq_text_of(tail);
	return t.n > e.n && memcmp(t.p + t.n - e.n, e.p, e.n) == 0;
}

static bool is_adjective(const mq_token *t)
{
	if (ends(t->norm, "ي") || ends(t->norm, "يه")) return true;
	for (uint8_t i = 0; i < t->analyses && i < 2; i++)
		if (t->a[i].form == MQ_FORM_ADJECTIVE || t->a[i].form == MQ_FORM_PASSIVE || t->a[i].form == MQ_FORM_ACTIVE)
			return true;
	return false;
}

static bool is_verb(const mq_token *t)
{
	return t->analyses &&
	       (t->a[0].form == MQ_FORM_PERFECT || t->a[0].form == MQ_FORM_IMPERFECT || t->a[0].form == MQ_FORM_PARTICLE);
}

/* words in marks that may be a name: no clause, no praise or blame, no day */
static bool is_name(const mq_marking *k, const mq_instrument_words *w, uint32_t from, uint32_t to)
{
	const mq_token *first = token(k, from);
	bool word = first->kind == MQ_TOKEN_ARABIC || first->kind == MQ_TOKEN_LATIN;
	if (!word || mq_iw_is(k, w, MQ_IW_NOT_NAME, from)) return false;
	if (first->kind == MQ_TOKEN_LATIN || token(k, to - 1)->kind == MQ_TOKEN_NUMBER) return true;
	bool described = is_adjective(first) && !has_al(first);
	return !is_verb(first) && !described && !(first->flags & MQ_TOKEN_SHADDA && to - from == 1);
}

/* a name in marks or Latin letters: right behind the head, behind its adjectives, or behind «تحت اسم» */
static bool proper_name(const mq_marking *k, const mq_instrument_words *w, uint32_t to, mq_instrument_call *out)
{
	uint32_t from = 0, end = 0, i = to, after = quoted_at(k, to, &from, &end);
	if (after && is_name(k, w, from, end)) out->end = after;
	while (!after && i < k->doc->tokens.n && i < to + QUOTED_MOST && token(k, i)->kind == MQ_TOKEN_LATIN &&
	       mq_iw_beside(k, i, to - 1))
		i++;
	if (i > to) {
		out->name = words(k, to, i);
		out->name_from = to;
		out->end = i;
		return true;
	}
	bool close = true, given = false; /* nothing but adjectives stood between */
	for (i = to; !after && i < to + CALLED_REACH && mq_iw_beside(k, i, to - 1); i++) {
		bool called = mq_iw_is(k, w, MQ_IW_CALLED, i), mark = mq_is_quote_mark(token(k, i));
		if (mark && close) after = quoted_at(k, i, &from, &end);
		for (uint32_t j = i + 1; called && !after && j <= i + 2; j++) {
			after = quoted_at(k, j, &from, &end);
			given = after > 0;
		}
		close =
		    close && i < to + QUOTED_MOST && !is_verb(token(k, i)) && (is_adjective(token(k, i)) || has_al(token(k, i)));
	}
	if (!after || (!given && !is_name(k, w, from, end))) return false;
	if (token(k, from)->kind == MQ_TOKEN_PUNCT) return false;
	out->name = words(k, from, end);
	out->name_from = from;
	number_in_name(k, from, end, out);
	return true;
}

/* a stem that begins with و is no «and»: the analysis decides */
static bool has_wa(const mq_token *t) { return t->analyses && t->a[0].pro & MQ_PRO_WA; }

typedef struct {
	bool definite, linked; /* the word before is; a «لل» was taken already */
	uint32_t about;        /* words that «بشأن» still covers */
} name_state;

/* does the token at i go on with the name */
static bool goes_on(const mq_marking *k, const mq_instrument_words *w, uint32_t i, uint32_t head_end, name_state *st)
{
	const mq_token *t = token(k, i);
	bool al = has_al(t), adjective = is_adjective(t);
	if (mq_iw_is(k, w, MQ_IW_NOT_NAME, i)) return false;
	if (has_wa(t)) return st->definite && al && adjective;
	if (st->about) {
		st->about--;
		st->definite = al;
		return !is_verb(t) || al;
	}
	if (mq_text_starts(t->norm, MQ_T("لل"))) {
		bool first = !st->linked;
		st->linked = st->definite = true;
		return first;
	}
	if (al) {
		bool fits = !st->definite || adjective;
		st->definite = true;
		return fits;
	}
	if (st->definite || i != head_end) return false;
	/* «اتفاق فيينا», «اتفاقية إطارية», «لجنة متابعة»: one word behind an indefinite head */
	return mq_iw_is(k, w, MQ_IW_NOUN, i) || (adjective && !is_verb(t)) || (t->analyses && t->a[0].form == MQ_FORM_NAME);
}

/* the words behind the head that belong to its name: adjectives, one construct, «للتعاون …», «في مجال …» */
static uint32_t name_end(const mq_marking *k, const mq_instrument_words *w, uint32_t from, uint32_t to)
{
	name_state st = {.definite = has_al(token(k, to - 1))};
	uint32_t end = to;
	(void)from;
	for (uint32_t i = to; i < to + NAME_MOST && mq_iw_beside(k, i, to - 1); i++) {
		const mq_token *t = token(k, i);
		/* المغربية-الفرنسية */
		bool dash = t->kind == MQ_TOKEN_PUNCT && (mq_text_eq(t->norm, MQ_T("-")) || mq_text_eq(t->norm, MQ_T("–")));
		if (dash && i > to && mq_iw_beside(k, i + 1, i) && has_al(token(k, i + 1))) continue;
		if (t->kind != MQ_TOKEN_ARABIC) break;
		bool into = !st.about && t->norm.n <= 6 && mq_iw_beside(k, i + 1, i) && mq_iw_is(k, w, MQ_IW_ABOUT, i + 1);
		if (into) continue; /* «في مجال» */
		if (!st.about && mq_iw_is(k, w, MQ_IW_ABOUT, i)) {
			st.about = ABOUT_MOST;
			continue;
		}
		if (!goes_on(k, w, i, to, &st)) break;
		end = i + 1;
	}
	return end;
}

/* «البحرية» among the first words behind an exercise; else the one domain that its sentence names */
static mq_text domain_of(const mq_marking *k, const mq_instrument_words *w, uint32_t from, uint32_t to)
{
	const mq_sentence *sn = &k->doc->sentences.v[token(k, from)->sentence];
	mq_text one = MQ_NONE;
	uint32_t first = from > sn->from + DOMAIN_REACH ? from - DOMAIN_REACH : sn->from;
	for (uint32_t i = from; i < to + 4 && mq_iw_beside(k, i, from); i++) {
		const mq_instrument_value *v = token(k, i)->kind == MQ_TOKEN_ARABIC ? mq_iw_value(k, w, 'd', i) : NULL;
		if (v) return v->word;
	}
	for (uint32_t i = first; i < sn->to && i < to + DOMAIN_REACH; i++) {
		const mq_instrument_value *v = token(k, i)->kind == MQ_TOKEN_ARABIC ? mq_iw_value(k, w, 'd', i) : NULL;
		if (v && one.n && !mq_text_eq(one, v->word)) return MQ_NONE;
		if (v) one = v->word;
	}
	return one;
}

void mq_instrument_call_of(const mq_marking *k, const mq_instrument_words *w, mq_text series, uint32_t from, uint32_t to,
			   mq_instrument_call *out)
{
	bool exercise = mq_text_eq(series, MQ_T("exercise")), agreement = mq_text_eq(series, MQ_T("agreement"));
	*out = (mq_instrument_call){.start = from, .end = to};
	out->edition = edition_before(k, w, from, &out->start);
	out->count = agreement || exercise ? count_before(k, from) : 0;
	/* «…» behind an agreement is what somebody says of it */
	if (!agreement) out->proper = proper_name(k, w, to, out);
	uint32_t end = name_end(k, w, from, to);
	if (!out->proper && end > to) {
		out->name = words(k, to, end);
		out->about_from = to;
		out->about_to = end;
	}
	if (exercise) out->domain = domain_of(k, w, from, to);
	if (!out->year) out->year = year_after(k, out->end, exercise, &out->end);
	if (!out->year && end > out->end) out->year = year_after(k, end, false, &end);
	if (!out->edition) out->edition = edition_after(k, w, end > out->end ? end : out->end, !agreement);
	if (!out->edition && exercise && out->end == to && mq_iw_beside(k, to, to - 1) && token(k, to)->kind == MQ_TOKEN_NUMBER &&
	    token(k, to)->value > 0 && token(k, to)->value < 10)
		out->edition = (int32_t)token(k, to)->value;
}
