"""What is followed is fetched first, within the pace of its host: saved searches (pairs, people, countries, words), then pairs of countries between
which something happened of late, then the rest in its order, and what only front pages name last.

usage: order.py
"""
import asyncio, json, pathlib, subprocess, sys, tempfile, time, urllib.request
import live, loopback

# titles of a feed, in its order, with what they should be fetched as
FEED = [("افتتاح معرض للكتاب في المدينة القديمة", "news"), ("أمطار غزيرة على الساحل هذا المساء", "news"),
        ("المغرب وفرنسا يبحثان التعاون في مجال الماء", "dossier"), ("وزير الخارجية الياباني يصل إلى البرازيل", "saved"),
        ("مهرجان الزيتون يعود في دورته العاشرة", "saved"), ("محاضرة عن الخط العربي", "news"), ("الوزير سالم المرزوقي يزور مصنعا للسيارات", "saved"),
        ("سباق الدراجات ينطلق غدا", "news"), ("فرنسا تعلن ميزانية جديدة", "news"), ("اليابان: زلزال خفيف في الشمال", "news"),
        ("بالبرازيل.. اتفاق جديد مع اليابانيين حول القطارات", "saved"), ("الفرنسيون والمغاربة في معرض واحد", "dossier"),
        ("مباراة ودية بين فريقين من الحي", "news"), ("القمر يظهر كاملا الليلة", "subject")]
FRONT = ["خبر من الصفحة الأولى عن سوق الخضر الجديد", "خبر آخر من الصفحة الأولى عن الحافلات الكهربائية"]


class Paper(loopback.Loopback):
    def __init__(self):
        self.asked = []
        self.serve()

    def answer(self, path):
        if path == "/feed.xml":
            items = "".join(f"<item><title>{t}</title><link>http://paper.press.test/news/{100 + i}.html</link></item>" for i, (t, _) in enumerate(FEED))
            return 200, "application/rss+xml", f"<?xml version='1.0' encoding='utf-8'?><rss version='2.0'><channel><title>ج</title>{items}</channel></rss>"
        if path == "/":
            links = "".join(f"<li><a href='/news/{900 + i}-of-the-front-page.html'>{t}</a></li>" for i, t in enumerate(FRONT))
            return 200, "text/html; charset=utf-8", f"<!DOCTYPE html><html lang=ar><head><meta charset=utf-8><title>ج</title></head><body><ul>{links}</ul></body></html>"
        if path.startswith("/news/"):
            return 200, "text/html; charset=utf-8", f"<!DOCTYPE html><html lang=ar><head><meta charset=utf-8><title>خبر {path}</title></head><body><article><h1>خبر {path}</h1><p>سوق الحي يفتح أبوابه كل صباح.</p></article></body></html>"
        return 404, "text/plain", ""

    async def one(self, reader, writer):
        try:
            while True:
                path = (await reader.readuntil(b"\r\n\r\n")).decode().split(" ")[1]
                self.asked.append((time.time(), path))
                status, kind, body = self.answer(path)
                body = body.encode()
                writer.write(f"HTTP/1.1 {status} X\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


PAGE = """<!DOCTYPE html><html lang=ar dir=rtl><head><meta charset=utf-8><title>{title}</title><link rel=canonical href="https://one.test/{n}">
<meta property="article:published_time" content="{day}T08:00:00Z"></head><body><article><h1>{title}</h1><p>{text}</p></article></body></html>"""


def save(db, *searches):
    """as a reader does, with a key, through the API"""
    key = live.mirqab("--db", db, "--quiet", "tokens", "--scopes", "save", "add", "me").stdout.strip()
    server = subprocess.Popen([live.MIRQAB, "--db", str(db), "serve", "--listen", "127.0.0.1:0"], stdout=subprocess.PIPE, text=True)
    base = server.stdout.readline().strip()
    codes = []
    for one in searches:
        ask = urllib.request.Request(base + "api/v1/saved-searches", json.dumps(one).encode(), {"Content-Type": "application/json", "Authorization": f"Bearer {key}"})
        codes.append(urllib.request.urlopen(ask).status)
    server.terminate()
    server.wait()
    return codes


def main():
    check, paper = live.Checks(), Paper()
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        db, today = folder / "a.db", time.strftime("%Y-%m-%d", time.gmtime(time.time() - 3 * 86400))
        pages = [("الرئيس المغربي يستقبل نظيره الفرنسي", "استقبل الرئيس المغربي، اليوم، نظيره الفرنسي وأجرى معه مباحثات."),
                 ("وزير يتحدث", "قال وزير الصناعة سالم المرزوقي إن المصنع يفتح غدا.")]
        for n, (title, text) in enumerate(pages):
            (folder / f"{n}.html").write_text(PAGE.format(title=title, text=text, n=n, day=today))
        live.mirqab("--db", db, "ingest", folder / "0.html", folder / "1.html")
        check(save(db, {"pair": "BRA-JPN"}, {"query": 'person:"سالم المرزوقي"'}, {"query": "مهرجان الزيتون kind:visit"}) == [201] * 3, "searches are saved")
        sources = folder / "sources.tsv"
        sources.write_text("url\tkind\nhttp://paper.press.test/\tfront\nhttp://paper.press.test/feed.xml\tfeed\n")
        run = live.mirqab("--db", db, "watch", "--contact", "t", "--connect-to", f"127.0.0.1:{paper.port}", "--allow", "127.0.0.1", "--pace", "0.05",
                          "--once", "--sources", sources, "--subject", "القمر يظهر", "--json")
        check(run.returncode == 0, "it ends well", run.stderr[-300:])
        got = [p for _, p in paper.asked if p.startswith("/news/")]
        kinds = ["front" if int(p[6:9]) >= 900 else FEED[int(p[6:9]) - 100][1] for p in got]
        want = ["saved"] * 5 + ["dossier"] * 2 + ["news"] * 7 + ["front"] * 2
        check(["saved" if k == "subject" else k for k in kinds] == want, "followed first, then dossiers, then news, then front pages", list(zip(got, kinds)))
        news = [p for p, k in zip(got, kinds) if k == "news"]
        check(news == sorted(news), "the rest in its order", news)
        gaps = [b - a for (a, _), (b, _) in zip(paper.asked, paper.asked[1:])]
        check(min(gaps) >= 0.049, "no faster than the pace", min(gaps))
    return check.close()


if __name__ == "__main__":
    sys.exit(main())
