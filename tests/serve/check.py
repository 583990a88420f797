"""Every address of a served archive: status, headers, escaping, languages; API answers against web/openapi.json."""
import html, html.parser, json, re, socket, subprocess, sys, tempfile, time, urllib.parse, xml.dom.minidom

sys.path[:0] = [__file__.rsplit("/", 1)[0], __file__.rsplit("/", 2)[0]]
from checks import check, end
from server import Server, TREE, program


OVERRIDE = "\u202e"
HOSTILE = [
    {"id": "h1", "title": "<script>alert(1)</script> زيارة " + OVERRIDE + "مقلوب", "published": "2025-05-01",
     "outlet": "\"><img src=x onerror=alert(2)>", "url": "javascript:alert(3)",
     "body": "زار وزير الخارجية المغربي <b>باريس</b> يوم 2 ماي 2025 {base} </article><script>alert(4)</script> & \"كذا\".\nسطر ثان \u0007 \u0000 ."},
    {"id": "h2", "title": "عنوان " * 100000, "published": "2025-05-02", "outlet": "صحيفة", "body": "نص قصير عن لقاء."},
    {"id": "h3", "title": "روابط", "published": "2025-05-03", "outlet": "x' onmouseover='alert(5)", "url": "data:text/html,<script>alert(6)</script>",
     "body": "javascript:alert(7) //evil.example/ " + "\u202b" * 50 + " نهاية"},
]


class Reader(html.parser.HTMLParser):
    """what a browser would see: elements, their attributes, ids, links"""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.tags, self.ids, self.links, self.events, self.scripts, self.styles, self.text = [], [], [], [], [], 0, ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.tags.append(tag)
        self.ids += [attrs["id"]] if "id" in attrs else []
        self.links += [attrs[a] for a in ("href", "src", "action") if attrs.get(a)]
        self.events += [a for a in attrs if a.startswith("on")]
        self.styles += "style" in attrs or tag == "style"
        if tag == "script":
            self.scripts.append(attrs.get("src"))

    def handle_data(self, data):
        self.text += data


