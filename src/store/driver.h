/* Inside store: what a database is. A driver is a row of mq_drivers: it opens, prepares, binds, steps. All else in this room is
 * written once, in SQL that the drivers share ("?1" places, ON CONFLICT); what differs (schema, full text) is in the row. */
#ifndef MQ_STORE_DRIVER_H
#define MQ_STORE_DRIVER_H

#include "store/store.h"
#include "story/story.h"

typedef struct mq_stmt mq_stmt;
typedef struct mq_db mq_db;

/* A step in the life of the schema. Steps are only ever added; the archive's version is the last one that ran. */
typedef struct {
	uint32_t version;
	const char *what;
	const char *sql;
} mq_migration;

typedef struct {
	const char *scheme;
	const mq_migration *migrations;
	mq_status (*open)(mq_store *s, mq_text path, mq_db **out);
	void (*close)(mq_db *db);
	/* a writer's turn: several may have the archive open for writing, one at a time writes; turns within turns count as one
	 */
	mq_status (*turn_take)(mq_store *s);
	void (*turn_give)(mq_store *s);
	/* for the life of the store this process alone is what `role` says */
	mq_status (*hold)(mq_store *s, const char *role);
	/* many statements, no results */
	mq_status (*exec)(mq_store *s, const char *sql);
	/* a prepared statement, kept for the next time; give it back with done */
	mq_status (*prepare)(mq_store *s, const char *sql, mq_stmt **out);
	void (*done)(mq_stmt *q);
	void (*bind_int)(mq_stmt *q, int at, int64_t v);
	void (*bind_real)(mq_stmt *q, int at, double v);
	void (*bind_text)(mq_stmt *q, int at, mq_text t); /* MQ_NONE is NULL; bytes stay the caller's until done */
	void (*bind_blob)(mq_stmt *q, int at, mq_text t);
	void (*bind_null)(mq_stmt *q, int at);
	/* MQ_OK: a row; MQ_END: no more */
	mq_status (*step)(mq_stmt *q);
	int64_t (*get_int)(mq_stmt *q, int at);
	double (*get_real)(mq_stmt *q, int at);
	mq_text (*get_text)(mq_stmt *q, int at); /* until the next step */
	bool (*is_null)(mq_stmt *q, int at);
	/* a query that takes longer ends with MQ_LIMIT; 0: for ever */
	void (*bound)(mq_store *s, uint32_t milliseconds);
	/* has that time passed: for what takes long between queries */
	bool (*late)(mq_store *s);
	int64_t (*last_row)(mq_store *s);
	mq_status (*get_version)(mq_store *s, uint32_t *out);
	mq_status (*set_version)(mq_store *s, uint32_t version);
	uint64_t (*file_bytes)(mq_store *s);
	/* is the file itself sound; a sentence a fault through mq_verdict_add */
	mq_status (*check)(mq_store *s, mq_arena *a, mq_verdict *v);
} mq_driver;
extern const mq_driver mq_driver_sqlite;

typedef struct mq_packer mq_packer; /* compression contexts, pack.c */

struct mq_store {
	const mq_driver *driver;
	mq_db *db;
	mq_arena *scratch; /* for one call; cleared by the call that uses it */
	mq_arena *packed;  /* for a packed page on its way into its row */
	mq_arena *keep;    /* for the life of the store */
	mq_terms *terms;
	mq_text shape;             /* of records, as this archive keeps it: what records as JSON lean on */
	int64_t pages_n, train_at; /* pages, and from how many on dictionaries are made; 0: not known */
	const mq_engine *engine;
	const mq_log *log;
	mq_packer *packer;
	mq_near *near;              /* a writer's: shingles of all articles; NULL until the first is put, and after a rollback */
	struct mq_pending *pending; /* words for the search index, since the last commit */
	struct mq_chunks *chunks;   /* of the search index, that searches had */
	int64_t near_last, edits;   /* the last article in `near`; how often articles were taken away when it was made */
	int64_t version;            /* of the data, as the database counts it, when `near` and `bodies` were known to be right */
	struct mq_bodies *bodies;   /* texts of articles that were compared lately */
	const struct mq_heard_names *heard; /* how names sound; NULL until a word in Latin letters is looked for */
	const struct mq_variants *variants; /* of names; NULL until the first happening is shown */
	const mq_weights *weights;          /* of words, for gists; NULL until the first is made */
	mq_store_mode mode;
	uint32_t lock_milliseconds;
	bool small;  /* as mq_store_options */
	int64_t run; /* of this rule set, 0 until the first put */
	bool in_batch;
	bool beside;        /* a small database beside the archive (beside.h): no index, no lock file, many writers */
	bool other_terms;   /* the index was made under other rules of words */
	mq_profile profile; /* of temperatures; without a name: plover */
	mq_day today;       /* as the caller says; for what is due */
	char why[512];      /* of the last failure */
};

