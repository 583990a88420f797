"""WebSub: subscribe, verify, deliver; wrong signatures, deliveries that come twice, leases that end, hubs that deny and hubs that lie; kill -9
in between. The server and the watcher are processes of their own, as the units in deploy/ run them.

usage: websub.py [--kills 6] [--print]
"""
import argparse, json, pathlib, random, re, signal, socket, sqlite3, subprocess, sys, tempfile, time, urllib.parse
import live
from hub import Hub, send


class Stand:
    """an archive, a server over it, and a watcher that can be killed"""

    def __init__(self, folder, hub, check, names):
        self.folder, self.hub, self.check, self.db = folder, hub, check, folder / "a.db"
        self.sources = folder / "sources.tsv"
        self.sources.write_text("url\tkind\toutlet\n" + "".join(f"http://paper.press.test/feed/{n}.xml\tfeed\tجريدة {n}\n" for n in names))
        live.mirqab("--db", self.db, "ingest", live.TREE / "samples")
        self.serve("127.0.0.1:0")
        self.watcher = None

    def serve(self, listen, *more):
        self.server = subprocess.Popen([live.MIRQAB, "--db", str(self.db), "serve", "--listen", listen, *more], stdout=subprocess.PIPE, text=True)
        self.base = self.server.stdout.readline().strip().rstrip("/")

    def watch(self, *more, public=True):
        self.log = open(self.folder / "watch.log", "a")
        command = [live.MIRQAB, "--db", str(self.db), "watch", "--contact", "tests@mirqab.test", "--connect-to", f"127.0.0.1:{self.hub.port}", "--allow",
                   "127.0.0.1", "--pace", "0", "--least", "1", "--sources", str(self.sources), *more]
        self.watcher = subprocess.Popen(command + (["--public-url", self.base] if public else []), stdout=subprocess.DEVNULL, stderr=self.log)

    def stop(self, how=signal.SIGTERM):
        self.watcher.send_signal(how)
        self.watcher.wait(30)

    def rows(self):
        out = live.mirqab("--db", self.db, "outlets", "--sources", "--json").stdout
        return {r["url"].split("/")[-1].split(".")[0]: r for r in map(json.loads, out.splitlines())}

    def until(self, what, seconds=15):
        for _ in range(int(seconds * 10)):
            if what():
                return True
            time.sleep(0.1)
        return False

    def state(self, name):
        sub = self.rows().get(name, {}).get("subscription")
        return sub and sub["state"]

    def fetched(self, path):
        return sum(p == f"GET {path}" for _, _, p in list(self.hub.requests))

    def form(self, name):
        mine = [f for f in self.hub.asked if f"/{name}.xml" in f["hub.topic"] and f["hub.mode"] == "subscribe"]
        return mine[-1] if mine else None

    def change(self, sql):
        c = sqlite3.connect(self.db, timeout=10)
        c.execute(sql)
        c.commit()
        c.close()

    def close(self):
        for p in (self.watcher, self.server):
            if p:
                p.kill()
                p.wait()


def head_only(url, size):
    """the first line of the answer to a request that says how large it will be"""
    at = urllib.parse.urlsplit(url)
    with socket.create_connection((at.hostname, at.port), timeout=10) as c:
        c.sendall(f"POST {at.path} HTTP/1.1\r\nHost: {at.netloc}\r\nContent-Type: text/xml\r\nContent-Length: {size}\r\n\r\n".encode())
        return c.recv(4096).split(b"\r\n")[0]


def subscribing(s, hub, check):
    hub.items["a"] = [1]
    s.watch("--most", "400", "--least", "300")
    check(s.until(lambda: s.state("a") == "active"), "a feed that offers a hub is subscribed to", s.rows()["a"])
    f = s.form("a")
    check(f["hub.topic"].endswith("a.xml?Format=Atom&utm_source=self"), "the topic is what the feed calls itself, to the letter", f)
    check(re.fullmatch(re.escape(s.base) + "/websub/[0-9a-f]{32}", f["hub.callback"]), "the callback's word cannot be guessed", f)
    check(re.fullmatch("[0-9a-f]{64}", f["hub.secret"]) and f["hub.lease_seconds"] == "864000", "with a secret and a lease", f)
    check(hub.verified[-1] == ("subscribe", 200, True), "the hub's question is answered", hub.verified)
    row = s.rows()["a"]
    check(row["subscription"]["until"] and row["why"] is None, "the lease is kept", row["subscription"])


