#!/usr/bin/env python3
"""Articles by recombination of real sentences and titles, and 200 queries of real titles: 40 frequent words, 60 frequent pairs (names
most of them), 100 runs of one to three words. Writes ARTICLES.tsv (day, title, body) and QUERIES.txt into FOLDER.
usage: bench/million.py NUMBER FOLDER"""
import collections
import gzip
import json
import random
import re
import sys

NEWS = "../shared/data/news/%s.jsonl.gz"
WORD = re.compile(r"[\u0621-\u064a]{3,}")


def load():
    sentences, titles = [], []
    for part in ("train", "dev"):
        for line in gzip.open(NEWS % part, "rt", encoding="utf-8"):
            article = json.loads(line)
            title = " ".join((article.get("title") or "").split())
            if title:
                titles.append(title)
            for s in re.split(r"(?<=[.؟!])\s+|\n", article["body"]):
                s = " ".join(s.split())
                if 80 <= len(s.encode()) <= 500:
                    sentences.append(s)
    return sentences, titles


def make_queries(titles):
    words, pairs = collections.Counter(), collections.Counter()
    for t in titles:
        found = WORD.findall(t)
        words.update(found)
        pairs.update(zip(found, found[1:]))
    queries = [w for w, _ in words.most_common(90) if len(w) > 3][:40] + [" ".join(p) for p, _ in pairs.most_common(60)]
    while len(queries) < 200:
        found = WORD.findall(random.choice(titles))
        if len(found) > 4:
            i = random.randrange(len(found) - 2)
            queries.append(" ".join(found[i:i + random.choice((1, 2, 2, 3))]))
    return queries


def main():
    number, folder = int(sys.argv[1]), sys.argv[2]
    random.seed(4)
    sentences, titles = load()
    with open(folder + "/articles.tsv", "w", encoding="utf-8") as out:
        for i in range(number):
            out.write(f"{17000 + i * 3000 // number}\t{random.choice(titles)}\t{' '.join(random.choices(sentences, k=4))}\n")
    with open(folder + "/queries.txt", "w", encoding="utf-8") as out:
        out.write("\n".join(make_queries(titles)) + "\n")


main()
