#!/usr/bin/env python3
"""How well the index terms find the paragraph that answers a question: MRR@10 of one BM25 over terms made in six ways.
Questions and paragraphs: ARCD (../shared/data/retrieval); distractors: paragraphs of news (../shared/data/news).
With --archive the paragraphs go into an archive and the questions to the search of its API, as people ask.
usage: bench/retrieval.py [--mirqab PATH] [--distractors N] [--misses N] [--archive]"""
import argparse
import collections
import ctypes
import gzip
import json
import math
import os
import re
import sqlite3
import subprocess
import sys
import tempfile
import urllib.parse
import urllib.request

QUESTIONS = "../shared/data/retrieval/arcd-train.json"
NEWS = "../shared/data/news/dev.jsonl.gz"
K1, B, DEPTH = 1.2, 0.75, 10
WORD = re.compile(r"[^\W_]+")
MARKS = re.compile("[\u0610-\u061a\u064b-\u065f\u0670\u0640\u200c-\u200f\u202a-\u202e]")
FOLD = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ة": "ه", "ؤ": "ء", "ئ": "ء"})


def raw(text):
    return WORD.findall(MARKS.sub("", text))


def normalised(text):
    return [w.translate(FOLD) for w in raw(text)]


def light10(word):
    """Larkey, Ballesteros, Connell 2007"""
    if len(word) > 3 and word[0] == "و":
        word = word[1:]
    for p in ("وال", "بال", "كال", "فال", "ال", "لل"):
        if word.startswith(p) and len(word) - len(p) >= 2:
            word = word[len(p):]
            break
    for s in ("ها", "ان", "ات", "ون", "ين", "يه", "ية", "ه", "ة", "ي"):
        if word.endswith(s) and len(word) - len(s) >= 2:
            word = word[: -len(s)]
    return word


def snowball():
    """libstemmer's Arabic, or None where it is absent"""
    try:
        lib = ctypes.CDLL("libstemmer.so.0d")
    except OSError:
        return None
    lib.sb_stemmer_new.restype = lib.sb_stemmer_stem.restype = ctypes.c_void_p
    lib.sb_stemmer_stem.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int]
    lib.sb_stemmer_length.argtypes = [ctypes.c_void_p]
    stemmer, known = lib.sb_stemmer_new(b"arabic", None), {}

    def stem(w):
        if w not in known:
            data = w.encode()
            at = lib.sb_stemmer_stem(stemmer, data, len(data))
            known[w] = ctypes.string_at(at, lib.sb_stemmer_length(stemmer)).decode("utf-8", "replace")
        return known[w]

    return stem


def by_mirqab(program, texts):
    """one run of the program over all texts, a text a line; its lines are handed back to their texts by byte"""
    flat = [" ".join(t.split()) for t in texts]
    out, batch, size = [], [], 0
    for t in flat + [None]:
        if t is None or size > 4_000_000:
            out += one_run(program, batch)
            batch, size = [], 0
        if t is not None:
            batch.append(t)
            size += len(t)
    return out


def one_run(program, texts):
    data = "\n".join(texts).encode()
    done = subprocess.run([program, "analyze", "-"], input=data, stdout=subprocess.PIPE, check=True)
    ends, at = [], 0
    for t in texts:
        at += len(t.encode()) + 1
        ends.append(at)
    terms, i = [[] for _ in texts], 0
    for line in done.stdout.decode().splitlines():
        cells = line.split("\t")
        if len(cells) < 5 or not cells[4]:
            continue
        while int(cells[0]) >= ends[i]:
            i += 1
        terms[i] += cells[4].split(" ")
    return terms


def mrr(docs, questions, wanted):
    postings, lengths = collections.defaultdict(list), []
    for d, terms in enumerate(docs):
        lengths.append(len(terms))
        for t, n in collections.Counter(terms).items():
            postings[t].append((d, n))
    mean = sum(lengths) / len(lengths)
    total, ranks = 0.0, []
    for terms, want in zip(questions, wanted):
        scores = collections.defaultdict(float)
        for t in set(terms):
            found = postings.get(t, ())
            idf = math.log(1 + (len(docs) - len(found) + 0.5) / (len(found) + 0.5))
            for d, n in found:
                scores[d] += idf * n * (K1 + 1) / (n + K1 * (1 - B + B * lengths[d] / mean))
        best = sorted(scores.items(), key=lambda x: (-x[1], x[0]))[:DEPTH]
        rank = next((i + 1 for i, (d, _) in enumerate(best) if d == want), 0)
        total += 1 / rank if rank else 0
        ranks.append((rank, best[0][0] if best else None))
    return total / len(questions), ranks, len(postings)