/* a failure whose sentence lives in the store until the next one */
__attribute__((format(printf, 3, 4))) mq_status mq_store_fail(mq_store *s, mq_code code, const char *form, ...);

/* one statement that gives no rows: binds by the letters of `form`: i int64_t, t mq_text, b mq_text as blob, r double, n nothing
 */
mq_status mq_sql_run(mq_store *s, const char *sql, const char *form, ...);
/* one row of one integer; MQ_END when there is no row */
mq_status mq_sql_int(mq_store *s, int64_t *out, const char *sql, const char *form, ...);
/* a column of the row at hand: its text, kept in a, or MQ_NONE; a day, or MQ_NO_DAY */
mq_text mq_sql_text(mq_store *s, mq_stmt *q, int at, mq_arena *a);
mq_day mq_sql_day(mq_store *s, mq_stmt *q, int at);
/* gives a statement back; st, or that the arena that its rows went to is full */
mq_status mq_sql_end(mq_store *s, mq_stmt *q, mq_status st, const mq_arena *a);
/* prepared and bound, ready to step */
mq_status mq_sql_open(mq_store *s, mq_stmt **out, const char *sql, const char *form, ...);

/* zstd, with a dictionary of the archive or other bytes to lean on (what repeats there costs nothing). The result lives in the
 * packer until the next call */
typedef enum { MQ_PACK_PLAIN, MQ_PACK_PAGE, MQ_PACK_RECORD, MQ_PACK_KINDS } mq_pack_kind;
#define MQ_DICTIONARY_MOST ((size_t)256 << 10)
mq_packer *mq_packer_open(void);
void mq_packer_close(mq_packer *p);
/* dictionaries are looked for again: there is a new one, or there may be one less */
void mq_packer_forget(mq_packer *p);
mq_status mq_pack_bytes(mq_store *s, mq_pack_kind kind, mq_text bytes, mq_text lean, mq_text *out);
mq_status mq_unpack_bytes(mq_store *s, mq_arena *a, mq_text packed, uint64_t size, mq_text lean, mq_text *out);
/* is a dictionary what it was when it was made */
mq_status mq_dictionary_check(mq_store *s, uint32_t id);
mq_text mq_record_shape(void);

/* pages.c: a page with its record out of a row (FROM page p JOIN article x), and into one */
#define MQ_PAGE_COLUMNS   "x.id, p.sha256, p.record, p.size, p.bytes, p.form, p.made_size, p.made"
#define MQ_PAGE_COLUMNS_N 8
mq_status mq_page_read(mq_store *s, mq_stmt *q, int at, mq_arena *a, mq_page *page, mq_record *r);
/* the page alone: its bytes, and what the row says of it */
mq_status mq_page_unpack(mq_store *s, mq_stmt *q, int at, mq_arena *a, mq_page *page, mq_record *r);
mq_status mq_page_put(mq_store *s, const mq_record *r, mq_text json, int64_t article, int64_t version, mq_text sha);
mq_status mq_page_repack(mq_store *s, int64_t n, const mq_record *r, mq_text json);
/* renew.c: makes dictionaries when the archive has grown enough, after a page was put; packs an older archive's pages anew */
mq_status mq_pages_train(mq_store *s);
mq_status mq_pages_renew(mq_store *s);

/* brings the schema to the last of these steps */
mq_status mq_store_migrate(mq_store *s, const mq_migration *steps);

/* hex to 32 bytes and back */
bool mq_id_parse(mq_text hex, unsigned char out[32]);
bool mq_id_parse_short(mq_text hex, unsigned char out[8]); /* ids of 16 characters: happenings, instruments, people */
void mq_id_print(mq_text bytes, char *out);                /* two characters a byte (32 at most), and a NUL */

/* the newest record of an article by its number, with its page, in a */
mq_status mq_store_record(mq_store *s, mq_arena *a, int64_t n, mq_page *page, mq_record *r);