def delivering(s, hub, check):
    s.until(lambda: s.fetched("/news/a-1.html") == 1)
    visits, f = s.fetched("/feed/a.xml"), s.form("a")
    for n, method in enumerate(["sha256", "sha384", "sha512", "sha1"], 2):
        hub.items["a"].append(n)
        check(hub.publish("a", f, method) == 202, f"a delivery signed with {method} is taken")
        check(s.until(lambda: s.fetched(f"/news/a-{n}.html") == 1), "what it names is fetched", method)
    check(s.fetched("/feed/a.xml") == visits, "without a visit to the feed", s.fetched("/feed/a.xml"))
    s.until(lambda: s.rows()["a"]["subscription"]["deliveries"] == 4)
    sub = s.rows()["a"]["subscription"]
    check(sub["deliveries"] == 4 and sub["items"] == 4 and sub["last_delivery"], "deliveries are counted", sub)
    body = hub.feed("a") + b"<!-- again -->"
    hub.publish("a", f, body=body)
    check(hub.publish("a", f, body=body) == 202, "a delivery that comes again is answered as the first")
    hub.items["a"].append(9)
    bad = [hub.publish("a", f, secret="0" * 64), hub.publish("a", f, signature="none"), hub.publish("a", f, signature="sha256=00"),
           hub.publish("a", f, signature="md5=" + "0" * 32), hub.publish("a", f, signature="sha256=" + "zz" * 32)]
    check(bad == [202] * 5, "one with a wrong signature, too", bad)
    check(s.until(lambda: s.rows()["a"]["subscription"]["refused"] == 5), "but it is counted", s.rows()["a"]["subscription"])
    check(s.fetched("/news/a-9.html") == 0, "and nothing of it is fetched")
    check(s.rows()["a"]["subscription"]["deliveries"] == 5, "what came twice is taken once", s.rows()["a"]["subscription"])
    hub.items["a"].remove(9)


def refusing(s, hub, check):
    f = s.form("a")
    unknown = f["hub.callback"][:-32] + "0" * 32
    check(hub.publish("a", {**f, "hub.callback": unknown}) == 410, "an unknown callback is gone")
    check(hub.verify({**f, "hub.callback": unknown}, **{"hub.lease_seconds": "60"})[0] == 404, "and confirms nothing")
    ask = lambda **change: hub.verify(f, **change)[0]
    check(ask(**{"hub.mode": "unsubscribe"}) == 404, "nobody else ends it")
    check(ask(**{"hub.topic": "http://paper.press.test/feed/b.xml"}) == 404, "another topic is not confirmed")
    check(ask(**{"hub.lease_seconds": "x"}) == 404 and ask(**{"hub.challenge": ""}) == 404 and ask(**{"hub.mode": "publish"}) == 404, "nor nonsense")
    check(ask(**{"hub.challenge": "c" * 4000}) == 404, "nor a challenge without bounds")
    status, body = send(f["hub.callback"] + "?" + urllib.parse.urlencode(
        {"hub.mode": "subscribe", "hub.topic": f["hub.topic"], "hub.challenge": "<script>alert(1)</script>", "hub.lease_seconds": "864000"}))
    check((status, body) == (200, b"<script>alert(1)</script>"), "the challenge comes back as text, byte by byte", (status, body))
    check(b" 413 " in head_only(f["hub.callback"], (4 << 20) + 1), "a delivery larger than 4 MiB is not taken")
    check(hub.publish("a", f, body=b"x" * (4 << 20), signature="none") == 202, "one of 4 MiB is")
    # a page, an image, nothing at all: readers make nothing of it, and the watcher goes on
    check(hub.publish("a", f, body=b"\x89PNG\r\n\x1a\n" * 50) == 202 and hub.publish("a", f, body=b"") == 202, "odd deliveries are taken")
    hub.items["a"].append(10)
    hub.publish("a", f)
    check(s.until(lambda: s.fetched("/news/a-10.html") == 1), "and do no harm")


