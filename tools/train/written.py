#!/usr/bin/env python3
"""Articles that we wrote ourselves to teach the event coder, with their events: written/*.txt. Their persons, days and happenings are
invented; states, offices and bodies are the world's.

usage: written.py check FILE...                what is wrong in them, by line; nothing where all is well
       written.py join FOLDER GOLD.jsonl IN.jsonl    gold lines and input lines, as the scorer reads them

A file holds articles one behind the other:
  @ID | published | outlet
  T  the title
  1  a sentence, on a line of its own, numbered from 1; an empty line before it begins a paragraph
  kind | status | b or - | actors | recipients | FROM[..TO] or - | place's country or - | instrument or - | sentences | trigger
The last lines are events, as annotated.py has them in a note; an article without them tells of none. Lines of "#" are remarks.
"""
import glob, json, os, re, sys

import annotated


def read(path):
    """[(article, spans, [(line number, event line)])], [what is wrong]"""
    found, wrong = [], []
    new_paragraph, body = False, []
    for number, line in enumerate(open(path, encoding="utf-8"), 1):
        line, where = line.strip(), "%s:%d" % (path, number)
        numbered = re.match(r"(T|\d+)\s+(.*)", line)
        if line.startswith("@"):
            cells = [c.strip() for c in line[1:].split("|")]
            if len(cells) != 3 or not re.fullmatch(r"\d{4}-\d\d-\d\d", cells[1]):
                wrong.append("%s: not an identifier, a day and an outlet" % where)
                cells = (cells + ["", ""])[:3]
            found.append(({"id": "written-" + cells[0], "date": cells[1], "source": cells[2], "url": None, "title": "", "body": ""}, [], []))
            new_paragraph, body = False, []
        elif not line:
            new_paragraph = True
        elif line.startswith("#"):
            pass
        elif not found:
            wrong.append("%s: stands before any @ID" % where)
        elif numbered and numbered[1] == "T":
            found[-1][0]["title"] = numbered[2]
        elif numbered:
            article, spans, events = found[-1]
            if int(numbered[1]) != len(spans) + 1 or events:
                wrong.append("%s: sentence %s is out of its order" % (where, numbered[1]))
            before = article["body"] + ("" if not spans else "\n" if new_paragraph else " ")
            article["body"] = before + numbered[2]
            spans.append((len(before.encode()), len(article["body"].encode())))
            new_paragraph = False
        else:
            found[-1][2].append((number, line))
    return found, wrong


def events_of(path, found, wrong):
    """[(article, [event])]"""
    out = []
    for article, spans, lines in found:
        if not article["title"] or not spans:
            wrong.append("%s: %s has no title or no sentence" % (path, article["id"]))
        bodies = {"title": article["title"], "body": article["body"]}
        events = []
        for number, line in lines:
            try:
                row = annotated.event_row(article, spans, line, "%s:%d" % (path, number))
                events.append(annotated.event(bodies, dict(zip(annotated.COLUMNS, row))))
            except ValueError as e:
                wrong.append(str(e))
        out.append((article, events))
    return out


def all_of(paths):
    out, wrong, seen = [], [], set()
    for path in paths:
        found, bad = read(path)
        wrong += bad
        for article, events in events_of(path, found, wrong):
            if article["id"] in seen:
                wrong.append("%s: %s is there twice" % (path, article["id"]))
            seen.add(article["id"])
            out.append((article, events))
    if wrong:
        sys.exit("\n".join("written.py: " + w for w in wrong))
    return out


def join(folder, gold, inputs):
    with open(gold, "w", encoding="utf-8") as g, open(inputs, "w", encoding="utf-8") as n:
        for a, events in all_of(sorted(glob.glob(os.path.join(folder, "*.txt")))):
            head = {"id": a["id"], "title": a["title"], "body": a["body"], "published": a["date"]}
            g.write(json.dumps(dict(head, events=events), ensure_ascii=False) + "\n")
            n.write(json.dumps(dict(head, outlet=a["source"], url=None), ensure_ascii=False) + "\n")


def main(words):
    if len(words) > 2 and words[1] == "check":
        all_of(words[2:])
    elif len(words) == 5 and words[1] == "join":
        join(*words[2:])
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv)
