/* store: the archive. In: article records with their stored pages. Out: articles, pages, events, pairs, happenings, hits.
 * One interface; a store is a row of mq_drivers (driver.h): SQLite first.
 * Promise: any readers, and any writers, who take turns batch by batch; one transaction a batch; what commit said is kept is
 * kept, whatever is killed after; the same page twice changes nothing; another page under the same URL keeps both; the stored
 * page comes back byte for byte; a deleted article leaves no trace; every list is bounded and has a cursor; no query, however
 * odd, fails or runs unbounded. A store belongs to one thread; open one for each. Lists and texts live in the arena that the
 * caller brings. MQ_END means "there is no such thing"; MQ_UNAVAILABLE that another writer holds the archive. */
#ifndef MQ_STORE_STORE_H
#define MQ_STORE_STORE_H

#include "record/record.h"
#include "story/due.h"

typedef struct mq_store mq_store;

typedef enum { MQ_STORE_READ, MQ_STORE_WRITE } mq_store_mode; /* WRITE makes the archive where there is none */

typedef struct {
	mq_text url; /* "sqlite:PATH", or a path */
	mq_store_mode mode;
	const mq_engine *engine;    /* its lexicon makes the index's terms; its hashes name the run; countries for names */
	const mq_log *log;          /* may be NULL */
	uint32_t lock_milliseconds; /* how long to wait for a turn to write; 0: not at all */
	bool small;                 /* one of many readers in one program: little memory for each */
} mq_store_options;

mq_status mq_store_open(mq_arena *a, const mq_store_options *o, mq_store **out) MQ_MUST_USE;
void mq_store_close(mq_store *s);
/* the day it is, from which what was announced is coming or silent; MQ_NO_DAY (at first): nothing is ever silent */
void mq_store_today(mq_store *s, mq_day today);
/* the scores of temperatures: "plover" (at first), "goldstein", or the name of a table of kinds and scores with its bytes */
mq_status mq_store_profile(mq_store *s, mq_arena *a, mq_text name, mq_text bytes) MQ_MUST_USE;

/* ── writing ─────────────────────────────────────────────────────────────────────────────────────────────────────── */
typedef enum {
	MQ_PUT_NEW,     /* an article that was not there */
	MQ_PUT_CHANGED, /* its URL was there with other bytes: both are kept, this one is shown */
	MQ_PUT_SAME     /* these bytes are there already */
} mq_put_result;

/* takes its turn among writers: waits for another one's batch, MQ_UNAVAILABLE when that takes longer than lock_milliseconds */
mq_status mq_store_begin(mq_store *s) MQ_MUST_USE;
mq_status mq_store_commit(mq_store *s) MQ_MUST_USE;
void mq_store_rollback(mq_store *s);
/* this process alone is what `role` says ("watch"), until the store is closed; MQ_UNAVAILABLE when another one is */
mq_status mq_store_hold(mq_store *s, const char *role) MQ_MUST_USE;
/* json: the record as mq_record_json writes it, or MQ_NONE. copy: set when the article is a near-duplicate of one that is there;
 * may be NULL. `a` is scratch for one record */
mq_status mq_store_put(mq_store *s, mq_arena *a, const mq_record *r, mq_text json, mq_put_result *out, bool *copy) MQ_MUST_USE;
/* is a page of these bytes kept: hex SHA-256 */
mq_status mq_store_has_page(mq_store *s, mq_text sha256, bool *out) MQ_MUST_USE;
/* makes happenings and stories of what was put since the last time; called after the last batch, in transactions of its own */
mq_status mq_store_settle(mq_store *s) MQ_MUST_USE;
/* Records that other rules made, made anew from the pages that are kept: a batch a call, each in a transaction of its own, until
 * `ended`; what people said of events stays said. A kill leaves the rest for the next time. Then settle */
