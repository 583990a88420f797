#!/usr/bin/env python3
"""Trains the event coder's linear models and writes their weights as one table.

usage: train_events.py MIRQAB GOLD.jsonl IN.jsonl [--none NEWS.jsonl] [--gsr GSR.jsonl] [--fold K/N] [-o rules/events/weights.tsv]

MIRQAB is the program; GOLD holds articles with events as RECORDS describes them, IN the same articles as `read --as jsonl` takes
them. NEWS are articles known to have no event. GSR are sentences {event, text, label}. With --fold the articles whose number
modulo N is K are left out (for cross-validation). Python alone, no library: sparse logistic regression by coordinate-wise
adaptive gradient steps in a fixed order, so that the same data give the same table.
"""
import argparse, json, math, subprocess, sys, zlib
from collections import defaultdict

SYMMETRIC = set("meeting call conference commission_session exercise_joint joint_operation agreement_signed agreement_reached economic_cooperation".split())
PLOVER = dict(visit="CONSULT", meeting="CONSULT", call="CONSULT", conference="CONSULT", commission_session="CONSULT", mediation="CONSULT",
    exercise_joint="COOPERATE", joint_operation="COOPERATE", intelligence_sharing="COOPERATE", economic_cooperation="COOPERATE",
    agreement_signed="SUPPORT", support="SUPPORT", diplomatic_opening="SUPPORT", agreement_reached="AGREE", training="AID", arms_transfer="AID", aid="AID",
    concede="CONCEDE", retreat="RETREAT", request="REQUEST", accuse="ACCUSE", summon="ACCUSE", reject="REJECT", threaten="THREATEN", protest="PROTEST",
    deploy="MOBILIZE", recall="SANCTION", suspend="SANCTION", sanction="SANCTION", expel="SANCTION", arrest="COERCE", restrict="COERCE", attack="ASSAULT")


def train(rows, l2=4.0, rounds=30, rate=0.3):
    """rows: [(features, label, weight)]; returns {feature: weight}. AdaGrad on the logistic loss with L2 per row."""
    w, g2 = defaultdict(float), defaultdict(lambda: 1e-6)
    n = max(1, len(rows))
    order = sorted(range(len(rows)), key=lambda i: zlib.crc32(str(i).encode()))
    count = defaultdict(int)
    for f, _, _ in rows:
        for k in f:
            count[k] += 1
    rows = [([k for k in f if count[k] >= 3], y, m) for f, y, m in rows]
    for r in range(rounds):
        step = rate / (1 + 0.1 * r)
        for i in order:
            f, y, m = rows[i]
            z = sum(w[k] for k in f)
            p = 1 / (1 + math.exp(-max(-30, min(30, z))))
            e = m * (p - y)
            for k in f:
                g = e + l2 * w[k] / count[k]
                g2[k] += g * g
                w[k] -= step * g / math.sqrt(g2[k])
    return {k: v for k, v in w.items() if abs(v) >= 0.01}


def overlap(a, b):
    return a["in"] == b["in"] and min(a["end"], b["end"]) > max(a["start"], b["start"])


def features(program, path, rules):
    args = [program] + (["--rules", rules] if rules else []) + ["rules", "features", "--as", "jsonl", path]
    out = subprocess.run(args, stdout=subprocess.PIPE, check=True).stdout.decode()
    return {json.loads(l)["key"]: json.loads(l)["candidates"] for l in out.splitlines()}


def share(p):
    return "0" if p < .3 else "1" if p < .5 else "2" if p < .7 else "3" if p < .85 else "4" if p < .95 else "5"


def sigmoid(z):
    return 1 / (1 + math.exp(-max(-30, min(30, z))))


def choose(states, scores, cut, low, least, most):
    out = []
    for i in sorted(range(len(states)), key=lambda i: -scores[i]):
        if len(out) == most or scores[i] < low or (scores[i] < cut and len(out) >= least):
            break
        if len(out) < least or any(f.startswith("where=") and f.endswith("here") for f in states[i]["f"]):
            out.append(i)
    return out


QUAD12 = set("visit meeting call conference commission_session mediation exercise_joint joint_operation intelligence_sharing agreement_signed agreement_reached economic_cooperation training arms_transfer aid support diplomatic_opening concede retreat".split())


