"""Readers propose, editors decide, searches are saved and told, through pages without a script and through the API. Loopback only."""
import base64, hashlib, hmac, http.server, json, os, pathlib, re, socket, socketserver, subprocess, sys, tempfile, threading, time, urllib.parse

TREE = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(TREE / "tests" / "serve"), str(TREE / "tests")]
from checks import check, end  # noqa: E402
from server import Server, program  # noqa: E402


class Client:
    """one reader: an address of loopback, a key, or neither"""

    def __init__(self, server, key=None, cookie=None, address=None):
        self.host, self.port = server.url.split("//")[1].split(":")
        self.headers = {}
        if key:
            self.headers["Authorization"] = "Bearer " + key
        if cookie:
            self.headers["Cookie"] = "desk=" + cookie
        self.address = address

    def ask(self, path, method="GET", form=None, data=None, headers={}):
        import http.client
        c = http.client.HTTPConnection(self.host, int(self.port), timeout=20, source_address=(self.address, 0) if self.address else None)
        head = {**self.headers, **headers}
        body = None
        if form is not None:
            method, body = "POST", urllib.parse.urlencode(form)
            head["Content-Type"] = "application/x-www-form-urlencoded"
        if data is not None:
            method, body = "POST", json.dumps(data)
            head["Content-Type"] = "application/json"
        c.request(method, path, body, head)
        answer = c.getresponse()
        text = answer.read().decode("utf-8", "replace")
        c.close()
        return answer.status, answer.headers, text


def token(db, name, scopes):
    run = subprocess.run([program(), "--db", db, "--quiet", "tokens", "--scopes", scopes, "add", name], capture_output=True, text=True)
    return run.stdout.strip()


