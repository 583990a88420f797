#!/usr/bin/env python3
"""Trains the event coder's linear models, judges them by cross-validation, and writes their weights as one table.

usage: train_events.py [--program P] [--shared DIR] [--work DIR] [--folds N] [--annotated FILE] [--judged FILE] [--reviewed FILE] [--no-cv] [--cv-only] [--cuts A,B] [-o TABLE]

From DIR (../shared) come: gold/cooperation_dev (articles with events), data/gsr (sentences judged for ASSAULT and PROTEST),
data/news (articles of sport, culture, economy, technology: no event; those of its dev part are only measured on), grammar/
(skeletons that are filled, tools/event_sentences.py). FILE of --judged: candidates of news articles that we judged
(tools/train/judged.tsv). FILE of --annotated: news articles that we judged whole. FILE of --reviewed: what `mirqab review rows` prints.

Folds: by article for what was judged (near-copies stay together), by document for the sentences, by article for the rest. The models of
parties, dates and status are trained first; the model that accepts sees what they give on folds that they did not see.
Sparse logistic regression with an L2 penalty, minimised by L-BFGS: the same data give the same table. Wants numpy and scipy.
"""
import argparse, collections, gzip, hashlib, json, multiprocessing, os, pathlib, re, subprocess, sys, time
import numpy as np
from scipy import sparse
from scipy.optimize import minimize

TREE = pathlib.Path(__file__).resolve().parent.parent
sys.path[:0] = [str(TREE / "tools"), str(TREE / "tools/train")]
import last
import trees
from train_parties import Parties
SECTIONS = set("sport culture economy technology science diverse اقتصاد".split()) | {" أخبار منوعة", "رياضة", "فن وثقافة"}
PLAIN = set("sport culture economy اقتصاد رياضة".split())  # what the bar asks for: sport, culture, weather, economy
POLITICS = set("internationalNews middleEast politics politic سياسة".split())
NONE_TRAIN, NONE_TEST, POLITICS_TRAIN = 800, 500, 500
SAME = {}  # pairs of candidates of one kind, by the document's id
PAIRS = {}  # the same pairs as the trees look at them: (first, second, numbers)
FEATURES = {}  # a number for each name of a feature
TOPIC = {}  # features of what a document is about, by id
WORDS = {}  # features of a sentence that comes without its article, by id: its words
SEEN = {}  # what the rules see in such a sentence: {type of event: features}, by id
LIKELY, SELDOM = -0.4, 0.3  # a candidate's sum from which it may be accepted; what a pair counts with one below
BESIDE = 0.3  # what the parties of a telling count where the word that was judged is another one
MANY_PARTIES, OF_NUMBER = 3, ("conference/three_talk", "conference/gathers")
JUDGED = ("gold", "annotated", "written", "judged", "reviewed", "made", "rules")
READ_WHOLE = ("gold", "annotated", "written")  # sources whose articles come with all their events
# types of events that sentences without their articles were judged for
SENTENCES = {"ASSAULT", "PROTEST"}
SECOND_TREES = dict(rounds=260, leaves=24, rate=0.06)
ALONE_WORTH = dict(gsr=1.0, rules=8.0, made=0.3)  # what a row of each source counts there
CUT_FOLDS = 5
CUT_SLACK = 0.01  # cuts whose F1 is so near the best are as good; the middle one is taken
STATUS = last.STATUS
# trees that look at happenings when all is merged, and the header that lists what they see
TREES_OF_HAPPENINGS = dict(days="last.h", stages="last.h", kept="last.h")
# one set of features in five roles, "done.status" in the table
STATUS_GROUPS = STATUS + ("background",)
PARTY_GROUPS, WAY_GROUPS = ".state", (".phrase", "way")
# how heavy a weight is to its group: by that measure the heaviest fill a table up to this length (bytes), least of all the many that are
# words; where all would fit, those lighter than the measure are left out all the same
LIGHTEST = collections.defaultdict(lambda: 0.05, accept=0.03, words=0.06, told=0.1, **{status + last.COURSE: 0.08 for status in last.STATUS})
LONGEST = 3_900_000
USUAL_RARITY = 5.0
UNHELD = 0.001  # the L2 of what all rows have
# how much a row of each source counts against one of the gold
WORTH = dict(gold=2.0, annotated=1.0, written=0.7, gsr=0.5, none=1.5, made=0.2, rules=4.0, politics=0.0, judged=1.0, reviewed=1.0)
L2 = dict(alone=0.4, topic=3.0, accept=15.0, words=48.0, same=10.0, told=60.0, parties=4.0, date=10.0, done=8.0, under_way=6.0, announced=5.0, cancelled=5.0, background=10.0, **{"words of the last look": 12.0})
# features of the models that accept and that tell happenings apart ("told") that are words: of these the common ones are held back more (L2 "words" is of one as rare as USUAL_RARITY)
WORD_FEATURES = ("in=", "near=", "title=", "word=", "l1=", "l2=", "l3=", "r1=", "r2=", "r3=", "w.")


def lines(path):
    op = gzip.open if str(path).endswith(".gz") else open
    with op(path, "rt", encoding="utf-8") as f:
        for l in f:
            if l.strip():
                yield json.loads(l)


def overlap(a, b):
    return a["in"] == b["in"] and min(a["end"], b["end"]) > max(a["start"], b["start"])


def number(text):
    return int(hashlib.sha256(text.encode()).hexdigest()[:12], 16)


# --- the sources, each a list of documents {id, source, fold, in: the line that `read` takes, …} ---------------------------------------

