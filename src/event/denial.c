/* What is denied: how far a word that denies reaches (rules/ar/denials.tsv). In: cues, verbs and clauses of the sentences. Out:
 * which tokens tell of what somebody says is not so. Who denies his part in a thing leaves the thing as it is. */
#include "event/inner.h"

static const char *const reach_name[] = {"none", "part", "claim", "back", "false"};
enum { REACH_NONE, REACH_PART, REACH_CLAIM, REACH_BACK, REACH_FALSE, REACHES };

mq_status mq_denials_read(mq_arena *a, const mq_pack *pack, const mq_lexicon *lex, mq_cues *out)
{
	return mq_cues_named(a, pack, lex, MQ_T("rules/ar/denials.tsv"), reach_name, REACHES, out);
}

typedef struct {
	const mq_cues *words;
	mq_scene *s;
	const mq_sentence *sn;
} mq_denying;

static uint8_t reach_at(const mq_denying *d, uint32_t t, uint8_t *words)
{
	const mq_cue_row *r = mq_cue_at(d->words, d->s->doc, t, d->sn->to);
	*words = r ? r->words : 1;
	return r ? r->cue : REACH_NONE;
}

static bool is_joined(const mq_token *k) { return k->analyses && k->a[0].pro & (MQ_PRO_WA | MQ_PRO_FA); }

/* «… ،الأمر الذي نفته موسكو», «وهو ما تنفيه»: the verb's own object is what was told before */
static bool is_of_before(const mq_denying *d, uint32_t t)
{
	const mq_seen *seen = d->s->seen;
	const mq_token *k = d->s->doc->tokens.v;
	if (t < d->sn->from + 2 || !seen[t].verb) return false;
	if (seen[t - 1].cue == MQ_CUE_RELATIVE) return mq_text_ends(k[t - 2].norm, MQ_T("الامر"));
	if (mq_text_eq(k[t - 2].norm, MQ_T("الامر")) || mq_text_eq(k[t - 2].norm, MQ_T("والامر"))) return true;
	bool what = mq_text_eq(k[t - 1].norm, MQ_T("ما"));
	return what && (mq_text_eq(k[t - 2].norm, MQ_T("وهو")) || mq_text_eq(k[t - 2].norm, MQ_T("هو")));
}

/* a verb that goes on with what is denied: behind الذي, أن, ما, or in one breath with it («كتاب جديد يقول»; and «نفت شن غارات» is
 * none) */
static bool goes_on(const mq_denying *d, uint32_t t)
{
	const mq_seen *x = &d->s->seen[t];
	const mq_token *k = &d->s->doc->tokens.v[t];
	if (is_joined(k)) return false;
	return x->opens == MQ_CUE_RELATIVE || x->opens == MQ_CUE_THAT || k[-1].kind != MQ_TOKEN_PUNCT;
}

static bool is_comma(const mq_token *k) { return mq_is_mark(k, "، ,"); }

/* «… ، داعية إلى»، «… ، والذي كان»، «… ، وطالبت»: behind a comma the sentence goes its own way */
static bool turns(const mq_denying *d, uint32_t t)
{
	const mq_token *k = &d->s->doc->tokens.v[t];
	if (!is_comma(&k[-1])) return false;
	bool participle = k->analyses && k->a[0].form == MQ_FORM_ACTIVE && !(k->a[0].pro & MQ_PRO_AL);
	return is_joined(k) || participle || d->s->seen[t].cue == MQ_CUE_RELATIVE;
}

/* does the denial end before token t? */
static bool ends_at(const mq_denying *d, uint32_t t)
{
	const mq_seen *x = &d->s->seen[t];
	const mq_token *k = &d->s->doc->tokens.v[t];
	if (k->kind == MQ_TOKEN_PUNCT) return mq_is_mark(k, "؛ ; : . … ؟ !");
	if (turns(d, t) || x->cue == MQ_CUE_DENY) return true;
	if (x->cue == MQ_CUE_AFTER || x->cue == MQ_CUE_DURING) return !is_comma(&k[-1]);
	if (x->cue == MQ_CUE_SUBORDINATE) return !mq_text_ends(k->norm, MQ_T("ما")) || x->cue_n > 1;
	return x->verb ? !goes_on(d, t) : x->cue == MQ_CUE_SAY && is_comma(&k[-1]);
}

