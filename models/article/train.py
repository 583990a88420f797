#!/usr/bin/env python3
"""Trains the trees that choose article text (models/article/blocks.txt, around.txt) and the weights of class words
(rules/page/tokens.tsv).

usage: train.py FEATURES SET_DIR... [--out TREE]

`make train-article` builds and runs it (models/article/train.mk). FEATURES is the program of models/article/features.c. Each SET_DIR holds truth.jsonl and
pages/ID.html, as ../shared/score/score_pages.py describes: truth has `body`, or `with` and `without` phrases. Without --out it
prints what cross-validation by site gives (five folds), of the bodies the program itself makes with each fold's trees and words;
with --out it trains on all, writes the three files and prints the same on the pages it learnt from. Needs lightgbm and numpy. One
thread and fixed seeds: the same pages give the same bytes.

Two looks: the trees of blocks.txt see a block and its place; those of around.txt see the same, and what the first look made of the
blocks around it. The second learns from first looks by trees that had not seen the page.

Class words are weighed by how often they stand around article text, one vote a page, words of four sites or more; the trees see
weights from folds other than the page's own. A part of the blocks is seen without letter case, which Arabic has not, and a part
without class words and JSON-LD too, which many sites have not.
"""
import json, math, random, re, subprocess, sys, tempfile
from collections import Counter, defaultdict
from pathlib import Path
from urllib.parse import urlparse

import lightgbm as lgb
import numpy as np

N, AROUND, TOKENS, LEVELS, CASE, JSON = 93, 14, 35, 68, (7, 8), 15  # places in src/article/features.c
FOLDS, ROUNDS = 5, 160
PARAMETERS = dict(objective="cross_entropy", learning_rate=0.08, num_leaves=24, min_data_in_leaf=60, feature_fraction=0.6,
                  bagging_fraction=0.8, bagging_freq=1, lambda_l2=5, verbose=-1, num_threads=1, seed=1, max_bin=63,
                  deterministic=True, force_col_wise=True)
WITH_CASE, WITH_WORDS = 0.55, 0.85  # shares of blocks


def words(s): return re.findall(r"\w+", s or "")
def flat(s): return re.sub(r"\s+", " ", s or "").strip()


def shingles(s):
    w = words(s)
    return Counter(tuple(w[i:i + 4]) for i in range(len(w) - 3)) if len(w) >= 4 else Counter([tuple(w)] if w else [])


def label_by_body(page):
    known, lines = set(shingles(page["truth"]["body"])), {" ".join(words(x)) for x in page["truth"]["body"].split("\n")}
    whole = " " + " ".join(words(page["truth"]["body"])) + " "
    total = max(1, len(whole.split()))
    for b in page["blocks"]:
        w = words(b["text"])
        if not w:
            yield 0, 0.02
        elif len(w) < 4:
            hit = " ".join(w) in lines
            yield int(hit), 0.0 if not hit and " " + " ".join(w) + " " in whole else 0.1 + min(2, len(w) / total * 20)
        else:
            s = [tuple(w[i:i + 4]) for i in range(len(w) - 3)]
            yield sum(x in known for x in s) / len(s), 0.1 + min(2, len(w) / total * 20)


def label_by_phrases(page):
    yes, no = [flat(x) for x in page["truth"].get("with", [])], [flat(x) for x in page["truth"].get("without", [])]
    out, votes = [], defaultdict(list)
    kind = lambda b: (b["b"][1], b["f"][16], str(b["w"][:1]))
    for b in page["blocks"]:
        t = flat(b["text"])
        if any(s in t or (len(t) > 25 and t in s) for s in yes): out.append((1, 0.7))
        elif any(s in t or (len(t) > 12 and t in s) for s in no): out.append((0, 0.7))
        else: out.append((0, 0))
        if out[-1][1]: votes[kind(b)].append(out[-1][0])
    # siblings of one make share what is known of one of them
    for b, (y, w) in zip(page["blocks"], out):
        v = votes.get(kind(b))
        yield (v[0], 0.3) if w == 0 and v and len(set(v)) == 1 else (y, w)