def near_copies(docs):
    """documents that share a tenth of their runs of six words are of one group"""
    def shingles(d):
        w = re.findall(r"\w+", d["in"]["body"])
        return {" ".join(w[i:i + 6]) for i in range(len(w) - 5)}
    group, seen, where = list(range(len(docs))), [shingles(d) for d in docs], collections.defaultdict(list)
    for i in range(len(docs)):
        common = collections.Counter(j for words in seen[i] for j in where[words])
        for words in seen[i]:
            where[words].append(i)
        for j, n in sorted(common.items()):
            if n * 10 > min(len(seen[i]), len(seen[j])):
                a, b = group[i], group[j]
                group = [min(a, b) if g in (a, b) else g for g in group]
    return group


def whole(source, gold, inputs):
    """articles whose events were judged whole"""
    golds = {g["id"]: g for g in lines(gold)}
    return [dict(id=x["id"], source=source, **{"in": x}, gold=golds[x["id"]]) for x in lines(inputs)]


def from_gold(o):
    return whole("gold", o.shared / "gold/cooperation_dev.jsonl", o.shared / "gold/cooperation_dev_in.jsonl")


def from_annotated(o):
    """articles that are not here, joined with their text (tools/train/annotated.py)"""
    if not o.annotated or not os.path.exists(o.annotated):
        return []
    gold, inputs = o.work / "annotated.jsonl", o.work / "annotated_in.jsonl"
    subprocess.run([sys.executable, str(TREE / "tools/train/annotated.py"), "join", str(o.shared / "data/news"), o.annotated, str(gold), str(inputs)], check=True)
    return whole("annotated", gold, inputs)


def from_written(o):
    """articles of our own writing (tools/train/written.py)"""
    gold, inputs = o.work / "written.jsonl", o.work / "written_in.jsonl"
    subprocess.run([sys.executable, str(TREE / "tools/train/written.py"), "join", o.written, str(gold), str(inputs)], check=True)
    return whole("written", gold, inputs)


def deal(o, docs):
    """the folds: near-copies together, one source after the other so that each is spread evenly; an article judged twice counts once"""
    group = near_copies(docs)
    for n, g in enumerate(sorted(set(group), key=lambda g: (docs[g]["source"], number(docs[g]["id"])))):
        for i, d in enumerate(docs):
            if group[i] == g:
                d["fold"] = n % o.folds


def from_gsr(o):
    return [dict(id=str(i), source="gsr", gsr=g, fold=number(g["id"].rsplit("-", 1)[0]) % o.folds, **{"in": {"id": str(i), "body": g["text"]}})
            for i, g in enumerate(lines(o.shared / "data/gsr/gsr_dev.jsonl"))]


def news_line(x, key):
    return {"id": key, "title": x["title"], "body": x["body"], "published": x.get("date")}


def from_none(o, part, most, sections):
    picked = sorted((number(x["id"]), x["id"], x) for x in lines(o.shared / f"data/news/{part}.jsonl.gz") if (x.get("category") or "") in sections)[:most]
    return [dict(id="none-" + key, source="none", fold=n % o.folds, **{"in": news_line(x, "none-" + key)}) for n, key, x in picked]


def from_politics(o):
    """only to tell what an article is about"""
    return [dict(d, id="state-" + d["id"], source="politics", **{"in": dict(d["in"], id="state-" + d["id"])}) for d in from_none(o, "train", POLITICS_TRAIN, POLITICS)]


def topic_rows(docs):
    about = dict(gold=True, annotated=True, written=True, judged=True, politics=True, none=False)
    tells = lambda d: d["source"] not in ("annotated", "written") or d["gold"]["events"]
    return [(TOPIC[d["id"]], about[d["source"]], 1.0) for d in docs if d["source"] in about and d["id"] in TOPIC and tells(d)]


def alone_rows(docs, found):
    """of sentences without their article in which a rule sees a type of event: (document, type, [bias, words, what the rules see], how far people
    say that it tells of one, weight). People who did not agree count by their votes. Examples and filled skeletons keep plain sentences in"""
    for d in docs:
        said = collections.defaultdict(set)
        done = d["source"] in ("rules", "made") and all(e["status"] == "done" for e in d["gold"]["events"])
        for c in found.get(d["id"], []) if done else []:
            said[PLOVER[c["kind"]]] |= {good for _, good, _ in verdicts(d, c)}
        if d["source"] == "gsr":
            g = d["gsr"]
            said = {g["event"]: {(g["accept"] / max(1, g["total"]) + (g["label"] == "yes")) / 2}}
        for event in set(said) & SENTENCES & set(SEEN.get(d["id"], {})):
            blocks = [numbers(["bias"]), WORDS[d["id"]], SEEN[d["id"]][event]]
            yield d, event, blocks, float(max(said[event])), ALONE_WORTH[d["source"]]


def alone_fit(rows):
    return train([(np.concatenate(blocks), yes, worth) for _, _, blocks, yes, worth in rows], L2["alone"], even=[blocks for _, _, blocks, _, _ in rows])


