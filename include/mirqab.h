/* mirqab: an Arabic press observatory, as a library.
 *
 * Pages of the press go in; articles and a sourced, dated record of what states do with and to each other come out.
 * The shapes are those of `mirqab schema article`; spans are byte offsets into UTF-8 strings, end exclusive.
 *
 *     mirqab_error e;
 *     mirqab *m = mirqab_open(NULL, &e);
 *     mirqab_record *r = m ? mirqab_read(m, bytes, length, "auto", &e) : NULL;
 *     for (size_t i = 0; r && i < mirqab_event_count(r); i++) { ... mirqab_event_at(r, i, &event) ... }
 *     mirqab_record_free(r);
 *     mirqab_close(m);
 *
 * Ownership: what a function named _open, _read returns is the caller's, to be given to its _close, _free. Strings that are
 * handed out live as long as the object they came from, are UTF-8, are not NUL-terminated, and have a length.
 * Threads: a `mirqab` may be used by any number of threads at once; a record or an archive by one at a time.
 * Errors: functions that can fail take a mirqab_error (may be NULL) and return NULL, false or an empty string.
 * Nothing is printed, nothing exits, no signal is touched. */
#ifndef MIRQAB_H
#define MIRQAB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define MIRQAB_VERSION "0.1.0"

typedef struct mirqab mirqab;                 /* rules and models */
typedef struct mirqab_record mirqab_record;   /* what was made of one page */
typedef struct mirqab_archive mirqab_archive; /* articles that are kept */

/* bytes with a length; p is NULL where there is no value */
typedef struct {
	const char *p;
	size_t n;
} mirqab_string;

typedef struct {
	int code;      /* as sysexits(3): 65 bad data, 66 no input, 69 busy, 71 out of memory, 73/74 cannot write, 70 our fault */
	uint64_t byte; /* where in the input; UINT64_MAX where that is not known */
	char what[256]; /* a sentence, NUL-terminated */
} mirqab_error;

/* ── rules and models ────────────────────────────────────────────────────────────────────────────────────────────── */

/* rules: a folder that takes the place of the built-in rules, or NULL. NULL on failure */
mirqab *mirqab_open(const char *rules, mirqab_error *e);
void mirqab_close(mirqab *m);
/* SHA-256 in hex over the rules and over the models in use: same bytes, same hashes, same record */
const char *mirqab_rules_hash(const mirqab *m);
const char *mirqab_models_hash(const mirqab *m);

/* ── one page ────────────────────────────────────────────────────────────────────────────────────────────────────── */

/* Reads one page from memory. as: "auto", "html", "dump", "jsonl" (one line). The bytes may go when this returns. */
mirqab_record *mirqab_read(const mirqab *m, const void *bytes, size_t length, const char *as, mirqab_error *e);
void mirqab_record_free(mirqab_record *r);
/* the whole record as one line of JSON: "mirqab/article/1" */
mirqab_string mirqab_record_json(mirqab_record *r);

typedef enum {
	MIRQAB_ID,
	MIRQAB_TITLE,
	MIRQAB_STANDFIRST,
	MIRQAB_BYLINE,
	MIRQAB_OUTLET,
	MIRQAB_PUBLISHED,
	MIRQAB_MODIFIED,
	MIRQAB_LANGUAGE,
	MIRQAB_URL,
	MIRQAB_SOURCE_URL,
	MIRQAB_SECTION,
	MIRQAB_BODY
} mirqab_field;
mirqab_string mirqab_field_of(const mirqab_record *r, mirqab_field field);

size_t mirqab_headline_count(const mirqab_record *r);
/* a ticker headline and its URL (may be empty); false when i is out of range, as everywhere below */
bool mirqab_headline_at(const mirqab_record *r, size_t i, mirqab_string *text, mirqab_string *url);

/* the bytes of the stored page that bytes [start, end) of the body rest on */
bool mirqab_page_span(const mirqab_record *r, uint32_t start, uint32_t end, uint32_t *page_start, uint32_t *page_end);