/* the run of this session: rules and models */
mq_status mq_run_need(mq_store *s);
/* again.c: notes the parts of the run's rules */
mq_status mq_run_parts(mq_store *s);
/* another record in the place of the one that was made of a page before; json: as mq_record_json writes it */
mq_status mq_store_replace(mq_store *s, mq_arena *a, const mq_record *r, mq_text json, int64_t n, int64_t version, int64_t page);
/* takes away what was derived from an article's record: index, countries, people, events; the pages stay */
mq_status mq_store_forget(mq_store *s, mq_arena *a, int64_t n);
/* corrections.c: takes the events that were rejected out of r and changes those that were corrected, in arrays of their own; r's
 * article is the one with the id (32 bytes). reviewed, where it is asked for: a verdict an event, or NULL when nothing was said
 */
mq_status mq_corrections_apply(mq_store *s, mq_arena *a, mq_text id, mq_record *r, uint8_t **reviewed);
/* rows of an article's events, and away with them; reviewed may be NULL */
mq_status mq_events_put(mq_store *s, mq_arena *a, const mq_record *r, const uint8_t *reviewed, int64_t n);
mq_status mq_events_forget(mq_store *s, int64_t n);
/* stories.c: some of the stories that are due, inside a transaction; done: how many articles were */
mq_status mq_stories_settle(mq_store *s, mq_arena *a, uint32_t *done);
/* copies.c: the signature of an article's body, its near-duplicates, and which of them is the original */
mq_status mq_copies_put(mq_store *s, mq_arena *a, int64_t n, const mq_record *r, bool *copy);
mq_status mq_copies_forget(mq_store *s, mq_arena *a, int64_t n);
/* looks again at some of those whose evidence changed since they came, inside a transaction; done: how many */
mq_status mq_copies_settle(mq_store *s, mq_arena *a, uint32_t *done);
void mq_bodies_close(struct mq_bodies *b);
/* another writer wrote: what is remembered of articles follows, or is forgotten where one was taken away */
mq_status mq_copies_follow(mq_store *s);
void mq_copies_unlearn(mq_store *s);
/* gists.c: what stories are made of, and as bytes of a column */
mq_status mq_gist_of_record(mq_store *s, mq_arena *a, const mq_record *r, mq_gist *out);
#define MQ_GIST_BYTES_MOST (2 + 4 * (MQ_GIST_WORDS + MQ_GIST_PLACES))
mq_text mq_gist_pack(const mq_gist *g, char out[MQ_GIST_BYTES_MOST]);
void mq_gist_unpack(mq_text bytes, mq_gist *out);
/* the story of an article, and of those that it held together, is to be told anew */
mq_status mq_story_due(mq_store *s, int64_t n);
mq_status mq_story_due_around(mq_store *s, int64_t n);
/* spellings.c: people whom the tellings of a happening write differently */
mq_status mq_spellings_find(mq_store *s, mq_arena *a, int64_t happening, mq_happening *h);
/* 63 bits of a text's hash, for keys in columns */
int64_t mq_key_of(mq_text t);

/* article rows: the columns of MQ_ROW_COLUMNS from `at` on. From: article x with MQ_ROW_JOINS */
#define MQ_ROW_COLUMNS                                                                                                           \
	"x.n, x.id, x.title, o.name, x.published, x.url, x.lang, o.country, x.day, x.events, x.versions, c.id, st.id"
#define MQ_ROW_COLUMNS_N 13
#define MQ_ROW_JOINS                                                                                                             \
	" LEFT JOIN outlet o ON o.n = x.outlet LEFT JOIN article c ON c.n = x.copy_of LEFT JOIN story st ON st.n = x.story "
mq_status mq_row_of(mq_store *s, mq_arena *a, int64_t n, mq_article_row *out);
mq_status mq_row_read(mq_store *s, mq_stmt *q, int at, mq_arena *a, mq_article_row *out);

__attribute__((format(printf, 3, 4))) void mq_verdict_add(mq_arena *a, mq_verdict *v, const char *form, ...);

extern const mq_migration mq_sqlite_migrations[];
extern const char mq_sqlite_instruments[]; /* schema/instruments.c: a step of them */

/* instruments_put.c: what a record tells of instruments, and who takes part in its events; away with both; the instruments of
 * what changed, made anew inside a transaction. done: how many buckets were */
mq_status mq_instruments_put(mq_store *s, mq_arena *a, const mq_record *r, int64_t article);
mq_status mq_instruments_forget(mq_store *s, int64_t article);
mq_status mq_instruments_settle(mq_store *s, mq_arena *a, uint32_t *done);
/* the happenings of a group change: so may the instruments that they tell of */
mq_status mq_instruments_due_of_group(mq_store *s, int64_t group);

#endif