def alone_cut(rows, missed):
    """the sum from which sentences count as found: best by F1 on folds that the model did not see. missed: sentences judged yes without a candidate"""
    names, seen = list(FEATURES), []
    part = {d["id"]: number("cut " + d["gsr"]["id"].rsplit("-", 1)[0]) % CUT_FOLDS for d, _, _, _, _ in rows if d["source"] == "gsr"}
    for k in range(CUT_FOLDS):
        model = alone_fit([r for r in rows if part.get(r[0]["id"]) != k])
        for d, _, blocks, _, _ in rows:
            if part.get(d["id"]) == k and d["gsr"]["label"] != "ambiguous":
                seen.append((sum(sum(model.get(names[i], 0) for i in b) / max(1, len(b)) ** 0.5 for b in blocks), d["gsr"]["label"] == "yes"))
    seen.sort(key=lambda x: -x[0])
    yes = missed + sum(good for _, good in seen)
    f = 2 * np.cumsum([good for _, good in seen]) / (np.arange(1, len(seen) + 1) + yes)
    return float(np.median([seen[i][0] for i in np.flatnonzero(f >= f.max() - CUT_SLACK)]))


def alone_models(docs, found):
    """whether a sentence tells of a type of event: a model for each type that sentences were judged for, and its cut"""
    models, cuts = {}, {}
    rows = list(alone_rows(docs, found))
    for event in sorted({r[1] for r in rows}):
        mine = [r for r in rows if r[1] == event]
        here = {r[0]["id"] for r in mine}
        missed = sum(d["source"] == "gsr" and d["gsr"]["event"] == event and d["gsr"]["label"] == "yes" and d["id"] not in here for d in docs)
        for name, w in alone_fit(mine).items():
            seen = name.startswith("seen ")
            models.setdefault(event + ".accept" * seen, {})[name.removeprefix("seen ")] = w
        cuts[event] = 1 / (1 + np.exp(-alone_cut(mine, missed)))
    return dict(models, alone=cuts)


def from_made(o):
    import event_sentences
    rows = [(b, [e]) for b, e in event_sentences.from_skeletons(str(o.shared / "grammar"))] if (o.shared / "grammar").exists() else []
    own = [(b, es) for b, es in event_sentences.from_rules(str(TREE / "rules/events"))]
    return [dict(id=f"made-{i}", source="made" if i < len(rows) else "rules", fold=None, gold={"events": es},
                 **{"in": {"id": f"made-{i}", "title": "", "body": b, "published": "2025-03-12"}}) for i, (b, es) in enumerate(rows + own)]


def from_judged(o):
    """article, in, byte of the sentence, kind, yes, actors, recipients, status, background: facts about articles that are not here"""
    if not o.judged or not os.path.exists(o.judged):
        return []
    said = collections.defaultdict(list)
    for l in open(o.judged, encoding="utf-8"):
        if l.strip() and l[0] != "#" and not l.startswith("article\t"):
            c = l.rstrip("\n").split("\t")
            said[c[0]].append(dict(zip(("in", "start", "kind", "yes", "actors", "recipients", "status", "background"), c[1:9])))
    return [dict(id="judged-" + x["id"], source="judged", said=said[x["id"]], **{"in": news_line(x, "judged-" + x["id"])})
            for x in lines(o.shared / "data/news/train.jsonl.gz") if x["id"] in said]


def from_reviewed(o):
    docs = {}
    for x in lines(o.reviewed) if o.reviewed else []:
        d = docs.setdefault(x["id"], dict(id="reviewed-" + x["id"], source="reviewed", fold=number(x["id"]) % o.folds, reviewed=[], **{"in": dict(x, id="reviewed-" + x["id"])}))
        d["in"].pop("said", None)
        d["reviewed"].append(x["said"])
    return list(docs.values())


# --- features from the program ------------------------------------------------------------------------------------------------

def write_lines(path, docs):
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "w", encoding="utf-8") as f:
        for d in docs:
            f.write(json.dumps(d["in"], ensure_ascii=False) + "\n")


def run(o, argv, rules=None):
    return subprocess.run([o.program] + (["--rules", str(rules)] if rules else []) + argv, stdout=subprocess.PIPE, check=True).stdout.decode().splitlines()


def features_of(o, docs, rules):
    """files of what `rules features` prints of docs; in two halves, one a core"""
    started = []
    for i in range(2):
        path = o.work / f"in{i}.jsonl"
        write_lines(path, docs[i::2])
        out = open(o.work / f"out{i}.jsonl", "wb")
        started.append((subprocess.Popen([o.program] + (["--rules", str(rules)] if rules else []) + ["rules", "features", "--as", "jsonl", str(path)], stdout=out), out))
    for p, out in started:
        if p.wait():
            sys.exit("mirqab rules features failed")
        out.close()
    return [o.work / f"out{i}.jsonl" for i in range(2)]


def candidates(o, docs, rules, ways=False, again=False):
    """{id: [candidate]} of docs; in two halves, one a core. With `ways` also what the model of parties is trained on; `again`: only what
    the second look sees"""
    judged = {d["id"] for d in docs if ways and d["source"] in JUDGED}
    lone = {d["id"] for d in docs if d["source"] in ALONE_WORTH}
    found = {}
    for path in features_of(o, docs, rules):
        for x in lines(path):
            found[x["key"]] = [seen_again(c) if again else numbered(c, x["key"] in judged) for c in x["candidates"] if "kind" in c]
            for c, look in zip(found[x["key"]], [c["again"] for c in x["candidates"] if "again" in c]):
                c["again"] = np.array(look, dtype=np.float32)
            if again:
                PAIRS[x["key"]] = [(*c["same"], np.array(c["look"], dtype=np.float32)) for c in x["candidates"] if "same" in c]
                continue
            for c in x["candidates"]:
                c.pop("look", None)
            SAME[x["key"]] = [dict(c, f=numbers(c["f"])) for c in x["candidates"] if "same" in c]
            WORDS.update((x["key"], numbers(c["words"])) for c in x["candidates"] if "alone" in c and x["key"] in lone)
            SEEN.update({x["key"]: {PLOVER[c["of"]]: numbers(c["seen"], "seen ") for c in x["candidates"] if "of" in c}} if x["key"] in lone else {})
            TOPIC.update((x["key"], numbers(c["topic"])) for c in x["candidates"] if "about" in c)
    return found


