"""What the last look at a happening is trained on: which of the days that a text tells is its own, and what became of it (src/event/last.h).

A happening, as `mirqab rules features` tells it, with the judged event that it is; a row for each of its days and for each status."""
import json
import numpy as np
import trees

STATUS = ("done", "under_way", "announced", "cancelled")
DAYS_TREES = dict(rounds=160, leaves=20, rate=0.06)
STAGES_TREES = dict(rounds=160, leaves=16, rate=0.06)


def told_in(line):
    """(key, happenings) of a line that the program prints: they stand behind the candidates, and all else need not be read"""
    at, head = line.find(b',{"happening"'), line.index(b',"candidates"')
    return json.loads(line[:head] + b"}")["key"], json.loads(b"[" + line[at + 1:line.rindex(b"]")] + b"]") if at >= 0 else []


def overlaps(span, where, start, end):
    return span["in"] == where and min(span["end"], end) > max(span["start"], start)


def likeness(event, happening):
    """below 0 where it is surely another; more where the word itself was judged"""
    told = [("body" if inside else "title", start, end) for inside, start, end in happening["evidence"]]
    if event["kind"] != happening["happening"] or not any(overlaps(v, *t) for v in event["evidence"] for t in told):
        return -1
    return 2 * overlaps(event["trigger"], happening["in"], *happening["trigger"]) + any(overlaps(event["trigger"], *t) for t in told)


def judged(events, happenings):
    """(judged event, happening), each event once; the surer happenings come first"""
    left, out = list(events), []
    for h in happenings:
        best = max(left, key=lambda e: likeness(e, h), default=None)
        if best is not None and likeness(best, h) >= 0:
            out.append((best, h))
            left = [e for e in left if e is not best]
    return out


def rows(docs, happenings, worth):
    days, stages = [], []
    for d in docs:
        for e, h in judged(d["gold"]["events"], happenings.get(d["id"], [])) if d["source"] in ("gold", "annotated") else []:
            day, weight = e.get("date") or {}, worth[d["source"]]
            days += [(x["f"], (x["from"], x["to"]) == (day.get("from"), day.get("to")), weight) for x in h["days"]]
            stages += [(x["f"], e["status"] == status, weight) for status, x in zip(STATUS, h.get("stages", []))]
    return days, stages


def fit(rows_of, **how):
    if not rows_of:
        return []
    x, y, w = (np.array(column, dtype=np.float32) for column in zip(*rows_of))
    return trees.train(x, y.astype(float), w.astype(float), np.zeros(len(x)), **how)


def train(docs, happenings, worth):
    days, stages = rows(docs, happenings, worth)
    return dict(days=fit(days, **DAYS_TREES), stages=fit(stages, **STAGES_TREES))
