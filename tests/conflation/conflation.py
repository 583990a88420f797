"""usage: conflation.py MIRQAB WORDS.tsv [--errors]"""
import subprocess
import sys

MEET_LEAST, MERGED_MOST = 0.85, 0.05


def main():
    program, path = sys.argv[1:3]
    rows = [line.rstrip("\n").split("\t") for line in open(path, encoding="utf-8") if not line.startswith("#")][1:]
    words = " ".join(w for r in rows for w in r[1].split())
    done = subprocess.run([program, "analyze", "-"], input=words.encode(), stdout=subprocess.PIPE, check=True)
    terms = [line.split("\t")[4].split(" ")[0] for line in done.stdout.decode().splitlines() if line.count("\t") >= 4]
    if len(terms) != len(words.split()):
        sys.exit(f"{len(words.split())} words were given, {len(terms)} came back")
    one, right, of = iter(terms), {"meet": 0, "apart": 0}, {"meet": 0, "apart": 0}
    for kind, group, why in rows:
        found = [next(one) for _ in group.split()]
        good = len(set(found)) == 1 if kind == "meet" else len(set(found)) == len(found)
        right[kind] += good
        of[kind] += 1
        if not good and "--errors" in sys.argv:
            print(f"{kind}: {group} -> {' '.join(found)} ({why})")
    met = right["meet"] / of["meet"]
    merged = 1 - right["apart"] / of["apart"]
    passed = (met >= MEET_LEAST) + (merged <= MERGED_MOST)
    print(f"{right['meet']} of {of['meet']} groups meet ({met:.1%}, at least {MEET_LEAST:.0%})")
    print(f"{of['apart'] - right['apart']} of {of['apart']} pairs wrongly merged ({merged:.1%}, at most {MERGED_MOST:.0%})")
    print(f"{passed} passed, {2 - passed} failed")
    sys.exit(passed != 2)


main()