def load(features, folders):
    pages = []
    for folder in map(Path, folders):
        truth = [json.loads(l) for l in open(folder / "truth.jsonl", encoding="utf-8")]
        blocks = defaultdict(list)
        run = subprocess.run([features] + [str(folder / "pages" / (t["id"] + ".html")) for t in truth], stdout=subprocess.PIPE, check=True)
        for line in run.stdout.splitlines():
            o = json.loads(line)
            o["text"] = o["text"] or ""
            blocks[Path(o["page"]).stem].append(o)
        for t in truth:
            url = t.get("url", "").replace("hard::", "")
            site = urlparse(url).netloc if "//" in url else re.sub(r"\.[^.]*\.html$|-[^.]*$", "", t.get("file", t["id"]))
            page = dict(set=folder.name, path=str(folder / "pages" / (t["id"] + ".html")), truth=t, blocks=blocks[t["id"]], site=".".join(site.split(".")[-2:]))
            page["y"] = list((label_by_body if t.get("body") else label_by_phrases)(page))
            pages.append(page)
    sites = sorted({p["site"] for p in pages})
    random.Random(3).shuffle(sites)
    for p in pages: p["fold"] = sites.index(p["site"]) % FOLDS
    return pages


def weigh_tokens(pages):
    yes, no, sites = Counter(), Counter(), defaultdict(set)
    for p in pages:
        a, c = Counter(), Counter()
        for b, (y, w) in zip(p["blocks"], p["y"]):
            for x in {x.lower() for e in b["w"] for x in e} if w else ():
                (a if y > 0.5 else c)[x] += w
        for x in set(a) | set(c):
            sites[x].add(p["site"])
            yes[x] += a[x] / (a[x] + c[x])
            no[x] += c[x] / (a[x] + c[x])
    base = math.log((sum(yes.values()) + 1) / (sum(no.values()) + 1))
    return {x: max(-3, min(3, math.log((yes[x] + 1) / (no[x] + 1)) - base)) for x in sites if len(sites[x]) >= 4 and 2 <= len(x) <= 24}


def matrix(page, table):
    X = np.array([b["f"] for b in page["blocks"]], dtype=np.float32).reshape(-1, N)
    for i, b in enumerate(page["blocks"]):
        known = [[table[x.lower()] for x in e if x.lower() in table] for e in b["w"] if e]
        every = [v for e in known for v in e]
        level = ([sum(e) for e in known] + [0] * 4)[:4]
        X[i, TOKENS:TOKENS + 4] = sum(every), min(every + [0]), max(every + [0]), level[0]
        X[i, LEVELS:LEVELS + 4] = level[1], level[2], level[3], min(level)
    return X


def train(pages, X):
    x = np.concatenate([X[p["path"]] for p in pages if p["blocks"]])
    y, w = (np.array([l[k] for p in pages for l in p["y"]]) for k in (0, 1))
    lot = np.random.RandomState(5).rand(len(x))
    x[np.ix_(lot > WITH_CASE, CASE)] = 0
    bare = lot > WITH_WORDS
    x[bare, JSON] = 0
    x[bare, TOKENS:TOKENS + 4] = x[bare, LEVELS:LEVELS + 4] = 0
    use = w > 0
    return lgb.train(PARAMETERS, lgb.Dataset(x[use], y[use], weight=w[use]), ROUNDS)


class Tree:
    """A folder with trees and words, for the program to look with."""
    def __init__(self, table, first=None, second=None):
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name)
        for x in ("rules/page", "models/article"): (self.path / x).mkdir(parents=True)
        write_words(self.path, table)
        write_trees(self.path, "blocks.txt", first)
        if second: write_trees(self.path, "around.txt", second)

    def run(self, features, mode, pages):
        run = subprocess.run([features, mode, self.path] + [p["path"] for p in pages], stdout=subprocess.PIPE, check=True)
        self.folder.cleanup()
        return map(json.loads, run.stdout.splitlines())


def around(features, pages, table, model):
    seen = defaultdict(list)
    for o in Tree(table, model).run(features, "--around", pages): seen[o["page"]].append(o["f"])
    return {p["path"]: np.array(seen[p["path"]], dtype=np.float32).reshape(-1, AROUND) for p in pages}


def learn(features, pages, X, tables, groups):
    """Both looks. groups: folds whose pages are looked at by first trees learnt from the others."""
    both = {}
    for group in groups:
        model = train([p for p in pages if p["fold"] not in group], X)
        for k in group:
            own = [p for p in pages if p["fold"] == k]
            for path, a in around(features, own, tables[k], model).items(): both[path] = np.hstack([X[path], a])
    return train(pages, X), train(pages, both)