def check_corrections(server, spec):
    reader, other = Client(server), Client(server, address="127.0.0.9")
    editor = Client(server, key=token(server.db, "editor", "review"))
    proposer = Client(server, key=token(server.db, "tool", "correct"))
    event = json.loads(reader.ask("/api/v1/events?limit=1")[2])["items"][0]
    path = f"/event/{event['id']}/correct"
    for base in ("", "/fr", "/en"):
        code, headers, text = reader.ask(base + path)
        check(f"{base}{path}", code == 200 and headers["Cache-Control"] == "no-store" and "<form" in text)
    check("an event that is not there", reader.ask("/event/0000000000000000-e1/correct")[0] == 404)
    for name, form, status in (("nothing said", {}, 400), ("no change", {"verdict": "correct", "kind": event["kind"]}, 400),
                               ("a kind that is none", {"verdict": "correct", "kind": "party"}, 400),
                               ("a country that is none", {"verdict": "correct", "actors": "MAR, XXQ"}, 400),
                               ("a day that is none", {"verdict": "correct", "from": "2025-02-30"}, 400),
                               ("a note without end", {"verdict": "reject", "note": "x" * 2001}, 400),
                               ("broken UTF-8", {"verdict": "reject", "note": b"\xff"}, 400)):
        check(f"proposal: {name}", reader.ask(path, form=form)[0] == status)
    check("from another site", reader.ask(path, form={"verdict": "reject"}, headers={"Origin": "https://evil.example"})[0] == 403)
    check("from another site, as browsers say", reader.ask(path, form={"verdict": "reject"}, headers={"Sec-Fetch-Site": "cross-site"})[0] == 403)
    other_kind = "aid" if event["kind"] != "aid" else "visit"
    code, headers, _ = reader.ask("/en" + path, form={"verdict": "correct", "kind": other_kind, "status": event["status"], "note": "<script>alert(1)</script>", "who": "ر"},
                                  headers={"Origin": server.url})
    check("proposed", code == 303 and headers["Location"].startswith("/en" + path + "?sent="))
    check("thanks", 'role="status"' in reader.ask(headers["Location"])[2])
    row = json.loads(reader.ask("/api/v1/corrections?state=open")[2])["items"][0]
    valid(spec, "CorrectionProposal", row)
    check("only what differs is proposed", row["changes"] == {"kind": other_kind}, row)
    check("what a reader wrote is not for all", "script" not in json.dumps(row) and "ر" not in json.dumps(row, ensure_ascii=False))
    check("nothing changes before an editor agrees", json.loads(reader.ask(f"/api/v1/events/{event['id']}")[2])["kind"] == event["kind"])
    again = reader.ask("/en" + path, form={"verdict": "correct", "kind": other_kind, "note": "<script>alert(1)</script>", "who": "ر"})[1]["Location"]
    check("the same from the same reader is one", again == headers["Location"])

    check("no review without a key", reader.ask("/review")[0] == 401 and "desk/enter" in reader.ask("/review")[2])
    check("no review with a key for something else", proposer.ask("/api/v1/corrections/" + row["id"], data={"decision": "accept"})[0] == 403)
    check("no deciding without a key", other.ask("/api/v1/corrections/" + row["id"], data={"decision": "accept"})[0] == 401)
    check("401 says how", other.ask("/api/v1/corrections/" + row["id"], data={})[1]["WWW-Authenticate"] == "Bearer")
    secret = editor.headers["Authorization"][7:]
    code, headers, _ = reader.ask("/en/desk/enter", form={"key": secret, "to": "/en/review"})
    cookie = headers["Set-Cookie"]
    check("entering sets a cookie that scripts and other sites do not get", code == 303 and "HttpOnly" in cookie and "SameSite=Strict" in cookie, cookie)
    check("a wrong key does not enter", reader.ask("/desk/enter", form={"key": "mirqab_0"})[0] == 401)
    browser = Client(server, cookie=re.match(r"desk=([^;]+)", cookie).group(1))
    queue = browser.ask("/en/review")[2]
    check("the queue shows it, as text", row["id"] in queue and "&lt;script&gt;" in queue and "<script>alert" not in queue)
    check("a cookie does not decide for another site",
          browser.ask("/review/" + row["id"], form={"decision": "accept"}, headers={"Origin": "https://evil.example"})[0] == 403)
    check("accepted", browser.ask("/en/review/" + row["id"], form={"decision": "accept"}, headers={"Origin": server.url})[0] == 303)
    check("the event is as corrected", json.loads(reader.ask(f"/api/v1/events/{event['id']}")[2])["kind"] == other_kind)
    check("the article says so", reader.ask("/en/article/" + row["article"])[2].count("An editor said") == 1)
    check("decided once", editor.ask("/api/v1/corrections/" + row["id"], data={"decision": "reject"})[0] == 409)
    subprocess.run([program(), "--quiet", "--db", server.db, "ingest", str(TREE / "samples")], env=dict(os.environ, MIRQAB_TODAY="2025-12-20"), stdout=subprocess.DEVNULL)
    check("it outlives reading anew", json.loads(reader.ask(f"/api/v1/events/{event['id']}")[2])["kind"] == other_kind)
    code, _, text = editor.ask("/api/v1/corrections/" + row["id"], data={"decision": "undo"})
    check("undone", code == 200 and json.loads(text)["state"] == "open")
    check("the event is as coded", json.loads(reader.ask(f"/api/v1/events/{event['id']}")[2])["kind"] == event["kind"])
    check("rejected", json.loads(editor.ask("/api/v1/corrections/" + row["id"], data={"decision": "reject", "reason": "لا"})[2])["state"] == "rejected")
    code, _, text = proposer.ask("/api/v1/corrections", data={"event": event["id"], "verdict": "correct", "actors": ["MAR", "ESP"]})
    check("proposed by a tool", code == 201 and json.loads(text)["changes"]["actors"] == "MAR,ESP", text)
    check("a tool without a key", reader.ask("/api/v1/corrections", data={"event": event["id"], "verdict": "reject"})[0] == 401)
    check("a body that is no JSON", proposer.ask("/api/v1/corrections", method="POST", headers={"Content-Type": "application/json"})[0] == 400)
    code = 0
    for i in range(40):
        code, headers, _ = other.ask(path, form={"verdict": "reject", "note": f"n {i}"})
    check("too many from one address", code == 429 and headers["Retry-After"])
    check("and another is heard", Client(server, address="127.0.0.10").ask(path, form={"verdict": "reject"})[0] == 303)


class Hook(http.server.BaseHTTPRequestHandler):
    got, answers = [], [500]

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        Hook.got.append((dict(self.headers), body))
        self.send_response(Hook.answers.pop(0) if Hook.answers else 204)
        self.end_headers()

    def log_message(self, *_):
        pass


