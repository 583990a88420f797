"""A press for tests: many newspapers on loopback, told apart by the Host header, with all the ways of being difficult.

What each site publishes follows from a seed and from the clock of the test (EPOCH:WATCH:FACTOR, as mirqab watch --clock), so that
the press can say afterwards what should have been fetched, and what was. Every request is noted: time, host, path, status.

usage: press.py --sites N --clock E:W:F [--seed N] [--hours N] [--port-file FILE] [--log FILE]
It prints nothing; GET http://press.control/state tells all, /quit ends it.
"""
import argparse, asyncio, email.utils, gzip, hashlib, json, random, socket, time, zlib

ARTICLE_WORDS = ("الوزير الحكومة البلدين الاتفاق الجلسة المدينة المشروع الصباح اللجنة الميناء الطريق المدرسة المزارعون الموسم "
                 "المطار السوق الجمعية الكتاب الماء القطار المتحف الغابة الجسر المصنع النادي البرنامج التقرير الندوة").split()

# happenings that several papers tell of: {a} and {b} are countries with their ministers' attribute
HAPPENINGS = ["وقّع وزير الخارجية {a} ونظيره {b}، اليوم، اتفاقية للتعاون في مجال الصيد البحري.",
              "استقبل الرئيس {a} نظيره {b} وأجرى معه مباحثات حول العلاقات الثنائية.",
              "استدعت الخارجية {a_} السفير {b} للاحتجاج على تصريحات أدلى بها.",
              "أجرى الجيش {a} والجيش {b} مناورات عسكرية مشتركة قبالة السواحل."]
COUNTRIES = [("المغربي", "المغربية"), ("الفرنسي", "الفرنسية"), ("المصري", "المصرية"), ("التونسي", "التونسية"), ("الإسباني", "الإسبانية"),
             ("القطري", "القطرية"), ("الأردني", "الأردنية"), ("العراقي", "العراقية")]


def happening(t):
    r = random.Random(f"happening {int(t // 10800)}")
    a, b = r.sample(COUNTRIES, 2)
    return r.choice(HAPPENINGS).format(a=a[0], b=b[0], a_=a[1])


# how each kind of site behaves; the first ones come first in small presses, so that they all are there
KINDS = ["rss", "atom", "news_sitemap", "front", "aggregator", "home", "jsonfeed", "conditional", "moved_feed", "gone_feed",
         "slow", "broken", "redirecting", "huge", "bomb", "denied", "partly_denied", "robots_500", "retry_after", "changing",
         "crawl_delay", "robots_moved", "sitemap_index", "unavailable", "temp_redirect_feed", "loop", "gz_sitemap"]


def iso(t):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(t))


def rfc822(t):
    return email.utils.formatdate(t, usegmt=True)


class Clock:
    def __init__(self, text):
        e, w, f = text.split(":")
        self.epoch, self.watch, self.factor = int(e) / 1000, int(w) / 1000, float(f)

    def now(self):
        return self.watch + (time.time() - self.epoch) * self.factor


