/* The step of the schema that brings the register of instruments, and people in events. */
#include "store/driver.h"

const char mq_sqlite_instruments[] =
    /* what one article tells of one instrument: `local` is its place in the record's list. bucket: tellings of different buckets
     * are never of one instrument. every, term: how often and for how long, where the sentence says so */
    "CREATE TABLE instrument_telling(n INTEGER PRIMARY KEY, article INTEGER NOT NULL REFERENCES article, local INTEGER NOT NULL,"
    " event INTEGER, bucket INTEGER NOT NULL, rule TEXT NOT NULL, instrument INTEGER, kind TEXT NOT NULL, name TEXT, named "
    "INTEGER"
    " NOT NULL, stage INTEGER NOT NULL, edition INTEGER NOT NULL, year INTEGER NOT NULL, day_from INTEGER, day_to INTEGER,"
    " precision INTEGER NOT NULL, countries TEXT NOT NULL, sort TEXT, scope TEXT, domain TEXT, about TEXT, every TEXT, term "
    "TEXT);"
    "CREATE INDEX instrument_telling_article ON instrument_telling(article);"
    "CREATE INDEX instrument_telling_bucket ON instrument_telling(bucket);"
    "CREATE INDEX instrument_telling_of ON instrument_telling(instrument) WHERE instrument IS NOT NULL;"
    "CREATE INDEX instrument_telling_event ON instrument_telling(event) WHERE event IS NOT NULL;"
    "CREATE TABLE instrument(n INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, bucket INTEGER NOT NULL, kind TEXT NOT NULL, name "
    "TEXT,"
    " named INTEGER NOT NULL, rule TEXT NOT NULL, sort TEXT, scope TEXT, domain TEXT, about TEXT, every TEXT, term TEXT,"
    " edition INTEGER NOT NULL, year INTEGER NOT NULL, tellings INTEGER NOT NULL, articles INTEGER NOT NULL, outlets INTEGER NOT"
    " NULL, told INTEGER NOT NULL);"
    "CREATE INDEX instrument_bucket ON instrument(bucket);"
    "CREATE INDEX instrument_told ON instrument(told DESC, n DESC);"
    "CREATE TABLE instrument_country(instrument INTEGER NOT NULL, country TEXT NOT NULL, PRIMARY KEY(instrument, country)) "
    "WITHOUT"
    " ROWID;"
    "CREATE INDEX country_instrument ON instrument_country(country, instrument);"
    "CREATE TABLE instrument_due(bucket INTEGER PRIMARY KEY);"
    /* people named in an event's sentences. party: their country takes part in it */
    "CREATE TABLE event_person(event INTEGER NOT NULL REFERENCES event, person INTEGER NOT NULL, party INTEGER NOT NULL,"
    " PRIMARY KEY(event, person)) WITHOUT ROWID;"
    "CREATE INDEX person_event ON event_person(person, event);"
    /* articles that were put before: read again when the archive is next settled */
    "CREATE TABLE instrument_unread(article INTEGER PRIMARY KEY);"
    "INSERT INTO instrument_unread SELECT DISTINCT article FROM event;";