class Mail(socketserver.StreamRequestHandler):
    """as much SMTP as it takes to be given a message"""
    got = []

    def handle(self):
        say = lambda line: self.wfile.write((line + "\r\n").encode())
        say("220 test")
        lines, data = [], None
        while True:
            line = self.rfile.readline().decode("ascii", "replace").rstrip("\r\n")
            if not line and data is None:
                return
            if data is not None:
                if line == ".":
                    Mail.got.append((lines, "\n".join(data)))
                    data = None
                    say("250 kept")
                else:
                    data.append(line)
            elif line.startswith("DATA"):
                data = []
                say("354 go on")
            elif line.startswith("QUIT"):
                say("221 bye")
                return
            else:
                lines.append(line)
                say("250 ok")


def wait_for(what, seconds=25):
    end = time.time() + seconds
    while time.time() < end:
        if what():
            return True
        time.sleep(0.1)
    return False


def signature(secret, headers, body):
    key = base64.b64decode(secret[len("whsec_"):])
    said = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key, said, hashlib.sha256).digest()).decode()


PAGE = {"id": "alert-1", "title": "وزير الخارجية المغربي يلتقي نظيره الفرنسي في باريس", "published": "2025-12-19", "outlet": "صحيفة التجربة", "url": "https://example.org/alert-1",
        "body": "التقى وزير الخارجية المغربي ناصر بوريطة، يوم الخميس 18 دجنبر 2025 بباريس، نظيره الفرنسي. وبحث الوزيران التعاون بين البلدين في ملف الزعفران."}


def check_saved(server, spec, hook_port):
    mine = Client(server, key=token(server.db, "analyst", "save"))
    other = Client(server, key=token(server.db, "somebody", "save,review"))
    reader = Client(server)
    check("saving takes a key", reader.ask("/api/v1/saved-searches", data={"query": "x"})[0] == 401 and reader.ask("/saved")[0] == 401)
    check("either a search or a pair", mine.ask("/api/v1/saved-searches", data={"query": "x", "pair": "MAR-FRA"})[0] == 400)
    check("a pair that is none", mine.ask("/api/v1/saved-searches", data={"pair": "MAR"})[0] == 400)
    code, _, text = mine.ask("/api/v1/saved-searches", data={"name": "زعفران", "query": "الزعفران"})
    search = json.loads(text)
    check("a search is saved", code == 201)
    valid(spec, "SavedSearch", search)
    pair = json.loads(mine.ask("/api/v1/saved-searches", data={"pair": "fra-mar"})[2])
    check("a pair is saved", pair["pair"] in ("FRA-MAR", "MAR-FRA"), pair)
    check("another does not see it", json.loads(other.ask("/api/v1/saved-searches")[2])["items"] == [])
    check("another does not remove it", other.ask("/api/v1/saved-searches/" + search["id"], method="DELETE")[0] == 404)
    for target in ("ftp://example.org/", "javascript:alert(1)", "a@b@c", "x", "https://example.org/\r\nX: y"):
        check(f"no channel to {target!r}", mine.ask(f"/api/v1/saved-searches/{search['id']}/channels", data={"target": target})[0] == 400)
    hook = f"http://127.0.0.1:{hook_port}/hook"
    code, _, text = mine.ask(f"/api/v1/saved-searches/{search['id']}/channels", data={"target": hook})
    check("a webhook", code == 201)
    valid(spec, "SavedSearch", json.loads(text))
    secret = json.loads(text)["channels"][0]["secret"]
    check("a mailbox", mine.ask(f"/api/v1/saved-searches/{pair['id']}/channels", data={"target": "desk@example.org"})[0] == 201)
    mine.ask(f"/api/v1/saved-searches/{search['id']}/channels", data={"target": "http://192.0.2.1.nip.invalid:9/"})
    forbidden = json.loads(mine.ask(f"/api/v1/saved-searches/{search['id']}/channels", data={"target": "http://127.0.0.2:9/"})[2])["channels"][-1]["id"]

    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as f:
        f.write(json.dumps(PAGE, ensure_ascii=False) + "\n")
        f.flush()
        subprocess.run([program(), "--quiet", "--db", server.db, "ingest", f.name], env=dict(os.environ, MIRQAB_TODAY="2025-12-20"), stdout=subprocess.DEVNULL)
    check("the webhook is told, again after a failure", wait_for(lambda: len(Hook.got) >= 2), len(Hook.got))
    ids = {h["webhook-id"] for h, _ in Hook.got}
    check("all tries have one id", len(ids) == 1)
    check("signed", all(h["webhook-signature"] == signature(secret, h, b) for h, b in Hook.got))
    item = json.loads(Hook.got[0][1])
    check("it says what is new", item["saved_search"]["id"] == search["id"] and [i["article"]["title"] for i in item["items"]] == [PAGE["title"]], item)
    check("the mail arrives", wait_for(lambda: Mail.got))
    envelope, letter = Mail.got[0]
    head, _, body = letter.partition("\n\n")
    check("mail: to whom", any("RCPT TO:<desk@example.org>" in line for line in envelope) and "To: <desk@example.org>" in head)
    check("mail: lines of 78 at most", all(len(line) <= 78 for line in letter.split("\n")))
    text = base64.b64decode(body).decode()
    check("mail: what is new", PAGE["title"] in text and "/article/" in text, text)
    check("told once", not wait_for(lambda: len(Hook.got) > 2 or len(Mail.got) > 1, 3))
    rows = {c["id"]: c for c in json.loads(mine.ask("/api/v1/saved-searches")[2])["items"][0]["channels"]}
    check("a private address is refused", "loopback" in (rows[forbidden]["last_error"] or ""), rows)
    check("what waits is shown", rows[forbidden]["waiting"] == 1)
    for end in ("atom", "rss", "json"):
        feed = reader.ask(f"/feeds/saved/{search['id']}.{end}")
        check(f"feed of a saved search: {end}", feed[0] == 200 and PAGE["title"] in feed[2])
    check("feed of a saved pair", reader.ask(f"/feeds/saved/{pair['id']}.atom")[0] == 200)
    check("no such saved search", reader.ask("/feeds/saved/0000000000000000.atom")[0] == 404)
    check("a channel is removed", mine.ask(f"/api/v1/saved-searches/{search['id']}/channels/{forbidden}", method="DELETE")[0] == 204)
    for base in ("", "/fr", "/en"):
        check(f"{base}/saved", search["id"] in mine.ask(base + "/saved")[2])
    check("removed", mine.ask("/api/v1/saved-searches/" + search["id"], method="DELETE")[0] == 204 and reader.ask(f"/feeds/saved/{search['id']}.atom")[0] == 404)
    check("405 names the methods", mine.ask("/api/v1/saved-searches", method="DELETE")[1]["Allow"] == "GET, HEAD, POST")


