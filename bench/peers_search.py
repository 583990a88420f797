#!/usr/bin/env python3
"""Groonga and Xapian, where they are installed (Debian: groonga-bin, python3-xapian), on the articles and queries of bench_million:
rate of keeping, p50 and p95 of the second round. Words are parted at spaces and marks; all words of a query must be met; the ten best
by the engine's own rank. Processor time of this process for Xapian; Groonga's own clock for Groonga, which runs beside. With
BENCH_MILLION (the program), ours is asked in the same run. FOLDER keeps the indexes for the next time. Debian's python3 has Xapian.
usage: /usr/bin/python3 bench/peers_search.py ARTICLES.tsv QUERIES.txt FOLDER [BENCH_MILLION]"""
import json
import os
import re
import subprocess
import sys
import time

WORD = re.compile(r"[^\W_]+")
MARKS = re.compile("[\u0610-\u061a\u064b-\u065f\u0670\u0640\u200c-\u200f\u202a-\u202e]")


def words(text):
    return WORD.findall(MARKS.sub("", text))


def report(name, n, took, times):
    times.sort()
    rate = f"keeping {n / took:.0f} articles/s, " if took else ""
    print(f"{name:8} {rate}{len(times)} queries: p50 {times[len(times) // 2]:.2f} ms, "
          f"p95 {times[len(times) * 95 // 100]:.2f} ms, most {times[-1]:.2f} ms", flush=True)


def xapian_run(articles, queries, folder):
    import xapian
    path, n, took = folder + "/xapian", 0, 0
    if not os.path.exists(path):
        db = xapian.WritableDatabase(path, xapian.DB_CREATE)
        start = time.process_time()
        for line in open(articles, encoding="utf-8"):
            _, title, body = line.rstrip("\n").split("\t", 2)
            doc, maker = xapian.Document(), xapian.TermGenerator()
            maker.set_document(doc)
            maker.index_text(title, 6)
            maker.index_text(body)
            db.add_document(doc)
            n += 1
        db.commit()
        took = time.process_time() - start
        db.close()
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
    report("Xapian", n, took, times)


def groonga_run(articles, queries, folder):
    path, n, took = folder + "/groonga", 0, 0
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
        batch = []
        for line in open(articles, encoding="utf-8"):
            _, title, body = line.rstrip("\n").split("\t", 2)
            batch.append({"title": " ".join(words(title)), "body": " ".join(words(body))})
            if len(batch) == 5000:
                took += ask("load --table Articles --values " + json.dumps(json.dumps(batch, ensure_ascii=False), ensure_ascii=False))[0][2]
                n += len(batch)
                batch = []
        if batch:
            took += ask("load --table Articles --values " + json.dumps(json.dumps(batch, ensure_ascii=False), ensure_ascii=False))[0][2]
            n += len(batch)
    for _ in range(2):
        times = []
        for q in queries:
            line = "select Articles --match_columns 'title * 6 || body' --sort_keys -_score --limit 10 --output_columns _id,_score --cache no --query "
            times.append(ask(line + json.dumps(" ".join(words(q)), ensure_ascii=False))[0][2] * 1000)
    g.stdin.close()
    g.wait()
    report("Groonga", n, took, times)


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