def lease(s, hub, check):
    f = s.form("a")
    s.stop()
    s.change(f"UPDATE watch_hub SET until = {int(time.time() * 1000) - 3600000}")
    hub.items["a"].append(11)
    check(hub.publish("a", f) == 410, "after its lease a delivery is refused")
    asked = len(hub.asked)
    s.change("UPDATE watch_hub SET due = 0")
    s.watch("--least", "300")
    check(s.until(lambda: len(hub.asked) > asked and s.state("a") == "active"), "it is asked for again", s.rows()["a"]["subscription"])
    check(s.form("a")["hub.callback"] == f["hub.callback"], "at the same address")
    check(s.until(lambda: s.fetched("/news/a-11.html") == 1), "and what was missed is found by a visit")
    # renewal: due before the end, with the lease still running
    until = s.rows()["a"]["subscription"]["until"]
    due = s.rows()["a"]["subscription"]["due"]
    check(due < until, "it is renewed before it ends", (due, until))
    asked = len(hub.asked)
    s.change("UPDATE watch_hub SET due = 0")
    check(s.until(lambda: len(hub.asked) == asked + 1), "a renewal is asked for while it is active")
    check(hub.publish("a", f, body=hub.feed("a") + b"<!-- meanwhile -->") == 202, "and deliveries come in meanwhile")


def killing(s, hub, check, kills):
    """what serve has taken is fetched, once, whenever the watcher dies"""
    # deliveries are read in their order: when this one is, those of the tests before it are
    f, first = s.form("a"), 100
    hub.items["a"].append(99)
    hub.publish("a", f)
    s.until(lambda: s.fetched("/news/a-99.html") == 1)
    r, before = random.Random(5), s.rows()["a"]["subscription"]["deliveries"]
    s.stop(signal.SIGKILL)
    for k in range(kills):
        hub.items["a"].append(first + 2 * k)
        check(hub.publish("a", f) == 202, "taken while nobody watches")
        s.watch("--least", "300")
        time.sleep(0.15 + 0.5 * r.random())
        hub.items["a"].append(first + 2 * k + 1)
        check(hub.publish("a", f) == 202, "taken while it watches")
        time.sleep(0.4 * r.random())
        s.stop(signal.SIGKILL)
    s.watch("--least", "300")
    ids = range(first, first + 2 * kills)
    check(s.until(lambda: all(s.fetched(f"/news/a-{i}.html") for i in ids), 30), "nothing that was taken is lost")
    check(s.until(lambda: s.rows()["a"]["subscription"]["deliveries"] == before + 2 * kills), "each delivery counts once",
          (s.rows()["a"]["subscription"]["deliveries"], before))
    # and when the server dies of what it has just thanked for
    hub.items["a"].append(90)
    s.stop()
    check(hub.publish("a", f) == 202, "taken, and then the server is killed")
    s.server.send_signal(signal.SIGKILL)
    s.server.wait()
    s.serve(s.base.split("//")[1])
    s.watch("--least", "300")
    check(s.until(lambda: s.fetched("/news/a-90.html") == 1), "what it had taken is kept")
    twice = sum(s.fetched(f"/news/a-{i}.html") - 1 for i in ids)
    check(twice <= kills, "what was under way at most is fetched again", twice)
    s.stop()