typedef struct {
	uint64_t looked, pages, texts; /* articles; of them read again from their page, and from their text */
	uint64_t changed;              /* whose record is another now */
	bool ended;
	int64_t last; /* the store's own: the number of the last one */
} mq_again;
mq_status mq_store_again(mq_store *s, mq_again *k) MQ_MUST_USE;
/* how many articles other rules made */
mq_status mq_store_again_waiting(mq_store *s, uint64_t *out) MQ_MUST_USE;
/* takes an article with all its versions and traces away; MQ_END when there is none */
mq_status mq_store_delete(mq_store *s, mq_arena *a, mq_text id) MQ_MUST_USE;

/* ── articles ────────────────────────────────────────────────────────────────────────────────────────────────────── */
typedef struct {
	int64_t n;   /* the archive's own number: order of arrival */
	char id[65]; /* hex; see RECORDS */
	mq_text title, outlet, published, url, lang;
	char outlet_country[4];
	mq_day day; /* of publication, or MQ_NO_DAY */
	uint32_t events, versions;
	char copy_of[65]; /* the article it copies, or "" */
	char story[17];   /* or "" */
} mq_article_row;
typedef MQ_VEC(mq_article_row) mq_article_rows;

typedef struct {
	mq_article_row row;
	mq_record
	    record;   /* article, marks, events as made at ingest (tokens are not kept); record.page has path, key, charset … */
	mq_page page; /* its `stored` is filled by mq_store_page only */
	mq_text json; /* the record as `read` prints it, without newline */
	char rules_hash[65], model_hash[65];
} mq_stored_article;

/* id: whole, or the first 8 or more characters where they name one article */
mq_status mq_store_row(mq_store *s, mq_arena *a, mq_text id, mq_article_row *out) MQ_MUST_USE;
mq_status mq_store_article(mq_store *s, mq_arena *a, mq_text id, mq_stored_article *out) MQ_MUST_USE;

typedef struct {
	char sha256[65];
	mq_text bytes, media_type, charset, path, url, fetched;
	uint64_t record;
	uint32_t version, versions; /* from 1; the newest is shown */
} mq_stored_page;
/* the stored bytes; version 0: the one that is shown */
mq_status mq_store_page(mq_store *s, mq_arena *a, mq_text id, uint32_t version, mq_stored_page *out) MQ_MUST_USE;

/* What to list. Zero (mq_filter_all) filters nothing; texts that are MQ_NONE and days that are MQ_NO_DAY do not filter. */
typedef struct {
	mq_text pair[2];   /* both countries take part (alpha-3; pair[1] may be MQ_NONE: one country) */
	mq_text outlet;    /* as printed */
	mq_text kind;      /* of event: one or more, parted by commas */
	mq_text status;    /* the same */
	mq_text person;    /* any form of the name */
	mq_text acting;    /* happenings: id of a person named in what tells of them, whose country takes part */
	mq_text article;   /* id: events of one article */
	mq_text story;     /* id */
	int64_t after;     /* articles, events: of articles that arrived later than this one (mq_article_row.n) */
	mq_day from, to;   /* articles: published; events and happenings: their date touches these days */
	mq_day told_from;  /* happenings: told of on this day or after it */
	bool current_only; /* events: without background ones */
	bool oldest_first;
	uint32_t limit; /* 0: 50; at most MQ_ROWS_MOST */
	mq_text cursor; /* as given by the last answer, or MQ_NONE */
} mq_filter;
mq_filter mq_filter_all(void);

/* newest publication first; *next is MQ_NONE at the end */
mq_status mq_store_articles(mq_store *s, mq_arena *a, const mq_filter *f, mq_article_rows *out, mq_text *next) MQ_MUST_USE;

typedef struct {
	mq_text text, url;   /* as the ticker printed it */
	mq_article_row seen; /* the page that announces it */
	char article[65];    /* the article announced, where it is kept, or "" */
} mq_headline_row;
typedef MQ_VEC(mq_headline_row) mq_headline_rows;
mq_status mq_store_headlines(mq_store *s, mq_arena *a, uint32_t limit, mq_headline_rows *out) MQ_MUST_USE;

/* ── events ──────────────────────────────────────────────────────────────────────────────────────────────────────── */
typedef enum { MQ_REVIEW_NONE, MQ_REVIEW_ACCEPT, MQ_REVIEW_CORRECT, MQ_REVIEW_REJECT } mq_review; /* corrections.h */

