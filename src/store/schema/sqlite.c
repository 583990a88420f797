/* The archive's schema in SQLite, as the steps that made it. Days are days since 1970-01-01. Ids are 32 bytes of SHA-256.
 * What a query needs is in columns; the rest of a record is its JSON, packed leaning on the stored page, which holds the same
 * words already. */
#include "store/driver.h"

static const char step_1[] =
    "CREATE TABLE meta(key TEXT PRIMARY KEY, value) WITHOUT ROWID;"
    /* a rule set and a model: which made which record */
    "CREATE TABLE run(n INTEGER PRIMARY KEY, rules TEXT NOT NULL, models TEXT NOT NULL, UNIQUE(rules, models));"
    "CREATE TABLE outlet(n INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, country TEXT);"
    "CREATE TABLE story(n INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, title TEXT, day_first INTEGER, day_last INTEGER,"
    " articles INTEGER NOT NULL, outlets INTEGER NOT NULL, copies INTEGER NOT NULL, lead INTEGER);"
    "CREATE TABLE article(n INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, page INTEGER NOT NULL, title TEXT, title_key INTEGER,"
    " outlet INTEGER REFERENCES outlet, published TEXT, day INTEGER, url TEXT, lang TEXT, events INTEGER NOT NULL,"
    " versions INTEGER NOT NULL, copy_of INTEGER, story INTEGER);"
    "CREATE INDEX article_day ON article(coalesce(day, -1000000) DESC, n DESC);"
    "CREATE INDEX article_outlet ON article(outlet, day);"
    "CREATE INDEX article_title ON article(title_key);"
    "CREATE INDEX article_copy ON article(copy_of) WHERE copy_of IS NOT NULL;"
    "CREATE INDEX article_story ON article(story) WHERE story IS NOT NULL;"
    /* every version of an article: its bytes, and the record that was made of them */
    "CREATE TABLE page(n INTEGER PRIMARY KEY, article INTEGER NOT NULL REFERENCES article, version INTEGER NOT NULL,"
    " sha256 BLOB NOT NULL, run INTEGER NOT NULL REFERENCES run, url TEXT, path TEXT, record INTEGER NOT NULL, media_type TEXT,"
    " charset TEXT, fetched TEXT, size INTEGER NOT NULL, bytes BLOB NOT NULL, json_size INTEGER NOT NULL, json BLOB NOT NULL);"
    "CREATE UNIQUE INDEX page_version ON page(article, version);"
    "CREATE INDEX page_sha256 ON page(sha256);"
    "CREATE TABLE article_country(article INTEGER NOT NULL REFERENCES article, country TEXT NOT NULL, mentions INTEGER NOT NULL,"
    " PRIMARY KEY(article, country)) WITHOUT ROWID;"
    "CREATE INDEX country_article ON article_country(country, article);"
    "CREATE TABLE person(n INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, name TEXT NOT NULL, country TEXT);"
    /* forms of a name as printed, and normalised for looking up */
    "CREATE TABLE person_form(key TEXT NOT NULL, person INTEGER NOT NULL REFERENCES person, form TEXT NOT NULL,"
    " PRIMARY KEY(key, person, form)) WITHOUT ROWID;"
    "CREATE INDEX person_form_person ON person_form(person);"
    "CREATE TABLE article_person(article INTEGER NOT NULL REFERENCES article, person INTEGER NOT NULL REFERENCES person,"
    " mentions INTEGER NOT NULL, role TEXT, form TEXT, PRIMARY KEY(article, person)) WITHOUT ROWID;"
    "CREATE INDEX person_article ON article_person(person, article);"
    "CREATE TABLE quote(article INTEGER NOT NULL REFERENCES article, local INTEGER NOT NULL, person INTEGER,"
    " PRIMARY KEY(article, local)) WITHOUT ROWID;"
    "CREATE INDEX quote_person ON quote(person, article) WHERE person IS NOT NULL;"
    "CREATE TABLE headline(n INTEGER PRIMARY KEY, key INTEGER NOT NULL, text TEXT NOT NULL UNIQUE, url TEXT);"
    "CREATE INDEX headline_key ON headline(key);"
    "CREATE TABLE headline_seen(article INTEGER NOT NULL REFERENCES article, headline INTEGER NOT NULL REFERENCES headline,"
    " PRIMARY KEY(article, headline)) WITHOUT ROWID;"
    "CREATE INDEX headline_article ON headline_seen(headline, article);"
    "CREATE TABLE happening(n INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, kind TEXT NOT NULL, status TEXT NOT NULL,"
    " outcome INTEGER NOT NULL, background INTEGER NOT NULL, day INTEGER NOT NULL, day_from INTEGER, day_to INTEGER,"
    " announced INTEGER, told INTEGER, articles INTEGER NOT NULL, outlets INTEGER NOT NULL, confidence REAL NOT NULL,"
    " best INTEGER NOT NULL);"
    "CREATE INDEX happening_day ON happening(day DESC, n DESC);"
    /* day sorts: the event's, or where it has none the article's */
    "CREATE TABLE event(n INTEGER PRIMARY KEY, article INTEGER NOT NULL REFERENCES article, local INTEGER NOT NULL,"
    " kind TEXT NOT NULL, status TEXT NOT NULL, background INTEGER NOT NULL, day INTEGER NOT NULL, day_from INTEGER,"
    " day_to INTEGER, confidence REAL NOT NULL, happening INTEGER, UNIQUE(article, local));"
    "CREATE INDEX event_day ON event(day DESC, n DESC);"
    "CREATE INDEX event_kind ON event(kind, day DESC);"
    "CREATE INDEX event_happening ON event(happening) WHERE happening IS NOT NULL;"
    "CREATE TABLE event_country(event INTEGER NOT NULL REFERENCES event, country TEXT NOT NULL,"
    " PRIMARY KEY(event, country)) WITHOUT ROWID;"
    "CREATE INDEX country_event ON event_country(country, event);"
    "CREATE TABLE event_pair(event INTEGER NOT NULL REFERENCES event, a TEXT NOT NULL, b TEXT NOT NULL,"
    " PRIMARY KEY(event, a, b)) WITHOUT ROWID;"
    "CREATE INDEX pair_event ON event_pair(a, b, event);"
    /* here stood an index in FTS5 (step 5) */
    "";