def happenings(o, docs, rules):
    """{id: [happening]} of docs, as the last look sees them"""
    found = {}
    for path in features_of(o, docs, rules):
        with open(path, "rb") as f:
            found.update(last.told_in(l) for l in f)
    for h in (h for told in found.values() for h in told):
        for x in h["days"]:
            x["said"] = numbers(x["said"])
        if "course" in h:
            h["course"] = numbers(h["course"])
    return found


def numbers(features, part=""):
    """names of features as numbers: they come by the million"""
    return np.array(sorted({FEATURES.setdefault(part + f, len(FEATURES)) for f in features}), dtype=np.int32)


def seen_again(c):
    return dict({k: c[k] for k in ("kind", "rule", "in", "start", "end", "trigger")}, states=[dict(code=s["code"], here=True) for s in c["states"] if s["here"]])


def way_cells(ways):
    """a row a way: its sides, its shape, the numbers of its own features and -1 for those that it has not"""
    own = [[FEATURES.setdefault("way " + f, len(FEATURES)) for f in w[3:]] for w in ways]
    most = max(map(len, own), default=0)
    return np.array([w[:3] + f + [-1] * (most - len(f)) for w, f in zip(ways, own)], dtype=np.int32).reshape(len(ways), 3 + most)


def numbered(c, ways):
    for s in c["states"]:
        s["f"] = numbers(s["f"], "state ") if ways else None
    for p in c["phrases"] if ways else []:
        p["f"] = numbers(p["f"], "phrase ")
    c["shapes"] = [numbers(x["f"], "way ") for x in c["shapes"]] if ways else None
    c["ways"] = way_cells(c["ways"] if ways else [])
    if not ways:
        c["phrases"] = c["sides"] = None
    for x in c["dates"]:
        x["f"] = numbers(x["f"])
    c["status"], c["accept"] = numbers(c["status"]), numbers(c["accept"])
    return c


# --- the model ----------------------------------------------------------------------------------------------------------------

def train(rows, l2, least=2, even=None, words=0):
    """rows: [(features, label, weight)]; gives {feature: weight}. It sets out from nothing: weights that saw other folds would let the
    labels of this one through. words: the L2 of features that are words, where it is another. even: of each row the blocks that its features
    come in; those of a block share one weight (each has 1 / sqrt of their number), and rarer ones may weigh more. A label may be a share"""
    rows = [r for r in rows if r[2] > 0]
    if not rows:
        return {}
    values = np.concatenate([np.full(len(b), max(1, len(b)) ** -0.5) for blocks in even for b in blocks]) if even else None
    at = np.cumsum([0] + [len(f) for f, _, _ in rows])
    cols = np.concatenate([f for f, _, _ in rows])
    seen = np.bincount(cols, minlength=len(FEATURES))
    kept = np.flatnonzero(seen >= least)
    names = list(FEATURES)
    names = [names[i] for i in kept]
    rarity = np.maximum(np.log(len(rows) / seen[kept]), 0.5) / USUAL_RARITY
    x = sparse.csr_matrix((np.ones(len(cols)) if values is None else values, cols, at), shape=(len(rows), len(FEATURES)))[:, kept]
    y = np.array([float(r[1]) for r in rows])
    m = np.array([r[2] for r in rows])
    scale, hold = np.ones(len(kept)), np.full(len(kept), float(l2))
    if words:
        hold = np.where([n.startswith(WORD_FEATURES) for n in names], words / rarity ** 2, hold)
    if even:
        scale = rarity + 1 / USUAL_RARITY
        x = x @ sparse.diags(scale)
        hold[[n == "bias" for n in names]] = UNHELD
    turned = x.T.tocsr()

    def loss(w):
        z = x @ w
        p = 1 / (1 + np.exp(-np.clip(z, -35, 35)))
        value = np.sum(m * (np.logaddexp(0, z) - y * z)) + 0.5 * hold @ (w * w)
        return value, turned @ (m * (p - y)) + hold * w

    w = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B", options={"maxiter": 120, "ftol": 1e-7}).x
    return {k: round(float(v), 3) for k, v in zip(names, w * scale) if abs(v) >= 0.03}


def codes(party):
    return {p["country"] for p in party}


def turned(c, e, word):
    """is the talk that a candidate tells a judged event of the other kind, which the number of its parties makes of it (tell_by_number in
    src/event/coder.c): three in its sentence a conference of a meeting, two states a meeting of a conference"""
    parties = codes(e["actors"]) | codes(e["recipients"])
    if not overlap(e.get("trigger", c), word):
        return False
    if c["kind"] == "meeting":
        return e["kind"] == "conference" and sum(s["code"] in parties for s in c["states"] if s["here"]) >= MANY_PARTIES
    return c["rule"] in OF_NUMBER and e["kind"] == "meeting" and len(parties) == 2 and "IGO" not in parties