class Site:
    """One newspaper: its kind, its articles with the time at which each appears, and what may be fetched of it."""

    def __init__(self, number, seed, start, hours, per_day):
        r = random.Random(f"{seed} {number}")
        self.kind = KINDS[number % len(KINDS)]
        self.host = f"s{number}.press.test"
        self.start = start
        n = max(1, int(r.gauss(per_day, per_day / 4) * hours / 24))
        times = sorted(start - 3600 + r.random() * (hours * 3600 + 3600) for _ in range(n))
        self.articles = [(t, 1000 + i * 7 + number) for i, t in enumerate(times)]
        self.by_id = {i: t for t, i in self.articles}
        self.errors = {}
        self.changed_at = {}
        if self.kind == "changing":
            # the third appears, and is changed two hours later
            for t, i in self.articles[::3]:
                self.changed_at[i] = t + 7200

    def path(self, i):
        return f"/private/{i}-story.html" if self.kind == "partly_denied" and i % 3 == 0 else f"/news/{i}-story.html"

    def url(self, i):
        return f"http://{self.host}{self.path(i)}"

    def visible(self, now):
        return [(t, i) for t, i in self.articles if t <= now]

    def latest(self, now, n=25):
        return self.visible(now)[-n:][::-1]

    def version(self, i, now):
        return 2 if i in self.changed_at and now >= self.changed_at[i] else 1

    def title(self, i):
        r = random.Random(f"{self.host} {i}")
        return " ".join(r.choice(ARTICLE_WORDS) for _ in range(7))

    def article(self, i, now):
        r = random.Random(f"{self.host} {i} body {self.version(i, now)}")
        paragraphs = "".join("<p>" + " ".join(r.choice(ARTICLE_WORDS) for _ in range(45)) + ".</p>" for _ in range(4))
        paragraphs = f"<p>{happening(self.by_id[i])}</p>" + paragraphs
        return (f"<!DOCTYPE html><html lang=ar dir=rtl><head><meta charset=utf-8><title>{self.title(i)}</title>"
                f"<link rel=canonical href='{self.url(i)}'><meta property='og:site_name' content='جريدة {self.host}'>"
                f"<meta property='article:published_time' content='{iso(self.by_id[i])}'></head><body><nav><a href='/'>الرئيسية</a>"
                f" <a href='/tag/1234'>وسم</a></nav><article><h1>{self.title(i)}</h1>{paragraphs}</article></body></html>").encode()

    def robots(self):
        return {"denied": "User-agent: *\nDisallow: /\n",
                "partly_denied": "User-agent: other\nDisallow: /\n\nUser-agent: mirqab\nDisallow: /private/\nAllow: /\n",
                "crawl_delay": "User-agent: *\nCrawl-delay: 120\n",
                "home": "User-agent: *\nDisallow: /tag/\n",
                }.get(self.kind, "User-agent: *\nDisallow: /admin/\n")

    def source(self):
        """what the list of sources says of it: kind and path"""
        return {"news_sitemap": ("sitemap", "/sitemap-news.xml"), "front": ("front", "/"), "aggregator": ("aggregator", "/list"),
                "home": ("home", "/"), "jsonfeed": ("feed", "/feed.json"), "atom": ("feed", "/atom.xml"),
                "sitemap_index": ("sitemap", "/sitemap.xml"), "gz_sitemap": ("sitemap", "/sitemap.xml.gz"),
                }.get(self.kind, ("feed", "/feed.xml"))

    def expected(self, now):
        """paths of articles that must be fetched, of those visible at `now`; None where none may be"""
        if self.kind in ("denied", "robots_500", "gone_feed", "unavailable", "loop"):
            return []
        ids = [i for t, i in self.visible(now)]
        if self.kind == "huge":
            ids = ids[1:]  # the first is a flood
        if self.kind == "bomb":
            ids = ids[1:]
        return [self.path(i) for i in ids if not self.path(i).startswith("/private/")]

    def forbidden(self, path):
        """may this path never be asked for"""
        if path == "/robots.txt":
            return False
        if self.kind in ("denied", "robots_500"):
            return True
        if self.kind == "partly_denied":
            return path.startswith("/private/")
        if self.kind == "home":
            return path.startswith("/tag/")
        return path.startswith("/admin/")


