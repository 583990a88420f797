/* How a quotation is introduced: the verb, participle or «حسب» before it, or behind it. */
#include "mark/quotes.h"

#define CUE_BACK   60 /* tokens before a quotation in which its verb may stand */
#define NAME_MOST  10 /* tokens of a speaker without a name */
#define AFTER_MOST 4

static mq_cue cue_after(const mq_quoting *q, uint32_t close)
{
	uint32_t n = mq_q_doc_of(q)->tokens.n;
	for (uint32_t i = close; i < n && i < close + AFTER_MOST; i++) {
		if (mq_q_token(q, i)->kind == MQ_TOKEN_BREAK) break;
		uint8_t c = q->class[i];
		if (c == Q_ACCORDING ||
		    (c == Q_VERB && q->class[q->to[i]] != Q_THAT &&
		     !(mq_forms_of(q->k->forms, i)->n > 1 && mq_text_starts(mq_q_token(q, i)->norm, MQ_T("و")))))
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
		if (mq_q_token(q, i)->kind == MQ_TOKEN_BREAK || mq_q_token(q, i)->sentence != mq_q_token(q, open)->sentence)
			break;
		if (!mq_q_in_class(q, Q_MASDAR, i)) continue;
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
			if (q->class[k - 1] == Q_VERB) return !mq_q_in_class(q, Q_IMPERSONAL, k - 1);
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
		if (mq_q_token(q, i)->kind == MQ_TOKEN_BREAK) break;
		if (i + 2 >= open && (c == Q_THAT || c == Q_SAID || mq_q_is_colon(mq_q_token(q, i)))) cue.that = true;
		if (mq_q_token(q, i)->sentence != mq_q_token(q, open)->sentence && !cue.that) break;
		if (c != Q_VERB && c != Q_PARTICIPLE && c != Q_ACCORDING && c != Q_SAID) continue;
		if (c == Q_VERB && i > low && mq_q_in_class(q, Q_NO_CUE, i - 1)) continue; /* «إذا أصرت», «لم تعلن» */
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