def verdicts(d, c):
    """[(gold event or None, good, share)] of a candidate; none where nobody judged it"""
    if d["source"] == "gsr":
        g = d["gsr"]
        if g["label"] == "ambiguous" or PLOVER[c["kind"]] != g["event"]:
            return []
        return [(None, g["label"] == "yes", 1.0)]
    if d["source"] == "politics":
        return []
    if d["source"] == "none":
        return [(None, False, 1.0)]
    if d["source"] == "judged":
        return [(event_of(j) if j["yes"] == "1" else None, j["yes"] == "1", 1.0) for j in d["said"]
                if j["in"] == c["in"] and int(j["start"]) == c["start"] and j["kind"] == c["kind"]]
    if d["source"] == "reviewed":
        return [v for j in d["reviewed"] for v in said_of(d, j, c)]
    hits = [e for e in d["gold"]["events"] if any(overlap(v, c) for v in e["evidence"])]
    word = {"in": c["in"], "start": c["trigger"][0], "end": c["trigger"][1]}
    exact = [e for e in hits if e["kind"] == c["kind"]] or [e for e in hits if turned(c, e, word)]
    near = [e for e in hits if PLOVER[e["kind"]] == PLOVER[c["kind"]]]
    if not exact:
        return [(None, False, 0.5 if near else 1.0)]
    here = {s["code"] for s in c["states"] if s["here"]}
    return [(max(exact, key=lambda e: (overlap(e["trigger"], word) if "trigger" in e else False, len(here & (codes(e["actors"]) | codes(e["recipients"]))))), True, 1.0)]


def event_of(j):
    listed = lambda t: [{"country": c} for c in t.split(",") if len(c) == 3]
    partial = ([] if j.get("status") else ["status"]) + [n for n in ("actor", "recipient") if j.get(n + "s") == "?"]
    return dict(kind=j["kind"], status=j.get("status") or "done", background=j.get("background") == "1", actors=listed(j["actors"]), recipients=listed(j["recipients"]), date=None, partial=partial)


def said_of(d, j, c):
    """what a person said in review, of this candidate"""
    body = d["in"]["title" if c["in"] == "title" else "body"].encode()
    sentence = body[c["start"]:c["end"]].decode("utf-8", "replace")
    if sentence.strip() != j["sentence"].strip():
        return []
    kind = j["changes"].get("kind", j["kind"])
    if j["verdict"] == "reject" or c["kind"] != kind:
        return [(None, False, 1.0)] if c["kind"] == j["kind"] else []
    e = event_of(dict(kind=kind, actors=j["changes"].get("actors", j["actors"]), recipients=j["changes"].get("recipients", j["recipients"])))
    return [(e, True, 1.0)]


def argument_rows(docs, found):
    """rows for the models of dates, status"""
    parts = collections.defaultdict(list)
    for d in docs:
        for c in found.get(d["id"], []):
            for e, good, share in verdicts(d, c):
                if e is None:
                    continue
                m = WORTH[d["source"]] * share
                if "status" in e.get("partial", []):
                    continue
                day = e.get("date") or {}
                for x in c["dates"] if d["source"] != "judged" else []:
                    if x["from"]:
                        parts["date"].append((x["f"], x["from"] == day.get("from") and x["to"] == day.get("to"), m))
                for st in STATUS:
                    parts[st].append((c["status"], e["status"] == st, m))
                parts["background"].append((c["status"], bool(e["background"]), m))
    return parts


def party_rows(docs, found):
    """for the model of parties: with the document's id, who was judged to be actor and recipient"""
    rows = []
    for d in docs:
        for c in found.get(d["id"], []) if d["source"] in JUDGED else []:
            for e, good, share in verdicts(d, c):
                if e is None or {"actor", "recipient"} & set(e.get("partial", [])):
                    continue
                word = {"in": c["in"], "start": c["trigger"][0], "end": c["trigger"][1]}
                beside = d["source"] in READ_WHOLE and not ("trigger" in e and overlap(e["trigger"], word))
                rows.append((d, (c, frozenset(codes(e["actors"])), frozenset(codes(e["recipients"])), WORTH[d["source"]] * share * (BESIDE if beside else 1))))
    return [r for r in rows if len(r[1][0]["ways"]) and r[1][3] > 0]


def second_trees(docs, found):
    """what mends the sum of the model that accepts, when the sums of all candidates of a document are known"""
    rows = [(c["again"], good, WORTH[d["source"]] * share) for d in docs if d["source"] != "gsr"
            for c in found.get(d["id"], []) for _, good, share in verdicts(d, c) if WORTH[d["source"]] * share > 0]
    x = np.array([r[0] for r in rows])
    return trees.train(x, np.array([float(r[1]) for r in rows]), np.array([r[2] for r in rows]), x[:, 0], **SECOND_TREES)


def accept_rows(docs, found):
    rows = []
    for d in docs:
        for c in found.get(d["id"], []):
            rows += [(c["accept"], good, WORTH[d["source"]] * share) for _, good, share in verdicts(d, c)]
    return rows


def told_by(d, found):
    """the judged event that each candidate of a document surely tells, or None"""
    of = [[e for e in d["gold"]["events"] if e["kind"] == c["kind"] and any(overlap(v, c) for v in e["evidence"])] for c in found.get(d["id"], [])]
    words = [{"in": c["in"], "start": c["trigger"][0], "end": c["trigger"][1]} for c in found.get(d["id"], [])]
    named = [[e for e in es if overlap(e["trigger"], w)] for es, w in zip(of, words)]
    return [n[0] if len(n) == 1 else es[0] if len(es) == 1 else None for n, es in zip(named, of)]


def same_rows(docs, found):
    """pairs of tellings that surely belong to an event each: is it the same?"""
    rows = []
    for d in docs:
        sure = told_by(d, found) if d["source"] in READ_WHOLE else []
        for p in SAME.get(d["id"], []) if sure else []:
            x, y = (sure[i] for i in p["same"])
            if x and y:
                rows.append((p["f"], x is y, 1.0))
    return rows


