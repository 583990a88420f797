/* Quotations: the spans between quotation marks (quote_spans.c), how they are introduced (quote_cue.c), who spoke
 * (quote_speaker.c, quote_roles.c), the words of rules/ar/reporting.tsv (quote_words.c), the pass (quotes.c). Private to
 * src/mark. */
#ifndef MQ_MARK_QUOTES_H
#define MQ_MARK_QUOTES_H

#include "mark/passes.h"

/* classes of rules/ar/reporting.tsv */
typedef enum {
	Q_NONE,
	Q_VERB,
	Q_PARTICIPLE,
	Q_SAID,
	Q_ACCORDING,
	Q_HIS_WORDS,
	Q_THAT,
	Q_STATEMENT,
	Q_SAME,
	Q_SOURCE_NOUN,
	Q_NAMES,
	Q_CARRY,
	Q_NOT_SUBJECT,
	Q_PREPOSITION,
	Q_LINK,
	Q_NO_CUE,
	Q_MASDAR,
	Q_GENERIC,
	Q_IMPERSONAL,
	Q_CLASSES
} mq_quote_class;

struct mq_quote_words {
	mq_phrases *phrases; /* value: a mq_quote_class */
	mq_phrases *classes; /* single words by class, for neighbours */
};

/* an outermost pair of quotation marks: words are tokens (open, close) */
typedef struct {
	uint32_t open, close; /* close may be the end of an unclosed quotation: the token after its last word */
	uint32_t words;
} mq_quote_span;

typedef MQ_VEC(mq_quote_span) mq_quote_spans;

mq_status mq_quote_spans_find(mq_arena *a, const mq_doc *doc, mq_quote_spans *out) MQ_MUST_USE;
/* is the token a quotation mark (not a bracket) */
bool mq_is_quote_mark(const mq_token *t);

/* who speaks: a mention, or words that name one */
typedef struct {
	uint32_t mention; /* id, 0 when none */
	mq_text name;
} mq_speaker;

typedef struct {
	uint64_t key;
	mq_speaker who;
} mq_role_slot;

typedef struct {
	const mq_marking *k;
	const mq_quote_words *w;
	uint8_t *class;       /* mq_quote_class of the phrase that begins at a token */
	uint32_t *to;         /* where that phrase ends */
	uint32_t *mention_at; /* id of the mention that begins at a token and may speak, 0 when none */
	mq_role_slot *roles;  /* by (AL-less) words of a role, and by pairs of its first word and another */
	uint32_t roles_cap;
	uint32_t mentions_seen; /* their roles are in the table */
	mq_speaker last;        /* who spoke last */
	mq_speaker last_body;   /* the organisation that spoke last */
	bool ahead;             /* roles of the whole document are known */
	uint32_t last_close;    /* token where that quotation ended */
} mq_quoting;

mq_status mq_quoting_open(mq_quoting *q, const mq_marking *k) MQ_MUST_USE;

/* how a quotation is introduced */
typedef struct {
	mq_quote_class class; /* Q_NONE: not at all */
	uint32_t at, to;      /* tokens of the word */
	bool that;            /* أن, a colon or بالقول stands right before the marks */
	bool after;           /* it stands behind the quotation */
} mq_cue;

/* the cue of the words that begin at token open and end before close; floor is the first token that may hold it */
mq_cue mq_quote_cue(const mq_quoting *q, uint32_t open, uint32_t close, uint32_t floor);
/* a source without a name that a verb brings in (بحسب ما أكد دبلوماسي أمريكي): the definite form will lead back to it */
void mq_quote_learn(mq_quoting *q, uint32_t from);
mq_speaker mq_quote_speaker(mq_quoting *q, const mq_cue *cue, uint32_t open, uint32_t floor);

static inline const mq_doc *mq_q_doc_of(const mq_quoting *q) { return q->k->doc; }

static inline const mq_token *mq_q_token(const mq_quoting *q, uint32_t i) { return &q->k->doc->tokens.v[i]; }

static inline bool mq_q_in_class(const mq_quoting *q, mq_quote_class c, uint32_t i)
{
	return i < mq_q_doc_of(q)->tokens.n && mq_phrases_token_in(q->w->classes, (uint32_t)c, mq_forms_of(q->k->forms, i));
}

/* an office told without its holder's name: the people pass gives it the phrase as role */
static inline bool mq_q_is_office(const mq_mention *m) { return m->kind == MQ_ORGANIZATION && m->role.n > 0; }

static inline bool mq_q_is_colon(const mq_token *t) { return t->kind == MQ_TOKEN_PUNCT && mq_text_eq(t->norm, MQ_T(":")); }

static inline bool mq_q_known(mq_speaker s) { return s.mention || s.name.n; }

/* quote_roles.c: whom a role, a post or a surname leads back to */
uint64_t mq_quote_word_key(const mq_token *t);
void mq_quote_put_roles(mq_quoting *q, uint32_t from, uint32_t to, uint64_t head, mq_speaker who, bool weak);
mq_speaker mq_quote_find_name(const mq_quoting *q, uint32_t at);
mq_speaker mq_quote_speaker_of(const mq_quoting *q, uint32_t id);
bool mq_quote_is_short(const mq_quoting *q, const mq_mention *m);
void mq_quote_learn_roles(mq_quoting *q, uint32_t until);
void mq_quote_learn_ahead(mq_quoting *q);
mq_speaker mq_quote_find_role(const mq_quoting *q, uint32_t from, uint32_t to, bool same);
mq_speaker mq_quote_find_holder(const mq_quoting *q, uint32_t from, uint32_t to);

#endif
