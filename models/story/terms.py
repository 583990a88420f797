#!/usr/bin/env python3
"""How common a word is: in how many of the runs of 150 words of ANERcorp, AQMAR (train part) and Wojood's sample its index term stands.
Stories weigh the words that two articles share by it. usage (mirqab on PATH): models/story/terms.py >models/story/terms.tsv"""
import bisect, collections, pathlib, subprocess

NER = pathlib.Path(__file__).resolve().parents[3] / "shared/data/ner"
RUN = 150


def main():
    words = [l.split()[0] for f in ("anercorp_train", "aqmar_train", "wojood_train") for l in open(NER / f"{f}.txt", encoding="utf-8") if l.split()]
    runs = [(" ".join(words[i:i + RUN]) + "\n\n").encode() for i in range(0, len(words), RUN)]
    starts = [0]
    for r in runs:
        starts.append(starts[-1] + len(r))
    out = subprocess.run(["mirqab", "analyze", "-"], input=b"".join(runs), stdout=subprocess.PIPE, check=True).stdout.decode()
    seen = collections.defaultdict(set)
    for line in out.splitlines():
        cell = line.split("\t")
        if len(cell) > 4 and cell[4]:
            seen[cell[4].split(" ")[0]].add(bisect.bisect_right(starts, int(cell[0])))
    print("# In how many of %d runs of %d words a term stands; made by models/story/terms.py from ANERcorp (CC BY-SA 4.0), AQMAR (CC BY-SA" % (len(runs), RUN))
    print("# 3.0) and the Wojood sample (MIT), offered under CC BY-SA 4.0 with credit to their authors. * counts the runs.")
    print("term\truns")
    print(f"*\t{len(runs)}")
    for term in sorted(seen):
        print(f"{term}\t{len(seen[term])}")


main()