typedef struct {
	int64_t n;
	char id[24];         /* of the whole archive: "<16 hex of the article>-e3" */
	mq_article_row from; /* who tells of it */
	mq_event event;      /* as coded, or as somebody corrected it */
	uint8_t reviewed;    /* mq_review: nobody judged it, accepted, corrected */
	mq_text sentence;    /* its best evidence */
	char happening[17];  /* the happening it tells of, or "" */
} mq_event_row;
typedef MQ_VEC(mq_event_row) mq_event_rows;

/* latest date first, undated ones by the day of the article */
mq_status mq_store_events(mq_store *s, mq_arena *a, const mq_filter *f, mq_event_rows *out, mq_text *next) MQ_MUST_USE;
mq_status mq_store_event(mq_store *s, mq_arena *a, mq_text id, mq_event_row *out) MQ_MUST_USE;

/* ── happenings: events of several articles that tell of one thing ───────────────────────────────────────────────── */
typedef enum {
	MQ_OUTCOME_NONE,   /* nothing was announced */
	MQ_OUTCOME_COMING, /* announced, not yet due */
	MQ_OUTCOME_DONE,   /* announced, and told as done */
	MQ_OUTCOME_MOVED,  /* postponed, or told with a later date */
	MQ_OUTCOME_CANCELLED,
	MQ_OUTCOME_SILENT /* due, and nothing was told since */
} mq_outcome;
mq_text mq_outcome_name(mq_outcome o);

typedef struct {
	mq_text field; /* "date" "place" "name" "edition" */
	mq_text value; /* in the source's words, or an ISO date */
	uint32_t sources;
	char article[65]; /* one that says so */
} mq_disagreement;

typedef struct {
	char id[17];
	uint16_t kind;
	uint8_t status; /* mq_event_status, after all that was told */
	uint8_t outcome;
	bool background, approximate;
	mq_day from, to;
	mq_day announced; /* day of the first article that announced it, or MQ_NO_DAY */
	mq_day told;      /* day of the last article that tells of it, or MQ_NO_DAY */
	uint8_t precision;
	MQ_VEC(mq_party) actors;
	MQ_VEC(mq_party) recipients;
	mq_text place;
	char place_country[4];
	bool has_instrument;
	mq_event_instrument instrument;
	double confidence;
	double weight;              /* in the temperature of a dossier; 0 when it moves nothing */
	mq_day moves;               /* the day on which it does */
	uint32_t articles, outlets; /* that tell of it; outlets count copies of one text once */
	mq_event_row best;          /* the telling that is shown */
	MQ_VEC(mq_disagreement) disagreements;
	MQ_VEC(mq_disagreement) spellings; /* of people: forms that may be one name; no contradiction */
} mq_happening;
typedef MQ_VEC(mq_happening) mq_happenings;

mq_status mq_store_happenings(mq_store *s, mq_arena *a, const mq_filter *f, mq_happenings *out, mq_text *next) MQ_MUST_USE;
mq_status mq_store_happening(mq_store *s, mq_arena *a, mq_text id, mq_happening *out, mq_event_rows *tellings) MQ_MUST_USE;

/* ── views ───────────────────────────────────────────────────────────────────────────────────────────────────────── */
typedef struct {
	char a[4], b[4]; /* a before b by code */
	uint32_t events, articles;
	mq_day first, last;
} mq_pair_row;
typedef MQ_VEC(mq_pair_row) mq_pair_rows;
/* pairs of states by number of events */
mq_status mq_store_pairs(mq_store *s, mq_arena *a, uint32_t limit, mq_pair_rows *out) MQ_MUST_USE;
/* by what happened on a day or after it */
mq_status mq_store_pairs_since(mq_store *s, mq_arena *a, mq_day since, uint32_t limit, mq_pair_rows *out) MQ_MUST_USE;

typedef struct {
	char id[17];
	mq_text name, role; /* role: the latest as printed, or MQ_NONE */
	char country[4];
	uint32_t articles, quotes;
	mq_day first, last;
	MQ_VEC(mq_text) spellings;
} mq_person_row;
typedef MQ_VEC(mq_person_row) mq_person_rows;
mq_status mq_store_people(mq_store *s, mq_arena *a, const mq_filter *f, mq_person_rows *out, mq_text *next) MQ_MUST_USE;

