#!/usr/bin/env python3
"""A large archive to measure with: JSON lines for `mirqab ingest -`, made by recombination of paragraphs and titles.

usage: bench/make_pages.py N [--seed 1] [--from NEWS.jsonl.gz]... [--days 730] [--copies 0.12] | mirqab --db BIG.db ingest -

Takes its sentences from --from (by default ../shared/data/news/train.jsonl.gz where that is), else from the sentences of
tests/crash/pages.py. Every page mixes parts of one to three articles around one of them, so that its words, names and events
look real; outlets, days and addresses are dealt out; one page in eight is a copy of a recent one, whole, shortened or with
another head. The same arguments give the same bytes. Nothing of it belongs into the tree."""
import argparse, datetime, gzip, json, pathlib, random, sys

TREE = pathlib.Path(__file__).resolve().parent.parent
NEWS = TREE.parent / "shared/data/news/train.jsonl.gz"
OUTLETS = [f"جريدة {w}" for w in ("الأفق", "المسار", "الضفاف", "المنارة", "الرواق", "البيان اليومي", "الساحل", "الواحة", "الجسر", "المدار", "الشرفة",
                                  "النخيل", "المرسى", "الأطلس اليومية", "الصدى", "الميزان", "القلعة", "الرافد", "المحيط", "السهل")]


def parts_of(path):
    """[(title, [paragraph or run of sentences])]"""
    with (gzip.open if path.suffix == ".gz" else open)(path, "rt", encoding="utf-8") as f:
        for line in f:
            row = json.loads(line)
            body = [p.strip() for p in row["body"].split("\n") if len(p.strip()) > 40]
            if len(body) == 1:
                s = [x.strip() for x in body[0].replace(". ", ".\n").split("\n") if x.strip()]
                body = [" ".join(s[i:i + 2]) for i in range(0, len(s), 2)]
            if row.get("title") and body:
                yield row["title"], body


def own_parts():
    sys.path.insert(0, str(TREE / "tests/crash"))
    import pages
    for i in range(4000):
        row = json.loads(pages.page(i, 11))
        yield row["title"], row["body"].split("\n")


def mixed(r, parts):
    title, body = r.choice(parts)
    body = list(body)
    for _ in range(r.randint(0, 2)):
        other = r.choice(parts)[1]
        at, n = r.randrange(len(other)), r.randint(1, 3)
        where = r.randint(0, len(body))
        body[where:where] = other[at:at + n]
        if len(body) > 3 and r.random() < 0.7:
            body.pop(r.randrange(len(body)))
    words = title.split()
    if len(words) > 4:
        words.insert(r.randrange(len(words)), r.choice(r.choice(parts)[0].split()))
    return " ".join(words), body


def copied(r, page):
    title, body = page
    way = r.random()
    if way < 0.4 and len(body) > 3:
        return title, body[:max(2, len(body) * 2 // 3)]
    if way < 0.7:
        return title, [f"نقلت {r.choice(OUTLETS)} أن الخبر كما يلي."] + body
    return title, body


def main():
    p = argparse.ArgumentParser()
    p.add_argument("n", type=int)
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--from", dest="sources", action="append", type=pathlib.Path)
    p.add_argument("--days", type=int, default=730)
    p.add_argument("--copies", type=float, default=0.12)
    o = p.parse_args()
    sources = o.sources or ([NEWS] if NEWS.exists() else [])
    parts = [x for s in sources for x in parts_of(s)] or list(own_parts())
    r = random.Random(o.seed)
    first = datetime.date(2024, 1, 1)
    recent = []
    for i in range(o.n):
        page = copied(r, r.choice(recent)) if recent and r.random() < o.copies else mixed(r, parts)
        recent.append(page)
        if len(recent) > 200:
            recent.pop(r.randrange(len(recent)))
        day = first + datetime.timedelta(days=i * o.days // o.n)
        row = {"id": f"big-{o.seed}-{i}", "title": page[0], "body": "\n".join(page[1]), "published": day.isoformat(),
               "outlet": r.choice(OUTLETS), "url": f"https://example.org/{o.seed}/{i}"}
        sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
