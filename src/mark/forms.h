/* The forms of a token under which a table may know it: as it stands, and with one or two proclitics off
 * (و ف and/so, ب ل ك س by/to/as/will, لل to-the). Computed once a document and shared by the passes.
 * The text room's analyses say what is likely; here all that is possible is tried, because a gazetteer decides. */
#ifndef MQ_MARK_FORMS_H
#define MQ_MARK_FORMS_H

#include "mark/ner.h"

#define MQ_FORMS_MOST 5

/* what a token is, among the bits of sets: a pass asks one word whether the token is of any interest to it */
#define MQ_SEES_ANY    ((uint32_t)1 << 31) /* every token */
#define MQ_SEES_MARK   ((uint32_t)1 << 30)
#define MQ_SEES_NUMBER ((uint32_t)1 << 29)
#define MQ_SEES_LATIN  ((uint32_t)1 << 28)

typedef struct {
	uint64_t key;    /* mq_hash of the rest of the normal form */
	uint32_t sets;   /* bits of the sets of phrases (phrases.h) in which it begins a phrase */
	uint16_t at;     /* where in the first of these, + 1; 0: it has to be looked for */
	uint8_t letters; /* letters taken off the front of what is printed */
	uint8_t pro;     /* MQ_PRO_* taken off */
} mq_form_key;

typedef struct {
	uint8_t n;
	bool on;           /* على with its own last letter, which normal forms make the name علي */
	bool definite;     /* with ال, after و ف ب ك ل or without them */
	uint8_t role_word; /* mq_role_word */
	uint32_t sets;     /* MQ_SEES_*, and bits of the sets of phrases (phrases.h) in which one of the forms begins a phrase */
	uint32_t gaz;      /* MQ_GAZ_* of the word as it stands */
	mq_form_key f[MQ_FORMS_MOST];
} mq_form_keys;

/* all that the marks' room knows of a word alone: remembered from page to page */
typedef struct {
	mq_ner_known tagger; /* filled where there is a model */
	mq_form_keys keys;   /* its forms last: most words are asked for the first alone */
} mq_marked_word;

typedef struct {
	const mq_marked_word **word; /* one a token of the document; for as long as the document is being marked */
	uint32_t *sets;              /* of each token its mq_form_keys.sets: most passes pass over most tokens by these alone */
} mq_forms;

static inline const mq_form_keys *mq_forms_of(const mq_forms *f, uint32_t token) { return &f->word[token]->keys; }

/* the first token from `from` on that has one of the bits; the number of tokens where none has */
static inline uint32_t mq_forms_next(const mq_forms *f, uint32_t from, uint32_t tokens, uint32_t bits)
{
	while (from < tokens && !(f->sets[from] & bits)) from++;
	return from;
}

typedef struct mq_marker mq_marker;
mq_status mq_forms_make(mq_arena *a, const mq_marker *m, const mq_doc *doc, mq_forms *out) MQ_MUST_USE;
/* the byte of the field where the printed token goes on after so many letters, marks and tatweel passed over */
uint32_t mq_forms_start(const mq_doc *doc, const mq_token *t, uint32_t letters);

#endif