typedef struct {
	mq_text name;
	char country[4];
	uint32_t articles, events;
	mq_day first, last;
} mq_outlet_row;
typedef MQ_VEC(mq_outlet_row) mq_outlet_rows;
mq_status mq_store_outlets(mq_store *s, mq_arena *a, uint32_t limit, mq_outlet_rows *out) MQ_MUST_USE;

typedef struct {
	char id[17];
	mq_text title;
	uint32_t articles, outlets, copies;
	mq_day first, last;
	mq_article_row lead;
} mq_story_row;
typedef MQ_VEC(mq_story_row) mq_story_rows;
mq_status mq_store_stories(mq_store *s, mq_arena *a, const mq_filter *f, mq_story_rows *out, mq_text *next) MQ_MUST_USE;

/* what became of stories as articles came and went: "merged": story is now in other; "split": other came out of story */
typedef struct {
	mq_text what;
	char story[17], other[17];
} mq_story_change;
typedef MQ_VEC(mq_story_change) mq_story_changes;
/* those of one story, or with MQ_NONE of all; the latest first; limit 0: 50 */
mq_status mq_store_story_log(mq_store *s, mq_arena *a, mq_text id, uint32_t limit, mq_story_changes *out) MQ_MUST_USE;

typedef struct {
	mq_text speaker, role, verb, said_to, text;
	char country[4];
	bool indirect;
	uint32_t start, end; /* in the body */
	mq_article_row from;
} mq_quote_row;
typedef MQ_VEC(mq_quote_row) mq_quote_rows;

/* an instrument of the register (instruments.h) */
typedef struct {
	char id[17];
	mq_text kind, name, sort, scope, domain, about;
	mq_text by; /* why its tellings are of one: "name" "pair" "subject" "happening" "table" */
	bool named;
	char country[MQ_INSTRUMENT_COUNTRIES][4];
	uint8_t countries;
	int32_t edition, year; /* the latest */
	uint32_t sessions;     /* times that it was held, signed, agreed on: by edition, year or day */
	uint32_t tellings, articles, outlets;
	mq_day first, last; /* days of what was done */
	uint8_t stage;      /* the last that was told: mq_stage_of_life */
	mq_due due;
} mq_series_row;
typedef MQ_VEC(mq_series_row) mq_series_rows;

typedef struct {
	mq_day day;
	double all, verbal, material, negative;
	uint32_t happenings; /* that are behind it: those since the last point */
} mq_temperature;
typedef MQ_VEC(mq_temperature) mq_temperatures;

/* all of one pair of countries, for a page or a print; b MQ_NONE: one country with all others */
typedef struct {
	char a[4], b[4];
	uint32_t articles, outlets;
	mq_day first, last;
	mq_happenings timeline; /* newest first */
	mq_happenings open;     /* announced: coming, moved, silent */
	mq_person_rows people;
	mq_series_rows instruments; /* the latest told first */
	mq_quote_rows quotes;
	mq_temperatures temperature; /* oldest first, one a week */
	mq_text profile;             /* of the scores: "plover" */
	bool cut;                    /* a list was longer than its limit */
} mq_dossier;
mq_status mq_store_dossier(mq_store *s, mq_arena *a, mq_text x, mq_text y, mq_day today, mq_dossier *out) MQ_MUST_USE;

/* ── series, for charts: of what was done or is going on. Filters: pair (one or two), from, to ───────────────────── */
typedef struct {
	mq_day day; /* its first */
	uint16_t kind;
	uint32_t happenings;
} mq_day_row;
typedef MQ_VEC(mq_day_row) mq_day_rows;
/* newest first; what is told only by month or year is left out */
mq_status mq_store_days(mq_store *s, mq_arena *a, const mq_filter *f, mq_day_rows *out) MQ_MUST_USE;