def pair_trees(docs, again):
    """what mends the linear model's sum of two tellings; pairs that are likely to be accepted count whole"""
    rows = []
    for d in docs:
        sure = told_by(d, again) if d["source"] in READ_WHOLE else []
        sums = [c["again"][0] for c in again.get(d["id"], [])]
        rows += [(look, sure[i] is sure[k], 1.0 if min(sums[i], sums[k]) > LIKELY else SELDOM)
                 for i, k, look in (PAIRS.get(d["id"], []) if sure else []) if sure[i] and sure[k]]
    x = np.array([r[0] for r in rows])
    return trees.train(x, np.array([float(r[1]) for r in rows]), np.array([r[2] for r in rows]), x[:, 0], rounds=90, rate=0.08)


# --- tables -------------------------------------------------------------------------------------------------------------------

def write_part(path, head, rows):
    """the heaviest of the rows, (how heavy, line), that fit"""
    bound, bytes_of = 1.0, sorted(((heavy, len(r.encode())) for heavy, r in rows), reverse=True)
    room = LONGEST - len(head.encode())
    for heavy, n in bytes_of:
        room -= n
        if room < 0:
            bound = heavy * 1.0001
            print("%s: weights lighter than %.2f times the bound are left out, so that it fits" % (path, bound), file=sys.stderr)
            break
    path.write_text(head + "".join(r for heavy, r in rows if heavy >= bound), encoding="utf-8")


def place_of(group, feature):
    """which table a weight stands in, and by which measure it is heavy"""
    word = feature.startswith(WORD_FEATURES)
    if group == "accept" and word:
        return "_words", "words"
    if group == "same" and word:
        return "", "told"
    if group in STATUS_GROUPS:
        return "_status", group
    if group.endswith(PARTY_GROUPS):
        return "_parties", group
    if group.endswith(WAY_GROUPS):
        return "_ways", group
    return ("_last" if is_heard_last(group) else ""), group


def write_table(path, models, cuts):
    """weights in six tables: words of the model that accepts, status, a party by its state, ways to fill the roles, words of the last look, and the rest"""
    path = pathlib.Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    trees.write(path.with_name("trees.txt"), "Boosted trees over what src/event/second.h lists, made by `make train-events`; not edited by hand.", models.get("second", []))
    trees.write(path.with_name("pairs.txt"), "Boosted trees over what src/event/pair.h lists, made by `make train-events`; not edited by hand.", models.get("pairs", []))
    for name, seen in TREES_OF_HAPPENINGS.items():
        trees.write(path.with_name(name + ".txt"), f"Boosted trees over what src/event/{seen} lists, made by `make train-events`; not edited by hand.", models.get(name, []))
    cuts = dict(cuts, **models.get("alone", {}))
    head = "# Weights of the event coder's linear models, made by `make train-events`; not edited by hand.\ngroup\tfeature\tweight\tsource\n"
    cut_rows = "".join("%s\t(cut)\t%g\tset\n" % c for c in cuts.items())
    rows = {"": [], "_words": [], "_status": [], "_parties": [], "_ways": [], "_last": []}
    for g in sorted(set(models) - {"second", "pairs", "alone"} - set(TREES_OF_HAPPENINGS)):
        for f, w in sorted(models[g].items()):
            part, measure = place_of(g, f)
            rows[part].append((abs(w) / LIGHTEST[measure], "%s\t%s\t%.2f\tfit\n" % (g + ".status" * (g in STATUS_GROUPS), f, w)))
    for part, lines_of in rows.items():
        write_part(path.with_name(path.stem + part + path.suffix), head + ("" if part else cut_rows), lines_of)


def train_arguments(docs, found, judged, parties):
    """`judged` are the documents of the rows of `parties`"""
    mine = {d["id"] for d in docs}
    models = {g: train(rows, L2[g]) for g, rows in argument_rows(docs, found).items()}
    models.update(parties.train([i for i, d in enumerate(judged) if d["id"] in mine], L2["parties"]))
    return models


# --- judging ------------------------------------------------------------------------------------------------------------------

def f1(tp, found, gold):
    p, r = tp / found if found else 0, tp / gold if gold else 0
    return p, r, 2 * p * r / (p + r) if p + r else 0


def score(o, docs, read):
    """figures of the records in `read` ({id: record}) for documents"""
    sys.path.insert(0, str(o.shared / "score"))
    import importlib.util
    spec = importlib.util.spec_from_file_location("records", o.shared / "score/score_records.py")
    source = spec.loader.get_source("records").rsplit("\nmain()", 1)[0]
    m = {}
    exec(compile(source, "score_records.py", "exec"), m)
    out = {}
    for source in ("annotated", "gold"):
        t = m["total"]([m["doc_counts"](d["gold"], read.get(d["id"], {})) for d in docs if d["source"] == source])
        out.update((k if source == "gold" else source + "/" + k, t[k]) for k in t if k.startswith(("events/", "kind/")))
    for event in ("ASSAULT", "PROTEST"):
        tp = fp = fn = 0
        for d in docs:
            if d["source"] != "gsr" or d["gsr"]["event"] != event or d["gsr"]["label"] == "ambiguous":
                continue
            hit = event in {e["plover"]["event"] for e in read.get(d["id"], {}).get("events", [])}
            yes = d["gsr"]["label"] == "yes"
            tp, fp, fn = tp + (hit and yes), fp + (hit and not yes), fn + (yes and not hit)
        out["gsr/" + event] = [tp, tp + fp, tp + fn]
    none = [d for d in docs if d["source"] == "none"]
    out["none/articles with an event"] = [sum(bool(read.get(d["id"], {}).get("events")) for d in none), len(none), len(none)]
    return out