class Press:
    def __init__(self, a):
        self.clock = Clock(a.clock)
        self.end = None
        self.sites = {}
        start = self.clock.watch
        self.publish_end = start + a.hours * 3600
        for n in range(a.sites):
            s = Site(n, a.seed, start, a.hours, a.per_day)
            self.sites[s.host] = s
        self.log = open(a.log, "a", buffering=1) if a.log else None
        self.open = {}

    def list_items(self, s, now):
        return [(s.url(i), s.title(i), max(t, s.changed_at.get(i, 0) if s.changed_at.get(i, 1e18) <= now else 0)) for t, i in s.latest(now)]

    def rss(self, s, now):
        items = "".join(f"<item><title>{t}</title><link>{u}?utm_source=rss&amp;utm_medium=feed</link><pubDate>{rfc822(d)}</pubDate></item>"
                        for u, t, d in self.list_items(s, now))
        return f"<?xml version='1.0' encoding='utf-8'?><rss version='2.0'><channel><title>جريدة</title><link>http://{s.host}/</link>{items}</channel></rss>".encode()

    def atom(self, s, now):
        items = "".join(f"<entry><title>{t}</title><id>{u}</id><link href='{u}'/><updated>{iso(d)}</updated></entry>"
                        for u, t, d in self.list_items(s, now))
        return (f"<?xml version='1.0' encoding='utf-8'?><feed xmlns='http://www.w3.org/2005/Atom'><title>جريدة</title>"
                f"<link rel='self' href='http://{s.host}/atom.xml'/><link rel='hub' href='http://hub.press.test/'/>{items}</feed>").encode()

    def jsonfeed(self, s, now):
        return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "جريدة", "items": [
            {"id": u, "url": u, "title": t, "date_published": iso(d)} for u, t, d in self.list_items(s, now)]}).encode()

    def sitemap(self, s, now):
        items = "".join(f"<url><loc>{u}</loc><lastmod>{iso(d)}</lastmod><news:news><news:title>{t}</news:title>"
                        f"<news:publication_date>{iso(d)}</news:publication_date></news:news></url>" for u, t, d in self.list_items(s, now))
        return (f"<?xml version='1.0' encoding='utf-8'?><urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' "
                f"xmlns:news='http://www.google.com/schemas/sitemap-news/0.9'>{items}</urlset>").encode()

    def front(self, s, now, head=""):
        links = "".join(f"<li><a href='{s.path(i)}'>{s.title(i)}</a></li>" for _, i in s.latest(now, 30))
        return (f"<!DOCTYPE html><html lang=ar><head><meta charset=utf-8><title>جريدة</title>{head}</head><body>"
                f"<nav><a href='/'>الرئيسية</a><a href='/about'>من نحن</a><a href='/tag/2024'>وسم</a><a href='/admin/1234'>x</a>"
                f"<a href='/feed.jpg'>x</a></nav><ul>{links}</ul></body></html>").encode()

    def answer(self, s, path, headers):
        """(status, headers, body, seconds to wait); body None: the connection is dropped"""
        now = self.clock.now()
        html, xml = {"Content-Type": "text/html; charset=utf-8"}, {"Content-Type": "application/rss+xml"}
        bare = path.split("?")[0]
        k = s.kind
        if path == "/robots.txt":
            if k == "robots_500":
                return 500, {}, b"", 0
            if k == "robots_moved":
                return 301, {"Location": "/real/robots.txt"}, b"", 0
            if k == "unavailable":
                return 404, {}, b"", 0
            return 200, {"Content-Type": "text/plain"}, s.robots().encode(), 0
        if path == "/real/robots.txt":
            return 200, {"Content-Type": "text/plain"}, b"User-agent: *\nDisallow: /admin/\n", 0
        if k == "unavailable":
            return 503, {"Retry-After": "7200"}, b"", 0
        if k == "gone_feed":
            return 410, {}, b"", 0
        if bare == s.source()[1] or bare in ("/feed.xml", "/new/feed.xml", "/child.xml", "/hop.xml"):
            return self.listing(s, bare, headers, now, html, xml)
        if bare.startswith(("/news/", "/private/", "/moved/")):
            return self.story(s, bare, now, html)
        return 404, html, b"<html><body>404</body></html>", 0

    def listing(self, s, bare, headers, now, html, xml):
        k = s.kind
        if k == "moved_feed" and bare == "/feed.xml":
            return 301, {"Location": "/new/feed.xml"}, b"", 0
        if k == "temp_redirect_feed" and bare == "/feed.xml":
            return 302, {"Location": "/hop.xml"}, b"", 0
        if k == "loop":
            return 302, {"Location": "/hop.xml" if bare == "/feed.xml" else "/feed.xml"}, b"", 0
        if k == "sitemap_index" and bare == "/sitemap.xml":
            return 200, {"Content-Type": "application/xml"}, (
                f"<?xml version='1.0'?><sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>"
                f"<sitemap><loc>http://{s.host}/child.xml</loc><lastmod>{iso(now)}</lastmod></sitemap>"
                f"<sitemap><loc>http://{s.host}/old.xml</loc><lastmod>2001-01-01</lastmod></sitemap></sitemapindex>").encode(), 0
        if k in ("news_sitemap", "sitemap_index"):
            return 200, {"Content-Type": "application/xml"}, self.sitemap(s, now), 0
        if k == "gz_sitemap":
            return 200, {"Content-Type": "application/gzip"}, gzip.compress(self.sitemap(s, now)), 0
        if k in ("front", "aggregator"):
            return 200, html, self.front(s, now), 0
        if k == "home" and bare == "/":
            return 200, html, self.front(s, now, "<link rel=alternate type='application/rss+xml' href='/feed.xml'>"), 0
        body, kind = (self.jsonfeed(s, now), {"Content-Type": "application/feed+json"}) if k == "jsonfeed" else (
            self.atom(s, now), {"Content-Type": "application/atom+xml"}) if k in ("atom", "changing") else (self.rss(s, now), dict(xml))
        if k == "conditional":
            tag = '"' + hashlib.sha1(body).hexdigest() + '"'
            kind["ETag"] = tag
            if headers.get("if-none-match") == tag:
                return 304, {"ETag": tag}, b"", 0
        if k == "retry_after" and (len(body) + int(now / 1800)) % 5 == 0:
            return 429, {"Retry-After": "900"}, b"", 0
        return 200, kind, body, 0.3 if k == "slow" else 0

    def story(self, s, bare, now, html):
        try:
            i = int(bare.rsplit("/", 1)[1].split("-")[0])
        except ValueError:
            i = -1
        if i not in s.by_id or s.by_id[i] > now:
            return 404, html, b"", 0
        first = s.articles[0][1] == i
        k = s.kind
        if k == "broken" and s.errors.get(i, 0) < 1 and i % 2:
            s.errors[i] = s.errors.get(i, 0) + 1
            return (500, html, b"", 0) if i % 4 == 1 else (200, html, None, 0)
        if k == "redirecting" and bare.startswith("/news/"):
            return 302, {"Location": f"/moved/{i}-story.html"}, b"", 0
        if k == "huge" and first:
            return 200, html, FLOOD, 0
        if k == "bomb" and first:
            return 200, {**html, "Content-Encoding": "gzip"}, BOMB, 0
        body = s.article(i, now)
        if k in ("rss", "home"):
            return 200, {**html, "Content-Encoding": "gzip"}, gzip.compress(body, 5), 0
        return 200, html, body, 0.25 if k == "slow" else 0

    def state(self):
        now = self.clock.now()
        cut = min(now, self.publish_end)
        return {"now": now, "sites": {h: {"kind": s.kind, "expected": s.expected(cut), "source": s.source()} for h, s in self.sites.items()}}

    def note(self, host, path, status, start, end, forbidden):
        if self.log:
            self.log.write(json.dumps([round(start, 6), round(end, 6), host, path, status, forbidden]) + "\n")