PNG = bytes.fromhex("89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8cfc0000003010100c9fe92ef0000000049454e44ae426082")
HUGE = PNG[:16] + (60000).to_bytes(4, "big") * 2 + PNG[24:]


PARAGRAPHS = ["افتتح وزير الثقافة معرض الصور في الرباط بحضور عدد من المصورين والنقاد الذين جاؤوا من مدن عدة.",
              "ويضم المعرض أكثر من مئة صورة التقطت خلال العقد الماضي، أغلبها بالأبيض والأسود، وفيها وجوه وأسواق وموانئ.",
              "وقال مدير المعرض إن الاختيار دام سنة كاملة، وإن اللجنة قرأت رسائل المصورين قبل أن تنظر إلى أعمالهم.",
              "أما الجمهور فبإمكانه زيارة القاعات كل يوم عدا الاثنين، من التاسعة صباحا إلى السادسة مساء، دون مقابل.",
              "ومن المنتظر أن ينتقل المعرض في الربيع إلى فاس ثم وجدة، قبل أن تحفظ الصور في خزانة المدينة نهائيا."]


class Pictures(http.server.BaseHTTPRequestHandler):
    asked = []

    def do_GET(self):
        Pictures.asked.append(self.path)
        body, kind = {"/a.png": (PNG, "image/png"), "/b.svg": (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "image/png"),
                      "/c.png": (HUGE, "image/png"), "/d.png": (PNG + bytes(6 << 20), "image/png")}.get(self.path, (b"", "text/plain"))
        self.send_response(302 if self.path == "/e.png" else 200)
        if self.path == "/e.png":
            self.send_header("Location", "http://127.0.0.3:1/secret.png")
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def check_images(server, spec, port):
    reader, editor = Client(server), Client(server, key=token(server.db, "picture editor", "review"))
    names = ["a.png", "b.svg", "c.png", "d.png", "e.png"]
    html = "<html><head><title>خبر مصور</title><meta property='article:published_time' content='2025-12-18'></head><body><article><h1>خبر مصور</h1>" + "".join(
        f"<img src='http://127.0.0.1:{port}/{n}' alt='صورة {i}' width='640' height='480'><p>{PARAGRAPHS[i]}</p>"
        for i, n in enumerate(names)) + "</article></body></html>"
    with tempfile.TemporaryDirectory() as folder:
        pathlib.Path(folder, "page.html").write_text(html, encoding="utf-8")
        subprocess.run([program(), "--quiet", "--db", server.db, "ingest", folder], stdout=subprocess.DEVNULL)
    wait_for(lambda: json.loads(reader.ask("/api/v1/search?q=" + urllib.parse.quote("خبر مصور"))[2])["items"], 5)
    article = json.loads(reader.ask("/api/v1/search?q=" + urllib.parse.quote("خبر مصور"))[2])["items"][0]["article"]["id"]
    urls = [i["url"].rsplit("/", 1)[1] for i in json.loads(reader.ask("/api/v1/articles/" + article)[2])["images"]]
    check("the page's images are there", set(names) <= set(urls), urls)
    path = {n: f"/image/{article[:16]}-i{urls.index(n) + 1}" for n in names if n in urls}
    check("the article's page shows them from here", path["a.png"] in reader.ask("/article/" + article)[2])
    code, headers, _ = reader.ask(path["a.png"])
    check("an image is given on", code == 200 and headers["Content-Type"] == "image/png" and "sandbox" in headers["Content-Security-Policy"])
    reader.ask(path["a.png"])
    check("it is asked for once", Pictures.asked.count("/a.png") == 1)
    for name, why in (("b.svg", "no picture, whatever it says"), ("c.png", "too many pixels"), ("d.png", "too many bytes"), ("e.png", "leads to a refused address")):
        check(f"not given on: {why}", reader.ask(path[name])[0] == 404)
    for bad in ("/image/x", f"/image/{article[:16]}-i99", f"/image/{article[:16]}-i0", "/image/0000000000000000-i1"):
        check(f"no image: {bad}", reader.ask(bad)[0] == 404)
    for i in range(3):
        code, headers, _ = reader.ask(path["a.png"] + "/report", form={})
    check("a report is thanked", code == 303 and 'role="status"' in reader.ask(headers["Location"].split("#")[0])[2])
    check("one person does not hide it", reader.ask(path["a.png"])[0] == 200)
    ref = path["a.png"].split("/")[2]
    code, _, text = Client(server, address="127.0.0.21").ask(f"/api/v1/images/{ref}/reports", method="POST")
    check("reported through the API", code == 201)
    valid(spec, "Image", json.loads(text))
    Client(server, address="127.0.0.22").ask(path["a.png"] + "/report", form={})
    check("three people do", reader.ask(path["a.png"])[0] == 410 and json.loads(reader.ask("/api/v1/images/" + ref)[2])["hidden"])
    page = reader.ask("/en/article/" + article)[2]
    check("the page says so, and does not ask for it", "hidden automatically" in page and f'src="{path["a.png"]}"' not in page)
    check("a reader does not bring it back", reader.ask(f"/api/v1/images/{ref}/reports", method="DELETE")[0] == 401)
    check("an editor does", editor.ask(f"/api/v1/images/{ref}/reports", method="DELETE")[0] == 204 and reader.ask(path["a.png"])[0] == 200)
    check("no address ever in a query", all("?" not in p for p in Pictures.asked))


