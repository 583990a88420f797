#!/usr/bin/env python3
"""Scores date expressions against TimeML documents (*.tml, TIMEX3 tags in text).

usage: tools/score_timex.py MIRQAB FOLDER [--errors]

Three lines: every TIMEX3; those of type DATE and TIME; calendar dates, which are DATE and TIME without PAST_REF and its kin
(adverbs and vague words, no dates by our contract), the record's own notion. Extent counts overlap, exact counts equal spans."""
import html
import json
import re
import subprocess
import sys
from pathlib import Path

TAG = re.compile(r"<TIMEX3([^>]*)>(.*?)</TIMEX3>", re.S)


def read(path):
    body = re.search(r"<TimeML>(.*)</TimeML>", path.read_text(encoding="utf-8"), re.S)[1].replace("\ufeff", "")
    text, gold, at = "", [], 0
    for m in TAG.finditer(body):
        text += html.unescape(re.sub(r"<[^>]*>", "", body[at:m.start()]))
        words = html.unescape(re.sub(r"<[^>]*>", "", m[2]))
        attribute = dict(re.findall(r'(\w+)="([^"]*)"', m[1]))
        gold.append((len(text.encode()), len((text + words).encode()), attribute.get("type", ""), attribute.get("value", ""), words))
        text += words
        at = m.end()
    return text + html.unescape(re.sub(r"<[^>]*>", "", body[at:])), gold


def main():
    program, folder = sys.argv[1:3]
    files = sorted(Path(folder).glob("*.tml"))
    docs = [read(f) for f in files]
    lines = "".join(json.dumps({"id": f.name, "title": "", "body": t, "published": "2015-12-24"}, ensure_ascii=False) + "\n" for f, (t, _) in zip(files, docs))
    out = subprocess.run([program, "read", "--as", "jsonl", "--only", "marks", "-"], input=lines.encode(), capture_output=True, check=True).stdout
    found = {}
    for line in out.decode().splitlines():
        record = json.loads(line)
        shift = docs[[f.name for f in files].index(record["page"]["key"])][0].encode().find(record["body"].encode()[:60])
        found[record["page"]["key"]] = [(d["start"] + max(shift, 0), d["end"] + max(shift, 0), d) for d in record["dates"]]
    kinds = {"all": lambda g: True, "date": lambda g: g[2] in ("DATE", "TIME"),
             "calendar": lambda g: g[2] in ("DATE", "TIME") and not g[3].endswith("_REF") and "UNDEF" not in g[3]}
    for name, keep in kinds.items():
        hits = exact = n_gold = n_found = value = valued = 0
        for f, (text, gold) in zip(files, docs):
            mine, taken = found.get(f.name, []), set()
            gold_in = [g for g in gold if keep(g)]
            # what lies on a tag of another class is neither right nor wrong here
            mine = [m for m in mine if any(m[0] < g[1] and g[0] < m[1] for g in gold_in) or not any(m[0] < g[1] and g[0] < m[1] for g in gold)]
            n_gold += len(gold_in)
            used = {}
            for i, g in enumerate(gold_in):
                for j, m in enumerate(mine):
                    if m[0] < g[1] and g[0] < m[1]:
                        hits += 1
                        exact += m[:2] == g[:2]
                        used[j] = used.get(j, 0) + 1
                        if re.fullmatch(r"\d{4}(-\d\d){0,2}", g[3]):
                            valued += 1
                            value += (m[2]["from"] or "").startswith(g[3])
                        break
                else:
                    if "--errors" in sys.argv and name == "calendar":
                        print("missed", f.name, g[4], g[3])
            n_found += len(mine) + sum(v - 1 for v in used.values())
            if "--errors" in sys.argv and name == "calendar":
                for j, m in enumerate(mine):
                    if j not in used:
                        print("extra", f.name, m[2]["text"])
        p, r = hits / max(n_found, 1), hits / max(n_gold, 1)
        print(f"{name:9s} extent P {p:.3f} R {r:.3f} F1 {2 * p * r / max(p + r, 1e-9):.3f}   exact {exact}/{hits}   value {value}/{valued}   gold {n_gold}")


main()
