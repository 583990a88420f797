"""What the last look at a happening is trained on: which of the days that a text tells is its own, what became of it, and whether it is
one at all or another's second telling (src/event/last.h).

A happening, as `mirqab rules features` tells it, with the judged event that it is; a row for each of its days (of which one may be right) and
for each status (of which one is), and one for the happening: found, or a match too many."""
import json
import numpy as np
import trees

JUDGED_WHOLE = ("gold", "annotated", "written", "none")  # sources whose documents are judged whole: what is not told there did not happen
STATUS = ("done", "under_way", "announced", "cancelled")
COURSE = ".course"  # the group of a status's words
DAYS_TREES = dict(rounds=160, leaves=20, rate=0.06)
STAGES_TREES = dict(rounds=160, leaves=20, rate=0.05)
KEPT_TREES = dict(rounds=300, leaves=24, rate=0.03)


def told_in(line):
    """(key, happenings) of a line that the program prints: they stand behind the candidates, and all else need not be read"""
    at, head = line.find(b',{"happening"'), line.index(b',"candidates"')
    key = json.loads(line[:head] + b"}")["key"]
    if at < 0:
        return key, []
    *happenings, last = json.loads(b"[" + line[at + 1:line.rindex(b"]")] + b"]")
    return key, [dict(h, **w) for h, w in zip(happenings, last["wholes"])]


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


NO_SUM = -8.0  # what words say for the other days, the other statuses, where there is none


def told_rows(docs, happenings, worth):
    """(judged event, happening, what it counts)"""
    return [(e, h, worth[d["source"]]) for d in docs if d["source"] in JUDGED_WHOLE and d["source"] != "none"
            for e, h in judged(d["gold"]["events"], happenings.get(d["id"], []))]


def word_rows(docs, happenings, worth):
    """for linear models of words: is a day the happening's, by those around it? has it come so far, by those of its tellings?"""
    told = told_rows(docs, happenings, worth)
    days = [(x["said"], is_day_of(e, x), weight) for e, h, weight in told for x in h["days"]]
    return dict({"day": days}, **{status + COURSE: [(h["course"], e["status"] == status, weight) for e, h, weight in told if "course" in h] for status in STATUS})


def is_day_of(event, x):
    day = event.get("date") or {}
    return (x["from"], x["to"]) == (day.get("from"), day.get("to"))


def hear(rows_of, at, sums):
    """puts what words weigh together for each of some choices among what the trees look at: its own sum, the best other, between them"""
    for i, (x, z) in enumerate(zip(rows_of, sums)):
        other = max([NO_SUM] + sums[:i] + sums[i + 1:])
        x["f"][at:at + 3] = [z, other, z - other]


def hear_all(happenings, weight):
    """of models that did not see the article: weights by the numbers of features"""
    total = lambda group, features: round(float(weight[group][features].sum()), 2)
    for h in happenings:
        hear(h["days"], h["days"][0]["heard"] if h["days"] else 0, [total("day", x["said"]) for x in h["days"]])
        if "course" in h:
            hear(h["stages"], h["stage_heard"], [total(status + COURSE, h["course"]) for status in STATUS])


def choices(told, of, right):
    """rows for trees of which one is right of each happening's choices: (numbers, share, weight), and the set of each row. of: the choices
    of a happening, right(event, choice, number of the choice)"""
    out, sets = [], []
    for n, (e, h, weight) in enumerate(told):
        good = [right(e, x, i) for i, x in enumerate(of(h))]
        out += [(x["f"], g / max(1, sum(good)), weight) for x, g in zip(of(h), good)]
        sets += [n] * len(good)
    return out, np.array(sets)


def same_parties(event, happening):
    """as the score of records has it: of equals the roles do not count, of a conference half of all is enough"""
    states = lambda role: {p["country"] for p in event[role]}
    told = [set(happening["actors"]), set(happening["recipients"])]
    if event["kind"] == "conference":
        mine, theirs = states("actors") | states("recipients"), told[0] | told[1]
        return 2 * len(mine & theirs) >= len(mine | theirs) and bool(mine & theirs)
    if happening["equals"]:
        return states("actors") | states("recipients") == told[0] | told[1]
    return [states("actors"), states("recipients")] == told


def found_in(events, happenings):
    """which happenings count as found, parties and all, when each judged event counts once: the surer are matched first, as the score of
    records does it"""
    tells = lambda h, e: h["happening"] == e["kind"] and same_parties(e, h) and any(
        overlaps(v, "body" if inside else "title", start, end) for v in e["evidence"] for inside, start, end in h["evidence"])
    owner = {}

    def place(i, asked):
        for k, e in enumerate(events):
            if k not in asked and tells(happenings[i], e):
                asked.add(k)
                if k not in owner or place(owner[k], asked):
                    owner[k] = i
                    return True
        return False

    for i in sorted(range(len(happenings)), key=lambda i: -happenings[i]["kept"][0]):
        place(i, set())
    return set(owner.values())


def kept_rows(docs, happenings, worth):
    out = []
    for d in docs:
        if d["source"] not in JUDGED_WHOLE:
            continue
        told = happenings.get(d["id"], [])
        found = found_in(d["gold"]["events"] if "gold" in d else [], told)
        out += [(h["kept"], i in found, worth[d["source"]]) for i, h in enumerate(told)]
    return out


def fit(rows_of, mend=False, **how):
    """mend: the first number is the sum that the trees set out from"""
    if not rows_of:
        return []
    x, y, w = (np.array(column, dtype=np.float32) for column in zip(*rows_of))
    return trees.train(x, y.astype(float), w.astype(float), x[:, 0].astype(float) if mend else np.zeros(len(x)), **how)


def train(docs, happenings, worth):
    told = told_rows(docs, happenings, worth)
    days, of_days = choices(told, lambda h: h["days"], lambda e, x, i: is_day_of(e, x))
    staged = [(e, h, weight) for e, h, weight in told if e["status"] in STATUS]
    stages, of_stages = choices(staged, lambda h: h.get("stages", []), lambda e, x, i: e["status"] == STATUS[i])
    kept = fit(kept_rows(docs, happenings, worth), mend=True, **KEPT_TREES)
    return dict(days=fit(days, sets=of_days, none=True, **DAYS_TREES), stages=fit(stages, sets=of_stages, **STAGES_TREES), kept=kept)
