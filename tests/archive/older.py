"""Takes an archive back to schema 4, as a mirqab of then would have left it (its packed records lean on nothing, which is sound)."""
import json, sqlite3, subprocess

SCHEMA = """
DROP INDEX page_version; DROP INDEX page_sha256; DROP TABLE dictionary; DROP TABLE copy_due;
ALTER TABLE page RENAME TO page_now;
CREATE TABLE page(n INTEGER PRIMARY KEY, article INTEGER NOT NULL REFERENCES article, version INTEGER NOT NULL,
 sha256 BLOB NOT NULL, run INTEGER NOT NULL REFERENCES run, url TEXT, path TEXT, record INTEGER NOT NULL, media_type TEXT,
 charset TEXT, fetched TEXT, size INTEGER NOT NULL, bytes BLOB NOT NULL, json_size INTEGER NOT NULL, json BLOB NOT NULL);
CREATE UNIQUE INDEX page_version ON page(article, version);
CREATE INDEX page_sha256 ON page(sha256);
ALTER TABLE person_form RENAME TO person_form_now;
DROP INDEX person_form_person; DROP INDEX person_form_key;
CREATE TABLE person_form(key TEXT NOT NULL, person INTEGER NOT NULL REFERENCES person, form TEXT NOT NULL,
 PRIMARY KEY(key, person, form)) WITHOUT ROWID;
INSERT INTO person_form SELECT key, person, coalesce(form, key) FROM person_form_now;
DROP TABLE person_form_now;
CREATE INDEX person_form_person ON person_form(person);
ALTER TABLE article_person ADD COLUMN form TEXT;
DROP TABLE search_segment; DROP TABLE search_term; DROP TABLE search_leaf; DROP TABLE search_list; DROP TABLE search_docs;
DROP TABLE search_gone; DELETE FROM meta WHERE key = 'terms';
DROP INDEX happening_end; DROP INDEX story_change_other;
ALTER TABLE run DROP COLUMN article; ALTER TABLE run DROP COLUMN marks;
DROP TABLE instrument_telling; DROP TABLE instrument; DROP TABLE instrument_country; DROP TABLE instrument_due; DROP TABLE event_person; DROP TABLE instrument_unread;
PRAGMA user_version = 4;
"""


def packed(data):
    return subprocess.run(["zstd", "-q", "-c", "--no-check"], input=data, stdout=subprocess.PIPE, check=True).stdout


def source_lines(records):
    """the pages: lines of the files that the records name"""
    files = {}
    for r in records:
        path = r["page"]["path"]
        if path not in files:
            files[path] = open(path, "rb").read().split(b"\n")
    return {r["id"]: files[r["page"]["path"]][r["page"]["record"]] for r in records}


def make(path, records):
    stored = source_lines(records)
    db = sqlite3.connect(path)
    db.executescript(SCHEMA)
    for r in records:
        page, text = r["page"], json.dumps(r, ensure_ascii=False, separators=(",", ":")).encode()
        db.execute(
            "INSERT INTO page SELECT o.n, o.article, o.version, o.sha256, o.run, ?2, ?3, o.record, ?4, ?5, ?6, o.size, ?7, ?8, ?9"
            " FROM page_now o JOIN article x ON x.n = o.article WHERE x.id = ?1",
            (bytes.fromhex(r["id"]), page["url"], page["path"], page["media_type"], page["charset"], page["fetched"],
             packed(stored[r["id"]]), len(text), packed(text)))
    db.execute("DROP TABLE page_now")
    db.commit()
    db.execute("VACUUM")
    db.close()


def unpack_after(path, n, records):
    """an archive that was being brought up to date: pages after n are still as they were"""
    stored = source_lines(records)
    db = sqlite3.connect(path)
    for r in records:
        text = json.dumps(r, ensure_ascii=False, separators=(",", ":")).encode()
        db.execute("UPDATE page SET form = 0, bytes = ?3, made_size = ?4, made = ?5 WHERE n > ?1 AND article ="
                   " (SELECT n FROM article WHERE id = ?2)",
                   (n, bytes.fromhex(r["id"]), packed(stored[r["id"]]), len(text), packed(text)))
    db.execute("INSERT INTO meta VALUES('renew', ?)", (n,))
    db.commit()
    db.close()