def bodies(features, pages, table, models):
    """What the program itself makes of the pages with these trees and words."""
    return {o["page"]: o["body"] or "" for o in Tree(table, *models).run(features, "--bodies", pages)}


def report(pages, body):
    for name in sorted({p["set"] for p in pages}):
        P, R, tp, fp, fn = [], [], 0, 0, 0
        for p in (p for p in pages if p["set"] == name):
            found = body.get(p["path"], "")
            if p["truth"].get("body"):
                a, b = shingles(p["truth"]["body"]), shingles(found)
                same = sum((a & b).values())
                if b: P.append(same / sum(b.values()))
                if a: R.append(same / sum(a.values()))
            else:
                t = flat(found)
                hit = sum(flat(s) in t for s in p["truth"].get("with", []))
                tp, fn = tp + hit, fn + len(p["truth"].get("with", [])) - hit
                fp += sum(flat(s) in t for s in p["truth"].get("without", []))
        a, b = (np.mean(P), np.mean(R)) if P else (tp / (tp + fp), tp / (tp + fn))
        print(f"{name:10s} P {a:.3f} R {b:.3f} F1 {2 * a * b / (a + b):.4f}", flush=True)


def write_words(tree, table):
    with open(tree / "rules/page/tokens.tsv", "w", encoding="utf-8") as f:
        f.write("# Words of class, id and itemprop values, and how much each speaks for (above 0) or against (below 0) article text.\n"
                "# Made by models/article/train.py from pages of many sites; a word stands here when four sites or more use it.\n"
                "token\tweight\tsource\n")
        f.writelines(f"{x}\t{table[x]:.3f}\ttraining\n" for x in sorted(table))


def write_trees(tree, name, model):
    out, nodes_n, leaves_n = [], 0, 0
    for t in model.dump_model()["tree_info"]:
        nodes, leaves = [], []

        def walk(n):
            if "split_feature" not in n:
                leaves.append(n["leaf_value"])
                return -len(leaves)
            i = len(nodes)
            nodes.append(None)
            nodes[i] = (n["split_feature"], n["threshold"], walk(n["left_child"]), walk(n["right_child"]))
            return i

        walk(t["tree_structure"])
        nodes = nodes or [(0, 0, -1, -1)]
        nodes_n, leaves_n = nodes_n + len(nodes), leaves_n + len(leaves)
        out.append(f"{len(nodes)} {len(leaves)}\n" + "".join(f"{a} {b:.6g} {l} {r}\n" for a, b, l, r in nodes) +
                   " ".join(f"{x:.5g}" for x in leaves) + "\n")
    with open(tree / "models/article" / name, "w", encoding="utf-8") as f:
        f.write("# Gradient boosted trees over the features of src/article/features.c (and around.c), made by models/article/train.py.\n")
        f.write(f"{len(out)} {nodes_n} {leaves_n}\n" + "".join(out))


def main():
    arguments = sys.argv[1:]
    out = None
    if "--out" in arguments:
        k = arguments.index("--out")
        out = Path(arguments[k + 1])
        del arguments[k:k + 2]
    if len(arguments) < 2: sys.exit(__doc__)
    pages = load(arguments[0], arguments[1:])
    tables = [weigh_tokens([p for p in pages if p["fold"] != k]) for k in range(FOLDS)]
    X = {p["path"]: matrix(p, tables[p["fold"]]) for p in pages}
    folds = range(FOLDS)
    if out:
        table, models = weigh_tokens(pages), learn(arguments[0], pages, X, tables, [[k] for k in folds])
        write_words(out, table)
        write_trees(out, "blocks.txt", models[0])
        write_trees(out, "around.txt", models[1])
        report(pages, bodies(arguments[0], pages, table, models))
        return
    found = {}
    for k in folds:
        others = [i for i in folds if i != k]
        models = learn(arguments[0], [p for p in pages if p["fold"] != k], X, tables, [others[:2], others[2:]])
        found.update(bodies(arguments[0], [p for p in pages if p["fold"] == k], tables[k], models))
    report(pages, found)


if __name__ == "__main__": main()
