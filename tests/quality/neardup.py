#!/usr/bin/env python3
"""Near-duplicate pairs: groups of syndicated copies (../shared/data/news/neardup_train), and pairs judged by reading
(neardup_pairs.tsv: ids and verdicts only). All of train and dev that the two name is ingested; a pair is found where the archive keeps a link
between the two. Skips (77) where ../shared is not there. usage (mirqab on PATH): neardup.py"""
import gzip, json, sqlite3, subprocess, sys, tempfile

import stories


def found_of(ids):
    rows = [r for r in stories.articles(lambda r: r["id"] in ids)]
    with tempfile.TemporaryDirectory() as folder:
        lines = []
        for i, r in enumerate(rows):
            lines.append(json.dumps({"id": r["id"], "title": r["title"], "body": r["body"], "published": r["date"] or None, "outlet": r["source"],
                                     "url": f"https://example.org/{i}"}, ensure_ascii=False) + "\n")
        db = f"{folder}/a.db"
        subprocess.run(["mirqab", "--quiet", "--db", db, "ingest", "--as", "jsonl", "-"], input="".join(lines).encode(), stdout=subprocess.DEVNULL,
                       check=True)
        with sqlite3.connect(db) as c:
            name = {n: rows[int(url.rsplit("/", 1)[1])]["id"] for n, url in c.execute("SELECT n, url FROM article")}
            return {frozenset((name[a], name[b])) for a, b in c.execute("SELECT article, other FROM copy")}


def tell(name, hit, found, gold):
    p, r = hit / max(found, 1), hit / max(gold, 1)
    f = 2 * p * r / max(p + r, 1e-9)
    print(f"{name}: {gold} pairs, P {p:.3f} R {r:.3f} F1 {f:.3f}")
    return f


def main():
    if not stories.NEWS.exists():
        print("skipped: no ../shared")
        return 77
    groups = [json.loads(l)["ids"] for l in gzip.open(stories.NEWS / "neardup_train.jsonl.gz", "rt")]
    pairs = stories.table("neardup_pairs.tsv")
    links = found_of({i for g in groups for i in g} | {i for p in pairs for i in p[:2]})
    of = {i: n for n, g in enumerate(groups) for i in g}
    together = [p for p in map(tuple, links) if all(i in of for i in p)]
    gold = sum(len(g) * (len(g) - 1) // 2 for g in groups)
    f1 = tell("groups", sum(of[a] == of[b] for a, b in together), len(together), gold)
    judged = [(a, b, v == "copy", frozenset((a, b)) in links) for a, b, v, *_ in pairs]
    if len(sys.argv) > 1:
        print(*(j for j in judged if j[2] != j[3]), sep="\n")
    f2 = tell("judged pairs", sum(v and l for *_, v, l in judged), sum(l for *_, l in judged), sum(v for *_, v, _ in judged))
    failed = (f1 < 0.95) + (f2 < 0.95)
    print(f"{2 - failed} passed, {failed} failed")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
