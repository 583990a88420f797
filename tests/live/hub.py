"""A newspaper and its hub on loopback, for tests of WebSub: the hub asks back, delivers, and can be made to lie.

The paper, at http://paper.press.test, has one feed a topic (/feed/NAME.xml); the hub, at http://hub.press.test, is given each
subscription's form. What either does is changed by the test, in this process.
"""
import asyncio, email.utils, hashlib, hmac, json, time, urllib.error, urllib.parse, urllib.request
import loopback


def send(url, body=None, headers=None, timeout=10):
    """(status, body) of a request to a callback"""
    ask = urllib.request.Request(url, data=body, headers=headers or {})
    try:
        with urllib.request.urlopen(ask, timeout=timeout) as r:
            return r.status, r.read()
    except urllib.error.HTTPError as e:
        return e.code, e.read()


class Hub(loopback.Loopback):
    def __init__(self):
        self.asked, self.requests = [], []  # forms that came to the hub; (time, host, path) of all
        self.items = {}                     # of a feed: list of article numbers
        self.manner = "prompt"              # how the hub behaves: prompt, late, never, refuse, no, moved, other_topic, deny, tiny
        self.topic_of, self.feed_hub = {}, {}
        self.verified, self.born = [], {}
        self.serve()

    def feed(self, name):
        at = lambda i: time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(self.born.setdefault((name, i), time.time())))
        items = "".join(f"<entry><title>خبر رقم {i} من المدينة البعيدة</title><id>{i}</id><link href='http://paper.press.test/news/{name}-{i}.html'/>"
                        f"<updated>{at(i)}</updated></entry>" for i in self.items.get(name, [])[-20:])
        topic = self.topic_of.get(name, f"http://paper.press.test/feed/{name}.xml?Format=Atom&utm_source=self")
        hub = self.feed_hub.get(name, "http://hub.press.test/subscribe")
        links = f"<link rel='self' href='{topic.replace('&', '&amp;')}'/>" + (f"<link rel='hub' href='{hub}'/>" if hub else "")
        return (f"<?xml version='1.0' encoding='utf-8'?><feed xmlns='http://www.w3.org/2005/Atom'><title>جريدة التجربة</title>{links}{items}</feed>").encode()

    def article(self, path):
        words = hashlib.sha256(path.encode()).hexdigest()
        numbers = " ".join("قرية مزرعة طريق وادي سوق جسر مصنع مدرسة".split()[int(c, 16) % 8] for c in words)
        return (f"<!DOCTYPE html><html lang=ar><head><meta charset=utf-8><title>خبر {path} من المدينة</title></head><body><article><h1>خبر {path} من المدينة"
                f"</h1><p>وصل الوزير صباح اليوم إلى المدينة في زيارة تدوم يومين. {numbers}.</p></article></body></html>").encode()

    def answer_hub(self, form):
        """(status, fields, what to do afterwards)"""
        self.asked.append(form)
        if self.manner == "refuse":
            return 500, [], None
        if self.manner == "no":
            return 403, [], None
        if self.manner == "moved" and "moved" not in form["path"]:
            return 308, ["Location: http://hub.press.test/moved"], None
        if self.manner == "never":
            return 202, [], None
        return 202, [], lambda: self.verify(form)

    def verify(self, form, **change):
        """asks back, as a hub does: (status, answer, challenge)"""
        if self.manner == "deny" and not change:
            return self.deny(form)
        lease = {"tiny": "1"}.get(self.manner, form.get("hub.lease_seconds", ""))
        fields = {"hub.mode": form["hub.mode"], "hub.topic": form["hub.topic"], "hub.challenge": f"word{len(self.verified)}-{time.time_ns()}",
                  "hub.lease_seconds": lease, **change}
        if self.manner == "other_topic":
            fields["hub.topic"] = "http://other.press.test/feed.xml"
        status, body = send(form["hub.callback"] + "?" + urllib.parse.urlencode(fields))
        said = status == 200 and body.decode() == fields["hub.challenge"]
        self.verified.append((form["hub.mode"], status, said))
        return status, said

    def deny(self, form):
        status, _ = send(form["hub.callback"] + "?" + urllib.parse.urlencode({"hub.mode": "denied", "hub.topic": form["hub.topic"], "hub.reason": "not for you"}))
        self.verified.append(("denied", status, status == 200))
        return status, status == 200

    def publish(self, name, form, method="sha256", secret=None, body=None, signature=None):
        """delivers the feed as it is now; the status"""
        body = self.feed(name) if body is None else body
        key = (secret or form["hub.secret"]).encode()
        made = signature or f"{method}={hmac.new(key, body, getattr(hashlib, method)).hexdigest()}"
        headers = {"Content-Type": "application/atom+xml", "Link": f'<http://hub.press.test/subscribe>; rel="hub", <{form["hub.topic"]}>; rel="self"'}
        if made != "none":
            headers["X-Hub-Signature"] = made
        return send(form["hub.callback"], body, headers)[0]

    async def one(self, reader, writer):
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                lines = head.split("\r\n")
                method, path = lines[0].split(" ")[:2]
                fields = {l.split(":", 1)[0].lower(): l.split(":", 1)[1].strip() for l in lines[1:] if ":" in l}
                host = fields.get("host", "").split(":")[0]
                body = await reader.readexactly(int(fields.get("content-length", 0)))
                self.requests.append((time.time(), host, f"{method} {path}"))
                then, out, more, kind = None, b"", [], "text/html; charset=utf-8"
                if host == "hub.press.test" and method == "POST":
                    form = dict(urllib.parse.parse_qsl(body.decode()), path=path)
                    status, more, then = self.answer_hub(form)
                elif path == "/robots.txt":
                    status, out = 404, b""
                elif path.startswith("/feed/"):
                    status, out, kind = 200, self.feed(path.split("/")[2].split(".")[0]), "application/atom+xml"
                elif path.startswith("/news/"):
                    status, out = 200, self.article(path)
                else:
                    status = 404
                writer.write(("\r\n".join([f"HTTP/1.1 {status} X", f"Content-Type: {kind}", f"Content-Length: {len(out)}", *more]) + "\r\n\r\n").encode() + out)
                await writer.drain()
                if then:
                    asyncio.get_running_loop().run_in_executor(None, then)
        except (asyncio.IncompleteReadError, ConnectionError, OSError):
            pass
        finally:
            writer.close()