static const char step_2[] =
    /* copies: a sample of shingles by article, and the way from a shingle to the articles that have it */
    "CREATE TABLE signature(article INTEGER PRIMARY KEY REFERENCES article, shingles INTEGER NOT NULL, common INTEGER NOT NULL,"
    " hashes BLOB NOT NULL);"
    "CREATE TABLE shingle(hash INTEGER NOT NULL, article INTEGER NOT NULL, PRIMARY KEY(hash, article)) WITHOUT ROWID;"
    /* why an article is a copy of another: what they share */
    "CREATE TABLE copy(article INTEGER NOT NULL REFERENCES article, other INTEGER NOT NULL REFERENCES article,"
    " resemblance REAL NOT NULL, containment REAL NOT NULL, PRIMARY KEY(article, other)) WITHOUT ROWID;"
    "CREATE INDEX copy_other ON copy(other, article);"
    /* what decides which tellings are of one happening; grp: kind and countries */
    "ALTER TABLE event ADD COLUMN grp INTEGER;"
    "ALTER TABLE event ADD COLUMN precision INTEGER;"
    "ALTER TABLE event ADD COLUMN place INTEGER;"
    "ALTER TABLE event ADD COLUMN place_name TEXT;"
    "ALTER TABLE event ADD COLUMN series INTEGER;"
    "ALTER TABLE event ADD COLUMN series_name TEXT;"
    "ALTER TABLE event ADD COLUMN edition INTEGER;"
    "ALTER TABLE event ADD COLUMN year INTEGER;"
    "CREATE INDEX event_grp ON event(grp);"
    "ALTER TABLE happening ADD COLUMN grp INTEGER;"
    "CREATE INDEX happening_grp ON happening(grp);"
    /* groups whose happenings are to be told anew: settled after the last batch, or by the next writer */
    "CREATE TABLE unsettled(grp INTEGER PRIMARY KEY);";