def valid(spec, name, value):
    import jsonschema
    schema = {"$ref": f"#/components/schemas/{name}", "components": spec["components"]}
    errors = list(jsonschema.Draft202012Validator(schema).iter_errors(value))
    check(f"a {name} is what OpenAPI says", not errors, str(errors[0])[:300] if errors else "")


def main():
    hooks = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Hook)
    mails = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Mail)
    pictures = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Pictures)
    for s in (hooks, mails, pictures):
        threading.Thread(target=s.serve_forever, daemon=True).start()
    ports = hooks.server_address[1], mails.server_address[1]
    more = ["--allow", f"127.0.0.1:{ports[0]}", "--allow", f"127.0.0.1:{pictures.server_address[1]}", "--images", "3", "--smtp", f"smtp://127.0.0.1:{ports[1]}", "--mail-from", "mirqab@example.org", "--alerts", "1"]
    with Server(str(TREE / "samples"), more=more) as server:
        spec = json.loads(server.get("/api/v1/openapi.json")[2])
        check_corrections(server, spec)
        check_saved(server, spec, ports[0])
        check_images(server, spec, pictures.server_address[1])
        check("the server ends well", server.close() == 0)
    for s in (hooks, mails, pictures):
        s.shutdown()
    return end()


sys.exit(main())