def arguments(c, w, cut):
    """what the C program adds once the parties are chosen (src/event/accept.c, argument_features)"""
    st = c["states"]
    score = lambda g, s: sigmoid(sum(w[g].get(k, 0) for k in s["f"]))
    kind = c["kind"]
    if c["symmetric"]:
        p = [score("party", s) for s in st]
        a, r = choose(st, p, cut, .2, 2, 16), []
        top = [p[i] for i in a] + [0, 0]
        first, other, t = top[0], top[1], "pair"
    else:
        pa, pr = [score("actor", s) for s in st], [score("recipient", s) for s in st]
        if kind not in ("attack", "protest", "arrest", "deploy"):
            pa, pr = [x if x >= y else -1 for x, y in zip(pa, pr)], [y if y > x else -1 for x, y in zip(pa, pr)]
        a, r = choose(st, pa, cut, .2, 1, 6), choose(st, pr, cut, .15, 1, 6)
        first, other = pa[a[0]] if a else 0, pr[r[0]] if r else 0
        t = "coop" if kind in QUAD12 else "conf"
    f = ["best.actor=%s|%s" % (share(first), t), "best.other=%s|%s" % (share(other), t), "best.kind=%s|%s" % (share(first), kind),
         "parties=%d,%d|%s" % (min(len(a), 3), min(len(r), 2), t)]
    if len(a) == 1 and len(r) == 1 and a[0] == r[0]:
        f.append("self=" + kind)
    return f, {st[i]["code"] for i in a}, {st[i]["code"] for i in r}


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("program"); ap.add_argument("gold"); ap.add_argument("input")
    ap.add_argument("--none", action="append", default=[]); ap.add_argument("--gsr"); ap.add_argument("--gsr-input")
    ap.add_argument("--extra", nargs=2);
    ap.add_argument("--fold"); ap.add_argument("--rules"); ap.add_argument("-o", default="rules/events/weights.tsv")
    ap.add_argument("--accept-cut", type=float, default=0.45); ap.add_argument("--party-cut", type=float, default=0.72)
    o = ap.parse_args()
    gold = [json.loads(l) for l in open(o.gold, encoding="utf-8") if l.strip()]
    cand = features(o.program, o.input, o.rules)
    k, n = map(int, o.fold.split("/")) if o.fold else (-1, 1)
    parts = defaultdict(list)
    accept = []
    docs = [(g, cand, 1.0) for i, g in enumerate(gold) if not o.fold or i % n != k]
    if o.extra:
        more = features(o.program, o.extra[1], o.rules)
        for l in open(o.extra[0], encoding="utf-8"):
            g = json.loads(l)
            docs.append((g, more, 0.25 if g["id"][0] == "s" else 5.0))
    for g, found, worth in docs:
        for c in found.get(g.get("id") or g.get("page"), []):
            hits = [e for e in g["events"] if any(overlap(v, c) for v in e["evidence"])]
            exact = [e for e in hits if e["kind"] == c["kind"]]
            near = [e for e in hits if PLOVER[e["kind"]] == PLOVER[c["kind"]]]
            y = 1 if exact else 0
            accept.append((c, y, worth * (1.0 if exact or not near else 0.5), exact))
            if not exact:
                continue
            e = exact[0]
            if len(exact) > 1:   # the gold event whose parties stand nearest in the sentence
                codes = {s["code"] for s in c["states"] if any(f.startswith("where=") and f.endswith("here") for f in s["f"])}
                e = max(exact, key=lambda x: len(codes & {p["country"] for p in x["actors"] + x["recipients"]}))
            m = worth / len(exact)
            partial = e.get("partial", [])
            A, R = {p["country"] for p in e["actors"]}, {p["country"] for p in e["recipients"]}
            for s in c["states"]:
                if c["symmetric"]:
                    parts["party"].append((s["f"], s["code"] in A | R, m))
                    continue
                if "actor" not in partial: parts["actor"].append((s["f"], s["code"] in A, m))
                if "recipient" not in partial: parts["recipient"].append((s["f"], s["code"] in R, m))
            if "status" in partial: continue
            d = e.get("date") or {}
            for x in c["dates"]:
                if x["from"]:
                    parts["date"].append((x["f"], x["from"] == d.get("from") and x["to"] == d.get("to"), m))
            for st in ("done", "under_way", "announced"):
                parts[st].append((c["status"], e["status"] == st, m))
            parts["background"].append((c["status"], bool(e["background"]), m))
    w = {g: train(rows) for g, rows in parts.items()}
    rows = []
    for c, y, m, exact in accept:
        f, a, r = arguments(c, w, o.party_cut)
        good = y
        rows.append((c["accept"] + f, good, m))
    for path in o.none:
        for key, cs in features(o.program, path, o.rules).items():
            for c in cs:
                rows.append((c["accept"] + arguments(c, w, o.party_cut)[0], 0, 0.5))
    if o.gsr:
        rows += gsr_rows(o, w)
    w["accept"] = train(rows)
    with open(o.o, "w", encoding="utf-8") as out:
        out.write("# Weights of the event coder's linear model, made by tools/train_events.py; not edited by hand.\ngroup\tfeature\tweight\tsource\n")
        out.write("accept\t(cut)\t%g\tset\nparty\t(cut)\t%g\tset\n" % (o.accept_cut, o.party_cut))
        for g in sorted(w):
            for f in sorted(w[g]):
                out.write("%s\t%s\t%.3f\ttrained\n" % (g, f, w[g][f]))
    print({g: len(x) for g, x in w.items()}, len(rows), "candidates,", sum(y for _, y, _ in rows), "good", file=sys.stderr)


def gsr_rows(o, w):
    """sentences judged for ASSAULT and PROTEST: a candidate of that type is good when the sentence was judged yes"""
    rows = []
    cand = features(o.program, o.gsr_input, o.rules)
    k, n = map(int, o.fold.split("/")) if o.fold else (-1, 1)
    for i, l in enumerate(open(o.gsr, encoding="utf-8")):
        g = json.loads(l)
        if g["label"] == "ambiguous" or (o.fold and i % n == k):
            continue
        for c in cand.get(str(i), []):
            if PLOVER[c["kind"]] == g["event"]:
                rows.append((c["accept"] + arguments(c, w, o.party_cut)[0], int(g["label"] == "yes"), 0.5))
    return rows


main()
