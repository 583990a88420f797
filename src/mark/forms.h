/* The forms of a token under which a table may know it: as it stands, and with one or two proclitics off
 * (و ف and/so, ب ل ك س by/to/as/will, لل to-the). Computed once a document and shared by the passes.
 * The text room's analyses say what is likely; here all that is possible is tried, because a gazetteer decides. */
#ifndef MQ_MARK_FORMS_H
#define MQ_MARK_FORMS_H

#include "text/text.h"

#define MQ_FORMS_MOST 5

typedef struct {
	uint64_t key;    /* mq_hash of the rest of the normal form */
	uint8_t letters; /* letters taken off the front of what is printed */
	uint8_t pro;     /* MQ_PRO_* taken off */
} mq_form_key;

typedef struct {
	uint8_t n;
	uint32_t sets; /* bits of the sets of phrases (phrases.h) in which one of the forms begins a phrase */
	uint32_t gaz;  /* MQ_GAZ_* of the word as it stands */
	mq_form_key f[MQ_FORMS_MOST];
} mq_form_keys;

typedef struct {
	mq_form_keys *v; /* one a token of the document */
} mq_forms;

/* what the marker's tables say of a word is remembered from page to page */
typedef struct mq_marker mq_marker;
mq_status mq_forms_make(mq_arena *a, const mq_marker *m, const mq_doc *doc, mq_forms *out) MQ_MUST_USE;
/* the byte of the field where the printed token goes on after so many letters, marks and tatweel passed over */
uint32_t mq_forms_start(const mq_doc *doc, const mq_token *t, uint32_t letters);

#endif
