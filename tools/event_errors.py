#!/usr/bin/env python3
"""Says why events that were found are not the ones that were wanted: which field fails, and how.

usage: event_errors.py GOLD.jsonl FOUND.jsonl [--list CAUSE] [--kind KIND]

GOLD and FOUND are article records as RECORDS describes them. A wanted event is set beside the found one that agrees with it most
among those of its PLOVER type whose evidence overlaps. Every field that differs is counted under a cause; --list prints the
events behind one cause (a prefix of its name is enough), with their sentences.
"""
import argparse, json
from collections import Counter, defaultdict

SYMMETRIC = set("meeting call conference commission_session exercise_joint joint_operation agreement_signed agreement_reached economic_cooperation".split())
TYPES = dict(CONSULT="visit meeting call conference commission_session mediation", COOPERATE="exercise_joint joint_operation intelligence_sharing economic_cooperation",
    SUPPORT="agreement_signed support diplomatic_opening", AGREE="agreement_reached", AID="training arms_transfer aid", CONCEDE="concede", RETREAT="retreat",
    REQUEST="request", ACCUSE="accuse summon", REJECT="reject", THREATEN="threaten", PROTEST="protest", MOBILIZE="deploy",
    SANCTION="recall suspend sanction expel", COERCE="arrest restrict", ASSAULT="attack")
TYPE = {kind: t for t, kinds in TYPES.items() for kind in kinds.split()}


def overlap(a, b):
    return a["in"] == b["in"] and min(a["end"], b["end"]) > max(a["start"], b["start"])


def codes(event, role):
    return {p["country"] for p in event.get(role) or [] if p.get("country")}


def sides(event):
    a, r = codes(event, "actors"), codes(event, "recipients")
    return (a | r, set()) if event["kind"] in SYMMETRIC else (a, r)


def day(event):
    d = event.get("date") or {}
    return (d.get("from"), d.get("to")) if d.get("from") else None


def parties(gold, found):
    """cause of wrong parties, or None"""
    (ga, gr), (fa, fr) = sides(gold), sides(found)
    if gold["kind"] == "conference":
        return None if 2 * len(ga & fa) >= len(ga | fa) else "conference"
    if (ga, gr) == (fa, fr): return None
    if gold["kind"] in SYMMETRIC:
        return "party missing" if fa < ga else "party extra" if fa > ga else "party other"
    if ga == fr and gr == fa: return "swapped"
    words = []
    for name, g, f in (("actor", ga, fa), ("recipient", gr, fr)):
        if g == f: continue
        words.append(name + (" missing" if f < g else " extra" if f > g else " other"))
    return ", ".join(words)


def dates(gold, found):
    g, f = day(gold), day(found)
    if g == f: return None
    return "none found" if not f else "none wanted" if not g else "other"


def causes(gold, found):
    out = []
    if gold["kind"] != found["kind"]: return ["kind: %s as %s" % (gold["kind"], found["kind"])]
    p, d = parties(gold, found), dates(gold, found)
    if p: out.append("countries: " + p)
    if gold["status"] != found["status"]: out.append("status: %s as %s" % (gold["status"], found["status"]))
    if d: out.append("date: " + d)
    return out


def beside(gold, founds):
    near = [f for f in founds if TYPE[f["kind"]] == TYPE[gold["kind"]] and any(overlap(x, y) for x in gold["evidence"] for y in f["evidence"])]
    cost = lambda f: (f["kind"] != gold["kind"], len(causes(gold, f)), parties(gold, f) is not None)
    return min(near, key=cost) if near else None


def show(text, gold, found, key):
    side = lambda e: "%s>%s %s %s" % (",".join(sorted(sides(e)[0])), ",".join(sorted(sides(e)[1])), e["status"], "..".join(map(str, day(e) or ())))
    print("\n== %s  %s  published %s" % (key, gold["kind"], text["published"]))
    print("wanted", side(gold))
    if found: print("found ", side(found), found.get("rule"), round(found.get("confidence") or 0, 2))
    for e in ([gold, found] if found else [gold]):
        for v in e["evidence"][:3]:
            print("  %s %s" % ("W" if e is gold else "F", text[v["in"]].encode()[v["start"]:v["end"]].decode().strip()[:600]))


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("gold"); ap.add_argument("found"); ap.add_argument("--list"); ap.add_argument("--kind")
    o = ap.parse_args()
    read = lambda path: [json.loads(l) for l in open(path, encoding="utf-8") if l.strip()]
    page = lambda r: (r["page"].get("key") or r["page"]["path"].rsplit("/", 1)[-1])
    found = {page(r): r.get("events", []) for r in read(o.found)}
    count, kinds = Counter(), defaultdict(Counter)
    for g in read(o.gold):
        key = g.get("page") or g["id"]
        for e in g["events"]:
            if o.kind and e["kind"] != o.kind: continue
            f = beside(e, found.get(key, []))
            for c in (causes(e, f) or ["right"]) if f else ["not found"]:
                count[c] += 1
                kinds[e["kind"]][c.split(":")[0]] += 1
                if o.list and c.startswith(o.list): show(g, e, f, key)
    if o.list: return
    for c, n in count.most_common(): print("%4d  %s" % (n, c))
    print()
    for k in sorted(kinds): print("%-22s %s" % (k, "  ".join("%s %d" % x for x in kinds[k].most_common())))


main()