static const char step_3[] =
    /* what people said of events, a log: the event as coded (by which it is known again), the verdict, what is changed */
    "CREATE TABLE correction(n INTEGER PRIMARY KEY AUTOINCREMENT, article BLOB NOT NULL, verdict TEXT NOT NULL, kind TEXT NOT "
    "NULL,"
    " actors TEXT NOT NULL, recipients TEXT NOT NULL, sentence TEXT NOT NULL, sentence_key INTEGER NOT NULL, trigger TEXT NOT "
    "NULL,"
    " to_kind TEXT, to_status TEXT, to_actors TEXT, to_recipients TEXT, day_from TEXT, day_to TEXT, background TEXT, who TEXT,"
    " note TEXT, at TEXT, undone_at TEXT, undone_by TEXT);"
    "CREATE INDEX correction_article ON correction(article, n);"
    /* 0 nobody judged it, 1 accepted, 2 corrected */
    "ALTER TABLE event ADD COLUMN reviewed INTEGER NOT NULL DEFAULT 0;"
    "CREATE INDEX event_unreviewed ON event(confidence, n) WHERE reviewed = 0;";

static const char step_4[] =
    /* the way from a shingle to its articles is in the writer's memory (story/near.c); what it is made of is the signatures */
    "DROP TABLE shingle;"
    /* what stories are made of (story/gist.c); articles whose stories are to be told anew; what became of stories */
    "ALTER TABLE signature ADD COLUMN gist BLOB;"
    "CREATE TABLE story_due(article INTEGER PRIMARY KEY);"
    "INSERT INTO story_due SELECT n FROM article;"
    "CREATE TABLE story_change(n INTEGER PRIMARY KEY, what TEXT NOT NULL, story BLOB NOT NULL, other BLOB NOT NULL);"
    "CREATE INDEX story_change_story ON story_change(story);"
    /* texts: copies of one text count once */
    "ALTER TABLE story ADD COLUMN texts INTEGER NOT NULL DEFAULT 0;"
    "DELETE FROM meta WHERE key = 'unsettled';";

static const char step_5[] =
    /* archives of before had an index in FTS5. It is not dropped as a virtual table is: for that its tokenizer would have to be
       here */
    "PRAGMA writable_schema = 1; DELETE FROM sqlite_schema WHERE type = 'table' AND name = 'fts'; PRAGMA writable_schema = RESET;"
    "DROP VIEW IF EXISTS fts_source; DROP TABLE IF EXISTS fts_data; DROP TABLE IF EXISTS fts_idx; DROP TABLE IF EXISTS "
    "fts_docsize;"
    "DROP TABLE IF EXISTS fts_config;"
    /* the search index, our own (index.h); what opens the archive for writing fills it */
    "CREATE TABLE search_segment(n INTEGER PRIMARY KEY, docs INTEGER NOT NULL, words INTEGER NOT NULL, first INTEGER NOT NULL,"
    " last INTEGER NOT NULL);"
    "CREATE TABLE search_term(segment INTEGER NOT NULL, term BLOB NOT NULL, leaf INTEGER NOT NULL, PRIMARY KEY(segment, term))"
    " WITHOUT ROWID;"
    "CREATE TABLE search_leaf(n INTEGER PRIMARY KEY, terms BLOB NOT NULL);"
    "CREATE TABLE search_list(n INTEGER PRIMARY KEY, docs BLOB NOT NULL, places BLOB NOT NULL);"
    "CREATE TABLE search_docs(n INTEGER PRIMARY KEY, docs BLOB NOT NULL);"
    "CREATE TABLE search_gone(segment INTEGER NOT NULL, doc INTEGER NOT NULL, words INTEGER NOT NULL,"
    " PRIMARY KEY(segment, doc)) WITHOUT ROWID;";

