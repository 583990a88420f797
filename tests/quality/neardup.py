#!/usr/bin/env python3
"""Near-duplicate pairs: groups of syndicated copies (../shared/data/news/neardup_train), and pairs judged by reading
(neardup_pairs.tsv: ids and verdicts only). All of train and dev that the two name is ingested; a pair is found where both articles have one
original. Skips (77) where ../shared is not there. usage (mirqab on PATH): neardup.py"""
import collections, gzip, itertools, json, sqlite3, subprocess, sys, tempfile

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
            return {rows[int(url.rsplit("/", 1)[1])]["id"]: root for url, root in c.execute("SELECT url, coalesce(copy_of, n) FROM article")}


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
    root = found_of({i for g in groups for i in g} | {i for p in pairs for i in p[:2]})
    of = {i: n for n, g in enumerate(groups) for i in g}
    by_root = collections.defaultdict(list)
    for i in of:
        if i in root:
            by_root[root[i]].append(i)
    together = [p for members in by_root.values() for p in itertools.combinations(members, 2)]
    gold = sum(len(g) * (len(g) - 1) // 2 for g in groups)
    f1 = tell("groups", sum(of[a] == of[b] for a, b in together), len(together), gold)
    same = [(a, b, v == "copy") for a, b, v, *_ in pairs]
    wrong = [(a, b, v) for a, b, v in same if (root.get(a) == root.get(b)) != v]
    if len(sys.argv) > 1:
        print(*wrong, sep="\n")
    f2 = tell("judged pairs", sum(v and root.get(a) == root.get(b) for a, b, v in same), sum(root.get(a) == root.get(b) for a, b, v in same),
              sum(v for *_, v in same))
    failed = (f1 < 0.95) + (f2 < 0.95)
    print(f"{2 - failed} passed, {failed} failed")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
