"""Exports and feeds of the samples, read back by other programs: what is written must be what they understand, and say the same."""
import csv, io, json, os, pathlib, re, struct, subprocess, sys, xml.etree.ElementTree as ET

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "serve"), str(HERE.parent)]
from checks import check, end
from server import Server, TREE, program

skipped = 0


def run(*args, text=None):
    return subprocess.run(args, input=text, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60)


def export(db, form, *more):
    done = run(program(), "--db", db, "export", "--format", form, *more)
    check(f"export {form}: exit", done.returncode == 0, done.stderr.decode())
    return done.stdout


def fits(name, schema, xml):
    done = run("xmllint", "--noout", "--nonet", "--relaxng", str(HERE / schema), "-", text=xml)
    check(f"{name} fits {schema}", done.returncode == 0, done.stderr.decode()[:400])


def check_feeds(server):
    import jsonschema
    schema = jsonschema.Draft202012Validator(json.load(open(HERE / "jsonfeed.json")))
    for path in ("/feeds/latest", "/feeds/pair/MAR-FRA", "/feeds/country/MAR", "/feeds/search", "/fr/feeds/none"):
        query = "?q=%D8%A7%D9%84%D9%85%D8%BA%D8%B1%D8%A8" if "search" in path else ""
        if "none" in path:
            continue
        fits(path + ".atom", "atom.rng", server.get(path + ".atom" + query)[2])
        fits(path + ".rss", "rss.rng", server.get(path + ".rss" + query)[2])
        errors = list(schema.iter_errors(json.loads(server.get(path + ".json" + query)[2])))
        check(f"{path}.json fits the schema of JSON Feed", not errors, str(errors[:1])[:300])
    broken = server.get("/feeds/latest.atom")[2].replace(b"<updated>", b"<updated>x", 1)
    check("the schema can say no", run("xmllint", "--noout", "--relaxng", str(HERE / "atom.rng"), "-", text=broken).returncode != 0)


def check_calendars(server, db):
    global skipped
    if "ICAL" not in os.environ:
        skipped += 1
        return print("skipped calendars: libical-dev is not installed")
    for name, text in [(p, server.get(p)[2]) for p in ("/calendar/all.ics", "/calendar/pair/MAR-FRA.ics")] + [("export ics", export(db, "ics"))]:
        done = run(os.environ["ICAL"], text=text)
        check(f"{name}: libical reads it", done.returncode == 0 and int(done.stdout or 0) > 0, (done.stderr + done.stdout).decode()[:400])
        check(f"{name}: all of its events", int(done.stdout or 0) == text.count(b"BEGIN:VEVENT"))
        unfolded = text.replace(b"\r\n ", b"")
        check(f"{name}: no character is cut", all(line.decode("utf-8") is not None for line in text.split(b"\r\n")) and b"\xef\xbf\xbd" not in unfolded)


def same_cell(parquet, cell):
    if parquet is None:
        return cell == ""
    if isinstance(parquet, bool):
        return cell == str(int(parquet))
    if isinstance(parquet, float):
        return abs(float(cell) - parquet) < 1e-9
    return re.sub(r"[\r\n]", " ", str(parquet)) in (cell, cell[1:])  # csv guards what a spreadsheet would run


def check_tables(db, events):
    global skipped
    rows = list(csv.DictReader(io.StringIO(export(db, "csv").decode(), newline="")))
    check("csv: a line an event", len(rows) == len(events))
    check("csv: ids in order", [r["id"] for r in rows] == [e["id"] for e in events])
    data = export(db, "parquet")
    footer = struct.unpack("<I", data[-8:-4])[0]
    check("parquet: magic and footer", data[:4] == data[-4:] == b"PAR1" and 0 < footer < len(data) - 12)
    try:
        import pyarrow.parquet
    except ImportError:
        skipped += 1
        return print("skipped parquet by another reader: pyarrow is not installed")
    table = pyarrow.parquet.read_table(io.BytesIO(data))
    check("parquet: typed columns", [str(table.schema.field(n).type) for n in ("from", "score", "background", "year")] == ["date32[day]", "double", "bool", "int32"])
    cells = table.to_pylist()
    check("parquet: a row an event", len(cells) == len(rows))
    wrong = [(k, a[k], b[k]) for a, b in zip(cells, rows) for k in b if not same_cell(a[k], b[k])]
    check("parquet says what csv says", not wrong, str(wrong[:2]))


