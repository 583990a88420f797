#!/usr/bin/env python3
"""How well the instruments of events are read: commissions, exercises, agreements, programmes.

usage: instrument_score.py GOLD.jsonl FOUND.jsonl [--list]

GOLD and FOUND are article records. A gold event with an instrument is set beside what was found in its evidence sentences: the
events' instruments and the record's own list `instruments`; the one that agrees with it most counts. Told are, for the gold
objects: found at all, its kind, its name (same words, or at least half of the words of both), edition, year, domain; and how many
of the editions and years that were found in those sentences are wrong. --list prints what differs.
"""
import argparse, json, re, unicodedata

KINDS = {"dialogue": "strategic_dialogue"}


def overlap(a, b):
    return a["in"] == b["in"] and min(a["end"], b["end"]) > max(a["start"], b["start"])


def words(name):
    t = unicodedata.normalize("NFKC", name or "").lower()
    t = re.sub("[\u064b-\u0652\u0640]", "", t)
    t = re.sub("[أإآ]", "ا", t).replace("ة", "ه").replace("ى", "ي")
    return [w[2:] if w.startswith("ال") and len(w) > 4 else w for w in re.findall(r"\w+", t)]


def name_fits(gold, found):
    g, f = set(words(gold)), set(words(found))
    if not g: return not f or None
    return len(g & f) * 2 >= len(g | f)


def near(record, gold):
    """instruments told in the gold event's evidence"""
    for e in record.get("events") or []:
        if e.get("instrument") and any(overlap(x, y) for x in gold["evidence"] for y in e["evidence"]):
            yield e["instrument"]
    for t in record.get("instruments") or []:
        if any(overlap(x, t["evidence"]) for x in gold["evidence"]):
            yield t


def agree(gold, found):
    out = {"kind": KINDS.get(found["kind"], found["kind"]) == KINDS.get(gold["kind"], gold["kind"])}
    if gold.get("name"): out["name"] = bool(name_fits(gold["name"], found.get("name")))
    for field in ("edition", "year", "domain"):
        if gold.get(field): out[field] = found.get(field) == gold[field]
    if gold.get("count"): out["count"] = found.get("count") == gold["count"]
    return out


def main():
    p = argparse.ArgumentParser()
    p.add_argument("gold")
    p.add_argument("found")
    p.add_argument("--list", action="store_true")
    a = p.parse_args()
    found = {}
    for line in open(a.found):
        r = json.loads(line)
        found[r["page"].get("key") or r["page"]["path"].rsplit("/", 1)[-1]] = r
    total, right, wrong = {}, {}, {"edition": 0, "year": 0}
    for line in open(a.gold):
        g = json.loads(line)
        key = g.get("id") or g.get("page")
        record = found.get(key if isinstance(key, str) else key["path"].rsplit("/", 1)[-1])
        if record is None: continue
        for e in g["events"]:
            gold = e.get("instrument")
            if not gold: continue
            best, fits = None, {}
            for f in near(record, e):
                now = agree(gold, f)
                if best is None or sum(now.values()) > sum(fits.values()): best, fits = f, now
            fields = agree(gold, best or {"kind": ""})
            total["found"] = total.get("found", 0) + 1
            right["found"] = right.get("found", 0) + (best is not None)
            for k, v in fields.items():
                total[k] = total.get(k, 0) + 1
                right[k] = right.get(k, 0) + v
            for k in wrong:
                if best and best.get(k) and best[k] != gold.get(k): wrong[k] += 1
            if a.list and (best is None or not all(fits.values())):
                show = {k: (best or {}).get(k) for k in ("kind", "name", "edition", "year", "domain", "count")}
                print(key, e["kind"], "\n   gold ", json.dumps(gold, ensure_ascii=False), "\n   found", json.dumps(show, ensure_ascii=False) if best else "-")
    for k in total: print(f"{k:8} {right[k]:3} of {total[k]:3}  {right[k] / total[k]:.3f}")
    print("editions that the gold does not have:", wrong["edition"], " years:", wrong["year"])


if __name__ == "__main__":
    main()