def lying(s, hub, check):
    """each feed has a hub of another manner"""
    for name, manner in (("b", "deny"), ("c", "never"), ("d", "refuse"), ("e", "other_topic"), ("f", "moved")):
        hub.manner, hub.items[name] = manner, [1]
        hub.feed_hub[name] = f"http://hub.press.test/{name}"
        s.sources.write_text(s.sources.read_text() + f"http://paper.press.test/feed/{name}.xml\tfeed\tجريدة {name}\n")
        s.watch("--least", "2", "--most", "2")
        asked = lambda: [f for f in hub.asked if f["path"] in (f"/{name}", "/moved") and f"/{name}.xml" in f["hub.topic"]]
        s.until(lambda: len(asked()) > 0)
        want = {"b": "denied", "c": "asked", "d": "wanted", "e": "asked", "f": "active"}[name]
        check(s.until(lambda: s.state(name) == want and (name != "e" or hub.verified[-1][1] == 404)), f"a hub that will ({manner})", (s.rows()[name]["subscription"], hub.verified[-1]))
        if name in "bd":
            visits = s.fetched(f"/feed/{name}.xml")
            check(s.until(lambda: s.fetched(f"/feed/{name}.xml") > visits), "the feed is visited all the same", name)
        s.stop()
    rows = s.rows()
    check("not for you" in rows["b"]["subscription"]["why"], "why it denies is told", rows["b"]["subscription"])
    check("the hub says 500" in (rows["d"]["subscription"]["why"] or ""), "and that it fails", rows["d"]["subscription"])
    check(hub.publish("b", s.form("b")) == 410 and hub.publish("c", s.form("c")) == 410, "they cannot deliver")
    hub.manner = "prompt"


def silent(s, hub, check):
    """a hub that confirms and tells nothing: visits go on, slower at first, and at their own pace when they find what it kept back"""
    hub.items["g"] = [1]
    s.sources.write_text(s.sources.read_text() + "http://paper.press.test/feed/g.xml\tfeed\tجريدة g\n")
    s.watch("--least", "1", "--most", "1")
    s.until(lambda: s.state("g") == "active")
    check(s.until(lambda: s.rows()["g"]["pause_seconds"] >= 5), "while a hub tells, visits are rarer", s.rows()["g"]["pause_seconds"])
    for n in (2, 3):
        hub.items["g"].append(n)
        check(s.until(lambda: s.fetched(f"/news/g-{n}.html") == 1, 20), "but never none")
    check(s.until(lambda: s.state("g") == "unheard"), "a hub that tells nothing is found out", s.rows()["g"]["subscription"])
    check(s.until(lambda: s.rows()["g"]["pause_seconds"] <= 2), "and visits come as often as before", s.rows()["g"]["pause_seconds"])
    hub.items["g"].append(4)
    hub.publish("g", s.form("g"))
    check(s.until(lambda: s.state("g") == "active"), "until it tells again", s.rows()["g"]["subscription"])


def leaving(s, hub, check):
    f = s.form("g")
    hub.feed_hub["g"] = None
    hub.items["g"].append(5)
    asked = lambda: [x for x in hub.asked if x["hub.mode"] == "unsubscribe" and "/g.xml" in x["hub.topic"]]
    check(s.until(lambda: len(asked()) == 1, 20), "a feed without its hub is not subscribed to any more", hub.asked[-2:])
    check(s.until(lambda: hub.verified[-1] == ("unsubscribe", 200, True)), "and that is confirmed", hub.verified[-1])
    check(s.until(lambda: s.state("g") == "ended"), "and ended", s.rows()["g"]["subscription"])
    check(hub.publish("g", f) == 410, "what is delivered then is refused")
    s.stop()
    s.watch(public=False)
    check(s.until(lambda: any(x["hub.mode"] == "unsubscribe" and "/a.xml" in x["hub.topic"] for x in hub.asked), 20), "without an address of our own all are ended")
    s.stop()
    out = live.mirqab("--db", s.db, "outlets", "--sources").stdout
    check("watch has no --public-url" in out, "and outlets says why", out[-300:])


def one_process(folder, hub, check):
    """serve --watch: the same, in one process"""
    s = Stand.__new__(Stand)
    s.folder, s.hub, s.db, s.watcher, s.sources = folder, hub, folder / "one.db", None, folder / "one.tsv"
    hub.items["w"] = [1]
    s.sources.write_text("url\tkind\nhttp://paper.press.test/feed/w.xml\tfeed\n")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        at = f"127.0.0.1:{free.getsockname()[1]}"
    s.serve(at, "--public-url", f"http://{at}/", "--watch", "--contact", "t", "--connect-to", f"127.0.0.1:{hub.port}", "--allow", "127.0.0.1", "--pace", "0",
            "--sources", str(s.sources))
    try:
        check(s.until(lambda: s.state("w") == "active"), "one process subscribes and answers", hub.asked[-1:])
        hub.items["w"].append(2)
        check(hub.publish("w", s.form("w")) == 202 and s.until(lambda: s.fetched("/news/w-2.html") == 1), "and takes what is delivered")
    finally:
        s.close()