def check_headers(name, headers):
    for key, value in {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin", "X-Frame-Options": "DENY"}.items():
        check(f"{name}: {key}", headers.get(key) == value)
    csp = headers.get("Content-Security-Policy", "")
    check(f"{name}: CSP", csp.startswith("default-src 'none'") and "unsafe" not in csp and "frame-ancestors 'none'" in csp, csp)


def check_page(server, path, status=200):
    code, headers, body = server.get(path)
    check(f"{path}: status", code == status, f"{code}")
    check_headers(path, headers)
    check(f"{path}: type", headers.get("Content-Type") == "text/html; charset=utf-8")
    text = body.decode("utf-8")
    page = Reader(text)
    check(f"{path}: one h1, one main", page.tags.count("h1") == 1 and page.tags.count("main") == 1, f"{page.tags.count('h1')}")
    check(f"{path}: ids once", len(page.ids) == len(set(page.ids)), str([i for i in page.ids if page.ids.count(i) > 1][:4]))
    check(f"{path}: no inline script, style or handler",
          not page.events and not page.styles and all(s and s.startswith("/static/") for s in page.scripts))
    bad = [l for l in page.links if not re.match(r"^(/(?!/)|#|\?|https?://)", l)]
    check(f"{path}: links", not bad, str(bad[:3]))
    check(f"{path}: no override", OVERRIDE not in text)
    check(f"{path}: no braces left", not re.search(r"\{[_#/@>:]", text))
    return page, text


def check_pages(server):
    articles = json.loads(server.get("/api/v1/articles?limit=100")[2])["items"]
    events = json.loads(server.get("/api/v1/events?limit=3")[2])["items"]
    paths = ["/", "/pairs", "/pair/MAR-FRA", "/pair/MLI-MAR", "/country/MAR", "/people", "/outlets", "/calendar",
             "/calendar?month=2025-04", "/about", "/settings", "/atlas", "/changes", "/changes?since=2025-01-01", "/atlas?country=MAR&area=arab", "/atlas?stretch=quarter", "/search", "/search?q=" + urllib.parse.quote("المغرب"), "/search?q=%22%3Cscript%3E"]
    paths += ["/article/" + a["id"] for a in articles[:6]] + [f"/article/{a['id']}/stored" for a in articles[:2]]
    paths += ["/outlet/" + urllib.parse.quote(a["outlet"], safe="") for a in articles[:4] if a["outlet"]]
    paths += ["/happening/" + (e["happening"] or e["id"]) for e in events]
    paths += ["/story/" + a["story"] for a in articles if a["story"]][:2]
    paths += ["/person/" + p["id"] for p in json.loads(server.get("/api/v1/people?limit=2")[2])["items"]]
    paths += ["/instruments", "/instruments?kind=exercise", "/pair/MAR-FRA?profile=goldstein"]
    paths += ["/instrument/" + i["id"] for i in json.loads(server.get("/api/v1/instruments?limit=4")[2])["items"]]
    for path in paths:
        for base, lang, direction in (("", "ar", "rtl"), ("/fr", "fr", "ltr"), ("/en", "en", "ltr")):
            page, text = check_page(server, base + path if path != "/" or not base else base)
            check(f"{base}{path}: lang", f'<html lang="{lang}" dir="{direction}"' in text)
    for path in ("/nothing", "/article/" + "0" * 64, "/pair/MAR-MAR", "/pair/x", "/fr/article/zz", "/story/zz", "/person/zz", "/happening/zz",
                 "/country/ZZ", "/%ff%fe", "/article/%00"):
        check_page(server, path, 404)
    check_page(server, "/calendar?month=9", 400)
    check_page(server, "/changes?since=soon", 400)
    check_evidence(server, articles)
    for path in ("/", "/pair/MAR-FRA", "/calendar?month=2025-04"):
        page = Reader(server.get(path)[2].decode())
        for link in sorted({l.split("#")[0] for l in page.links if l.startswith("/")})[:80]:
            check(f"{path}: its link {link} leads somewhere", link == "/settings/set" or server.get(link)[0] == (401 if link.startswith("/saved") else 200))


def check_evidence(server, articles):
    """what is lit in the stored page are the bytes of the sentence"""
    seen = 0
    for a in articles:
        record = json.loads(server.get("/api/v1/articles/" + a["id"])[2])
        if not record["events"]:
            continue
        stored = server.get(f"/api/v1/articles/{a['id']}/page")[2]
        for e in record["events"][:2]:
            text = server.get(f"/article/{a['id']}/stored?event={e['id'][1:]}&evidence=0")[2].decode()
            hit = re.search(r'<mark id="hit">(.*?)</mark>', text, re.S)
            words = html.unescape(hit.group(1)) if hit else ""
            check(f"evidence of {a['id'][:8]} {e['id']} is lit", hit and words and words in stored.decode("utf-8", "replace"), words[:60])
            seen += 1
        if seen > 8:
            break
    check("some evidence was seen", seen > 0)


def check_within():
    """a country on both sides of an act is said once"""
    with tempfile.TemporaryDirectory() as folder:
        with open(folder + "/w.jsonl", "w", encoding="utf-8") as f:
            f.write(json.dumps({"id": "w", "title": "مظاهرات في باريس", "published": "2025-05-03", "outlet": "المنارة",
                                "body": "تظاهر آلاف الفرنسيين في باريس يوم السبت احتجاجا على سياسة الحكومة الفرنسية."}, ensure_ascii=False) + "\n")
        with Server("--as\0jsonl\0" + folder + "/w.jsonl") as server:
            article = json.loads(server.get("/api/v1/articles")[2])["items"][0]["id"]
            for base, words in (("", "داخل فرنسا"), ("/en", "within France"), ("/fr", "France (intérieur)")):
                text = server.get(f"{base}/article/{article}")[2].decode()
                check(f"within, in {base or '/ar'}", f"<bdi>{words}</bdi>" in text and "فرنسا ← فرنسا" not in text and "France → France" not in text)


def check_hostile(server):
    for a in json.loads(server.get("/api/v1/articles?limit=100")[2])["items"]:
        page, text = check_page(server, "/article/" + a["id"])
        check("hostile: no alert in markup", "<script>alert" not in text and "onerror=" not in re.sub(r"&quot;&gt;&lt;img src=x onerror=", "", text))
        check("hostile: shown as text", "alert(" not in text or "alert(1)" in page.text or "alert(7)" in page.text or "alert(3)" not in page.links)
        check("hostile: page under 2 MB", len(text) < 2_000_000, str(len(text)))
        check_page(server, f"/article/{a['id']}/stored")
    for path in ("/", "/outlets", "/search?q=%3Cscript%3Ealert(1)%3C/script%3E", "/search?q=%22%20onmouseover=alert(1)%20x=%22"):
        check_page(server, path)
    for end in ("atom", "rss"):
        xml.dom.minidom.parseString(server.get(f"/feeds/latest.{end}")[2])


def schema_of(spec, path):
    for pattern, item in spec["paths"].items():
        if re.fullmatch(re.sub(r"\{[a-z]+\}", "[^/]+", pattern), path):
            return item["get"]["responses"]["200"]["content"].get("application/json", {}).get("schema")
    return None


def check_api(server):
    import jsonschema
    spec = json.loads(server.get("/api/v1/openapi.json")[2])

    def valid(name, value, schema):
        errors = list(jsonschema.Draft202012Validator({**schema, "components": spec["components"]}).iter_errors(value))
        check(f"{name}: is what OpenAPI says", not errors, str(errors[0])[:300] if errors else "")

    article = json.loads(server.get("/api/v1/articles")[2])["items"][0]["id"]
    event = json.loads(server.get("/api/v1/events")[2])["items"][0]
    paths = ["/articles", "/articles?limit=2", f"/articles/{article}", "/stories", "/events", "/events?pair=MAR-FRA", f"/events/{event['id']}",
             "/happenings", "/happenings?status=announced", "/pairs", "/pairs/MAR-FRA", "/pairs/MAR-FRA/temperature", "/people",
             "/instruments?pair=MAR-FRA", "/instruments?kind=joint_commission", "/pairs/MAR-FRA?profile=goldstein", "/outlets", "/headlines", "/search?q=%D8%A7%D9%84%D9%85%D8%BA%D8%B1%D8%A8&facets=1", "/search?q=%22%28%29"]
    paths += [f"/happenings/{event['happening'] or event['id']}"]
    register = json.loads(server.get("/api/v1/instruments?limit=40")[2])["items"]
    paths += ["/instruments/" + i["id"] for i in register]
    people = json.loads(server.get("/api/v1/people?limit=3")[2])["items"]
    paths += ["/people/" + p["id"] + "?profile=" + name for p in people for name in ("plover", "goldstein")]
    for path in paths:
        code, headers, body = server.get("/api/v1" + path)
        check(f"api {path}: status", code == 200, f"{code} {body[:200]}")
        check(f"api {path}: type", headers.get("Content-Type", "").startswith("application/json"))
        check_headers("api " + path, headers)
        valid("api " + path, json.loads(body), schema_of(spec, path.split("?")[0]))
        again = server.get("/api/v1" + path, {"If-None-Match": headers["ETag"]})
        check(f"api {path}: 304", again[0] == 304 and not again[2])
    for path, code in (("/articles?limit=0", 400), ("/events?from=yesterday", 400), ("/articles/" + "f" * 64, 404), ("/pairs/XX", 404),
                       ("/search", 400), ("/instruments/x", 404), ("/instruments/" + "0" * 16, 404), ("/people/x", 404), ("/pairs/MAR-FRA?profile=mine", 400), ("/search?q=", 400), ("/none", 404), ("/search?q=x&limit=99999", 400)):
        status, headers, body = server.get("/api/v1" + path)
        check(f"api {path}: {code}", status == code, str(status))
        check(f"api {path}: problem", headers.get("Content-Type") == "application/problem+json")
        valid("api " + path, json.loads(body), spec["components"]["schemas"]["Problem"])
    check("api: POST is refused", server.get("/api/v1/articles", method="POST", data=b"x")[0] == 405)
    check("api: no CORS", "Access-Control-Allow-Origin" not in server.get("/api/v1/articles")[1])
    ids, path = [], "/api/v1/articles?limit=5"
    for _ in range(60):
        code, headers, body = server.get(path)
        ids += [x["id"] for x in json.loads(body)["items"]]
        link = re.match(r'<([^>]+)>; rel="next"', headers.get("Link") or "")
        if not link:
            break
        path = link.group(1)[len(server.url):]
    total = json.loads(server.get("/healthz")[2])["articles"]
    check("api: pages by Link give each article once", len(ids) == len(set(ids)) == total, f"{len(ids)} {len(set(ids))} {total}")
    page = server.get(f"/api/v1/articles/{article}/page")
    check("api: stored page is not run here", page[1]["Content-Type"] == "application/octet-stream" and "sandbox" in page[1]["Content-Security-Policy"])


def check_feeds(server):
    for path, query in (("/feeds/latest", ""), ("/feeds/pair/MAR-FRA", ""), ("/feeds/country/MAR", ""), ("/feeds/search", "?q=%D8%A7%D9%84%D9%85%D8%BA%D8%B1%D8%A8")):
        atom = xml.dom.minidom.parseString(server.get(path + ".atom" + query)[2])
        check(f"{path}.atom", atom.documentElement.tagName == "feed" and len(atom.getElementsByTagName("entry")) > 0)
        rss = xml.dom.minidom.parseString(server.get(path + ".rss" + query)[2])
        check(f"{path}.rss", rss.documentElement.tagName == "rss" and rss.getElementsByTagName("title"))
        feed = json.loads(server.get(path + ".json" + query)[2])
        check(f"{path}.json", feed["version"].endswith("/1.1") and all(i["id"] and (i["content_text"]) for i in feed["items"]))
    check("feeds: unknown ones", server.get("/feeds/latest.exe")[0] == 404 and server.get("/feeds/x/y.atom")[0] == 404)
    for path in ("/calendar/all.ics", "/calendar/pair/MAR-FRA.ics"):
        code, headers, body = server.get(path)
        lines = body.split(b"\r\n")
        check(f"{path}: type", headers["Content-Type"] == "text/calendar; charset=utf-8" and code == 200)
        check(f"{path}: lines of 75 bytes, whole characters", all(len(l) <= 75 and l.decode("utf-8") is not None for l in lines))
        check(f"{path}: no bare line end", b"\n" not in body.replace(b"\r\n", b""))
        text = body.replace(b"\r\n ", b"").decode()
        uids = re.findall(r"^UID:(.*)\r$", text, re.M)
        check(f"{path}: UIDs once, events whole", len(uids) == len(set(uids)) == text.count("BEGIN:VEVENT") == text.count("END:VEVENT"))
    article = json.loads(server.get("/api/v1/articles")[2])["items"][0]["id"]
    ris, bib, csl = (server.get(f"/article/{article}/cite.{e}")[2].decode() for e in ("ris", "bib", "json"))
    check("RIS", ris.startswith("TY  - NEWS\r\n") and ris.endswith("ER  - \r\n"))
    check("BibTeX", bib.startswith("@misc{") and bib.count("{") == bib.count("}"))
    check("CSL-JSON", json.loads(csl)[0]["type"] == "article-newspaper")
    xml.dom.minidom.parseString(server.get("/opensearch.xml")[2])
    check("security.txt", b"Contact:" in server.get("/.well-known/security.txt")[2])
    check("metrics", b"mirqab_requests_total" in server.get("/metrics")[2])


class Described(html.parser.HTMLParser):
    """metas by name, and the microdata of a page: [(item type, property, value)]"""
    VOID = {"meta", "link", "img", "input", "br"}

    def __init__(self, text):
        super().__init__()
        self.metas, self.items, self.open, self.scope = {}, [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        a = dict(attrs)
        if tag == "meta" and "name" in a:
            self.metas.setdefault(a["name"], []).append(a.get("content"))
        owner = self.scope[-1][1] if self.scope else None
        if "itemscope" in a:
            self.scope.append((len(self.open), a["itemtype"].rsplit("/", 1)[1]))
        value = a.get("content") or a.get("datetime") or a.get("href")
        if "itemprop" in a and value:
            self.items.append((owner, a["itemprop"], value))
        if tag not in self.VOID:
            self.open.append([tag, owner, None if value else a.get("itemprop"), ""])

    def handle_endtag(self, tag):
        while self.open:
            name, owner, prop, text = self.open.pop()
            if self.open:
                self.open[-1][3] += text
            if prop:
                self.items.append((owner, prop, " ".join(text.split())))
            while self.scope and self.scope[-1][0] >= len(self.open):
                self.scope.pop()
            if name == tag:
                return

    def handle_data(self, data):
        if self.open:
            self.open[-1][3] += data


def check_described(server):
    """what Zotero reads (citation_*) and what schema.org calls a NewsArticle say what the API says"""
    rows = [a for a in json.loads(server.get("/api/v1/articles?limit=40")[2])["items"] if a["outlet"] and a["published"]]
    check("described: articles to look at", len(rows) > 5)
    for row in rows:
        record = json.loads(server.get("/api/v1/articles/" + row["id"])[2])
        page = Described(server.get("/article/" + row["id"])[2].decode())
        said = {k: v for k, v in page.metas.items() if k.startswith("citation_")}
        want = {"citation_title": [record["title"]], "citation_journal_title": [record["outlet"]], "citation_publication_date": [record["published"][:10]],
                "citation_language": [record["lang"] or "ar"]}
        for name, key in (("citation_public_url", "source_url"), ("citation_author", "byline")):
            value = record[key] or (record["url"] if key == "source_url" else None)
            if value:
                want[name] = [value]
        check(f"citation metas of {row['id'][:8]}", said == want, f"{said} {want}")
        items = {(t, p): v for t, p, v in page.items}
        check(f"schema.org of {row['id'][:8]}", items.get(("NewsArticle", "headline")) == " ".join(record["title"].split()) and
              items.get(("NewsMediaOrganization", "name")) == record["outlet"] and items.get(("NewsArticle", "datePublished")) == record["published"][:10] and
              items.get(("NewsArticle", "identifier")) == row["id"] and record["body"][:40].split()[0] in items.get(("NewsArticle", "articleBody"), ""), str(items)[:400])


def check_settings(server):
    for to, back, where in (("dark", "/fr/pairs", "/fr/pairs"), ("light", "//evil.example/", "/"), ("dark", "https://evil.example/", "/"),
                            ("auto", "/\\evil", "/"), ("x", "/a\r\nX: y", "/")):
        data = urllib.parse.urlencode({"theme": to, "back": back}).encode()
        code, headers, _ = server.get("/settings/set", {"Cookie": "view=light.eg.rtl"}, method="POST", data=data)
        check(f"settings: back to {back!r}", code == 303 and headers["Location"] == where and "X" not in headers, str(headers.get("Location")))
        kept = headers["Set-Cookie"].split(";")[0]
        check(f"settings: {to} changes, the rest stays", kept == f"view={'light' if to == 'x' else to}.eg.rtl.latn", kept)
    text = server.get("/", {"Cookie": "view=dark"})[2].decode()
    check("settings: the cookie is heard", 'data-theme="dark"' in text and 'data-theme="auto"' in server.get("/")[2].decode())
    for months, word in (("ma", "غشت"), ("eg", "أغسطس"), ("sy", "آب"), ("tn", "أوت"), ("<script>", "غشت")):
        text = server.get("/calendar?month=2025-08", {"Cookie": "view=auto." + months})[2].decode()
        check(f"settings: months of {months}", f"<h1 class=\"small\">{word} 2025" in text)
    arab = {"Cookie": "view=auto.eg.ltr.arab"}
    text = server.get("/calendar?month=2025-08", arab)[2].decode()
    check("settings: Arabic-Indic digits", '<h1 class="small">أغسطس ٢٠٢٥' in text and not re.search(r"datetime=.[٠-٩]", text))
    check("settings: French keeps its digits", "août 2025" in server.get("/fr/calendar?month=2025-08", arab)[2].decode())
    check("settings: digits are offered", 'name="digits" value="arab" checked' in server.get("/settings", arab)[2].decode())


def check_weight(server):
    total = len(server.get("/", {"Accept-Encoding": "gzip"})[2])
    tag = re.search(rb"/static/([0-9a-f]+)/style.css", server.get("/")[2]).group(1).decode()
    style = server.get(f"/static/{tag}/style.css")[2].decode()
    for name in ["style.css", "script.js", "icon.svg"] + sorted(set(re.findall(r"url\(([^)]+)\)", style))):
        code, headers, body = server.get(f"/static/{tag}/{name}", {"Accept-Encoding": "gzip"})
        check(f"static {name}", code == 200 or name.endswith("woff2"), str(code))
        check(f"static {name}: kept for ever", code != 200 or "immutable" in headers["Cache-Control"])
        total += len(body)
    check("home with all fonts under 250 KB", total <= 250 * 1024, str(total))
    print(f"home: {total} bytes with style, script and all fonts")


def check_server(server):
    check("HEAD", server.get("/", method="HEAD")[0] == 200)
    check("PUT is refused", server.get("/", method="PUT", data=b"")[0] in (405, 404))
    host, port = server.url[len("http://"):].split(":")
    with socket.create_connection((host, int(port)), timeout=20) as s:
        s.sendall(b"GET /" + b"a" * 20000 + b" HTTP/1.1\r\nHost: x\r\n\r\n")
        check("a long address is refused", re.match(rb"HTTP/1.1 (4|5)\d\d", s.recv(100) or b"HTTP/1.1 400"))
    check("and the server lives", server.get("/healthz")[0] == 200)


def check_change():
    """what another program adds is there at once, though answers are kept"""
    with Server(str(TREE / "samples/plain")) as server:
        before = server.get("/")
        check("change: an answer is kept", server.get("/", {"If-None-Match": before[1]["ETag"]})[0] == 304)
        subprocess.run([program(), "--quiet", "--db", server.db, "ingest", str(TREE / "samples/newspapers")], stdout=subprocess.DEVNULL)
        time.sleep(0.6)
        check("change: and made anew", server.get("/")[2] != before[2])


def check_rate():
    with Server(str(TREE / "samples/plain"), more=("--rate", "2")) as server:
        answers = [server.get("/api/v1/outlets") for _ in range(30)]
        late = [a for a in answers if a[0] == 429]
        check("rate: some pass, some wait", 15 <= len(answers) - len(late) <= 25, str(len(late)))
        check("rate: Retry-After and a problem", late and int(late[0][1]["Retry-After"]) >= 1 and json.loads(late[0][2])["status"] == 429)
        check("rate: pages are free", server.get("/")[0] == 200)


def check_map():
    """who runs the archive says how disputed borders are drawn"""
    def lines(server, kind):
        text = server.get("/atlas")[2].decode()
        return len(re.search(rf'<path class="{kind}" d="([^"]*)"', text).group(1))

    with Server(str(TREE / "samples")) as plain, Server(str(TREE / "samples"), more=("--map-borders", "MAR-ESH=MAR,SRB-XKX=line")) as other:
        check("map: a joined area has no line", lines(other, "disputed") < lines(plain, "disputed"))
        check("map: and is no longer without colour", lines(other, "open") < lines(plain, "open"))
        check("map: another border is whole", lines(other, "border") > lines(plain, "border"))
        check("map: and the page says what is set", b"MAR-ESH=MAR" in other.get("/about")[2] and b"MAR-ESH" not in plain.get("/about")[2])


def check_refusals():
    """what cannot be served is said, with the exit code of sysexits"""
    def run(*args):
        done = subprocess.run([program(), *args], stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=20, text=True)
        return done.returncode, done.stderr

    with tempfile.TemporaryDirectory() as folder, socket.socket() as taken:
        db = folder + "/a.db"
        subprocess.run([program(), "--quiet", "--db", db, "ingest", str(TREE / "samples/plain")], check=True, stdout=subprocess.DEVNULL)
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        code, words = run("--db", db, "serve", "--listen", f"127.0.0.1:{taken.getsockname()[1]}")
        check("a taken port gives 69", code == 69 and "cannot listen" in words, f"{code} {words}")
        code, words = run("--db", db, "serve", "--listen", "nowhere")
        check("an address that is none gives 64", code == 64 and "nowhere" in words, f"{code} {words}")
        code, words = run("--db", folder + "/none.db", "serve", "--listen", "127.0.0.1:0")
        check("an archive that is not there gives 66", code == 66, f"{code} {words}")


def main():
    with Server(str(TREE / "samples")) as server:
        check_pages(server)
        check_api(server)
        check_feeds(server)
        check_described(server)
        check_settings(server)
        check_weight(server)
        check_server(server)
        check("SIGTERM ends it with 0", server.close() == 0)
    with tempfile.TemporaryDirectory() as folder:
        with open(folder + "/h.jsonl", "w", encoding="utf-8") as f:
            for h in HOSTILE:
                f.write(json.dumps(h, ensure_ascii=False) + "\n")
        with Server("--as\0jsonl\0" + folder + "/h.jsonl") as server:
            check_hostile(server)
    check_within()
    check_map()
    check_refusals()
    check_rate()
    check_change()
    sys.exit(end())


main()