#define REACH_MOST 45u
/* the end of what is denied from t on; *back: it stands for what was told before */
static uint32_t reach(const mq_denying *d, uint32_t t, bool *back)
{
	uint32_t end = t;
	uint8_t n = 1;
	*back = false;
	for (; end < d->sn->to && end - t < REACH_MOST && !ends_at(d, end); end += n) {
		uint8_t what = reach_at(d, end, &n);
		if (what == REACH_PART) break;
		if (what != REACH_BACK) continue;
		uint32_t next = end + n;
		bool last = next >= d->sn->to || d->s->doc->tokens.v[next].kind == MQ_TOKEN_PUNCT || ends_at(d, next) ||
			    is_joined(&d->s->doc->tokens.v[next]);
		if (last) *back = true;
		if (last) break;
	}
	return end;
}

/* what stands before the denial, from the last border that parts the two («…، لكن أنقرة نفت النبأ») */
static void deny_before(const mq_denying *d, uint32_t t)
{
	uint32_t end = t;
	while (end > d->sn->from && d->s->seen[end - 1].cue != MQ_CUE_SUBORDINATE) end--;
	if (end == d->sn->from) end = t;
	for (uint32_t i = d->sn->from; i < end; i++) d->s->seen[i].denied = true;
}

/* «بدعم الإرهاب» of «قطعت علاقاتها متهمة إياها بدعم الإرهاب، وهو ما تنفيه»: the last thing told before token t, from a comma or
 * from who says so; nothing where it is but a part in it */
static void deny_last(const mq_denying *d, uint32_t t)
{
	uint32_t end = t, from;
	while (end > d->sn->from && !is_comma(&d->s->doc->tokens.v[end - 1]) && t - end < 3) end--;
	if (end == d->sn->from || !is_comma(&d->s->doc->tokens.v[end - 1])) end = t;
	for (from = end; from > d->sn->from; from--) {
		uint8_t n, what = reach_at(d, from - 1, &n);
		if (what == REACH_PART) return;
		if (what == REACH_CLAIM || d->s->seen[from - 1].cue == MQ_CUE_THAT) break;
		if (from < end && is_comma(&d->s->doc->tokens.v[from - 1])) break;
	}
	for (; from < end; from++) d->s->seen[from].denied = true;
}

static void deny(const mq_denying *d, uint32_t t)
{
	uint8_t n;
	bool back = false, false_said = reach_at(d, t, &n) == REACH_FALSE;
	if (false_said || is_of_before(d, t)) {
		deny_last(d, t);
		return;
	}
	uint32_t from = t + d->s->seen[t].cue_n, end = reach(d, from, &back);
	if (back) deny_before(d, t);
	else
		for (uint32_t i = from; i < end; i++) d->s->seen[i].denied = true;
}

/* «النفي», «وأكد نافيه» are no denial */
static bool denies(const mq_denying *d, uint32_t t)
{
	const mq_token *k = &d->s->doc->tokens.v[t];
	if (d->s->seen[t].cue != MQ_CUE_DENY || mq_has_article(k)) return false;
	return d->s->seen[t].verb || t == d->sn->from || !d->s->seen[t - 1].verb;
}

void mq_denials_see(const mq_cues *words, mq_scene *s)
{
	for (uint32_t i = 0; i < s->doc->sentences.n; i++) {
		mq_denying d = {words, s, &s->doc->sentences.v[i]};
		for (uint32_t t = d.sn->from; t < d.sn->to; t++)
			if (denies(&d, t)) deny(&d, t);
	}
}