typedef struct {
	bool in_title;
	uint32_t start, end;
	mirqab_string text;
} mirqab_span;

typedef struct {
	uint32_t id, head; /* head: id of the entity's first mention */
	const char *kind;  /* "person" "organization" "place" "country" "instrument" "quantity" */
	mirqab_span span;
	mirqab_string name, role;
	const char *country; /* ISO 3166-1 alpha-3, "IGO", "ISM", or "" */
	const char *sector;  /* PLOVER sector, or "" */
} mirqab_mention;
size_t mirqab_mention_count(const mirqab_record *r);
bool mirqab_mention_at(const mirqab_record *r, size_t i, mirqab_mention *out);

typedef struct {
	mirqab_span span;
	char from[11], to[11]; /* "YYYY-MM-DD", or "" where it cannot be resolved */
	const char *precision; /* "day" "range" "month" "season" "year" "decade" */
	bool hijri, relative, approximate;
} mirqab_date;
size_t mirqab_date_count(const mirqab_record *r);
bool mirqab_date_at(const mirqab_record *r, size_t i, mirqab_date *out);

typedef struct {
	mirqab_span span; /* the words said */
	uint32_t speaker; /* id of a mention, or 0 */
	mirqab_string verb, said_to;
	bool indirect;
} mirqab_quote;
size_t mirqab_quote_count(const mirqab_record *r);
bool mirqab_quote_at(const mirqab_record *r, size_t i, mirqab_quote *out);

typedef struct {
	uint32_t id;
	const char *kind,
	    *status; /* "visit" … ; "done" "under_way" "announced" "postponed" "cancelled" "denied" "hypothetical" */
	const char *plover, *cameo;
	bool background;
	char from[11], to[11]; /* or "" */
	mirqab_string place, rule;
	double confidence;                   /* 0 to 1: how likely it happened so, with these parties */
	size_t actors, recipients, evidence; /* how many */
} mirqab_event;
size_t mirqab_event_count(const mirqab_record *r);
bool mirqab_event_at(const mirqab_record *r, size_t i, mirqab_event *out);
/* country code and name of the k-th actor (recipient) of event i */
bool mirqab_event_actor(const mirqab_record *r, size_t i, size_t k, const char **country, mirqab_string *name);
bool mirqab_event_recipient(const mirqab_record *r, size_t i, size_t k, const char **country, mirqab_string *name);
/* the k-th sentence that event i rests on, the best first */
bool mirqab_event_evidence(const mirqab_record *r, size_t i, size_t k, mirqab_span *out);

/* ── an archive ──────────────────────────────────────────────────────────────────────────────────────────────────── */

/* url: "sqlite:PATH" or a path. writing: makes it where there is none; one writer at a time */
mirqab_archive *mirqab_archive_open(const mirqab *m, const char *url, bool writing, mirqab_error *e);
void mirqab_archive_close(mirqab_archive *a);
/* keeps a record and its page, durably, when it returns true; the same page twice changes nothing (*is_new says which) */
bool mirqab_archive_keep(mirqab_archive *a, const mirqab_record *r, bool *is_new, mirqab_error *e);
/* the stored record of an id (64 hex, or 8 and more that name one) as JSON; lives until the next call */
mirqab_string mirqab_archive_record(mirqab_archive *a, const char *id, mirqab_error *e);
/* the stored page, byte for byte; lives until the next call */
mirqab_string mirqab_archive_page(mirqab_archive *a, const char *id, mirqab_error *e);
/* Articles that a query finds, best first; `each` is called with id, title and score, and stops the walk by returning false.
 * Returns how many there are in all; no query is an error. */
size_t mirqab_archive_search(mirqab_archive *a, const char *query, size_t limit,
			     bool (*each)(void *to, const char *id, mirqab_string title, double score), void *to,
			     mirqab_error *e);

#ifdef __cplusplus
}
#endif
#endif
