#!/usr/bin/env python3
"""Whole articles whose events we judged by reading: kept without their text, joined with it again for training and scoring.

usage: annotated.py show NEWS ID...               the articles with numbered sentences, for the reader
       annotated.py add NEWS NOTES >> annotated.tsv   a reader's notes as rows (errors name the line; nothing is written then)
       annotated.py join NEWS annotated.tsv GOLD.jsonl IN.jsonl   gold lines and input lines, as the scorer reads them

NEWS is a folder of *.jsonl.gz with `id`, `title`, `body`, `date`, `source`, `url`. A note begins with `@ID`, then a line an event:
  kind | status | b or - | actors | recipients | FROM[..TO] or - | place's country or - | instrument or - | sentences | trigger
Countries are ISO 3166-1 alpha-3, IGO or ISM, parted by commas, `-` where there is none; an instrument is `kind;words of the text;edition`
(the last two may be empty); sentences are numbers of `show`, T for the title, best first; the trigger is words of the first of them.
An article without an event has the line `@ID` alone. In the table, one row an event (`none` for an article without); spans are
bytes, `t`/`b` for title and body; `sha` is the first 16 hex digits of SHA-256 over title, a line end and body, so that a row never
meets another text. Statuses, kinds and what counts are those of the record contract (schema/).
"""
import glob, gzip, hashlib, json, os, re, sys

COLUMNS = "article sha kind status background actors recipients from to place instrument name edition evidence trigger source".split()
STATUSES = set("done under_way announced postponed cancelled denied hypothetical".split())
KINDS = set("""visit meeting call conference commission_session mediation exercise_joint joint_operation intelligence_sharing
agreement_signed agreement_reached economic_cooperation training arms_transfer aid support diplomatic_opening concede retreat request
accuse summon reject threaten protest deploy recall suspend sanction expel arrest restrict attack""".split())


def articles(news, wanted):
    found = {}
    for path in sorted(glob.glob(os.path.join(news, "*.jsonl.gz"))):
        for line in gzip.open(path, "rt", encoding="utf-8"):
            key = line.rpartition('"id": "')[2].split('"', 1)[0]
            if key in wanted:
                found.setdefault(key, json.loads(line))
    return found


def sentences(text):
    """byte spans of the sentences: a line end, or a stop before a space"""
    spans, start = [], 0
    for m in re.finditer(r"[.!?؟…]+[\"»”)]*(?=\s)|\n", text):
        spans.append((start, m.end()))
        start = m.end()
    spans.append((start, len(text)))
    trimmed = []
    for a, b in spans:
        piece = text[a:b]
        a += len(piece) - len(piece.lstrip())
        b = a + len(piece.strip())
        if b > a:
            trimmed.append((len(text[:a].encode()), len(text[:b].encode())))
    return trimmed


def sha(article):
    return hashlib.sha256((article["title"] + "\n" + article["body"]).encode()).hexdigest()[:16]


def show(news, ids):
    found = articles(news, set(ids))
    for i in ids:
        if i not in found:
            sys.exit("annotated.py: no article %s in %s" % (i, news))
        a = found[i]
        print("\n@%s  published %s  source %s\nT  %s" % (i, a["date"], a["source"], a["title"]))
        body = a["body"].encode()
        for n, (start, end) in enumerate(sentences(a["body"]), 1):
            print("%d  %s" % (n, body[start:end].decode()))


def countries(word, where):
    codes = [] if word == "-" else word.split(",")
    for c in codes:
        if not re.fullmatch("[A-Z]{3}", c):
            raise ValueError("%s: not a country code: %s" % (where, c))
    return codes


def event_row(article, spans, text, where):
    cells = [c.strip() for c in text.split("|")]
    if len(cells) != 10:
        raise ValueError("%s: %d cells, not 10" % (where, len(cells)))
    kind, status, background, actors, recipients, date, place, instrument, evidence, trigger = cells
    if kind not in KINDS or status not in STATUSES or background not in ("b", "-"):
        raise ValueError("%s: unknown kind, status or background: %s | %s | %s" % (where, kind, status, background))
    begin, _, end = date.partition("..")
    end = end or begin
    for day in (begin, end):
        if day != "-" and not re.fullmatch(r"\d{4}-\d\d-\d\d", day):
            raise ValueError("%s: not a date: %s" % (where, date))
    bodies = {"t": article["title"].encode(), "b": article["body"].encode()}
    named = []
    for n in evidence.split(","):
        n = n.strip()
        if n == "T":
            named.append(("t", 0, len(bodies["t"])))
        elif n.isdigit() and 1 <= int(n) <= len(spans):
            named.append(("b",) + spans[int(n) - 1])
        else:
            raise ValueError("%s: no sentence %s" % (where, n))
    side, start, stop = named[0]
    at = bodies[side][start:stop].find(trigger.encode()) if trigger else -1
    if at < 0:
        raise ValueError("%s: the first sentence has no «%s»" % (where, trigger))
    what, words, edition = (instrument.split(";") + ["", ""])[:3] if instrument != "-" else ("", "", "")
    name = ""
    if words:
        places = [(s, bodies[s][a:b].find(words.encode()), a) for s, a, b in named]
        places = [(s, a + p) for s, p, a in places if p >= 0]
        if not places:
            raise ValueError("%s: no sentence of it has «%s»" % (where, words))
        name = "%s%d-%d" % (places[0] + (places[0][1] + len(words.encode()),))
    return [article["id"], sha(article), kind, status, "1" if background == "b" else "0",
            ",".join(countries(actors, where)), ",".join(countries(recipients, where)),
            "" if begin == "-" else begin, "" if end == "-" else end, ",".join(countries(place, where)), what, name, edition,
            " ".join("%s%d-%d" % s for s in named), "%s%d-%d" % (side, start + at, start + at + len(trigger.encode())), "our own reading"]