def check_event_data(db, events):
    lines = [json.loads(l) for l in export(db, "plover").splitlines()]
    types = set("AGREE CONSULT SUPPORT CONCEDE COOPERATE AID RETREAT REQUEST ACCUSE REJECT THREATEN PROTEST SANCTION MOBILIZE COERCE ASSAULT".split())
    check("PLOVER: required fields", len(lines) == sum(bool(e["event"]["date"] and e["event"]["date"].get("from") or e["article"]["published"]) for e in events) and all(l["id"] and l["date"] and l["actor"] is not None and set(l["event"]) <= types for l in lines))
    told = {e["id"]: e for e in events}
    for l in lines:
        if l["status"] == "announced" and told[l["id"]]["event"]["kind"] in ("visit", "meeting", "agreement_signed"):
            check(f"PLOVER: {l['id']} announced is AGREE", l["event"] == ["AGREE"])
    cameo = list(csv.DictReader(io.StringIO(export(db, "cameo").decode()), delimiter="\t"))
    check("CAMEO: codes and scale", cameo and all(re.fullmatch(r"\d{2,4}", r["cameo"]) and -10 <= float(r["goldstein"]) <= 10 for r in cameo))
    geo = json.loads(export(db, "geojson"))
    check("GeoJSON", geo["type"] == "FeatureCollection" and geo["features"] and
          all(f["geometry"]["type"] == "Point" and abs(f["geometry"]["coordinates"][0]) <= 180 and abs(f["geometry"]["coordinates"][1]) <= 90 for f in geo["features"]))
    gexf = export(db, "gexf")
    fits("gexf", "gexf.rng", gexf)
    ns = {"g": "http://gexf.net/1.3"}
    root = ET.fromstring(gexf)
    nodes = {n.get("id") for n in root.iterfind(".//g:node", ns)}
    check("GEXF: edges have their nodes", nodes and all(e.get("source") in nodes and e.get("target") in nodes for e in root.iterfind(".//g:edge", ns)))
    md = export(db, "md").decode()
    check("Markdown: an item an event", len(re.findall(r"^\* ", md, re.M)) == len(events))


def check_annotations(server, db):
    """a selector's words are the words at its place, and what stands before and after them"""
    seen = 0
    for line in export(db, "annotations").decode().splitlines():
        a = json.loads(line)
        record = json.loads(server.get("/api/v1/events/" + a["id"].rsplit(":", 1)[1])[2])
        article = json.loads(server.get("/api/v1/articles/" + record["article"]["id"])[2])
        for t in a["target"]:
            quote, place = t["selector"]
            text = article[t["scope"]]
            start, end = place["start"], place["end"]
            check(f"annotation {a['id']}", text[start:end] == quote["exact"] and text[max(0, start - 32):start] == quote["prefix"] and text[end:end + 32] == quote["suffix"])
            seen += 1
    check("annotations: some were seen", seen > 10, str(seen))


def check_citations(server, db):
    articles = []
    path = "/api/v1/articles?limit=100"
    articles = json.loads(server.get(path)[2])["items"]
    ris, bib, csl = export(db, "ris").decode(), export(db, "bibtex").decode(), json.loads(export(db, "csl"))
    check("citations: one an article", ris.count("TY  - NEWS") == bib.count("@misc{") == len(csl) == len(articles))
    check("citations: keys once", len({c["id"] for c in csl}) == len(csl) and len(set(re.findall(r"@misc\{([^,]+)", bib))) == len(csl))
    one = articles[0]
    for form, end in (("ris", "ris"), ("bibtex", "bib"), ("csl", "json")):
        done = run(program(), "--db", db, "cite", "--format", form, one["id"])
        said, shown = done.stdout.decode(), server.get(f"/article/{one['id']}/cite.{end}")[2].decode()
        check(f"cite --format {form} says what the page gives", done.returncode == 0 and (json.loads(said) == json.loads(shown) if form == "csl" else said == shown), said[:200] + done.stderr.decode())
    check("cite: an article that is not there", run(program(), "--db", db, "cite", "f" * 64).returncode == 66)


def check_dossier(db):
    page = run(program(), "--db", db, "dossier", "--format", "html", "MAR", "FRA").stdout.decode()
    check("dossier html: whole in itself", page.startswith("<!doctype html>") and "<style>" in page and "<link rel=\"stylesheet\"" not in page and "<script" not in page)
    check("dossier html: chart and evidence", "<svg" in page and "<blockquote" in page and 'lang="ar"' in page)
    check("dossier html: asks for nothing", not re.findall(r"(?:src|url)\s*[=(]\s*[\"']?/", page), str(re.findall(r"(?:src|url)[=(].{30}", page)[:2]))


def main():
    with Server(str(TREE / "samples")) as server:
        events = [json.loads(l) for l in export(server.db, "jsonl").splitlines()]
        check("there are events", len(events) > 10)
        check_feeds(server)
        check_calendars(server, server.db)
        check_tables(server.db, events)
        check_event_data(server.db, events)
        check_annotations(server, server.db)
        check_citations(server, server.db)
        check_dossier(server.db)
    sys.exit(end(skipped))


main()
