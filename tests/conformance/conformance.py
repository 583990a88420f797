#!/usr/bin/env python3
"""usage: conformance.py STORE...; prints "N passed, N failed"."""
import json, pathlib, subprocess, sys, tempfile

TREE = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(TREE / "tests/crash"), str(TREE / "tests")]
import pages
from checks import check, end


def mirqab(*argv, stdin=None):
    done = subprocess.run(["mirqab", "--quiet", *argv], input=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    return done.returncode, done.stdout


def lines(out):
    return [json.loads(line) for line in out.splitlines() if line.strip()]


def schemas(name, items):
    """every item against the schema that mirqab prints"""
    try:
        import jsonschema
    except ImportError:
        return
    schema = json.loads(mirqab("schema", name)[1])
    validator = jsonschema.Draft202012Validator(schema)
    validator.check_schema(schema)
    for item in items:
        error = jsonschema.exceptions.best_match(validator.iter_errors(item))
        if error:
            return check(f"schema {name}", False, f"{list(error.absolute_path)}: {error.message}")
    check(f"schema {name}", len(items) > 0, "nothing to check")


def one_store(url, folder):
    db = ["--db", url]
    source = f"{folder}/pages.jsonl"
    text = "\n".join(pages.page(i) for i in range(120)) + "\n"
    pathlib.Path(source).write_text(text, encoding="utf-8")
    code, out = mirqab(*db, "ingest", "--json", source)
    first = lines(out)[-1]
    check("ingest", code == 0 and first["new"] == 120 and first["failed"] == 0, out)
    schemas("ingest", [first])
    again = lines(mirqab(*db, "ingest", "--json", source)[1])[-1]
    check("twice changes nothing", again["same"] == 120 and again["new"] == again["changed"] == 0, again)
    schemas("again", lines(mirqab(*db, "ingest", "--again", "--json")[1]))
    for jobs in ("1", "3"):
        records = mirqab("read", "--jobs", jobs, source)[1]
        schemas("article", lines(records))
    events = lines(mirqab(*db, "events", "--format", "jsonl")[1])
    want = sum(len(r["events"]) for r in lines(records))
    check("all events", len(events) == want and want > 0, (len(events), want))
    schemas("event", events)
    pair = lines(mirqab(*db, "events", "--pair", "FRA,MAR", "--format", "jsonl")[1])
    swapped = lines(mirqab(*db, "events", "--pair", "MAR,FRA", "--format", "jsonl")[1])
    check("a pair has no order", pair == swapped)
    codes = [{p["country"] for p in e["event"]["actors"] + e["event"]["recipients"]} for e in pair]
    check("a pair takes part", all({"MAR", "FRA"} <= c for c in codes))
    few = lines(mirqab(*db, "events", "--limit", "7", "--format", "jsonl")[1])
    check("a limit is the head of all", few == events[:7])
    answer = lines(mirqab(*db, "search", "--json", "--facets", "التعاون العسكري")[1])[0]
    check("search", answer["total"] > 0 and answer["hits"], answer)
    for hit in answer["hits"]:
        for p in hit["passages"]:
            data = p["text"].encode()
            check("passage", all(0 <= a < b <= len(data) for a, b in p["marks"]) and len(data) == p["end"] - p["start"])
    schemas("search", [answer])
    dossier = lines(mirqab(*db, "dossier", "--format", "json", "MAR", "FRA")[1])
    schemas("dossier", dossier)
    schemas("person", lines(mirqab(*db, "people", "--json")[1]))
    mirqab(*db, "review", events[0]["id"], "correct", "status=announced", "--who", "منى")
    check("a correction is shown", lines(mirqab(*db, "events", "--article", events[0]["id"][:16], "--status", "announced", "--format", "jsonl")[1]))
    schemas("correction", lines(mirqab(*db, "review", "log", "--json")[1]))
    schemas("outlet", lines(mirqab(*db, "outlets", "--json")[1]))
    stories = lines(mirqab(*db, "stories", "--json")[1])
    if stories:
        schemas("story", stories)
    for form in ("csv", "plover", "cameo", "ics", "geojson"):
        code, out = mirqab(*db, "export", "--format", form)
        check(f"export {form}", code == 0 and len(out) > 100)
    code, out = mirqab(*db, "verify")
    check("verify", code == 0, out)


def main():
    for store in sys.argv[1:]:
        with tempfile.TemporaryDirectory() as folder:
            one_store(f"{store}:{folder}/a.db", folder)
    return end()


sys.exit(main())