def add(news, path):
    notes = {}
    current = None
    for number, line in enumerate(open(path, encoding="utf-8"), 1):
        line = line.strip()
        if line.startswith("@"):
            current = line[1:].split()[0]
            notes.setdefault(current, [])
        elif line and not line.startswith("#"):
            if current is None:
                sys.exit("annotated.py: %s:%d: an event before any @ID" % (path, number))
            notes[current].append((number, line))
    found = articles(news, set(notes))
    rows, wrong = [], []
    table = os.path.join(os.path.dirname(os.path.abspath(__file__)), "annotated.tsv")
    judged = {line.split("\t", 1)[0] for line in open(table, encoding="utf-8")}
    for i, lines in notes.items():
        if i in judged:
            print("annotated.py: %s stands in the table already, passed over" % i, file=sys.stderr)
            continue
        if i not in found:
            wrong.append("%s: no article %s in %s" % (path, i, news))
            continue
        spans = sentences(found[i]["body"])
        if not lines:
            rows.append([i, sha(found[i]), "none"] + [""] * 12 + ["our own reading"])
        for number, line in lines:
            try:
                rows.append(event_row(found[i], spans, line, "%s:%d" % (path, number)))
            except ValueError as e:
                wrong.append(str(e))
    if wrong:
        sys.exit("\n".join("annotated.py: " + w for w in wrong))
    for row in rows:
        print("\t".join(row))


def span(bodies, word):
    start, end = word[1:].split("-")
    side = {"t": "title", "b": "body"}[word[0]]
    text = bodies[side].encode()[int(start):int(end)].decode()
    return {"in": side, "start": int(start), "end": int(end), "text": text}


def event(bodies, row):
    date = {"from": row["from"], "to": row["to"], "precision": "day" if row["from"] == row["to"] else "range"} if row["from"] else None
    instrument = None
    if row["instrument"]:
        instrument = {"kind": row["instrument"], "name": span(bodies, row["name"])["text"] if row["name"] else None,
                      "edition": int(row["edition"]) if row["edition"].isdigit() else None}
    parties = lambda cell: [{"country": c} for c in cell.split(",") if c]
    return {"kind": row["kind"], "status": row["status"], "background": row["background"] == "1", "actors": parties(row["actors"]),
            "recipients": parties(row["recipients"]), "date": date, "place": {"country": row["place"]} if row["place"] else None,
            "instrument": instrument, "evidence": [span(bodies, w) for w in row["evidence"].split()], "trigger": span(bodies, row["trigger"])}


def join(news, table, gold, inputs):
    rows = {}
    for line in open(table, encoding="utf-8"):
        if not line.startswith("#") and not line.startswith("article\t"):
            row = dict(zip(COLUMNS, line.rstrip("\n").split("\t")))
            rows.setdefault(row["article"], []).append(row)
    found = articles(news, set(rows))
    with open(gold, "w", encoding="utf-8") as g, open(inputs, "w", encoding="utf-8") as n:
        for i, events in rows.items():
            a = found.get(i)
            if a is None or sha(a) != events[0]["sha"]:
                sys.stderr.write("annotated.py: %s is not in %s, or its text is another; left out\n" % (i, news))
                continue
            bodies = {"title": a["title"], "body": a["body"]}
            head = {"id": i, "title": a["title"], "body": a["body"], "published": a["date"][:10]}
            g.write(json.dumps(dict(head, events=[event(bodies, r) for r in events if r["kind"] != "none"]), ensure_ascii=False) + "\n")
            n.write(json.dumps(dict(head, outlet=a["source"], url=a["url"]), ensure_ascii=False) + "\n")


def main(words):
    if len(words) > 3 and words[1] == "show":
        show(words[2], words[3:])
    elif len(words) == 4 and words[1] == "add":
        add(words[2], words[3])
    elif len(words) == 6 and words[1] == "join":
        join(*words[2:])
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv)