def gzip_bomb(megabytes):
    """so many MiB of zeros, made of one piece, again and again"""
    z = zlib.compressobj(9, zlib.DEFLATED, -15)
    piece = z.compress(b"\0" * (1 << 20)) + z.flush(zlib.Z_FULL_FLUSH)
    return b"\x1f\x8b\x08\0\0\0\0\0\0\x03" + piece * megabytes + b"\x03\0" + b"\0" * 8


BOMB = gzip_bomb(512)
FLOOD = b"<html><body>" + b"<p>flood</p>" * 1000000


REASONS = {200: "OK", 301: "Moved Permanently", 302: "Found", 304: "Not Modified", 404: "Not Found", 410: "Gone", 429: "Too Many Requests",
           500: "Internal Server Error", 503: "Service Unavailable"}


async def serve_one(press, reader, writer, done):
    try:
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            start = time.time()
            lines = head.decode("latin-1").split("\r\n")
            path = lines[0].split(" ")[1]
            headers = {l.split(":", 1)[0].lower(): l.split(":", 1)[1].strip() for l in lines[1:] if ":" in l}
            host = headers.get("host", "").split(":")[0]
            if host == "press.control":
                if path == "/quit":
                    done.set()
                body = json.dumps(press.state()).encode()
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
                await writer.drain()
                continue
            s = press.sites.get(host)
            status, fields, body, wait = press.answer(s, path, headers) if s else (404, {}, b"", 0)
            if wait:
                await asyncio.sleep(wait)
            if body is None:
                press.note(host, path, -1, start, time.time(), s.forbidden(path))
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n<html>half of")
                await writer.drain()
                break
            out = f"HTTP/1.1 {status} {REASONS.get(status, 'X')}\r\n" + "".join(f"{k}: {v}\r\n" for k, v in fields.items())
            if status != 304:
                out += f"Content-Length: {len(body)}\r\n"
            # noted before it is written: what comes after may come after the watcher has it
            press.note(host, path, status, start, time.time(), s.forbidden(path) if s else False)
            writer.write(out.encode() + b"\r\n" + body)
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError, IndexError):
        pass
    finally:
        writer.close()


async def main():
    p = argparse.ArgumentParser()
    p.add_argument("--sites", type=int, default=20)
    p.add_argument("--clock", required=True)
    p.add_argument("--seed", default="7")
    p.add_argument("--hours", type=float, default=24)
    p.add_argument("--per-day", type=float, default=16)
    p.add_argument("--port-file", required=True)
    p.add_argument("--log")
    a = p.parse_args()
    press, done = Press(a), asyncio.Event()
    server = await asyncio.start_server(lambda r, w: serve_one(press, r, w, done), "127.0.0.1", 0, limit=1 << 16, backlog=1024)
    port = server.sockets[0].getsockname()[1]
    with open(a.port_file + ".tmp", "w") as f:
        f.write(str(port))
    import os
    os.rename(a.port_file + ".tmp", a.port_file)
    async with server:
        await done.wait()


if __name__ == "__main__":
    asyncio.run(main())
