#!/usr/bin/env python3
"""Groonga and Xapian, where they are installed (Debian: groonga-bin, python3-xapian), on the articles and queries of bench_million:
rate of keeping, p50 and p95 of the second round. Words are parted at spaces and marks; all words of a query must be met; the ten best
by the engine's own rank. Processor time of this process for Xapian; Groonga's own clock for Groonga, which runs beside. With
BENCH_MILLION (the program), ours is asked in the same run. FOLDER keeps the indexes for the next time; a run
that was ended is gone on with. Debian's python3 has Xapian.
usage: /usr/bin/python3 bench/peers_search.py ARTICLES.tsv QUERIES.txt FOLDER [BENCH_MILLION]"""
import json
import os
import re
import subprocess
import sys
import time

EACH = 10000  # articles of a commit: as many as Xapian takes before it flushes by itself
WORD = re.compile(r"[^\W_]+")
MARKS = re.compile("[\u0610-\u061a\u064b-\u065f\u0670\u0640\u200c-\u200f\u202a-\u202e]")


def words(text):
    return WORD.findall(MARKS.sub("", text))


def report(name, kept, times):
    times.sort()
    rate = f"keeping {kept.n / kept.took:.0f} articles/s, " if kept.took else ""
    print(f"{name:8} {rate}{len(times)} queries: p50 {times[len(times) // 2]:.2f} ms, "
          f"p95 {times[len(times) * 95 // 100]:.2f} ms, most {times[-1]:.2f} ms", flush=True)


class Kept:
    """What an index holds so far and the time that it took, beside it in a file: a run that was ended goes on where it was."""

    def __init__(self, path):
        self.path, self.n, self.took = path, 0, 0.0
        if os.path.exists(path):
            n, took = open(path, encoding="ascii").read().split()
            self.n, self.took = int(n), float(took)

    def add(self, n, took):
        self.n, self.took = self.n + n, self.took + took
        with open(self.path + ".new", "w", encoding="ascii") as out:
            out.write(f"{self.n} {self.took}\n")
        os.replace(self.path + ".new", self.path)


def batches(articles, skip):
    """(title, body) of articles, EACH at a time, without the first ones"""
    batch = []
    with open(articles, encoding="utf-8") as lines:
        for i, line in enumerate(lines):
            if i >= skip:
                batch.append(line.rstrip("\n").split("\t", 2)[1:])
            if len(batch) == EACH:
                yield batch
                batch = []
    if batch:
        yield batch


def xapian_fill(articles, path, kept):
    import xapian
    db = xapian.WritableDatabase(path, xapian.DB_CREATE_OR_OPEN)
    for batch in batches(articles, db.get_doccount()):
        start = time.process_time()
        for title, body in batch:
            doc, maker = xapian.Document(), xapian.TermGenerator()
            maker.set_document(doc)
            maker.index_text(title, 6)
            maker.index_text(body)
            db.add_document(doc)
        db.commit()
        kept.add(len(batch), time.process_time() - start)
    db.close()


def xapian_run(articles, queries, folder):
    import xapian
    path, kept = folder + "/xapian", Kept(folder + "/xapian.kept")
    xapian_fill(articles, path, kept)
    db = xapian.Database(path)
    for _ in range(2):
        times = []
        for q in queries:
            start = time.process_time()
            ask = xapian.Enquire(db)
            ask.set_query(xapian.Query(xapian.Query.OP_AND, [w.lower() for w in words(q)]))
            for hit in ask.get_mset(0, 10):
                hit.docid
            times.append((time.process_time() - start) * 1000)
    report("Xapian", kept, times)


def groonga_fill(articles, ask, kept):
    for batch in batches(articles, ask("select Articles --limit 0")[1][0][0][0]):
        rows = [{"title": " ".join(words(title)), "body": " ".join(words(body))} for title, body in batch]
        took = ask("load --table Articles --values " + json.dumps(json.dumps(rows, ensure_ascii=False), ensure_ascii=False))[0][2]
        kept.add(len(batch), took)


def groonga_run(articles, queries, folder):
    path, kept = folder + "/groonga", Kept(folder + "/groonga.kept")
    fresh = not os.path.exists(path)
    g = subprocess.Popen(["groonga"] + (["-n"] if fresh else []) + [path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(line):
        g.stdin.write(line + "\n")
        g.stdin.flush()
        return json.loads(g.stdout.readline())

    if fresh:
        for line in ("table_create Articles TABLE_NO_KEY", "column_create Articles title COLUMN_SCALAR Text",
                     "column_create Articles body COLUMN_SCALAR Text",
                     "table_create Words TABLE_PAT_KEY ShortText --default_tokenizer TokenDelimit",
                     "column_create Words at COLUMN_INDEX|WITH_POSITION|WITH_SECTION Articles title,body"):
            ask(line)
    groonga_fill(articles, ask, kept)
    for _ in range(2):
        times = []
        for q in queries:
            line = "select Articles --match_columns 'title * 6 || body' --sort_keys -_score --limit 10 --output_columns _id,_score --cache no --query "
            times.append(ask(line + json.dumps(" ".join(words(q)), ensure_ascii=False))[0][2] * 1000)
    g.stdin.close()
    g.wait()
    report("Groonga", kept, times)


def main():
    articles, asked, folder = sys.argv[1:4]
    queries = [q for q in open(asked, encoding="utf-8").read().split("\n") if q]
    for name, run in (("Groonga", groonga_run), ("Xapian", xapian_run)):
        try:
            run(articles, queries, folder)
        except (ImportError, FileNotFoundError) as e:
            print(f"{name}: skipped ({e})")
    if len(sys.argv) > 4:
        sys.stdout.flush()
        subprocess.run([sys.argv[4], folder + "/mirqab.db", articles, asked], check=True)


main()