typedef struct {
	uint16_t kind;
	uint8_t status;
} mq_chip_row;
typedef MQ_VEC(mq_chip_row) mq_chip_rows;
/* the kinds and statuses of the events that a filter finds, each once, the latest first: without reading any record */
mq_status mq_store_chips(mq_store *s, mq_arena *a, const mq_filter *f, mq_chip_rows *out) MQ_MUST_USE;

typedef struct {
	char a[4], b[4]; /* a before b by code */
	uint16_t kind;
	uint32_t happenings;
} mq_tie_row;
typedef MQ_VEC(mq_tie_row) mq_tie_rows;
/* pairs of states by kind, the most told of first; alone: single states, b is "" */
mq_status mq_store_ties(mq_store *s, mq_arena *a, const mq_filter *f, bool alone, mq_tie_rows *out) MQ_MUST_USE;

typedef struct {
	char id[17]; /* of the person */
	mq_text name;
	char country[4], other[4]; /* the person's own, and one whose events the same articles tell */
	uint32_t articles;
} mq_reach_row;
typedef MQ_VEC(mq_reach_row) mq_reach_rows;
mq_status mq_store_reach(mq_store *s, mq_arena *a, const mq_filter *f, mq_reach_rows *out) MQ_MUST_USE;

typedef struct {
	uint64_t articles, pages, events, happenings, stories, outlets, headlines, people;
	uint64_t file_bytes;
	mq_day first, last;
	uint32_t schema_version;
} mq_store_counts;
mq_status mq_store_count(mq_store *s, mq_arena *a, mq_store_counts *out) MQ_MUST_USE;
/* of all stored pages, before compression; walks through the table of pages */
mq_status mq_store_page_bytes(mq_store *s, int64_t *out) MQ_MUST_USE;
/* the number of the article that arrived last, 0 in an empty archive */
mq_status mq_store_last(mq_store *s, int64_t *n) MQ_MUST_USE;
/* a number that changes when somebody else has committed: what was made of the archive before is old then */
mq_status mq_store_change(mq_store *s, int64_t *out) MQ_MUST_USE;

/* ── search ──────────────────────────────────────────────────────────────────────────────────────────────────────── */
typedef struct {
	mq_text query;  /* words, "phrases", AND OR NOT ( ), outlet: country: person: kind: from: to: title: */
	uint32_t limit; /* 0: 20 */
	uint32_t offset;
	mq_day today; /* for the weight of recency; MQ_NO_DAY: none */
	bool facets;
	bool brief;    /* of hits only their article's number and score */
	int64_t after; /* only articles that arrived later than this one (mq_article_row.n) */
} mq_search;

typedef struct {
	uint8_t in;
	uint32_t start, end; /* bytes of its field */
	mq_text text;
	MQ_VEC(mq_span) marks; /* what matched, in `text` */
} mq_passage;

typedef struct {
	mq_article_row row;
	double score;
	mq_passage title;            /* the whole title, with marks */
	MQ_VEC(mq_passage) passages; /* of the body, the best first */
} mq_hit;

typedef struct {
	mq_text value;
	uint32_t articles;
} mq_facet_value;
typedef struct {
	mq_text name; /* "outlet" "month" "country" "kind" */
	MQ_VEC(mq_facet_value) values;
} mq_facet;

typedef struct {
	uint64_t total; /* articles that match; at_least when there may be more */
	bool at_least;
	MQ_VEC(mq_hit) hits;
	MQ_VEC(mq_facet) facets;
	mq_text understood;          /* the query as it was read */
	MQ_VEC(mq_text) notes;       /* what was left out, and why */
	MQ_VEC(mq_text) suggestions; /* did you mean */
} mq_answer;
mq_status mq_store_search(mq_store *s, mq_arena *a, const mq_search *q, mq_answer *out) MQ_MUST_USE;

/* ── is it whole ─────────────────────────────────────────────────────────────────────────────────────────────────── */
typedef struct {
	uint64_t articles, pages, spans, events;
	uint64_t faults;
	MQ_VEC(mq_text) first; /* the first faults, a sentence each */
} mq_verdict;
mq_status mq_store_verify(mq_store *s, mq_arena *a, mq_verdict *out) MQ_MUST_USE;

#endif