def read_records(o, docs, rules):
    path = o.work / "read.jsonl"
    write_lines(path, docs)
    return {(x := json.loads(l))["page"]["key"]: x for l in run(o, ["read", "--as", "jsonl", "--jobs", "2", str(path)], rules)}


def show(title, figures, kinds=True):
    print(title)
    for k, v in sorted(figures.items()):
        if k.startswith("none/"):
            print(f"  {k:30s} {v[0]} of {v[1]}: {100 * v[0] / max(1, v[1]):.1f} %")
        elif kinds or "kind/" not in k:
            print("  %-30s P %.3f  R %.3f  F1 %.3f  %d/%d found, %d gold" % ((k,) + f1(*v) + tuple(v)))


def add(figures):
    out = collections.defaultdict(lambda: [0, 0, 0])
    for f in figures:
        for k, v in f.items():
            out[k] = [a + b for a, b in zip(out[k], v)]
    return out


PLOVER = {}


def kinds_of(o):
    source = (o.shared / "score/score_records.py").read_text(encoding="utf-8")
    exec(re.search(r"^PLOVER = dict\(.*?\)$", source, re.S | re.M).group(0), globals())


STARTED = time.monotonic()
TASKS = []


def run_task(i):
    return TASKS[i]()


def at_once(what, tasks):
    """what some fits give, one a core; they see all that was read before, and give back only models"""
    TASKS[:] = tasks
    with multiprocessing.get_context("fork").Pool(min(len(tasks), os.cpu_count() or 1)) as pool:
        out = pool.map(run_task, range(len(tasks)), chunksize=1)
    print("%5.0f s  %s" % (time.monotonic() - STARTED, what), file=sys.stderr)
    return out


def overlay(o, name, models):
    folder = o.work / name
    write_table(folder / "events/weights.tsv", models, cuts_of(o))
    return folder


def cuts_of(o):
    return dict(accept=o.accept_cut, same=o.same_cut, kept=o.kept_cut, sentence=o.sentence_cut)


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--program", default=str(TREE / "build/release/mirqab")); ap.add_argument("--shared", type=pathlib.Path, default=TREE.parent / "shared")
    ap.add_argument("--work", type=pathlib.Path, default=TREE / "build/train/events"); ap.add_argument("--folds", type=int, default=5)
    ap.add_argument("--annotated", default=str(TREE / "tools/train/annotated.tsv"))
    ap.add_argument("--written", default=str(TREE / "tools/train/written"))
    ap.add_argument("--judged", default=str(TREE / "tools/train/judged.tsv")); ap.add_argument("--reviewed")
    ap.add_argument("--no-cv", action="store_true"); ap.add_argument("--cv-only", action="store_true")
    ap.add_argument("--cuts", default=""); ap.add_argument("--without", default=""); ap.add_argument("--keep", help="a file for what the models are trained on, to look at")
    ap.add_argument("--records", help="a file for the records of the first cut that the folds' models read")
    ap.add_argument("--set", action="append", default=[], help="SOURCE=WORTH or GROUP=L2")
    ap.add_argument("--accept-cut", type=float, default=0.22, help="a telling's probability from which it is one of a happening")
    ap.add_argument("--same-cut", type=float, default=-0.3, help="what the sum of two tellings must be beyond to be one happening: less brings more together; of -0.3 to 0, alike by F1 of countries, the one that errs least")
    ap.add_argument("--kept-cut", type=float, default=0.3, help="a happening's, from which the record keeps it: how likely it is right with its parties; of the cuts .20 to .30, alike by F1 of countries, the one that errs least")
    ap.add_argument("--sentence-cut", type=float, default=0.4, help="a telling's, in a sentence without its article, where no last look follows")
    ap.add_argument("-o", default=str(TREE / "rules/events/weights.tsv"))
    o = ap.parse_args()
    for s in o.set:
        k, v = s.split("=")
        (WORTH if k in WORTH else L2)[k] = float(v)
    o.work.mkdir(parents=True, exist_ok=True)
    kinds_of(o)
    told = from_gold(o) + from_annotated(o) + from_written(o) + from_judged(o)
    read = {d["id"] for d in told if d["source"] != "judged"}
    told = [d for d in told if d["id"].removeprefix("judged-") not in read or d["source"] != "judged"]
    deal(o, told)
    docs = told + from_gsr(o) + from_none(o, "train", NONE_TRAIN, SECTIONS) + from_politics(o) + from_made(o) + from_reviewed(o)
    docs = [d for d in docs if d["source"] not in o.without.split(",") and (d["source"] != "none" or d["id"].removeprefix("none-") not in read)]
    print("documents:", dict(collections.Counter(d["source"] for d in docs)), file=sys.stderr)
    # parties, dates, status: their features do not hang on the weights
    plain = candidates(o, docs, overlay(o, "plain", {}), ways=True)
    coverage(docs, plain)
    rows = party_rows(docs, plain)
    judged, parties = [d for d, _ in rows], Parties([r for _, r in rows], FEATURES)
    rest = [[d for d in docs if d["fold"] != k] for k in range(o.folds)]
    arguments = lambda ds: dict(train_arguments(ds, plain, judged, parties), topic=train(topic_rows(ds), L2["topic"], 3))
    *of_fold, whole = at_once("parties, dates, status", [lambda ds=ds: arguments(ds) for ds in rest + [docs]])
    seen = {}
    for k, models in enumerate(of_fold):
        seen.update(candidates(o, [d for d in docs if d["fold"] == k and d["source"] != "politics"], overlay(o, f"arguments{k}", models)))
    seen.update(candidates(o, [d for d in docs if d["fold"] is None], overlay(o, "whole", of_fold[0])))
    first_look = lambda ds: dict(accept=train(accept_rows(ds, seen), L2["accept"], words=L2["words"]), same=train(same_rows(ds, seen), L2["same"], least=3, words=L2["told"]), **alone_models(ds, seen))
    again = {}
    for models, more in zip(of_fold + [whole], at_once("the first look", [lambda ds=ds: first_look(ds) for ds in rest + [docs]])):
        models.update(more)
    for k, models in enumerate(of_fold):
        part = [d for d in docs if (d["fold"] == k and d["source"] != "politics") or (k == 0 and d["source"] == "rules")]
        again.update(candidates(o, part, overlay(o, f"second{k}", models), again=True))
    if o.keep:
        import pickle
        pickle.dump((docs, plain, seen, of_fold, TOPIC, again, list(FEATURES)), open(o.keep, "wb"))
    trees_of = lambda ds: dict(second=second_trees(ds, again), pairs=pair_trees(ds, again))
    for models, more in zip(of_fold + [whole], at_once("trees", [lambda ds=ds: trees_of(ds) for ds in rest + [docs]])):
        models.update(more)
    look_last(o, docs, rest, of_fold, whole)
    if not o.no_cv:
        cross(o, docs, of_fold)
    if o.cv_only:
        return
    write_table(o.o, whole, cuts_of(o))
    rules = overlay(o, "final", whole)
    measured = [d for d in docs if d["source"] in ("gold", "annotated", "gsr")]
    show("in sample (trained on all of it):", score(o, measured, read_records(o, measured, rules)))
    test = from_none(o, "dev", NONE_TEST, PLAIN)
    show("news of sport, culture, economy that no training saw:", {k: v for k, v in score(o, test, read_records(o, test, rules)).items() if k.startswith("none/")})


