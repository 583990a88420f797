#!/usr/bin/env python3
"""Stems against ../shared/data/stem (measure only): how often a stem or lemma of the list is among our analyses' stems or is our index
term, and how often words of one lemma have one index term, beside libstemmer and light10 (bench/retrieval.py).
usage: bench/stems.py [MIRQAB]"""
import collections
import csv
import itertools
import json
import os
import subprocess
import sys

sys.path.insert(0, os.path.dirname(__file__))
from retrieval import FOLD, MARKS, light10, snowball

FOLDER = "../shared/data/stem/"


def normal(word):
    return MARKS.sub("", word).translate(FOLD)


def together(groups, of):
    """share of pairs of words of one lemma that have one term"""
    met = all_pairs = 0
    for words in groups.values():
        for a, b in itertools.combinations(words[:20], 2):
            met += of[a] == of[b]
            all_pairs += 1
    return met / max(all_pairs, 1)


def measure(program, name):
    rows = list(csv.DictReader(open(FOLDER + name, encoding="utf-8"), delimiter="\t"))
    words = [r["word"] for r in rows]
    text = "\n".join(words).encode()

    def run(*flags):
        return subprocess.run([program, "analyze", *flags, "-"], input=text, stdout=subprocess.PIPE, check=True).stdout.decode()

    stems = {t["form"]: {a["stem"] for a in t["analyses"]} for t in json.loads(run("--json"))["tokens"]}
    terms = {c[2]: c[4].split(" ")[0] for c in (line.split("\t") for line in run().splitlines()) if len(c) > 4}
    snow = snowball() or (lambda w: w)
    right, groups = 0, collections.defaultdict(list)
    for r in rows:
        wanted = {normal(x) for key in ("stem", "lemma") for x in (r.get(key) or "").split(";") if x}
        right += bool(wanted & (stems.get(r["word"], set()) | {terms.get(r["word"])}))
        if r["word"] in terms:
            groups[normal(r["lemma"])].append(r["word"])
    ways = {"mirqab": terms, "light10": {w: light10(normal(w)) for w in terms}, "Snowball": {w: snow(w) for w in terms}}
    met = ", ".join(f"{way} {together(groups, of):.3f}" for way, of in ways.items())
    print(f"{name}: {len(rows)} words; stem or lemma right {right / len(rows):.3f}; pairs of one lemma that meet: {met}")


if os.path.exists(FOLDER):
    for table in ("gold.csv", "klm.csv"):
        measure(sys.argv[1] if len(sys.argv) > 1 else "build/release/mirqab", table)
else:
    print("skipped (no ../shared/data/stem)")
