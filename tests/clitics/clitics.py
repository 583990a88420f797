"""usage: clitics.py MIRQAB SAMPLE.tsv NEWS.jsonl.gz [--errors]: share of words whose clitics the first analysis has as marked"""
import gzip
import json
import subprocess
import sys

LEAST = 0.985
PRO = [(1, "w"), (2, "f"), (4, "b"), (8, "k"), (16, "l"), (32, "al"), (64, "s"), (128, "a")]
ENC = ["", "i", "we", "you", "he", "she", "two", "they", "they_f"]


def label(analysis):
    before = "+".join(n for bit, n in PRO if analysis["clitics"] & bit)
    behind = "." + ENC[analysis["enclitic"]] if analysis["enclitic"] else ""
    return before + behind or "-"


def main():
    program, sample, news = sys.argv[1:4]
    rows = [line.rstrip("\n").split("\t") for line in open(sample, encoding="utf-8") if not line.startswith("#")][1:]
    wanted = {r[0] for r in rows}
    bodies = {}
    for line in gzip.open(news, "rt", encoding="utf-8"):
        article = json.loads(line)
        if article["id"] in wanted:
            bodies[article["id"]] = article["body"].encode()
    text = b"\n\n".join(bodies[r[0]][int(r[1]):int(r[2])] for r in rows)
    done = subprocess.run([program, "analyze", "--json", "-"], input=text, stdout=subprocess.PIPE, check=True)
    tokens = [t for t in json.loads(done.stdout)["tokens"] if t["kind"] == "arabic"]
    marked = [w for r in rows for w in r[3].split()]
    if len(tokens) != len(marked):
        sys.exit(f"{len(marked)} words were marked, {len(tokens)} came back")
    wrong = [(t["form"], label(t["analyses"][0]), m) for t, m in zip(tokens, marked) if label(t["analyses"][0]) != m]
    if "--errors" in sys.argv:
        for form, ours, want in wrong:
            print(f"{form}: {ours}, marked {want}")
    share = 1 - len(wrong) / len(marked)
    print(f"{len(marked) - len(wrong)} of {len(marked)} words of {len(rows)} sentences ({share:.2%}, at least {LEAST:.1%})")
    print(f"{share >= LEAST:d} passed, {share < LEAST:d} failed")
    sys.exit(share < LEAST)


main()