def is_heard_last(group):
    return group == "day" or group.endswith(last.COURSE)


def by_number(group, model):
    """weights as the table will have them, by the numbers of features"""
    out = np.zeros(len(FEATURES))
    for name, w in model.items():
        out[FEATURES[name]] = w if abs(w) >= LIGHTEST[group] else 0
    return out


def look_last(o, docs, rest, of_fold, whole):
    """the last look learns from happenings as models that did not see their article bring them together"""
    told = {}
    for k, models in enumerate(of_fold):
        told.update(happenings(o, [d for d in docs if d["fold"] == k and d["source"] in last.JUDGED_WHOLE], overlay(o, f"last{k}", models)))
    of_words = lambda ds: {group: train(rows, L2["words of the last look"], 3) for group, rows in last.word_rows(ds, told, WORTH).items()}
    for models, more in zip(of_fold + [whole], at_once("days and courses by words", [lambda ds=ds: of_words(ds) for ds in rest + [docs]])):
        models.update(more)
    for k, models in enumerate(of_fold):
        last.hear_all((h for d in docs if d["fold"] == k for h in told.get(d["id"], [])), {g: by_number(g, models[g]) for g in models if is_heard_last(g)})
    for models, more in zip(of_fold + [whole], at_once("the last look", [lambda ds=ds: last.train(ds, told, WORTH) for ds in rest + [docs]])):
        models.update(more)


def coverage(docs, found):
    """how many gold events have a candidate at all: what no model can win back"""
    kind = plover = total = 0
    for d in docs:
        for e in d["gold"]["events"] if d["source"] in ("gold", "annotated") else []:
            cs = [c for c in found.get(d["id"], []) if any(overlap(v, c) for v in e["evidence"])]
            total += 1
            kind += any(c["kind"] == e["kind"] for c in cs)
            plover += any(PLOVER[c["kind"]] == PLOVER[e["kind"]] for c in cs)
    yes = [d for d in docs if d["source"] == "gsr" and d["gsr"]["label"] == "yes"]
    hit = sum(any(PLOVER[c["kind"]] == d["gsr"]["event"] for c in found.get(d["id"], [])) for d in yes)
    print(f"candidates: {kind} of {total} gold events have one of their kind, {plover} of their type; {hit} of {len(yes)} sentences judged yes")


def cross(o, docs, of_fold):
    cuts = [float(c) for c in o.cuts.split(",") if c] or [o.kept_cut]
    figures, records = {c: [] for c in cuts}, {c: {} for c in cuts}
    fold_none = from_none(o, "dev", NONE_TEST, PLAIN)
    for k in range(o.folds):
        part = [d for d in docs if d["fold"] == k and d["source"] in ("gold", "annotated", "gsr")] + [d for d in fold_none if d["fold"] == k]
        for cut in cuts:
            folder = o.work / f"fold{k}"
            write_table(folder / "events/weights.tsv", of_fold[k], dict(cuts_of(o), kept=cut))
            read = read_records(o, part, folder)
            figures[cut].append(score(o, part, read))
            records[cut].update(read)
    if o.records:
        with open(o.records, "w", encoding="utf-8") as f:
            for r in records[cuts[0]].values():
                f.write(json.dumps(r, ensure_ascii=False) + "\n")
    for cut in cuts:
        show(f"cross-validated, {o.folds} folds, cut {cut:g}:", add(figures[cut]), kinds=cut == cuts[-1])


if __name__ == "__main__":
    main()
