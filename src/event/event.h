/* event: marks become events: who did what to whom, with status, time, place, evidence and confidence.
 * In: the article, the document, its marks. Out: one event a happening, with the spans of every sentence that tells of it.
 * Promise: evidence are whole sentences; what is hoped for is never done; below its threshold the coder abstains; every event
 * names its rule. Kinds are rows (mq_event_kinds), rules are files (rules/events/NAME.rule). Never sees HTML. */
#ifndef MQ_EVENT_EVENT_H
#define MQ_EVENT_EVENT_H

#include "mark/mark.h"

typedef enum {
	MQ_STATUS_DONE,
	MQ_STATUS_UNDER_WAY,
	MQ_STATUS_ANNOUNCED,
	MQ_STATUS_POSTPONED,
	MQ_STATUS_CANCELLED,
	MQ_STATUS_DENIED,
	MQ_STATUS_HYPOTHETICAL
} mq_event_status;
mq_text mq_event_status_name(mq_event_status s);
int mq_event_status_of(mq_text name); /* -1 when there is none of that name */

/* the kinds with their views; order as in the table of the contract */
typedef struct {
	const char *name; /* "visit" */
	const char *ar, *fr, *en;
	const char *plover, *mode; /* mode may be "" */
	const char *cameo;
	double score, goldstein;
	int quad; /* 1 verbal cooperation … 4 material conflict */
	bool symmetric;
} mq_event_kind;
extern const mq_event_kind mq_event_kinds[];
extern const size_t mq_event_kinds_n;
/* index of a kind by name, or -1 */
int mq_event_kind_of(mq_text name);

typedef struct {
	char country[4];
	char sector[8];
	mq_text name;
	uint32_t mention; /* id, 0 when the party was inferred */
} mq_party;

typedef struct {
	uint8_t in;
	uint32_t start, end;
} mq_evidence;

typedef struct {
	mq_text kind, name, domain; /* kind: "joint_commission" "exercise" "agreement" "programme" …; domain: land sea air */
	int32_t edition, year, count;
} mq_event_instrument;

typedef struct {
	uint32_t id;    /* from 1 */
	uint16_t kind;  /* index in mq_event_kinds */
	uint8_t status; /* mq_event_status */
	bool background, approximate;
	MQ_VEC(mq_party) actors;
	MQ_VEC(mq_party) recipients;
	MQ_VEC(mq_text) modes;    /* PLOVER */
	MQ_VEC(mq_text) contexts; /* PLOVER */
	mq_text cameo;            /* finer than the kind's, where the rule knows */
	mq_day from, to;          /* MQ_NO_DAY when there is none */
	uint8_t precision;        /* mq_precision */
	int32_t date;             /* index in marks.dates, -1 when none */
	mq_text place;
	char place_country[4];
	uint32_t place_mention;
	bool has_instrument;
	mq_event_instrument instrument;
	MQ_VEC(mq_evidence) evidence; /* the best first */
	mq_evidence trigger;
	mq_text rule;      /* "visit/3" */
	double confidence; /* 0..1, calibrated */
	mq_text why;       /* for `rules explain`: features and weights, or MQ_NONE */
} mq_event;

typedef MQ_VEC(mq_event) mq_events;

/* ── instruments: what a text tells of a commission, an exercise, an agreement, a programme ── */
/* stages of a life, as the registers of the field name them. Archives keep their numbers: a new one goes to the end */
typedef enum {
	MQ_STAGE_TOLD, /* spoken of, nothing said of its state */
	MQ_STAGE_PROPOSED,
	MQ_STAGE_ANNOUNCED, /* to come: its date is when it is due */
	MQ_STAGE_NEGOTIATED,
	MQ_STAGE_AGREED,
	MQ_STAGE_INITIALLED,
	MQ_STAGE_SIGNED,
	MQ_STAGE_RATIFIED,
	MQ_STAGE_IN_FORCE,
	MQ_STAGE_LAUNCHED,
	MQ_STAGE_ONGOING,
	MQ_STAGE_HELD,
	MQ_STAGE_AMENDED,
	MQ_STAGE_RENEWED,
	MQ_STAGE_POSTPONED,
	MQ_STAGE_SUSPENDED,
	MQ_STAGE_RESUMED,
	MQ_STAGE_EXPIRED,
	MQ_STAGE_CANCELLED
} mq_stage_of_life;
#define MQ_STAGES 19
extern const char *const mq_stage_names[MQ_STAGES]; /* as the records say them */

/* one thing more that the words say of it: subject, duration, troops, amount, signatory … (rules/ar/instrument_cues.tsv) */
typedef struct {
	mq_text field, value;
	uint8_t in;
	uint32_t start, end; /* the words */
} mq_instrument_fact;

#define MQ_INSTRUMENT_COUNTRIES 12u
typedef struct {
	mq_text kind, name, domain; /* as in mq_event_instrument */
	mq_text canonical;          /* one name for all spellings, where the tables know it */
	mq_text sort, scope;        /* "mou" "framework"; "military" "high"; MQ_NONE when not told */
	bool named, background;
	mq_text
	    about; /* stems of the words behind the head, states left out: what it is about, in whatever wording; or MQ_NONE */
	int32_t edition, year, count;
	uint8_t stage;  /* mq_stage_of_life */
	uint32_t event; /* id of the event that tells it, or 0 */
	char country[MQ_INSTRUMENT_COUNTRIES][4];
	uint8_t countries;
	mq_day from, to; /* of the stage; MQ_NO_DAY when there is none */
	uint8_t precision;
	bool approximate;
	mq_text place;
	char place_country[4];
	mq_evidence evidence; /* the sentence */
	mq_evidence words;    /* that name it */
	MQ_VEC(mq_instrument_fact) facts;
} mq_instrument;
typedef MQ_VEC(mq_instrument) mq_instruments;

typedef struct mq_coder mq_coder; /* compiled rules and weights */

mq_status mq_coder_open(mq_arena *a, const mq_pack *pack, const mq_lexicon *lex, const mq_marker *marker,
			const mq_coder **out) MQ_MUST_USE;
mq_status mq_code_events(mq_arena *a, const mq_coder *c, const mq_article *article, const mq_doc *doc, const mq_marks *marks,
			 mq_events *out) MQ_MUST_USE;
/* the same, with `why` on every event; dump (may be NULL) gets a JSON object a candidate with the names of its features, joined
 * by commas: what the training program reads */
mq_status mq_code_all(mq_arena *a, const mq_coder *c, const mq_article *article, const mq_doc *doc, const mq_marks *marks,
		      bool why, mq_buf *dump, mq_events *out) MQ_MUST_USE;
/* what the document tells of instruments: those of its events, and what it says of others beyond doubt (ratified, suspended …) */
mq_status mq_code_instruments(mq_arena *a, const mq_coder *c, const mq_article *article, const mq_doc *doc, const mq_marks *marks,
			      const mq_events *events, mq_instruments *out) MQ_MUST_USE;
/* tests every rule's examples and the rules among themselves; a line a finding into out. ok is false when an example failed */
mq_status mq_coder_check(mq_arena *a, const mq_coder *c, mq_buf *out, bool *ok) MQ_MUST_USE;

#endif
