"""What the live tests share: a press on loopback, the watcher, and what both say afterwards."""
import collections, json, os, pathlib, subprocess, sys, tempfile, time, urllib.request

HERE = pathlib.Path(__file__).resolve().parent
TREE = HERE.parent.parent
MIRQAB = os.environ.get("MIRQAB") or str(TREE / "build" / os.environ.get("VARIANT", "release") / "mirqab")


class Press:
    def __init__(self, folder, sites, factor, hours=24, per_day=16, seed="7", program="press.py", more=()):
        self.folder = pathlib.Path(folder)
        now = int(time.time() * 1000) + 300
        self.factor = factor
        self.clock = f"{now}:{now}:{factor}"
        self.log = self.folder / "press.log"
        port = self.folder / "port"
        port.unlink(missing_ok=True)
        self.process = subprocess.Popen([sys.executable, str(HERE / program), "--sites", str(sites), "--clock", self.clock, "--seed", seed,
                                         "--hours", str(hours), "--per-day", str(per_day), "--port-file", str(port), "--log",
                                         str(self.log), *more])
        for _ in range(600):
            if port.exists():
                break
            time.sleep(0.05)
        self.port = int(port.read_text())

    def state(self):
        ask = urllib.request.Request(f"http://127.0.0.1:{self.port}/state", headers={"Host": "press.control"})
        return json.load(urllib.request.urlopen(ask))

    def sources(self):
        path = self.folder / "sources.tsv"
        rows = [f"http://{h}{s['source'][1]}\t{s['source'][0]}\tجريدة {h}" for h, s in self.state()["sites"].items()]
        path.write_text("url\tkind\toutlet\n" + "\n".join(rows) + "\n")
        return path

    def requests(self):
        """[start, end, host, path, status, forbidden]"""
        rows = []
        for line in self.log.read_text().splitlines():
            try:
                rows.append(json.loads(line))
            except ValueError:
                pass
        return rows

    def close(self):
        self.process.kill()
        self.process.wait()


def watch_command(press, db, *more):
    return [MIRQAB, "--db", str(db), "watch", "--contact", "tests@mirqab.test", "--connect-to", f"127.0.0.1:{press.port}", "--allow",
            "127.0.0.1", "--clock", press.clock, "--seed", "11", "--json", *map(str, more)]


def mirqab(*args, **kw):
    return subprocess.run([MIRQAB, *map(str, args)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **kw)


class Checks:
    def __init__(self):
        self.passed = self.failed = 0

    def __call__(self, well, what, detail=""):
        if well:
            self.passed += 1
        else:
            self.failed += 1
            print(f"FAIL {what}: {detail}", flush=True)

    def close(self):
        print(f"{self.passed} passed, {self.failed} failed")
        return 1 if self.failed else 0


def article_paths(rows):
    """requests for articles: (host, path) -> how many that went well or ill"""
    n = collections.Counter()
    for _, _, host, path, status, _ in rows:
        if path.startswith(("/news/", "/private/", "/moved/")):
            n[host, path] += 1
    return n


def pace_of(rows):
    """the shortest time from the end of one answer to the start of the next question, by host"""
    last, least = {}, {}
    for start, end, host, *_ in sorted(rows):
        if host in last:
            least[host] = min(least.get(host, 1e9), start - last[host])
        last[host] = max(end, last.get(host, 0))
    return least


def archive_rows(db):
    """what must be the same in two archives of the same pages"""
    import sqlite3
    c = sqlite3.connect(f"file:{db}?mode=ro", uri=True)
    ask = lambda q: sorted(c.execute(q).fetchall(), key=repr)
    return {
        "articles": ask("SELECT hex(x.id), x.title, o.name, x.published, x.url, x.lang, x.events, x.versions, hex(p.sha256)"
                        " FROM article x JOIN page p ON p.n = x.page LEFT JOIN outlet o ON o.n = x.outlet"),
        "pages": ask("SELECT hex(p.sha256), hex(x.id), p.version, p.size, p.made_size FROM page p JOIN article x ON x.n = p.article"),
        "told": sorted(mirqab("--db", db, "export", "--format", "jsonl").stdout.splitlines()),
        "events": ask("SELECT hex(x.id), e.local, e.kind, e.status, e.day, e.confidence FROM event e JOIN article x ON x.n = e.article"),
        "happenings": ask("SELECT hex(id), kind, status, day, articles, outlets FROM happening"),
        "stories": ask("SELECT hex(id), title, articles, outlets, copies FROM story"),
        "people": ask("SELECT hex(id), name, country FROM person"),
    }