def address_checked(folder, hub, check):
    db, table = folder / "b.db", folder / "b.tsv"
    hub.items["h"], hub.feed_hub["h"] = [1], f"http://127.0.0.2:{hub.port}/subscribe"
    table.write_text(f"url\tkind\nhttp://127.0.0.1:{hub.port}/feed/h.xml\tfeed\n")
    run = live.mirqab("--db", db, "watch", "--contact", "t", "--allow", f"127.0.0.1:{hub.port}", "--pace", "0", "--once", "--sources", table,
                      "--public-url", "https://mirqab.example/", "--json")
    counts = json.loads(run.stdout or "{}")
    row = json.loads(live.mirqab("--db", db, "outlets", "--sources", "--json").stdout)
    check(counts.get("hub_requests") == 1 and "refused: loopback" in (row["subscription"]["why"] or ""), "a hub's address is checked as any other",
          (counts, row["subscription"], run.stderr[-300:]))
    odd = live.mirqab("--db", db, "watch", "--contact", "t", "--public-url", "ftp://x")
    check(odd.returncode == 64, "the public address is a web address", odd.stderr)


def kept(s, check):
    read = live.mirqab("--db", s.folder / "again.db", "ingest", f"{s.db}-warc")
    ask = lambda db: sorted(x for x in sqlite3.connect(db).execute("SELECT url FROM article WHERE url LIKE '%press.test%'"))
    check(ask(s.db) == ask(s.folder / "again.db") and len(ask(s.db)) > 10, "WARC files read again give the same articles", read.stderr[-300:])
    import gzip
    text = b"".join(gzip.open(p).read() for p in sorted(pathlib.Path(f"{s.db}-warc").iterdir()))
    heads = [h for h in re.findall(rb"WARC/1\.1\r\n(.*?)\r\n\r\n", text, re.S) if b"WARC-Type: resource" in h]
    check(len(heads) >= 5 and all(b"WARC-Mirqab-Use: listing" in h and b"feed/" in h for h in heads), "deliveries are kept as records", len(heads))
    check(b"/websub/" not in text and all(f["hub.secret"].encode() not in text for f in s.hub.asked if "hub.secret" in f), "without our words and secrets")
    check(live.mirqab("--db", s.db, "verify").returncode == 0, "the archive is whole")


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--kills", type=int, default=6)
    p.add_argument("--print", action="store_true")
    a = p.parse_args()
    check, hub, began = live.Checks(), Hub(), time.time()
    tell = lambda what: a.print and print(f"{time.time() - began:.1f} s: {what}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        s = Stand(folder, hub, check, ["a"])
        try:
            subscribing(s, hub, check)
            tell("subscribing")
            delivering(s, hub, check)
            tell("delivering")
            refusing(s, hub, check)
            tell("refusing")
            metrics = send(s.base + "/metrics")[1].decode()
            check('mirqab_hub_subscriptions{state="active"} 1' in metrics and 'mirqab_hub_words_total{what="forged"} 6' in metrics, "/metrics counts", metrics[-1500:])
            lease(s, hub, check)
            tell("lease")
            killing(s, hub, check, a.kills)
            tell("killing")
            lying(s, hub, check)
            tell("lying")
            silent(s, hub, check)
            tell("silent")
            leaving(s, hub, check)
            tell("leaving")
            kept(s, check)
            tell("kept")
            schema = json.loads(live.mirqab("schema", "source").stdout)
            try:
                import jsonschema
                for row in s.rows().values():
                    jsonschema.validate(row, schema)
                check(True, "sources are as their schema says")
            except ImportError:
                pass
            except jsonschema.ValidationError as e:
                check(False, "sources are as their schema says", e.message)
        finally:
            s.close()
        one_process(folder, hub, check)
        address_checked(folder, hub, check)
    return check.close()


if __name__ == "__main__":
    sys.exit(main())