static const char step_6[] =
    /* what an archive's pages share (dictionary.h), by which they and their records are packed; kind: pages, records */
    "CREATE TABLE dictionary(n INTEGER PRIMARY KEY, kind INTEGER NOT NULL, pages INTEGER NOT NULL, sha256 BLOB NOT NULL,"
    " size INTEGER NOT NULL, bytes BLOB NOT NULL);"
    /* what the record says of a page (path, address, charset) is not said again; pages of before are packed anew after this step,
     * some at a time (renew.c) */
    "DROP INDEX page_version; DROP INDEX page_sha256;"
    "ALTER TABLE page RENAME TO page_before;"
    "CREATE TABLE page(n INTEGER PRIMARY KEY, article INTEGER NOT NULL REFERENCES article, version INTEGER NOT NULL,"
    " sha256 BLOB NOT NULL, run INTEGER NOT NULL REFERENCES run, record INTEGER NOT NULL, form INTEGER NOT NULL,"
    " size INTEGER NOT NULL, made_size INTEGER NOT NULL, bytes BLOB NOT NULL, made BLOB NOT NULL);"
    "INSERT INTO page SELECT n, article, version, sha256, run, record, 0, size, json_size, bytes, json FROM page_before;"
    "DROP TABLE page_before;"
    "CREATE UNIQUE INDEX page_version ON page(article, version);"
    "CREATE INDEX page_sha256 ON page(substr(sha256, 1, 6));"
    "INSERT INTO meta SELECT 'renew', 0 FROM page LIMIT 1;"
    /* form: where it is not its key */
    "ALTER TABLE person_form RENAME TO person_form_before;"
    "DROP INDEX person_form_person;"
    "CREATE TABLE person_form(n INTEGER PRIMARY KEY, person INTEGER NOT NULL REFERENCES person, key TEXT NOT NULL, form TEXT);"
    "INSERT INTO person_form(person, key, form) SELECT person, key, nullif(form, key) FROM person_form_before;"
    "DROP TABLE person_form_before;"
    "CREATE INDEX person_form_key ON person_form(key);"
    "CREATE INDEX person_form_person ON person_form(person);"
    /* what nobody asked for */
    "ALTER TABLE article_person DROP COLUMN form;"
    "DELETE FROM quote WHERE person IS NULL;"
    "DROP INDEX quote_person;"
    "CREATE INDEX quote_person ON quote(person);";

static const char step_7[] =
    /* what is announced and ahead, however long ago it began */
    "CREATE INDEX happening_end ON happening(status, coalesce(day_to, day));";

static const char step_9[] =
    /* articles whose copies are to be looked for again: a shingle became a formula, or is none any more. Archives of before had
     * what depends on the order of arrival where texts are much alike: all copies are looked for again */
    "CREATE TABLE copy_due(article INTEGER PRIMARY KEY);"
    "INSERT INTO copy_due SELECT article FROM copy UNION SELECT other FROM copy;";

static const char step_10[] = "CREATE INDEX story_change_other ON story_change(other);";

static const char step_11[] =
    /* parts of a rule set, so that what did not change is not read again (again.c) */
    "ALTER TABLE run ADD COLUMN article TEXT; ALTER TABLE run ADD COLUMN marks TEXT;";

static const char step_12[] =
    /* the search index in another form: what opens the archive for writing fills it */
    "DELETE FROM search_segment; DELETE FROM search_term; DELETE FROM search_leaf; DELETE FROM search_list;"
    "DELETE FROM search_docs; DELETE FROM search_gone; DELETE FROM meta WHERE key = 'terms';"
    /* the last number that a segment had */
    "INSERT OR IGNORE INTO meta VALUES('segments', '0');";

const mq_migration mq_sqlite_migrations[] = {
    {1, "articles, pages, events, people, headlines, full text", step_1},
    {2, "copies, and what happenings are made of", step_2},
    {3, "corrections by people", step_3},
    {4, "stories by the gist of their articles; shingles in memory", step_4},
    {5, "a search index of our own", step_5},
    {6, "pages by dictionaries, records as few bytes", step_6},
    {7, "happenings by their last day", step_7},
    {8, "instruments, and who takes part in events", mq_sqlite_instruments},
    {9, "copies whatever came first", step_9},
    {10, "what became of stories, from both sides", step_10},
    {11, "parts of rule sets", step_11},
    {12, "a search index of other bytes", step_12},
    {0, NULL, NULL},
};
