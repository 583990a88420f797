#!/usr/bin/env python3
"""What tools/gen/stems.c learns from: each printed word's normal form, how its last letter was printed (0 plain, 1 ta marbuta, 2 alef
maqsura) and how often it occurs in a file of articles (JSON lines with a body, packed by gzip).
usage: tools/gen/words.py MIRQAB ARTICLES.jsonl.gz >WORDS.tsv"""
import collections
import gzip
import json
import subprocess
import sys

BATCH = 4_000_000
TAILS = {"ة": 1, "ى": 2}


def count(program, text, counts):
    done = subprocess.run([program, "analyze", "-"], input=text.encode(), stdout=subprocess.PIPE, check=True)
    for line in done.stdout.decode().splitlines():
        cells = line.split("\t")
        if len(cells) == 5 and cells[4] and "\u0620" <= cells[3][0] <= "\u064a":
            last = cells[2].rstrip("".join(map(chr, range(0x64B, 0x660))) + "\u0640\u0670")[-1:]
            counts[cells[3], TAILS.get(last, 0)] += 1


def main():
    program, path = sys.argv[1:3]
    counts, held, size = collections.Counter(), [], 0
    for line in gzip.open(path, "rt", encoding="utf-8"):
        held.append(json.loads(line)["body"])
        size += len(held[-1])
        if size > BATCH:
            count(program, "\n".join(held), counts)
            held, size = [], 0
    count(program, "\n".join(held), counts)
    for (word, tail), n in sorted(counts.items(), key=lambda x: (-x[1], x[0])):
        print(word, tail, n, sep="\t")


main()