def by_archive(program, paragraphs, questions, wanted):
    """MRR@10 of the program's own answers, the halves by paragraph, and the bytes of its index to those of the text"""
    with tempfile.TemporaryDirectory() as folder:
        db = folder + "/a.db"
        data = "\n".join(json.dumps({"url": f"https://example.org/{i}", "title": "", "body": p}) for i, p in enumerate(paragraphs))
        subprocess.run([program, "--quiet", "--db", db, "ingest", "-"], input=data.encode(), check=True, stdout=subprocess.DEVNULL)
        rows = {0: [], 1: []}
        served = subprocess.Popen([program, "--db", db, "serve", "--listen", "127.0.0.1:0"], stdout=subprocess.PIPE, text=True)
        url = served.stdout.readline().strip().rstrip("/") + "/api/v1/search?limit=10&q="
        try:
            for q, want in zip(questions, wanted):
                plain = " ".join(WORD.findall(q))  # what means something to the query language goes
                with urllib.request.urlopen(url + urllib.parse.quote(plain), timeout=60) as reply:
                    hits = [int(h["article"]["url"].rsplit("/", 1)[1]) for h in json.load(reply)["items"]]
                rows[want % 2].append(1 / (hits.index(want) + 1) if want in hits else 0)
        finally:
            served.terminate()
            served.wait()
        both = rows[0] + rows[1]
        index = sum(n for (n,) in sqlite3.connect(db).execute(
            "SELECT coalesce(sum(length(terms)), 0) FROM search_leaf UNION ALL SELECT coalesce(sum(length(docs) + length(places)), 0)"
            " FROM search_list UNION ALL SELECT sum(length(docs)) FROM search_docs"))
        text = sum(len(p.encode()) for p in paragraphs)
        print(f"{'archive':12} {sum(both) / len(both):8.4f} {'':7} {sum(x > 0 for x in both) / len(both):7.3f} {'':9}"
              + "".join(f" {sum(h) / len(h):8.4f}" for h in rows.values()) + f"; its index is {index / text:.2f} of the text")


def load(distractors):
    paragraphs, seen, questions, wanted = [], {}, [], []
    for article in json.load(open(QUESTIONS, encoding="utf-8"))["data"]:
        for p in article["paragraphs"]:
            at = seen.setdefault(p["context"], len(paragraphs))
            if at == len(paragraphs):
                paragraphs.append(p["context"])
            for q in p["qas"]:
                questions.append(q["question"])
                wanted.append(at)
    most = len(paragraphs) + distractors
    for line in gzip.open(NEWS, "rt", encoding="utf-8"):
        for p in json.loads(line)["body"].split("\n"):
            if len(p) >= 200 and len(paragraphs) < most:
                paragraphs.append(p)
    return paragraphs, questions, wanted


def main():
    ask = argparse.ArgumentParser()
    ask.add_argument("--mirqab", default="build/release/mirqab")
    ask.add_argument("--distractors", type=int, default=20000)
    ask.add_argument("--ours", action="store_true", help="only our own terms")
    ask.add_argument("--archive", action="store_true", help="the answers of mirqab search")
    ask.add_argument("--misses", type=int, default=0, help="print questions that normalised words rank better than ours")
    o = ask.parse_args()
    if not (os.path.exists(QUESTIONS) and os.path.exists(NEWS)):
        print("retrieval: skipped (no ../shared/data)")
        return
    paragraphs, questions, wanted = load(o.distractors)
    print(f"{len(questions)} questions, {len(set(wanted))} paragraphs, {len(paragraphs) - len(set(wanted))} distractors; "
          f"BM25 k1={K1} b={B}")
    if o.archive:
        return by_archive(o.mirqab, paragraphs, questions, wanted)
    rows = {"raw": (list(map(raw, paragraphs)), list(map(raw, questions)))}
    rows["normalised"] = (list(map(normalised, paragraphs)), list(map(normalised, questions)))
    rows["light10"] = tuple([[light10(w) for w in t] for t in side] for side in rows["normalised"])
    snow = snowball()
    if snow:
        rows["Snowball"] = tuple([[snow(w) for w in t] for t in side] for side in rows["raw"])
    else:
        print("Snowball: skipped (libstemmer is absent)")
    if o.ours:
        rows = {}
    both = by_mirqab(o.mirqab, paragraphs), by_mirqab(o.mirqab, questions)
    rows["stems alone"] = tuple([[t for t in one if t[0] not in "~^"] for one in side] for side in both)
    rows["mirqab"] = both
    print(f"{'terms':12} {'MRR@10':>8} {'first':>7} {'in 10':>7} {'distinct':>9} {'MRR of two halves':>17}")
    kept = {}
    for name, (docs, asked) in rows.items():
        figure, ranks, distinct = mrr(docs, asked, wanted)
        kept[name] = ranks
        first = sum(r == 1 for r, _ in ranks) / len(ranks)
        found = sum(r > 0 for r, _ in ranks) / len(ranks)
        halves = [[1 / r if r else 0 for (r, _), w in zip(ranks, wanted) if w % 2 == h] for h in (0, 1)]
        print(f"{name:12} {figure:8.4f} {first:7.3f} {found:7.3f} {distinct:9}"
              + "".join(f" {sum(h) / len(h):8.4f}" for h in halves))
    for i, q in enumerate(questions):
        rest = max((n for n in kept if n != "mirqab"), key=lambda n: 1 / kept[n][i][0] if kept[n][i][0] else 0)
        ours, theirs = kept["mirqab"][i][0], kept[rest][i][0]
        if o.misses and theirs and (not ours or ours > theirs):
            o.misses -= 1
            print(f"{ours} against {theirs} ({rest}): {q.strip()}\n   {' '.join(rows['mirqab'][1][i])}\n   "
                  f"{' '.join(rows[rest][1][i])}\n   wanted: {' '.join(sorted(set(rows['mirqab'][0][wanted[i]])))[:600]}")


if __name__ == "__main__":
    sys.exit(main())
